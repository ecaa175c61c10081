"""One walk over every number of a bulletin: each form says what the question of the number says, and nothing else."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from esep.bulletin import compose, find_plan
from esep.bulletin.data import write_csv
from esep.bulletin.document import (
    Doc,
    FigureBlock,
    Paragraph,
    Run,
    TableBlock,
    flatten,
    list_numbers,
    walk_runs,
)
from esep.bulletin.general_plan import make_plan
from esep.bulletin.html import render_html
from esep.bulletin.pdf import render_pdf
from esep.bulletin.plan import Plan
from esep.bulletin.word import render_word
from esep.bulletin.workbook import render_workbook
from esep.exports import render_files
from esep.exports.sdmx import write_base, write_code, write_period
from esep.language.phrases import say
from esep.language.write import RATE_BASES, write_number
from esep.language.write import write_period as say_period
from esep.model.period import Period
from esep.model.question import Question
from tests.bulletin_sample import LANGUAGES, make_tiny, open_kazakhstan
from tests.number_walk import (
    Key,
    PageReader,
    Rule,
    check_number,
    list_axis,
    list_table_values,
    list_values,
    read_pdf,
)

YEAR = Period.year(2024)
PREPARED = datetime.datetime(2025, 3, 14, 9, 30, tzinfo=datetime.UTC)
PLACES = ("SCOPE", "MEASURE", "ATTRIBUTE", "REF_AREA", "UNIT_MEASURE", "BASE_PERIOD", "TIME_PERIOD")
# Changes that their publisher printed beside levels of its own that give another one (-10.8 per cent beside 157,473 and
# 140,272, which is -10.9): the file keeps what was printed, the answer is that of the levels.
PRINTED_OTHERWISE = {
    "murder 2023 2024",
    "murder 2024-01..2024-10 2025-01..2025-10",
    "total 2022 2023",
    "total 2022-01..2022-02 2023-01..2023-02",
}
EMPTY = ("", "nan", "None")
DATASETS = ("tiny", "kazakhstan", "kazakhstan by the general plan")


class Case:
    """A bulletin in one language with all that it is held against."""

    def __init__(self, key: Key, plan: Plan, doc: Doc) -> None:
        self.key, self.plan, self.doc, self.language = key, plan, doc, doc.lang
        self.figures = {block.id: block for block in doc.blocks if isinstance(block, FigureBlock)}
        self.tables = [
            block.table if isinstance(block, FigureBlock) else block
            for block in doc.blocks
            if isinstance(block, FigureBlock | TableBlock)
        ]
        self.numbers = {number.question: number for number in list_numbers(doc)}
        self.rule = Rule(doc, key.answers, (*self._count_regions(), *self._say_classes(plan)))

    def _count_regions(self) -> list[str]:
        """Return the two sentences that count regions, with counts of our own: how many have a figure, and a change."""
        definition, language = self.key.answers.definition, self.language
        regions = [c for c in definition.regions.children(definition.default_region) if c.is_valid(YEAR)]
        words = []
        for operation in ("", "change-from:2023 "):
            asked = [
                f"total {operation}scope:{definition.default_scope} region:{code.code} period:{YEAR}"
                for code in (regions if not operation else definition.regions.children(definition.default_region))
            ]
            known = sum(self.key.value(question) is not None for question in asked)
            facts = {"missing": str(len(asked) - known), "all": str(len(asked))}
            words += [
                say("bulletin.question_regions", language, period=say_period(str(YEAR), language), **facts),
                say("bulletin.alt_map", language, known=str(known), **dict.fromkeys(("low", "high"), "\0"),
                    low_value="\0", high_value="\0").partition("\0")[0],
            ]  # fmt: skip
        return words

    def _say_classes(self, plan: Plan) -> list[str]:
        """Return the note under a map, with the edges that its plan declares."""
        edges = [[write_number(edge, 0, self.language) for edge in section.classes] for section in plan.sections]
        return [say("bulletin.map_classes", self.language, edges="; ".join(found)) for found in edges if found]

    @staticmethod
    def is_base(size: Fraction, words: str) -> bool:
        """Return whether a number is the base of a rate inside its unit: 64.5 per 10,000 people."""
        return size in RATE_BASES.values() and len(words.split()) > 2

    def rest(self, text: str) -> list[Fraction]:
        """Return the numbers of a text that the rule does not allow."""
        return list_values(self.rule.strip(text), self.language)


@pytest.fixture(scope="module", params=DATASETS)
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Key:
    """Return the answers of a dataset."""
    key = Key(make_tiny() if request.param == "tiny" else open_kazakhstan(tmp_path_factory.mktemp("store")))
    key.is_general = request.param.endswith("plan")  # type: ignore[attr-defined]
    return key


@pytest.fixture(scope="module", params=LANGUAGES)
def case(request: pytest.FixtureRequest, key: Key) -> Case:
    """Return the bulletin of 2024 in a language."""
    definition = key.answers.definition
    plan = make_plan(definition) if key.is_general else find_plan(definition)  # type: ignore[attr-defined]
    return Case(key, plan, compose(key.answers, YEAR, request.param, plan=plan))


def test_every_number_of_the_page_is_the_answer_to_its_question(case: Case) -> None:
    """HTML: each number, for people and for machines, equals its answer; no digit stands outside that the rule does not
    name; charts hold the numbers of their tables and round numbers on their axes.
    """
    wrong: list[str] = []
    seen: set[str] = set()
    for piece in PageReader(render_html(case.doc)).pieces:
        kind, _, figure = piece.place.partition(":")
        if kind == "number":
            seen.add(piece.question)
            wrong += check_number(case.numbers[piece.question], case.key, case.language, piece.text, piece.plain)
        elif kind == "svg":
            block = case.figures[figure]
            allowed = list_table_values(block) | list_axis(block, case.language)
            wrong += [f"{figure}: {piece.text}" for value in case.rest(piece.text) if value not in allowed]
        elif kind == "code":
            wrong += [] if piece.text in case.numbers else [piece.text]
        else:
            allowed = case.key.all_values(piece.question) if piece.question else set()
            allowed |= list_table_values(case.figures[figure]) if figure else set()
            wrong += [piece.text for value in case.rest(piece.text) if value not in allowed]
    assert wrong == []
    assert seen == set(case.numbers)


def list_expected(case: Case) -> Counter[Fraction]:
    """Return the sizes of all numbers that a form on paper prints, each held against its answer; the register of them
    is left to the page.
    """
    found: Counter[Fraction] = Counter()
    for run in walk_runs(case.doc):
        if run.number is not None and run.number.value is not None:
            assert check_number(run.number, case.key, case.language, run.words, run.number.plain) == []
            found.update(size for size in list_values(run.words, case.language) if not case.is_base(size, run.words))
    return found


def check_text(case: Case, text: str, *, is_drawn: bool) -> None:
    """Check that a text prints each number as often as the document does and nothing else; `is_drawn` lets it print
    the words of the charts besides.
    """
    expected, found = list_expected(case), Counter(case.rest(text))
    assert expected - found == Counter()
    drawn = {value for block in case.figures.values() for value in list_table_values(block)}
    drawn |= {value for block in case.figures.values() for value in list_axis(block, case.language)}
    assert {value for value in found - expected if not (is_drawn and value in drawn)} == set()


def test_pdf_prints_every_number_and_no_other(case: Case) -> None:
    """PDF: its text has each number as often as the document, and beside them only what charts say of the same."""
    check_text(case, read_pdf(render_pdf(case.doc)), is_drawn=True)


def test_word_prints_every_number_and_no_other(case: Case) -> None:
    """DOCX: paragraphs and tables have each number as often as the document, cell by cell those of its table."""
    import docx

    made = docx.Document(io.BytesIO(render_word(case.doc)))
    assert len(made.tables) == len(case.tables)
    for table, block in zip(made.tables, case.tables, strict=True):
        for row, own in zip(table.rows[1:], block.rows, strict=True):
            for cell, runs in zip(row.cells[1:], own.cells, strict=True):
                values = [
                    size for run in runs if run.number is not None for size in list_values(run.words, case.language)
                ]
                assert list_values(cell.text, case.language) == values or not any(run.number for run in runs)
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    check_text(case, "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells]), is_drawn=False)


def test_workbook_holds_the_numbers_of_its_tables_and_no_other(case: Case) -> None:
    """XLSX: each cell of a table is the answer to the question of its number, and no other cell has a figure."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(render_workbook(case.doc)))
    for name, block in zip(book.sheetnames[3:], case.tables, strict=True):
        sheet = book[name]
        (table,) = sheet.tables.values()
        for cells, own in zip(list(sheet[table.ref])[1:], block.rows, strict=True):
            for cell, runs in zip(cells[1:], own.cells, strict=True):
                numbers = [run.number for run in runs if run.number is not None and run.number.value is not None]
                if cell.data_type == "n" and cell.value is not None:
                    assert [Fraction(str(cell.value))] == [case.key.value(number.question) for number in numbers]
                else:
                    values = [abs(case.key.value(number.question) or Fraction(0)) for number in numbers]
                    assert [v for v in case.rest(str(cell.value or "")) if v not in values] == []
                cell.value = None
    for sheet in book:
        allowed = {abs(Fraction(n.plain)) for n in case.numbers.values() if n.plain}
        for row in sheet.iter_rows():
            # The list of contents leads to sheets by their number.
            words = [str(cell.value) for cell in row if cell.value is not None and cell.hyperlink is None]
            assert {value for text in words for value in case.rest(text)} <= allowed


