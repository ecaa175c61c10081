"""The tables of the three languages: the same sections, entries that can be found, cases that are named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from esep.claims.score.labels import read_statements
from esep.language.cues import find_cues
from esep.language.letters import fold_text
from esep.language.lexicon import build_lexicon, name_case
from esep.language.period_phrases import PhraseCompiler, compile_phrase, list_phrases, read_month
from esep.language.tables import read_table
from esep.problems import LANGUAGES

HEDGES = {"about", "almost", "more_than", "less_than", "at_least", "at_most", "only"}
CUES = {
    "hedges": HEDGES,
    "direction": {"up", "down"},
    "fold": {"times"},
    "share": {"share", "whole"},
    "difference": {"more", "fewer"},
    "threshold": {"above", "below"},
    "negation": {"not"},
    "future": {"future", "target"},
}
# Kazakh alone glues its cases to numbers, names the upper part of a fraction by an ending, and has two scripts.
KAZAKH_ONLY = {"cases", "latin", "part_numerators"}


def list_entries(section: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and entry of everything a cue section lists, its nested tables included."""
    entries: list[tuple[str, str]] = []
    for name, value in section.items():
        entries += list_entries(value) if isinstance(value, Mapping) else [(name, entry) for entry in value]
    return entries


def test_tables_have_the_same_sections() -> None:
    """What one language has the others have, but for what is Kazakh grammar."""
    sections = {language: set(read_table(language)) for language in LANGUAGES}
    assert sections["en"] == sections["ru"] == sections["kk"] - KAZAKH_ONLY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", sorted(CUES))
def test_cues_are_found(language: str, section: str) -> None:
    """Every cue word is found under its name, in capitals too, and a guarding phrase gives no cue."""
    for name, entry in list_entries(read_table(language)[section]):
        word = entry.removesuffix("*")
        found = find_cues(f"5 {word.upper()} 7.", language, section)
        if name == "_":
            assert found == (), (language, section, entry)
        else:
            assert [cue.name for cue in found] == [name], (language, section, entry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_cue_names_are_those_agreed(language: str) -> None:
    """The names of cues are those that the claims room knows."""
    for section, names in CUES.items():
        assert {name for name, _ in list_entries(read_table(language)[section])} - {"_"} <= names, section


def test_the_longest_cue_wins() -> None:
    """ "Not more than" is a bound, "more than" a hedge and no direction; what stands behind a number says so."""
    text = "не более 17 тысяч, больше чем 5, на 4 меньше"
    assert [(cue.name, cue.place) for cue in find_cues(text, "ru", "hedges")][:2] == [
        ("at_most", "before"),
        ("more_than", "before"),
    ]
    assert [text[cue.start : cue.end] for cue in find_cues(text, "ru", "direction")] == ["меньше"]
    assert [(cue.name, cue.place) for cue in find_cues("6 мыңнан астам", "kk", "hedges")] == [("more_than", "after")]
    assert [cue.name for cue in find_cues("18 myńǵa azaıdy", "kk", "direction")] == ["down"]


def test_a_section_that_is_missing_is_an_error() -> None:
    """A wrong section name fails loudly; a language without a table has no cues."""
    with pytest.raises(KeyError):
        find_cues("text", "en", "hedge")
    assert find_cues("más de 5", "es", "hedges") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_those_of_cldr(language: str) -> None:
    """The months that are written are CLDR's, alone and in dates, and each is read as itself."""
    locale = Locale.parse({"en": "en_GB"}.get(language, language))
    months = read_table(language)["months"]
    for place, key in (("alone", "stand-alone"), ("in_date", "format")):
        names = locale.months[key]["wide"]
        assert [name.lower() for name in months[place]] == [names[i].lower() for i in range(1, 13)]
        assert [read_month(name.lower(), language) for name in months[place]] == list(range(1, 13))


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_have_one_value(language: str) -> None:
    """No form of a number word stands for two values of one kind."""
    for form, words in build_lexicon(language).items():
        assert len({word.kind for word in words}) == len(words), form


@pytest.mark.parametrize(
    ("suffix", "case"),
    [
        ("-ден", "ablative"),
        ("нан", "ablative"),
        ("-ға", "dative"),
        ("ǵa", "dative"),
        ("-ның", "genitive"),
        ("-ы", "possessive"),
        ("-сын", "possessive_accusative"),
        ("-дай", "equative"),
        ("-да", "locative"),
        ("-жыл", ""),
    ],
)
def test_case_endings_are_named(suffix: str, case: str) -> None:
    """A Kazakh ending behind a number is known by its case, in both scripts."""
    assert name_case(suffix) == case


@pytest.mark.parametrize("language", LANGUAGES)
def test_period_phrases_are_patterns(language: str) -> None:
    """Every period phrase of a table can be compiled, in Latin Kazakh too, and none matches nothing at all."""
    scripts = (False, True) if language == "kk" else (False,)
    for is_latin in scripts:
        for kind, phrase, _ in list_phrases(language, is_latin=is_latin):
            assert not compile_phrase(language, phrase, is_latin=is_latin).match(" "), (kind, phrase)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_stands_nowhere_without_its_needed_word(language: str) -> None:
    """In the statements of a set, in each script, what a pattern finds holds the word without which it is not tried."""
    statements = read_statements(Path(__file__).parent / "data/outlets")
    texts = [fold_text(one.text) for one in statements if one.language.startswith(language)]
    for is_latin in (False, True) if language == "kk" else (False,):
        for _, phrase, needed in list_phrases(language, is_latin=is_latin):
            pattern = compile_phrase(language, phrase, is_latin=is_latin)
            found = [match[0] for text in texts for match in pattern.finditer(text)]
            assert all(needed in one for one in found), (phrase, needed)


@pytest.mark.parametrize(
    ("phrase", "needed"),
    [
        ("the four quarters(?! (?:to|of)\\b)", "quarters"),
        ("{month} quarter(?:,?(?: of)?(?: the)? {year})?", "quarter"),
        ("(?:a|one) years? (?:earlier|before)", "year"),
        ("since(?=[,.;:])", "since"),
        ("{year} ?[-–—] ?{year}", ""),
        ("one|two", ""),
        ("{n} (?:day|hour)\\w{0,6}", ""),
        ("(?:the )?(?:[a-z]+ ){1,4}x{2,3}ago", "ago"),
    ],
)
def test_the_needed_word_of_a_phrase_is_the_longest_that_cannot_be_left_out(phrase: str, needed: str) -> None:
    """Words in groups, with a mark that they may be missing, or beside another choice are not needed."""
    assert PhraseCompiler("en", is_latin=False).find_needed(phrase) == needed
