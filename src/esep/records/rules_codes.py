"""The codes of a record: which raw code means which member of a code list, which are put right, which left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.sources.checked_table import CheckedTable
from esep.sources.code_table import check_reference
from esep.sources.csv_table import CsvTable, Row, read_csv_table, read_day

CODE_FIELDS = ("measure", "region")
UNKNOWN = ("reject", "stop")
FIRST_DAY, LAST_DAY = datetime.date(1, 1, 1), datetime.date(9999, 12, 31)


@dataclass(frozen=True)
class RawCode:
    """What a raw code means on the registered days from `valid_from` to `valid_to`."""

    raw: str
    code: str
    valid_from: datetime.date = FIRST_DAY
    valid_to: datetime.date = LAST_DAY


@dataclass(frozen=True)
class CodeRule:
    """How a raw code becomes a member of a code list.

    A text in `fix` means the member beside it and one in `ignore` leaves its row out. Any other is filled with leading
    zeros to `zero_pad_to` digits (0: taken as it is); its `first_characters` (0: all) are looked up in `codes`. A code
    that is found nowhere is rejected with its row, or stops the run where it `has_to_stop`.
    """

    field: str
    codes: tuple[RawCode, ...]
    zero_pad_to: int
    first_characters: int
    fix: Mapping[str, str]
    ignore: tuple[str, ...]
    has_to_stop: bool

    @property
    def members(self) -> set[str]:
        """Return the members that a record can be given."""
        return {found.code for found in self.codes} | set(self.fix.values())

    @property
    def is_dated(self) -> bool:
        """Return whether the meaning of a code hangs on the registered day."""
        return any((found.valid_from, found.valid_to) != (FIRST_DAY, LAST_DAY) for found in self.codes)


def take_codes(table: CheckedTable, definition: Definition) -> tuple[CodeRule, ...]:
    """Return the rules of the codes that `[records.codes]` declares."""
    below = table.take_table("codes")
    if below is None:
        return ()
    lists = {"measure": definition.measures, "region": definition.regions}
    found = []
    for name in CODE_FIELDS:
        one = below.take_table(name)
        if one is not None:
            found.append(_take_code(one, name, lists[name], definition.code_files))
    below.refuse_unknown()
    return tuple(found)


def take_natural(table: CheckedTable, key: str) -> int:
    """Return a number of characters, 0 where none is declared."""
    value = table.take(key, int)
    if value is not None and not 0 < value <= 100:
        table.report_unknown(key, str(value), ("1", "100"))
        return 0
    return value or 0


def _take_code(table: CheckedTable, name: str, members: CodeList, files: Mapping[str, str]) -> CodeRule:
    fix, ignore = _take_map(table, "fix", members), table.take_list("ignore")
    for raw in sorted(set(fix).intersection(ignore)):
        table.report("definition-contradiction", "ignore", value=raw, other=f"fix.{raw} = {fix[raw]}")
    file = table.take_text("file")
    found = _take_map(table, "map", members, is_required=not file)
    codes = tuple(RawCode(raw, code) for raw, code in found.items())
    if file:
        codes = _read_file(table, file, files, members)
        if found:
            table.report("definition-contradiction", "map", value=next(iter(found)), other=f"file = {file}")
    width, first = take_natural(table, "zero_pad_to"), take_natural(table, "first_characters")
    unknown = table.take_choice("unknown", UNKNOWN)
    table.refuse_unknown()
    return CodeRule(name, codes, width, first, fix, ignore, has_to_stop=unknown == "stop")


def _take_map(table: CheckedTable, key: str, members: CodeList, *, is_required: bool = False) -> dict[str, str]:
    below = table.take_table(key, is_required=is_required)
    if below is None:
        return {}
    return {raw: below.take_choice(raw, members.codes, is_required=True) for raw in below.data}


def _read_file(table: CheckedTable, file: str, files: Mapping[str, str], members: CodeList) -> tuple[RawCode, ...]:
    """Return the raw codes of a table that the definition names; what is wrong with it is reported."""
    if file not in files:
        table.report("definition-file-missing", "file", path=file)
        return ()
    try:
        found = read_csv_table(files[file], file, ("raw", "code"), ("valid_from", "valid_to", "note"))
    except EsepError as error:
        table.problems.extend(error.problems)
        return ()
    return tuple(_read_raw_codes(found, table.problems, members))


def _read_raw_codes(found: CsvTable, problems: list[Problem], members: CodeList) -> Iterator[RawCode]:
    problems.extend(found.ragged)
    rows: dict[str, list[tuple[RawCode, Row]]] = {}
    for row in found.rows:
        first, last = (read_day(row, name, problems) if row[name] else None for name in ("valid_from", "valid_to"))
        code = RawCode(row["raw"], row["code"], first or FIRST_DAY, last or LAST_DAY)
        check_reference(row, "code", code.code, members, problems)
        rows.setdefault(code.raw, []).append((code, row))
    for codes in rows.values():
        problems.extend(_find_overlaps(sorted(codes, key=lambda found: found[0].valid_from)))
        yield from (code for code, _ in codes)


def _find_overlaps(codes: list[tuple[RawCode, Row]]) -> Iterator[Problem]:
    """Yield where a raw code ends before it starts, or means two things on one day: its rows would count twice."""
    for code, row in codes:
        if code.valid_to < code.valid_from:
            facts = {"key": "valid_to", "start": str(code.valid_from), "end": str(code.valid_to)}
            yield Problem("definition-period-reversed", row.where("valid_to"), facts)
    for (one, first), (other, row) in pairwise(codes):
        if other.valid_from <= one.valid_to:
            yield Problem("code-overlap", row.where("raw"), {"value": other.raw, "first": str(first.line)})
