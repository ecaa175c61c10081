"""A report as JSON has the fields of the labelled development texts, in a fixed order, with exact values kept."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from esep.claims.reports.json_form import report_to_dict, report_to_json, write_value
from esep.language.tables import MINUS
from tests.report_sample import make_claim, make_report, make_sample
from tests.report_words import let_remarks_be_said, name

# The fields of a claim in the labelled development texts, in their order, then what only a program knows.
LABELLED = [
    *("id", "span", "start", "end", "operator", "measure", "scope", "region", "period", "base_period"),
    *("value", "unit", "decimals", "hedge", "direction", "verdict", "reason", "true_value", "evidence"),
]
OURS = ["interval", "rounding", "diagnosis", "cautions", "alternatives", "question", "stands_for"]
OURS += ["is_picked", "readings", "permalink", "place"]


@pytest.fixture(autouse=True)
def _sample_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    let_remarks_be_said(monkeypatch)


def test_a_claim_has_the_fields_of_the_labelled_texts() -> None:
    """Every claim has all fields of a labelled claim and those of the program, no others."""
    for claim in report_to_dict(make_sample(), "en", name)["claims"]:
        assert set(claim) == set(LABELLED + OURS)
        assert [field for field in claim if field in LABELLED] == LABELLED


def test_the_labelled_texts_have_no_field_that_we_lack(shared) -> None:
    """The fields of every labelled claim, but for `scored` and `note`, are those of our reports."""
    lines = (shared / "claims/development/kazakhstan.jsonl").read_text(encoding="utf-8").splitlines()
    fields = {field for line in lines for claim in json.loads(line)["claims"] for field in claim}
    assert fields - {"scored", "note"} == set(LABELLED)


def test_the_wrong_claim_of_the_sample() -> None:
    """4.5-fold: value, what it can stand for, 24,712 / 5,588 to ten digits, the cells and their addresses."""
    claims = report_to_dict(make_sample(), "en", name)["claims"]
    claim = next(claim for claim in claims if claim["verdict"] == "wrong")
    assert (claim["span"], claim["value"], claim["unit"], claim["decimals"]) == ("4.5-fold decrease", 4.5, "fold", 1)
    assert claim["stands_for"] == {"low": 4.45, "high": 4.55, "low_open": False, "high_open": False}
    # 24,712 / 5,588 = 4.422333571940..., by long division
    assert claim["true_value"] == 4.422333572
    assert (claim["period"], claim["base_period"], claim["diagnosis"]) == ("2024", "1994", "last_digit")
    assert [cell["value"] for cell in claim["evidence"][0]["cells"]] == [24712, 5588]
    assert claim["evidence"][0]["cells"][1]["key"] == "mia_crimes/group_crimes/KZ/2024/count"
    assert claim["cautions"] == [
        {"key": "sample.near_peak", "text": "The base, 1994, lies near the peak of the series."}
    ]


def test_the_range_of_the_truth_is_told_apart_from_that_of_the_claim() -> None:
    """-11% stands for -11.5 to -10.5; 12,700 of 114,700, both rounded, for 12,750/114,250 to 12,650/115,150."""
    claims = report_to_dict(make_sample(), "en", name)["claims"]
    claim = next(claim for claim in claims if claim["span"] == "11%")
    assert (claim["stands_for"]["low"], claim["stands_for"]["high"]) == (-11.5, -10.5)
    assert (claim["interval"]["low"], claim["interval"]["high"]) == (-11.15973742, -10.98567086)


def test_a_share_names_its_whole_after_a_slash() -> None:
    """The measure of a share is written as in the labelled texts."""
    claims = report_to_dict(make_sample(), "en", name)["claims"]
    assert [claim["measure"] for claim in claims if claim["operator"] == "share"] == ["fraud/share_of:total"]


def test_what_is_unknown_is_null() -> None:
    """No empty text stands for "unknown", nor a missing field."""
    claim = report_to_dict(make_report("about ten", [make_claim("about ten", "ten", unit="")]), "en", name)["claims"][0]
    empty = "measure scope region period base_period value unit hedge direction true_value interval rounding diagnosis"
    assert [claim[field] for field in [*empty.split(), "question"]] == [None] * 14


def test_offsets_count_characters_of_the_text() -> None:
    """Span, start and end of claims and other numbers cut the same words out of the text."""
    report = make_sample()
    data = report_to_dict(report, "kk", name)
    for entry in [*data["claims"], *data["other_numbers"]]:
        assert report.text[entry["start"] : entry["end"]] == entry["span"]


def test_counts_add_up() -> None:
    """Numerals are claims checked, not checkable and other numbers together; verdicts add up to the claims."""
    counts = report_to_dict(make_sample(), "en", name)["counts"]
    assert counts["numerals"] == counts["checked"] + counts["not_checkable"] + counts["other_numbers"] == 26
    assert sum(counts["verdicts"].values()) == counts["claims"] == 15
    assert counts["verdicts"]["not_checkable"] == counts["not_checkable"] == 4


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(102000), "102000"),
        (Fraction(-127, 10), "-12.7"),
        (Fraction(1, 3), "0.3333333333"),
        (Fraction(10**30), "1000000000000000000000000000000"),
        (Fraction(2, 10**12), "2e-12"),
        (None, "null"),
    ],
)
def test_exact_values_become_numbers(value: Fraction | None, shown: str) -> None:
    """A whole value is an integer of any size, another a float of ten significant digits."""
    assert json.dumps(write_value(value)) == shown


def test_the_text_is_json_with_letters_as_they_are() -> None:
    """The text reads back to the same data, keeps Kazakh letters and ends in a line break; twice the same bytes."""
    text = report_to_json(make_sample(), "kk", name)
    assert text.endswith("}\n")
    assert "Дереккөзі сол" in text
    assert "\\u0" not in text
    assert json.loads(text) == report_to_dict(make_sample(), "kk", name)
    assert text == report_to_json(make_sample(), "kk", name)


def test_amounts_in_a_reason_follow_the_language() -> None:
    """Numbers are data, sentences are language: the reason has a decimal comma in Russian, the value does not."""
    claims = report_to_dict(make_sample(), "ru", name)["claims"]
    claim = next(claim for claim in claims if claim["verdict"] == "inconsistent")
    assert f"{MINUS}69,3\u00a0%" in claim["reason"]
    assert claim["value"] == -33.4
