"""Whether a number may be of another count by the same name, of which there are no figures."""

from __future__ import annotations

from fractions import Fraction

from esep.answers import Answers
from esep.claims.arithmetic.consistency import COMPUTE, grade_claim
from esep.claims.arithmetic.grade import Truth
from esep.claims.mention import Mention
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.evidence import amount_of
from esep.claims.verdicts.weigh import Weighed
from esep.model.definition import Variant
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.remark import Fact, Remark


def weigh_variant(mention: Mention, reading: Reading, figure: Figure, answers: Answers) -> Weighed | None:
    """Return that a count, or a change of one, fits where its figures may have been counted by a declared variant."""
    is_change = mention.operator in CHANGES and mention.operator in COMPUTE
    if not answers.definition.variants or not (is_change or mention.operator == "level"):
        return None
    periods = [reading.period, *([reading.base_period] if is_change else [])]
    ends = [_read_end(reading, period, answers) for period in periods if period is not None]
    variant = next((found for _, found in ends if found is not None), None)
    if variant is None or len(ends) < len(periods) or any(end.value is None for end, _ in ends):
        return None
    widest = COMPUTE[mention.operator](*(end for end, _ in ends)) if is_change else ends[0][0]
    if widest.interval is None or not grade_claim(mention, Truth(widest.value or Fraction(0), widest.interval)).is_pass:
        return None
    facts: dict[str, Fact] = {"value": amount_of(figure), "reason": f"variant:{variant.id}"}
    return Weighed("not_checkable", Remark("claims.reason_variant", facts))


def _read_end(reading: Reading, period: Period, answers: Answers) -> tuple[Figure, Variant | None]:
    """Return a count with all that it may be by a variant, and that variant."""
    found = answers.definition.find_variant(reading.scope, reading.measure, reading.region, period)
    whole = _read(reading, reading.measure, period, answers)
    if found is None or whole.value is None:
        return whole, None
    part = _read(reading, found.part, period, answers)
    if part.value is None:
        return whole, None
    return Figure(whole.value, whole.unit, 0, whole.status, Interval(whole.value - part.value, whole.value)), found


def _read(reading: Reading, measure: str, period: Period, answers: Answers) -> Figure:
    cells = answers.find_cells(
        scope=reading.scope, measure=measure, attribute=reading.attribute, region=reading.region, period=period
    )
    counts = (cell for cell in cells if cell.key.base_period is None and cell.key.unit == "count")
    return next((Figure.of_cell(cell) for cell in counts), Figure(None, "count", 0, "O"))
