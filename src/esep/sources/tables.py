"""Publishers' own tables: months, years or offences across, totals among parts, read as their definition declares.

A row becomes the figures of all its columns, or none of them: every row read is accepted, rejected with a reason, or a
duplicate. What is only remarkable, a total that is not the sum of its parts or a value that never changes, is kept and
told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.table_rules import TableRules
from esep.problems import EsepError, Problem, Where
from esep.sources.encodings import refuse_mixture
from esep.sources.listing import list_files
from esep.sources.published import LARGEST_TABLE_BYTES, TableCount
from esep.sources.snapshot import Snapshot, decode, take_snapshot
from esep.sources.tables_grid import Address, Entry, Grid
from esep.sources.tables_rows import LEFT_OUT, TableReader, TableRow
from esep.sources.tables_totals import Totals, fill_absent, find_repeats
from esep.sources.text import UNWRITTEN

REPEATED = "table-row-twice"
# What is told of single figures -> how many of them are told at once, with the first of each rule.
_SUMMED = {"total-differs": "totals-differ", "value-repeated": "values-repeated"}


@dataclass(frozen=True)
class TableRows:
    """What the tables of a dataset hold.

    `tables` counts the rows of every file, `rejects` has a reason for each row that is not among `cells`, `remarks`
    what is strange about figures that were kept, `notes` what else whoever builds should know.
    """

    cells: tuple[Cell, ...]
    tables: tuple[TableCount, ...]
    rejects: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    snapshots: tuple[Snapshot, ...]

    def summarise(self) -> tuple[Problem, ...]:
        """Return everything worth telling, each kind once with its number and one case."""
        return (*_sum_rejects(self.rejects), *_sum_remarks(self.remarks), *self.notes)


def read_tables(
    definition: Definition,
    sources: Sequence[Path | str],
    tell: Callable[[str, int, str], None] | None = None,
    language: str = "en",
) -> TableRows:
    """Return the figures of the files that are given, read by the tables of a definition.

    `tell` is told the step, rows and file under way; `language` is that of the reasons the definition gives. Raise
    `EsepError` where there is no file, no table for a file, or a file that does not have the declared columns.
    """
    build = _Reading(definition, language)
    for path, place in _match_files(definition, sources):
        build.read_file(path, place)
        if tell is not None:
            tell("read", build.tables[-1].read, path.name)
    return build.finish()


def _match_files(definition: Definition, sources: Sequence[Path | str]) -> list[tuple[Path, int]]:
    """Return every file with the place of each table that it is declared to hold."""
    patterns = ", ".join(dict.fromkeys(pattern for rules in definition.tables for pattern in rules.files))
    if not sources:
        raise EsepError(Problem("sources-none", facts={"dataset": definition.name, "pattern": patterns}))
    found: list[tuple[Path, int]] = []
    problems: list[Problem] = []
    named = {path.resolve() for path in map(Path, sources) if not path.is_dir()}
    for path in list_files(sources, "*"):
        places = [place for place, rules in enumerate(definition.tables) if _is_for(rules, path)]
        found += [(path, place) for place in places]
        if not places and path.resolve() in named:
            facts = {"path": str(path), "dataset": definition.name, "patterns": patterns}
            problems.append(Problem("table-undeclared", Where(str(path)), facts))
    if problems:
        raise EsepError(problems)
    if not found:
        facts = {"path": str(sources[0]), "pattern": patterns}
        raise EsepError(Problem("files-none", Where(str(sources[0])), facts))
    return found


def _is_for(rules: TableRules, path: Path) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in rules.files)


class _Reading:
    """The files of one build, read one after another into one grid."""

    def __init__(self, definition: Definition, language: str) -> None:
        self.definition = definition
        self.language = language
        self.grid = Grid()
        self.tables: list[TableCount] = []
        self.rejects: list[Problem] = []
        self.notes: list[Problem] = []
        self.snapshots: dict[str, Snapshot] = {}
        # Figures of refused rows, and the tables with rows of which not even the address is known.
        self.refused = Grid()
        self.unplaced: set[int] = set()

    def read_file(self, path: Path, place: int) -> None:
        """Read one table of a file."""
        rules = self.definition.tables[place]
        snapshot, data = take_snapshot(path, limit=LARGEST_TABLE_BYTES)
        self.snapshots[str(path)] = snapshot
        text = decode(data, rules.encodings, where := Where(str(path)))
        refuse_mixture(data, rules.encodings, where)
        reader = TableReader(text, str(path), rules, place, self.definition.regions)
        read = accepted = duplicates = 0
        for row in reader:
            read += 1
            problems = row.problems or self._place(row, rules)
            accepted += not problems
            duplicates += any(problem.code == REPEATED for problem in problems)
            self.rejects += problems
            if row.problems:
                self._refuse(row, place)
        self.tables.append(TableCount(path.name, read, accepted, read - accepted - duplicates, duplicates))
        self._note(reader, str(path))

    def _place(self, row: TableRow, rules: TableRules) -> tuple[Problem, ...]:
        """Put the figures of a row where they belong, or return why the row cannot stand."""
        held = [(address, entry, self.grid.get(address)) for address, entry in row.figures]
        earlier = [(address, entry, found) for address, entry, found in held if found is not None]
        if rules.is_added and all(_is_same_table(entry, found) for _, entry, found in earlier):
            for address, entry, found in held:
                self.grid[address] = entry if found is None else _add_row(found, entry)
            return ()
        for address, entry, found in earlier:
            if (entry.value, entry.status) != (found.value, found.status):
                return (_tell_repeated("figure-contradicts", address, entry, found),)
        if earlier and len(earlier) == len(held):
            return (_tell_repeated(REPEATED, *earlier[0]),)
        for address, entry, found in held:
            if found is None:
                self.grid[address] = entry
        return ()

    def _refuse(self, row: TableRow, place: int) -> None:
        is_left_out = any(problem.code == LEFT_OUT for problem in row.problems)
        if not row.figures and not is_left_out:
            self.unplaced.add(place)
        for address, entry in row.figures:
            self.refused.setdefault(address, entry)

    def _note(self, reader: TableReader, file: str) -> None:
        where = Where(file, reader.header_line)
        for name in reader.refused:
            reason = reader.rules.refused[name][self.language]
            self.notes.append(Problem("table-column-refused", where, {"column": name, "reason": reason}))
        if reader.lines_outside:
            facts = {"lines": str(reader.lines_outside), "table": reader.rules.id}
            self.notes.append(Problem("table-lines-outside", Where(file), facts))

    def finish(self) -> TableRows:
        """Fill, compare and add up, and return everything."""
        for address, entry in self.refused.items():
            self.grid.setdefault(address, entry)
        for place, rules in enumerate(self.definition.tables):
            if rules.fills_zero:
                fill_absent(self.grid, rules, place, is_sure=place not in self.unplaced)
        remarks = [problem for rule in self.definition.repeats for problem in find_repeats(self.grid, rule)]
        totals = Totals(self.grid, self.definition)
        for rule in self.definition.totals:
            totals.apply(rule)
        return TableRows(
            cells=tuple(self.grid.list_cells(self.definition.tables)),
            tables=tuple(self.tables),
            rejects=tuple(self.rejects),
            remarks=(*totals.problems, *remarks),
            notes=tuple(self.notes),
            snapshots=tuple(self.snapshots.values()),
        )


def _is_same_table(entry: Entry, earlier: Entry) -> bool:
    return (entry.file, entry.table) == (earlier.file, earlier.table)


def _add_row(found: Entry, entry: Entry) -> Entry:
    """Return two rows of one key as one figure; with a part missing there is no sum."""
    if found.value is None or entry.value is None:
        found.status = entry.status if found.value is not None else found.status
        found.value = None
    else:
        found.value += entry.value
    return found


def _tell_repeated(code: str, address: Address, entry: Entry, found: Entry) -> Problem:
    shown = ["-" if value is None else str(value) for value in (entry.value, found.value)]
    facts = {"figure": str(address), "first": str(found.where()), "value": shown[0], "earlier": shown[1]}
    return Problem(code, entry.where(), facts)


def _sum_rejects(problems: Iterable[Problem]) -> list[Problem]:
    """Return one problem for each rule that rows broke, with how many reasons and the first of them."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.code, problem.facts.get("column", "")), []).append(problem)
    told = []
    for (code, column), found in groups.items():
        rows = len({(problem.where.file, problem.where.line) for problem in found})
        facts = {"rows": str(rows), "list": UNWRITTEN}
        if code == REPEATED:
            told.append(Problem("records-repeated", found[0].where, facts))
        elif code == LEFT_OUT:
            told.append(Problem("table-rows-left-out", found[0].where, {**facts, "column": column}))
        else:
            value = found[0].facts.get("value") or found[0].facts.get("region", "")
            facts |= {"element": column or "row", "rule": code, "value": value}
            told.append(Problem("records-rejected", found[0].where, facts))
    return told


def _sum_remarks(problems: Iterable[Problem]) -> list[Problem]:
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        rule = problem.facts.get("total") or problem.facts["rule"]
        groups.setdefault((problem.code, rule), []).append(problem)
    told = []
    for (code, rule), found in groups.items():
        worst = max(found, key=lambda problem: abs(float(problem.facts.get("difference", 0))))
        told.append(Problem(_SUMMED[code], worst.where, {**worst.facts, "rule": rule, "n": str(len(found))}))
    return told
