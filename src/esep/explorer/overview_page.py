"""The first page of a dataset: where to begin, how fresh it is, what is new, what stands out, what was revised."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from esep.answers import Answer, Answers
from esep.answers.finding_text import say_finding
from esep.bulletin.document import Number
from esep.cube.calendar import find_next, is_late, read_calendar
from esep.cube.manifest import Vintage
from esep.cube.vintages import list_vintages
from esep.explorer.choosing import FINEST, list_measures
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.explorer.releases_page import describe_release
from esep.explorer.telling import list_marks
from esep.language.write import write_date
from esep.model.period import Period
from esep.model.question import Question

# Sentences of a change that tell something out of the ordinary, best founded first.
OUTSTANDING = (("_unusual",), ("change.declining", "change.rising"), ("_not_chance",))
MOST_OUTSTANDING, MOST_ROWS, MOST_COMPARED = 5, 14, 60


@dataclass(frozen=True)
class Latest:
    """The newest figure of an offence with its change over a year."""

    name: str
    href: str
    lead: Answer
    level: Number
    change: Number | None
    answer: Answer | None


def render_overview(desk: Desk) -> Page:
    """Return the overview of a dataset."""
    period = find_newest_year(desk)
    latest = _list_latest(desk, period) if period else []
    shown = [row.level for row in latest[:MOST_ROWS]] + [row.change for row in latest[:MOST_ROWS] if row.change]
    definition = desk.answers.definition
    vintages = find_vintages(desk)
    newest = vintages[-1] if vintages else None
    return render(
        desk,
        "overview.html",
        definition.title[desk.language],
        lead=latest[0].lead if latest else None,
        period=desk.period(period) if period else "",
        before=desk.period(period.shift_years(-1)) if period else "",
        latest=latest[:MOST_ROWS],
        marks=list_marks(desk, shown),
        outstanding=_list_outstanding(desk, latest),
        compared=sum(row.answer is not None for row in latest),
        freshness=_tell_freshness(desk, newest, period),
        revisions=describe_release(desk, newest) if newest else None,
        releases=desk.link(desk.path("releases")),
        explore=desk.link(desk.path("explore")),
        examples=_list_examples(desk),
        scope=desk.name("scope", definition.default_scope),
        region=desk.name("region", definition.default_region),
        query="",
    )


def find_vintages(desk: Desk) -> tuple[Vintage, ...]:
    """Return the vintages of the dataset up to the one shown, none where it was never built."""
    if desk.site.store is None or desk.answers.vintage == "packaged":
        return ()
    found = list_vintages(desk.site.store, desk.answers.definition.name)
    here = next((v.number for v in found if v.id == desk.answers.vintage), 0)
    return tuple(v for v in found if v.number <= here)


def find_newest_year(desk: Desk) -> Period | None:
    """Return the newest calendar year that the whole has a figure for."""
    definition = desk.answers.definition
    measure = find_whole(desk)
    cells = desk.answers.find_cells(
        scope=definition.default_scope,
        measure=measure,
        attribute="",
        region=definition.default_region,
        base_period=None,
    )
    years = [c.key.period for c in cells if c.key.period.is_year and c.value is not None and c.key.unit == "count"]
    return max(years, default=None)


def find_whole(desk: Desk) -> str:
    """Return the measure that holds all others, or the first that has figures."""
    return find_whole_of(desk.answers)


def find_whole_of(answers: Answers) -> str:
    """Return the measure of a dataset that holds all others, or the first that has figures."""
    definition = answers.definition
    known = set(answers.list_measures(definition.default_scope))
    order = [code.code for code in definition.measures if code.code in known]
    return "total" if "total" in order else next(iter(order), "")


def _list_latest(desk: Desk, period: Period) -> list[Latest]:
    """Return the newest figures of the offences of the default scope and region, the whole first."""
    definition = desk.answers.definition
    known = set(desk.answers.list_measures(definition.default_scope))
    codes = [code for code in definition.measures if code.code in known and code.kind not in (FINEST, "population")]
    rows = []
    for code in codes[:MOST_COMPARED]:
        level = Question(code.code, definition.default_scope, definition.default_region, period)
        answer = desk.ask(level)
        if answer.figure.value is None or answer.figure.unit != "count":
            continue
        base = period.shift_years(-1)
        change = desk.ask(Question(*_parts(level), operation="change-from", base_period=base), with_finding=True)
        has_change = change.figure.value is not None
        href = desk.link(desk.path("explore", code.code, definition.default_scope, definition.default_region))
        number = desk.number(change) if has_change else None
        rows.append(
            Latest(
                desk.name("measure", code.code),
                href,
                answer,
                desk.number(answer),
                number,
                change if has_change else None,
            )
        )
    return rows


def _parts(question: Question) -> tuple[str, str, str, Period, str]:
    return question.measure, question.scope, question.region, question.period, question.attribute


def _list_outstanding(desk: Desk, latest: list[Latest]) -> list[tuple[Answer, str]]:
    """Return what stands out, best founded first: more than usual, part of a trend, or beyond chance.

    A change that is within the usual movement of its series does not stand out, however clear it is.
    """
    found: list[tuple[int, Fraction, Answer, str]] = []
    for row in latest:
        answer = row.answer
        if answer is None or answer.finding is None or answer.withheld or answer.figure.value is None:
            continue
        said = say_finding(answer.finding, desk.language, desk.name_plain)
        for remark, sentence in zip(answer.finding.sentences, said, strict=True):
            rank = next((rank for rank, marks in enumerate(OUTSTANDING) if any(m in remark.key for m in marks)), None)
            if rank is not None:
                words = f"{row.name}. {sentence}" if rank == 1 else sentence
                found.append((rank, -abs(answer.figure.value), answer, words))
                break
    return [(answer, words) for *_, answer, words in sorted(found, key=lambda one: one[:2])][:MOST_OUTSTANDING]


def _tell_freshness(desk: Desk, newest: Vintage | None, period: Period | None) -> list[tuple[str, str]]:
    facts = []
    if period is not None:
        facts.append((desk.word("newest_year"), desk.period(period)))
    if newest is not None:
        facts.append((desk.word("published_on"), write_date(newest.published.date(), desk.language)))
    facts.append((desk.word("vintage"), desk.answers.vintage))
    store = desk.site.store
    following = find_next(read_calendar(store, desk.answers.definition.name)) if store is not None else None
    facts.append((desk.word("next_release"), _tell_next(desk, following)))
    return facts


def _tell_next(desk: Desk, following: datetime.date | None) -> str:
    if following is None:
        return desk.word("next_unknown")
    told = write_date(following, desk.language)
    return desk.word("next_late", date=told) if is_late(following, desk.site.today) else told


def _list_examples(desk: Desk) -> list[dict[str, Any]]:
    """Return searches that lead somewhere, as links."""
    if desk.site.is_static:
        return []
    definition = desk.answers.definition
    codes = [code for code in list_measures(desk) if definition.measures[code].kind == "offence"][:40]
    wanted = [code for code in ("fraud", "murder", "theft") if code in codes] or codes[:3]
    examples = []
    for code in wanted[:3]:
        text = f"{desk.name('measure', code)} {desk.name('region', definition.default_region)}"
        examples.append({"text": text, "href": desk.link(desk.path("explore"), f"q={text.replace(' ', '+')}")})
    return examples
