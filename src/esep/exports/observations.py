"""Cells as rows of one table: codes with their names beside them, the value, its status, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.exports.safe import make_safe
from esep.language.phrases import say
from esep.model.cell import Cell
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import LANGUAGES

# No number that anyone prints has more; a fraction without an end is cut there.
MOST_DECIMALS = 12


@dataclass(frozen=True)
class Column:
    """A column of the table: its name, what kind of value it has (`string`, `number`, `integer` or `date`), and whether
    a row must have one.
    """

    name: str
    kind: str = "string"
    is_required: bool = False
    is_key: bool = False

    def title(self, language: str) -> str:
        """Return what the column is called."""
        name, language_of_names = split_language(self.name)
        title = say(f"exports.column_{name}", language)
        return f"{title} ({language_of_names})" if language_of_names else title

    def meaning(self, language: str) -> str:
        """Return what stands in the column, in a sentence."""
        return say(f"exports.meaning_{split_language(self.name)[0]}", language)


def split_language(name: str) -> tuple[str, str]:
    """Return the name of a column without the language that its texts are in, and that language."""
    stem, _, language = name.rpartition("_")
    return (stem, language) if language in LANGUAGES else (name, "")


def _name_columns(kind: str) -> tuple[Column, ...]:
    return tuple(Column(f"{kind}_name_{language}") for language in LANGUAGES)


COLUMNS = (
    Column("scope", is_required=True, is_key=True),
    *_name_columns("scope"),
    Column("measure", is_required=True, is_key=True),
    *_name_columns("measure"),
    Column("attribute", is_key=True),
    *_name_columns("attribute"),
    Column("region", is_required=True, is_key=True),
    *_name_columns("region"),
    Column("period", is_required=True, is_key=True),
    Column("period_start", "date", is_required=True),
    Column("period_end", "date", is_required=True),
    Column("period_type", is_required=True),
    Column("base_period", is_key=True),
    Column("unit", is_required=True, is_key=True),
    Column("print", "integer", is_required=True, is_key=True),
    Column("value", "number"),
    Column("status", is_required=True),
    Column("precision"),
    Column("lower", "number"),
    Column("upper", "number"),
    Column("coverage", "number"),
    Column("body"),
    Column("source"),
    Column("note"),
)
KEY = tuple(column.name for column in COLUMNS if column.is_key)

Row = Mapping[str, str]


def list_rows(cells: Iterable[Cell], definition: Definition) -> Iterator[Row]:
    """Yield a row for every cell, as text by the names of `COLUMNS`, in the order in which they come.

    `value` is empty where `status` (SDMX CL_OBS_STATUS) says why; `lower` and `upper` bound the values that the printed
    one allows. `print` numbers the prints of one figure by several bodies, the most exact first.
    """
    lists: dict[str, CodeList] = {
        "scope": definition.scopes,
        "measure": definition.measures,
        "attribute": definition.attributes,
        "region": definition.regions,
    }
    last, number = None, 0
    for cell in cells:
        number = number + 1 if cell.key == last else 1
        last = cell.key
        codes = {name: getattr(cell.key, name) for name in lists}
        row = {}
        for name, code in codes.items():
            row[name] = make_safe(code)
            row |= {f"{name}_name_{language}": _find_name(lists[name], code, language) for language in LANGUAGES}
        yield row | _describe(cell, number)


def _find_name(codes: CodeList, code: str, language: str) -> str:
    found = codes.find(code)
    return make_safe(found.name(language)) if found else ""


def _describe(cell: Cell, number: int) -> dict[str, str]:
    period, interval = cell.key.period, None if cell.value is None else cell.interval()
    return {
        "period": str(period),
        "period_start": str(period.start),
        "period_end": str(period.end),
        "period_type": period.type,
        "base_period": str(cell.key.base_period or ""),
        "unit": cell.key.unit,
        "print": str(number),
        "value": write_value(cell.value),
        "status": cell.status,
        "precision": cell.precision if cell.value is not None else "",
        "lower": write_value(interval.low if interval else None),
        "upper": write_value(interval.high if interval else None),
        "coverage": write_value(cell.coverage),
        "body": make_safe(cell.body),
        "source": make_safe(cell.source),
        "note": make_safe(cell.note),
    }


def write_value(value: Fraction | None) -> str:
    """Return a number with a decimal point, exact where its decimals end; nothing for no value."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = round(abs(value) * 10**MOST_DECIMALS)
    whole, rest = divmod(scaled, 10**MOST_DECIMALS)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{MOST_DECIMALS}d}".rstrip("0").rstrip(".")
