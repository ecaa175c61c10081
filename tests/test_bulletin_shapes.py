"""A map of regions in their shapes: drawn from a file beside the definition, bounded, legible, and refused by name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esep.answers import Answers
from esep.bulletin import compose, find_plan, write_bulletin
from esep.bulletin.document import Doc, FigureBlock, flatten
from esep.bulletin.plan import Plan
from esep.bulletin.proof import Passage
from esep.cli.proofread import make_proofreader
from esep.drawing.charts import WIDTHS
from esep.drawing.shapes import Region, contains, hatch, measure_surface, shape_map
from esep.model.period import Period
from esep.problems import EsepError
from esep.sources import geojson
from esep.sources.geojson import flatten_shapes, read_geojson
from tests.bulletin_sample import LANGUAGES, open_kazakhstan
from tests.shapes_sample import AROUND, CITY, SHAPELESS, make_feature, make_folder, make_shapes
from tests.test_bulletin_browser import OVERLAPS, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

YEAR = Period.year(2024)
SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0))
HOLE = ((2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0), (2.0, 2.0))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_kazakhstan(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def plan(answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan with one map, drawn from an invented land."""
    folder = make_folder(tmp_path_factory.mktemp("land") / "land", answers.definition)
    return find_plan(answers.definition, folder)


def find_map(doc: Doc) -> FigureBlock:
    """Return the map of a document."""
    return next(block for block in doc.blocks if isinstance(block, FigureBlock) and block.kind == "map")


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_has_shapes_classes_legend_words_and_a_table(answers: Answers, plan: Plan, language: str) -> None:
    """Nineteen of twenty regions have a shape, seven of them a class; the one without is named in a note, and the table
    beside has all twenty (../shared/kazakhstan/figures.csv has both years for seven regions).
    """
    figure = find_map(compose(answers, YEAR, language, plan=plan))
    assert len(figure.table.rows) == 20
    for width in WIDTHS:
        layers = figure.specs[width]["layer"]
        shapes = [row for layer in layers if layer["mark"]["type"] == "geoshape" for row in layer["data"]["values"]]
        coloured = [layer for layer in layers if layer["mark"].get("fill", "none") != "none"]
        assert len(shapes) == 19 + 1  # and the hatched swatch of the legend
        drawn = [layer["data"]["values"] for layer in coloured if layer["mark"]["type"] == "geoshape"]
        assert sum(map(len, drawn)) == 7
    notes = " ".join(flatten(note) for note in figure.notes)
    assert answers.definition.regions[SHAPELESS].name(language) in notes
    proofread = make_proofreader(answers, YEAR)
    for text in (figure.alt, flatten(figure.title)):
        assert list(proofread(Passage(text, language))) == []


def test_a_map_is_true_to_scale_at_its_middle_latitude() -> None:
    """Between 40 and 60 degrees north a degree east is cos 50 = 0.6428 degrees north (any table of cosines)."""
    flat = flatten_shapes({"a": (((10.0, 40.0), (20.0, 40.0), (20.0, 60.0), (10.0, 60.0), (10.0, 40.0)),)})
    xs, ys = ({point[at] for point in flat["a"][0]} for at in (0, 1))
    assert max(xs) - min(xs) == pytest.approx(6.428, abs=0.001)
    assert (min(ys), max(ys)) == (-60.0, -40.0)


def test_a_hole_stays_open() -> None:
    """A point in the hole is outside; the border turns one way and the hole the other, however the file has them."""
    for hole in (HOLE, HOLE[::-1]):
        assert contains((SQUARE, hole), (1, 1))
        assert not contains((SQUARE, hole), (5, 5))
        spec = shape_map([Region((SQUARE, hole), "A", "1", 0)], ["1", "2", "3", "4"], "none", WIDTHS[0])
        rows = [
            row for layer in spec["layer"] if layer["mark"]["type"] == "geoshape" for row in layer["data"]["values"]
        ]
        border, inner = rows[0]["geometry"]["coordinates"]
        assert measure_surface(border) * measure_surface(inner) < 0


def test_hatching_stays_inside() -> None:
    """The middle of every slanted line lies in the shape and none crosses the hole; a square has several."""
    shape = [[(x * 10, y * 10) for x, y in ring] for ring in (SQUARE, HOLE)]
    lines = hatch(shape)
    assert len(lines) > 10
    assert all(contains(shape, ((one["x"] + one["x2"]) / 2, (one["y"] + one["y2"]) / 2)) for one in lines)


def test_a_border_of_many_points_is_thinned(tmp_path: Path) -> None:
    """A circle of 50,000 points becomes as many as its pixels can tell apart."""
    circle = [[50 + math.cos(at / 25000 * math.pi), 50 + math.sin(at / 25000 * math.pi)] for at in range(50_001)]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [make_feature("A", "Polygon", [circle])]}))
    shape = flatten_shapes(read_geojson(path, "code"))["A"]
    spec = shape_map([Region(shape, "A", "1", 0)], ["1", "2", "3", "4"], "none", WIDTHS[0])
    assert len(json.dumps(spec)) < 60_000


