"""The code lists of the dataset kazakhstan: named in three languages, told apart in texts, and related as declared."""

from __future__ import annotations

import datetime
import re
from itertools import combinations

import pytest

from esep.model.codelist import Code, CodeList
from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import LANGUAGES
from esep.sources.dataset import load_definition
from esep.sources.published import read_published

COMMITTEE = "Committee on Legal Statistics and Special Accounts"
MINISTRY = "Ministry of Internal Affairs"
LISTS = ("measures", "scopes", "regions", "attributes")

# The English word for both kinds of robbery is one word: the only cue that may mean two measures.
AMBIGUOUS = {"robbery", "robberies"}


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return the definition of the dataset."""
    return load_definition("kazakhstan")


def list_cues(code: Code, language: str) -> set[str]:
    """Return the cues of a code, as they are compared."""
    return {cue.casefold() for cue in code.cues.get(language, ())}


def live_together(one: Code, other: Code) -> bool:
    """Return whether two codes are in force on a common day."""
    first, last = datetime.date.min, datetime.date.max
    start = max(one.valid_from or first, other.valid_from or first)
    return start <= min(one.valid_to or last, other.valid_to or last)


@pytest.mark.parametrize("name", LISTS)
def test_names_stand_in_three_languages(definition: Definition, name: str) -> None:
    """Every code has a name of its own in every language, and the Kazakh one is not the Russian one left standing."""
    codes: CodeList = getattr(definition, name)
    for language in LANGUAGES:
        names = [code.names[language] for code in codes]
        assert all(names)
        assert len(set(names)) == len(names)
    sentences = [code for code in codes if code.meanings]
    assert all(set(code.meanings) == set(LANGUAGES) for code in sentences)
    assert all(code.meanings["ru"] != code.meanings["kk"] for code in sentences)
    assert name not in ("measures", "scopes") or len(sentences) == len(codes)


@pytest.mark.parametrize("name", ["measures", "regions", "attributes"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cue_names_one_code(definition: Definition, name: str, language: str) -> None:
    """No two codes that are in force together share a cue, apart from the English word for both robberies."""
    codes: CodeList = getattr(definition, name)
    for one, other in combinations(codes, 2):
        if live_together(one, other):
            assert list_cues(one, language) & list_cues(other, language) <= AMBIGUOUS, (one.code, other.code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_cues_are_well_formed(definition: Definition, language: str) -> None:
    """A cue is made of words and single spaces, has stars only at the ends of words, and letters to match."""
    word = r"[\w.'’-]+\*?"
    for name in LISTS:
        for code in getattr(definition, name):
            for cue in code.cues.get(language, ()):
                assert re.fullmatch(rf"{word}(?: {word})*", cue), (code.code, cue)
                assert len(cue.rstrip("*")) >= (3 if cue.endswith("*") else 2), (code.code, cue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_can_name_every_offence(definition: Definition, language: str) -> None:
    """Every measure and region has cues in every language; a scope has them unless no words of its own exist for it."""
    for code in (*definition.measures, *definition.regions):
        assert code.cues.get(language), code.code
    silent = {code.code for code in definition.scopes if not code.cues.get(language)}
    assert silent == {"committee_complaints", "press_unattributed"}


def test_every_publisher_is_known(definition: Definition) -> None:
    """Every text of the column body means exactly one declared body."""
    for text in {cell.body for cell in read_published(definition).cells}:
        assert len([body for body in definition.bodies if body.is_named_by(text)]) == 1, text


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (MINISTRY, COMMITTEE, True),
        (COMMITTEE, f"{COMMITTEE} (through Finprom)", False),
        (COMMITTEE, "Prosecutor General's Office", False),
        (COMMITTEE, "Prosecutor's office of Zhambyl", False),
        (MINISTRY, "Almaty city police", False),
        (MINISTRY, f"{MINISTRY} and Prosecutor General's Office (through Small Arms Survey)", False),
        (MINISTRY, "not named (inbusiness.kz); agrees with the Committee", False),
        (COMMITTEE, "Bureau of National Statistics (republished by a newspaper)", False),
        (MINISTRY, "World Bank (UNODC, WHO)", False),
        (MINISTRY, MINISTRY, False),
        (MINISTRY, "a body nobody declared", False),
    ],
)
def test_only_another_house_confirms(definition: Definition, one: str, other: str, expected: bool) -> None:
    """A figure is confirmed only by a body that counts for itself and belongs to another house, whoever asks first."""
    assert definition.are_independent(one, other) is expected
    assert definition.are_independent(other, one) is expected


def test_scopes_lie_inside_each_other(definition: Definition) -> None:
    """The Ministry's crimes lie within the Committee's crimes, and those within its offences."""
    assert definition.scopes.lineage("mia_crimes") == ("mia_crimes", "committee_crimes", "committee_offences")
    assert definition.scopes["mia_crimes"].siblings == ("committee_crimes", "committee_offences", "mia_offences")


def test_parts_know_their_whole(definition: Definition) -> None:
    """Internet fraud is a part of fraud, and fraud of everything; Almaty Region was cut out of the old one."""
    assert definition.measures.lineage("internet_fraud") == ("internet_fraud", "fraud", "total")
    assert definition.regions["KZ-19"].split_from == "KZ-ALM"
    assert not definition.regions["KZ-61"].is_valid(Period.year(2017))


def test_same_in_is_left_empty_where_misdemeanours_may_be_inside(definition: Definition) -> None:
    """Neither the total nor a measure with misdemeanours among its parts is said to be the same in both scopes."""
    for measure in ("total", "misdemeanours", "battery_and_light_harm", "drugs", "hooliganism", "domestic_offences"):
        assert definition.measures[measure].same_in == ()
    for measure in ("fraud", "murder", "rape", "robbery_open", "robbery_violent"):
        assert set(definition.measures[measure].same_in) == {"committee_offences", "committee_crimes"}


def test_tile_map_has_a_place_for_every_present_region(definition: Definition) -> None:
    """The 20 regions and cities of today have tiles of their own and abbreviations, areas of the past have none."""
    today = [c for c in definition.regions if c.parent == "KZ" and c.valid_to is None]
    tiles = {(c.extra["tile_row"], c.extra["tile_col"]) for c in today}
    assert (len(today), len(tiles)) == (20, 20)
    assert all(len(set(map(len, c.short_names.values()))) == 1 for c in today)
    assert all("tile_row" not in c.extra for c in definition.regions if c.valid_to is not None)
