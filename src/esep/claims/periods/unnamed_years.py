"""Numbers of a year that only a word tells: "above the lockdown year", "the peak of the last ten years was 23,104"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, Sentence
from esep.claims.periods.against import shares_clause
from esep.claims.periods.bound import tells_when
from esep.language.dates import PeriodMention

# ", when 41,961 were recorded", "above the lockdown year": which year that was nobody has said.
WHEN_NUMBER = re.compile(r",\s(?:when|когда)\s[^,;.()\d]{0,40}$", re.IGNORECASE)
UNNAMED_YEAR = re.compile(
    r"(?:\s(?:more|less|fewer|higher|lower|up|down))?\s(?:above|below|than(?: in)?|over|on|against|from)\sthe\s"
    r"(?:[^\W\d]+[\s-]){1,2}year\b(?!\s(?:before|earlier)[,.;])",
    re.IGNORECASE,
)
# "The peak of the last ten years was 23,104": in which of them nobody says.
PEAK = re.compile(
    r"(?<!\w)(?:peak|maximum|minimum|trough|high|low)(?:\s[^\W\d]+){0,7}?\s(?:was|is|of|at|stood at|came to)\s$",
    re.IGNORECASE,
)


def is_of_unnamed_year(mention: Mention, inside: Sequence[PeriodMention], sentence: Sentence, found: Found) -> bool:
    """Return whether a number is of a year, or set against one, that only a word tells: "the lockdown year"."""
    if WHEN_NUMBER.search(found.text, sentence.start, mention.start):
        return not any(tells_when(p, mention, found.text) for p in inside)
    is_peak = PEAK.search(found.text, sentence.start, mention.start) is not None
    if is_peak and not any(
        tells_when(p, mention, found.text) or shares_clause(p, mention, sentence) for p in inside if p.first
    ):
        return True
    return mention.base is None and UNNAMED_YEAR.match(found.text, mention.end) is not None
