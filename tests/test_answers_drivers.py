"""What drove a change, on the published figures of Kazakhstan: values worked by hand, every sentence read back."""

from __future__ import annotations

from fractions import Fraction

import pytest

from esep.answers import Answers, name_estimate, open_dataset
from esep.problems import LANGUAGES
from tests.finding_reading import amount, ask, check_sentences, find, keys

QUESTIONS = (
    "total drivers-from:2023 period:2024",
    "total drivers-from:2022 period:2023",
    "murder drivers-from:2022 period:2024",
    "total drivers-from:2013 period:2024",
    "total drivers-from:2023 region:KZ-47 period:2024",
    "total drivers-from:2024-01..2024-06 period:2025-01..2025-06",
    "total parts-from:2022 period:2023",
    "total parts-from:2023 period:2024",
    "total parts-from:2018 period:2022",
    "fraud parts-from:2024 period:2025",
    "rape parts-from:2022 period:2024",
    "total parts-from:2022-01..2022-08 period:2023-01..2023-08",
    "total structure-from:2022 period:2023",
    "total structure-from:2023 period:2024",
    "rape structure-from:2022 period:2024",
    "fraud structure-from:2024 period:2025",
    "fraud share-of:total 2024",
    "fraud share-of:total 2025",
    "theft share-of:total 2024",
    "fraud share-of:total mia_crimes 2024",
    "gravity_especially_grave share-of:total 2023",
    "gravity_minor share-of:total 2023",
    "total severity-from:2022 period:2023",
    "total severity-from:2022-01..2022-08 period:2023-01..2023-08",
    "total severity-from:2023 period:2024",
    "total severity-from:2013 period:2023",
    "total severity-from:2023 scope:mia_crimes period:2024",
)


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_every_sentence_is_read_back(kazakhstan: Answers, text: str, language: str) -> None:
    """Numerals and periods of each sentence are those of the finding, and the checker finds nothing wrong in it."""
    finding = find(kazakhstan, text)
    assert finding.sentences
    check_sentences(kazakhstan, finding, language)
    named = [*finding.estimates, *(estimate for row in finding.rows for estimate in row.estimates)]
    assert all(name_estimate(finding, estimate, language) for estimate in named)
    assert ask(kazakhstan, text).to_dict(language)["finding"]["method"] == finding.method


def test_population_and_rate_of_a_real_change(kazakhstan: Answers) -> None:
    """140,272 to 132,778 on 20,330,104 and 20,592,571 people: 1,752 and -9,246, worked by hand; they sum exactly."""
    answer = ask(kazakhstan, "total drivers-from:2023 period:2024")
    finding = find(kazakhstan, "total drivers-from:2023 period:2024")
    assert answer.figure.value == 132_778 - 140_272
    effects = [finding.find(f"{name}_effect") for name in ("population", "rate")]
    assert sum(e.value for e in effects if e is not None and e.value is not None) == answer.figure.value
    assert (amount(finding, "population_effect"), amount(finding, "rate_effect")) == (Fraction(1752), Fraction(-9246))


def test_parts_of_a_real_change(kazakhstan: Answers) -> None:
    """The four classes and all else of 2022 and 2023 sum exactly to -10.92 %; the points are those worked by hand."""
    answer = ask(kazakhstan, "total parts-from:2022 period:2023")
    finding = find(kazakhstan, "total parts-from:2022 period:2023")
    points = {row.subject: row.estimates[3].value for row in finding.rows}
    assert sum(value for value in points.values() if value is not None) == answer.figure.value
    assert {name: round(float(value or 0), 2) for name, value in points.items()} == {
        "measure:gravity_medium": -5.38,
        "measure:gravity_grave": -4.16,
        "measure:gravity_minor": -0.58,
        "measure:gravity_especially_grave": 0.22,
        "rest:total": -1.02,
    }


def test_parts_that_were_printed_rounded_show_fewer_digits(kazakhstan: Answers) -> None:
    """42,600 thefts are anything from 42,550 to 42,650: one decimal is left, and the rest turned the sign."""
    finding = find(kazakhstan, "total parts-from:2023 period:2024")
    assert keys(finding) == ["total", "part", "rest", "opposite", "flips"]
    assert (amount(finding, "row-1.points"), amount(finding, "row-2.points")) == (Fraction("-8.6"), Fraction("3.2"))
    assert "parts.rounded" in [remark.key for remark in finding.assumptions]


