"""Colours: one table of roles in light and dark, for pages and charts alike.

A chart is drawn once, in the light colours; a style sheet turns each of them into the variable of its role, so that the
same drawing serves light, dark and print. A colour outside this table has no dark form and may not appear in a chart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A role with its colour on white and on the dark page; `is_charted` where charts may use it."""

    role: str
    light: str
    dark: str
    is_charted: bool = True


COLOURS = (
    Colour("page", "#FFFFFF", "#12161B"),
    Colour("ink", "#14181D", "#ECEFF3"),
    Colour("muted", "#4A535E", "#A9B3BF"),
    Colour("grid", "#DFE4EA", "#2B333C"),
    Colour("axis", "#7B8591", "#7F8B98"),
    Colour("series1", "#12436D", "#7DB7EA"),
    Colour("series2", "#28A197", "#4FC9BE"),
    Colour("series3", "#801650", "#E58AB8"),
    Colour("series4", "#F46A25", "#FF9A61"),
    Colour("label2", "#1B7A72", "#4FC9BE"),
    Colour("label4", "#B34A12", "#FF9A61"),
    Colour("context", "#9AA4AF", "#6C7783"),
    Colour("rest", "#8A94A1", "#76818E"),
    # The five classes of a map, the lowest first, and the words on them: the same in both themes.
    Colour("class1", "#E1EEF7", "#E1EEF7"),
    Colour("class2", "#AFCFE6", "#AFCFE6"),
    Colour("class3", "#6FA6CF", "#6FA6CF"),
    Colour("class4", "#2F73A8", "#2F73A8"),
    Colour("class5", "#174A78", "#174A78"),
    Colour("on_light", "#111111", "#111111"),
    Colour("on_dark", "#FEFEFE", "#FEFEFE"),
    Colour("bar", "#12436D", "#2F73A8", is_charted=False),
    Colour("link", "#1A56A0", "#8CBCF5", is_charted=False),
    Colour("tint", "#F3F6F9", "#1A2027", is_charted=False),
    Colour("warn", "#8A5300", "#F3C06B", is_charted=False),
)

LIGHT = {colour.role: colour.light for colour in COLOURS}

# The names at the ends of lines: text needs more contrast than a line.
LABELS = (LIGHT["series1"], LIGHT["label2"], LIGHT["series3"], LIGHT["label4"])


def write_variables(theme: str) -> str:
    """Return the CSS variables of a theme (`light` or `dark`)."""
    return "".join(f"--{colour.role}:{getattr(colour, theme)};" for colour in COLOURS)


def write_chart_rules() -> str:
    """Return the CSS rules that turn each colour of a chart into the variable of its role."""
    return "".join(
        f'svg [{part}="{colour.light}"]{{{part}:var(--{colour.role})}}'
        for colour in COLOURS
        if colour.is_charted
        for part in ("fill", "stroke")
    )
