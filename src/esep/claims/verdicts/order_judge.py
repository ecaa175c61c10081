"""Whether a claim of an order holds: the highest since a year, so many years in a row, a place among regions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from esep.answers import Answers
from esep.answers.long_series import YEARS, read_stretch
from esep.claims.mention import Mention
from esep.claims.periods.order import is_in_time
from esep.claims.reading import Reading
from esep.claims.verdicts.region_order_judge import find_standing
from esep.claims.verdicts.windows import Line, judge_place, judge_streak, read_line
from esep.model.cell import Cell
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark

ORDERS = ("extreme", "streak", "rank")


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
    is_doubtful = len({f.verdict for f in found}) > 1 or mention.is_modal
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


def name_run(mention: Mention, reading: Reading) -> Reading:
    """Return the reading of a run of years over all of its years."""
    period = reading.period
    is_run = mention.operator == "streak" and (mention.window is None or mention.window.kind == "over")
    if not is_run or period is None or period.type not in YEARS or mention.value < 1:
        return reading
    return replace(reading, period=Period(period.shift_years(1 - int(mention.value)).start, period.end))


def _judge(mention: Mention, reading: Reading, answers: Answers) -> OrderFinding | None:
    period = reading.period
    if period is None or not reading.measure:
        return None
    if mention.window is not None and mention.window.kind == "over":
        period = period.shift_years(-1)
        reading = replace(reading, period=period)
    question = Question(reading.measure, reading.scope, reading.region, period, reading.attribute)
    if mention.operator != "streak" and not is_in_time(mention):
        return _judge_rank(mention, reading, question, answers)
    line: Line | None = read_line(question, answers)
    if line is None:
        return None
    judged = judge_streak(mention, line) if mention.operator == "streak" else judge_place(mention, reading, line)
    if judged is None:
        return None
    return OrderFinding(judged.verdict, judged.reason, reading, judged.value, judged.cells, str(question))


def _judge_rank(mention: Mention, reading: Reading, question: Question, answers: Answers) -> OrderFinding | None:
    """Hold a place against the regions beside: by the number of cases, by heads where it is said to be one of rates."""
    standing = find_standing(mention, question, answers)
    if standing is None or standing.is_right is None or standing.figure.value is None:
        return None
    figure, own = standing.figure, standing.figure.value
    facts: dict[str, Fact] = {"place": standing.place, "n": standing.n, "value": (own, figure.unit, figure.decimals)}
    key = "claims.reason_rank_low" if mention.direction == "lowest" else "claims.reason_rank"
    key = f"{key}_rate" if figure.unit != "count" else key
    verdict = "supported" if standing.is_right else "wrong"
    value = Fraction(standing.place) if mention.operator == "rank" else own
    return OrderFinding(verdict, Remark(key, facts), reading, value, figure.cells, str(question))
