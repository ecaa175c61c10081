"""The forms in which a name stands in a sentence: plural, case endings, the beginnings of longer words.

A declared name is matched in the forms its language gives it: "robberies" also as "robbery", "Калифорния" also as
"Калифорнии", "ұрлық" also as "ұрлығы". Nothing is looked up; only endings are loosened.
"""

from __future__ import annotations

import re
from functools import cache

from esep.language.tables import read_table

# A word shorter than this is matched as it stands: too many longer words begin like it.
SHORTEST_BEGINNING = 4
# No ending of a case, a plural or a participle is longer.
LONGEST_ENDING = 8

_RUSSIAN_ENDING = re.compile(
    r"(?<=\w{3})(?:ая|яя|ое|ее|ый|ий|ой|ые|ие|ого|его|ых|их|ами|ями|ов|ев|ия|ии|а|я|о|е|ы|и|ь|й|у|ю)$"
)
_ENGLISH_PLURAL = re.compile(r"(?<=\w{3})(?:ies|ves|(?:(?<=[sxz])|(?<=[cs]h))es|(?<!s)s)$")
_KAZAKH_PLURAL = re.compile(r"(?<=\w{3})(?:[лдт][ае]р|[ldt][ae]r)$")
# Nouns of acts that are told with what they are done to before them, or behind "of".
_ACTS = {"theft", "thefts", "possession", "supply", "trafficking", "cultivation", "production", "abuse", "neglect"}
LONGEST_INVERTED = 5
_PREPOSITIONS = ("from", "of", "against", "to", "with", "in", "on")
_KAZAKH_AND = ("мен", "пен", "бен")
_SOFTENED = {"қ": "[қғ]", "к": "[кг]", "п": "[пб]", "q": "[qǵğ]", "k": "[kg]", "p": "[pb]"}


def invert_name(name: str) -> str:
    """Return an English name of an act told the other way round, empty where there is none.

    "Motor vehicle theft" is "theft of motor vehicle", and back; "theft from motor vehicle" is another thing.
    """
    words = name.split()
    if len(words) > 2 and words[1] == "of" and words[0].casefold() in _ACTS and len(words) <= LONGEST_INVERTED:
        thing = words[2:] if words[2] not in ("a", "an", "the") else words[3:]
        return " ".join([*thing, words[0].casefold()])
    if 1 < len(words) <= LONGEST_INVERTED and words[-1].casefold() in _ACTS and not set(words) & set(_PREPOSITIONS):
        return " ".join([words[-1], "of", *words[:-1]])
    return ""


def inflect_name(name: str, language: str) -> str:
    """Return the pattern of a name in all its forms; every word may be inflected."""
    words = name.split()
    spelled = [_inflect(word, language, is_last=at == len(words) - 1) for at, word in enumerate(words)]
    return _join(words, spelled, language)


def inflect_beginning(cue: str, language: str) -> str:
    """Return the pattern of a cue that is a word or the beginning of one: "robber", "насильственн", "кісі өлтір"."""
    words = cue.split()
    last = words[-1]
    if len(last) < SHORTEST_BEGINNING or last.isupper():
        return r"\s+".join(map(re.escape, words)) + (r"(?:['’]s)?(?!\w)" if language == "en" else r"(?!\w)")
    if language == "en" and last[0].isupper():
        return r"\s+".join(map(re.escape, words)) + r"(?:['’]?s)?(?!\w)"
    if language == "kk":
        return inflect_name(cue, language)
    head = [_inflect(word, language, is_last=False) for word in words[:-1]]
    stem = _RUSSIAN_ENDING.sub("", last) if language == "ru" and len(last) > SHORTEST_BEGINNING + 1 else last
    # "robbery" and "larceny" have their plural in -ies.
    stem = re.escape(stem[:-1]) + "(?:y|ie)" if language == "en" and stem.endswith("y") else re.escape(stem)
    return _join(words, [*head, rf"{stem}\w{{0,{LONGEST_ENDING}}}(?!\w)"], language)


def _join(words: list[str], spelled: list[str], language: str) -> str:
    """Return the pattern of a name of the patterns of its words; in English an article may stand behind a preposition.

    "Theft from shop" is also "a theft from a shop", and "fraud, deception and related offences" has "&" for "and".
    """
    if language != "en":
        return r"\s+".join(spelled)
    joined = spelled[0]
    for before, word, pattern in zip(words, words[1:], spelled[1:], strict=False):
        article = r"(?:(?:an?|the)\s+)?" if before in _PREPOSITIONS else ""
        joined += r",?\s+(?:and|&)" if word == "and" else rf"\s+{article}{pattern}"
    return joined


def _inflect(word: str, language: str, *, is_last: bool) -> str:
    if language == "kk" and not is_last and word in _KAZAKH_AND:
        return rf"(?:{'|'.join(_KAZAKH_AND)})"
    if len(word) < SHORTEST_BEGINNING or word.isupper() or not word[-1].isalpha():
        if language == "kk" and is_last and word[0].isupper() and word[1:].islower():
            return rf"{re.escape(word)}(?:{_list_cases()})?(?!\w)"
        return re.escape(word) + (r"(?!\w)" if is_last and word[-1].isalnum() else "")
    if language == "en":
        return _inflect_english(word)
    if language == "ru":
        stem = _RUSSIAN_ENDING.sub("", word)
        return rf"{re.escape(stem)}\w{{0,4}}(?!\w)"
    stem = _KAZAKH_PLURAL.sub("", word)
    plural = r"(?:[лдт][ае]р|[ldt][ae]r)?" if stem != word else ""
    last = _SOFTENED.get(stem[-1], re.escape(stem[-1]))
    ending = rf"[-‑]?\w{{0,{LONGEST_ENDING}}}" if is_last else ""
    return rf"{re.escape(stem[:-1])}{last}{plural}{ending}(?!\w)"


@cache
def _list_cases() -> str:
    """Return the case endings of Kazakh for a name too short for loose ones: "Шу", "Шуда", "Шудағы", "Шудың"."""
    cases = read_table("kk")["cases"]
    names = (name for name in cases if not name.startswith(("possessive", "plural", "equative")))
    endings = [ending for name in names for ending in cases[name]]
    endings += [f"{ending}{attributive}" for ending in cases["locative"] for attributive in ("ғы", "гі")]
    return "|".join(sorted(endings, key=len, reverse=True))


def _inflect_english(word: str) -> str:
    if word[0].isupper():
        return re.escape(word) + r"(?:['’]s)?(?!\w)"
    if word.endswith("ies"):
        return re.escape(word[:-3]) + r"(?:y|ies)(?!\w)"
    stem = _ENGLISH_PLURAL.sub("", word)
    if stem == word:
        return re.escape(word) + r"(?:s|es)?(?!\w)"
    return re.escape(stem) + r"\w{0,3}(?!\w)" if word.endswith("ves") else re.escape(stem) + r"(?:e?s)?(?!\w)"
