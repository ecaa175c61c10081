"""Code lists that change: what replaces what, which days fit together, and what is told where they do not."""

from __future__ import annotations

import datetime

import pytest

from esep.model.codelist import Code, CodeList
from esep.model.period import Period
from esep.problems import EsepError, Problem
from esep.sources.code_table import read_codes
from esep.sources.dataset import load_definition

HEADER = "code,name_en,name_ru,name_kk,parent,split_from,successors,valid_from,valid_to"
# north was divided in 2010; middle and south were merged into plain in 2020.
SOUND = [
    "land,,,,,",
    "north,land,,,,2009-12-31",
    "north-a,land,north,,2010-01-01,",
    "north-b,land,north,,2010-01-01,",
    "middle,land,,plain,,2019-12-31",
    "south,land,,plain,,2019-12-31",
    "plain,land,,,2020-01-01,",
]


def read(lines: list[str], list_name: str = "regions") -> tuple[CodeList, list[Problem]]:
    """Return a list written as code,parent,split_from,successors,valid_from,valid_to and what is wrong with it."""
    rows = [f"{code},{code},{code},{code},{rest}" for code, _, rest in (line.partition(",") for line in lines)]
    problems: list[Problem] = []
    codes, _ = read_codes("\n".join([HEADER, *rows]), "codes.csv", list_name, problems)
    return codes, problems


def test_successors_follow_from_splits_and_from_the_column() -> None:
    """A divided code is replaced by those split from it, a merged one by the code it names; both ways can be asked."""
    codes, problems = read(SOUND)
    assert problems == []
    assert codes.successors("north") == ("north-a", "north-b")
    assert codes.successors("middle") == ("plain",)
    assert codes.predecessors("plain") == ("middle", "south")
    assert codes.predecessors("north-b") == ("north",)
    assert codes.successors("land") == codes.predecessors("land") == codes.successors("nowhere") == ()


def test_a_successor_named_twice_is_one() -> None:
    """A code that is both split from another and named as its successor stands once."""
    lines = [line.replace("north,land,,,,", "north,land,,north-b,,") for line in SOUND]
    codes, problems = read(lines)
    assert problems == []
    assert codes.successors("north") == ("north-b", "north-a")


def test_a_code_is_valid_on_its_first_and_last_day() -> None:
    """The day before the first and the day after the last are outside."""
    code = Code("x", {}, valid_from=datetime.date(2010, 1, 1), valid_to=datetime.date(2019, 12, 31))
    days = ["2009-12-31", "2010-01-01", "2019-12-31", "2020-01-01"]
    assert [code.is_valid_on(datetime.date.fromisoformat(day)) for day in days] == [False, True, True, False]
    assert not code.is_valid(Period.parse("2019-12-01..2020-01-31"))


# What stands instead of which row -> the problem, its line and its column, counted from 1.
FAULTS = [
    ("middle,land,,plain,,2019-12-31", "middle,land,,plane,,2019-12-31", "code-unknown", 6, 7),
    ("north,land,,,,2009-12-31", "north,land,,,,", "code-not-retired", 3, 9),
    ("south,land,,plain,,2019-12-31", "south,land,,plain,,", "code-not-retired", 7, 9),
    ("north-a,land,north,,2010-01-01,", "north-a,land,north,,2009-12-31,", "code-successor-early", 3, 9),
    ("north-a,land,north,,2010-01-01,", "north-a,land,north,,,", "code-successor-early", 3, 9),
    ("plain,land,,,2020-01-01,", "plain,land,,,2019-06-01,", "code-successor-early", 6, 9),
    ("plain,land,,,2020-01-01,", "plain,land,,middle,2020-01-01,2021-12-31", "code-successor-circular", 6, 7),
    ("plain,land,,,2020-01-01,", "plain,north,,,2020-01-01,", "code-parent-not-then", 8, 5),
    ("land,,,,,", "land,,,,2010-01-01,2030-12-31", "code-parent-not-then", 4, 5),
    ("land,,,,,", "land,,,,2015-01-01,", "code-parent-not-then", 4, 5),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "column"), FAULTS)
def test_days_that_do_not_fit_are_told_with_their_place(old: str, new: str, code: str, line: int, column: int) -> None:
    """Each fault gives its problem, with the file, the line and the field, and a remedy in every language."""
    assert SOUND.count(old) == 1
    _, problems = read([new if row == old else row for row in SOUND])
    found = {(p.code, p.where.file, p.where.line, p.where.column) for p in problems}
    assert (code, "codes.csv", line, column) in found
    assert all(problem.describe(language) for problem in problems for language in ("en", "ru", "kk"))


def test_an_open_first_day_is_not_held_against_a_parent() -> None:
    """A town that nobody dated may lie in a region that began in 2022; a town in a region that ended may not."""
    town = "town,plain,,,,"
    assert read([*SOUND, town])[1] == []
    _, problems = read([*SOUND, town.replace("plain", "north")])
    assert [(p.code, p.where.line) for p in problems] == [("code-parent-not-then", 9)]


def test_the_areas_of_kazakhstan_know_their_successors() -> None:
    """The four regions divided in 2018 and 2022 (codes/regions.csv of the material) are each replaced by two."""
    regions = load_definition("kazakhstan").regions
    replaced = {code.code: regions.successors(code.code) for code in regions if regions.successors(code.code)}
    assert replaced == {
        "KZ-ALM": ("KZ-19", "KZ-33"),
        "KZ-KAR": ("KZ-35", "KZ-62"),
        "KZ-VOS": ("KZ-10", "KZ-63"),
        "KZ-YUZ": ("KZ-61", "KZ-79"),
    }


def test_attributes_carry_notes_on_their_quality() -> None:
    """Columns quality_en, quality_ru and quality_kk are read together: one of them alone leaves a gap."""
    text = (
        "code,name_en,name_ru,name_kk,quality_en,quality_ru,quality_kk\n"
        "firearm,firearm,оружие,қару,Coded by hand.,Кодировано вручную.,Қолмен кодталған.\n"
        "cyber,cyber,кибер,кибер,Guessed.,,\n"
    )
    problems: list[Problem] = []
    codes, _ = read_codes(text, "attributes.csv", "attributes", problems)
    assert codes["firearm"].quality("ru") == "Кодировано вручную."
    assert [(p.code, p.where.line) for p in problems] == [("code-name-missing", 3)] * 2
    assert load_definition("kazakhstan").attributes["age:under_18"].quality("en") == ""


def test_only_attributes_have_a_quality() -> None:
    """The column is refused where nothing shows it."""
    with pytest.raises(EsepError) as caught:
        read_codes("code,name_en,name_ru,name_kk,quality_en\n", "measures.csv", "measures", [])
    assert [problem.code for problem in caught.value.problems] == ["table-column-unknown"]
