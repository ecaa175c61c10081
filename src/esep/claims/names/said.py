"""Words that tell a narrower thing only beside what it is a part of: "of these frauds 28,851 were committed online".

A measure declares of which other it is said (`said_of`) and by which words (`said_en`, `said_ru`, `said_kk`); alone the
words mean nothing, since thefts have victims too. An offence whose name is that of a wider one and the internet before
it needs no declaration.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import find_level
from esep.claims.place import Place
from esep.language.roles import compile_words, read_roles
from esep.language.write import MONEY
from esep.model.codelist import Code
from esep.model.definition import Definition
from esep.problems import LANGUAGES

# What ends the reach of words behind a number: another clause, or another sentence.
_BRACKET = re.compile(r"\s?\([^()\n]{1,40}\)|\)")
_ENDS = re.compile(r"[,;:.()](?!\d)")


def find_said(text: str, language: str, definition: Definition, named: Collection[str]) -> Iterator[Place]:
    """Yield where words stand that tell a narrower measure of one that the text names at all."""
    for code in definition.measures:
        words = _list_words(code, language, definition) if said_of(code, definition) in named else ()
        for match in _compile(words).finditer(text) if words else ():
            yield Place(match.start(), match.end(), "said", code.code)


def said_of(code: Code, definition: Definition) -> str:
    """Return the measure beside whose name the words of another one mean something, empty where there is none."""
    if code.said_of or code.kind != "offence":
        return code.said_of
    whole = definition.measures.find(code.parent)
    return code.parent if whole is not None and whole.kind == "offence" and _tells_means(code, whole) else ""


def _tells_means(code: Code, whole: Code) -> bool:
    """Return whether a name is, in some language, that of the wider offence behind a means: "internet fraud"."""
    return any(
        (name := code.name(language).casefold()).endswith(whole.name(language).casefold())
        and name.startswith(tuple(read_roles(language)["means"]["named"]))
        for language in LANGUAGES
    )


def _list_words(code: Code, language: str, definition: Definition) -> tuple[str, ...]:
    return code.said.get(language, ()) if code.said_of else tuple(read_roles(language)["means"]["said"])


@lru_cache(maxsize=64)
def _compile(words: tuple[str, ...]) -> re.Pattern[str]:
    return compile_words(words)


def narrow(measure: str, mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> str:
    """Return the measure that the words at a number make of the one it seemed to count; a sum of money is damage."""
    if mention.unit in MONEY:
        harms = [c.code for c in definition.measures if c.kind == "damage" and c.said_of == measure]
        return harms[0] if len(harms) == 1 else measure
    said = take_between(found.places, sentence.start, sentence.end)
    fitting = [p for p in said if p.kind == "said" and said_of(definition.measures[p.code], definition) == measure]
    reaching = [p for p in fitting if _reaches(p, mention, sentence, found)]
    return reaching[-1].code if reaching else measure


def cross(own: Place | None, told: str, definition: Definition) -> str:
    """Return the attribute that the name of a class is beside a circumstance: "grave ones" among crimes at home."""
    whole = definition.measures.find(told)
    kind = None if own is None else definition.measures.find(own.code)
    return kind.as_attribute if kind is not None and whole is not None and whole.kind == "circumstance" else ""


def find_circumstance(mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> str:
    """Return the circumstance named before the class that a number counts, in one clause and no number between."""
    own = mention.measure_place
    if own is None:
        return ""
    for place in take_between(found.places, sentence.start, own.start):
        is_beside = place.kind == "measure" and sentence.clause_of(place.start) == sentence.clause_of(own.start)
        is_alone = not take_between(found.mentions, place.start, own.start)
        if is_beside and is_alone and cross(own, place.code, definition):
            return place.code
    return ""


def _reaches(place: Place, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether words are said of a number: behind it in its clause, or before it, and no offence between."""
    is_before = place.start < mention.start
    between = take_between(found.places, *((place.end, mention.start) if is_before else (mention.end, place.start)))
    if any(p.kind == "measure" and not p.is_anaphoric and p is not mention.whole_place for p in between):
        return False
    own = mention.measure_place
    if own is not None and own.start >= sentence.start and place.start < own.start < mention.start:
        return False
    if is_before:
        return True
    again = [m.end + 1 for m in found.mentions_in(mention.sentence) if find_level(m, found) is mention]
    end = max((mention.end, *again))
    # "46.7% (14,398) were committed online".
    bracket = _BRACKET.match(found.text, end)
    return _ENDS.search(found.text, bracket.end() if bracket else end, place.start) is None
