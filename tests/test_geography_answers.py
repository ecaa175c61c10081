"""Old and new borders of Kazakhstan through the one door; values worked by hand from the published figures."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.answer import Answer
from esep.claims import check
from esep.problems import LANGUAGES

TODAY = datetime.date(2026, 11, 1)


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def ask(answers: Answers, text: str) -> Answer:
    """Return the answer to a question."""
    return answers.ask(parse_question(text, answers.definition))


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        # figures.csv: offences of 2024 in KZ-35 (7,562) and KZ-62 (1,314).
        ("total region:KZ-KAR period:2024", 7562 + 1314, "D"),
        # investigations of January and February 2023 in KZ-61 (1,133) and KZ-79 (1,136).
        ("pretrial_investigations region:KZ-YUZ period:2023-01..2023-02", 1133 + 1136, "D"),
        # KZ-19 has 10,385 for 2024, KZ-33 was not printed.
        ("total region:KZ-ALM period:2024", None, "O"),
        ("total region:KZ-35 period:2021", None, "M"),
        ("total region:KZ-62 period:2022", None, "L"),
        # printed as such: the half-year in which the region was divided, and South Kazakhstan before its division.
        ("total region:KZ-ALM period:2022-01..2022-06", 8400, "A"),
        ("total region:KZ-YUZ period:2017-01-01..2017-04-20", 11025, "A"),
    ],
)
def test_a_retired_code_asks_for_the_old_borders(answers: Answers, text: str, value: int | None, status: str) -> None:
    """The old code after the division is the sum of its parts, the new code before it has no figure."""
    figure = ask(answers, text).figure
    assert (figure.value, figure.status) == (value, status)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("total region:KZ-KAR period:2024", ["8 June 2022", "the sum of Karaganda Region; Ulytau Region"]),
        ("total region:KZ-ALM period:2024", ["8 June 2022", "a value is missing for Zhetysu Region"]),
        ("total region:KZ-35 period:2021", ["only since 8 June 2022", "a part of Karaganda Region (until 2022)"]),
        ("total region:KZ-62 period:2022", ["changed on 8 June 2022, within the period"]),
    ],
)
def test_the_note_names_the_division(answers: Answers, text: str, words: list[str]) -> None:
    """What was added, what is missing, or why there is nothing, with the day; in every language one note."""
    answer = ask(answers, text)
    plain = [note.replace("\N{NO-BREAK SPACE}", " ") for note in answer.say_notes("en")]
    assert len([note for note in plain if all(word in note for word in words)]) == 1
    assert [len(answer.say_notes(language)) for language in LANGUAGES] == [len(answer.notes)] * 3


def test_a_figure_in_its_own_borders_has_no_such_note(answers: Answers) -> None:
    """Neither a region of today in 2024 nor a printed figure of the year of the division says anything of borders."""
    for text in ("total region:KZ-35 period:2024", "total region:KZ-ALM period:2022-01..2022-06"):
        assert not any("borders" in note for note in ask(answers, text).say_notes("en"))


def test_a_change_across_the_division_is_told(answers: Answers) -> None:
    """Karaganda of 2021 and of 2024 are two areas: no change, and the declared break of 2022 stands beside it."""
    answer = ask(answers, "total change-from:2021 region:KZ-35 period:2024")
    assert (answer.figure.value, answer.figure.status) == (None, "M")
    assert "regions-2022" in [b.id for b in answer.breaks]


def test_in_the_old_borders_the_division_is_no_break(answers: Answers) -> None:
    """More than 6,500 in two months of 2015 against 8,876 in 2024: the law changed in between, the borders did not."""
    answer = ask(answers, "total change-from:2015-01..2015-02 region:KZ-KAR period:2024")
    assert answer.figure.value == Fraction(100 * (8876 - 6500), 6500)
    assert answer.figure.status == "D"
    assert [b.id for b in answer.breaks] == ["battery-2017", "battery-2024"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "total region:KZ-KAR period:2024",
        "pretrial_investigations region:KZ-YUZ period:2023-01..2023-02",
        "total region:KZ-ALM period:2022-01..2022-06",
        "grievous_bodily_harm scope:press_unattributed region:KZ-VOS period:2006",
    ],
)
def test_the_sentence_is_read_back(answers: Answers, text: str, language: str) -> None:
    """The year in the name of an old region is no period: the sentence answers the question it was written for."""
    answer = ask(answers, text)
    report = check(answer.sentence(language), answers, date=TODAY, language=language)
    assert [(claim.question, claim.true_value) for claim in report.claims] == [
        (str(answer.question), answer.figure.value)
    ]
    assert report.claims[0].verdict in ("supported", "rounded")


@pytest.mark.parametrize(("language", "word"), [("en", "grouping"), ("ru", "Группировка"), ("kk", "топтауы")])
def test_an_attribute_speaks_of_its_quality(answers: Answers, language: str, word: str) -> None:
    """Who asks for phishing reads how far the publisher's groups can be relied on; who does not, does not."""
    with_attribute = ask(answers, "internet_fraud[method:phishing] scope:committee_offences period:2025")
    assert sum(word in note for note in with_attribute.say_notes(language)) == 1
    without = ask(answers, "internet_fraud period:2025")
    assert not any(word in note for note in without.say_notes(language))
