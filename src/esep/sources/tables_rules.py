"""Reading [[tables]], [[totals]] and [[repeats]] of a definition: every key known, every code declared."""

from __future__ import annotations

import codecs
import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from esep.model.cell import PRECISIONS, STATUSES, UNITS
from esep.model.codelist import CodeList
from esep.model.period import Period
from esep.model.table_rules import CODED_PARTS, PARTS, TIME_PARTS, KeyRule, RepeatRule, TableRules, TotalRule, ValueRule
from esep.problems import EsepError, Problem
from esep.sources.checked_table import CheckedTable, name_nearest
from esep.sources.csv_table import Row, read_csv_table

DIMENSIONS = ("region", "measure", "attribute", "period")
# What a table's rows may be when several of them have one key, and what a row that is left out may mean.
REPEATED_KEYS = ("once", "add")
ABSENT_ROWS = ("unknown", "zero")
_LISTS = {"scope": "scopes", "measure": "measures", "attribute": "attributes", "region": "regions"}

# Gives the text of a file that a key of a table names, `None` where it cannot be read.
ReadFile = Callable[[CheckedTable, str], tuple[str, str] | None]


class TableRulesReader:
    """Reads the rules of published tables; what is wrong is reported with its line."""

    def __init__(self, lists: Mapping[str, CodeList], read_file: ReadFile) -> None:
        self.lists = lists
        self.read_file = read_file

    def read_tables(self, top: CheckedTable, *, is_required: bool) -> tuple[TableRules, ...]:
        """Return every table that the definition declares."""
        tables = top.take_tables("tables")
        if is_required and not tables and "tables" not in top.data:
            top.report("definition-key-missing", "tables")
        return tuple(self._read_table(table) for table in tables)

    def read_totals(self, top: CheckedTable) -> tuple[TotalRule, ...]:
        """Return which figures are totals of others."""
        return tuple(self._read_total(table) for table in top.take_tables("totals"))

    def read_repeats(self, top: CheckedTable) -> tuple[RepeatRule, ...]:
        """Return from where on a value that stays the same is suspicious."""
        return tuple(self._read_repeat(table) for table in top.take_tables("repeats"))

    def _read_table(self, table: CheckedTable) -> TableRules:
        blanks = self._read_blanks(table, {"": "O"})
        parts = self._read_parts(table)
        keys = self._read_keys(table)
        values = self._read_values(table, blanks)
        found = TableRules(
            id=table.take_text("id", is_required=True),
            files=self._read_patterns(table),
            encodings=self._read_encodings(table),
            body=table.take_text("body", is_required=True),
            source=table.take_text("source", is_required=True),
            parts=parts,
            keys=keys,
            values=values,
            delimiter=self._read_mark(table, "delimiter", ","),
            header_line=self._read_line(table, "header_line", 1) or 1,
            last_line=self._read_line(table, "last_line", None),
            decimal=self._read_mark(table, "decimal", "."),
            grouping=self._read_mark(table, "grouping", ""),
            ignored=table.take_list("ignored"),
            refused=self._read_refused(table),
            is_added=table.take_choice("rows_of_one_key", REPEATED_KEYS) == "add",
            fills_zero=table.take_choice("absent_rows", ABSENT_ROWS) == "zero",
        )
        self._check_address(table, found)
        table.refuse_unknown()
        return found

    def _read_patterns(self, table: CheckedTable) -> tuple[str, ...]:
        patterns = table.take_list("files")
        if not patterns:
            table.report("definition-key-missing", "files")
        return patterns

    def _read_encodings(self, table: CheckedTable) -> tuple[str, ...]:
        names = table.take_list("encodings") or ("utf-8",)
        for name in names:
            try:
                codecs.lookup(name)
            except LookupError:
                table.report_unknown("encodings", name, ("utf-8", "utf-16", "windows-1252", "iso-8859-1"))
        return names

    def _read_mark(self, table: CheckedTable, key: str, usual: str) -> str:
        """Return one character; a mark of numbers may not be a digit."""
        mark: str | None = table.take(key, str)
        if mark is None:
            return usual
        if len(mark) > 1 or mark.isdigit() or (not mark and usual):
            table.report("definition-type-wrong", key, expected=f'"{usual or " "}"', found=mark)
            return usual
        return mark

    def _read_line(self, table: CheckedTable, key: str, usual: int | None) -> int | None:
        line: int | None = table.take(key, int)
        if line is not None and line < 1:
            table.report("definition-type-wrong", key, expected="1", found=str(line))
            return usual
        return usual if line is None else line

    def _read_blanks(self, table: CheckedTable, usual: Mapping[str, str]) -> Mapping[str, str]:
        found = table.take_table("blanks")
        if found is None:
            return usual
        texts = {text.strip(): found.take_choice(text, STATUSES, is_required=True) for text in found.data}
        return {**usual, **texts}

    def _read_parts(self, table: CheckedTable) -> dict[str, str]:
        """Return the parts of the address that a table or a column says."""
        parts = {}
        for part, name in _LISTS.items():
            if code := table.take_choice(part, self.lists[name].codes):
                parts[part] = code
        for part in ("year", "month"):
            number = table.take(part, int)
            if number is not None:
                parts[part] = str(number)
                self._check_time(table, part, part, parts[part])
        if text := table.take_text("period"):
            parts["period"] = text
            self._check_time(table, "period", "period", text)
        return parts

    def _check_time(self, table: CheckedTable, key: str, part: str, text: str) -> None:
        if not is_time(part, text):
            table.report("definition-value-unknown", key, value=text, nearest=_SAMPLES[part])

    def _read_keys(self, table: CheckedTable) -> dict[str, KeyRule]:
        found = table.take_table("keys")
        if found is None:
            return {}
        # A row that is left out may mean none only of the codes that the table is said to have.
        has_own = table.data.get("absent_rows") != "zero"
        named = {part: key for part in PARTS if (key := found.take_table(part)) is not None}
        keys = {part: self._read_key(key, part, has_own=has_own) for part, key in named.items()}
        found.refuse_unknown()
        return keys

    def _read_key(self, table: CheckedTable, part: str, *, has_own: bool) -> KeyRule:
        """Return the rule of a key; without a map a column that `has_own` codes holds those of the definition."""
        columns = table.take_list("columns")
        if not columns:
            table.report("definition-key-missing", "columns")
        codes = self._read_map(table, part)
        if "file" in table.data:
            codes |= self._read_map_file(table, part, columns)
        ignored = frozenset(text.strip() for text in table.take_list("ignore"))
        if part in CODED_PARTS and has_own and len(columns) == 1 and not {"map", "file"} & table.data.keys():
            codes = {(code,): code for code in self.lists[_LISTS[part]].codes}
        if part in CODED_PARTS and not codes:
            table.report("definition-key-missing", "map")
        table.refuse_unknown()
        return KeyRule(columns, codes, ignored)

    def _read_map(self, table: CheckedTable, part: str) -> dict[tuple[str, ...], str]:
        found = table.take_table("map")
        codes: dict[tuple[str, ...], str] = {}
        for text in found.data if found is not None else ():
            assert found is not None
            if part in CODED_PARTS:
                code = found.take_choice(text, self.lists[_LISTS[part]].codes, is_required=True)
            else:
                code = found.take_text(text, is_required=True)
                if code:
                    self._check_time(found, text, part, code)
            codes[text.strip(),] = code
        return codes

    def _read_map_file(self, table: CheckedTable, part: str, columns: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        """Return the codes that a file gives: one column for each column of the key, and `code`."""
        given = self.read_file(table, "file")
        if given is None:
            return {}
        text, name = given
        try:
            rows = read_csv_table(text, name, (*columns, "code"), ("note",))
        except EsepError as error:
            table.problems.extend(error.problems)
            return {}
        table.problems.extend(rows.ragged)
        codes: dict[tuple[str, ...], str] = {}
        for row in rows.rows:
            texts = tuple(row[column] for column in columns)
            if texts in codes:
                facts = {"value": " / ".join(texts), "first": codes[texts]}
                table.problems.append(Problem("code-twice", row.where(columns[0]), facts))
            self._check_mapped(row, part, table.problems)
            codes[texts] = row["code"]
        return codes

    def _check_mapped(self, row: Row, part: str, problems: list[Problem]) -> None:
        known: Iterable[str] = self.lists[_LISTS[part]].codes if part in CODED_PARTS else ()
        if row["code"] in known or (part in TIME_PARTS and is_time(part, row["code"])):
            return
        facts = {"column": "code", "value": row["code"], "nearest": name_nearest(row["code"], known)}
        problems.append(Problem("code-unknown", row.where("code"), facts))

    def _read_values(self, table: CheckedTable, blanks: Mapping[str, str]) -> dict[str, ValueRule]:
        found = table.take_table("values", is_required=True)
        values = {}
        usual = (self._read_choice(table, "unit", UNITS, "count"), self._read_choice(table, "precision", PRECISIONS))
        for name in found.data if found is not None else ():
            assert found is not None
            column = found.take_table(name)
            if column is not None:
                values[name.strip()] = ValueRule(
                    column=name.strip(),
                    parts=self._read_parts(column),
                    blanks=self._read_blanks(column, blanks),
                    unit=self._read_choice(column, "unit", UNITS, usual[0]),
                    precision=self._read_choice(column, "precision", PRECISIONS, usual[1]),
                    is_optional=bool(column.take("optional", bool)),
                )
                column.refuse_unknown()
        return values

    def _read_choice(self, table: CheckedTable, key: str, choices: Iterable[str], usual: str = "exact") -> str:
        return table.take_choice(key, choices) or usual

    def _read_refused(self, table: CheckedTable) -> dict[str, Mapping[str, str]]:
        found = table.take_table("refused")
        names = found.data if found is not None else ()
        return {name.strip(): found.take_texts(name, is_required=True) for name in names} if found is not None else {}

    def _check_address(self, table: CheckedTable, rules: TableRules) -> None:
        """Report a column whose numbers lack a part of their address, or are told one part twice."""
        values = table.take_table("values")
        for name, value in rules.values.items():
            assert values is not None
            said = {**rules.parts, **rules.keys, **value.parts}
            short = [part for part in ("scope", "measure", "region") if part not in said]
            short += ["year"] if not {"year", "period"} & said.keys() else []
            twice = [part for part in rules.keys if part in rules.parts or part in value.parts]
            twice += [part for part in ("year", "month") if part in said and "period" in said]
            for part in short:
                values.report("table-address-short", name, column=name, part=part)
            for part in dict.fromkeys(twice):
                values.report("table-address-twice", name, column=name, part=part)

    def _read_total(self, table: CheckedTable) -> TotalRule:
        dimension = table.take_choice("dimension", DIMENSIONS, is_required=True)
        codes: Iterable[str] | None = () if dimension == "period" else None
        if dimension in _LISTS:
            codes = [*self.lists[_LISTS[dimension]].codes, *([""] if dimension == "attribute" else [])]
        found = TotalRule(
            id=table.take_text("id", is_required=True),
            dimension=dimension,
            codes=table.take_list("codes", codes),
            parts=table.take_list("parts", codes),
            scopes=table.take_list("scopes", self.lists["scopes"].codes),
            measures=table.take_list("measures", self.lists["measures"].codes),
            regions=table.take_list("regions", self.lists["regions"].codes),
            start=table.take("start", datetime.date),
            end=table.take("end", datetime.date),
            is_exhaustive=table.take("exhaustive", bool) is not False,
        )
        if found.parts and not found.codes:
            table.report("definition-key-missing", "codes")
        table.refuse_unknown()
        return found

    def _read_repeat(self, table: CheckedTable) -> RepeatRule:
        periods: Any = table.take("periods", int, is_required=True)
        if periods is not None and periods < 2:
            table.report("definition-type-wrong", "periods", expected="6", found=str(periods))
        found = RepeatRule(
            id=table.take_text("id", is_required=True),
            periods=max(periods or 2, 2),
            least=table.take("least", int) or 1,
            scopes=table.take_list("scopes", self.lists["scopes"].codes),
        )
        table.refuse_unknown()
        return found


_SAMPLES = {"year": "2024", "month": "1, 2, …, 12", "period": "2024, 2024-06, 2003-04-01..2004-03-31"}


def is_time(part: str, text: str) -> bool:
    """Return whether a text is a year, a month or a period, whichever `part` names."""
    if part == "month":
        return text.isdecimal() and text.isascii() and len(text) <= 2 and 1 <= int(text) <= 12
    if part == "year":
        return text.isdecimal() and text.isascii() and len(text) == 4 and int(text) > 0
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True
