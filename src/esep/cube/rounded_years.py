"""Rounding a year of counts: month by month, so that each month adds up, and so does the year.

A month is rounded by what is in it and in the months of its year before it; so months that were published stay as they
are when the next ones come. In every month the sum since January has to stay near too, as far as that can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.margins import Slice, Year
from esep.cube.rounding import RoundingTable, make_seed, round_table
from esep.model.cell import CellKey

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True)
class RoundingPlan:
    """What of a year is rounded: the counts of the marked measures in some attributes, all or without the whole.

    Where the attribute '' is not among them, its counts are published as they are, and no part may exceed them.
    """

    dataset: str
    base: int
    is_protected: Array
    attributes: Sequence[str]


def round_year(year: Year, plan: RoundingPlan) -> Iterator[tuple[CellKey, int | None]]:
    """Yield the published value of every cell of the plan's attributes, `None` where it must not be published."""
    whole: list[Array] | None = None
    for attribute in plan.attributes:
        rounding = _Rounding(year, plan, attribute, whole)
        yield from rounding.run()
        if not attribute:
            whole = rounding.own


class _Rounding:
    """One attribute of a year under way; `whole` are the rounded own parts of all offences, if they are rounded."""

    def __init__(self, year: Year, plan: RoundingPlan, attribute: str, whole: list[Array] | None) -> None:
        import numpy as np

        self.year, self.plan, self.attribute, self.whole = year, plan, attribute, whole
        self.sums = year.measures.sums
        shape = (len(year.measures.codes), len(year.regions))
        self.drift = np.zeros(shape, dtype=np.int64)
        self.number = np.zeros(shape, dtype=np.int64)
        # Of how many offences the protected ones are a part, where all of those are published as they are.
        self.known = np.zeros(shape, dtype=np.int64)
        self.is_tracked = np.ones(shape[1], dtype=bool)
        self.own: list[Array] = []

    def run(self) -> Iterator[tuple[CellKey, int | None]]:
        """Yield the values of the months, then those of the year."""
        for place, part in enumerate(self.year.slices):
            yield from self._round(place, part)
        is_off = abs(self.drift) >= self.plan.base
        hidden = is_off | self._hide(self.known)
        for region in self.year.has_total.nonzero()[0]:
            column = self.number[:, region] + self.drift[:, region]
            for measure, value in enumerate(column.tolist()):
                key = self._name(measure, int(region), None)
                yield key, None if hidden[measure, region] else value

    def _round(self, place: int, part: Slice) -> Iterator[tuple[CellKey, int | None]]:
        own = self._split(part, self.attribute)
        places = list(part.places)
        here = self.is_tracked
        if part.period is None:
            here = self.year.has_total
        else:
            # A region without a number in a month has none in the year.
            here[[region for region in range(len(here)) if region not in part.places]] = False
        table = RoundingTable.make(own, self.sums, part.regions.sums)
        table = replace(
            table,
            drift=self.drift[:, places],
            is_tracked=table.is_tracked | here[places][None, :],
            is_shown=table.is_shown & (part.period is not None),
        )
        hidden = table.is_free
        if self.attribute and self.whole is not None:
            table = replace(table, most=self.whole[place])
        elif self.attribute:
            table, hidden = self._cap(table, part)
        seed = make_seed(self.plan.dataset, self.year.scope, self.attribute, str(part.period or self.year.period))
        rounded, is_off = round_table(table, self.plan.base, seed)
        self.own.append(rounded)
        change = table.add_up(rounded - own)
        self.drift[:, places] += change
        self.number[:, places] += part.counts[self.attribute]
        if part.period is not None:
            yield from self._list_values(part, part.counts[self.attribute] + change, hidden | is_off)

    def _cap(self, table: RoundingTable, part: Slice) -> tuple[RoundingTable, Array]:
        """Return the table within what is published of all offences, and which of its numbers are not published.

        Where all offences are fewer than the base, a part of them could only be 0, and parts that must be 0 leave
        nothing for the sums above them: such numbers are not published, and anything may be believed of them.
        """
        most = self._split(part, "")
        known = table.add_up(most)
        hidden = self._hide(known)
        self.known[:, list(part.places)] += known
        is_shown = table.is_shown & ~hidden
        is_single = (table.row_sums.sum(axis=1) == 1)[:, None] & (table.column_sums.sum(axis=1) == 1)
        is_free = (most < self.plan.base) & ~(is_single & is_shown)
        is_whole = table.is_whole & self.plan.is_protected[:, None]
        return replace(table, most=most, is_shown=is_shown, is_free=is_free, is_whole=is_whole), hidden

    def _hide(self, known: Array) -> Array:
        """Return which protected numbers are part of fewer offences than the base, but of some."""
        return (known > 0) & (known < self.plan.base) & self.plan.is_protected[:, None]

    def _split(self, part: Slice, attribute: str) -> Array:
        return part.split(attribute, self.year.measures) * self.plan.is_protected[:, None]

    def _list_values(self, part: Slice, values: Array, hidden: Array) -> Iterator[tuple[CellKey, int | None]]:
        for place, region in enumerate(part.places):
            for measure, value in enumerate(values[:, place].tolist()):
                yield self._name(measure, region, part), None if hidden[measure, place] else value

    def _name(self, measure: int, region: int, part: Slice | None) -> CellKey:
        year = self.year
        period = year.period if part is None or part.period is None else part.period
        return CellKey(year.scope, year.measures.codes[measure], self.attribute, year.regions[region], period)
