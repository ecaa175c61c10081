"""What went wrong with a number that does not fit: the one known slip that would give it, if there is exactly one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answers
from esep.claims.arithmetic.contradictions import is_exchange, is_slip
from esep.claims.mention import Mention
from esep.claims.reading import CHANGES, Reading
from esep.language.write import round_half_away
from esep.model.figure import Figure
from esep.model.printed import Printed
from esep.model.question import Question

PERCENTS = ("percent_change", "share")
COUNTED = ("level", "difference")
# A level printed with so many digits meets another cell by accident less than once in a hundred times.
TELLING = 1_000
# So many digits a number must have to meet another by accident once in thousands of times; where two digits changed
# places one less is enough.
MANY_DIGITS = 4
# Two changes nearer than so many points may be of two editions of one figure.
APART = Fraction(3, 10)
SCALES = (Fraction(10), Fraction(1, 10), Fraction(1_000), Fraction(1, 1_000))


def diagnose(mention: Mention, figure: Figure) -> set[str]:
    """Return the slips, by their codes, that turn the right figure into the printed number."""
    return set(_try_arithmetic(mention, figure))


def is_plain(mention: Mention, figure: Figure) -> bool:
    """Return whether a number is a known slip of its figure that hardly any other number meets by chance.

    Then it is of this figure, whatever else its words leave open: of the numbers with three digits two in a thousand
    have two neighbouring digits of another interchanged, and one has what it leaves of a hundred.
    """
    slips = diagnose(mention, figure)
    if len(slips) != 1 or figure.value is None or mention.is_either or mention.is_modal or mention.is_word:
        return False
    printed = mention.printed
    steps = str(abs(_count_steps(printed).value))
    digits = steps.rstrip("0")
    is_same_way = (printed.value < 0) == (figure.value < 0) or mention.operator not in CHANGES
    if "digits" in slips:
        as_printed = Printed(round_half_away(figure.value, mention.decimals), mention.decimals)
        return len(digits) >= MANY_DIGITS - 1 and sorted(steps) == sorted(str(abs(_count_steps(as_printed).value)))
    if "scale" in slips:
        return is_same_way and len(digits) >= MANY_DIGITS - (mention.operator in PERCENTS)
    if "base_swap" in slips:
        return is_same_way and printed.decimals > 0 and abs(printed.value - figure.value) > APART
    return "complement" in slips and printed.decimals > 0


def choose(found: set[str]) -> str:
    """Return the slip if there is exactly one; two would be guessing."""
    return next(iter(found)) if len(found) == 1 else ""


def _try_arithmetic(mention: Mention, figure: Figure) -> Iterator[str]:
    if figure.value is None:
        return
    printed, value = mention.printed, figure.value
    if mention.operator in PERCENTS:
        yield from _try_percent(mention, figure)
    if any(_gives(printed, value * scale) for scale in SCALES) and value:
        yield "scale"
    if value and _gives(printed, -value) and mention.operator in CHANGES:
        yield "sign"
    as_printed = Printed(round_half_away(value, mention.decimals), mention.decimals)
    digits = _count_steps(printed), _count_steps(as_printed)
    # A per cent one digit off may be of another edition.
    if (mention.operator in COUNTED and is_slip(*digits)) or (printed.decimals > 0 and is_exchange(*digits)):
        yield "digits"


def _try_percent(mention: Mention, figure: Figure) -> Iterator[str]:
    assert figure.value is not None
    printed, value = mention.printed, figure.value
    sign = -1 if value < 0 else 1
    if _gives(printed, sign * (100 - abs(value))) and abs(abs(value) - 50) > 1:
        yield "complement"
    if mention.operator == "percent_change" and value > -100:
        swapped = 100 * value / (100 + value)
        if _gives(printed, swapped) and not _gives(printed, value):
            yield "base_swap"


def _count_steps(printed: Printed) -> Printed:
    """Return a number counted in its last printed digit: 102.3 thousand as 1,023."""
    return Printed(printed.value * Fraction(10) ** printed.decimals, 0)


def _gives(printed: Printed, value: Fraction) -> bool:
    return value in printed.near()


def diagnose_by_data(mention: Mention, reading: Reading, question: Question, answers: Answers) -> set[str]:
    """Return the slips that put a figure of another cell in the place of the right one."""
    found = set()
    if reading.period is not None and any(
        _asks(mention, _shift(question, years), answers) for years in (-1, 1) if _is_telling(mention)
    ):
        found.add("neighbour_period")
    if mention.operator == "level" and _is_telling(mention):
        found |= set(_try_cells(mention, reading, answers))
    if mention.operator == "level" and reading.period is not None:
        step = replace(question, operation="difference-from", base_period=reading.period.shift_years(-1))
        figure = answers.ask(step, with_others=False).figure
        if figure.value is not None and abs(figure.value) == mention.value and mention.value:
            found.add("to_by")
    return found


def _try_cells(mention: Mention, reading: Reading, answers: Answers) -> Iterator[str]:
    """Look for the number in the rest of the year, and in the rows beside it."""
    period = reading.period
    assert period is not None
    series = {"scope": reading.scope, "attribute": reading.attribute, "unit": "count"}
    cells = answers.find_cells(**series, measure=reading.measure, region=reading.region)
    same_year = (c for c in cells if c.key.period != period and c.key.period.start.year == period.start.year)
    if any(cell.value == mention.value and cell.key.base_period is None for cell in same_year):
        yield "period"
    regions = answers.find_cells(**series, measure=reading.measure, period=period)
    measures = answers.find_cells(**series, region=reading.region, period=period)
    beside = (c for c in (*regions, *measures) if (c.key.region, c.key.measure) != (reading.region, reading.measure))
    if any(cell.value == mention.value and cell.key.base_period is None for cell in beside):
        yield "neighbour_row"


def _is_telling(mention: Mention) -> bool:
    return mention.operator == "level" and mention.decimals <= 0 and abs(mention.value) >= TELLING


def _shift(question: Question, years: int) -> Question:
    return replace(question, period=question.period.shift_years(years))


def _asks(mention: Mention, question: Question, answers: Answers) -> bool:
    figure = answers.ask(question, with_others=False).figure
    return figure.value is not None and _gives(mention.printed, figure.value)
