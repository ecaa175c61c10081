"""The sections that say what methods found: their sentences, a table of what they compare, and what they assume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.answers import Answer, list_amounts, name_estimate, name_subject, write_fact
from esep.bulletin.document import Block, Column, Heading, Paragraph, Row, Run, Runs, TableBlock, flatten
from esep.bulletin.plan import Section
from esep.bulletin.runs import Fact, Writer, capitalise, fill, write_plain
from esep.bulletin.sections import Desk
from esep.language.phrases import find_phrase, find_plural
from esep.language.write import write_amount, write_number
from esep.model.finding import Estimate, Finding
from esep.model.remark import Remark


def write_findings(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return what methods say to the questions of a section, one after the other; one without a finding is left out."""
    asked = [desk.read_question(row, section.where) for row in section.rows]
    answers = [answer for answer in map(desk.writer.assess, asked) if answer.finding is not None]
    if not answers:
        return desk.say_absent(section)
    blocks: list[Block] = list(desk.open_section(section))
    for number, answer in enumerate(answers, 1):
        blocks += _write_finding(desk, Place(desk.writer, answer), f"{section.id}-{number}")
    return tuple(blocks)


@dataclass(frozen=True)
class Place:
    """An answer with its finding, and who writes it."""

    writer: Writer
    answer: Answer

    @property
    def finding(self) -> Finding:
        """Return the finding."""
        assert self.answer.finding is not None
        return self.answer.finding

    def run(self, address: str, *, is_bare: bool = False) -> Run:
        """Return an amount of the finding as a run: its question is that of the answer, with the address behind it."""
        value, unit, decimals = list_amounts(self.finding)[address]
        number = self.writer.number(replace(self.answer, finding=None))
        return Run(
            number=replace(
                number,
                question=f"{number.question}#{address}",
                text=write_amount(value, unit, decimals, self.writer.language),
                bare=write_number(value, decimals, self.writer.language),
                plain=write_plain(value, decimals),
                value=value,
                unit=unit,
                label=self.say_first(),
                status=self.finding.status,
                marks=(),
                cells=tuple(str(cell.key) for cell in self.finding.cells) or number.cells,
            ),
            is_bare=is_bare,
        )

    def say_first(self) -> str:
        """Return the first sentence of the finding as text."""
        return capitalise(flatten(self.say(self.finding.sentences[0])))

    def say(self, remark: Remark, number: int = 0) -> Runs:
        """Return a sentence as runs; `number` is its place among the sentences, 0 writes its amounts as plain text."""
        phrase = find_phrase(remark.key, self.writer.language)
        names = self.answer.name
        facts: dict[str, Fact] = {
            name: (self.run(f"sentence-{number}.{name}"),)
            if isinstance(fact, tuple) and number
            else write_fact(fact, self.writer.language, names)
            for name, fact in remark.facts.items()
        }
        count = remark.facts.get("n")
        if isinstance(count, int):
            facts["n"] = write_number(count, 0, self.writer.language)
        if not isinstance(phrase, str):
            assert isinstance(count, int), f"{remark.key} has plural forms and needs a number n"
            phrase = phrase[find_plural(count, self.writer.language)]
        return fill(phrase, facts)


def _write_finding(desk: Desk, place: Place, name: str) -> list[Block]:
    """Return the sentences of a finding, its table where it compares several things, and its assumptions."""
    writer, finding = place.writer, place.finding
    title = writer.word(f"method_{finding.method}", subject=_name_subject(place))
    blocks: list[Block] = [Heading(name, title, 3)]
    blocks += [Paragraph(place.say(remark, number)) for number, remark in enumerate(finding.sentences, 1)]
    if finding.rows:
        blocks.append(_tabulate(desk, place, name))
    elif finding.assumptions:
        blocks += [Paragraph(place.say(remark), is_remark=True) for remark in finding.assumptions]
    return blocks


def _name_subject(place: Place) -> str:
    question = place.answer.question
    measure = place.writer.name("measure", question.measure)
    return f"{measure}, {place.writer.name('region', question.region)}"


def _tabulate(desk: Desk, place: Place, name: str) -> TableBlock:
    writer, finding = place.writer, place.finding
    columns = {estimate.name: estimate for row in finding.rows for estimate in row.estimates}
    rows = tuple(
        Row(
            (Run(capitalise(name_subject(row.subject, writer.language, place.answer.name))),),
            tuple(_write_cell(place, f"row-{number}", row.estimates, column) for column in columns),
        )
        for number, row in enumerate(finding.rows, 1)
    )
    return TableBlock(
        id=f"{name}-table",
        label=desk.number_label("table"),
        title=writer.word(f"method_{finding.method}", subject=_name_subject(place)),
        subtitle="",
        columns=(
            Column("", is_number=False),
            *(Column(capitalise(name_estimate(finding, one, writer.language))) for one in columns.values()),
        ),
        rows=rows,
        notes=tuple(place.say(remark) for remark in finding.assumptions),
        source=writer.cite([place.answer]),
    )


def _write_cell(place: Place, row: str, estimates: Sequence[Estimate], column: str) -> Runs:
    found = next((estimate for estimate in estimates if estimate.name == column), None)
    if found is None or found.value is None:
        return (Run(place.writer.word("mark_M")),)
    address = f"{row}.{column}"
    interval = found.interval
    if interval is None or interval.low is None or interval.high is None:
        return (place.run(address),)
    ends = {end: (place.run(f"{address}.{end}"),) for end in ("low", "high")}
    return fill(
        str(find_phrase("answers.with_interval", place.writer.language)), {"value": (place.run(address),), **ends}
    )
