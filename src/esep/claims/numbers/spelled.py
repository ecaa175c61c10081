"""Small numbers in words, most of which count something else: which of them count offences, and which are told as one
tells figures.
"""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.language.roles import find_words, match_after, match_before

# "Eight murders", "murders – eight", "the number of murders: eight".
BEHIND = re.compile(r"(?:\s(?:саны|дерегі|фактісі))?(?:\s?[:–—]\s|\s-\s)")
# "Nine in 2023", "девять годом ранее", "в 2023 году – девять", "өткен жылы да жеті": between a number and its period.
TO_PERIOD = re.compile(r",?\s(?:(?:in|for|during|в|во|за)\s)?(?:the\s)?", re.IGNORECASE)
FROM_PERIOD = re.compile(r",?\s(?:(?:да|де)\s)?(?:[–—-]\s)?")
# "Их было семнадцать.": nothing follows that it could count.
CLOSED = re.compile(r"\s?(?:[,.;()]|$)")
REACH = 16
APIECE = 40
LONGEST_NAME = 60


def counts_offences(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number in words counts what the data count: by the name beside it, as a part of the number
    before it, or as one of a row of such numbers.
    """
    text, language = found.text, found.language
    if mention.value < 2 or match_before(text, mention.start, language, "definite", "spelled"):
        return False
    if any(find_words(text[mention.end : min(mention.end + APIECE, sentence.end)], language, "apiece", "spelled")):
        return False
    behind = [p for p in take_between(found.places, mention.end, mention.end + 2) if p.kind == "measure"]
    if behind and text[mention.end : behind[0].start].isspace():
        return True
    before = [p for p in take_between(found.places, mention.start - LONGEST_NAME, mention.start) if p.kind == "measure"]
    if before and BEHIND.fullmatch(text, before[-1].end, mention.start):
        return True
    if language == "ru" and match_before(text, mention.start, language, "there") and CLOSED.match(text, mention.end):
        return True
    earlier = [m for m in found.earlier_in(mention.sentence) if m.operator == "level"]
    if _is_of_them(mention, found):
        return bool(earlier) or any(m.operator == "level" for m in found.earlier_in(mention.sentence - 1))
    return any(m.numeral.form == "words" for m in earlier) and _has_its_period(mention, sentence, found)


def _has_its_period(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period stands right before or behind a number."""
    after = take_between(found.periods, mention.end, mention.end + REACH)
    before = take_between(found.periods, sentence.start, mention.start)
    return bool(
        (after and TO_PERIOD.fullmatch(found.text, mention.end, after[0].start))
        or (before and FROM_PERIOD.fullmatch(found.text, before[-1].end, mention.start))
    )


def _is_of_them(mention: Mention, found: Found) -> bool:
    """Return whether a number is of those just counted; in Kazakh its ending says so too: "оның тоғызы"."""
    text, language = found.text, found.language
    if language == "kk" and not mention.numeral.suffix:
        return False
    is_led = match_before(text, mention.start, language, "of_them", "spelled") is not None
    return is_led or match_after(text, mention.end, language, "of_them_behind", "spelled") is not None


def is_story(sentence: Sentence, found: Found) -> bool:
    """Return whether no word of a sentence says that it gives figures: "Two murders shook the town"."""
    words, language = found.text[sentence.start : sentence.end], found.language
    return not any(
        any(find_words(words, language, name, section))
        for name, section in (("counted", "spelled"), ("recorded", "overclaim"))
    )
