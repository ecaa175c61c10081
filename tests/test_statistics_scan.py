"""Tests of a scan: false discoveries as published, and every row judged exactly as it is judged alone."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from esep.statistics.dispersion import estimate_dispersion
from esep.statistics.history import measure_movement, pool_movement
from esep.statistics.levels import judge_change, judge_trend
from esep.statistics.multiple import adjust_for_many, expect_false
from esep.statistics.scan import scan_changes

# Benjamini & Hochberg 1995, their example of 15 tests.
BENJAMINI = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1)  # fmt: skip


def test_false_discoveries_of_benjamini_and_hochberg() -> None:
    """Q: at q = .05 four discoveries where Bonferroni makes three; adjusted .0015 .0030 .0095 .035625 .0603."""
    adjusted = adjust_for_many(BENJAMINI)
    assert list(adjusted[:5]) == pytest.approx([0.0015, 0.0030, 0.0095, 0.035625, 0.0603])
    assert int((adjusted <= 0.05).sum()) == 4
    assert sum(p <= 0.05 / len(BENJAMINI) for p in BENJAMINI) == 3
    assert (adjust_for_many(BENJAMINI, are_dependent=True) >= adjusted).all()
    assert len(adjust_for_many([])) == 0
    assert expect_false(30, 0.1) == pytest.approx(3)


def make_register(rows: int = 60, seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[int]]:
    """Return counts before and after, previous years and months of many series, some of them short."""
    rng = np.random.default_rng(seed)
    months = rng.negative_binomial(8, 0.1, (rows, 60)).astype(float)
    years = np.cumsum(rng.normal(0, 0.1, (rows, 10)), axis=1)
    years = np.round(800 * np.exp(years))
    after = rng.poisson(years[:, -1] * rng.choice([0.4, 1.0, 1.0, 1.0], rows))
    years[:6, :5] = np.nan
    years[6:9, :8] = np.nan
    months[:4, :20] = np.nan
    months[4:8, :30] = np.nan
    return years, after, months, [place % 3 for place in range(rows)]


def test_every_row_is_judged_as_it_is_alone() -> None:
    """The p-values, levels and trends of a scan are those of one question after another, but for the adjustment."""
    years, after, months, groups = make_register()
    scan = scan_changes(years[:, -1], after, (365, 366), years, months, 3, groups)
    for row in range(len(after)):
        own = [float(count) for count in years[row] if not math.isnan(count)]
        recent = [float(count) for count in months[row] if not math.isnan(count)]
        movement = measure_movement(own) or pool_movement(
            own,
            [[float(c) for c in years[other] if not math.isnan(c)] for other in range(len(after))
             if other != row and groups[other] == groups[row]],
        )  # fmt: skip
        dispersion = estimate_dispersion(recent, (2 + 60 - len(recent)) % 12 + 1)
        before, later = float(years[row, -1]), float(after[row])
        alone = judge_change((before, before), (later, later), (365, 366), dispersion, movement)
        assert scan.chance_p[row] == pytest.approx(alone.test.p_value, rel=1e-9)
        assert (movement is None) == math.isnan(scan.history_p[row])
        if alone.history_p is not None:
            assert scan.history_p[row] == pytest.approx(alone.history_p, rel=1e-9)
        if scan.levels[row] == "L3":
            assert alone.level == "L3"
        else:
            assert scan.levels[row] == ("L2" if alone.level == "L3" else alone.level)
        trend = judge_trend(range(len(own) + 1), [*own, later])
        assert scan.trends[row] == (0 if trend is None else trend.direction)
    assert scan.standing_out > 0
    assert scan.allowed_false == pytest.approx(0.1 * scan.standing_out)


def test_the_order_of_the_rows_changes_nothing() -> None:
    """Regions and offences in another order have the same levels."""
    years, after, months, groups = make_register()
    order = list(range(len(after)))
    random.Random(2).shuffle(order)
    one = scan_changes(years[:, -1], after, (1, 1), years, months, 1, groups)
    other = scan_changes(
        years[order, -1], after[order], (1, 1), years[order], months[order], 1, [groups[place] for place in order]
    )
    assert [one.levels[place] for place in order] == list(other.levels)
    assert [one.trends[place] for place in order] == list(other.trends)


def test_a_scan_of_nothing_but_chance_hardly_points_at_anything() -> None:
    """3,000 series whose years move as they always did: hardly any stand out."""
    rng = np.random.default_rng(11)
    level = np.cumsum(rng.normal(0, 0.1, (3000, 10)), axis=1)
    years = np.round(5000 * np.exp(level))
    scan = scan_changes(years[:, -2], years[:, -1], (1, 1), years[:, :-1])
    assert (scan.history_p < 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert scan.standing_out <= 3


def test_without_years_or_months_only_chance_is_judged() -> None:
    """Two counts alone give L1 or L2, never more."""
    scan = scan_changes([100, 100, 0], [100, 160, 6])
    assert scan.levels == ("L1", "L2", "L2")
    assert scan.trends == (0, 0, 0)
    assert np.isnan(scan.history_p).all()
    assert scan.allowed_false == 0
