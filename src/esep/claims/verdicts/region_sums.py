"""What the figures of several regions or kinds come to together, or which share of a whole that is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from esep.answers import Answers
from esep.claims.arithmetic.consistency import COMPUTE, grade_claim
from esep.claims.arithmetic.grade import Grade, Truth, grade_nth
from esep.claims.mention import Mention
from esep.claims.names.wholes import SHARES
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.match import spread_over_days
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.question import Question
from esep.statistics.compare import compute_share_percent

COUNTS = ("level", "sum", "per_day")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def grade_sum(mention: Mention, reading: Reading, answers: Answers) -> tuple[Figure, Grade] | None:
    """Return the sum, or its share, and how a number fits it; `None` where a figure is missing."""
    figure = _add_up(mention, reading, answers)
    if figure is None or figure.value is None or figure.interval is None:
        return None
    truth = Truth(figure.value, figure.interval)
    return figure, grade_nth(mention.value, truth, mention.hedge) if mention.operator == "one_in_n" else grade_claim(
        mention, truth
    )


def _add_up(mention: Mention, reading: Reading, answers: Answers) -> Figure | None:
    is_share, is_change = mention.operator in SHARES, mention.operator in CHANGES
    if reading.period is None or not reading.measure or mention.operator not in (*COUNTS, *SHARES, *CHANGES):
        return None
    own = Question(reading.measure, reading.scope, reading.region, reading.period, reading.attribute)
    total = _sum_cells(own, reading, answers)
    if total is None:
        return None
    if is_share:
        whole = replace(own, measure=reading.whole, region=reading.whole_region or own.region, attribute="")
        return compute_share_percent(total, answers.ask(whole, with_others=False).figure)
    if mention.operator == "per_day":
        return spread_over_days(total, reading.period)
    if not is_change:
        return total
    if reading.base_period is None or mention.operator not in COMPUTE:
        return None
    base = _sum_cells(replace(own, period=reading.base_period), reading, answers)
    return None if base is None else COMPUTE[mention.operator](total, base)


def _sum_cells(own: Question, reading: Reading, answers: Answers) -> Figure | None:
    cells_of = product((own.measure, *reading.kinds), (own.region, *reading.added))
    asked = [replace(own, measure=measure, region=region) for measure, region in cells_of]
    figures = [answers.ask(question, with_others=False).figure for question in asked]
    value, interval = Fraction(0), Interval.point(0)
    for figure in figures:
        if figure.value is None or figure.interval is None:
            return None
        value, interval = value + figure.value, interval + figure.interval
    cells = tuple(cell for figure in figures for cell in figure.cells)
    formula = " + ".join(LETTERS[: len(figures)])
    return replace(figures[0], value=value, interval=interval, cells=cells, formula=formula)
