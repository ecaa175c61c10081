"""Checking a text: find its numbers, read them, look them up, test them against each other, and report."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import attrgetter

from esep.answers import Answers, Recalled, open_vocabulary
from esep.claims.arithmetic.consistency import Outcome, check_text
from esep.claims.arithmetic.contradiction import Contradiction
from esep.claims.arithmetic.contradictions import find_contradictions
from esep.claims.arithmetic.year_counts import note_years
from esep.claims.claim import PASSING, Claim, OtherNumber, Report
from esep.claims.find import find_mentions
from esep.claims.mention import Found, Mention
from esep.claims.periods.default_year import (
    default_period,
    find_latest_year,
    find_year_start,
    has_one_year_start,
)
from esep.claims.read import read_all
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.directions import DIRECTION
from esep.claims.verdicts.dative import settle_datives
from esep.claims.verdicts.direction_judge import judge_direction
from esep.claims.verdicts.doubt import doubt_misread
from esep.claims.verdicts.judge import judge
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.lean import lean_on_numbers
from esep.claims.verdicts.neighbour import accuse_neighbours
from esep.claims.verdicts.rows import accuse_odd_ones
from esep.claims.verdicts.settle import settle_periods
from esep.claims.verdicts.swapped import accuse_swapped
from esep.language.dates import read_periods
from esep.language.detect import detect_language
from esep.model.period import Period
from esep.model.remark import Remark
from esep.problems import EsepError, Problem, Where

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A release is a page or two; a longer text is a book or a mistake, and nobody would read its report.
MAX_CHARACTERS = 200_000
DIRECTED = (*CHANGES, "threshold", "extreme", "streak", "rank", DIRECTION)
# One number that was cut off may be a slip; two are a habit.
FEWEST_CUT = 2
# A statement prints its date in its first lines.
DATE_WITHIN = 400


def check(
    text: str,
    answers: Answers | None = None,
    *,
    date: datetime.date | None = None,
    language: str = "auto",
    file: str = "",
) -> Report:
    """Return the report on a text: every number with a verdict, or listed as what else it is.

    Without `answers` only the arithmetic of the text against itself is tested. `date` is the day of the statement, by
    which "last year" is understood; without it a date printed at the head of the text is taken.
    Raises `EsepError`: `text-too-long`, `text-empty`, `text-language`, `text-without-number`.
    """
    language = _settle_language(text, language, file)
    day, origin = _settle_date(text, language, date)
    definition = answers.definition if answers else open_vocabulary()
    latest = find_latest_year(answers, day)
    last_year = latest if has_one_year_start(answers) else None
    found = find_mentions(text, language, day, definition, find_year_start(answers), last_year)
    if not found.mentions and not found.others:
        raise EsepError(Problem("text-without-number", Where(file)))
    readings = read_all(found, definition, default_period(day, latest), is_yearly=latest is not None)
    recalled = Recalled(answers) if answers is not None else None
    judgements = _judge_all(found, readings, recalled)
    judged = [*zip(found.mentions, judgements, strict=True), *_judge_directions(found, judgements, recalled)]
    judged.sort(key=lambda pair: pair[0].start)
    claims = tuple(_to_claim(number, *pair, text) for number, pair in enumerate(judged, start=1))
    set_aside = sorted(found.others, key=lambda other: other[0].start)
    others = tuple(OtherNumber(text[n.start : n.end], n.start, n.end, role) for n, role in set_aside)
    dataset = answers.definition.name if answers else ""
    return Report(text, file, language, day, origin, dataset, claims, others, _note(found, judgements))


def _settle_language(text: str, language: str, file: str) -> str:
    if len(text) > MAX_CHARACTERS:
        facts = {"length": str(len(text)), "limit": str(MAX_CHARACTERS)}
        raise EsepError(Problem("text-too-long", Where(file), facts))
    if not text.strip():
        raise EsepError(Problem("text-empty", Where(file)))
    found = detect_language(text) if language == "auto" else language
    if not found:
        raise EsepError(Problem("text-language", Where(file)))
    return found


def _settle_date(text: str, language: str, date: datetime.date | None) -> tuple[datetime.date | None, str]:
    if date is not None:
        return date, "given"
    head = read_periods(text[:DATE_WITHIN], language, None)
    printed = next((p.first for p in head if p.kind == "date" and p.first is not None), None)
    return (printed, "text") if printed else (None, "unknown")


def _judge_all(found: Found, readings: list[Reading], answers: Answers | None) -> list[Judgement]:
    """Judge the levels first: the changes between them then take over the universe in which they fit."""
    mentions = found.mentions
    settle_datives(mentions, readings, answers)
    _mark_bases(mentions, readings)
    outcomes = check_text(found, readings, is_vocabulary_known=answers is not None)
    judgements: dict[int, Judgement] = {}
    levels = [i for i, m in enumerate(mentions) if m.operator not in (*CHANGES, "share", "one_in_n", "sum")]
    for index in levels:
        judgements[index] = judge(mentions[index], readings[index], (), found, judgements, answers)
    if settle_periods(mentions, readings, judgements):
        outcomes = check_text(found, readings, is_vocabulary_known=answers is not None)
        for index in levels:
            judgements[index] = judge(mentions[index], readings[index], (), found, judgements, answers)
    for index in (i for i in range(len(mentions)) if i not in judgements):
        tests = outcomes.get(index, ())
        reading = _follow_levels(readings[index], tests, judgements)
        reading = reading if tests else _follow_scope(index, reading, mentions, judgements)
        judgements[index] = judge(mentions[index], reading, tests, found, judgements, answers)
    accuse_neighbours(mentions, judgements, found)
    accuse_swapped(mentions, judgements, found)
    if answers is not None:
        accuse_odd_ones(mentions, judgements, found, answers)
    doubt_misread(mentions, judgements, outcomes, found)
    _contradict(judgements, find_contradictions(found, readings, outcomes))
    if answers is not None:
        lean_on_numbers(mentions, judgements, found, answers)
    return [judgements[index] for index in range(len(mentions))]


def _judge_directions(
    found: Found, judgements: list[Judgement], answers: Answers | None
) -> Iterator[tuple[Mention, Judgement]]:
    by_start = {mention.start: judgement for mention, judgement in zip(found.mentions, judgements, strict=True)}
    for mention in found.directions:
        judgement = judge_direction(mention, mention.reading or Reading(), by_start, answers)
        # A direction beside a number is told only where the data know it.
        if mention.level is None or judgement.verdict in ("wrong", "supported"):
            yield mention, judgement


def _contradict(judgements: dict[int, Judgement], contradictions: Mapping[int, Contradiction]) -> None:
    """Call inconsistent what the text excludes and no data have confirmed; wrong, where the rest is confirmed."""
    confirmed = {index for index, judgement in judgements.items() if judgement.verdict in PASSING}
    for index, contradiction in contradictions.items():
        judgement = judgements[index]
        if judgement.verdict == "wrong" or (index in confirmed and not contradiction.is_certain):
            continue
        if contradiction.is_one_of_many and not confirmed.issuperset(contradiction.used):
            continue
        is_settled = contradiction.is_certain or (contradiction.used and confirmed.issuperset(contradiction.used))
        judgement.verdict = "wrong" if is_settled else "inconsistent"
        judgement.reason = contradiction.remark


def _mark_bases(mentions: list[Mention], readings: list[Reading]) -> None:
    """Mark the levels with which a later level of the same sentence is compared."""
    latest: dict[tuple[int, str], Period] = {}
    for mention, reading in zip(mentions, readings, strict=True):
        key = mention.sentence, reading.measure
        if mention.operator == "level" and reading.period and not reading.period < latest.get(key, reading.period):
            latest[key] = reading.period
    for mention, reading in zip(mentions, readings, strict=True):
        later = latest.get((mention.sentence, reading.measure))
        if mention.operator == "level" and reading.period and later and reading.period < later:
            mention.is_base = True


def _follow_levels(reading: Reading, tests: tuple[Outcome, ...], judgements: dict[int, Judgement]) -> Reading:
    """Return a change's reading in the scope and periods in which the levels it joins were found."""
    if not tests:
        return reading
    current = judgements.get(tests[0].used[0])
    base = judgements.get(tests[0].used[1])
    if current is None or current.verdict not in ("supported", "rounded"):
        return _take_ends(reading, current, base)
    period = current.reading.period
    is_change = reading.whole == ""
    base_period = reading.base_period
    if base is not None and is_change:
        found_base = base.reading.base_period or base.reading.period
        # A level of the same period is no base: its own was not named.
        base_period = base_period if found_base == period else found_base
    scope = current.reading.scope
    is_scope_named = reading.is_scope_named or current.rounding == "exact"
    is_two_ended = is_change and base_period is not None
    region = current.reading.region if is_two_ended and not reading.is_region_named else reading.region
    reading = replace(reading, scope=scope, region=region, is_scope_named=is_scope_named)
    return replace(reading, period=period, base_period=base_period)


