"""Charts as Vega-Lite specs: plain dicts in which every position is data and every word comes from outside.

Vega-Lite places the marks; words, number formats and label positions are decided here, so that no English number format
and no fixed phrase can reach a page in another language. Positions are floats: they are layout, never a printed value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from esep.drawing.marks import Spec, draw_marks, draw_rects, draw_rules, draw_text, wrap_layers
from esep.drawing.palette import LIGHT
from esep.drawing.placing import Box, measure_text, place_label, thin_names, wrap_words

# Charts are drawn at these widths in CSS pixels: a page shows the widest that fits, so that text keeps its size.
WIDTHS = (640, 340)
TEXT = 13.0
SMALL = 12.0
# Room above the highest point, as a share of the axis.
HEADROOM = Fraction(12, 100)


@dataclass(frozen=True)
class Point:
    """A value of a series: its place in time (in years), its printed form, and the stretch without breaks it is in."""

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


def choose_ticks(highest: Fraction) -> tuple[int, ...]:
    """Return four to six round values from 0 to just above `highest`: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if highest <= 0:
        return (0, 1)
    power = max(0, math.floor(math.log10(highest)) - 1)
    steps = (int(base * 10**exponent) for exponent in (power, power + 1) for base in (1, 2, 2.5, 5))
    step = next((s for s in steps if s >= 1 and highest / s <= 5), 10 ** (power + 2))
    return tuple(range(0, math.ceil(highest) + step, step))


def line_chart(
    points: Sequence[Point], breaks: Sequence[BreakRule], ticks: Sequence[tuple[int, str]], width: int
) -> Spec:
    """Return the spec of one series over time, from 0, with declared breaks as gap, rule and words.

    `ticks` are values of the y axis with their printed form. Lines join only the points of one stretch. The words of
    the breaks stand above the plot where the width allows, their letters always.
    """
    frame = _Frame(points, breaks, ticks, width)
    layers = [
        frame.grid(),
        *frame.rules(),
        draw_marks("line", frame.point_rows(), {"strokeWidth": 2.5, "stroke": LIGHT["series1"]}, detail="stretch"),
        draw_marks("point", frame.point_rows(), POINT),
        *frame.labels(),
    ]
    return wrap_layers(layers, width, frame.bottom, frame.padding())


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
        self.shown_ticks = [(value, label) for value, label in ticks if value <= self.top]

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
        places = [self.place_y(value) for value, _ in self.shown_ticks]
        rows = [{"x": 0, "x2": self.inner, "y": y, "y2": y} for y in places]
        axis, *lines = rows
        return {"layer": [draw_rules(lines, LIGHT["grid"]), draw_rules([axis], LIGHT["axis"])]}

    def rules(self) -> list[Spec]:
        """Return the vertical rules of the breaks with their letters, and their words where there is room."""
        if not self.breaks:
            return []
        rows, words = [], []
        for at, rule in enumerate(self.breaks):
            x = self.place_x(rule.time)
            y = 12 + 20 * at if self.has_words else 12
            text = f"{rule.letter}: {rule.words}" if self.has_words else rule.letter
            rows.append({"x": x, "x2": x, "y": y + 8, "y2": self.bottom})
            words.append({"x": self._fit(x, text), "y": y, "text": text})
        return [
            draw_rules(rows, LIGHT["axis"], dash=[4, 3]),
            draw_text(words, SMALL, LIGHT["muted"], align="left"),
        ]

    def _fit(self, x: float, text: str) -> float:
        """Return where words begin that would like to begin at a rule but may not leave the drawing."""
        room = self.inner + self.right - measure_text(text, SMALL)
        return round(max(-self.left, min(x - 4, room)), 2)

    def labels(self) -> list[Spec]:
        """Return the words: ticks at the left, periods below, values at the points where they do not collide."""
        ticks = [{"x": -8, "y": self.place_y(value), "text": label} for value, label in self.shown_ticks]
        names = [(self.place_x(p.time), p.name) for p in self.points]
        periods = [{"x": x, "y": self.bottom + 16, "text": name} for x, name in thin_names(names, SMALL)]
        values = [{"x": x, "y": y, "text": text} for x, y, text in self._place_values()]
        return [
            draw_text(ticks, SMALL, LIGHT["muted"], align="right"),
            draw_text(periods, SMALL, LIGHT["muted"]),
            draw_text(values, TEXT, LIGHT["ink"], halo=LIGHT["page"]),
        ]

    def _place_values(self) -> list[tuple[float, float, str]]:
        """Return where the values stand: the main one is placed first, then both ends, then others if there is room."""
        places = [(self.place_x(p.time), self.place_y(p.value)) for p in self.points]
        lines = [
            (places[at], places[at + 1])
            for at in range(len(places) - 1)
            if self.points[at].stretch == self.points[at + 1].stretch
        ]
        taken = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in places]
        ticks = [self.place_y(value) for value, _ in self.shown_ticks]
        taken += [Box(-self.left, y - 9, -6, y + 9) for y in ticks]
        ends = (0, len(places) - 1)
        order = sorted(range(len(places)), key=lambda at: (not self.points[at].is_main, at not in ends, at))
        found: list[tuple[float, float, str]] = []
        limits = Box(-self.left, self.band - 4, self.inner + self.right, self.bottom)
        for at in order:
            text = self.points[at].label
            box = place_label(at, places, measure_text(text, TEXT), taken, lines, limits)
            if box is not None:
                taken.append(box)
                found.append(((box.left + box.right) / 2, (box.top + box.bottom) / 2, text))
        return found


def bar_chart(bars: Sequence[Bar], width: int) -> Spec:
    """Return the spec of horizontal bars from 0, in the order given: names stand left of them, or above if narrow."""
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
        lines = wrap_words(bar.name, left - 12 if is_wide else width - 8, TEXT)
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
        draw_rects([row for row in rects if not row["rest"]], LIGHT["series1"]),
        draw_rects([row for row in rects if row["rest"]], LIGHT["rest"]),
        draw_rules([{"x": 0, "x2": 0, "y": 0, "y2": top}] if is_wide else [], LIGHT["axis"]),
        draw_text(names, TEXT, LIGHT["ink"], align="right" if is_wide else "left"),
        draw_text(values, TEXT, LIGHT["ink"], align="left"),
    ]
    padding = {"left": round(left, 2), "right": round(label_room, 2), "top": 0, "bottom": 4}
    return wrap_layers([layer for layer in layers if layer["data"]["values"]], width, top, padding)
