"""What "offences" behind a number stands for: the kind told before, or all of them."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import KAZAKH_GENITIVE
from esep.claims.numbers.unit import stands_in_brackets
from esep.claims.place import Place
from esep.claims.reading import CHANGES
from esep.language.roles import match_after

# "Property crime, with 2,040 offenses, was ...", "shoplifting continued to rise, with 43,786 crimes".
APPOSED_WITH = re.compile(r"[^\d,;:()]*,\s(?:with|at|numbering|totalling|totaling)\s", re.IGNORECASE)
# "14,477 violent crimes, a rate of 249.9 offenses per 100,000".
RATE_OF = re.compile(
    r"[^\d;:.()]*,?\s(?:or|an?\s(?:[^\W\d]+\s)?rate\sof|that\sis|equivalent\sto|equal\sto)\s", re.IGNORECASE
)
# "Rose to 13,139, an additional 1,733 offences": with a conjunction they may be all offences.
JOINS = re.compile(r"\b(?:and|but|while|with|и|а|но|және|ал)\b", re.IGNORECASE)
# "16.0 percent were burglaries".
COPULA = re.compile(r"\s?(?:(?:is|are|was|were|being)\s(?:for\s)?)?", re.IGNORECASE)
# What may stand before the first word of a line.
BULLETS = " \n\t•·*–—-0123456789.)/"


# "(to 319,040)", "(from 12,263 to 11,439)": what brackets right behind a change print of it.
OPENING = re.compile(
    r"(?:\s(?:in|during|over|for|в|за)\s[^,;.()\d]{1,30}?)?\s?\((?:(?:to|from|до|с|со)\s)?", re.IGNORECASE
)
BETWEEN_ENDS = re.compile(r"\s(?:to|до|v\.?|vs\.?|versus|against|против)\s|\s?→\s?", re.IGNORECASE)


def find_bracketed(mention: Mention, found: Found) -> Mention | None:
    """Return the change behind which a level stands alone in brackets: "sexual crimes rose by 3% (14,996) and"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start][-1:]
    if mention.operator != "level" or not before or before[0].operator not in CHANGES:
        return None
    is_right_behind = OPENING.fullmatch(found.text, before[0].end, mention.start) is not None
    is_alone = found.text[mention.end : mention.end + 1] == ")"
    return before[0] if is_right_behind and is_alone and before[0].measure_place is not None else None


def find_bracketed_ends(mention: Mention, found: Found) -> Mention | None:
    """Return the change behind which brackets hold its two ends, one of them a number: "fell 6.7% (from 12 to 11)"."""
    inside = found.mentions_in(mention.sentence)
    at = next((at for at, one in enumerate(inside) if one is mention), 0)
    for first in (at, at - 1):
        if not 0 < first < len(inside) - 1 or inside[first - 1].operator not in CHANGES:
            continue
        change, one, other = inside[first - 1 : first + 2]
        is_pair = one.operator == other.operator == "level" and change.measure_place is not None
        is_opened = OPENING.fullmatch(found.text, change.end, one.start) is not None
        is_joined = BETWEEN_ENDS.fullmatch(found.text, one.end, other.start) is not None
        if is_pair and is_opened and is_joined and found.text[other.end : other.end + 1] == ")":
            return change
    return None


def find_apposed(general: Place, mention: Mention, found: Found) -> Mention | None:
    """Return the level of which a change is told at once: "robbery is no better: 1,008 offences, one more than"."""
    if mention.operator not in CHANGES or found.text[general.end : mention.start].strip(" (—–-\u00a0") not in ("", ","):
        return None
    counted = [m for m in found.mentions_in(mention.sentence) if m.end <= general.start][-1:]
    is_level = bool(counted) and counted[0].operator == "level" and is_noun_of(counted[0], general, found)
    return counted[0] if is_level else None


def find_meant(general: Place, mention: Mention, sentence: Sentence, places: list[Place], found: Found) -> Place | None:
    """Return the kind that "offences" right behind a number stands for: "robbery fell by 2%, to 77,939 offences".

    It does so at an end of a change, in brackets, and in a sentence that began with "Robbery:"; a word for all of them
    makes it mean what it says.
    """
    text = found.text
    if len(text[general.start : general.end].split()) > 1 or is_whole(general, found):
        return None
    counted = [m for m in found.mentions_in(mention.sentence) if m.end <= general.start][-1:]
    if not counted or not is_noun_of(counted[0], general, found):
        return None
    # What it stood for behind its own number it stands for with the next ones.
    mention = counted[0]
    before = [p for p in places if p.end <= mention.start and not p.is_general]
    if not before:
        return None
    kind, opening = before[-1], before[0]
    heads = not text[sentence.start : opening.start].strip(BULLETS) and text[opening.end : opening.end + 1] == ":"
    if heads:
        return opening if kind is opening else None
    between = text[kind.end : mention.start]
    # "Shoplifting rose to 131,183, or 359 offences a day", "..., an additional 22,676 offences".
    is_further = mention.operator in ("difference", "per_day")
    if is_further and take_between(found.mentions, kind.end, mention.start):
        return kind
    is_told_of = ":" in between or stands_in_brackets(text, mention) or APPOSED_WITH.fullmatch(between) is not None
    is_told_of = is_told_of or (mention.operator == "difference" and not JOINS.search(between))
    is_told_of = is_told_of or (mention.operator == "rate" and RATE_OF.fullmatch(between) is not None)
    return kind if is_told_of or mention.part in ("from", "to") else None


def is_whole(place: Place, found: Found) -> bool:
    """Return whether a Kazakh genitive makes a word for crimes the whole of shares: "132 778 құқық бұзушылықтың"."""
    return found.language == "kk" and KAZAKH_GENITIVE.search(found.text, place.start, place.end) is not None


def is_noun_of(mention: Mention, place: Place, found: Found) -> bool:
    """Return whether a number counts what stands right behind it: "1,615 thefts", "9 cases of theft", "15% rapes"."""
    if mention.operator == "share" and found.language == "en":
        return COPULA.fullmatch(found.text, mention.end, place.start) is not None
    span = match_after(found.text, mention.end, found.language, "cases")
    between = found.text[span[1] if span else mention.end : place.start]
    return between.strip() in ("", "of") and (mention.unit in ("count", "per_day") or mention.operator == "rate")
