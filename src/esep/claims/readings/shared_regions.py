"""One region of several numbers, and the region of a whole: "30 homicides and 139 robberies in Maine"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import SHARES, find_counted_part, is_counted_whole
from esep.claims.numbers.unit import stands_in_brackets
from esep.claims.place import Place
from esep.claims.reading import Reading
from esep.language.roles import match_before
from esep.model.definition import Definition

# What a number counts, and the word that joins the next one.
NOUN_AND_JOINT = re.compile(r"\s(?:[^\W\d]+[\s-]){0,4}?[^\W\d]+(?:,|,?\s(?:and|и))\s", re.IGNORECASE)
NOUN = re.compile(r"\s(?:[^\W\d]+[\s-]){1,5}", re.IGNORECASE)
LONGEST_WHOLE = 60
OF_THE = re.compile(r"\s(?:of|из|от)\s(?:the\s|all\s|общего\sчисла\s|всех\s)*(?:[^\W\d]+\s){0,2}", re.IGNORECASE)
HAPPENED = re.compile(
    r"(?<!\w)(?:took place|take place|occurred|happened|(?:was|were|is|are)(?:\s[^\W\d]+)?)\s(?:in|within)\s(?:the\s)?$"
)


def find_shared_region(mention: Mention, regions: Sequence[Place], found: Found) -> Place | None:
    """Return the one region of a sentence, behind a list of numbers with their nouns of which this is one."""
    if found.language == "kk" or len({place.code for place in regions}) != 1 or mention.operator != "level":
        return None
    region = regions[0]
    listed = [m for m in take_between(found.mentions, mention.start, region.start) if m.sentence == mention.sentence]
    word = match_before(found.text, region.start, found.language, "place_in", "text")
    if len(listed) < 2 or word is None or any(m.operator != "level" for m in listed):
        return None
    joints = [NOUN_AND_JOINT.fullmatch(found.text, a.end, b.start) for a, b in itertools.pairwise(listed)]
    ends = [*(m.start for m in listed[1:]), region.start]
    kinds = [_kind_between(m.end, end, found) for m, end in zip(listed, ends, strict=True)]
    is_alike = all(joints) and NOUN.fullmatch(found.text, listed[-1].end, word[0]) is not None
    return region if is_alike and "" not in kinds and len(set(kinds)) == len(kinds) else None


def _kind_between(start: int, end: int, found: Found) -> str:
    named = [p.code for p in take_between(found.places, start, end) if p.kind == "measure"]
    return named[0] if len(set(named)) == 1 else ""


def is_told_of_whole(mention: Mention, whole: Place, found: Found) -> bool:
    """Return whether a number is of the whole of a share: "61% of all frauds (47,483)", "76 of its 205 murders"."""
    if stands_in_brackets(found.text, mention) and found.text[whole.end : mention.start].strip() == "(":
        return True
    behind = [m for m in found.mentions_in(mention.sentence) if m.start >= mention.end][:1]
    is_parted = bool(behind) and find_counted_part(behind[0], found) is mention
    return is_parted and 0 <= whole.start - behind[0].end <= LONGEST_WHOLE // 3


def find_region_of_shared(mention: Mention, told: Mapping[int, Reading], found: Found) -> str:
    """Return where the whole is of which a region was said to have a share: "Ontario had 27% of the 134,931 thefts"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start][-1:]
    if mention.operator != "level" or not before or before[0].operator not in SHARES or before[0].start not in told:
        return ""
    is_next = OF_THE.fullmatch(found.text, before[0].end, mention.start) is not None
    return told[before[0].start].whole_region if is_next else ""


def happens_in(region: Place, whole: Place, mention: Mention, found: Found) -> bool:
    """Return whether a share is of what happened in a region: "one in nine murders took place in California"."""
    if found.language != "en" or region.start < whole.end or take_between(found.mentions, mention.end, region.start):
        return False
    return HAPPENED.search(found.text, whole.end, region.start) is not None


def find_region_of_whole(
    mention: Mention, region: Place | None, sentence: Sentence, found: Found, definition: Definition
) -> Place | None:
    """Return the wider region that stands behind a counted whole: "76 of the 205 homicides in St. Louis"."""
    if region is None or region.end > mention.start or not is_counted_whole(mention, found):
        return None
    behind = [p for p in take_between(found.places, mention.end, sentence.end) if p.kind == "region"][:1]
    if not behind or behind[0].code not in definition.regions.lineage(region.code)[1:]:
        return None
    word = match_before(found.text, behind[0].start, found.language, "place_in", "text")
    is_next = word is not None and NOUN.fullmatch(found.text, mention.end, word[0]) is not None
    return behind[0] if is_next and behind[0].start - mention.end <= LONGEST_WHOLE else None
