"""What drove a change, on a small dataset: every case in which a method says something else, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from esep.answers.finding_text import say_finding
from esep.language.write import round_half_away
from esep.problems import LANGUAGES
from tests.drivers_sample import break_series, make, put
from tests.finding_reading import amount, ask, check_sentences, find, keys

LAND = {"population": (1000, 2000), "total": (100, 120)}


def test_count_and_rate_in_opposite_directions_are_told() -> None:
    """100 to 120 while people double: the count rises, the rate falls from 100 to 60 per 1,000 (by hand)."""
    answers = make({"XX": LAND})
    finding = find(answers, "total drivers-from:2023 2024")
    assert keys(finding) == ["counts_more", "split", "people", "rate", "opposite"]
    assert (amount(finding, "population_effect"), amount(finding, "rate_effect")) == (Fraction(80), Fraction(-60))


@pytest.mark.parametrize(
    ("land", "key", "status"),
    [
        ({"total": (100, 120)}, "no_population", "O"),
        ({"total": (None, 120), "population": (1, 1)}, "missing", "O"),
        ({"population": (1, 1)}, "missing_both", "O"),
    ],
)
def test_drivers_say_what_they_need(land: dict[str, tuple[int | None, int | None]], key: str, status: str) -> None:
    """Without population or a count there is no split, and the sentence names the period that lacks it."""
    answer = ask(make({"XX": land}), "total drivers-from:2023 2024")
    assert answer.finding is not None
    assert (answer.figure.value, answer.figure.status, keys(answer.finding)) == (None, status, [key])


@pytest.mark.parametrize("operation", ["drivers", "parts", "structure", "severity"])
def test_nothing_crosses_a_major_break(operation: str) -> None:
    """A documented break between the periods: no figure, level L0; a minor one lets the comparison stand."""
    land = {**LAND, "theft": (60, 70), "fraud": (40, 50), "light": (70, 80), "heavy": (30, 40)}
    every = ("total", "light", "heavy")
    text = f"total {operation}-from:2023 2024"
    broken = ask(make({"XX": land}, breaks=[break_series(*every)]), text)
    assert broken.finding is not None
    assert (broken.figure.value, broken.figure.status, broken.finding.level) == (None, "B", "L0")
    assert ask(make({"XX": land}, breaks=[break_series(*every, is_major=False)]), text).figure.value is not None


@pytest.mark.parametrize("operation", ["drivers", "parts", "structure", "severity"])
@pytest.mark.parametrize("base", ["2023-01..2023-06", "2024", "2023-04..2024-03"])
def test_periods_of_another_kind_are_not_compared(operation: str, base: str) -> None:
    """A half-year, the very same year and a year of another calendar are no base for a year."""
    answer = ask(make({"XX": LAND}), f"total {operation}-from:{base} 2024")
    assert answer.finding is not None
    assert (answer.figure.value, answer.figure.status, keys(answer.finding)) == (None, "M", ["other_length"])


def test_rates_inside_may_all_fall_while_the_whole_rises() -> None:
    """North 100 of 1,000, 270 of 3,000 people, South 10 and 9 of 1,000: each rate falls, the whole rises."""
    counts: dict[str, dict[str, tuple[int | None, int | None]]] = {
        "XX": {"population": (2000, 4000), "total": (110, 279)},
        "XX-N": {"population": (1000, 3000), "total": (100, 270)},
        "XX-S": {"population": (1000, 1000), "total": (10, 9)},
    }
    answers = make(counts)
    finding = find(answers, "total drivers-from:2023 2024")
    assert keys(finding)[-2:] == ["inside", "simpson"]
    # s 1/2 -> 3/4 and 1/4; rates 100 -> 90, 10 -> 9 per 1,000: composition 21.375, rates -6.625, sum 14.75.
    facts = finding.sentences[-2].facts
    assert (facts["composition"], facts["rates"]) == (
        (Fraction(171, 8), "per_1000", 2),
        (Fraction(-53, 8), "per_1000", 2),
    )
    counts["XX-S"]["population"] = (1000, None)
    assert "inside" not in keys(find(make(counts), "total drivers-from:2023 2024"))


def test_a_new_and_a_vanished_category_have_points_and_no_per_cent() -> None:
    """Online cases exist since 2024, duels until 2023: both have a contribution, neither a change in per cent."""
    land: dict[str, tuple[int | None, int | None]] = {
        "total": (100, 120),
        "theft": (70, 75),
        "duel": (30, None),
        "online": (None, 45),
    }
    finding = find(make({"XX": land}), "total parts-from:2023 2024")
    assert keys(finding)[:4] == ["total", "part_new", "part_gone", "part"]
    rows = {row.subject: {e.name: e.value for e in row.estimates} for row in finding.rows}
    assert (rows["measure:online"]["points"], rows["measure:online"]["percent"]) == (Fraction(45), None)
    assert (rows["measure:duel"]["points"], rows["measure:duel"]["after"]) == (Fraction(-30), None)
    assert "partition" in keys(finding)


def test_an_unknown_part_is_not_zero() -> None:
    """Frauds without a figure for 2023 stand in the rest; a circumstance is no part at all."""
    land: dict[str, tuple[int | None, int | None]] = {
        "total": (100, 120),
        "theft": (70, 75),
        "fraud": (None, 20),
        "armed": (50, 60),
    }
    finding = find(make({"XX": land}), "total parts-from:2023 2024")
    assert [row.subject for row in finding.rows] == ["measure:theft", "rest:total"]
    assert finding.assumptions[1].facts == {"n": 3}


def test_small_wholes_have_no_per_cent() -> None:
    """19 to 40: the figure is a difference of cases, and there are no points."""
    answer = ask(make({"XX": {"total": (19, 40), "theft": (9, 10), "fraud": (10, 30)}}), "total parts-from:2023 2024")
    assert answer.finding is not None
    assert (answer.figure.value, answer.figure.unit) == (Fraction(21), "count")
    assert keys(answer.finding) == ["total_small_more"]
    assert {estimate.unit for row in answer.finding.rows for estimate in row.estimates} == {"count"}


def test_parts_that_overlap_do_not_add_up_and_are_no_composition() -> None:
    """Two parts of 80 in a whole of 100: told as overlapping, and no dissimilarity."""
    answers = make({"XX": {"total": (100, 100), "theft": (80, 70), "fraud": (80, 90)}})
    assert "overlapping" in keys(find(answers, "total parts-from:2023 2024"))
    answer = ask(answers, "total structure-from:2023 2024")
    assert answer.finding is not None
    assert (answer.figure.value, answer.figure.status, keys(answer.finding)) == (None, "M", ["overlapping"])


def test_shift_share_over_the_regions_inside() -> None:
    """The table of test_statistics_contributions, through a question: North 10, 7.5 and -7.5 (by hand)."""
    counts: dict[str, dict[str, tuple[int | None, int | None]]] = {
        "XX": {"total": (100, 120), "theft": (60, 90), "fraud": (40, 30)},
        "XX-N": {"theft": (40, 50), "fraud": (10, 10)},
        "XX-S": {"theft": (20, 40), "fraud": (30, 20)},
    }
    finding = find(make(counts), "total structure-from:2023 2024")
    row = next(row for row in finding.rows if row.subject == "region:XX-N")
    assert [e.value for e in row.estimates] == [Fraction(10), Fraction(10), Fraction(15, 2), Fraction(-15, 2)]
    assert "region" in keys(finding)
    counts["XX-S"]["fraud"] = (30, None)
    assert "region" not in keys(find(make(counts), "total structure-from:2023 2024"))


@pytest.mark.parametrize(
    ("land", "expected"),
    [
        # The part falls by a tenth, the rest by half: the share rises from 50 to 64.3 per cent.
        ({"total": (100, 70), "fraud": (50, 45)}, ["counts", "earlier", "shift", "percent", "split", "against_count"]),
        (
            {"total": (100, 200), "fraud": (50, 60)},
            ["counts", "earlier", "shift", "percent", "split", "against_count_down"],
        ),
        ({"total": (100, 100), "fraud": (0, 10)}, ["counts", "earlier", "shift", "from_nothing", "split"]),
        ({"total": (0, 100), "fraud": (0, 10)}, ["counts", "no_earlier"]),
        ({"total": (10, 100), "fraud": (11, 10)}, ["counts"]),
    ],
)
def test_a_share_is_told_with_its_parts(land: dict[str, tuple[int, int]], expected: list[str]) -> None:
    """A share that moves against its own count says so; one that was nothing has no per cent; no whole, no split."""
    assert keys(find(make({"XX": dict(land)}), "fraud share-of:total 2024")) == expected


@pytest.mark.parametrize("operation", ["drivers", "parts", "structure", "severity"])
@pytest.mark.parametrize("facts", [{"status": "P"}, {"coverage": Fraction(3, 4)}])
def test_provisional_figures_are_not_explained(operation: str, facts: dict[str, object]) -> None:
    """A year that is still being filled falls every time: nothing is said before it is complete."""
    cells = [
        replace(put(measure, "2024", value), **facts)  # type: ignore[arg-type]
        for measure, value in (("total", 90), ("light", 60), ("heavy", 30))
    ]
    land: dict[str, tuple[int | None, int | None]] = {
        "population": (1000, 1000),
        "total": (100, None),
        "theft": (60, 70),
        "light": (60, None),
        "heavy": (40, None),
    }
    answer = ask(make({"XX": land}, cells=cells), f"total {operation}-from:2023 2024")
    assert answer.finding is not None
    assert (answer.figure.value, answer.figure.status, keys(answer.finding)) == (None, "P", ["provisional"])


def test_a_share_is_not_compared_across_a_break() -> None:
    """The share of the year stands, its change is not explained."""
    answers = make({"XX": {"total": (100, 100), "fraud": (10, 20)}}, breaks=[break_series("fraud")])
    assert keys(find(answers, "fraud share-of:total 2024")) == ["counts", "break"]


def test_nothing_is_said_of_a_share_that_is_none() -> None:
    """A part above its whole, a whole that does not hold the part, a measure of itself: no finding."""
    answers = make({"XX": {"total": (100, 100), "fraud": (1, 101), "theft": (3, 4)}})
    for text in ("fraud share-of:total 2024", "total share-of:theft 2024", "theft share-of:theft 2024"):
        assert ask(answers, text).finding is None


def test_a_share_of_a_wider_region_names_it() -> None:
    """Thefts of North in all thefts of the land: the sentence names both regions."""
    answers = make({"XX": {"theft": (100, 100)}, "XX-N": {"theft": (30, 42)}})
    answer = ask(answers, "theft share-of:theft@XX region:XX-N 2024")
    assert answer.finding is not None
    assert (
        say_finding(answer.finding, "en", answer.name)[0]
        == "Thefts, North: 42 registered in 2024, which is 42.0% of 100 (thefts; Land)."
    )


def test_the_direction_of_severity_may_depend_on_the_weights() -> None:
    """Fewer light, more heavy cases: 50 light at 1 to 100 days against 4 heavy at 101 to 1,000 decide nothing."""
    land = {"light": (500, 450), "heavy": (30, 34), "total": (530, 484)}
    finding = find(make({"XX": land}), "total severity-from:2023 2024")
    assert "direction_depends" in keys(finding)
    low, high = (finding.find(name) for name in ("change_low", "change_high"))
    assert low is not None
    assert high is not None
    assert (low.value or 0) < 0 < (high.value or 0)
    assert "severity.no_population" in [remark.key for remark in finding.assumptions]


@pytest.mark.parametrize(
    ("heavy", "key"), [((19, 40), "few"), ((40, 19), "few"), ((20, 20), "index"), ((None, 9), "missing")]
)
def test_few_heavy_cases_make_no_index(heavy: tuple[int | None, int | None], key: str) -> None:
    """Under 20 of the heaviest class in either period there is no index."""
    finding = find(make({"XX": {"light": (500, 450), "heavy": heavy}}), "total severity-from:2023 2024")
    assert keys(finding)[0] == key


def test_rounded_classes_have_no_false_digits() -> None:
    """Counts printed in hundreds leave the index without decimals."""
    cells = [put("heavy", year, value, precision="rounded_to_100") for year, value in (("2023", 3000), ("2024", 2000))]
    answer = ask(make({"XX": {"light": (500, 450)}}, cells=cells), "total severity-from:2023 2024")
    assert answer.figure.value is not None
    assert answer.figure.decimals == 0


@pytest.mark.parametrize(("precision", "key"), [("exact", "direction_rose"), ("rounded_to_1000", "direction_depends")])
def test_a_direction_must_hold_for_what_was_printed_too(precision: str, key: str) -> None:
    """5 and 6 thousand light cases may both be 5,500: rounded in print, they do not say that severity rose."""
    cells = [put("light", year, value, precision=precision) for year, value in (("2023", 5000), ("2024", 6000))]
    finding = find(make({"XX": {"heavy": (30, 30)}}, cells=cells), "total severity-from:2023 2024")
    assert key in keys(finding)


@pytest.mark.parametrize(("precision", "is_said"), [("exact", True), ("rounded_to_100", False)])
def test_a_warning_needs_more_than_rounding(precision: str, is_said: bool) -> None:
    """Thefts fall by 40 while the total rises by 60: rounded to hundreds, the sign of the part is not known."""
    cells = [put("theft", year, value, precision=precision) for year, value in (("2023", 440), ("2024", 400))]
    answers = make({"XX": {"total": (1000, 1060)}}, cells=cells)
    assert ("opposite" in keys(find(answers, "total parts-from:2023 2024"))) is is_said


def test_an_end_of_a_range_is_not_printed_as_nothing() -> None:
    """A fall by at least a few thousandths of a per cent is not "0.0 %"."""
    answers = make({"XX": {"light": (100_000, 99_999), "heavy": (30, 30)}})
    finding = find(answers, "total severity-from:2023 2024")
    facts = next(remark.facts for remark in finding.sentences if remark.key == "severity.direction_fell")
    high = facts["high"]
    assert isinstance(high, tuple)
    assert round_half_away(high[0], high[2]) < 0


SMALL_QUESTIONS = (
    "drivers-from:2023",
    "parts-from:2023",
    "structure-from:2023",
    "severity-from:2023",
    "share-of:total",
)
RICH: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "XX": {
        "population": (2000, 4000),
        "total": (1100, 2790),
        "theft": (700, 500),
        "fraud": (300, 1290),
        "duel": (100, None),
        "online": (None, 1000),
        "light": (900, 2000),
        "heavy": (200, 790),
    },
    "XX-N": {"population": (1000, 3000), "total": (1000, 2700)},
    "XX-S": {"population": (1000, 1000), "total": (100, 90)},
}


REGIONS: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "XX": {"total": (1_000, 1_200), "theft": (600, 900), "fraud": (400, 300)},
    "XX-N": {"theft": (400, 500), "fraud": (100, 100)},
    "XX-S": {"theft": (200, 400), "fraud": (300, 200)},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_on_regions_are_read_back(language: str) -> None:
    """A shift-share is read back, and so are numbers under 20, whichever way they go, and an index that depends."""
    answers = make(REGIONS)
    check_sentences(answers, find(answers, "total structure-from:2023 2024"), language)
    for total in ((19, 40), (40, 19), (19, 19)):
        small = make({"XX": {"total": total, "theft": (9, 9), "population": (100, 110)}})
        for operation in ("parts", "drivers"):
            check_sentences(small, find(small, f"total {operation}-from:2023 2024"), language)
    for light, heavy in (((500, 450), (30, 34)), ((500, 450), (19, 20)), ((500, 500), (30, 30))):
        weighted = make({"XX": {"light": light, "heavy": heavy}})
        check_sentences(weighted, find(weighted, "total severity-from:2023 2024"), language)
    overlapping = make({"XX": {"total": (100, 100), "theft": (80, 70), "fraud": (80, 90)}})
    for operation in ("parts", "structure"):
        check_sentences(overlapping, find(overlapping, f"total {operation}-from:2023 2024"), language)
    for whole, part in (((100, 70), (50, 45)), ((100, 200), (50, 60)), ((100, 100), (0, 10)), ((0, 100), (0, 10))):
        shared = make({"XX": {"total": whole, "fraud": part}})
        check_sentences(shared, find(shared, "fraud share-of:total 2024"), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("operation", SMALL_QUESTIONS)
def test_sentences_of_a_rich_dataset_are_read_back(operation: str, language: str) -> None:
    """New and vanished categories, regions inside and warnings are read back too."""
    answers = make(RICH)
    measure = "fraud" if operation.startswith("share") else "total"
    check_sentences(answers, find(answers, f"{measure} {operation} 2024"), language)
