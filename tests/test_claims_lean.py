"""Numbers that fit one thing alone of all that their text names: read as that one where the words leave it open.

The figures are those of tests/data/outlets/datasets/canada-ucr/figures.csv; in 2024, and 2023 before it: robbery 22,006
(23,104), fraud 171,582 (177,152), mischief 262,259 (269,043).
"""

from __future__ import annotations

from esep.claims.checking import check
from tests.test_claims_neighbour import DAY, open_figures

OPEN = "Robbery, mischief and fraud in 2024. Grumbling clerks filed {}."


def test_a_number_that_fits_one_of_the_names_alone_is_read_as_that() -> None:
    """The second sentence names no kind, the first three: the number settles it, and a caution says so."""
    for number, measure in (("171,582", "fraud"), ("262,259", "mischief")):
        claim = check(OPEN.format(number), open_figures(), date=DAY).claims[-1]
        assert (claim.measure, str(claim.period), claim.verdict) == (measure, "2024", "supported")
        assert [caution.key for caution in claim.cautions] == ["claims.caution_inferred"]


def test_a_number_that_fits_nothing_or_another_year_only_stays_open() -> None:
    """177,152 frauds were in 2023, and 171,852 is no figure; nor is the first kind named chosen for it."""
    for number in ("177,152", "171,852"):
        assert check(OPEN.format(number), open_figures(), date=DAY).claims[-1].verdict == "ambiguous"


def test_a_number_of_which_the_data_have_nothing_as_it_reads_is_of_what_else_the_text_names() -> None:
    """Shoplifting is published for the country only: 180,763 in 2024."""
    text = "Ontario is a province of Canada. In 2024 police there counted 180,763 cases of shoplifting."
    claim = check(text, open_figures(), date=DAY).claims[-1]
    assert (claim.region, claim.verdict) == ("CA", "supported")
    assert [caution.key for caution in claim.cautions] == ["claims.caution_inferred"]
