"""A register that grows by a number: so many were entered, which is a count and no difference between two counts."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention

REACH = 60
_GROWS = {
    "en": re.compile(
        r"(?<!\w)(?<!\bin\sthe\s)(?:regist(?:er|ry|ries|ers)|databases?|police files)\s(?:has\s|have\s|had\s)?"
        r"(?:grew|grown|swelled|swollen|expanded|increased|lengthened)\sby\s(?:\w+\s)?$",
        re.IGNORECASE,
    ),
    "ru": re.compile(r"(?<!\w)(?:реестр|журнал|ЕРДР|база)\w*\s(?:за год\s)?пополни\w+\sна\s$", re.IGNORECASE),
}


def counts_entries(mention: Mention, found: Found) -> bool:
    """Return whether "the register grew by 64,529 offences" tells how many were entered; a per cent never does."""
    pattern = _GROWS.get(found.language)
    before = found.text[max(0, mention.numeral.start - REACH) : mention.numeral.start]
    return mention.unit == "count" and pattern is not None and pattern.search(before) is not None
