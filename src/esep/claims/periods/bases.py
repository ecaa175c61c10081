"""Which periods of a text are what something is compared with, and the numbers that are recalled with them."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, take_between
from esep.language.cues import find_cues
from esep.language.dates import PeriodMention
from esep.language.roles import match_after, match_before

# A period so near behind a number goes with it, and no number is longer.
TOUCHING = 8
OWNER_REACH = 60
# "3.4 per cent up on 2018", "an increase on 2018": no such word is longer.
LONGEST_CHANGE = 24
PERCENT_BEFORE = re.compile(r"(?:%|per\s?cent|процент\w*|пайыз\w*)\s*$", re.IGNORECASE)
# "2022 жылғыдан 35-ке көп": 35 more than in 2022.
KAZAKH_FROM = re.compile(r"жыл(?:ғы|дағы)дан$", re.IGNORECASE)
KAZAKH_YEAR = re.compile(r"\s(?:қаржы\s)?жыл\w*", re.IGNORECASE)
# "2016 жылдан 17-ге немесе 9%-ға артық": the ablative is a base where a comparative ends the clause.
KAZAKH_ABLATIVE = re.compile(r"(?:жылдан|[ндт][ае]н)$", re.IGNORECASE)
COMPARATIVE_BEHIND = re.compile(
    r"(?:[^.;,\n]|,(?=\d)){1,40}?(?<!\w)(?:артық|аз|кем|көп|төмен|жоғары)(?!\w)", re.IGNORECASE
)
# "since these figures began in 2017-18", "с начала наблюдений в 2015 году".
LONGEST_BEGINNING = 60
SERIES_BEGAN = re.compile(
    r"since\s(?:[^\W\d]+\s){0,5}(?:began|begin|begun|started|start)\s(?:in\s)?(?:the\s)?$"
    r"|с (?:момента )?начала (?:[^\W\d]+\s){0,2}(?:в\s|с\s)$",
    re.IGNORECASE,
)
# "Изнасилований, как и в 2023-м, – 32", "the same as in 2023".
LONGEST_SAME = 24
SAME_AS = re.compile(
    r"(?<!\w)(?:(?:так же,? )?как и|столько же,? сколько|(?:the )?same as|just as)\s(?:в|за|во|in)?\s?$", re.I
)
# What happened happened in a year; what is "on 2018-19" is compared with it.
YEAR_LONG = ("year", "months_range", "quarter", "half_year")
ON_YEAR = re.compile(r"(?<!\w)on\s(?:the\s)?$", re.IGNORECASE)
# "since the year ending March 2021": an article does not part a word of comparison from its period.
LONGEST_ARTICLE = 6
ARTICLE = re.compile(r"(?<!\w)(?:the|its|their)\s$", re.IGNORECASE)
# "на 9 тысяч меньше прошлогоднего": the genitive behind a comparative is what it compares with.
LONGEST_COMPARATIVE = 9
# "From January to August": the word opens the range and compares nothing.
OPENS_RANGE = re.compile(r"(?<!\w)(?<!сравнению )(?<!сравнении )(?:from|с|со)\s$", re.IGNORECASE)
# "Rose 8.7% over the year ending March 2025" tells of all of it; "up 5% over 2023" compares.
OVER = re.compile(r"(?<!\w)over\s(?:the\s)?$", re.IGNORECASE)
STRETCH = re.compile(r"(?:year|12 months|twelve months|12-month period)\s(?:ending|ended|to)\b", re.IGNORECASE)
# "С начала 2025 года" is the part of it that has passed.
NEW_YEAR = re.compile(r"начала\s")
COMPARED = re.compile(r"(?:меньше|больше|ниже|выше)\s$", re.IGNORECASE)
# What stands in brackets keeps no word from its period: "2010 жылғымен (2025) салыстырғанда".
TO_YEAR = re.compile(r"(?<!\w)ко?\s$", re.IGNORECASE)
# "Область: преступлений / к 2024 году" heads a column of changes.
COLUMN_TO = re.compile(
    r"(?:[/|]|%|(?<!\w)(?:динамика|изменени[ея]|изм\.|темп\w*))\s*(?:в\s)?(?:%\s)?ко?\s$", re.IGNORECASE
)
LONGEST_COLUMN = 24
CHANGE_NOUN = re.compile(
    r"(?:\s?\([^()\n]{0,40}\))?\s?[:—–-]?\s(?:снижение|рост|прирост|спад|падение|увеличение|уменьшение|сокращение|минус|плюс)\b",
    re.IGNORECASE,
)
CHANGE_TO = re.compile(
    r"(?<!\w)(?:снижени|рост|прирост|спад|падени|увеличени|уменьшени|сокращени)\w*\s(?=ко?\s)", re.IGNORECASE
)
# "From 425,540 in the first half of 2024 and 523,931 in 2023".
CONTINUED_REACH = 80
AND = re.compile(r",?\s(?:and|и|және)\s(?:from\s|с\s|со\s)?", re.IGNORECASE)
BRACKET = re.compile(r"\s?\([^()\n]{0,40}\)")
# What was counted may stand between a number and its period: "20,250 offences in 2015", "the 565 recorded in 2019".
COUNTED = re.compile(r"(?:\s(?!(?:and|or|to|и|или|до)\b)[^\W\d]+){1,3}\s")
# "Of the 6.5 million offences in 2022" is no base.
OF_NUMBER = re.compile(r"(?<!\w)of\s(?:the\s|all\s)?$", re.IGNORECASE)
# "A decrease from the number in 2019": a figure that is not printed, of the period behind it.
LONGEST_FIGURE = 48
FIGURE_IN = re.compile(
    r"(?<!\w)(?:from|than|above|below|over|under|on|compared (?:with|to)|against|(?:exceed|surpass|top|outnumber)\w*)"
    r"\s(?:the|that|those|its|their)"
    r"(?:\s(?:[^\W\d]+\s)?(?:numbers?|totals?|figures?|levels?|counts?|estimates?|rate))?"
    r"(?:\s(?:recorded|reported|registered|seen|estimated))?\s(?:in|of|for|from)\s$",
    re.IGNORECASE,
)


def is_base(period: PeriodMention, found: Found) -> bool:
    """Return whether a period is what something is compared with: "than in 2023", "2023 жылмен салыстырғанда"."""
    if period.kind in ("since", "same_period", "year_earlier") or find_owner(period, found) is not None:
        return True
    if opens_series(period, found.text) or SAME_AS.search(
        found.text, max(0, period.start - LONGEST_SAME), period.start
    ):
        return True
    start = max(0, period.start - LONGEST_COMPARATIVE)
    if OVER.search(found.text, start, period.start) and STRETCH.match(found.text, period.start):
        return False
    if match_base_before(found.text, period.start, found.language):
        opens = period.kind == "months_range" or NEW_YEAR.match(found.text, period.start) is not None
        return not (opens and OPENS_RANGE.search(found.text, start, period.start))
    if found.language == "en" and _is_compared(period, found.text):
        return True
    if found.language == "ru" and (
        COMPARED.search(found.text, start, period.start)
        or COLUMN_TO.search(found.text, max(0, period.start - LONGEST_COLUMN), period.start)
        or _opens_change(period, found.text)
        or _is_receded(period, found)
    ):
        return True
    return _is_followed(period, found) or dates_figure(period, found)


def _is_compared(period: PeriodMention, text: str) -> bool:
    """Return whether English words set something against a period, or against a number of it: "on 2018-19"."""
    start = max(0, period.start - LONGEST_COMPARATIVE)
    if period.kind in YEAR_LONG and ON_YEAR.search(text, start, period.start):
        return True
    return FIGURE_IN.search(text, max(0, period.start - LONGEST_FIGURE), period.start) is not None


def opens_series(period: PeriodMention, text: str) -> bool:
    """Return whether a period only tells since when there are figures: "the most since the series began in 2015"."""
    return SERIES_BEGAN.search(text, max(0, period.start - LONGEST_BEGINNING), period.start) is not None


def _opens_change(period: PeriodMention, text: str) -> bool:
    """Return whether "к 2022 году" is a base: the noun of a change follows, where a verb would make it an end."""
    is_to = TO_YEAR.search(text, max(0, period.start - LONGEST_COMPARATIVE), period.start) is not None
    return is_to and CHANGE_NOUN.match(text, period.end) is not None


def _is_receded(period: PeriodMention, found: Found) -> bool:
    """Return whether "снижение к 2024 году" is a comparison: the text has spoken of a later year, so it is no end."""
    text = found.text
    to = TO_YEAR.search(text, max(0, period.start - LONGEST_COMPARATIVE), period.start)
    if to is None or period.last is None:
        return False
    sentence = next(s for s in found.sentences if s.start <= period.start < s.end)
    before = take_between(found.periods, 0, sentence.start)
    nouns = CHANGE_TO.finditer(text, sentence.start, to.end())
    is_later = any(p.last is not None and p.kind != "date" and p.last > period.last for p in before)
    return is_later and any(True for _ in nouns)


def _is_followed(period: PeriodMention, found: Found) -> bool:
    """Return whether a word behind a period, or behind its bracket, says that something is compared with it."""
    text, end = found.text, _skip_bracket(period.end, found.text)
    if any(match_after(text, at, found.language, "base_after", "period") for at in {period.end, end}):
        return True
    if found.language != "kk":
        return False
    return is_exceeded(period, found) or KAZAKH_FROM.search(text, period.start, _pass_year(period, text)) is not None


def is_exceeded(period: PeriodMention, found: Found) -> bool:
    """Return whether a Kazakh ablative makes a period a base: "өткен жылдың сәйкес кезеңінен (3 287) 776-ға аз"."""
    end = _pass_year(period, found.text)
    if found.language != "kk" or not KAZAKH_ABLATIVE.search(found.text, period.start, end):
        return False
    return COMPARATIVE_BEHIND.match(found.text, _skip_bracket(end, found.text)) is not None


def _pass_year(period: PeriodMention, text: str) -> int:
    """Return where a Kazakh period ends with the word for its year: "2011/12 жылғыдан"."""
    word = KAZAKH_YEAR.match(text, period.end)
    return word.end() if word else period.end


def _skip_bracket(position: int, text: str) -> int:
    bracket = BRACKET.match(text, position)
    return bracket.end() if bracket else position


def dates_figure(period: PeriodMention, found: Found) -> bool:
    """Return whether a period dates a number that is compared with and not printed: "half of the 2012 figure"."""
    text, language = found.text, found.language
    if language == "ru":
        return match_before(text, period.start, language, "figure_before", "period") is not None
    behind = match_after(text, _skip_bracket(period.end, text), language, "figure_after", "period")
    is_led = language == "kk" or match_before(text, period.start, language, "figure_before", "period") is not None
    return behind is not None and is_led


def find_owner(period: PeriodMention, found: Found) -> Mention | None:
    """Return the number, right before a period, that is what something is compared with: "against 1,739 in 2018"."""
    # In Kazakh a period stands before its number.
    near = take_between(found.mentions, period.start - OWNER_REACH, period.start) if found.language != "kk" else ()
    if not near or period.start < near[-1].end:
        return None
    number = near[-1]
    is_beside = period.start - number.told_until <= TOUCHING
    start = number.numeral.start
    is_whole = OF_NUMBER.search(found.text, max(0, start - LONGEST_COMPARATIVE), start) is not None
    if not is_beside and (is_whole or COUNTED.fullmatch(found.text, number.end, period.start) is None):
        return None
    words = ("against", "recalled")
    is_base = any(match_before(found.text, number.numeral.start, found.language, name, "period") for name in words)
    return number if is_base or number.part == "from" or _continues_start(number, found) else None


def _continues_start(number: Mention, found: Found) -> bool:
    """Return whether a number goes on with what a change comes from: "from 425,540 in 2024 and 523,931 in 2023"."""
    before = take_between(found.mentions, number.start - CONTINUED_REACH, number.start)
    if not before or before[-1].part != "from" or before[-1].sentence != number.sentence:
        return False
    dated = take_between(found.periods, before[-1].end, number.start)
    return bool(dated) and AND.fullmatch(found.text, dated[-1].end, number.start) is not None


def match_base_before(text: str, position: int, language: str) -> bool:
    """Return whether a word of comparison stands right before a place: "than in", or "on" behind a per cent."""
    article = ARTICLE.search(text, max(0, position - LONGEST_ARTICLE), position)
    position = article.start() if article else position
    if match_before(text, position, language, "base_before", "period"):
        return True
    short = match_before(text, position, language, "base_after_percent", "period")
    if short is None:
        return False
    before = text[max(0, short[0] - LONGEST_CHANGE) : short[0]].rstrip()
    is_change = any(cue.end == len(before) for cue in find_cues(before, language, "direction"))
    return is_change or PERCENT_BEFORE.search(before) is not None
