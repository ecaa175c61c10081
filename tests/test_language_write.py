"""How numbers, amounts, periods and dates are printed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from babel import dates, numbers
from hypothesis import given
from hypothesis import strategies as st

from esep.language.write import UNITS, round_half_away, write_amount, write_date, write_number, write_period
from esep.model.cell import UNITS as MODEL_UNITS

# The house style prints days first: CLDR calls that British English.
LOCALES = {"en": "en_GB", "ru": "ru", "kk": "kk"}


@pytest.mark.parametrize(
    ("value", "decimals", "language", "printed"),
    [
        # the first two rows are those of the table of number formats in the style guide
        ("102345.6", 1, "en", "102,345.6"),
        ("102345.6", 1, "ru", "102\u00a0345,6"),
        ("102345.6", 1, "kk", "102\u00a0345,6"),
        ("-7.3", 1, "en", "\u22127.3"),
        ("-7.3", 1, "kk", "\u22127,3"),
        # a half goes away from zero, on both sides (worked by hand)
        ("0.5", 0, "en", "1"),
        ("-0.5", 0, "en", "\u22121"),
        ("2.345", 2, "en", "2.35"),
        ("-2.345", 2, "en", "\u22122.35"),
        ("0.449999", 1, "en", "0.4"),
        # zeros are part of the figure, and nothing rounds to minus zero
        ("5", 2, "ru", "5,00"),
        ("-0.04", 1, "en", "0.0"),
        ("132778", -3, "en", "133,000"),
        ("1250", -2, "en", "1,300"),
        ("999.95", 1, "en", "1,000.0"),
    ],
)
def test_a_number_is_printed_as_the_style_says(value: str, decimals: int, language: str, printed: str) -> None:
    """Grouping, decimal mark, minus and rounding follow the style table of each language."""
    assert write_number(Fraction(value), decimals, language) == printed


def test_a_signed_number_shows_plus() -> None:
    """A change can be printed with its plus; zero has no sign."""
    assert [write_number(Fraction(n), 0, "en", signed=True) for n in (3, 0, -3)] == ["+3", "0", "\u22123"]


@given(st.fractions(), st.integers(-6, 6))
def test_rounding_is_to_the_nearest(value: Fraction, decimals: int) -> None:
    """A rounded value is a multiple of the step, within half a step, and a tie goes away from zero."""
    step = Fraction(10) ** -decimals
    rounded = round_half_away(value, decimals)
    assert (rounded / step).denominator == 1
    assert abs(rounded - value) <= step / 2
    assert abs(rounded - value) < step / 2 or abs(rounded) > abs(value)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(sorted(LOCALES)))
def test_numbers_are_grouped_as_cldr_does(units: int, decimals: int, language: str) -> None:
    """Except for the minus, a number is printed as Babel prints it."""
    printed = write_number(Fraction(units, 10**decimals), decimals, language)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    exact = Decimal(units).scaleb(-decimals)
    assert printed.replace("\u2212", "-") == numbers.format_decimal(exact, pattern, LOCALES[language])


@given(st.dates(datetime.date(1900, 1, 1)), st.sampled_from(sorted(LOCALES)))
def test_dates_are_written_as_cldr_does(date: datetime.date, language: str) -> None:
    """Except for the kind of unbreakable space, a long date is printed as Babel prints it."""
    babel = dates.format_date(date, format="long", locale=LOCALES[language])
    assert write_date(date, language).replace("\u00a0", " ") == babel.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("count", ("1,234.5", "1\u00a0234,5", "1\u00a0234,5")),
        ("persons", ("1,234.5 people", "1\u00a0234,5\u00a0человека", "1\u00a0234,5\u00a0адам")),
        ("percent", ("1,234.5%", "1\u00a0234,5\u00a0%", "1\u00a0234,5%")),
        (
            "percentage_points",
            ("1,234.5 percentage points", "1\u00a0234,5\u00a0п.\u00a0п.", "1\u00a0234,5\u00a0пайыздық тармақ"),
        ),
        ("fold", ("1,234.5-fold", "1\u00a0234,5\u00a0раза", "1\u00a0234,5\u00a0есе")),
        (
            "per_10000",
            (
                "1,234.5 per 10,000 people",
                "1\u00a0234,5 на 10\u00a0000 населения",
                "10\u00a0000 халыққа шаққанда 1\u00a0234,5",
            ),
        ),
        ("per_day", ("1,234.5 per day", "1\u00a0234,5 в\u00a0сутки", "тәулігіне 1\u00a0234,5")),
        ("billion_kzt", ("1,234.5 billion tenge", "1\u00a0234,5\u00a0млрд тенге", "1\u00a0234,5\u00a0млрд теңге")),
        (
            "billion_usd",
            ("1,234.5 billion dollars", "1\u00a0234,5\u00a0млрд долларов", "1\u00a0234,5\u00a0млрд доллар"),
        ),
    ],
)
def test_an_amount_carries_its_unit(unit: str, printed: tuple[str, str, str]) -> None:
    """Every unit is printed in the words and with the unbreakable spaces of its language."""
    assert tuple(write_amount(Fraction("1234.5"), unit, 1, language) for language in ("en", "ru", "kk")) == printed


def test_units_agree_with_their_number() -> None:
    """The word after a number takes the plural form of the number as printed."""
    assert [write_amount(n, "fold", 0, "ru") for n in (1, 2, 5, 21)] == [
        f"{n}\u00a0{w}" for n, w in ((1, "раз"), (2, "раза"), (5, "раз"), (21, "раз"))
    ]
    assert write_amount(1, "percentage_points", 0, "en") == "1 percentage point"
    assert write_amount(1, "percentage_points", 1, "en") == "1.0 percentage points"
    assert write_amount(Fraction("0.6"), "persons", 0, "en") == "1 person"


def test_an_unknown_unit_is_refused() -> None:
    """The units are those of the cube; another one raises `KeyError` instead of printing a bare number."""
    assert UNITS == MODEL_UNITS
    with pytest.raises(KeyError):
        write_amount(1, "dozen", 0, "en")


@pytest.mark.parametrize(
    ("period", "printed"),
    [
        ("2024", ("2024", "2024", "2024")),
        ("2024-06", ("June 2024", "июнь 2024\u00a0г.", "2024\u00a0ж. маусым")),
        ("2025-01..2025-06", ("January to June 2025", "январь–июнь 2025\u00a0г.", "2025\u00a0ж. қаңтар–маусым")),
        (
            "2022-07..2023-06",
            (
                "July 2022 to June 2023",
                "июль 2022\u00a0г. – июнь 2023\u00a0г.",
                "2022\u00a0ж. шілде – 2023\u00a0ж. маусым",
            ),
        ),
        ("2017..2019", ("2017 to 2019", "2017–2019", "2017–2019")),
        ("2026-03-12", ("12\u00a0March 2026", "12\u00a0марта 2026\u00a0г.", "2026\u00a0ж. 12\u00a0наурыз")),
    ],
)
def test_a_period_is_written_in_words(period: str, printed: tuple[str, str, str]) -> None:
    """Canonical periods are written as years, months, spans of them, or days."""
    assert tuple(write_period(period, language) for language in ("en", "ru", "kk")) == printed


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-06..2024", "2024..2023", "2024-02-30", "last year", "2024-1"]
)
def test_a_text_that_is_no_period_is_refused(text: str) -> None:
    """Whatever is not canonical raises `ValueError`."""
    with pytest.raises(ValueError, match=r".+"):
        write_period(text, "en")
