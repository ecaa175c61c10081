"""The likeliest ways to read a claim, for a person to choose from: ordered by the words of the text, never by value.

Behind the reading that was judged come those that differ from it in one thing. What the text leaves open varies first,
every such thing once before any a second time; what it settles comes last. Among names the nearest comes first.
"""

from __future__ import annotations

import datetime
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice, zip_longest

from esep.answers import Answers
from esep.claims.claim import Candidate
from esep.claims.mention import Found, Mention
from esep.claims.periods.against import SAME_LENGTH_DAYS, fit_base, to_period
from esep.claims.place import TOTAL
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.binding import list_codes, list_periods
from esep.claims.verdicts.match import name_scope, try_reading
from esep.claims.verdicts.region_sums import grade_sum
from esep.claims.verdicts.variant import weigh_variant
from esep.language.roles import compile_words
from esep.model.definition import Definition
from esep.model.period import Period

MOST_READINGS = 5
# Some that are listed turn out to be the same.
MOST_LISTED = 40
# What a text leaves open is varied so often before what it settles is varied at all.
TURNS = 2
DECEMBER = 12


@dataclass(frozen=True)
class _Way:
    """One thing in which readings differ, what else it may be, and whether the text leaves it open."""

    is_open: bool
    readings: Iterable[Reading]


