"""How well numbers and periods of the labelled development texts are read: every label, and each exception by name."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from esep.language.dates import read_periods
from esep.language.detect import detect_language
from esep.language.numerals import Numeral, read_numerals

# Labels whose language is read as another (Latin Kazakh) or not at all (Spanish: digits only).
READ_AS = {"kk-Latn": "kk", "es": ""}

# Labels that a reader of single numbers cannot reach: "8 тысяч ... 7,3" leaves the thousands out. The claims room puts
# them back.
ELIDED = {("K57", "7,3"), ("K57", "6,4"), ("K57", "5,6"), ("K57", "4,7")}
# Labels that take trailing zeros for rounding; the reader reports the digits as printed and leaves that to the judge.
ROUND = {("K01", "12,700 fewer"), ("K31", "1,300 fewer")}
# Labels without a number in digits or words: a direction, a majority, half-years (these are read as periods).
NO_NUMBER = {
    ("06-bjs-2022-press", "up"),
    ("10-kz-zko-2023h1", "уменьшились мошенничества"),
    ("13-kk-2023-sputnik-fraud", "басым бөлігі"),
}
HALF_YEARS = {("K46", "полугодие"), ("K48", "полугодие"), ("K55", "half-year")} | {
    ("10-kz-zko-2023h1", "полгода"),
    ("11-kz-2025h1-tengri", "полугодие"),
}
# Spanish in a text of which only digits are read, and a half-year with two numbers in it, both read.
OTHERS = {("14-inegi-2019h1", "primer semestre"), ("01-fbi-2019-upi", "first half of 2019")}
# Dates of the Spanish release.
UNREAD_PERIODS = {("14-inegi-2019h1", span) for span in ("primer semestre", "2019", "2018")}


@pytest.fixture(scope="module")
def texts(shared: Path) -> list[dict[str, Any]]:
    """Return the labelled statements and releases."""
    folder = shared / "claims" / "development"
    rows = [json.loads(line) for line in (folder / "kazakhstan.jsonl").read_text(encoding="utf-8").splitlines()]
    return rows + [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("releases/*.json"))]


def read(text: dict[str, Any]) -> tuple[Numeral, ...]:
    """Return the numerals of a labelled text."""
    return read_numerals(text["text"], READ_AS.get(text["language"], text["language"]))


def is_value_read(label: dict[str, Any], numeral: Numeral) -> bool:
    """Tell whether a numeral is worth what the label says (a part of a whole is labelled in per cent)."""
    value = abs(Fraction(str(label["value"])))
    if numeral.form == "fraction":
        # a third is labelled 33.3
        return abs(numeral.value * 100 - value) < Fraction(1, 10)
    return numeral.value == value * (10**9 if label["unit"].startswith("billion") else 1)


def is_exactness_read(label: dict[str, Any], numeral: Numeral) -> bool:
    """Tell whether a numeral has the printed decimals of the label; fractions have none."""
    scale = 9 if label["unit"].startswith("billion") else 0
    return numeral.form == "fraction" or numeral.decimals + scale == label["decimals"]


def test_numbers_have_the_labelled_values(texts: list[dict[str, Any]]) -> None:
    """Every labelled number is read once, with its value and decimals, but for the exceptions named above."""
    unread, wrong, inexact, total = set(), set(), set(), 0
    for text in texts:
        found = read(text)
        for label in text["claims"] + text["other_numbers"]:
            total += 1
            name = (text["id"], label["span"])
            inside = [n for n in found if n.start < label["end"] and label["start"] < n.end]
            if len(inside) != 1:
                unread.add(name)
            elif label.get("value") is not None and not is_value_read(label, inside[0]):
                wrong.add(name)
            elif label.get("value") is not None and not is_exactness_read(label, inside[0]):
                inexact.add(name)
    assert unread == NO_NUMBER | HALF_YEARS | OTHERS
    assert wrong == ELIDED
    assert inexact == ROUND
    # 251 + 245 claims (README of the material) and 97 other numbers
    assert total == 593


def test_nothing_but_labelled_numbers_is_read(texts: list[dict[str, Any]]) -> None:
    """The labels name every numeral of the texts, and the reader finds no other."""
    for text in texts:
        spans = [(label["start"], label["end"]) for label in text["claims"] + text["other_numbers"]]
        for numeral in read(text):
            assert any(start < numeral.end and numeral.start < end for start, end in spans), (text["id"], numeral)


def test_periods_hold_the_labelled_times(texts: list[dict[str, Any]]) -> None:
    """Every number labelled as a period, date or duration lies in a period mention, and no claim but a streak does."""
    unread = set()
    for text in texts:
        language = READ_AS.get(text["language"], text["language"])
        found = read_periods(text["text"], language, datetime.date(2025, 6, 15))
        for label in text["other_numbers"]:
            is_time = label["role"] in ("period", "base_period", "date", "duration")
            if is_time and not any(m.start < label["end"] and label["start"] < m.end for m in found):
                unread.add((text["id"], label["span"]))
        for label in text["claims"]:
            is_inside = any(m.start < label["end"] and label["start"] < m.end for m in found)
            assert not is_inside or label["operator"] == "streak", (text["id"], label["span"])
    assert unread == UNREAD_PERIODS


def test_languages_of_the_texts_are_known(texts: list[dict[str, Any]]) -> None:
    """Every text is known for the language it is labelled with, the Spanish one for none of ours."""
    for text in texts:
        assert detect_language(text["text"]) == READ_AS.get(text["language"], text["language"]), text["id"]
