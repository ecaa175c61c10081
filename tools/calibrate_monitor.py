"""How often the methods of monitoring are wrong, by simulation: signals, charts, seasons, effects, funnels.

Run by `make calibrate`; writes its tables into the pages of the methods in docs/methods. The seed is fixed, so that a
second run changes nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from esep.statistics.charts import draw_laney, draw_xmr
from esep.statistics.early_warning import compute_ears, find_rises
from esep.statistics.funnel import compute_funnel
from esep.statistics.interrupted import estimate_effect
from esep.statistics.seasonal import adjust_season

ROOT = Path(__file__).resolve().parent.parent
SEED = 20250214
SERIES = 2000
YEARS = 2000
SEASONS = 200
EFFECTS = 200
FUNNELS = 200
LAST = 72
Counts = np.ndarray[Any, np.dtype[np.float64]]


def draw(rng: np.random.Generator, mean: Counts, dispersion: float) -> Counts:
    """Return counts with a mean and a variance that is `dispersion` times as large: Poisson, or negative binomial."""
    if dispersion <= 1:
        return rng.poisson(mean).astype(float)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(float)


def write_share(hits: float, total: int) -> str:
    """Return a share in per cent with its Monte-Carlo error (one standard error)."""
    share = hits / total
    return f"{100 * share:.1f} ± {100 * math.sqrt(max(share * (1 - share), 0.25 / total) / total):.1f}"


def count_false_rises() -> Iterator[tuple[str, ...]]:
    """Yield how often a month is called an unusual rise where nothing rose, and how often a real rise is found."""
    yield (
        "months",
        "level",
        "muan (used), no rise",
        "nbPlugin, no rise",
        "muan, rise by half",
        "muan, doubled",
        "EARS C1",
    )
    month = np.arange(LAST + 1)
    wave = np.exp(0.2 * np.sin(month * np.pi / 6))
    kinds = (
        ("Poisson", np.ones(LAST + 1), 1.0),
        ("variance 4 times Poisson", np.ones(LAST + 1), 4.0),
        ("season ±20 %, Poisson", wave, 1.0),
        ("season ±20 %, variance 4 times", wave, 4.0),
        ("falling 8 % a year", 0.92 ** (month / 12), 1.0),
        ("rising 8 % a year", 1.08 ** (month / 12), 1.0),
    )
    for name, shape, dispersion in kinds:
        for level in (5.0, 50.0, 500.0):
            rng = np.random.default_rng(SEED)
            counts = draw(rng, np.tile(level * shape, (SERIES, 1)), dispersion)
            found = [find_rises(counts).is_rise.sum(), find_rises(counts, method="nbPlugin").is_rise.sum()]
            for factor in (1.5, 2.0):
                risen = counts.copy()
                risen[:, -1] = draw(rng, np.full(SERIES, factor * level * shape[-1]), dispersion)
                found.append(find_rises(risen).is_rise.sum())
            found.append(sum(compute_ears(row[-8:].tolist(), has_floor=True).is_rise for row in counts))
            yield name, f"{level:g}", *(write_share(int(hits), SERIES) for hits in found)


def count_false_years() -> Iterator[tuple[str, ...]]:
    """Yield how often a year lies outside its chart where nothing changed: ten years before it make the limits."""
    yield "years", "level", "XmR", "Laney u'"
    kinds = (("Poisson", 1.0, 0.0), ("variance 10 times", 10.0, 0.0), ("AR(1) 0.6", 1.0, 0.6))
    for name, dispersion, correlation in kinds:
        for level in (20.0, 1000.0):
            rng = np.random.default_rng(SEED)
            found = [0, 0]
            for _ in range(YEARS):
                people = [1e6 * 1.01**year for year in range(11)]
                mean = np.full(11, level)
                if correlation:
                    noise = [float(rng.normal())]
                    for _ in range(10):
                        noise.append(correlation * noise[-1] + math.sqrt(1 - correlation**2) * float(rng.normal()))
                    mean = mean * np.exp(0.1 * np.array(noise))
                counts = draw(rng, mean, dispersion).tolist()
                found[0] += draw_xmr(counts[:-1]).is_outside(counts[-1])
                counts = draw(rng, mean * np.array(people) / 1e6, dispersion).tolist()
                found[1] += draw_laney(counts[:-1], people[:-1]).is_outside(counts[-1], people[-1])
            yield name, f"{level:g}", *(write_share(hits, YEARS) for hits in found)


def count_false_seasons() -> Iterator[tuple[str, ...]]:
    """Yield how often a season is seen where there is none, and where there is one, by the months at hand."""
    yield "months", "level", "no season", "season ±10 %", "season ±20 %"
    for months in (36, 48, 60, 120):
        for level in (15.0, 300.0):
            rng = np.random.default_rng(SEED)
            shares = []
            for size in (0.0, 0.1, 0.2):
                mean = level * np.exp(size * np.sin(np.arange(months) * np.pi / 6))
                hits = sum(adjust_season(rng.poisson(mean).tolist()).is_seasonal for _ in range(SEASONS))
                shares.append(write_share(hits, SEASONS))
            yield str(months), f"{level:g}", *shares


def cover_effects() -> Iterator[tuple[str, ...]]:
    """Yield how often the 95 % intervals of level and slope hold the truth, and how often a fall of 20 % is found."""
    yield "months", "before, after", "level, no change", "slope, no change", "level, -20 %", "fall of 20 % found"
    kinds = (
        ("Poisson", 1.0, 0.0),
        ("variance 4 times", 4.0, 0.0),
        ("AR(1) 0.3, 5 %", 1.0, 0.3),
        ("AR(1) 0.6, 5 %", 1.0, 0.6),
    )
    for name, dispersion, correlation in kinds:
        for before, after in ((24, 12), (36, 24), (60, 36)):
            rng = np.random.default_rng(SEED)
            hits = [0, 0, 0, 0]
            for _ in range(EFFECTS):
                for place, level in ((0, 0.0), (2, -0.2)):
                    change = _estimate(rng, (before, after), level, (dispersion, correlation))
                    hits[place] += change.level.low <= 100 * level <= change.level.high
                    if place:
                        hits[3] += change.level.high < 0
                    else:
                        hits[1] += change.slope.low <= 0 <= change.slope.high
            yield name, f"{before}, {after}", *(write_share(count, EFFECTS) for count in hits)


def _estimate(rng: np.random.Generator, months: tuple[int, int], level: float, noise: tuple[float, float]) -> Any:
    """Return the estimate of one simulated measure: 300 a month, a season, a fall of 3 % a year."""
    before, total = months[0], sum(months)
    place = np.arange(total)
    logs = math.log(300) + 0.15 * np.sin(place * np.pi / 6) + place / 12 * math.log(0.97)
    logs = logs + (place >= before) * math.log1p(level)
    if noise[1]:
        shock = [float(rng.normal())]
        for _ in range(total - 1):
            shock.append(noise[1] * shock[-1] + math.sqrt(1 - noise[1] ** 2) * float(rng.normal()))
        logs = logs + 0.05 * np.array(shock)
    counts = draw(rng, np.exp(logs), noise[0])
    return estimate_effect(counts.tolist(), [30.4] * total, place.tolist(), before)


def count_false_regions() -> Iterator[tuple[str, ...]]:
    """Yield how many of 20 regions stand outside the limits where all have one risk, and where risks differ."""
    yield "regions", "expected", "outside 95 %", "outside 99.8 %", "plain limits, 95 %"
    for name, spread in (("one risk", 0.0), ("risks that differ by 20 %", 0.2)):
        for level in (10.0, 100.0, 1000.0):
            rng = np.random.default_rng(SEED)
            hits = [0, 0, 0]
            for _ in range(FUNNELS):
                expected = level * rng.uniform(0.3, 3, 20)
                risk = np.exp(spread * rng.normal(size=20))
                counts = rng.poisson(expected * risk).astype(float)
                scaled = (expected * counts.sum() / expected.sum()).tolist()
                rows = compute_funnel(counts.tolist(), scaled).rows
                hits[0] += sum(row.side != 0 for row in rows)
                hits[1] += sum(row.outside == "99.8" for row in rows)
                for place in range(0, 20, 5):
                    plain = compute_funnel(counts[place : place + 5].tolist(), scaled[place : place + 5]).rows
                    hits[2] += sum(row.side != 0 for row in plain)
            yield name, f"{level:g}", *(write_share(count, 20 * FUNNELS) for count in hits)


TABLES: dict[str, tuple[str, Callable[[], Iterator[tuple[str, ...]]]]] = {
    "signal_months": ("signal.md", count_false_rises),
    "signal_years": ("signal.md", count_false_years),
    "season_false": ("season.md", count_false_seasons),
    "effect_cover": ("effect.md", cover_effects),
    "regions_false": ("regions.md", count_false_regions),
}


def write_table(rows: Iterator[tuple[str, ...]]) -> str:
    """Return rows as a table of Markdown; the first is its head."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Write every table into its page, between `<!-- calibration: NAME -->` and `<!-- end -->`."""
    for name, (page, count) in TABLES.items():
        path = ROOT / "docs" / "methods" / page
        mark = re.compile(rf"(<!-- calibration: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
        table = write_table(count())
        text = path.read_text(encoding="utf-8")
        found = mark.search(text)
        assert found is not None, f"{page} has no mark {name}"
        path.write_text(text[: found.end(1)] + table + text[found.end() :], encoding="utf-8")
        print(f"{page}: {name}")


if __name__ == "__main__":
    main()
