"""Finding every number of a text, and sorting claims from dates, durations, articles of law and the like."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, Window, take_between
from esep.claims.names.events import add_events
from esep.claims.names.gazetteer import find_places
from esep.claims.names.venues import is_venue
from esep.claims.numbers.modelled import Modelled
from esep.claims.numbers.operator import Cues, read_mention
from esep.claims.numbers.reference import is_reference
from esep.claims.numbers.share_ends import restore_shares
from esep.claims.numbers.unit import give_rate_back, give_scale_back, mark_tails
from esep.claims.numbers.way import read_direction
from esep.claims.numbers.year_subject import groups_thousands, is_owned_year, opens_as_year, stands_apart
from esep.claims.periods.bases import is_base, match_base_before
from esep.claims.periods.order import OrderPhrase, find_order, is_in_time
from esep.claims.periods.order_groups import find_among, is_among_regions, settle_among
from esep.claims.periods.order_regions import is_of_counts, is_of_rates, place_orders
from esep.claims.periods.tables import list_year_cells
from esep.claims.place import Place
from esep.claims.reading import CHANGES
from esep.claims.readings.directions import find_directions
from esep.language.cues import find_cues
from esep.language.dates import PeriodMention, read_periods
from esep.language.detect import split_sentences
from esep.language.numerals import Numeral, read_numerals
from esep.language.roles import find_words, match_after, match_before
from esep.language.spans import APRIL
from esep.language.write import RATE_BASES
from esep.model.definition import Definition
from esep.model.period import Period

# What a numeral is when it belongs to a stretch of time.
TIME_ROLES = {"date": "date", "duration": "duration", "since": "base_period"}
LONE_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")
# "Kazakhstan, 2023 and 2024": a bare year among commas, as captions have it.
BEFORE_YEAR = re.compile(r"(?:[,:]|\b(?:and|и|және))\s+$")
AFTER_YEAR = re.compile(r"[ \t]*(?:[.,;:—–(\n]|$)|\s+(?:and|и|және|will|would|saw|brought)\b")
NUMBER_AND_BRACKET = re.compile(r"(?P<number>\d[\d.,\u00a0\u202f ]*)(?P<percent>%|\s?процент\w*|\s?пайыз\w*)?\s\($")
# "FBI 2022: violent crime fell": what a colon follows is what the line is about.
HEADS = re.compile(r":\s")
# "The highest number since at least 2011": what may stand before the year.
SINCE = re.compile(r"[\s\w]*")
SINCE_REACH = 20
LEAST_UNLIKE = 3
LONGEST_DATELINE = 80
LONGEST_DENIAL = 16
LONGEST_NAME = 60
OLDEST = 120
# No wording of a period is longer.
LONGEST_PERIOD = 200
# Claims whose words are no number, and numbers without digits.
ORDERS = ("extreme", "streak", "rank")
WORDED = ("words", "fraction", "fold")
# "article 188 part 2": how far behind the article its part may stand.
ARTICLE_REACH = 16
FORM_ROLES = {"date": "date", "time": "time", "identifier": "identifier"}


def find_mentions(
    text: str,
    language: str,
    today: datetime.date | None,
    definition: Definition,
    year_from: int = APRIL,
    latest: Period | None = None,
) -> Found:
    """Return the claims and the other numbers of a text, with the places and periods around them.

    `year_from` is the month from which years run that are written as two, 2023-24, `latest` the last year of the data.
    """
    places = tuple(p for p in find_places(text, language, definition) if not is_venue(p, text, language))
    spans = _join_names(split_sentences(text, language), places)
    sentences = [_cut(text, start, end, language) for start, end in spans]
    periods = add_events(_read_periods(text, language, today, year_from, latest), text, language, definition)
    found = Found(
        text=text,
        language=language,
        sentences=sentences,
        places=places,
        periods=tuple(p for p in periods if not _is_named(p.start, p.end, places)),
        mentions=[],
        others=[],
        today=today,
    )
    cues = Cues(
        hedges=find_cues(text, language, "hedges"),
        directions=tuple(c for c in find_cues(text, language, "direction") if not _is_named(c.start, c.end, places)),
        shares=tuple(find_words(text, language, "share")),
        targets=_find_targets(text, language),
        thresholds=find_cues(text, language, "threshold"),
    )
    _read_numbers(found, cues, definition)
    numbers = [m.numeral for m in found.mentions if m.operator not in ORDERS]
    numbers += [numeral for numeral, _ in found.others]
    worded = {at for n in numbers if n.form in WORDED for at in range(n.start, n.end)}
    # "Половина" is no "полов…", the beginning of a word for sexual offences.
    free = (place for place in places if place.start not in worded or place.end - 1 not in worded)
    found.places = tuple(place for place in free if not _is_set_against(place, found))
    give_rate_back(found)
    give_scale_back(found)
    restore_shares(found)
    _part_spans(found)
    mark_tails(found)
    found.directions = find_directions(found)
    return found


def _find_targets(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the words that tell a plan, without those that only look like it: "members will note that"."""
    others = tuple(find_words(text, language, "no_target"))
    spans = find_words(text, language, "target")
    return tuple(span for span in spans if not any(start <= span[0] < end for start, end in others))


