"""The sections of a bulletin, each made from answers by its kind."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from esep.answers import Answer, parse_question
from esep.bulletin.document import Block, Column, Heading, Paragraph, Row, Run, Runs, TableBlock
from esep.bulletin.plan import Plan, Prose, Section
from esep.bulletin.runs import Fact, Writer, capitalise, fill
from esep.language.write import write_number
from esep.model.codelist import Code
from esep.model.definition import Break
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import EsepError, Problem, Where


@dataclass
class Desk:
    """What every section is made with: writer, plan, period, and how many figures and tables there are so far.

    `statements` are what others said of these figures and no longer holds: `who`, `date`, `span`, the value now as
    `right_en`, `right_ru` and `right_kk`.
    """

    writer: Writer
    plan: Plan
    period: Period
    labels: dict[str, int] = field(default_factory=dict)
    statements: Sequence[Mapping[str, str]] = ()

    @property
    def previous(self) -> Period:
        """Return the same period a year earlier."""
        return self.period.shift_years(-1)

    def name_periods(self) -> dict[str, str]:
        """Return the words for the periods that every text may use."""
        period, previous = self.writer.period(self.period), self.writer.period(self.previous)
        kind = "year" if self.period.is_year else "period"
        return {
            "period": period,
            "previous": previous,
            "in_period": self.writer.word(f"in_{kind}", period=period),
            "on_previous": self.name_base(self.previous),
        }

    def name_base(self, period: Period) -> str:
        """Return the words for a comparison with a period: on 2023."""
        return self.writer.word("on_year" if period.is_year else "on_period", period=self.writer.period(period))

    def name_span(self) -> str:
        """Return the words for the bulletin's period and the one before it together."""
        first, last = self.writer.period(self.previous), self.writer.period(self.period)
        return self.writer.word("pair", first=first, last=last)

    def number_label(self, kind: str) -> str:
        """Return the next label of a kind (`figure` or `table`): Figure 1, Figure 2 ..."""
        self.labels[kind] = self.labels.get(kind, 0) + 1
        return self.writer.word(f"{kind}_label", number=str(self.labels[kind]))

    def read_question(self, text: str, where: Where) -> Question:
        """Return a question of the plan for this period; a problem with it names the plan's file and line."""
        years = {"period": 0, "previous": -1, "next": 1, "decade": -10}
        for name, ahead in years.items():
            text = text.replace(f"{{{name}}}", str(self.period.shift_years(ahead)))
        try:
            return parse_question(text, self.writer.answers.definition)
        except EsepError as error:
            raise EsepError(replace(problem, where=where) for problem in error.problems) from None

    def write_title(self, section: Section) -> str:
        """Return the title of a section, the plan's own or the usual one of its kind."""
        title = section.title.get(self.writer.language, "")
        if not title:
            return self.writer.word(f"title_{section.kind}")
        return title.format_map(self.name_periods())

    def write_prose(self, prose: Prose) -> Runs:
        """Return the office's words with live figures; nothing at all where one of the figures is missing.

        Raises `EsepError` (`prose-figure-missing`) for that where the words are required.
        """
        template = prose.texts.get(self.writer.language, "")
        answers = {
            name: self.writer.ask(self.read_question(question, prose.where)) for name, question in prose.figures.items()
        }
        missing = [str(answer.question) for answer in answers.values() if answer.figure.value is None]
        if missing and template and prose.is_required:
            raise EsepError(Problem("prose-figure-missing", prose.where, {"question": missing[0]}))
        if not template or missing:
            return ()
        facts: dict[str, Fact] = {name: (self.writer.run(answer),) for name, answer in answers.items()}
        facts |= self.name_periods()
        named = {name for _, name, _, _ in string.Formatter().parse(template)}
        used = [answer for name, answer in answers.items() if name in named]
        return fill(template, facts) + self.warn_of_breaks(used)

    def warn_of_breaks(self, answers: Sequence[Answer]) -> Runs:
        """Return a warning for each break between the periods of any answer; it leads to the reason in full."""
        breaks = {entry.id: entry for answer in answers for entry in answer.breaks}
        runs: list[Run] = []
        for entry in breaks.values():
            words = self.writer.word("break_between", words=self.name_break(entry))
            runs += [Run(" "), Run(words, href=f"#break-{entry.id}")]
        return tuple(runs)

    def name_break(self, entry: Break) -> str:
        """Return a break in a few words: its month and, where the plan has them, its short words."""
        month = self.writer.period(Period.months(entry.date.year, entry.date.month))
        short = self.plan.break_words.get(entry.id, {}).get(self.writer.language, "")
        return self.writer.word("break_rule", month=month, words=short) if short else month

    def say_absent(self, section: Section) -> tuple[Block, ...]:
        """Return a section whose data are absent: its heading and one line that says so."""
        line = self.writer.say("absent", period=self.writer.period(self.period))
        return (Heading(section.id, self.write_title(section)), Paragraph(line, is_remark=True))

    def open_section(self, section: Section) -> tuple[Block, ...]:
        """Return the heading of a section and its paragraphs."""
        written = ((self.write_prose(prose), prose.where) for prose in section.paragraphs)
        paragraphs = tuple(Paragraph(runs, where=where) for runs, where in written if runs)
        return (Heading(section.id, self.write_title(section)), *paragraphs)

    def describe(self, question: Question, unit: str, span: str = "") -> str:
        """Return the statistical subtitle of a figure or table: measure, unit, scope, place, period."""
        is_total = question.measure == "total"
        measure = self.writer.name("measure", question.measure)
        return self.writer.word(
            "subtitle",
            what=capitalise(unit) if is_total else self.writer.word("subtitle_measure", measure=measure, unit=unit),
            scope=self.writer.name("scope", question.scope),
            region=self.writer.name("region", question.region),
            period=span or self.writer.period(question.period),
        )

    def explain_marks(self, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
        """Return the marks in the cells of a table with their meaning, in the order of their first appearance."""
        numbers = [run.number for row in rows for cell in row.cells for run in cell if run.number is not None]
        names = [
            name for number in numbers for name in (number.marks if number.value is not None else (number.status,))
        ]
        return tuple(
            (self.writer.word(f"mark_{name}"), self.writer.word(f"meaning_{name}")) for name in dict.fromkeys(names)
        )


def write_text(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return a section of the office's own words."""
    blocks = desk.open_section(section)
    return blocks if len(blocks) > 1 else desk.say_absent(section)


def write_comparison(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return the same questions asked in several scopes, side by side: a row a question, a column a scope."""
    writer = desk.writer
    scopes = section.scopes or tuple(code.code for code in writer.answers.definition.scopes)
    asked = [
        [desk.read_question(f"{row} scope:{scope} period:{{period}}", section.where) for scope in scopes]
        for row in section.rows
    ]
    answers = [[writer.ask(question) for question in row] for row in asked]
    known = [row for row in answers if any(answer.figure.value is not None for answer in row)]
    if not known:
        return desk.say_absent(section)
    rows = tuple(
        Row(
            (Run(_name_row(desk, row[0].question)),),
            tuple((writer.run(answer, is_bare=True),) for answer in row),
        )
        for row in known
    )
    region = writer.name("region", known[0][0].question.region)
    table = TableBlock(
        id=f"{section.id}-table",
        label=desk.number_label("table"),
        title=writer.word("subtitle_compare", region=region, period=writer.period(desk.period)),
        subtitle="",
        columns=(
            Column(writer.word("column_measure"), is_number=False),
            *(Column(writer.short_name(scope)) for scope in scopes),
        ),
        rows=rows,
        marks=desk.explain_marks(rows),
        source=writer.cite([answer for row in known for answer in row]),
    )
    return (*desk.open_section(section), table)


def _name_row(desk: Desk, question: Question) -> str:
    """Return what a row of a comparison asks, in words."""
    writer = desk.writer
    measure = writer.name("measure", question.measure)
    if question.operation == "share-of":
        whole = writer.name("measure", question.whole, is_first=False)
        return writer.word("row_share", measure=measure, whole=whole)
    if question.operation == "change-from" and question.base_period is not None:
        return writer.word("row_change", measure=measure, base=desk.name_base(question.base_period))
    if question.operation == "rate-per":
        base = write_number(question.rate_base, 0, writer.language)
        return writer.word("row_rate", measure=measure, base=base)
    return measure


def write_regions(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return a table of the regions that existed in the period, in official order, the whole first."""
    writer, definition = desk.writer, desk.writer.answers.definition
    question = desk.read_question(section.question, section.where)
    regions = [code for code in definition.regions.children(question.region) if code.is_valid(desk.period)]
    levels = {code.code: writer.ask(replace(question, region=code.code)) for code in regions}
    if not any(answer.figure.value is not None for answer in levels.values()):
        return desk.say_absent(section)
    whole = definition.regions[question.region]
    rows = tuple(_write_region(desk, question, code, is_total=code is whole) for code in (whole, *regions))
    notes = [] if all(a.figure.value is not None for a in levels.values()) else [writer.say("regions_partly")]
    table = TableBlock(
        id=f"{section.id}-table",
        label=desk.number_label("table"),
        title=desk.describe(question, writer.word("unit_number"), desk.name_span()),
        subtitle="",
        columns=(
            Column(writer.word("column_region"), is_number=False),
            Column(writer.period(desk.previous), writer.word("unit_number")),
            Column(writer.period(desk.period), writer.word("unit_number")),
            Column(writer.word("column_change"), writer.word("unit_percent")),
        ),
        rows=rows,
        notes=tuple(notes),
        marks=desk.explain_marks(rows),
        source=writer.cite([writer.ask(replace(question, region=row)) for row in (question.region, *levels)]),
    )
    return (*desk.open_section(section), table)


def _write_region(desk: Desk, question: Question, code: Code, *, is_total: bool) -> Row:
    here = replace(question, region=code.code)
    asked = (
        replace(here, period=desk.previous),
        here,
        replace(here, operation="change-from", base_period=desk.previous),
    )
    cells = tuple((desk.writer.run(desk.writer.ask(one), is_bare=True),) for one in asked)
    return Row((Run(desk.writer.name("region", code.code)),), cells, is_total)
