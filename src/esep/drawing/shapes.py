"""A map of regions in their shapes: the colour is one of five classes, a region without a value is hatched.

Shapes come flat, to the right and down; here they are fitted to the width, thinned to what a pixel can show and turned
so that holes stay holes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from esep.drawing.charts import SMALL, TEXT
from esep.drawing.marks import Spec, draw_rules, draw_text, wrap_layers
from esep.drawing.palette import LIGHT
from esep.drawing.placing import measure_text
from esep.drawing.tiles import CLASSES, LEGEND, LIGHT_WORDS_FROM, explain_classes

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = Sequence[Point]
Shape: TypeAlias = Sequence[Ring]

# No map is higher than wide; points nearer to each other than this are one.
THIN = 0.7
# The distance of the lines in a region without a value, and the height of a line of words.
HATCH = 7.0
LINE = 18.0
SWATCH = 22.0
# Where between the top and the bottom of a region its words may stand, best first.
ROOMS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)


@dataclass(frozen=True)
class Region:
    """A region of the map: its shape, short name, value as printed and class (0 to 4); `None` without a value."""

    shape: Shape
    name: str
    label: str
    place: int | None


def shape_map(regions: Sequence[Region], legend: Sequence[str], empty: str, width: int) -> Spec:
    """Return the spec of a map; `legend` has the numbers between the classes, `empty` says what hatching means."""
    shapes, bottom = _fit([region.shape for region in regions], float(width))
    placed = list(zip(regions, shapes, strict=True))
    layers: list[Spec] = []
    for place, role in enumerate(CLASSES):
        layers.append(_draw_shapes([shape for region, shape in placed if region.place == place], LIGHT[role]))
    without = [shape for region, shape in placed if region.place is None]
    layers.append(draw_rules([line for shape in without for line in hatch(shape)], LIGHT["axis"]))
    layers.append(_draw_shapes(without, "none"))
    for is_light in (False, True):
        found = [(r, s) for r, s in placed if r.place is not None and (r.place >= LIGHT_WORDS_FROM) == is_light]
        words = [word for region, shape in found for word in _label(region, shape)]
        layers.append(draw_text(words, TEXT, LIGHT["on_dark" if is_light else "on_light"]))
    layers += explain_classes(legend, bottom, width)
    height = bottom + LEGEND
    if without:
        box = ((0.5, height), (SWATCH, height), (SWATCH, height + 12), (0.5, height + 12), (0.5, height))
        layers += [draw_rules(hatch([box]), LIGHT["axis"]), _draw_shapes([[box]], "none")]
        layers.append(draw_text([{"x": 30, "y": height + 6, "text": empty}], SMALL, LIGHT["muted"], align="left"))
        height += LINE
    padding = {"left": 1.0, "right": 1.0, "top": 2.0, "bottom": 2.0}
    return wrap_layers([layer for layer in layers if layer["data"]["values"]], width, height, padding)


def _fit(shapes: Sequence[Shape], width: float) -> tuple[list[list[list[Point]]], float]:
    """Return shapes in pixels, no wider than `width` and no higher, and where the lowest of them ends."""
    points = [point for shape in shapes for ring in shape for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = (width - 4) / (max(wide, high) or 1.0)
    edge = (width - 2 - wide * scale) / 2
    fitted = [[[(edge + (x - left) * scale, (y - top) * scale) for x, y in ring] for ring in shape] for shape in shapes]
    return [[_thin(ring) for ring in _turn(shape)] for shape in fitted], high * scale + 4


def _thin(ring: Sequence[Point]) -> list[Point]:
    """Return a ring without points that would fall on the one before; a region of a few pixels keeps its corners."""
    kept = [ring[0]]
    for point in ring[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= THIN:
            kept.append(point)
    return [(round(x, 1), round(y, 1)) for x, y in (*(kept if len(kept) > 2 else ring[:-1]), ring[0])]


def _turn(shape: Shape) -> list[list[Point]]:
    """Return borders turned one way and holes the other: whoever fills by the winding leaves the holes open."""
    turned = []
    for at, ring in enumerate(shape):
        depth = sum(contains([other], ring[0]) for place, other in enumerate(shape) if place != at)
        is_right = measure_surface(ring) > 0
        turned.append(list(ring) if is_right == (depth % 2 == 0) else list(reversed(ring)))
    return turned


def measure_surface(ring: Ring) -> float:
    """Return the surface inside a ring, below zero for one that turns left on a sheet whose y goes down."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring)) / 2


def contains(shape: Shape, point: Point) -> bool:
    """Return whether a point lies inside an odd number of rings."""
    return sum(x > point[0] for x in _cross(shape, point[1])) % 2 == 1


def _cross(shape: Shape, y: float) -> Iterator[float]:
    """Yield where a horizontal line crosses the borders of a shape."""
    for ring in shape:
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > y) != (y2 > y):
                yield x1 + (y - y1) / (y2 - y1) * (x2 - x1)


def hatch(shape: Shape) -> list[dict[str, float]]:
    """Return slanted lines that fill a shape: horizontal ones through the shape sheared, sheared back."""
    sheared = [[(x, y + x) for x, y in ring] for ring in shape]
    heights = [y for ring in sheared for _, y in ring]
    lines = []
    step = int(min(heights) / HATCH) + 1
    while step * HATCH < max(heights):
        level = step * HATCH
        ends = sorted(_cross(sheared, level))
        lines += [
            {"x": round(x1, 1), "x2": round(x2, 1), "y": round(level - x1, 1), "y2": round(level - x2, 1)}
            for x1, x2 in zip(ends[::2], ends[1::2], strict=False)
        ]
        step += 1
    return lines


def _label(region: Region, shape: Shape) -> Iterator[dict[str, Any]]:
    """Yield the name and the value of a region where both have room inside, otherwise the value alone, or nothing."""
    for lines in ((region.name, region.label), (region.label,)):
        place = _find_room(shape, max(measure_text(text, TEXT) for text in lines), LINE * len(lines))
        if place is not None:
            for at, text in enumerate(lines):
                yield {"x": place[0], "y": round(place[1] + LINE * (at - (len(lines) - 1) / 2), 1), "text": text}
            return


def _find_room(shape: Shape, width: float, height: float) -> Point | None:
    """Return the middle of a box that lies inside the largest part of a shape, near its own middle."""
    ring = max(shape, key=lambda ring: abs(measure_surface(ring)))
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    for share in ROOMS:
        y = low + (high - low) * share
        ends = sorted(_cross([ring], y))
        stretches = sorted(zip(ends[::2], ends[1::2], strict=False), key=lambda ends: ends[0] - ends[1])
        for left, right in stretches[:1]:
            middle = (left + right) / 2
            edges = [(middle + side * width / 2, y + down * height / 2) for side in (-1, 0, 1) for down in (-1, 0, 1)]
            if right - left > width and all(contains(shape, edge) for edge in edges):
                return round(middle, 1), round(y, 1)
    return None


def _draw_shapes(shapes: Sequence[Shape], fill: str) -> Spec:
    """Return shapes as one layer: pixels are drawn as they are."""
    rows: list[Mapping[str, Any]] = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in ring] for ring in shape]}}
        for shape in shapes
    ]
    look = {"type": "geoshape", "aria": False, "fill": fill, "stroke": LIGHT["axis"], "strokeWidth": 0.8}
    projection = {"type": "identity", "scale": 1, "translate": [0, 0]}
    return {"data": {"values": rows}, "mark": {**look, "strokeJoin": "round"}, "projection": projection}
