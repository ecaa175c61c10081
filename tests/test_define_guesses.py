"""The guesses behind `esep define`: forms of dates, names of columns, codes made of any text."""

from __future__ import annotations

from pathlib import Path

import pytest

from esep.sources.define import guess_definition, make_codes, make_name
from esep.sources.define_write import write_files
from esep.sources.guess_dates import guess_formats
from esep.sources.guess_fields import rate_name, split_name
from tests.test_define import list_fields, write_table


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["31.12.2024"], ["%d.%m.%Y", "%m.%d.%Y"]),
        (["2024-12-31T23:59:58Z"], ["%Y-%m-%dT%H:%M:%SZ"]),
        (["2024/12/31 23:59:58+00"], ["%Y/%m/%d %H:%M:%S+00"]),
        (["12/31/2024 11:59 PM"], ["%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"]),
        (["2024-12-31 23:59:58.123"], ["%Y-%m-%d %H:%M:%S.%f"]),
        (["2024-12"], ["%Y-%m"]),
        (["20241231"], ["%Y%m%d"]),
        (["31 Dec 2024", "December 31, 2024"], ["%d %b %Y", "%B %d, %Y"]),
        (["soon", "12", "1.5", ""], []),
    ],
)
def test_the_form_of_a_date_is_seen_by_its_look(values: list[str], formats: list[str]) -> None:
    """Each text has the forms that it could be written in, day and month both ways."""
    assert list(guess_formats(values)) == formats


def test_day_and_month_that_cannot_be_told_apart_are_a_decision(tmp_path: Path) -> None:
    """No day is beyond the 12th: both forms fit all; with one 13th only one of them does."""
    both = write_table(tmp_path, "date,crime", ("01/02/2024,theft", "03/04/2024,theft"), "both.csv")
    one = write_table(tmp_path, "date,crime", ("01/02/2024,theft", "03/13/2024,theft"), "one.csv")
    text = write_files(guess_definition(both))["definition.toml"]
    assert "# decide: day or month first? %m/%d/%Y fits as many values" in text
    assert 'formats = ["%d/%m/%Y"]' in text
    text = write_files(guess_definition(one))["definition.toml"]
    assert 'formats = ["%m/%d/%Y"]' in text
    assert "day or month first" not in text


def test_the_later_of_two_unnamed_dates_is_the_registered_one(tmp_path: Path) -> None:
    """Column a is never before b: it is taken for the day of registration, b is left to be looked at."""
    rows = ("2024-01-05,2024-01-04,theft", "2024-01-06,2024-01-06,theft", "2024-02-01,2024-01-06,theft")
    guess = guess_definition(write_table(tmp_path, "a,b,crime", rows))
    assert list_fields(guess)["registered"] == "a"
    assert "# b: filled in 100.0%; 2 values; guess: a date" in write_files(guess)["definition.toml"]


@pytest.mark.parametrize(
    ("name", "role", "rate"),
    [
        ("CodedMonth", "registered", 1),
        ("Дата регистрации", "registered", 3),
        ("Тіркеу күні", "registered", 3),
        ("fecha_inicio", "registered", 3),
        ("HourReported", "reported", 0),
        ("Offense", "measure", 3),
        ("delito", "measure", 3),
        ("Date of offence", "measure", 0),
        ("alcaldia_hecho", "region", 1),
        ("Count", "count", 3),
        ("Country", "count", 1),
        ("", "id", 0),
    ],
)
def test_names_in_four_languages_speak_of_fields(name: str, role: str, rate: int) -> None:
    """The very name of a field is surest; a name that speaks of an hour or a date is none of a code."""
    assert rate_name(name, role) == rate


def test_a_header_is_divided_into_words() -> None:
    """Capitals, underscores and blanks divide alike."""
    assert split_name("CodedMonth") == split_name("coded_month") == split_name("Coded  Month") == ["coded", "month"]


def test_codes_and_names_are_made_of_any_text() -> None:
    """Letters become Latin, texts that come out alike get a number, and nothing is left without a code."""
    assert make_codes(["Кража", "кража", "Ұрлық", "!!!", "total"]) == {
        "Кража": "krazha",
        "кража": "krazha_2",
        "Ұрлық": "urlyq",
        "!!!": "code",
        "total": "total_2",
    }
    assert make_name("Реестр 2024 (итог)") == "reestr-2024-itog"
    assert make_name("???") == "dataset"
