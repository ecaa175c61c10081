"""A report in the terminal: everything is said in words, fits the width, and nothing of the text acts on the screen."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.claims.claim import ROLES, VERDICTS, Evidence, OtherNumber
from esep.claims.outside_text import measure_width
from esep.claims.reports.card import GROUP_OF, GROUPS
from esep.claims.reports.ranges import choose_decimals, find_stated_range, write_interval
from esep.claims.reports.terminal import break_lines, report_to_text, wrap
from esep.claims.reports.view import write_report
from esep.model.cell import PRECISIONS, STATUSES, UNITS, Cell, CellKey
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.remark import Remark
from esep.problems import LANGUAGES
from tests.report_sample import make_cell, make_claim, make_other, make_report, make_sample
from tests.report_words import let_remarks_be_said, name

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
OPERATORS = (
    *("level", "difference", "percent_change", "percentage_points", "fold", "share", "one_in_n"),
    *("rate", "rank", "extreme", "streak", "threshold", "per_day", "sum"),
)


@pytest.fixture(autouse=True)
def _sample_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    let_remarks_be_said(monkeypatch)


def show(report, language: str = "en", *, is_colour: bool = False, width: int = 90) -> str:
    """Return a report as a terminal would get it."""
    return report_to_text(report, language, name, is_colour=is_colour, width=width)


def find_block(text: str, title: str) -> list[str]:
    """Return the lines of a claim without their indents: its title and all up to the empty line."""
    lines = text.splitlines()
    start = lines.index(title)
    end = next(place for place in range(start, len(lines)) if not lines[place])
    return [" ".join(line.split()) for line in lines[start:end]]


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "26 numerals found: 11 claims checked, 4 not checkable, 11 other numbers."),
        ("ru", "Найдено 26 чисел: проверено 11 утверждений, 4 проверить нельзя, ещё 11 чисел ничего не утверждают."),
        (
            "kk",
            "26 сан табылды: 11 тұжырым тексерілді, 4 тұжырым тексеруге келмейді, тағы 11 сан ештеңе тұжырымдамайды.",
        ),
    ],
)
def test_the_last_line_counts(language: str, last: str) -> None:
    """The report ends by counting every numeral, in the reader's language, whatever the text is written in."""
    assert show(make_sample(), language, width=120).splitlines()[-1] == last


def test_the_gravest_come_first() -> None:
    """Before the details stand the claims that fail or need context, gravest first, with both numbers."""
    lines = show(make_sample()).splitlines()
    start = lines.index("What to look at first")
    assert lines[0] == "2 of 15 claims are wrong or contradict other figures"
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 4]] == [
        "✗ 11 Wrong: “4.5-fold decrease” — Data say: 4.42-fold",
        "✗ 14 Contradiction: “33.4%” — Its own numbers give: −67.57%",
        "! 15 Fits another scope: “42%” — Data say: 34.0%",
    ]


def test_a_wrong_claim_is_told_in_full() -> None:
    """Words of the text, what they can stand for, what the data say, why, the slip, evidence with body and source."""
    block = " ".join(find_block(show(make_sample()), "✗ 11  Wrong"))
    for part in (
        "Text says “4.5-fold decrease” = 4.5-fold, down",
        "Can stand for 4.45-fold to 4.55-fold",
        "Data say 4.42-fold",
        "Why 24,712 divided by 5,588 is 4.42-fold",
        "Likely slip the last digit",
        "Caution The base, 1994, lies near the peak",
        "Evidence worked out from published figures • 24,712: Crimes in a group",
        "Ministry of Internal Affairs; [1]",
        "Read as how many times · Crimes in a group · crimes handled by the Ministry · Kazakhstan · 2024",
        "Look it up esep ask 'group_crimes fold-from:1994 scope:mia_crimes region:KZ period:2024' --data kazakhstan",
    ):
        assert part in block


def test_claims_are_marked_in_the_text() -> None:
    """Without colour a claim stands in brackets with sign and number; a tick with a caution has an exclamation mark."""
    text = " ".join(show(make_sample()).split())
    assert "Murders came to [565 ✓5], against [2,594 ✓6!] in 1997." in text
    assert "a [4.5-fold decrease ✗11]." in text


def test_colour_changes_no_word() -> None:
    """With colour there are only colour codes besides what stands there without, and claims lose their brackets."""
    plain, colour = show(make_sample()), show(make_sample(), is_colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31;4m" in colour
    without_codes = COLOUR.sub("", colour)
    assert "\x1b" not in without_codes
    marked = re.sub(r"\[([^\]\[]+ [✓✗!○?]\d+!?)\]", r"\1", " ".join(plain.split()))
    assert " ".join(without_codes.split()) == marked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [20, 40, 57, 100])
