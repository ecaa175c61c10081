"""The plan of a dataset that declares none: what its definition lets one expect, and a line where there is nothing."""

from __future__ import annotations

import pytest

from esep.answers import Answer, parse_question
from esep.bulletin import compose
from esep.bulletin.document import Finding, Heading, Paragraph, TableBlock, flatten, list_numbers
from esep.bulletin.general_plan import find_whole, make_plan
from esep.bulletin.plan import Section
from esep.bulletin.proof import list_passages
from esep.cli.proofread import make_proofreader
from esep.model.period import Period
from esep.model.question import Question
from esep.sources.dataset import list_packaged, load_definition
from tests.bulletin_sample import LANGUAGES, make_answers

YEAR = Period.year(2024)
# Invented: each part falls or rises by another share, so that there is something to find.
VALUES = {
    "total": {year: 1000 - 30 * (year - 2012) for year in range(2012, 2025)},
    "fraud": {year: 300 + 20 * (year - 2012) for year in range(2012, 2025)},
    "theft": {year: 700 - 50 * (year - 2012) for year in range(2012, 2025)},
}


def list_rows(name: str) -> dict[str, Section]:
    """Return the sections of the general plan of a packaged dataset by their id."""
    return {section.id: section for section in make_plan(load_definition(name)).sections}


def test_records_with_two_dates_get_lateness_and_a_nowcast_of_events() -> None:
    """St Louis has the month of coding and the day of the event; Chicago has one date, Kazakhstan published figures."""
    dates = list_rows("st-louis")["dates"]
    assert dates.rows == (
        "total lateness scope:slmpd_recorded region:US-MO-STL period:{period}",
        "total nowcast scope:slmpd_occurred region:US-MO-STL period:{period}",
    )
    assert "dates" not in list_rows("chicago")
    assert "dates" not in list_rows("kazakhstan")


def test_map_is_planned_where_regions_have_tiles() -> None:
    """The regions of Kazakhstan have their places, those of Mexico have none."""
    assert "change-from:{previous}" in list_rows("kazakhstan")["map"].question
    assert "map" not in list_rows("mexico-states")
    assert any("compare-regions" in row for row in list_rows("mexico-states")["changes"].rows)


@pytest.mark.parametrize("name", list_packaged())
def test_every_question_of_a_general_plan_can_be_asked(name: str) -> None:
    """Whatever the first measure of a dataset is called, its plan has no word that the dataset does not know."""
    definition = load_definition(name)
    assert find_whole(definition)
    words = {"{period}": "2020", "{previous}": "2019", "{next}": "2021", "{decade}": "2010"}
    for section in make_plan(definition).sections:
        for text in (*section.rows, *((section.question,) if section.question else ())):
            for name_of, value in words.items():
                text = text.replace(name_of, value)
            parse_question(text, definition)


@pytest.mark.parametrize("language", LANGUAGES)
def test_general_plan_finds_and_asks_and_is_read_back(language: str) -> None:
    """Change, parts, trend, signal and outlook stand there; the checker finds nothing wrong in any sentence."""
    answers = make_answers(VALUES)
    doc = compose(answers, YEAR, language)
    numbers = {number.question.partition("#")[0].split()[1].partition(":")[0] for number in list_numbers(doc)}
    assert {"change-from", "parts-from", "trend-since", "signal", "outlook-to"} <= numbers
    assert [block.id for block in doc.blocks if isinstance(block, Heading) and block.level == 2][:6] == [
        "main",
        "series",
        "structure",
        "changes",
        "watch",
        "questions",
    ]
    proofread = make_proofreader(answers, YEAR)
    assert [fault for passage in list_passages(doc) for fault in proofread(passage)] == []


def test_section_without_data_is_one_line() -> None:
    """A year without any figure: each section of the plan is there and says that it has nothing, or why."""
    doc = compose(make_answers({"total": {2010: 5, 2011: 6}}), YEAR, "en")
    blocks = list(doc.blocks)
    at = next(n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.id == "questions")
    line = blocks[at + 1]
    assert isinstance(line, Paragraph)
    assert flatten(line.runs).startswith("No registered figures")
    assert not [block for block in blocks if isinstance(block, Finding | TableBlock)]


def test_other_languages_do_not_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known from one language is what the next one prints: a scan of a large register is made once."""
    answers = make_answers(VALUES)
    known: dict[str, Answer] = {}
    first = compose(answers, YEAR, "en", known=known)
    asked = len(known)
    again: list[str] = []
    ask = answers.ask

    def watch(question: Question, **options: bool) -> Answer:
        again.append(question.operation)
        return ask(question, **options)

    monkeypatch.setattr(answers, "ask", watch)
    second = compose(answers, YEAR, "kk", known=known)
    assert len(known) == asked > 0
    # The years of a line are read as a series, which is cheap.
    assert set(again) == {"level"}
    assert {n.question for n in list_numbers(first)} == {n.question for n in list_numbers(second)}
