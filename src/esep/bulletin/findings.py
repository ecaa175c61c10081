"""The sections that say what methods found: their sentences, a table of what they compare, and what they assume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.answers import Answer, list_amounts, name_estimate, name_subject, write_fact, write_small
from esep.bulletin.document import Block, Column, FigureBlock, Heading, Paragraph, Row, Run, Runs, TableBlock, flatten
from esep.bulletin.finding_charts import draw_finding
from esep.bulletin.plan import Section
from esep.bulletin.runs import Fact, Writer, capitalise, fill, write_plain
from esep.bulletin.sections import Desk
from esep.language.phrases import find_phrase, find_plural
from esep.language.write import RATE_BASES, write_number
from esep.model.finding import Estimate, Finding
from esep.model.question import Question
from esep.model.remark import Remark

# Methods whose chart draws the years that they used.
OUTLOOK, TREND = "outlook", "trend"
# Units that a column can have once, in its header.
HEADER_UNITS = {"percent": "unit_percent", "percentage_points": "unit_points", **dict.fromkeys(RATE_BASES, "unit_per")}


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
                text=write_small(value, unit, decimals, self.writer.language),
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

    def name_subject(self, subject: str) -> str:
        """Return what a row of the finding is about, with a capital."""
        return capitalise(name_subject(subject, self.writer.language, self.answer.name))

    def say_first(self) -> str:
        """Return the first sentence of the finding as text."""
        return flatten(self.say(self.finding.sentences[0]))

    def say(self, remark: Remark, at: str = "") -> Runs:
        """Return a sentence as runs; `at` is its address (`sentence-1`), without one its numbers are plain text."""
        phrase = find_phrase(remark.key, self.writer.language)
        names = self.answer.name
        facts: dict[str, Fact] = {
            name: (self.run(f"{at}.{name}"),)
            if isinstance(fact, tuple | int) and at
            else write_fact(fact, self.writer.language, names)
            for name, fact in remark.facts.items()
        }
        count = remark.facts.get("n")
        if isinstance(count, int) and not at:
            facts["n"] = write_number(count, 0, self.writer.language)
        if not isinstance(phrase, str):
            assert isinstance(count, int), f"{remark.key} has plural forms and needs a number n"
            phrase = phrase[find_plural(count, self.writer.language)]
        return begin(fill(phrase, facts))

    def say_all(self, kind: str, remarks: Sequence[Remark]) -> tuple[Runs, ...]:
        """Return the sentences of a kind (`sentence` or `assumption`), each with its address."""
        return tuple(self.say(remark, f"{kind}-{number}") for number, remark in enumerate(remarks, 1))


def _write_finding(desk: Desk, place: Place, name: str) -> list[Block]:
    """Return the sentences of a finding, its table where it compares several things, and its assumptions."""
    writer, finding = place.writer, place.finding
    title = writer.word(f"method_{finding.method}", subject=_name_subject(place))
    blocks: list[Block] = [Heading(name, title, 3)]
    blocks += [Paragraph(runs) for runs in place.say_all("sentence", finding.sentences)]
    figure = _draw(desk, place, name)
    blocks += [figure] if figure is not None else []
    if finding.rows and (figure is None or finding.method == TREND):
        blocks.append(_tabulate(desk, place, f"{name}-rows" if figure is not None else name))
    elif figure is None:
        blocks += [Paragraph(runs, is_remark=True) for runs in place.say_all("assumption", finding.assumptions)]
    return blocks


def _draw(desk: Desk, place: Place, name: str) -> FigureBlock | None:
    """Return the chart of a finding with the table of what it draws, `None` for a method without one."""
    if place.finding.method in (OUTLOOK, TREND):
        return draw_finding(desk, place.answer, _list_years(desk, place, name))
    if place.finding.method == "regions" and place.finding.rows:
        return draw_finding(desk, place.answer, _tabulate(desk, place, name, is_drawn=True))
    return None


def begin(runs: Runs) -> Runs:
    """Return a sentence that begins with a capital."""
    first = next((at for at, run in enumerate(runs) if run.words), None)
    if first is None or runs[first].number is not None:
        return runs
    return (*runs[:first], replace(runs[first], text=capitalise(runs[first].text)), *runs[first + 1 :])


def _name_subject(place: Place) -> str:
    question = place.answer.question
    measure = place.writer.name("measure", question.measure)
    return f"{measure}, {place.writer.name('region', question.region)}"


def _list_years(desk: Desk, place: Place, name: str) -> TableBlock:
    """Return the table below the chart of an outlook or a trend: the years that were used, and the interval ahead."""
    writer, answer, finding = place.writer, place.answer, place.finding
    keys = [cell.key for cell in finding.cells]
    known = [writer.ask(Question(key.measure, key.scope, key.region, key.period, key.attribute)) for key in keys]
    rows = [Row((Run(writer.period(a.question.period)),), ((writer.run(a, is_bare=True),),)) for a in known]
    if finding.method == OUTLOOK and finding.estimates and answer.question.base_period is not None:
        ahead = _write_cell(place, "", finding.estimates, "expected", is_bare=True)
        rows.append(Row((Run(writer.period(answer.question.base_period)),), (ahead,)))
    return TableBlock(
        id=f"{name}-table",
        label="",
        title="",
        subtitle="",
        columns=(Column(writer.word("column_period"), is_number=False), Column(writer.word("column_number"))),
        rows=tuple(rows),
        notes=place.say_all("assumption", finding.assumptions) if finding.method == OUTLOOK else (),
        marks=desk.explain_marks(rows),
        source=writer.cite([answer]),
    )


def _tabulate(desk: Desk, place: Place, name: str, *, is_drawn: bool = False) -> TableBlock:
    writer, finding = place.writer, place.finding
    columns = {estimate.name: estimate for row in finding.rows for estimate in row.estimates}
    shared = _find_shared(finding)
    rows = tuple(
        Row(
            (Run(place.name_subject(row.subject)),),
            tuple(_write_cell(place, f"row-{number}", row.estimates, name, is_bare=name in shared) for name in columns),
        )
        for number, row in enumerate(finding.rows, 1)
    )
    return TableBlock(
        id=f"{name}-table",
        label="" if is_drawn else desk.number_label("table"),
        title="" if is_drawn else writer.word(f"method_{finding.method}", subject=_name_subject(place)),
        subtitle="",
        columns=(
            Column(writer.word("column_subject"), is_number=False),
            *(_make_column(place, one, one.name in shared) for one in columns.values()),
        ),
        rows=rows,
        notes=place.say_all("assumption", finding.assumptions),
        source=writer.cite([place.answer]),
    )


def _find_shared(finding: Finding) -> set[str]:
    """Return the columns whose unit can stand in the header: per cent and points, where every row has that unit."""
    units: dict[str, set[str]] = {}
    for estimate in (estimate for row in finding.rows for estimate in row.estimates):
        units.setdefault(estimate.name, set()).add(estimate.unit)
    return {name for name, found in units.items() if len(found) == 1 and found <= HEADER_UNITS.keys()}


def _make_column(place: Place, estimate: Estimate, is_shared: bool) -> Column:
    title = capitalise(name_estimate(place.finding, estimate, place.writer.language))
    base = write_number(RATE_BASES.get(estimate.unit, 0), 0, place.writer.language)
    return Column(title, place.writer.word(HEADER_UNITS[estimate.unit], base=base) if is_shared else "")


def _write_cell(place: Place, row: str, estimates: Sequence[Estimate], column: str, *, is_bare: bool) -> Runs:
    found = next((estimate for estimate in estimates if estimate.name == column), None)
    if found is None or found.value is None:
        return (Run(place.writer.word("mark_M")),)
    address = f"{row}.{column}" if row else column
    interval = found.interval
    if interval is None or interval.low is None or interval.high is None:
        return (place.run(address, is_bare=is_bare),)
    ends = {end: (place.run(f"{address}.{end}", is_bare=is_bare),) for end in ("low", "high")}
    phrase = str(find_phrase("answers.with_interval", place.writer.language))
    return fill(phrase, {"value": (place.run(address, is_bare=is_bare),), **ends})
