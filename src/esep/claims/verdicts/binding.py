"""Whether a number that does not fit as read fits what the text names besides: then it is not called wrong.

"Wrong" needs a single reading. What stands in the clause of a number binds it; what was taken over from elsewhere might
as well be another name of the text. Only such dimensions are varied, over the names of the text, so that a number that
is put beside the wrong year in so many words stays wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from typing import Any, TypeVar

from esep.answers import Answers
from esep.claims.mention import Found, Mention, take_between
from esep.claims.names.wholes import SHARES
from esep.claims.periods.against import to_period
from esep.claims.periods.bases import TOUCHING, find_owner, is_base
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.match import Attempt, try_reading
from esep.language.dates import PeriodMention
from esep.model.period import Period

T = TypeVar("T")

# "More than in 2021", "fewer cases than in the year 2021": how far behind a change its own base may begin.
THAN_REACH = 40
# What is counted may stand between a number and its period: "1,551 street robberies in 2022".
NOUN_BETWEEN = re.compile(r"(?:\s(?!and\b|or\b|и\b|или\b|және\b)[^\W\d]+){0,4}\s?")

# Most readings that are tried for one number, and most names of a kind, the nearest first.
MOST_TRIED = 200
MOST_NAMES = 12
# What was named further back, in characters, is forgotten: a release is a page or two.
FARTHEST = 20_000
# So often a reading may fit by chance, before the number tells which reading is meant.
MOST_BY_CHANCE = Fraction(1, 20)
# With more than so many dimensions changed a reading is no longer that of the text.
MOST_CHANGED = 2
# A period and its base are one: when.
_AXES = {"base_period": "period"}
# Smaller counts fit too many cells by accident for another region or another offence to mean anything.
TELLING = 100


def find_binding(
    mention: Mention, reading: Reading, found: Found, answers: Answers, *, is_joined: bool = False
) -> Reading | None:
    """Return the first reading made of names of the text that the number fits, `None` where it fits none.

    One that is joined with other numbers of the text is of their region, and not of the whole that no words name.
    """
    widest = reading.region if is_joined else answers.definition.default_region
    tried = (_try_bound(mention, one, answers) for one in _list_bindings(mention, reading, found, widest))
    fitting = next((attempt.reading for attempt in tried if attempt is not None), None)
    return fitting or _find_share(mention, reading, found, answers)


def find_only_binding(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Attempt | None:
    """Return what came of the one reading made of names of the text that the number fits.

    `None` where it fits none or several, or where so many were tried that one may fit by chance: a number of three
    digits meets one in a thousand others.
    """
    digits = str(abs(mention.value * Fraction(10) ** mention.decimals)).rstrip("0")
    bound = list(_list_bindings(mention, reading, found, answers.definition.default_region))
    if len(bound) > MOST_BY_CHANCE * 10 ** len(digits):
        return None
    tried = (_try_bound(mention, one, answers) for one in bound)
    fitting = (attempt for attempt in tried if attempt is not None)
    first = next(fitting, None)
    return first if next(fitting, None) is None else None


def _try_bound(mention: Mention, reading: Reading, answers: Answers) -> Attempt | None:
    attempt = try_reading(mention, reading, answers, with_others=False)
    interval = None if attempt is None else attempt.answer.figure.interval
    # "More than 3 thousand" is met by every larger number: such a figure says nothing of this one.
    is_bounded = interval is not None and None not in (interval.low, interval.high)
    return attempt if attempt is not None and attempt.is_pass and is_bounded else None


def _find_share(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Reading | None:
    """Return the reading of a per cent as the share of cases with a circumstance named near: "cleared: 57.6%"."""
    if mention.operator != "percent_change" or mention.numeral.sign:
        return None
    share = replace(mention, operator="share", value=abs(mention.value), direction="")
    attributes = (reading.attribute, *list_codes("attribute", mention, found))
    for attribute, period in product(attributes, (reading.period, *list_periods(mention, found))):
        tried = replace(reading, attribute=attribute, whole=reading.measure, period=period, base_period=None)
        attempt = try_reading(share, tried, answers, with_others=False) if attribute else None
        if attempt is not None and attempt.is_pass:
            return tried
    return None


def _list_bindings(mention: Mention, reading: Reading, found: Found, widest: str) -> Iterator[Reading]:
    """Yield the reading with one or two of its open dimensions changed to what else the text names, `MOST_TRIED` times.

    A number whose sentence names no region may be of the `widest`, which a text need not name.
    """
    choices = _list_choices(mention, reading, found)
    if mention.region_place is None and "region" in choices:
        choices["region"] = _unique([*choices["region"], widest])
    own = {name: getattr(reading, name) for name in choices}
    beside = _list_beside(mention, found)
    named = {reading.base_period, *choices["period"]}
    changes = (dict(zip(choices, values, strict=True)) for values in product(*choices.values()))
    readings = (
        tried
        for changed in changes
        if 0 < len({_AXES.get(name, name) for name in choices if changed[name] != own[name]}) <= MOST_CHANGED
        and _is_possible(tried := replace(reading, **changed), beside, named)
    )
    yield from islice(readings, MOST_TRIED)


def _is_possible(tried: Reading, beside: set[Period], named: set[Period | None]) -> bool:
    """Return whether a reading compares with what came before, and keeps to a period that the clause names.

    A base that the text does not name is the year before the period itself, and no other.
    """
    if tried.base_period is None or tried.period is None:
        return True
    if tried.base_period not in named and tried.base_period != tried.period.shift_years(-1):
        return False
    return tried.base_period < tried.period and (not beside or bool(beside & {tried.period, tried.base_period}))


def _list_choices(mention: Mention, reading: Reading, found: Found) -> dict[str, list[Any]]:
    """Return what each dimension may be: what was read first, then the names of the text if the clause has none.

    Either end of a change may be the one that its clause names.
    """
    choices: dict[str, list[Any]] = {**_list_times(mention, reading, found)}
    is_telling = mention.operator in (*CHANGES, *SHARES) or abs(mention.value) >= TELLING
    for kind, place in (("measure", mention.measure_place), ("region", mention.region_place)):
        is_settled = reading.is_measure_settled if kind == "measure" else reading.is_region_settled
        is_bound = place is not None and not place.is_general and _is_beside(place.start, mention, found)
        is_general = place is not None and place.is_general
        if not is_settled or (not is_bound and (is_telling or is_general)):
            is_exact = mention.operator in ("level", "difference") and abs(mention.value) >= TELLING
            is_named = place is not None and not is_general
            is_near = is_settled and (is_named or (kind == "measure" and not is_exact))
            choices[kind] = [getattr(reading, kind), *list_codes(kind, mention, found, is_near=is_near)]
    if not reading.attribute and is_telling:
        choices["attribute"] = ["", *list_codes("attribute", mention, found)]
    return {name: _unique(values) for name, values in choices.items()}


def _list_times(mention: Mention, reading: Reading, found: Found) -> dict[str, list[Period | None]]:
    """Return what the period of a number may be, and its base where it is a change."""
    own = mention.period
    is_dated = own is not None and to_period(own) == reading.period and _touches(own, mention, found)
    periods = [reading.period, *([] if is_dated else list_periods(mention, found))]
    earlier = [period.shift_years(-1) for period in periods if period is not None]
    if mention.operator in CHANGES:
        bases = [reading.base_period, *([] if _has_base(mention, found) else [*periods, *earlier])]
        compared = _list_compared(mention, found)
        return {"period": [period for period in periods if period not in compared], "base_period": bases}
    if not reading.is_period_settled:
        later = [period.shift_years(1) for period in periods if period is not None]
        return {"period": [*periods, *earlier, *later]}
    # A part "of them" is of the period of its whole.
    is_bound = bool(mention.part_of) or _list_beside(mention, found) == {reading.period}
    return {"period": [reading.period] if is_bound else periods}


def _list_compared(mention: Mention, found: Found) -> set[Period | None]:
    """Return the periods that a text only compares with and that the clause of a number does not name.

    No change is one of them, unless a word of its own says so.
    """
    near = take_between(found.periods, mention.start - FARTHEST, mention.start + FARTHEST)
    named = [p for p in near if p.kind != "date"]
    own = {to_period(p) for p in named if not is_base(p, found) or _is_beside(p.start, mention, found)}
    return {to_period(p) for p in named} - own


def _touches(period: PeriodMention, mention: Mention, found: Found) -> bool:
    """Return whether a period stands right at a number, so that it dates this one: "1,551 in 2022"."""
    if find_owner(period, found) is mention:
        return True
    if is_base(period, found) or mention.part == "from":
        return False
    if mention.end <= period.start:
        return NOUN_BETWEEN.fullmatch(found.text, mention.told_until, period.start) is not None
    between = found.text[period.end : mention.start]
    return len(between) <= TOUCHING and not any(char.isalnum() for char in between)


def _has_base(mention: Mention, found: Found) -> bool:
    """Return whether a change names its own base right behind it: "0.7 percent more than in 2021"."""
    base = mention.base
    if base is None or base.kind == "year_earlier" or not mention.end <= base.start <= mention.end + THAN_REACH:
        return False
    between = found.text[mention.end : base.start]
    return is_base(base, found) and not any(mark in between for mark in ",;:.()")


def _list_beside(mention: Mention, found: Found) -> set[Period]:
    """Return the periods that the clause of a number names, those in brackets with another number left out."""
    sentence = found.sentences[mention.sentence]
    inside = take_between(found.periods, sentence.start, sentence.end)
    named = [p for p in inside if p.kind != "date" and _is_beside(p.start, mention, found)]
    if mention.operator not in CHANGES:
        named = [p for p in named if not is_base(p, found)]
    own = (to_period(p) for p in named if not _is_in_other_brackets(p, mention, found))
    return {period for period in own if period is not None}


def _is_in_other_brackets(named: PeriodMention, mention: Mention, found: Found) -> bool:
    """Return whether a period stands in brackets that hold a number of their own, and not the one judged."""
    opened = found.text.rfind("(", found.sentences[mention.sentence].start, named.start)
    if opened < 0 or ")" in found.text[opened : named.start] or opened < mention.start < named.start:
        return False
    closed = found.text.find(")", named.end)
    inside = [m for m in found.mentions_in(mention.sentence) if opened < m.numeral.start < closed]
    return bool(inside) and mention not in inside


def _is_beside(start: int, mention: Mention, found: Found) -> bool:
    """Return whether a place lies in the clause of a number."""
    sentence = found.sentences[mention.sentence]
    is_inside = sentence.start <= start < sentence.end
    return is_inside and sentence.clause_of(start) == sentence.clause_of(mention.start)


def list_periods(mention: Mention, found: Found) -> list[Period]:
    """Return the periods that a text has named by the end of a number's sentence, the nearest to it first."""
    told = take_between(found.periods, mention.start - FARTHEST, found.sentences[mention.sentence].end)
    near = sorted(told, key=lambda period: abs(period.start - mention.start))
    return [period for named in near if named.kind != "date" and (period := to_period(named))][:MOST_NAMES]


def list_codes(kind: str, mention: Mention, found: Found, *, is_near: bool = True) -> list[str]:
    """Return the codes of a kind that the sentence of a number names, or the one before it, the nearest first.

    Where its own sentence names none, or nothing settles which is meant, it may be any that the text has named so far.
    """
    first = found.sentences[max(0, mention.sentence - 1)].start if is_near else mention.start - FARTHEST
    end = found.sentences[mention.sentence].end
    near = [p for p in take_between(found.places, first, end) if p.kind == kind and not p.is_anaphoric]
    near.sort(key=lambda place: abs(place.start - mention.start))
    return list(dict.fromkeys(place.code for place in near))[:MOST_NAMES]


def _unique(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))
