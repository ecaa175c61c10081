"""The methods that answer what no cell or pair of cells can: each in a file of its own, by its operation.

A method takes the dataset and the question and returns the figure that answers it, with its finding. Loading them is
cheap: the libraries of statistics are loaded by the functions that need them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from esep.answers import (
    bases,
    drivers,
    effect,
    outlook,
    pace,
    parts,
    regions,
    season,
    severity,
    share,
    signal,
    structure,
    trend,
)
from esep.answers.change import assess_change
from esep.answers.lateness import answer_lateness
from esep.answers.nowcast import answer_nowcast
from esep.answers.rate import assess_rate
from esep.answers.scan import answer_scan
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.question import Question

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# For an operation of its own: the figure that answers the question, and what the method found.
Method = Callable[["Answers", Question], tuple[Figure, Finding | None]]
# For an operation that is computed from cells: what can be said of its figure beyond the number.
Assessment = Callable[["Answers", Question, Figure], Finding | None]

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "trend-since": trend.answer,
        "bases-from": bases.answer,
        "outlook-to": outlook.answer,
        "pace-to": pace.answer,
        "drivers-from": drivers.answer,
        "parts-from": parts.answer,
        "structure-from": structure.answer,
        "severity-from": severity.answer,
        "scan-from": answer_scan,
        "season": season.answer,
        "signal": signal.answer,
        "effect-of": effect.answer,
        "compare-regions": regions.answer,
        "lateness": answer_lateness,
        "nowcast": answer_nowcast,
    }
)
ASSESSMENTS: Mapping[str, Assessment] = MappingProxyType(
    {
        "share-of": share.assess,
        "change-from": assess_change,
        "difference-from": assess_change,
        "fold-from": assess_change,
        "rate-per": assess_rate,
    }
)
