"""The catalogue of problems: complete in three languages, used, made to happen, and safe to print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from esep.language.tables import group_digits
from esep.problems import LANGUAGES, SEVERITIES, EsepError, Problem, Where, list_facts, read_catalogue, show_fact

PARTS = ("what", "why", "remedy")
CATALOGUE = read_catalogue()
THIS = Path(__file__)


def make_facts(code: str) -> dict[str, str]:
    """Return a value for every fact that the sentences of a problem name."""
    texts = (CATALOGUE[code][language][part] for language in LANGUAGES for part in PARTS)
    return {fact: f"<{fact}>" for text in texts for fact in list_facts(text)}


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_is_complete(code: str) -> None:
    """An entry has a known severity and all three sentences in all three languages, and nothing else."""
    entry = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert set(entry) == {"severity", *LANGUAGES}
    assert entry["severity"] in SEVERITIES
    for language in LANGUAGES:
        assert tuple(entry[language]) == PARTS
        for text in entry[language].values():
            assert text == text.strip()
            # A sentence ends; what stands after a colon is to be copied as it is, a command or the words of the text.
            assert re.search(r"[.?!)»”]$|: \S+", text), text


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_states_the_same_facts_in_every_language(code: str) -> None:
    """A reader of Kazakh learns the same facts as a reader of English."""
    for part in PARTS:
        facts = {language: list_facts(CATALOGUE[code][language][part]) for language in LANGUAGES}
        assert facts["ru"] == facts["en"], part
        assert facts["kk"] == facts["en"], part


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_is_written_in_its_language(code: str) -> None:
    """Russian and Kazakh sentences are in Cyrillic, Kazakh ones in Kazakh letters, English ones in neither."""
    entry = CATALOGUE[code]
    for part in PARTS:
        assert not re.search(r"[а-яё]{3}", entry["en"][part], re.IGNORECASE)
        assert re.search(r"[а-яё]{3}", entry["ru"][part], re.IGNORECASE)
        assert not re.search(r"[әғқңөұүһі]", entry["ru"][part], re.IGNORECASE)
    assert re.search(r"[әғқңөұүһі]", " ".join(entry["kk"].values()), re.IGNORECASE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_problem_is_told_in_every_language(code: str) -> None:
    """With its facts a problem can be printed, for people and as data; without any one of them it cannot be made."""
    facts = make_facts(code)
    problem = Problem(code, Where("file.csv", 3, 7), facts)
    for language in LANGUAGES:
        told = problem.describe(language)
        assert told.startswith(f"file.csv:3:7: {problem.severity} [{code}]")
        assert "{" not in told
        assert set(problem.to_dict(language)) >= {"code", "severity", "file", "line", "column", *PARTS}
    for fact in facts:
        with pytest.raises(KeyError, match=fact):
            Problem(code, facts={name: value for name, value in facts.items() if name != fact})


def read_all(folder: Path, *suffixes: str) -> str:
    """Return the text of every file with one of the suffixes below a folder, this file left out."""
    files = (file for file in sorted(folder.rglob("*")) if file.suffix in suffixes and file != THIS)
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)


def test_every_problem_is_raised_somewhere(root: Path) -> None:
    """A problem that the program never reports has no place in the catalogue."""
    program = read_all(root / "src", ".py")
    assert [code for code in CATALOGUE if f'"{code}"' not in program] == []


def test_every_problem_is_made_to_happen(root: Path) -> None:
    """Each problem is named by a test, or by a table of what a test expects: one that nobody has seen is a guess."""
    tests = read_all(root / "tests", ".py", ".csv", ".toml", ".json")
    unseen = [code for code in CATALOGUE if not re.search(rf"(?<![\w-]){code}(?![\w-])", tests)]
    assert not unseen, "no test makes these problems happen:\n  " + "\n  ".join(unseen)


def test_a_code_outside_the_catalogue_cannot_be_used() -> None:
    """A misspelt code fails where it is written, not where a reader would see it."""
    with pytest.raises(KeyError, match="no problem called"):
        Problem("file-mising")


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),  # clears the terminal
        ("a\nerror [x] b", "a\\x0aerror [x] b"),  # fakes a second problem
        ("a\rb", "a\\x0db"),
        ("abc\u202edef", "abc\\x202edef"),  # turns the direction of reading round
        ("\udc80", "\\xdc80"),  # a byte that was no text
        ("{path}", "{path}"),  # is not filled in a second time
        ("Қазақстан — 42 %", "Қазақстан — 42 %"),
    ],
)
def test_outside_text_cannot_act_on_a_terminal(hostile: str, shown: str) -> None:
    """Control characters in a fact or a file name are shown by their codes; honest text stays as it is."""
    assert show_fact(hostile) == shown
    problem = Problem("file-missing", Where(hostile, 1), {"path": hostile})
    lines = problem.describe().split("\n")
    assert len(lines) == 3
    assert lines[0] == f"{shown}:1: error [file-missing] There is no file {shown}."


def test_a_long_fact_is_cut() -> None:
    """Ten megabytes of outside text in a message come out as one line that a person can read."""
    assert show_fact("x" * 10_000_000) == "x" * 119 + "…"
    assert show_fact("x" * 120) == "x" * 120


def test_an_error_carries_all_its_problems() -> None:
    """What was collected before raising is told together, one after the other."""
    problems = [Problem("file-missing", facts={"path": name}) for name in ("a", "b")]
    error = EsepError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).count("[file-missing]") == 2
    assert EsepError(problems[0]).problems == (problems[0],)


@pytest.mark.parametrize(
    ("language", "shown"),
    # As `group_digits` writes the number in each language.
    [("en", "140,000"), ("ru", "140\u00a0000"), ("kk", "140\u00a0000")],
)
def test_a_count_is_written_as_the_language_writes_numbers(language: str, shown: str) -> None:
    """Rows are grouped by thousands as everywhere else; in the facts, for programs, they are plain digits."""
    problem = Problem("records-none-accepted", facts={"read": "140000"})
    assert shown in problem.say("what", language)
    assert group_digits("140000", language) == shown
    assert problem.to_dict(language)["facts"] == {"read": "140000"}


@pytest.mark.parametrize("value", ["999", "many", "1e5", "-5000", "²²²²"])
def test_what_is_no_long_count_stays_as_it_is(value: str) -> None:
    """Three digits need no mark, and a text is a text."""
    assert value in Problem("records-none-accepted", facts={"read": value}).say("what")
