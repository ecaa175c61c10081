"""A question to the data, and its one canonical text form, which is also the permalink.

Grammar (words are separated by spaces, any order; the canonical order is the one shown):

    MEASURE[ATTRIBUTE] [OPERATION] scope:SCOPE region:REGION period:PERIOD

    OPERATION  share-of:MEASURE       part of a whole, in per cent; share-of:MEASURE@REGION: of a wider region's whole
               change-from:PERIOD     per cent of the base
               difference-from:PERIOD in units
               fold-from:PERIOD       the larger of the two divided by the smaller
               rate-per:BASE          per head, e.g. rate-per:10000
"""

from __future__ import annotations

from dataclasses import dataclass

from esep.model.period import Period

OPERATIONS = ("level", "share-of", "change-from", "difference-from", "fold-from", "rate-per")


@dataclass(frozen=True)
class Question:
    """What is asked: a measure in a scope, a region and a period, and what to do with it.

    `whole_region` is set only for a share whose whole belongs to another region than the part.
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

    def __str__(self) -> str:
        measure = f"{self.measure}[{self.attribute}]" if self.attribute else self.measure
        whole = f"{self.whole}@{self.whole_region}" if self.whole_region else self.whole
        operand = {
            "level": "",
            "share-of": whole,
            "rate-per": str(self.rate_base),
        }.get(self.operation, str(self.base_period))
        operation = f"{self.operation}:{operand} " if self.operation != "level" else ""
        return f"{measure} {operation}scope:{self.scope} region:{self.region} period:{self.period}"
