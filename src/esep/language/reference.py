"""What relative words for periods refer to: the day of a text, and the periods that it named before."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.language.period_phrases import Phrase, Year
from esep.language.spans import APRIL, Span

if TYPE_CHECKING:
    from esep.language.dates import PeriodMention

# Kinds that a later "same period" or "a year earlier" may refer to.
PLAIN_KINDS = ("year", "relative", "month", "quarter", "half_year", "months_range", "year_to_date", "year_later")
# How many months the parts of a year have.
PARTS = {"quarter": 3, "half_year": 6}
# A period named further back, in characters or in mentions, is no longer spoken of.
_FAR = 400
_MENTIONS_BACK = 12
# "На 20 апреля 2017 года с начала года", "as of 20 April": the day with which the figures end.
_AS_OF_REACH = 160
_AS_OF_BEFORE = {
    "en": re.compile(r"(?<!\w)(?:as of|as at|up to|until)\s(?:the\s)?$", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)(?:на|до)\s$", re.IGNORECASE),
}
_AS_OF_BEHIND = {"kk": re.compile(r"\w*\s(?:жағдай|дейін)", re.IGNORECASE)}


def find_reference(
    mentions: Sequence[PeriodMention], position: int, today: datetime.date | None, year_from: int = APRIL
) -> Reference:
    """Return what relative words at a place of a text refer to; `mentions` are the periods named before it."""
    return Reference(today, *_find_previous(mentions, position), _find_nearest(mentions), year_from)


def _find_previous(mentions: Sequence[PeriodMention], position: int) -> tuple[Span | None, Span | None]:
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


def _find_nearest(mentions: Sequence[PeriodMention]) -> Span | None:
    """Return the last period named that has days, one that is only compared with too."""
    known = [m for m in mentions[-1:] if m.kind in (*PLAIN_KINDS, "year_earlier", "same_period")]
    return next(((m.first, m.last) for m in known if m.first and m.last), None)


def find_as_of(text: str, language: str, mentions: Sequence[PeriodMention], position: int) -> datetime.date | None:
    """Return the last day of the figures that a text tells "as of" a day shortly before a place.

    What was counted "as of 1 May" ends with April.
    """
    dates = [m for m in mentions[-_MENTIONS_BACK:] if m.kind == "date" and position - m.end <= _AS_OF_REACH]
    for mention in reversed(dates):
        before, behind = (pattern.get(language) for pattern in (_AS_OF_BEFORE, _AS_OF_BEHIND))
        is_told = before and before.search(text, max(0, mention.start - _AS_OF_REACH), mention.start)
        is_told = is_told or (behind and behind.match(text, mention.end))
        if is_told and mention.first is not None:
            return mention.first if mention.first.day > 1 else mention.first - datetime.timedelta(days=1)
    return None


@dataclass(frozen=True)
class Reference:
    """What relative words refer to: the day of the text, the last period named and the latest of the last few.

    `nearest` is the one named right before, if only to compare with; `year_from` is the month from which years run that
    are written as two: 2023-24. `as_of` is the last day that figures take in, where a text says it, `last_year`
    what that word means where years are none of the calendar.
    """

    today: datetime.date | None
    last: Span | None
    latest: Span | None
    nearest: Span | None = None
    year_from: int = APRIL
    as_of: datetime.date | None = None
    last_year: Span | None = None

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
        """Return whether the day of the text, or periods that it named, place a phrase differently.

        So are a month without a year, and "five years earlier" behind two years.
        """
        if phrase.kind == "years_earlier":
            return self.last != self.latest
        if phrase.years or self.today is None:
            return False
        if phrase.kind == "month":
            first = last = phrase.months[0]
        elif phrase.kind in PARTS and (phrase.numbers or phrase.months):
            first, last = part_months(phrase)
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


def part_months(phrase: Phrase) -> tuple[int, int]:
    """Return the first and the last month of a quarter or of a half-year."""
    last = phrase.months[0] if phrase.months else phrase.numbers[0] * PARTS[phrase.kind]
    return last - PARTS[phrase.kind] + 1, last
