"""The rules of records: what a definition may say, and every way in which it may be wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from esep.problems import EsepError
from esep.records.rules import read_rules
from esep.records.rules_codes import CodeRule, RawCode
from esep.records.rules_dates import DateRule
from tests.records_sample import change_hamlet, list_codes, load_hamlet


def test_rules_are_what_the_definition_says() -> None:
    """Every key of the table is found in the rules, typed and frozen."""
    rules = read_rules(load_hamlet())
    assert rules.fields == ("id", "registered", "occurred", "count", "measure", "region")
    assert rules.layout.encodings == ("utf-8", "windows-1252")
    assert rules.blanks == ("", " ", "n/a")
    assert rules.counts == (1, -1)
    assert rules.scopes == {"hamlet_recorded": "registered"}
    assert rules.dates == (
        DateRule("registered", ("%Y-%m",), datetime.date(2000, 1, 1), datetime.date(2029, 12, 31)),
        DateRule("occurred", ("%d.%m.%Y", "%Y-%m-%d %H:%M"), datetime.date(1900, 1, 1), None, 31),
    )
    codes = (("01", "murder"), ("02", "assault"), ("05", "theft"), ("06", "theft"))
    assert rules.codes[0] == CodeRule("measure", tuple(RawCode(*code) for code in codes), 4, 2, {}, ())
    assert rules.list_members("region") == {"H-U", "H-L"}
    assert (rules.duplicates, rules.disclosure) == ("none", "none")


REQUIRED = "records.dates.registered.is_required"


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('delimiter = ","', "", "definition-key-missing", "records.delimiter"),
        ('delimiter = ","', 'delimiter = ",,"', "definition-value-unknown", "records.delimiter"),
        ('files = "*.csv"', 'files = "../*.csv"', "definition-value-unknown", "records.files"),
        ('blanks = [" ", "n/a"]', 'blanks = " "', "definition-type-wrong", "records.blanks"),
        ('blanks = [" ", "n/a"]', "blank = []", "definition-key-unknown", "records.blank"),
        ('"windows-1252"', '"rot13"', "definition-value-unknown", "records.encodings"),
        ('counting_unit = "offence"', 'counting_unit = "row"', "definition-value-unknown", "records.counting_unit"),
        ('hamlet_recorded = "registered"', 'x = "registered"', "definition-value-unknown", "records.scopes.x"),
        ('= "registered"', '= "reported"', "definition-value-unknown", "records.scopes.hamlet_recorded"),
        ('id = ["Number", "No."]', 'ident = ["Number"]', "definition-key-unknown", "records.columns.ident"),
        ('id = ["Number", "No."]', "id = []", "definition-key-missing", "records.columns.id"),
        ('measure = ["Code", "Offence code"]', "", "definition-key-missing", "records.columns.measure"),
        ('formats = ["%Y-%m"]', "formats = []", "definition-key-missing", "records.dates.registered.formats"),
        ('formats = ["%Y-%m"]', 'formats = ["%Y"]', "definition-value-unknown", "records.dates.registered.formats"),
        ('"%d.%m.%Y"', '"%d.%m.%Y %q"', "definition-value-unknown", "records.dates.occurred.formats"),
        ("latest = 2029-12-31", "is_required = 1", "definition-type-wrong", REQUIRED),
        ("latest = 2029-12-31", "is_required = false", "definition-value-unknown", REQUIRED),
        ("earliest = 1900-01-01", "", "definition-key-missing", "records.dates.occurred.earliest"),
        ("[records.dates.registered]", "[records.dates.counted]", "definition-key-unknown", "records.dates.counted"),
        ("allowed = [1, -1]", "allowed = [1, 0.5]", "definition-value-unknown", "records.count.allowed"),
        ("allowed = [1, -1]", "allowed = [true]", "definition-value-unknown", "records.count.allowed"),
        ("zero_pad_to = 4", "zero_pad_to = 0", "definition-value-unknown", "records.codes.measure.zero_pad_to"),
        ('05 = "theft"', '05 = "thefts"', "definition-value-unknown", "records.codes.measure.map.05"),
        ('U = "H-U"', 'U = "H-X"', "definition-value-unknown", "records.codes.region.map.U"),
        ('rule = "none"', 'rule = "some"', "definition-value-unknown", "records.duplicates.rule"),
        ('method = "none"', "", "definition-key-missing", "records.disclosure.method"),
        ('en = "Handmade."', 'en = ""', "definition-key-missing", "records.duplicates.reason.en"),
        ('region = ["Village"]', "", "records-rule-alone", "records.region"),
        ("[records.count]\nallowed = [1, -1]", "", "records-rule-alone", "records.count"),
    ],
)
def test_a_wrong_definition_is_refused(tmp_path: Path, old: str, new: str, code: str, key: str) -> None:
    """Each mistake gives its problem, which names the key."""
    definition = change_hamlet(tmp_path, (old, new))
    with pytest.raises(EsepError) as caught:
        read_rules(definition)
    assert (code, key) in [(problem.code, problem.facts["key"]) for problem in caught.value.problems]


def test_numbers_that_identify_need_a_column(tmp_path: Path) -> None:
    """Records cannot be alike by their number where no column holds one."""
    definition = change_hamlet(tmp_path, ('id = ["Number", "No."]', ""), ('rule = "none"', 'rule = "same_id"'))
    with pytest.raises(EsepError) as caught:
        read_rules(definition)
    assert list_codes(caught.value) == ["records-rule-alone"]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Three mistakes in one definition give three problems."""
    changes = (('"*.csv"', '"/x"'), ('05 = "theft"', '05 = "thefts"'), ('rule = "none"', 'rule = "some"'))
    with pytest.raises(EsepError) as caught:
        read_rules(change_hamlet(tmp_path, *changes))
    assert list_codes(caught.value) == ["definition-value-unknown"] * 3
