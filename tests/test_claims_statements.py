"""Hand-written true and false statements in three languages, and what must hold for any text at all.

The statements stand in data/statements.*.txt with what each number claims; a true number must fit, one marked x must be
caught, one marked w is right and must be warned of. Where the truth comes from is told at the head of each file.
"""

import datetime
import itertools
import re
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.answers import Answers, open_dataset
from esep.claims import Report, check
from esep.problems import EsepError

DATA = Path(__file__).parent / "data"
KINDS = {
    "L": "level",
    "D": "difference",
    "P": "percent_change",
    "F": "fold",
    "S": "share",
    "T": "threshold",
    "R": "rate",
    "N": "one_in_n",
    "X": "extreme",
}
GROUPS = {
    "supported": "fits",
    "rounded": "fits",
    "loose": "fits",
    "wrong": "caught",
    "inconsistent": "caught",
    "matches_another_scope": "caught",
    "crosses_a_break": "warned",
    "misleading_base": "warned",
}
MARKS = {"": "fits", "x": "caught", "w": "warned"}
# "Last year" in one of the statements is 2024.
DAY = datetime.date(2025, 2, 14)
# Words that the grammar knows, between digits and signs: they reach further into it than letters alone.
WORDS = [
    "from",
    "to",
    "by",
    "5.3%",
    "140,272",
    "than",
    "in",
    "2023",
    "fraud",
    "murders",
    "fewer",
    "of",
    "all",
    "(in",
    "Almaty)",
    "half",
    "times",
    "every",
    "third",
    "Article",
    "99",
    "с",
    "до",
    "на",
    "%",
    "2024",
    "году",
    "краж",
    "меньше",
    "чем",
    "в",
    "раза",
    "доля",
    "всех",
    "Алматы",
    "млрд",
    "тенге",
    "тыс.",
    "п.п.",
    "каждое",
    "второе",
    "против",
    "жылы",
    "132",
    "778",
    "мың",
    "есе",
    "пайызға",
    "азайды",
    "140",
    "272-ден",
    "үштен",
    "бірі",
    "әрбір",
    "ұрлық",
    "барлық",
    "Астанада",
    "млн",
    "12.03.2024",
    "№",
    "(",
    ")",
    ".",
    ",",
    "-",
    "−",
    "2012/13",
    "per 100,000",
    "a day",
    "significantly",
    "together",
    "could have",
    "<b>",
    "&nbsp;",
    "](",
    "**",
    "\u202e",
    "\u200f",
]
# Letters, digits of several scripts, marks, and what hides in pasted text: joiners, soft hyphens, turns of direction.
MARKS_AND_DIGITS = "abcабвәғқ0123456789.,%-–№()\n\u00a0\u202f ٣²½\u200b\u200d\u00ad\u200e\u202e\ufeff<>&;*_"


def list_cases() -> list[tuple[str, str]]:
    """Return the statements with their expected claims."""
    cases = []
    for path in sorted(DATA.glob("statements.*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        cases += [tuple(line.split(" | ")) for line in lines if line and not line.startswith("#")]
    return [(text, claims) for text, claims in cases]


@cache
def open_kazakhstan() -> Answers:
    """Return the packaged dataset, opened once."""
    return open_dataset("kazakhstan")


def read_expected(claims: str) -> list[tuple[float, str, str, str, str]]:
    """Return the value, operator, measure, period and verdict group of every claim, in order of value."""
    parts = [claim.split() for claim in claims.split(";")]
    return sorted((float(p[0]), KINDS[p[1]], p[2], p[3], MARKS["".join(p[4:])]) for p in parts)


def assert_whole(report: Report) -> None:
    """Hold the offsets: spans are the text's own, nothing overlaps, no run of digits is left out."""
    spans = [(c.start, c.end, c.span) for c in report.claims] + [(o.start, o.end, o.span) for o in report.other_numbers]
    assert all(report.text[start:end] == span for start, end, span in spans)
    spans.sort()
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    for run in re.finditer(r"\d+", report.text):
        assert any(start <= run.start() and run.end() <= end for start, end, _ in spans), run[0]


@pytest.mark.parametrize(("text", "claims"), list_cases())
def test_statement_is_judged_as_it_is(text: str, claims: str) -> None:
    """Each number of a statement is read as meant; true ones fit, the false one is caught."""
    report = check(text, open_kazakhstan(), date=DAY if text.startswith("Last year") else None)
    found = [
        (round(float(c.value or 0), 3), c.operator, c.measure, str(c.period), GROUPS.get(c.verdict, "open"))
        for c in report.claims
    ]
    assert sorted(found) == read_expected(claims)
    assert_whole(report)


@given(
    st.lists(st.sampled_from(WORDS) | st.text(MARKS_AND_DIGITS, max_size=6), max_size=30).map(" ".join),
    st.sampled_from(["auto", "en", "ru", "kk"]),
    st.booleans(),
)
def test_any_text_gives_a_report_or_a_problem(text: str, language: str, has_data: bool) -> None:
    """No text raises anything but a named problem, and every report's offsets hold."""
    try:
        report = check(text, open_kazakhstan() if has_data else None, language=language)
    except EsepError:
        return
    assert_whole(report)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_same_text_gives_the_same_report(language: str) -> None:
    """Two checks of one text agree in every field: nothing depends on the order of a set or on the time."""
    lines = (DATA / f"statements.{language}.txt").read_text(encoding="utf-8").splitlines()
    body = " ".join(line.split(" | ")[0] for line in lines if line and not line.startswith("#"))
    first, second = (check(body, open_dataset("kazakhstan"), language=language) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_long_text_takes_no_longer_than_its_length(language: str) -> None:
    """Four times the text takes far less than the sixteen times that comparing all pairs would take."""
    lines = (DATA / f"statements.{language}.txt").read_text(encoding="utf-8").splitlines()
    body = " ".join(line.split(" | ")[0] for line in lines if line and not line.startswith("#"))
    check(body, None, language=language)
    took = []
    for length in (15_000, 60_000):
        text = (body * (length // len(body) + 1))[:length]
        start = time.process_time()
        check(text, None, language=language)
        took.append(time.process_time() - start)
    assert took[1] < 9 * took[0]
