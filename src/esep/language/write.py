"""Numbers, amounts, periods and dates as a language prints them.

Values are exact and rounded here, once, half away from zero. What is written here is what `read_numerals` and
`read_periods` read back. A test compares the grouping, the dates and the plural forms with CLDR (Babel).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction

from esep.language.phrases import say
from esep.language.tables import MINUS, group_digits, read_table

RATE_BASES = {"per_1000": 1_000, "per_10000": 10_000, "per_100000": 100_000, "per_1000000": 1_000_000}
MONEY = ("billion_kzt", "billion_usd")
UNITS = ("count", "persons", "percent", "percentage_points", "fold", *RATE_BASES, "per_day", *MONEY)
# Those that only methods give; no cell has them.
METHOD_UNITS = ("number", "years", "months", "days")
_EDGE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def round_half_away(value: Fraction | int, decimals: int) -> Fraction:
    """Return a value rounded to so many decimals (negative: tens, hundreds ...), a half going away from zero."""
    scaled = abs(Fraction(value)) * Fraction(10) ** decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Fraction(whole) / Fraction(10) ** decimals
    return -rounded if value < 0 else rounded


def write_number(value: Fraction | int, decimals: int, language: str, *, signed: bool = False) -> str:
    """Return a number as printed: 102,345.6 in English, 102\u00a0345,6 in Russian and Kazakh, a minus as U+2212.

    `decimals` is the number of digits after the point; a negative one rounds to tens, hundreds and so on. `signed` puts
    a plus before what is above zero. What rounds to zero has no sign.
    """
    rounded = round_half_away(value, decimals)
    places = max(decimals, 0)
    digits = str(abs(rounded.numerator) * 10**places // rounded.denominator).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    mark = read_table(language)["number"]["decimal"] if fraction else ""
    return f"{sign}{group_digits(whole, language)}{mark}{fraction}"


def write_amount(value: Fraction | int, unit: str, decimals: int, language: str, *, signed: bool = False) -> str:
    """Return a number with its unit: 11%, 11\u00a0%, 4.42-fold, 16.2 per 100,000 people; a count stands bare.

    Raises `KeyError` for a unit that is not one of `UNITS` or `METHOD_UNITS`.
    """
    if unit not in (*UNITS, *METHOD_UNITS):
        raise KeyError(f"no unit called {unit!r}")
    number = write_number(value, decimals, language, signed=signed)
    if unit in ("count", "number"):
        return number
    if unit in RATE_BASES:
        return say("unit.per", language, number=number, base=write_number(RATE_BASES[unit], 0, language))
    return say(f"unit.{unit}", language, number=number, n=_as_printed(value, decimals))


def _as_printed(value: Fraction | int, decimals: int) -> Decimal:
    """Return the printed number with its zeros: the plural form of 1.0 is not that of 1."""
    places = max(decimals, 0)
    scaled = round_half_away(value, decimals) * 10**places
    return Decimal(scaled.numerator).scaleb(-places)


def write_date(date: datetime.date, language: str) -> str:
    """Return a day in full: 12 March 2026, 12 марта 2026 г., 2026 ж. 12 наурыз."""
    months = read_table(language)["months"]["in_date"]
    return say("period.date", language, day=str(date.day), month=months[date.month - 1], year=str(date.year))


def write_period(period_text: str, language: str) -> str:
    """Return the canonical text of a period (2024, 2024-06, 2025-01..2025-06, ...) in words.

    Raises `ValueError` for a text that is not canonical.
    """
    first, mark, last = period_text.partition("..")
    start = _read_edge(first)
    if not mark:
        return _write_edge(start, language)
    end = _read_edge(last)
    if len(start) != len(end) or end < start:
        raise ValueError(f"not a period: {period_text!r}")
    if len(start) == 2 and start[0] == end[0]:
        return _write_months(start[0], start[1], end[1], language)
    if len(start) == 1:
        return say("period.years", language, first=str(start[0]), last=str(end[0]))
    return say("period.span", language, first=_write_edge(start, language), last=_write_edge(end, language))


def _read_edge(text: str) -> tuple[int, ...]:
    match = _EDGE.fullmatch(text)
    if not match:
        raise ValueError(f"not a period: {text!r}")
    edge = tuple(int(part) for part in match.groups() if part)
    datetime.date(*(*edge, 1, 1)[:3])
    return edge


def _write_edge(edge: tuple[int, ...], language: str) -> str:
    if len(edge) == 1:
        return str(edge[0])
    if len(edge) == 2:
        month = read_table(language)["months"]["alone"][edge[1] - 1]
        return say("period.month", language, month=month, year=str(edge[0]))
    return write_date(datetime.date(*edge), language)


def _write_months(year: int, first: int, last: int, language: str) -> str:
    months = read_table(language)["months"]["alone"]
    names = {"first": months[first - 1], "last": months[last - 1]}
    return say("period.months", language, year=str(year), **names)
