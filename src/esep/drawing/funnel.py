"""A funnel: rates of areas over the size of the areas, with the limits within which chance alone would keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.drawing.charts import HEADROOM, SMALL, WIDTHS
from esep.drawing.lines import Axes
from esep.drawing.marks import Spec, draw_marks, draw_rules, draw_text, wrap_layers
from esep.drawing.palette import LIGHT
from esep.drawing.placing import Box, measure_text, place_label, thin_names

# A limit widened by how much areas differ anyway is dashed; one of chance alone is a line.
DASH = (6, 4)


@dataclass(frozen=True)
class Area:
    """An area of a funnel: its short name, its people, its rate, and the inner and outer limits for its size."""

    name: str
    people: Fraction
    rate: Fraction
    inner: tuple[Fraction, Fraction]
    outer: tuple[Fraction, Fraction]

    @property
    def is_outside(self) -> bool:
        """Return whether the rate lies beyond the outer limits."""
        return not self.outer[0] <= self.rate <= self.outer[1]


def funnel_chart(areas: Sequence[Area], common: Fraction, axes: Axes, width: int, *, is_widened: bool) -> Spec:
    """Return the spec of a funnel from 0; areas beyond the outer limits have the colour of their own.

    The ticks of `axes` are rates, its moments numbers of people.
    """
    frame = _Frame(areas, axes, width)
    ordered = sorted(areas, key=lambda area: area.people)
    layers = [frame.grid(), draw_rules([frame.level(common)], LIGHT["axis"])]
    dash = {"strokeDash": list(DASH)} if is_widened else {}
    for role, pick in (("context", 0), ("axis", 1)):
        rows = [
            {"x": frame.x(area.people), "y": frame.y((area.inner, area.outer)[pick][end]), "stretch": end}
            for end in (0, 1)
            for area in ordered
        ]
        look = {"stroke": LIGHT[role], "strokeWidth": 1.5, **dash}
        layers.append(draw_marks("line", rows, look, detail="stretch"))
    for is_outside, role in ((False, "rest"), (True, "series1")):
        rows = [frame.point(area) for area in ordered if area.is_outside == is_outside]
        look = {"filled": True, "size": 55, "fill": LIGHT[role], "stroke": LIGHT["page"], "strokeWidth": 1.2}
        layers.append(draw_marks("point", rows, {**look, "opacity": 1}))
    layers += frame.words(ordered)
    padding = {"left": round(frame.left, 2), "right": frame.right, "top": 4, "bottom": 30}
    return wrap_layers(
        [layer for layer in layers if "layer" in layer or layer["data"]["values"]], width, frame.bottom, padding
    )


class _Frame:
    """Positions in pixels."""

    right = 16.0
    top = 6.0

    def __init__(self, areas: Sequence[Area], axes: Axes, width: int) -> None:
        self.axes = axes
        self.left = 8 + max(measure_text(label, SMALL) for _, label in axes.ticks)
        self.inner = width - self.left - self.right
        self.height = 290.0 if width >= WIDTHS[0] else 240.0
        self.bottom = self.top + self.height
        self.most = max(area.people for area in areas) * Fraction(106, 100)
        self.high = max(max(area.rate, area.outer[1]) for area in areas) * (1 + HEADROOM)

    def x(self, people: Fraction) -> float:
        """Return the horizontal place of a number of people."""
        return round(float(people / self.most) * self.inner, 2)

    def y(self, rate: Fraction) -> float:
        """Return the vertical place of a rate."""
        return round(self.bottom - float(max(rate, Fraction(0)) / self.high) * self.height, 2)

    def point(self, area: Area) -> dict[str, float]:
        """Return the place of an area."""
        return {"x": self.x(area.people), "y": self.y(area.rate)}

    def level(self, rate: Fraction) -> dict[str, float]:
        """Return a horizontal line."""
        return {"x": 0.0, "x2": self.inner, "y": self.y(rate), "y2": self.y(rate)}

    def grid(self) -> Spec:
        """Return the lines of the ticks."""
        return draw_rules([self.level(rate) for rate, _ in self.axes.ticks if rate <= self.high], LIGHT["grid"])

    def words(self, areas: Sequence[Area]) -> list[Spec]:
        """Return the ticks, and the names of the areas that have room, those outside first."""
        ticks = [{"x": -8, "y": self.y(rate), "text": text} for rate, text in self.axes.ticks if rate <= self.high]
        shown = [(self.x(people), text) for people, text in self.axes.moments if people <= self.most]
        below = [{"x": x, "y": self.bottom + 16, "text": text} for x, text in thin_names(shown, SMALL)]
        points = [(self.x(area.people), self.y(area.rate)) for area in areas]
        taken = [Box(x - 4, y - 4, x + 4, y + 4) for x, y in points]
        limits = Box(0, 0, self.inner + self.right, self.bottom)
        names = []
        for at in sorted(range(len(areas)), key=lambda at: not areas[at].is_outside):
            others = [box for place, box in enumerate(taken) if place != at]
            box = place_label(at, points, measure_text(areas[at].name, SMALL), others, (), limits)
            if box is not None:
                taken.append(box)
                middle = {"x": (box.left + box.right) / 2, "y": (box.top + box.bottom) / 2}
                names.append({**middle, "text": areas[at].name})
        return [
            draw_text(ticks, SMALL, LIGHT["muted"], align="right"),
            draw_text(below, SMALL, LIGHT["muted"]),
            draw_text(names, SMALL, LIGHT["ink"], halo=LIGHT["page"]),
        ]