def _is_set_against(place: Place, found: Found) -> bool:
    """Return whether a region only tells among what an order is one: "the highest rate in England and Wales"."""
    before = take_between(found.mentions, place.start - LONGEST_PERIOD, place.start)
    return place.kind == "region" and any(is_among_regions(m) and place.end <= m.end for m in before)


def _read_numbers(found: Found, cues: Cues, definition: Definition) -> None:
    """Sort every number, and every claim of an order, into claims and what is none."""
    text, language = found.text, found.language
    starts = [sentence.start for sentence in found.sentences]
    numerals = read_numerals(text, language)
    modelled = Modelled(text, language, numerals)
    among = find_among(text, language, numerals, found.places, definition)
    ordered = (p for p in find_order(text, language, numerals, among) if not _is_denied(p, found, cues))
    phrases = [_take_start(phrase, found) for phrase in place_orders(ordered, found, definition.default_region)]
    for numeral in numerals:
        at = bisect.bisect_right(phrases, numeral.start, key=lambda phrase: phrase.start)
        if at and numeral.start < phrases[at - 1].end:
            continue
        role = _set_aside(numeral, found) or modelled.role_of(numeral)
        if role:
            found.others.append((numeral, role))
            continue
        index = max(0, bisect.bisect_right(starts, numeral.start) - 1)
        read = read_mention(numeral, index, found, cues)
        if isinstance(read, Mention):
            found.mentions.append(read)
        else:
            found.others.append((numeral, read))
    # What is said in words comes in last: a number is read by the numbers beside it.
    orders = [_read_order(phrase, found, cues) for phrase in phrases]
    found.mentions += [order for order in orders if order.own_region is None or not is_of_rates(order, found)]
    found.mentions.sort(key=lambda mention: mention.start)


def _take_start(phrase: OrderPhrase, found: Found) -> OrderPhrase:
    """Return a phrase with the start of its stretch behind it: "the highest number since 2011"."""
    behind = take_between(found.periods, phrase.end, phrase.end + SINCE_REACH)
    is_joined = behind and behind[0].kind == "since" and SINCE.fullmatch(found.text, phrase.end, behind[0].start)
    return replace(phrase, end=behind[0].end) if is_joined else phrase


def _read_order(phrase: OrderPhrase, found: Found, cues: Cues) -> Mention:
    index = max(0, bisect.bisect_right(found.sentences, phrase.start, key=lambda s: s.start) - 1)
    mention = phrase.to_mention(found.text, index)
    if mention.operator == "streak":
        read_direction(mention, found.sentences[index], cues.directions, found)
    if is_among_regions(mention):
        settle_among(mention, found, is_of_other=_has_share(mention, found, cues))
    else:
        mention.is_modal = _is_of_other(mention, found, cues)
    if mention.operator == "streak" and mention.window is None and _is_over(mention, found):
        mention.window, mention.is_modal = Window("over"), True
    return mention


def _is_of_other(mention: Mention, found: Found, cues: Cues) -> bool:
    """Return whether an order may be one of shares, rates or changes: nothing here is held against those."""
    sentence = found.sentences[mention.sentence]
    if _has_share(mention, found, cues):
        return True
    if mention.operator != "streak" and not is_in_time(mention):
        return is_of_rates(mention, found) or not is_of_counts(sentence, found)
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start][-1:]
    is_of_change = bool(before) and before[0].operator in ("rate", "share", *CHANGES)
    # "Shoplifting rose by 22%, a record": of the number or of its rise, unless a word tells.
    if is_of_change and not any(
        True for _ in find_words(mention.numeral.text, found.language, "counted", "order_context")
    ):
        return True
    names = ["of_rate"]
    # "Thefts fell by a fifth. That is a record": what opens a sentence may be said of the one before.
    opens = not found.text[sentence.start : mention.start].strip() and mention.sentence > 0
    start = found.sentences[mention.sentence - 1].start if opens else sentence.start
    names += ["size"] if take_between(cues.directions, start, mention.start) else []
    said = mention.numeral.text
    return any(True for name in names for _ in find_words(said, found.language, name, "order_context"))


