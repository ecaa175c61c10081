"""Questions and answers on the packaged figures of Kazakhstan; values worked by hand from the published counts."""

from fractions import Fraction

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.problems import LANGUAGES, EsepError


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged dataset."""
    return open_dataset("kazakhstan")


def ask(answers: Answers, text: str) -> tuple[Fraction | None, str]:
    """Return value and status of the answer to a question."""
    figure = answers.ask(parse_question(text, answers.definition)).figure
    return figure.value, figure.status


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("total scope:committee_offences region:KZ period:2024", Fraction(132778)),
        ("murder 2024", Fraction(566)),
        ("murder scope:mia_crimes period:2024", Fraction(565)),
        ("total change-from:2023 period:2024", Fraction(100 * (132778 - 140272), 140272)),
        ("total difference-from:2023 period:2024", Fraction(132778 - 140272)),
        ("fraud share-of:total period:2024", Fraction(100 * 45156, 132778)),
        ("murder fold-from:1997 scope:mia_crimes period:2024", Fraction(2594, 565)),
        ("murder rate-per:100000 scope:mia_crimes period:2024", Fraction(565 * 100000, 20592571)),
    ],
)
def test_answers_equal_hand_arithmetic(kazakhstan: Answers, text: str, value: Fraction) -> None:
    """Each operation gives the exact quotient of the published counts (Committee, Ministry, World Bank population)."""
    assert ask(kazakhstan, text) == (value, "A")


def test_derived_base_is_used_where_only_a_difference_was_published(kazakhstan: Answers) -> None:
    """102 thousand and 12,700 fewer give a base of 114,700 and a fall between 11.0 and 11.2 per cent."""
    question = parse_question("total change-from:2023 scope:mia_crimes period:2024", kazakhstan.definition)
    figure = kazakhstan.ask(question).figure
    assert figure.value == Fraction(-127 * 100, 1147)
    assert figure.interval is not None
    assert figure.interval.low is not None
    assert figure.interval.high is not None
    assert (round(float(figure.interval.low), 1), round(float(figure.interval.high), 1)) == (-11.2, -11.0)
    assert figure.decimals == 0


def test_share_estimated_by_coverage_is_marked(kazakhstan: Answers) -> None:
    """Fraud among the ministry's crimes was not published; 45,156 x 94.4..97.7 % of 102 thousand allows 42 per cent."""
    question = parse_question("fraud share-of:total scope:mia_crimes period:2024", kazakhstan.definition)
    figure = kazakhstan.ask(question).figure
    assert figure.status == "E"
    assert figure.interval is not None
    assert Fraction(42) in figure.interval
    assert Fraction("44.5") not in figure.interval


@pytest.mark.parametrize(
    "text",
    [
        "murder KZ 2024",
        "fraud share KZ 2024",
        "fraud share-of:total scope:mia_crimes region:KZ period:2024",
        "Мошенничества 2024",
        "period:2025-01..2025-06 total region:KZ",
        "theft Almaty 2023 share",
    ],
)
def test_canonical_text_is_read_back_to_the_same_question(kazakhstan: Answers, text: str) -> None:
    """Whatever way a question is put, its canonical text asks the very same thing."""
    question = parse_question(text, kazakhstan.definition)
    assert parse_question(str(question), kazakhstan.definition) == question


def test_what_is_not_published_has_a_status_and_no_value(kazakhstan: Answers) -> None:
    """Missing is not zero: murders of 1950 have no figure, and the answer says so in every language."""
    answer = kazakhstan.ask(parse_question("murder 1950", kazakhstan.definition))
    assert (answer.figure.value, answer.figure.status) == (None, "O")
    for language in LANGUAGES:
        assert not any(char.isdigit() for char in answer.text(language))


def test_a_change_without_its_base_does_not_deny_the_later_figure(kazakhstan: Answers) -> None:
    """132,778 were published for 2024, nothing for 1901: the change is not computed, the figure of 2024 stands."""
    absent = parse_question("total scope:committee_offences change-from:1901 period:2024", kazakhstan.definition)
    answer = kazakhstan.ask(absent)
    assert answer.figure.value is None
    assert "not computed for 2024" in answer.sentence("en")
    assert "132,778" in answer.describe("en")
    level = kazakhstan.ask(parse_question("murder 1950", kazakhstan.definition))
    assert "no figure in these data for 1950" in level.sentence("en")


def test_answer_names_its_scope_and_the_other_ones(kazakhstan: Answers) -> None:
    """The total of 2024 is 132,778 for the Committee, and the answer shows the Ministry's 102 thousand beside it."""
    answer = kazakhstan.ask(parse_question("total 2024", kazakhstan.definition))
    assert {other.figure.value for other in answer.others} >= {Fraction(102000)}
    for language in LANGUAGES:
        assert answer.name("scope", "committee_offences", language) in answer.sentence(language)


def test_break_between_two_years_is_told(kazakhstan: Answers) -> None:
    """The Codes of 1998 and 2015 lie between 1994 and 2024, so a comparison of group crimes carries both breaks."""
    question = parse_question("group_crimes fold-from:1994 scope:mia_crimes period:2024", kazakhstan.definition)
    assert {1998, 2015} <= {b.date.year for b in kazakhstan.ask(question).breaks}


def test_murder_has_no_break_at_a_new_code(kazakhstan: Answers) -> None:
    """A murder is a murder in every Code: the breaks of 1998 and 2015 do not touch it."""
    question = parse_question("murder fold-from:1997 scope:mia_crimes period:2024", kazakhstan.definition)
    assert kazakhstan.ask(question).breaks == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "question-empty"),
        ("x" * 600, "question-too-long"),
        ("murder", "question-period"),
        ("KZ 2024", "question-measure"),
        ("murdr 2024", "question-word"),
        ("murder period:2024-13", "question-bad-period"),
        ("murder rate-per:7 2024", "question-word"),
        ("murder share-of:nothing 2024", "question-word"),
        ("murder[nothing] 2024", "question-word"),
    ],
)
def test_bad_question_gets_its_problem(kazakhstan: Answers, text: str, code: str) -> None:
    """A question that cannot be answered says which word is at fault and what the nearest known ones are."""
    with pytest.raises(EsepError) as caught:
        parse_question(text, kazakhstan.definition)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_dataset_of_records_without_vintage_says_how_to_build_it(tmp_path: object) -> None:
    """St. Louis is counted from files that the user has: asking before building names the command."""
    with pytest.raises(EsepError) as caught:
        open_dataset("st-louis", tmp_path)  # type: ignore[arg-type]
    assert caught.value.problems[0].code == "not-built"


def test_a_rate_without_its_number_is_read_as_it_was_published() -> None:
    """World Bank, intentional homicides in Kazakhstan 2020 (figures.csv): 3.11 per 100,000 people, and no count."""
    answers = open_dataset("kazakhstan")
    published = answers.ask("homicide scope:world_bank 2020").figure
    answer = answers.ask("homicide rate-per:10000 scope:world_bank 2020", with_finding=True)
    assert published.value is not None
    assert answer.figure.value == published.value / 10
    assert (answer.figure.unit, answer.finding) == ("per_10000", None)
