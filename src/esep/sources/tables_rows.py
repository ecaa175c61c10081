"""Reading one published table: its header held against the declaration, its rows made into figures or refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from esep.model.cell import PRECISIONS
from esep.model.codelist import CodeList
from esep.model.table_rules import CODED_PARTS, PARTS, TableRules, ValueRule
from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import name_nearest
from esep.sources.tables_grid import Address, Entry, Number, make_period, make_span
from esep.sources.tables_rules import is_time

LEFT_OUT = "table-row-left-out"
# Spaces that a table program puts between groups of digits.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins on, its figures by address, and what is wrong with it.

    The figures of a row that is wrong have no value: nothing is known of them. There are none where its address cannot
    be read either.
    """

    line: int
    figures: tuple[tuple[Address, Entry], ...]
    problems: tuple[Problem, ...] = ()


class TableReader:
    """Reads the text of one file by the rules of one table."""

    def __init__(self, text: str, file: str, rules: TableRules, place: int, regions: CodeList) -> None:
        self.file = file
        self.rules = rules
        self.place = place
        # The regions that have not always been there, or are there no more.
        self._dated = {code.code: code for code in regions if code.valid_from or code.valid_to}
        # How many lines lie outside the declared table and hold anything.
        self.lines_outside = 0
        self._lines = io.StringIO(text, newline="")
        self._next_line = rules.header_line
        self._number = _compile_number(rules)
        self._known: dict[tuple[str, tuple[str, ...]], str | Problem] = {}
        self._header = self._read_header()
        self._check_header()
        self._columns = [
            (self._header.index(name), rule, tuple(rule.parts.get(part, "") for part in PARTS))
            for name, rule in rules.values.items()
            if name in self._header
        ]
        self._keys = {part: [self._header.index(name) for name in key.columns] for part, key in rules.keys.items()}

    @property
    def refused(self) -> tuple[str, ...]:
        """Return the columns of this file that the definition refuses to read."""
        return tuple(name for name in self._header if name in self.rules.refused)

    def __iter__(self) -> Iterator[TableRow]:
        for line, fields in self._split():
            if len(fields) != len(self._header):
                facts = {"expected": str(len(self._header)), "found": str(len(fields))}
                yield TableRow(line, (), (Problem("table-row-ragged", Where(self.file, line), facts),))
            elif any(fields):
                yield self._read_row(line, fields)

    def _read_header(self) -> list[str]:
        above = list(islice(self._lines, self.rules.header_line - 1))
        self.lines_outside += sum(bool(line.strip(f"{self.rules.delimiter} \r\n")) for line in above)
        self.header_line, header = next(self._split(), (self.rules.header_line, []))
        if not any(header):
            facts = {"line": str(self.rules.header_line), "table": self.rules.id}
            raise EsepError(Problem("table-header-missing", Where(self.file, self.rules.header_line), facts))
        return header

    def _split(self) -> Iterator[tuple[int, list[str]]]:
        """Yield line and fields, without spaces around them, of every further row of the declared table."""
        reader = csv.reader(self._lines, delimiter=self.rules.delimiter, strict=True)
        before = line = self._next_line
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise EsepError(Problem("table-broken", Where(self.file, line), {"cause": str(error)})) from None
            self._next_line = before + reader.line_num
            if self.rules.last_line is not None and line > self.rules.last_line:
                self.lines_outside += any(field.strip() for field in row)
            elif row:
                yield line, [field.strip() for field in row]
            line = self._next_line

    def _check_header(self) -> None:
        where = Where(self.file, self.header_line)
        needed = [name for key in self.rules.keys.values() for name in key.columns]
        needed += [name for name, rule in self.rules.values.items() if not rule.is_optional]
        known = {*needed, *self.rules.values, *self.rules.ignored, *self.rules.refused}
        found = ", ".join(self._header)
        problems = [
            Problem("table-column-missing", where, {"column": name, "found": found})
            for name in dict.fromkeys(needed)
            if name not in self._header
        ]
        for place, name in enumerate(self._header, start=1):
            at = Where(self.file, self.header_line, place)
            if name not in known:
                facts = {"column": name, "table": self.rules.id, "nearest": name_nearest(name, known)}
                problems.append(Problem("table-column-undeclared", at, facts))
            elif name in self._header[: place - 1] and name not in self.rules.ignored:
                problems.append(Problem("table-column-twice", at, {"column": name}))
        if problems:
            raise EsepError(problems)

    def _read_row(self, line: int, fields: list[str]) -> TableRow:
        problems: list[Problem] = []
        parts = dict(self.rules.parts)
        for part, places in self._keys.items():
            found = self._read_key(part, tuple(fields[place] for place in places))
            if isinstance(found, Problem):
                problems.append(Problem(found.code, Where(self.file, line, places[0] + 1), found.facts))
            else:
                parts[part] = found
        left_out = [problem for problem in problems if problem.code == LEFT_OUT]
        if left_out:
            return TableRow(line, (), tuple(left_out[:1]))
        figures: list[tuple[Address, Entry]] = []
        if not problems:
            said = tuple(parts.get(part, "") for part in PARTS)
            for place, rule, own in self._columns:
                entry = self._read_value(fields[place], rule, Where(self.file, line, place + 1))
                if isinstance(entry, Problem):
                    problems.append(entry)
                    entry = self._refuse(line, place)
                scope, measure, attribute, region, *time = map(_choose, own, said)
                address = Address(scope, measure, attribute, region, rule.unit, make_span(*time))
                if region in self._dated:
                    problems += self._check_region(address, entry)
                figures.append((address, entry))
            if problems:
                figures = [(address, self._refuse(line, entry.column - 1)) for address, entry in figures]
        return TableRow(line, tuple(figures), tuple(problems))

    def _refuse(self, line: int, place: int) -> Entry:
        return Entry(None, "O", "exact", self.place, self.file, line, place + 1, "the row was refused")

    def _read_key(self, part: str, texts: tuple[str, ...]) -> str | Problem:
        """Return what the texts of a key say, or what is wrong with them; each text is judged once."""
        known = self._known.get((part, texts))
        if known is None:
            known = self._known[part, texts] = self._judge_key(part, texts)
        return known

    def _judge_key(self, part: str, texts: tuple[str, ...]) -> str | Problem:
        key = self.rules.keys[part]
        column, value = " / ".join(key.columns), " / ".join(texts)
        if key.ignored.intersection(texts):
            return Problem(LEFT_OUT, facts={"column": column, "value": value})
        if texts in key.codes:
            return key.codes[texts]
        if part in CODED_PARTS or key.codes:
            near = name_nearest(value, (" / ".join(known) for known in key.codes))
            return Problem("code-unknown", facts={"column": column, "value": value, "nearest": near})
        if is_time(part, value):
            return value
        return Problem("table-time-wrong", facts={"column": column, "value": value, "part": part})

    def _read_value(self, text: str, rule: ValueRule, where: Where) -> Entry | Problem:
        place = (self.place, self.file, where.line or 0, where.column or 0)
        if text in rule.blanks:
            return Entry(None, rule.blanks[text], rule.precision, *place)
        number = self._read_number(text)
        if number is None:
            marks = {"decimal": self.rules.decimal, "grouping": self.rules.grouping}
            return Problem("table-number-wrong", where, {"column": rule.column, "value": text, **marks})
        decimals = PRECISIONS[rule.precision]
        if decimals is not None and Fraction(number) % (Fraction(10) ** -decimals):
            facts = {"value": text, "precision": rule.precision}
            return Problem("figure-precision-wrong", where, facts)
        return Entry(number, "A", rule.precision, *place)

    def _read_number(self, text: str) -> Number | None:
        if text.isdecimal() and text.isascii() and len(text) <= 18:
            return int(text)
        shown = text.translate(_SPACES) if self.rules.grouping == " " else text
        if not self._number.fullmatch(shown):
            return None
        plain = shown.replace(self.rules.grouping, "") if self.rules.grouping else shown
        value = Fraction(plain.replace(self.rules.decimal, "."))
        return value.numerator if value.denominator == 1 else value

    def _check_region(self, address: Address, entry: Entry) -> Iterator[Problem]:
        """Yield a problem where a region has a value for a period on no day of which it existed."""
        region, period = self._dated[address.region], make_period(address.span)
        starts_late = region.valid_from is not None and region.valid_from > period.end
        if entry.value is not None and (
            starts_late or (region.valid_to is not None and region.valid_to < period.start)
        ):
            yield Problem("figure-region-not-then", entry.where(), {"region": region.code, "period": str(period)})


def _choose(own: str, said: str) -> str:
    """Return what a column says of itself, otherwise what its row and its table say."""
    return own or said


def _compile_number(rules: TableRules) -> re.Pattern[str]:
    whole = rf"\d{{1,3}}(?:{re.escape(rules.grouping)}\d{{3}}){{1,5}}|\d{{1,18}}" if rules.grouping else r"\d{1,18}"
    return re.compile(rf"(?:{whole})(?:{re.escape(rules.decimal)}\d{{1,12}})?", re.ASCII)
