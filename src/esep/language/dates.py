"""The stretches of time that a text names.

What is relative (last year, за девять месяцев, былтыр) is worked out from the day of the text; without that day it is
named but has no dates. "The same period" and "a year earlier" follow the last period named before them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from esep.language.elided_parts import find_elided_parts
from esep.language.period_phrases import Phrase, Year, find_phrases
from esep.language.reference import PARTS, Reference, find_as_of, find_reference, part_months
from esep.language.spans import (
    APRIL,
    YEAR_MONTHS,
    Span,
    count_months,
    is_year,
    month_end,
    months_span,
    roll,
    shift_years,
    step_back,
    year_span,
)
from esep.language.stretches import join_stretches, share_parts
from esep.language.years import find_lone_years

# Phrases that differ in how they are worked out only.
_KINDS = {
    "rolling_year": "months_range",
    "rolling_same": "months_range",
    "days_range": "months_range",
    "season": "months_range",
    "since_new_year": "year_to_date",
    "half_year_earlier": "year_earlier",
    "since_then": "since",
    "since_season": "since",
    "last_years": "year_earlier",
    "years_earlier": "year_earlier",
    "part_earlier": "year_earlier",
    "earlier_still": "year_earlier",
    "months_to": "months_range",
    "year_end": "months_range",
    "to_month": "year_to_date",
    "years_later": "year_later",
}


@dataclass(frozen=True)
class PeriodMention:
    """A stretch of time named in a text: where, and its first and last day, both included.

    The days are `None` where the text does not tell them, or only together with a day of the text that was not given.
    `kind` is one of date, year, month, quarter, half_year, months_range, year_to_date, relative (last year), decade,
    duration (30 years ago), since (the year or month something is counted from), same_period, year_earlier, year_later,
    year_range (2017–2021). `is_open`: two periods named before, or one and the day of the text, place it differently.
    `months_back` tells how far a `year_earlier` lies back: 12 for a year, 60 for five years, 3 for a quarter.
    """

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    kind: str
    is_open: bool = False
    months_back: int = 0


def read_periods(
    text: str,
    language: str,
    today: datetime.date | None = None,
    years: Sequence[tuple[int, int]] = (),
    year_from: int = APRIL,
    last_year: Span | None = None,
) -> tuple[PeriodMention, ...]:
    """Return the periods that a text names, in order and without overlap; `today` is the day of the text, `year_from`
    the month from which years run that are written as two, 2023-24, `last_year` the days of last year where it is none
    of the calendar.

    A mention takes in the numbers it consists of: "14 February 2025" holds two. `years` are places of bare years that
    only the sense of the text shows to be such. None for a language without a table.
    """
    if language not in ("en", "ru", "kk"):
        return ()
    phrases = find_phrases(text, language)
    phrases += find_elided_parts(text, language, phrases)
    phrases += find_lone_years(text, language, phrases)
    phrases += [Phrase(start, end, "year", (Year(int(text[start:end])),), ((start, end),)) for start, end in years]
    phrases.sort(key=lambda phrase: phrase.start)
    mentions: list[PeriodMention] = []
    for phrase in phrases:
        reference = find_reference(mentions, phrase.start, today, year_from)
        as_of = find_as_of(text, language, mentions, phrase.start) if phrase.kind == "since_new_year" else None
        mentions += _resolve(phrase, replace(reference, as_of=as_of, last_year=last_year))
    return join_stretches(text, language, share_parts(text, language, mentions))


def _resolve(phrase: Phrase, reference: Reference) -> list[PeriodMention]:
    if phrase.kind == "year_pair":
        first, second = (year_span(reference.year(year)) for year in phrase.years)
        (start, middle), (begin, _) = phrase.spans
        return [_mention(start, middle, first, "since"), _mention(begin, phrase.end, second, "year")]
    span = _RESOLVERS[phrase.kind](phrase, reference) if phrase.kind in _RESOLVERS else None
    kind = _KINDS.get(phrase.kind, phrase.kind)
    back = _count_back(phrase) if kind == "year_earlier" else 0
    return [_mention(phrase.start, phrase.end, span, kind, is_open=reference.is_open(phrase), back=back)]


def _count_back(phrase: Phrase) -> int:
    """Return how many months back a phrase leads: 60 for "five years earlier", 3 for "the previous quarter"."""
    return phrase.numbers[0] if phrase.kind == "part_earlier" else YEAR_MONTHS * (phrase.numbers or (1,))[0]


def _mention(
    start: int, end: int, span: Span | None, kind: str, *, is_open: bool = False, back: int = 0
) -> PeriodMention:
    first, last = span or (None, None)
    return PeriodMention(start, end, first, last, kind, is_open, back)


def _resolve_date(phrase: Phrase, reference: Reference) -> Span | None:
    year = reference.year_of(phrase) if phrase.years else None
    if len(phrase.numbers) == 3:
        year, month, day = phrase.numbers
    else:
        month, day = phrase.months[0], phrase.numbers[0]
        if year is None and not phrase.years:
            year = reference.find_year(month, month, is_over=False)
    if year is None:
        return None
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return None
    return found, found


def _resolve_days(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the days from one to another: "from 1 October 2024 to 30 September 2025", "с 1 по 20 апреля".

    What both share may be said once. Where no day is named first, they run from the beginning of the year.
    """
    months = (phrase.months[0], phrase.months[-1])
    last = reference.year_of(phrase, len(phrase.years) - 1) if phrase.years else reference.place_months(*months)
    first = reference.year_of(phrase, 0) if phrase.years else last
    if first is None or last is None:
        return None
    try:
        end = datetime.date(last, months[1], phrase.numbers[-1])
        is_open = len(phrase.numbers) == 1
        begin = datetime.date(last, 1, 1) if is_open else datetime.date(first, months[0], phrase.numbers[0])
    except ValueError:
        return None
    return (begin, end) if begin <= end else None


