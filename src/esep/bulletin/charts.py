"""Charts as Vega-Lite specs: plain dicts in which every position is data and every word comes from outside.

Vega-Lite places the marks; words, number formats and label positions are decided here, so that no English number format
and no fixed phrase can reach a page in another language. Positions are floats: they are layout, never a printed value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from esep.bulletin.palette import LIGHT

Spec: TypeAlias = dict[str, Any]

# Charts are drawn at these widths in CSS pixels: a page shows the widest that fits, so that text keeps its size.
WIDTHS = (640, 340)
TEXT = 13.0
SMALL = 12.0
# Room above the highest point, as a share of the axis.
HEADROOM = Fraction(12, 100)
# A cautious width of one character, as a share of the font size: fallback fonts are wider than the one we ask for.
CHARACTER = 0.6
MAX_NAME_LINES = 3


@dataclass(frozen=True)
class Point:
    """A value of a series: where it lies in time (in years), its printed form, and the stretch without breaks it is in."""

    time: Fraction
    value: Fraction
    label: str
    name: str
    stretch: int = 0
    is_main: bool = False


@dataclass(frozen=True)
class BreakRule:
    """A day (in years) from which the series cannot be compared with what was before, its letter and short words."""

    time: Fraction
    letter: str
    words: str


@dataclass(frozen=True)
class Bar:
    """A part of a whole: its name, size and printed form. `is_rest` draws the remainder of a list in grey."""

    name: str
    value: Fraction
    label: str
    is_rest: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle that a label covers, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether two boxes share a point."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def measure_text(text: str, size: float) -> float:
    """Return a cautious width of a line of text in pixels."""
    return len(text) * size * CHARACTER


def choose_ticks(highest: Fraction) -> tuple[int, ...]:
    """Return four to six round values from 0 to just above `highest`: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if highest <= 0:
        return (0, 1)
    power = max(0, math.floor(math.log10(highest)) - 1)
    steps = (int(base * 10**exponent) for exponent in (power, power + 1) for base in (1, 2, 2.5, 5))
    step = next((s for s in steps if s >= 1 and highest / s <= 5), 10 ** (power + 2))
    return tuple(range(0, int(highest) + step, step))


def wrap_words(text: str, width: float, size: float = TEXT, lines: int = MAX_NAME_LINES) -> list[str]:
    """Return a text in lines no wider than `width` pixels; what does not fit in `lines` is cut off with an ellipsis."""
    limit = max(4, int(width / (size * CHARACTER)))
    wrapped: list[str] = []
    for word in text.replace("\n", " ").split(" "):
        pieces = [word[at : at + limit] for at in range(0, min(len(word), limit * (lines + 1)), limit)] or [""]
        for piece in pieces:
            if wrapped and len(wrapped[-1]) + 1 + len(piece) <= limit:
                wrapped[-1] += " " + piece
            else:
                wrapped.append(piece)
        if len(wrapped) > lines:
            kept = wrapped[:lines]
            kept[-1] = kept[-1][: limit - 1].rstrip() + "…"
            return kept
    return wrapped


def line_chart(
    points: Sequence[Point], breaks: Sequence[BreakRule], ticks: Sequence[tuple[int, str]], width: int
) -> Spec:
    """Return the spec of one series over time, from 0, with declared breaks as gap, rule and words.

    `ticks` are values of the y axis with their printed form. Lines join only the points of one stretch. The words of the
    breaks stand above the plot where the width allows, their letters always.
    """
    frame = _Frame(points, breaks, ticks, width)
    layers = [
        frame.grid(),
        *frame.rules(),
        _marks("line", frame.point_rows(), {"strokeWidth": 2.5, "stroke": LIGHT["series1"]}, detail="stretch"),
        _marks("point", frame.point_rows(), POINT),
        *frame.labels(),
    ]
    return _wrap(layers, width, frame.bottom, frame.padding())


POINT = {
    "filled": True,
    "size": 55,
    "fill": LIGHT["series1"],
    "stroke": LIGHT["page"],
    "strokeWidth": 1.5,
    "opacity": 1,
}


