"""Changes split into factors: Das Gupta's own examples, Kitagawa, shares, and what must hold for any numbers.

Das Gupta 1993 is "Standardization and Decomposition of Rates" (US Bureau of the Census, P23-186); its examples and
results are read from the R package DasGuptR (josiahpjking/DasGuptR, README and tests).
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.tolerances import MOST_FACTORS
from esep.statistics.factors import (
    split_by_factors,
    split_composition_rate,
    split_cross_classified,
    split_population_rate,
)
from esep.statistics.shares import split_share


def read(text: str) -> list[Fraction]:
    """Return the numbers of a text, exactly."""
    return [Fraction(word) for word in text.split()]


@pytest.mark.parametrize(
    ("before", "after", "effects", "crude", "digits"),
    [
        # Das Gupta 1993 via DasGuptR: two factors a and b.
        (".6 .5", ".3 .45", [-0.1425, -0.0225], -0.165, 10),
        # Example 2.1: mean earnings and proportion of earners, two populations.
        ("10930 .717892", "16591 .825974", [4369.913, 1487.262], 5857.175, 3),
        # Example 2.2: births, Austria and Chile.
        (
            "51.78746 .45919 .52638",
            "84.90502 .75756 .51065",
            [10.4340333, 10.5608476, -0.6670084],
            20.3278726,
            7,
        ),
        # Example 2.4: five factors of fertility, 1970 and 1980.
        (
            ".58 .76 .84 .66 16.573",
            ".72 .97 .97 .56 16.158",
            [1.0909785, 1.2298438, 0.7278399, -0.8398707, -0.1290187],
            2.0797728,
            7,
        ),
    ],
)
def test_products_of_factors_are_split_as_das_gupta_did(
    before: str, after: str, effects: list[float], crude: float, digits: int
) -> None:
    """The effects of the factors of a product are those printed for Das Gupta's examples (mark Q)."""
    split = split_by_factors(lambda x: prod(x, start=Fraction(1)), read(before), read(after))
    assert [round(float(effect), digits) for effect in split.effects] == effects
    assert float(split.change) == pytest.approx(crude, abs=10**-digits * 2)


@pytest.mark.parametrize(("place", "percent"), [(0, 86.36), (1, 13.64)], ids=["a", "b"])
def test_effects_of_a_and_b_in_per_cent_of_the_change(place: int, percent: float) -> None:
    """86.36 and 13.64 per cent of the crude change, as DasGuptR prints them (mark Q)."""
    split = split_by_factors(lambda x: x[0] * x[1], read(".6 .5"), read(".3 .45"))
    assert round(float(100 * split.effects[place] / split.change), 2) == percent


HEADSHIP_SIZES = (
    "12.9 10.9 9.5 8.0 7.8 8.4 8.6 7.8 7.0 5.9 4.7 3.6 4.9",
    "10.1 11.2 11.6 10.9 9.4 7.7 6.3 6.0 6.3 5.9 5.1 4.0 5.5",
)
HEADSHIP_RATES = (
    "1.9 25.8 45.7 49.6 51.2 51.6 51.8 54.9 58.7 60.4 62.8 66.6 66.8",
    "2.2 24.3 45.8 52.5 56.1 55.6 56.0 57.4 57.2 61.2 63.9 68.6 72.2",
)


def test_headship_rates_split_into_composition_and_rate() -> None:
    """Example 5.1 of Das Gupta: size 1.2269 (41.35 %), rate 1.7403 (58.65 %), crude 44.7268 -> 47.6940 (mark Q)."""
    split = split_composition_rate(
        read(HEADSHIP_SIZES[0]), read(HEADSHIP_RATES[0]), read(HEADSHIP_SIZES[1]), read(HEADSHIP_RATES[1])
    )
    assert round(float(split.before), 4) == 44.7268
    assert round(float(split.after), 4) == 47.6940
    assert round(float(split.composition_effect), 4) == 1.2269
    assert round(float(split.rate_effect), 4) == 1.7403
    change = split.after - split.before
    assert round(float(100 * split.composition_effect / change), 2) == 41.35
    assert round(float(100 * split.rate_effect / change), 2) == 58.65


