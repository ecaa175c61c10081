"""Two lists side by side: kinds named first, and as many numbers behind them, in the same order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bound import list_runs
from esep.claims.periods.ends import says_respectively
from esep.claims.place import Place
from esep.language.roles import match_before

STATES = ("level", "rate", "per_day")
LEAST_LISTED = 2
DASH = re.compile(r"\s[–—]\s")
LINE_HEAD = re.compile(r"[^\n:.;,\d]{0,48}:")
_AGAINST = re.compile(r"\s(?:against|versus|vs\.?|compared with|compared to|против)\s", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:,|\s(?:and|to|against|versus|и|против|және|мен|пен|бен))\s", re.IGNORECASE)


def take_respective(mention: Mention, counted: Sequence[str], found: Found) -> str:
    """Return the kind of a number in "a year ago they were 545, 821 and 797 respectively", by what was counted before.

    Empty where the sentence names a kind of its own, or has not as many numbers as the one before counted kinds.
    """
    sentence = found.sentences[mention.sentence]
    numbers = [m for m in found.mentions_in(mention.sentence) if m.operator in STATES]
    if mention not in numbers or len(numbers) != len(counted) or len(counted) < LEAST_LISTED:
        return ""
    places = take_between(found.places, sentence.start, sentence.end)
    is_own = any(p.kind == "measure" and not p.is_anaphoric for p in places)
    joined = all(_JOINT.fullmatch(found.text, one.end, other.start) for one, other in itertools.pairwise(numbers))
    before = match_before(found.text, numbers[0].start, found.language, "respectively", "period")
    is_said = before or says_respectively(numbers[-1], found)
    return counted[numbers.index(mention)] if is_said and joined and not is_own else ""


def take_in_order(mention: Mention, places: Sequence[Place], found: Found) -> Place | None:
    """Return the kind of a number in "thefts outnumbered frauds: 4,672 to 899", by its place in the list."""
    counts = [m for m in found.mentions_in(mention.sentence) if m.operator in STATES]
    named = [place for place in places if not place.is_anaphoric and not place.is_general]
    if mention not in counts or len({place.code for place in named}) < 2 or named[-1].end > counts[0].start:
        return None
    if len(counts) == 2 * len(named):
        # "Drug offences and arsons: 1,000 against 830, and 136 against 77".
        pairs = [(counts[at], counts[at + 1]) for at in range(0, len(counts), 2)]
        is_paired = all(_AGAINST.fullmatch(found.text, one.end, other.start) for one, other in pairs)
        return named[counts.index(mention) // 2] if is_paired else None
    if len(counts) != len(named):
        return None
    joined = (_JOINT.fullmatch(found.text, one.end, other.start) for one, other in itertools.pairwise(counts))
    return named[counts.index(mention)] if all(joined) else None


def take_listed_kind(mention: Mention, places: Sequence[Place], found: Found) -> Place | None:
    """Return the kind of a number in "burglary and robbery fell by 8% and 2%", by its place in the list."""
    alike = [m for m in found.mentions_in(mention.sentence) if m.operator == mention.operator]
    run = next((run for run in list_runs(alike, found.text) if mention in run), [])
    if len(run) < LEAST_LISTED:
        return None
    before = [place for place in places if place.end <= run[0].start and not place.is_anaphoric]
    named = list_runs(before, found.text)[-1] if before else []
    is_next = bool(named) and not take_between(found.mentions, named[-1].end, run[0].start)
    if not is_next and _is_bracketed(run, found):
        # "Theft fell from 40 to 30, robbery from 20 to 10 (25% and 50%)": each kind has had its numbers.
        named, is_next = [place for place in before if not place.is_general], len(alike) == len(run)
    is_list = is_next and len({place.code for place in named}) == len(named) == len(run)
    return named[run.index(mention)] if is_list else None


def is_listed_kind(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether the kind of a number is told by its place in a list, and not by the kinds together."""
    places = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]
    return take_listed_kind(mention, places, found) is not None


def is_said_in_order(mention: Mention, found: Found) -> bool:
    """Return whether "respectively" stands behind the list of a number, or brackets hold nothing but the list."""
    alike = [m for m in found.mentions_in(mention.sentence) if m.operator == mention.operator]
    run = next((run for run in list_runs(alike, found.text) if mention in run), [mention])
    return says_respectively(run[-1], found) or (len(run) >= LEAST_LISTED and _is_bracketed(run, found))


def _is_bracketed(run: Sequence[Mention], found: Found) -> bool:
    return found.text[run[0].start - 1] == "(" and found.text[run[-1].end : run[-1].end + 1] == ")"


def is_listed_aside(place: Place, places: list[Place], mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether dashes list what a kind named before consists of: "violent crime – rape, robbery – rose to 6".

    In Russian and Kazakh a dash may as well stand for "is".
    """
    if found.language != "en" or place.end > mention.start:
        return False
    dashes = [match.start() for match in DASH.finditer(found.text, sentence.start, mention.start)]
    inner = [(low, high) for low, high in itertools.pairwise(dashes) if low < place.start < high]
    if not inner or take_between(found.mentions, *inner[0]):
        return False
    return any(other.end <= inner[0][0] for other in places)


def heads_later_line(place: Place, mention: Mention, text: str) -> bool:
    """Return whether a kind opens a later line of a list, whose numbers stand behind its colon: "Murders: 11"."""
    if place.start < mention.end or "\n" not in text[mention.end : place.start]:
        return False
    return LINE_HEAD.match(text, place.end) is not None
