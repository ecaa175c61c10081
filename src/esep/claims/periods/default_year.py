"""The year that a text speaks of when it names none: the last one for which yearly data had figures by its day."""

from __future__ import annotations

import datetime

from esep.answers import Answers
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import shares_clause, take_others
from esep.claims.place import TOTAL
from esep.language.dates import PeriodMention
from esep.language.roles import find_words
from esep.language.spans import APRIL
from esep.model.period import MONTHS_OF_YEAR, Period

YEARS = ("year", "financial_year")
# Results of a year are published from January to March of the next one; a text of those months speaks of that year.
RESULTS_UNTIL_MONTH = 3
# From this day of December on a text sums the year up.
SUMMED_UP = 12, 20
# Figures of a year are the last ones until those of the next are published: a year and some months after its end.
RESULTS_FOR_DAYS = 500


def find_latest_year(answers: Answers | None, day: datetime.date | None) -> Period | None:
    """Return the last year with figures of the default scope that was over before a day.

    A calendar year or one from another month on. `None` where there is none, or where there are figures of shorter
    periods too, of which any may be the last.
    """
    if answers is None or day is None:
        return None
    periods = _list_main(answers)
    is_yearly = all(period.type in YEARS for period in periods)
    return max((period for period in periods if is_yearly and period.end < day), default=None)


def find_year_start(answers: Answers | None) -> int:
    """Return the month from which years run that are written as two, "2023-24": that of the figures, or else April.

    The figures tell it where all of theirs that are of twelve months, and not of calendar years, begin in one month.
    """
    if answers is None:
        return APRIL
    months = {period.start.month for period in _list_main(answers) if period.month_count == MONTHS_OF_YEAR} - {1}
    return months.pop() if len(months) == 1 else APRIL


def has_one_year_start(answers: Answers | None) -> bool:
    """Return whether all years of the figures begin in one month: a year that ends with any quarter is of nobody's."""
    periods = _list_main(answers) if answers is not None else ()
    return len({period.start.month for period in periods if period.month_count == MONTHS_OF_YEAR}) == 1


def _list_main(answers: Answers) -> tuple[Period, ...]:
    """Return the periods of the series that a dataset is about: its total, or else its first measure."""
    scope, measures = answers.definition.default_scope, answers.list_measures(answers.definition.default_scope)
    measure = TOTAL if TOTAL in measures else next(iter(measures), "")
    return answers.list_periods(scope, measure, answers.definition.default_region)


def default_period(today: datetime.date | None, latest: Period | None = None) -> Period | None:
    """Return the year that a text of a day speaks of when it names none.

    `latest` is the last one that had figures by then; where they are old, or nobody knows, results are of last year.
    """
    if today is None:
        return None
    if latest is not None and (today - latest.end).days <= RESULTS_FOR_DAYS:
        return latest
    if (today.month, today.day) >= SUMMED_UP:
        return Period.year(today.year)
    return Period.year(today.year - 1) if today.month <= RESULTS_UNTIL_MONTH else None


def take_lasting_year(mention: Mention, sentence: Sentence, found: Found) -> Period | None:
    """Return the last whole year before the day of a text, for "in one year 49,667 crimes" that names no year."""
    spans = [p for p in take_between(found.periods, sentence.start, mention.start) if p.kind == "duration"]
    lasting = [p for p in spans if p.first is None and shares_clause(p, mention, sentence) and _is_one_year(p, found)]
    return Period.year(found.today.year - 1) if lasting and found.today is not None else None


def _is_one_year(period: PeriodMention, found: Found) -> bool:
    numbers = [numeral.value for numeral, role in take_others(period, found) if role == "duration"]
    words = found.text[period.start : period.end]
    return numbers == [1] and any(True for _ in find_words(words, found.language, "years", "length"))


def take_months_so_far(year: Period, today: datetime.date | None) -> Period | None:
    """Return the months of "this year" that were over by the day of a text, `None` where it sums the year up."""
    is_current = today is not None and year.start.year == today.year and (today.month, today.day) < SUMMED_UP
    return (
        Period.months(today.year, 1, today.month - 1) if today is not None and is_current and today.month > 1 else None
    )
