"""Items of an English list whose noun only the last one has: "21.9 minor, 63.6 medium and 2.1 grave crimes"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from esep.claims.place import Place

# Bounded, so that a run of a million digits takes no longer than it is.
_NUMBER = r"(?<![\d.,])\d[\d.,]{0,15}(?:\s(?:thousand|million))?"
_ADJECTIVE = r"[a-z-]{3,}(?:\s[a-z-]{3,})?"
_LIST = re.compile(
    rf"(?:{_NUMBER}\s{_ADJECTIVE}(?:,\s(?:and\s)?|\sand\s)){{1,12}}{_NUMBER}\s(?:[a-z-]{{3,}}\s){{1,2}}([a-z]+s)\b"
)
_ITEM = re.compile(rf"{_NUMBER}\s({_ADJECTIVE})(?=,\s|\sand\s)")


def find_elided_heads(
    text: str, places: Sequence[Place], find_names: Callable[[str, str], Iterator[tuple[int, int, str]]]
) -> Iterator[Place]:
    """Yield the items that are names of measures once they have the noun of the last one.

    `find_names` gives the names of a kind in a text, with where each begins and ends.
    """
    taken = {place.start for place in places if place.kind == "measure"}
    for listed in _LIST.finditer(text):
        for item in _ITEM.finditer(text, listed.start(), listed.end()):
            whole = f"{item[1]} {listed[1]}"
            for start, end, code in find_names(whole, "measure"):
                if (start, end) == (0, len(whole)) and item.start(1) not in taken:
                    yield Place(*item.span(1), "measure", code)
