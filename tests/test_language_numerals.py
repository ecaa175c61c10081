"""Numbers are read as a reader of the language reads them, and what is printed is read back."""

from __future__ import annotations

import random
import re
import time
import tomllib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.language.numerals import VALUELESS, Numeral, read_numerals
from esep.language.write import RATE_BASES, UNITS, round_half_away, write_amount, write_number

LANGUAGES = ("en", "ru", "kk")
SIZE = 200_000


def show(numeral: Numeral) -> str:
    """Return a numeral as `text=value/decimals`, with its form where it is not the usual one, sign and suffix."""
    form = "" if numeral.form in ("digits", "words") else f" {numeral.form}"
    value = "" if numeral.form in VALUELESS else f"={numeral.value}/{numeral.decimals}"
    return f"{numeral.sign}{numeral.text}{numeral.suffix and '|' + numeral.suffix}{value}{form}"


CASES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: f"{case['language']} {case['text'][:30]}")
def test_numbers_are_read(case: dict[str, Any]) -> None:
    """Each number of a sentence is read once, with its value, its printed exactness and what is glued to it."""
    text = case["text"]
    found = read_numerals(text, case["language"])
    assert [show(numeral) for numeral in found] == case["numbers"]
    assert all(text[n.start : n.end] == n.text and text[n.end :].startswith(n.suffix) for n in found)


@pytest.mark.parametrize("case", CASES["leave"], ids=lambda case: f"{case['language']} {case['text'][:30]}")
def test_prose_holds_no_numbers(case: dict[str, str]) -> None:
    """Words that may be numbers and count nothing are left alone."""
    assert read_numerals(case["text"], case["language"]) == ()


@given(
    st.text(st.sampled_from("0123456789 ,.-–−%()/:\u00a0\nabкмтысячIV½"), max_size=60),
    st.sampled_from([*LANGUAGES, ""]),
)
def test_no_digit_is_lost(text: str, language: str) -> None:
    """Every run of digits belongs to exactly one numeral, and numerals stand in order without overlap."""
    found = read_numerals(text, language)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for run in re.finditer(r"\d+", text):
        assert sum(n.start <= run.start() and run.end() <= n.end for n in found) == 1, (text, run, found)


numbers = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 3), st.integers(-4, 3))


@given(numbers, st.sampled_from(LANGUAGES))
def test_a_written_number_is_read_back(number: tuple[int, int, int], language: str) -> None:
    """What `write_number` prints is read with the same value, the same decimals and the same sign."""
    units, power, decimals = number
    value = Fraction(units, 10**power)
    (numeral,) = read_numerals(write_number(value, decimals, language), language)
    rounded = round_half_away(value, decimals)
    assert (numeral.value, numeral.decimals) == (abs(rounded), max(decimals, 0))
    assert numeral.sign == ("-" if rounded < 0 else "")


@given(numbers, st.sampled_from(UNITS), st.sampled_from(LANGUAGES))
def test_a_written_amount_is_read_back(number: tuple[int, int, int], unit: str, language: str) -> None:
    """What `write_amount` prints holds the figure and, for a rate, its base; nothing else is read as a number."""
    units, power, decimals = number
    value = Fraction(units, 10**power)
    found = read_numerals(write_amount(value, unit, decimals, language), language)
    scale = 10**9 if unit in ("billion_kzt", "billion_usd") else 1
    expected = [(abs(round_half_away(value, decimals)) * scale, max(decimals, 0) - (9 if scale > 1 else 0))]
    if unit in RATE_BASES:
        expected.append((Fraction(RATE_BASES[unit]), 0))
    if language == "kk" and unit in RATE_BASES:
        expected.reverse()
    assert [(n.value, n.decimals) for n in found] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_takes_time_in_proportion_to_the_text(language: str) -> None:
    """Long runs of digits, spaces and marks, in the worst arrangements known, are read without a slow search."""
    noise = random.Random(1)
    texts = ["".join(noise.choice("0123456789 ,.") for _ in range(SIZE)), "1" + ",234" * (SIZE // 4), "9" * SIZE]
    texts += ["1-" * (SIZE // 2), "a." * (SIZE // 2), "5 \n" * (SIZE // 3)]
    for text in texts:
        began = time.process_time()
        read_numerals(text, language)
        # less than a second on a slow machine; a reader that searches again and again takes hours
        assert time.process_time() - began < 20


def test_an_unknown_language_is_read_by_digits_alone() -> None:
    """A text in another language gives its digits, grouped as in English, and none of its words."""
    found = read_numerals("Hubo 17,198 casos, 3.23% menos que dos; two", "es")
    assert [show(n) for n in found] == ["17,198=17198/0", "3.23=323/100/2"]