def test_no_line_is_wider_than_the_terminal(language: str, width: int) -> None:
    """Lines fit the width (40 at least); only an address stands whole, so that it can be opened."""
    for line in show(make_sample(), language, width=width).splitlines():
        assert measure_width(line) <= max(width, 40) or "https://" in line, line


@given(st.text(max_size=80), st.integers(5, 30))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    """Lines are no wider than asked (a wide character needs two columns) and hold everything but spaces."""
    lines = wrap(text, width)
    assert all(measure_width(line) <= width for line in lines)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))


def test_wide_characters_are_broken_by_columns() -> None:
    """Six wide characters need three lines of four columns."""
    assert break_lines("東京東京東京", 4) == [(0, 2), (2, 4), (4, 6)]


def test_a_hostile_text_reaches_the_terminal_as_letters_only() -> None:
    """Escape sequences and marks that reverse digits, in text, names, sources or questions, are replaced."""
    text = "Fell to \x1b]0;title\x07 565\u202e6521 in \x1b[2J 2024\r\x08."
    cell = make_cell("mia_crimes", "\x1b[31mmurder", 2024, 565, source="x\x1b[0m\u202ey")
    claim = make_claim(
        text,
        "565\u202e6521",
        value=565,
        measure="murder\x1b[1m",
        question="\x9b2J",
        evidence=(Evidence("figure", "records", Remark("sample.agrees"), (cell,)),),
        reason=Remark("sample.near_peak", {"period": "\x1b[5mnow\u2066"}),
    )
    shown = show(make_report(text, [claim], [make_other(text, "2024", "period")], dataset="a\x1bb"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words_in_every_language(language: str) -> None:
    """Each verdict, role, operator, unit, independence, precision and status is named, never shown as its code."""
    text = " ".join(f"w{number}" for number in range(99))
    cells = [Cell(CellKey("s", "m", "", "KZ", Period.year(2024), unit), Fraction(3, 2)) for unit in UNITS]
    cells += [
        Cell(CellKey("s", "m", "", "KZ", Period.year(2024)), Fraction(200), precision) for precision in PRECISIONS
    ]
    cells += [Cell(CellKey("s", "m", "", "KZ", Period.year(2024)), None, status=status) for status in STATUSES]
    ranks = ("records", "other_body", "derived", "same_body", "published", "text")
    evidence = tuple(Evidence("figure", rank, Remark("sample.agrees"), tuple(cells)) for rank in ranks)
    claims = [make_claim(text, f"w{n}", verdict=verdict, evidence=evidence) for n, verdict in enumerate(VERDICTS, 10)]
    claims += [make_claim(text, f"w{n}", operator, value=2) for n, operator in enumerate(OPERATORS, 30)]
    others = [make_other(text, f"w{n}", role) for n, role in enumerate(ROLES, 50)]
    shown = show(make_report(text, claims, others), language)
    words = set(re.findall(r"\w+", shown))
    codes = {code for code in (*VERDICTS, *ROLES, *OPERATORS, *ranks, *PRECISIONS, *STATUSES.values()) if "_" in code}
    assert not words & codes
    assert {GROUP_OF[verdict] for verdict in VERDICTS} == set(GROUPS)


def test_a_number_that_could_not_be_read_is_said_before_the_last_line() -> None:
    """A numeral that the program could not read is not lost among the others: it is counted and listed first."""
    text = "In 2024, 12,7,3 were counted"
    shown = show(make_report(text, [], [make_other(text, "2024", "period"), make_other(text, "12,7,3", "unparsed")]))
    lines = shown.splitlines()
    assert lines[-2] == "1 number could not be read and was not checked"
    assert lines[-1] == "2 numerals found: 0 claims checked, 0 not checkable, 2 other numbers."
    assert lines.index("  Could not be read: 12,7,3") < lines.index("  Periods of claims: 2024")


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        ([], "No claim with a number was found in this text"),
        (["wrong"], "1 of 1 claim is wrong"),
        (["inconsistent", "supported"], "1 of 2 claims contradicts other figures"),
        (["wrong", "inconsistent", "supported"], "2 of 3 claims are wrong or contradict other figures"),
        (["misleading_base", "supported"], "Nothing wrong found, but 1 of 2 claims needs context"),
        (["loose", "ambiguous"], "Nothing wrong found, but 2 of 2 claims deserve a second look"),
        (["supported"], "The one claim that could be checked agrees with the evidence"),
        (["rounded", "supported", "not_checkable"], "All 2 claims that could be checked agree with the evidence"),
        (["not_checkable"] * 3, "None of the 3 claims found could be checked"),
    ],
)
def test_the_headline_says_the_gravest(verdicts: list[str], headline: str) -> None:
    """The headline counts the gravest group and claims no more than was found."""
    text = "one two three"
    claims = [make_claim(text, text.split()[n], verdict=verdict) for n, verdict in enumerate(verdicts)]
    assert write_report(make_report(text, claims), "en", name).headline == headline


