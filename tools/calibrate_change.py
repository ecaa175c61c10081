"""How often each level of a change is reached where nothing changed, and how often where something did.

Run by `make calibrate`; writes its tables into docs/methods/change.md and docs/methods/scan.md. The seed is fixed, so
that a second run changes nothing. Real series lie in ../shared; where they are absent, those tables stay as they are.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from esep.answers import open_dataset, parse_question
from esep.statistics.levels import judge_trend
from esep.statistics.monotone import find_rank_trends, judge_months
from esep.statistics.ratio import find_central_p
from esep.statistics.scan import Scan, scan_changes

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SEED = 20250214
REPEATS = 4000
YEARS = 10
FBI = ("homicide", "robbery", "aggravated_assault", "burglary", "larceny", "motor_vehicle_theft")
MONTHS = ("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO", "JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE",
          "NOVIEMBRE", "DICIEMBRE")  # fmt: skip
Rows = Iterator[tuple[str, ...]]
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class World:
    """A way in which counts arise while nothing changes: `name`, dispersion of months, what hangs together over time.

    `months` is the lag-1 correlation of the log of the monthly mean (standard deviation 0.15); `walk` the standard
    deviation of a step of the log from year to year, a series that always moves.
    """

    name: str
    dispersion: float = 1.0
    months: float = 0.0
    walk: float = 0.0


WORLDS = (
    World("Poisson"),
    World("overdispersed (phi 5)", dispersion=5.0),
    World("autocorrelated months (0.4)", dispersion=5.0, months=0.4),
    World("moves 10 % a year", dispersion=5.0, walk=0.1),
)


def simulate(world: World, mean: float, fall: float = 0.0, repeats: int = REPEATS) -> Array:
    """Return monthly counts of ten years with a season, the last year lower by a share; a row each."""
    rng = np.random.default_rng([SEED, round(mean), round(100 * fall), WORLDS.index(world)])
    length = 12 * YEARS
    log_mean = 0.2 * np.sin(2 * np.pi * np.arange(length) / 12) + np.zeros((repeats, 1))
    if world.months:
        noise = rng.normal(0, 0.15, (repeats, length))
        for place in range(1, length):
            noise[:, place] = world.months * noise[:, place - 1] + math.sqrt(1 - world.months**2) * noise[:, place]
        log_mean = log_mean + noise
    steps = np.cumsum(rng.normal(0, world.walk, (repeats, YEARS)), axis=1)
    mu = mean / 12 * np.exp(log_mean + np.repeat(steps, 12, axis=1))
    mu[:, -12:] *= 1 - fall
    if world.dispersion > 1:
        return rng.negative_binomial(mu / (world.dispersion - 1), 1 / world.dispersion).astype(float)
    return rng.poisson(mu).astype(float)


def judge(months: Array) -> tuple[Scan, Array]:
    """Return the scan of the last year against the one before, and the p of the exact comparison."""
    years = months.reshape(len(months), YEARS, 12).sum(axis=2)
    scan = scan_changes(years[:, -2], years[:, -1], (1, 1), years[:, :-1], months[:, -72:-12])
    return scan, find_central_p(years[:, -2], years[:, -1], 0.5)


def share(hits: Any) -> str:
    """Return a share in per cent with its Monte-Carlo error, one standard error."""
    found = float(np.mean(hits))
    error = math.sqrt(max(found * (1 - found), 0.25 / len(hits)) / len(hits))
    return f"{100 * found:.1f} ± {100 * error:.1f}"


def is_unusual(scan: Scan) -> Any:
    """Return which changes are L3 when each is the only one that is judged."""
    return (np.asarray(scan.levels) != "L1") & (scan.history_p < 0.05)


def count_false_alarms() -> Rows:
    """Yield how often each level is reached while nothing changes, and a trend is seen."""
    yield ("nothing changes", "events a year", "L2, exact only", "L2, with dispersion", "own history alone", "L3",
           "LT")  # fmt: skip
    for world in WORLDS:
        for mean in (60, 600, 6000):
            scan, exact = judge(simulate(world, mean))
            found = (exact < 0.05, np.asarray(scan.levels) != "L1", scan.history_p < 0.05, is_unusual(scan))
            yield world.name, f"{mean:,}", *(share(hits) for hits in found), share(np.asarray(scan.trends) != 0)


def count_power() -> Rows:
    """Yield how often a real fall in the last year is called L2 and L3."""
    yield ("the last year falls by", "events a year", *(f"{fall} %: L2 / L3" for fall in (10, 20, 40)))
    for world in WORLDS:
        for mean in (60, 600, 6000):
            cells = []
            for fall in (10, 20, 40):
                scan, _ = judge(simulate(world, mean, fall / 100, REPEATS // 4))
                cells.append(f"{share(np.asarray(scan.levels) != 'L1')} / {share(is_unusual(scan))}")
            yield world.name, f"{mean:,}", *cells


def count_monthly_alarms() -> Rows:
    """Yield how often Kendall's test of 24 months sees a trend where there is none."""
    yield "24 months without a trend", "Kendall", "the larger of Kendall and Hamed-Rao"
    rng = np.random.default_rng(SEED)
    for correlation in (0.0, 0.2, 0.4, 0.6):
        noise = rng.normal(size=(REPEATS // 4, 24))
        for place in range(1, 24):
            noise[:, place] = correlation * noise[:, place - 1] + math.sqrt(1 - correlation**2) * noise[:, place]
        plain = np.asarray([judge_months(list(row)).p_value for row in noise])
        careful = np.maximum(plain, find_rank_trends(noise)[1])
        yield f"autocorrelation {correlation}", share(plain < 0.05), share(careful < 0.05)


def count_false_discoveries() -> Rows:
    """Yield what share of the changes that stand out in a scan is false, where a tenth of the series really fell."""
    yield ("a tenth of 1,200 series falls by", "found of 120", "false among those found", "without FDR: false")
    world = WORLDS[3]
    for fall in (20, 40, 60):
        found, false, loose = [], [], []
        for turn in range(20):
            rng = np.random.default_rng([SEED, fall, turn])
            years = np.round(2000 * np.exp(np.cumsum(rng.normal(0, world.walk, (1200, YEARS)), axis=1)))
            years[:120, -1] = np.round(years[:120, -1] * (1 - fall / 100))
            scan = scan_changes(years[:, -2], years[:, -1], (1, 1), years[:, :-1])
            out, alone = np.asarray(scan.levels) == "L3", is_unusual(scan)
            found.append(out[:120].sum())
            false.append(out[120:].sum() / max(1, out.sum()))
            loose.append(alone[120:].sum() / max(1, alone.sum()))
        shares = (f"{100 * np.mean(kind):.0f} %" for kind in (false, loose))
        yield f"{fall} %", f"{np.mean(found):.0f}", *shares


def list_fbi() -> list[list[float]]:
    """Return yearly counts of states and offences in the United States, 1979 to 2022."""
    file = DATA / "B01-fbi-estimated-crimes" / "original" / "estimated_crimes_1979_2022.csv"
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for kind in FBI:
                if row["state_abbr"] and row[kind]:
                    found[row["state_abbr"], kind][int(row["year"])] = float(row[kind])
    return [[by_year[year] for year in sorted(by_year)] for by_year in found.values()]


def list_mexico() -> list[list[float]]:
    """Return yearly counts of states and kinds of offence in Mexico, 1997 to 2016."""
    file = DATA / "B05-mexico-states" / "original" / "IDE-1997-2017.csv"
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    with file.open(encoding="latin-1") as lines:
        for row in csv.DictReader(lines):
            if int(row["AÑO"]) < 2017:
                total = sum(float(row[month] or 0) for month in MONTHS)
                found[row["ENTIDAD"], row["MODALIDAD"]][int(row["AÑO"])] += total
    return [[by_year[year] for year in sorted(by_year)] for by_year in found.values() if len(by_year) == 20]


def judge_real_series() -> Rows:
    """Yield what the rules say of real changes from year to year: no null is known, so these are no false alarms."""
    yield "real series", "changes of 20 events or more", "L2, exact only", "own history p < 0.05", "L3", "LT"
    kinds = {"FBI, states x 6 offences, 1979-2022": list_fbi(), "Mexico, states x kinds, 1997-2016": list_mexico()}
    for name, series in kinds.items():
        before, after, years, trends = [], [], [], []
        for counts in series:
            for place in range(6, len(counts)):
                if min(counts[place - 1 : place + 1]) >= 20:
                    before.append(counts[place - 1])
                    after.append(counts[place])
                    years.append([math.nan] * max(0, 9 - place) + counts[max(0, place - 9) : place])
            trend = judge_trend(range(len(counts)), counts)
            trends.append(trend is not None and trend.direction != 0)
        scan = scan_changes(before, after, (1, 1), years)
        exact = find_central_p(before, after, 0.5)
        hits = (exact < 0.05, scan.history_p < 0.05, is_unusual(scan))
        shares = [f"{100 * float(np.mean(kind)):.1f} %" for kind in hits]
        yield name, f"{len(before):,}", *shares, f"{100 * float(np.mean(trends)):.0f} % of {len(trends)} series"


def judge_kazakhstan() -> Rows:
    """Yield the levels of the published series of Kazakhstan that are long enough for their own history."""
    yield "Committee, all offences", "change", "level", "own-history p", "a fall under this is usual"
    answers = open_dataset("kazakhstan")
    for year in (2023, 2024, 2025):
        question = parse_question(f"total change-from:{year - 1} period:{year}", answers.definition)
        answer = answers.ask(question, with_finding=True)
        finding = answer.finding
        if finding is None or finding.find("history_p") is None:
            continue
        names = ("history_p", "smallest_fall")
        p_value, fall = (float((e.value if (e := finding.find(name)) else None) or 0) for name in names)
        yield f"{year - 1} to {year}", answer.text("en"), finding.level, f"{p_value:.2f}", f"{fall:.0f} %"


TABLES = {
    "change_false": ("change", count_false_alarms),
    "change_power": ("change", count_power),
    "change_months": ("change", count_monthly_alarms),
    "change_kazakhstan": ("change", judge_kazakhstan),
    "scan_false": ("scan", count_false_discoveries),
}


def write_table(rows: Rows) -> str:
    """Return rows as a table of Markdown, the first of them its head."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def main() -> None:
    """Write every table into its page, between `<!-- calibration: NAME -->` and `<!-- end -->`."""
    tables = dict(TABLES)
    if DATA.exists():
        tables["change_real"] = ("change", judge_real_series)
    for name, (page, compute) in tables.items():
        file = ROOT / "docs" / "methods" / f"{page}.md"
        table = write_table(compute())
        print(name, table, sep="\n")
        mark = re.compile(rf"(<!-- calibration: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
        text = mark.sub(lambda match, table=table: match[1] + table, file.read_text(encoding="utf-8"))  # type: ignore[misc]
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
