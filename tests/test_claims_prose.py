"""What the words of running English prose bind each number to, whatever the figures are: data/bound_prose.txt."""

import datetime
from pathlib import Path

import pytest

from esep.claims.find import find_mentions
from esep.claims.mention import Mention
from esep.claims.periods.default_year import default_period
from esep.claims.read import read_all
from esep.claims.reading import Reading
from esep.sources.dataset import load_definition

FILE = Path(__file__).parent / "data" / "bound_prose.txt"
DAY = datetime.date(2026, 2, 14)


def list_sentences() -> list[tuple[str, str, str]]:
    """Return dataset, text and what its numbers are bound to."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    parts = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return [(dataset, text.replace("\\n", "\n"), numbers) for dataset, text, numbers in parts]


def _show(mention: Mention, reading: Reading, expected: str) -> str:
    """Return of a reading what an entry tells."""
    shown = f"{reading.period}/{reading.base_period}" if "/" in expected else str(reading.period)
    shown += f"@{reading.region}" if "@" in expected else ""
    shown += f"#{reading.measure}" if "#" in expected else ""
    return shown + (f"^{mention.operator}" if "^" in expected else "")


@pytest.mark.parametrize(("dataset", "text", "numbers"), list_sentences())
def test_numbers_are_bound_by_the_words(dataset: str, text: str, numbers: str) -> None:
    """Each number named has the period, base, region and kind that a reader gives it."""
    definition = load_definition(dataset)
    found = find_mentions(text, "en", DAY, definition)
    readings = read_all(found, definition, default_period(DAY))
    for entry in numbers.split("; "):
        number, _, expected = entry.partition("=")
        at = next(at for at, m in enumerate(found.mentions) if m.numeral.text == number)
        assert _show(found.mentions[at], readings[at], expected) == expected, number
