"""What every bulletin ends with: breaks, method, sources, how to cite, and the register of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from esep.bulletin.document import Block, Heading, Item, Notes, Number, Paragraph, Register, Run
from esep.bulletin.release import Release
from esep.bulletin.runs import Writer, capitalise, tidy
from esep.bulletin.sections import Desk
from esep.cube.calendar import ReleaseDay
from esep.language.write import write_date
from esep.model.definition import Break
from esep.model.period import Period

QUALITY = ("quality_registered", "quality_rounding", "quality_change")


def write_breaks(desk: Desk) -> tuple[Block, ...]:
    """Return the breaks that touch anything asked on this page, oldest first."""
    writer = desk.writer
    heading = Heading("breaks", writer.word("title_breaks"))
    breaks = list_breaks(writer)
    if not breaks:
        return (heading, Paragraph(writer.say("no_breaks"), is_remark=True))
    items = tuple(_write_break(writer, entry) for entry in breaks)
    return (heading, Paragraph(writer.say("breaks_intro")), Notes(items))


def list_breaks(writer: Writer) -> tuple[Break, ...]:
    """Return the declared breaks between the first and the last period that was asked of the same series."""
    spans: dict[tuple[str, str, str], list[Period]] = {}
    for question in (answer.question for answer in writer.asked.values()):
        periods = spans.setdefault((question.scope, question.measure, question.region), [])
        periods += [period for period in (question.period, question.base_period) if period is not None]
    find = writer.answers.definition.find_breaks
    found = {entry.id: entry for key, periods in spans.items() for entry in find(*key, min(periods), max(periods))}
    return tuple(sorted(found.values(), key=lambda entry: (entry.date, entry.id)))


def _write_break(writer: Writer, entry: Break) -> Item:
    month = writer.period(Period.months(entry.date.year, entry.date.month))
    runs = [Run(tidy(entry.reason[writer.language]))]
    if entry.source:
        runs += [Run(" " + writer.word("source") + " "), link(entry.source)]
    term = month if entry.is_verified else writer.word("break_unverified", month=month)
    return Item(tuple(runs), id=f"break-{entry.id}", term=capitalise(term))


def write_quality(desk: Desk) -> tuple[Block, ...]:
    """Return what one must know of all figures on the page: ours, and what the dataset says of itself."""
    writer = desk.writer
    items = [Item(writer.say(key)) for key in QUALITY]
    note = tidy(writer.answers.definition.notes.get(writer.language, ""))
    if note:
        items.append(Item((Run(note),)))
    return (Heading("quality", writer.word("title_quality")), Notes(tuple(items)))


def write_sources(desk: Desk) -> tuple[Block, ...]:
    """Return the pages that the figures were read from, numbered as the tables cite them."""
    writer = desk.writer
    items = tuple(
        Item((Run(writer.bodies[page] + ": "), link(page)), id=f"source-{number}")
        for page, number in sorted(writer.sources.items(), key=lambda entry: entry[1])
    )
    heading = Heading("sources", writer.word("title_sources"))
    if not items:
        return (heading, Paragraph(writer.say("absent", period=writer.period(desk.period)), is_remark=True))
    return (heading, Paragraph(writer.say("sources_intro")), Notes(items, is_numbered=True))


def write_calendar(desk: Desk, release: Release | None, past: Sequence[ReleaseDay]) -> tuple[Block, ...]:
    """Return the days of the releases so far, of this one, and of the next one where it is announced.

    A bulletin that is no release says in one line that it has no calendar.
    """
    writer = desk.writer
    heading = Heading("calendar", writer.word("title_calendar"))
    if release is None:
        return (heading, Paragraph(writer.say("no_calendar")))
    items = [_write_day(writer, day, "calendar_past") for day in past]
    items.append(_write_day(writer, ReleaseDay(release.id, release.period, release.at.date()), "calendar_this"))
    if release.next is not None:
        term = write_date(release.next, writer.language)
        items.append(Item(writer.say("calendar_next"), term=term))
    else:
        items.append(Item(writer.say("calendar_none")))
    return (heading, Notes(tuple(items)))


def _write_day(writer: Writer, day: ReleaseDay, key: str) -> Item:
    words = writer.say(key, id=day.id, period=writer.period(Period.parse(day.period)))
    return Item(words, term=write_date(day.published, writer.language))


def write_citation(desk: Desk, title: str, release: str) -> tuple[Block, ...]:
    """Return a line that can be copied to cite the page."""
    writer = desk.writer
    citation = tidy(writer.answers.definition.citation.get(writer.language, ""))
    runs = writer.say("cite_text", title=title, release=release, citation=citation)
    return (Heading("cite", writer.word("title_cite")), Paragraph(runs))


def write_register(desk: Desk, numbers: tuple[Number, ...]) -> tuple[Block, ...]:
    """Return every number of the page once, with its question and its source."""
    writer = desk.writer
    heading = Heading("numbers", writer.word("title_register"))
    return (heading, Paragraph(writer.say("register_intro")), Register(numbers, dict(writer.sources)))


def link(address: str) -> Run:
    """Return an address as a link if it is one of the web, as plain text otherwise: data may name anything."""
    words = tidy(address)
    try:
        is_web = urlsplit(words).scheme in ("http", "https") and " " not in words
    except ValueError:
        is_web = False
    return Run(words, href=words if is_web else "")
