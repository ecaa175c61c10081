"""Verdicts on a claim whose number fits, or would have: what it compares, with which base, by which words.

The number alone is judged in `esep.claims.arithmetic.grade`. Here stands what a right number can still hide: a break
of the series between its two ends, periods of unequal length, a base that flatters, a change that is no more than
chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from esep.answers import Answer, Answers
from esep.answers.long_series import read_stretch
from esep.claims.arithmetic.grade import Truth, grade_number
from esep.claims.mention import Found, Mention
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.evidence import amount_of
from esep.language.roles import find_words
from esep.model.figure import Figure
from esep.model.period import Period
from esep.model.remark import Fact, Remark
from esep.model.tolerances import BASE_MIN_YEARS
from esep.statistics.base import scan_bases

# A year back is no choice of a base; five years back and more is.
CHOSEN_AFTER_YEARS = 5
# Among fewer bases the first is no rarity.
ENOUGH_BASES = 10
# February and leap days: two periods of the same months may differ by so much.
SAME_LENGTH_DAYS = 3
DAYS_OF_YEAR = 365
# Half of a year holds no more than twice its share by days; anything above was counted over more time.
MOST_OF_PART = 2
TELLING = 1_000
WORDS_REACH = 80
# "The 5- and 10-year trends show": how far back is compared, and no promise.
SPAN_BEFORE = re.compile(r"-(?:year|month)\s$", re.IGNORECASE)
# Levels at which "significantly" may be said (docs/methods/change.md), and those at which "trend" may.
SIGNIFICANT = ("L3", "LT")
TREND = ("LT",)


@dataclass(frozen=True)
class Weighed:
    """A verdict that takes the place of "supported", with its reason."""

    verdict: str
    reason: Remark
    diagnosis: str = ""


def weigh(mention: Mention, reading: Reading, answer: Answer, found: Found, answers: Answers) -> Weighed | None:
    """Return what is to be said of a claim whose number fits; `None` where the number says all."""
    if mention.operator not in CHANGES:
        return None
    return (
        _weigh_break(answer)
        or _weigh_lengths(reading)
        or _weigh_base(mention, reading, answer, found, answers)
        or _weigh_words(mention, answer, found, answers)
    )


def _weigh_break(answer: Answer) -> Weighed | None:
    breaks = [entry for entry in answer.breaks if entry.is_major]
    if not breaks or answer.figure.value is None:
        return None
    facts: dict[str, Fact] = {
        "value": amount_of(answer.figure),
        "dates": ", ".join(str(entry.date) for entry in breaks),
        "reason": f"break:{breaks[-1].id}",
    }
    return Weighed("crosses_a_break", Remark("claims.reason_crosses_break", facts))


def _weigh_lengths(reading: Reading) -> Weighed | None:
    period, base = reading.period, reading.base_period
    if period is None or base is None or abs(period.days - base.days) <= SAME_LENGTH_DAYS:
        return None
    return Weighed("base_not_comparable", Remark("claims.reason_lengths", {"period": period, "base": base}))


def weigh_lengths(mention: Mention, reading: Reading) -> Weighed | None:
    """Return that a count of a part of a year is compared with that of another stretch of time, figures or none."""
    is_count = mention.operator in ("percent_change", "difference", "fold")
    return _weigh_lengths(reading) if is_count and reading.is_period_named else None


def weigh_part(mention: Mention, reading: Reading, answers: Answers) -> Weighed | None:
    """Return that a count of a part of a year is more than such a part can hold.

    It is wrong where the data have it, to the last digit, for a longer stretch of that year.
    """
    period = reading.period
    is_count = mention.operator == "level" and mention.unit == "count" and mention.value >= TELLING
    if not is_count or period is None or period.start.year != period.end.year or period.days > DAYS_OF_YEAR // 2 + 2:
        return None
    year = Period.year(period.start.year)
    cells = answers.find_cells(
        scope=reading.scope, measure=reading.measure, attribute=reading.attribute, region=reading.region, period=year
    )
    whole = next((Figure.of_cell(c) for c in cells if c.key.base_period is None and c.key.unit == "count"), None)
    if whole is None or whole.value is None:
        return None
    if mention.value <= MOST_OF_PART * whole.value * period.days / year.days:
        return None
    facts: dict[str, Fact] = {"value": amount_of(whole), "year": str(year)}
    is_wrong = reading.is_settled and _is_of_longer(mention, reading, answers)
    verdict = "wrong" if is_wrong else "base_not_comparable"
    return Weighed(verdict, Remark("claims.reason_too_much_for_part", facts), "period")


def _is_of_longer(mention: Mention, reading: Reading, answers: Answers) -> bool:
    """Return whether a number is that of a longer stretch of the year: "in the third quarter" of nine months."""
    cells = answers.find_cells(
        scope=reading.scope, measure=reading.measure, attribute=reading.attribute, region=reading.region, unit="count"
    )
    own = reading.period
    alike = (cell.key.period for cell in cells if cell.value == mention.value and cell.key.base_period is None)
    return own is not None and any(period.start <= own.start and own.end <= period.end for period in alike)


def weigh_rate(mention: Mention, reading: Reading, figure: Figure) -> Weighed | None:
    """Return that a rate of a part of a year was multiplied up to the whole of it."""
    period = reading.period
    if mention.operator != "rate" or period is None or figure.value is None or figure.interval is None:
        return None
    if period.days > DAYS_OF_YEAR - SAME_LENGTH_DAYS:
        return None
    factor = Fraction(DAYS_OF_YEAR, period.days)
    months = period.month_count
    factors = [factor, *([Fraction(12, months)] if months else [])]
    for times in factors:
        if grade_number(
            mention.printed, Truth(figure.value * times, figure.interval.scale(times)), mention.hedge
        ).is_pass:
            facts: dict[str, Fact] = {"value": amount_of(figure)}
            return Weighed("base_not_comparable", Remark("claims.reason_annualised", facts), "annualised")
    return None


def _weigh_base(mention: Mention, reading: Reading, answer: Answer, found: Found, answers: Answers) -> Weighed | None:
    """Return that nearly every other base year would tell a different story (the rule of specification section 8)."""
    period, base, value = reading.period, reading.base_period, answer.figure.value
    if period is None or base is None or value is None or not (period.is_year and base.is_year):
        return None
    if mention.operator not in ("percent_change", "fold") or period.start.year - base.start.year < CHOSEN_AFTER_YEARS:
        return None
    if not any(p.first is not None and p.first.year == base.start.year for p in found.periods):
        return None
    stretch = read_stretch(answers, answer.question, None, period, at_least=BASE_MIN_YEARS)
    values = stretch.by_year()
    scan = scan_bases(values, base.start.year, max(values, default=0))
    if scan is None or scan.bases < ENOUGH_BASES or not scan.is_flattering or _prints_other_base(mention, found, base):
        return None
    middle = scan.median_fold if scan.fold >= 1 else 1 / scan.median_fold
    facts: dict[str, Fact] = {
        "value": amount_of(answer.figure),
        "base": str(base),
        "median_fold": (middle, "fold", 2),
    }
    return Weighed("misleading_base", Remark("claims.reason_misleading_base", facts))


def _prints_other_base(mention: Mention, found: Found, base: Period) -> bool:
    """Return whether the text shows its reader an earlier year of the same thing besides the base."""
    return any(
        m is not mention and m.measure_place is not None and m.period is not None and m.period.first is not None
        for m in found.mentions
        if m.operator == "level"
        and m.period is not None
        and m.period.first is not None
        and m.period.first.year not in (base.start.year, _latest_year(found))
        and _code(m) == _code(mention)
    )


def _code(mention: Mention) -> str:
    return mention.measure_place.code if mention.measure_place is not None else ""


def _latest_year(found: Found) -> int:
    return max((p.first.year for p in found.periods if p.first is not None and p.kind != "date"), default=0)


def _weigh_words(mention: Mention, answer: Answer, found: Found, answers: Answers) -> Weighed | None:
    """Return that "significantly" or "trend" says more than the level of the change allows."""
    allowed = _find_promise(mention, found)
    if not allowed:
        return None
    finding = answers.assess(answer.question, answer.figure)
    if finding is None or not finding.level or finding.level in allowed or finding.level == "L0":
        return None
    return Weighed("not_significant", Remark("claims.reason_not_significant", {"value": amount_of(answer.figure)}))


def _find_promise(mention: Mention, found: Found) -> tuple[str, ...]:
    sentence = found.sentences[mention.sentence]
    start = max(sentence.start, mention.start - WORDS_REACH)
    end = min(sentence.end, mention.end + WORDS_REACH)
    clause = sentence.clause_of(mention.start)

    def says(name: str) -> bool:
        words = find_words(found.text[start:end], found.language, name)
        spots = (start + at for at, _ in words if not SPAN_BEFORE.search(found.text, sentence.start, start + at))
        return any(sentence.clause_of(spot) == clause for spot in spots)

    return TREND if says("trend") else SIGNIFICANT if says("vague") else ()
