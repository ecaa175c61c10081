"""What a bulletin says: its points, sections and warnings, asked of published figures and of awkward ones."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from esep.answers import Answers, list_amounts, parse_question
from esep.bulletin import compose, find_plan
from esep.bulletin.document import (
    Doc,
    FigureBlock,
    Finding,
    Heading,
    Number,
    Paragraph,
    Run,
    TableBlock,
    flatten,
    list_numbers,
    walk_runs,
)
from esep.bulletin.plan import read_plan
from esep.model.period import Period
from esep.problems import EsepError
from tests.bulletin_sample import LANGUAGES, make_answers, make_break, open_kazakhstan

YEAR = Period.year(2024)
YEARS = re.compile(r"\b(19|20)\d\d\b")
REGISTERED = re.compile("regist|регистр|тірке", re.IGNORECASE)


@pytest.fixture(scope="module")
def kazakhstan(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the packaged figures."""
    return open_kazakhstan(tmp_path_factory.mktemp("kazakhstan"))


@pytest.fixture(scope="module", params=LANGUAGES)
def bulletin(request: pytest.FixtureRequest, kazakhstan: Answers) -> Doc:
    """Return the bulletin of Kazakhstan for 2024 in each language."""
    return compose(kazakhstan, YEAR, request.param)


def find_number(doc: Doc, question: str) -> Number:
    """Return the printed number of a question."""
    return next(number for number in list_numbers(doc) if number.question == question)


def list_findings(doc: Doc) -> list[Finding]:
    """Return the main points."""
    return [block for block in doc.blocks if isinstance(block, Finding)]


def list_section(doc: Doc, name: str) -> list[str]:
    """Return the plain paragraphs of a section."""
    ids = [block.id if isinstance(block, Heading) else "" for block in doc.blocks]
    start = ids.index(name) + 1
    end = next((at for at in range(start, len(ids)) if ids[at]), len(ids))
    return [flatten(block.runs) for block in doc.blocks[start:end] if isinstance(block, Paragraph)]


# Published: qazyr.kz (132,778; 45,156; 566), 365info.kz (-5.3 %, 34 %), enbekshiqazaq.kz (102 thousand; -11 %; 565;
# 118; 5,588). -7,494 of 140,272 is -5.3 per cent, 45,156 of 132,778 is 34.0 per cent.
@pytest.mark.parametrize(
    ("question", "plain", "english"),
    [
        ("total scope:committee_offences region:KZ period:2024", "132778", "132,778"),
        ("total change-from:2023 scope:committee_offences region:KZ period:2024", "-5.3", "\u22125.3%"),
        ("total scope:mia_crimes region:KZ period:2024", "102000", "102\u00a0thousand"),
        ("total change-from:2023 scope:mia_crimes region:KZ period:2024", "-11", "\u221211%"),
        ("fraud share-of:total scope:committee_offences region:KZ period:2024", "34.0", "34.0%"),
        ("murder scope:mia_crimes region:KZ period:2024", "565", "565"),
        ("murder scope:committee_offences region:KZ period:2024", "566", "566"),
        ("firearm_crimes scope:mia_crimes region:KZ period:2024", "118", "118"),
        ("group_crimes scope:mia_crimes region:KZ period:2024", "5588", "5,588"),
    ],
)
def test_published_figures_are_printed(kazakhstan: Answers, question: str, plain: str, english: str) -> None:
    """Both universes stand side by side, each number as its body published it or as plain arithmetic gives it."""
    number = find_number(compose(kazakhstan, YEAR, "en"), question)
    assert (number.plain, number.text) == (plain, english)


# 132,778 against 140,272 is -5.3 per cent; 30,593 thefts against 42,600 are -8.6 points of 140,272 (qazyr.kz).
def test_main_points_are_chosen_by_what_the_figures_say(kazakhstan: Answers) -> None:
    """The change of the total as far as it may be worded, what contributed most, and the largest share."""
    first, second, third = (flatten(finding.runs) for finding in list_findings(compose(kazakhstan, YEAR, "en")))
    assert first.startswith("All cases, Kazakhstan: decreased by 5.3%, from 140,272 in 2023 to 132,778 in 2024, within")
    assert second.startswith("Thefts contributed \u22128.6 percentage points: 42,600 in 2023, 30,593 in 2024.")
    assert third == "Fraud, Kazakhstan: 45,156 registered in 2024, which is 34.0% of 132,778 (all cases)."


