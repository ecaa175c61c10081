"""Words right before a number are found as a pattern of the whole look-back finds them."""

import re

import pytest

from esep.language.roles import REACH, compile_words, match_before, read_roles
from esep.problems import LANGUAGES

# The sections whose words are looked for right before a place.
SECTIONS = ("before", "period", "order_context")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_word_of_a_table_is_found_where_it_ends(language: str, section: str) -> None:
    """Each word, alone, inside a longer one, in capitals and before a quotation, is found where a search finds it."""
    for name, words in read_roles(language)[section].items():
        plain = re.compile(rf"(?:{compile_words(tuple(words)).pattern})[\s«\"“(]*$", re.IGNORECASE)
        for word in {spoken for one in words for spoken in (one.replace("*", ""), one.replace("*", "ing"))}:
            for text in (
                word,
                f"x {word} «",
                f"x{word} ",
                f"1 {word.upper()}\u00a0(",
                f"{word}x",
                f"{word}, ",
                f"{word}1",
            ):
                found = plain.search(text[-REACH:])
                begin = max(0, len(text) - REACH)
                expected = None if found is None else (begin + found.start(), len(text))
                assert match_before(text, len(text), language, name, section) == expected, (name, text)
