"""Finding the line of a key in TOML text, so that a problem can name the place to go to."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[(\[?)\s*({_NAME})\s*\]")
_KEY = re.compile(rf"\s*({_NAME})\s*=")

Path = tuple[str | int, ...]


def index_lines(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, on which every table and key of a TOML text begins.

    A table of an array carries its place in it: ("breaks", 0, "id"). Keys inside inline tables are not listed.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _list_lines(text):
        if header := _HEADER.match(line):
            table = _split_name(header[2], counts)
            if header[1]:
                place = counts[table] = counts.get(table, -1) + 1
                table = (*table, place)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_split_name(key[1], {}))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def find_line(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of a path, or of the nearest table around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _list_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not lie inside a string of several lines."""
    is_inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not is_inside:
            yield number, line
        for mark in ('"""', "'''"):
            if line.count(mark) % 2 and is_inside in ("", mark):
                is_inside = "" if is_inside else mark


def _split_name(name: str, counts: dict[Path, int]) -> Path:
    """Return the parts of a dotted name; a table that is an array gets the place of its latest member, except last."""
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in re.findall(_PART, name)]
    for number, part in enumerate(parts, start=1):
        path = (*path, part)
        if path in counts and number < len(parts):
            path = (*path, counts[path])
    return path
