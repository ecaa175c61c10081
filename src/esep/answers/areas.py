"""Questions about areas in the borders of another time: put together from the areas of theirs, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from esep.answers.wording import LIST_MARK
from esep.cube.cube import Cube
from esep.cube.geography import ADDITIVE_UNITS, Composition, compose_figure, find_composition, is_own_value
from esep.model.cell import CellKey
from esep.model.definition import Break, Definition
from esep.model.figure import Figure
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Remark

# What a note says for each reason why an area cannot be put together.
_NOTES = {
    "unborn": "answers.note_area_unborn",
    "merged": "answers.note_area_merged",
    "ended": "answers.note_area_ended",
    "straddled": "answers.note_area_straddled",
}


class Areas:
    """The areas of a dataset and the figures that they have in the borders of any time."""

    def __init__(self, definition: Definition, cube: Cube) -> None:
        self._regions = definition.regions
        self._is_counted = definition.kind == "records"
        self._cube = cube

    def find(self, region: str, period: Period) -> Composition | None:
        """Return how an area is put together in a period, `None` where it was in force throughout."""
        return find_composition(self._regions, region, period, is_counted=self._is_counted)

    def complete(self, figure: Figure, question: Question, scopes: Sequence[str], unit: str = "") -> Figure:
        """Return the figure of a level where it is the area's own, otherwise the one put together from its parts."""
        composition = self.find(question.region, question.period)
        if composition is None:
            return figure
        own = figure.cells[0] if figure.cells else None
        if own is not None and is_own_value(own, composition, is_counted=self._is_counted):
            return figure
        keys = (
            CellKey(scope, question.measure, question.attribute, question.region, question.period, name)
            for name in ([unit] if unit else ADDITIVE_UNITS)
            for scope in scopes
        )
        found = [compose_figure(self._cube, key, composition) for key in keys]
        return next((f for f in found if f.value is not None), next((f for f in found if f.cells), found[0]))

    def note(self, question: Question, figure: Figure) -> Iterator[Remark]:
        """Yield what one must know about the borders that a question asks for, once for each of its periods."""
        said: list[Remark] = []
        for period in (question.period, question.base_period):
            composition = self.find(question.region, period) if period is not None else None
            if composition is None:
                continue
            used = {c.key.region for c in figure.cells if (c.key.period, c.key.measure) == (period, question.measure)}
            if question.region in used and question.region not in composition.parts:
                continue
            remark = _describe(composition, used if figure.value is None else set(composition.parts))
            if remark not in said:
                said.append(remark)
                yield remark

    def is_healed(self, found: Break, question: Question) -> bool:
        """Return whether a break is only the change of borders that putting an area together undoes."""
        periods = (question.period, question.base_period)
        compositions = [self.find(question.region, period) for period in periods if period is not None]
        days = [composition.day for composition in compositions if composition is not None and composition.parts]
        return bool(found.regions) and found.date in days


def _describe(composition: Composition, found: set[str]) -> Remark:
    """Return the note on an area, given the parts that had a value."""
    facts = {"region": f"region:{composition.region}", "day": f"date:{composition.day}"}
    if composition.reason:
        return Remark(_NOTES[composition.reason], {**facts, "others": _list_regions(composition.others)})
    if found >= set(composition.parts):
        return Remark("answers.note_area_sum", {**facts, "parts": _list_regions(composition.parts)})
    missing = [part for part in composition.parts if part not in found]
    return Remark("answers.note_area_parts_missing", {**facts, "parts": _list_regions(missing)})


def _list_regions(regions: Iterable[str]) -> str:
    return LIST_MARK.join(f"region:{region}" for region in regions) or "-"
