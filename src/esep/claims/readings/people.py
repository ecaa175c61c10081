"""Whether a number counts people, where a sentence names them beside offences."""

from __future__ import annotations

from esep.claims.mention import Found, Mention, Sentence
from esep.claims.names.subjects import is_object, is_of_later_clause
from esep.claims.numbers.rates import is_head, is_per_person
from esep.claims.place import Place
from esep.language.roles import match_after


def may_count_people(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number may count people: it is no rate and nothing per head, and has no word for cases."""
    is_of_cases = match_after(found.text, mention.end, found.language, "cases") is not None
    return mention.operator != "rate" and not is_of_cases and not is_per_person(mention, sentence, found)


def is_counted(people: Place, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether people are what a number counts, and neither a base, nor a later clause's, nor a victim."""
    is_other = is_head(people.start, found) or is_of_later_clause(people, mention, found)
    return not (is_other or is_object(people, sentence, found))