# Example 5.3 of Das Gupta 1993, deaths per 1,000 by race and age in the United States; inputs and results as in the
# README of DasGuptR (josiahpjking/DasGuptR).
DEATHS_SIZES = {
    1970: "2968 11484 34614 30992 21983 20314 20928 16897 11339 5720 1315"
    " 535 2162 6120 4781 3096 2718 2363 1767 1149 448 117",
    1985: "3041 11577 27450 32711 35480 27411 19555 19795 15254 8022 2472"
    " 707 2692 6473 6841 6547 4352 3034 2540 1749 804 236",
}
DEATHS_RATES = {
    1970: "18.469 0.751 0.391 1.146 1.287 2.672 6.636 15.691 34.723 79.763 176.837"
    " 36.993 1.352 0.541 2.040 3.523 6.746 12.967 24.471 45.091 74.902 123.205",
    1985: "9.163 0.462 0.248 0.929 1.084 1.810 4.715 12.187 27.728 64.068 157.570"
    " 17.208 0.738 0.328 1.103 2.045 3.724 8.052 17.812 34.128 68.276 125.161",
}


def test_deaths_in_the_united_states_are_of_the_simpson_type() -> None:
    """Example 5.3: size 1.5415096, rate -2.2277254, crude -0.6862158; two signs differ (mark R)."""
    split = split_composition_rate(
        read(DEATHS_SIZES[1970]), read(DEATHS_RATES[1970]), read(DEATHS_SIZES[1985]), read(DEATHS_RATES[1985])
    )
    assert round(float(split.composition_effect), 7) == 1.5415096
    assert round(float(split.rate_effect), 7) == -2.2277254
    assert round(float(split.after - split.before), 7) == -0.6862158


def test_deaths_by_race_and_age_have_symmetric_proportions() -> None:
    """Example 5.3, cross-classified: rate -2.22816617, race 0.01999804, age 1.52195237 (README of DasGuptR, mark R)."""
    cells = [(race, age) for race in (1, 2) for age in range(1, 12)]
    before, after = (
        {
            cell: (float(size), float(rate))
            for cell, size, rate in zip(cells, read(DEATHS_SIZES[year]), read(DEATHS_RATES[year]), strict=True)
        }
        for year in (1970, 1985)
    )
    split = split_cross_classified(before, after)
    assert split.effects == pytest.approx((0.01999804, 1.52195237, -2.22816617), abs=5e-9)
    assert split.change == pytest.approx(-0.68621576, abs=5e-9)


# UCBAdmissions, the admissions to Berkeley in 1973 by department (Bickel et al. 1975): admitted and applied.
BERKELEY = {
    "M": [(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)],
    "F": [(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)],
}


def test_berkeley_is_split_into_departments_and_rates() -> None:
    """Published counts (mark P); .445188 and .303542, rate effect -.036028, composition .177674 are regressions (C)."""
    sizes = {sex: [Fraction(n) for _, n in rows] for sex, rows in BERKELEY.items()}
    rates = {sex: [Fraction(a, n) for a, n in rows] for sex, rows in BERKELEY.items()}
    split = split_composition_rate(sizes["F"], list(rates["F"]), sizes["M"], list(rates["M"]))
    assert (round(float(split.after), 6), round(float(split.before), 6)) == (0.445188, 0.303542)
    assert round(float(split.rate_effect), 6) == -0.036028
    assert round(float(split.composition_effect), 6) == 0.177674
    assert sum(f > m for f, m in zip(rates["F"], rates["M"], strict=True)) == 4


def test_theft_share_of_new_south_wales_is_a_regression() -> None:
    """Computed by the project (mark C): 57.93 % in 2001, 29.83 % in 2023; own -21.05 points, the rest -7.05."""
    split = split_share(Fraction(461_050), Fraction(795_828), Fraction(192_283), Fraction(644_576))
    assert [round(float(x), 2) for x in (split.before, split.after, split.own, split.rest)] == [
        57.93,
        29.83,
        -21.05,
        -7.05,
    ]


def test_points_and_per_cent_of_a_share_are_two_things() -> None:
    """From 30 to 42 per cent are 12 points, or 40 per cent (statistics.md, test M5)."""
    split = split_share(Fraction(30), Fraction(100), Fraction(42), Fraction(100))
    assert split.points == 12
    assert split.percent == 40
    assert split_share(Fraction(0), Fraction(5), Fraction(1), Fraction(5)).percent is None


counts = st.integers(0, 10**7).map(Fraction)
people = st.integers(1, 10**8).map(Fraction)
fractions = st.fractions(-1000, 1000, max_denominator=1000)


@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=MOST_FACTORS), st.randoms(use_true_random=False))
def test_effects_sum_to_the_change_and_do_not_depend_on_the_order(
    pairs: list[tuple[Fraction, Fraction]], shuffle: random.Random
) -> None:
    """Whatever the factors, their effects sum exactly to the change, and permuting the factors permutes the effects."""
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    split = split_by_factors(lambda x: prod(x, start=Fraction(1)), before, after)
    assert sum(split.effects) == split.change
    order = list(range(len(pairs)))
    shuffle.shuffle(order)
    other = split_by_factors(
        lambda x: prod(x, start=Fraction(1)), [before[k] for k in order], [after[k] for k in order]
    )
    assert other.effects == tuple(split.effects[k] for k in order)


