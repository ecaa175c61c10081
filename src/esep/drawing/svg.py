"""Drawing a spec as an SVG that may stand inside a page: named, described, in the page's font and colours."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any
from xml.etree import ElementTree

VEGA_LITE = "6.4"
FONT = "Golos Text"
SVG = "http://www.w3.org/2000/svg"
# What a drawing may keep of Vega's output: the page's own style sheet does the rest.
KEPT_ATTRIBUTES = {
    "d", "fill", "font-size", "height", "opacity", "stroke", "stroke-dasharray", "stroke-linejoin", "stroke-width",
    "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")


def draw_svg(spec: Mapping[str, Any], id: str, title: str, description: str) -> str:
    """Return a spec as an SVG element with the role of an image, a title and a description that assistive tools read.

    `id` must be unique in the page. The same spec gives the same bytes; nothing is loaded from anywhere.
    """
    root = ElementTree.fromstring(_render(json.dumps(spec, sort_keys=True)))
    _clean(root)
    _outline(root)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.attrib |= {"id": id, "role": "img", "aria-labelledby": f"{id}-title {id}-desc"}
    for at, (name, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{name}", {"id": f"{id}-{name}"})
        element.text = words
        root.insert(at, element)
    return _write(root)


def draw_picture(spec: Mapping[str, Any], scale: float) -> bytes:
    """Return a spec as a PNG on white, in the page's font."""
    import vl_convert

    whole = {**spec, "background": "white", "config": {**spec.get("config", {}), "font": FONT}}
    with resources.as_file(resources.files("esep").joinpath("fonts")) as fonts:
        vl_convert.register_font_directory(str(fonts))
        root = ElementTree.fromstring(_render(json.dumps(whole, sort_keys=True)))
        _outline(root)
        return bytes(vl_convert.svg_to_png(_write(root), scale=scale))


@lru_cache(maxsize=64)
def _render(spec: str) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]))


def _write(root: ElementTree.Element) -> str:
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _outline(root: ElementTree.Element) -> None:
    """Draw the outline of words below them: words that were drawn twice would be read twice."""
    for text in root.iter(f"{{{SVG}}}text"):
        if text.get("stroke"):
            text.set("paint-order", "stroke")


def _clean(element: ElementTree.Element) -> None:
    """Keep what draws and drop the rest: English roles and labels, classes, fonts, empty and hidden shapes."""
    for name in [name for name in element.attrib if name not in KEPT_ATTRIBUTES]:
        del element.attrib[name]
    for name, value in element.attrib.items():
        element.attrib[name] = LONG_DECIMAL.sub(lambda match: f"{float(match[0]):.2f}", value)
    for child in list(element):
        if child.get("display") == "none" or child.get("class") == "background":
            element.remove(child)
        else:
            _clean(child)
            if child.tag == f"{{{SVG}}}g" and not len(child):
                element.remove(child)
