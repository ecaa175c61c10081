"""Orders in time: whether a period is the highest of a stretch, or the second, and how long a run has lasted (M10)."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.answers import Answers
from esep.answers.long_series import YEARS, read_stretch
from esep.answers.series import Series, read_series
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.model.cell import Cell
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark

PARTS = ("quarter", "month")
# "The highest of two" is said of a change, not of a record.
LEAST_OTHERS = 2
DECADE = 10
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """What a series says to an order in time."""

    verdict: str
    reason: Remark
    value: Fraction
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Line:
    """The comparable periods up to and including the one that is spoken of, oldest first."""

    own: Period
    series: Series

    def between(self, first: datetime.date | None, last: datetime.date) -> list[int]:
        """Return the places of the periods other than the own one that lie in a stretch."""
        return [
            at
            for at, period in enumerate(self.series.periods)
            if period != self.own and (first is None or first <= period.start) and period.end <= last
        ]

    @property
    def place(self) -> int:
        """Return where the own period stands."""
        return self.series.periods.index(self.own)

    def covers(self, first: datetime.date | None, last: datetime.date) -> bool:
        """Return whether every period of a stretch has a figure."""
        periods = sorted([*(self.series.periods[at] for at in self.between(first, last)), self.own])
        are_joined = all(b.start - a.end == DAY for a, b in itertools.pairwise(periods))
        return are_joined and periods[-1].end == last and (first is None or periods[0].start == first)


def read_line(question: Question, answers: Answers) -> Line | None:
    """Return the comparable series of what a question is about; `None` where it has no figure for its own period."""
    period = question.period
    if period.type in YEARS:
        stretch = read_stretch(answers, question, None, period)
        series = stretch.series
        if stretch.question.scope != question.scope:
            return None
    elif period.type in PARTS:
        series = read_series(answers, question)
        year_end = Period.year(period.start.year)
        series = series.until(Period(year_end.end.replace(day=1), year_end.end)).comparable()
    else:
        return None
    return Line(period, series) if period in series.periods else None


def judge_place(mention: Mention, reading: Reading, line: Line) -> Judged | None:
    """Hold a record, or a place from the top or the bottom, against every comparable period of its stretch.

    What is counted from "since 2015" may take 2015 in or not: a place is right if it is in either, and wrong if in
    neither. `None` where the figures do not reach.
    """
    judged = [_judge_window(mention, line, first, last) for first, last in _list_windows(mention, reading, line)]
    right = next((one for one in judged if one is not None and one.verdict == "supported"), None)
    is_wrong = judged and all(one is not None and one.verdict == "wrong" for one in judged)
    return right or (judged[0] if is_wrong else None)


def _list_windows(mention: Mention, reading: Reading, line: Line) -> list[tuple[datetime.date | None, datetime.date]]:
    """Return the stretches that a phrase may mean, by their first and last day."""
    own, base, window = line.own, reading.base_period, mention.window
    first_of_year = datetime.date(own.start.year, 1, 1)
    if window is not None and window.kind == "year":
        is_part = own.type in PARTS
        return [(first_of_year, end) for end in (own.end, own.end.replace(month=12, day=31))] if is_part else []
    if base is None:
        return [(None, own.end)]
    if window is None:
        return [(base.end + DAY, own.end), *([(base.start, own.end)] if mention.operator == "rank" else [])]
    starts = [base.start]
    if window.kind == "decade" and (own.start.year % DECADE) < LEAST_OTHERS:
        starts = [own.shift_years(1 - DECADE).start]
    if mention.operator == "rank" and window.kind == "years":
        starts.append(base.shift_years(-1).start)
    return [(start, own.end) for start in starts]


def _judge_window(mention: Mention, line: Line, first: datetime.date | None, last: datetime.date) -> Judged | None:
    places, series = line.between(first, last), line.series
    is_lowest = mention.direction == "lowest"
    own = series.cells[line.place]
    claimed = int(mention.value) if mention.operator == "rank" else 1
    beyond = [at for at in places if _is_beyond(series.cells[at], own, is_lowest=is_lowest)]
    behind = [at for at in places if _is_beyond(own, series.cells[at], is_lowest=is_lowest)]
    is_covered = line.covers(first, last)
    if claimed <= len(beyond) or (is_covered and claimed > len(places) - len(behind) + 1):
        return _say_place(mention, line, places, beyond, is_right=False)
    is_exact = len(beyond) == claimed - 1 and len(behind) == len(places) - len(beyond)
    if is_covered and is_exact and len(places) >= max(LEAST_OTHERS, claimed):
        return _say_place(mention, line, places, beyond, is_right=True)
    return None


def _is_beyond(one: Cell, other: Cell, *, is_lowest: bool) -> bool:
    """Return whether a figure lies beyond another one whatever its rounding left open."""
    low, high = (one, other) if is_lowest else (other, one)
    ceiling, floor = low.interval().high, high.interval().low
    return ceiling is not None and floor is not None and ceiling < floor


def _say_place(mention: Mention, line: Line, places: Sequence[int], beyond: Sequence[int], *, is_right: bool) -> Judged:
    series, own = line.series, line.place
    value = series.values[own]
    first = series.periods[min([*places, own])]
    facts: dict[str, Fact] = {"value": (value, "count", 0), "first": first, "period": line.own}
    verdict = "supported" if is_right else "wrong"
    if mention.operator == "rank":
        key = "claims.reason_place_low" if mention.direction == "lowest" else "claims.reason_place_high"
        facts |= {"place": len(beyond) + 1, "n": len(places) + 1}
        cells = tuple(series.cells[at] for at in sorted({*places, own}))
        return Judged(verdict, Remark(key, facts), Fraction(len(beyond) + 1), cells)
    if is_right:
        cells = tuple(series.cells[at] for at in sorted({*places, own}))
        return Judged(verdict, Remark("claims.reason_record", facts), value, cells)
    other = max(beyond)
    facts |= {"other": series.periods[other], "other_value": (series.values[other], "count", 0)}
    return Judged(verdict, Remark("claims.reason_no_record", facts), value, (series.cells[own], series.cells[other]))


def judge_streak(mention: Mention, line: Line) -> Judged | None:
    """Hold a run of rises or falls against as many differences between neighbouring periods."""
    steps, own, series = int(mention.value), line.place, line.series
    sign = {"up": 1, "down": -1}.get(mention.direction, 0)
    kind = mention.window.kind if mention.window is not None else ""
    is_of_months = kind == "months"
    if not sign or steps < LEAST_OTHERS or is_of_months != (line.own.type in PARTS):
        return None
    places = list(range(max(0, own - steps), own + 1))
    gaps = [b for a, b in itertools.pairwise(places) if series.periods[b].start - series.periods[a].end != DAY]
    places = [at for at in places if not gaps or at >= gaps[-1]]
    holds = [sign * (series.values[b] - series.values[a]) > 0 for a, b in itertools.pairwise(places)]
    run = next((n for n, held in enumerate(reversed(holds)) if not held), len(holds))
    if kind == "first":
        return _judge_first(line, holds, steps)
    facts: dict[str, Fact] = {"n": run, "period": line.own}
    used = tuple(series.cells[at] for at in places)
    if all(holds) and len(holds) == steps:
        return Judged("supported", Remark("claims.reason_streak", facts), Fraction(run), used)
    # The months of a run may as well have been set against those of the year before.
    if all(holds) or is_of_months:
        return None
    # "The third year" may count years and not steps: two falls make three years.
    verdict = "ambiguous" if run == steps - 1 else "wrong"
    return Judged(verdict, Remark("claims.reason_streak", facts), Fraction(run), used)


def _judge_first(line: Line, holds: Sequence[bool], steps: int) -> Judged | None:
    """Return that a step was the first of its direction in so many years; what is not may be counted otherwise."""
    if len(holds) < steps or not holds[-1] or any(holds[-steps:-1]):
        return None
    facts: dict[str, Fact] = {"n": steps, "period": line.own}
    places = range(line.place - steps, line.place + 1)
    used = tuple(line.series.cells[at] for at in places)
    return Judged("supported", Remark("claims.reason_first", facts), Fraction(steps), used)
