"""The sections that hold a chart: a structure as bars, a series as a line."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.answers import Answer
from esep.bulletin.document import Block, Column, FigureBlock, Row, Run, Runs, TableBlock
from esep.bulletin.plan import Section
from esep.bulletin.sections import Desk
from esep.drawing.charts import WIDTHS, Bar, BreakRule, Point, bar_chart, choose_ticks, line_chart
from esep.language.write import write_number
from esep.model.definition import Break
from esep.model.period import Period
from esep.model.question import Question

NO_BREAK = "—"


@dataclass(frozen=True)
class Part:
    """A part of a whole: its level and its share."""

    level: Answer
    share: Answer
    is_rest: bool = False

    @property
    def is_known(self) -> bool:
        """Return whether both the level and the share have a value."""
        return self.level.figure.value is not None and self.share.figure.value is not None


def write_structure(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return the parts of a whole as bars, largest first, the remainder last."""
    question = desk.read_question(section.question, section.where)
    whole = _ask_part(desk, question, question.measure)
    parts = [_ask_part(desk, question, code) for code in section.parts if code != section.rest]
    parts.sort(key=lambda part: (not part.is_known, -(part.level.figure.value or Fraction(0))))
    if section.rest:
        parts.append(replace(_ask_part(desk, question, section.rest), is_rest=True))
    known = [part for part in parts if part.is_known]
    if not whole.is_known or not known:
        return desk.say_absent(section)
    finding = desk.write_prose(section.finding) or _find_largest(desk, known)
    writer = desk.writer
    bars = [_draw_bar(desk, part) for part in known]
    largest = known[0]
    figure = FigureBlock(
        id=f"{section.id}-figure",
        label=desk.number_label("figure"),
        kind="bar",
        title=finding,
        subtitle=desk.describe(question, writer.word("unit_number_share")),
        alt=writer.word(
            "alt_bars",
            measure=writer.name("measure", question.measure),
            largest=writer.name("measure", largest.level.question.measure),
            share=largest.share.text(writer.language),
        ),
        specs={width: bar_chart(bars, width) for width in WIDTHS},
        table=_tabulate_parts(desk, section, whole, parts),
        notes=_note_sum(desk, whole, known),
        source=writer.cite([whole.level, *(part.level for part in known)]),
    )
    return (*desk.open_section(section), figure)


def _ask_part(desk: Desk, question: Question, measure: str) -> Part:
    level = replace(question, measure=measure)
    share = replace(level, operation="share-of", whole=question.measure)
    return Part(desk.writer.ask(level), desk.writer.ask(share))


def _find_largest(desk: Desk, known: Sequence[Part]) -> Runs:
    writer = desk.writer
    part = max((part for part in known if not part.is_rest), key=_size, default=known[0])
    name = writer.name("measure", part.level.question.measure)
    return writer.say("finding_largest", name=name, share=(writer.run(part.share),), **desk.name_periods())


def _size(part: Part) -> Fraction:
    return part.level.figure.value or Fraction(0)


def _draw_bar(desk: Desk, part: Part) -> Bar:
    number, share = desk.writer.number(part.level), desk.writer.number(part.share)
    name = desk.writer.name("measure", part.level.question.measure)
    return Bar(name, _size(part), f"{number.bare} · {share.text}", part.is_rest)


def _tabulate_parts(desk: Desk, section: Section, whole: Part, parts: Sequence[Part]) -> TableBlock:
    writer = desk.writer
    rows = tuple(
        Row(
            (Run(writer.name("measure", part.level.question.measure)),),
            ((writer.run(part.level, is_bare=True),), (writer.run(part.share, is_bare=True),)),
            part is whole,
        )
        for part in (whole, *parts)
    )
    return TableBlock(
        id=f"{section.id}-table",
        label="",
        title="",
        subtitle="",
        columns=(
            Column(writer.word("column_measure"), is_number=False),
            Column(writer.word("column_number"), writer.word("unit_number")),
            Column(writer.word("column_share"), writer.word("unit_percent")),
        ),
        rows=rows,
        marks=desk.explain_marks(rows),
    )


def _note_sum(desk: Desk, whole: Part, known: Sequence[Part]) -> tuple[Runs, ...]:
    """Return whether the parts add up to the whole: a reader should not have to try."""
    is_equal = sum((_size(part) for part in known), Fraction(0)) == _size(whole)
    return (desk.writer.say("parts_add_up" if is_equal else "parts_differ"),)


