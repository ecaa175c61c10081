"""Which region a number belongs to, and whether the sentence leaves no other choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import SHARES, find_level, is_counted_whole
from esep.claims.numbers.unit import stands_in_brackets
from esep.claims.periods.bound import LEAST_LISTED, find_bracket, list_runs
from esep.claims.periods.order_regions import frames_order
from esep.claims.place import Place
from esep.claims.readings.shared_regions import find_shared_region
from esep.language.plain_words import SHORTEST, is_plain
from esep.language.roles import find_words, match_after, match_before
from esep.language.tables import read_table

NOUN_REACH = 40
# "против 6,3 в среднем по стране", "6.3 nationally".
IN_NAME = {
    "en": re.compile(r"(?:nationally|nationwide|countrywide|statewide|citywide)\b", re.IGNORECASE),
    "ru": re.compile(r"(?:по|в|во)\s", re.IGNORECASE),
}
ON_AVERAGE = re.compile(r"(?<!\w)(?:в среднем|в целом|on average)\s$", re.IGNORECASE)
LONGEST_AVERAGE = 12
# A region that opens an item of a list stands right before its number: "and Astana 17,339".
TOUCHING = 4
LOCATIVE = re.compile(r"(?:да|де|та|те)$")
# "27 536-сы Ұланбатырға тиесілі", "60,6 пайызы – астана Ұланбатырда": so many of it are the region's behind it.
POSSESSIVE = re.compile(r"[ыі]$")
WHERE = re.compile(r"[дтғгқкн][ае]$")
# "8,8%-ы Астананың үлесінде".
GENITIVE = re.compile(r"[ндт][ыі]ң$")
IN_SHARE = re.compile(r"\s(?:үлесін\w*|еншісін\w*)")
TO_WHERE = re.compile(r"\s(?:[—–-]\s)?(?:[^\W\d]+\s)?")
# What a share is of ends where something is added: "38% of the national total and 184 fewer".
ADDED = re.compile(r",|\s(?:and|и|а|және|ал)\s", re.IGNORECASE)
WORDS = re.compile(r"(?:[^\W\d_]+(?:\s|$)){0,3}")
# "17 605 (22,9 %) пришлись на Минск": brackets, or the end of one, keep no region from its number.
BRACKET = re.compile(r"^\s?(?:\([^()]*)?\)")
# "На втором месте – Челябинская область", "second is Ontario".
RANKED = re.compile(r"\s?(?:[–—-]|is|was|:|оказал\w+|идёт|идет|стоит)\s", re.IGNORECASE)
# A place, perhaps with a day, before a full stop or a dash: no number follows, nor another name.
SENT_FROM = re.compile(
    r"(?:[,.]?\s(?:\d{1,2}\s[^\W\d]{3,9}|[^\W\d]{3,9}\.?\s\d{1,2})(?:,?\s\d{4})?(?:\s(?:г\.|года|жыл\w*))?)?"
    r"(?:\.(?!\d)|\s?[–—-]+\s(?!\d))"
)
# In Kazakh the word that compares comes behind a region.
COMPARED_REACH = 24
OWN_SHARE = re.compile(r"(?:\w\w)?['’]s\s(?:[a-z]+\s){0,2}(?:share|proportion)\b")
OWN_ASIDE = re.compile(r"\s?[(:–—-][^().;]*")
ORDERED = ("rank", "extreme")
STATES = ("level", "rate", "per_day", "sum")


def find_region(
    mention: Mention, sentence: Sentence, found: Found, told: str = "", whole: str = ""
) -> tuple[Place | None, bool]:
    """Return the region of a number, and whether nothing else in its sentence can be meant.

    `told` is the region that the text is about, `whole` the territory of all, which is often only set beside it.
    """
    if mention.own_region is not None:
        return mention.own_region, True
    regions = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "region"]
    regions = [p for p in regions if not _is_excepted(p, mention, found)]
    if mention.operator in ORDERED:
        regions = [p for p in regions if not frames_order(p, found)] or regions
        if told and all(frames_order(p, found) for p in regions):
            return None, True
    own = next((p for p in regions if _is_owner(p, mention, found)), None)
    own = own or next((p for p in regions if _owns_share(p, mention, found)), None)
    own = own or find_shared_region(mention, regions, found)
    if own is not None or not regions:
        return own, True
    mentions = found.mentions_in(mention.sentence)
    others = [p for p in regions if not _is_of_whole(p, mention, mentions, found)]
    regions = others or regions
    listed = _take_listed(mention, regions, mentions, found)
    if listed is not None:
        return listed, True
    in_order = _take_in_order(mention, regions, mentions)
    if in_order is not None:
        return in_order, False
    parts = [m for m in mentions if m.start > mention.start and find_level(m, found) is not mention]
    regions = [p for p in regions if not any(_stands_in(m, p, found) for m in parts if m.part_of or m.is_part)]
    before = [p for p in regions if p.end <= mention.start]
    if before:
        return before[-1], not _is_shared(before, mention, mentions, regions)
    after = [p for p in regions if not any(mention.end <= m.start and m.end <= p.start for m in parts)]
    after = [p for p in after if not _is_of_others(p, mention, found)]
    if after and told not in ("", whole) and after[0].code == whole and is_set_beside(after[0], sentence, found):
        return None, True
    is_apart = bool(after) and _stands_apart(mention, after[0], sentence, found)
    if after and match_before(found.text, mention.start, found.language, "whole_before", "text"):
        is_own = match_before(found.text, after[0].start, found.language, "place_in", "text") is not None
        return (after[0], True) if is_own and not is_apart else (None, True)
    return (after[0], not is_apart) if after else (None, all(_is_of_others(p, mention, found) for p in regions))


def _is_owner(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region right behind a number, or a rank, has it: "24,965 in Almaty", "second place – Astana"."""
    if mention.operator == "rank" and RANKED.fullmatch(found.text, mention.end, max(region.start, mention.end)):
        return True
    return _stands_in(mention, region, found) or _falls_to(region, mention, found)


