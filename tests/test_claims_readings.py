"""How numbers are read that name their period, body or base in a roundabout way, against the figures of Kazakhstan.

The figures are those of the packaged dataset: 140,272 offences in 2023, 132,778 in 2024 and 126,499 from January to
September 2020 (Committee), 20.59 million people in 2024 and 17.28 million in 1991 (World Bank);
of the online frauds of 2025, 5,005 were loans and 4,868 purchases, and thefts of 2023 cost 9.4 billion tenge (23.5 in
2022).
"""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import Claim, check
from esep.model.period import Period

SINCE = (
    ("Since independence the population has grown by half.", "wrong"),
    ("Since gaining independence the population has grown by 19%.", "supported"),
    ("С обретения независимости численность населения выросла в 1,5 раза.", "wrong"),
    ("За годы независимости численность населения выросла в 1,2 раза.", "supported"),
    ("Егемендік алғалы халық саны 1,5 есеге өскен.", "wrong"),
    ("Тәуелсіздік жылдары халық саны 1,2 есеге өсті.", "supported"),
)
OFFICES = (
    ("Crime fell by 11%, the minister said.", "mia_crimes"),
    ("Crime fell by 11%, the minister of justice said.", "committee_offences"),
    ("Министр сообщил, что преступность снизилась на 11%.", "mia_crimes"),
    ("Премьер-министр сообщил, что преступность снизилась на 11%.", "committee_offences"),
    ("Министр юстиции сообщил, что преступность снизилась на 11%.", "committee_offences"),
    ("Министрдің айтуынша, қылмыс 11%-ға азайды.", "mia_crimes"),
    ("Әділет министрінің айтуынша, қылмыс 11%-ға азайды.", "committee_offences"),
)
ONE_YEAR = (
    ("In one year 49,667 crimes were recorded.", "wrong"),
    ("За один год зарегистрировано 49 667 преступлений.", "wrong"),
    ("Бір жылда 49667 қылмыстық оқиға тіркелген.", "wrong"),
    ("In one year 140,272 offences were recorded.", "supported"),
    ("In one year 120,841 crimes were recorded.", "ambiguous"),
)
PEOPLE = (
    ("The population of Kazakhstan in 2024 was 20,033,842.", "ambiguous"),
    ("The population of Kazakhstan grew by 1.1% in 2024.", "ambiguous"),
    ("The population of Kazakhstan in 2024 was 25 million.", "wrong"),
    ("Население Казахстана в 2024 году — 20,6 млн человек.", "supported"),
)
PER_HEAD = (
    "Per head of population crime fell by 6.5% in 2024.",
    "В расчёте на душу населения преступность в 2024 году снизилась на 6,5%.",
    "Жан басына шаққанда 2024 жылы қылмыс 6,5%-ға азайды.",
)


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures."""
    return open_dataset("kazakhstan")


def read(text: str, answers: Answers, day: str = "2024-07-15") -> Claim:
    """Return the last claim of a text of a day."""
    return check(text, answers, date=datetime.date.fromisoformat(day)).claims[-1]


@pytest.mark.parametrize(("text", "verdict"), SINCE)
def test_since_an_event_that_is_a_date_is_since_its_year(answers: Answers, text: str, verdict: str) -> None:
    """Independence came in 1991; a text of October 2025 sets the last whole year against it."""
    claim = read(text, answers, "2025-10-13")
    assert (claim.period, claim.base_period) == (Period.year(2024), Period.year(1991))
    assert claim.verdict == verdict


def test_since_a_stretch_of_time_leaves_its_year_open(answers: Answers) -> None:
    """The pandemic filled most of a year: since when it is counted is open."""
    assert read("Since the pandemic crime has fallen by 10%.", answers).base_period is None


@pytest.mark.parametrize(("text", "scope"), OFFICES)
def test_an_office_alone_is_that_of_the_body(answers: Answers, text: str, scope: str) -> None:
    """The minister is the one of the body that counts crime, unless the text tells of what else."""
    assert read(text, answers, "2024-02-15").scope == scope


@pytest.mark.parametrize(("text", "verdict"), ONE_YEAR)
def test_a_years_count_that_fits_no_year_is_wrong(answers: Answers, text: str, verdict: str) -> None:
    """49,667 is less than half of every year of every universe; 120,841 may be crimes without misdemeanours."""
    assert read(text, answers).verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), PEOPLE)
def test_people_are_counted_by_who_counts_people(answers: Answers, text: str, verdict: str) -> None:
    """Another count of the people of a year, by a census or on another day, is not wrong for being one."""
    claim = read(text, answers, "2025-01-30")
    assert (claim.measure, claim.scope, claim.verdict) == ("population", "world_bank", verdict)


@pytest.mark.parametrize("text", PER_HEAD)
def test_a_change_per_head_is_none_of_people(answers: Answers, text: str) -> None:
    """-5.34 % of the offences on 1.29 % more people is -6.5 % per head."""
    claim = read(text, answers, "2025-01-30")
    assert (claim.measure, claim.verdict) == ("total", "supported")


def test_a_number_of_nine_months_is_none_of_a_quarter(answers: Answers) -> None:
    """126,499 is printed for the first nine months of 2020: more than a quarter of that year can hold."""
    claim = read("In the third quarter of 2020 the Committee on Legal Statistics registered 126,499 offences.", answers)
    assert (claim.verdict, claim.reason.key) == ("wrong", "claims.reason_too_much_for_part")


def test_this_year_is_its_months_so_far(answers: Answers) -> None:
    """In the middle of October nobody knows the year; beside last year, and at its end, it is the whole of it."""
    text = "This year crime fell by 7%."
    assert read(text, answers, "2025-10-13").period == Period.months(2025, 1, 9)
    assert read(text, answers, "2025-12-28").period == Period.year(2025)
    pair = "Last year there were 19 thousand internet frauds, this year 18 thousand."
    assert read(pair, answers, "2022-11-15").period == Period.year(2022)


@pytest.mark.parametrize("words", ["7 494-ке", "7 494 фактіге дейін"])
def test_a_kazakh_count_behind_a_per_cent_says_it_again(answers: Answers, words: str) -> None:
    """140,272 less 132,778 is 7,494: BY, though the words say TO."""
    claim = read(f"2024 жылы құқық бұзушылық 5,3%-ға, яғни {words} азайды.", answers, "2025-01-30")
    assert (claim.operator, claim.verdict) == ("difference", "supported")
    assert claim.value == -7494


def test_a_change_beside_its_level_is_of_the_same_universe(answers: Answers) -> None:
    """17.8 thousand internet frauds in ten months of 2021 are those of the Ministry, and so is what they rose by."""
    text = "Internet fraud over 10 months of 2021 reached 17.8 thousand cases, twice as many as a year before."
    level, change = check(text, answers, date=datetime.date(2021, 11, 15)).claims
    assert (level.scope, change.scope) == ("mia_crimes", "mia_crimes")


LISTS = (
    "Интернет-мошенничества 28 851: онлайн-займы (5005), покупки (4868).",
    "Интернет-мошенничества 28 851: онлайн-займы – 5005 и онлайн-покупки – 4868.",
)


@pytest.mark.parametrize("text", LISTS)
def test_an_item_of_a_list_may_leave_out_its_prefix(answers: Answers, text: str) -> None:
    """Each number has the method at its own side; "покупки" behind "онлайн-займы" are online ones."""
    loans, purchases = check(text, answers, date=datetime.date(2026, 1, 10)).claims[1:]
    assert (loans.attribute, loans.verdict) == ("method:online_loans", "supported")
    assert (purchases.attribute, purchases.verdict) == ("method:online_purchases", "supported")


def test_what_is_published_for_the_whole_only_is_read_there(answers: Answers) -> None:
    """Damage is printed of the whole country; "it had been" tells the level of the year before."""
    text = (
        "Almaty saw 10.6 thousand thefts. Damage came to 9.4 billion tenge; it had been 23.5 billion, a fall of 60.2%."
    )
    now, then, change = check(text, answers, date=datetime.date(2024, 1, 30)).claims[1:]
    assert {claim.region for claim in (now, then, change)} == {"KZ"}
    assert (now.period, then.period) == (Period.year(2023), Period.year(2022))
    assert {claim.verdict for claim in (now, then, change)} <= {"supported", "rounded"}


def test_the_region_may_be_the_one_around_a_named_city(answers: Answers) -> None:
    """Uralsk lies in West Kazakhstan Region, which the text calls "the region"."""
    text = "На область приходится 4% преступлений страны, из них 70% – на Уральск."
    assert check(text, answers, date=datetime.date(2022, 12, 31)).claims[0].region == "KZ-27"


def test_another_base_of_the_text_is_offered(answers: Answers) -> None:
    """The year named before a change may be its base, and every pair offered runs forward."""
    text = "В 2019 году было 243 462 правонарушения. В 2024 году преступность снизилась на 45%."
    pairs = [(one.period, one.base_period) for one in read(text, answers, "2025-01-30").readings]
    assert (Period.year(2024), Period.year(2019)) in pairs
    assert all(then < now for now, then in pairs if now is not None and then is not None)
