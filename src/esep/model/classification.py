"""How much of a dataset fits ICCS, the crime classification of the UN: level by level, in measures and in offences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from esep.model.codelist import Code, CodeList

LEVELS = (1, 2, 3, 4)
# mapped: one code of the level; ambiguous: several; coarse: one code, of a level above; unmapped: none.
STATES = ("mapped", "ambiguous", "coarse", "unmapped")
_DIGITS = {1: 2, 2: 4, 3: 5, 4: 6}
# Kinds of measure that cut across the others or count no offences: an offence in one of them stands in another, too.
CUTTING_ACROSS = frozenset({"class", "circumstance"})
NO_OFFENCES = frozenset(
    {"persons", "damage", "rate", "share", "population", "complaints", "cases", "proceedings", "elsewhere"}
)


def list_iccs(measure: Code) -> tuple[str, ...]:
    """Return the codes that a measure is mapped to: none, one, or several where it may be any of them."""
    return tuple(measure.extra.get("iccs", "").split())


def climb(code: str, level: int, iccs: CodeList) -> str:
    """Return the code of a level that a code is or lies in; empty where the code itself is broader.

    A code that the classification does not divide stands for itself at every level below.
    """
    known = iccs.find(code)
    if len(code) >= _DIGITS[level]:
        return code[: _DIGITS[level]]
    return code if known is not None and known.extra.get("undivided") == "yes" else ""


def find_state(codes: tuple[str, ...], level: int, iccs: CodeList) -> str:
    """Return how codes fit a level (one of `STATES`): two groups of one division are one code of that division."""
    if not codes:
        return "unmapped"
    found = {climb(code, level, iccs) for code in codes}
    if len(found) > 1:
        return "ambiguous"
    if found == {""}:
        return "coarse" if len(codes) == 1 else "ambiguous"
    return "mapped"


def counts_offences(measure: Code) -> bool:
    """Return whether the offences of a measure stand in no measure beside it, only in those above and below."""
    return measure.kind not in CUTTING_ACROSS | NO_OFFENCES


def list_parts(measures: CodeList, code: str) -> tuple[Code, ...]:
    """Return the measures directly below one that count its offences by kind."""
    return tuple(part for part in measures.children(code) if counts_offences(part))


@dataclass(frozen=True)
class Entry:
    """A measure with the offences that are counted under it and under no measure below it.

    `is_rest` tells that measures below it were taken away; `size` is `None` where nothing was counted at all.
    """

    measure: Code
    size: Fraction | None = None
    is_rest: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that the measure is mapped to."""
        return list_iccs(self.measure)


@dataclass(frozen=True)
class Shares:
    """How much lies in each state: in measures or in offences, which of the two its owner says."""

    of: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """Return all of it."""
        return sum(self.of.values(), Fraction(0))

    def percent(self, state: str) -> Fraction | None:
        """Return the share of a state in per cent; `None` of nothing."""
        return 100 * self.of.get(state, Fraction(0)) / self.total if self.total else None


@dataclass(frozen=True)
class Coverage:
    """How much of a dataset fits the classification.

    `leaves` are the measures that no other one divides; `counted` those under which offences stand, each offence under
    one of them only; both with the largest first.
    """

    leaves: tuple[Entry, ...]
    counted: tuple[Entry, ...]
    iccs: CodeList

    def measures_at(self, level: int) -> Shares:
        """Return how many measures lie in each state at a level."""
        return _add((find_state(entry.codes, level, self.iccs), Fraction(1)) for entry in self.leaves)

    def offences_at(self, level: int) -> Shares:
        """Return how many offences lie in each state at a level."""
        return _add((find_state(e.codes, level, self.iccs), e.size or Fraction(0)) for e in self.counted)

    def find_open(self, state: str) -> tuple[Entry, ...]:
        """Return what is ambiguous or unmapped, the largest first: what was counted, then measures without a count."""
        sized = [entry for entry in self.counted if _describe(entry, self.iccs) == state]
        seen = {entry.measure.code for entry in sized}
        bare = (e for e in self.leaves if _describe(e, self.iccs) == state and e.measure.code not in seen)
        return (*sized, *bare)


def measure_coverage(measures: CodeList, values: Mapping[str, Fraction], iccs: CodeList) -> Coverage:
    """Return how measures with these counts fit the classification.

    What a measure has beyond the sum of the measures below it is counted under its own codes, so that every offence is
    counted once. Where the parts exceed the whole (rounded or contradictory figures) nothing is left for the whole.
    """
    counting = [measure for measure in measures if counts_offences(measure)]
    leaves = [m for m in counting if not list_parts(measures, m.code)]
    counted = [entry for m in counting if (entry := _take_own(measures, m, values)) is not None]
    own = {entry.measure.code: entry.size for entry in counted}
    return Coverage(
        leaves=_rank(Entry(measure, own.get(measure.code)) for measure in leaves),
        counted=_rank(counted),
        iccs=iccs,
    )


def _take_own(measures: CodeList, measure: Code, values: Mapping[str, Fraction]) -> Entry | None:
    value = values.get(measure.code)
    if value is None:
        return None
    below = [_cover(measures, part, values) for part in list_parts(measures, measure.code)]
    known = [size for size in below if size is not None]
    own = value - sum(known, Fraction(0))
    return Entry(measure, own, is_rest=bool(known)) if own > 0 else None


def _cover(measures: CodeList, measure: Code, values: Mapping[str, Fraction]) -> Fraction | None:
    """Return the offences of a measure: its value, or where it has none the sum of those below it."""
    if measure.code in values:
        return values[measure.code]
    below = [_cover(measures, part, values) for part in list_parts(measures, measure.code)]
    known = [size for size in below if size is not None]
    return sum(known, Fraction(0)) if known else None


def _describe(entry: Entry, iccs: CodeList) -> str:
    """Return the state of an entry as a whole: ambiguous if it has several codes, whatever they have in common."""
    return "ambiguous" if len(entry.codes) > 1 else find_state(entry.codes, 1, iccs)


def _rank(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries with the largest first; among equals the official order stands."""
    return tuple(sorted(entries, key=lambda entry: -(entry.size or Fraction(0))))


def _add(parts: Iterable[tuple[str, Fraction]]) -> Shares:
    sums = dict.fromkeys(STATES, Fraction(0))
    for state, size in parts:
        sums[state] += size
    return Shares(sums)
