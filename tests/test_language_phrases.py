"""The phrases of every room: complete in three languages, and the same in all."""

from __future__ import annotations

import re
import string
from decimal import Decimal

import pytest
from babel import Locale

from esep.language.phrases import find_phrase, find_plural, list_keys, say
from esep.problems import LANGUAGES

# A hyphen right before a digit or a fact, not after a letter, digit or fact, would be read as a minus.
HYPHEN_MINUS = re.compile(r"(?<![\w}])-(?=[\d{])| - ")
# Cyrillic and Latin letters in one word: a letter from the wrong keyboard.
MIXED_WORD = re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")


def list_texts(key: str, language: str) -> dict[str, str]:
    """Return the texts of a phrase by plural category; a phrase without plural forms has one, called `""`."""
    phrase = find_phrase(key, language)
    return {"": phrase} if isinstance(phrase, str) else phrase


def list_facts(text: str) -> set[str]:
    """Return the facts that a text needs, as written in its braces."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


@pytest.mark.parametrize("key", list_keys())
def test_a_phrase_has_the_same_facts_in_every_language(key: str) -> None:
    """A phrase exists in English, Russian and Kazakh and needs the same plain facts in each (`n` may only choose)."""
    needed = []
    for language in LANGUAGES:
        facts = set().union(*map(list_facts, list_texts(key, language).values()))
        assert all(fact.isidentifier() for fact in facts), (key, language, facts)
        needed.append(facts - {"n"})
    assert needed[0] == needed[1] == needed[2]


@pytest.mark.parametrize("key", list_keys())
def test_a_phrase_has_the_plural_forms_of_its_language(key: str) -> None:
    """Plural forms are exactly the CLDR categories, and only "one" of English and Kazakh may leave n out."""
    for language in LANGUAGES:
        texts = list_texts(key, language)
        if "" in texts:
            continue
        assert set(texts) == set(Locale.parse(language).plural_form.tags) | {"other"}, (key, language)
        must_agree = [list_facts(t) for name, t in texts.items() if language == "ru" or name != "one"]
        assert all(facts == must_agree[0] for facts in must_agree), (key, language)


@pytest.mark.parametrize("key", list_keys())
def test_a_phrase_is_cleanly_set(key: str) -> None:
    """No phrase is empty, uses a hyphen for a minus or a dash, mixes alphabets in a word or has stray spaces."""
    for language in LANGUAGES:
        for text in list_texts(key, language).values():
            assert text.strip() == text != "", (key, language)
            assert not HYPHEN_MINUS.search(text), (key, language)
            assert not MIXED_WORD.search(re.sub(r"\{\w*\}", "", text)), (key, language)
            assert "  " not in text, (key, language)


def test_plural_forms_follow_cldr() -> None:
    """Russian has four forms, and a printed decimal is part of the number (CLDR 48 plural rules, examples of "ru")."""
    assert [find_plural(n, "ru") for n in (1, 21, 2, 5, 11, 112)] == ["one", "one", "few", "many", "many", "many"]
    assert find_plural(Decimal("4.5"), "ru") == "other"
    assert find_plural(Decimal("1.0"), "en") == "other"
    assert find_plural(-1, "en") == "one"


def test_say_puts_facts_in_place() -> None:
    """Facts stand where the phrase has them, in the plural form of n."""
    assert say("unit.persons", "ru", n=22, number="22") == "22\u00a0человека"
    assert say("unit.persons", "en", n=1, number="1") == "1 person"
    assert say("unit.percent", "kk", number="5,3") == "5,3%"


@pytest.mark.parametrize(
    ("key", "language", "facts"),
    [
        ("unit.nothing", "en", {}),
        ("nowhere.percent", "en", {}),
        ("../tables/en.percent", "en", {}),
        ("unit.percent", "fr", {"number": "1"}),
        ("unit.percent", "en", {}),
        ("unit.persons", "en", {"number": "1"}),
    ],
)
def test_what_is_missing_is_an_error(key: str, language: str, facts: dict[str, str]) -> None:
    """A missing room, key, language or fact raises `KeyError` and never shows an empty phrase."""
    with pytest.raises(KeyError):
        say(key, language, **facts)
