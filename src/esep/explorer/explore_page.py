"""The explorer: choosing series, and seeing them as a chart, a table or a map."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

from esep.answers import Answer
from esep.bulletin.runs import capitalise
from esep.drawing.charts import WIDTHS
from esep.drawing.direct import draw_direct
from esep.drawing.squares import choose_limits
from esep.drawing.svg import draw_picture
from esep.explorer.charting import (
    describe_chart,
    draw_chart,
    draw_map,
    letter_breaks,
    list_classes,
    make_specs,
    name_break,
    name_line,
)
from esep.explorer.choosing import describe_form
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.explorer.selection import VIEWS, Selection
from esep.explorer.table import Table, make_question, tabulate
from esep.explorer.telling import cite_sources, list_marks, say_notes, write_unit
from esep.exports import make_safe
from esep.model.period import Period

FILES = ("data.csv", "chart.svg", "chart.png")
COLUMNS = (
    *("question", "measure", "measure_name", "attribute", "region", "region_name", "scope", "period"),
    *("value", "unit", "low", "high", "status", "break", "vintage"),
)

# A minus in these is a minus.
NUMBERS = ("value", "low", "high")


def render_series(desk: Desk, selection: Selection) -> Page:
    """Return a series in the view that is asked for."""
    table, is_instead = _tabulate_known(desk, selection)
    shown = table.selection
    topic = write_topic(desk, table)
    facts: dict[str, Any] = {
        "topic": topic,
        "subtitle": write_subtitle(desk, table),
        "findings": table.main,
        "tabs": _list_tabs(desk, shown),
        "view": shown.view,
        "form": describe_form(desk, table),
        "notes": say_notes(desk, table),
        "sources": cite_sources(desk, [a for line in table.lines for a in line.answers]),
        "elsewhere": _list_elsewhere(desk, table),
        "files": _list_files(desk, table),
        "address": desk.write_address(desk.address.path) + (f"?{shown.query}" if shown.query else ""),
        "is_instead": is_instead,
        "words": " ".join(desk.query.get("q", ()))[:100],
        "choose": desk.link(desk.path("explore")),
        "query": shown.query,
        "grid": None,
        "tiles": None,
        "drawings": {},
    }
    if shown.view == "map":
        facts["tiles"] = tiles = write_map(desk, shown)
        topic = desk.name("measure", shown.measures[0])
        parts = (capitalise(tiles["unit"]), desk.writer.short_name(shown.scope), tiles["period"])
        facts |= {"topic": topic, "subtitle": "; ".join(part for part in parts if part)}
    else:
        facts["grid"] = write_grid(desk, table)
        facts["marks"] = list_marks(desk, [n for row in facts["grid"]["rows"] for n in row["cells"]])
    if shown.view == "chart":
        facts["drawings"] = draw_chart(desk, table, f"{topic}. {facts['subtitle']}", describe_chart(desk, table))
    return render(desk, "series.html", topic, **facts)


def write_topic(desk: Desk, table: Table) -> str:
    """Return what the page is about: offences, then places."""
    selection = table.selection
    measures = ", ".join(desk.name("measure", code, is_first=not at) for at, code in enumerate(selection.measures))
    if selection.attribute:
        measures += f" ({desk.name('attribute', selection.attribute, is_first=False)})"
    regions = ", ".join(desk.name("region", code) for code in selection.regions)
    return f"{measures}: {regions}"


def write_subtitle(desk: Desk, table: Table) -> str:
    """Return unit and base, scope and years."""
    unit = write_unit(desk, table.selection)
    scope = desk.writer.short_name(table.selection.scope)
    parts = [capitalise(unit), scope]
    if table.periods:
        first, last = table.periods[0], table.periods[-1]
        parts.append(
            desk.period(last) if first == last else desk.word("span", first=desk.period(first), last=desk.period(last))
        )
    return "; ".join(parts)


def _list_tabs(desk: Desk, selection: Selection) -> list[dict[str, Any]]:
    tabs = []
    for view in VIEWS:
        other = replace(selection, view=view, period="" if view != "map" else selection.period)
        href = desk.link(desk.path("explore", *other.steps), "" if desk.site.is_static else other.query)
        if href:
            tabs.append({"name": desk.word(f"view_{view}"), "href": href, "is_here": view == selection.view})
    return tabs


def _tabulate_known(desk: Desk, selection: Selection) -> tuple[Table, bool]:
    """Return the answers that are asked for; where no rate, share or change can be computed, the numbers instead."""
    table = tabulate(desk, selection)
    if table.main or selection.quantity == "number" or selection.view == "map":
        return table, False
    plain = tabulate(desk, replace(selection, quantity="number"))
    return (plain, True) if plain.main else (table, False)


def _list_files(desk: Desk, table: Table) -> list[tuple[str, str]]:
    selection = table.selection
    names = FILES if any(len(line.known) > 1 for line in table.lines) else FILES[:1]
    place = desk.path("explore", *replace(selection, view="chart").steps)
    links = [(name.rpartition(".")[2].upper(), desk.link(place + name, selection.query)) for name in names]
    return [(name, href) for name, href in links if href]


def write_grid(desk: Desk, table: Table) -> dict[str, Any]:
    """Return the table: a row for each period, a column for each series, and the letters of breaks."""
    letters = letter_breaks(desk, table)
    rows = []
    for at, period in enumerate(table.periods):
        inside = [letters.get(b.id, "") for b in table.breaks if period.start <= b.date <= period.end]
        cells = [desk.number(line.answers[at]) for line in table.lines]
        rows.append({"name": desk.period(period), "cells": cells, "breaks": ", ".join(filter(None, inside))})
    return {
        "columns": [name_line(desk, table, at) for at in range(len(table.lines))],
        "rows": rows,
        "breaks": [
            (letters[b.id], name_break(desk, b), b.reason[desk.language]) for b in table.breaks if b.id in letters
        ],
    }


def _list_elsewhere(desk: Desk, table: Table) -> list[dict[str, Any]]:
    """Return the published figures of the series that stand in no row, each with its page."""
    found = []
    for cell in table.elsewhere:
        answer = desk.ask(make_question(cell))
        if answer.figure.value is not None:
            found.append({"sentence": answer.sentence(desk.language), "number": desk.number(answer)})
    return found


def write_map(desk: Desk, selection: Selection) -> dict[str, Any]:
    """Return the map of rates of one period, its classes, and the same as a table."""
    rated = replace(selection, quantity="rate", kind="year")
    regions = [code.code for code in desk.answers.definition.regions if code.extra.get("tile_row")]
    measure = selection.measures[0]
    found: dict[Period, dict[str, Answer]] = {}
    for region in regions:
        for period in _list_years(desk, measure, region, selection):
            found.setdefault(period, {})[region] = desk.ask(rated.ask(measure, region, period))
    known = {p: a for p, a in found.items() if any(one.figure.value is not None for one in a.values())}
    unit = write_unit(desk, rated)
    if not known:
        return {"drawing": "", "unit": unit, "rows": [], "classes": [], "period": "", "periods": []}
    wished = next((p for p in known if str(p) == selection.period), None)
    period = wished or max(known, key=lambda p: (sum(a.figure.value is not None for a in known[p].values()), p))
    numbers = {
        region: desk.number(known[period].get(region) or desk.ask(rated.ask(measure, region, period)))
        for region in regions
    }
    values = [
        Fraction(desk.number(one).plain) for a in known.values() for one in a.values() if one.figure.value is not None
    ]
    limits = choose_limits(values)
    decimals = 0 if all(limit.denominator == 1 for limit in limits) else 1
    title = desk.word("map_title", topic=desk.name("measure", measure), unit=unit, period=desk.period(period))
    return {
        "drawing": draw_map(desk, numbers, limits, title),
        "title": title,
        "unit": unit,
        "classes": list_classes(desk, limits, decimals),
        "period": desk.period(period),
        "periods": _link_periods(desk, selection, sorted(known), period),
        "rows": [{"name": desk.name("region", code), "cells": [numbers[code]]} for code in regions],
        "marks": list_marks(desk, list(numbers.values())),
    }


def _list_years(desk: Desk, measure: str, region: str, selection: Selection) -> list[Period]:
    cells = desk.answers.find_cells(
        scope=selection.scope, measure=measure, attribute=selection.attribute, region=region, base_period=None
    )
    return sorted({cell.key.period for cell in cells if cell.key.period.is_year and cell.key.unit == "count"})


def _link_periods(desk: Desk, selection: Selection, periods: list[Period], here: Period) -> list[dict[str, Any]]:
    if desk.site.is_static:
        return []
    links = []
    for period in periods[-16:]:
        other = replace(selection, view="map", period=str(period))
        href = desk.link(desk.path("explore", *other.steps), other.query)
        links.append({"name": desk.period(period), "href": href, "is_here": period == here})
    return links


def write_file(desk: Desk, selection: Selection, name: str) -> Page | None:
    """Return a view as a file: its numbers as CSV, or its chart as a picture; `None` where there is nothing to draw."""
    table = tabulate(desk, selection)
    if name == "data.csv":
        return Page(write_csv(desk, table), media="text/csv; charset=utf-8")
    specs = make_specs(desk, table)
    if not specs:
        return None
    spec = specs[max(WIDTHS)]
    if name == "chart.png":
        return Page(draw_picture(spec, 2.0), media="image/png")
    title = f"{write_topic(desk, table)}. {write_subtitle(desk, table)}"
    drawn = draw_direct(spec, "chart", title, describe_chart(desk, table), is_alone=True)
    return Page(drawn, media="image/svg+xml; charset=utf-8")


def write_csv(desk: Desk, table: Table) -> str:
    """Return every number of a table as a row; symbols stand beside the numbers, never in them."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in table.lines:
        for answer in line.answers:
            values = zip(COLUMNS, list_values(desk, answer), strict=True)
            writer.writerow([value if name in NUMBERS else make_safe(value) for name, value in values])
    return "\ufeff" + target.getvalue()


def list_values(desk: Desk, answer: Answer) -> list[str]:
    """Return one answer as the values of `COLUMNS`."""
    question, figure = answer.question, answer.figure
    number = desk.number(answer)
    ends = figure.interval
    low, high = (ends.low, ends.high) if ends and number.plain else (None, None)
    return [
        str(question),
        question.measure,
        desk.name("measure", question.measure, is_first=False),
        question.attribute,
        question.region,
        desk.name("region", question.region),
        question.scope,
        str(question.period),
        number.plain,
        figure.unit,
        "" if low is None else f"{float(low):.10g}",
        "" if high is None else f"{float(high):.10g}",
        number.status,
        "; ".join(entry.id for entry in answer.breaks),
        answer.vintage,
    ]
