"""Whether a bare per cent is a share by what stands beside it: points of change behind it, or how offences ended."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import is_outcome
from esep.language.roles import find_words, match_after

# "48.7 per cent, 0.6 points lower": only of a share points are told.
_POINTS_BEHIND = re.compile(
    r"\s?[,;(—–-]{0,2}\s?(?:[^\W\d]+\s){0,3}?[+−–-]?\s?(?P<number>\d+(?:[.,]\d+)?)(?!\d)", re.IGNORECASE
)
_STEP_REACH = 24
# "And came to 22.1%", "и составила 22,1%".
LONGEST_LEAD = 60
VALUE_BEFORE = re.compile(r"(?:составил\w*|составля\w*|достигл?\w*|stands? at|stood at|(?:came|comes) to|reach\w*)\s$")
# "5 пайызға өсті" is by so much.
DATIVE = ("ға", "ге", "қа", "ке")


# An item of a list whose verb stands behind the last one: "ұрлық – 18,3%-ға (2 875-тен 2 348-ге дейін);".
_ITEM_END = re.compile(r"\s?(?:\([^()\n]{0,80}\))?\s?(?:;|,?\n)")


def lacks_verb(mention: Mention, found: Found) -> bool:
    """Return whether a Kazakh per cent is BY so much and the verb comes with a later item of its list."""
    is_dative = found.language == "kk" and found.text[mention.numeral.end : mention.end].endswith(DATIVE)
    return is_dative and _ITEM_END.match(found.text, mention.end) is not None


def is_share_beside(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a per cent without BY, sign or word for a change is a share by what its clause says besides."""
    is_share = _has_points_behind(mention, sentence, found) or _follows_points(mention, found)
    return is_share or _tells_outcome(mention, sentence, found)


def has_share_suffix(text: str, mention: Mention) -> bool:
    """Return whether a Kazakh possessive is glued to the per cent: 34%-ы, 61%-ын, 42 пайызы."""
    tail = text[mention.numeral.end : mention.end].casefold()
    return tail.endswith(("-ы", "-і", "-ын", "-ін", "-ын", "пайызы", "пайызын"))


def _has_points_behind(mention: Mention, sentence: Sentence, found: Found) -> bool:
    next_number = _POINTS_BEHIND.match(found.text, mention.end, sentence.end)
    if next_number is None:
        return False
    return any(match_after(found.text, next_number.end(), found.language, name) for name in ("points", "bare_points"))


def _follows_points(mention: Mention, found: Found) -> bool:
    """Return whether a per cent is where points led: "доля выросла на 1,1 п. п. и составила 22,1%"."""
    last = found.mentions[-1] if found.mentions else None
    if last is None or last.sentence != mention.sentence or last.operator != "percentage_points":
        return False
    between = found.text[last.end : mention.start]
    if found.language == "kk":
        is_led = any(True for _ in find_words(found.text[mention.end : mention.end + _STEP_REACH], "kk", "share"))
    else:
        is_led = VALUE_BEFORE.search(between) is not None
    return is_led and len(between) <= LONGEST_LEAD


def _tells_outcome(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a per cent is that of offences cleared: no word for a change stands right before it.

    "Раскрываемость выросла на 2,2 % и достигла 81,4 %": the second number is where it stands.
    """
    clause = sentence.clause_of(mention.start)
    near = take_between(found.places, sentence.start, sentence.end)
    told = [p for p in near if p.kind == "attribute" and is_outcome(p.code) and sentence.clause_of(p.start) == clause]
    before = found.text[max(sentence.start, mention.start - _STEP_REACH) : mention.start]
    if found.language == "kk" and found.text[mention.numeral.end : mention.end].endswith(DATIVE):
        return False
    return bool(told) and not any(True for _ in find_words(before, found.language, "change_noun"))
