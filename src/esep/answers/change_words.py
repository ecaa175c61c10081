"""The sentences of a change: which one its level allows, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.answers.wording import LIST_MARK
from esep.model.definition import Break
from esep.model.figure import Figure
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import SMALL_COUNT
from esep.statistics.history import UsualMovement
from esep.statistics.levels import ChangeJudgement, TrendJudgement


@dataclass(frozen=True)
class Pair:
    """A change: its question, the base and the current count, and the change in per cent as it is printed."""

    question: Question
    base: Figure
    current: Figure
    change: Figure

    @property
    def periods(self) -> tuple[Period, Period]:
        """Return the base period and the current one."""
        assert self.question.base_period is not None
        return self.question.base_period, self.question.period

    @property
    def days(self) -> tuple[int, int]:
        """Return the length of both periods."""
        return self.periods[0].days, self.periods[1].days

    @property
    def is_adjacent(self) -> bool:
        """Return whether the base is the same period of the year before."""
        months = self.question.period.month_count
        return self.periods[0] == self.periods[1].shift_years(-1) and (months is None or months <= MONTHS_OF_YEAR)

    @property
    def is_same_part(self) -> bool:
        """Return whether both periods are the same days of two years, so that no season lies between them."""
        base, current = self.periods
        return base == current.shift_years(base.start.year - current.start.year)

    @property
    def is_small(self) -> bool:
        """Return whether one of the counts is too small for a per cent."""
        return any(figure.value is None or figure.value < SMALL_COUNT for figure in (self.base, self.current))

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the lowest and the highest value that the printed digits of each count allow."""
        return _range(self.base), _range(self.current)

    @property
    def direction(self) -> int:
        """Return -1 for a fall, 1 for a rise, 0 for neither."""
        assert self.base.value is not None
        assert self.current.value is not None
        return (self.current.value > self.base.value) - (self.current.value < self.base.value)


def say_change(pair: Pair, judgement: ChangeJudgement) -> Remark:
    """Return the sentence that the level of a change allows; without a per cent where the counts are small."""
    facts = {**_place(pair), **_counts(pair)}
    if pair.direction == 0:
        return Remark("change.same", facts)
    words = {"L1": "unclear", "L2": "usual", "L3": "unusual"}[judgement.level]
    if judgement.level == "L2" and judgement.movement is None:
        words = "not_chance"
    elif judgement.level in ("L2", "L3") and judgement.movement is not None and judgement.movement.pooled:
        words += "_pooled"
    key = f"change.{'fall' if pair.direction < 0 else 'rise'}_{words}"
    if pair.is_small or pair.change.value is None:
        return Remark(f"{key}_small", facts)
    return Remark(key, {**facts, "change": (abs(pair.change.value), "percent", pair.change.decimals)})


def say_not_judged(pair: Pair, reason: str) -> Remark:
    """Return the sentence for a change of which no test can speak, with the counts that there are."""
    facts = _place(pair)
    if reason == "nothing":
        return Remark("change.nothing", {**facts, **_periods(pair)})
    if pair.base.value is None or pair.current.value is None or reason == "no_counts":
        key = "change.no_counts" if reason == "no_counts" else f"change.{reason}_alone"
        return Remark(key, {**facts, **_periods(pair)})
    return Remark(f"change.{reason}", {**facts, **_counts(pair)})


def say_unequal(pair: Pair, judgement: ChangeJudgement) -> Remark:
    """Return the sentence for periods that are not the same part of a year."""
    facts = {**_place(pair), **_counts(pair)}
    return Remark("change.unequal_beyond" if judgement.test.is_beyond_chance else "change.unequal_within", facts)


def say_movement(pair: Pair, movement: UsualMovement) -> Remark:
    """Return the sentence that says what would have been unusual, in the direction of the change."""
    is_rise = pair.direction > 0
    smallest = movement.find_smallest_rise() if is_rise else movement.find_smallest_fall()
    key = f"change.{'rise' if is_rise else 'fall'}_smallest{'_pooled' if movement.pooled else ''}"
    return Remark(key, {"smallest": (Fraction(smallest), "percent", 1)})


def say_trend(trend: TrendJudgement) -> Remark:
    """Return the sentence of level LT."""
    last = trend.fit.last
    key = "change.declining" if trend.direction < 0 else "change.rising"
    pace = (Fraction(abs(last.change.percent)), "percent", 1)
    return Remark(key, {"year": Period.year(int(last.start)), "pace": pace})


def say_per_head(pair: Pair, change: Fraction) -> Remark:
    """Return the sentence that keeps number and rate apart where the population moved."""
    key = "change.per_head_fall" if change < 0 else "change.per_head_rise"
    return Remark(key, {"change": (abs(change), "percent", pair.change.decimals)})


def list_assumptions(pair: Pair, judgement: ChangeJudgement, breaks: Sequence[Break]) -> tuple[Remark, ...]:
    """Return what has to hold for the sentences of a change."""
    found = [Remark("change.assume_registered")]
    if judgement.dispersion is None:
        found.append(Remark("change.assume_exact"))
    else:
        pooled = "_pooled" if judgement.dispersion.pooled > 1 else ""
        found.append(Remark(f"change.assume_dispersion{pooled}", {"n": judgement.dispersion.n}))
    movement = judgement.movement
    if movement is not None:
        key = "change.assume_history_pooled" if movement.pooled else "change.assume_history"
        found.append(Remark(key, {"n": movement.pooled or movement.freedom}))
    elif pair.is_same_part:
        found.append(Remark("change.assume_short" if pair.is_adjacent else "change.assume_not_adjacent"))
    if pair.days[0] != pair.days[1]:
        found.append(Remark("change.assume_days"))
    if "rounded_counts" in judgement.test.assumptions:
        found.append(Remark("change.assume_rounded"))
    if breaks:
        found.append(Remark("change.assume_minor", {"breaks": LIST_MARK.join(f"break:{b.id}" for b in breaks)}))
    return tuple(found)


def _place(pair: Pair) -> dict[str, Fact]:
    question = pair.question
    measure = f"measure:{question.measure}"
    if question.attribute:
        measure += f"{LIST_MARK}attribute:{question.attribute}"
    return {"measure": measure, "region": f"region:{question.region}", "scope": f"scope:{question.scope}"}


def _periods(pair: Pair) -> dict[str, Fact]:
    return {"base": pair.periods[0], "period": pair.periods[1]}


def _counts(pair: Pair) -> dict[str, Fact]:
    assert pair.base.value is not None
    assert pair.current.value is not None
    facts = _periods(pair)
    for name, figure in (("before", pair.base), ("after", pair.current)):
        assert figure.value is not None
        facts[name] = (figure.value, figure.unit, figure.decimals)
    return facts


def _range(figure: Figure) -> tuple[float, float]:
    assert figure.interval is not None
    assert figure.interval.low is not None
    assert figure.interval.high is not None
    return max(0.0, float(figure.interval.low)), float(figure.interval.high)
