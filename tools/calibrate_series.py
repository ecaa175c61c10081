"""How often the methods on long series are wrong: by simulation, and on real series beside the project.

Run by `make calibrate`; writes its tables into docs/methods/trend.md and docs/methods/outlook.md. The seed is fixed, so
that a second run changes nothing. Real data lie in ../shared; where they are absent, those rows are left out.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from esep.statistics.joinpoint import fit_joinpoints
from esep.statistics.level_shift import suggest_shifts
from esep.statistics.mann_kendall import find_rank_trend
from esep.statistics.monthly_outlook import project_month
from esep.statistics.outlook import project_year
from esep.statistics.trend import describe_trend

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SEED = 20250214
REPEATS = 500
Series = list[float]

FBI_KINDS = ("homicide", "robbery", "aggravated_assault", "burglary", "larceny", "motor_vehicle_theft")
MONTHS = (
    "ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO",
    "JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE", "DICIEMBRE",
)  # fmt: skip


def simulate(rng: np.random.Generator, n: int, correlation: float, scatter: float = 0.1) -> Series:
    """Return a series without any trend whose logarithms scatter with a lag-1 correlation."""
    noise = [float(rng.normal())]
    for _ in range(n - 1):
        noise.append(correlation * noise[-1] + math.sqrt(1 - correlation**2) * float(rng.normal()))
    return [1000 * math.exp(scatter * value) for value in noise]


def write_share(hits: int, total: int) -> str:
    """Return a share in per cent with its Monte-Carlo error (one standard error)."""
    share = hits / total
    return f"{100 * share:.1f} ± {100 * math.sqrt(max(share * (1 - share), 0.25 / total) / total):.1f}"


def count_false_joinpoints() -> Iterator[tuple[str, ...]]:
    """Yield how often a joinpoint is found where nothing changed, by length, correlation and penalty."""
    yield "points", "AR(1)", "p = 2", "p = 3", "p = 4", "3, or 4 if correlated", "specification p = 2, 3, 4"
    known = {(18, 0.0): "13, 6.7, 1.3", (18, 0.4): "48, 23, 13", (33, 0.0): "9, 0, 0", (33, 0.4): "45, 16, 6"}
    for n in (18, 33):
        for correlation in (0.0, 0.4):
            rng = np.random.default_rng(SEED)
            found = [0, 0, 0, 0]
            for _ in range(REPEATS):
                values = simulate(rng, n, correlation)
                for place, penalty in enumerate((2, 3, 4, None)):
                    fit = fit_joinpoints(range(n), values, weights=[1.0] * n, penalty=penalty)
                    found[place] += fit is not None and bool(fit.joinpoints)
            shares = [write_share(hits, REPEATS) for hits in found]
            yield str(n), str(correlation), *shares, known[n, correlation]


def count_false_trends() -> Iterator[tuple[str, ...]]:
    """Yield how often a trend is found where there is none: the rank test three ways, and the words of level LT."""
    yield "points", "AR(1)", "plain", "Hamed-Rao", "the larger p (used)", "level LT"
    for n in (8, 12, 18, 33):
        for correlation in (0.0, 0.4):
            rng = np.random.default_rng(SEED)
            found = [0, 0, 0, 0]
            for _ in range(REPEATS):
                values = simulate(rng, n, correlation)
                rank = find_rank_trend(values)
                trend = describe_trend(range(n), values, weights=[1.0] * n)
                assert rank is not None
                found[0] += rank.plain < 0.05
                found[1] += rank.corrected is not None and rank.corrected < 0.05
                found[2] += rank.is_clear()
                found[3] += trend is not None and trend.is_named
            yield str(n), str(correlation), *(write_share(hits, REPEATS) for hits in found)


def cover_paces() -> Iterator[tuple[str, ...]]:
    """Yield how often the 95 % intervals of APC and AAPC hold the truth, and how often LT finds a real fall."""
    yield "points", "bend after", "% a year before, after", "APC of the last stretch", "AAPC", "level LT"
    for n, bend, before, after in ((9, 3, -18.0, -7.7), (18, 8, -4.9, 2.0), (18, 0, 0.0, -3.0), (33, 15, 3.0, -4.9)):
        rng = np.random.default_rng(SEED)
        slopes = [math.log1p(percent / 100) for percent in (before, after)]
        rise = [slopes[0] * min(t, bend) + slopes[1] * max(t - bend, 0) for t in range(n)]
        mean = 100 * math.expm1((rise[-1] - rise[0]) / (n - 1))
        hits = [0, 0, 0]
        for _ in range(REPEATS):
            values = [math.exp(7 + level + 0.05 * float(rng.normal())) for level in rise]
            trend = describe_trend(range(n), values, weights=[1.0] * n)
            assert trend is not None
            fit = trend.fit
            hits[0] += fit.last.change.low <= after <= fit.last.change.high
            hits[1] += fit.average.low <= mean <= fit.average.high
            hits[2] += trend.is_named
        shares = (write_share(count, REPEATS) for count in hits)
        yield str(n), str(bend) if bend else "none", f"{before:g}, {after:g}", *shares


def hint_at_shifts() -> Iterator[tuple[str, ...]]:
    """Yield how often a shift of level is suggested: where there is none, and where the level drops in the middle."""
    yield (
        "points",
        "AR(1)",
        "no change",
        "-5 % a year",
        "a bend to -8 % a year",
        "random walk",
        "-20 % at once",
        "-40 % at once",
    )
    for n in (10, 18, 33):
        for correlation in (0.0, 0.4):
            rng = np.random.default_rng(SEED)
            half = n // 2
            lines: tuple[Callable[[int], float], ...] = (
                lambda t: 0.0,
                lambda t: -0.05 * t,
                lambda t, half=half: -0.08 * max(0, t - half),  # type: ignore[misc]
            )
            steps = [lambda t, half=half, drop=drop: math.log(1 - drop) * (t >= half) for drop in (0.2, 0.4)]
            found = [_count_hints(rng, n, correlation, line) for line in (*lines, None, *steps)]
            yield str(n), str(correlation), *(write_share(hits, REPEATS) for hits in found)


def _count_hints(rng: np.random.Generator, n: int, correlation: float, line: Callable[[int], float] | None) -> int:
    """Return in how many series about a line on the log scale, or without one in how many walks, a shift is seen."""
    hits = 0
    for _ in range(REPEATS):
        noise = simulate(rng, n, correlation)
        values = walk(rng, n, "plain") if line is None else [v * math.exp(line(t)) for t, v in enumerate(noise)]
        hits += bool(suggest_shifts(range(n), values))
    return hits


def walk(rng: np.random.Generator, n: int, kind: str) -> Series:
    """Return a random walk of logarithms: plain, with a drift of -5 % a year, with correlated changes, or Poisson."""
    changes = [0.1 * value for value in rng.normal(size=n)]
    if kind == "drift -5 % a year":
        changes = [change - 0.05 for change in changes]
    elif kind == "changes that go together (AR 0.4)":
        changes = [math.log(value / 1000) for value in simulate(rng, n, 0.4)]
    logs = np.cumsum(changes) + 7
    if kind == "counts near 5":
        return [float(rng.poisson(5 * math.exp(level - 7))) for level in logs]
    return [math.exp(level) for level in logs]


def list_fbi() -> list[Series]:
    """Return the yearly series of states and kinds in the FBI's estimates, 1979 to 2022."""
    file = DATA / "B01-fbi-estimated-crimes" / "original" / "estimated_crimes_1979_2022.csv"
    if not file.exists():
        return []
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for kind in FBI_KINDS:
                if row["state_abbr"] and row[kind]:
                    found[row["state_abbr"], kind][int(row["year"])] = float(row[kind])
    return [[by_year[year] for year in sorted(by_year)] for by_year in found.values() if len(by_year) == 44]


