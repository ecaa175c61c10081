"""The stretches of time that a text names.

What is relative (last year, за девять месяцев, былтыр) is worked out from the day of the text; without that day it is
named but has no dates. "The same period" and "a year earlier" follow the last period named before them.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from esep.language.elided_parts import find_elided_parts
from esep.language.period_phrases import Phrase, Year, find_phrases
from esep.language.stretches import join_stretches
from esep.language.years import find_lone_years

_YEAR_MONTHS = 12
# Kinds that a later "same period" or "a year earlier" may refer to.
PLAIN_KINDS = ("year", "relative", "month", "quarter", "half_year", "months_range", "year_to_date", "year_later")

# Phrases that differ in how they are worked out only.
_KINDS = {
    "rolling_year": "months_range",
    "rolling_same": "months_range",
    "season": "months_range",
    "since_new_year": "year_to_date",
    "half_year_earlier": "year_earlier",
    "since_then": "since",
    "since_season": "since",
    "last_years": "year_earlier",
}
# How many months the parts of a year have.
_PARTS = {"quarter": 3, "half_year": 6}
# A period named further back, in characters or in mentions, is no longer spoken of.
_FAR = 400
_MENTIONS_BACK = 12

Span = tuple[datetime.date, datetime.date]


@dataclass(frozen=True)
class PeriodMention:
    """A stretch of time named in a text: where, and its first and last day, both included.

    The days are `None` where the text does not tell them, or only together with a day of the text that was not given.
    `kind` is one of date, year, month, quarter, half_year, months_range, year_to_date, relative (last year), decade,
    duration (30 years ago), since (the year or month something is counted from), same_period, year_earlier, year_later,
    year_range (2017–2021). `is_open` marks a month without a year that the words before and the day of the text place
    in different years.
    """

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    kind: str
    is_open: bool = False


def read_periods(
    text: str, language: str, today: datetime.date | None = None, years: Sequence[tuple[int, int]] = ()
) -> tuple[PeriodMention, ...]:
    """Return the periods that a text names, in order and without overlap; `today` is the day of the text.

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
        mentions += _resolve(phrase, Reference(today, *_find_previous(mentions, phrase.start)))
    return join_stretches(text, language, mentions)


def _find_previous(mentions: list[PeriodMention], position: int) -> tuple[Span | None, Span | None]:
    """Return the last period named before a place, and the latest one of those named shortly before it.

    "A year earlier" goes with the second: the period spoken of, and not the older one it was just compared with.
    """
    last: Span | None = None
    latest: Span | None = None
    for mention in mentions[-_MENTIONS_BACK:]:
        if mention.kind in PLAIN_KINDS and mention.first and mention.last:
            last = (mention.first, mention.last)
            is_near = position - mention.end <= _FAR
            if latest is None or (is_near and mention.last >= latest[1]):
                latest = last
    return last, latest


@dataclass(frozen=True)
class Reference:
    """What relative words refer to: the day of the text, the last period named and the latest of the last few."""

    today: datetime.date | None
    last: Span | None
    latest: Span | None

    def year(self, year: Year) -> int | None:
        """Return the number of a year, `None` where it depends on a day that is not known."""
        if year.distance is None:
            return year.number
        return self.today.year + year.distance if self.today else None

    def year_of(self, phrase: Phrase, at: int = 0) -> int | None:
        """Return the number of the year that a phrase names, `None` where it names none."""
        return self.year(phrase.years[at]) if at < len(phrase.years) else None

    def place_months(self, first: int, last: int, *, is_over: bool = False) -> int | None:
        """Return the year of months without one: that of the period spoken of, if they have come by the day."""
        by_day = self.find_year(first, last, is_over=is_over)
        told = self.latest[1].year if self.latest else None
        is_ahead = self.today is not None and told is not None and (told, last) > (self.today.year, self.today.month)
        return by_day if told is None or is_ahead else told

    def is_open(self, phrase: Phrase) -> bool:
        """Return whether the day of the text and what it spoke of place a month without a year in different years."""
        if phrase.years or self.today is None:
            return False
        if phrase.kind == "month":
            first = last = phrase.months[0]
        elif phrase.kind in _PARTS and phrase.numbers:
            first, last = _part_months(phrase)
        else:
            return False
        return self.place_months(first, last) != self.find_year(first, last, is_over=False)

    def find_year(self, first_month: int, last_month: int, *, is_over: bool) -> int | None:
        """Return the year in which these months lie last before the day of the text, begun or over."""
        if self.today is None:
            return None
        month = last_month if is_over else first_month
        is_here = self.today.month > month or (self.today.month == month and (not is_over or self.today.day > 24))
        return self.today.year if is_here else self.today.year - 1


