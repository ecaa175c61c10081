"""Revisions: what one vintage says otherwise than another, cell by cell."""

from __future__ import annotations

import datetime
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from esep.cube.compare_counts import are_alike, compare_counts
from esep.cube.count_cube import CountCube
from esep.cube.cube import CellCube, Cube
from esep.language.phrases import say
from esep.language.write import write_amount, write_number
from esep.model.cell import PRECISIONS, STATUSES, Cell, CellKey
from esep.model.definition import Definition
from esep.model.figure import Figure

# moved: another value, precision or status. sourced: the same figure with another source, note or coverage, so nothing
# moved.
KINDS = ("moved", "new", "gone", "sourced")

_Print: TypeAlias = tuple[CellKey, str]
# One body may print a figure more than once. Prints are paired by the first of these that two of them have in common:
# the same print, the same page and precision, the same page, the same figure elsewhere; what is left, in order.
_LIKENESS: tuple[Callable[[Cell], object], ...] = (
    lambda cell: cell,
    lambda cell: (cell.source, cell.precision),
    lambda cell: cell.source,
    lambda cell: (cell.value, cell.precision, cell.status),
    lambda cell: None,
)


@dataclass(frozen=True)
class Revision:
    """One print of a cell in two vintages, not the same in both; `None` where a vintage has no such print.

    `declared` is the id of the revision of the definition that announced it, `None` where none did.
    """

    before: Cell | None
    after: Cell | None
    declared: str | None = None

    def __post_init__(self) -> None:
        if self.before == self.after:
            raise ValueError("a revision changes something")

    @property
    def cell(self) -> Cell:
        """Return the later print, or the earlier one where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def kind(self) -> str:
        """Return which of `KINDS` it is."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "sourced" if _figure(self.before) == _figure(self.after) else "moved"

    @property
    def difference(self) -> Fraction | None:
        """Return the later value less the earlier one, in the unit of the cell; `None` unless both have a value."""
        values = [cell.value if cell else None for cell in (self.before, self.after)]
        return None if values[0] is None or values[1] is None else values[1] - values[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the revision as plain data for JSON."""
        return {
            "kind": self.kind,
            "key": str(self.cell.key),
            "body": self.cell.body,
            "before": _cell_to_dict(self.before),
            "after": _cell_to_dict(self.after),
            "difference": _to_number(self.difference),
            "declared": self.declared,
        }

    def describe(self, language: str = "en") -> str:
        """Return the revision as one line: kind, key, values, difference, what else changed, who says so."""
        before, after = (_write_value(cell, language) for cell in (self.before, self.after))
        shown = f"{before} → {after}" if self.kind == "moved" else after or before
        parts = [say(f"vintages.kind_{self.kind}", language), str(self.cell.key), shown]
        if self.difference:
            parts.append(f"({self.write_difference(language)})")
        if self.before and self.after:
            parts += _describe_changes(self.before, self.after, language)
        if self.declared:
            parts.append(say("vintages.declared", language, id=self.declared))
        return "  ".join((*parts, self.cell.body)).rstrip()

    def write_difference(self, language: str) -> str:
        """Return the difference as printed, with its sign and the decimals of the values; the unit is the cell's."""
        cells = [cell for cell in (self.before, self.after) if cell]
        return write_number(self.difference or 0, max(map(_find_decimals, cells)), language, signed=True)


@dataclass(frozen=True)
class Revisions:
    """Every print that is not the same in two cubes, in the order of the cube, and how many are the same."""

    equal: int
    changes: tuple[Revision, ...]

    def count(self, kind: str) -> int:
        """Return how many changes are of one of `KINDS`."""
        return sum(change.kind == kind for change in self.changes)

    def count_declared(self, *, is_declared: bool) -> int:
        """Return how many figures that were published moved or are gone, as declared or without a word."""
        moved = (change for change in self.changes if change.kind in ("moved", "gone"))
        return sum((change.declared is not None) == is_declared for change in moved)

    def declare(self, definition: Definition, since: datetime.date, until: datetime.date) -> Revisions:
        """Return the revisions with the ids of those that a definition declares as published between two days."""

        def find(change: Revision) -> str | None:
            key = change.cell.key
            found = definition.find_revision(key.measure, key.region, key.period, since, until)
            return found.id if found and change.kind in ("moved", "gone") else None

        return Revisions(self.equal, tuple(replace(change, declared=find(change)) for change in self.changes))

    @property
    def has_moved(self) -> bool:
        """Return whether a figure moved, appeared or disappeared; another source, note or coverage moves nothing."""
        return any(change.kind != "sourced" for change in self.changes)

    @property
    def largest(self) -> tuple[Revision, ...]:
        """Return the change with the largest difference for every unit that has one; of equal ones the first."""
        found: dict[str, Revision] = {}
        for change in self.changes:
            unit = change.cell.key.unit
            if change.difference and (unit not in found or _size(change) > _size(found[unit])):
                found[unit] = change
        return tuple(found[unit] for unit in sorted(found))

    def apply(self, old: Cube) -> Cube:
        """Return the cube that `old` becomes; raise `ValueError` where it lacks a print that these revisions change."""
        cells = Counter(old)
        for change in self.changes:
            if change.before is not None:
                if not cells[change.before]:
                    raise ValueError(f"the cube has no such print: {change.before}")
                cells[change.before] -= 1
            if change.after is not None:
                cells[change.after] += 1
        return CellCube(cells.elements())

    def to_dict(self) -> dict[str, Any]:
        """Return the revisions as plain data for JSON."""
        return {
            "equal": self.equal,
            **{kind: self.count(kind) for kind in KINDS},
            "declared": self.count_declared(is_declared=True),
            "undeclared": self.count_declared(is_declared=False),
            "largest": [{"key": str(c.cell.key), "difference": _to_number(c.difference)} for c in self.largest],
            "changes": [change.to_dict() for change in self.changes],
        }

    def describe(self, language: str = "en") -> str:
        """Return the revisions as lines for a terminal, summed up in the last ones."""
        numbers = {kind: write_number(self.count(kind), 0, language) for kind in KINDS}
        sourced = numbers.pop("sourced")
        lines = [change.describe(language) for change in self.changes]
        lines.append(say("vintages.summary", language, equal=write_number(self.equal, 0, language), **numbers))
        if self.count("sourced"):
            lines.append(say("vintages.summary_sourced", language, sourced=sourced))
        known, unknown = (self.count_declared(is_declared=is_declared) for is_declared in (True, False))
        if known or unknown:
            shares = {"declared": write_number(known, 0, language), "undeclared": write_number(unknown, 0, language)}
            lines.append(say("vintages.summary_declared", language, **shares))
        for change in self.largest:
            facts = {"difference": change.write_difference(language), "key": str(change.cell.key)}
            lines.append(say("vintages.largest", language, **facts))
        return "\n".join(lines)


def compare_cubes(old: Cube, new: Cube) -> Revisions:
    """Return what `new` says otherwise than `old`, print by print: a key and the body that says so.

    Takes time in proportion to the cells of both; counts are compared without making cells of them.
    """
    if isinstance(old, CountCube) and isinstance(new, CountCube) and are_alike(old, new):
        equal, pairs = compare_counts(old, new)
        return Revisions(equal, tuple(sorted((Revision(*pair) for pair in pairs), key=_order)))
    before, after = _group(old), _group(new)
    equal = 0
    changes: list[Revision] = []
    for name in before | after:
        for earlier, later in _pair(before.get(name, ()), after.get(name, ())):
            if earlier == later:
                equal += 1
            else:
                changes.append(Revision(earlier, later))
    # Two sorted runs, keys of the old cube and keys that only the new one has: merging them is linear.
    return Revisions(equal, tuple(sorted(changes, key=_order)))


def _group(cube: Cube) -> dict[_Print, list[Cell]]:
    found: dict[_Print, list[Cell]] = {}
    for cell in cube:
        found.setdefault((cell.key, cell.body), []).append(cell)
    return found


def _pair(old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[tuple[Cell | None, Cell | None]]:
    """Yield prints of one key and body that belong together; those left over stand alone."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    for likeness in _LIKENESS:
        waiting: dict[object, deque[Cell]] = {}
        for cell in old:
            waiting.setdefault(likeness(cell), deque()).append(cell)
        rest: list[Cell] = []
        for cell in new:
            if candidates := waiting.get(likeness(cell)):
                yield candidates.popleft(), cell
            else:
                rest.append(cell)
        old, new = [cell for left in waiting.values() for cell in left], rest
    yield from ((cell, None) for cell in old)
    yield from ((None, cell) for cell in new)


def _order(change: Revision) -> tuple[object, ...]:
    key = change.cell.key
    base = (key.base_period.start, key.base_period.end) if key.base_period else ()
    return (key.scope, key.measure, key.attribute, key.region, key.period, base, key.unit)


def _figure(cell: Cell) -> tuple[object, ...]:
    return (cell.value, cell.precision, cell.status)


def _size(change: Revision) -> Fraction:
    return abs(change.difference or Fraction(0))


def _to_number(value: Fraction | None) -> int | float | None:
    """Return a number for JSON as in an answer: an integer where it is one, otherwise ten significant digits."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(f"{float(value):.10g}")


def _cell_to_dict(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    parts = {name: getattr(cell, name) for name in ("precision", "status", "source", "note")}
    return {"value": _to_number(cell.value), **parts, "coverage": _to_number(cell.coverage)}


def _find_decimals(cell: Cell) -> int:
    return Figure.of_cell(cell).decimals


def _write_value(cell: Cell | None, language: str) -> str:
    if cell is None:
        return ""
    if cell.value is None:
        return say(f"answers.status_{STATUSES[cell.status]}", language)
    return write_amount(cell.value, cell.key.unit, _find_decimals(cell), language)


def _describe_changes(before: Cell, after: Cell, language: str) -> Iterable[str]:
    """Yield what changed beside the value, as words."""
    if before.precision != after.precision:
        yield " → ".join(_name_precision(cell.precision, language) for cell in (before, after))
    if before.status != after.status and None not in (before.value, after.value):
        yield " → ".join(say(f"answers.status_{STATUSES[cell.status]}", language) for cell in (before, after))
    if before.source != after.source:
        yield say("vintages.other_source", language)
    if before.note != after.note:
        yield say("vintages.other_note", language)
    if before.coverage != after.coverage:
        yield say("vintages.other_coverage", language)


def _name_precision(precision: str, language: str) -> str:
    decimals = PRECISIONS[precision]
    if decimals is None:
        return say(f"report.precision_{precision}", language)
    step = write_number(1 / Fraction(10) ** decimals, max(decimals, 0), language)
    return say(f"report.precision_{precision.partition('_')[0]}", language, step=step)
