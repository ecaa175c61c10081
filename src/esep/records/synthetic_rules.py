"""The rules by which synthetic records are made: the table [synthetic] of a definition and the two tables it names."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import CheckedTable
from esep.sources.csv_table import Row, read_csv_table, read_day
from esep.sources.dataset import list_packaged, load_definition
from esep.sources.snapshot import decode, take_snapshot

FIELDS = ("id", "registered", "reported", "occurred", "region", "measure", "status", "damage", "victims", "label")
# What can be planted in a row; each kind is one thing that is wrong with it.
KINDS = (
    "unknown_article",
    "unknown_district",
    "impossible_date",
    "occurred_late",
    "missing_article",
    "same_content",
    "other_content",
    "wrong_label",
)
PER_MILLE = 1000
LARGEST_TABLE_BYTES = 4 * 1024 * 1024
FIRST_DAY, LAST_DAY = datetime.date(1, 1, 1), datetime.date(9999, 12, 31)
_NUMBERS = ("damage_median", "victims_percent")


@dataclass(frozen=True)
class Offence:
    """One kind of synthetic offence: the text it is registered by and what its rows are like.

    `calibrated` is the measure of the calibration dataset whose total it shares with others by `weight`; empty for the
    rest of the year's total. `attributes` are per mille of its rows, `victims_percent` persons per hundred rows.
    """

    raw: str
    calibrated: str
    weight: int
    valid_from: datetime.date
    valid_to: datetime.date
    attributes: Mapping[str, int]
    damage_median: int
    victims_percent: int


@dataclass(frozen=True)
class District:
    """A place by the text it is registered by; its share of all rows follows from `weight` while it is valid."""

    raw: str
    region: str
    weight: int
    valid_from: datetime.date
    valid_to: datetime.date


@dataclass(frozen=True)
class Delay:
    """How long a deed waits for its report, mostly hours, in `long_share` per mille days with a heavy tail."""

    usual_hours: int
    long_share: int
    long_shape_percent: int
    longest_days: int
    registration_hours: int


@dataclass(frozen=True)
class SyntheticRules:
    """Everything a definition says about its synthetic records.

    `columns` gives the heading of each of `FIELDS`, `attributes` of each attribute. `months` and `weekdays` are weights
    from January and Monday on. `states` are per mille of the rows; the others are in the state `counted`. `assumed` are
    per mille of a year's total for measures that the calibration dataset does not have then. `dirty` is the share of
    faulty rows, per mille, where nobody asks for another.
    """

    dataset: str
    calibration: str
    scope: str
    region: str
    years: tuple[int, int]
    label: str
    counted: str
    columns: Mapping[str, str]
    attributes: Mapping[str, str]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    month_variation: float
    region_variation: float
    delay: Delay
    states: Mapping[str, int]
    assumed: Mapping[str, Mapping[int, int]]
    dirty: int
    kinds: tuple[str, ...]
    offences: tuple[Offence, ...]
    districts: tuple[District, ...]


def read_synthetic_rules(definition: Definition, folder: Path) -> SyntheticRules:
    """Return how synthetic records of a dataset are made; `folder` is that of the definition.

    Raise `EsepError`: `synthetic-undeclared` where the definition does not say, or every problem found in what it says.
    """
    if not definition.synthetic:
        raise EsepError(Problem("synthetic-undeclared", facts={"dataset": definition.name}))
    problems: list[Problem] = []
    file, lines = str(folder / "definition.toml"), dict(definition.lines)
    top = CheckedTable({"synthetic": dict(definition.synthetic)}, file, lines, problems)
    table = top.take_table("synthetic")
    assert table is not None
    rules = _read(table, definition, folder)
    table.refuse_unknown()
    if problems:
        raise EsepError(problems)
    return rules


def _read(table: CheckedTable, definition: Definition, folder: Path) -> SyntheticRules:
    calibration = table.take_choice("calibration", list_packaged(), is_required=True)
    source = load_definition(calibration) if calibration else None
    attributes = _take_headings(table, "attributes", tuple(definition.attributes.codes), is_required=False)
    first, last = _take_numbers(table, "years", 2, (1900, 2100)) or (0, 0)
    if last < first:
        table.report_unknown("years", f"{first}, {last}", ("2015, 2024",))
    share, kinds = _take_dirty(table)
    return SyntheticRules(
        dataset=definition.name,
        calibration=calibration,
        scope=table.take_choice("scope", source.scopes.codes if source else None, is_required=True),
        region=table.take_choice("region", source.regions.codes if source else None, is_required=True),
        years=(first, last),
        label=table.take_text("label", is_required=True),
        counted=table.take_text("counted", is_required=True),
        columns=_take_headings(table, "columns", FIELDS, is_required=True),
        attributes=attributes,
        months=_take_numbers(table, "months", 12, (1, 100_000)),
        weekdays=_take_numbers(table, "weekdays", 7, (1, 100_000)),
        month_variation=_take_number(table, "month_variation_percent", 0, 100) / 100,
        region_variation=_take_number(table, "region_variation_percent", 0, 100) / 100,
        delay=_take_delay(table),
        states=_take_shares(table, "states"),
        assumed=_take_assumed(table, tuple(source.measures.codes) if source else ()),
        dirty=share,
        kinds=kinds,
        offences=_read_offences(table, folder, tuple(attributes), tuple(source.measures.codes) if source else ()),
        districts=_read_districts(table, folder),
    )


def _take_number(table: CheckedTable, key: str, low: int, high: int) -> int:
    value = table.take(key, int, is_required=True)
    if value is not None and not low <= value <= high:
        table.report_unknown(key, str(value), (str(low), str(high)))
    return value if value is not None and low <= value <= high else low


def _take_numbers(table: CheckedTable, key: str, length: int, limits: tuple[int, int]) -> tuple[int, ...]:
    values = table.take(key, list, is_required=True) or []
    if len(values) == length and all(type(value) is int and limits[0] <= value <= limits[1] for value in values):
        return tuple(values)
    if key in table.data:
        table.report_unknown(key, str(values), (", ".join(str(limits[0]) for _ in range(length)),))
    return ()


def _take_headings(table: CheckedTable, key: str, fields: tuple[str, ...], *, is_required: bool) -> dict[str, str]:
    """Return the heading of each field in the data; all of them where they are required."""
    below = table.take_table(key, is_required=is_required)
    if below is None:
        return {}
    found = {
        field: below.take_text(field, is_required=is_required) for field in fields if is_required or field in below.data
    }
    below.refuse_unknown()
    return found


def _take_delay(table: CheckedTable) -> Delay:
    below = table.take_table("delay", is_required=True)
    if below is None:
        return Delay(1, 0, 1, 1, 1)
    found = Delay(
        usual_hours=_take_number(below, "usual_hours", 1, 8760),
        long_share=_take_number(below, "long_share", 0, PER_MILLE),
        long_shape_percent=_take_number(below, "long_shape_percent", 50, 1000),
        longest_days=_take_number(below, "longest_days", 1, 36_500),
        registration_hours=_take_number(below, "registration_hours", 1, 8760),
    )
    below.refuse_unknown()
    return found


def _take_shares(table: CheckedTable, key: str) -> dict[str, int]:
    below = table.take_table(key)
    if below is None:
        return {}
    found = {name: _take_number(below, name, 0, 500) for name in below.data}
    if sum(found.values()) > PER_MILLE // 2:
        table.report_unknown(key, str(found), ("500",))
    return found


def _take_assumed(table: CheckedTable, measures: tuple[str, ...]) -> dict[str, dict[int, int]]:
    below = table.take_table("assumed")
    if below is None:
        return {}
    found: dict[str, dict[int, int]] = {}
    for measure in below.data:
        if measure not in measures:
            below.report_unknown(measure, measure, measures)
        one = below.take_table(measure)
        if one is not None:
            years = [name for name in one.data if name.isdecimal()]
            found[measure] = {int(name): _take_number(one, name, 0, PER_MILLE) for name in years}
            one.refuse_unknown()
    return found


def _take_dirty(table: CheckedTable) -> tuple[int, tuple[str, ...]]:
    below = table.take_table("dirty")
    if below is None:
        return 0, ()
    share, kinds = _take_number(below, "share", 0, 500), below.take_list("kinds", KINDS)
    below.refuse_unknown()
    return share, kinds


def _read_table(table: CheckedTable, key: str, folder: Path, required: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of a table that the definition names; what is wrong with the file is reported."""
    name = table.take_text(key, is_required=True)
    path = folder / name
    if not name or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        if name:
            table.report("definition-file-missing", key, path=str(path))
        return ()
    try:
        _, data = take_snapshot(path, limit=LARGEST_TABLE_BYTES)
        found = read_csv_table(decode(data, ("utf-8",), Where(str(path))), str(path), required, ("note",))
    except EsepError as error:
        table.problems.extend(error.problems)
        return ()
    table.problems.extend(found.ragged)
    return found.rows


