"""Cells, code lists, bodies, breaks and questions: what each noun promises."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.model.body import Body
from esep.model.cell import PRECISIONS, Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Coverage, Definition, Event
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question

KEY = CellKey("mia_crimes", "murder", "", "KZ", Period.year(2024))


def interval(low: str | None, high: str | None, high_open: bool = False) -> Interval:
    """Return an interval from the texts of its ends."""
    return Interval(low and Fraction(low), high and Fraction(high), False, high_open)  # type: ignore[arg-type]


# Worked out by hand from what each precision says of the digits.
@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("565", "exact", interval("565", "565")),
        ("42", "rounded_to_1", interval("41.5", "42.5")),
        ("16.2", "rounded_to_0.1", interval("16.15", "16.25")),
        ("12700", "rounded_to_100", interval("12650", "12750")),
        ("102000", "rounded_to_1000", interval("101500", "102500")),
        ("200000", "rounded_to_100000", interval("150000", "250000")),
        ("132700", "truncated_to_100", interval("132700", "132800", True)),
        ("200000", "lower_bound", interval("200000", None)),
        ("200000", "upper_bound", interval(None, "200000")),
        ("1000", "approximate", interval("975", "1025")),
        ("-8", "approximate", interval("-8.2", "-7.8")),
    ],
)
def test_a_cell_allows_what_its_precision_says(value: str, precision: str, expected: Interval) -> None:
    """A published value stands for all true values that would have been printed so."""
    assert Cell(KEY, Fraction(value), precision).interval() == expected


def test_every_precision_gives_an_interval_with_the_value_in_it() -> None:
    """No declared precision is forgotten, and none excludes the printed value itself."""
    for precision in PRECISIONS:
        assert Fraction(1000) in Cell(KEY, Fraction(1000), precision).interval()


def test_the_address_of_a_cell_tells_cells_apart() -> None:
    """Attribute, base period and unit are part of the address."""
    change = CellKey("mia_crimes", "murder", "firearm", "KZ", Period.year(2024), "percent", Period.year(2023))
    assert str(KEY) == "mia_crimes/murder/KZ/2024/count"
    assert str(change) == "mia_crimes/murder[firearm]/KZ/2024/against/2023/percent"


def make_list() -> CodeList:
    """Return a country with a region that was split in 2022."""
    names = {"en": "x", "ru": "x", "kk": "x"}
    return CodeList(
        "regions",
        [
            Code("KZ", names),
            Code("63", names, parent="KZ", valid_to=datetime.date(2022, 6, 7)),
            Code("10", names, parent="KZ", split_from="63", valid_from=datetime.date(2022, 6, 8)),
            Code("10-1", names, parent="10"),
            Code("loop", names, parent="loop"),
        ],
    )


def test_a_code_list_keeps_its_order_and_knows_its_tree() -> None:
    """Codes come in the official order; children and lineage follow the parents, and a circle ends."""
    codes = make_list()
    assert list(codes.codes) == ["KZ", "63", "10", "10-1", "loop"]
    assert [code.code for code in codes.children("KZ")] == ["63", "10"]
    assert codes.lineage("10-1") == ("10-1", "10", "KZ")
    assert codes.lineage("loop") == ("loop",)
    assert "63" in codes
    assert "64" not in codes
    assert len(codes) == 5


def test_a_code_is_valid_where_it_existed_on_every_day() -> None:
    """The year of a split belongs to neither the old region nor the new one."""
    codes = make_list()
    valid = {
        year: [c for c in ("KZ", "63", "10") if codes[c].is_valid(Period.year(year))] for year in (2021, 2022, 2023)
    }
    assert valid == {2021: ["KZ", "63"], 2022: ["KZ"], 2023: ["KZ", "10"]}


NEW_CODE = Break("2015-code", datetime.date(2015, 1, 1), {"en": "a new code"}, scopes=("crimes",), excluded=("murder",))
MID_YEAR = Break("2022-split", datetime.date(2022, 6, 8), {"en": "a region was split"}, regions=("63",))
EVENT = Event("2020-lockdown", Period.parse("2020-03-16..2020-05-11"), {"en": "people stayed at home"})


def make_definition() -> Definition:
    """Return a definition with two breaks, an event and a coverage."""
    coverage = Coverage("part", "whole", interval("0.9", "0.97"), {"en": "x"}, excluded=("murder",))
    return Definition(
        name="test",
        kind="published",
        title={"en": "Test"},
        default_scope="crimes",
        default_region="KZ",
        measures=CodeList("measures", ()),
        scopes=CodeList("scopes", ()),
        regions=make_list(),
        breaks=(MID_YEAR, NEW_CODE),
        coverage=(coverage,),
        events=(EVENT,),
    )


# A break on 1 January divides the year before from its own year; one in mid-year spoils its own year too.
@pytest.mark.parametrize(
    ("earlier", "later", "region", "found"),
    [
        ("2014", "2015", "KZ", ["2015-code"]),
        ("2014", "2015-01-01", "KZ", ["2015-code"]),
        ("2015", "2016", "KZ", []),
        ("2013", "2014", "KZ", []),
        ("2014", "2024", "63", ["2015-code", "2022-split"]),
        ("2021", "2022", "63", ["2022-split"]),
        ("2022", "2023", "63", ["2022-split"]),
        ("2023", "2024", "63", []),
        ("2021", "2022", "KZ", []),
        ("2022", "2022", "63", []),
        ("2021-01..2021-05", "2022-01..2022-05", "63", []),
    ],
)
def test_a_break_divides_what_lies_on_its_two_sides(earlier: str, later: str, region: str, found: list[str]) -> None:
    """A comparison crosses a break if it has days before it and days from it on; the breaks come oldest first."""
    breaks = make_definition().find_breaks("crimes", "fraud", region, Period.parse(earlier), Period.parse(later))
    assert [b.id for b in breaks] == found


def test_a_break_touches_only_what_it_names() -> None:
    """Other scopes, other regions and excluded measures can be compared across it."""
    definition, years = make_definition(), (Period.year(2014), Period.year(2015))
    assert definition.find_breaks("crimes", "murder", "KZ", *years) == ()
    assert definition.find_breaks("offences", "fraud", "KZ", *years) == ()


def test_an_event_and_a_coverage_touch_what_they_name() -> None:
    """An event marks every period with one of its days; a coverage does not speak of excluded measures."""
    definition = make_definition()
    assert definition.find_events("fraud", "KZ", Period.year(2020)) == (EVENT,)
    assert definition.find_events("fraud", "KZ", Period.parse("2020-05-11")) == (EVENT,)
    assert definition.find_events("fraud", "KZ", Period.year(2021)) == ()
    assert definition.find_coverage("part", "fraud") is not None
    assert definition.find_coverage("part", "murder") is None
    assert definition.find_coverage("whole", "fraud") is None


def test_two_bodies_of_one_house_are_one_witness() -> None:
    """A confirmation needs two houses that each count for themselves and do not print each other's figures."""
    names = {"en": "x"}
    police = Body("police", names, ("Police*",), house="ministry", counts_itself=True)
    unit = Body("unit", names, ("Unit",), house="ministry", counts_itself=True)
    court = Body("court", names, ("Court",), house="court", counts_itself=True)
    office = Body("office", names, ("Office",), house="office", counts_itself=True, takes_from=("ministry",))
    paper = Body("paper", names, ("Paper",), house="paper")
    assert police.is_named_by("Police press service")
    assert not unit.is_named_by("Unit of the police")
    assert police.is_independent_of(court)
    assert not police.is_independent_of(unit)
    assert not police.is_independent_of(office)
    assert not police.is_independent_of(paper)


# The forms that the grammar in esep.model.question shows.
@pytest.mark.parametrize(
    ("question", "text"),
    [
        (Question("murder", "mia_crimes", "KZ", Period.year(2024)), "murder scope:mia_crimes region:KZ period:2024"),
        (
            Question("fraud", "mia_crimes", "KZ", Period.year(2024), "online", "share-of", whole="total"),
            "fraud[online] share-of:total scope:mia_crimes region:KZ period:2024",
        ),
        (
            Question("total", "s", "KZ", Period.year(2024), operation="change-from", base_period=Period.year(2023)),
            "total change-from:2023 scope:s region:KZ period:2024",
        ),
        (
            Question("total", "s", "KZ", Period.months(2024, 6), operation="rate-per", rate_base=10_000),
            "total rate-per:10000 scope:s region:KZ period:2024-06",
        ),
    ],
)
def test_a_question_has_one_text(question: Question, text: str) -> None:
    """Every operation is written with its operand, in the canonical order."""
    assert str(question) == text