def collect(*features: Any) -> str:
    """Return a collection of features as text."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def shape(*points: Any) -> dict[str, Any]:
    """Return a feature of one ring."""
    return make_feature("KZ-10", "Polygon", [list(points)])


HOSTILE = {
    "no JSON": ("<svg/>", "geojson-broken"),
    "no collection": ('{"type": "Feature"}', "geojson-broken"),
    "a list": ("[]", "geojson-broken"),
    "nested without end": ("[" * 100_000, "geojson-broken"),
    "features are no list": ('{"type": "FeatureCollection", "features": {"a": 1}}', "geojson-broken"),
    "not a number": (collect(shape([float("nan"), 50], [1, 1], [2, 2], [3, 3])), "geojson-shape"),
    "without end": (collect(shape([1, 50], [1, 1], [2, 2], [3, 3])).replace("50", "1e999"), "geojson-shape"),
    "digits without end": (collect(shape([1, 50], [1, 1], [2, 2], [3, 3])).replace("50", "9" * 9000), "geojson-shape"),
    "metres": (collect(shape([7_000_000, 5_000_000], [1, 1], [2, 2], [3, 3])), "geojson-shape"),
    "words": (collect(shape(["<script>", "1"], [1, 1], [2, 2], [3, 3])), "geojson-shape"),
    "two points": (collect(shape([1, 1], [2, 2])), "geojson-shape"),
    "no ring": (collect(make_feature("KZ-10", "Polygon", "x" * 1000)), "geojson-shape"),
    "twice": (collect(shape([1, 1], [2, 1], [2, 2], [1, 1]), shape([1, 1], [2, 1], [2, 2], [1, 1])), "geojson-twice"),
    "many": (collect(*({"type": "Feature"} for _ in range(geojson.MOST_SHAPES + 1))), "geojson-large"),
    "many points": (collect(shape(*([1, 1] for _ in range(geojson.MOST_POINTS + 1)))), "geojson-large"),
    "other codes": (collect(make_feature("XX", "Polygon", [[[1, 1], [2, 1], [2, 2], [1, 1]]])), "geojson-no-region"),
    "no feature": (collect({"type": "Feature", "properties": None, "geometry": 5}, 7, None), "geojson-no-region"),
    "empty": ("", "geojson-no-region"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(answers: Answers, name: str, tmp_path: Path) -> None:
    """Nothing in a file of shapes can stall or break a bulletin: it is a problem with its file and its remedy."""
    content, code = HOSTILE[name]
    folder = make_folder(tmp_path / "land", answers.definition, content or collect())
    with pytest.raises(EsepError) as caught:
        find_plan(answers.definition, folder)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("name", ["../elsewhere.geojson", "/etc/hostname", "link.geojson"])
def test_a_dataset_reads_its_own_files_only(answers: Answers, name: str, tmp_path: Path) -> None:
    """A path out of the folder, also through a link, is refused before anything is opened."""
    folder = make_folder(tmp_path / "land", answers.definition, lines=f'geojson = "{name}"\nkey = "code"\n')
    (tmp_path / "elsewhere.geojson").write_text(json.dumps(make_shapes(answers.definition)))
    (folder / "link.geojson").symlink_to(tmp_path / "elsewhere.geojson")
    with pytest.raises(EsepError) as caught:
        find_plan(answers.definition, folder)
    assert [problem.code for problem in caught.value.problems] == ["geojson-outside"]


@pytest.mark.parametrize(("lines", "code"), [
    ('geojson = "land.geojson"\n', "definition-key-missing"),
    ('geojson = "gone.geojson"\nkey = "code"\n', "file-missing"),
    ('geojson = 5\nkey = "code"\n', "definition-type-wrong"),
])  # fmt: skip
def test_a_map_that_is_half_declared_is_told(answers: Answers, lines: str, code: str, tmp_path: Path) -> None:
    """A file without the property of its codes, one that is not there, and one that is no text."""
    folder = make_folder(tmp_path / "land", answers.definition, lines=lines)
    with pytest.raises(EsepError) as caught:
        find_plan(answers.definition, folder)
    assert code in [problem.code for problem in caught.value.problems]


def test_the_city_in_a_hole_has_its_own_shape(plan: Plan) -> None:
    """A region inside another lies in the hole of that one."""
    shapes = next(section.shapes for section in plan.sections if section.kind == "map")
    (border,) = shapes[CITY]
    middle = (sum(x for x, _ in border) / len(border), sum(y for _, y in border) / len(border))
    assert contains(shapes[CITY], middle)
    assert not contains(shapes[AROUND], middle)


@pytest.fixture(scope="module")
def bulletin(answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a bulletin with maps, as pages in every language."""
    base = tmp_path_factory.mktemp("shapes")
    folder = make_folder(base / "land", answers.definition)
    write_bulletin(answers, YEAR, base / "b", dataset=folder, forms=("html",))
    return base / "b"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_a_map(
    page: Page, bulletin: Path, find_violations: Callable[[Page], list[str]], width: int, scheme: str
) -> None:
    """In both themes and widths: no violation, no label over another, nothing wider than the window."""
    for language in LANGUAGES:
        open_page(page, bulletin / f"{language}.html", width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
        assert find_violations(page) == []
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
