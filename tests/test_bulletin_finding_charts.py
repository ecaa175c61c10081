"""Charts of what methods found: a funnel of regions and the fan of an outlook, with their tables, words and notes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.bulletin import compose
from esep.bulletin.document import Doc, FigureBlock, TableBlock, flatten
from esep.bulletin.finding_charts import HALF, _fit_line
from esep.bulletin.general_plan import make_plan
from esep.bulletin.plan import Plan, Section
from esep.bulletin.proof import list_passages
from esep.cli.proofread import make_proofreader
from esep.drawing.charts import WIDTHS
from esep.drawing.funnel import Area, funnel_chart
from esep.drawing.lines import Axes
from esep.drawing.palette import LIGHT
from esep.model.period import Period
from tests.bulletin_sample import LANGUAGES, make_tiny, open_kazakhstan

YEAR = Period.year(2024)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_kazakhstan(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module", params=LANGUAGES)
def doc(request: pytest.FixtureRequest, answers: Answers) -> Doc:
    """Return the bulletin by the general plan in each language."""
    return compose(answers, YEAR, request.param, plan=make_plan(answers.definition))


def find_figure(doc: Doc, kind: str) -> FigureBlock:
    """Return the figure of a kind."""
    return next(block for block in doc.blocks if isinstance(block, FigureBlock) and block.kind == kind)


@pytest.mark.parametrize("kind", ["funnel", "outlook", "trend"])
def test_chart_of_a_finding_has_table_description_and_named_interval(doc: Doc, answers: Answers, kind: str) -> None:
    """Both widths are drawn; the notes name the interval; the checker finds nothing wrong in any word."""
    figure = find_figure(doc, kind)
    assert set(figure.specs) == set(WIDTHS)
    assert figure.table.rows
    assert figure.table.columns
    assert figure.alt != flatten(figure.title)
    notes = " ".join(flatten(note) for note in figure.notes)
    named = {"funnel": ("99.8", "99,8"), "outlook": ("nine of ten", "девяти случаях из десяти", "тоғызға жуығында")}
    assert any(words in notes for words in named.get(kind, ("",)))
    proofread = make_proofreader(answers, YEAR)
    assert [fault for passage in list_passages(doc) for fault in proofread(passage)] == []


def test_outlook_is_drawn_from_the_numbers_of_its_table(doc: Doc, answers: Answers) -> None:
    """The table has the years that were used, then the interval of the answer for the year ahead."""
    table = find_figure(doc, "outlook").table
    answer = answers.ask("total outlook-to:2025 period:2024")
    assert answer.finding is not None
    assert len(table.rows) == len(answer.finding.cells) + 1
    values = [run.number.value for run in table.rows[-1].cells[0] if run.number is not None]
    interval = answer.figure.interval
    assert interval is not None
    assert values == [answer.figure.value, interval.low, interval.high]


def test_widened_limits_are_dashed_and_points_beyond_them_stand_out() -> None:
    """Two areas of one size: 50 lies inside its limits of 40 and 60, 90 beyond; only the second has the main colour."""
    limits = ((Fraction(45), Fraction(55)), (Fraction(40), Fraction(60)))
    areas = [Area("in", Fraction(1000), Fraction(50), *limits), Area("out", Fraction(2000), Fraction(90), *limits)]
    axes = Axes(((Fraction(0), "0"), (Fraction(50), "50")), ((Fraction(1000), "1,000"),))
    plain = funnel_chart(areas, Fraction(50), axes, WIDTHS[0], is_widened=False)
    wide = funnel_chart(areas, Fraction(50), axes, WIDTHS[0], is_widened=True)
    marks = [layer["mark"] for layer in wide["layer"]]
    assert sum(mark["type"] == "line" and "strokeDash" in mark for mark in marks) == 2
    assert not any("strokeDash" in layer["mark"] for layer in plain["layer"])
    main = [layer for layer in wide["layer"] if layer["mark"].get("fill") == LIGHT["series1"]]
    assert [len(layer["data"]["values"]) for layer in main] == [1]
    assert {row["text"] for layer in wide["layer"] for row in layer["data"]["values"] if "text" in row} >= {"in", "out"}


def test_drawn_findings_are_in_every_form(answers: Answers, tmp_path: Path) -> None:
    """The page, PDF, workbook and DOCX are made from the same document, charts of findings among the rest."""
    from esep.bulletin.html import render_html
    from esep.bulletin.pdf import render_pdf
    from esep.bulletin.word import render_word
    from esep.bulletin.workbook import render_workbook

    doc = compose(answers, YEAR, "en", plan=make_plan(answers.definition))
    assert find_figure(doc, "funnel").alt in render_html(doc, data_file="data.csv", downloads={})
    assert render_pdf(doc).startswith(b"%PDF")
    assert render_word(doc)[:2] == render_workbook(doc)[:2] == b"PK"


def test_trend_is_drawn_from_its_stretches(doc: Doc, answers: Answers) -> None:
    """The years that were used are points and rows of the table; the fitted line begins and ends where the finding
    says, and each number of the stretches has its address. Points are not joined across July 2017 and June 2024.
    """
    figure = find_figure(doc, "trend")
    answer = answers.ask("total trend-since:2014 period:2024")
    assert answer.finding is not None
    assert [run.number.value for row in figure.table.rows for run in row.cells[0] if run.number is not None] == [
        cell.value for cell in answer.finding.cells
    ]
    lines = [layer for layer in figure.specs[WIDTHS[0]]["layer"] if layer.get("mark", {}).get("type") == "line"]
    fitted, seen = (layer["data"]["values"] for layer in lines)
    assert len(fitted) == len(seen) == 8
    assert [row["stretch"] for row in seen] == [0, 1, 1, 1, 1, 1, 1, 2]
    ends = {estimate.name: estimate.value for row in answer.finding.rows for estimate in row.estimates}
    assert ends["line_end"] is not None
    (table,) = (block for block in doc.blocks if isinstance(block, TableBlock) and block.id.endswith("-rows-table"))
    printed = [run.number.value for run in table.rows[-1].cells[-1] if run.number is not None]
    assert printed == [ends["line_end"]]


def test_the_fitted_line_of_a_steady_fall_is_that_fall() -> None:
    """640 after twelve years of 30 less each: the line of the tiny dataset keeps within two per cent of every year."""
    answer = make_tiny().ask("total trend-since:2012 period:2024")
    assert answer.finding is not None
    spots = list(_fit_line(answer.finding))
    assert [spot.time - HALF for spot in spots] == list(range(2012, 2025))
    assert all(abs(spot.value - (1000 - 30 * at)) < 20 for at, spot in enumerate(spots))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_years_that_make_no_trend_are_read_back(answers: Answers, language: str) -> None:
    """58,800 thefts in 2022 and 30,593 in 2024 (../shared/kazakhstan/figures.csv) are 48.0% fewer: the sentence names
    what it speaks of, so that the checker does not take it for all cases.
    """
    question = "theft trend-since:{decade} scope:committee_offences region:KZ period:{period}"
    plan = Plan(sections=(Section("found", "findings", rows=(question,)),))
    doc = compose(answers, YEAR, language, plan=plan)
    texts = [passage.text for passage in list_passages(doc)]
    assert any("48.0" in text or "48,0" in text for text in texts)
    proofread = make_proofreader(answers, YEAR)
    assert [fault for passage in list_passages(doc) for fault in proofread(passage)] == []
