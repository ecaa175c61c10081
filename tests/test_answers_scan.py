"""A scan of many changes: what is compared, what stands out, what is left out, in sentences that are read back."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.finding_text import list_amounts, say_finding
from esep.answers.wording import name_code
from esep.claims import check
from esep.language.dates import read_periods
from esep.language.numerals import read_numerals
from esep.language.write import round_half_away
from esep.model.definition import Break
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import LANGUAGES
from tests.change_sample import NAMES, build_fbi, make, put, years

TODAY = datetime.date(2026, 11, 1)
CALM = [1000, 1010, 1000, 1010, 1000, 1010, 1000]


def scan(answers: Answers, base: str = "2016", period: str = "2017") -> tuple[Figure, Finding]:
    """Return figure and finding of a scan of all cases."""
    question = Question("total", "police", "XX", Period.parse(period), "", "scan-from", Period.parse(base))
    answer = answers.ask(question)
    assert answer.finding is not None
    return answer.figure, answer.finding


def test_what_stands_out_is_named_with_how_many_may_be_false() -> None:
    """Of three calm offences one falls by 30 %: it stands out, and a tenth of one is what q allows to be false."""
    cells = [
        *years("total", 2010, [3000] * 8),
        *years("theft", 2010, [*CALM, 700]),
        *years("fraud", 2010, [*CALM, 1005]),
        *years("drugs", 2010, [*CALM, 1008]),
    ]
    figure, finding = scan(make(cells))
    assert figure.value == 1
    assert [(row.subject, row.level) for row in finding.rows] == [("measure:theft|region:XX", "L3")]
    assert [remark.key for remark in finding.sentences] == ["scan.some", "scan.counted"]
    assert finding.sentences[1].facts["false"] == (Fraction(0.1), "count", 1)
    counts = {estimate.name: estimate.value for estimate in finding.estimates}
    assert [counts[name] for name in ("compared", "judged", "standing_out")] == [3, 3, 1]
    assert finding.n == 3
    assert len(finding.cells) == 6


def test_a_break_or_a_figure_that_is_not_final_is_left_out_and_counted() -> None:
    """A broken, a provisional and a one-sided series are skipped, and the sentence says how many."""
    code = Break("code", datetime.date(2017, 1, 1), NAMES, measures=("theft",))
    cells = [
        *years("theft", 2010, [*CALM, 700]),
        *years("fraud", 2010, CALM),
        put("fraud", "2017", 900, status="P"),
        *years("drugs", 2010, [*CALM, 990]),
    ]
    figure, finding = scan(make(cells, (code,)))
    assert figure.value == 0
    assert [remark.key for remark in finding.sentences] == ["scan.none", "scan.compared", "scan.skipped"]
    assert finding.sentences[2].facts["skipped"] == (Fraction(2), "count", 0)


def test_small_counts_have_no_per_cent_in_the_table() -> None:
    """A row of fewer than twenty events shows both counts only."""
    cells = years("theft", 2010, [400, 404, 400, 404, 400, 404, 400, 12])
    row = scan(make(cells))[1].rows[0]
    assert [estimate.name for estimate in row.estimates] == ["before", "after", "adjusted_p"]


def test_one_year_of_history_is_compared_with_chance_only() -> None:
    """Without years before there is no answer to what stands out, and it is said what is missing."""
    figure, finding = scan(make(years("theft", 2016, [1000, 500])))
    assert (figure.value, figure.status) == (None, "M")
    assert [remark.key for remark in finding.sentences] == ["scan.not_judged", "scan.compared_chance"]


def test_nothing_to_scan_and_other_calendars_are_said() -> None:
    """No counts, or years that begin in different months: a sentence, and no figure."""
    figure, finding = scan(make([put("population", "2017", 5)]))
    assert (figure.status, [remark.key for remark in finding.sentences]) == ("O", ["scan.nothing"])
    figure, finding = scan(make(years("theft", 2016, [1, 2])), "2016", "2017-04..2018-03")
    assert (figure.status, [remark.key for remark in finding.sentences]) == ("M", ["scan.calendar"])
    _, finding = scan(make(years("theft", 2012, [500, 510, 500, 510, 500, 300])), "2012")
    assert [remark.key for remark in finding.sentences] == ["scan.not_adjacent", "scan.compared_chance"]


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["total scan-from:2023 period:2024", "total scan-from:2019 period:2024"])
def test_every_sentence_is_read_back(kazakhstan: Answers, text: str, language: str) -> None:
    """The numerals of a sentence are numbers of the finding, and the checker finds nothing wrong in it."""
    finding = kazakhstan.assess(parse_question(text, kazakhstan.definition))
    assert finding is not None
    printed = {round_half_away(abs(value), decimals) for value, _, decimals in list_amounts(finding).values()}
    named = {Fraction(f.start.year) for r in finding.sentences for f in r.facts.values() if isinstance(f, Period)}
    for sentence in say_finding(finding, language, lambda *code: name_code(kazakhstan.definition, *code)):
        spans = [(p.start, p.end) for p in read_periods(sentence, language)]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        assert {abs(n.value) for n in numerals} - named <= printed
        report = check(sentence, kazakhstan, date=TODAY, language=language)
        assert [c.span for c in report.claims if c.verdict in ("wrong", "inconsistent")] == [], sentence


def test_states_of_the_usa_are_scanned(shared: Path, tmp_path: Path) -> None:
    """FBI estimates, 2018 to 2019: every state and offence is compared, and few of what chance leaves stand out."""
    answers = build_fbi(shared, tmp_path)
    question = parse_question("property_crime scan-from:2018 region:US period:2019", answers.definition)
    finding = answers.ask(question).finding
    assert finding is not None
    counts = {estimate.name: int(estimate.value or 0) for estimate in finding.estimates}
    assert counts["compared"] >= 51
    assert counts["standing_out"] < counts["beyond_chance"] / 2