def list_candidates(
    mention: Mention, judged: Reading, read: Reading, found: Found, answers: Answers, told: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """Return the reading that was judged, then the others that the words allow, each with what the data say to it.

    `told` are the scopes in which other numbers of the same thing were found.
    """
    listed: dict[tuple[object, ...], Candidate] = {}
    for reading in _list_once(chain((judged, read), _vary(mention, judged, read, found, answers, told))):
        candidate = _to_candidate(mention, reading, answers)
        listed.setdefault(_identify(candidate, reading), candidate)
        if len(listed) == MOST_READINGS:
            break
    return tuple(listed.values())


def _vary(
    mention: Mention, judged: Reading, read: Reading, found: Found, answers: Answers, told: Sequence[str]
) -> Iterator[Reading]:
    """Yield the readings that differ in one thing, in the order that the head of this file tells.

    Hardly any of them is asked for, so each is made when it is.
    """
    namesakes = _list_namesakes(mention, found, answers.definition)
    is_kind_open = mention.is_part or not judged.is_measure_settled or len(namesakes) > 1
    is_whole_open = bool(judged.whole) and mention.whole_place is None
    ways = [
        _Way(not judged.is_scope_named, _vary_scope(judged, read, answers, told)),
        _Way(is_kind_open, _vary_kind(mention, judged, namesakes, found, answers)),
        _Way(is_whole_open, _vary_whole(judged, answers)),
        _Way(not judged.is_period_settled, _vary_period(mention, judged, found)),
        _Way(not judged.is_region_settled, _vary_region(mention, judged, found, answers)),
    ]

    def take(*, is_open: bool) -> Iterator[Reading]:
        others = [_list_once(way.readings, besides=judged) for way in ways if way.is_open == is_open]
        return islice(_take_turns(others), MOST_LISTED)

    opened = take(is_open=True)
    yield from islice(opened, TURNS * sum(way.is_open for way in ways))
    yield from take(is_open=False)
    yield from opened


def _list_once(readings: Iterable[Reading], besides: Reading | None = None) -> Iterator[Reading]:
    seen = {besides}
    for reading in readings:
        if reading not in seen:
            seen.add(reading)
            yield reading


def _take_turns(ways: Iterable[Iterator[Reading]]) -> Iterator[Reading]:
    waiting = deque(ways)
    while waiting:
        way = waiting.popleft()
        if (reading := next(way, None)) is not None:
            waiting.append(way)
            yield reading


def _vary_kind(
    mention: Mention, reading: Reading, namesakes: Sequence[str], found: Found, answers: Answers
) -> Iterator[Reading]:
    """Yield what else may be counted: what is named nearby, a part of what was counted, what holds it.

    A circumstance that is named nearby may be that of the number, and one that was taken over need not be.
    """
    measures = answers.definition.measures
    named = (*namesakes, *list_codes("measure", mention, found))
    is_part = mention.is_part or mention.part_of
    parts = [code.code for code in measures.children(reading.measure)] if is_part else []
    kinds = dict.fromkeys([*named, *parts, *measures.lineage(reading.measure)[1:], TOTAL])
    if reading.attribute and reading.measure:
        yield replace(reading, attribute="")
    for code, mark in zip_longest(kinds, list_codes("attribute", mention, found)):
        if mark:
            yield replace(reading, attribute=mark, whole=reading.whole and reading.measure)
        if code:
            yield replace(reading, measure=code, attribute="")


def _vary_whole(reading: Reading, answers: Answers) -> Iterator[Reading]:
    """Yield of what else a share may be: of all, of what holds the kind, of the same kind everywhere."""
    if not reading.whole:
        return
    definition = answers.definition
    for whole in (TOTAL, *definition.measures.lineage(reading.measure)[1:]):
        yield replace(reading, whole=whole, whole_region="")
    yield replace(reading, whole=reading.measure, whole_region=definition.default_region)


def _list_namesakes(mention: Mention, found: Found, definition: Definition) -> list[str]:
    """Return the measures that the very word of a number may mean: "robbery" is either of two in a law."""
    place = mention.measure_place
    word = "" if place is None else found.text[place.start : place.end]
    told = ((code.code, code.cues.get(found.language)) for code in definition.measures) if word else ()
    return [code for code, cues in told if cues and _compile(cues).fullmatch(word)]


@lru_cache(maxsize=512)
def _compile(cues: tuple[str, ...]) -> re.Pattern[str]:
    return compile_words(cues)


def _vary_period(mention: Mention, reading: Reading, found: Found) -> Iterator[Reading]:
    """Yield when else it may have been: what is named nearby, then by the day of the text, then a year before.

    A change keeps the base that its words name; where they name none it is set against the year before.
    """
    period = reading.period
    named = to_period(mention.base) if mention.operator in CHANGES else None
    if period is not None and reading.base_period is not None and mention.operator in CHANGES and named is None:
        yield replace(reading, base_period=period.shift_years(-1))
    yield from (replace(reading, period=own, base_period=base) for own, base in mention.rivals)
    if mention.operator == "streak" and period is not None:
        # A run of three falls goes through four years.
        yield replace(reading, period=Period(period.shift_years(-1).start, period.end))
    earlier = [] if period is None else [period.shift_years(-1)]
    # What no words date may be of the year that runs.
    spoken_of = period if reading.is_period_named or reading.is_period_settled else None
    for other in (*list_periods(mention, found), *list_current(spoken_of, found.today), *earlier):
        if mention.operator not in CHANGES:
            yield replace(reading, period=other, base_period=None)
            continue
        base = fit_base(named, other) or other.shift_years(-1)
        ends = [(period, other), (other, base)] if named is None else [(other, base)]
        for own, then in ends:
            if own is not None and then < own and abs(then.days - own.days) <= SAME_LENGTH_DAYS:
                yield replace(reading, period=own, base_period=then)


def list_current(period: Period | None, today: datetime.date | None) -> Iterator[Period]:
    """Yield what a text of a day may speak of where it names no period, or only its year: its months, and all of it."""
    if today is None or (period is not None and period.start.year != today.year):
        return
    year = Period.year(today.year)
    months = [Period.months(today.year, 1, today.month - 1)] if today.month > 1 else []
    yield from (year, *months) if today.month == DECEMBER else (*months, year)


def _vary_scope(judged: Reading, read: Reading, answers: Answers, told: Sequence[str]) -> Iterator[Reading]:
    """Yield whose figures else: those of the text's other numbers, of who reports the region, of the same words.

    Where two count the very same offences it is one reading.
    """
    measure = answers.definition.measures.find(judged.measure)
    same = measure.same_in if measure is not None and judged.scope in measure.same_in else ()
    scopes = (scope for scope in _list_scopes(judged, read, answers, told) if scope not in same)
    yield from (replace(judged, scope=scope) for scope in scopes)


def _list_scopes(judged: Reading, read: Reading, answers: Answers, told: Sequence[str]) -> Iterator[str]:
    definition = answers.definition
    yield from told
    if judged.region != definition.default_region:
        yield from _list_local(judged, answers)
    own = [code for code in map(definition.scopes.find, (judged.scope, read.scope)) if code is not None]
    alike = {scope for code in own for scope in (code.code, *code.siblings)}
    yield from (code.code for code in definition.scopes if code.code in alike)
    yield from (code.code for code in answers.sibling_scopes(judged.scope))


def _list_local(judged: Reading, answers: Answers) -> Iterator[str]:
    """Yield whose figures there are of the region and of what was counted.

    Records make a cell when it is asked for, and there are millions: they are only asked whether there is one.
    """
    scopes = (code.code for code in answers.definition.scopes)
    if answers.definition.kind == "records":
        yield from (scope for scope in scopes if answers.has_series(scope, judged.measure, judged.region))
        return
    local = {cell.key.scope for cell in answers.find_cells(measure=judged.measure, region=judged.region)}
    yield from (scope for scope in scopes if scope in local)


def _vary_region(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Iterator[Reading]:
    """Yield where else: a region named nearby, then the whole country."""
    for code in (*list_codes("region", mention, found), answers.definition.default_region):
        yield replace(reading, region=code, added=())


def _identify(candidate: Candidate, reading: Reading) -> tuple[object, ...]:
    what = candidate.operator, candidate.measure, candidate.attribute, candidate.scope, candidate.region
    return (*what, reading.whole_region, candidate.period, candidate.base_period)


def _to_candidate(mention: Mention, reading: Reading, answers: Answers) -> Candidate:
    attempt = None if reading.is_sum else try_reading(mention, reading, answers, with_others=False)
    reading = reading if attempt is None else name_scope(attempt, answers)
    found = (None, None) if attempt is None else (attempt.answer.figure, attempt.grade)
    figure, grade = (grade_sum(mention, reading, answers) or found) if reading.is_sum else found
    is_open = grade is None or (not grade.is_pass and figure and weigh_variant(mention, reading, figure, answers))
    return Candidate(
        question="" if attempt is None else str(attempt.answer.question),
        operator=mention.operator,
        measure=reading.counted,
        attribute=reading.mark,
        scope=reading.scope,
        region=reading.place,
        period=reading.period,
        base_period=reading.base_period,
        verdict="not_checkable" if is_open or grade is None else grade.verdict,
        rounding=grade.rounding if grade else "",
        diagnosis=grade.diagnosis if grade else "",
        value=figure.value if figure else None,
        unit=figure.unit if figure else "",
        decimals=figure.decimals if figure else 0,
        interval=figure.interval if figure else None,
        cells=figure.cells if figure else (),
    )
