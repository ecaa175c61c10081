"""Of what a share is a share: a whole that the sentence names, that "of them" points back to, or that a list shares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import POPULATION, TOTAL, Place
from esep.language.roles import find_words, match_after, match_before

WHOLE_REACH = 60
NOUN_REACH = 20
PART_REACH = 60
SHARES = ("share", "one_in_n")
# What may stand between a whole and its per cent: the rest of its ending, or a noun in the genitive.
GENITIVE = re.compile(r"(?:\w*\s+)?\w*[ндт][ыі]ң\s+")
# "Алаяқтықтың 47,6 пайызы", "алаяқтықтың тең жартысы".
KAZAKH_SHARE = re.compile(r"\w*\s(?:[^\W\d]+\s)?үлесі\w*")
DEGREE = re.compile(r"\s(?:(?:тең|шамамен|тура|дәл|ең кемі|кемінде)\s)?")
KAZAKH_GENITIVE = re.compile(r"[ндт][ыі]ң$")
# Behind "of" and before the noun: an article, whose it is, how many, and one word more: "of the country's 9,988 ...".
_NOUN_PHRASE = re.compile(
    r"(?:(?:the|all|its|their|these|those|this|всех|этих|общего|числа|количества|барлық)\s+"
    r"|(?:[^\W\d_]+\s+){0,2}[^\W\d_]+['’]s\s+|[^\W\d_]+s['’]\s+"
    r"|\d[\d.,\u00a0\u202f ]*(?:\s?(?:thousand|million|тыс\.?|млн\.?|мың))?\s+)*"
    # "Of these were assaults": a verb is no word of the phrase, and what follows it is the part.
    r"(?:(?!(?:are|is|was|were|been|being|had|has|have)\s)[^\W\d_]+\s+)?",
    re.IGNORECASE,
)
_LONGEST_PHRASE = 64
# "The 28,851-th of it": a Kazakh number with a possessive ending is so many of what was said before.
_POSSESSIVE = ("ы", "і", "сы", "сі", "ын", "ін", "сын", "сін")
# A share that says a level in other words: "19 cases, that is three quarters", "24 965, или каждое пятое".
_APPOSITION = re.compile(
    r"(?:\s[^\W\d_]+){0,3}(?:\s\()?(?:\s?[,—–-]\s?|\s)(?:а\s)?(?:or|that is|i\.e\.|which is|или|то есть|т\. ?е\.|это"
    r"|что составляет|яғни|немесе|демек|бұл)(?:\s[^\W\d_]+){0,2}\s",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s?(?:[.;,)]|$)")
_BARE = re.compile(r"(?:\s[^\W\d_]+){0,3},\s")
_OF_ALL = re.compile(
    r"\s(?:out of|of|из|изо)\s"
    r"(?:(?:the\s)?(?:[^\W\d_]+\s)?[^\W\d_]+['’]s?\s|the\s|all\s|all\sthe\s|всех\s|общего числа\s)?",
    re.IGNORECASE,
)
# "76 of the 205 homicides in St. Louis in 2017, or 37 percent".
_OUT_OF_ALL = re.compile(
    r"(?:[^,;:()\n]|,(?=\d)){0,80}(?:,?\s(?:or|that is|i\.e\.|или|то есть)\s(?:[^\W\d_]+\s){0,2}|\s?\()", re.IGNORECASE
)
# "and for 34% of all aggravated robberies": the verb is that of the clause before.
_ELLIPSIS = re.compile(r"[\s,;]*(?:and|as well as|и)\s(?:for\s|на\s)?", re.IGNORECASE)
# "A total of 42" and "a rise of 42" are no parts of it; "76 of 205" and "half of 205" are.
_LONGEST_BARE = 10
_BARE_OF = re.compile(r"(?<!out )(?<!\w)of\s$", re.IGNORECASE)
_PORTION = re.compile(
    r"(?:[\d%]|(?<!\w)(?:per\s?cent|half|thirds?|quarters?|fifths?|tenths?|most|many|one|majority))\sof\s$",
    re.IGNORECASE,
)
# "Four in ten", "three out of four".
OUT_OF = re.compile(r"\s(?:in|out of)\s", re.IGNORECASE)
# "The share of Canada's crime", "the proportion of crime in Canada".
SHARE_OF = re.compile(r"\b(?:share|proportion|percentage)\sof\s(?:[^\W\d]+\s){0,4}$", re.IGNORECASE)
LONGEST_SHARE_OF = 60
# "two thirds of them, 16,958, were": so many in digits.
APPOSED = re.compile(r"\s?(?:[,(—–-]|,\s(?:or|that is|или|то есть|яғни))\s?", re.IGNORECASE)
# "20% of robberies.", and nothing of what they were.
LONGEST_IN = 20
IN_PERIOD = re.compile(r"\s(?:(?:recorded|reported|registered)\s)?(?:(?:in|for|during|over)\s)?(?:the\s)?")
CLOSED = re.compile(r"\s?(?:[.;,)]|and\s|$)")
# A Russian noun that ends so is in no genitive plural.
NOMINATIVE = re.compile(r"[аеёиоуыэюя]$", re.IGNORECASE)
_LIST = re.compile(r"[^.;:!?]{0,60}(?:,|\s(?:and|и|а|ал|және))\s[^.;:!?]{0,40}", re.IGNORECASE)


def find_whole(mention: Mention, places: Sequence[Place], sentence: Sentence, found: Found) -> Place | None:
    """Return the whole of a share where its sentence names it: "42% of all crimes"."""
    clause = sentence.clause_of(mention.start)
    near = [p for p in places if gap(mention, p) < WHOLE_REACH]
    near = [p for p in near if p.start < mention.end or sentence.clause_of(p.start) == clause]
    near = [p for p in near if not _is_of_next(p, mention, found)]
    wholes = [p for p in near if not _is_shared(p, found) and _is_told(p, mention, found)]
    return min(wholes, key=lambda p: gap(mention, p), default=None)


def _is_of_next(place: Place, mention: Mention, found: Found) -> bool:
    """Return whether a kind is the whole of a later share, and this one has its own: "41% of the total and 20% of"."""
    has_own = match_after(found.text, mention.end, found.language, "whole_before", "text") is not None
    return has_own and any(m.operator in SHARES for m in take_between(found.mentions, mention.end, place.start))


def _is_told(place: Place, mention: Mention, found: Found) -> bool:
    """Return whether words or an ending tell that a place is a whole."""
    text, language = found.text, found.language
    if match_before(text, place.start, language, "part", "text"):
        return False
    opening = found.sentences[mention.sentence].start
    is_said = _says_whole(text, opening, place.start, language) or match_after(
        text, place.end, language, "whole_after", "text"
    )
    return bool(is_said) or is_possessor(place, mention, found) or _is_counted_out(place, mention, found)


def _is_counted_out(place: Place, mention: Mention, found: Found) -> bool:
    """Return whether a kind right behind a share is its whole: "four in ten thefts", "половина мошенничеств".

    In Russian a genitive is: "34 % краж", where "34 % кражи" tells what has the share.
    """
    if found.language == "ru" and place.start >= mention.end:
        first = found.text[place.start : place.end].split()[0]
        is_next = not found.text[mention.end : place.start].strip()
        is_kind = mention.operator == "share" and not place.is_general
        return is_kind and is_next and NOMINATIVE.search(first) is None
    is_ratio = mention.unit == "one_in_n" or OUT_OF.search(mention.numeral.text) is not None
    named = take_between(found.places, mention.end, place.start)
    # "One in nine U.S. murders".
    end = named[0].end if len(named) == 1 and named[0].kind == "region" else mention.end
    is_behind = place.start > mention.end and not found.text[end : place.start].strip()
    return found.language == "en" and is_ratio and is_behind


def _is_shared(place: Place, found: Found) -> bool:
    """Return whether a place is what has a share, not what it is a share of: "the share of fraud", "that of theft"."""
    return match_before(found.text, place.start, found.language, "share_of_part", "text") is not None


def has_share(place: Place | None, found: Found) -> bool:
    """Return whether a kind is said to have a share, of all there is: "доля мошенничеств", "алаяқтықтың үлесі"."""
    if place is None or place.code in (TOTAL, POPULATION):
        return False
    if found.language != "kk":
        return _is_shared(place, found)
    return KAZAKH_SHARE.match(found.text, place.end) is not None


def gap(mention: Mention, place: Place) -> int:
    """Return how many characters lie between a number and a place."""
    return place.start - mention.end if place.start >= mention.end else abs(mention.start - place.end)


def _says_whole(text: str, opening: int, position: int, language: str) -> bool:
    """Return whether "of all" stands before the noun phrase of a place: "of all registered", "of the city's 1,200"."""
    begin = max(opening, position - _LONGEST_PHRASE)
    starts = {position, *(begin + m.start() for m in re.finditer(r"(?<=\s)\S", text[begin:position]))}
    phrases = (start for start in starts if _NOUN_PHRASE.fullmatch(text, start, position))
    return any(match_before(text, start, language, "whole_before", "text") for start in phrases)


def is_possessor(place: Place, mention: Mention, found: Found) -> bool:
    """Return whether a Kazakh genitive right before a per cent names the whole: "алаяқтық істердің 61%-ы"."""
    if found.language != "kk":
        return False
    between = found.text[place.end : mention.start]
    is_next = mention.operator in SHARES and DEGREE.fullmatch(between) is not None
    is_inflected = is_next and KAZAKH_GENITIVE.search(found.text, place.start, place.end) is not None
    return is_inflected or GENITIVE.fullmatch(between) is not None


def is_had_by_region(mention: Mention, found: Found) -> bool:
    """Return whether a region has a share and nothing else of the whole is told: "Quebec had 20% of robberies."."""
    region, whole = mention.region_place, mention.whole_place
    if region is None or whole is None or mention.measure_place is not None or found.language != "en":
        return False
    # "37% of all motor vehicle thefts in 2024."
    dated = take_between(found.periods, whole.end, whole.end + LONGEST_IN)[:1]
    is_dated = bool(dated) and IN_PERIOD.fullmatch(found.text, whole.end, dated[0].start) is not None
    end = dated[0].end if is_dated else whole.end
    return region.end <= mention.start < whole.start and CLOSED.match(found.text, end) is not None


def is_shared_out(region: Place, found: Found) -> bool:
    """Return whether a region tells the whole of a share before its number: "Kent's share of the national total"."""
    return (
        found.language == "en"
        and SHARE_OF.search(found.text, max(0, region.start - LONGEST_SHARE_OF), region.start) is not None
    )


def find_partitive(mention: Mention, sentence: Sentence, found: Found) -> int | None:
    """Return where "of them" stands to a number, before or behind it: where the word, or the ending, begins."""
    ending = mention.numeral.suffix.lstrip("-‑").casefold()
    if found.language == "kk" and mention.unit == "count" and ending in _POSSESSIVE:
        return mention.start
    if found.language == "kk" and found.text[mention.start : mention.end].casefold().endswith(_POSSESSIVE):
        of_them = match_before(found.text, mention.start, "kk", "of_them", "spelled")
        if of_them is not None:
            return of_them[0]
    behind = match_after(found.text, mention.end, found.language, "part", "text")
    if behind is not None and match_before(found.text, mention.start, found.language, "there") is None:
        return None if _tells_all(mention, behind[1], sentence, found) else behind[0]
    start = max(sentence.start, mention.start - PART_REACH)
    words = list(find_words(found.text[start : mention.start], found.language, "part"))
    before = [start + at for at, end in words if not match_after(found.text, start + end, found.language, "number_of")]
    # A semicolon ends a list of parts.
    before = [at for at in before if ";" not in found.text[at : mention.start]]
    near = take_between(found.mentions, sentence.start, mention.start)
    free = [at for at in before if not any(m.end <= at and not found.text[m.end : at].strip() for m in near)]
    if not free and any(APPOSED.fullmatch(found.text, start + end, mention.start) for _, end in words):
        return before[-1]
    return free[-1] if free else None


def _tells_all(mention: Mention, end: int, sentence: Sentence, found: Found) -> bool:
    """Return whether "of them" only says again what an apposition counts: "aggravated assaults, 1,367 of them, are"."""
    kinds = [p for p in take_between(found.places, sentence.start, mention.start) if p.kind == "measure"]
    is_apposed = bool(kinds) and found.text[kinds[-1].end : mention.start] == ", "
    return is_apposed and found.text[end : end + 1] == ","


def names_part(mention: Mention, sentence: Sentence, found: Found, antecedent: str, at: int) -> bool:
    """Return whether a number "of them" says which: another offence, a region, a period or a known circumstance."""
    end = min((start for start in sentence.clauses if start >= mention.end), default=sentence.end)
    start = min(at, mention.start)
    places = [p for p in take_between(found.places, start, end) if not p.is_anaphoric and p.kind != "scope"]
    is_dated = any(p.start >= start for p in take_between(found.periods, start, end))
    return is_dated or any(place.code != antecedent for place in places)


def find_level(mention: Mention, found: Found) -> Mention | None:
    """Return the level that a share says in other words: "19 cases, that is three quarters"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.start < mention.start]
    if not before or before[-1].operator != "level" or before[-1].unit != "count":
        return None
    if (part := find_counted_part(before[-1], found)) is not None:
        return part if _OUT_OF_ALL.fullmatch(found.text, before[-1].end, mention.start) else None
    if _APPOSITION.fullmatch(found.text, before[-1].end, mention.start):
        return before[-1]
    # "Firearms were used in 401 cases, 67.5 percent of the total".
    is_of_all = match_after(found.text, mention.end, found.language, "whole_before", "text") is not None
    is_of_all = is_of_all and match_after(found.text, mention.end, found.language, "part", "text") is None
    # "In a state of intoxication 10,100 were committed, every thirteenth."
    is_of_all = is_of_all or (mention.operator == "one_in_n" and _ALONE.match(found.text, mention.end) is not None)
    return before[-1] if is_of_all and _BARE.fullmatch(found.text, before[-1].end, mention.start) else None


