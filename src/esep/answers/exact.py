"""An answer as plain data and back, with every number exact: what another program needs to hold the same answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from esep.answers.answer import Answer
from esep.model.definition import Definition
from esep.model.plain import from_plain, to_plain

# How the figures were read is the business of where they were read.
_UNTOLD: dict[str, Any] = {
    "files": {},
    "records": {},
    "synthetic": {},
    "code_files": {},
    "tables": (),
    "totals": (),
    "repeats": (),
    "severity": (),
    "file": "",
    "lines": {},
}
_PARTS = ("question", "figure", "notes", "breaks", "prints", "finding")


def tell_definition(definition: Definition) -> Definition:
    """Return what a definition says of its figures, without how they were read."""
    return replace(definition, **_UNTOLD)


def answer_to_plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data, without its definition, which many answers have in common."""
    parts = {name: to_plain(getattr(answer, name)) for name in _PARTS}
    others = [answer_to_plain(other) for other in answer.others]
    return {**parts, "dataset": answer.definition.name, "vintage": answer.vintage, "others": others}


def answer_from_plain(data: dict[str, Any], definition: Definition) -> Answer:
    """Return the answer of a dataset that plain data describe; raise `ValueError` where they describe none."""
    try:
        parts = {name: from_plain(data[name]) for name in _PARTS}
        others = tuple(answer_from_plain(other, definition) for other in data["others"])
        if data["dataset"] != definition.name:
            raise ValueError(f"{data['dataset']} is not {definition.name}")
        return Answer(**parts, definition=definition, vintage=data["vintage"], others=others)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
