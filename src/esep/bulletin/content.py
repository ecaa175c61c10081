"""Composing a bulletin: what its plan asks, answered and put into words, with nothing computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from esep.answers import Answer, Answers
from esep.bulletin.document import Block, Doc, Finding, Heading, Number, Paragraph, list_numbers
from esep.bulletin.figures import write_series, write_structure
from esep.bulletin.findings import write_findings
from esep.bulletin.general_plan import find_plan
from esep.bulletin.maps import write_map
from esep.bulletin.plan import Plan, Section
from esep.bulletin.points import choose_points
from esep.bulletin.prose import Chapter, add_words
from esep.bulletin.questions import write_questions
from esep.bulletin.release import Release
from esep.bulletin.revisions import write_revisions
from esep.bulletin.runs import Writer, tidy
from esep.bulletin.sections import Desk, write_comparison, write_regions, write_text
from esep.bulletin.tail import (
    write_breaks,
    write_calendar,
    write_citation,
    write_quality,
    write_register,
    write_sources,
)
from esep.cube.calendar import ReleaseDay
from esep.model.period import Period

WRITERS: Mapping[str, Callable[[Desk, Section], tuple[Block, ...]]] = MappingProxyType(
    {
        "text": write_text,
        "structure": write_structure,
        "series": write_series,
        "compare": write_comparison,
        "regions": write_regions,
        "findings": write_findings,
        "map": write_map,
        "questions": write_questions,
    }
)


def compose(
    answers: Answers,
    period: Period,
    language: str,
    *,
    plan: Plan | None = None,
    words: Sequence[Chapter] = (),
    release: Release | None = None,
    before: Mapping[str, str] | None = None,
    past: Sequence[ReleaseDay] = (),
    known: dict[str, Answer] | None = None,
    statements: Sequence[Mapping[str, str]] = (),
) -> Doc:
    """Return the bulletin of a period in one language.

    `plan` says what to show; by default it is the one beside the dataset's definition, or a general one. `words` are
    the office's own in that language, `release` when it appears and who answers for it, `before` the numbers of the
    release before by their question, `past` the releases so far; bulletins of the same answers in other languages may
    share what is `known`. `statements` are those of a register that no longer hold (see `Desk`). A section whose data
    are absent says so in one line. Raises `EsepError` for a plan or a question in it that is wrong.
    """
    plan = add_words(find_plan(answers.definition) if plan is None else plan, words)
    writer = Writer(answers, language, known={} if known is None else known)
    desk = Desk(writer, plan, period, statements=statements)
    title = _write_title(desk)
    source = _write_release(desk)
    sections = [block for section in plan.sections for block in WRITERS[section.kind](desk, section)]
    blocks = (*_write_points(desk), *sections)
    doc = Doc(
        id=f"{answers.definition.name}-{period}",
        lang=language,
        title=title,
        subtitle=desk.writer.word("kind"),
        release=source,
        blocks=blocks,
        published=release.at.date() if release else None,
        next_release=release.next if release else None,
        contact=(release.statistician if release else "") or plan.contact,
        status="../index.html" if release else "",
    )
    tail = (*write_breaks(desk), *write_quality(desk))
    numbers = list_numbers(doc)
    if release is not None:
        tail += write_revisions(desk, numbers, before)
    tail += write_calendar(desk, release, past)
    _number_sources(desk.writer, numbers)
    tail += (*write_sources(desk), *write_citation(desk, title, source), *write_register(desk, numbers))
    return replace(doc, blocks=blocks + tail)


def _write_title(desk: Desk) -> str:
    words = desk.writer.period(desk.period)
    own = desk.plan.title.get(desk.writer.language, "")
    if own:
        return own.format_map(desk.name_periods())
    title = tidy(desk.writer.answers.definition.title[desk.writer.language])
    return desk.writer.word("default_title", title=title, period=words)


def _write_release(desk: Desk) -> str:
    answers = desk.writer.answers
    if answers.vintage == "packaged":
        return desk.writer.word("release_packaged", dataset=answers.definition.name)
    return desk.writer.word("release", dataset=answers.definition.name, vintage=answers.vintage)


def _write_points(desk: Desk) -> tuple[Block, ...]:
    """Return the main points: the plan's, as far as their figures exist, otherwise the total and its change."""
    heading = Heading("main", desk.writer.word("main_points"))
    written = [(desk.write_prose(point), point) for point in desk.plan.points]
    findings = [Finding(runs, point.target, point.where) for runs, point in written if runs]
    if not findings:
        findings = choose_points(desk)
    if not findings:
        line = desk.writer.say("absent", period=desk.writer.period(desk.period))
        return (heading, Paragraph(line, is_remark=True))
    return (heading, *findings)


def _number_sources(writer: Writer, numbers: tuple[Number, ...]) -> None:
    """Give every page behind a number of the document its place in the list of sources."""
    writer.cite([writer.asked[number.question.partition("#")[0]] for number in numbers])
