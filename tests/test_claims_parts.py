"""Parts and wholes, folds beside per cents, two regions beside each other.

Shares of 2024: fraud 34.0 %, thefts 23.0 %, drugs 6.3 % of 132,778; 565 murders by the Ministry; 17,339 offences in
Astana and 24,965 in Almaty: ../shared/methods/kazakhstan.md, section 4.
"""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING, PASSING

DAY = datetime.date(2025, 2, 14)


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def judge(text: str, language: str, answers: Answers | None) -> dict[str, str]:
    """Return the verdict of every claim by its words."""
    return {claim.span: claim.verdict for claim in check(text, answers, date=DAY, language=language).claims}


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("en", "Police registered 565 murders in 2024, of them 656 were cleared.", "656"),
        ("ru", "В 2024 году полиция зарегистрировала 565 убийств, из них раскрыто 656.", "656"),
        ("kk", "2024 жылы полиция 565 кісі өлтіруді тіркеді, соның 656 ашылды.", "656"),
    ],
)
def test_no_part_is_larger_than_its_whole(answers: Answers, language: str, text: str, part: str) -> None:
    """More cases cleared than registered: flagged; the same with fewer is not."""
    assert judge(text, language, answers)[part] in FAILING
    assert judge(text.replace("656", "460"), language, answers)["460"] not in FAILING


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2024 fraud made up 34% of offences, theft 23%, perjury 6.3% and the rest {rest}%."),
        ("ru", "Структура 2024 года: мошенничество — 34%, кражи — 23%, наркотики — 6,3%, остальное — {rest}%."),
    ],
)
def test_shares_with_the_rest_make_up_all(answers: Answers, language: str, text: str) -> None:
    """34 + 23 + 6.3 + 36.7 = 100; with 46.7 it is 110. A rest that closes the sum is accused of nothing."""
    mark = "." if language == "en" else ","
    right, wrong = (judge(text.format(rest=f"{n}{mark}7"), language, answers) for n in (36, 46))
    assert not set(right.values()) & set(FAILING)
    assert wrong[f"46{mark}7%"] in FAILING


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thefts almost halved: 8 thousand in 2015, 7.3 in 2016 and 4.7 in 2019; from 2015 to 2019 by 40%."),
        ("ru", "Краж почти в 2 раза меньше: 8 тыс. в 2015 году, 4,7 в 2019-м, за 2015–2019 годы минус 40%."),
    ],
)  # fmt: skip
def test_a_fold_beside_a_per_cent_has_to_fit_it(language: str, text: str) -> None:
    """Minus 40 % is 1.67 times fewer, and no "almost twice"."""
    claims = check(text, None, date=DAY, language=language).claims
    fold = next((claim for claim in claims if claim.operator == "fold"), None)
    assert fold is None or fold.verdict not in PASSING


@pytest.mark.parametrize(
    ("language", "text", "span"),
    [
        ("en", "In 2024 Astana had 30.5% fewer offences than Almaty.", "30.5%"),
        ("ru", "В Астане в 2024 году правонарушений на 30,5% меньше, чем в Алматы.", "на 30,5%"),
        ("kk", "2024 жылы Астанада құқық бұзушылық Алматыға қарағанда 30,5% аз.", "30,5%"),
    ],
)
def test_two_regions_are_compared_with_each_other(answers: Answers, language: str, text: str, span: str) -> None:
    """17,339 against 24,965 is -30.5 %; what does not fit stays open, as it may be meant per head."""
    assert judge(text, language, answers)[span] == "supported"
    other = text.replace("30.5", "50").replace("30,5", "50")
    assert set(judge(other, language, answers).values()) == {"ambiguous"}


def test_a_share_is_of_the_kind_that_its_sentence_names(answers: Answers) -> None:
    """28,851 of 47,483 frauds of 2025 are on the internet, 60.8 %: more than half of frauds, not of everything."""
    verdicts = judge("In 2025, of 47,483 frauds, more than half were internet frauds: 28,851.", "en", answers)
    assert set(verdicts.values()) <= set(PASSING)


