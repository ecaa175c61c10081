"""The plan of a bulletin: the one beside the definition, or a general one for a dataset that has none.

The general plan asks whatever the definition lets one expect an answer to. What the data do not hold after all is said
in one line where it would stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from esep.bulletin.maps import has_tile
from esep.bulletin.plan import Plan, Section, read_plan
from esep.language.phrases import find_phrase
from esep.model.definition import Definition
from esep.problems import LANGUAGES, EsepError
from esep.sources.dataset import find_dataset_folder

FILE = "bulletin.toml"
# Per cent between the classes of a map of changes: about as before in the middle, twice as wide to either side.
CHANGE_CLASSES = tuple(Fraction(edge) for edge in (-10, -2, 2, 10))
# What methods say of the total against a year earlier, and over the years.
CHANGES = ("change-from:{previous}", "scan-from:{previous}", "parts-from:{previous}", "drivers-from:{previous}")
TREND = "trend-since:{decade}"
REGIONS = "compare-regions"
# The dates of the event that a register can have besides its own, the better one first.
EVENT_DATES = ("occurred", "reported")
WATCH = ("signal", "outlook-to:{next}")


def find_plan(definition: Definition, dataset: str | Path = "") -> Plan:
    """Return the plan of a dataset (its packaged name or folder; by default the name of its definition).

    Raises `EsepError` with everything that is wrong in its `bulletin.toml`.
    """
    try:
        path = find_dataset_folder(dataset or definition.name) / FILE
    except EsepError:
        return make_plan(definition)
    return read_plan(path, definition) if path.is_file() else make_plan(definition)


def make_plan(definition: Definition) -> Plan:
    """Return the plan of a dataset that has none: the total over time, its structure, its regions, what methods find
    of it, and the questions that it raises.
    """
    place = f"scope:{definition.default_scope} region:{definition.default_region} period:{{period}}"
    whole = find_whole(definition)
    total = f"{whole} {place}"
    children = definition.regions.children(definition.default_region)
    sections = [Section("series", "series", question=total)]
    if leaves := _list_leaves(definition, whole):
        sections.append(Section("structure", "structure", question=total, parts=leaves))
    if children:
        sections.append(Section("regions", "regions", question=total))
    if any(has_tile(code) for code in children):
        change = f"{whole} change-from:{{previous}} {place}"
        sections.append(Section("map", "map", question=change, classes=CHANGE_CLASSES))
    changes = (*CHANGES, TREND, *((REGIONS,) if children else ()))
    sections.append(_find("changes", f"{whole} {{}} {place}", changes))
    if by_event := _find_event_scope(definition):
        there = f"scope:{by_event} region:{definition.default_region} period:{{period}}"
        sections.append(_find("dates", "{}", (f"{whole} lateness {place}", f"{whole} nowcast {there}")))
    sections.append(_find("watch", f"{whole} {{}} {place}", WATCH))
    sections.append(Section("questions", "questions", question=total))
    return Plan(sections=tuple(sections))


def find_whole(definition: Definition) -> str:
    """Return the measure that a bulletin begins with: `total`, or the first that is part of no other; empty without."""
    codes = [code.code for code in definition.measures if not code.parent]
    return next((code for code in ("total", *codes[:1]) if code in definition.measures), "")


def _find(name: str, template: str, asked: Iterable[str]) -> Section:
    """Return a section of findings with a title of its own."""
    title = {language: str(find_phrase(f"bulletin.title_{name}", language)) for language in LANGUAGES}
    rows = tuple(template.replace("{}", operation) for operation in asked)
    return Section(name, "findings", title=title, rows=rows)


def _list_leaves(definition: Definition, whole: str) -> tuple[str, ...]:
    """Return the parts of a whole that have no parts themselves."""
    parents = {code.parent for code in definition.measures}
    return tuple(
        code.code
        for code in definition.measures
        if code.code not in parents and whole in definition.measures.lineage(code.code)[1:]
    )


def _find_event_scope(definition: Definition) -> str:
    """Return the scope that counts by the date of the event; empty where the records do not have two dates."""
    scopes = definition.records.get("scopes", {})
    by_basis = {basis: scope for scope, basis in reversed(scopes.items())}
    return next((by_basis[basis] for basis in EVENT_DATES if basis in by_basis), "") if len(by_basis) > 1 else ""
