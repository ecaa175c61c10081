"""Text from outside in files that a spreadsheet may open."""

from __future__ import annotations

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def make_safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before one that looks like it."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text
