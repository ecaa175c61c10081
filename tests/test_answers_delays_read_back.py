"""Every sentence on lateness and nowcasts in three languages: its numbers are the finding's, the checker agrees."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from esep.answers import Answers, open_dataset
from esep.answers.finding_text import list_amounts, say_finding
from esep.answers.wording import name_code, say_remark
from esep.claims import check
from esep.cube.crossing import Crossing
from esep.cube.cube import CellCube
from esep.language.dates import read_periods
from esep.language.numerals import read_numerals
from esep.language.phrases import list_keys
from esep.language.write import round_half_away
from esep.model.definition import DeclaredRevision
from esep.model.finding import Finding
from esep.model.period import Period
from esep.model.remark import Remark
from esep.problems import LANGUAGES
from tests.count_sample import Unit
from tests.delays_sample import (
    ask,
    list_batches,
    list_units,
    make_answers,
    make_break,
    make_definition,
    make_protected,
    start_month,
)
from tests.real_set_up import OpenReal

TODAY = datetime.date(2026, 11, 1)
REAL = {
    "st-louis": (
        ("A01-stlouis-2015-2017", "original"),
        (
            "total lateness 2017",
            "fraud lateness 2017",
            "embezzlement lateness 2017",
            "sex_offences_other lateness 2016",
            "homicide lateness 2017-03",
            "total nowcast scope:slmpd_occurred 2017-12",
            "total nowcast scope:slmpd_occurred 2017",
            "fraud nowcast scope:slmpd_occurred 2017-11",
            "homicide nowcast scope:slmpd_occurred 2017-12",
            "total nowcast scope:slmpd_occurred 2016-05",
            "total nowcast scope:slmpd_occurred 2014",
            "total nowcast 2017-12",
        ),
    ),
    "mexico-city": (
        ("A03-mexico-city-liberty", "original"),
        (
            "total lateness 2024",
            "total lateness 2025-01",
            "total nowcast scope:fgj_occurred 2024-11..2025-01",
            "deprivation nowcast scope:fgj_occurred 2025-01",
            "kidnapping nowcast scope:fgj_occurred 2024-12",
        ),
    ),
}


@dataclass(frozen=True)
class Asked:
    """A question that was put to a dataset."""

    answers: Answers
    question: str
    finding: Finding


def list_printed(finding: Finding) -> set[Fraction]:
    """Return every amount of a finding at printed precision, without its sign, and the counts of its sentences."""
    printed = {round_half_away(abs(value), decimals) for value, _, decimals in list_amounts(finding).values()}
    facts = [fact for r in (*finding.sentences, *finding.assumptions) for fact in r.facts.values()]
    printed |= {round_half_away(abs(fact[0]), fact[2]) for fact in facts if isinstance(fact, tuple)}
    return printed | {Fraction(fact) for fact in facts if isinstance(fact, int)}


def hold(asked: Asked, language: str) -> None:
    """Fail where a sentence has a number or a period that is not in the finding, or that the checker calls wrong."""
    finding, definition = asked.finding, asked.answers.definition

    def names(kind: str, code: str, language: str) -> str:
        return name_code(definition, kind, code, language)

    remarks: tuple[Remark, ...] = (*finding.sentences, *finding.assumptions)
    named = {fact for remark in remarks for fact in remark.facts.values() if isinstance(fact, Period)}
    for sentence in [
        *say_finding(finding, language, names),
        *(say_remark(r, language, names) for r in finding.assumptions),
    ]:
        periods = read_periods(sentence, language)
        # A length of time (two months) is read as a period of no known year; "the month before" is that month.
        before = {p.start - datetime.timedelta(days=1) for p in named}
        allowed = {(p.start, p.end) for p in named} | {(day.replace(day=1), day) for day in before}
        assert {(p.first, p.last) for p in periods if p.first} <= allowed, sentence
        spans = [(p.start, p.end) for p in periods]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        years = {Fraction(p.start.year) for p in named}
        assert {abs(n.value) for n in numerals} - years <= list_printed(finding), sentence
        if not any(char.isdigit() for char in sentence):
            continue
        report = check(sentence, asked.answers, date=TODAY, language=language)
        bad = [(claim.span, claim.verdict) for claim in report.claims if claim.verdict in ("wrong", "inconsistent")]
        assert bad == [], sentence


def list_invented() -> Iterator[tuple[Answers, str]]:
    """Yield questions to an invented register that reach every sentence which the real ones do not."""
    months = tuple(list_units([100] * 24, "theft"))
    late = tuple(list_units([100] * 24, "murder", {1: 0.6, 2: 0.4}))
    answers = make_answers((*months, *late, Unit(start_month(15), None, "theft", "H", 3)))
    yield from ((answers, text) for text in ("total lateness 2023", "murder lateness 2023", "theft lateness 2022"))
    yield answers, "total lateness 2023-05-05"
    periods = ("2023-12", "2023-10", "2023", "2022-11", "2024-01", "2021", "2023-12-31")
    yield from ((answers, f"theft nowcast scope:happened period:{period}") for period in periods)
    yield answers, "theft nowcast scope:known period:2023-12"
    yield answers, "murder nowcast scope:happened period:2023-12"
    ruled = make_answers(months, make_definition(breaks=(make_break(start_month(14)),)))
    yield from ((ruled, text) for text in ("total lateness 2023", "total nowcast scope:happened period:2023-12"))
    back = tuple(Unit(start_month(month), start_month(month - 3), "theft", "H", -5, True) for month in range(12, 24))
    for kind in ("correction", ""):
        mixed = make_answers((*months, *back), make_definition(kind))
        yield from ((mixed, text) for text in ("total lateness 2023", "total nowcast scope:happened period:2023-11"))
    yield from ((make_protected(), text) for text in ("total lateness 2023", "total nowcast scope:happened 2023"))
    yield make_answers(tuple(list_units([4] * 24, "theft"))), "total nowcast scope:happened period:2023-12"
    yield make_answers(tuple(list_units([9] * 24, "theft", {0: 1.0}))), "total nowcast scope:happened period:2023-12"
    yield make_answers(tuple(list_units([100] * 12, "theft"))), "total nowcast scope:happened period:2022-12"
    yield make_answers(tuple(list_units([100] * 9, "theft"))), "total nowcast scope:happened period:2022-09"
    siblings = (*list_units([100] * 13, "theft"), *list_units([70] * 13, "murder", {0: 0.5, 1: 0.5}))
    yield make_answers(siblings), "theft nowcast scope:happened period:2023-01"
    yield from list_declared(months)
    batched = make_answers(list_batches())
    yield from ((batched, f"total nowcast scope:happened period:{one}") for one in ("2023-12", "2023-10..2023-12"))


def list_declared(months: tuple[Unit, ...]) -> Iterator[tuple[Answers, str]]:
    """Yield questions to registers that differ in what they declare: a revision, one date, a date of the report."""
    reasons = {language: "old" for language in LANGUAGES}
    revision = DeclaredRevision("old", datetime.date(2023, 6, 15), reasons, (Period.year(2022),))
    bulk = (Unit(start_month(17), start_month(3), "theft", "H", 500),)
    yield make_answers((*months, *bulk), make_definition(revisions=(revision,))), "total lateness 2023"
    definition = make_definition()
    only = type(definition.scopes)("scopes", [code for code in definition.scopes if code.code == "known"])
    single = make_answers(months, replace(definition, scopes=only))
    yield from ((single, text) for text in ("total lateness 2023", "total nowcast 2023-12"))
    reported = make_answers(months, cube=ReportedCube(make_answers(months)))
    yield reported, "total lateness scope:happened period:2023"


class ReportedCube(CellCube):
    """The counts of a register whose second date is that of the report."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers.find_cells(measure="total", region="H", attribute=""))
        self.answers = answers

    def cross(self, scope: str, measure: str, attribute: str, region: str) -> Crossing | None:
        """Return the same counts under the name of the other date."""
        found = self.answers.cross(scope, measure, attribute, region)
        return None if found is None else replace(found, basis="reported")


