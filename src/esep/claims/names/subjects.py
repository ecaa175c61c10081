"""What a sentence says of its subject without naming it: a pronoun, "the total", people told of in a later clause."""

from __future__ import annotations

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import Place
from esep.language.roles import find_words


def is_of_later_clause(people: Place, mention: Mention, found: Found) -> bool:
    """Return whether people are named in a later clause: "the rate by 6.5%: the population changed too"."""
    return any(mark in found.text[mention.end : people.start] for mark in ":;,")


def is_object(people: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether a kind of offence leads the clause that names people: "fraudsters cheated residents"."""
    before = take_between(found.places, sentence.start, people.start)
    kinds = [p for p in before if p.kind == "measure" and p.code != people.code and not p.is_general]
    clause = sentence.clause_of(people.start)
    return any(sentence.clause_of(p.start) == clause for p in kinds) and not take_between(
        found.mentions, sentence.start, people.start
    )


def opens_with_pronoun(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence goes on about what was just told: "this is 4.4% less"."""
    words = found.text[sentence.start : sentence.end].lstrip()
    return any(start == 0 for start, _ in find_words(words, found.language, "pronoun"))


def says_grand_total(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number is told as a total: "the total for Auckland", which may be that of all kinds."""
    before = found.text[sentence.start : mention.start]
    return any(find_words(before, found.language, "said", "grand_total"))


def is_crossed(own: Place, mention: Mention, found: Found) -> bool:
    """Return whether another kind leads to a number with a noun of its own: "while drunk 120 murders"."""
    if own.is_general or own.start < mention.end or found.language == "en":
        return False
    sentence = found.sentences[mention.sentence]
    counted = take_between(found.mentions, sentence.start, mention.start)
    start = max([at for at in sentence.clauses if at <= mention.start] + [m.end for m in counted[-1:]])
    before = [p for p in take_between(found.places, start, mention.start) if p.kind == "measure" and not p.is_general]
    # What stands right behind a number is counted by it.
    return any(p.code != own.code and found.text[start : p.start].strip() for p in before)
