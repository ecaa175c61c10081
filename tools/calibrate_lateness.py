"""How often the interval of a nowcast holds, and how far its middle is off, on real registers and on invented ones.

Run by `make calibrate`; writes its tables into docs/methods/nowcast.md. The seed is fixed, so that a second run changes
nothing. Real registers lie in ../shared; where they are absent, their table stays as it is.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from scipy import stats

from esep.answers import Answers, open_dataset
from esep.answers.delays import list_offences, read_two_dates
from esep.cube.build import build_dataset
from esep.model.period import Period
from esep.model.question import Question
from esep.sources.dataset import find_dataset_folder, load_definition
from esep.statistics.nowcast import USUAL, Rows, Setting, nowcast

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "methods" / "nowcast.md"
SEED = 20250214
REPEATS = 400
# The last month, the two before it, and the last twelve together.
LAGS = (range(1), range(1, 2), range(2, 3), range(12))
# The total and so many of the kinds of offence that have most cases.
LARGEST = 10
# Name, folder, event scope, and how many months after its own a month counts as known.
REGISTERS = (
    ("St. Louis", "st-louis", "A01-stlouis-2015-2017", "slmpd_occurred", 12),
    ("St. Louis", "st-louis", "A01-stlouis-2015-2017", "slmpd_occurred", 6),
    ("Mexico City", "mexico-city", "A03-mexico-city-liberty", "fgj_occurred", 12),
)
# What is registered 0 to 12 months after its month, as the frauds and as all crimes of St. Louis about are.
SLOW = (0.62, 0.18, 0.06, 0.03, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005)
QUICK = (0.92, 0.05, 0.012, 0.005, 0.003, 0.002, 0.002, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001)
HEADS = (
    "mean known",
    "error as it is",
    "error of the nowcast",
    "held, chance alone",
    "held, from past errors",
)


@dataclass(frozen=True)
class Check:
    """One nowcast held to what came: known and final count, the expected one, whether either interval held."""

    known: int
    final: int
    expected: float
    is_held_by_chance: bool
    is_held: bool


def list_checks(rows: Rows, lags: range, setting: Setting, ends: Sequence[int]) -> Iterator[Check | None]:
    """Yield a check for each end: what was known then, the nowcast, what is known now; `None` where none is given."""
    for end in ends:
        known_then = [row[: end - month] for month, row in enumerate(rows[:end])]
        found = nowcast(known_then, lags, setting)
        if found.expected is None or found.low is None or found.high is None:
            yield None
            continue
        final = sum(sum(rows[end - 1 - lag][: setting.longest + 1]) for lag in lags)
        rest = final - found.registered
        share = found.registered / (found.registered + found.expected) if found.expected else 1.0
        low, high = bound_by_chance(found.registered, share)
        is_held = found.low <= rest <= found.high
        yield Check(found.registered, final, found.registered + found.expected, low <= rest <= high, is_held)


def bound_by_chance(known: int, share: float) -> tuple[float, float]:
    """Return the 95 % range of the rest if each event were registered in time with the same chance, as many assume."""
    if not known or share >= 1:
        return 0.0, 0.0
    law = stats.nbinom(known, share)
    return float(law.ppf(0.025)), float(law.ppf(0.975))


def sum_up(checks: Sequence[Check], write_share: Callable[[Sequence[bool]], str]) -> list[str]:
    """Return the cells of a table on checks: completeness, errors of the raw figure and of the nowcast, coverage."""
    seen = [check for check in checks if check.final]
    raw = [1 - check.known / check.final for check in seen]
    errors = [abs(check.expected / check.final - 1) for check in seen]
    return [
        f"{100 * mean(check.known / check.final for check in seen):.1f} %",
        f"{100 * median(map(abs, raw)):.1f} %",
        f"{100 * median(errors):.1f} %",
        write_share([check.is_held_by_chance for check in checks]),
        write_share([check.is_held for check in checks]),
    ]


def write_plain(held: Sequence[bool]) -> str:
    """Return a share of real checks, which have no error of simulation."""
    return f"{100 * mean(held):.1f} %"


def write_simulated(held: Sequence[bool]) -> str:
    """Return a share of simulated checks with its Monte-Carlo error, one standard error."""
    share = mean(held)
    return f"{100 * share:.1f} ± {100 * max(share * (1 - share) / len(held), 0.25 / len(held) ** 2) ** 0.5:.1f}"


def read_series(answers: Answers, scope: str) -> Sequence[Rows]:
    """Return the triangles of the total and of its largest parts."""
    question = Question("total", scope, answers.definition.default_region, Period.year(2017))
    found = []
    for code in ("total", *list_offences(answers, "total")):
        dates = read_two_dates(answers, question, code)
        triangle = None if dates is None else dates.make_triangle()
        if triangle is not None and len(triangle) and not triangle.is_net:
            found.append(triangle.rows)
    return sorted(found, key=lambda rows: -sum(map(sum, rows)))[: LARGEST + 1]


def judge_registers(store: Path) -> Iterator[list[str]]:
    """Yield the lines of the table on real registers."""
    for name, dataset, folder, scope, longest in REGISTERS:
        definition = load_definition(dataset)
        build_dataset(definition, find_dataset_folder(dataset), [DATA / folder / "original"], store)
        series = read_series(open_dataset(dataset, store), scope)
        setting = replace(USUAL, longest=longest)
        months = len(series[0])
        for lags in LAGS:
            # As many months before as delays go back, and the month judged is complete by the end of the data.
            ends = range(max(longest, lags.stop) + 1, months - longest + lags.start + 1)
            checks = [check for rows in series for check in list_checks(rows, lags, setting, ends)]
            given = [check for check in checks if check is not None]
            lag = str(lags.start) if len(lags) == 1 else f"{lags.start} to {lags.stop - 1}"
            yield [name, str(longest), lag, str(len(ends)), f"{len(given):,}", *sum_up(given, write_plain)]


def invent(shares: Sequence[float], level: int, spread: float, rng: np.random.Generator) -> Rows:
    """Return 36 months of a mean level; `spread` is how far the delays of a month stray from the shares (0: not).

    They are drawn from a Dirichlet distribution around the shares: the smaller its sum, the more a month is its own.
    """
    rows: list[list[int]] = []
    for _ in range(36):
        total = int(rng.poisson(level))
        own: Any = shares if not spread else rng.dirichlet(np.array(shares) / spread)
        rows.append([int(n) for n in rng.multinomial(total, np.array(own) / sum(own))])
    return rows


def simulate() -> Iterator[list[str]]:
    """Yield the lines of the table on invented registers: the last month known at the end of two years."""
    for name, shares in (("slow", SLOW), ("quick", QUICK)):
        for level in (40, 400, 4000):
            for spread in (0.0, 0.01):
                rng = np.random.default_rng([SEED, level, round(1000 * spread), len(name)])
                found = []
                for _ in range(REPEATS):
                    rows = invent(shares, level, spread, rng)
                    found += [check for check in list_checks(rows, range(1), USUAL, [24]) if check is not None]
                words = "its own in each month" if spread else "the same in all"
                yield [name, f"{level:,}", words, *sum_up(found, write_simulated)]


def write_table(heads: Sequence[str], lines: Iterator[list[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (list(heads), ["---"] * len(heads), *lines)) + "\n"


def fill(page: str, name: str, table: str) -> str:
    """Return a page with the table of a name written anew."""
    mark = re.compile(rf"(<!-- calibration: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    assert mark.search(page), f"the page has no place for {name}"
    return mark.sub(lambda match: match[1] + table, page)


def main() -> None:
    """Write both tables; without the real registers only the simulated one."""
    page = PAGE.read_text(encoding="utf-8")
    page = fill(page, "nowcast_simulated", write_table(("delays", "a month", "shares", *HEADS), simulate()))
    if DATA.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            heads = ("register", "known after", "lag", "cut-offs", "checks", *HEADS)
            page = fill(page, "nowcast_real", write_table(heads, judge_registers(Path(folder))))
    else:
        print("the real registers of ../shared are absent: their table was left as it is")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