class _Frame:
    """Positions of a line chart in pixels: the plot without its margins is `inner` wide, `bottom` is the line of 0."""

    def __init__(
        self, points: Sequence[Point], breaks: Sequence[BreakRule], ticks: Sequence[tuple[int, str]], width: int
    ) -> None:
        self.points, self.breaks, self.ticks = points, breaks, ticks
        is_wide = width >= WIDTHS[0]
        self.left = 8 + max(measure_text(label, SMALL) for _, label in ticks)
        self.right = 12 + max(measure_text(p.label, TEXT) for p in points) / 2
        self.inner = width - self.left - self.right
        self.has_words = is_wide
        self.band = 6 + (20 * len(breaks) if is_wide else 20 * bool(breaks))
        self.height = 250.0 if is_wide else 220.0
        self.bottom = self.band + self.height
        self.first = min(p.time for p in points) - Fraction(1, 2)
        self.last = max(p.time for p in points) + Fraction(1, 4)
        self.top = max(max(p.value for p in points) * (1 + HEADROOM), Fraction(ticks[-1][0] if len(ticks) < 3 else 0))

    def padding(self) -> dict[str, float]:
        """Return the margins."""
        return {"left": round(self.left, 2), "right": round(self.right, 2), "top": 4, "bottom": 30}

    def place_x(self, time: Fraction) -> float:
        """Return the horizontal place of a moment."""
        return round(float((time - self.first) / (self.last - self.first)) * self.inner, 2)

    def place_y(self, value: Fraction | int) -> float:
        """Return the vertical place of a value."""
        return round(self.bottom - float(Fraction(value) / self.top) * self.height, 2)

    def point_rows(self) -> list[dict[str, Any]]:
        """Return the points as rows of data."""
        return [{"x": self.place_x(p.time), "y": self.place_y(p.value), "stretch": p.stretch} for p in self.points]

    def grid(self) -> Spec:
        """Return the horizontal lines of the ticks; the line of 0 is the axis."""
        shown = [value for value, _ in self.ticks if value <= self.top]
        rows = [{"x": 0, "x2": self.inner, "y": self.place_y(v), "y2": self.place_y(v)} for v in shown]
        axis, *lines = rows
        return {"layer": [_rule(lines, LIGHT["grid"]), _rule([axis], LIGHT["axis"])]}

    def rules(self) -> list[Spec]:
        """Return the vertical rules of the breaks with their letters, and their words where there is room."""
        if not self.breaks:
            return []
        rows, words = [], []
        for at, rule in enumerate(self.breaks):
            x = self.place_x(rule.time)
            y = 12 + 20 * at if self.has_words else 12
            text = f"{rule.letter}  {rule.words}" if self.has_words else rule.letter
            rows.append({"x": x, "x2": x, "y": y + 8, "y2": self.bottom})
            words.append({"x": self._fit(x, text), "y": y, "text": text})
        return [
            _rule(rows, LIGHT["axis"], dash=[4, 3]),
            _text(words, SMALL, LIGHT["muted"], align="left"),
        ]

    def _fit(self, x: float, text: str) -> float:
        """Return where words begin that would like to begin at a rule but may not leave the drawing."""
        room = self.inner + self.right - measure_text(text, SMALL)
        return round(max(-self.left, min(x - 4, room)), 2)

    def labels(self) -> list[Spec]:
        """Return the words: ticks at the left, periods below, values at the points where they do not collide."""
        ticks = [
            {"x": -8, "y": self.place_y(value), "text": label} for value, label in self.ticks if value <= self.top
        ]
        names = [
            {"x": self.place_x(p.time), "y": self.bottom + 16, "text": p.name}
            for p in _thin([p for p in self.points], lambda p: self.place_x(p.time), lambda p: p.name)
        ]
        values = [
            {"x": self.place_x(p.time), "y": self.place_y(p.value) - 14, "text": p.label} for p in self._choose_labels()
        ]
        return [
            _text(ticks, SMALL, LIGHT["muted"], align="right"),
            _text(names, SMALL, LIGHT["muted"]),
            _text(values, TEXT, LIGHT["page"], halo=True),
            _text(values, TEXT, LIGHT["ink"]),
        ]

    def _choose_labels(self) -> list[Point]:
        """Return the points whose value is printed: the main one, both ends, then the others, as long as there is room."""
        ends = (self.points[0], self.points[-1])
        order = sorted(self.points, key=lambda p: (not p.is_main, p not in ends, p.time))
        taken: list[Box] = []
        chosen: list[Point] = []
        for point in order:
            x, y, half = self.place_x(point.time), self.place_y(point.value), measure_text(point.label, TEXT) / 2
            box = Box(x - half - 2, y - 24, x + half + 2, y - 5)
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                chosen.append(point)
        return chosen


def _thin(points: list[Point], place: Any, name: Any) -> list[Point]:
    """Return as many points, the last one among them, as have room for their names on one line."""
    kept: list[Point] = []
    edge = math.inf
    for point in reversed(points):
        half = measure_text(name(point), SMALL) / 2
        if place(point) + half + 6 <= edge:
            kept.append(point)
            edge = place(point) - half
    return kept


