"""Charts: what is drawn where, in which colours, with which words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.bulletin.html import write_style
from esep.drawing.charts import WIDTHS, Bar, BreakRule, Point, bar_chart, choose_ticks, line_chart
from esep.drawing.direct import draw_direct
from esep.drawing.palette import COLOURS, LIGHT, write_chart_rules
from esep.drawing.placing import Box, measure_text, place_label, wrap_words
from esep.drawing.svg import draw_svg

HEX = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
# Offences of the Committee in thousands, rounded: baigenews.kz 159898, qazyr.kz.
SERIES = {2017: 316400, 2018: 292300, 2019: 243500, 2020: 162800, 2023: 140272, 2024: 132778}


def make_points() -> list[Point]:
    """Return the series with a break in 2024 and two years missing before 2023."""
    stretches = {2017: 0, 2018: 0, 2019: 0, 2020: 0, 2023: 1, 2024: 2}
    return [
        Point(year + Fraction(1, 2), Fraction(value), str(value), str(year), stretches[year], year == 2024)
        for year, value in SERIES.items()
    ]


def make_line(width: int) -> dict[str, Any]:
    """Return the spec of the series with one break."""
    rule = BreakRule(Fraction(2024) + Fraction(5, 12), "A", "June 2024")
    ticks = [(value, str(value)) for value in choose_ticks(Fraction(316400))]
    return line_chart(make_points(), [rule], ticks, width)


def make_bars(width: int) -> dict[str, Any]:
    """Return the spec of three bars, one of them the rest."""
    bars = [Bar("Fraud", Fraction(45156), "45,156"), Bar("Theft", Fraction(30593), "30,593")]
    return bar_chart([*bars, Bar("Other", Fraction(43462), "43,462", is_rest=True)], width)


def list_drawings() -> Iterator[str]:
    """Yield every kind of chart at every width as an SVG."""
    for width in WIDTHS:
        for name, make in (("line", make_line), ("bars", make_bars)):
            yield draw_svg(make(width), f"{name}-{width}", "title", "description")


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2 for a colour like #12436D."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_a_chart_has_a_dark_form() -> None:
    """A colour in a drawing that the style sheet cannot turn into a variable would stay light in the dark."""
    rules = write_chart_rules()
    found = {colour for drawing in list_drawings() for colour in HEX.findall(drawing)}
    assert found
    for colour in found:
        assert f'[fill="{colour}"]' in rules or f'[stroke="{colour}"]' in rules, colour


def test_every_colour_of_a_chart_is_looked_up_once() -> None:
    """Two roles with one light colour could not be told apart by the style sheet."""
    charted = [colour.light for colour in COLOURS if colour.is_charted]
    assert len(set(charted)) == len(charted)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for entry in COLOURS for colour in (entry.light, entry.dark))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_keep_the_contrast_of_wcag(theme: str) -> None:
    """Text stands out 4.5 to 1 from the page, lines and bars 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    colours = {colour.role: getattr(colour, theme) for colour in COLOURS}
    for role in ("ink", "muted", "link", "warn"):
        assert contrast(colours[role], colours["page"]) >= 4.5, role
        assert contrast(colours[role], colours["tint"]) >= 4.5, role
    for role in ("series1", "rest", "axis"):
        assert contrast(colours[role], colours["page"]) >= 3, role


def test_style_sheet_asks_for_nothing_outside() -> None:
    """A page's style names no address and no import; its font stands in it."""
    assert not re.search(r"url\((?!data:)|@import|https?:", write_style())


def test_drawing_is_named_described_and_bare() -> None:
    """An SVG is an image with title and description, and keeps no English role or label of the chart library."""
    for drawing in list_drawings():
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        name, description = (root.get("aria-labelledby") or "").split()
        found = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert (found[name], found[description]) == ("title", "description")
        labels = {label for element in root.iter() for label in element.attrib if label.startswith("aria")}
        assert labels == {"aria-labelledby"}
        assert not re.search(r"https?:(?!//www\.w3\.org/2000/svg)|xlink|style=|class=|axis titled", drawing)


def test_same_spec_gives_same_bytes() -> None:
    """A drawing holds nothing that changes from one run to the next."""
    spec = json.dumps(make_line(640), sort_keys=True)
    assert spec == json.dumps(make_line(640), sort_keys=True)
    assert draw_svg(json.loads(spec), "a", "t", "d") == draw_svg(make_line(640), "a", "t", "d")


def test_spec_is_plain_data_without_background_or_title() -> None:
    """A spec survives JSON, lets the page shine through, and leaves title, axes and legends to the page."""
    for spec in (make_line(640), make_bars(340)):
        assert json.loads(json.dumps(spec)) == spec
        assert spec["background"] is None
        assert "title" not in spec
        assert all(layer["encoding"].get("x", {}).get("axis", "") is None for layer in spec["layer"] if "mark" in layer)


def test_line_is_cut_at_a_break_and_over_missing_years() -> None:
    """2020 to 2023 (years missing) and 2023 to 2024 (break) are not joined: the only line runs from 2017 to 2020."""
    root = ElementTree.fromstring(draw_svg(make_line(640), "a", "t", "d"))
    lines = [element.get("d", "") for element in root.iter() if element.get("stroke") == LIGHT["series1"]]
    assert sorted(path.count("L") for path in lines) == [0, 0, 3]