def test_main_points_are_at_most_five_and_lead_to_their_section(bulletin: Doc) -> None:
    """A reader gets a handful of points, each with the way to the section that shows it."""
    findings = list_findings(bulletin)
    assert 3 <= len(findings) <= 5
    headings = {block.id for block in bulletin.blocks if isinstance(block, Heading)}
    assert all(finding.target in headings for finding in findings)


def test_every_sentence_says_registered(bulletin: Doc) -> None:
    """No main point and no title of a figure speaks of crime as such: what is counted was registered."""
    sentences = [flatten(block.runs) for block in list_findings(bulletin)]
    sentences += [flatten(block.title) for block in bulletin.blocks if isinstance(block, FigureBlock)]
    sentences += [block.alt for block in bulletin.blocks if isinstance(block, FigureBlock)]
    assert sentences
    for sentence in sentences:
        assert REGISTERED.search(sentence), sentence


def test_abbreviation_at_the_end_of_a_sentence_has_one_stop(bulletin: Doc) -> None:
    """No text ends with two stops, though 2024 г. and 316,4 тыс. bring one of their own."""
    texts = [flatten(block.runs) for block in bulletin.blocks if isinstance(block, Finding | Paragraph)]
    texts += [block.alt for block in bulletin.blocks if isinstance(block, FigureBlock)]
    assert not [text for text in texts if ".." in text]


def test_no_sentence_claims_significance_or_a_cause(bulletin: Doc) -> None:
    """Changes are signed numbers; no word says that something improved, fell significantly or was caused."""
    words = re.compile(
        r"significant(ly)? |существенн|значительн|айтарлықтай|improv|worsen|thanks to|благодаря", re.IGNORECASE
    )
    for finding in list_findings(bulletin):
        assert not words.search(flatten(finding.runs))


def test_no_figure_is_typed_in_the_main_points(bulletin: Doc) -> None:
    """Every digit of a main point or of a figure's title belongs to an answer, or to a year."""
    runs = [run for finding in list_findings(bulletin) for run in finding.runs]
    runs += [run for block in bulletin.blocks if isinstance(block, FigureBlock) for run in block.title]
    for run in runs:
        if run.number is None:
            assert not re.search(r"\d", YEARS.sub("", run.text)), run.text


def test_every_question_is_its_own_permalink(bulletin: Doc, kazakhstan: Answers) -> None:
    """The question printed beside a number, asked again, gives the same number; behind # it names one of a finding."""
    for number in list_numbers(bulletin):
        text, _, address = number.question.partition("#")
        question = parse_question(text, kazakhstan.definition)
        assert str(question) == text
        answer = kazakhstan.ask(question, with_finding=True)
        if number.value is not None:
            value = answer.figure.value
            if address:
                assert answer.finding is not None
                value = list_amounts(answer.finding)[address][0]
            assert value == number.value
            assert number.plain.replace("-", "").isascii()


def test_every_number_leads_back_to_a_page(bulletin: Doc) -> None:
    """A number that has a value names its body, its cells and a numbered source of the list."""
    ids = {item.id for block in bulletin.blocks if hasattr(block, "items") for item in block.items}
    for number in list_numbers(bulletin):
        if number.value is not None:
            assert number.bodies
            assert number.cells
            assert number.sources
    targets = {run.href for run in walk_runs(bulletin) if run.href.startswith("#source-")}
    assert targets
    assert {target[1:] for target in targets} <= ids


def test_parts_of_the_structure_add_up(kazakhstan: Answers) -> None:
    """45,156 + 30,593 + 8,363 + 1,615 + 1,551 + 1,051 + 566 + 421 + 43,462 = 132,778, and the page says so."""
    doc = compose(kazakhstan, YEAR, "en")
    figure = next(block for block in doc.blocks if isinstance(block, FigureBlock) and block.kind == "bar")
    values = [int(run.number.plain) for row in figure.table.rows for run in row.cells[0] if run.number]
    assert values[0] == sum(values[1:]) == 132778
    assert values[1:-1] == sorted(values[1:-1], reverse=True)
    assert [flatten(note) for note in figure.notes] == ["The parts add up to the total."]


def test_long_series_runs_from_2017_to_2025(kazakhstan: Answers) -> None:
    """The series holds all nine years, rounded ones marked, and both declared breaks are named under the chart."""
    doc = compose(kazakhstan, YEAR, "en")
    figure = next(block for block in doc.blocks if isinstance(block, FigureBlock) and block.kind == "line")
    assert [flatten(row.name) for row in figure.table.rows] == [str(year) for year in range(2017, 2026)]
    numbers = {flatten(row.name): row.cells[0][0].number for row in figure.table.rows}
    rounded = {year for year, number in numbers.items() if number is not None and "rounded" in number.marks}
    assert rounded == {"2017", "2018", "2019", "2020", "2021", "2025"}
    notes = " ".join(flatten(note) for note in figure.notes)
    assert "Break A, July 2017" in notes
    assert "Break B, June 2024" in notes


