"""Things of the model as plain data for JSON, and back: nothing is rounded, and nothing else can be made from it.

A thing is an object with its class under `$` and those of its fields that are not as usual; a fraction is
`{"$": "Fraction", "is": "100/3"}`, a period or a day likewise. A tuple is a list.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from esep.model.body import Body
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Coverage, DeclaredRevision, Definition, Event
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Remark

MARK = "$"
_THINGS: dict[str, type[Any]] = {
    thing.__name__: thing
    for thing in (
        *(Body, Break, Cell, CellKey, Code, Coverage, DeclaredRevision, Definition, Estimate, Event),
        *(Figure, Finding, FindingRow, Interval, Question, Remark),
    )
}
# Written as text: the class, how it is read.
_TEXTS: dict[str, tuple[type[Any], Callable[[str], Any]]] = {
    "Fraction": (Fraction, Fraction),
    "Period": (Period, Period.parse),
    "date": (datetime.date, datetime.date.fromisoformat),
}


def to_plain(thing: Any) -> Any:
    """Return a thing of the model as plain data; raise `TypeError` for what is none."""
    if thing is None or isinstance(thing, bool | int | float | str):
        return thing
    for name, (kind, _) in _TEXTS.items():
        if isinstance(thing, kind):
            return {MARK: name, "is": str(thing)}
    if isinstance(thing, tuple | list):
        return [to_plain(member) for member in thing]
    if isinstance(thing, CodeList):
        return {MARK: "CodeList", "name": thing.name, "codes": [to_plain(code) for code in thing]}
    if isinstance(thing, Mapping):
        if not all(isinstance(key, str) and key != MARK for key in thing):
            raise TypeError("only names can be keys")
        return {key: to_plain(value) for key, value in thing.items()}
    if type(thing) not in _THINGS.values():
        raise TypeError(f"{type(thing).__name__} is no thing of the model")
    fields = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing) if _is_told(thing, field)}
    return {MARK: type(thing).__name__, **{name: to_plain(value) for name, value in fields.items()}}


def from_plain(data: Any) -> Any:
    """Return the thing that plain data describe; raise `ValueError` where they describe none."""
    if isinstance(data, list):
        return tuple(from_plain(member) for member in data)
    if not isinstance(data, dict):
        return data
    fields = {name: from_plain(value) for name, value in data.items() if name != MARK}
    name = data.get(MARK)
    if name is None:
        return fields
    try:
        if name in _TEXTS:
            return _TEXTS[name][1](fields["is"])
        return CodeList(**fields) if name == "CodeList" else _THINGS[name](**fields)
    except (KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise ValueError(f"{name}: {type(error).__name__}: {error}") from None


def _is_told(thing: Any, field: dataclasses.Field[Any]) -> bool:
    """Return whether a field has another value than the usual one."""
    value = getattr(thing, field.name)
    if field.default is not dataclasses.MISSING:
        return type(value) is not type(field.default) or bool(value != field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value) or type(value) is not type(field.default_factory())
    return True