def _owns_share(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region is said to have the share that a number tells: "Kent's share of the national total"."""
    if mention.operator not in (*SHARES, "percentage_points") or region.end > mention.start:
        return False
    return OWN_SHARE.match(found.text, region.end - len("’s")) is not None


def _is_excepted(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region is left out of what is told: "the lowest of any force except South Wales".

    A number right behind it, in brackets or after a colon, is its own.
    """
    if OWN_ASIDE.fullmatch(found.text, region.end, mention.start):
        return False
    return match_before(found.text, region.start, found.language, "excepted", "order_context") is not None


def _is_of_whole(region: Place, mention: Mention, mentions: Sequence[Mention], found: Found) -> bool:
    """Return whether a region only tells the whole of another share: "38% of the national total and 184 fewer"."""
    before = [m for m in mentions if m.operator in SHARES and m is not mention and m.end <= region.start]
    if not before or match_after(found.text, before[-1].end, found.language, "whole_before", "text") is None:
        return False
    is_parted = ADDED.search(found.text, region.end, max(mention.start, region.end)) is not None
    between = take_between(found.mentions, before[-1].end, region.start)
    is_parted = is_parted or (bool(between) and stands_in_brackets(found.text, mention))
    return is_parted and all(is_counted_whole(m, found) for m in between)


def is_set_beside(region: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether a region is only compared with: "above the national rate", "(37.5% in Scotland as a whole)".

    It is so behind a number, in another clause or in brackets, and behind a word that compares, in its clause or at the
    end of the one before.
    """
    text = found.text
    earlier = take_between(found.mentions, sentence.start, region.start)
    if earlier and sentence.clause_of(earlier[0].start) != sentence.clause_of(region.start):
        return True
    if earlier and find_bracket(region.start, sentence, text) is not None:
        return True
    clause = max((at for at in sentence.clauses if at <= region.start), default=sentence.start)
    end = region.end + COMPARED_REACH if found.language == "kk" else region.start
    return any(True for _ in find_words(text[clause:end], found.language, "beside"))


def is_frame(region: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether a region only holds a rank or the same figure: "first in the district", "in the country this"."""
    text, clause = found.text, sentence.clause_of(region.start)
    ranks = [m for m in take_between(found.mentions, sentence.start, sentence.end) if m.operator == "rank"]
    ranks = [m for m in ranks if found.language == "kk" or m.end <= region.start]
    if any(sentence.clause_of(m.start) == clause for m in ranks):
        return True
    near = [start for start, _ in find_words(text[sentence.start : sentence.end], found.language, "same_figure")]
    return any(sentence.clause_of(sentence.start + start) == clause for start in near)


def is_dateline(region: Place, text: str) -> bool:
    """Return whether a region only tells from where a story was sent: "OTTAWA – Car thefts", "Москва. 22 октября."."""
    line = text.rfind("\n", 0, region.start) + 1
    return not text[line : region.start].strip() and SENT_FROM.match(text, region.end) is not None


def _is_of_others(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region behind a number goes with the numbers that follow it."""
    return _is_of_part(mention, region, found) or _opens_list(region, mention, found)


def _is_of_part(mention: Mention, region: Place, found: Found) -> bool:
    """Return whether "of them" parts a number from a region behind it: "87 100, из них в Алматы 19 400"."""
    between = found.text[mention.end : region.start]
    return any(between[:start].strip() for start, _ in find_words(between, found.language, "part"))


def _opens_list(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a region begins a list that says a number part by part: "was 1,600: in Almaty 202, in Abai 35"."""
    if region.start < mention.end or ":" not in found.text[mention.end : region.start]:
        return False
    return bool(take_between(found.mentions, region.end, region.end + NOUN_REACH))


def _stands_apart(mention: Mention, region: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether a region comes in a later clause, with nothing between that says the number in other words."""
    if sentence.clause_of(region.start) == sentence.clause_of(mention.start):
        return False
    return not any(find_level(m, found) is mention for m in found.mentions_in(mention.sentence))


def _take_in_order(mention: Mention, regions: Sequence[Place], mentions: Sequence[Mention]) -> Place | None:
    """Return the region of a number in "more in Almaty than in Astana: 24,965 against 17,339"."""
    counts = [m for m in mentions if m.operator in STATES]
    is_list = 1 < len(regions) == len(counts) and regions[-1].end <= counts[0].start and mention in counts
    return regions[counts.index(mention)] if is_list else None


def _take_listed(mention: Mention, regions: Sequence[Place], mentions: Sequence[Mention], found: Found) -> Place | None:
    """Return the region of a number in "Aktobe, Atyrau and Kostanay reported 1,334, 1,319 and 1,311", by its place."""
    counts = [m for m in mentions if m.operator == mention.operator]
    run = next((run for run in list_runs(counts, found.text) if mention in run), [])
    if len(run) < LEAST_LISTED:
        return None
    before = [named for named in list_runs(regions, found.text) if named[-1].end <= run[0].start]
    if not before or len(before[-1]) != len(run):
        return None
    is_next = not any(before[-1][-1].end <= m.start < run[0].start for m in mentions)
    return before[-1][run.index(mention)] if is_next else None


def _is_shared(
    before: Sequence[Place], mention: Mention, mentions: Sequence[Mention], regions: Sequence[Place]
) -> bool:
    """Return whether the region before a number may be another number's: two stand side by side, or each follows one.

    "24 965 fell to Almaty, 17 339 to Astana": the region of the second number comes behind it.
    """
    last = before[-1]
    if len(before) > 1 and not any(before[-2].end <= m.start and m.end <= last.start for m in mentions):
        return before[-2].code != last.code
    is_behind = any(m.end <= last.start and m.start < mention.start for m in mentions)
    following = next((m.start for m in mentions if m.start > mention.start), None)
    behind = (p for p in regions if mention.end <= p.start and (following is None or p.start < following))
    has_own = any(following is None or following - p.end > TOUCHING for p in behind)
    return is_behind and has_own


def _falls_to(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether a Kazakh possessive number is of the region in the dative or the locative right behind it."""
    is_part = found.language == "kk" and POSSESSIVE.search(found.text, mention.start, mention.end) is not None
    is_next = is_part and TO_WHERE.fullmatch(found.text, mention.end, region.start) is not None
    if not is_next:
        return False
    is_owner = GENITIVE.search(found.text, region.start, region.end) and IN_SHARE.match(found.text, region.end)
    return is_owner is not None or WHERE.search(found.text, region.start, region.end) is not None


def _stands_in(mention: Mention, region: Place, found: Found) -> bool:
    """Return whether a region stands right behind a number: "24,965 in Almaty", "17 339 — на Астану"."""
    if not mention.end < region.start <= mention.end + NOUN_REACH:
        return False
    if found.language != "kk" and mention.operator in SHARES and not found.text[mention.end : region.start].strip():
        return True
    if found.language == "kk":
        is_locative = LOCATIVE.search(found.text, region.start, region.end) is not None
        return is_locative and not found.text[mention.end : region.start].strip()
    where = _find_where(region, found)
    if where is None or where < mention.end:
        return False
    between = BRACKET.sub("", found.text[mention.end : where]).strip(" —–-\u00a0")
    # "In the south 3,703 and in the west 3,160": what a conjunction joins is the next item of a list.
    joints = read_table(found.language)["period_words"]["linked"]
    if any(word.casefold() in joints for word in between.split()):
        return False
    return WORDS.fullmatch(between) is not None and all(
        len(one) < SHORTEST[found.language] or is_plain(one, found.language) for one in between.split()
    )


def _find_where(region: Place, found: Found) -> int | None:
    """Return where the words begin that put something in a region; a Russian name may hold one: "по стране"."""
    word = match_before(found.text, region.start, found.language, "place_in", "text")
    start = word[0] if word is not None else None
    if start is None and IN_NAME[found.language].match(found.text, region.start):
        start = region.start
    average = ON_AVERAGE.search(found.text, max(0, start - LONGEST_AVERAGE), start) if start is not None else None
    return average.start() if average is not None else start
