"""Russian regions called by the adjective of their name alone: "в Старорусском", "по Воронежской и Липецкой"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from esep.claims.place import Place
from esep.model.codelist import Code
from esep.model.definition import Definition

# The endings of an adjective, by that of its name, with those of a noun or an adjective that it would belong to.
_MASCULINE = {
    "ом": "е|и|у|ю|ом|ем",
    "ому": "у|ю|ому|ему",
    "ого": "а|я|ого|его",
    "им": "ом|ем|им|ым",
    "ым": "ом|ем|им|ым",
}
_FEMININE = {"ой": "е|и|ы|ой|ей|ью", "ую": "у|ю|ь|ую"}
_FORMS = {"ый": _MASCULINE, "ий": _MASCULINE, "ой": _MASCULINE, "ое": _MASCULINE, "ая": _FEMININE}
_LEADS = re.compile(r"(?<!\w)(?:в|во|по|из|от|до|у|для|между|на)\s$", re.IGNORECASE)
_JOINT = re.compile(r"(?:\s?\([^()]{0,24}\))?(?:,\s|,?\s(?:и|или|а также)\s)")
# A name alone that its number follows: "Старорусский – 1 006", "Липецкая (12)".
_NUMBERED = r"(?=\s?\(\d|\s[–—-]\s\d|:\s\d)"
_BEFORE_NUMBER = re.compile(_NUMBERED)
# "529 приходится на Боровичский район, 236 – на Старорусский."
_CLOSED = r"(?=\s?\(|[.,;:)](?!\s?\d)|\s(?:и|а)\s|\s?$)"
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")
_VERB = re.compile(r"(?:[аеияы]ли|лись)$")
_SHORTEST_NOUN = 4
_DECLARED = re.compile(r"([А-ЯЁ][а-яё]+ск)\* (област|район|округ|кра)\*")
_NOUNS = {"област": "ая область", "район": "ий район", "округ": "ий округ", "кра": "ий край"}
_LONGEST_LEAD = 8


class _Adjective(NamedTuple):
    """An adjective that one region has: its oblique forms, its form as a subject, and what its nouns end in."""

    code: str
    oblique: re.Pattern[str]
    subject: re.Pattern[str]
    nouns: dict[str, str]


def find_adjectives_alone(text: str, definition: Definition, places: Collection[Place]) -> Iterator[Place]:
    """Yield adjectives of names that stand behind a preposition and before no noun of their own, or before a number.

    A kind of offence, one of the `places`, is no noun of theirs. "На Московской" is a street.
    """
    kinds = {place.start for place in places if place.kind in ("measure", "attribute")}
    found: list[tuple[int, int, str]] = []
    for one in _list_adjectives(tuple((code.code, _find_name(code)) for code in definition.regions)):
        found += [(*match.span(), one.code) for match in one.oblique.finditer(text) if _is_alone(match, one, kinds)]
        yield from (Place(*match.span(), "region", one.code) for match in one.subject.finditer(text))
    last = -1
    for start, end, code in sorted(found):
        lead = _LEADS.search(text[max(0, start - _LONGEST_LEAD) : start])
        is_street = lead is not None and lead[0].casefold().startswith("на") and not text[start:end].endswith("ую")
        is_listed = _BEFORE_NUMBER.match(text, end) is not None
        if (lead and not is_street) or is_listed or (last >= 0 and _JOINT.fullmatch(text, last, start)):
            last = end
            yield Place(start, end, "region", code)


def _is_alone(match: re.Match[str], one: _Adjective, kinds: Collection[int]) -> bool:
    """Return whether no noun stands behind an adjective that goes with it: "в Валдайском суде" is of a court."""
    word = _NEXT_WORD.match(match.string, match.end())
    if word is None or word.start(1) in kinds or len(word[1]) < _SHORTEST_NOUN or _VERB.search(word[1]):
        return True
    if word[1][0].isupper():
        return False
    return re.search(rf"(?:{one.nouns[match[1]]})$", word[1]) is None


@lru_cache(maxsize=32)
def _list_adjectives(names: tuple[tuple[str, str], ...]) -> tuple[_Adjective, ...]:
    firsts = {code: first for code, name in names if (first := _take_adjective(name))}
    alike = Counter((first[:-2], first[-1] == "я") for first in firsts.values())
    return tuple(_compile(code, first) for code, first in firsts.items() if alike[first[:-2], first[-1] == "я"] == 1)


def _compile(code: str, first: str) -> _Adjective:
    nouns = _FORMS[first[-2:]]
    stem = re.escape(first[:-2])
    oblique = re.compile(rf"(?<![\w-]){stem}({'|'.join(sorted(nouns, key=len, reverse=True))})(?![\w-])")
    subject = re.compile(rf"(?<![\w-]){re.escape(first)}{_NUMBERED}|(?<=\bна\s){re.escape(first)}{_CLOSED}")
    return _Adjective(code, oblique, subject, nouns)


def _find_name(code: Code) -> str:
    """Return the Russian name of a region, or the adjective that the data declare beside a noun: "Абайск* област*"."""
    cues = (_DECLARED.fullmatch(cue) for cue in code.cues.get("ru", ()))
    declared = next((f"{cue[1]}{_NOUNS[cue[2]]}" for cue in cues if cue), "")
    return declared or code.names.get("ru", "")


def _take_adjective(name: str) -> str:
    """Return the adjective of a name that ends in common nouns: "Старорусский район"."""
    first, *nouns = name.split() or [""]
    is_name = first[:1].isupper() and bool(nouns) and all(noun.isalpha() and noun.islower() for noun in nouns)
    return first if is_name and first[-2:] in _FORMS else ""
