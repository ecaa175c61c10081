"""Protection as a whole: who has every published cell learns no more than was promised, and nothing else leaks."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from esep.cube.build import build_dataset
from esep.cube.cube import CellCube
from esep.cube.disclosure import CONFIDENTIAL, SECONDARY, RawCube, protect, protect_cells
from esep.cube.shelf import describe_vintages
from esep.cube.vintages import open_vintage
from esep.model.cell import Cell, CellKey
from esep.model.disclosure import DisclosureRules
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from tests.disclosure_sample import AREAS, ATTRIBUTES, PARENTS, Attack, Offence, climb, count, invent, make_definition
from tests.records_sample import DATA, change_hamlet, list_codes

DEFINITION = make_definition()
OFFENCES = invent(120, seed=1, months=12)
CELLS = count(OFFENCES)
TRUTH = {cell.key: int(cell.value or 0) for cell in CELLS}
ROUNDINGS = (
    DisclosureRules("rounding", base=3),
    DisclosureRules("rounding", base=5, measures=("rape",)),
    DisclosureRules("rounding", base=3, attributes=("juvenile",)),
    DisclosureRules("rounding", base=3, measures=("violent",), attributes=("juvenile",)),
)
SUPPRESSIONS = (
    DisclosureRules("suppression", threshold=5),
    DisclosureRules("suppression", threshold=5, measures=("rape",)),
    DisclosureRules("suppression", threshold=4, measures=("rape",), attributes=("juvenile",)),
    DisclosureRules("suppression", threshold=4, protection_low=1, protection_high=2, measures=("violent",)),
)


def name_rules(rules: DisclosureRules) -> str:
    """Return what rules are called in the list of tests."""
    return "-".join((rules.method, str(rules.base or rules.threshold), *rules.measures, *rules.attributes))


def is_meant(rules: DisclosureRules, key: CellKey) -> bool:
    """Return whether rules declare that a cell needs protection: its measure or one above it, and its attribute."""
    is_measure = not rules.measures or bool(set(climb(PARENTS, key.measure)) & set(rules.measures))
    return key.scope == "registered" and is_measure and (not rules.attributes or key.attribute in rules.attributes)


def pick(keys: Sequence[CellKey], size: int = 24) -> list[CellKey]:
    """Return some keys, the same in every run."""
    return random.Random(5).sample(keys, min(size, len(keys)))


@pytest.fixture(scope="module")
def protected() -> dict[DisclosureRules, tuple[Cell, ...]]:
    """Return the cells after each of the protections."""
    return {rules: protect_cells(CELLS, rules, DEFINITION) for rules in (*ROUNDINGS, *SUPPRESSIONS)}


@pytest.mark.parametrize("rules", ROUNDINGS, ids=name_rules)
def test_a_reader_of_all_cells_cannot_narrow_a_rounded_one(
    rules: DisclosureRules, protected: dict[DisclosureRules, tuple[Cell, ...]]
) -> None:
    """The attack: every published cell, both scopes, months and year, and a linear programme for each rounded cell.

    What he finds is never narrower than the rounding alone says: less than the base away, not below zero, and where all
    offences are published as they are, not above those.
    """
    attack = Attack(protected[rules], margin=rules.base - 1)
    cells = {cell.key: cell for cell in protected[rules]}
    rounded = [key for key, cell in cells.items() if cell.precision.startswith("rounded") and is_meant(rules, key)]
    assert len(rounded) > 20
    for key in pick(rounded):
        value = cells[key].value
        assert value is not None
        low, high = max(0, int(value) - rules.base + 1), int(value) + rules.base - 1
        if rules.attributes:
            high = min(high, TRUTH[CellKey(key.scope, key.measure, "", key.region, key.period)])
        found = attack.find_interval(key)
        assert found[0] <= low + 1e-6
        assert found[1] >= high - 1e-6


@pytest.mark.parametrize("rules", ROUNDINGS[2:], ids=name_rules)
def test_a_reader_learns_nothing_of_a_part_of_few_offences(
    rules: DisclosureRules, protected: dict[DisclosureRules, tuple[Cell, ...]]
) -> None:
    """Where all offences are shown and fewer than the base, their part is hidden and can be none or all of them."""
    attack = Attack(protected[rules], margin=rules.base - 1)
    hidden = [cell.key for cell in protected[rules] if cell.value is None and is_meant(rules, cell.key)]
    whole = {key: TRUTH[CellKey(key.scope, key.measure, "", key.region, key.period)] for key in hidden}
    few = [key for key in hidden if whole[key] < rules.base]
    assert few
    for key in pick(few):
        assert attack.find_interval(key) == pytest.approx((0, whole[key]))


@pytest.mark.parametrize("rules", SUPPRESSIONS, ids=name_rules)
def test_a_reader_of_all_cells_cannot_compute_a_hidden_one(
    rules: DisclosureRules, protected: dict[DisclosureRules, tuple[Cell, ...]]
) -> None:
    """The same attack: every small count is hidden, and can be all that was promised; none is shown."""
    cells = {cell.key: cell for cell in protected[rules]}
    small = [key for key, count in TRUTH.items() if 0 < count < rules.threshold and is_meant(rules, key)]
    assert len(small) > 5
    assert {cells[key].status for key in small} == {"Q"}
    attack = Attack(protected[rules])
    for key in pick(small):
        low, high = rules.find_range(TRUTH[key])
        found = attack.find_interval(key)
        assert found[0] <= low + 1e-6
        assert found[1] >= high - 1e-6
        if rules.protection_low is None:
            assert found[1] - found[0] >= rules.threshold - 1e-6


@pytest.mark.parametrize("rules", SUPPRESSIONS[1:], ids=name_rules)
def test_without_the_second_hiding_the_attack_succeeds(rules: DisclosureRules) -> None:
    """The attack is one: where small counts alone are hidden, it computes some of them to the last offence."""
    naive = [
        Cell(cell.key, None, status="Q")
        if 0 < TRUTH[cell.key] < rules.threshold and is_meant(rules, cell.key)
        else cell
        for cell in CELLS
    ]
    attack = Attack(naive)
    found = [attack.find_interval(cell.key) for cell in naive if cell.value is None and cell.key.period.is_year]
    assert any(high - low < 1e-6 for low, high in found)


def test_rounding_each_month_and_year_alone_would_give_counts_away() -> None:
    """The attack is one for rounding too: a year and months that were rounded without each other pin a count."""
    offences = [Offence("rape", "K-2", month, month, frozenset()) for month in (0, 0, 1, 1)]
    alone = []
    for cell in count(offences, attributes=()):
        near = Fraction(round(Fraction(cell.value or 0) / 3) * 3)
        is_shown = cell.key.scope == "registered"
        alone.append(Cell(cell.key, near if is_shown else None, "rounded_to_base_3" if is_shown else "exact"))
    key = CellKey("registered", "rape", "", "K-2", Period.months(2024, 1))
    # 3 and 3 in the months, 3 in the year: 2 + 2 = 4 is nearly all that is left of 1..5 and 1..5.
    low, high = Attack(alone, margin=2).find_interval(key)
    assert (low, high) == pytest.approx((1, 4))
    together = protect_cells(count(offences, attributes=()), DisclosureRules("rounding", base=3), DEFINITION)
    shown = {cell.key: cell for cell in together}
    value = int(shown[key].value or 0)
    found = Attack(together, margin=2).find_interval(key)
    assert found == pytest.approx((max(0, value - 2), value + 2))


@pytest.mark.parametrize("rules", ROUNDINGS, ids=name_rules)
def test_rounded_cells_add_up_and_are_near(
    rules: DisclosureRules, protected: dict[DisclosureRules, tuple[Cell, ...]]
) -> None:
    """Each shown cell is less than the base from its count, a 0 is 0, and parts that are all shown add up."""
    shown = {cell.key: cell.value for cell in protected[rules] if cell.value is not None}
    for cell in protected[rules]:
        if cell.value is not None:
            assert abs(cell.value - TRUTH[cell.key]) < max(rules.base, 1)
            assert cell.value == 0 or TRUTH[cell.key] > 0
            assert TRUTH[cell.key] in cell.interval()
            if cell.precision == "exact":
                assert cell.value == TRUTH[cell.key]
            elif is_meant(rules, cell.key) and not (rules.attributes and cell.key.period.is_year):
                # A year of which months are hidden is the sum of what they could be, which need not be a multiple.
                assert cell.value % rules.base == 0
    for key, value in shown.items():
        if key.period.is_year:
            months = [shown.get(replace(key, period=Period.months(2024, m))) for m in range(1, 13)]
            assert None in months or sum(month or 0 for month in months) == value


@pytest.mark.parametrize("rules", [*ROUNDINGS, *SUPPRESSIONS], ids=name_rules)
def test_cells_that_are_not_linked_pass_as_they_are(
    rules: DisclosureRules, protected: dict[DisclosureRules, tuple[Cell, ...]]
) -> None:
    """A tree of measures that holds nothing protected is untouched; hidden cells say no number and a reason."""
    for before, after in zip(CELLS, protected[rules], strict=True):
        if rules.measures and before.key.measure == "other":
            assert after is before
        if after.value is None:
            assert (after.status, after.precision) == ("Q", "exact")
            assert after.note in (CONFIDENTIAL, SECONDARY)
    assert {cell.key.scope for cell in protected[rules] if cell.precision.startswith("rounded")} <= {"registered"}


def test_the_same_counts_are_rounded_alike_and_later_months_change_nothing() -> None:
    """Nothing but the counts and the names decides; a month that was published stays when the next ones come."""
    rules = ROUNDINGS[0]
    whole = {cell.key: cell for cell in protect_cells(CELLS, rules, DEFINITION)}
    assert {cell.key: cell for cell in protect_cells(CELLS[::-1], rules, DEFINITION)} == whole
    early = [offence for offence in OFFENCES if offence.registered < 5]
    for cell in protect_cells(count(early, months=range(5)), rules, DEFINITION):
        if cell.key.scope == "registered":
            assert cell == whole[cell.key]


def test_hidden_cells_are_told_apart_only_where_that_gives_nothing_away() -> None:
    """Two districts and their region: the small one is hidden for itself, the large one for its sake.

    A district of 2 among large ones can be told from the one hidden with it. Where all that is hidden is small, a
    reader who knew it could compute it (4 and 4 of 8, each below 5), so all are said to be hidden alike.
    """
    rules = DisclosureRules("suppression", threshold=5)

    def hide(first: int, second: int) -> dict[str, str]:
        sizes = {"K-11": first, "K-12": second, "K-2": 40}
        found = [Offence("other", region, 0, 0, frozenset()) for region, size in sizes.items() for _ in range(size)]
        cells = [cell for cell in count(found, [0], ()) if cell.key.scope == "registered"]
        after = protect_cells([cell for cell in cells if cell.key.measure == "other"], rules, DEFINITION)
        return {cell.key.region: cell.note for cell in after if cell.value is None}

    assert hide(2, 30) == {"K-11": CONFIDENTIAL, "K-12": SECONDARY}
    assert set(hide(4, 4).values()) == {CONFIDENTIAL}


def test_gaps_and_parts_of_a_year_are_protected_too() -> None:
    """A district that did not report keeps its status; what its region has beyond the others is protected with it."""
    months = [Period.months(2024, 1), Period.months(2024, 2)]
    keys = [CellKey("registered", "other", "", region, month) for region in AREAS for month in months]
    silent = ("K-12", months[1])
    cells = [
        Cell(key, None, status="O")
        if (key.region, key.period) == silent
        else Cell(key, Fraction({"K": 12, "K-1": 7, "K-2": 5, "K-11": 3, "K-12": 4}[key.region]))
        for key in keys
    ]
    after = {(cell.key.region, cell.key.period): cell for cell in protect_cells(cells, ROUNDINGS[0], DEFINITION)}
    assert (after[silent].status, after[silent].value) == ("O", None)
    for period in months:
        shown = {region: after[region, period].value for region in AREAS}
        assert shown["K"] == (shown["K-1"] or 0) + (shown["K-2"] or 0)
        assert shown["K-11"] == 3
    assert {cell.precision for place, cell in after.items() if place != silent} == {"rounded_to_base_3"}


def test_what_cannot_be_protected_stops_the_build() -> None:
    """A count below zero, and a whole less than its parts, are refused; neither error names a cell or a number."""
    month = Period.months(2024, 1)
    below = [Cell(CellKey("registered", "other", "", "K", month), Fraction(-4))]
    parts = [
        Cell(CellKey("registered", "other", "", region, month), Fraction(n)) for region, n in (("K", 3), ("K-1", 4))
    ]
    for cells, code in ((below, "disclosure-negative"), (parts, "disclosure-not-additive")):
        for rules in (ROUNDINGS[0], SUPPRESSIONS[0]):
            with pytest.raises(EsepError) as caught:
                protect_cells(cells, rules, DEFINITION)
            assert list_codes(caught.value) == [code]
            assert caught.value.problems[0].facts == {"scope": "registered", "period": "2024-01"}


def test_a_raw_cube_is_protected_by_the_rules_it_carries() -> None:
    """Protecting gives a cube of cells; without a definition nothing is known to be linked, and nothing is shown."""
    said: list[tuple[str, int, str]] = []
    raw = RawCube(CellCube(CELLS), ROUNDINGS[0], DEFINITION)
    cube = protect(raw, progress=lambda *step: said.append(step))
    assert isinstance(cube, CellCube)
    assert set(cube) == set(protect_cells(CELLS, ROUNDINGS[0], DEFINITION))
    assert [(step, file) for step, _, file in said] == [("protect", "registered 2024")]
    with pytest.raises(EsepError) as caught:
        protect(RawCube(tuple(CELLS), ROUNDINGS[0]))
    assert list_codes(caught.value) == ["disclosure-unknown"]
    assert protect_cells(CELLS, DisclosureRules("none"), DEFINITION) == tuple(CELLS)


ROUNDED = ('method = "none"\nreason = { en = "Handmade."', 'method = "rounding"\nbase = 3\nreason = { en = "Handmade."')


def test_a_protected_vintage_holds_no_count(tmp_path: Path) -> None:
    """Seven thefts and four murders: neither they nor the rows are in the manifest, nor in any file of the store."""
    lines = [f"{n},2023-11,03.11.2023,1,{'0501' if n < 8 else '0101'},{'UL'[n % 2]}" for n in range(1, 12)]
    source = tmp_path / "register.csv"
    source.write_text("\n".join(["Number,Month,Day,Count,Code,Village", *lines]), encoding="utf-8")
    definition = change_hamlet(tmp_path, ("[1, -1]", "[1]"), ROUNDED)
    store = tmp_path / "store"
    report = build_dataset(definition, DATA / "hamlet", [source], store)
    cube, vintage = open_vintage(store, "hamlet")
    assert set(vintage.files) == {"cells"}
    assert vintage.rows == {}
    assert report.rows.accepted == 11
    manifest = next((store / "hamlet").glob("manifest-*.json")).read_text(encoding="utf-8")
    assert json.loads(manifest)["vintage"]["rows"] == {}
    for language in LANGUAGES:
        assert "11" not in describe_vintages([vintage], language).splitlines()[1]
    month = Period.months(2023, 11)
    counted = {"theft": 7, "murder": 4, "violent": 4, "total": 11}
    for measure, number in counted.items():
        (cell,) = cube.get(CellKey("hamlet_recorded", measure, "", "H", month))
        assert cell.value is not None
        assert cell.value % 3 == 0
        assert cell.precision == "rounded_to_base_3"
        assert number in cell.interval()


def test_a_register_of_corrections_cannot_be_protected_where_they_exceed_it(tmp_path: Path) -> None:
    """A month with -1 thefts stops the build, and nothing is in the store."""
    definition = change_hamlet(tmp_path, ROUNDED)
    with pytest.raises(EsepError) as caught:
        build_dataset(definition, DATA / "hamlet", [DATA / "plain.csv"], tmp_path / "store")
    assert list_codes(caught.value) == ["disclosure-negative"]
    assert not (tmp_path / "store").exists()


def test_the_sample_is_what_it_says() -> None:
    """The invented cells are counted right: thefts of a region in a year, by hand over the list."""
    thefts = [
        o for o in OFFENCES if o.measure == "theft" and o.region in ("K-1", "K-11", "K-12") and "night" in o.flags
    ]
    assert TRUTH[CellKey("registered", "theft", "night", "K-1", Period.year(2024))] == len(thefts)
    assert set(ATTRIBUTES) == {"juvenile", "night"}