def find_counted_part(whole: Mention, found: Found) -> Mention | None:
    """Return the level that a number is the whole of: the 76 of "76 of the 205 homicides"."""
    before = [m for m in found.mentions_in(whole.sentence) if m.end <= whole.start][-1:]
    if whole.operator != "level" or not before or before[0].operator != "level":
        return None
    return before[0] if _OF_ALL.fullmatch(found.text, before[0].end, whole.start) else None


def is_counted_out(part: Mention, found: Found) -> bool:
    """Return whether the number right behind a level is its whole: "76 of the 205 homicides"."""
    behind = [m for m in found.mentions_in(part.sentence) if m.start >= part.end][:1]
    return bool(behind) and find_counted_part(behind[0], found) is part


def is_counted_whole(mention: Mention, found: Found) -> bool:
    """Return whether a number counts the whole of a share or a part: "half of the 9,988 carjackings"."""
    text, start = found.text, mention.start
    if mention.operator not in ("level", "sum") or not match_before(
        text, start, found.language, "whole_before", "text"
    ):
        return False
    is_bare = _BARE_OF.search(text, max(0, start - _LONGEST_BARE), start) is not None
    return not is_bare or _PORTION.search(text, max(0, start - _LONGEST_PHRASE), start) is not None


def find_list_whole(mention: Mention, found: Found) -> Mention | None:
    """Return the share before, where a list of shares has one whole: "71.7% of them were thefts, 24% burglaries"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.start < mention.start]
    shares = [m for m in before if m.operator in SHARES]
    if not shares:
        return None
    return shares[-1] if _LIST.fullmatch(found.text, shares[-1].end, mention.start) else None


def find_wholes(mentions: Sequence[Mention], sentence: Sentence, found: Found) -> None:
    """Tell every share of a sentence the whole that the sentence names for it."""
    places = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]
    for mention in mentions:
        if mention.operator in SHARES:
            mention.whole_place = find_whole(mention, places, sentence, found)


def says_distribution(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a region is said to have a share, and no "it" stands for an offence: "Almaty accounts for"."""
    clause = sentence.clause_of(mention.start)
    ends = [start for start in sentence.clauses if start >= mention.end]
    end = min(ends, default=sentence.end)
    start = max((at for at in sentence.clauses if at <= mention.start), default=sentence.start)
    if _ELLIPSIS.fullmatch(found.text, start, mention.start):
        start = max((at for at in sentence.clauses if at < start), default=start)
    words = found.text[start:end]
    pronouns = (start + at for at, _ in find_words(found.text[start : mention.start], found.language, "pronoun"))
    is_said = any(True for _ in find_words(words, found.language, "share"))
    return is_said and not any(sentence.clause_of(spot) == clause for spot in pronouns)
