"""How many synthetic records of what there are on each day: published totals, shared out until nothing is left over."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.records.synthetic_rules import PER_MILLE, Offence, SyntheticRules
from esep.sources.dataset import load_definition
from esep.sources.published import read_published

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Shares = NDArray[np.float64]

# How exactly a total may be printed to be aimed at, the best first.
_PRECISIONS = ("exact", "rounded_to_100", "rounded_to_1000", "truncated_to_100")
_DAY_STREAM, _REGION_STREAM, _DIRTY_STREAM = 1, 2, 3


@dataclass(frozen=True)
class Request:
    """What somebody asks for: a number of rows, or a multiple of the published totals; and from which seed.

    `dirty` is the share of rows with a planted fault, `None` for the one the definition declares. `chunk_rows` are made
    and written at a time, in whole days: so much is held in memory, and the rows hang on it.
    """

    seed: int
    rows: int | None = None
    scale: Fraction | None = None
    first_year: int | None = None
    last_year: int | None = None
    dirty: Fraction | None = None
    chunk_rows: int = 1_000_000


@dataclass(frozen=True)
class Span:
    """Days in which districts have the same shares: their numbers in the rules, and up to where each one reaches."""

    first: int
    last: int
    districts: Numbers
    reach: Shares


@dataclass(frozen=True)
class Chunk:
    """Days whose rows are made together; days and rows are counted from 0, `row` and `fault` are the first ones."""

    index: int
    first: int
    last: int
    row: int
    fault: int
    faults: int


@dataclass(frozen=True)
class Plan:
    """Everything that is decided before a row is made.

    `slots` has a row for each day and a column for each state and offence; the states are those of `states`, the
    counted one first. `faults` are the numbers of the kinds of faults in the order in which they are planted.
    """

    rules: SyntheticRules
    request: Request
    years: range
    states: tuple[str, ...]
    slots: Numbers
    faults: NDArray[np.int8]
    spans: tuple[Span, ...]
    chunks: tuple[Chunk, ...]

    @property
    def label(self) -> str:
        """Return what stands in every row."""
        return f"{self.rules.label} seed={self.request.seed}"

    @property
    def rows(self) -> int:
        """Return how many rows there are, faulty ones too."""
        return int(self.slots.sum()) + len(self.faults)

    def count_faults(self) -> dict[str, int]:
        """Return how many rows have each kind of fault."""
        return {kind: int((self.faults == place).sum()) for place, kind in enumerate(self.rules.kinds)}

    def count_states(self) -> dict[str, int]:
        """Return how many rows without fault are in each state."""
        width = len(self.rules.offences)
        return {
            state: int(self.slots[:, place * width : (place + 1) * width].sum())
            for place, state in enumerate(self.states)
        }

    def count_years(self) -> dict[int, int]:
        """Return how many counted rows are registered in each year."""
        found, day = {}, 0
        for year in self.years:
            days = _count_days(year)
            found[year] = int(self.slots[day : day + days, : len(self.rules.offences)].sum())
            day += days
        return found


def make_plan(rules: SyntheticRules, request: Request) -> Plan:
    """Return what is to be made; raise `EsepError` (`synthetic-uncovered`) where a day has no offence or district."""
    import numpy as np

    totals = read_totals(rules)
    years = _choose_years(rules, request, totals["total"])
    targets = [_aim(rules, year, totals) for year in years]
    counted, others, faulty = _share_rows(rules, request, years, targets)
    slots = np.vstack(
        [
            _share_days(rules, request.seed, year, [counted[place], *(other[place] for other in others)])
            for place, year in enumerate(years)
        ]
    )
    if not slots.sum():
        raise EsepError(Problem("use-rows", facts={"value": str(request.rows or request.scale)}))
    kinds = np.repeat(np.arange(len(rules.kinds), dtype=np.int8), apportion(faulty, [1.0] * len(rules.kinds)))
    np.random.default_rng([request.seed, _DIRTY_STREAM]).shuffle(kinds)
    return Plan(
        rules=rules,
        request=request,
        years=years,
        states=(rules.counted, *rules.states),
        slots=slots,
        faults=kinds,
        spans=tuple(_list_spans(rules, request.seed, years)),
        chunks=tuple(_list_chunks(slots.sum(axis=1), len(kinds), request.chunk_rows)),
    )


def read_totals(rules: SyntheticRules) -> dict[str, dict[int, int]]:
    """Return the totals of years that the calibration dataset has, by measure; the most exactly printed one of each."""
    source: Definition = load_definition(rules.calibration)
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for cell in read_published(source).cells:
        key = cell.key
        is_wanted = (key.scope, key.region, key.attribute, key.unit) == (rules.scope, rules.region, "", "count")
        if not is_wanted or not key.period.is_year or key.base_period or cell.precision not in _PRECISIONS:
            continue
        assert cell.value is not None
        rank, years = _PRECISIONS.index(cell.precision), found.setdefault(key.measure, {})
        year = key.period.start.year
        if year not in years or rank < years[year][0]:
            years[year] = (rank, int(cell.value))
    return {measure: {year: value for year, (_, value) in years.items()} for measure, years in found.items()}


def _choose_years(rules: SyntheticRules, request: Request, known: Mapping[int, int]) -> range:
    """Return the years asked for, within those that are declared or published; problem `use-years` for others."""
    first = rules.years[0] if request.first_year is None else request.first_year
    last = rules.years[1] if request.last_year is None else request.last_year
    low, high = min(rules.years[0], *known), max(rules.years[1], *known)
    if not low <= first <= last <= high:
        facts = {"first": str(first), "last": str(last), "known": f"{low}-{high}"}
        raise EsepError(Problem("use-years", facts=facts))
    return range(first, last + 1)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers that add up to a total and are proportional to weights, by largest remainders."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [weight * (total / whole) for weight in weights]
    found = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: (found[place] - exact[place], place))
    for place in order[: total - sum(found)]:
        found[place] += 1
    return found


def _aim(rules: SyntheticRules, year: int, totals: Mapping[str, Mapping[int, int]]) -> dict[str, float]:
    """Return what a year should have of each calibrated measure and, called "", of all the others.

    Published totals are taken as they are; for the rest the share of the year's total is drawn between its neighbours.
    """
    known = totals["total"]
    total = known[min(known, key=lambda other: (abs(other - year), other))]
    published, assumed = {}, {}
    for measure in dict.fromkeys(one.calibrated for one in rules.offences if one.calibrated):
        if not any(one.calibrated == measure and _share_of_year(one, year) for one in rules.offences):
            continue
        if year in totals.get(measure, {}) and year in known:
            published[measure] = float(totals[measure][year])
        else:
            shares = {one: totals[measure][one] / known[one] for one in totals.get(measure, {}) if one in known}
            shares |= {one: share / PER_MILLE for one, share in rules.assumed.get(measure, {}).items()}
            assumed[measure] = total * _draw(shares, year)
    room = total - sum(published.values())
    wanted = sum(assumed.values())
    factor = room / wanted if wanted > room else 1.0
    assumed = {measure: value * factor for measure, value in assumed.items()}
    return {**published, **assumed, "": room - sum(assumed.values())}


def _draw(known: Mapping[int, float], year: int) -> float:
    """Return the value of a year on the line between its neighbours, or that of the nearest year outside them."""
    points = sorted(known.items())
    if not points:
        return 0.0
    for (first, low), (last, high) in pairwise(points):
        if first <= year <= last:
            return low + (high - low) * (year - first) / (last - first)
    return points[0][1] if year < points[0][0] else points[-1][1]


def _share_rows(
    rules: SyntheticRules, request: Request, years: range, targets: Sequence[Mapping[str, float]]
) -> tuple[list[list[int]], list[list[list[int]]], int]:
    """Return the counted rows by year and offence, the same for each other state, and how many rows are faulty."""
    dirty = Fraction(rules.dirty, PER_MILLE) if request.dirty is None else request.dirty
    dirty = dirty if rules.kinds else Fraction(0)
    totals = [sum(target.values()) for target in targets]
    away = {state: Fraction(share, PER_MILLE) for state, share in rules.states.items()}
    if request.rows is not None:
        faulty = round(request.rows * dirty)
        sizes = [round((request.rows - faulty) * share) for share in away.values()]
        by_year = apportion(request.rows - faulty - sum(sizes), totals)
    else:
        assert request.scale is not None
        by_year = [round(round(total) * request.scale) for total in totals]
        clean = Fraction(sum(by_year)) / (1 - sum(away.values(), Fraction(0)))
        sizes = [round(clean * share) for share in away.values()]
        faulty = round((sum(by_year) + sum(sizes)) * dirty / (1 - dirty))
    counted = [_share_offences(rules, *one) for one in zip(years, by_year, targets, strict=True)]
    flat = [float(value) for row in counted for value in row]
    width = len(rules.offences)
    others = []
    for size in sizes:
        found = apportion(size, flat)
        others.append([found[start : start + width] for start in range(0, len(found), width)])
    return counted, others, faulty


def _share_offences(rules: SyntheticRules, year: int, rows: int, target: Mapping[str, float]) -> list[int]:
    """Return how many rows of a year each offence gets."""
    found = [0] * len(rules.offences)
    for measure, size in zip(target, apportion(rows, list(target.values())), strict=True):
        places = [place for place, one in enumerate(rules.offences) if one.calibrated == measure]
        weights = [rules.offences[place].weight * _share_of_year(rules.offences[place], year) for place in places]
        if size and not sum(weights):
            raise EsepError(Problem("synthetic-uncovered", facts={"year": str(year), "table": "offences"}))
        for place, number in zip(places, apportion(size, weights), strict=True):
            found[place] = number
    return found


def _share_of_year(offence: Offence, year: int) -> float:
    """Return for which part of a year an offence is valid."""
    first = max(offence.valid_from, datetime.date(year, 1, 1))
    last = min(offence.valid_to, datetime.date(year, 12, 31))
    return max((last - first).days + 1, 0) / _count_days(year)


def _share_days(rules: SyntheticRules, seed: int, year: int, states: Sequence[Sequence[int]]) -> Numbers:
    """Return the rows of a year by day, and by state and offence: seasonal, weekly, and never quite as expected."""
    import numpy as np

    random = np.random.default_rng([seed, _DAY_STREAM, year])
    days = [datetime.date(year, 1, 1) + datetime.timedelta(place) for place in range(_count_days(year))]
    months = _vary(random, rules.month_variation, 12) * np.array(rules.months)
    weights = np.array(
        [
            months[day.month - 1] / calendar.monthrange(year, day.month)[1] * rules.weekdays[day.weekday()]
            for day in days
        ]
    )
    columns = []
    for state in states:
        for offence, rows in zip(rules.offences, state, strict=True):
            is_valid = np.array([offence.valid_from <= day <= offence.valid_to for day in days])
            shares = weights * is_valid
            columns.append(random.multinomial(rows, shares / shares.sum()) if rows else np.zeros(len(days), np.int64))
    return np.column_stack(columns)


def _list_spans(rules: SyntheticRules, seed: int, years: range) -> Iterator[Span]:
    """Yield the spans of the years: a month, or a part of one where districts change in the middle of it."""
    import numpy as np

    random = np.random.default_rng([seed, _REGION_STREAM])
    regions = list(dict.fromkeys(one.region for one in rules.districts))
    start = datetime.date(years[0], 1, 1)
    edges = {one.valid_from for one in rules.districts}
    edges |= {one.valid_to + datetime.timedelta(1) for one in rules.districts if one.valid_to < datetime.date.max}
    for year in years:
        for month in range(1, 13):
            first = datetime.date(year, month, 1)
            after = first + datetime.timedelta(calendar.monthrange(year, month)[1])
            strays = dict(zip(regions, _vary(random, rules.region_variation, len(regions)), strict=True))
            cuts = sorted({first, after, *(edge for edge in edges if first < edge < after)})
            for low, high in pairwise(cuts):
                here = [i for i, one in enumerate(rules.districts) if one.valid_from <= low <= one.valid_to]
                if not here:
                    raise EsepError(Problem("synthetic-uncovered", facts={"year": str(low), "table": "districts"}))
                weights = [rules.districts[i].weight * strays[rules.districts[i].region] for i in here]
                reach = np.cumsum(weights) / np.sum(weights)
                yield Span((low - start).days, (high - start).days - 1, np.array(here), reach)


def _list_chunks(rows: Numbers, faults: int, limit: int) -> Iterator[Chunk]:
    """Yield chunks of whole days, each with its share of the faulty rows."""
    total, made, first, size = int(rows.sum()), 0, 0, 0
    index = planted = 0
    for day, count in enumerate(rows.tolist()):
        size += count
        is_last = day == len(rows) - 1
        if not is_last and size + int(rows[day + 1]) <= limit:
            continue
        until = (made + size) * faults // total if total else 0
        if size:
            yield Chunk(index, first, day, made + planted, planted, until - planted)
            index += 1
        made, planted, first, size = made + size, until, day + 1, 0


def _vary(random: Any, variation: float, size: int) -> Shares:
    """Return factors around 1 with a coefficient of variation."""
    import numpy as np

    if not variation:
        return np.ones(size)
    found: Shares = random.gamma(1 / variation**2, variation**2, size)
    return found


def _count_days(year: int) -> int:
    return 366 if calendar.isleap(year) else 365
