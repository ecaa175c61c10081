"""Numbers that count nothing that happened: ends of an interval, its confidence, what a model expects or allows.

A stated range, "between 500 and 600 murders", stays a claim. It is an interval where a word says so, where it
stands in brackets around the number before it, or where its ends are bare decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esep.language.numerals import Numeral
from esep.language.roles import find_words, match_after, match_before
from esep.language.write import RATE_BASES

# How far before a range the word for an interval may begin, and how far behind one.
BEFORE_REACH = 60
AFTER_REACH = 60
# How far from a number the words may be by which a model expects it.
EXPECTED_REACH = 44
LEVEL_REACH = 24
# "about nine of ten cases": parts of a saying, not counts.
SMALL = 20
LONGEST_GAP = 24
JOINT = re.compile(
    r"(?:[-‑]\w+)?\s?(?:%|per\s?cent|процент\w*|пайыз\w*)?(?:[-‑]\w+)?\s?"
    r"(?:to|and|until|или|и|до|мен|пен|бен|және|[-–—…])\s?(?:about |около |шамамен )?[-−–+]?\s?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"(?:between|между)\s$", re.IGNORECASE)
BETWEEN_AFTER = re.compile(r"\s?(?:%|пайыз)?\s?аралығ\w*", re.IGNORECASE)
STOPS = re.compile(r"[.;!?\n]\s")
BRACKETS = re.compile(r"\([^)]*\)")
OPENS = re.compile(r"\s?(?:%|per\s?cent|процент\w*|пайыз\w*)?\s?\((?:от |from )?[-−–+]?\s?$", re.IGNORECASE)
AFTER_BASE = re.compile(r"[^\d.,;:()]{0,30}\((?:от |from )?")
PLUS_MINUS = re.compile(r"±\s?$")


class Modelled:
    """The numbers of a text, asked in order, that a method gives and nobody counted: `interval`, `expected` or none."""

    def __init__(self, text: str, language: str, numerals: Sequence[Numeral]) -> None:
        self.text, self.language, self.numerals = text, language, numerals
        self._roles: dict[int, str] = {}
        for at, numeral in enumerate(numerals):
            role = self._find_alone(at)
            if role:
                self._roles.setdefault(numeral.start, role)
        for at in range(len(numerals) - 1):
            self._mark_range(at)

    def role_of(self, numeral: Numeral) -> str:
        """Return the role of a number, empty where it is none of these."""
        return self._roles.get(numeral.start, "")

    def _find_alone(self, at: int) -> str:
        numeral = self.numerals[at]
        if PLUS_MINUS.search(self.text, max(0, numeral.start - 2), numeral.start) or self._is_confidence(numeral):
            return "interval"
        return "interval" if self._is_saying(numeral) else "expected" if self._is_expected(at) else ""

    def _is_saying(self, numeral: Numeral) -> bool:
        """Return whether a small number in words tells how often an interval holds: "in nine of ten cases"."""
        if numeral.form != "words" or numeral.value > SMALL:
            return False
        before = self._before(numeral.start, 2 * BEFORE_REACH)
        return any(not any(map(str.isdigit, before[end:])) for _, end in self._words(before, "interval"))

    def _is_confidence(self, numeral: Numeral) -> bool:
        """Return whether a per cent says how sure an interval is: "95% interval", "95%-ный интервал"."""
        end = numeral.end + len(numeral.suffix)
        span = match_after(self.text, end, self.language, "percent")
        if span is None:
            return match_before(self.text, _begin(numeral), self.language, "confidence") is not None
        rest = re.compile(r"[-‑]?\w*").match(self.text, span[1])
        end = rest.end() if rest else span[1]
        is_named = match_after(self.text, end, self.language, "interval_word") is not None
        return is_named or match_before(self.text, _begin(numeral), self.language, "confidence") is not None

    def _is_expected(self, at: int) -> bool:
        numeral = self.numerals[at]
        previous = self.numerals[at - 1].end if at else 0
        following = self.numerals[at + 1].start if at + 1 < len(self.numerals) else len(self.text)
        before = self._before(_begin(numeral), EXPECTED_REACH)
        if any(not self._is_cut(before[end:]) for _, end in self._words(before, "expected_before")):
            return True
        after = self.text[numeral.end : min(following, numeral.end + EXPECTED_REACH)]
        stop = STOPS.search(after) or re.search(r"[,;:(]\s?|[.]$", after)
        after = after[: stop.start()] if stop else after
        return previous <= numeral.start and any(True for _ in self._words(after, "expected_after"))

    def _is_cut(self, between: str) -> bool:
        """Return whether something stands between a word and the number behind it: another number, a clause."""
        plain = BRACKETS.sub("", between)
        return any(char.isdigit() or char in ",;" for char in plain) or len(plain) > EXPECTED_REACH

    def _before(self, position: int, reach: int) -> str:
        """Return the text before a place back to the end of the sentence before it, at most so much."""
        before = self.text[max(0, position - reach) : position]
        stops = [found.end() for found in STOPS.finditer(before)]
        return before[stops[-1] :] if stops else before

    def _words(self, text: str, name: str) -> Iterator[tuple[int, int]]:
        return find_words(text, self.language, name, "model")

    def _mark_range(self, at: int) -> None:
        first, second = self.numerals[at], self.numerals[at + 1]
        between = self.text[first.end : second.start]
        if len(between) > LONGEST_GAP or not JOINT.fullmatch(between):
            return
        role = self._roles.get(first.start, "")
        is_interval = self._is_named(first, second) or self._is_around(at) or self._is_bare(first, second)
        if is_interval and role != "expected":
            self._roles[first.start] = self._roles[second.start] = "interval"
        elif role:
            self._roles[second.start] = role

    def _is_named(self, first: Numeral, second: Numeral) -> bool:
        """Return whether a word beside a range calls it an interval, or says that anything in it fits."""
        before = self._before(_begin(first), BEFORE_REACH)
        if any(not self._is_cut(before[end:]) for _, end in self._words(before, "interval")):
            return True
        after = self.text[second.end : second.end + AFTER_REACH]
        stop = STOPS.search(after) or re.search(r"[;()]", after)
        return any(True for _ in self._words(after[: stop.start()] if stop else after, "interval_after"))

    def _is_around(self, at: int) -> bool:
        """Return whether a range in brackets holds the number right before it: "4.5 (4.1 to 4.9)"."""
        middle = self._before_bracket(at)
        if middle is None:
            return False
        low, high = self.numerals[at : at + 2]
        ends = sorted(n.value * (-1 if n.sign == "-" else 1) for n in (low, high))
        value = middle.value * (-1 if middle.sign == "-" else 1)
        is_alike = middle.form == low.form == high.form == "digits" and low.decimals == high.decimals
        return is_alike and ends[0] < value < ends[1]

    def _before_bracket(self, at: int) -> Numeral | None:
        """Return the number behind which a bracket opens right before another one; "per 100,000" may stand between."""
        low = self.numerals[at]
        beside = self.numerals[at - 1] if at else None
        if beside is not None and OPENS.fullmatch(self.text[beside.end : low.start]):
            return beside
        if at < 2 or beside is None or beside.value not in RATE_BASES.values():
            return None
        return self.numerals[at - 2] if AFTER_BASE.fullmatch(self.text[beside.end : low.start]) else None

    def _is_bare(self, first: Numeral, second: Numeral) -> bool:
        """Return whether a range is one of bare decimals, which count nothing: "between 2.5 and 3.0"."""
        before = self.text[max(0, first.start - 10) : first.start]
        is_between = BETWEEN.search(before) or BETWEEN_AFTER.match(self.text, second.end)
        if not is_between or min(first.decimals, second.decimals) <= 0 or first.form != "digits":
            return False
        after = self.text[second.end : second.end + 1 + LEVEL_REACH].lstrip()
        names = ("percent", "points", "fold", "cases", "people")
        is_measured = any(match_after(self.text, second.end, self.language, name) for name in names)
        return not is_measured and not after.startswith(("per ", "на ", "%"))


def _begin(numeral: Numeral) -> int:
    """Return where a number begins with its sign."""
    return numeral.start - bool(numeral.sign)