def read_mexico() -> dict[tuple[str, str], Series]:
    """Return the months of states and modalities in Mexico, January 1997 to December 2016."""
    file = DATA / "B05-mexico-states" / "original" / "IDE-1997-2017.csv"
    if not file.exists():
        return {}
    found: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0] * 12))
    with file.open(encoding="latin-1") as lines:
        for row in csv.DictReader(lines):
            months = found[row["ENTIDAD"], row["MODALIDAD"]][int(row["AÑO"])]
            for place, month in enumerate(MONTHS):
                months[place] += float(row[month] or 0)
    whole = {key: by_year for key, by_year in found.items() if all(year in by_year for year in range(1997, 2017))}
    return {key: [v for year in range(1997, 2017) for v in by_year[year]] for key, by_year in whole.items()}


def list_mexico() -> list[Series]:
    """Return the yearly series of states and modalities in Mexico, 1997 to 2016."""
    return [[sum(months[at : at + 12]) for at in range(0, len(months), 12)] for months in read_mexico().values()]


def cover_years(series: Sequence[Series], least: float = 0, most: float = math.inf) -> list[str]:
    """Return how many checks there were, and the coverage one, two and three years ahead of every origin."""
    hits, total, widths = [0, 0, 0], [0, 0, 0], [[0.0], [0.0], [0.0]]
    for values in series:
        for origin in range(9, len(values)):
            if not least <= values[origin - 1] < most:
                continue
            for ahead in (1, 2, 3):
                if origin + ahead > len(values):
                    continue
                outlook = project_year(values[:origin], ahead)
                assert outlook is not None
                total[ahead - 1] += 1
                hits[ahead - 1] += outlook.low <= values[origin + ahead - 1] <= outlook.high
                widths[ahead - 1].append(outlook.high / max(outlook.value, 0.5) - 1)
    shares = [f"{100 * hit / max(count, 1):.1f}" for hit, count in zip(hits, total, strict=True)]
    half = f"{100 * float(np.median(widths[0])):.0f}"
    return [str(len(series)), str(total[0]), *shares, half]


