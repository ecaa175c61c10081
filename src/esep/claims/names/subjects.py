"""What a sentence says of its subject without naming it: a pronoun, "the total", people told of in a later clause."""

from __future__ import annotations

from esep.claims.mention import Found, Mention, Sentence
from esep.claims.place import Place
from esep.language.roles import find_words


def is_of_later_clause(people: Place, mention: Mention, found: Found) -> bool:
    """Return whether people are named in a later clause: "the rate by 6.5%: the population changed too"."""
    return any(mark in found.text[mention.end : people.start] for mark in ":;,")


def opens_with_pronoun(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence goes on about what was just told: "this is 4.4% less"."""
    words = found.text[sentence.start : sentence.end].lstrip()
    return any(start == 0 for start, _ in find_words(words, found.language, "pronoun"))


def says_grand_total(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number is told as a total: "the total for Auckland", which may be that of all kinds."""
    before = found.text[sentence.start : mention.start]
    return any(find_words(before, found.language, "said", "grand_total"))
