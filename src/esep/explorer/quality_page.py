"""Data quality: who reported for when, what was rejected and why."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from esep.cube.content import REJECTS
from esep.explorer.choosing import LARGE_REGIONS
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.explorer.overview_page import find_vintages, find_whole
from esep.explorer.releases_page import describe_release
from esep.language.phrases import say
from esep.language.write import write_number
from esep.model.cell import Cell
from esep.model.period import Period
from esep.problems import read_catalogue

MONTHS, MOST_REJECTS, MOST_RULES = 12, 500_000, 40


def render_quality(desk: Desk) -> Page:
    """Return the page of data quality."""
    vintages = find_vintages(desk)
    newest = vintages[-1] if vintages else None
    is_counted = desk.answers.definition.kind == "records"
    file = newest.files.get(REJECTS) if newest else None
    rejects: list[tuple[str, str, str, str, str]] = []
    if file is not None and desk.site.store is not None:
        rejects = list(_sum_rejects(desk.site.store / desk.answers.definition.name / file.name))
    facts: dict[str, Any] = {
        "release": describe_release(desk, newest) if newest else None,
        "rejects": [_tell_reject(desk, entry) for entry in rejects[:MOST_RULES]],
        "coverage": _tabulate_coverage(desk) if is_counted else None,
        "published": None if is_counted else _tabulate_publishers(desk),
        "query": "",
    }
    return render(desk, "quality.html", desk.word("nav_quality"), **facts)


@lru_cache(maxsize=8)
def _sum_rejects(path: Path) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return the kinds of rows that were not accepted or are remarked on: kind, rule, element, an example, how many."""
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in islice(csv.DictReader(lines), MOST_REJECTS):
            name = (row["kind"], row["rule"], row["element"])
            counts[name] += 1
            examples.setdefault(name, row["value"])
    return tuple((*name, examples[name], str(n)) for name, n in counts.most_common())


def _tell_reject(desk: Desk, entry: tuple[str, str, str, str, str]) -> dict[str, str]:
    kind, rule, element, example, count = entry
    key = "rule_" + rule.removeprefix("record-").replace("-", "_")
    try:
        meaning = say(f"quality.{key}", desk.language)
    except KeyError:
        meaning = rule if rule in read_catalogue() else ""
    number = write_number(int(count), 0, desk.language)
    return {
        "kind": desk.word(f"reject_{kind}") if kind in ("rejected", "duplicate") else desk.word("reject_other"),
        "rule": rule,
        "meaning": meaning,
        "element": element,
        "example": example[:60],
        "count": number,
    }


def _tabulate_coverage(desk: Desk) -> dict[str, Any]:
    """Return how complete the last months are, region by region, as the cells of the whole say."""
    definition = desk.answers.definition
    measure = find_whole(desk)
    rows: list[dict[str, Any]] = []
    periods: list[Period] = []
    for code in definition.regions:
        if code.kind not in LARGE_REGIONS and len(definition.regions) > MOST_RULES:
            continue
        cells = desk.answers.find_cells(scope=definition.default_scope, measure=measure, attribute="", region=code.code)
        months = sorted((c for c in cells if c.key.period.type == "month"), key=lambda c: c.key.period)[-MONTHS:]
        if not months or not code.is_valid(months[-1].key.period):
            continue
        periods = [cell.key.period for cell in months]
        rows.append({"name": desk.name("region", code.code), "cells": [_write_share(desk, cell) for cell in months]})
    return {"columns": [desk.period(period) for period in periods], "rows": rows}


def _write_share(desk: Desk, cell: Cell) -> str:
    if cell.coverage is None:
        return "—"
    return write_number(100 * cell.coverage, 0, desk.language)


def _tabulate_publishers(desk: Desk) -> dict[str, Any]:
    """Return how many figures each publisher has for the last years."""
    counts: Counter[tuple[str, int]] = Counter()
    for cell in desk.answers.find_cells():
        counts[desk.name("body", cell.body) if cell.body else desk.word("unnamed_body"), cell.key.period.end.year] += 1
    years = sorted({year for _, year in counts})[-MONTHS:]
    names = sorted(
        {name for name, year in counts if year in years}, key=lambda name: -sum(counts[name, y] for y in years)
    )
    rows = [{"name": n, "cells": [write_number(counts[n, year], 0, desk.language) for year in years]} for n in names]
    return {"columns": [str(year) for year in years], "rows": rows}
