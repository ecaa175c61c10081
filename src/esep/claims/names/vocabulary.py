"""The words by which a dataset calls what it has, made ready once for all texts: names, cues, and their patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar

from esep.language.inflection import inflect_beginning, inflect_name, invert_name
from esep.language.letters import list_spellings
from esep.language.roles import word_pattern
from esep.model.codelist import Code
from esep.model.definition import Definition

T = TypeVar("T")
Patterns = Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]]
# So many datasets in so many languages are kept ready.
KEPT = 24
# A Russian word that ends so takes its endings behind it: "убийств", "экономическ", "телефонов" as it stands.
_CONSONANT = re.compile(r"(?<!\w)[А-Яа-яё][а-яё]{2,}[бвгджзклмнпрстфхцчшщ]$|-[А-Я][а-яё]*[бвгджзклмнпрстфхцчшщ]$")
_ANY_CASE = r"\w{0,4}"
# Those of a name that is a noun: "Минская" is a region and not the city of Minsk.
_NOUN_CASE = r"(?:а|у|ом|ем|е|ы|и|ам|ами|ах)?"
_NO_LETTER = r"(?!\w)"
# The letters right at the beginning of a pattern, the second only where nothing after it makes it optional.
_FIRST_LETTERS = re.compile(r"(?:\(\?<!\\w\))?(\w(?:\w(?![?*+{]))?)")


@dataclass(frozen=True)
class Vocabulary:
    """The names of a dataset in a language: patterns by kind and first letters, and each name of a measure."""

    patterns: Mapping[str, Patterns]
    measures: tuple[tuple[str, str], ...]


class _Same:
    """A definition as a key: the very object, for its contents are too many to compare."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition is self.definition


def once_per_dataset(work: Callable[[Definition, str], T]) -> Callable[[Definition, str], T]:
    """Return the same function of a definition and a language, which works once for each."""

    @lru_cache(maxsize=KEPT)
    def remembered(key: _Same, language: str) -> T:
        return work(key.definition, language)

    @wraps(work)
    def called(definition: Definition, language: str) -> T:
        return remembered(_Same(definition), language)

    return called


@once_per_dataset
def read_vocabulary(definition: Definition, language: str) -> Vocabulary:
    """Return the words of a dataset in a language."""
    patterns = {kind: _compile(tuple(_list_cues(codes, language)), language) for kind, codes in _list_codes(definition)}
    named = _list_cues(tuple(definition.measures), language)
    return Vocabulary(patterns, tuple((name.rstrip("*").casefold(), code) for name, code, _ in named))


def _list_codes(definition: Definition) -> Iterable[tuple[str, tuple[Code, ...]]]:
    yield "measure", tuple(definition.measures)
    # Who counts the people counts no offences: "per 10,000 of the population" names no universe of them.
    yield "scope", tuple(code for code in definition.scopes if code.code != definition.population_scope)
    yield "region", tuple(definition.regions)
    yield "attribute", tuple(code for code in definition.attributes if code.kind != "share_of")


def _list_cues(codes: tuple[Code, ...], language: str) -> Iterable[tuple[str, str, str]]:
    """Yield the cues of a list with how each is matched: as it is spelled, as a beginning of a word, or as a name.

    In a list where some cue ends in * the others are whole words, in English in the singular and the plural, in Russian
    with the endings that a word takes which ends in a consonant; in a list without any, all are beginnings.
    """
    spelled = [(cue, code.code) for code in codes for cue in code.cues.get(language, ())]
    is_marked = any("*" in cue for cue, _ in spelled)
    named = [
        (name, code.code)
        for code in codes
        for name in (code.names.get(language, ""), code.short_names.get(language, ""))
        if name
    ]
    taken: set[str] = set()
    # A word that is the name as well has all the forms of a name.
    own = {(name.casefold(), code) for name, code in named}
    spelled = [(cue, code) for cue, code in spelled if not is_marked or (cue.casefold(), code) not in own]
    ways = ((cue, code, _choose_way(cue, language) if is_marked else "beginning") for cue, code in spelled)
    inverted = ((invert_name(name), code, "name") for name, code in (*named, *spelled) if language == "en")
    for cue, code, how in [*ways, *((*one, "name") for one in named), *(one for one in inverted if one[0])]:
        for form in _list_forms(cue, language):
            if form.casefold() not in taken:
                taken.add(form.casefold())
                yield form, code, how


def _choose_way(cue: str, language: str) -> str:
    """Return how a cue is matched in a list where * marks beginnings."""
    if language == "en" and "*" not in cue and cue[-1].islower():
        return "name"
    return "ending" if language == "ru" and _CONSONANT.search(cue) else "spelled"


def _list_forms(cue: str, language: str) -> Iterator[str]:
    """Yield a cue and, in Kazakh, its spellings in Latin letters, as large or small as it is."""
    yield cue
    for form in list(list_spellings(cue.lower(), language))[1:]:
        yield form.upper() if cue.isupper() else form[:1].upper() + form[1:] if cue[:1].isupper() else form


def _compile(cues: tuple[tuple[str, str, str], ...], language: str) -> Patterns:
    """Return the patterns of names by their first two letters, or by the first where a pattern leaves the second open.

    So that at each word only the few names are tried that may begin there.
    """
    spelled = ((re.sub(r"^\W+", "", cue), code, way) for cue, code, way in cues)
    ranked = sorted((cue for cue in spelled if cue[0]), key=lambda cue: (-len(cue[0].rstrip("*")), cue[0]))
    patterns = [(_to_pattern(cue, way, language), code) for cue, code, way in ranked]
    keys = [found[1].lower() for pattern, _ in patterns if (found := _FIRST_LETTERS.match(pattern))]
    open_letters = {key for key in keys if len(key) == 1}
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, entry in zip(keys, patterns, strict=True):
        groups.setdefault(key[0] if key[0] in open_letters else key, []).append(entry)
    return {
        key: (
            re.compile("|".join(f"({pattern})" for pattern, _ in entries), re.IGNORECASE),
            tuple(code for _, code in entries),
        )
        for key, entries in groups.items()
    }


def _to_pattern(cue: str, way: str, language: str) -> str:
    if way == "spelled":
        return word_pattern(cue)
    if way == "ending":
        endings = _NOUN_CASE if cue.split()[-1][0].isupper() else _ANY_CASE
        return f"{word_pattern(cue).removesuffix(_NO_LETTER)}{endings}{_NO_LETTER}"
    return inflect_beginning(cue, language) if way == "beginning" else inflect_name(cue, language)
