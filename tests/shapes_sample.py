"""An invented land for maps: the regions of Kazakhstan as wobbly squares, a city in a hole, an island, one left out."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

from esep.bulletin.general_plan import FILE
from esep.model.definition import Definition
from esep.sources.dataset import find_dataset_folder

STEPS = 12
CITY, AROUND, ISLANDS, SHAPELESS = "KZ-71", "KZ-11", "KZ-23", "KZ-79"
SECTION = """\
format = 1
[title]
en = "Map, {period}"
ru = "Карта, {period}"
kk = "Карта, {period}"
[[sections]]
id = "map"
kind = "map"
question = "total change-from:{previous} scope:committee_offences region:KZ period:{period}"
classes = ["-5", "0", "5", "10"]
title = { en = "Where, {period}", ru = "Где, {period}", kk = "Қай жерде, {period}" }
"""


def bend(x: float, y: float) -> list[float]:
    """Return a place of the land on the globe: neighbours share their crooked border."""
    return [50 + 6 * x + 0.5 * math.sin(5 * y + x), 54 - 3 * y + 0.4 * math.sin(4 * x + y)]


def ring(left: float, top: float, size: float) -> list[list[float]]:
    """Return a square with crooked sides."""
    corners = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    points = [
        bend(x1 + (x2 - x1) * step / STEPS, y1 + (y2 - y1) * step / STEPS)
        for (x1, y1), (x2, y2) in sides
        for step in range(STEPS)
    ]
    return [*points, points[0]]


def make_shapes(definition: Definition) -> dict[str, Any]:
    """Return the land as GeoJSON; its property `code` holds the codes, and a lake has none."""
    features = []
    for code in definition.regions.children("KZ"):
        if not code.extra.get("tile_row") or code.code in (CITY, SHAPELESS):
            continue
        column, row = float(code.extra["tile_col"]), float(code.extra["tile_row"])
        polygon = [ring(column, row, 1)]
        if code.code == AROUND:
            polygon.append(ring(column + 0.55, row + 0.3, 0.35))
            features.append(make_feature(CITY, "Polygon", [ring(column + 0.55, row + 0.3, 0.35)]))
        if code.code == ISLANDS:
            features.append(make_feature(code.code, "MultiPolygon", [polygon, [ring(column - 0.5, row + 0.4, 0.2)]]))
        else:
            features.append(make_feature(code.code, "Polygon", polygon))
    features.append({"type": "Feature", "properties": {"lake": "Balqash"}, "geometry": None})
    return {"type": "FeatureCollection", "features": features}


def make_feature(code: str, kind: str, coordinates: Any) -> dict[str, Any]:
    """Return a feature of a collection."""
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def make_folder(folder: Path, definition: Definition, content: str = "", lines: str = "") -> Path:
    """Return a copy of the dataset of Kazakhstan whose bulletin is one map, drawn from a file of shapes."""
    shutil.copytree(find_dataset_folder("kazakhstan"), folder)
    (folder / FILE).write_text(SECTION + (lines or 'geojson = "land.geojson"\nkey = "code"\n'), encoding="utf-8")
    (folder / "land.geojson").write_text(content or json.dumps(make_shapes(definition)), encoding="utf-8")
    for words in folder.glob("bulletin.*.md"):
        words.unlink()
    return folder