def _take_ends(reading: Reading, current: Judgement | None, base: Judgement | None) -> Reading:
    """Return a change that names no period with those of the two levels that the text joins it with."""
    ends = [None if one is None else one.reading.period for one in (current, base)]
    if reading.period is not None or reading.whole or None in ends or ends[0] == ends[1]:
        return reading
    return replace(reading, period=ends[0], base_period=ends[1])


def _follow_scope(index: int, reading: Reading, mentions: list[Mention], judgements: dict[int, Judgement]) -> Reading:
    """Return a change's reading in the universe in which its sentence has the level of the same thing, if it has one.

    The same goes for the region, where none is named:
    "Fraud reached 17.8 thousand cases, twice as many as a year before."
    """
    if mentions[index].operator not in CHANGES:
        return reading
    own = mentions[index].sentence
    low, high = (side(mentions, own, key=attrgetter("sentence")) for side in (bisect_left, bisect_right))
    alike = [
        judgements[at].reading for at in range(low, high) if at in judgements and judgements[at].verdict in PASSING
    ]
    what = reading.measure, reading.attribute, reading.period
    near = [one for one in alike if (one.measure, one.attribute, one.period) == what]
    regions = {one.region for one in near}
    if not reading.is_region_named and len(regions) == 1:
        reading = replace(reading, region=regions.pop())
    scopes = {one.scope for one in near if one.region == reading.region}
    return replace(reading, scope=scopes.pop()) if not reading.is_scope_named and len(scopes) == 1 else reading


