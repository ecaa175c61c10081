"""Parts and wholes that one sentence prints: no part is larger than its whole, and parts with a rest make up all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from esep.claims.arithmetic.consistency import rounded_interval
from esep.claims.arithmetic.contradiction import Contradiction
from esep.claims.mention import Found, Mention
from esep.claims.reading import Reading
from esep.language.roles import find_words
from esep.model.remark import Remark

# Fewer shares than that, with the rest, are no list.
LEAST_SHARES = 3
# How far before a part the word "including" may stand, and before the rest the word for it.
PART_REACH = 40
REST_REACH = 40


def find_excess_parts(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield levels that are said to be parts of the level before them and are larger: "565, of them 656 cleared"."""
    mentions = found.mentions
    for at in range(1, len(mentions)):
        whole, part = mentions[at - 1], mentions[at]
        if not (_is_plain(whole) and _is_plain(part)) or whole.sentence != part.sentence or whole.part or part.part:
            continue
        between = found.text[whole.end : part.start]
        is_said = len(between) <= PART_REACH and any(True for _ in find_words(between, found.language, "part"))
        periods = {readings[at - 1].period, readings[at].period}
        low, high = rounded_interval(part.printed).low, rounded_interval(whole.printed).high
        if is_said and len(periods) == 1 and low is not None and high is not None and low > high:
            remark = Remark("claims.reason_part_exceeds", {"other": whole.numeral.text})
            yield at, Contradiction(remark, (at - 1,))


def _is_plain(mention: Mention) -> bool:
    return mention.operator == "level" and mention.unit == "count" and not mention.hedge and not mention.is_either


def find_open_rests(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield the shares of a sentence that with "the rest" do not make up 100 %, within a step of each last digit."""
    by_sentence: dict[int, list[int]] = {}
    for at, mention in enumerate(found.mentions):
        by_sentence.setdefault(mention.sentence, []).append(at)
    for group in by_sentence.values():
        shares = [at for at in group if found.mentions[at].operator == "share" and found.mentions[at].unit == "percent"]
        if len(shares) < LEAST_SHARES or not _says_rest(found, shares[-1]) or _has_others(found, group, shares):
            continue
        if any(found.mentions[at].hedge or found.mentions[at].is_word for at in shares):
            continue
        total = sum((found.mentions[at].value for at in shares), Fraction(0))
        slack = sum((found.mentions[at].printed.step for at in shares), Fraction(0))
        wholes = {readings[at].whole for at in shares[:-1]}
        if abs(total - 100) > slack and len(wholes) == 1:
            for at in shares:
                others = tuple(other for other in shares if other != at)
                yield at, Contradiction(Remark("claims.reason_not_whole", {"value": (total, "percent", 1)}), others)


def _says_rest(found: Found, at: int) -> bool:
    mention = found.mentions[at]
    start = found.sentences[mention.sentence].start
    beside = found.text[max(start, mention.start - REST_REACH) : mention.end + REST_REACH // 2]
    return any(True for _ in find_words(beside, found.language, "rest"))


def _has_others(found: Found, group: Sequence[int], shares: Sequence[int]) -> bool:
    """Return whether a sentence counts parts without a share: then the shares need not make up all."""
    inside = [at for at in group if shares[0] < at < shares[-1] and at not in shares]
    return any(at - 1 not in shares or found.text[found.mentions[at - 1].end :][:2] != " (" for at in inside)