def test_words_with_an_outline_are_drawn_once() -> None:
    """What is read of a drawing, by copying or aloud, has every word once: the outline is painted below the letters."""
    for draw in (draw_svg, draw_direct):
        root = ElementTree.fromstring(draw(make_line(640), "a", "t", "d"))
        texts = [element for element in root.iter() if element.tag.endswith("}text")]
        assert len({element.text for element in texts}) == len(texts)
        outlined = [element for element in texts if element.get("stroke")]
        assert {element.get("fill") for element in outlined} == {LIGHT["ink"]}
        assert {element.get("paint-order") for element in outlined} == {"stroke"}


def test_break_has_a_rule_and_words_where_there_is_room() -> None:
    """The wide chart says what the break is, the narrow one shows its letter; both draw a dashed rule."""
    for width, words in ((640, "A: June 2024"), (340, "A")):
        root = ElementTree.fromstring(draw_svg(make_line(width), "a", "t", "d"))
        assert words in [element.text for element in root.iter()]
        assert any(element.get("stroke-dasharray") for element in root.iter())


def test_axis_begins_at_zero_and_leaves_headroom() -> None:
    """The highest point lies 12 per cent of its height below the top of the plot: 250 pixels / 1.12 above the axis."""
    layer = next(layer for layer in make_line(640)["layer"] if layer.get("mark", {}).get("type") == "line")
    places = {row["y"] for row in layer["data"]["values"]}
    bottom = make_line(640)["height"]
    assert bottom - min(places) == pytest.approx(250 / 1.12, abs=0.02)
    lowest = bottom - max(places)
    assert lowest == pytest.approx(250 / 1.12 * 132778 / 316400, abs=0.02)


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [(316400, (0, 100000, 200000, 300000, 400000)), (45156, (0, 10000, 20000, 30000, 40000, 50000)), (3, (0, 1, 2, 3))],
)
def test_ticks_are_round(highest: int, ticks: tuple[int, ...]) -> None:
    """Ticks are steps of 1, 2, 2.5 or 5 times a power of ten, worked out by hand."""
    found = choose_ticks(Fraction(highest))
    assert found[: len(ticks)] == ticks


@given(st.fractions(min_value=1, max_value=10**12))
def test_ticks_reach_over_the_highest_value(highest: Fraction) -> None:
    """Whatever is drawn, the ticks are few, whole, evenly spaced, begin at 0 and end at or above it."""
    ticks = choose_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 7
    assert len({later - earlier for earlier, later in pairwise(ticks)}) == 1


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=2, max_size=30), st.sampled_from(WIDTHS))
def test_printed_values_never_collide(values: list[int], width: int) -> None:
    """No two value labels of a line chart share a pixel, and none leaves the drawing, whatever the series."""
    points = [
        Point(Fraction(2000 + at) + Fraction(1, 2), Fraction(value), f"{value:,}", str(2000 + at))
        for at, value in enumerate(values)
    ]
    ticks = [(tick, f"{tick:,}") for tick in choose_ticks(max(point.value for point in points))]
    spec = line_chart(points, [], ticks, width)
    labels = spec["layer"][-1]["data"]["values"]
    assert labels
    boxes: list[Box] = []
    for label in labels:
        half = measure_text(label["text"], 13) / 2
        box = Box(label["x"] - half, label["y"] - 8.5, label["x"] + half, label["y"] + 8.5)
        assert box.left >= -spec["padding"]["left"]
        assert box.right <= spec["width"] + spec["padding"]["right"]
        assert not any(box.meets(other) for other in boxes)
        boxes.append(box)


def test_label_without_room_is_left_out() -> None:
    """A label that would cover something is not printed at all: the table has the value."""
    everything = Box(-1000, -1000, 1000, 1000)
    assert place_label(0, [(0.0, 0.0)], 20, [everything], [], everything) is None


@given(st.text(max_size=300), st.integers(min_value=20, max_value=400))
def test_names_are_wrapped_into_three_lines_at_most(text: str, width: int) -> None:
    """A name, however long, takes at most three lines, none longer than the room it has."""
    lines = wrap_words(text, width, 13)
    assert 1 <= len(lines) <= 3
    limit = max(4, int(width / (13 * 0.64)))
    assert all(len(line) <= limit for line in lines)


def test_bars_are_drawn_in_proportion_from_zero() -> None:
    """30,593 against 45,156: the second bar is as long as the first times their ratio; the rest is grey."""
    layers = make_bars(640)["layer"]
    first, second = layers[0]["data"]["values"]
    assert first["x"] == second["x"] == 0
    assert second["x2"] / first["x2"] == pytest.approx(30593 / 45156, abs=1e-4)
    assert layers[1]["mark"]["fill"] == LIGHT["rest"]


def test_hostile_words_stay_words_in_a_drawing() -> None:
    """Markup in a name, a title or a description comes out as text."""
    evil = "<script>alert(1)</script>\"'&"
    drawing = draw_svg(bar_chart([Bar(evil, Fraction(1), evil)], 340), "a", evil, evil)
    root = ElementTree.fromstring(drawing)
    assert "script" not in {element.tag.rpartition("}")[2] for element in root.iter()}
    assert evil in [element.text for element in root.iter()]