def test_change_over_a_small_break_carries_its_warning(bulletin: Doc) -> None:
    """-5.3 per cent stands beside the words for June 2024, when battery came back, with a way to the whole reason."""
    point = list_findings(bulletin)[0]
    assert any(run.href == "#break-battery-2024" for run in point.runs)
    number = find_number(bulletin, "total change-from:2023 scope:committee_offences region:KZ period:2024")
    assert "B" in number.marks


def test_section_without_data_says_so_in_one_line(bulletin: Doc) -> None:
    """The classes of gravity were not published for 2024: the section is one line that admits it."""
    assert len(list_section(bulletin, "gravity")) == 1


def test_regions_without_a_published_figure_are_marked_not_zero(kazakhstan: Answers) -> None:
    """Of the 20 regions of 2024 ten were published; the others read [x], and a note says the rows do not add up."""
    doc = compose(kazakhstan, YEAR, "en")
    table = next(block for block in doc.blocks if isinstance(block, TableBlock) and block.id == "regions-table")
    assert len(table.rows) == 21
    assert table.rows[0].is_total
    cells = [row.cells[1][0].words for row in table.rows[1:]]
    assert sum(cell == "[x]" for cell in cells) == 10
    assert "0" not in cells
    assert any("do not add up" in flatten(note) for note in table.notes)
    assert ("[x]", "no published figure was found") in table.marks