def _has_share(mention: Mention, found: Found, cues: Cues) -> bool:
    """Return whether the sentence of an order speaks of shares."""
    sentence = found.sentences[mention.sentence]
    return any(sentence.start <= start < sentence.end for start, _ in cues.shares)


def _is_over(mention: Mention, found: Found) -> bool:
    """Return whether a run had ended before what is spoken of: "after three annual increases in a row"."""
    text, language = found.text, found.language
    is_led = match_before(text, mention.start, language, "over", "order_context") is not None
    return is_led or match_after(text, mention.end, language, "over_behind", "order_context") is not None


def _is_denied(phrase: OrderPhrase, found: Found, cues: Cues) -> bool:
    """Return whether a phrase claims nothing: "not the lowest since", or a plan for it."""
    before = found.text[max(0, phrase.start - LONGEST_DENIAL) : phrase.start]
    is_denied = any(not before[end:].strip() for _, end in find_words(before, found.language, "not", "order_context"))
    at = bisect.bisect_right(found.sentences, phrase.start, key=lambda sentence: sentence.start) - 1
    start = found.sentences[max(at, 0)].start
    return is_denied or any(start <= target < phrase.start for target, _ in cues.targets)


def _part_spans(found: Found) -> None:
    """Keep the stretch of a claim off the numbers before and behind it: a hedge or a unit belongs to one of them."""
    taken = sorted(
        [(n.start, n.end) for n, _ in found.others] + [(m.numeral.start, m.numeral.end) for m in found.mentions]
    )
    starts = [start for start, _ in taken]
    before = 0
    for mention in found.mentions:
        at = bisect.bisect_left(starts, mention.numeral.start)
        end_before = max(before, taken[at - 1][1] if at else 0)
        mention.start = min(max(mention.start, end_before), mention.numeral.start)
        if at + 1 < len(taken):
            mention.end = max(min(mention.end, taken[at + 1][0]), mention.numeral.end)
        before = mention.end


def _read_periods(
    text: str, language: str, today: datetime.date | None, year_from: int, latest: Period | None
) -> tuple[PeriodMention, ...]:
    """Return the periods of a text, with the bare years that a word of comparison or a comma gives away."""
    last_year = (latest.start, latest.end) if latest is not None and not latest.is_year else None
    read = read_periods(text, language, today, (), year_from, last_year)
    years: list[tuple[int, int]] = []
    last = today.year if today and groups_thousands(text, language) else 0
    cells = {start for start, _ in list_year_cells(text)}
    # A year that the text names elsewhere is hardly a count as well.
    named = {year[0] for p in read for year in LONE_YEAR.finditer(text, p.start, p.end)}
    for found in LONE_YEAR.finditer(text):
        is_taken = any(p.end > found.start() for p in take_between(read, found.start() - LONGEST_PERIOD, found.end()))
        is_listed = (
            found.start() in cells
            or found[0] in named
            or _dates_number(text, found)
            or HEADS.match(text, found.end())
            or opens_as_year(text, *found.span(), language)
            or is_owned_year(text, *found.span(), language)
            or (int(found[0]) <= last and stands_apart(text, *found.span()))
            or match_after(text, found.end(), language, "figure_after", "period") is not None
            or (
                BEFORE_YEAR.search(text, max(0, found.start() - 8), found.start())
                and AFTER_YEAR.match(text, found.end())
            )
        )
        # "Of which 2019 were frauds" counts.
        is_part = match_before(text, found.start(), language, "part", "text") is not None
        if not is_taken and not is_part and (is_listed or _says_year(text, found.start(), language)):
            years.append(found.span())
    return read_periods(text, language, today, years, year_from, last_year) if years else read


def _dates_number(text: str, year: re.Match[str]) -> bool:
    """Return whether a year alone in brackets dates the number before it, which is too unlike it to be its base."""
    before = NUMBER_AND_BRACKET.search(text, max(0, year.start() - 24), year.start())
    if before is None or text[year.end() : year.end() + 1] != ")":
        return False
    if before["percent"]:
        return True
    count = int("".join(filter(str.isdigit, before["number"])))
    return not int(year[0]) / LEAST_UNLIKE < count < int(year[0]) * LEAST_UNLIKE


