"""`share-of`: a share now and a year earlier, both counts, and whether the part grew or the rest shrank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.pairs import FINEST_PERCENT, Pair, find_obstacle, name_stretch, name_times, read_pair
from esep.answers.wording import LIST_MARK
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding
from esep.model.interval import Interval
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.compare import compute_share_percent
from esep.statistics.precision import choose_decimals
from esep.statistics.shares import ShareSplit, split_share

if TYPE_CHECKING:
    from esep.answers.asking import Answers


@dataclass(frozen=True)
class Sides:
    """Part and whole of a share, each in the base and in the period."""

    part: Pair
    whole: Pair

    @property
    def now(self) -> Figure:
        """Return the share of the period."""
        return compute_share_percent(self.part.after, self.whole.after)

    @property
    def earlier(self) -> Figure:
        """Return the share of the base."""
        return compute_share_percent(self.part.before, self.whole.before)


def assess(answers: Answers, question: Question, figure: Figure) -> Finding | None:
    """Return what can be said of a share: both counts, the share a year earlier, and what its change is made of.

    Nothing is said where the whole does not hold the part, or where neither count is known.
    """
    asked = question if question.base_period else replace(question, base_period=question.period.shift_years(-1))
    lineage = answers.definition.measures.lineage(question.measure)
    if question.whole not in lineage or (question.whole == question.measure and not question.whole_region):
        return None
    whole = read_pair(
        answers, asked, measure=question.whole, region=question.whole_region or question.region, attribute=""
    )
    sides = Sides(read_pair(answers, asked), whole)
    if figure.status == "E" and figure.interval is not None:
        return _say_estimated(asked, sides, figure)
    if (
        sides.part.after.value is None
        or not sides.whole.after.value
        or sides.part.after.value > sides.whole.after.value
    ):
        return None
    sentences = [Remark("share.counts", _name(asked, sides))]
    split, more = _compare(answers, asked, sides)
    cells = (*sides.part.cells, *sides.whole.cells)
    return Finding(
        method="share",
        sentences=(*sentences, *more),
        estimates=_estimate(sides, split),
        assumptions=(Remark("share.assumes_arithmetic"),) if split else (),
        level="L1" if split else "",
        n=2 if split else 1,
        status=figure.status,
        cells=tuple(dict.fromkeys(cells)),
    )


def _name(question: Question, sides: Sides) -> dict[str, Fact]:
    """Return the facts of the sentence with both counts of the period."""
    part, whole = sides.part.after, sides.whole.after
    assert part.value is not None
    assert whole.value is not None
    share = sides.now
    assert share.value is not None
    return {
        "measure": f"measure:{question.measure}",
        "whole": _name_whole(question),
        "region": f"region:{question.region}",
        "period": name_times(question)["period"],
        "part_count": (part.value, "count", part.decimals),
        "whole_count": (whole.value, "count", whole.decimals),
        "share": (share.value, "percent", share.decimals),
    }


def _name_whole(question: Question) -> str:
    """Return the fact that names the whole, with its region where that is a wider one than the part's."""
    wider = [f"region:{question.whole_region}"] if question.whole_region else []
    return LIST_MARK.join([f"measure:{question.whole}", *wider])


def _compare(answers: Answers, question: Question, sides: Sides) -> tuple[ShareSplit | None, list[Remark]]:
    """Return the split of the change since the base with its sentences, or the sentence that says why there is none."""
    times = name_times(question)
    obstacle = find_obstacle(answers, question, (question.measure, question.whole))
    if obstacle is not None:
        return None, [obstacle[1]]
    missing = _find_missing(question, sides)
    if missing:
        return None, [Remark("share.no_earlier", {"base": times["base"], "missing": LIST_MARK.join(missing)})]
    part, whole = sides.part.values, sides.whole.values
    if part is None or whole is None or part[0] > whole[0]:
        return None, []
    split = split_share(part[0], whole[0], part[1], whole[1])
    return split, _say_split(question, sides, split)


def _find_missing(question: Question, sides: Sides) -> list[str]:
    """Return the measures without a count in the base; a whole of nothing is as good as none."""
    named = ((question.measure, sides.part.before.value is None), (question.whole, not sides.whole.before.value))
    return [f"measure:{name}" for name, is_missing in named if is_missing]


def _say_split(question: Question, sides: Sides, split: ShareSplit) -> list[Remark]:
    part, whole = sides.part.before, sides.whole.before
    assert part.value is not None
    assert whole.value is not None
    digits = _count_decimals(sides)
    amounts = {"points": split.points, "own": split.own, "rest": split.rest}
    points = {name: (value, "percentage_points", digits) for name, value in amounts.items()}
    measure: dict[str, Fact] = {"measure": f"measure:{question.measure}"}
    earlier: dict[str, Fact] = {
        **measure,
        "whole": _name_whole(question),
        "region": f"region:{question.region}",
        "base": name_times(question)["base"],
        "part_count": (part.value, "count", part.decimals),
        "whole_count": (whole.value, "count", whole.decimals),
        "share": (split.before, "percent", sides.earlier.decimals),
    }
    sentences = [
        Remark("share.earlier", earlier),
        Remark("share.shift", {"start": name_stretch(question)["start"], "points": points["points"]}),
    ]
    if split.percent is None:
        sentences.append(Remark("share.from_nothing"))
    else:
        percent = (split.percent, "percent", min(digits, FINEST_PERCENT))
        sentences.append(Remark("share.percent", {"percent": percent}))
    sentences.append(Remark("share.split", {"own": points["own"], "rest": points["rest"]}))
    is_exact = all(spread.is_point for pair in (sides.part, sides.whole) for spread in pair.intervals)
    if is_exact and split.points * split.own < 0:
        sentences.append(Remark("share.against_count" if split.points > 0 else "share.against_count_down", measure))
    return sentences


def _count_decimals(sides: Sides) -> int:
    """Return the decimals that a change of the share deserves, given how all four counts were printed."""
    spreads = [share.interval for share in (sides.now, sides.earlier)]
    widths = [s.high - s.low for s in spreads if s is not None and s.low is not None and s.high is not None]
    if len(widths) < len(spreads):
        return 0
    return choose_decimals(Interval(Fraction(0), sum(widths, Fraction(0))), FINEST_PERCENT)


def _estimate(sides: Sides, split: ShareSplit | None) -> tuple[Estimate, ...]:
    if split is None:
        return ()
    digits = _count_decimals(sides)
    found = [
        Estimate("share_before", split.before, "percent", sides.earlier.decimals),
        Estimate("share_after", split.after, "percent", sides.now.decimals),
        Estimate("points", split.points, "percentage_points", digits),
        Estimate("own", split.own, "percentage_points", digits),
        Estimate("rest", split.rest, "percentage_points", digits),
    ]
    if split.percent is not None:
        found.append(Estimate("percent", split.percent, "percent", min(digits, FINEST_PERCENT)))
    return tuple(found)


def _say_estimated(question: Question, sides: Sides, figure: Figure) -> Finding | None:
    """Return what is said of a share whose part nobody published in this scope."""
    interval = figure.interval
    if interval is None or interval.low is None or interval.high is None:
        return None
    facts: dict[str, Fact] = {
        "measure": f"measure:{question.measure}",
        "whole": _name_whole(question),
        "period": name_times(question)["period"],
        "low": (interval.low, "percent", figure.decimals),
        "high": (interval.high, "percent", figure.decimals),
    }
    return Finding(
        method="share",
        sentences=(Remark("share.estimated", facts),),
        n=1,
        status="E",
        cells=tuple(dict.fromkeys((*figure.cells, *sides.whole.cells))),
    )
