"""Whether a claim of an order holds: the highest since a year, so many years in a row, a place among regions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.answers import Answers
from esep.answers.long_series import read_stretch
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.model.cell import Cell
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.record import find_record

ORDERS = ("extreme", "streak", "rank")
# A rank among fewer regions says nothing.
LEAST_REGIONS = 3


@dataclass(frozen=True)
class OrderFinding:
    """What the figures say to a claim of an order: a verdict with its reason, and what it rests on."""

    verdict: str
    reason: Remark
    reading: Reading
    value: Fraction | None = None
    cells: tuple[Cell, ...] = ()
    question: str = ""


def judge_order(mention: Mention, readings: list[Reading], answers: Answers) -> OrderFinding | None:
    """Return the finding of the first reading that the figures can answer and bear out, else of the first they can.

    Only a settled reading can make it wrong; `None` where no reading can be answered.
    """
    found = [f for f in (_judge(mention, reading, answers) for reading in readings) if f is not None]
    best = next((f for f in found if f.verdict == "supported"), found[0] if found else None)
    if best is None or best.verdict != "wrong":
        return best
    is_doubtful = len({f.verdict for f in found}) > 1 or mention.is_modal or mention.operator == "rank"
    # A record holds in one universe and not in another: where none is named, all have to say the same.
    is_known = readings[0].is_scope_named or len(found) == len(readings)
    is_firm = readings[0].is_settled and is_known and not is_doubtful
    return best if is_firm else replace(best, verdict="ambiguous")


def find_earlier(mention: Mention, reading: Reading, answers: Answers) -> tuple[Period, Fraction] | None:
    """Return an earlier comparable year that was beyond a bound too: then it was not crossed for the first time."""
    period = reading.period
    if period is None or not period.is_year:
        return None
    question = Question(reading.measure, reading.scope, reading.region, period, reading.attribute)
    values = read_stretch(answers, question, None, period).by_year()
    sign = -1 if mention.direction == "below" else 1
    beyond = [year for year in values if year < period.start.year and sign * values[year] > sign * mention.value]
    return (Period.year(max(beyond)), values[max(beyond)]) if beyond else None


def _judge(mention: Mention, reading: Reading, answers: Answers) -> OrderFinding | None:
    period = reading.period
    if period is None or not reading.measure:
        return None
    question = Question(reading.measure, reading.scope, reading.region, period, reading.attribute)
    if mention.operator == "rank":
        return _judge_rank(mention, reading, question, answers)
    if not period.is_year:
        return None
    latest = Period.year(max((c.key.period.end.year for c in answers.find_cells(scope=reading.scope)), default=1))
    stretch = read_stretch(answers, question, None, max(period, latest))
    series = stretch.by_year()
    if stretch.question.scope != question.scope or period.start.year not in series:
        return None
    cells = dict(zip(stretch.years, stretch.series.cells, strict=True))
    if mention.operator == "extreme":
        return _judge_extreme(mention, reading, question, series, cells)
    return _judge_streak(mention, reading, question, series, cells)


def _judge_extreme(
    mention: Mention, reading: Reading, question: Question, series: Mapping[int, Fraction], cells: Mapping[int, Cell]
) -> OrderFinding | None:
    """Hold a record against every comparable year since the one named, or since the first there is (M10)."""
    year = question.period.start.year
    record = find_record(series, year, is_lowest=mention.direction == "lowest")
    assert record is not None
    start = reading.base_period.start.year if reading.base_period is not None else None
    facts: dict[str, Fact] = {"value": (series[year], "count", 0), "first": str(record.first_year), "year": str(year)}
    if record.since is not None and (start is None or record.since > start):
        facts["other"], facts["other_value"] = str(record.since), (series[record.since], "count", 0)
        used: tuple[Cell, ...] = (cells[year], cells[record.since])
        return OrderFinding(
            "wrong", Remark("claims.reason_no_record", facts), reading, series[year], used, str(question)
        )
    first = record.first_year if start is None else start
    is_covered = all(between in series for between in range(first, year)) and first < year - 1
    if not is_covered:
        return None
    used = tuple(cells[at] for at in sorted(cells) if first <= at <= year)
    return OrderFinding(
        "supported",
        Remark("claims.reason_record", {**facts, "first": str(first)}),
        reading,
        series[year],
        used,
        str(question),
    )


def _judge_streak(
    mention: Mention, reading: Reading, question: Question, series: Mapping[int, Fraction], cells: Mapping[int, Cell]
) -> OrderFinding | None:
    """Hold a run of rises or falls against as many differences between neighbouring years."""
    year, steps = question.period.start.year, int(mention.value)
    years = list(range(year - steps, year + 1))
    sign = {"up": 1, "down": -1}.get(mention.direction, 0)
    if not sign or steps < 2:
        return None
    known = [(a, b) for a, b in itertools.pairwise(years) if a in series and b in series]
    holds = [sign * (series[b] - series[a]) > 0 for a, b in known]
    run = next((n for n, held in enumerate(reversed(holds)) if not held), len(holds))
    used = tuple(cells[at] for at in years if at in cells)
    facts: dict[str, Fact] = {"n": run, "year": str(year)}
    if all(holds) and len(known) == steps:
        return OrderFinding(
            "supported", Remark("claims.reason_streak", facts), reading, Fraction(run), used, str(question)
        )
    if all(holds) or not known or known[-1][1] != year:
        return None
    # "The third year" may count years and not steps: two falls make three years.
    verdict = "ambiguous" if run == steps - 1 else "wrong"
    return OrderFinding(verdict, Remark("claims.reason_streak", facts), reading, Fraction(run), used, str(question))


def _judge_rank(mention: Mention, reading: Reading, question: Question, answers: Answers) -> OrderFinding | None:
    """Hold a place against the number of cases in the regions beside; by heads the order may be another."""
    region = answers.definition.regions.find(question.region)
    if region is None or not region.parent:
        return None
    beside = [
        code.code for code in answers.definition.regions.children(region.parent) if code.is_valid(question.period)
    ]
    asked = {code: answers.ask(replace(question, region=code), with_others=False).figure for code in beside}
    values = {code: figure.value for code, figure in asked.items() if figure.value is not None}
    if question.region not in values or len(values) < LEAST_REGIONS:
        return None
    own = values[question.region]
    place = 1 + sum(value > own for value in values.values())
    ties = sum(value == own for value in values.values())
    if len(values) < len(beside) and mention.value >= place:
        return None
    verdict = "supported" if place <= mention.value < place + ties else "wrong"
    facts: dict[str, Fact] = {"place": place, "n": len(values), "value": (own, "count", 0)}
    cells = asked[question.region].cells
    return OrderFinding(verdict, Remark("claims.reason_rank", facts), reading, Fraction(place), cells, str(question))