def test_a_part_with_a_break_of_its_own_goes_into_the_rest(kazakhstan: Answers) -> None:
    """Thefts of 2018 and 2022 are not the same article; the other kinds still have their contributions."""
    finding = find(kazakhstan, "total parts-from:2018 period:2022")
    assert "measure:theft" not in {row.subject for row in finding.rows}
    assert "parts.broken" in [remark.key for remark in finding.assumptions]


def test_structure_of_real_years(kazakhstan: Answers) -> None:
    """Half the sum of the shifts of 2022 to 2023 is 2.03 points, by hand; shares sum to 100."""
    answer = ask(kazakhstan, "total structure-from:2022 period:2023")
    finding = find(kazakhstan, "total structure-from:2022 period:2023")
    assert round(float(answer.figure.value or 0), 2) == 2.03
    assert sum(row.estimates[0].value or 0 for row in finding.rows) == 100


def test_share_of_fraud_says_what_is_missing_and_how_it_came_about(kazakhstan: Answers) -> None:
    """No count of fraud for 2023; from 34.0 to 38.3 in 2025, 4.3 points or 12.7 %: two numbers for one change."""
    assert keys(find(kazakhstan, "fraud share-of:total 2024")) == ["counts", "no_earlier"]
    finding = find(kazakhstan, "fraud share-of:total 2025")
    assert keys(finding) == ["counts", "earlier", "shift", "percent", "split"]
    assert (amount(finding, "points"), amount(finding, "percent")) == (Fraction("4.3"), Fraction("12.7"))
    exact = {name: finding.find(name) for name in ("points", "own", "rest")}
    values = {name: estimate.value for name, estimate in exact.items() if estimate is not None}
    assert (values["own"] or 0) + (values["rest"] or 0) == values["points"]


def test_share_of_the_ministry_is_an_estimate_and_is_not_split(kazakhstan: Answers) -> None:
    """Fraud among the Ministry's crimes was never published: a range, and no split."""
    finding = find(kazakhstan, "fraud share-of:total mia_crimes 2024")
    assert (keys(finding), finding.status, finding.estimates) == (["estimated"], "E", ())


def test_severity_of_real_years(kazakhstan: Answers) -> None:
    """Weighted by 390.5, 1278, 3103 and 6756 days per head, 2023 is 13.1 per cent below 2022 (by hand); it fell for all
    weights, and the especially grave crimes rose against it; the plain count stands beside it."""
    answer = ask(kazakhstan, "total severity-from:2022 period:2023")
    finding = find(kazakhstan, "total severity-from:2022 period:2023")
    weights = (Fraction(781, 2), Fraction(1278), Fraction(3103), Fraction(6756))
    sums = [
        sum(w * n for w, n in zip(weights, counts, strict=True)) / people
        for counts, people in (
            ((22_741, 67_340, 44_106, 2_241), Fraction(20_034_609)),
            ((21_826, 58_874, 37_548, 2_593), Fraction(20_330_104)),
        )
    ]
    assert answer.figure.value == 100 * (sums[1] / sums[0] - 1)
    assert keys(finding) == ["index", "largest", "direction_fell", "count", "part", "part", "against"]
    assert finding.sentences[-1].facts == {"parts": "measure:gravity_especially_grave"}
    points = [row.estimates[-1].value for row in finding.rows]
    assert sum(point for point in points if point is not None) == answer.figure.value
    assert "severity.left_out" in [remark.key for remark in finding.assumptions]


def test_no_severity_from_bounds_or_other_universes(kazakhstan: Answers) -> None:
    """ "More than three thousand" is no count; a scope without weights has no index; a new Code is a break."""
    for text, key, status in (
        ("total severity-from:2023 period:2024", "missing", "O"),
        ("total severity-from:2023 scope:mia_crimes period:2024", "no_weights", "M"),
        ("total severity-from:2013 period:2023", "break", "B"),
    ):
        answer = ask(kazakhstan, text)
        assert (answer.figure.value, answer.figure.status, keys(find(kazakhstan, text))) == (None, status, [key])
