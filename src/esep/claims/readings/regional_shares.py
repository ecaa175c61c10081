"""The share that a region has in the whole, or in the region around it: "доля Алматы в общем числе краж – 20,6%"."""

from __future__ import annotations

import re
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import NOMINATIVE, WHOLE_REACH, is_shared_out
from esep.claims.place import TOTAL, Place
from esep.claims.reading import Reading
from esep.claims.readings.shared_regions import happens_in
from esep.claims.readings.topic import Topic
from esep.language.roles import match_after, match_before
from esep.model.definition import Definition

# "Облыстағы", "ел бойынша", "Қазақстанның": what is in a region.
WITHIN_REGION = re.compile(r"(?:[дт][ае](?:[ғг][ыі])?|[дтн][ыі]ң|бойынша)$")
# "В общем числе правонарушений", "в общероссийском количестве", and, in a list of shares, "в числе мошенничеств".
IN_NUMBER = re.compile(
    r"(?<!\w)(?:в|во|от|среди)\s(?:[^\W\d]+\s){0,2}(?:числе|количестве|объ[её]ме|числа|количества)\s?"
)
# "От общего числа", and nothing of what.
UNNAMED_WHOLE = re.compile(r"\s(?:от|в)\s(?:их\s)?общ(?:его|ем)\s(?:числа|количества|числе|количестве|объ[её]ма)(?!\w)")
NOUN_REACH = 32
PRINTED = re.compile(r"\s\(\d")
# "Доля города", said of the region that the text is about.
OF_REGION = re.compile(
    r"(?<!\w)дол[яиею]\s(?:нашего\s)?(?:города|области|региона|района|края|столицы|штата|провинции)(?!\w)",
    re.IGNORECASE,
)
# "55,8% от областного числа", "12% республиканского показателя": the same kind in all regions.
OF_WIDER = re.compile(
    r"\s(?:(?:от|из)\s)?(?:обще)?(?:областн|республиканск|краев|российск|национальн|регионального)\w*\s"
    r"(?:числа|количества|показателя|итога|объ[её]ма)(?!\w)",
    re.IGNORECASE,
)
# "Алматының жалпы ұрлықтағы үлесі – 20,6%".
KAZAKH_OWNER = re.compile(r"[ндт][ыі]ң$")
KAZAKH_SHARE = re.compile(r"(?<!\w)үлесі(?!\w)")
KAZAKH_IN = re.compile(r"[дт][ае](?:[ғг]ы|[ғг]і)$")


def read_regional_share(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition
) -> Reading | None:
    """Return the share of the region to which "share of" leads in a sentence, `None` where it leads to none."""
    is_inner = mention.operator == "share" and reading.region != definition.default_region
    if found.language == "ru" and is_inner and OF_WIDER.match(found.text, mention.end):
        return replace(reading, whole=reading.measure, whole_region=definition.default_region)
    regions = [p for p in take_between(found.places, sentence.start, mention.start) if p.kind == "region"]
    owner = next((p for p in regions if _has_share(p, mention, found)), None)
    noun = OF_REGION.search(found.text, sentence.start, mention.start) if found.language == "ru" else None
    code = owner.code if owner is not None else reading.region
    at = owner.end if owner is not None else noun.end() if noun is not None else None
    if at is None or code == definition.default_region or mention.operator != "share":
        return None
    kind = _find_kind(at, mention, found)
    if not kind:
        return None
    return replace(
        reading,
        measure=kind,
        whole=kind,
        attribute="",
        region=code,
        whole_region=definition.default_region,
        is_region_named=True,
        is_region_settled=owner is not None or reading.is_region_settled,
        is_measure_settled=True,
    )


def read_unnamed_whole(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition
) -> Reading | None:
    """Return the share of a whole without a noun: "830 мошенничеств, или 49,5% от общего числа".

    Behind the number of a region it is likeliest a share of all such; it may as well be one of all that the region has.
    """
    told = UNNAMED_WHOLE.match(found.text, mention.end, sentence.end) if found.language == "ru" else None
    behind = take_between(found.places, told.end(), told.end() + NOUN_REACH) if told is not None else ()
    code = definition.measures.find(reading.measure)
    # What is unsolved is a share of all, and a number in brackets says what the whole is.
    is_offence = code is not None and (code.kind == "offence" or code.code == TOTAL)
    is_printed = told is not None and PRINTED.match(found.text, told.end()) is not None
    if told is None or not is_offence or is_printed or any(p.kind == "measure" for p in behind):
        return None
    mention.is_part = True
    is_inner = reading.region != definition.default_region
    if not is_inner or reading.measure == TOTAL:
        return replace(reading, whole=TOTAL).doubt()
    return replace(reading, whole=reading.measure, whole_region=definition.default_region).doubt()