def _resolve(phrase: Phrase, reference: Reference) -> list[PeriodMention]:
    if phrase.kind == "year_pair":
        first, second = (_year(reference.year(year)) for year in phrase.years)
        (start, middle), (begin, _) = phrase.spans
        return [_mention(start, middle, first, "since"), _mention(begin, phrase.end, second, "year")]
    span = _RESOLVERS[phrase.kind](phrase, reference) if phrase.kind in _RESOLVERS else None
    kind = _KINDS.get(phrase.kind, phrase.kind)
    return [_mention(phrase.start, phrase.end, span, kind, is_open=reference.is_open(phrase))]


def _mention(start: int, end: int, span: Span | None, kind: str, *, is_open: bool = False) -> PeriodMention:
    first, last = span or (None, None)
    return PeriodMention(start, end, first, last, kind, is_open)


def _year(year: int | None) -> Span | None:
    return None if year is None else (datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def _is_year(span: Span) -> bool:
    return span == _year(span[0].year)


def _months(year: int | None, first: int, last: int) -> Span | None:
    if year is None or not 1 <= first <= last <= _YEAR_MONTHS:
        return None
    return datetime.date(year, first, 1), _month_end(year, last)


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


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


def _resolve_month(phrase: Phrase, reference: Reference) -> Span | None:
    month = phrase.months[0]
    year = reference.year_of(phrase) if phrase.years else reference.place_months(month, month)
    return _months(year, month, month)


def _resolve_months(phrase: Phrase, reference: Reference) -> Span | None:
    first, last = phrase.months[:2]
    if len(phrase.years) == 2:
        years = reference.year_of(phrase, 0), reference.year_of(phrase, 1)
        if years[0] is None or years[1] is None or (years[1], last) < (years[0], first):
            return None
        return datetime.date(years[0], first, 1), _month_end(years[1], last)
    if phrase.years:
        return _months(reference.year_of(phrase), first, last)
    is_narrowed = reference.today is None or (reference.latest is not None and _is_year(reference.latest))
    year = reference.place_months(last, last) if is_narrowed else reference.find_year(last, last, is_over=False)
    return _months(year, first, last)


def _resolve_season(phrase: Phrase, reference: Reference) -> Span | None:
    """Return April to March, as financial years run where they are written so."""
    year = reference.year_of(phrase)
    return None if not year or year >= datetime.MAXYEAR else (datetime.date(year, 4, 1), _month_end(year + 1, 3))


def _resolve_rolling(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the twelve months that end with a month or a quarter, the last that were over where no year is named."""
    month = phrase.months[0] if phrase.months else phrase.numbers[0] * _PARTS["quarter"]
    year = reference.year_of(phrase) if phrase.years else reference.find_year(month, month, is_over=True)
    return None if year is None else _roll(year, month)


def _roll(year: int, month: int) -> Span:
    first = datetime.date(year - 1, month + 1, 1) if month < _YEAR_MONTHS else datetime.date(year, 1, 1)
    return first, _month_end(year, month)


def _resolve_rolling_same(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the twelve months that end with the period spoken of."""
    return _roll(reference.latest[1].year, reference.latest[1].month) if reference.latest else None


def _resolve_to_date(phrase: Phrase, reference: Reference) -> Span | None:
    count = phrase.numbers[0]
    year = reference.year_of(phrase) if phrase.years else reference.find_year(1, count, is_over=True)
    return _months(year, 1, count)


def _resolve_new_year(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the whole months of the year that were over on the day of the text; in January the year before."""
    if reference.today is None:
        return None
    year, month = reference.today.year, reference.today.month
    named = reference.year_of(phrase)
    if month == 1 or (named is not None and named < year):
        return _year(named if named is not None and named < year else year - 1)
    return _months(year, 1, month - 1)


def _resolve_part(length: int) -> Callable[[Phrase, Reference], Span | None]:
    """Return the resolver of quarters (3 months) or half-years (6 months)."""

    def resolve(phrase: Phrase, reference: Reference) -> Span | None:
        count = _YEAR_MONTHS // length
        if phrase.numbers and not 1 <= phrase.numbers[0] <= count:
            return None
        if phrase.numbers:
            first, last = _part_months(phrase)
            year = reference.year_of(phrase) if phrase.years else reference.place_months(first, last)
            return _months(year, first, last)
        if phrase.years:
            # "the half-year of 2024" is the first, as releases use the word
            return _months(reference.year_of(phrase), 1, length)
        if reference.today is None:
            return None
        over = (reference.today.month - 1) // length
        year = reference.today.year if over else reference.today.year - 1
        over = over or count
        return _months(year, (over - 1) * length + 1, over * length)

    return resolve


def _part_months(phrase: Phrase) -> tuple[int, int]:
    """Return the first and the last month of a quarter or of a half-year."""
    last = phrase.numbers[0] * _PARTS[phrase.kind]
    return last - _PARTS[phrase.kind] + 1, last


def _resolve_decade(phrase: Phrase, reference: Reference) -> Span | None:
    number = phrase.numbers[0]
    begin = number if number >= 1000 else (1900 if number >= 30 else 2000) + number
    return datetime.date(begin, 1, 1), datetime.date(begin + 9, 12, 31)


def _resolve_since(phrase: Phrase, reference: Reference) -> Span | None:
    return _resolve_month(phrase, reference) if phrase.months else _year(reference.year_of(phrase))


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
    return None if year is None else _shift(reference.latest, year - reference.latest[1].year)


def _resolve_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    return _shift(reference.latest, -1) if reference.latest else None


def _resolve_half_earlier(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the half-year before the last one that is over."""
    half = _resolve_part(6)(phrase, reference)
    return _shift(half, -1) if half else None


def _resolve_last_years(phrase: Phrase, reference: Reference) -> Span | None:
    """Return what "last year's" is: the period spoken of, a year back, or else the year before that of the text."""
    earlier = _resolve_earlier(phrase, reference)
    return earlier or (_year(reference.today.year - 1) if reference.today else None)


def _resolve_then(phrase: Phrase, reference: Reference) -> Span | None:
    """Return the period named last: "the peak came in 2010; since then ..."."""
    return reference.last


def _resolve_later(phrase: Phrase, reference: Reference) -> Span | None:
    return _shift(reference.last, 1) if reference.last else None


def _shift(span: Span, years: int) -> Span | None:
    first, last = span
    if (
        not datetime.MINYEAR
        <= min(first.year, last.year) + years
        <= max(first.year, last.year) + years
        <= datetime.MAXYEAR
    ):
        return None
    is_month_end = last == _month_end(last.year, last.month)
    day = _month_end(last.year + years, last.month).day
    end = last.replace(year=last.year + years, day=day if is_month_end else min(last.day, day))
    begin = first.replace(year=first.year + years, day=min(first.day, _month_end(first.year + years, first.month).day))
    return begin, end


_RESOLVERS: dict[str, Callable[[Phrase, Reference], Span | None]] = {
    "date": _resolve_date,
    "month": _resolve_month,
    "months_range": _resolve_months,
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
    "last_years": _resolve_last_years,
    "year_later": _resolve_later,
}
