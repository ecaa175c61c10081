"""A map of tiles: one square a region, in the place that the definition gives it; the colour is one of five classes.

A tile map shows every region at the same size, so that a large steppe does not outweigh a city. Neighbours of the map
are not always neighbours on the ground: nothing spatial is computed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.drawing.charts import SMALL, TEXT
from esep.drawing.marks import Spec, draw_rects, draw_rules, draw_text, wrap_layers
from esep.drawing.palette import LIGHT

# Colours of the five classes; from the fourth on the words are light.
CLASSES = ("class1", "class2", "class3", "class4", "class5")
LIGHT_WORDS_FROM = 3
GAP = 4.0
LARGEST_TILE = 84.0
# Room for the explanation of the colours below the map.
LEGEND = 44.0


@dataclass(frozen=True)
class Tile:
    """A region of the map: its place, its short name, its value as printed, and its class (0 to 4).

    `place` is `None` for a region without a value: its tile is an outline in broken lines.
    """

    row: int
    column: int
    name: str
    label: str
    place: int | None


def tile_map(tiles: Sequence[Tile], legend: Sequence[str], width: int) -> Spec:
    """Return the spec of a map; `legend` has the numbers between the classes, the lowest first."""
    columns = 1 + max((tile.column for tile in tiles), default=0)
    rows = 1 + max((tile.row for tile in tiles), default=0)
    size = min(LARGEST_TILE, (width - GAP) / columns)
    height = rows * size + LEGEND
    layers: list[Spec] = []
    for place, role in enumerate(CLASSES):
        layers.append(draw_rects([_square(tile, size) for tile in tiles if tile.place == place], LIGHT[role]))
    outlines = [line for tile in tiles if tile.place is None for line in _outline(tile, size)]
    layers.append(draw_rules(outlines, LIGHT["axis"], (3, 3)))
    for is_light in (False, True):
        found = [tile for tile in tiles if (tile.place is not None and tile.place >= LIGHT_WORDS_FROM) == is_light]
        colour = LIGHT["on_dark"] if is_light else LIGHT["on_light"]
        known = [tile for tile in found if tile.place is not None]
        layers.append(draw_text([_word(tile, size, -0.13, tile.name) for tile in known], SMALL, colour))
        layers.append(draw_text([_word(tile, size, 0.16, tile.label) for tile in known], TEXT, colour))
    empty = [tile for tile in tiles if tile.place is None]
    layers.append(draw_text([_word(tile, size, -0.13, tile.name) for tile in empty], SMALL, LIGHT["muted"]))
    layers.append(draw_text([_word(tile, size, 0.16, tile.label) for tile in empty], SMALL, LIGHT["muted"]))
    layers += explain_classes(legend, rows * size, width)
    padding = {"left": 0.0, "right": 0.0, "top": 2.0, "bottom": 2.0}
    return wrap_layers([layer for layer in layers if layer["data"]["values"]], width, height, padding)


def explain_classes(legend: Sequence[str], top: float, width: int) -> list[Spec]:
    """Return the colours of the classes in a row below a map, with the numbers between them."""
    layers = [draw_rects([_swatch(place, top, width)], LIGHT[role]) for place, role in enumerate(CLASSES)]
    edges = [
        {"x": _swatch(place, top, width)["x"], "y": top + 32, "text": text} for place, text in enumerate(legend, 1)
    ]
    return [*layers, draw_text(edges, SMALL, LIGHT["muted"])]


def find_class(value: Fraction, edges: Sequence[Fraction]) -> int:
    """Return the class of a value: how many edges lie at or below it."""
    return sum(value >= edge for edge in edges)


def _square(tile: Tile, size: float) -> dict[str, float]:
    x, y = tile.column * size, tile.row * size
    return {"x": x + GAP / 2, "x2": x + size - GAP / 2, "y": y + GAP / 2, "y2": y + size - GAP / 2}


def _swatch(place: int, top: float, width: int) -> dict[str, float]:
    step = min(LARGEST_TILE * 1.2, width / len(CLASSES))
    return {"x": place * step, "x2": (place + 1) * step - 2, "y": top + 10, "y2": top + 20}


def _outline(tile: Tile, size: float) -> list[dict[str, float]]:
    box = _square(tile, size)
    corners = [(box["x"], box["y"]), (box["x2"], box["y"]), (box["x2"], box["y2"]), (box["x"], box["y2"])]
    ends = zip(corners, [*corners[1:], corners[0]], strict=True)
    return [{"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]} for a, b in ends]


def _word(tile: Tile, size: float, down: float, text: str) -> dict[str, float | str]:
    return {"x": (tile.column + 0.5) * size, "y": (tile.row + 0.5 + down) * size, "text": text}
