"""Which numbers of a text give another one: the level and the base of a change, the part and the whole of a share.

Shape comes first, because it needs no vocabulary: a pair in brackets behind a change, "from A to B", "2 % more than the
B". Only then are levels joined because they speak of the same thing in the periods of the change.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Sequence

from esep.claims.arithmetic.printed_shapes import Pair, find_change_aside, find_part_aside
from esep.claims.mention import Found, Mention
from esep.claims.names.wholes import SHARES
from esep.claims.periods.ends import STATES, join_ends
from esep.claims.place import TOTAL
from esep.claims.reading import Reading
from esep.model.period import Period

# A change and what it is computed from are said in one breath.
BRACKET_REACH = 48
# So many numbers away a whole is still that of a share.
FARTHEST = 200
SHARE_REACH = 60
# So many bases of a fold are tried; who quotes more has a table.
MOST_BASES = 8
MIN_CHAIN = 3
PART_OF = re.compile(r"\s(?:[^\W\d]+\s){0,2}(?:of|out of|из)\s(?:the\s|all\s)?", re.IGNORECASE)
OPENING = re.compile(r"[^.;:()]{0,40}\(")
THAN = {
    "en": re.compile(
        r"\s*(?:fewer|more|less|higher|lower|up|down)?\s*(?:on|than|from|compared with|compared to)\s(?:the\s)?"
    ),
    "ru": re.compile(r",?\s*(?:больше|меньше|выше|ниже)?,?\s*(?:чем|против)\s(?:в \d{4} году \(?)?"),
    "kk": re.compile(r"(?!)"),
}
AGAINST = re.compile(r"\s*(?:against|versus|vs\.?|compared with|compared to|from|против|после|after)\s", re.IGNORECASE)
THEN = re.compile(r"\s*(?:→|->|=>|down to|up to|to|стало|до|после этого|,? сейчас|,? теперь)\s?", re.IGNORECASE)


class Pairs:
    """The numbers of a text with an index of what they speak of, so that looking one up takes no scan of all."""

    def __init__(self, found: Found, readings: Sequence[Reading]) -> None:
        self.found, self.mentions, self.readings = found, found.mentions, readings
        self._levels: dict[object, list[int]] = defaultdict(list)
        self._of_measure: dict[object, list[int]] = defaultdict(list)
        self._differences: dict[object, list[int]] = defaultdict(list)
        self._in_sentence: dict[int, list[int]] = defaultdict(list)
        for at, (mention, reading) in enumerate(zip(self.mentions, readings, strict=True)):
            self._in_sentence[mention.sentence].append(at)
            series = _series(reading)
            if mention.operator in STATES:
                self._of_measure[reading.measure, reading.period].append(at)
                if reading.measure:
                    self._levels[series].append(at)
                    self._levels[series, reading.period].append(at)
            elif mention.operator == "difference" and reading.measure:
                self._differences[series, reading.period, reading.base_period].append(at)
        self._bases = {at + 1 for at in range(len(self.mentions) - 1) if self._compares_with_next(at)}

    def find(self, index: int) -> list[Pair]:
        """Return the pairs (current or part, base or whole) of other numbers that give a claim."""
        if self.mentions[index].operator in SHARES:
            return self._find_share(index)
        by_series = [pair for pair in self._find_by_series(index) if self._is_of_one_kind(index, pair)]
        return self.find_by_shape(index) or by_series or self._find_next_two(index)

    def _is_of_one_kind(self, index: int, pair: Pair) -> bool:
        """Return whether two numbers of a series are counts both, or rates both, as the change between them is."""
        are_rates = {self.mentions[at].operator == "rate" for at in pair}
        return len(are_rates) == 1 and (not self.mentions[index].is_of_rate or are_rates == {True})

    def find_by_shape(self, index: int) -> list[Pair]:
        """Return the pair that the shape of the sentence joins with a claim."""
        pair = self._find_in_brackets(index) or self._find_than(index) or self._find_aside(index)
        return [pair] if pair else self._find_from_to(index) or self._find_only_two(index)

    def is_safe(self, index: int, pair: Pair) -> bool:
        """Return whether a join holds without knowing the words: by its shape, a difference, or a fold, all near by."""
        mention, parts = self.mentions[index], [self.mentions[at] for at in pair]
        is_share = mention.operator in SHARES
        shapes = [self._find_in_brackets(index), self._find_than(index), self._find_aside(index)]
        if pair in ([self._find_part_of(index), self._find_part(index)] if is_share else shapes):
            return True
        near = all(abs(part.sentence - mention.sentence) <= 1 for part in parts)
        low, high = sorted(pair)
        is_parted = any(self.mentions[at].operator in STATES for at in range(low + 1, high))
        is_side_by_side = pair in self.find_by_shape(index) and not is_parted
        has_own_level = parts[1].operator == "difference" and parts[0].sentence == mention.sentence
        return near and (is_side_by_side or has_own_level or mention.operator == "fold")

    def _find_in_brackets(self, index: int) -> Pair | None:
        """Return the two levels in the bracket behind a change: "13.2% fewer (118 against 136)"."""
        text, mention = self.found.text, self.mentions[index]
        opening = OPENING.match(text, mention.end, mention.end + BRACKET_REACH)
        if opening is None:
            return None
        closing = text.find(")", opening.end(), opening.end() + 2 * BRACKET_REACH)
        inside = [
            at
            for at in self._in_sentence[mention.sentence]
            if opening.end() <= self.mentions[at].start < closing and self.mentions[at].operator in STATES
        ]
        if any(mention.end <= self.mentions[at].start < opening.end() for at in self._in_sentence[mention.sentence]):
            return None
        if len(inside) == 2 and self._have_one_unit(inside):
            return self._order(inside[0], inside[1], mention)
        is_base = len(inside) == 1 and self.mentions[inside[0]].part == "from"
        return self._join_base(index, inside[0]) if is_base else None

    def _join_base(self, index: int, base: int) -> Pair | None:
        """Return a base with the level before it in the sentence: "(70,156 to 70,136) and ... (from 67,407)"."""
        before = [at for at in self._in_sentence[self.mentions[index].sentence] if at < base and self._is_current(at)]
        before = [at for at in before if self.mentions[at].unit == self.mentions[base].unit]
        if not before or not self._is_one_measure(before[-1], base):
            return None
        return before[-1], base

    def _order(self, first: int, second: int, mention: Mention) -> Pair | None:
        """Return two levels side by side as (current, base), by the word between them or by what the change says."""
        between = self.found.text[self.mentions[first].end : self.mentions[second].start]
        parts = self.mentions[first].part, self.mentions[second].part
        if AGAINST.match(between) and parts[0] != "from":
            return first, second
        if parts[0] == "from" or THEN.match(between):
            return second, first
        if mention.direction not in ("up", "down"):
            return None
        low, high = sorted((first, second), key=lambda at: self.mentions[at].value)
        return (high, low) if mention.direction == "up" else (low, high)

    def _find_than(self, index: int) -> Pair | None:
        """Return the base right behind a comparison, and the level before it: "B crimes, 2% more than the A of ..."."""
        return self._join_base(index, index + 1) if index + 1 in self._bases else None

    def _compares_with_next(self, index: int) -> bool:
        """Return whether a change is "than" the very next number."""
        mention, base = self.mentions[index], self.mentions[index + 1]
        if mention.operator not in ("percent_change", "fold", "difference") or base.operator not in STATES:
            return False
        than = THAN[self.found.language].fullmatch(self.found.text, mention.end, base.start)
        return than is not None and base.sentence == mention.sentence

    def _is_current(self, at: int) -> bool:
        """Return whether a number is a level that is no base of anything."""
        mention = self.mentions[at]
        return mention.operator in STATES and mention.part != "from" and at not in self._bases

    def _find_from_to(self, index: int) -> list[Pair]:
        """Return the nearest "from A to B" of the same sentence."""
        mention = self.mentions[index]
        inside = self._in_sentence[mention.sentence]
        ends = join_ends([self.mentions[at] for at in inside], self.found)
        pairs = [(inside[end], inside[start]) for start, end in ends if end is not None]
        pairs = [p for p in pairs if self._has_its_base(index, p[1]) and not self._is_others(index, p)]
        pairs = [p for p in pairs if not self._has_other_period(index, p[0])]
        pairs = [(now, base) for now, base in pairs if self.readings[now].region == self.readings[base].region]
        if not pairs:
            return []
        return [min(pairs, key=lambda pair: min(abs(self.mentions[j].start - mention.start) for j in pair))]

    def _is_others(self, index: int, pair: Pair) -> bool:
        """Return whether another change of the same sort stands between a change and two levels."""
        operator = self.mentions[index].operator
        low, high = sorted((index, min(pair, key=lambda at: abs(at - index))))
        return any(self.mentions[at].operator == operator for at in range(low + 1, high))

    def _find_only_two(self, index: int) -> list[Pair]:
        """Return the two levels of a sentence that has no others and one change: the later period first.

        Where the periods are not named, the order is the one that the change says: only its size is tested then.
        """
        mention = self.mentions[index]
        near = self._in_sentence[mention.sentence]
        inside = [at for at in near if self.mentions[at].operator in STATES]
        changes = [at for at in near if self.mentions[at].operator == mention.operator]
        if len(inside) != 2 or len(changes) != 1 or mention.direction not in ("up", "down"):
            return []
        if not (self._have_one_unit(inside) and self._are_one_series(inside)):
            return []
        low, high = sorted(inside, key=lambda at: self.mentions[at].value)
        starts = {at: self._named_start(at) for at in inside}
        if None not in starts.values() and len(set(starts.values())) == 2:
            later, earlier = sorted(inside, key=lambda at: str(starts[at]), reverse=True)
            return [(later, earlier)] if self._has_its_base(index, earlier) else []
        if any(self._is_of_other_period(index, at) for at in inside):
            return []
        return [(high, low)] if mention.direction == "up" else [(low, high)]

    def _has_its_base(self, index: int, base: int) -> bool:
        """Return whether a change may start from a level: not where it names another base, and the level its period."""
        reading, period = self.readings[index], self.readings[base].period
        is_told = self.mentions[index].base is not None and self.readings[base].is_period_named
        return not is_told or reading.base_period is None or period == reading.base_period

    def _is_of_other_period(self, index: int, level: int) -> bool:
        """Return whether a change that names its base has nothing to do with the period that a level names."""
        reading, own = self.readings[index], self.readings[level]
        is_named = own.is_period_named or self.mentions[level].period is not None
        is_told = self.mentions[index].base is not None and reading.base_period is not None and is_named
        return is_told and own.period not in (reading.period, reading.base_period)

    def _has_other_period(self, index: int, current: int) -> bool:
        """Return whether a change and a level each stand with a period, and not with the same one."""
        change, level = self.readings[index], self.readings[current]
        is_named = change.is_period_named and level.is_period_named and self.mentions[index].base is None
        return is_named and change.period != level.period

    def _are_one_series(self, inside: Sequence[int]) -> bool:
        return len({_series(self.readings[at]) for at in inside}) == 1

    def _named_start(self, at: int) -> str | None:
        reading = self.readings[at]
        return str(reading.period.start) if reading.is_period_named and reading.period is not None else None

    def _have_one_unit(self, inside: Sequence[int]) -> bool:
        return len({self.mentions[at].unit for at in inside}) == 1

    def _is_one_measure(self, one: int, other: int) -> bool:
        return self.readings[one].measure == self.readings[other].measure

    def _find_next_two(self, index: int) -> list[Pair]:
        """Return the two levels of the next sentence, which explains a change: "halved. There were 60, not 120"."""
        mention, reading = self.mentions[index], self.readings[index]
        here = [at for at in self._in_sentence[mention.sentence] if self.mentions[at].operator in STATES]
        following = self._in_sentence.get(mention.sentence + 1, [])
        is_plain = all(self.mentions[at].operator in STATES for at in following)
        if here or len(following) != 2 or not is_plain or not self._have_one_unit(following):
            return []
        periods = {self.readings[at].period for at in following if self.readings[at].is_period_named}
        named = reading.period if mention.period is not None else None
        if (
            len(periods) != 2
            or (named is not None and named not in periods)
            or any(_series(self.readings[at])[:2] != _series(reading)[:2] for at in following)
        ):
            return []
        if (
            reading.is_period_named
            and reading.base_period is not None
            and periods != {reading.period, reading.base_period}
        ):
            return []
        pair = self._order(following[0], following[1], mention)
        return [pair] if pair else []

    def _find_by_series(self, index: int) -> list[Pair]:
        reading, mention = self.readings[index], self.mentions[index]
        series = _series(reading)
        current = self._nearest(index, self._levels_of(series, reading.period)) if reading.period else None
        if current is None:
            return []
        if reading.base_period is not None:
            base = self._nearest(index, self._levels_of(series, reading.base_period))
            if base is not None:
                return [(current, base)]
        if mention.operator == "fold" and reading.base_period is None:
            earlier = self._list_earlier(index, series, reading.period)
            return [(current, at) for at in earlier] or self._find_ends(index, series)
        if mention.operator == "percent_change":
            found = self._differences.get((series, reading.period, reading.base_period), [])
            difference = self._nearest(index, found)
            return [] if difference is None else [(current, difference)]
        return []

    def _find_ends(self, index: int, series: tuple[str, str, str]) -> list[Pair]:
        """Return the last and the first level of a chain of years in the sentence of a change that names none."""
        chain = [at for at in self._in_sentence[self.mentions[index].sentence] if at in self._levels.get(series, [])]
        dated = [(p.end, at) for at in chain if (p := self.readings[at].period) is not None]
        if len({end for end, _ in dated}) < MIN_CHAIN or not self._have_one_unit(chain):
            return []
        return [(max(dated)[1], min(dated)[1])]

    def _levels_of(self, series: tuple[str, str, str], period: Period | None) -> list[int]:
        return self._levels.get((series, period), [])

    def _list_earlier(self, index: int, series: tuple[str, str, str], period: Period | None) -> list[int]:
        """Return the nearest levels of a series in earlier periods, the last one first."""
        levels = self._levels.get(series, [])
        at = bisect.bisect_left(levels, index)
        near = levels[max(0, at - MOST_BASES) : at + MOST_BASES]
        earlier = [j for j in near if period is not None and (p := self.readings[j].period) is not None and p < period]
        return earlier[::-1]

    def _find_share(self, index: int) -> list[Pair]:
        reading, mention = self.readings[index], self.mentions[index]
        if not reading.whole:
            return []
        shaped = self._find_part_of(index) or self._find_part(index)
        if shaped is not None:
            return [shaped]
        if reading.measure == TOTAL != reading.whole:
            return []
        parts = [
            at
            for at in self._in_sentence[mention.sentence]
            if self.mentions[at].operator in STATES
            and (self.readings[at].measure, self.readings[at].region) == (reading.measure, reading.region)
            and self.readings[at].period == reading.period
        ]
        told = self._of_measure.get((reading.whole, reading.period), [])
        low, high = (bisect.bisect_left(told, index + step) for step in (-FARTHEST, FARTHEST))
        wholes = [at for at in told[low:high] if at not in parts]
        wholes = [at for at in wholes if not (self.readings[at].attribute or self.mentions[at].part_of)]
        wholes = [at for at in wholes if self.mentions[at].operator == "level"]
        if reading.measure != reading.whole:
            wholes = [at for at in wholes if self.readings[at].region == reading.region]
        part = self._nearest(index, parts)
        if part is not None and self.mentions[part].part_of:
            wholes = [at for at in wholes if at < part]
        whole = self._nearest(index, wholes)
        # All offences are no part of all offences: what the share is of, and of what, was not understood.
        is_itself = (reading.measure, reading.region) == (reading.whole, reading.whole_region or reading.region)
        if is_itself and part is not None and not (self.mentions[part].part_of or reading.attribute):
            return []
        if part is None or whole is None or abs(self.mentions[part].start - mention.start) > SHARE_REACH:
            return []
        return [(part, whole)]

    def _find_part_of(self, index: int) -> Pair | None:
        """Return the part and the whole right behind a share: "60.8% (28,851 of 47,483)"."""
        part, whole = index + 1, index + 2
        if whole >= len(self.mentions) or not is_part_of(self.mentions[part], self.mentions[whole], self.found):
            return None
        between = self.found.text[self.mentions[index].end : self.mentions[part].start]
        is_near = len(between) <= SHARE_REACH and not any(mark in between for mark in ".;")
        return (part, whole) if is_near else None

    def _find_part(self, index: int) -> Pair | None:
        return find_part_aside(index, self.mentions, self.found)

    def _find_aside(self, index: int) -> Pair | None:
        return find_change_aside(index, self.mentions, self.found)

    def _nearest(self, index: int, candidates: Sequence[int]) -> int | None:
        at = bisect.bisect_left(candidates, index)
        near = [j for j in candidates[max(0, at - 1) : at + 2] if j != index]
        return min(near, key=lambda j: abs(self.mentions[j].start - self.mentions[index].start), default=None)


def is_part_of(part: Mention, whole: Mention, found: Found) -> bool:
    """Return whether two numbers are said as a part of a whole: "28,851 of 47,483", "2 990 из 4 254"."""
    if part.operator not in STATES or whole.operator not in STATES or part.sentence != whole.sentence:
        return False
    return part.value <= whole.value and PART_OF.fullmatch(found.text, part.end, whole.start) is not None


def _series(reading: Reading) -> tuple[str, str, str]:
    return reading.measure, reading.attribute, reading.region
