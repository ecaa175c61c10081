"""Sections that are computed whole: maps of tiles, questions for a council, and what methods find."""

from __future__ import annotations

from pathlib import Path

import pytest

from esep.answers import Answers
from esep.bulletin import compose, find_plan
from esep.bulletin.document import Doc, FigureBlock, Heading, Notes, Paragraph, TableBlock, flatten
from esep.bulletin.plan import read_plan
from esep.drawing.tiles import find_class
from esep.model.period import Period
from esep.problems import EsepError
from tests.bulletin_sample import LANGUAGES, open_kazakhstan

YEAR = Period.year(2024)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_kazakhstan(tmp_path_factory.mktemp("store"))


def compose_year(answers: Answers, language: str = "en") -> Doc:
    """Return the bulletin of 2024."""
    return compose(answers, YEAR, language, plan=find_plan(answers.definition, "kazakhstan"))


def list_items(doc: Doc, section: str) -> list[str]:
    """Return the entries of the list in a section."""
    place = next(at for at, block in enumerate(doc.blocks) if isinstance(block, Heading) and block.id == section)
    notes = next(block for block in doc.blocks[place:] if isinstance(block, Notes))
    return [flatten(item.runs) for item in notes.items]


# Seven regions have both years in ../shared/kazakhstan/figures.csv: Mangystau 3,097 -> 3,474 is +12.2 %, Akmola
# 5,084 -> 5,120 is +0.7 %.
def test_map_draws_every_region_and_colours_those_with_a_figure(answers: Answers) -> None:
    """Twenty tiles, of which seven have a class; the table beside the map has all twenty rows."""
    figure = next(block for block in compose_year(answers).blocks if getattr(block, "kind", "") == "map")
    assert isinstance(figure, FigureBlock)
    assert len(figure.table.rows) == 20
    values = [row.cells[0][0].words for row in figure.table.rows]
    assert sum(value == "[x]" for value in values) == 13
    assert "between +0.7% (Akmola Region) and +12.2% (Mangystau Region)" in flatten(figure.title)
    texts = str(figure.specs[640])
    assert all(name in texts for name in ("NKZ", "MAN", "+12.2", "ALA"))


def test_map_of_counts_is_not_drawn(answers: Answers, tmp_path: Path) -> None:
    """A map of counts would be a map of where people live: the section says that it has nothing."""
    plan = write_plan(tmp_path, 'question = "total region:KZ period:{period}"\nclasses = ["1", "2", "3", "4"]\n')
    doc = compose(answers, YEAR, "en", plan=read_plan(plan, answers.definition))
    assert not [block for block in doc.blocks if isinstance(block, FigureBlock)]


def write_plan(folder: Path, section: str) -> Path:
    """Return a plan with one map."""
    path = folder / "bulletin.toml"
    titles = '{ en = "T", ru = "T", kk = "T" }'
    path.write_text(
        f'format = 1\ntitle = {titles}\n[[sections]]\nid = "m"\nkind = "map"\ntitle = {titles}\n{section}',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("classes", ["[]", '["1", "2", "3"]', '["1", "3", "2", "4"]', '["a", "b", "c", "d"]'])
def test_classes_of_a_map_are_four_rising_numbers(answers: Answers, tmp_path: Path, classes: str) -> None:
    """Anything else stops the bulletin with the line."""
    plan = write_plan(tmp_path, f'question = "total region:KZ period:2024"\nclasses = {classes}\n')
    with pytest.raises(EsepError) as caught:
        read_plan(plan, answers.definition)
    assert [problem.code for problem in caught.value.problems] == ["bulletin-classes"]


def test_value_on_an_edge_belongs_to_the_class_above() -> None:
    """Classes are half open: an edge begins the upper one."""
    from fractions import Fraction

    edges = [Fraction(edge) for edge in (-5, 0, 5, 10)]
    assert [find_class(Fraction(value), edges) for value in (-6, -5, 0, 5, 10, 12)] == [0, 1, 2, 3, 4, 4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_council_is_given_its_questions(answers: Answers, language: str) -> None:
    """A rise against a falling whole, universes that disagree, a break, regions without a figure: each is asked of."""
    asked = list_items(compose_year(answers, language), "questions")
    assert len(asked) == 5
    # 2,593 -> 3,000 is +16 % (the latter printed as "more than 3 thousand"), -5.3 and -11 % are the two universes.
    assert all(figure in asked[1] for figure in ("5.3" if language == "en" else "5,3", "11"))
    assert "10" in asked[3]
    assert "20" in asked[3]


def test_findings_are_printed_with_their_tables_and_assumptions(answers: Answers) -> None:
    """What changed the total: thefts -8.6 points of 140,272; the table has the parts, notes say what is assumed."""
    doc = compose_year(answers)
    table = next(block for block in doc.blocks if isinstance(block, TableBlock) and block.id == "sure-2-table")
    assert [flatten(row.name) for row in table.rows] == ["Thefts", "All else"]
    assert [column.title for column in table.columns[1:]] == [
        "Before",
        "After",
        "Difference",
        "Contribution",
        "Own change",
    ]
    assert table.columns[4].unit == "percentage points"
    assert flatten(table.rows[0].cells[3]) == "\u22128.6"
    assert table.notes
    headings = [block.text for block in doc.blocks if isinstance(block, Heading) and block.level == 3]
    assert headings[0] == "How sure the change is: All cases, Kazakhstan"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_begins_with_a_capital(answers: Answers, language: str) -> None:
    """Sentences of findings are sentences."""
    doc = compose_year(answers, language)
    for block in doc.blocks:
        if isinstance(block, Paragraph) and (text := flatten(block.runs)):
            assert not text[0].islower(), text