def test_the_file_of_numbers_is_the_answers(case: Case) -> None:
    """CSV: a row for each number of the document, each the answer to its question; empty where there is none."""
    rows = list(csv.DictReader(io.StringIO(write_csv([case.doc]))))
    assert [row["question"].removeprefix("'") for row in rows] == list(case.numbers)
    for row in rows:
        number = case.numbers[row["question"].removeprefix("'")]
        assert (Fraction(row["value"]) if row["value"] else None) == (
            None if number.value is None else case.key.value(number.question)
        )
        label = row[f"label_{case.language}"]
        assert set(case.rest(label)) <= case.key.all_values(number.question)


def write_key(row: dict[str, str]) -> tuple[str, ...]:
    """Return the key of a row of the tidy table as the columns of SDMX have it."""
    base = Period.parse(row["base_period"]) if row["base_period"] else None
    codes = (write_code(row[name]) for name in ("scope", "measure", "attribute", "region", "unit"))
    return (*codes, write_base(base), write_period(Period.parse(row["period"])))


def ask_level(key: Key, row: dict[str, str]) -> Fraction | None:
    """Return the level that a row is about, by its unit: a question answers in counts where there are both."""
    place = Question(row["measure"], row["scope"], row["region"], Period.parse(row["period"]), row["attribute"])
    return key.answers.read_level(place, row["unit"]).value


