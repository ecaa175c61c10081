"""Synthetic records as columns of numbers, a chunk of days at a time; a chunk depends on the seed and itself alone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from esep.records.synthetic_plan import Chunk, Plan
from esep.records.synthetic_rules import KINDS, PER_MILLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[Any]

_ROW_STREAM = 4
_EPOCH = datetime.date(1970, 1, 1)
_DAY, _HOUR = 86_400, 3_600
# Most registrations are entered in the afternoon.
_BUSIEST_SECOND = 15 * _HOUR
_DAMAGE_SPREAD = 1.1
# A date before any register, and one well after the month of registration.
_IMPOSSIBLE_DAY = (datetime.date(1899, 12, 30) - _EPOCH).days
_DAYS_LATE = 40


def make_rows(plan: Plan, chunk: Chunk) -> dict[str, Column]:
    """Return the columns of a chunk in the order of registration.

    `number` counts rows of the whole file from 0; `leaf`, `district`, `state` and `label` are places in lists, those of
    the rules and, behind them, texts that are wrong; `second` and the days are counted from 1970.
    """
    import numpy as np

    random = np.random.default_rng([plan.request.seed, _ROW_STREAM, chunk.index])
    second, slot, faulty = _place_rows(plan, chunk, random)
    day = second // _DAY
    start = (datetime.date(plan.years[0], 1, 1) - _EPOCH).days
    state, leaf = np.divmod(slot, len(plan.rules.offences))
    rows = {
        "number": np.arange(chunk.row, chunk.row + len(second)),
        "second": second + start * _DAY,
        "state": state.astype(np.int16),
        "leaf": leaf.astype(np.int16),
        "district": _choose_districts(plan, day, random),
        **_choose_days(plan, second + start * _DAY, random),
        **_choose_attributes(plan, leaf, random),
        **_choose_amounts(plan, leaf, random),
        "label": np.zeros(len(second), np.int16),
    }
    _plant(plan, rows, faulty, plan.faults[chunk.fault : chunk.fault + chunk.faults])
    return rows


def _place_rows(plan: Plan, chunk: Chunk, random: np.random.Generator) -> tuple[Column, Column, Column]:
    """Return second and slot of every row, and which rows are to be faulty: each follows the row it is a copy of."""
    import numpy as np

    counts = plan.slots[chunk.first : chunk.last + 1]
    slot = np.repeat(np.tile(np.arange(counts.shape[1], dtype=np.int32), len(counts)), counts.ravel())
    day = np.repeat(np.arange(chunk.first, chunk.last + 1), counts.sum(axis=1))
    second = day * _DAY + random.triangular(0, _BUSIEST_SECOND, _DAY - 1, len(day)).astype(np.int64)
    order = np.argsort(second, kind="stable")
    if not chunk.faults:
        return second[order], slot[order], np.zeros(0, np.int64)
    origins = np.sort(random.choice(len(order), chunk.faults, replace=False))
    order = np.insert(order, origins + 1, order[origins])
    return second[order], slot[order], origins + 1 + np.arange(chunk.faults)


def _choose_districts(plan: Plan, day: Column, random: np.random.Generator) -> Column:
    import numpy as np

    found = np.empty(len(day), np.int16)
    for span in plan.spans:
        low, high = np.searchsorted(day, (span.first, span.last + 1))
        if high > low:
            drawn = np.searchsorted(span.reach, random.random(high - low), side="right")
            found[low:high] = span.districts[np.minimum(drawn, len(span.districts) - 1)]
    return found


def _choose_days(plan: Plan, second: Column, random: np.random.Generator) -> dict[str, Column]:
    """Return the days of report and deed: mostly shortly before the registration, sometimes years."""
    import numpy as np

    delay, size = plan.rules.delay, len(second)
    reported = second - (random.exponential(delay.registration_hours, size) * _HOUR).astype(np.int64)
    is_long = random.random(size) < delay.long_share / PER_MILLE
    hours = random.exponential(delay.usual_hours, size)
    hours[is_long] = 24 * (1 + random.pareto(delay.long_shape_percent / 100, int(is_long.sum())))
    occurred = reported - (np.minimum(hours, delay.longest_days * 24) * _HOUR).astype(np.int64)
    return {"reported": (reported // _DAY).astype(np.int32), "occurred": (occurred // _DAY).astype(np.int32)}


def _choose_attributes(plan: Plan, leaf: Column, random: np.random.Generator) -> dict[str, Column]:
    import numpy as np

    found = {}
    for name in plan.rules.attributes:
        shares = np.array([one.attributes[name] / PER_MILLE for one in plan.rules.offences], np.float32)
        found[f"is_{name}"] = random.random(len(leaf), np.float32) < shares[leaf]
    return found


def _choose_amounts(plan: Plan, leaf: Column, random: np.random.Generator) -> dict[str, Column]:
    """Return damage, spread like a product of many causes, and victims."""
    import numpy as np

    medians = np.array([one.damage_median for one in plan.rules.offences], np.float64)
    damage = medians[leaf] * np.exp(_DAMAGE_SPREAD * random.standard_normal(len(leaf)))
    means = np.array([one.victims_percent / 100 for one in plan.rules.offences])
    more = random.poisson(np.maximum(means - 1, 0)[leaf])
    victims = more + (random.random(len(leaf)) < np.minimum(means, 1)[leaf])
    return {"damage": damage.astype(np.int64), "victims": victims.astype(np.int32)}


def _plant(plan: Plan, rows: dict[str, Column], faulty: Column, kinds: Column) -> None:
    """Put one fault into each faulty row: a copy, or a row of its own with one thing wrong."""
    places: dict[str, Column] = dict.fromkeys(KINDS, faulty[:0])
    places |= {kind: faulty[kinds == number] for number, kind in enumerate(plan.rules.kinds)}
    for kind in ("same_content", "other_content"):
        for column in rows.values():
            column[places[kind]] = column[places[kind] - 1]
    rows["damage"][places["other_content"]] += 1
    rows["leaf"][places["unknown_article"]] = len(plan.rules.offences)
    rows["leaf"][places["missing_article"]] = len(plan.rules.offences) + 1
    rows["district"][places["unknown_district"]] = len(plan.rules.districts)
    rows["occurred"][places["impossible_date"]] = _IMPOSSIBLE_DAY
    late = places["occurred_late"]
    rows["occurred"][late] = rows["second"][late] // _DAY + _DAYS_LATE
    rows["label"][places["wrong_label"]] = 1
