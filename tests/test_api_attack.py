"""A script that would undo the protection of counts through the API alone: it recovers none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from esep.answers.asking import Answers
from esep.answers.shelf import Shelf
from esep.api.desk import PREFIX
from esep.cube.cube import CellCube
from esep.cube.disclosure import protect_cells
from esep.cube.vintages import commit
from esep.model.cell import Cell, CellKey
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.disclosure import DisclosureRules
from esep.model.question import METHODS, OPERANDS
from esep.problems import LANGUAGES
from tests.api_sample import Client, make_client
from tests.disclosure_sample import Attack, count, invent, make_definition

RULES = DisclosureRules("suppression", threshold=5)
CELLS = count(invent(120, seed=1, months=12))
TRUTH = {cell.key: int(cell.value or 0) for cell in CELLS}
OPERANDS_OF = {"period": "2024-01", "whole": "total", "rate_base": "10000", "target": "1@2025", "": ""}


def name_codes(codes: CodeList) -> CodeList:
    """Return a code list with a name in every language."""
    return CodeList(codes.name, [replace(code, names=dict.fromkeys(LANGUAGES, code.code)) for code in codes])


def make_protected() -> Definition:
    """Return the definition of the invented register, with its rule."""
    bare = make_definition()
    lists: dict[str, Any] = {
        name: name_codes(getattr(bare, name)) for name in ("measures", "scopes", "regions", "attributes")
    }
    records: dict[str, Any] = {"disclosure": {"method": "suppression", "threshold": 5}}
    titles = dict.fromkeys(LANGUAGES, "Invented")
    return replace(bare, **lists, records=records, title=titles, citation=titles)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Return a client of the API over the protected register, of which there is an earlier vintage too."""
    store: Path = tmp_path_factory.mktemp("store")
    definition = make_protected()
    for seed in (2, 1):
        cells = protect_cells(count(invent(120, seed=seed, months=12)), RULES, definition)
        vintage, _ = commit(CellCube(cells), definition, (), {}, store)
    shelf = Shelf((), store)
    shelf.places["invented"] = "invented"
    shelf._current["invented"] = Answers(definition, CellCube(cells), vintage.id)
    return make_client(shelf)


@pytest.fixture(scope="module")
def published(client: Client) -> list[Cell]:
    """Return all that the pages of cells give, as cells."""
    found: list[Cell] = []
    following = f"{PREFIX}/cells?limit=10000"
    while following:
        page = client.get(following).json()
        for one in page["cells"]:
            value = None if one["exact_value"] is None else TRUTH[CellKey.parse(one["key"])]
            assert value is None or value == one["value"]
            assert (one["interval"] is None) == (value is None)
            found.append(Cell(CellKey.parse(one["key"]), None if value is None else one["value"], status=one["status"]))
        following = page["next"]
    assert {cell.key for cell in found} == set(TRUTH)
    return found


def test_no_sum_or_difference_of_what_is_given_is_a_hidden_count(published: list[Cell]) -> None:
    """With every cell that can be had, and all that is known of how they add up, each hidden count can be many."""
    hidden = [cell.key for cell in published if cell.value is None]
    small = [key for key in hidden if 0 < TRUTH[key] < RULES.threshold and key.scope == "registered"]
    assert len(small) > 20
    attack = Attack(published)
    for key in small[:: max(1, len(small) // 16)]:
        low, high = attack.find_interval(key)
        assert high - low >= RULES.threshold - 1e-6


def list_questions(key: CellKey) -> Iterator[str]:
    """Yield every question that one can ask of a cell, by every operation."""
    measure = f"{key.measure}[{key.attribute}]" if key.attribute else key.measure
    for operation, kind in OPERANDS.items():
        operand = OPERANDS_OF[kind]
        said = "" if operation == "level" else f"{operation}{':' if operand else ''}{operand} "
        yield f"{measure} {said}scope:{key.scope} region:{key.region} period:{key.period}"


def list_numbers(told: dict[str, Any]) -> Iterator[object]:
    """Yield every number that an answer gives of its own figure."""
    yield from (told["value"], told["exact_value"], told["interval"])
    yield from (cell["value"] for cell in told["cells"] if cell["status"] == "Q")
    yield from (other["value"] for other in told["others"])


def test_no_operation_gives_a_hidden_count(client: Client, published: list[Cell]) -> None:
    """Every operation asked of hidden cells, with findings and siblings, gives no number made from one of them."""
    hidden = [cell.key for cell in published if cell.value is None and cell.key.scope == "registered"]
    parts = [key for key in hidden if 0 < TRUTH[key] < RULES.threshold]
    for key in parts[:: max(1, len(parts) // 6)]:
        for question in list_questions(key):
            told = client.get(f"{PREFIX}/ask", params={"q": question, "with_finding": "true", "exact": "true"}).json()
            assert "question" in told, told
            if not any(operation in question for operation in METHODS):
                assert [number for number in list_numbers(told) if number is not None] == [], question
            for cell in told["cells"]:
                assert cell["value"] is None or cell["value"] == TRUTH[CellKey.parse(cell["key"])]
                assert cell["key"] not in map(str, hidden) or cell["value"] is None


def test_no_finding_on_a_whole_gives_a_hidden_part(client: Client, published: list[Cell]) -> None:
    """What a method says of a whole has no number for a part that is hidden."""
    shown = {cell.key: cell for cell in published}
    months = [key for key, cell in shown.items() if cell.value is not None and key.measure in ("total", "violent")]
    keys = [key for key in months if key.scope == "registered" and not key.attribute and key.region == "K"]
    for key in keys[:3]:
        for question in list_questions(key):
            told = client.get(f"{PREFIX}/ask", params={"q": question, "with_finding": "true"}).json()
            for row in (told["finding"] or {"rows": []})["rows"]:
                kind, _, code = row["subject"].partition(":")
                part = replace(key, **{kind: code}) if kind in ("measure", "region") else key
                if part in shown and shown[part].value is None:
                    counts = [one["value"] for one in row["estimates"] if one["unit"] in ("count", "percent")]
                    assert counts == [None] * len(counts), (question, row)


def test_no_verdict_tells_a_hidden_count(client: Client, published: list[Cell]) -> None:
    """Whatever number is claimed for a hidden cell, the report is the same: a checker is no oracle."""
    hidden = next(c.key for c in published if c.value is None and c.key.measure == "rape" and c.key.period.is_year)
    reports = set()
    for number in range(7):
        text = f"In 2024, {number} rape were registered in {hidden.region}."
        told = client.post(f"{PREFIX}/check?text_lang=en", content=text).json()
        claims = told.get("claims", [])
        reports.add((tuple(claim["verdict"] for claim in claims), tuple(claim["true_value"] for claim in claims)))
    assert len(reports) == 1
    assert all(value is None for _, values in reports for value in values)


def test_earlier_vintages_of_protected_counts_are_not_served(client: Client) -> None:
    """Two vintages together could give away what one hides, so one is served, and nothing compares them."""
    assert client.get(f"{PREFIX}/cells?limit=1").status_code == 200
    for path in ("/cells?as_of=1", "/ask?q=total 2024&as_of=1", "/datasets/invented/changes?from=1&to=2",
                 "/datasets/invented?as_of=1", "/datasets/invented/definition?as_of=1"):  # fmt: skip
        told = client.get(f"{PREFIX}{path}")
        assert (told.status_code, told.json()["code"]) == (403, "serve-protected"), path
    listed = client.get(f"{PREFIX}/datasets/invented/vintages").json()["vintages"]
    assert [(one["rows"], one["sources"]) for one in listed] == [({}, [])] * 2
