"""Whether a claim was true of an earlier release of the figures."""

from __future__ import annotations

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.verdicts.evidence import amount_of
from esep.claims.verdicts.match import Attempt, try_reading
from esep.claims.verdicts.weigh import Weighed
from esep.model.remark import Fact, Remark

# A per cent without decimals meets an earlier release by accident; only what was printed exactly says that it was read.
LEAST_DIGITS = 3


def try_earlier(mention: Mention, attempt: Attempt, answers: Answers) -> Weighed | None:
    """Return that a claim fits an earlier vintage and no longer the present one; the latest such vintage is named."""
    if not attempt.reading.is_settled or mention.hedge or _count_digits(mention) < LEAST_DIGITS:
        return None
    for earlier in answers.open_earlier():
        then = try_reading(mention, attempt.reading, earlier, with_others=False)
        if then is not None and then.grade is not None and then.grade.verdict == "supported":
            facts: dict[str, Fact] = {
                "vintage": earlier.vintage,
                "old": amount_of(then.answer.figure),
                "value": amount_of(attempt.answer.figure),
            }
            return Weighed("superseded", Remark("claims.reason_superseded", facts))
    return None


def _count_digits(mention: Mention) -> int:
    return sum(char.isdigit() for char in mention.numeral.text)