@pytest.fixture(scope="module")
def invented() -> list[Asked]:
    """Return the findings of the invented registers."""
    return [Asked(answers, text, ask(answers, text)[1]) for answers, text in list_invented()]


@pytest.fixture(scope="module")
def real(open_real: OpenReal) -> list[Asked]:
    """Return the findings of the real registers, and of the published figures of Kazakhstan."""
    found = []
    for name, (folder, texts) in REAL.items():
        answers = open_real(name, "/".join(folder))
        found += [Asked(answers, text, ask(answers, text)[1]) for text in texts]
    kazakhstan = open_dataset("kazakhstan")
    texts = ("fraud lateness 2024", "total nowcast 2024")
    return found + [Asked(kazakhstan, text, ask(kazakhstan, text)[1]) for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_on_real_registers_are_read_back(real: list[Asked], language: str) -> None:
    """St. Louis, Mexico City and Kazakhstan."""
    for asked in real:
        hold(asked, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_on_an_invented_register_are_read_back(invented: list[Asked], language: str) -> None:
    """Refusals, breaks, corrections, small numbers, short histories."""
    for asked in invented:
        hold(asked, language)


def test_every_sentence_of_both_methods_is_reached(invented: list[Asked], real: list[Asked]) -> None:
    """No phrase of the two catalogues is left unread, labels apart."""
    said = {
        remark.key for asked in (*invented, *real) for remark in (*asked.finding.sentences, *asked.finding.assumptions)
    }
    keys = {key for key in list_keys() if key.partition(".")[0] in ("lateness", "nowcast") and ".estimate_" not in key}
    assert sorted(keys - said) == [], sorted(keys - said)
    labels = {f"{a.finding.method}.estimate_{e.name}" for a in (*invented, *real) for e in a.finding.estimates}
    assert labels <= set(list_keys())