def bar_chart(bars: Sequence[Bar], width: int) -> Spec:
    """Return the spec of horizontal bars from 0, in the order given: names left of the bars, or above them if narrow."""
    is_wide = width >= WIDTHS[0]
    label_room = 10 + max(measure_text(bar.label, TEXT) for bar in bars)
    wanted = max(measure_text(bar.name, TEXT) for bar in bars)
    left = min(wanted, width * 0.4) + 12 if is_wide else 0.0
    inner = width - left - label_room
    highest = max((bar.value for bar in bars), default=Fraction(0)) or Fraction(1)
    rects: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    values: list[dict[str, Any]] = []
    top = 4.0
    for bar in bars:
        lines = wrap_words(bar.name, left - 12 if is_wide else width - 8)
        height = max(24.0, 17.0 * len(lines)) if is_wide else 18.0
        first = top if is_wide else top + 17.0 * len(lines) + 2
        middle = first + height / 2
        bar_height = 20.0 if is_wide else 16.0
        end = round(float(bar.value / highest) * inner, 2)
        ends = {"x": 0, "x2": end, "y": middle - bar_height / 2, "y2": middle + bar_height / 2}
        rects.append({**ends, "rest": bar.is_rest})
        line_top = middle - 17.0 * (len(lines) - 1) / 2 if is_wide else top + 9
        names += [
            {"x": -10 if is_wide else 0, "y": line_top + 17.0 * at, "text": line} for at, line in enumerate(lines)
        ]
        values.append({"x": end + 6, "y": middle, "text": bar.label})
        top = first + height + (8 if is_wide else 10)
    layers = [
        _rects([row for row in rects if not row["rest"]], LIGHT["series1"]),
        _rects([row for row in rects if row["rest"]], LIGHT["rest"]),
        _rule([{"x": 0, "x2": 0, "y": 0, "y2": top}] if is_wide else [], LIGHT["axis"]),
        _text(names, TEXT, LIGHT["ink"], align="right" if is_wide else "left"),
        _text(values, TEXT, LIGHT["ink"], align="left"),
    ]
    padding = {"left": round(left, 2), "right": round(label_room, 2), "top": 0, "bottom": 4}
    return _wrap([layer for layer in layers if layer["data"]["values"]], width, top, padding)


def _wrap(layers: list[Spec], width: int, height: float, padding: Mapping[str, float]) -> Spec:
    """Return a whole spec of a given outer width: no background, no title, no axis or legend of Vega's own."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "width": round(width - padding["left"] - padding["right"], 2),
        "height": round(height, 2),
        "padding": dict(padding),
        "autosize": {"type": "none"},
        "config": {"view": {"stroke": None}, "aria": False},
        "layer": layers,
    }


def _marks(kind: str, rows: list[dict[str, Any]], look: Mapping[str, Any], *, detail: str = "") -> Spec:
    places = [name for name in ("x", "y", "x2", "y2") if rows and name in rows[0]]
    encoding: dict[str, Any] = {name: _place(name) for name in places}
    if detail:
        encoding["detail"] = {"field": detail, "type": "nominal"}
    return {"data": {"values": rows}, "mark": {"type": kind, "aria": False, **look}, "encoding": encoding}


def _place(name: str) -> dict[str, Any]:
    """Return the encoding of a pixel: the scale is the identity, so that what was computed is what is drawn."""
    if name.endswith("2"):
        return {"field": name}
    return {"field": name, "type": "quantitative", "axis": None, "scale": None}


def _rule(rows: list[dict[str, Any]], colour: str, dash: Sequence[int] = ()) -> Spec:
    look: dict[str, Any] = {"stroke": colour, "strokeWidth": 1}
    if dash:
        look["strokeDash"] = list(dash)
    return _marks("rule", rows, look)


def _rects(rows: list[dict[str, Any]], colour: str) -> Spec:
    return _marks("rect", rows, {"fill": colour})


def _text(rows: list[dict[str, Any]], size: float, colour: str, *, align: str = "center", halo: bool = False) -> Spec:
    look: dict[str, Any] = {"fontSize": size, "fill": colour, "align": align, "baseline": "middle"}
    if halo:
        look |= {"stroke": colour, "strokeWidth": 4, "strokeJoin": "round"}
    layer = _marks("text", rows, look)
    layer["encoding"]["text"] = {"field": "text", "type": "nominal"}
    return layer
