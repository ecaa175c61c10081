"""Numbers in words: how number words stand together, and which of them count something.

A word that can also be something else (one, один, бір; first, первый, бірінші; half) is a number only inside a longer
number or beside the words that the table of the language lists for it. What the tables do not list stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.language.composition import Composition
from esep.language.letters import GAP, find_last_word, find_next_word, read_words
from esep.language.lexicon import Hit, NumberWord
from esep.language.tables import read_table

_JOINT = re.compile(GAP)
_ENGLISH_JOINT = re.compile(rf"{GAP}|[-\u2010\u2011]| and ")
_DIGITS = re.compile(r"\d{1,3}(?![\d.,]*\d)")


@dataclass(frozen=True)
class Reading:
    """A number read from words: its place, the hits it used up, and what it is worth."""

    start: int
    end: int
    used: int
    value: Fraction
    decimals: int = 0
    form: str = "words"
    suffix: str = ""


class WordReader:
    """Reads the number words of one folded text."""

    def __init__(self, folded: str, hits: Sequence[Hit], language: str) -> None:
        self.folded = folded
        self.hits = hits
        self.language = language
        self._joint = _ENGLISH_JOINT if language == "en" else _JOINT

    def read(self, index: int) -> Reading | None:
        """Return the number that begins with a hit, `None` if the word counts nothing there."""
        hit = self.hits[index]
        if hit.find("cardinal") or hit.find("scale"):
            return self._read_cardinal(index)
        if hit.find("part"):
            return self._read_part(index)
        return self._read_ordinal(index)

    def _lists(self, name: str, word: str) -> bool:
        return word in read_words(self.language, "number_grammar", name)

    def _before(self, position: int) -> str:
        return find_last_word(self.folded, position)

    def _after(self, position: int) -> str:
        return find_next_word(self.folded, position)

    def _is_joined(self, index: int) -> bool:
        """Tell whether a hit exists and follows the one before it directly."""
        if not 0 < index < len(self.hits):
            return False
        gap = self.folded[self.hits[index - 1].end : self.hits[index].start]
        return len(gap) <= 8 and bool(gap) and self._joint.fullmatch(gap) is not None

    def _read_cardinal(self, index: int) -> Reading | None:
        start = self.hits[index].start
        if one_of := self._read_one_of(index):
            return one_of
        total = Composition()
        position = index
        while position == index or (self._is_joined(position) and not self._has_ending(position - 1)):
            word = self.hits[position].find("cardinal") or self.hits[position].find("scale")
            if word is None or not total.add(word):
                break
            position += 1
            if half := self._find_half(self.hits[position - 1].end):
                return self._read_after_half(index, position, half, total)
        if position == index:
            return None
        special = self._read_fraction(index, position - index) or self._read_compound_ordinal(index, position, total)
        if special:
            return special
        if position - index == 1 and not self._is_counting(index):
            return None
        last = self.hits[position - 1]
        word = last.find("cardinal") or last.find("scale")
        assert word is not None
        end = last.start + word.length
        return self._finish(start, end, position - index, total, self.folded[end : last.end])

    def _read_after_half(self, index: int, position: int, half: int, total: Composition) -> Reading:
        """Read on after "and a half": the scale word that may follow (two and a half million)."""
        total.add_half()
        while position < len(self.hits) and self.hits[position].start < half:
            position += 1
        scale = self.hits[position].find("scale") if position < len(self.hits) else None
        if scale and self._joint.fullmatch(self.folded[half : self.hits[position].start][:9]) and total.add(scale):
            end = self.hits[position].start + scale.length
            suffix = self.folded[end : self.hits[position].end]
            return self._finish(self.hits[index].start, end, position + 1 - index, total, suffix)
        return self._finish(self.hits[index].start, half, position - index, total, "")

    def _finish(self, start: int, end: int, used: int, total: Composition, suffix: str) -> Reading:
        verb = self._after(end + len(suffix))
        if self._lists("multiplied", verb):
            end = self.folded.index(verb, end) + len(verb)
            return Reading(start, end, used, total.value, 0, "fold")
        return Reading(start, end, used, total.value, total.decimals, "words", suffix)

    def _has_ending(self, index: int) -> bool:
        word = self.hits[index].words[0]
        return self.hits[index].end - self.hits[index].start > word.length

    def _find_half(self, position: int) -> int:
        """Return where "and a half" after a position ends, 0 if it is not there."""
        for phrase in read_table(self.language)["number_grammar"]["half_after"]:
            if self.folded.startswith(phrase, position + 1) and not self.folded[position].isalnum():
                end = position + 1 + len(phrase)
                if not self.folded[end : end + 1].isalpha():
                    return int(end)
        return 0

    def _is_counting(self, index: int) -> bool:
        """Tell whether a number word that stands alone counts something."""
        hit = self.hits[index]
        word = hit.words[0]
        before, after = self._before(hit.start), self._after(hit.end)
        if self._lists("careful", word.base):
            counted = self._lists("counted", after) or self._lists("limiting_after", after) or self._is_size(hit.end)
            return (counted or self._lists("limiting", before)) and not self._lists("part_never_after", before)
        if word.kind != "scale":
            return True
        if self._lists("vague", before):
            return False
        return self._lists("alone", word.base) or self._lists("alone_after", before)

    def _is_size(self, end: int) -> bool:
        """Tell whether words of a difference follow: one more than."""
        phrases = read_table(self.language)["number_grammar"]["counted_more"]
        return any(self.folded.startswith(phrase, end + 1) for phrase in phrases)

    def _read_one_of(self, index: int) -> Reading | None:
        """Read "one in five"."""
        start = self.hits[index].start
        for phrase in read_table(self.language)["number_grammar"]["one_of"]:
            number_start = start + len(phrase) + 1
            if not self.folded.startswith(phrase + " ", start):
                continue
            if match := _DIGITS.match(self.folded, number_start):
                return Reading(start, match.end(), 1, Fraction(int(match[0])), 0, "nth")
            if index + 1 < len(self.hits) and self.hits[index + 1].start == number_start:
                word = self.hits[index + 1].find("cardinal")
                if word and word.value > 1:
                    return Reading(start, self.hits[index + 1].end, 2, word.value, 0, "nth")
        return None

    def _read_fraction(self, index: int, used: int) -> Reading | None:
        """Read a number of parts: two thirds, одна пятая, үштен бірі."""
        first = self.hits[index]
        word = first.find("cardinal")
        if used != 1 or word is None:
            return None
        if self.language == "kk":
            return self._read_kazakh_fraction(index, word)
        if word.value >= 10 or not self._is_joined(index + 1):
            return None
        second = self.hits[index + 1]
        part, ordinal = second.find("part"), second.find("ordinal")
        if part and not self._lists("part_never_before", self._after(second.end)):
            return Reading(first.start, second.end, 2, word.value * part.value, 0, "fraction")
        if ordinal and ordinal.value > 2 and self._is_part(ordinal, second.end, word.value):
            return Reading(first.start, second.end, 2, word.value / ordinal.value, 0, "fraction")
        return None

    def _is_part(self, ordinal: NumberWord, end: int, count: Fraction) -> bool:
        if self._lists("ordinal_nouns", self._after(end)):
            return False
        return count == 1 if self.language == "en" else ordinal.base.endswith(("ая", "ой", "ую", "ых"))

    def _read_kazakh_fraction(self, index: int, word: NumberWord) -> Reading | None:
        first = self.hits[index]
        upper = self._after(first.end)
        if self.folded[first.start + word.length : first.end] not in read_words("kk", "cases", "ablative"):
            return None
        for number in read_table("kk")["part_numerators"]:
            if upper in read_words("kk", "part_numerators", number):
                end = self.folded.index(upper, first.end) + len(upper)
                used = 2 if index + 1 < len(self.hits) and self.hits[index + 1].start < end else 1
                return Reading(first.start, end, used, Fraction(int(number)) / word.value, 0, "fraction")
        return None

    def _read_compound_ordinal(self, index: int, position: int, total: Composition) -> Reading | None:
        """Read twenty-fifth, двадцать пятый."""
        if not self._is_joined(position) or self._has_ending(position - 1):
            return None
        ordinal = self.hits[position].find("ordinal")
        if ordinal is None or not total.accepts(ordinal.value):
            return None
        value, start = total.value + ordinal.value, self.hits[index].start
        before = self._before(start)
        is_nth = self._lists("every", before)
        start = self.folded.rindex(before, 0, start) if is_nth else start
        form = "nth" if is_nth else "ordinal"
        return Reading(start, self.hits[position].end, position - index + 1, value, 0, form)

    def _read_ordinal(self, index: int) -> Reading | None:
        hit = self.hits[index]
        word = hit.find("ordinal")
        assert word is not None
        before, after = self._before(hit.start), self._after(hit.end)
        if self._lists("every", before):
            start = self.folded.rindex(before, 0, hit.start)
            return Reading(start, hit.end, 1, word.value, 0, "nth")
        if self._lists("part_nouns", after) and word.value > 2:
            end = self.folded.index(after, hit.end) + len(after)
            return Reading(hit.start, end, 1, 1 / word.value, 0, "fraction")
        if self._lists("ordinal_nouns", after):
            return Reading(hit.start, hit.end, 1, word.value, 0, "ordinal")
        if word.value > 2 and self._lists("part_articles", before) and self._may_end_part(hit.end):
            start = self.folded.rindex(before, 0, hit.start)
            return Reading(start, hit.end, 1, 1 / word.value, 0, "fraction")
        return None

    def _may_end_part(self, end: int) -> bool:
        after = self._after(end)
        return not after or self._lists("part_before", after)

    def _read_part(self, index: int) -> Reading | None:
        hit = self.hits[index]
        word = hit.find("part")
        assert word is not None
        before, after = self._before(hit.start), self._after(hit.end)
        if self._lists("part_never_after", before) or self._lists("part_never_before", after):
            return None
        if after in ("a", "an") and (scaled := self._read_part_of_scale(index, word)):
            return scaled
        has_article = self._lists("part_articles", before)
        if not has_article and not self._lists("part_alone", word.base):
            return None
        start = self.folded.rindex(before, 0, hit.start) if has_article else hit.start
        return Reading(start, hit.end, 1, word.value, 0, "fraction")

    def _read_part_of_scale(self, index: int, part: NumberWord) -> Reading | None:
        """Read half a million."""
        if index + 1 >= len(self.hits) or self.hits[index + 1].start - self.hits[index].end > 4:
            return None
        scale = self.hits[index + 1].find("scale")
        if scale is None:
            return None
        total = Composition.of_part(part.value)
        if not total.add(scale):
            return None
        return Reading(self.hits[index].start, self.hits[index + 1].end, 2, total.value, total.decimals)