def cover_outlooks() -> Iterator[tuple[str, ...]]:
    """Yield the coverage of yearly outlooks on simulated and on real series."""
    yield "series", "how many", "checks", "1 year", "2 years", "3 years", "median reach upwards, 1 year, %"
    for kind in ("random walk", "drift -5 % a year", "changes that go together (AR 0.4)", "counts near 5"):
        rng = np.random.default_rng(SEED)
        yield kind, *cover_years([walk(rng, 12, kind) for _ in range(REPEATS)])
    for name, series in (("FBI, states by kind, 1979-2022", list_fbi()), ("Mexico, states, 1997-2016", list_mexico())):
        if series:
            yield f"{name}: 20 cases or more", *cover_years(series, 20)
            yield f"{name}: fewer than 20", *cover_years(series, 0, 20)


def cover_months() -> Iterator[tuple[str, ...]]:
    """Yield the coverage of monthly outlooks on Mexican series, from the end of 2005 and of 2015."""
    yield "months ahead", "checks", "held", "median widening"
    everything = read_mexico()
    series = [months for (_, kind), months in sorted(everything.items()) if "HOMICIDIO" in kind or "ROBO COMUN" in kind]
    for ahead in (1, 6, 12):
        hits, widened = 0, []
        tried = [(months, origin) for months in series[:16] for origin in (108, 228)]
        for months, origin in tried:
            outlook = project_month(months[origin - 72 : origin], ahead)
            assert outlook is not None
            hits += outlook.low <= months[origin + ahead - 1] <= outlook.high
            widened.append(outlook.widened)
        if tried:
            yield str(ahead), str(len(tried)), write_share(hits, len(tried)), f"{float(np.median(widened)):.2f}"


TABLES: dict[str, tuple[str, Callable[[], Iterator[tuple[str, ...]]]]] = {
    "joinpoints": ("trend", count_false_joinpoints),
    "trends": ("trend", count_false_trends),
    "paces": ("trend", cover_paces),
    "shifts": ("trend", hint_at_shifts),
    "outlooks": ("outlook", cover_outlooks),
    "months": ("outlook", cover_months),
}


def write_table(rows: Iterator[tuple[str, ...]]) -> str:
    """Return rows as a table of Markdown, the first as its head."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def main() -> None:
    """Write every table into its page, between `<!-- calibration: NAME -->` and `<!-- end -->`."""
    for name, (page, compute) in TABLES.items():
        file = ROOT / "docs" / "methods" / f"{page}.md"
        text = file.read_text(encoding="utf-8")
        table = write_table(compute())
        mark = re.compile(rf"(<!-- calibration: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
        file.write_text(mark.sub(lambda match, table=table: match[1] + table, text), encoding="utf-8")  # type: ignore[misc]
        print(name, table, sep="\n")


if __name__ == "__main__":
    main()