def write_series(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return one series over the years as a line with its breaks."""
    writer = desk.writer
    question = desk.read_question(section.question, section.where)
    series = [
        answer
        for answer in writer.answers.series(
            question.measure, question.scope, question.region, attribute=question.attribute
        )
        if answer.figure.value is not None
    ]
    if len(series) < 2:
        return desk.say_absent(section)
    breaks = _list_breaks(desk, series)
    letters = dict(zip((entry.id for entry in breaks), writer.word("break_letters"), strict=False))
    first, last = series[0], series[-1]
    years = Period(first.question.period.start, last.question.period.end)
    span = writer.word("span", first=writer.period(first.question.period), last=writer.period(last.question.period))
    figure = FigureBlock(
        id=f"{section.id}-figure",
        label=desk.number_label("figure"),
        kind="line",
        title=desk.write_prose(section.finding) or _find_level(desk, series),
        subtitle=desk.describe(question, writer.word("unit_number"), span if years else ""),
        alt=_describe_line(desk, question, series, breaks),
        specs=_draw_line(desk, series, breaks, letters),
        table=_tabulate_series(desk, section, series, breaks, letters),
        notes=(*(_note_break(desk, entry, letters) for entry in breaks), *_note_rounding(desk, series)),
        source=writer.cite(series),
    )
    return (*desk.open_section(section), figure)


def _list_breaks(desk: Desk, series: Sequence[Answer]) -> list[Break]:
    first, last = series[0].question, series[-1].question
    found = desk.writer.answers.definition.find_breaks(
        first.scope, first.measure, first.region, first.period, last.period
    )
    return list(found)


def _find_level(desk: Desk, series: Sequence[Answer]) -> Runs:
    """Return the level of the bulletin's period as a title, or that of the last one there is."""
    writer = desk.writer
    answer = next((a for a in series if a.question.period == desk.period), series[-1])
    return writer.say(
        "finding_level",
        name=writer.name("measure", answer.question.measure),
        value=(writer.run(answer),),
        period=writer.period(answer.question.period),
    )


def _describe_line(desk: Desk, question: Question, series: Sequence[Answer], breaks: Sequence[Break]) -> str:
    writer = desk.writer
    first, last = series[0], series[-1]
    shape = writer.word(
        "alt_line",
        measure=writer.name("measure", question.measure),
        first=writer.period(first.question.period),
        first_value=writer.number(first).text,
        last=writer.period(last.question.period),
        last_value=writer.number(last).text,
    )
    if not breaks:
        return shape
    return shape + " " + writer.word("alt_breaks", days="; ".join(_name_month(desk, entry.date) for entry in breaks))


def _name_month(desk: Desk, day: datetime.date) -> str:
    return desk.writer.period(Period.months(day.year, day.month))


def _draw_line(
    desk: Desk, series: Sequence[Answer], breaks: Sequence[Break], letters: dict[str, str]
) -> dict[int, dict[str, object]]:
    writer = desk.writer
    points: list[Point] = []
    stretches = number_stretches([answer.question.period for answer in series], breaks)
    for answer, stretch in zip(series, stretches, strict=True):
        period, value = answer.question.period, answer.figure.value or Fraction(0)
        time = Fraction(period.start.year) + Fraction(1, 2)
        is_main = period == desk.period
        points.append(Point(time, value, writer.number(answer).bare, writer.period(period), stretch, is_main))
    rules = [BreakRule(place_day(entry.date), letters.get(entry.id, ""), desk.name_break(entry)) for entry in breaks]
    ticks = [(v, write_number(v, 0, writer.language)) for v in choose_ticks(max(point.value for point in points))]
    return {width: line_chart(points, rules, ticks, width) for width in WIDTHS}


def number_stretches(periods: Sequence[Period], breaks: Sequence[Break]) -> list[int]:
    """Return for each year the number of its stretch: two may not be joined where years between them are missing, or a
    break divides them.
    """
    numbers = [0] * len(periods)
    for at in range(1, len(periods)):
        earlier, later = periods[at - 1], periods[at]
        is_cut = later.start.year - earlier.start.year > 1 or any(entry.divides(earlier, later) for entry in breaks)
        numbers[at] = numbers[at - 1] + is_cut
    return numbers


def place_day(day: datetime.date) -> Fraction:
    """Return a day in years: 2024-07-02 is 2024 and a half."""
    first = datetime.date(day.year, 1, 1)
    return day.year + Fraction((day - first).days, (datetime.date(day.year, 12, 31) - first).days + 1)


def _note_break(desk: Desk, entry: Break, letters: dict[str, str]) -> Runs:
    return desk.writer.say(
        "break_note",
        letter=letters.get(entry.id, ""),
        month=_name_month(desk, entry.date),
        reason=entry.reason[desk.writer.language],
    )


def _note_rounding(desk: Desk, series: Sequence[Answer]) -> tuple[Runs, ...]:
    is_rounded = any("rounded" in desk.writer.number(answer).marks for answer in series)
    return (desk.writer.say("some_rounded"),) if is_rounded else ()


def _tabulate_series(
    desk: Desk, section: Section, series: Sequence[Answer], breaks: Sequence[Break], letters: dict[str, str]
) -> TableBlock:
    writer = desk.writer
    rows = []
    for answer in series:
        period = answer.question.period
        here = [letters.get(b.id, "") for b in breaks if period.start <= b.date <= period.end]
        cells: list[Runs] = [(writer.run(answer, is_bare=True),)]
        if breaks:
            cells.append((Run(", ".join(here) or NO_BREAK),))
        rows.append(Row((Run(writer.period(period)),), tuple(cells)))
    columns = [
        Column(writer.word("column_period"), is_number=False),
        Column(writer.word("column_number"), writer.word("unit_number")),
    ]
    if breaks:
        columns.append(Column(writer.word("column_break"), is_number=False))
    return TableBlock(
        id=f"{section.id}-table",
        label="",
        title="",
        subtitle="",
        columns=tuple(columns),
        rows=tuple(rows),
        marks=desk.explain_marks(rows),
    )
