"""When: the period that a claim speaks of, and the one that it compares with."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.events import EVENT
from esep.claims.periods.against import (
    OPENING_REACH,
    Periods,
    Told,
    fit_base,
    is_of_event,
    is_of_figure,
    points_back,
    read_change,
    shares_clause,
    to_period,
)
from esep.claims.periods.bases import TOUCHING, find_owner, is_base, is_exceeded, match_base_before, opens_series
from esep.claims.periods.bound import (
    find_bracket,
    find_respective,
    is_bound_elsewhere,
    is_of_other_aside,
    is_owned,
    list_runs,
    tells_when,
)
from esep.claims.periods.default_year import take_lasting_year, take_months_so_far
from esep.claims.periods.order import is_in_time, read_start
from esep.claims.periods.recalled import take_months
from esep.claims.periods.unnamed_years import is_of_unnamed_year
from esep.claims.reading import CHANGES, Reading
from esep.language.dates import PeriodMention
from esep.language.roles import find_words, match_after
from esep.model.period import Period

# "than in 2024 (53,038)": a base this near before a level is the level's own period.
ATTACHED = 2
# What stands in brackets does not keep a number and its period apart: "7.3 (-8%) in 2016".
BRACKETS = re.compile(r"\([^)]*\)")
# "на 5,3% меньше, чем в 2023-м": what "than" leads to right behind a number is that number's own base.
THAN_BASE = re.compile(
    r"\s?(?:меньше|больше|ниже|выше|fewer|more|less|lower|higher|below|above|that)?,?\s?"
    r"(?:чем|than|of)\s?(?:в |за |in |for )?"
    r"|\s(?:below|above|under|over|on|against)\s(?:its\s|their\s|the\s|that of\s)?(?:in\s)?",
    re.IGNORECASE,
)
# "5,102 the year before", "977 a day five years before".
# "Rose 5% from a year earlier to 483": what it came from, and not when the second number was.
FROM_EARLIER = re.compile(r"(?<!\w)(?:from|on|over|against|с|со)\s$", re.IGNORECASE)
AT_ONCE = re.compile(r"[^\w.,;:]{0,2}(?:(?:a|per|each|every)\sday\s)?(?:(?:in\s)?the\s)?")
# "its 2019 level (84,642)": the number of a year that a noun stands for.
FIGURE_IN_BRACKETS = re.compile(r"\s(?:level|figure|total|peak|number|count|low|high)\s?\(")
# "the 2019 estimate of 16,669", "2021's 22,606".
FIGURE_OF = re.compile(
    r"['’]s\s(?:[^\W\d]+\sof\s)?"
    r"|\s(?:[^\W\d]+\s){0,2}(?:estimate|level|figure|total|peak|number|count|tally|toll|rate|low|high|record)\sof\s"
)
# "45.3% fewer than in 2019, the record year with 1,244".
APPOSED_YEAR = re.compile(r",\s(?:the|a|an)\s[^,;.()\d]{0,40}\s(?:with|at|when)(?:\s[a-z]+){0,3}\s")
# "157,473 offences in 2022 and 140,272 offences in 2023": a noun may stand between a number and its period.
NOUN_IN = re.compile(r"(?:\s(?!and\b|or\b|и\b|или\b)[^\W\d]+){1,3}\s(?:in|during|for|в|за)\s(?:the\s)?", re.IGNORECASE)
# "July was the worst month, with 1,568": the comma opens no other clause.
ADJUNCT = re.compile(r"[^,;:.()\d]*,\s(?:with|at|reaching|having|с|составив|достигнув)\s", re.IGNORECASE)
# ", a rise of 15.4%" says of the number before it how it came about.
LONGEST_APPOSITION = 40
APPOSED = re.compile(
    r",\s(?:or\s|which is\s|that is\s)?an?\s(?:[^\W\d]+\s){0,2}"
    r"(?:rise|increase|jump|growth|gain|drop|fall|decrease|decline|reduction)\sof\s(?:[^\W\d]+\s)?$",
    re.IGNORECASE,
)
# "Fell by 14.1% over the year and by 12% since the March quarter".
OVER_YEAR = re.compile(r"\s(?:over the (?:past |last )?year|year[ -]on[ -]year|за год|бір жылда)(?!\w)", re.IGNORECASE)
NAMELESS = ("duration",)
ORDERED = ("extreme", "rank")
# What is no subject of a text: days, lengths of time, what something is compared with.
NO_TOPIC = ("date", "duration", "since", "same_period", "year_earlier", "decade", "year_range")
AGO_REACH = 8


def find_own_period(sentence: Sentence, found: Found) -> Period | None:
    """Return the one period that a sentence without numbers names, as a heading does; `None` where there are more."""
    inside = [p for p in take_between(found.periods, sentence.start, sentence.end) if p.kind not in NO_TOPIC]
    known = [to_period(p) for p in inside if not is_base(p, found)]
    return known[0] if len(known) == 1 else None


def names_period(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence names a period by itself, to which "a year earlier" in it points."""
    inside = take_between(found.periods, sentence.start, sentence.end)
    return any(p.kind not in NO_TOPIC and p.first is not None for p in inside)


