"""ICCS (UN crime classification): the packaged list, what a measure is mapped to, and how much of a dataset fits."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers.classifying import classify_dataset
from esep.cli import main
from esep.model.classification import Coverage, find_state, list_iccs, measure_coverage
from esep.model.codelist import Code, CodeList
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from esep.sources.classification import load_iccs
from esep.sources.dataset import find_dataset_folder, list_packaged, load_definition

ICCS = load_iccs()
# The codes that conventions.md names, section 2, as Eurostat writes them.
EUROSTAT = """
    ICCS0101 ICCS0102 ICCS02011 ICCS020111 ICCS020221 ICCS0301 ICCS03011 ICCS03012 ICCS0401 ICCS0501 ICCS05012 ICCS0502
"""


def test_the_list_has_every_section_and_division() -> None:
    """Eleven sections; a code has two, four, five or six digits, and its parent is the code one level up."""
    assert [code.code for code in ICCS if len(code.code) == 2] == [f"{n:02}" for n in range(1, 12)]
    for code in ICCS:
        assert re.fullmatch(r"\d{2}|\d{4,6}", code.code)
        above = {2: "", 4: code.code[:2], 5: code.code[:4], 6: code.code[:5]}[len(code.code)]
        assert code.parent == above
        assert all(code.names[language] for language in LANGUAGES)
    assert all(ICCS.children(section.code) for section in ICCS if not section.parent)


def test_the_list_holds_the_codes_that_eurostat_publishes() -> None:
    """Every code of the conventions is there, and its example of the four levels is one lineage."""
    assert [code for code in EUROSTAT.split() if code.removeprefix("ICCS") not in ICCS] == []
    assert ICCS.lineage("020111") == ("020111", "02011", "0201", "02")


def test_what_goes_no_deeper_has_nothing_below_it() -> None:
    """A code that the list calls undivided has no children in it."""
    undivided = [code for code in ICCS if code.extra.get("undivided") == "yes"]
    assert undivided
    assert [code.code for code in undivided if ICCS.children(code.code)] == []


@pytest.mark.parametrize(
    ("codes", "states"),
    [
        ("", ["unmapped", "unmapped", "unmapped", "unmapped"]),
        ("05", ["mapped", "coarse", "coarse", "coarse"]),
        ("0502", ["mapped", "mapped", "coarse", "coarse"]),
        ("05021", ["mapped", "mapped", "mapped", "coarse"]),
        ("050211", ["mapped", "mapped", "mapped", "mapped"]),
        ("0101", ["mapped", "mapped", "mapped", "mapped"]),  # the classification divides 0101 no further
        ("0501 0502", ["mapped", "ambiguous", "ambiguous", "ambiguous"]),
        ("020111 020112", ["mapped", "mapped", "mapped", "ambiguous"]),
        ("0401 05022", ["ambiguous", "ambiguous", "ambiguous", "ambiguous"]),
        ("0502 05021", ["mapped", "mapped", "ambiguous", "ambiguous"]),
        ("05 0502", ["mapped", "ambiguous", "ambiguous", "ambiguous"]),
    ],
)
def test_codes_fit_a_level_or_not(codes: str, states: list[str]) -> None:
    """One code fits down to its own level; several fit as far as they agree."""
    assert [find_state(tuple(codes.split()), level, ICCS) for level in (1, 2, 3, 4)] == states


def make_measures(*rows: str) -> CodeList:
    """Return measures written as code,parent,kind,iccs."""
    parts = [row.split(",") for row in rows]
    return CodeList(
        "measures",
        [
            Code(code, dict.fromkeys(LANGUAGES, code), parent=parent, kind=kind, extra={"iccs": iccs})
            for code, parent, kind, iccs in parts
        ],
    )


MEASURES = make_measures(
    "total,,total,",
    "theft,total,offence,0502",
    "burglary,theft,offence,0501",
    "shop,theft,offence,050231",
    "assault,total,offence,020111 020112",
    "grave,total,class,",
    "firearm,total,circumstance,",
    "victims,,persons,",
)


def measure(**values: int) -> Coverage:
    """Return the coverage of the measures above with these counts."""
    return measure_coverage(MEASURES, {name: Fraction(value) for name, value in values.items()}, ICCS)


def test_every_offence_is_counted_under_one_measure() -> None:
    """100 = 30 burglaries + 20 other thefts + 40 assaults + 10 others; classes and circumstances cut across."""
    coverage = measure(total=100, theft=50, burglary=30, assault=40, grave=70, firearm=5, victims=60)
    sizes = {entry.measure.code: (str(entry.size), entry.is_rest) for entry in coverage.counted}
    assert sizes == {"burglary": ("30", False), "theft": ("20", True), "assault": ("40", False), "total": ("10", True)}
    assert coverage.offences_at(1).total == 100
    assert dict(coverage.offences_at(1).of) == {"mapped": 90, "ambiguous": 0, "coarse": 0, "unmapped": 10}
    assert dict(coverage.offences_at(3).of) == {"mapped": 40, "ambiguous": 0, "coarse": 50, "unmapped": 10}
    assert dict(coverage.offences_at(4).of) == {"mapped": 0, "ambiguous": 40, "coarse": 50, "unmapped": 10}


def test_a_measure_without_a_count_is_the_sum_of_those_below() -> None:
    """Where nobody printed theft, burglary and shop theft are taken from the total all the same."""
    coverage = measure(total=100, burglary=30, shop=25)
    assert {e.measure.code: e.size for e in coverage.counted} == {"total": 45, "burglary": 30, "shop": 25}


def test_parts_that_exceed_their_whole_leave_nothing_of_it() -> None:
    """A rounded whole is no reason for offences below zero."""
    coverage = measure(theft=50, burglary=30, shop=25)
    assert {e.measure.code: e.size for e in coverage.counted} == {"burglary": 30, "shop": 25}


def test_measures_that_others_divide_are_not_judged_twice() -> None:
    """Three leaves: total and theft are divided, the rest are no kinds of offence."""
    coverage = measure()
    assert [entry.measure.code for entry in coverage.leaves] == ["burglary", "shop", "assault"]
    assert coverage.measures_at(1).total == 3
    assert coverage.measures_at(2).percent("mapped") == 100
    assert coverage.offences_at(1).percent("mapped") is None


def test_what_is_open_is_listed_by_size() -> None:
    """First what was counted, the largest first, then measures without a count."""
    coverage = measure(total=100, assault=40)
    assert {e.measure.code: e.size for e in coverage.find_open("unmapped")} == {"total": 60}
    assert {e.measure.code: e.size for e in coverage.find_open("ambiguous")} == {"assault": 40}


@pytest.mark.parametrize("name", list_packaged())
def test_every_packaged_measure_is_mapped_to_known_codes(name: str) -> None:
    """No dataset names a code that the list does not have, and a measure with several codes says why."""
    for code in load_definition(name).measures:
        assert [found for found in list_iccs(code) if found not in ICCS] == []
        assert len(list_iccs(code)) < 2 or code.extra.get("iccs_note"), code.code


def test_a_code_outside_the_list_is_told_with_its_line(tmp_path: Path) -> None:
    """A misspelt code of the classification stops the dataset, with the line and what it may have been."""
    folder = tmp_path / "st-louis"
    for file in find_dataset_folder("st-louis").rglob("*.*"):
        copy = folder / file.relative_to(find_dataset_folder("st-louis"))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    table = folder / "codes" / "measures.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if line.startswith("robbery,"))
    assert lines[at].count("0401") == 1
    lines[at] = lines[at].replace("0401", "0410")
    table.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        load_definition(folder)
    assert [(p.code, p.where.line) for p in caught.value.problems] == [("iccs-code-unknown", at + 1)]


def test_the_closed_list_of_2024_is_covered_as_worked_by_hand() -> None:
    """The Committee's list of 2024 (kazakhstan.md, section 4) adds up to 132,778; its parts are sorted by hand.

    One code at level 1: fraud 45,156, theft 30,593, drugs 8,363, cattle theft 1,051, murder 566 and rape 421. Several:
    hooliganism 1,615 and open robbery 1,551. No code: the 43,462 others. At level 2 theft becomes ambiguous.
    """
    coverage = classify_dataset("kazakhstan", period=Period.year(2024)).coverage
    one = 45156 + 30593 + 8363 + 1051 + 566 + 421
    assert dict(coverage.offences_at(1).of) == {
        "mapped": one,
        "ambiguous": 1615 + 1551,
        "coarse": 0,
        "unmapped": 43462,
    }
    assert coverage.offences_at(1).total == 132778
    assert dict(coverage.offences_at(2).of) == {
        "mapped": one - 30593,
        "ambiguous": 1615 + 1551 + 30593,
        "coarse": 0,
        "unmapped": 43462,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_reads_in_every_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Title with the name spelt out, the table of four levels, and the open measures with what they may be."""
    assert main(["classify", "kazakhstan", "--period", "2024", "--lang", language]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"ICCS \((UN|классификация преступлений ООН|БҰҰ)", printed.splitlines()[0])
    assert re.search(r"30.593  theft: .*\(0501 .*; 0502 ", printed)
    assert re.search(r"43.462  other: ", printed)
    assert "64.9%" in printed.replace(",", ".").replace("\u00a0", "")


def test_the_report_as_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers, states at every level and the reason stand in the data."""
    assert main(["classify", "kazakhstan", "--period", "2024", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [level["level"] for level in report["levels"]] == [1, 2, 3, 4]
    assert report["levels"][0]["offences"]["total"] == 132778
    assert report["ambiguous"][0] == {
        "measure": "theft",
        "offences": 30593,
        "rest": False,
        "iccs": ["0501", "0502"],
        "levels": ["mapped", "ambiguous", "ambiguous", "ambiguous"],
        "note": "article 188 holds thefts from dwellings and premises",
    }


def test_without_a_vintage_only_measures_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records that were never built have no offences to weigh: said, not shown as nothing."""
    assert main(["classify", "st-louis", "--store", str(tmp_path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["period"] is None
    assert {level["offences"] for level in report["levels"]} == {None}
    assert report["levels"][0]["measures"]["total"] == 25
    assert main(["classify", "st-louis", "--store", str(tmp_path)]) == 0
    assert "Nothing was counted" in capsys.readouterr().out


def test_a_period_that_is_none_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status tells wrong use apart from failure."""
    assert main(["classify", "kazakhstan", "--period", "the year"]) == 2
    assert "question-bad-period" in capsys.readouterr().err
