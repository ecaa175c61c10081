"""The map of tiles for a page that is read on a screen: withheld values hatched, every tile with a name of its own.

Five classes with stated limits; a value that is withheld is hatched, one that is missing is a dashed outline, and
neither has a colour. The places are a picture of the country and no neighbourhood: nothing is computed from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from esep.drawing.charts import choose_ticks
from esep.drawing.palette import LIGHT
from esep.drawing.tiles import CLASSES, LIGHT_WORDS_FROM, find_class

SIDE = 74.0
GAP = 4.0


@dataclass(frozen=True)
class Square:
    """A region at its place: abbreviation, full name, printed value or mark; `value` is the rounded one that is shown.

    `status` is empty for a value, `Q` where it is withheld and anything else where there is none.
    """

    row: int
    column: int
    short: str
    name: str
    text: str
    value: Fraction | None
    status: str = ""


def choose_limits(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the numbers between the five classes: equal steps of round numbers up to the highest value."""
    highest = max(values, default=Fraction(0))
    if highest <= 0:
        return (Fraction(1), Fraction(2), Fraction(3), Fraction(4))
    scale = Fraction(1)
    while highest * scale < 20:
        scale *= 10
    top = Fraction(choose_ticks(highest * scale)[-1]) / scale
    return tuple(top * at / 5 for at in range(1, 5))


def draw_squares(tiles: Sequence[Square], limits: Sequence[Fraction], id: str, title: str, description: str) -> str:
    """Return the map as an SVG element; every tile has its own name and value as a title."""
    rows, columns = max(t.row for t in tiles) + 1, max(t.column for t in tiles) + 1
    width, height = columns * (SIDE + GAP), rows * (SIDE + GAP)
    name = escape(id, quote=True)
    drawn = "".join(_draw(tile, limits, name) for tile in tiles)
    hatch = (
        f'<defs><pattern id="{name}-hatch" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="M0,8L8,0" stroke="{LIGHT["axis"]}" stroke-width="1.5"/></pattern></defs>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" id="{name}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{hatch}{drawn}</svg>'
    )


def _draw(tile: Square, limits: Sequence[Fraction], name: str) -> str:
    x, y = tile.column * (SIDE + GAP) + GAP / 2, tile.row * (SIDE + GAP) + GAP / 2
    frame = f'x="{x:g}" y="{y:g}" width="{SIDE:g}" height="{SIDE:g}" rx="3"'
    ink = LIGHT["ink"]
    if tile.value is not None:
        place = find_class(tile.value, limits)
        ink = LIGHT["on_dark" if place >= LIGHT_WORDS_FROM else "on_light"]
        box = f'<rect {frame} fill="{LIGHT[CLASSES[place]]}"/>'
    elif tile.status == "Q":
        box = f'<rect {frame} fill="url(#{name}-hatch)" stroke="{LIGHT["axis"]}"/>'
    else:
        box = f'<rect {frame} fill="none" stroke="{LIGHT["axis"]}" stroke-dasharray="4,3"/>'
    middle = x + SIDE / 2
    words = "".join(
        f'<text x="{middle:g}" y="{y + down:g}" text-anchor="middle" font-size="{size}" fill="{ink}"{weight}>'
        f"{escape(text)}</text>"
        for text, down, size, weight in ((tile.short, 29, 15, ""), (tile.text, 53, 17, ' font-weight="600"'))
    )
    return f"<g><title>{escape(tile.name)}: {escape(tile.text)}</title>{box}{words}</g>"
