"""Several series over time in one chart: direct labels, breaks as gaps, intervals as strokes, a zero line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from esep.drawing.charts import HEADROOM, SMALL, TEXT, WIDTHS, BreakRule
from esep.drawing.marks import Spec, draw_marks, draw_rules, draw_text, wrap_layers
from esep.drawing.palette import LABELS, LIGHT
from esep.drawing.placing import measure_text, thin_names, wrap_words

# At most so many lines have a colour of their own; the rest are context.
COLOURED = 4
DASHES: tuple[list[int], ...] = ([], [7, 4], [2, 3], [9, 3, 2, 3])
# More points than this run into each other: such a line is thin, whole and almost without dots.
DENSE = 40
LINE_HEIGHT = 18.0
LEADER = 10.0


@dataclass(frozen=True)
class Spot:
    """A value of a line: its middle in time (in years), the ends of its interval, and the stretch it is in."""

    time: Fraction
    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    stretch: int = 0


@dataclass(frozen=True)
class Line:
    """A series with its name, and the printed form of one of its values: the last, or that at the place `marked`.

    `is_plain` leaves out its points: a line that was computed, not counted.
    """

    name: str
    label: str
    spots: tuple[Spot, ...]
    marked: int = -1
    is_plain: bool = False


@dataclass(frozen=True)
class Axes:
    """Ticks with their printed forms: values upwards, moments (in years) to the right; and the breaks."""

    ticks: tuple[tuple[Fraction, str], ...]
    moments: tuple[tuple[Fraction, str], ...]
    breaks: tuple[BreakRule, ...] = ()


def choose_steps(low: Fraction, high: Fraction) -> tuple[Fraction, ...]:
    """Return three to six round values that hold 0, `low` and nearly `high`; steps are 1, 2, 5 times a power of 10."""
    span = max(high, Fraction(0)) - min(low, Fraction(0))
    if span <= 0:
        return (Fraction(0), Fraction(1))
    power = math.floor(math.log10(span)) - 1
    steps = (
        Fraction(base) * Fraction(10) ** exponent for exponent in (power, power + 1, power + 2) for base in (1, 2, 5)
    )
    step = next(step for step in steps if span / step <= 5)
    first, last = math.floor(min(low, Fraction(0)) / step), math.ceil(max(high, Fraction(0)) / step)
    return tuple(step * at for at in range(first, last + 1))


def lines_chart(lines: Sequence[Line], axes: Axes, width: int, *, fan: Sequence[Spot] = ()) -> Spec:
    """Return the spec of several series from 0. The first four have colours and dashes, further ones are grey.

    A line is joined only within a stretch; the words of breaks stand above the plot where the width allows. A `fan`
    lies behind the lines, between the ends of the intervals of its spots.
    """
    frame = _Frame(lines, axes, width)
    layers: list[Spec] = [frame.grid(), *frame.rules(), frame.draw_fan(fan)]
    for at in reversed(range(len(lines))):
        layers += frame.draw_line(at)
    layers += frame.words()
    padding = {"left": round(frame.left, 2), "right": round(frame.right, 2), "top": 4, "bottom": 30}
    return wrap_layers(
        [layer for layer in layers if "layer" in layer or layer["data"]["values"]], width, frame.bottom, padding
    )


class _Frame:
    """Positions in pixels; `bottom` is the lower edge of the plot."""

    def __init__(self, lines: Sequence[Line], axes: Axes, width: int) -> None:
        self.lines, self.axes = lines, axes
        self.is_wide = width >= WIDTHS[0]
        self.left = 8 + max(measure_text(label, SMALL) for _, label in axes.ticks)
        self.named = min(len(lines), COLOURED) if len(lines) > 1 else 0
        words = [word for line in lines[: self.named] for word in line.name.split()]
        longest = max((measure_text(word, SMALL) for word in words), default=0.0)
        room = 170.0 if self.is_wide else min(150.0, max(90.0, longest + 16))
        self.names = [wrap_words(line.name, room - 12, SMALL) for line in lines[: self.named]]
        last = max((measure_text(line.label, SMALL) for line in lines), default=0.0)
        self.right = room if self.named else max(14.0, last / 2 + 6)
        self.inner = width - self.left - self.right
        self.band = 6 + 20.0 * (len(axes.breaks) if self.is_wide else bool(axes.breaks))
        self.height = 270.0 if self.is_wide else 220.0
        self.bottom = self.band + self.height
        times = [spot.time for line in lines for spot in line.spots]
        gap = max(Fraction(1, 24), (max(times) - min(times)) / 30)
        self.first, self.last = min(times) - gap, max(times) + gap
        spots = [spot for line in lines for spot in line.spots]
        high = max(max(spot.value, spot.high or spot.value) for spot in spots)
        low = min(min(spot.value, spot.low or spot.value) for spot in spots)
        self.low = min(Fraction(0), low, *([axes.ticks[0][0]] if low < 0 else []))
        self.high = max(high * (1 + HEADROOM) if high > 0 else Fraction(0), self.low + Fraction(1, 10**6))
        self.shown = [(value, label) for value, label in axes.ticks if self.low <= value <= self.high]

    def x(self, time: Fraction) -> float:
        """Return the horizontal place of a moment."""
        return round(float((time - self.first) / (self.last - self.first)) * self.inner, 2)

    def y(self, value: Fraction) -> float:
        """Return the vertical place of a value."""
        return round(self.bottom - float((value - self.low) / (self.high - self.low)) * self.height, 2)

    def grid(self) -> Spec:
        """Return the horizontal lines of the ticks; that of 0 is the axis."""
        rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for value, _ in self.shown:
            rows[value == 0].append({"x": 0, "x2": self.inner, "y": self.y(value), "y2": self.y(value)})
        return {"layer": [draw_rules(rows[False], LIGHT["grid"]), draw_rules(rows[True], LIGHT["axis"])]}

    def rules(self) -> list[Spec]:
        """Return the rules of the breaks with their letters, and their words where there is room."""
        rows, words = [], []
        for at, rule in enumerate(self.axes.breaks):
            x, y = self.x(rule.time), 12.0 + (20 * at if self.is_wide else 0)
            text = f"{rule.letter}: {rule.words}" if self.is_wide else rule.letter
            rows.append({"x": x, "x2": x, "y": y + 8, "y2": self.bottom})
            end = self.inner + self.right - measure_text(text, SMALL)
            words.append({"x": round(max(-self.left, min(x - 4, end)), 2), "y": y, "text": text})
        return [draw_rules(rows, LIGHT["axis"], dash=[4, 3]), draw_text(words, SMALL, LIGHT["muted"], align="left")]

    def draw_line(self, at: int) -> list[Spec]:
        """Return one line: its intervals as thick strokes, then the line, then its points."""
        line = self.lines[at]
        colour = LIGHT[f"series{at + 1}"] if at < COLOURED else LIGHT["context"]
        rows = [{"x": self.x(s.time), "y": self.y(s.value), "stretch": s.stretch} for s in line.spots]
        strokes = [
            {"x": self.x(s.time), "x2": self.x(s.time), "y": self.y(s.low), "y2": self.y(s.high)}
            for s in line.spots
            if s.low is not None and s.high is not None and abs(self.y(s.low) - self.y(s.high)) >= 2
        ]
        is_dense = len(rows) > DENSE
        look: dict[str, Any] = {"strokeWidth": 2.5 if at < COLOURED and not is_dense else 1.5, "stroke": colour}
        if at < COLOURED and DASHES[at] and not is_dense:
            look["strokeDash"] = DASHES[at]
        size = 6 if is_dense else 45
        point = {
            "filled": True,
            "size": size,
            "fill": colour,
            "stroke": LIGHT["page"],
            "strokeWidth": 0 if is_dense else 1.2,
            "opacity": 1,
        }
        bars = draw_rules(strokes, colour)
        bars["mark"]["strokeWidth"] = 5
        bars["mark"]["opacity"] = 0.35
        return [
            bars,
            draw_marks("line", rows, look, detail="stretch"),
            draw_marks("point", [] if line.is_plain else rows, point),
        ]

    def draw_fan(self, spots: Sequence[Spot]) -> Spec:
        """Return the surface between the ends of intervals."""
        ends = ((spot, spot.low or Fraction(0), spot.high or spot.value) for spot in spots)
        rows = [{"x": self.x(spot.time), "y": self.y(low), "y2": self.y(high)} for spot, low, high in ends]
        return draw_marks("area", rows, {"fill": LIGHT["context"], "opacity": 0.35})

    def words(self) -> list[Spec]:
        """Return the words beside the plot: ticks, moments, and the names or the last value of the lines."""
        ticks = [{"x": -8, "y": self.y(value), "text": label} for value, label in self.shown]
        names = [(self.x(time), name) for time, name in self.axes.moments]
        below = [{"x": x, "y": self.bottom + 16, "text": name} for x, name in thin_names(names, SMALL)]
        layers = [draw_text(ticks, SMALL, LIGHT["muted"], align="right"), draw_text(below, SMALL, LIGHT["muted"])]
        return [*layers, *(self._name_lines() if self.named else self._name_ends())]

    def _name_ends(self) -> list[Spec]:
        """Return the value of a line that stands alone, at its last point or at the one that is meant."""
        line = self.lines[0]
        spot = line.spots[line.marked]
        y, half = self.y(spot.value), measure_text(line.label, TEXT) / 2
        x = max(half, min(self.x(spot.time), self.inner + self.right - half))
        # Above the stroke of its interval, or below it where there is no room.
        top, bottom = (self.y(spot.value if end is None else end) for end in (spot.high, spot.low))
        rows = [{"x": round(x, 2), "y": top - 15 if top - 23 > self.band else bottom + 17, "text": line.label}]
        ring = {"filled": True, "size": 110, "fill": LIGHT["series1"], "stroke": LIGHT["page"], "strokeWidth": 2}
        place = [{"x": self.x(spot.time), "y": y}] if line.marked >= 0 else []
        return [
            draw_marks("point", place, ring),
            draw_text(rows, TEXT, LIGHT["ink"], halo=LIGHT["page"]),
        ]

    def _name_lines(self) -> list[Spec]:
        """Return the names at the right ends, moved apart where they would touch, with a leader where one moved far."""
        wanted = sorted(range(self.named), key=lambda at: self.y(self.lines[at].spots[-1].value))
        heights = {at: LINE_HEIGHT * len(self.names[at]) for at in wanted}
        tops: dict[int, float] = {}
        edge = self.band - 4
        for at in wanted:
            tops[at] = max(edge, self.y(self.lines[at].spots[-1].value) - heights[at] / 2)
            edge = tops[at] + heights[at]
        over = max(0.0, edge - (self.bottom + 8))
        for at in reversed(wanted):
            tops[at] -= over
            before = [other for other in wanted if wanted.index(other) < wanted.index(at)]
            over = max(0.0, tops[before[-1]] + heights[before[-1]] - tops[at]) if before else 0.0
        layers: list[Spec] = []
        for at in wanted:
            colour = LABELS[at]
            rows = [
                {"x": self.inner + 8, "y": tops[at] + LINE_HEIGHT * (n + 0.5), "text": text}
                for n, text in enumerate(self.names[at])
            ]
            spot = self.lines[at].spots[-1]
            y, middle = self.y(spot.value), tops[at] + heights[at] / 2
            if abs(y - middle) > LEADER:
                ends = {"x": self.x(spot.time) + 5, "x2": self.inner + 5, "y": y, "y2": middle}
                layers.append(draw_rules([ends], colour))
            layers.append(draw_text(rows, SMALL, colour, align="left"))
        return layers
