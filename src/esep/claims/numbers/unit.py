"""The unit of one number: count, per cent, points, times, money, per head, per day; said, or left out and restored."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from esep.claims.mention import Found, Mention
from esep.claims.numbers.rates import find_base_said, find_rate_before
from esep.language.numerals import Numeral
from esep.language.roles import find_words, match_after, match_before
from esep.language.write import MONEY, RATE_BASES

RATE_UNITS = {Fraction(base): unit for unit, base in RATE_BASES.items()}
RATE_BASE = re.compile(
    r"\d{1,3}(?:[ ,\u00a0\u202f]?\d{3})+|\d{1,3} (?:thousand|тыс\w*\.?|мың)"
    r"|\d{1,3}k(?!\w)|(?<!\w)(?:1 )?(?P<million>(?:million|миллион|млн\.?)(?!\w))"
)
RATE_TAIL = re.compile(
    rf"(?:\s[^\W\d]+){{0,3}}\s(?:per|for every|for each|на|на каждые)\s(?:{RATE_BASE.pattern})"
    r"(?:\s(?:of\s(?:the\s)?)?(?:population|people|residents|inhabitants|persons|жител\w+|населения|человек))?",
    re.IGNORECASE,
)
SCALED_BASE = re.compile(r"[^\W\d_]")
# "549 offences and 324 crimes for every 10,000": one base goes for all that is counted together.
JOINED = re.compile(r"(?:\s[^\W\d]+){1,2}\s(?:and|и|және|мен|пен|бен)\s")
# What joins the two ends of a change and leaves the first without a noun.
ONE_END = re.compile(r"\s(?:to|до)\s")
DIGIT = re.compile(r"\d")
RATE_REACH = 60
BILLION = 10**9
MILLION = 10**6
# "942 173 раза" counts how often; nothing grows so many times.
MOST_FOLD = 1000
# What goes on with a list of changes, and the level that one of them comes to: "by 4 to 21,826".
LISTED = re.compile(r",|\s(?:and|и|және)\s")
# "18.8 per cent fell to Almaty, to Astana – 13.1": the next item of a list of per cents.
LIST_ITEM = re.compile(r"(?:\s[^\W\d]+){0,4}(?:,|\s(?:and|и|және))\s[^\d,;:.()]{2,40}\s[–—-]\s")
WAS_BEFORE = re.compile(
    r"[,;(]\s?[^,;.()\d]{0,24}(?:год назад|годом ранее|бы?ло раньше|a year (?:ago|earlier|before)|былтыр|бір жыл бұрын)"
    r"\s(?:[^\W\d]+\s)?(?:было|была|были|it was|was|were|it had been|болған|болды)?\s?$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"\.(?!\d)")
# By so much a per cent of a list may outdo the one before it.
PROPORTION = 5
TO_LEVEL = re.compile(r"\s(?:to|до)\s\d")
# A sign that stands apart from its digits, or in words.
SIGN_BEFORE = re.compile(r"(?:[-−–+]|(?:минус|плюс|minus|plus)(?=\s))[ \u00a0]?$", re.IGNORECASE)


def read_unit(numeral: Numeral, index: int, found: Found) -> Mention:
    """Return a number as a level with the unit that stands beside it."""
    text, language = found.text, found.language
    end = numeral.end + len(numeral.suffix)
    mention = Mention(numeral, numeral.start, end, index, "level", numeral.value, numeral.decimals)
    if numeral.form == "fold":
        mention.unit, mention.is_word = "fold", True
    elif numeral.form == "nth":
        mention.unit, mention.is_word = "one_in_n", True
    elif numeral.form == "fraction":
        mention.unit, mention.is_word, mention.value = "percent", True, numeral.value * 100
    elif span := _find_points(end, index, found):
        mention.unit, mention.end = "percentage_points", _with_suffix(text, span[1])
    elif span := match_after(text, end, language, "percent"):
        mention.unit, mention.end = "percent", _with_suffix(text, span[1])
    elif (span := match_after(text, end, language, "fold")) and numeral.value < MOST_FOLD:
        mention.unit, mention.end = "fold", _with_suffix(text, span[1])
        mention.is_word = numeral.decimals <= 0
    else:
        _read_money(mention, found)
    if sign := SIGN_BEFORE.search(text, max(0, mention.start - 8), mention.start):
        mention.start = sign.start() if numeral.sign or sign[0].strip().isalpha() else mention.start
    return mention


def _find_points(end: int, index: int, found: Found) -> tuple[int, int] | None:
    """Return the word for points behind a number; a bare one only beside a per cent: "36 per cent, up 1.2 points"."""
    span = match_after(found.text, end, found.language, "points")
    last = found.mentions[-1] if found.mentions else None
    if span is not None or last is None or last.unit != "percent" or index - last.sentence > 1:
        return span
    return match_after(found.text, end, found.language, "bare_points")


def _read_money(mention: Mention, found: Found) -> None:
    text, language = found.text, found.language
    if span := match_after(text, mention.end, language, "tenge"):
        _count_money(mention, "billion_kzt")
        mention.end = span[1]
        return
    span = match_after(text, mention.end, language, "dollars")
    if span or text[mention.start - 1 : mention.start] == "$":
        _count_money(mention, "billion_usd")
        mention.end = span[1] if span else mention.end
        mention.start -= text[mention.start - 1 : mention.start] == "$"


def _count_money(mention: Mention, unit: str) -> None:
    mention.unit = unit
    mention.value, mention.decimals = mention.value / BILLION, mention.decimals + 9


def restore_unit(mention: Mention, found: Found) -> None:
    """Give a number without unit the one said before: "8 thousand ... 7.3", "by 12.2 per cent ..., by 8.5"."""
    earlier = found.earlier_in(mention.sentence)
    money = next((m.unit for m in earlier if m.unit in MONEY), "")
    if mention.unit == "count" and money and mention.scale >= MILLION:
        _count_money(mention, money)
    if mention.unit != "count":
        return
    percent = next((m for m in reversed(earlier) if m.unit == "percent"), None)
    scaled = next((m for m in earlier if m.unit == "count" and m.scale > 1), None)
    by = match_before(found.text, mention.start, found.language, "by")
    if mention.decimals <= 0:
        # "grave ones by 58.4 per cent, medium ones by 14": a list goes on, and only its first member has the unit.
        is_next = percent is not None and by and _continues_list(mention, percent, found)
        if percent is not None and (is_next or _had_been(mention, percent, found)):
            mention.unit = "percent"
        return
    is_listed = percent is not None and LIST_ITEM.fullmatch(found.text, percent.end, mention.start) is not None
    if percent is not None and (by or is_listed or stands_in_brackets(found.text, mention)):
        mention.unit = "percent"
    elif scaled is not None and scaled.scale > 1:
        mention.value *= scaled.scale
        mention.decimals -= len(str(scaled.scale)) - 1


def _had_been(mention: Mention, percent: Mention, found: Found) -> bool:
    """Return whether a bare number is what a share was before: "41 per cent, although a year ago it was 46"."""
    said = WAS_BEFORE.search(found.text, percent.end, mention.start) is not None
    is_closed = found.text[mention.end : mention.end + 1] in (",", ".", ";", ")", "")
    is_share = (
        percent.operator == "share" and not percent.is_word and abs(mention.value - percent.value) < percent.value
    )
    return said and is_closed and is_share and mention.value < 100 and mention.scale == 1


def _continues_list(mention: Mention, percent: Mention, found: Found) -> bool:
    """Return whether a bare number "by 14" goes on a list of per cents: small, at the end of its clause."""
    between = found.text[percent.end : mention.start]
    after = found.text[mention.end : mention.end + 1]
    is_list = LISTED.search(between) is not None and not any(mark in between for mark in ";()")
    is_list = is_list and not SENTENCE_END.search(between)
    is_last = after in (",", ".", ";", "") or TO_LEVEL.match(found.text, mention.end) is not None
    # "Burglaries fell by 3.3%, vehicle thefts by 86": without a decimal and out of proportion, these are cases.
    is_like = percent.decimals <= 0 or mention.value <= PROPORTION * abs(percent.value)
    return is_list and percent.operator == "percent_change" and mention.value < 100 and is_last and is_like


def _with_suffix(text: str, position: int) -> int:
    """Return the end of a unit with a case ending glued to it by a hyphen: 5,3%-ға, 34%-ы, 10 % - ға."""
    at = position
    if text[at : at + 3] == " - " and text[at + 3 : at + 5] in ("ға", "ге"):
        return at + 5
    if at < len(text) and text[at] in "-‑" and at + 1 < len(text) and text[at + 1].isalpha():
        at += 1
        while at < len(text) and text[at].isalpha():
            at += 1
        return at
    return position


def stands_in_brackets(text: str, mention: Mention) -> bool:
    """Return whether a bracket opens right before a number."""
    return text[max(0, mention.start - 3) : mention.start].rstrip().endswith("(")


def read_rate(mention: Mention, found: Found) -> str:
    """Return the unit of a rate whose base stands within a few words of the number, with no other number between."""
    sentence = found.sentences[mention.sentence]
    for numeral, role in found.others[-2:]:
        # "Is the lowest of the four provinces": a number in words behind a base counts something else.
        is_beside = mention.numeral.form == "digits" and 0 <= mention.start - numeral.end < RATE_REACH
        is_beside = is_beside and numeral.start >= sentence.start
        if role == "rate_base" and is_beside and sentence.clause_of(numeral.start) == sentence.clause_of(mention.start):
            return RATE_UNITS.get(numeral.value, "")
    window = found.text[mention.end : min(mention.end + RATE_REACH, sentence.end)]
    for found_base in RATE_BASE.finditer(window):
        base = _read_base(found_base)
        spot = mention.end + found_base.start()
        is_next = not DIGIT.search(window, 0, found_base.start())
        if is_next and base in RATE_UNITS and match_before(found.text, spot, found.language, "per_head"):
            return RATE_UNITS[base]
    said = find_base_said(mention, found)
    if said is not None:
        return RATE_UNITS.get(said, "")
    return find_rate_before(mention, found) or _carry_rate(mention, found)


def _read_base(match: re.Match[str]) -> Fraction:
    """Return the number of people that a base tells: 10,000, 10 thousand, a million."""
    if match["million"]:
        return Fraction(MILLION)
    return Fraction(re.sub(r"\D", "", match[0])) * (1000 if SCALED_BASE.search(match[0]) else 1)


def _carry_rate(mention: Mention, found: Found) -> str:
    """Return the unit of the last rate for a bare number with decimals: "from 24.5 to 33.4 per 1,000 ... from 11.1"."""
    if mention.decimals <= 0 or mention.unit != "count" or mention.scale != 1:
        return ""
    last = found.mentions[-1] if found.mentions else None
    is_near = last is not None and mention.sentence - last.sentence <= 1
    return last.unit if last is not None and is_near and last.operator == "rate" else ""


def give_rate_back(found: Found) -> None:
    """Make a rate of the "24.5" in "from 24.5 to 33.4 per 1,000", and of "5,102": both ends of a change have one unit.

    What is said of the first of two bare numbers, "120 offences a day, and 60 in December", goes for the second too.
    """
    for first, second in itertools.pairwise(found.mentions):
        is_bare = second.operator == "level" and second.unit == "count" and first.sentence == second.sentence
        after = match_after(found.text, second.end, found.language, "cases")
        is_alike = first.value > 0 and Fraction(1, 10) < second.value / first.value < 10
        if first.operator == "per_day" and is_bare and after is None and not second.part and is_alike:
            second.operator, second.unit = first.operator, first.unit
        if second.operator == "rate" and first.sentence == second.sentence and _shares_rate(first, second, found):
            first.operator, first.unit = "rate", second.unit


def give_scale_back(found: Found) -> None:
    """Give the first end of a change the scale word of the second: "с 44,2 до 18,6 тыс.", "from 5.1 to 7 million"."""
    for first, second in itertools.pairwise(found.mentions):
        is_pair = first.operator == second.operator == "level" and (first.part, second.part) == ("from", "to")
        if not is_pair or first.sentence != second.sentence or first.unit != "count" or second.unit != "count":
            continue
        scale = second.scale
        is_close = ONE_END.fullmatch(found.text, first.end, second.start) is not None
        if is_close and first.scale == 1 < scale and Fraction(1, 10) < second.value / scale / first.value < 10:
            first.value *= scale
            first.decimals -= len(str(scale)) - 1


def mark_tails(found: Found) -> None:
    """Mark where the words end that say what a rate is per, in the languages that say it behind the number."""
    for mention in found.mentions:
        tail = RATE_TAIL.match(found.text, mention.end) if mention.operator == "rate" else None
        mention.tail = tail.end() if tail is not None else 0


def _shares_rate(first: Mention, second: Mention, found: Found) -> bool:
    """Return whether a number has the base of the rate behind it: "from 24.5 to 33.4 per 1,000", "5 and 3 per 100"."""
    if first.operator != "level" or first.unit != "count" or first.scale != 1:
        return False
    is_alike = first.value > 0 and Fraction(1, 10) < second.value / first.value < 10
    if first.part != "from":
        return is_alike and JOINED.fullmatch(found.text, first.end, second.start) is not None
    is_counted = match_after(found.text, first.end, found.language, "cases") is not None
    return not is_counted and (first.decimals > 0 or is_alike)


def says_per_day(mention: Mention, found: Found) -> bool:
    """Return whether a count is an average per day by the words of its clause: "120 a day", "ежесуточно 120"."""
    sentence = found.sentences[mention.sentence]
    clause = sentence.clause_of(mention.start)
    after = found.text[mention.end : min(mention.end + RATE_REACH, sentence.end)]
    offset = max([sentence.start, mention.start - 2 * RATE_REACH, *(m.end for m in found.earlier_in(mention.sentence))])
    before = found.text[offset : mention.start]
    words = find_words(after, found.language, "per_day")
    spots = [mention.end + start for start, _ in words if not DIGIT.search(after, 0, start)]
    spots += [offset + start for start, _ in find_words(before, found.language, "per_day")]
    return any(sentence.clause_of(spot) == clause for spot in spots)
