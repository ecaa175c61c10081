"""Nowcasts of months and of the year so far: what is to come, what may be compared, and when nothing is given."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.answers import open_dataset, parse_question
from esep.answers.delays import list_completeness
from esep.model.definition import DeclaredRevision
from esep.model.period import Period
from esep.problems import LANGUAGES
from tests.count_sample import Unit
from tests.delays_sample import (
    ask,
    keys,
    list_batches,
    list_units,
    make_answers,
    make_break,
    make_definition,
    make_protected,
    start_month,
    value,
)

# Two years of months of 100: 60 at once, 30 a month later, 8 after two, 2 after fourteen months.
MONTHS = tuple(list_units([100] * 24, "theft"))
LAST = "total nowcast scope:happened period:2023-12"


def test_a_month_comes_to_what_its_delays_say() -> None:
    """60 of 98 are registered in the month itself, so of 60 known ones 98 are to be expected; 2 come beyond a year."""
    figure, finding = ask(make_answers(MONTHS), LAST)
    assert float(figure.value or 0) == pytest.approx(98)
    assert figure.status == "E"
    assert value(finding, "registered") == 60
    assert value(finding, "completeness") == pytest.approx(100 * 60 / 98)
    assert value(finding, "growth") == pytest.approx(100 * 38 / 60)
    assert figure.interval is not None
    assert figure.interval.low is not None
    assert figure.interval.high is not None
    assert 60 <= figure.interval.low < 98 < figure.interval.high
    assert keys(finding) == ["estimated", "not_comparable", "growth"]
    # Ten of the last twelve months registered 2 of the first ten months of 2022: 20 of 20 + 12 * 98.
    assert value(finding, "tail") == pytest.approx(100 * 20 / (20 + 12 * 98))
    assert [str(cell.key) for cell in figure.cells] == ["happened/total/H/2023-12/count"]


def test_an_older_month_is_nearly_complete() -> None:
    """After one month 90 of 98 are there, which is not enough to compare; after two all that come within a year are."""
    _, before = ask(make_answers(MONTHS), "total nowcast scope:happened period:2023-11")
    assert value(before, "nowcast") == pytest.approx(98)
    assert "not_comparable" in keys(before)
    figure, older = ask(make_answers(MONTHS), "total nowcast scope:happened period:2023-10")
    assert figure.value == 98
    assert "comparable" in keys(older)
    assert "nowcast.assumes_unseen" in [remark.key for remark in older.assumptions]


def test_the_nowcast_of_a_complete_month_is_the_month() -> None:
    """A month older than the longest delay is what the cell says, without an estimate."""
    answers = make_answers(MONTHS)
    figure, finding = ask(answers, "total nowcast scope:happened period:2022-11")
    level = answers.ask(parse_question("total scope:happened period:2022-11", answers.definition)).figure
    assert (figure.value, figure.status, keys(finding)) == (level.value, "A", ["complete"])
    assert finding.find("dispersion") is None


def test_the_year_so_far_ends_with_the_last_month() -> None:
    """Asked for a year of which ten months have begun, the finding speaks of those, month by month."""
    answers = make_answers(tuple(list_units([100] * 22, "theft")))
    figure, finding = ask(answers, "total nowcast scope:happened period:2023")
    assert finding.sentences[0].facts["period"] == Period.months(2023, 1, 10)
    assert len(finding.rows) == len(figure.cells) == 10
    assert finding.rows[-1].subject == "2023-10"
    # Eight months with 98 each, one of 90 and one of 60, and what these two lack.
    assert float(figure.value or 0) == pytest.approx(10 * 98)
    assert finding.sentences[1].facts["gap"] == Period.months(2023, 9, 10)


def test_below_three_tenths_nothing_is_given() -> None:
    """With a fifth registered in the month itself the last month has no number, not even in its estimates or text."""
    answers = make_answers(tuple(list_units([100] * 24, "theft", {0: 0.2, 1: 0.8})))
    figure, finding = ask(answers, LAST)
    assert (figure.value, figure.interval, figure.status, keys(finding)) == (None, None, "U", ["unpublished"])
    assert [estimate.name for estimate in finding.estimates] == ["completeness"]
    assert value(finding, "completeness") == pytest.approx(20)
    year, whole = ask(answers, "total nowcast scope:happened period:2023")
    assert (year.value, keys(whole)) == (None, ["unpublished"])
    assert whole.sentences[0].facts["gap"] == Period.months(2023, 12)
    assert ask(answers, "total nowcast scope:happened period:2023-11")[0].value == 100


def test_a_short_history_pools_errors_over_siblings() -> None:
    """Thirteen months hardly show the delays of a year: the errors of the other measures are taken in."""
    thefts = tuple(list_units([100] * 13, "theft"))
    others = tuple(list_units([40 + 3 * month for month in range(13)], "murder", {0: 0.5, 1: 0.5}))
    alone = ask(make_answers(thefts), "theft nowcast scope:happened period:2023-01")[1]
    finding = ask(make_answers(thefts + others), "theft nowcast scope:happened period:2023-01")[1]
    assert "nowcast.assumes_pooled" in [remark.key for remark in finding.assumptions]
    assert value(finding, "nowcast") == value(alone, "nowcast")
    long = ask(make_answers(MONTHS), "theft nowcast scope:happened period:2023-12")[1]
    assert "nowcast.assumes_pooled" not in [remark.key for remark in long.assumptions]


def test_with_less_than_a_year_nothing_is_given() -> None:
    """Eleven months of registration do not show the delays; twelve do, as far as they reach."""
    figure, finding = ask(make_answers(tuple(list_units([100] * 11, "theft"))), "total nowcast scope:happened 2022-11")
    assert (figure.value, keys(finding)) == (None, ["short"])
    figure, finding = ask(make_answers(tuple(list_units([100] * 12, "theft"))), "total nowcast scope:happened 2022-12")
    assert float(figure.value or 0) == pytest.approx(98)
    assert "nowcast.assumes_short_delays" in [remark.key for remark in finding.assumptions]


def test_delays_before_a_break_are_not_used() -> None:
    """A rule of 2023 makes registration slow: the months before it say nothing, and those since are a year at least."""
    quick = [unit for unit in list_units([100] * 24, "theft", {0: 1.0}) if unit.registered < start_month(9)]
    slow = [
        unit
        for unit in list_units([100] * 24, "theft", {0: 0.5, 1: 0.5})
        if unit.occurred is not None and unit.occurred >= start_month(9)
    ]
    ruled = make_definition(breaks=(make_break(start_month(9)),))
    assert float(ask(make_answers(quick + slow, ruled), LAST)[0].value or 0) == pytest.approx(100)
    assert float(ask(make_answers(quick + slow), LAST)[0].value or 0) < 99
    late = make_definition(breaks=(make_break(start_month(15)),))
    assert keys(ask(make_answers(quick + slow, late), LAST)[1]) == ["short"]
    before = ask(make_answers(quick + slow, ruled), "total nowcast scope:happened period:2022-03")
    assert keys(before[1]) == ["before"]


def test_corrections_say_nothing_of_delays() -> None:
    """What was taken back is not among the delays, and what is registered stays the net figure of the cell."""
    back = tuple(Unit(start_month(month), start_month(month - 3), "theft", "H", -5, True) for month in range(12, 24))
    of_last = (Unit(start_month(23), start_month(23), "theft", "H", -6, True),)
    figure, finding = ask(make_answers(MONTHS + back + of_last, make_definition("correction")), LAST)
    # 54 are registered net of 6 taken back; 38 more are to be expected, as without corrections.
    assert value(finding, "registered") == 54
    assert float(figure.value or 0) == pytest.approx(54 + 38)
    net = ask(make_answers(MONTHS + back), LAST)
    assert (net[0].value, keys(net[1])) == (None, ["net"])


def test_a_declared_revision_does_not_slow_registration_down() -> None:
    """300 old thefts that came in by a declared revision do not make later months look less complete."""
    bulk = (Unit(start_month(23), start_month(20), "theft", "H", 300),)
    revision = DeclaredRevision(
        "old", datetime.date(2023, 12, 31), {language: "old" for language in LANGUAGES}, (Period.months(2023, 9),)
    )
    clean, told, untold = (
        ask(make_answers(units, definition), LAST)[1]
        for units, definition in (
            (MONTHS, make_definition()),
            (MONTHS + bulk, make_definition(revisions=(revision,))),
            (MONTHS + bulk, make_definition()),
        )
    )
    assert value(told, "completeness") == pytest.approx(value(clean, "completeness"))
    assert value(untold, "completeness") < value(clean, "completeness") - 5


def test_batches_are_judged_in_whole_quarters_only() -> None:
    """Registered at the ends of quarters, a month has no nowcast, and neither has a quarter that is not over."""
    units = list_batches()
    answers = make_answers(units)
    for period in ("2023-12", "2023-11..2023-12"):
        figure, finding = ask(answers, f"total nowcast scope:happened period:{period}")
        assert (figure.value, keys(finding)) == (None, ["batches"])
    figure, finding = ask(answers, "total nowcast scope:happened period:2023-10..2023-12")
    assert float(figure.value or 0) == pytest.approx(303)
    assert "nowcast.assumes_quarters" in [remark.key for remark in finding.assumptions]
    cut = make_answers([unit for unit in units if unit.registered < start_month(23)])
    assert keys(ask(cut, "total nowcast scope:happened period:2023-07..2023-09")[1]) == ["batches"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("total nowcast scope:known period:2023-12", "registered"),
        ("total nowcast scope:happened period:2023-12-31", "no_months"),
        ("total nowcast scope:happened period:2024-01", "ahead"),
        ("total nowcast scope:happened period:2021", "before"),
        ("total nowcast scope:happened period:2021-12..2022-03", "before"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_reason(text: str, key: str) -> None:
    """A scope by registration, days, a month to come, and months before anything was registered."""
    figure, finding = ask(make_answers(MONTHS), text)
    assert (figure.value, keys(finding)) == (None, [key])


def test_protected_and_published_data_have_no_nowcast() -> None:
    """Neither protected counts nor printed totals have two dates."""
    assert keys(ask(make_protected(), LAST)[1]) == ["protected"]
    assert keys(ask(open_dataset("kazakhstan"), "fraud nowcast 2024")[1]) == ["published"]


def test_small_numbers_have_no_per_cent() -> None:
    """Ten thefts a month: the estimate and its interval, and no share of so few."""
    _, finding = ask(make_answers(tuple(list_units([10] * 24, "theft"))), LAST)
    assert keys(finding) == ["estimated", "not_comparable_small"]
    assert finding.find("completeness") is None


def test_nothing_registered_yet_takes_the_mean_of_the_months_before() -> None:
    """No theft of December is registered; 98 x 38/98 of the usual month are to be expected all the same."""
    units = [unit for unit in MONTHS if unit.occurred != start_month(23)] + [
        Unit(start_month(23), start_month(23), "murder", "H", 25)
    ]
    _, finding = ask(make_answers(units), "theft nowcast scope:happened period:2023-12")
    assert value(finding, "registered") == 0
    assert value(finding, "nowcast") == pytest.approx(38)


def test_a_quality_report_can_ask_for_completeness_by_age() -> None:
    """The months that lack something, each with the share that is registered: 60 and 90 of 98; published data: none."""
    answers = make_answers(MONTHS)
    question = parse_question("total scope:happened period:2023", answers.definition)
    found = list_completeness(answers, question)
    assert [str(month) for month, _ in found] == ["2023-11", "2023-12"]
    assert [share for _, share in found] == [pytest.approx(90 / 98), pytest.approx(60 / 98)]
    kazakhstan = open_dataset("kazakhstan")
    assert list_completeness(kazakhstan, parse_question("total 2024", kazakhstan.definition)) == ()


def test_the_expected_rest_is_exact_where_counts_are() -> None:
    """A figure is a fraction like any other: 60 and the rest that the shares of 98 give."""
    figure, _ = ask(make_answers(MONTHS), LAST)
    assert isinstance(figure.value, Fraction)
