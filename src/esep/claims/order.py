"""Claims in words: the highest since a year, for the third year in a row, in second place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from esep.claims.mention import Mention
from esep.language.letters import fold_text
from esep.language.lexicon import build_lexicon
from esep.language.numerals import Numeral
from esep.language.roles import read_roles

KINDS = {"streak": "streak", "highest": "extreme", "lowest": "extreme", "rank": "rank"}
NUMBERED = ("streak", "rank")
UNITS = {"streak": "periods", "rank": "rank", "extreme": "count"}
# A longer run, or a lower place, is a misreading.
MOST = 60
NUMBER = r"(?:\d{1,2}(?:st|nd|rd|th|[-‑]?(?:й|я|е|го|м|ом|ый|ий|ая|ое|ший|ші|шы|інші|ыншы|нші|ншы))?|[^\W\d_]{3,20})"


@dataclass(frozen=True)
class OrderPhrase:
    """A phrase that claims an order: its place, its operator, `highest` or `lowest`, and the number inside."""

    start: int
    end: int
    operator: str
    direction: str
    value: Fraction

    def to_mention(self, text: str, sentence: int) -> Mention:
        """Return the phrase as a claim; its number, if any, is a part of it."""
        numeral = Numeral(self.start, self.end, text[self.start : self.end], self.value, 0, "words")
        mention = Mention(numeral, self.start, self.end, sentence, self.operator, self.value, 0)
        mention.unit, mention.direction = UNITS[self.operator], self.direction
        return mention


def find_order(text: str, language: str, numerals: Sequence[Numeral]) -> list[OrderPhrase]:
    """Return the phrases of a text that claim an order, in reading order and without overlap."""
    found = sorted(_match_all(text, language, numerals), key=lambda phrase: (phrase.start, -phrase.end))
    kept: list[OrderPhrase] = []
    for phrase in found:
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept


def _match_all(text: str, language: str, numerals: Sequence[Numeral]) -> Iterator[OrderPhrase]:
    for name, pattern in _compile(language):
        for match in pattern.finditer(text):
            inside = [n for n in numerals if match.start() <= n.start < match.end()]
            if name in NUMBERED:
                value = inside[0].value if len(inside) == 1 else _read_ordinal(match, language)
                if len(inside) <= 1 and value.denominator == 1 and 0 < value <= MOST:
                    yield OrderPhrase(match.start(), match.end(), KINDS[name], "", value)
            elif not inside:
                yield OrderPhrase(match.start(), match.end(), KINDS[name], name, Fraction(0))


def _read_ordinal(match: re.Match[str], language: str) -> Fraction:
    """Return the number that a word of a phrase stands for, 0 where none does: "ranks first"."""
    lexicon = build_lexicon(language)
    words = (lexicon.get(word) for word in re.findall(r"[^\W\d_]+", fold_text(match[0])))
    return next((entry[0].value for entry in words if entry and entry[0].kind in ("ordinal", "cardinal")), Fraction(0))


@cache
def _compile(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for name, patterns in read_roles(language)["order"].items():
        for pattern in patterns:
            spelled = pattern.replace("{n}", NUMBER).replace(" ", r"\s")
            found.append((name, re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)))
    return tuple(found)
