"""Whether a per cent is a value or a change, as words further off tell: "56.1%, up from 54.2%", "lost 63% of its"."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.language.roles import find_words, match_after, match_before

# How far behind a per cent the one may stand that it comes from.
REACH = 60
OR_AGAIN = re.compile(
    r"(?:\s(?:than|чем|in|в|over|on|the|of|a|за)){0,4}\s?,?\s(?:or|или|немесе|яғни)\s(?:by\s|на\s)?", re.IGNORECASE
)
# "Доля тяжких возросла на 6,2 % и составила 37,5 %": what a share came to is a share.
CAME_TO = re.compile(
    r"(?:составил[аио]?|составляет|достиг(?:ла|ло|ли)?|равн[ао]|reached|stood at|amounted to|came to|totall?ed)"
    r"\s(?:почти\s|около\s|nearly\s|about\s)?$",
    re.IGNORECASE,
)
SHARE_OF = re.compile(r"(?<!\w)(?:доля|удельный вес|share|proportion)\s", re.IGNORECASE)
VALUE_AHEAD = re.compile(r"\s\d+(?:[.,]\d+)?\s?(?:%|per ?cent|pc\b)")


def is_value(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a per cent is where a change begins or ends: "to 56.1%", "56.1% in 2024, up from 54.2%".

    In Russian what is counted stands right behind a share of it: "97,4% убийств".
    """
    if match_before(found.text, mention.start, found.language, "from"):
        mention.part = "from"
        return True
    if CAME_TO.search(found.text, sentence.start, mention.start) and SHARE_OF.search(
        found.text, sentence.start, mention.start
    ):
        return True
    near = take_between(found.places, mention.end, mention.end + 2) if found.language == "ru" else ()
    if match_before(found.text, mention.start, found.language, "to") or any(p.kind == "measure" for p in near):
        return True
    after = found.text[mention.end : min(sentence.end, mention.end + REACH)]
    spots = (end for _, end in find_words(after, found.language, "up_from"))
    return any(VALUE_AHEAD.match(after, spot) for spot in spots)


def says_again(mention: Mention, found: Found) -> bool:
    """Return whether a per cent says a difference before it in other words: "280 more than in 2011/12, or 12.2%"."""
    last = found.mentions[-1] if found.mentions else None
    if last is None or last.sentence != mention.sentence or last.operator != "difference" or last.unit != "count":
        return False
    between = found.text[last.end : mention.start]
    inside = take_between(found.periods, last.end, mention.start)
    for period in reversed(inside):
        between = between[: period.start - last.end] + between[period.end - last.end :]
    if OR_AGAIN.fullmatch(between) is None:
        return False
    mention.direction = last.direction
    return True


def says_loss(mention: Mention, found: Found) -> bool:
    """Return whether a per cent is what something lost or gained of itself: "lost 63% of its volume"."""
    text, language = found.text, found.language
    if match_after(text, mention.end, language, "of_itself") is None:
        return False
    for name, direction in (("lost", "down"), ("gained", "up")):
        if match_before(text, mention.start, language, name) is not None:
            mention.direction = direction
            return True
    return False