def _resolve_month(phrase: Phrase, reference: Reference) -> Span | None:
    month = phrase.months[0]
    year = reference.year_of(phrase) if phrase.years else reference.place_months(month, month)
    return months_span(year, month, month)


def _resolve_months(phrase: Phrase, reference: Reference) -> Span | None:
    first, last = phrase.months[:2]
    if len(phrase.years) == 2:
        years = reference.year_of(phrase, 0), reference.year_of(phrase, 1)
        if years[0] is None or years[1] is None or (years[1], last) < (years[0], first):
            return None
        return datetime.date(years[0], first, 1), month_end(years[1], last)
    if phrase.years:
        return months_span(reference.year_of(phrase), first, last)
    is_narrowed = reference.today is None or (reference.latest is not None and is_year(reference.latest))
    year = reference.place_months(last, last) if is_narrowed else reference.find_year(last, last, is_over=False)
    return months_span(year, first, last)


def _resolve_season(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the year written as two: from April to March, or from the month from which such years are known to run."""
    year, first = reference.year_of(phrase), reference.year_from
    if not year or year >= datetime.MAXYEAR:
        return None
    return datetime.date(year, first, 1), month_end(year + (first > 1), (first - 2) % YEAR_MONTHS + 1)


def _resolve_rolling(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the twelve months that end with a month or a quarter, the last that were over where no year is named."""
    month = phrase.months[0] if phrase.months else phrase.numbers[0] * PARTS["quarter"]
    year = reference.year_of(phrase) if phrase.years else reference.find_year(month, month, is_over=True)
    return None if year is None else roll(year, month)


def _resolve_rolling_same(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the twelve months that end with the period spoken of."""
    return roll(reference.latest[1].year, reference.latest[1].month) if reference.latest else None


def _resolve_to_date(phrase: Phrase, reference: Reference) -> Span | None:
    count = phrase.numbers[0]
    year = reference.year_of(phrase) if phrase.years else reference.find_year(1, count, is_over=True)
    return months_span(year, 1, count)


def _resolve_to_month(phrase: Phrase, reference: Reference) -> Span | None:
    """Return a year from its first month to one named: "this year to the end of June"."""
    return months_span(reference.year_of(phrase), 1, phrase.months[0])


def _resolve_new_year(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the year up to the day for which a text gives its figures; else the months over on the day of the text.

    In January that is the year before.
    """
    named = reference.year_of(phrase)
    if reference.as_of is not None and named in (None, reference.as_of.year):
        return datetime.date(reference.as_of.year, 1, 1), reference.as_of
    if reference.today is None:
        return None
    year, month = reference.today.year, reference.today.month
    if month == 1 or (named is not None and named < year):
        return year_span(named if named is not None and named < year else year - 1)
    return months_span(year, 1, month - 1)


def _resolve_part(length: int) -> Callable[[Phrase, Reference], Span | None]:
    """Return the resolver of quarters (3 months) or half-years (6 months)."""

    def resolve(phrase: Phrase, reference: Reference) -> Span | None:
        count = YEAR_MONTHS // length
        if phrase.months and phrase.months[0] >= length:
            last = phrase.months[0]
            year = reference.year_of(phrase) if phrase.years else reference.place_months(last, last, is_over=True)
            return months_span(year, last - length + 1, last)
        if phrase.numbers and not 1 <= phrase.numbers[0] <= count:
            return None
        if phrase.numbers:
            first, last = part_months(phrase)
            year = reference.year_of(phrase) if phrase.years else reference.place_months(first, last)
            return months_span(year, first, last)
        if phrase.years:
            # "the half-year of 2024" is the first, as releases use the word
            return months_span(reference.year_of(phrase), 1, length)
        if reference.today is None:
            return None
        over = (reference.today.month - 1) // length
        year = reference.today.year if over else reference.today.year - 1
        over = over or count
        return months_span(year, (over - 1) * length + 1, over * length)

    return resolve


def _resolve_decade(phrase: Phrase, reference: Reference) -> Span | None:
    number = phrase.numbers[0]
    begin = number if number >= 1000 else (1900 if number >= 30 else 2000) + number
    return datetime.date(begin, 1, 1), datetime.date(begin + 9, 12, 31)


def _resolve_since(phrase: Phrase, reference: Reference) -> Span | None:
    return _resolve_month(phrase, reference) if phrase.months else year_span(reference.year_of(phrase))


def _resolve_years(phrase: Phrase, reference: Reference) -> Span | None:
    """Return whole years from the first to the last one named."""
    first, last = reference.year_of(phrase), reference.year_of(phrase, len(phrase.years) - 1)
    if first is None or last is None or last < first:
        return None
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def _resolve_relative(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the year that a word such as "last year" names by its distance from the day of the text.

    The "next" year of a story told of the past is the one after the year that it has just named.
    """
    told, today = reference.last, reference.today
    if reference.last_year is not None and phrase.years[0].distance == -1:
        return reference.last_year
    is_story = phrase.years[0].distance == 1 and told is not None and (today is None or told[1].year + 1 < today.year)
    return _resolve_later(phrase, reference) if is_story else _resolve_years(phrase, reference)


def _resolve_same(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the months of the period before, in the year named or else the year before."""
    if reference.latest is None:
        return None
    year = reference.year_of(phrase) if phrase.years else reference.latest[1].year - 1
    if year is not None and phrase.years[:1] and phrase.years[0].distance is not None:
        # "last year's same period" lies before the period spoken of, whenever that is told
        year = min(year, reference.latest[1].year - 1)
    return None if year is None else shift_years(reference.latest, year - reference.latest[1].year)


def _resolve_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    return shift_years(reference.latest, -1) if reference.latest else None


def _resolve_years_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the period spoken of, so many years back."""
    return shift_years(reference.latest, -phrase.numbers[0]) if reference.latest else None


def _resolve_part_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the quarter, or the month, right before the one spoken of."""
    months = phrase.numbers[0]
    told = (span for span in (reference.latest, reference.last) if span and count_months(span) == months)
    return next((step_back(span, months) for span in told), None)


def _resolve_still_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    """Return what lies so many years before the period named last: "the year before that"."""
    return shift_years(reference.nearest, -(phrase.numbers or (1,))[0]) if reference.nearest else None


def _resolve_months_to(phrase: Phrase, reference: Reference) -> Span | None:
    """Return so many months that end with a month, the last that were over where no year is named."""
    month = phrase.months[0]
    year = reference.year_of(phrase) if phrase.years else reference.find_year(month, month, is_over=True)
    return None if year is None else roll(year, month, phrase.numbers[0])


def _resolve_year_end(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the last months, or the last quarter, of a year."""
    year = reference.year_of(phrase)
    return (
        None if year is None or not 0 < phrase.numbers[0] <= YEAR_MONTHS else roll(year, YEAR_MONTHS, phrase.numbers[0])
    )


def _resolve_half_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the half-year before the last one that is over."""
    half = _resolve_part(6)(phrase, reference)
    return shift_years(half, -1) if half else None


def _resolve_last_years(phrase: Phrase, reference: Reference) -> Span | None:
    """Return what "last year's" is: the period spoken of, a year back, or else the year before that of the text."""
    earlier = _resolve_earlier(phrase, reference)
    return earlier or (year_span(reference.today.year - 1) if reference.today else None)


def _resolve_then(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the period named last: "the peak came in 2010; since then ..."."""
    return reference.last


def _resolve_years_later(phrase: Phrase, reference: Reference) -> Span | None:
    return shift_years(reference.last, phrase.numbers[0]) if reference.last else None


def _resolve_later(phrase: Phrase, reference: Reference) -> Span | None:
    return shift_years(reference.last, 1) if reference.last else None


_RESOLVERS: dict[str, Callable[[Phrase, Reference], Span | None]] = {
    "date": _resolve_date,
    "month": _resolve_month,
    "months_range": _resolve_months,
    "days_range": _resolve_days,
    "rolling_year": _resolve_rolling,
    "rolling_same": _resolve_rolling_same,
    "season": _resolve_season,
    "since_season": _resolve_season,
    "year_to_date": _resolve_to_date,
    "since_new_year": _resolve_new_year,
    "quarter": _resolve_part(3),
    "half_year": _resolve_part(6),
    "decade": _resolve_decade,
    "since": _resolve_since,
    "since_then": _resolve_then,
    "year": _resolve_years,
    "year_range": _resolve_years,
    "relative": _resolve_relative,
    "same_period": _resolve_same,
    "year_earlier": _resolve_earlier,
    "half_year_earlier": _resolve_half_earlier,
    "years_earlier": _resolve_years_earlier,
    "part_earlier": _resolve_part_earlier,
    "earlier_still": _resolve_still_earlier,
    "months_to": _resolve_months_to,
    "year_end": _resolve_year_end,
    "to_month": _resolve_to_month,
    "years_later": _resolve_years_later,
    "last_years": _resolve_last_years,
    "year_later": _resolve_later,
}