@given(counts, people, counts, people)
def test_population_and_rate_sum_to_the_change_of_a_count(
    first: Fraction, people_first: Fraction, last: Fraction, people_last: Fraction
) -> None:
    """Kitagawa's two terms are those of the formula and sum to the change of the count."""
    split = split_population_rate(first, people_first, last, people_last)
    rates = (first / people_first, last / people_last)
    assert split.effects[0] == (people_last - people_first) * sum(rates) / 2
    assert split.effects[1] == (rates[1] - rates[0]) * (people_first + people_last) / 2
    assert sum(split.effects) == last - first


@given(st.lists(st.tuples(people, fractions, people, fractions), min_size=1, max_size=6))
def test_composition_and_rates_sum_to_the_change_of_a_crude_rate(rows: list[tuple[Fraction, ...]]) -> None:
    """The two effects sum exactly to the change of the crude rate, and are Das Gupta's with two vector factors."""
    sizes0, rates0, sizes1, rates1 = (list(column) for column in zip(*rows, strict=True))
    split = split_composition_rate(sizes0, rates0, sizes1, rates1)
    assert split.composition_effect + split.rate_effect == split.after - split.before
    vectors = split_by_factors(
        lambda x: sum((s * r for s, r in zip(x[0], x[1], strict=True)), Fraction(0)),
        [[s / sum(sizes0) for s in sizes0], rates0],
        [[s / sum(sizes1) for s in sizes1], rates1],
    )
    assert vectors.effects == (split.composition_effect, split.rate_effect)


@given(counts, counts, counts, counts)
def test_own_growth_and_the_rest_sum_to_the_change_of_a_share(
    part: Fraction, rest: Fraction, part_after: Fraction, rest_after: Fraction
) -> None:
    """The two terms sum to the points; a part that grows never lowers its share, a rest that grows never raises it."""
    if not part + rest or not part_after + rest_after:
        return
    split = split_share(part, part + rest, part_after, part_after + rest_after)
    assert split.own + split.rest == split.points
    assert (part_after - part) * split.own >= 0
    assert (rest_after - rest) * split.rest <= 0


def test_an_empty_stratum_counts_as_composition() -> None:
    """A district that is new takes its own rate at both times: the rate effect of it is 0, by hand."""
    split = split_composition_rate(read("10 0"), [Fraction(1), None], read("10 10"), read("1 3"))
    assert list(split.rates) == [Fraction(0)] * 2
    assert split.composition_effect == 1


def test_an_empty_cell_of_a_cross_classification_is_allowed() -> None:
    """A cell without people has no proportions; the effects still sum to the change."""
    before = {("a", 1): (0.0, 0.0), ("a", 2): (2.0, 1.0), ("b", 1): (1.0, 2.0), ("b", 2): (1.0, 4.0)}
    after = {("a", 1): (1.0, 3.0), ("a", 2): (2.0, 1.0), ("b", 1): (1.0, 1.0), ("b", 2): (1.0, 4.0)}
    split = split_cross_classified(before, after)
    assert sum(split.effects) == pytest.approx(split.change)
    assert split.change == pytest.approx(2.0 - 2.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: split_by_factors(lambda x: x[0], [], []),
        lambda: split_by_factors(lambda x: x[0], [Fraction(1)] * 7, [Fraction(1)] * 7),
        lambda: split_by_factors(lambda x: x[0], [Fraction(1)], [Fraction(1)] * 2),
        lambda: split_population_rate(Fraction(1), Fraction(0), Fraction(1), Fraction(1)),
        lambda: split_composition_rate([Fraction(0)], [None], [Fraction(1)], [Fraction(1)]),
        lambda: split_composition_rate([Fraction(1)], [None], [Fraction(1)], [Fraction(1)]),
        lambda: split_share(Fraction(2), Fraction(1), Fraction(0), Fraction(1)),
        lambda: split_share(Fraction(0), Fraction(0), Fraction(0), Fraction(1)),
        lambda: split_cross_classified({("a",): (1.0, 1.0)}, {("b",): (1.0, 1.0)}),
        lambda: split_cross_classified({("a",): (0.0, 1.0)}, {("a",): (1.0, 1.0)}),
    ],
)
def test_what_cannot_be_split_is_refused(call: object) -> None:
    """No factors, too many, no people, a part above its whole, other cells: an error, never a number."""
    with pytest.raises(ValueError, match=r"\w"):
        call()  # type: ignore[operator]
