"""The page of one figure: the number, what is said of it, where it comes from, how it moved, how to cite it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from esep.answers import Answers, parse_question
from esep.answers.finding_text import name_estimate, name_subject, say_finding, write_estimate
from esep.answers.wording import say_remark
from esep.claims.outside_text import is_web_address
from esep.cube.vintages import list_vintages
from esep.drawing.charts import WIDTHS
from esep.drawing.direct import draw_direct
from esep.drawing.svg import draw_picture
from esep.explorer.address import read_slug, write_slug
from esep.explorer.charting import describe_chart, draw_chart, make_specs
from esep.explorer.cite import cite
from esep.explorer.desk import Desk, open_earlier
from esep.explorer.explore_page import COLUMNS, NUMBERS, list_values
from esep.explorer.frame import POLICY, Page, render, render_bare
from esep.explorer.selection import BASES, Selection
from esep.explorer.table import Table, tabulate
from esep.explorer.telling import list_marks, name_method
from esep.exports import make_safe
from esep.language.write import write_amount, write_number
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.period import Period
from esep.model.question import METHODS, Question
from esep.problems import EsepError

FILES = ("data.csv", "data.json", "chart.svg", "chart.png")
MOST_ROWS = 40


def read_figure(desk: Desk) -> Question | None:
    """Return the question of the address; `None` where it is none, or not in its canonical form."""
    text = read_slug(desk.address.rest[0]) if desk.address.rest else ""
    try:
        question = parse_question(text, desk.answers.definition)
    except EsepError:
        return None
    return question if str(question) == text else None


def render_figure(desk: Desk, question: Question) -> Page:
    """Return the page of a figure."""
    answer = desk.answers.ask(question, with_finding=True)
    number = desk.number(answer)
    table = _tabulate(desk, question)
    topic = write_topic(desk, question)
    place = desk.path("figure", write_slug(str(question)), vintage=desk.address.vintage)
    files = [(name.rpartition(".")[2].upper(), desk.link(place + name)) for name in FILES]
    known = [line for line in table.lines if len(line.known) > 1]
    marked = None if question.operation in METHODS else question.period
    if not known:
        files = [entry for entry in files if entry[0] not in ("SVG", "PNG")]
    return render(
        desk,
        "figure.html",
        topic,
        topic=topic,
        answer=answer,
        question=str(question),
        number=number,
        marks=list_marks(desk, [number]),
        notes=answer.say_notes(desk.language),
        newer=_link_newer(desk, question),
        breaks=[
            (desk.period(Period.months(b.date.year, b.date.month)), b.reason[desk.language]) for b in answer.breaks
        ],
        finding=_tell_finding(desk, answer.finding),
        others=[(desk.name("scope", one.question.scope), desk.number(one)) for one in answer.others],
        cells=[_tell_cell(desk, cell) for cell in answer.figure.cells],
        prints=[_tell_cell(desk, cell) for cell in answer.prints],
        history=list_history(desk, question),
        citation=cite(desk, answer),
        files=[(name, href) for name, href in files if href],
        series=desk.link(desk.path("explore", *_select(question, desk).steps)),
        more=_list_more(desk, question),
        drawings=draw_chart(desk, table, topic, describe_chart(desk, table), marked) if known else {},
        query="",
    )


def write_topic(desk: Desk, question: Question) -> str:
    """Return what a figure is about: what, where, when."""
    measure = desk.name("measure", question.measure)
    if question.attribute:
        measure += f" ({desk.name('attribute', question.attribute, is_first=False)})"
    operation = "" if question.operation == "level" else f", {_name_operation(desk, question)}"
    return f"{measure}{operation}: {desk.name('region', question.region)}, {desk.period(question.period)}"


def _name_operation(desk: Desk, question: Question) -> str:
    facts: dict[str, Any] = {"base": "", "whole": ""}
    if question.base_period is not None:
        facts["base"] = desk.period(question.base_period)
    if question.rate_base:
        facts["base"] = write_number(question.rate_base, 0, desk.language)
    if question.whole:
        facts["whole"] = desk.name("measure", question.whole, is_first=False)
    if question.operation in METHODS:
        method = question.operation.partition("-")[0]
        names = {"compare": "regions", "pace": "pace"}
        name = name_method(names.get(method, method), desk.language)
        return name[:1].lower() + name[1:]
    return desk.word(f"operation_{question.operation.replace('-', '_')}", **facts)


def _select(question: Question, desk: Desk) -> Selection:
    return Selection(
        (question.measure,),
        (question.region,),
        question.scope,
        question.attribute,
        base=desk.answers.definition.rate_base,
    )


def _tabulate(desk: Desk, question: Question) -> Table:
    selection = _select(question, desk)
    if question.operation == "rate-per":
        selection = replace(selection, quantity="rate", base=question.rate_base)
    elif question.operation == "share-of" and question.whole == "total" and not question.whole_region:
        selection = replace(selection, quantity="share")
    return tabulate(desk, selection)


def _tell_finding(desk: Desk, finding: Finding | None) -> dict[str, Any] | None:
    """Return what a method says of the figure: sentences, estimates, rows, what it assumes."""
    if finding is None:
        return None
    name, language = desk.name_plain, desk.language
    return {
        "method": finding.method,
        "sentences": say_finding(finding, language, name),
        "estimates": [
            (name_estimate(finding, one, language), write_estimate(one, language)) for one in finding.estimates
        ],
        "rows": [
            (name_subject(row.subject, language, name), [write_estimate(one, language) for one in row.estimates])
            for row in finding.rows[:MOST_ROWS]
        ],
        "columns": [name_estimate(finding, one, language) for one in finding.rows[0].estimates] if finding.rows else [],
        "assumptions": [say_remark(remark, language, name) for remark in finding.assumptions],
    }


def _tell_cell(desk: Desk, cell: Cell) -> dict[str, Any]:
    own = Figure.of_cell(cell)
    shown = "—" if own.value is None else write_amount(own.value, own.unit, own.decimals, desk.language)
    return {
        "key": str(cell.key),
        "value": shown,
        "body": desk.name("body", cell.body) if cell.body else desk.word("unnamed_body"),
        "source": cell.source,
        "is_link": is_web_address(cell.source),
        "note": cell.note,
    }


def list_history(desk: Desk, question: Question) -> list[dict[str, Any]]:
    """Return what each vintage had for this very number, the newest first, and whether it moved from the one before."""
    vintages = [desk.answers, *open_earlier(desk.answers)]
    told: list[tuple[str, str]] = []
    for answers in vintages:
        try:
            parse_question(str(question), answers.definition)
            text = answers.ask(question, with_others=False).text(desk.language)
        except (EsepError, KeyError):
            text = desk.word("history_none")
        told.append((answers.vintage, text))
    before = [*(text for _, text in told[1:]), None]
    return [
        {"vintage": vintage, "text": text, "has_moved": earlier is not None and earlier != text}
        for (vintage, text), earlier in zip(told, before, strict=True)
    ]


def _link_newer(desk: Desk, question: Question) -> str:
    """Return the link to the figure as it is now, where this page is pinned to a vintage that is not the newest."""
    if not desk.address.vintage or desk.site.store is None:
        return ""
    vintages = list_vintages(desk.site.store, desk.answers.definition.name)
    is_old = bool(vintages) and vintages[-1].id != desk.answers.vintage
    return desk.link(desk.path("figure", write_slug(str(question)))) if is_old else ""


def list_related(answers: Answers, question: Question) -> Iterator[Question]:
    """Yield what else there is a figure for: the level, another quantity, the change over a year."""
    level = Question(question.measure, question.scope, question.region, question.period, question.attribute)
    base, codes = answers.definition.rate_base, answers.definition.measures
    asked = [level, replace(level, operation="change-from", base_period=question.period.shift_years(-1))]
    if base in BASES:
        asked.append(replace(level, operation="rate-per", rate_base=base))
    if question.measure != "total" and "total" in codes:
        asked.append(replace(level, operation="share-of", whole="total"))
    for other in asked:
        if other != question and answers.ask(other, with_others=False).figure.value is not None:
            yield other


def _list_more(desk: Desk, question: Question) -> list[tuple[str, str]]:
    """Return the links to further figures about the same thing, and to what methods say."""
    level = Question(question.measure, question.scope, question.region, question.period, question.attribute)
    related = list_related(desk.answers, question)
    found = [(_name_operation(desk, other), desk.link_figure(other)) for other in related]
    if question.period.is_year and not desk.site.is_static:
        trend = replace(level, operation="trend-since", base_period=question.period.shift_years(-9))
        found.append((_name_operation(desk, trend), desk.link_figure(trend)))
    return [(name, href) for name, href in found if href]


def render_embed(desk: Desk, question: Question) -> Page:
    """Return the figure as a small page that may stand inside the pages of others."""
    answer = desk.ask(question, with_finding=True)
    page = render_bare(
        desk.site,
        desk.address,
        "embed.html",
        write_topic(desk, question),
        answer=answer,
        number=desk.number(answer),
        topic=write_topic(desk, question),
        figure=desk.link_figure(question),
        dataset=desk.answers.definition.title[desk.language],
        vintage=desk.answers.vintage,
        question=str(question),
    )
    return replace(page, headers={"content-security-policy": POLICY.format(frames="*")})


def write_file(desk: Desk, question: Question, name: str) -> Page | None:
    """Return a figure as a file; `None` where there is no series to draw."""
    answer = desk.answers.ask(question, with_finding=True)
    if name == "data.json":
        data = {**answer.to_dict(desk.language), "citation": cite(desk, answer).short}
        return Page(json.dumps(data, ensure_ascii=False, indent=1), media="application/json; charset=utf-8")
    if name == "data.csv":
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        values = zip(COLUMNS, list_values(desk, answer), strict=True)
        writer.writerow([value if column in NUMBERS else make_safe(value) for column, value in values])
        return Page("\ufeff" + target.getvalue(), media="text/csv; charset=utf-8")
    table = _tabulate(desk, question)
    specs = make_specs(desk, table, question.period)
    if not specs:
        return None
    spec = specs[max(WIDTHS)]
    if name == "chart.png":
        return Page(draw_picture(spec, 2.0), media="image/png")
    drawn = draw_direct(spec, "chart", write_topic(desk, question), describe_chart(desk, table), is_alone=True)
    return Page(drawn, media="image/svg+xml; charset=utf-8")
