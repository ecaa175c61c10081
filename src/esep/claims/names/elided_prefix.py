"""Items of a list that leave out the first half of a word: "онлайн-займы (5005), покупки (4868)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from esep.claims.place import Place

_PREFIX = re.compile(r"\w{3,}-")
# What parts an item from the next: its number in brackets or beside it, a comma, a conjunction.
_NEXT = re.compile(
    r"\s?(?:[–—-]\s)?\(?\d[\d\u00a0\u202f ]*\)?(?:,\s(?:(?:and|и|және)\s)?|\s(?:and|и|және)\s)([^\W\d]+)(?!\w|-)"
)


def find_elided(
    text: str, places: Sequence[Place], find_names: Callable[[str, str], Iterator[tuple[int, int, str]]]
) -> Iterator[Place]:
    """Yield the next items of lists that are names once they have the prefix of the item before.

    `find_names` gives the names of a kind in a text, with where each begins and ends.
    """
    for place in places:
        prefix = _PREFIX.match(text, place.start, place.end)
        if prefix is None:
            continue
        word = _NEXT.match(text, place.end)
        if word is None:
            continue
        whole = prefix[0] + word[1]
        for start, end, code in find_names(whole, place.kind):
            if (start, end) == (0, len(whole)) and code != place.code:
                yield Place(*word.span(1), place.kind, code)