@pytest.mark.parametrize(
    ("language", "total", "wrong", "headline"),
    [
        ("en", 21, 1, "1 of 21 claims is wrong"),
        ("ru", 1, 1, "1 из 1 утверждения неверно"),
        ("ru", 9, 2, "2 из 9 утверждений неверны"),
        ("ru", 21, 5, "5 из 21 утверждения неверны"),
        ("ru", 111, 11, "11 из 111 утверждений неверны"),
        ("kk", 9, 2, "9 тұжырымның ішінде 2 тұжырым қате"),
    ],
)
def test_the_headline_agrees_with_its_numbers(language: str, total: int, wrong: int, headline: str) -> None:
    """Both numbers of the headline take the form that the language asks of them."""
    verdicts = ["wrong" if n < wrong else "supported" for n in range(total)]
    text = "w"
    claims = [make_claim(text, "w", verdict=verdict) for verdict in verdicts]
    assert write_report(make_report(text, claims), language, name).headline == headline


def test_the_printed_evidence_never_seems_to_fit_a_wrong_claim() -> None:
    """4.4499 is not shown as 4.45 beside a range that begins at 4.45; enough decimals are printed to see the gap."""
    printed = Interval(Fraction(445, 100), Fraction(455, 100))
    assert choose_decimals(Fraction(44499, 10000), 2, printed) == 4
    assert choose_decimals(Fraction(24712, 5588), 2, printed) == 2
    assert choose_decimals(Fraction(132778), 2, printed) == 0


@pytest.mark.parametrize(
    ("interval", "en", "ru"),
    [
        (Interval(Fraction(-23, 2), Fraction(-21, 2)), "−11.5% to −10.5%", "от −11,5\u00a0% до −10,5\u00a0%"),
        (Interval(Fraction(4), Fraction(5), False, True), "4% to just under 5%", "от 4\u00a0%, но меньше 5\u00a0%"),
        (
            Interval(Fraction(4), Fraction(5), True, False),
            "more than 4%, up to 5%",
            "больше 4\u00a0%, до 5\u00a0% включительно",
        ),
        (Interval(Fraction(4), None), "4% or more", "4\u00a0% или больше"),
        (Interval(None, Fraction(4), False, True), "less than 4%", "меньше 4\u00a0%"),
        (Interval.point(7), "exactly 7%", "ровно 7\u00a0%"),
    ],
)
def test_a_range_says_whether_its_ends_belong_to_it(interval: Interval, en: str, ru: str) -> None:
    """A range is written with both ends, and open ends are said."""
    assert write_interval(interval, "percent", 0, "en") == en
    assert write_interval(interval, "percent", 0, "ru") == ru


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"value": 102000, "decimals": -3}, 101500, 102500),
        ({"value": Fraction(45, 10), "decimals": 1, "rounding": "truncated"}, Fraction(45, 10), Fraction(46, 10)),
        ({"value": -11, "unit": "percent", "rounding": "truncated"}, -12, -11),
        ({"value": 12700, "rounding": "round"}, 12650, 12750),
        ({"value": 2, "unit": "fold"}, Fraction(19, 10), Fraction(21, 10)),
        ({"value": 1000, "hedge": "about"}, 500, 1500),
        ({"value": 1234, "hedge": "about"}, Fraction(120315, 100), Fraction(126485, 100)),
        ({"value": 200, "hedge": "almost"}, 180, 200),
        ({"value": -200, "hedge": "almost"}, -200, -180),
    ],
)
def test_what_a_number_can_stand_for(fields: dict[str, Any], low: Fraction, high: Fraction) -> None:
    """Rounded, cut off, rounded to its zeros, a number word (5 %), about (2.5 % or half its zeros), almost (10 %)."""
    stated = find_stated_range(make_claim("x", "x", **fields))
    assert stated is not None
    assert (stated.low, stated.high) == (low, high)


def test_a_bound_stands_for_itself() -> None:
    """ "More than 200" needs no range beside it, nor does a claim without a number."""
    assert find_stated_range(make_claim("x", "x", value=200, hedge="more_than")) is None
    assert find_stated_range(make_claim("x", "x", "threshold", value=200, direction="above")) is None
    assert find_stated_range(make_claim("x", "x", "extreme")) is None


def test_an_other_number_without_a_claim_is_listed_by_its_role() -> None:
    """Long lists are cut in the terminal and say how much was left out."""
    text = "1 " * 50
    others = [OtherNumber("1", 2 * n, 2 * n + 1, "date") for n in range(50)]
    assert "and 10 more" in " ".join(show(make_report(text, [], others)).split())
