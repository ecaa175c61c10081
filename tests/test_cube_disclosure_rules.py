"""The table [records.disclosure]: what a definition may declare, and how a rounded number says what it is."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from esep.claims.reports.card import _say_precision
from esep.model.cell import Cell, CellKey
from esep.model.disclosure import DisclosureRules
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError, Problem
from esep.records.rules import read_rules
from esep.records.rules_disclosure import take_disclosure
from esep.sources.checked_table import CheckedTable
from tests.disclosure_sample import make_definition
from tests.records_sample import change_hamlet

OPEN = 'method = "none"'


def read(folder: Path, text: str) -> DisclosureRules:
    """Return the rules that a definition with this text in its table declares."""
    return read_rules(
        change_hamlet(folder, ("[records.disclosure]\n" + OPEN, "[records.disclosure]\n" + text))
    ).disclosure


def test_each_method_is_read_with_its_keys(tmp_path: Path) -> None:
    """Rounding has a base, suppression a threshold and what has to remain possible; both can name what they protect."""
    assert read(tmp_path / "a", OPEN) == DisclosureRules("none")
    assert read(tmp_path / "b", 'method = "rounding"\nbase = 3') == DisclosureRules("rounding", base=3)
    found = read(tmp_path / "c", 'method = "suppression"\nthreshold = 5\nmeasures = ["murder", "assault"]')
    assert found == DisclosureRules("suppression", threshold=5, measures=("murder", "assault"))
    assert [found.find_range(n) for n in (1, 4)] == [(0, 5), (0, 5)]
    found = read(tmp_path / "d", 'method = "suppression"\nthreshold = 5\nprotection_low = 1\nprotection_high = 2')
    assert [found.find_range(n) for n in (1, 4)] == [(0, 3), (3, 6)]


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ('method = "magic"', "definition-value-unknown", "method"),
        ('method = "published"', "definition-value-unknown", "method"),
        ('method = "rounding"', "definition-key-missing", "base"),
        ('method = "rounding"\nbase = 4', "definition-value-unknown", "base"),
        ('method = "rounding"\nbase = "3"', "definition-type-wrong", "base"),
        ('method = "rounding"\nbase = 3\nthreshold = 5', "definition-key-unknown", "threshold"),
        ('method = "suppression"', "definition-key-missing", "threshold"),
        ('method = "suppression"\nthreshold = 2', "definition-value-unknown", "threshold"),
        ('method = "suppression"\nthreshold = 5\nprotection_low = 0', "definition-value-unknown", "protection_low"),
        ('method = "suppression"\nthreshold = 5\nmeasures = ["arson"]', "definition-value-unknown", "measures"),
        ('method = "rounding"\nbase = 3\nattributes = ["juvenile"]', "definition-value-unknown", "attributes"),
        ('method = "none"\nmeasures = ["murder"]', "definition-key-unknown", "measures"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, code: str, key: str) -> None:
    """Each mistake gives its problem, which names the key."""
    with pytest.raises(EsepError) as caught:
        read(tmp_path, text)
    assert (code, f"records.disclosure.{key}") in [(p.code, p.facts["key"]) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("value", "base", "interval"),
    [(0, 3, (0, 2)), (3, 3, (1, 5)), (0, 5, (0, 4)), (5, 5, (1, 9)), (1, 3, (0, 3)), (120, 5, (116, 124))],
)
def test_a_rounded_cell_says_what_it_can_be(value: int, base: int, interval: tuple[int, int]) -> None:
    """By hand: less than the base away on both sides, and no count is below zero."""
    key = CellKey("s", "rape", "", "KZ", Period.year(2024))
    cell = Cell(key, Fraction(value), f"rounded_to_base_{base}")
    assert cell.interval() == Interval(Fraction(interval[0]), Fraction(interval[1]))
    figure = Figure.of_cell(cell)
    assert (figure.decimals, figure.interval) == (0, cell.interval())


def test_the_precision_is_said_in_each_language() -> None:
    """A reader is told how far the number may be from the count."""
    for base in (3, 5):
        for language in LANGUAGES:
            assert str(base - 1) in _say_precision(f"rounded_to_base_{base}", language)


def test_the_tables_that_the_page_shows_are_accepted() -> None:
    """What docs/disclosure.md tells people to write is read without a problem, and as it says."""
    page = (Path(__file__).parent.parent / "docs" / "disclosure.md").read_text(encoding="utf-8")
    found = []
    for text in re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        problems: list[Problem] = []
        table = CheckedTable(tomllib.loads(text)["records"], "definition.toml", {}, problems)
        found.append(take_disclosure(table, make_definition()))
        assert problems == []
    assert found == [
        DisclosureRules("rounding", base=3, measures=("rape",), attributes=("juvenile",)),
        DisclosureRules("suppression", threshold=5, protection_low=2, protection_high=3),
    ]
