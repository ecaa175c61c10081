"""Single words that stand for a longer name before them: "motor vehicle thefts ... 785.7 thefts"."""

from __future__ import annotations

from itertools import takewhile

from esep.claims.mention import Found, take_between
from esep.claims.place import Place

# So far before a word the longer name may stand that it points back to.
REACH = 600
# Words alike: so many letters the same at least, and no more behind them than an ending has.
LEAST_ALIKE = 4
LONGEST_ENDING = 2
# "Motor vehicles were stolen ... 785.7 thefts".
NOUN_OF = {"stolen": "theft"}


def may_point_back(word: Place, measure: str, found: Found) -> bool:
    """Return whether a single word may stand for the longer name of the measure that a text is about."""
    text = found.text[word.start : word.end].casefold()
    if measure in ("", word.code) or len(text.split()) > 1 or _is_compound(word, found):
        return False
    near = take_between(found.places, word.start - REACH, word.start)
    told = [found.text[p.start : p.end].casefold().split() for p in near if p.code == measure]
    head = 0 if found.language == "ru" else -1
    return any(len(words) > 1 and _are_alike(NOUN_OF.get(words[head], words[head]), text) for words in told)


def _is_compound(word: Place, found: Found) -> bool:
    """Return whether a word is the end of a name with a hyphen: "larceny-theft"."""
    near = take_between(found.places, word.start - REACH, word.start)
    is_joined = found.text[word.start - 1 : word.start] == "-"
    return is_joined and any(p.end == word.start - 1 and p.code == word.code for p in near)


def _are_alike(one: str, other: str) -> bool:
    """Return whether two words differ by an ending only: "theft" and "thefts", "краж" and "кражи"."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= LEAST_ALIKE and max(len(one), len(other)) - same <= LONGEST_ENDING
