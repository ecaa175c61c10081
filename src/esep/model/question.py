"""A question to the data, and its one canonical text form, which is also the permalink.

Grammar (words are separated by spaces, any order; the canonical order is the one shown):

    MEASURE[ATTRIBUTE] [OPERATION] scope:SCOPE region:REGION period:PERIOD

    OPERATION  share-of:MEASURE       part of a whole, in per cent; share-of:MEASURE@REGION: of a wider region's whole
               change-from:PERIOD     per cent of the base
               difference-from:PERIOD in units
               fold-from:PERIOD       the larger of the two divided by the smaller
               rate-per:BASE          per head, e.g. rate-per:10000

Operations that ask for a method (docs/methods has a page for each):

               trend-since:PERIOD     direction and pace of the years since then, in per cent a year
               bases-from:PERIOD      what any other base year would have given in place of this one
               scan-from:PERIOD       which parts and regions stand out among all of them
               drivers-from:PERIOD    how much of a change is population, how much is rate
               parts-from:PERIOD      what each part contributed to a change, in percentage points
               structure-from:PERIOD  how the composition changed between two periods
               severity-from:PERIOD   change of the total weighted by severity
               lateness               how long registration takes after the event
               nowcast                what a recent period will come to when all is registered
               season                 the value of a month without what the season does to it
               signal                 whether a period is unusual for its own history
               effect-of:PERIOD       level and slope before and after a dated measure
               outlook-to:PERIOD      an interval for a coming year, from the series' own pace
               pace-to:VALUE@PERIOD   the yearly pace that a target needs, beside all past paces
               compare-regions        regions beside each other, with limits of chance
"""

from __future__ import annotations

from dataclasses import dataclass

from esep.model.period import Period

# Operation -> what stands after the colon.
OPERANDS = {
    "level": "",
    "share-of": "whole",
    "change-from": "period",
    "difference-from": "period",
    "fold-from": "period",
    "rate-per": "rate_base",
    "trend-since": "period",
    "bases-from": "period",
    "scan-from": "period",
    "drivers-from": "period",
    "parts-from": "period",
    "structure-from": "period",
    "severity-from": "period",
    "lateness": "",
    "nowcast": "",
    "season": "",
    "signal": "",
    "effect-of": "period",
    "outlook-to": "period",
    "pace-to": "target",
    "compare-regions": "",
}
OPERATIONS = tuple(OPERANDS)
# Those that ask for a method; the others are computed from one or two cells.
METHODS = OPERATIONS[OPERATIONS.index("trend-since") :]


@dataclass(frozen=True)
class Question:
    """What is asked: a measure in a scope, a region and a period, and what to do with it.

    `base_period` is the other period that an operation names: a base, the first year of a trend, the time of a measure,
    the year of an outlook or a target. `whole_region` is set only for a share whose whole belongs to another region
    than the part, `target` only for a pace.
    """

    measure: str
    scope: str
    region: str
    period: Period
    attribute: str = ""
    operation: str = "level"
    base_period: Period | None = None
    whole: str = ""
    whole_region: str = ""
    rate_base: int = 0
    target: str = ""

    def __str__(self) -> str:
        measure = f"{self.measure}[{self.attribute}]" if self.attribute else self.measure
        operand = self._write_operand()
        operation = "" if self.operation == "level" else f"{self.operation}{':' if operand else ''}{operand} "
        return f"{measure} {operation}scope:{self.scope} region:{self.region} period:{self.period}"

    def _write_operand(self) -> str:
        kind = OPERANDS[self.operation]
        if kind == "whole":
            return f"{self.whole}@{self.whole_region}" if self.whole_region else self.whole
        if kind == "rate_base":
            return str(self.rate_base)
        if kind == "target":
            return f"{self.target}@{self.base_period}"
        return str(self.base_period) if kind == "period" else ""