def is_distant(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a level may belong to another period of its sentence: several are named, and none at its side."""
    if mention.operator in (*CHANGES, "direction") or find_respective(mention, sentence, found) is not None:
        return False
    inside = take_between(found.periods, sentence.start, sentence.end)
    plain = [p for p in inside if p.kind not in ("date", "duration") and p.first is not None and not is_base(p, found)]
    named = {(p.first, p.last) for p in plain}
    own = mention.period
    if mention.operator in ORDERED and _follows_base(mention, own, inside, found):
        return True
    if len(named) < 2 or own is None:
        return len(named) >= 2
    if ADJUNCT.fullmatch(found.text, own.end, mention.start):
        return False
    low, high = sorted((own.start, mention.start))
    is_parted = any(low < m.start < high for m in found.mentions_in(mention.sentence))
    return is_parted or not shares_clause(own, mention, sentence)


def _follows_base(mention: Mention, own: PeriodMention | None, inside: Sequence[PeriodMention], found: Found) -> bool:
    """Return whether an order may be that of a base nearer before it: "more than in 2014, the lowest of the decade"."""
    bases = [p for p in inside if p.kind != "since" and p.end <= mention.start and is_base(p, found)]
    return any(base is not own and (own is None or own.end <= base.start) for base in bases)


def read_when(reading: Reading, mention: Mention, sentence: Sentence, found: Found, told: Told) -> Reading:
    """Return a reading with its period and base; `told` is what the sentences before said of periods."""
    inside = [p for p in take_between(found.periods, sentence.start, sentence.end) if p.kind != "date"]
    if mention.operator not in ORDERED:
        inside = [p for p in inside if not opens_series(p, found.text)]
    if any(points_back(p, found) for p in inside):
        inside, told = [p for p in inside if not points_back(p, found)], told.resume()
    bases = [p for p in inside if is_base(p, found)]
    mention.is_part = mention.is_part or is_of_figure(mention, bases, sentence, found)
    is_change = mention.operator in (*CHANGES, "direction") or mention.is_either or is_in_time(mention)
    plain = _list_plain(inside, bases, mention, sentence, found, told, is_change=is_change)
    owned = [p for p in bases if find_owner(p, found) is mention and not is_change]
    near = [p for p in bases if _is_near(p, mention, sentence)] or _list_opening(bases, plain, mention, sentence)
    near = [p for p in near if mention.operator not in ORDERED or p.kind == "since" or opens_series(p, found.text)]
    near = [p for p in near if not _is_of_other_change(p, mention, plain, sentence, found)]
    mention.base = _nearest(near, mention, sentence, found.text)
    listed = find_respective(mention, sentence, found)
    own = (
        listed
        or (owned[0] if owned else None)
        or _choose_own(mention, sentence, plain, inside, found, is_change=is_change)
    )
    if own is not None and mention.part == "from" and found.text[own.end : mention.start].strip() == "(":
        # "Over the year ending March 2025 (4,953 to 5,384)": the period is that of the second.
        own = None
    if is_change and is_of_event(own) and mention.base is not None and not is_of_event(mention.base):
        # "Fraud, which soared during the pandemic, is now 33% lower than in 2022".
        own = None
    mention.period = own
    if is_change and own is not None and own is mention.base and tells_when(own, mention, found.text):
        # "966 more than in 2020, when the number jumped by 29%": that is a change of its own.
        mention.base = None
    period = _share_months(to_period(own), own, plain, mention, told, found.today) or told.spoken_of
    if not is_change:
        period = take_months(period, mention, sentence, found, told.period)
    mention.is_part = mention.is_part or is_of_unnamed_year(mention, inside, sentence, found)
    # What a time before an event came to may be the year before it, or the mean of several.
    mention.is_part = mention.is_part or any(p is not None and p.kind == EVENT for p in (own, mention.base))
    if is_of_event(own) or _is_long_ago(mention, own, inside, found):
        mention.period, period, mention.is_long_ago = None, None, True
    if is_change:
        period, base = read_change(mention, sentence, found, Periods(period, plain, bases), told)
        base = read_start(mention, period, base)
        return replace(reading, period=period, base_period=base, is_period_named=_is_firm(mention.period))
    period = period or (None if mention.is_long_ago else take_lasting_year(mention, sentence, found))
    base = fit_base(to_period(mention.base), period)
    if mention.part == "from" and (own is None or own in bases):
        mention.period = own or mention.base
        period = to_period(own) or base or (period.shift_years(-1) if period else None)
    named = base if mention.part == "from" else None
    return replace(reading, period=period, base_period=named, is_period_named=_is_firm(mention.period))


def _list_plain(
    inside: Sequence[PeriodMention],
    bases: Sequence[PeriodMention],
    mention: Mention,
    sentence: Sentence,
    found: Found,
    told: Told,
    *,
    is_change: bool,
) -> list[PeriodMention]:
    """Return the periods of a sentence that a number may be of: no base, and bound to no other number."""
    apposed = APPOSED.search(found.text, max(sentence.start, mention.start - LONGEST_APPOSITION), mention.start)

    def is_told_of(period: PeriodMention) -> bool:
        return apposed is not None and is_change and period.end == apposed.start()

    plain = [
        p for p in inside if (p not in bases and p.kind not in NAMELESS) or (not is_change and _dates_level(p, found))
    ]
    plain = [p for p in plain if not is_of_event(p)] or plain
    plain = [p for p in plain if is_told_of(p) or not is_bound_elsewhere(p, mention, sentence, found)]
    if is_change:
        plain = [p for p in plain if not _is_of_figure_before(p, mention, found)] or plain
    free = [p for p in plain if is_told_of(p) or not is_owned(p, mention, sentence, found)]
    return free if free or _is_looked_back_at(plain, mention, told) else plain


def _is_of_figure_before(period: PeriodMention, mention: Mention, found: Found) -> bool:
    """Return whether a period is that of a number before a change: "double the 217 of 2019 and four times as many"."""
    near = take_between(found.mentions, period.start - LONGEST_APPOSITION, period.start)
    is_dated = bool(near) and found.text[near[-1].end : period.start] == " of "
    return is_dated and period.end <= mention.start


def _is_of_other_change(
    base: PeriodMention, mention: Mention, plain: Sequence[PeriodMention], sentence: Sentence, found: Found
) -> bool:
    """Return whether a base goes with another change: "(+0.6%), a fifth lower than in 2014".

    So it does too where numbers stand between, and this one has its own period: "by 4.8% on 2023, after 14% in 2022",
    "rose 3% in 2024 and was 39% higher than in 2020".
    """
    others = found.mentions
    if base.start > mention.end and OVER_YEAR.match(found.text, mention.end) is not None:
        return True
    bracket = find_bracket(mention.start, sentence, found.text)
    if bracket is not None and base.start >= bracket[1]:
        return any(m.operator in CHANGES for m in take_between(others, bracket[1], base.start))
    is_dated = any(0 <= p.start - mention.told_until <= TOUCHING for p in plain)
    behind = (m for m in take_between(others, mention.end, base.start) if m.operator in CHANGES)
    return is_dated and (bool(take_between(others, base.end, mention.start)) or any(True for _ in behind))


def _list_opening(
    bases: list[PeriodMention], plain: list[PeriodMention], mention: Mention, sentence: Sentence
) -> list[PeriodMention]:
    """Return the one base of a sentence that opens it and goes for all its clauses: "Compared with 2018, ..."."""
    if len(bases) != 1 or bases[0].kind == "year_earlier" or bases[0].end > mention.start:
        return []
    opening = sentence.clause_of(bases[0].start)
    later = [p for p in plain if bases[0].end <= p.start and sentence.clause_of(p.start) != opening]
    opens = bases[0].start - sentence.start <= OPENING_REACH
    return bases if opens or (opening == 1 and not later) else []


def _share_months(
    period: Period | None,
    own: PeriodMention | None,
    plain: list[PeriodMention],
    mention: Mention,
    told: Told,
    today: datetime.date | None,
) -> Period | None:
    """Return "this year" over the months that the sentence named: "in ten months 1,951 this year, 2,766 last year".

    A text about a part of a year goes on about its months: "thefts 1,123, last year 960". The whole year stays a rival.
    """
    if period is None or own is None or own.kind != "relative" or not period.is_year:
        return period
    parts = [to_period(p) for p in plain if p.kind in ("year_to_date", "months_range", "half_year", "quarter")]
    months = next((part for part in parts if part is not None), None)
    spoken_of = told.period
    if (
        months is None
        and spoken_of is not None
        and not spoken_of.is_year
        and spoken_of.start.year == period.start.year + 1
    ):
        mention.rivals.append((period, None))
        months = spoken_of if (spoken_of.start.month, spoken_of.start.day) == (1, 1) else None
    # Beside last year, a whole one, this year is one too.
    is_paired = any(p.kind == "relative" and p.first != own.first for p in plain)
    if months is None and not is_paired and (so_far := take_months_so_far(period, today)) is not None:
        mention.rivals.append((period, None))
        return so_far
    return period if months is None else months.shift_years(period.start.year - months.start.year)


def _is_looked_back_at(periods: list[PeriodMention], mention: Mention, told: Told) -> bool:
    """Return whether the periods of later numbers lie before what a text speaks of: "having peaked at 718 in 2023"."""
    ends = [p.last for p in periods if p.last is not None and p.start > mention.end]
    return bool(ends) and len(ends) == len(periods) and told.spoken_of is not None and max(ends) < told.spoken_of.end


def _dates_level(period: PeriodMention, found: Found) -> bool:
    """Return whether "the same period of 2024" dates a number: it is known, and no word compares with it."""
    if period.kind != "same_period" or period.last is None:
        return False
    is_compared = match_base_before(found.text, period.start, found.language) or is_exceeded(period, found)
    return not is_compared and match_after(found.text, period.end, found.language, "base_after", "period") is None


def _is_firm(period: PeriodMention | None) -> bool:
    """Return whether a period names its days itself, and not by pointing at another one that may be unnamed."""
    return period is not None and period.kind not in ("year_earlier", "same_period") and not period.is_open


def _choose_own(
    mention: Mention,
    sentence: Sentence,
    plain: list[PeriodMention],
    inside: list[PeriodMention],
    found: Found,
    *,
    is_change: bool,
) -> PeriodMention | None:
    text = found.text
    bases = [p for p in inside if is_base(p, found)]
    dating = [p for p in inside if p.kind not in NAMELESS and tells_when(p, mention, text)]
    told = dating[-1:] if is_change and mention.direction else []
    dating += [p for p in bases if p.end <= mention.start and _is_attached(text[p.end : mention.start])]
    if told or (dating and (not is_change or mention.operator in ORDERED)):
        return (told or dating)[-1]
    earlier = [
        p
        for p in bases
        if _tells_earlier(p, _find_lead(mention, p, found), sentence, found)
        and not is_of_other_aside(p, mention, sentence, found)
    ]
    own = _nearest(plain, mention, sentence, text)
    if earlier and not is_change:
        # "46 a year earlier and 47 in 2022": what stands right behind a number is nearer than what came before it.
        is_behind = own is not None and 0 < own.start - mention.told_until <= TOUCHING
        return own if is_behind else earlier[-1]
    if own is not None and is_change and own.start >= mention.end and not shares_clause(own, mention, sentence):
        dated = [p for p in plain if p.last is not None]
        return max(dated, key=lambda p: p.last or datetime.date.min, default=own)
    return own


def _is_attached(between: str) -> bool:
    """Return whether a base belongs to the level behind it: "than in 2024 (53,038)"."""
    is_beside = len(between) <= ATTACHED and not between.strip("( ")
    return is_beside or any(said.fullmatch(between) for said in (FIGURE_IN_BRACKETS, FIGURE_OF, APPOSED_YEAR))


def _find_lead(mention: Mention, period: PeriodMention, found: Found) -> Mention:
    """Return the first number of the list that one stands in, behind a period: "a year earlier 54, 1,694 and 2,721"."""
    if period.start >= mention.start:
        return mention
    alike = [m for m in found.mentions_in(mention.sentence) if m.operator == mention.operator]
    return next((run[0] for run in list_runs(alike, found.text) if mention in run), mention)


def _tells_earlier(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether "a year earlier" dates a number: it opens the number's clause, or follows it at once."""
    is_beside = period.end <= mention.start or AT_ONCE.fullmatch(found.text, mention.end, period.start) is not None
    return (
        is_beside
        and shares_clause(period, mention, sentence)
        and period.kind == "year_earlier"
        and period.first is not None
        and not mention.numeral.sign
        and not (mention.part == "to" and FROM_EARLIER.search(found.text, sentence.start, period.start))
    )


def _is_near(period: PeriodMention, mention: Mention, sentence: Sentence) -> bool:
    """Return whether a base stands in the clause of a number or in the one beside it."""
    apart = abs(sentence.clause_of(period.start) - sentence.clause_of(mention.start))
    return apart <= (2 if period.kind == "since" and period.end <= mention.start else 1)


def _is_long_ago(mention: Mention, own: PeriodMention | None, inside: list[PeriodMention], found: Found) -> bool:
    """Return whether a bare "30 years ago", which names no year, stands nearer before a number than its period."""
    ago = [
        p
        for p in inside
        if p.end <= mention.start and p.first is None and _says_ago(found.text[p.start : p.end + AGO_REACH], found)
    ]
    return bool(ago) and (own is None or own.start >= mention.end or own.end <= ago[-1].start)


def _says_ago(text: str, found: Found) -> bool:
    return any(True for _ in find_words(text, found.language, "ago", "period"))


def _nearest(periods: list[PeriodMention], mention: Mention, sentence: Sentence, text: str) -> PeriodMention | None:
    """Return the period that goes with a number: the one it stands in brackets behind, one touching behind it, else the
    one before it, its own clause first.
    """

    def rank(period: PeriodMention) -> tuple[int, int]:
        own = shares_clause(period, mention, sentence)
        left = period.end <= mention.start
        between = text[period.end : mention.start] if left else text[mention.told_until : period.start]
        gap = len(BRACKETS.sub("", between))
        if left and between in (" (", "(") and mention.part != "from":
            return -1, gap
        if not left and (THAN_BASE.fullmatch(between) or (own and NOUN_IN.fullmatch(between))):
            return 0, gap
        if own and not left and gap <= TOUCHING and any(char.isalpha() for char in between):
            return 0, gap
        return (1 if own and left else 2 if own else 3 if left else 4), gap

    return min(periods, key=rank, default=None)
