"""The cases of counting: small files of records, each with what is counted of it, one file of cases for each rule."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from esep.model.definition import Definition
from esep.sources.dataset import load_definition

DATA = Path(__file__).parent / "data" / "counting"
RULES = tuple(sorted(path.stem for path in DATA.glob("*.toml")))


@dataclass(frozen=True)
class Case:
    """One case: what it shows, the rows of a file of records, and what is counted."""

    rule: str
    says: str
    header: str
    rows: tuple[str, ...]
    counted: tuple[str, ...]
    definition: Definition


def list_cases(rule: str) -> list[Case]:
    """Return the cases of a rule."""
    data = tomllib.loads((DATA / f"{rule}.toml").read_text(encoding="utf-8"))
    base = load_definition(DATA / "register")
    records = merge(base.records, data.get("records", {}))
    if "file" in records["codes"]["measure"]:
        del records["codes"]["measure"]["map"]
    header = data["columns"].replace(", ", ",")
    if "id" not in header.split(","):
        del records["columns"]["id"]
    definition = replace(base, records=records, code_files=data.get("files", {}))
    return [
        Case(rule, case["says"], header, lines(case["rows"]), lines(case["counted"]), definition)
        for case in data["cases"]
    ]


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text without the empty ones at its ends."""
    return tuple(text.strip("\n").split("\n")) if text.strip("\n") else ()


def merge(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the keys of another laid over it, level by level."""
    merged = dict(base)
    for key, value in more.items():
        is_table = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if is_table else value
    return merged


def write_table(rule: str) -> str:
    """Return the cases of a rule as a table for a page."""
    cases = list_cases(rule)
    shown = [f"| case | rows: {cases[0].header.replace(',', ', ')} | counted |", "|---|---|---|"]
    for case in cases:
        rows = "<br>".join(f"`{row}`" for row in case.rows)
        counted = "<br>".join(case.counted) or "nothing"
        shown.append(f"| {case.says} | {rows} | {counted} |")
    return "\n".join(shown) + "\n"


# What stands in docs/counting.md between the marks of a generated part.
PARTS: dict[str, Callable[[], str]] = {f"counting_{rule}": partial(write_table, rule) for rule in RULES}
