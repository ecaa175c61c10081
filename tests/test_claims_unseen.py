"""How the checker does on statements over a dataset that it knows by its definition only: the FBI's estimates.

Templates stand in data/claims.templates.toml, figures come from the FBI's own table, and slips are put in by the rules
of ../shared/methods/claims.md, section 7. The sentences are ours: they show what holds for formulaic prose, not more.
"""

import datetime
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims import Claim, Report, check
from esep.claims.claim import PASSING
from esep.claims.score.counts import FLAGGING
from tests.claims_sample import LANGUAGES, SLIPS, Made, Table, make, read_table
from tests.real_set_up import OpenReal

FOLDER = "B01-fbi-estimated-crimes/original"
FILE = f"{FOLDER}/estimated_crimes_1979_2022.csv"
EARLIER = f"{FOLDER}/estimated_crimes_1979_2019.csv"
TRUE_EACH, FALSE_EACH = 60, 14


@pytest.fixture(scope="module")
def answers(open_real: OpenReal) -> Answers:
    """Return the later of two vintages of the FBI's estimates."""
    return open_real("fbi-estimates", EARLIER, FILE)


@pytest.fixture(scope="module")
def table(shared: Path) -> Table:
    """Return the same file, read with nothing of Esep."""
    return read_table(shared / "data" / FILE)


def make_many(table: Table, language: str, count: int, slip: str = "") -> list[Made]:
    """Return so many statements, the same ones every time."""
    rng = random.Random(f"{language} {slip}")
    found: list[Made] = []
    while len(found) < count:
        made = make(table, language, rng, slip)
        found += [made] if made is not None else []
    return found


def check_made(made: Made, answers: Answers) -> Report:
    """Check a statement as of the autumn after its year."""
    return check(made.text, answers, date=datetime.date(made.year + 1, 9, 28), language=made.language)


def find(report: Report, span: tuple[int, int]) -> Claim | None:
    """Return the claim at a place of the text."""
    return next((c for c in report.claims if c.start < span[1] and span[0] < c.end), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_statements_pass(answers: Answers, table: Table, language: str) -> None:
    """Not one number of a true statement is called wrong, and at least 97 of 100 pass."""
    passed = total = 0
    for made in make_many(table, language, TRUE_EACH):
        report = check_made(made, answers)
        for span in made.spans.values():
            claim = find(report, span)
            assert claim is not None, made.text
            assert claim.verdict not in FLAGGING, (made.text, claim.span, claim.verdict, claim.true_value)
            passed += claim.verdict in PASSING
            total += 1
    assert passed >= 0.97 * total


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_are_flagged(answers: Answers, table: Table, language: str) -> None:
    """Of the numbers with a slip at least 95 of 100 are flagged, and none passes."""
    given: Counter[str] = Counter()
    for slip in SLIPS:
        for made in make_many(table, language, FALSE_EACH, slip):
            claim = find(check_made(made, answers), made.spans[made.false])
            assert claim is not None, made.text
            assert claim.verdict not in PASSING, (slip, made.text, claim.span, claim.true_value)
            given["flagged" if claim.verdict in FLAGGING else "open"] += 1
    assert given["flagged"] >= 0.95 * given.total()


def test_a_slip_is_named_where_only_one_explains_the_number(answers: Answers, table: Table) -> None:
    """Transposed digits and complements are named as such, and no named slip is another one than was made."""
    named: Counter[tuple[str, str]] = Counter()
    expected = {"transposition": "digits", "complement": "complement", "scale": "scale", "sign": "reversed"}
    for slip, code in expected.items():
        for made in make_many(table, "en", FALSE_EACH, slip):
            claim = find(check_made(made, answers), made.spans[made.false])
            assert claim is not None
            assert claim.diagnosis in ("", code, "last_digit", "reversed"), (slip, made.text, claim.diagnosis)
            named[slip, claim.diagnosis] += 1
    assert named["transposition", "digits"] >= FALSE_EACH - 3
    assert named["complement", "complement"] >= FALSE_EACH - 3


TEXT = """\
Crime in California, 2019
Homicides: 1,690, compared with 1,739 in 2018 (-2.8%).
Motor vehicle thefts fell 8.7% to 141,761. In Texas the number of homicides stood at 1,432.
Police in London recorded 33,000 robberies. The number of murders in Canada was 14,000 in 2019.
Agencies in 18,674 cities took part; call 1-800-225-5324. The Bureau plans to cut burglary by 10% by 2025."""


def test_a_page_of_a_release_is_read_by_its_heading(answers: Answers) -> None:
    """Heading, comparison and carried region are understood; other countries, plans and telephones are not judged.

    California and Texas: rows of the FBI's file (1,690 and 1,739 homicides; 141,761 thefts after 155,220; 1,432).
    """
    report = check(TEXT, answers, date=datetime.date(2020, 9, 28))
    verdicts = {claim.span: claim.verdict for claim in report.claims}
    for span in ("1,690", "1,739", "141,761", "1,432"):
        assert verdicts[span] == "supported", span
    assert {verdicts["33,000"], verdicts["14,000"]} <= {"ambiguous", "not_checkable"}
    assert [claim.span for claim in report.claims if claim.verdict in FLAGGING] == []
    roles = {other.span: other.role for other in report.other_numbers}
    assert roles["10"] == "target"
    assert roles["1-800-225-5324"] == "identifier"


def test_a_number_of_an_earlier_vintage_is_superseded(answers: Answers) -> None:
    """16,425 murders in 2019 stood in the file of 2020; the file of 2023 adds up to 16,669: revised, not wrong."""
    report = check("The nation had 16,425 murders in 2019.", answers, date=datetime.date(2020, 10, 1))
    assert [(claim.verdict, claim.true_value) for claim in report.claims] == [("superseded", Fraction(16669))]
