"""Statements made from a published table by templates, true or with one known slip: what the checker must tell apart.

The figures are read with the csv module and worked out here, with nothing of Esep.
"""

from __future__ import annotations

import csv
import random
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).parent / "data"
TEMPLATES = tomllib.loads((DATA / "claims.templates.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "ru", "kk")
SLIPS = ("digit", "transposition", "base swap", "scale", "complement", "other year", "sign")
Table = dict[tuple[str, int, str], int]
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Made:
    """A statement that was made: its text, where each figure stands, and which of them is false, if one is."""

    language: str
    text: str
    year: int
    spans: dict[str, tuple[int, int]]
    false: str = ""


@dataclass(frozen=True)
class Fact:
    """An offence in a region in a year, with the figures that a sentence may print."""

    offence: str
    region: str
    year: int
    figures: dict[str, Fraction]

    @property
    def has_fallen(self) -> bool:
        """Return whether there were fewer than the year before."""
        return self.figures["d"] < 0


def read_table(path: Path) -> Table:
    """Return the FBI's table: region, year and column -> number; the nation of a year without a row is the sum."""
    found: Table = {}
    states: dict[tuple[int, str], int] = defaultdict(int)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, text in row.items():
                if text.isdigit() and column not in ("year", "Total crimes"):
                    region = f"US-{row['state_abbr']}" if row["state_abbr"] else "US"
                    found[region, int(row["year"]), column] = int(text)
                    states[int(row["year"]), column] += int(text) if region != "US" else 0
    for (year, column), total in states.items():
        found.setdefault(("US", year, column), total)
    return found


def find_fact(table: Table, rng: random.Random) -> Fact:
    """Return an offence, a region and a year by chance, with what can be said of them."""
    offence, region = rng.choice([*TEMPLATES["offences"]]), rng.choice([*TEMPLATES["regions"]])
    year = rng.randint(2000, 2021)
    b, a = (Fraction(table[region, y, offence]) for y in (year, year - 1))
    change = 100 * (b - a) / a
    figures = {"b": b, "a": a, "d": b - a, "p": change, "sp": change, "k": b / 1000, "k0": a / 1000}
    figures["rate"] = b * 100_000 / table[region, year, "population"]
    figures["share"] = 100 * b / table[region, year, "property_crime"]
    return Fact(offence, region, year, figures)


def make(table: Table, language: str, rng: random.Random, slip: str = "") -> Made | None:
    """Return a statement, with a slip in one of its figures if asked for; `None` where sentence and fact do not fit."""
    fact = find_fact(table, rng)
    sentence, _, condition = rng.choice(TEMPLATES[language]["sentences"]).partition("|")
    if abs(fact.figures["p"]) < Fraction(1, 2) or not _is_met(condition, fact):
        return None
    names = [name for name in PLACE.findall(sentence) if name in fact.figures]
    printed = {name: show(name, fact.figures[name], language, rng) for name in names}
    false = ""
    has_fallen = fact.has_fallen
    if slip == "sign":
        false = "p" if "p" in names else ""
        has_fallen = not has_fallen
    elif slip:
        false = rng.choice(names)
        wrong = _slip(slip, false, fact, table, rng)
        text = "" if wrong is None else show(false, wrong, language, rng)
        false = "" if text in ("", printed[false]) else false
        printed |= {false: text} if false else {}
    if slip and not false:
        return None
    text, spans = _fill(sentence, printed, fact, language, has_fallen)
    return Made(language, text, fact.year, spans, false)


def _is_met(condition: str, fact: Fact) -> bool:
    if condition in ("up", "down"):
        return fact.has_fallen == (condition == "down")
    if condition == "large":
        return min(fact.figures["a"], fact.figures["b"]) >= 20_000
    return condition != "property" or fact.offence in ("burglary", "larceny", "motor_vehicle_theft")


def show(name: str, value: Fraction, language: str, rng: random.Random) -> str:
    """Return a figure as releases print it: thousands grouped, one decimal for per cents, rates and thousands."""
    if name in ("a", "b", "d"):
        text = f"{abs(int(value)):,}"
        return text if language == "en" else text.replace(",", rng.choice(" \u00a0"))
    tenths = (abs(value) * 20 + 1) // 2
    text = f"{int(tenths) // 10}.{int(tenths) % 10}"
    text = text if language == "en" else text.replace(".", ",")
    sign = ("-" if value < 0 else "+") if name == "sp" else ""
    return f"{sign}{text}%" if name in ("p", "sp", "share") else text


def _slip(slip: str, name: str, fact: Fact, table: Table, rng: random.Random) -> Fraction | None:
    value = fact.figures[name]
    digits = str(abs(int(value)))
    is_count = name in ("a", "b")
    if slip == "digit" and is_count and len(digits) > 2:
        return Fraction(str((int(digits[0]) + rng.choice((1, 2, 3))) % 9 + 1) + digits[1:])
    if slip == "digit" and name in ("p", "sp", "rate", "share"):
        return value * rng.choice((Fraction(13, 10), Fraction(7, 10), Fraction(16, 10)))
    if slip == "transposition" and is_count:
        return _swap(digits)
    if slip == "base swap" and name in ("p", "sp"):
        swapped = 100 * fact.figures["d"] / fact.figures["b"]
        return swapped if abs(swapped - value) > Fraction(1, 5) else None
    if slip == "scale" and name in ("p", "sp", "rate"):
        return value * 10
    if slip == "complement" and name in ("p", "share") and not 45 < abs(value) < 55:
        return 100 - abs(value)
    if slip == "other year" and name == "b":
        return Fraction(table[fact.region, fact.year - 2, fact.offence])
    return None


def _swap(digits: str) -> Fraction | None:
    for at in range(len(digits) - 1):
        first, second = digits[at], digits[at + 1]
        if abs(int(first) - int(second)) > 1 and second != "0":
            return Fraction(digits[:at] + second + first + digits[at + 2 :])
    return None


def _fill(
    sentence: str, printed: dict[str, str], fact: Fact, language: str, has_fallen: bool
) -> tuple[str, dict[str, tuple[int, int]]]:
    at = LANGUAGES.index(language)
    offence, region = TEMPLATES["offences"][fact.offence][at], TEMPLATES["regions"][fact.region][at]
    words = {"m": offence, "M": offence.capitalize(), "r": region, "R": region[0].upper() + region[1:]}
    words |= {"Y": str(fact.year), "Y0": str(fact.year - 1)}
    words |= {name: TEMPLATES[language][name][0 if has_fallen else 1] for name in ("fewer", "fell", "fall")}
    text, spans, position = "", {}, 0
    for match in PLACE.finditer(sentence):
        text += sentence[position : match.start()]
        word = printed.get(match[1]) or words[match[1]]
        if match[1] in printed:
            spans[match[1]] = (len(text), len(text) + len(word))
        text += word
        position = match.end()
    return text + sentence[position:], spans
