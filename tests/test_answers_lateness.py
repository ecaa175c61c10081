"""Lateness: what a period registered, by how long ago it had happened, and everything that forbids to say it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from esep.answers import open_dataset
from esep.model.definition import DeclaredRevision
from esep.model.period import Period
from esep.problems import LANGUAGES
from tests.count_sample import Unit
from tests.delays_sample import (
    ask,
    keys,
    list_units,
    make_answers,
    make_break,
    make_definition,
    make_protected,
    start_month,
    value,
)

# Two years of 100 thefts and 100 murders a month; murders are registered in the month after, thefts at once.
THEFTS = tuple(list_units([100] * 24, "theft", {0: 1.0}))
MURDERS = tuple(list_units([100] * 24, "murder", {1: 1.0}))
YEAR = "total lateness period:2023"


def test_shares_are_those_of_what_was_registered() -> None:
    """Worked by hand: 1,200 thefts of the same month and 1,200 murders of the month before were registered in 2023."""
    figure, finding = ask(make_answers(THEFTS + MURDERS), YEAR)
    assert (figure.value, figure.unit, figure.status) == (Fraction(50), "percent", "A")
    assert finding.n == 2400
    assert [value(finding, name) for name in ("same", "next", "second", "later")] == [50, 50, 0, 0]
    assert [value(finding, name) for name in ("median", "ninth_decile")] == [0, 1]
    assert figure.cells == finding.cells
    assert [str(cell.key) for cell in figure.cells] == ["known/total/H/2023/count"]


def test_kinds_of_offence_stand_in_order_the_latest_first() -> None:
    """A measure that only adds up others is replaced by them, and murders come later than thefts."""
    _, finding = ask(make_answers(THEFTS + MURDERS), YEAR)
    assert [row.subject for row in finding.rows] == ["measure:murder", "measure:theft"]
    assert keys(finding)[-1] == "latest"
    assert finding.sentences[-1].facts["offence"] == "measure:murder"
    turned, _ = ask(make_answers(MURDERS[::-1] + THEFTS[::-1]), YEAR)
    assert turned.value == Fraction(50)


def test_the_year_before_is_compared() -> None:
    """In 2022 the murders of December were still to come: 1,200 of 2,300 against 1,200 of 2,400, 2.2 points less."""
    _, finding = ask(make_answers(THEFTS + MURDERS), YEAR)
    assert "fewer" in keys(finding)
    assert value(finding, "change") == pytest.approx(100 * (1200 / 2400 - 1200 / 2300))
    assert "change" not in {estimate.name for estimate in ask(make_answers(THEFTS), "total lateness 2022")[1].estimates}
    assert "alike" in keys(ask(make_answers(THEFTS), YEAR)[1])


def test_no_comparison_crosses_a_break() -> None:
    """With a new rule in 2023 the year before is named with the reason, and no difference is given."""
    answers = make_answers(THEFTS + MURDERS, make_definition(breaks=(make_break(datetime.date(2023, 3, 1)),)))
    _, finding = ask(answers, YEAR)
    assert "broken" in keys(finding)
    assert finding.find("change") is None
    minor = (make_break(datetime.date(2023, 3, 1), is_major=False),)
    assert "fewer" in keys(ask(make_answers(THEFTS + MURDERS, make_definition(breaks=minor)), YEAR)[1])


def test_an_event_without_a_date_is_counted_and_said() -> None:
    """Three thefts of no known day are not among the delays, and the finding says how many they are."""
    undated = tuple(Unit(start_month(15), None, "theft", "H") for _ in range(3))
    _, finding = ask(make_answers(THEFTS + undated), YEAR)
    assert (finding.n, value(finding, "undated")) == (1200, 3)
    assert "undated" in keys(finding)


def test_an_event_dated_after_its_registration_counts_as_of_that_month() -> None:
    """A day too late by a slip of the pen is no negative delay."""
    slip = (Unit(start_month(15), start_month(16), "theft", "H"),)
    _, finding = ask(make_answers(THEFTS + slip), YEAR)
    assert (finding.n, value(finding, "same")) == (1201, 100)


def test_corrections_that_a_dataset_declares_are_left_out() -> None:
    """Rows of the kind `correction` carry the date of what they take back: with them told apart nothing changes."""
    back = tuple(Unit(start_month(month), start_month(month - 6), "theft", "H", -5, True) for month in range(12, 24))
    clean = ask(make_answers(THEFTS + MURDERS), YEAR)[1]
    told = ask(make_answers(THEFTS + MURDERS + back, make_definition("correction")), YEAR)[1]
    assert told.estimates == clean.estimates
    assert [remark.key for remark in told.assumptions][-1] == "lateness.assumes_corrections"
    figure, mixed = ask(make_answers(THEFTS + MURDERS + back), YEAR)
    assert (figure.value, figure.status, keys(mixed)) == (None, "M", ["net"])


def test_a_declared_revision_is_left_out() -> None:
    """500 old thefts entered in June 2023 by a declared revision of 2022 are no lateness; they are said."""
    bulk = (Unit(start_month(17), start_month(3), "theft", "H", 500),)
    revision = DeclaredRevision(
        "old", datetime.date(2023, 6, 15), {language: "old" for language in LANGUAGES}, (Period.year(2022),), ("theft",)
    )
    definition = make_definition(revisions=(revision,))
    clean = ask(make_answers(THEFTS + MURDERS), YEAR)[1]
    told = ask(make_answers(THEFTS + MURDERS + bulk, definition), YEAR)[1]
    assert [told.find(name) for name in ("same", "later")] == [clean.find(name) for name in ("same", "later")]
    assert "backdated" in keys(told)
    other = replace(revision, measures=("murder",))
    undeclared = ask(make_answers(THEFTS + MURDERS + bulk, make_definition(revisions=(other,))), "theft lateness 2023")
    assert value(undeclared[1], "later") > 0


def test_of_few_no_share_is_given() -> None:
    """Nineteen registered offences have no per cent; twenty do."""
    few = tuple(list_units([0] * 12 + [19] + [0] * 11, "theft", {0: 1.0}))
    figure, finding = ask(make_answers(THEFTS[:12] + few), "theft lateness 2023-01")
    assert (figure.value, figure.status, keys(finding)) == (None, "U", ["few"])
    enough = tuple(list_units([0] * 12 + [20] + [0] * 11, "theft", {0: 1.0}))
    assert ask(make_answers(THEFTS[:12] + enough), "theft lateness 2023-01")[0].value == 100


@pytest.mark.parametrize("period", ["2023-05-05", "2021", "2024", "2023-01..2024-01"])
def test_a_period_that_is_not_registered_whole_is_refused(period: str) -> None:
    """Days, years before and after, and one that goes beyond the last month."""
    figure, finding = ask(make_answers(THEFTS), f"total lateness period:{period}")
    assert (figure.value, figure.status, keys(finding)) == (None, "O", ["no_months"])


def test_the_scope_of_events_is_answered_by_registration_too() -> None:
    """Asked in either scope the period is one of registration, and the sentence names that scope."""
    answers = make_answers(THEFTS + MURDERS)
    known, happened = (ask(answers, f"total lateness scope:{scope} period:2023") for scope in ("known", "happened"))
    assert known == happened
    assert known[1].sentences[0].facts["scope"] == "scope:known"


@pytest.mark.parametrize("method", ["rounding", "suppression"])
def test_protected_counts_say_nothing_of_two_dates(method: str) -> None:
    """The counts are protected: no share, and the reason."""
    figure, finding = ask(make_protected(method), YEAR)
    assert (figure.value, figure.status, keys(finding)) == (None, "Q", ["protected"])
    assert finding.estimates == ()


def test_published_totals_say_what_would_be_needed() -> None:
    """Kazakhstan's figures are totals: lateness needs records with both dates, said plainly in three languages."""
    answers = open_dataset("kazakhstan")
    figure, finding = ask(answers, "fraud lateness 2024")
    assert (figure.value, figure.status, keys(finding)) == (None, "M", ["published"])


def test_a_register_of_one_date_says_so() -> None:
    """Where no scope counts by the event, the second date is what is missing."""
    definition = make_definition()
    records = {**definition.records, "scopes": {"known": "registered"}}
    scopes = type(definition.scopes)("scopes", [code for code in definition.scopes if code.code == "known"])
    answers = make_answers(THEFTS, replace(definition, scopes=scopes, records=records))
    assert keys(ask(answers, YEAR)[1]) == ["one_date"]
