"""Charts of what methods found: regions in a funnel, an outlook as a fan, a trend as a line through its years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answer
from esep.bulletin.document import FigureBlock, Runs, TableBlock
from esep.bulletin.figures import number_stretches, place_day
from esep.bulletin.runs import Fact
from esep.bulletin.sections import Desk
from esep.drawing.charts import WIDTHS, BreakRule
from esep.drawing.funnel import Area, funnel_chart
from esep.drawing.lines import Axes, Line, Spot, choose_steps, lines_chart
from esep.language.write import RATE_BASES, write_number
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.period import Period

HALF = Fraction(1, 2)
# The assumption of a funnel whose limits are widened by how much areas differ anyway.
WIDENED = "regions.assume_wide"


def draw_finding(desk: Desk, answer: Answer, table: TableBlock) -> FigureBlock | None:
    """Return the chart of a finding with its table; `None` where its method has none, or there is nothing to draw."""
    finding = answer.finding
    if finding is None:
        return None
    # A trend uses the comparable years only, also where the years that were asked for lie on both sides of a break.
    if finding.method == "trend" and finding.rows:
        return _draw_trend(desk, answer, finding, table)
    if answer.figure.value is None:
        return None
    if finding.method == "regions":
        return _draw_funnel(desk, answer, finding, table)
    if finding.method == "outlook" and answer.question.period.is_year:
        return _draw_outlook(desk, answer, finding, table)
    return None


def _draw_funnel(desk: Desk, answer: Answer, finding: Finding, table: TableBlock) -> FigureBlock:
    language, unit = desk.writer.language, answer.figure.unit
    areas = [_make_area(desk, row, RATE_BASES[unit]) for row in finding.rows]
    common = answer.figure.value or Fraction(0)
    high = max(max(area.rate, area.outer[1]) for area in areas)
    ticks = tuple((value, write_number(value, 0, language)) for value in choose_steps(Fraction(0), high))
    people = choose_steps(Fraction(0), max(area.people for area in areas))
    axes = Axes(ticks, tuple((value, write_number(value, 0, language)) for value in people))
    is_widened = any(remark.key == WIDENED for remark in finding.assumptions)
    facts: dict[str, Fact] = {
        "measure": desk.writer.name("measure", answer.question.measure),
        "region": desk.writer.name("region", answer.question.region),
    }
    limits = "chart_funnel_widened" if is_widened else "chart_funnel_limits"
    return _frame(
        desk,
        answer,
        table,
        "funnel",
        facts,
        {width: funnel_chart(areas, common, axes, width, is_widened=is_widened) for width in WIDTHS},
        (desk.writer.say("chart_funnel_axes"), desk.writer.say(limits)),
    )


def _make_area(desk: Desk, row: FindingRow, base: int) -> Area:
    """Return a region as an area; its people are what its count and its rate imply."""
    found = {estimate.name: estimate for estimate in row.estimates}
    code = row.subject.partition(":")[2]
    known = desk.writer.answers.definition.regions[code]
    rate, raw = found["rate"].value or Fraction(0), found["raw"].value or Fraction(0)
    name = known.short_names.get(desk.writer.language) or desk.writer.name("region", code)
    inner, outer = _find_ends(found["limits95"]), _find_ends(found["limits998"])
    return Area(name, raw / rate * base if rate else Fraction(0), rate, inner, outer)


def _find_ends(estimate: Estimate) -> tuple[Fraction, Fraction]:
    interval = estimate.interval
    assert interval is not None
    return interval.low or Fraction(0), interval.high or Fraction(0)


def _draw_outlook(desk: Desk, answer: Answer, finding: Finding, table: TableBlock) -> FigureBlock | None:
    """Return the years that were used as a line, and a fan from the last of them to the target."""
    language, target = desk.writer.language, answer.question.base_period
    known = [(cell.key.period, cell.value) for cell in finding.cells if cell.value is not None]
    if target is None or not known:
        return None
    middle = answer.figure.value or Fraction(0)
    low, high = _find_ends(finding.estimates[0])
    last = Spot(_place(known[-1][0]), known[-1][1], known[-1][1], known[-1][1])
    end = Spot(_place(target), middle, low, high, stretch=1)
    spots = (*(Spot(_place(period), value) for period, value in known), end)
    decimals = 0 if answer.figure.unit == "count" else 1
    label = write_number(middle, decimals, language)
    steps = choose_steps(Fraction(0), max(high, *(value for _, value in known)))
    moments = tuple((_place(period), desk.writer.period(period)) for period in (*(p for p, _ in known), target))
    axes = Axes(tuple((value, write_number(value, 0, language)) for value in steps), moments)
    facts: dict[str, Fact] = {
        "measure": desk.writer.name("measure", answer.question.measure),
        "region": desk.writer.name("region", answer.question.region),
        "first": desk.writer.period(known[0][0]),
        "last": desk.writer.period(known[-1][0]),
        "target": desk.writer.period(target),
    }
    line = Line(str(facts["measure"]), label, spots)
    specs = {width: lines_chart([line], axes, width, fan=(last, end)) for width in WIDTHS}
    return _frame(desk, answer, table, "outlook", facts, specs, (desk.writer.say("chart_outlook_fan"),))


def _draw_trend(desk: Desk, answer: Answer, finding: Finding, table: TableBlock) -> FigureBlock:
    """Return the years that were used as points, joined where nothing divides them, and the line fitted to them."""
    language, question = desk.writer.language, answer.question
    known = [(cell.key.period, cell.value or Fraction(0)) for cell in finding.cells]
    first, last = known[0][0], known[-1][0]
    breaks = desk.writer.answers.definition.find_breaks(question.scope, question.measure, question.region, first, last)
    stretches = number_stretches([period for period, _ in known], breaks)
    seen = tuple(Spot(_place(period), value, stretch=at) for (period, value), at in zip(known, stretches, strict=True))
    fitted = tuple(_fit_line(finding))
    highest = max(spot.value for spot in (*seen, *fitted))
    letters = str(desk.writer.word("break_letters"))
    axes = Axes(
        tuple((value, write_number(value, 0, language)) for value in choose_steps(Fraction(0), highest)),
        tuple((_place(period), desk.writer.period(period)) for period, _ in known),
        tuple(
            BreakRule(place_day(entry.date), letter, desk.name_break(entry))
            for entry, letter in zip(breaks, letters, strict=False)
        ),
    )
    facts: dict[str, Fact] = {
        "measure": desk.writer.name("measure", question.measure),
        "first": desk.writer.period(first),
        "last": desk.writer.period(last),
    }
    lines = [
        Line(str(facts["measure"]), "", seen),
        Line(desk.writer.word("chart_trend_line"), "", fitted, is_plain=True),
    ]
    specs = {width: lines_chart(lines, axes, width) for width in WIDTHS}
    frame = _frame(desk, answer, table, "trend", facts, specs, (desk.writer.say("chart_trend_note"),))
    span = desk.writer.word("span", first=str(facts["first"]), last=str(facts["last"]))
    return replace(frame, subtitle=desk.describe(question, _name_unit(desk, finding.cells[0].key.unit), span))


def _fit_line(finding: Finding) -> Iterator[Spot]:
    """Yield the fitted line year by year: within a stretch every year has the same pace."""
    for at, row in enumerate(finding.rows):
        span, found = Period.parse(row.subject), {estimate.name: estimate.value for estimate in row.estimates}
        start, end = (float(found[f"line_{name}"] or 0) for name in ("start", "end"))
        years = span.end.year - span.start.year
        for year in range(1 if at else 0, years + 1):
            value = start * (end / start) ** (year / years) if start > 0 and years else start
            yield Spot(span.start.year + year + HALF, Fraction(value))


def _place(period: Period) -> Fraction:
    return period.start.year + HALF


def _frame(
    desk: Desk,
    answer: Answer,
    table: TableBlock,
    kind: str,
    facts: dict[str, Fact],
    specs: dict[int, dict[str, object]],
    notes: tuple[Runs, ...],
) -> FigureBlock:
    """Return a chart with its words: title and description say what is drawn, so that no new month makes them false."""
    words = {name: str(fact) for name, fact in facts.items()}
    return FigureBlock(
        id=table.id.removesuffix("-table") + "-figure",
        label=desk.number_label("figure"),
        kind=kind,
        title=desk.writer.say(f"chart_{kind}", **facts),
        subtitle=desk.describe(answer.question, _name_unit(desk, answer.figure.unit)),
        alt=desk.writer.word(f"alt_{kind}", **words),
        specs=specs,
        table=replace(table, notes=(), source=()),
        notes=(*notes, *table.notes),
        source=table.source,
    )


def _name_unit(desk: Desk, unit: str) -> str:
    if unit not in RATE_BASES:
        return desk.writer.word("unit_number")
    return desk.writer.word("unit_per", base=write_number(RATE_BASES[unit], 0, desk.writer.language))
