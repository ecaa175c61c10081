"""Years by what happened in them: "before the pandemic", where the dataset or the text says when that was."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from esep.claims.mention import take_between
from esep.language.dates import PeriodMention
from esep.language.roles import compile_words, read_roles
from esep.model.definition import Definition, Event

EVENT = "event"
# How the words stand to the event: the kind of period that they name.
KINDS = {"before": EVENT, "since": "since", "beside": EVENT}
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# "The pre-pandemic year 2019", "in 2019, before the pandemic": what may part an event from its year.
JOINT = re.compile(r"[\s,(]{1,3}(?:year |in |in the year |в |год\w* |жылғы |жылы )?", re.IGNORECASE)
JOINT_REACH = 16
# "From pre-pandemic 2019": no other word tells that the number is a year.
LONE_YEAR = re.compile(rf"\s(?:year\s|год\w*\s)?{YEAR}(?![.,]\d|%)", re.IGNORECASE)


def add_events(
    periods: Sequence[PeriodMention], text: str, language: str, definition: Definition
) -> tuple[PeriodMention, ...]:
    """Return the periods of a text with those that it names by an event.

    "Before" one is the last year that ended before it began; "since" one is the year of it, where it is a date and no
    stretch of time. Where nobody says when it was, or where the words leave the year open ("during", "since the
    pandemic"), the period has no days. A year right beside the words is the one they speak of.
    """
    if language not in ("en", "ru", "kk"):
        return tuple(periods)
    added: dict[int, PeriodMention] = {}
    replaced: set[int] = set()
    cues = tuple(event.cues.get(language, "") for event in definition.events)
    told = _read_told(text, language)
    for start, end, name, kind in _find(text, language, cues):
        near = take_between(periods, start - JOINT_REACH, end)
        if any(p.start < end and start < p.end for p in near):
            continue
        beside = _find_year_beside(periods, start, end, text)
        if beside is not None:
            replaced.add(beside.start)
            start, end = min(start, beside.start), max(end, beside.end)
            added[start] = replace(beside, start=start, end=end)
            continue
        year = _find_base(name, kind, told, language, definition.events)
        first, last = (None, None) if year is None else _days(year)
        added[start] = PeriodMention(start, end, first, last, KINDS[kind])
    kept = {period.start: period for period in periods if period.start not in replaced}
    return tuple(sorted((added | kept).values(), key=lambda period: period.start))


def _find_year_beside(periods: Sequence[PeriodMention], start: int, end: int, text: str) -> PeriodMention | None:
    """Return the year that stands right before or behind the words of an event."""
    behind = [p for p in take_between(periods, end, end + JOINT_REACH) if JOINT.fullmatch(text, end, p.start)]
    before = [p for p in take_between(periods, start - JOINT_REACH, start) if JOINT.fullmatch(text, p.end, start)]
    lone = LONE_YEAR.match(text, end)
    if lone is not None and not behind:
        first, last = _days(int(lone["year"]))
        return PeriodMention(lone.start("year"), lone.end(), first, last, "year")
    return next((p for p in (*behind, *before[::-1]) if p.kind == "year"), None)


def _days(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _read_told(text: str, language: str) -> dict[str, set[int]]:
    """Return the years in which the text itself puts events, by the entry of each: "the pandemic of 2020"."""
    told: dict[str, set[int]] = defaultdict(set)
    for pattern in _dated(language):
        for match in pattern.finditer(text):
            told[_entry(match["event"], language)].add(int(match["year"]))
    return told


def _find_base(
    name: str, kind: str, told: Mapping[str, set[int]], language: str, events: Sequence[Event]
) -> int | None:
    """Return the year that words at an event speak of, `None` where they leave it open."""
    if kind == "before":
        year = _find_year(name, told, language, events)
        return None if year is None else year - 1
    dates = [event for event in events if event.is_date_only]
    return _find_year(name, {}, language, dates) if kind == "since" else None


def _find_year(name: str, told: Mapping[str, set[int]], language: str, events: Sequence[Event]) -> int | None:
    """Return the year of an event, by the text first and then by the dataset; `None` where they leave it open."""
    years = told.get(_entry(name, language), set())
    if years:
        return min(years) if len(years) == 1 else None
    named = [e for e in events if e.cues.get(language) and _names(e.cues[language]).fullmatch(name)]
    return named[0].period.start.year if len(named) == 1 else None


def _entry(name: str, language: str) -> str:
    """Return the entry of the language's list that a name is a form of, the name itself where there is none."""
    entries = read_roles(language)["event"]["names"]
    return next((entry for entry in entries if _names(entry).fullmatch(name)), name.casefold())


def _find(text: str, language: str, cues: tuple[str, ...]) -> Iterator[tuple[int, int, str, str]]:
    """Yield where events are named, each name, and how the words stand to it."""
    for match in _phrases(language, cues).finditer(text):
        group, name = next((key, value) for key, value in match.groupdict().items() if value)
        kind = group.partition("_")[0]
        yield *match.span(), name, kind


@cache
def _names(cues: str) -> re.Pattern[str]:
    return compile_words(tuple(filter(None, cues.split("|"))))


@cache
def _phrases(language: str, cues: tuple[str, ...]) -> re.Pattern[str]:
    section = read_roles(language)["event"]
    words = [*section["names"], *(word for one in cues for word in one.split("|") if word)]
    names = compile_words(tuple(dict.fromkeys(words))).pattern.replace(r"(?<!\w)", "")
    patterns = (
        pattern.replace("{event}", f"(?P<{kind}_{at}>{names})").replace(" ", r"\s")
        for kind in KINDS
        for at, pattern in enumerate(section[kind])
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


@cache
def _dated(language: str) -> tuple[re.Pattern[str], ...]:
    event = read_roles(language)["event"]
    names = compile_words(tuple(event["names"])).pattern
    spelled = (p.replace("{event}", f"(?P<event>{names})").replace("{year}", YEAR) for p in event["dated"])
    return tuple(re.compile(pattern.replace(" ", r"\s"), re.IGNORECASE) for pattern in spelled)
