"""Shapes of regions from a GeoJSON file (RFC 7946): only what a map needs, and never more than it can bear.

A file from outside is hostile until read: its size, depth, number of shapes and of points are bounded, and every
coordinate has to be a place on the globe.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from esep.problems import EsepError, Problem, Where
from esep.sources.snapshot import decode, take_snapshot

LARGEST_BYTES = 8 * 1024 * 1024
MOST_SHAPES = 2000
MOST_POINTS = 400_000
# A ring is closed by its first point: three corners and that point again.
FEWEST_POINTS = 4
LIMITS = (180.0, 90.0)
KINDS = ("Polygon", "MultiPolygon")

# Degrees east and north.
Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]
# Outer borders and holes alike: a point lies inside where it is inside of an odd number of them.
Shape: TypeAlias = tuple[Ring, ...]


def read_geojson(path: Path, key: str) -> dict[str, Shape]:
    """Return the shapes of a file by the text of their property `key`; those without it or without a surface are left.

    Raises `EsepError`: what `take_snapshot` raises; `geojson-broken` for what is no collection of features in JSON,
    `geojson-shape` for a shape that is none on the globe, `geojson-twice` for two with one key, `geojson-large`.
    """
    _, data = take_snapshot(path, limit=LARGEST_BYTES)
    where = Where(str(path))
    try:
        content = json.loads(decode(data, ("utf-8-sig",), where), parse_int=float)
    except RecursionError:
        raise EsepError(Problem("geojson-broken", where, {"cause": "RecursionError"})) from None
    except ValueError as error:
        raise EsepError(Problem("geojson-broken", where, {"cause": str(error)[:200]})) from None
    return _Reader(where).read(content, key)


@dataclass
class _Reader:
    """Reads one file and counts its points."""

    where: Where
    points: int = field(default=0)

    def read(self, content: Any, key: str) -> dict[str, Shape]:
        """Return the shapes of a whole file."""
        features = content.get("features") if isinstance(content, dict) else None
        if not isinstance(features, list) or content.get("type") != "FeatureCollection":
            self._refuse("geojson-broken", cause="FeatureCollection?")
        if len(features) > MOST_SHAPES:
            self._refuse("geojson-large", count=str(len(features)), limit=str(MOST_SHAPES))
        found: dict[str, Shape] = {}
        for at, feature in enumerate(features):
            name, shape = self._read_feature(feature, key, f"features[{at}]")
            if name in found:
                self._refuse("geojson-twice", key=key, value=name[:60])
            if name and shape:
                found[name] = shape
        return found

    def _read_feature(self, feature: Any, key: str, place: str) -> tuple[str, Shape]:
        parts = [feature.get(part) if isinstance(feature, dict) else None for part in ("properties", "geometry")]
        properties, geometry = (part if isinstance(part, dict) else {} for part in parts)
        name, kind = properties.get(key), geometry.get("type")
        if not isinstance(name, str) or kind not in KINDS:
            return "", ()
        polygons = self._list(geometry.get("coordinates"), place)
        if kind == KINDS[0]:
            polygons = [polygons]
        return name, tuple(self._read_ring(ring, place) for polygon in polygons for ring in self._list(polygon, place))

    def _read_ring(self, ring: Any, place: str) -> Ring:
        points = self._list(ring, place)
        self.points += len(points)
        if self.points > MOST_POINTS:
            self._refuse("geojson-large", count=str(self.points), limit=str(MOST_POINTS))
        if len(points) < FEWEST_POINTS or not all(map(_is_point, points)):
            self._refuse("geojson-shape", place=place)
        return tuple((point[0], point[1]) for point in points)

    def _list(self, value: Any, place: str) -> list[Any]:
        if not isinstance(value, list):
            self._refuse("geojson-shape", place=place)
        return list(value)

    def _refuse(self, code: str, **facts: str) -> NoReturn:
        raise EsepError(Problem(code, self.where, facts))


def _is_point(point: Any) -> bool:
    """Return whether a point lies on the globe; a height behind it is left out."""
    numbers = point[:2] if isinstance(point, list) else []
    is_pair = len(numbers) == len(LIMITS) and all(isinstance(number, float) for number in numbers)
    return is_pair and all(abs(number) <= limit for number, limit in zip(numbers, LIMITS, strict=True))


def flatten_shapes(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return shapes as on a sheet, to the right and down: equirectangular, true to scale at the middle latitude."""
    norths = [north for _, north in _walk(shapes)]
    stretch = math.cos(math.radians((min(norths) + max(norths)) / 2)) if norths else 1.0
    return {
        name: tuple(tuple((east * stretch, -north) for east, north in ring) for ring in shape)
        for name, shape in shapes.items()
    }


def _walk(shapes: Mapping[str, Shape]) -> Iterator[Point]:
    return (point for shape in shapes.values() for ring in shape for point in ring)
