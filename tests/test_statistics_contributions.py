"""Contributions, structure, shift-share and the Simpson warning."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.averages import check_average
from esep.statistics.contributions import (
    compute_contributions,
    find_simpson,
)
from esep.statistics.structure import compare_structure, compute_shift_share
from esep.statistics.subset import check_subset

counts = st.integers(0, 10**6).map(Fraction)


def test_total_of_new_south_wales_is_a_regression() -> None:
    """691,523 -> 713,933 in 2018 and 2019 is +3.2407 % (computed by the project, mark C)."""
    found = compute_contributions((Fraction(691_523), Fraction(713_933)), {})
    assert round(float(found.total.percent or 0), 4) == 3.2407


def test_gravity_classes_of_kazakhstan_by_hand() -> None:
    """Counts of the Committee for 2022 and 2023; 100 x (-915, -8466, -6558, +352, rest -1614) / 157473, by hand."""
    parts = {
        "minor": (Fraction(22_741), Fraction(21_826)),
        "medium": (Fraction(67_340), Fraction(58_874)),
        "grave": (Fraction(44_106), Fraction(37_548)),
        "especially grave": (Fraction(2_241), Fraction(2_593)),
    }
    found = compute_contributions((Fraction(157_473), Fraction(140_272)), parts)
    assert [part.name for part in found.parts] == ["medium", "grave", "minor", "especially grave"]
    assert found.rest is not None
    assert found.rest.change == -1_614
    assert [round(float(p.points or 0), 3) for p in (*found.parts, found.rest)] == [
        -5.376,
        -4.165,
        -0.581,
        0.224,
        -1.025,
    ]
    assert found.sum_points == found.total.percent == Fraction(100 * (140_272 - 157_473), 157_473)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.tuples(counts, counts), min_size=1, max_size=8), counts)
def test_contributions_sum_to_the_change(parts: dict[str, tuple[Fraction, Fraction]], rest: Fraction) -> None:
    """Parts and rest sum exactly to the change of the whole; parts that add up leave no rest."""
    sums = (sum(b for b, _ in parts.values()) + rest, Fraction(sum(a for _, a in parts.values())))
    found = compute_contributions((Fraction(sums[0]), sums[1]), dict(parts))
    assert found.is_partition == (rest == 0)
    assert not found.is_overlapping
    if sums[0]:
        assert found.sum_points == 100 * (sums[1] - sums[0]) / sums[0]


def test_a_new_category_has_points_and_no_per_cent() -> None:
    """A kind of offence that did not exist before contributes 5 points of a base of 100, and has no change in %."""
    found = compute_contributions(
        (Fraction(100), Fraction(107)), {"old": (Fraction(100), Fraction(102)), "new": (None, Fraction(5))}
    )
    new = found.parts[0]
    assert (new.name, new.is_new, new.points, new.percent) == ("new", True, Fraction(5), None)
    assert found.is_partition


def test_a_base_of_nothing_gives_counts_only() -> None:
    """From 0 there are neither points nor per cent, only the step."""
    found = compute_contributions((Fraction(0), Fraction(3)), {"a": (Fraction(0), Fraction(3))})
    assert (found.total.percent, found.parts[0].points, found.sum_points) == (None, None, None)
    assert found.parts[0].change == 3


def test_parts_that_overlap_are_told() -> None:
    """Parts that come to more than the whole have no rest and are marked: nothing may be summed."""
    found = compute_contributions(
        (Fraction(10), Fraction(10)), {"a": (Fraction(8), Fraction(8)), "b": (Fraction(8), Fraction(1))}
    )
    assert found.is_overlapping
    assert not found.is_partition
    assert found.rest is None


def test_dissimilarity_by_hand() -> None:
    """50, 30, 20 per cent against 40, 30, 30: half of 10 + 0 + 10 is 10."""
    before = {"a": Fraction(50), "b": Fraction(30), "c": Fraction(20)}
    after = {"a": Fraction(80), "b": Fraction(60), "c": Fraction(60)}
    found = compare_structure(before, after)
    assert found.dissimilarity == 10
    assert [(s.name, s.points) for s in found.shifts] == [("a", Fraction(-10)), ("c", Fraction(10)), ("b", Fraction(0))]


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=8))
def test_shares_sum_to_a_hundred(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """Shares sum to 100 at both times, points to 0, and the dissimilarity lies between 0 and 100."""
    before = {str(place): b for place, (b, _) in enumerate(pairs)}
    after = {str(place): a for place, (_, a) in enumerate(pairs)}
    if not sum(before.values()) or not sum(after.values()):
        return
    found = compare_structure(before, after)
    assert sum(s.before for s in found.shifts) == sum(s.after for s in found.shifts) == 100
    assert 0 <= found.dissimilarity <= 100
    assert compare_structure(after, before).dissimilarity == found.dissimilarity


def test_shift_share_by_hand() -> None:
    """Two regions, two offences. Total 100 -> 120 (g = .2), a 60 -> 90 (.5), b 40 -> 30 (-.25).

    North: a 40 -> 50, b 10 -> 10; national 50 x .2 = 10, mix 40 x .3 + 10 x -.45 = 7.5, regional 10 - 10 - 7.5 = -7.5.
    """
    before = {("N", "a"): 40, ("N", "b"): 10, ("S", "a"): 20, ("S", "b"): 30}
    after = {("N", "a"): 50, ("N", "b"): 10, ("S", "a"): 40, ("S", "b"): 20}
    north, south = compute_shift_share(
        {cell: Fraction(n) for cell, n in before.items()}, {cell: Fraction(n) for cell, n in after.items()}
    )
    assert (north.national, north.mix, north.regional) == (Fraction(10), Fraction(15, 2), Fraction(-15, 2))
    assert (south.national, south.mix, south.regional) == (Fraction(10), Fraction(-15, 2), Fraction(15, 2))


cells = st.dictionaries(
    st.tuples(st.sampled_from("NSW"), st.sampled_from("abcd")), st.tuples(counts, counts), min_size=1
)


@given(cells)
def test_the_terms_of_shift_share_sum(table: dict[tuple[str, str], tuple[Fraction, Fraction]]) -> None:
    """The three terms of a region sum to its change; mix sums to 0 over regions where every offence existed before."""
    before = {cell: b for cell, (b, _) in table.items()}
    after = {cell: a for cell, (_, a) in table.items()}
    if not sum(before.values()):
        return
    rows = compute_shift_share(before, after)
    for row in rows:
        assert row.national + row.mix + row.regional == row.after - row.before
    assert sum(row.after - row.before for row in rows) == sum(after.values()) - sum(before.values())
    backwards = compute_shift_share(dict(reversed(before.items())), dict(reversed(after.items())))
    assert sorted(backwards, key=lambda r: r.region) == sorted(rows, key=lambda r: r.region)


def test_simpson_warns_for_each_of_its_reasons() -> None:
    """Two thirds of the weight against the total; one part alone; a rate effect of the other sign."""
    changes = {"a": Fraction(-1), "b": Fraction(-2), "c": Fraction(9)}
    weights = {"a": Fraction(40), "b": Fraction(40), "c": Fraction(20)}
    found = find_simpson(changes, weights)
    assert (found.against, found.flipped_by, bool(found)) == (Fraction(4, 5), "c", True)
    assert find_simpson({"a": Fraction(1), "b": Fraction(2)}, weights) == find_simpson({}, {})
    assert find_simpson({"a": Fraction(1)}, weights, rate_effect=Fraction(-1)).is_rate_opposite
    assert not find_simpson({"a": Fraction(1), "b": Fraction(-1)}, weights)


def test_part_that_falls_while_the_whole_rises_is_selective() -> None:
    """-14 % without fraud, +14 % with it: the percentages are those of the OSR's letter of February 2022, the counts
    behind them made up."""
    parts: dict[str, tuple[Fraction | None, Fraction | None]] = {
        "without fraud": (Fraction(50), Fraction(43)),
        "fraud": (Fraction(50), Fraction(71)),
    }
    found = check_subset((Fraction(100), Fraction(114)), "without fraud", parts)
    assert found.is_selective
    assert (found.part.percent, found.total.percent) == (Fraction(-14), Fraction(14))
    assert [other.points for other in found.others] == [21]
    assert not check_subset((Fraction(100), Fraction(114)), "fraud", parts).is_selective


def test_mean_of_rates_without_weights_is_found() -> None:
    """Rates of 10 and 30 on 900 and 100 people: the mean is 12, not 20."""
    values, bases = [Fraction(10), Fraction(30)], [Fraction(900), Fraction(100)]
    assert check_average(Fraction(20), 0, values, bases).mistake == "mean"
    assert check_average(Fraction(40), 0, values, bases).mistake == "sum"
    right = check_average(Fraction(12), 0, values, bases)
    assert (right.mistake, right.correct) == ("", Fraction(12))
    assert check_average(Fraction(17), 0, values, bases).mistake == ""


def test_a_right_mean_is_no_mistake_though_it_is_the_plain_one() -> None:
    """Equal bases: the plain mean is the right one."""
    assert check_average(Fraction(20), 0, [Fraction(10), Fraction(30)], [Fraction(5)] * 2).mistake == ""


@pytest.mark.parametrize(
    "call",
    [
        lambda: check_average(Fraction(1), 0, [], []),
        lambda: check_average(Fraction(1), 0, [Fraction(1)], [Fraction(0)]),
        lambda: compare_structure({"a": Fraction(0)}, {"a": Fraction(1)}),
        lambda: compute_shift_share({}, {("N", "a"): Fraction(1)}),
    ],
)
def test_what_has_no_base_is_refused(call: object) -> None:
    """No weights, an empty composition, no total before: an error, never a number."""
    with pytest.raises(ValueError, match=r"\w"):
        call()  # type: ignore[operator]