def _has_share(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether words give a share to a region."""
    text = found.text
    if found.language == "kk":
        is_owner = KAZAKH_OWNER.search(text, region.start, region.end) is not None
        return is_owner and KAZAKH_SHARE.search(text, region.end, mention.start) is not None
    is_led = match_before(text, region.start, found.language, "share_of_part", "text") is not None
    return found.language == "ru" and is_led


def _find_kind(start: int, mention: Mention, found: Found) -> str:
    """Return the kind whose number of the whole is told last before the share; empty where none is."""
    text = found.text
    kinds = [p for p in take_between(found.places, start, mention.start) if p.kind == "measure"]
    if found.language == "kk":
        return kinds[-1].code if kinds and KAZAKH_IN.search(text, kinds[-1].start, kinds[-1].end) else ""
    if not kinds:
        return TOTAL if IN_NUMBER.search(text, start, mention.start) else ""
    low = max([start, *(m.end for m in take_between(found.mentions, start, mention.start))])
    is_counted = any(spot.end() >= kinds[-1].start for spot in IN_NUMBER.finditer(text, low, kinds[-1].start))
    return kinds[-1].code if is_counted else ""


def read_wider_share(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition, topic: Topic
) -> Reading | None:
    """Return the share that a region has in the region around it: "Glasgow accounts for 18% of all crime in Scotland".

    The region named with the whole is the wider one, as the list of regions declares; the part is the region named
    before, or the one that the text is about.
    """
    own, whole = mention.measure_place, mention.whole_place
    whole = own if whole is None and not reading.attribute and _is_counted_in(own, mention, found) else whole
    regions = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "region"]
    around = [p for p in regions if p.start >= mention.end and _ends_whole(p, mention, found)]
    around = around or [p for p in regions if found.language == "kk" and _opens_whole(p, mention, found)]
    around = around or [p for p in regions if p.start < mention.start and is_shared_out(p, found)]
    is_general = own is not None and own.is_general
    is_same = own is not None and whole is not None and own.code == whole.code
    is_other = own is not None and not is_same and not is_general and (whole is not None or own.start >= mention.start)
    if not around or is_other:
        return None
    # In Kazakh the part comes behind its share: "... 5,9%-ы Шу ауданына тиесілі".
    is_kazakh = found.language == "kk"
    until = min(mention.start, around[0].start)
    before = [p.code for p in regions if (p.start >= mention.end if is_kazakh else p.start < until)]
    before = before or [p.code for p in regions if happens_in(p, around[0], mention, found)]
    inside = next((code for code in (*before[::-1], topic.region) if code and code != around[0].code), "")
    if around[0].code not in definition.regions.lineage(inside)[1:] if inside in definition.regions else True:
        return None
    measure = whole.code if whole is not None else reading.measure
    return replace(
        reading,
        measure=measure,
        whole=measure,
        region=inside,
        whole_region=around[0].code,
        is_region_settled=bool(before) or topic.is_region_settled,
    )


def _is_counted_in(kind: Place | None, mention: Mention, found: Found) -> bool:
    """Return whether a Russian share is one of the kind right behind it, in the genitive: "41 % краж страны"."""
    if found.language != "ru" or kind is None or found.text[mention.end : kind.start].strip():
        return False
    first = found.text[kind.start : kind.end].split()[0]
    return mention.operator == "one_in_n" or NOMINATIVE.search(first) is None


def _opens_whole(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a Kazakh region before a share tells its whole: "облыстағы барлық құқық бұзушылықтың 5,9%-ы"."""
    whole = mention.whole_place
    is_before = whole is not None and region.end <= whole.start <= mention.start
    is_inside = WITHIN_REGION.search(found.text, region.start, region.end) is not None
    return is_before and is_inside and len(found.text[region.end : mention.start]) <= WHOLE_REACH


def _ends_whole(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region behind a share tells its whole: "of all", or what is counted, stands between them."""
    between = found.text[mention.end : region.start]
    is_of = match_after(found.text, mention.end, found.language, "whole_before", "text") is not None
    is_of = is_of or mention.operator == "one_in_n"
    counted = [p for p in take_between(found.places, mention.end, region.start) if p.kind == "measure"]
    if not (is_of or counted):
        return False
    is_one = not any(mark in between for mark in ",;:()—–") and not any(map(str.isdigit, between))
    return is_one and len(between) <= WHOLE_REACH
