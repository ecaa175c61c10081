"""What is found out about one claim, from which its report is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from esep.claims.claim import Candidate, Evidence
from esep.claims.reading import Reading
from esep.claims.verdicts.weigh import Weighed
from esep.model.interval import Interval
from esep.model.remark import Remark


@dataclass
class Judgement:
    """A verdict in the making: everything that a claim says beyond what was read in the text.

    `fits` is another reading, made of names of the text, that the number fits where it does not fit its own.
    """

    reading: Reading
    verdict: str
    reason: Remark
    rounding: str = ""
    diagnosis: str = ""
    true_value: Fraction | None = None
    interval: Interval | None = None
    evidence: tuple[Evidence, ...] = ()
    cautions: list[Remark] = field(default_factory=list)
    alternatives: list[Remark] = field(default_factory=list)
    question: str = ""
    readings: tuple[Candidate, ...] = ()
    fits: Reading | None = None

    def take(self, weighed: Weighed | None) -> bool:
        """Take over a verdict with its reason, if there is one, and return whether there was."""
        if weighed is None:
            return False
        self.verdict, self.reason = weighed.verdict, weighed.reason
        self.diagnosis = weighed.diagnosis
        return True