@pytest.mark.parametrize("period", ["2023", "2024", "2025", "2025-01..2025-06", "1994", "2030"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_period_gives_a_whole_bulletin(kazakhstan: Answers, period: str, language: str) -> None:
    """A period with few data or none gives the same sections, each with what there is or one line."""
    doc = compose(kazakhstan, Period.parse(period), language)
    headings = [block.id for block in doc.blocks if isinstance(block, Heading) and block.level == 2]
    assert headings[:6] == ["main", "universes", "structure", "series", "gravity", "regions"]
    assert headings[6:9] == ["map", "sure", "questions"]
    assert headings[9:] == ["breaks", "quality", "calendar", "sources", "cite", "numbers"]


def test_missing_figure_drops_its_sentence(kazakhstan: Answers) -> None:
    """A main point with a figure that does not exist is left out rather than printed with a hole."""
    doc = compose(kazakhstan, Period.year(2023), "en")
    for finding in list_findings(doc):
        assert all(run.number.value is not None for run in finding.runs if run.number)
    assert "132,778" not in flatten(tuple(run for finding in list_findings(doc) for run in finding.runs))


def test_change_over_a_major_break_is_withheld() -> None:
    """No percentage is printed across a break that ends a series; the mark of the break stands in its place."""
    answers = make_answers({"total": {2023: 200, 2024: 100}}, breaks=(make_break(datetime.date(2024, 1, 1)),))
    doc = compose(answers, YEAR, "en")
    changes = [number for number in list_numbers(doc) if number.unit in ("percent", "percentage_points")]
    assert all(number.value is None for number in changes)
    assert "50" not in flatten(tuple(walk_runs(doc)))


def test_change_over_a_minor_break_stands_with_its_reason() -> None:
    """100 against 200 is -50.0 per cent; the small break between them is named beside it."""
    found = make_break(datetime.date(2024, 1, 1), is_major=False)
    doc = compose(make_answers({"total": {2023: 200, 2024: 100}}, breaks=(found,)), YEAR, "en")
    words = flatten(list_findings(doc)[0].runs)
    assert "decreased by 50.0%" in words
    assert "Not quite like for like: January 2024" in words


def test_dataset_without_a_plan_gets_a_general_bulletin() -> None:
    """Total, change, series and structure are shown for a dataset that declares nothing: 30 of 150 is 20 per cent."""
    answers = make_answers({"total": {2023: 120, 2024: 150}, "theft": {2024: 120}, "fraud": {2024: 30}})
    doc = compose(answers, YEAR, "en")
    assert doc.title == "Sample, 2024"
    words = flatten(list_findings(doc)[0].runs)
    assert words.startswith("Everything, Xland: 120 in 2023 and 150 in 2024, an increase of 25.0%; no clear change:")
    share = find_number(doc, "fraud share-of:total scope:police region:X period:2024")
    assert share.plain == "20.0"
    assert [block.kind for block in doc.blocks if isinstance(block, FigureBlock)] == ["line", "bar"]


def test_parts_that_do_not_add_up_are_owned_up_to() -> None:
    """120 + 20 is not 150, and the figure says so."""
    doc = compose(make_answers({"total": {2024: 150}, "theft": {2024: 120}, "fraud": {2024: 20}}), YEAR, "en")
    figure = next(block for block in doc.blocks if isinstance(block, FigureBlock))
    assert [flatten(note) for note in figure.notes] == ["The parts shown do not add up to the total."]


def test_source_that_is_no_web_address_is_no_link() -> None:
    """A source such as javascript:alert(1) is printed as text and never becomes a link."""
    doc = compose(make_answers({"total": {2024: 150}}), YEAR, "en")
    assert any(run.text == "javascript:alert(1)" and not run.href for run in walk_runs(doc))
    assert all(re.match("#|https?://", run.href) for run in walk_runs(doc) if run.href)


def test_same_data_give_the_same_document(kazakhstan: Answers) -> None:
    """Nothing in a document depends on when it was made."""
    assert compose(kazakhstan, YEAR, "kk") == compose(kazakhstan, YEAR, "kk")


PLAN = """format = 1
title = { en = "T {period}", ru = "T {period}", kk = "T {period}" }
"""
TEXT = '[points.text]\nen = "%s"\nru = "r"\nkk = "k"\n'


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("format = 1\n", "definition-key-missing", None),
        ("format = 2\n" + PLAN[11:], "definition-format-unknown", 1),
        ("format = \n", "definition-broken", 1),
        (PLAN + "colour = 3\n", "definition-key-unknown", 3),
        (PLAN + "[[points]]\n" + TEXT % "{nothing} here", "definition-value-unknown", 4),
        (PLAN + "[[points]]\n" + TEXT % "{half", "bulletin-braces", 4),
        (PLAN + "[[points]]\ntarget = 'there'\n" + TEXT % "a", "definition-value-unknown", 4),
        (PLAN + 6 * ("[[points]]\n" + TEXT % "a"), "bulletin-points-many", 3),
        (PLAN + "[[sections]]\nid = 'a'\nkind = 'poem'\n", "definition-value-unknown", 5),
        (PLAN + "[break_words.none]\nen = 'e'\nru = 'r'\nkk = 'k'\n", "definition-value-unknown", 3),
    ],
)
def test_plan_that_is_wrong_names_file_and_line(
    kazakhstan: Answers, tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    """What is wrong in a bulletin.toml is told with its code and its line, before anything is composed."""
    path = tmp_path / "bulletin.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        read_plan(path, kazakhstan.definition)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    assert problem.where.file == str(path)
    if line is not None:
        assert problem.where.line is not None
        assert problem.where.line >= line


def test_question_that_is_wrong_names_the_plan(kazakhstan: Answers, tmp_path: Path) -> None:
    """A measure that does not exist is told with the file and the line of the sentence that asks for it."""
    path = tmp_path / "bulletin.toml"
    words = '[[points]]\nfigures.a = "nonsense period:{period}"\n' + TEXT % "{a}"
    path.write_text(PLAN + words, encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        compose(kazakhstan, YEAR, "en", plan=read_plan(path, kazakhstan.definition))
    assert caught.value.problems[0].where.file == str(path)
    assert caught.value.problems[0].where.line == 3


def test_packaged_plan_is_used(kazakhstan: Answers) -> None:
    """The bulletin of Kazakhstan is what its bulletin.toml declares; Python knows nothing of the country."""
    plan = find_plan(kazakhstan.definition)
    assert [section.kind for section in plan.sections] == [
        *("compare", "structure", "series", "structure", "regions", "map", "findings", "questions")
    ]
    source = Path(__file__).resolve().parent.parent / "src" / "esep" / "bulletin"
    for file in source.rglob("*.*"):
        if file.suffix in (".py", ".html", ".css"):
            assert not re.search(r"kazakh|committee|mia_|KZ\b", file.read_text(encoding="utf-8"), re.IGNORECASE), (
                file.name
            )


def test_run_prints_its_number_with_or_without_unit() -> None:
    """A number carries both forms: with its unit in a sentence, without it under a header that names the unit."""
    number = Number("q", "34.0%", "34.0", "34.0", None, "percent", "label")
    assert (Run(number=number).words, Run(number=number, is_bare=True).words) == ("34.0%", "34.0")
