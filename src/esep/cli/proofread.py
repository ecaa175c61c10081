"""Reading our own texts with the checker before they go out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from esep.answers import Answers
from esep.bulletin import Passage, Proofread
from esep.claims import check
from esep.language.write import write_amount
from esep.model.period import Period
from esep.problems import EsepError

# Days after a period in which its bulletin appears: "last year" in it is the year before the one it speaks of.
APPEARS_AFTER = datetime.timedelta(days=30)
FAULTS = ("wrong", "inconsistent")


def make_proofreader(answers: Answers, period: Period) -> Proofread:
    """Return a function that names the words of a text which the data, or the text itself, contradict."""
    day = period.end + APPEARS_AFTER

    def proofread(passage: Passage) -> Sequence[tuple[str, str]]:
        try:
            report = check(passage.text, answers, date=day, language=passage.language)
        except EsepError:
            return ()
        return [
            (
                claim.span,
                "?"
                if claim.true_value is None
                else write_amount(claim.true_value, claim.unit, max(claim.decimals, 0), passage.language),
            )
            for claim in report.claims
            if claim.verdict in FAULTS
        ]

    return proofread