def is_answer(key: Key, row: dict[str, str]) -> bool:
    """Return whether a row is the answer to its question; a printed change may hold the exact one within its bounds."""
    value = Fraction(row["value"]) if row["value"] else None
    if not row["base_period"]:
        return value == ask_level(key, row)
    operation = "change-from" if row["unit"] == "percent" else "difference-from"
    place = f"scope:{row['scope']} region:{row['region']} period:{row['period']}"
    found = key.ask(f"{row['measure']} {operation}:{row['base_period']} {place}").figure.value
    low, high = (Fraction(row[end]) if row[end] else found for end in ("lower", "upper"))
    return value == found or (None not in (low, found, high) and low <= found <= high)  # type: ignore[operator]


def test_observations_are_the_answers_to_their_questions(key: Key, tmp_path: Path) -> None:
    """SDMX-CSV and SDMX-ML, as pysdmx reads them, and the tidy table: each observation is the answer to the question of
    its key, and none is left out.
    """
    from pysdmx.io import read_sdmx

    files = render_files(key.answers.find_cells(), key.answers.definition, key.answers.vintage, prepared=PREPARED)
    table = csv.DictReader(io.StringIO(files["observations.csv"].decode("utf-8-sig")))
    rows = {write_key(row): row for row in table if row["print"] == "1"}
    other = {
        f"{row['measure']} {row['base_period']} {row['period']}" for row in rows.values() if not is_answer(key, row)
    }
    assert other == (set() if key.answers.definition.name == "sample" else PRINTED_OTHERWISE)
    for name in ("observations.sdmx.csv", "data.xml"):
        path = tmp_path / name
        path.write_bytes(files[name])
        (message,) = read_sdmx(path, validate=True).data or ()
        found = message.data.astype(str).to_dict("records")  # type: ignore[attr-defined]
        values = {tuple(one[place] for place in PLACES): one["OBS_VALUE"] for one in found}
        assert values.keys() == rows.keys()
        for place, text in values.items():
            assert (Fraction(text) if text not in EMPTY else None) == (
                Fraction(rows[place]["value"]) if rows[place]["value"] else None
            )


def test_the_walk_finds_what_is_planted() -> None:
    """The walk is no formality: a number typed beside the figures, and a figure with another value, are found in the
    page, the PDF, the DOCX and a single number.
    """
    key = Key(make_tiny())
    plan = make_plan(key.answers.definition)
    doc = compose(key.answers, YEAR, "en", plan=plan)
    typed = Paragraph((Run("There were 98,765 of them."),))
    case = Case(key, plan, replace(doc, blocks=(*doc.blocks[:2], typed, *doc.blocks[2:])))
    found = [value for piece in PageReader(render_html(case.doc)).pieces for value in case.rest(piece.text)]
    assert 98765 in found
    with pytest.raises(AssertionError):
        check_text(case, read_pdf(render_pdf(case.doc)), is_drawn=True)
    with pytest.raises(AssertionError):
        check_text(case, flatten(typed.runs), is_drawn=False)
    number = next(number for number in case.numbers.values() if number.value)
    assert check_number(number, key, "en", number.bare, number.plain) == []
    assert check_number(number, key, "en", "98", number.plain)
    assert check_number(number, key, "en", number.bare, "98")
