"""Releases: every vintage of a dataset, and what each says otherwise than the one before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from esep.cube.manifest import Vintage
from esep.cube.revisions import KINDS, Revision, Revisions, compare_cubes
from esep.cube.vintages import list_vintages, open_vintage
from esep.explorer.desk import Desk
from esep.explorer.frame import MissingError, Page, render
from esep.explorer.table import make_question
from esep.language.phrases import say
from esep.language.write import write_amount, write_date, write_number
from esep.model.cell import STATUSES, Cell
from esep.model.figure import Figure

ROWS = ("read", "accepted", "rejected", "duplicates")
MOST_CHANGES = 200


def render_releases(desk: Desk) -> Page:
    """Return the list of vintages, the newest first, or one of them with everything that moved."""
    store, name = desk.site.store, desk.answers.definition.name
    vintages = list_vintages(store, name) if store is not None else ()
    if desk.address.rest:
        vintage = next((v for v in vintages if v.id == desk.address.rest[0]), None)
        if vintage is None:
            raise MissingError(desk.address.rest[0])
        return _render_one(desk, vintage)
    entries = [describe_release(desk, vintage) for vintage in reversed(vintages)]
    return render(desk, "releases.html", desk.word("nav_releases"), entries=entries, query="")


def describe_release(desk: Desk, vintage: Vintage) -> dict[str, Any]:
    """Return a vintage in words: when, from how many rows, and how many figures it moved."""
    found = find_revisions(desk, vintage)
    counts = [
        (say(f"explorer.rows_{n}", desk.language), _number(desk, vintage.rows.get(n, 0))) for n in ROWS if vintage.rows
    ]
    return {
        "id": vintage.id,
        "href": desk.link(desk.path("releases", vintage.id)),
        "published": write_date(vintage.published.date(), desk.language),
        "program": vintage.program,
        "sha256": vintage.content_sha256,
        "cells": _number(desk, vintage.cells),
        "rows": counts,
        "is_current": vintage.id == desk.answers.vintage,
        "moved": [(desk.word(f"revised_{kind}"), _number(desk, found.count(kind))) for kind in KINDS] if found else [],
        "has_moved": found.has_moved if found else False,
        "undeclared": found.count_declared(is_declared=False) if found else 0,
    }


def _render_one(desk: Desk, vintage: Vintage) -> Page:
    found = find_revisions(desk, vintage)
    changes = [change for change in found.changes if change.kind != "sourced"] if found else []
    facts: dict[str, Any] = {
        "release": describe_release(desk, vintage),
        "parent": vintage.parent,
        "changes": [_tell_change(desk, change) for change in changes[:MOST_CHANGES]],
        "left_out": max(0, len(changes) - MOST_CHANGES),
        "sources": [(source.name, source.sha256) for source in vintage.sources[:60]],
        "query": "",
    }
    return render(desk, "release.html", desk.word("release_title", id=vintage.id), **facts)


def find_revisions(desk: Desk, vintage: Vintage) -> Revisions | None:
    """Return what a vintage says otherwise than the one before it; `None` for the first."""
    if not vintage.parent or desk.site.store is None:
        return None
    found, since = _compare(desk.site.store, desk.answers.definition.name, vintage.parent, vintage.id)
    return found.declare(desk.answers.definition, since, vintage.published.date())


@lru_cache(maxsize=32)
def _compare(store: Path, name: str, parent: str, id: str) -> tuple[Revisions, Any]:
    old, before = open_vintage(store, name, parent)
    new, _ = open_vintage(store, name, id)
    return compare_cubes(old, new), before.published.date()


def _tell_change(desk: Desk, change: Revision) -> dict[str, str]:
    question = make_question(change.cell)
    return {
        "kind": desk.word(f"revised_{change.kind}"),
        "question": str(question),
        "href": desk.link_figure(question),
        "before": _write_value(desk, change.before),
        "after": _write_value(desk, change.after),
        "difference": change.write_difference(desk.language) if change.difference else "",
        "declared": change.declared or "",
    }


def _write_value(desk: Desk, cell: Cell | None) -> str:
    if cell is None:
        return "—"
    own = Figure.of_cell(cell)
    if own.value is None:
        return say(f"answers.status_{STATUSES[cell.status]}", desk.language)
    return write_amount(own.value, own.unit, own.decimals, desk.language)


def _number(desk: Desk, number: int) -> str:
    return write_number(number, 0, desk.language)