def _to_claim(number: int, mention: Mention, judgement: Judgement, text: str) -> Claim:
    reading = judgement.reading
    return Claim(
        id=f"c{number}",
        span=text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        operator="difference" if mention.operator == DIRECTION else mention.operator,
        value=None if mention.operator in ("extreme", DIRECTION) else mention.value,
        unit=mention.unit,
        decimals=mention.decimals,
        measure=reading.counted,
        attribute=reading.mark,
        scope=reading.scope,
        region=reading.place,
        period=reading.period,
        base_period=reading.base_period,
        hedge=mention.hedge,
        direction=mention.direction if mention.operator in DIRECTED else "",
        verdict=judgement.verdict,
        reason=judgement.reason,
        true_value=judgement.true_value,
        interval=judgement.interval,
        rounding=judgement.rounding,
        diagnosis=judgement.diagnosis,
        evidence=judgement.evidence,
        cautions=tuple(judgement.cautions),
        alternatives=tuple(judgement.alternatives),
        question=judgement.question,
        readings=judgement.readings,
    )


def _note(found: Found, judgements: list[Judgement]) -> tuple[Remark, ...]:
    """Return what is to be said of the text as a whole: how many different base years it compares with."""
    bases: set[int] = set()
    for mention, judgement in zip(found.mentions, judgements, strict=True):
        period, base = judgement.reading.period, judgement.reading.base_period
        if mention.is_base and period is not None:
            bases.add(period.start.year)
        elif base is not None and period is not None and base != period.shift_years(-1):
            bases.add(base.start.year)
    years = note_years(found, [judgement.reading for judgement in judgements])
    days = (*_list_impossible_days(found), *_note_rounding(found, judgements), *years)
    if len(bases) < 2:
        return days
    named = ", ".join(str(year) for year in sorted(bases))
    return (*days, Remark("claims.note_several_bases", {"n": len(bases), "years": named}))


def _note_rounding(found: Found, judgements: list[Judgement]) -> tuple[Remark, ...]:
    """Return by which mode a text rounds, where its numbers show that it cuts digits off: always, or now and then."""
    pairs = list(zip(found.mentions, judgements, strict=True))
    cut = sum(judgement.rounding == "truncated" for _, judgement in pairs)
    rounded = sum(
        judgement.rounding == "nearest"
        and judgement.true_value is not None
        and judgement.true_value not in mention.printed.truncated()
        for mention, judgement in pairs
    )
    if cut < FEWEST_CUT:
        return ()
    key = "claims.note_rounding_mixed" if rounded else "claims.note_rounding_cut"
    return (Remark(key, {"n": cut, "rounded": rounded} if rounded else {"n": cut}),)


def _list_impossible_days(found: Found) -> tuple[Remark, ...]:
    """Return a note on every date that names a day its month does not have: 31 November 2024."""
    dates = (found.text[p.start : p.end] for p in found.periods if p.kind == "date" and p.first is None)
    return tuple(Remark("claims.note_no_such_day", {"day": date}) for date in dates if YEAR.search(date))
