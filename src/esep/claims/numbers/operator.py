"""What one number claims: a level, a difference, a per cent, a fold, a share, a bound, or nothing at all."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import is_counted_whole
from esep.claims.numbers.bare_percent import has_share_suffix, is_share_beside, lacks_verb
from esep.claims.numbers.kazakh_case import find_dative_noun, is_start, may_be_end, read_kazakh_case, read_noun_case
from esep.claims.numbers.percents import is_value, says_again, says_loss
from esep.claims.numbers.register_growth import counts_entries
from esep.claims.numbers.spelled import counts_offences, is_story
from esep.claims.numbers.steps import is_amount, is_extra, is_gap, is_step, read_up_on
from esep.claims.numbers.totals import read_sum_count, says_together
from esep.claims.numbers.unit import read_rate, read_unit, restore_unit, says_per_day, stands_in_brackets
from esep.claims.numbers.way import is_hedge, is_moved, read_direction, read_sign
from esep.language.cues import Cue
from esep.language.numerals import Numeral
from esep.language.roles import find_words, match_after, match_before
from esep.language.write import MONEY

THRESHOLD_HEDGES = {"at_least": "above", "at_most": "below"}
# A number word up to here that counts neither crimes nor anything scaled is a count of something else ("three years").
SMALL_WORD = 20
# No hedge, verb of bound or word for a change is longer.
HEDGE_REACH = 64
# "187,262 cases in 2023".
PERIOD_REACH = 32
AND_IN = re.compile(r"(?:\s[^\W\d]+){0,2}\s(?:in|for|during|в|за)\s", re.IGNORECASE)
PART_REACH = 60
PACE_REACH = 120
OR_PERCENT = re.compile(r",? (?:or (?:by )?|немесе |яғни )\d+(?:[.,]\d+)? ?(?:%|per ?cent|пайыз)(?:-?\w*)")
BRACKETED_PERCENT = re.compile(r"\s?\(\d+(?:[.,]\d+)?\s?(?:%|per ?cent|процент\w*|пайыз\w*)\)")
OR_COUNT = re.compile(
    r"(?:-?\w*)?\s?[,(—–-]?\s?(?:or|that is|i\.e\.|или|то есть|т\. ?е\.|немесе|яғни)(?:\s(?:by|на))?\s", re.IGNORECASE
)
# What may stand between a hedge and its number.
HEDGE_GAP = re.compile(r"[\s\u00a0$€«“\"-]{0,3}(?:(?:by|в|во|на)\s)?", re.IGNORECASE)
RANGE_JOINT = re.compile(r"\s(?:and|и|мен|пен|бен)\s")
BETWEEN = re.compile(r"(?:between|между)\s$", re.IGNORECASE)
WITHIN = re.compile(r"\s?аралығ\w*", re.IGNORECASE)
# "If in 2021 there were 495, in 2024 there were 800" sets two facts side by side.
FACTUAL_IF = re.compile(
    r"(?<!\w)если\s(?:во?|за|на|по|до|к|ещё|еще|раньше|прежде|год)\s(?!.*\sбы\s).*,\s(?:а\s)?то\s",
    re.IGNORECASE | re.DOTALL,
)
# "С 27 242 преступлениями" is WITH them: FROM takes the genitive.
WITH_NOUN = re.compile(r"\s(?:[^\W\d]+[ыи]ми\s)*[^\W\d]+(?:ами|ями|ьми)(?!\w)")
IN_TIMES = re.compile(r"(?<!\w)во?\s$", re.IGNORECASE)


@dataclass(frozen=True)
class Cues:
    """The cue words of a whole text."""

    hedges: tuple[Cue, ...]
    directions: tuple[Cue, ...]
    shares: tuple[tuple[int, int], ...]
    targets: tuple[tuple[int, int], ...]
    thresholds: tuple[Cue, ...]


def read_mention(numeral: Numeral, index: int, found: Found, cues: Cues) -> Mention | str:
    """Return the claim that a number makes, or the role of a number that makes none."""
    sentence = found.sentences[index]
    # A Kazakh sentence says at its end that it plans.
    until = sentence.end if found.language == "kk" else numeral.start
    if _within(cues.targets, sentence.start, until) and not _is_past(numeral, found):
        return "target"
    mention = read_unit(numeral, index, found)
    restore_unit(mention, found)
    if mention.unit == "fold" and (times := IN_TIMES.search(found.text, max(0, mention.start - 4), mention.start)):
        mention.start = times.start()
    _read_hedge(mention, cues.hedges, found.text, found.language)
    read_direction(mention, sentence, cues.directions, found)
    _read_operator(mention, sentence, found, cues)
    _read_threshold(mention, cues.thresholds, found.language)
    _read_range(mention, found)
    if mention.operator == "level" and _is_other_count(mention, sentence, found):
        return "count_of_other"
    _sign(mention)
    is_aside = mention.operator == "level" and _is_aside(mention, sentence, found)
    if is_aside and is_amount(mention, found):
        mention.operator, is_aside = "difference", False
        _sign(mention)
    is_aside = is_aside or (mention.operator == "level" and _is_mean(mention, sentence, found))
    # "They exceed thefts by 14,563": between what, no word of time tells.
    is_between = mention.operator == "difference" and (is_gap(mention, found) or not mention.direction)
    is_unheld = _is_unheld(mention, sentence, found)
    mention.is_part = is_aside or is_between or is_unheld
    is_free = mention.operator == "level" and not is_counted_whole(mention, found)
    if is_free and mention.unit == "count":
        mention.sum_count = read_sum_count(mention, sentence, found)
    if is_free and (mention.sum_count or says_together(mention, sentence, found)):
        mention.operator = "sum"
    words = found.text[sentence.start : sentence.end]
    is_supposed = any(True for _ in find_words(words, found.language, "modal"))
    mention.is_modal = is_unheld or (is_supposed and FACTUAL_IF.search(words) is None)
    if mention.operator == "level" and numeral.form == "words" and numeral.value <= SMALL_WORD:
        mention.is_modal = mention.is_modal or is_story(sentence, found)
    return mention


def _is_past(numeral: Numeral, found: Found) -> bool:
    """Return whether a period that is over stands right behind a number: no plan tells what it counts."""
    near = take_between(found.periods, numeral.end, numeral.end + PERIOD_REACH)
    is_near = bool(near) and AND_IN.fullmatch(found.text, numeral.end, near[0].start) is not None
    return is_near and near[0].last is not None and found.today is not None and near[0].last < found.today


def _is_mean(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a clause calls a number a mean over months, weeks or hours: no figure is one."""
    clause = sentence.clause_of(mention.start)
    start, end = max(sentence.start, mention.start - HEDGE_REACH), min(sentence.end, mention.end + PART_REACH // 2)
    spots = [start + at for at, _ in find_words(found.text[start:end], found.language, "mean")]
    return any(sentence.clause_of(spot) == clause for spot in spots)


def _is_unheld(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number is of a kind that no figure is: a share by how late it came, a level to be expected."""
    name = {"share": "delay", "level": "expected"}.get(mention.operator)
    words = found.text[sentence.start : sentence.end]
    return name is not None and any(True for _ in find_words(words, found.language, name))


def _is_aside(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number stands alone in brackets behind a change: its base or its result, nobody says which."""
    earlier = found.earlier_in(mention.sentence)
    is_alone = stands_in_brackets(found.text, mention) and found.text[mention.end : mention.end + 1] == ")"
    if not is_alone or not earlier or earlier[-1].unit != "percent":
        return False
    # "Чем за тот же период прошлого года (107 610)" is of that period.
    if any(mention.start - p.end in (1, 2) for p in take_between(found.periods, sentence.start, mention.start)):
        return False
    # "47.2% of the total (44,411)" is the whole of that share.
    is_whole = match_after(found.text, earlier[-1].end, found.language, "whole_before", "text") is not None
    return not (is_whole and earlier[-1].operator == "share")


def _read_hedge(mention: Mention, hedges: tuple[Cue, ...], text: str, language: str) -> None:
    for cue in take_between(hedges, mention.start - HEDGE_REACH, mention.end + HEDGE_REACH):
        before, after = text[cue.end : mention.start], text[mention.end : cue.start]
        # "Меньше на 2", "меньше в 2,9 раза": by so much, and no bound.
        step = text[cue.end : mention.numeral.start].strip()
        is_comparison = step == "на" or (step in ("в", "во") and mention.unit == "fold")
        is_comparison = is_comparison and " " not in text[cue.start : cue.end]
        is_comparison = is_comparison and cue.name in ("more_than", "less_than")
        is_end = cue.name == "at_most" and match_before(text, cue.start, language, "moves_up") is not None
        is_comparison = is_comparison or is_end
        if cue.place != "after" and cue.end <= mention.start and HEDGE_GAP.fullmatch(before) and not is_comparison:
            mention.hedge, mention.start = cue.name, cue.start
            return
        if cue.place != "before" and mention.end <= cue.start and HEDGE_GAP.fullmatch(after):
            mention.hedge, mention.end = cue.name, cue.end
            return
        if mention.numeral.end <= cue.start and cue.end <= mention.end and cue.start < cue.end:
            mention.hedge = cue.name
            return


def _read_operator(mention: Mention, sentence: Sentence, found: Found, cues: Cues) -> None:
    text, language = found.text, found.language
    before_by = match_before(text, mention.start, language, "by")
    if mention.unit == "fold":
        mention.operator = "fold"
    elif mention.unit == "percentage_points":
        mention.operator = "percentage_points"
    elif mention.unit == "one_in_n":
        mention.operator = "one_in_n"
    elif mention.unit == "percent":
        mention.operator = _percent_operator(mention, sentence, found, cues, before_by is not None)
    else:
        is_size = is_step(mention, found, cues.directions) or is_moved(mention, found)
        _read_count(mention, found, before_by is not None or is_size or is_extra(mention, found))
    is_change = mention.operator in ("percent_change", "difference", "fold", "percentage_points")
    mention.is_pace = mention.operator in ("percent_change", "difference") and says_pace(mention, found)
    if before_by and is_change:
        mention.start = before_by[0]


def says_pace(mention: Mention, found: Found) -> bool:
    """Return whether a change is one a year on average: "-7.6% a year", "в среднем на 5 % в год", "жылына 5%"."""
    text, language = found.text, found.language
    span = match_after(text, mention.end, language, "pace")
    if span is not None:
        return match_after(text, span[1], language, "no_pace") is None
    if match_before(text, mention.start, language, "pace_before") is not None:
        return True
    sentence = found.sentences[mention.sentence]
    clause = sentence.clause_of(mention.start)
    start = max(sentence.start, mention.start - PACE_REACH)
    spots = (start + at for at, _ in find_words(text[start : mention.start], language, "yearly_mean"))
    return any(sentence.clause_of(spot) == clause for spot in spots)


def _percent_operator(mention: Mention, sentence: Sentence, found: Found, cues: Cues, has_by: bool) -> str:
    text, language = found.text, found.language
    if says_pace(mention, found):
        return "percent_change"
    fewer = match_after(text, mention.end, language, "fewer")
    if fewer or match_after(text, mention.end, language, "more"):
        mention.direction = "down" if fewer else "up"
        return "percent_change"
    if says_loss(mention, found) or says_again(mention, found) or lacks_verb(mention, found):
        return "percent_change"
    is_said = match_before(text, mention.start, language, "change_is") is not None
    is_said = is_said or is_step(mention, found, cues.directions)
    is_said = is_said or (stands_in_brackets(text, mention) and _says_difference(mention, found))
    if mention.numeral.sign or has_by or is_said or match_after(text, mention.end, language, "changed"):
        return "percent_change"
    if match_after(text, mention.end, language, "whole_before", "text") or has_share_suffix(text, mention):
        return "share"
    if (language != "kk" and is_value(mention, sentence, found)) or is_share_beside(mention, sentence, found):
        return "share"
    clause = sentence.clause_of(mention.start)
    in_sentence = take_between(cues.directions, sentence.start, sentence.end)
    in_sentence = [c for c in in_sentence if not is_hedge(c, mention)]
    in_clause = [c for c in in_sentence if sentence.clause_of(c.start) == clause]
    shares = [start for start, _ in _within(cues.shares, sentence.start, sentence.end)]
    nearest_share = min((abs(start - mention.start) for start in shares), default=None)
    nearest_change = min((abs(c.start - mention.start) for c in in_clause), default=None)
    if nearest_change is not None and (nearest_share is None or nearest_change <= nearest_share):
        return "percent_change"
    if nearest_share is not None or stands_in_brackets(text, mention):
        return "share" if not (mention.direction and nearest_share is None) else "percent_change"
    if language != "kk" and not _has_direction_before(mention, sentence, cues) and _follows_level(mention, found):
        return "share"
    is_told = language != "ru" or _has_direction_before(mention, sentence, cues) or _says_difference(mention, found)
    return "percent_change" if mention.direction and is_told else "share"


def _has_direction_before(mention: Mention, sentence: Sentence, cues: Cues) -> bool:
    return bool(take_between(cues.directions, sentence.start, mention.start))


def _says_difference(mention: Mention, found: Found) -> bool:
    """Return whether a per cent says a difference again: "на 4463, или 6,5 %, меньше", "958 (9%) fewer"."""
    last = found.mentions[-1] if found.mentions else None
    if last is None or last.sentence != mention.sentence or last.operator != "difference":
        return False
    is_bracketed = found.text[last.end : mention.start].strip() == "(" and bool(last.direction)
    mention.direction = last.direction if is_bracketed else mention.direction
    return is_bracketed or OR_COUNT.fullmatch(found.text, last.end, mention.start) is not None


def _follows_level(mention: Mention, found: Found) -> bool:
    earlier = found.mentions[-1] if found.mentions else None
    return earlier is not None and earlier.sentence == mention.sentence and earlier.operator == "level"


def _within(spans: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    return spans[bisect.bisect_left(spans, (start, 0)) : bisect.bisect_left(spans, (end, 0))]


def _read_count(mention: Mention, found: Found, has_by: bool) -> None:
    if counts_entries(mention, found):
        mention.direction = ""
        return
    text, language = found.text, found.language
    fewer = match_after(text, _skip_case(mention, text, language), language, "fewer")
    more = match_after(text, _skip_case(mention, text, language), language, "more")
    if read_sign(mention, text) or ((fewer or more) and not _is_compared(text, fewer or more, language)):
        mention.operator = "difference"
        mention.direction = "down" if fewer else "up" if more else mention.direction
        word = fewer or more
        if word and not text[mention.end : word[0]].strip():
            mention.end = word[1]
    elif read_up_on(mention, text) or (has_by and (mention.direction or language == "en")):
        mention.operator = "difference"
    elif is_gap(mention, found):
        mention.operator, mention.direction = "difference", ""
    elif language == "kk" and not is_start(mention, text) and _says_change(mention, found):
        mention.operator, mention.is_either = "difference", may_be_end(mention, text)
    elif language == "kk" and (mention.numeral.suffix or mention.unit in MONEY):
        read_kazakh_case(mention, found)
    elif language == "kk" and mention.direction and (noun := find_dative_noun(mention, text)):
        mention.operator, mention.end, mention.is_either = "difference", noun, True
    else:
        _read_end(mention, found)
    if mention.operator == "level" and mention.unit == "count":
        _read_per(mention, found)


def _read_end(mention: Mention, found: Found) -> None:
    """Read a count as an end of a change, FROM or TO, or as its size where it says a per cent in other words."""
    text, language = found.text, found.language
    noun = match_after(text, mention.end, language, "cases")
    begins = match_after(text, noun[1] if noun else mention.end, language, "became") is not None
    is_with = language == "ru" and WITH_NOUN.match(text, mention.end) is not None
    if begins or (match_before(text, mention.start, language, "from") and not is_with):
        mention.part = "from"
    elif match_before(text, mention.start, language, "to"):
        mention.part = "to"
    elif language == "kk" and (part := read_noun_case(mention, text)):
        mention.part = part
    elif _says_change(mention, found):
        mention.operator = "difference"


def _says_change(mention: Mention, found: Found) -> bool:
    """Return whether a count says a per cent of change in other words: "a fall of 16.6 %, or 716 cases"."""
    last = found.mentions[-1] if found.mentions else None
    if last is None or last.sentence != mention.sentence or last.operator != "percent_change" or not last.direction:
        return False
    is_said = OR_COUNT.fullmatch(found.text, last.end, mention.start) is not None
    mention.direction, mention.is_restated = last.direction if is_said else mention.direction, is_said
    return is_said


def _read_range(mention: Mention, found: Found) -> None:
    """Make bounds of the ends of a stated range: "between 500 and 600 murders", "500 мен 600 аралығында"."""
    if mention.operator not in ("level", "rate", "share") or mention.hedge:
        return
    text, last = found.text, found.mentions[-1] if found.mentions else None
    is_upper = (
        last is not None and last.sentence == mention.sentence and RANGE_JOINT.fullmatch(text, last.end, mention.start)
    )
    if last is not None and is_upper and last.operator == mention.operator and last.value < mention.value:
        is_between = BETWEEN.search(text, max(0, last.start - 10), last.start) or WITHIN.match(text, mention.end)
        if is_between and not last.hedge:
            last.hedge, mention.hedge = "at_least", "at_most"
            last.part = mention.part = ""


def _read_per(mention: Mention, found: Found) -> None:
    """Make a rate or an average per day of a count that is one."""
    is_daily = match_after(found.text, mention.end, found.language, "per_day", "text") is not None
    unit = "" if is_daily else read_rate(mention, found)
    if unit:
        mention.operator, mention.unit = "rate", unit
    elif says_per_day(mention, found):
        mention.operator, mention.unit = "per_day", "per_day"


def _skip_case(mention: Mention, text: str, language: str) -> int:
    """Return where a word for fewer or more may begin: behind the noun that is counted, or behind "or 11%"."""
    span = match_after(text, mention.end, language, "cases")
    end = span[1] if span else mention.end
    is_level = match_before(text, mention.start, language, "to") is not None
    also = BRACKETED_PERCENT.match(text, end) if not is_level else None
    also = also or (OR_PERCENT.match(text, end) if language != "ru" and not is_level else None)
    return also.end() if also else end


def _is_compared(text: str, span: tuple[int, int] | None, language: str) -> bool:
    """Return whether "more" belongs to "more than N", which is a bound and no difference."""
    return (
        span is not None
        and language == "en"
        and text[span[1] : span[1] + 6].startswith(" than ")
        and (text[span[1] + 6 : span[1] + 7].isdigit())
    )


def _read_threshold(mention: Mention, thresholds: tuple[Cue, ...], language: str) -> None:
    """Turn a level into a bound where a verb (exceeded; in Kazakh behind it) or a hedge (no more than) makes it one.

    In English a number right before the verb is its subject: "the count of 2017, 25,559, surpassed that of 2011".
    """
    if mention.operator != "level" or mention.unit != "count":
        return
    near = take_between(thresholds, mention.start - HEDGE_REACH, mention.end + HEDGE_REACH)
    near = [c for c in near if language != "kk" or c.start >= mention.end]
    near = [c for c in near if language != "en" or c.end <= mention.start]
    verb = next((c for c in near if 0 <= mention.start - c.end <= 3 or 0 <= c.start - mention.end <= 3), None)
    direction = verb.name if verb else THRESHOLD_HEDGES.get(mention.hedge, "")
    if direction:
        mention.operator, mention.direction, mention.part = "threshold", direction, ""


def _is_other_count(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a bare number counts something that is no offence: three years, five sections, seven regions."""
    if mention.part or mention.unit != "count" or mention.hedge:
        return False
    numeral = mention.numeral
    if match_after(found.text, mention.end, found.language, "cases"):
        return False
    if numeral.form in ("words", "roman"):
        return numeral.value <= SMALL_WORD and not counts_offences(mention, sentence, found)
    has_measure = any(p.kind == "measure" for p in take_between(found.places, sentence.start, sentence.end))
    return not has_measure and mention.value < 10 and bool(found.places)


def _sign(mention: Mention) -> None:
    if mention.operator in ("percent_change", "difference", "percentage_points") and mention.direction == "down":
        mention.value = -abs(mention.value)
