"""Which way a number goes: by its sign, else by the nearest word of its sentence that tells a direction."""

from __future__ import annotations

import re

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bound import find_bracket
from esep.language.cues import Cue, find_cues
from esep.language.roles import match_before

# The mark of an item of a list, and how many items are gone through up to the line that heads them.
LIST_ITEM = re.compile(r"[^\S\n]*(?:[-–—•·*▪◦‣]\ufe0f?|\d{1,2}[.)])\s")
LONGEST_LIST = 30
# No name with a direction in it begins further before a number.
LONGEST_MOVE = 64
SIGN_WORDS = {"минус": "-", "minus": "-", "плюс": "+", "plus": "+"}


def read_sign(mention: Mention, text: str) -> str:
    """Return the sign of a number, in print or in words right before it: "минус 957 к прошлому году"."""
    said = text[mention.start : mention.numeral.start].strip().casefold()
    return mention.numeral.sign or SIGN_WORDS.get(said, "")


def read_direction(mention: Mention, sentence: Sentence, cues: tuple[Cue, ...], found: Found) -> None:
    """Take the direction from the sign of a number, else from the nearest word of its sentence that tells one."""
    sign = read_sign(mention, found.text)
    if sign in ("-", "−", "–"):
        mention.direction = "down"
    elif sign == "+":
        mention.direction = "up"
    elif own := _read_own_direction(mention, found.language):
        mention.direction = own
    else:
        inside = take_between(cues, sentence.start, sentence.end)
        # "More than half" bounds a number; it tells no way that it went.
        inside = [cue for cue in inside if not is_hedge(cue, mention)]
        inside = [cue for cue in inside if not _is_bracketed(cue, mention, sentence, found)]
        inside = _keep_part(inside, mention, found.text)
        best = min(inside, key=lambda cue: _distance(mention, cue, sentence, found.language), default=None)
        mention.direction = best.name if best else _read_heading(sentence, cues, found.text)


def _keep_part(cues: list[Cue], mention: Mention, text: str) -> list[Cue]:
    """Return the words before a semicolon behind a number, if there are any: "in A by 8.9%; they fell in B"."""
    mark = text.find(";", mention.end)
    before = [cue for cue in cues if cue.start < mark and cue.end <= mention.start] if mark >= 0 else []
    return [cue for cue in cues if cue.start < mark] if before else cues


def _read_heading(sentence: Sentence, cues: tuple[Cue, ...], text: str) -> str:
    """Return the direction that the line above a list tells of all its items.

    "The number fell of:" stands above "– robberies – by 50". Empty where a sentence is no item, or the line tells none
    or both.
    """
    start = text.rfind("\n", 0, sentence.start + 1) + 1
    for _ in range(LONGEST_LIST):
        if start == 0 or LIST_ITEM.match(text, start) is None:
            return ""
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        if text[start:end].rstrip().endswith(":"):
            told = {cue.name for cue in take_between(cues, start, end)}
            return told.pop() if len(told) == 1 else ""
    return ""


def is_moved(mention: Mention, found: Found) -> bool:
    """Return whether "up" or "down" right before a number tells that it is a change; "Mourne and Down 254" is none."""
    span = match_before(found.text, mention.start, found.language, "moved")
    if span is None:
        return False
    near = take_between(found.places, span[0] - LONGEST_MOVE, span[1])
    return not any(place.kind == "region" and place.start < span[0] < place.end for place in near)


def is_hedge(cue: Cue, mention: Mention) -> bool:
    """Return whether a word for up or down only bounds a per cent: "more than half", "больше половины"."""
    return bool(mention.hedge) and mention.unit == "percent" and mention.start <= cue.start < mention.end


def _read_own_direction(mention: Mention, language: str) -> str:
    """Return the direction that a word for a ratio says itself: "doubled", "halved"; empty for "twice"."""
    if mention.numeral.form != "fold":
        return ""
    said = (cue.name.partition("_")[0] for cue in find_cues(mention.numeral.text, language, "fold_words"))
    return next((direction for direction in said if direction in ("up", "down")), "")


def _distance(mention: Mention, cue: Cue, sentence: Sentence, language: str) -> int:
    """Return how far a direction word is from a number; another clause and (but in Kazakh) a later word count more."""
    gap = mention.start - cue.end if cue.end <= mention.start else cue.start - mention.end
    clauses = abs(sentence.clause_of(cue.start) - sentence.clause_of(mention.start))
    is_after = cue.start >= mention.end
    penalty = 40 * clauses + (25 if is_after != (language == "kk") and clauses == 0 else 0)
    # "grave ones fell by 58, medium ones by 14, while minor ones rose": what comes later is said of what comes later.
    penalty += 60 if is_after and clauses and language != "kk" else 0
    return max(gap, 0) + penalty


def _is_bracketed(cue: Cue, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether brackets say a direction of another number alone: "fell except in A (up 1.2%): in B by 10%"."""
    bracket = find_bracket(cue.start, sentence, found.text)
    return bracket is not None and not bracket[0] <= mention.start <= bracket[1]
