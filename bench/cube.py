"""How long a counted cube takes to open, and to answer, in one process."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from esep.cube.vintages import open_vintage
from esep.model.period import Period

QUESTIONS = 500


def measure_cube(store: Path, dataset: str) -> dict[str, Any]:
    """Return milliseconds: to open, for the first question, and for common and ad-hoc ones at the 50th and 99th."""
    started = time.perf_counter()
    cube, vintage = open_vintage(store, dataset)
    opened = time.perf_counter() - started
    dice = random.Random(1)
    scope = cube.scopes()[0]
    measures = cube.measures(scope)
    started = time.perf_counter()
    regions = sorted({cell.key.region for cell in cube.find(scope=scope, measure="total", period=Period.year(2020))})
    first = time.perf_counter() - started

    def ask_series() -> None:
        cube.find(scope=scope, measure=dice.choice(measures), attribute="", region=dice.choice(regions))

    def ask_regions() -> None:
        cube.find(scope=scope, measure=dice.choice(measures), attribute="", period=Period.year(2020))

    return {
        "cells": vintage.cells,
        "open_ms": round(1000 * opened, 1),
        "first_question_ms": round(1000 * first, 1),
        "series_of_a_region_ms": _take_times(ask_series),
        "all_regions_of_a_year_ms": _take_times(ask_regions),
    }


def _take_times(ask: Callable[[], None]) -> dict[str, float]:
    taken = []
    for _ in range(QUESTIONS):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    taken.sort()
    return {"p50": round(1000 * taken[QUESTIONS // 2], 3), "p99": round(1000 * taken[QUESTIONS * 99 // 100], 3)}
