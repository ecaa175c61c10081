"""Where words may stand in a chart: cautious text widths, wrapped names, labels that cover nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Place: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Place, Place]

# A cautious width of one character, as a share of the font size: fallback fonts are wider than the one we ask for.
CHARACTER = 0.64
MAX_LINES = 3
LABEL_HEIGHT = 17.0
CLEARANCE = 6.0
# Where the middle of a label may stand, best first: shares of its width to the right of its point, and pixels down.
NEAR, FAR = CLEARANCE + LABEL_HEIGHT / 2, CLEARANCE + LABEL_HEIGHT
SPOTS = ((0.0, -NEAR), (0.4, -NEAR), (-0.4, -NEAR), (0.0, NEAR), (-0.4, NEAR), (0.4, NEAR), (0.0, -FAR), (0.0, FAR))


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

    def lies_in(self, other: Box) -> bool:
        """Return whether the other box holds this one."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def is_crossed(self, line: Line) -> bool:
        """Return whether a line passes through the box."""
        (x1, y1), (x2, y2) = line
        steps = max(2, int(math.hypot(x2 - x1, y2 - y1) / 2))
        at = ((x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps) for step in range(steps + 1))
        return any(self.left <= x <= self.right and self.top <= y <= self.bottom for x, y in at)


def measure_text(text: str, size: float) -> float:
    """Return a cautious width of a line of text in pixels."""
    return len(text) * size * CHARACTER


def wrap_words(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines no wider than `width` pixels; past `MAX_LINES` it is cut off with an ellipsis."""
    limit = max(4, int(width / (size * CHARACTER)))
    wrapped: list[str] = []
    for word in text.split():
        for piece in (word[at : at + limit] for at in range(0, min(len(word), limit * (MAX_LINES + 1)), limit)):
            if wrapped and len(wrapped[-1]) + 1 + len(piece) <= limit:
                wrapped[-1] += " " + piece
            else:
                wrapped.append(piece)
        if len(wrapped) > MAX_LINES:
            return [*wrapped[: MAX_LINES - 1], wrapped[MAX_LINES - 1][: limit - 1].rstrip() + "…"]
    return wrapped or [""]


def thin_names(names: Sequence[tuple[float, str]], size: float) -> list[tuple[float, str]]:
    """Return as many names, the last one among them, as have room on one line; each comes with its middle."""
    kept: list[tuple[float, str]] = []
    edge = math.inf
    for middle, name in reversed(names):
        half = measure_text(name, size) / 2
        if middle + half + CLEARANCE <= edge:
            kept.append((middle, name))
            edge = middle - half
    return kept[::-1]


def place_label(
    at: int, points: Sequence[Place], width: float, taken: Sequence[Box], lines: Sequence[Line], limits: Box
) -> Box | None:
    """Return where the label of the point number `at` stands, `None` where there is no room for it.

    It lies inside `limits`, off everything `taken` and off the lines, and nearer to its own point than to any other.
    """
    x, y = points[at]
    for shift, down in SPOTS:
        middle = x + shift * width
        top = y + down - LABEL_HEIGHT / 2
        box = Box(middle - width / 2, top, middle + width / 2, top + LABEL_HEIGHT)
        is_nearest = all(abs(middle - x) <= abs(middle - other) for other, _ in points)
        is_free = not any(box.meets(other) for other in taken) and not any(box.is_crossed(line) for line in lines)
        if is_nearest and is_free and box.lies_in(limits):
            return box
    return None
