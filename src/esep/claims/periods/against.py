"""With what a change compares: its period and its base, from its own words, else from what the text said before."""

from __future__ import annotations

import bisect
import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bases import dates_figure, match_base_before
from esep.claims.reading import Reading
from esep.language.dates import PeriodMention
from esep.language.numerals import Numeral
from esep.language.roles import find_words, match_after
from esep.model.period import Period

# "over the last five years": how far from its number, and how far before the years the word for "last".
SPAN_REACH = 60
LONGEST_LAST = 16
MOST_YEARS = 40
DECADE = 10
YEAR_MONTHS = 12
NAMED_BASES = ("year", "since", "same_period", "month", "months_range", "quarter", "half_year", "year_to_date")
STRETCHES = ("year", "months_range", "quarter", "half_year", "month")
# "Compared with 2018": so near the beginning of its sentence a base goes for all of it.
OPENING_REACH = 24
# Two years joined as the ends of a stretch stand so near: "from 2010 to 2019".
PAIR_GAP = 10
SAME_LENGTH_DAYS = 3
# "over the same months" is the very stretch spoken of; "the corresponding period" is that of another year.
SAME = re.compile(
    r"(?:the )?same\s|(?:тот|то|те|том|того|той|тех|тем|тому|этот|это|эти|этого|этих) же\s|(?:дәл )?(?:осы|сол)\s",
    re.IGNORECASE,
)
# "Grew by 67% over the same period" tells of all of it; "on the same period" compares with it.
OVER_ALL = re.compile(r"\bover\s(?:the\s)?$", re.IGNORECASE)
LONGEST_OVER = 10
OTHER_YEAR = re.compile(r"\d|year|год|жыл", re.IGNORECASE)
# "in 2014 there were 103,565: the number has been halved" tells of today.
UP_TO_NOW = re.compile(r"(?<!\w)(?:has|have)(?:\s\w+)?\s$", re.IGNORECASE)
# "after 8.2 per cent the year before": a change of that year, and no base.
AFTER_CHANGE = re.compile(
    r"(?<!\w)(?:after|following|compared with|against|после|против)\s(?:an?\s|the\s)?(?:[^\W\d]+\s){0,4}$",
    re.IGNORECASE,
)
# "That is a fall of 35%": of the two numbers just told.
THAT_IS = re.compile(
    r"[\s\"“«(–—•-]*(?:(?:and|but|so|in other words,)\s)?(?:that|this)"
    r"(?:[’']s|\s(?:is|was|means|makes|amounts|represents|equals|works out)\b)|[\s«–—•-]*(?:а\s)?это\s|[\s«–—•-]*бұл\s",
    re.IGNORECASE,
)
LONGEST_AFTER = 48
LONGEST_THAN = 16
THAN = re.compile(r"\s(?:(?:more|fewer|less|higher|lower)\s)?than\s|,?\s(?:больше|меньше)?,?\s?чем\s", re.IGNORECASE)
AGO = re.compile(r"years?\s(?:ago|earlier|before)|(?:года?|лет)\sназад", re.IGNORECASE)
YEARS = re.compile(r"year|год|лет|жыл", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """The two ends that a passage compares. `is_firm` where it opened by naming both: "From 2010 to 2019, ...".

    `is_opening` where it opened by naming its base: "Since 2010 thefts have halved. Robbery is down by 30%."
    """

    period: Period
    base: Period
    is_firm: bool
    is_opening: bool = False


@dataclass(frozen=True)
class Told:
    """What a text said of periods before a sentence.

    `spoken_of` is the period that goes on, if only by the day of the text; `period` the one that the text has named.
    `ends` are the later and the earlier period of the two levels that the sentence before printed, `past` is what was
    compared last, be it in another passage.
    """

    spoken_of: Period | None
    period: Period | None = None
    frame: Frame | None = None
    ends: tuple[Period, Period] | None = None
    past: Frame | None = None

    def resume(self, *, is_past: bool = False) -> Told:
        """Return the same for a sentence that points back at it: "over the same months"."""
        frame = self.frame or (self.past if is_past else None)
        if frame is None:
            return self
        return Told(frame.period, self.period, replace(frame, is_firm=True))

    def find_base(self, period: Period | None) -> Period | None:
        """Return the base of the passage, where its opening told what goes with a period."""
        is_told = self.frame is not None and (self.frame.is_firm or self.frame.is_opening)
        is_same = is_told and self.frame is not None and self.frame.period == period
        return self.frame.base if self.frame is not None and is_same else None


@dataclass(frozen=True)
class Periods:
    """The periods around a change: the one it seems to have, all others of its sentence, and those compared with."""

    own: Period | None
    plain: Sequence[PeriodMention]
    bases: Sequence[PeriodMention]


def read_change(
    mention: Mention, sentence: Sentence, found: Found, around: Periods, told: Told
) -> tuple[Period | None, Period | None]:
    """Return the period and the base of a change. Where its words allow another pair too, that is kept as a rival."""
    period = _widen(around.own, mention, sentence, found)
    if period is not None and _is_of_year_before(mention, found):
        period, mention.base = (to_period(mention.base) or period.shift_years(-1)), None
        return period, period.shift_years(-1)
    if period is not None and (years := _read_distance(mention, found)):
        mention.is_part = True
        return period, period.shift_years(-years)
    base = fit_base(to_period(mention.base), period)
    if period is None and base is not None and base.is_year and found.today is not None:
        period = _last_whole_year(found.today, base)
    if mention.base is not None and mention.base.kind == "year_earlier" and mention.period is None and base and period:
        base = period.step_back(mention.base.months_back)
    if base is not None and base == period:
        period = _find_later(base, mention, around.plain, told)
    if mention.base is None and told.ends is not None and THAT_IS.match(found.text, sentence.start, mention.start):
        mention.period = None
        return told.ends
    # "Two years on it is a third less": than in the year before, or than then.
    is_later = mention.period is not None and mention.period.kind == "year_later"
    mention.is_part = mention.is_part or (mention.base is None and is_later)
    if mention.base is None and period is not None:
        if years := _read_span(mention, sentence, found):
            named = _list_named(sentence, found)
            period = _find_last(period, years, named)
            first = _find_first(period, years, named)
            base, mention.span = first or period.shift_years(-years), years
            mention.is_part = mention.is_part or (first is None and len(named) > 1)
            mention.rivals += [(period, period.shift_years(1 - years))] if len(named) <= 1 else []
        else:
            period, base = _take_from_passage(period, mention, sentence, found, told)
    is_circular = base == period and mention.base is not None and mention.base.kind in ("year_earlier", "relative")
    is_open = mention.operator in ("fold", "extreme", "rank") or is_of_event(mention.base)
    if (base is None or is_circular) and not is_open and period is not None:
        base = period.shift_years(-1)
        # "On the previous quarter" is set against no year before.
        mention.is_part = mention.is_part or (mention.base is not None and mention.base.months_back % YEAR_MONTHS > 0)
        # A base was named, and not for this number: it may be that one as well.
        others = (to_period(p) for p in around.bases if p.first is not None and p.kind in NAMED_BASES)
        mention.rivals += [(period, other) for other in others if other is not None]
    return period, base


def _last_whole_year(day: datetime.date, base: Period) -> Period | None:
    """Return the last year that was over by a day, which a text of it sets against an earlier one."""
    year = Period.year(day.year - 1)
    return year if base < year else None


def _is_of_year_before(mention: Mention, found: Found) -> bool:
    """Return whether a change is said to be that of the year before: "up 4.1%, after 8.2% the year before"."""
    base = mention.base
    if base is None or base.months_back != YEAR_MONTHS or not 0 < base.start - mention.end <= len(" in the "):
        return False
    is_earlier_told = any(
        m.operator == mention.operator and m.end <= mention.start for m in found.mentions_in(mention.sentence)
    )
    return (
        is_earlier_told
        and AFTER_CHANGE.search(found.text, max(0, mention.start - LONGEST_AFTER), mention.start) is not None
    )


def is_of_event(period: PeriodMention | None) -> bool:
    """Return whether a period is named by an event of which nobody says when it was."""
    return period is not None and period.first is None and period.kind in ("event", "since")


def _widen(period: Period | None, mention: Mention, sentence: Sentence, found: Found) -> Period | None:
    """Return the year that a text named before a part of it, where a number without a period is set against a year."""
    base = to_period(mention.base)
    # "Last year" beside months so far, and "its corresponding period", are no whole years.
    is_named = mention.base is not None and mention.base.kind == "year"
    is_carried = mention.period is None and period is not None and base is not None and base.is_year and is_named
    if not is_carried or period is None or base is None or not 0 < (period.month_count or 0) < YEAR_MONTHS:
        return period
    year = Period.year(period.start.year)
    before = take_between(found.periods, 0, sentence.start)
    if base == year or all(to_period(p) != year for p in before):
        return period
    return year


def _find_later(base: Period, mention: Mention, plain: Sequence[PeriodMention], told: Told) -> Period | None:
    """Return the period of a change whose base is the only one that seemed to be its own: the last one named, else the
    one spoken of: "2010 was the peak; since then ..."."""
    dated = [p for p in plain if p.last is not None and to_period(p) != base]
    if dated:
        return to_period(max(dated, key=lambda p: p.last or datetime.date.min))
    is_later = told.spoken_of is not None and base < told.spoken_of
    if is_later:
        mention.period = None
    return told.spoken_of if is_later else base


def _take_from_passage(
    period: Period, mention: Mention, sentence: Sentence, found: Found, told: Told
) -> tuple[Period, Period | None]:
    """Return the period and base of a change that names no base, by what the passage compares."""
    if mention.period is None:
        frame = told.frame
        if frame is not None and frame.period == period and frame.base != period.shift_years(-1):
            if frame.is_firm:
                return period, frame.base
            if frame.is_opening:
                mention.rivals.append((period, period.shift_years(-1)))
                return period, frame.base
            mention.rivals.append((period, frame.base))
        return period, None
    if told.frame is not None and _goes_by_month(told.frame, period):
        return period, _month_before(period)
    later = told.spoken_of
    is_earlier = later is not None and period < later and abs(later.days - period.days) <= SAME_LENGTH_DAYS
    levels = [m for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.start < mention.start]
    if later is None or not is_earlier or all(m.period is not mention.period for m in levels):
        return period, None
    between = found.text[levels[-1].end : mention.start]
    is_said = UP_TO_NOW.search(between) is not None
    is_said = is_said or any(True for _ in find_words(between, found.language, "conclusion"))
    # A fold has no year before for its base: only the level before it can be that.
    if is_said or (mention.operator == "fold" and levels[-1].period is mention.period):
        mention.period, mention.is_part = None, mention.is_part or not is_said
        return later, period
    mention.rivals.append((later, period))
    return period, None


def find_frame(
    mentions: Sequence[Mention], readings: Sequence[Reading], sentence: Sentence, found: Found
) -> Frame | None:
    """Return what a sentence compares: the two years that open it, else the ends of its last change that names both."""
    inside = take_between(found.periods, sentence.start, mentions[0].start if mentions else sentence.end)
    for first, second in itertools.pairwise(inside):
        ends = to_period(first), to_period(second)
        is_pair = first.kind == "since" and second.kind in STRETCHES and second.start - first.end <= PAIR_GAP
        if is_pair and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
            return Frame(ends[1], ends[0], is_firm=True)
    for mention, reading in zip(reversed(mentions), reversed(readings), strict=True):
        base, now, then = mention.base, reading.period, reading.base_period
        if mention.span and now is not None and then is not None:
            return Frame(now, then, is_firm=False)
        if base is not None and base.first is not None and now is not None and then is not None:
            opens = base.end <= mention.start and base.start - sentence.start <= OPENING_REACH
            is_own = then == to_period(base)
            return Frame(now, then, is_firm=False, is_opening=opens and is_own)
    return None


def _goes_by_month(frame: Frame, period: Period) -> bool:
    """Return whether a passage that set a month against the one before goes on with a later month."""
    is_step = frame.period.month_count == 1 and frame.base == _month_before(frame.period)
    return is_step and period.month_count == 1 and frame.period < period


def _month_before(period: Period) -> Period:
    last = period.start - datetime.timedelta(days=1)
    return Period(last.replace(day=1), last)


def is_of_figure(mention: Mention, bases: Sequence[PeriodMention], sentence: Sentence, found: Found) -> bool:
    """Return whether a part is one of a number of another year that is not printed: "half of the 2012 figure"."""
    is_word = mention.is_word or mention.operator in ("share", "one_in_n")
    return is_word and any(dates_figure(p, found) and shares_clause(p, mention, sentence) for p in bases)


def points_back(period: PeriodMention, found: Found) -> bool:
    """Return whether "the same months" is the stretch spoken of, and no other year's: nothing is compared with it."""
    said = found.text[period.start : period.end]
    if period.kind != "same_period" or not SAME.match(said) or OTHER_YEAR.search(said):
        return False
    is_compared = match_base_before(found.text, period.start, found.language)
    before = max(0, period.start - LONGEST_OVER)
    is_compared = is_compared and not (found.language == "en" and OVER_ALL.search(found.text, before, period.start))
    return not is_compared and match_after(found.text, period.end, found.language, "base_after", "period") is None


def _read_distance(mention: Mention, found: Found) -> int:
    """Return how many years back the base of a change is said to lie right behind it: "238 more than two years ago"."""
    near = take_between(found.periods, mention.end, mention.end + LONGEST_THAN)
    if not near or near[0].kind != "duration" or THAN.fullmatch(found.text, mention.end, near[0].start) is None:
        return 0
    if not AGO.search(found.text, near[0].start, near[0].end + len(" ago")):
        return 0
    years = next((n.value for n, role in take_others(near[0], found) if role == "duration"), None)
    return int(years) if years is not None and 1 < years <= MOST_YEARS else 0


def _read_span(mention: Mention, sentence: Sentence, found: Found) -> int:
    """Return over how many years a change is said to go back, by its clause: "over the last five years, by 64%".

    Whether those are five steps or five years, both ends counted, nobody says: the shorter one is a rival.
    """
    before = take_between(found.periods, sentence.start, min(sentence.end, mention.start + SPAN_REACH))
    spans = [p for p in before if p.kind == "duration" and _spans(p, mention, before, sentence, found)]
    words = ((p, found.text[max(0, p.start - LONGEST_LAST) : p.end]) for p in spans)
    names = ("last_years", "over_years")
    lasting = [p for p, text in words if any(any(find_words(text, found.language, name)) for name in names)]
    inside = (n.value for p in lasting for n, role in take_others(p, found) if role == "duration")
    years = next(inside, DECADE if lasting else None)
    return int(years) if years is not None and 1 < years <= MOST_YEARS else 0


def _list_named(sentence: Sentence, found: Found) -> set[Period]:
    """Return the periods that a sentence names by themselves."""
    inside = take_between(found.periods, sentence.start, sentence.end)
    named = (to_period(p) for p in inside if p.kind not in ("date", "duration"))
    return {period for period in named if period is not None}


def _find_last(period: Period, years: int, named: set[Period]) -> Period:
    """Return the last of so many years, where a sentence names it and the first: "in 2024 ... in 2020"."""
    ends = {period.shift_years(years), period.shift_years(years - 1)} & named
    return max(ends) if ends and len(named) == len({period, *ends}) == 2 else period


def _find_first(period: Period, years: int, named: set[Period]) -> Period | None:
    """Return the first of so many years, where a sentence names it and the last: "in five years ... 2017 ... 2021"."""
    first = [one for one in (period.shift_years(-years), period.shift_years(1 - years)) if one in named]
    return first[0] if len(named) == len({period, *first}) == 2 else None


def _spans(
    length: PeriodMention, mention: Mention, named: Sequence[PeriodMention], sentence: Sentence, found: Found
) -> bool:
    """Return whether a length of time goes for a number: of its clause and near, or before it with no period since."""
    if shares_clause(length, mention, sentence):
        return abs(length.start - mention.start) < SPAN_REACH
    is_next = length.end <= mention.start and not any(length.end <= p.start < mention.start for p in named)
    return found.language == "ru" and is_next


def take_others(period: PeriodMention, found: Found) -> list[tuple[Numeral, str]]:
    """Return the numbers that the words of a period hold: the two of "in two years"."""
    low = bisect.bisect_left(found.others, period.start, key=lambda other: other[0].start)
    return found.others[low : bisect.bisect_left(found.others, period.end, lo=low, key=lambda other: other[0].start)]


def fit_base(base: Period | None, period: Period | None) -> Period | None:
    """Return the base over the same months as the period: six months "on 2024" are compared with six months of it."""
    if base is None or period is None or not base.is_year or period.is_year:
        return base
    return period.shift_years(base.start.year - period.start.year)


def shares_clause(period: PeriodMention, mention: Mention, sentence: Sentence) -> bool:
    """Return whether a period and a number stand in one clause."""
    return sentence.clause_of(period.start) == sentence.clause_of(mention.start)


def to_period(mention: PeriodMention | None) -> Period | None:
    """Return the days that a period names, `None` where it names none."""
    if mention is None or mention.first is None or mention.last is None:
        return None
    return Period(mention.first, mention.last)
