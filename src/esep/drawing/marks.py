"""Layers of a spec: marks at places in pixels, and the whole around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Spec: TypeAlias = dict[str, Any]


def wrap_layers(layers: list[Spec], width: int, height: float, padding: Mapping[str, float]) -> Spec:
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


def draw_marks(kind: str, rows: list[dict[str, Any]], look: Mapping[str, Any], *, detail: str = "") -> Spec:
    """Return a layer of marks of one kind; `detail` names the field that keeps lines apart."""
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


def draw_rules(rows: list[dict[str, Any]], colour: str, dash: Sequence[int] = ()) -> Spec:
    """Return straight lines, broken where a dash is given."""
    look: dict[str, Any] = {"stroke": colour, "strokeWidth": 1}
    if dash:
        look["strokeDash"] = list(dash)
    return draw_marks("rule", rows, look)


def draw_rects(rows: list[dict[str, Any]], colour: str) -> Spec:
    """Return filled rectangles."""
    return draw_marks("rect", rows, {"fill": colour})


def draw_text(rows: list[dict[str, Any]], size: float, colour: str, *, align: str = "center", halo: str = "") -> Spec:
    """Return words at their places; a halo is the colour of an outline that keeps them apart from lines behind."""
    look: dict[str, Any] = {"fontSize": size, "fill": colour, "align": align, "baseline": "middle"}
    if halo:
        look |= {"stroke": halo, "strokeWidth": 4, "strokeJoin": "round"}
    layer = draw_marks("text", rows, look)
    layer["encoding"]["text"] = {"field": "text", "type": "nominal"}
    return layer