def _read_offences(
    table: CheckedTable, folder: Path, attributes: tuple[str, ...], measures: tuple[str, ...]
) -> tuple[Offence, ...]:
    columns = ("raw", "calibrated", "weight", "valid_from", "valid_to", *attributes, *_NUMBERS)
    found = []
    for row in _read_table(table, "offences", folder, columns):
        if row["calibrated"] and row["calibrated"] not in measures:
            facts = {"column": "calibrated", "value": row["calibrated"], "nearest": ", ".join(measures[:8])}
            table.problems.append(Problem("code-unknown", row.where("calibrated"), facts))
        first, last = _read_days(row, table.problems)
        shares = {name: _read_number(row, name, table.problems, PER_MILLE) for name in attributes}
        weight, damage, victims = (_read_number(row, name, table.problems) for name in ("weight", *_NUMBERS))
        found.append(Offence(row["raw"], row["calibrated"], weight, first, last, shares, damage, victims))
    return tuple(found)


def _read_districts(table: CheckedTable, folder: Path) -> tuple[District, ...]:
    found = []
    for row in _read_table(table, "districts", folder, ("raw", "region", "weight", "valid_from", "valid_to")):
        weight = _read_number(row, "weight", table.problems)
        found.append(District(row["raw"], row["region"], weight, *_read_days(row, table.problems)))
    return tuple(found)


def _read_number(row: Row, column: str, problems: list[Problem], limit: int = 10**9) -> int:
    text = row[column]
    if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limit:
        return int(text)
    problems.append(Problem("figure-value-wrong", row.where(column), {"value": text}))
    return 0


def _read_days(row: Row, problems: list[Problem]) -> tuple[datetime.date, datetime.date]:
    """Return from when to when a row is valid; an empty field means always."""
    first = read_day(row, "valid_from", problems) if row["valid_from"] else None
    last = read_day(row, "valid_to", problems) if row["valid_to"] else None
    return first or FIRST_DAY, last or LAST_DAY
