"""Which period and base the words of a sentence bind each number to, in three languages: data/bound_periods.txt."""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING

FILE = Path(__file__).parent / "data" / "bound_periods.txt"
DAY = datetime.date(2025, 2, 14)


def list_sentences() -> list[tuple[str, str, str]]:
    """Return language, text and what its numbers are bound to."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    parts = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return [(language, text, numbers) for language, text, numbers in parts]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("language", "text", "numbers"), list_sentences())
def test_numbers_are_bound_to_their_periods(answers: Answers, language: str, text: str, numbers: str) -> None:
    """Each number named has its period and base; the false ones are accused, and no other is."""
    claims = check(text, answers, date=DAY, language=language).claims
    entries = [entry.removeprefix("!").rpartition("=")[::2] for entry in numbers.split("; ")]
    false = {entry[1:].rpartition("=")[0] for entry in numbers.split("; ") if entry.startswith("!")}
    for number, expected in entries:
        claim = next(c for c in claims if number in c.span)
        has_base = "/" in expected
        assert f"{claim.period}/{claim.base_period}" == expected if has_base else str(claim.period) == expected, number
    accused = {c.span for c in claims if c.verdict in FAILING}
    assert all(any(number in span for span in accused) for number in false)
    assert all(any(number in span for number in false) for span in accused)


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("en", "Over five years, from 2017 to 2021, offences fell by 50.1 %.", "inclusive"),
        ("en", "Over ten years, from 2017 to 2021, offences fell by 50.1 %.", "differ"),
        ("en", "Over four years, from 2017 to 2021, offences fell by 50.1 %.", ""),
        ("ru", "За пять лет, с 2017 по 2021 год, число правонарушений снизилось на 50,1 %.", "inclusive"),
        ("kk", "Бес жыл ішінде, 2017 жылдан 2021 жылға дейін, құқық бұзушылық 50,1 %-ға азайды.", "inclusive"),
    ],
)  # fmt: skip
def test_years_told_are_counted_against_the_years_named(answers: Answers, language: str, text: str, key: str) -> None:
    """From 2017 to 2021 there are four steps, and five years only with both ends."""
    notes = [note.key for note in check(text, answers, date=DAY, language=language).notes]
    assert notes == ([f"claims.note_years_{key}"] if key else [])
