"""Questions on long series that the packaged figures can, and cannot, answer; and how a sentence is read back."""

from __future__ import annotations

import re
import string
from fractions import Fraction

from esep.answers.wording import say_remark
from esep.language.numeral import VALUELESS
from esep.language.numerals import read_numerals
from esep.language.phrases import find_phrase
from esep.language.write import round_half_away
from esep.model.period import Period
from esep.model.remark import Fact, Remark

# On the packaged figures of Kazakhstan: the themes of a ministry's release and what the data lack for them.
KAZAKH = (
    "murder trend-since:1990 period:2024",
    "murder trend-since:1997 scope:mia_crimes period:2024",
    "total trend-since:2017 period:2025",
    "total trend-since:2010 period:2024",
    "group_crimes trend-since:1992 scope:mia_crimes period:2024",
    "fraud trend-since:2015 period:2024",
    "homicide trend-since:2008 scope:world_bank period:2022",
    "murder bases-from:1997 scope:mia_crimes period:2024",
    "murder bases-from:1991 period:2024",
    "murder bases-from:1998 period:2022",
    "homicide bases-from:1997 scope:world_bank period:2022",
    "group_crimes bases-from:1994 scope:mia_crimes period:2024",
    "total bases-from:2017 period:2024",
    "total bases-from:2020 period:2024",
    "firearm_crimes bases-from:1995 scope:mia_crimes period:2024",
    "total outlook-to:2026 period:2025",
    "total outlook-to:2028 period:2025",
    "total outlook-to:2031 period:2025",
    "total outlook-to:2020 period:2025",
    "murder outlook-to:2026 period:2024",
    "total outlook-to:2026-01 period:2025-12",
    "total pace-to:0@2030 period:2025",
    "murder pace-to:0@2030 scope:mia_crimes period:2024",
    "murder pace-to:0@2090 scope:mia_crimes period:2024",
    "total pace-to:100000@2030 period:2025",
    "total pace-to:200000@2030 period:2025",
    "murder pace-to:100@2020 period:2024",
    "homicide pace-to:1@2030 scope:world_bank period:2022",
)


def read_numbers(remark: Remark, language: str) -> tuple[list[Fraction], list[Fraction]]:
    """Return the numbers that a sentence has to hold, and those that are read out of it: both sorted.

    Names are left out of the sentence, so that a digit in one of them is no number; a day is its day and its year.
    """
    sentence = say_remark(remark, language, lambda kind, code, language: "X")
    numerals = [n for n in read_numerals(sentence, language) if any(c.isdigit() for c in n.text)]
    found = [n.value for n in numerals if n.form not in VALUELESS]
    phrase = find_phrase(remark.key, language)
    texts = [phrase] if isinstance(phrase, str) else list(phrase.values())
    used = [name for _, name, _, _ in string.Formatter().parse(texts[-1]) if name]
    constants = [Fraction(digits) for digits in re.findall(r"\d+", re.sub(r"{\w+}", "", texts[-1]))]
    return sorted(constants + [n for name in used for n in _list_numbers(remark.facts[name])]), sorted(found)


def _list_numbers(fact: Fact) -> list[Fraction]:
    if isinstance(fact, tuple):
        value, unit, decimals = fact
        base = [Fraction(unit.removeprefix("per_"))] if unit.startswith("per_") else []
        return [abs(round_half_away(value, decimals)), *base]
    if isinstance(fact, Period):
        years = [fact.start.year] if fact.start.year == fact.end.year else [fact.start.year, fact.end.year]
        return [Fraction(year) for year in years]
    if isinstance(fact, int):
        return [Fraction(fact)]
    if fact.startswith("date:"):
        days = [part.removeprefix("date:").split("-") for part in fact.split("|")]
        return [Fraction(part) for year, _, day in days for part in (year, day)]
    return [] if ":" in fact else [Fraction(year) for year in re.findall(r"\d+", fact)]