def _says_year(text: str, position: int, language: str) -> bool:
    """Return whether the word before a bare year tells that it is one: "than in 2023", "the region ended 2024"."""
    is_opened = match_before(text, position, language, "year_before", "period") is not None
    return is_opened or match_base_before(text, position, language)


def _join_names(spans: Iterable[tuple[int, int]], places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the sentences of a text; one does not end inside a name, as at the point of "Gustavo A. Madero"."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and any(p.end > start for p in take_between(places, start - LONGEST_NAME, start)):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, start: int, end: int, language: str) -> Sentence:
    marks = [match[1] for match in find_words(text[start:end], language, "clause")]
    clauses = {start + mark for mark in marks if not _joins_number(text, start + mark)}
    return Sentence(start, end, (start, *sorted(clauses)))


def _joins_number(text: str, position: int) -> bool:
    """Return whether a mark ends no clause: the comma of 1,5, or the colon of "murders: 565"."""
    if text[position - 1 : position] == ":":
        return text[position : position + 3].lstrip()[:1].isdigit()
    around = text[position - 2 : position - 1], text[position : position + 1]
    return all(char.isdigit() for char in around if char) and all(around)


def _set_aside(numeral: Numeral, found: Found) -> str:
    """Return the role of a numeral that is no claim by its form, its period or the word before it; empty otherwise."""
    if numeral.form in FORM_ROLES:
        return FORM_ROLES[numeral.form]
    if _is_named(numeral.start, numeral.end, found.places):
        return "identifier"
    period = _period_around(numeral, found.periods)
    if period is not None:
        role = TIME_ROLES.get(period.kind, "period")
        return "base_period" if role == "period" and is_base(period, found) else role
    text, language = found.text, found.language
    if _is_article(numeral, found):
        return "article"
    if is_reference(numeral, text, language):
        return "identifier"
    if _is_age(numeral, text, language):
        return "age"
    if numeral.form == "ordinal":
        return "ordinal"
    if _stands_alone(text, numeral):
        return "identifier"
    return "rate_base" if is_rate_base(numeral, found) else ""


def _is_article(numeral: Numeral, found: Found) -> bool:
    """Return whether a number is that of an article of law, or of its part: "article 188 part 2"."""
    names = ["article"]
    if found.others and found.others[-1][1] == "article" and numeral.start - found.others[-1][0].end <= ARTICLE_REACH:
        names.append("article_part")
    text, language, end = found.text, found.language, numeral.end + len(numeral.suffix)
    return any(
        match_before(text, numeral.start, language, name) or match_after(text, end, language, name, "before")
        for name in names
    )


def _is_age(numeral: Numeral, text: str, language: str) -> bool:
    """Return whether a number is an age: "aged 12 and older", "12 years old", "в возрасте 12 лет"."""
    if numeral.value >= OLDEST or numeral.decimals:
        return False
    after = match_after(text, numeral.end + len(numeral.suffix), language, "age")
    return after is not None or match_before(text, numeral.start, language, "aged") is not None


def _is_named(start: int, end: int, places: Sequence[Place]) -> bool:
    """Return whether a stretch of text is a part of a name: "thefts, article 188 part 2", "Region (until 2022)"."""
    near = take_between(places, start - LONGEST_PERIOD, end)
    return any(place.start < start and end <= place.end for place in near)


def _stands_alone(text: str, numeral: Numeral) -> bool:
    """Return whether the line of a number has no word at all: a dateline, a counter, a page number."""
    start = text.rfind("\n", 0, numeral.start) + 1
    end = text.find("\n", numeral.end)
    line = text[start : end if end >= 0 else len(text)]
    is_short = len(line) < LONGEST_DATELINE and not any(mark in line for mark in "|\t")
    return is_short and not any(char.isalpha() for char in line)


def is_rate_base(numeral: Numeral, found: Found) -> bool:
    """Return whether a number is the "10 thousand people" of a rate."""
    if numeral.value not in RATE_BASES.values():
        return False
    end = numeral.end + len(numeral.suffix)
    has_people = match_after(found.text, end, found.language, "head", "text") is not None
    has_per = match_before(found.text, numeral.start, found.language, "per_head") is not None
    return has_people or (has_per and found.language == "en")


def _period_around(numeral: Numeral, periods: Sequence[PeriodMention]) -> PeriodMention | None:
    near = take_between(periods, numeral.start - LONGEST_PERIOD, numeral.end)
    return next((p for p in near if p.start <= numeral.start and numeral.end <= p.end), None)
