"""Suppression and its audit: the table of the papers, what holds for every table, and a choice that is not enough."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, kron

from esep.cube.audit import LinkedTable, Reader, audit, find_interval, refuse_unsafe
from esep.cube.suppression import suppress
from esep.model.disclosure import DisclosureRules
from esep.problems import EsepError

FISCHETTI_SALAZAR = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]


def make_table(inner: Any) -> LinkedTable:
    """Return a table of rows and columns with their sums and the sum of all, in the last row and column."""
    inner = np.array(inner)
    rows, columns = (np.vstack([np.eye(size), np.ones((1, size))]) for size in inner.shape)
    return LinkedTable(inner.ravel(), csr_matrix(kron(rows, columns)))


def attack(inner: Any, is_hidden: Any, place: tuple[int, int]) -> tuple[float, float]:
    """Return what one inner number can be, by equations that are written for rows and columns alone."""
    inner, is_hidden = np.array(inner), np.array(is_hidden).reshape(len(inner) + 1, -1)
    height, width = inner.shape
    rows, truths = [], []
    for row, column in itertools.product(range(height + 1), range(width + 1)):
        if not is_hidden[row, column]:
            line = np.zeros(inner.shape)
            line[slice(None) if row == height else row, slice(None) if column == width else column] = 1
            rows.append(line.ravel())
            truths.append((line * inner).sum())
    costs = np.zeros(inner.shape)
    costs[place] = 1
    equations = {"A_eq": np.array(rows), "b_eq": truths} if rows else {}
    low, high = (linprog(way * costs.ravel(), **equations, bounds=(0, None)) for way in (1, -1))
    return low.fun, np.inf if high.status == 3 else -high.fun


def test_the_table_of_fischetti_and_salazar_hides_the_least_sum() -> None:
    """To protect 22 to 17..30, 8, 17 and 12 are hidden with it, 59 in all; a reader knows no more than 5..30."""
    table = make_table(FISCHETTI_SALAZAR)
    place = 1 * 4 + 2
    is_hidden = suppress(table, {place: (17, 30)})
    assert sorted(table.numbers[is_hidden]) == [8, 12, 17, 22]
    assert table.numbers[is_hidden].sum() == 59
    assert find_interval(Reader.of(table, is_hidden), place) == pytest.approx((5, 30))
    assert attack(FISCHETTI_SALAZAR, is_hidden, (1, 2)) == pytest.approx((5, 30))


def test_no_choice_of_a_smaller_sum_would_do() -> None:
    """Every other choice of numbers to hide beside 22 that costs less than 59 was tried: a reader comes nearer."""
    inner = [number for row in FISCHETTI_SALAZAR for number in row]
    others = [place for place in range(9) if inner[place] != 22]
    tried = 0
    for size in range(1, 4):
        for chosen in itertools.combinations(others, size):
            if sum(inner[place] for place in chosen) + 22 < 59:
                is_hidden = np.zeros((4, 4), dtype=bool)
                for place in (*chosen, 5):
                    is_hidden[divmod(place, 3)] = True
                low, high = attack(FISCHETTI_SALAZAR, is_hidden, (1, 2))
                assert low > 17 or high < 30
                tried += 1
    # By hand, of 20 50 10 8 19 17 32 12: seven alone, thirteen pairs and two of three cost less than 37.
    assert tried == 7 + 13 + 2


TABLES = st.integers(2, 5).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@settings(max_examples=40, deadline=None)
@given(inner=TABLES, threshold=st.integers(3, 6))
def test_what_must_be_hidden_cannot_be_computed(inner: list[list[int]], threshold: int) -> None:
    """Every small number, computed from all that is shown, can be anything from 0 to the threshold; zeros are shown."""
    table = make_table(inner)
    rules = DisclosureRules("suppression", threshold=threshold)
    numbers = table.numbers
    ranges = {
        int(place): rules.find_range(int(numbers[place]))
        for place in np.flatnonzero((numbers > 0) & (numbers < threshold))
    }
    is_hidden = suppress(table, ranges)
    assert not is_hidden[numbers == 0].any()
    assert is_hidden[list(ranges)].all()
    found = audit(Reader.of(table, is_hidden), ranges)
    assert found.find_failures(ranges) == []
    for place in ranges:
        row, column = divmod(place, len(inner[0]) + 1)
        if row < len(inner) and column < len(inner[0]):
            low, high = attack(inner, is_hidden, (row, column))
            assert (low, high - low) <= (1e-6, np.inf)
            assert high - low >= threshold - 1e-6


def test_many_small_numbers_are_hidden_at_once() -> None:
    """A table with hundreds of small numbers is protected as well, and none of them can be computed."""
    generator = np.random.default_rng(1)
    inner = generator.poisson(4, (18, 14))
    table = make_table(inner)
    rules = DisclosureRules("suppression", threshold=5, protection_low=1, protection_high=1)
    numbers = table.numbers
    places = np.flatnonzero((numbers > 0) & (numbers < 5)).tolist()
    ranges = {place: rules.find_range(int(numbers[place])) for place in places}
    assert len(ranges) > 100
    is_hidden = suppress(table, ranges)
    assert not is_hidden[-1]
    for place in places[::10]:
        low, high = attack(inner, is_hidden, divmod(place, 15))
        assert low <= numbers[place] - 1 + 1e-6
        assert high >= numbers[place] + 1 - 1e-6


def test_an_audit_that_fails_lets_nothing_through() -> None:
    """Where only 22 is hidden, its row gives it away: the audit finds that, and the error says how many there are."""
    table = make_table(FISCHETTI_SALAZAR)
    place = 1 * 4 + 2
    is_hidden = np.zeros(16, dtype=bool)
    is_hidden[place] = True
    ranges = {place: (17, 30)}
    found = audit(Reader.of(table, is_hidden), ranges)
    assert found.find_failures(ranges) == [place]
    with pytest.raises(EsepError) as caught:
        refuse_unsafe(found, ranges, scope="s", period="2024")
    assert [(problem.code, problem.facts) for problem in caught.value.problems] == [
        ("disclosure-unsafe", {"count": "1", "scope": "s", "period": "2024"})
    ]


def test_a_part_is_no_larger_than_its_whole_for_a_reader() -> None:
    """Two numbers of which one is part of the other: the published whole limits what the hidden part can be."""
    table = LinkedTable(np.array([7, 3]), csr_matrix(np.eye(2)), ((1, 0),))
    hidden = np.array([False, True])
    assert find_interval(Reader.of(table, hidden), 1) == pytest.approx((0, 7))
    assert find_interval(Reader.of(table, np.array([True, True])), 1) == pytest.approx((0, np.inf))