def test_a_per_cent_of_another_universe_is_no_silent_pass(answers: Answers) -> None:
    """Offences fell by 10.92 % in 2023, crimes of the Ministry by 12 %: both readings are offered (conventions.md)."""
    (claim,) = check("Offences in Kazakhstan fell by 12% in 2023.", answers, date=DAY, language="en").claims
    assert claim.verdict == "ambiguous"
    assert {reading.scope for reading in claim.readings} >= {"committee_offences", "mia_crimes"}
    assert judge("Offences in Kazakhstan fell by 11% in 2023.", "en", answers)["by 11%"] == "supported"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2024 the number of offences in Kazakhstan exceeded {n} thousand for the first time."),
        ("ru", "В 2024 году число правонарушений в Казахстане впервые превысило {n} тысяч."),
    ],
)
def test_a_bound_is_crossed_for_the_first_time_once(answers: Answers, language: str, text: str) -> None:
    """132,778 is more than 100 thousand, and so was every comparable year before it."""
    (claim,) = check(text.format(n=100), answers, date=DAY, language=language).claims
    assert (claim.verdict, claim.reason.key) == ("ambiguous", "claims.reason_not_first")


def test_a_year_before_a_colon_is_a_year(answers: Answers) -> None:
    """ "Kazakhstan 2023:" heads a line and counts nothing."""
    assert judge("Kazakhstan 2023: offences fell by 10.9%.", "en", answers) == {"by 10.9%": "supported"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2024 offences fell by {} %: thefts fell by 28.2 %, robberies by 12 % and all others by 15 %."),
        ("ru", "Правонарушений в 2024 году меньше на {} %: краж — на 28,2 %, грабежей — на 12 %, прочих — на 15 %."),
        ("kk", "2024 жылы құқық бұзушылық {} %-ға азайды: ұрлық 28,2 %-ға, тонау 12 %-ға, қалғандары 15 %-ға."),
    ],
)  # fmt: skip
def test_a_whole_does_not_change_less_than_all_of_its_parts(language: str, text: str) -> None:
    """Parts that fell by 12 to 28 per cent make up no whole that fell by 6 or 60; 18 lies between."""
    for percent, is_told in (("6", True), ("60", True), ("18", False), ("12", False)):
        verdicts = judge(text.format(percent), language, None)
        accused = [span for span, verdict in verdicts.items() if verdict in FAILING]
        assert [percent in span for span in accused] == ([True] if is_told else [])


def test_a_part_is_accused_only_where_all_others_are_confirmed(answers: Answers) -> None:
    """Offences fell by 5.3 and thefts by 28.2 per cent: which of two unconfirmed parts is the slip nobody knows."""
    text = "In 2024 offences fell by 5.3 %: thefts fell by 28.2 %, robberies by 12 % and all others by 15 %."
    assert not set(judge(text, "en", answers).values()) & set(FAILING)
    text = "In 2024 offences fell by 5.3 %: thefts fell by 28.2 % and all others by 15 %."
    assert [span for span, verdict in judge(text, "en", answers).items() if verdict in FAILING] == ["by 15 %"]


POINTS = [
    ("en", "The share of thefts fell from 30.4 to 23.0 %, by {} percentage points.", "percentage_points"),
    ("ru", "Доля краж снизилась с 30,4 до 23,0 %, или на {} п.п.", "percentage_points"),
    ("kk", "Ұрлықтың үлесі 30,4 %-дан 23,0 %-ға дейін, {} пайыздық тармаққа азайды.", "percentage_points"),
    ("en", "The share of thefts fell from 30.4 to 23.0 %, or by {} %.", "percent_change"),
    ("ru", "Доля краж снизилась с 30,4 до 23,0 %, или на {} %.", "percent_change"),
]


@pytest.mark.parametrize(("language", "text", "operator"), POINTS)
def test_two_shares_give_the_change_between_them(language: str, text: str, operator: str) -> None:
    """From 30.4 to 23.0 are 7.4 points, or 24.3 per cent: 100 * 7.4 / 30.4. Points called per cent are named so."""
    written = {value: text.format(value if language == "en" else value.replace(".", ",")) for value in ("7.4", "24.3")}
    right, other = ("7.4", "24.3") if operator == "percentage_points" else ("24.3", "7.4")
    first, second, change = check(written[right], date=DAY, language=language).claims
    assert (first.operator, second.operator, change.operator) == ("share", "share", operator)
    assert change.verdict == "supported"
    assert str(first.period) == "2023"
    slip = check(written[other], date=DAY, language=language).claims[-1]
    assert slip.verdict == "inconsistent"
    assert slip.diagnosis == ("points_for_percent" if operator == "percent_change" else "")
