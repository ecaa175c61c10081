"""The rules of records: what a definition may say, and every way in which it may be wrong."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from esep.model.definition import Definition
from esep.problems import EsepError
from esep.records.read import read_records
from esep.records.rules import read_rules
from esep.records.rules_codes import CodeRule, RawCode
from esep.records.rules_dates import DateRule, FileZone
from esep.records.rules_files import fit_files
from esep.records.rules_units import ReporterRule, StatusRule, UnitRule
from esep.sources.dataset import load_definition
from tests.records_sample import REGISTER, change_definition, change_hamlet, extend_register, list_codes, load_hamlet


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
    assert rules.codes[0] == CodeRule(
        "measure", tuple(RawCode(*code) for code in codes), 4, 2, {}, (), has_to_stop=False
    )
    assert rules.list_members("region") == {"H-U", "H-L"}
    assert (rules.duplicates, rules.disclosure.method) == ("none", "none")


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
        ('delimiter = ","', "delimiter = [1]", "definition-type-wrong", "records.delimiter"),
        ('delimiter = ","', "delimiter = []", "definition-key-missing", "records.delimiter"),
        ('delimiter = ","', 'delimiter = [",", "~"]', "definition-value-unknown", "records.delimiter"),
        ('["utf-8", "windows-1252"]', '["auto", "utf-8"]', "definition-contradiction", "records.encodings"),
        ('["utf-8", "windows-1252"]', '["auto"]\nsheet = 0', "definition-value-unknown", "records.sheet"),
        ('["utf-8", "windows-1252"]', '["auto"]\nheader_line = -1', "definition-value-unknown", "records.header_line"),
        ("latest = 2029-12-31", "latest = 1999-12-31", "definition-period-reversed", "records.dates.registered.latest"),
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


INCIDENT = '[records.unit]\nrule = "incident"\nrank = ["murder"]'
FIREARM = '[records.attributes.firearm]\ncolumn = ["weapon"]\nvalues = ["gun"]'
REPORTED = '[records.dates.reported]\nformats = ["%Y-%m-%d"]\nearliest = 2000-01-01'
GAP = '[[records.gaps]]\nstart = 2024-02-01\nend = 2024-02-29\nreason = { en = "Fire.", ru = "Пожар.", kk = "Өрт." }'
ZONE = 'local_zone = "America/New_York"'
NAMED = "file_name = '(?P<region>[a-z]+)_'"
UTC = f'{REPORTED}\nzone = "UTC"\n[[records.dates.reported.zones]]\nfiles = "old.csv"\nzone = "America/New_York"'
WHY = 'reason = { en = "Seen.", ru = "Видно.", kk = "Көрінеді." }'
STATUS = '[records.status]\ncounted = ["active"]'
ATTRIBUTE = "records.attributes.firearm"


def test_every_further_rule_is_what_the_definition_says(tmp_path: Path) -> None:
    """Units, states, attributes, reporters, gaps, zones and constants are found in the rules."""
    tables = (
        INCIDENT,
        '[records.reporter]\ncolumn = ["station"]\nsilence = "missing"',
        f'{REPORTED}\nzone = "UTC"',
        FIREARM,
        '[records.attributes."sphere:domestic"]\ncolumn = ["home"]\nvalues = ["1", "true"]',
        f'{STATUS}\nwithdrawn = ["void"]',
        GAP,
        '[records.constants]\nregion = "T-N"',
    )
    columns = 'incident = ["incident"]\nreported = ["told"]\nstatus = ["state"]'
    scopes = ('recorded = "registered"', 'recorded = "registered"\nreported = "reported"')
    definition = extend_register(tmp_path, f'{ZONE}\nsheet = "2024"', "\n".join(tables), columns)
    definition = change_definition(tmp_path / "register", tmp_path / "more", scopes, ('"offence"\n', '"incident"\n'))
    rules = read_rules(definition)
    assert rules.scopes == {"recorded": "registered", "reported": "reported"}
    assert rules.unit == UnitRule("incident", "incident", ("murder",))
    assert rules.unit_fields == ("incident",)
    assert rules.reporter == ReporterRule("reporter", ("station",), "missing")
    assert {rule.field: rule.zone for rule in rules.dates} == {"registered": "", "reported": "America/New_York"}
    assert [(rule.attribute, rule.field) for rule in rules.attributes] == [
        ("firearm", "is_firearm"),
        ("sphere:domestic", "is_sphere_domestic"),
    ]
    assert rules.status == StatusRule(("active",), ("void",))
    assert [(gap.reporter, gap.start.month, gap.end.day) for gap in rules.gaps] == [("", 2, 29)]
    assert rules.list_members("region") == {"T-N"}
    assert rules.layout.sheet == "2024"
    fields = ("id", "registered", "reported", "measure", "status", "incident", "is_firearm", "is_sphere_domestic")
    assert rules.fields == (*fields, "reporter")


def test_rules_of_some_files_hold_in_those_alone(tmp_path: Path) -> None:
    """Zones and holes are settled by the names of the files; packed files have the name of what is in them."""
    tables = f'{UTC}\n{WHY}\n{GAP}\nfiles = "old.csv"\n{GAP}\nmeasures = ["theft"]'
    rules = read_rules(extend_register(tmp_path, ZONE, tables, 'reported = ["told"]'))
    reported = rules.dates[1]
    assert (reported.zone, reported.zones) == ("America/New_York", (FileZone("old.csv", ""),))
    settled = reported.settle(["new.csv", "old.csv.gz", "older.csv"])
    assert (settled.zone, settled.local_files) == ("America/New_York", (1,))
    assert reported.settle(["old.csv"]).zone == ""
    assert [gap.files for gap in fit_files(rules, [])[0].gaps] == [""]
    assert [(gap.measures, gap.files) for gap in rules.gaps] == [((), "old.csv"), (("theft",), "")]


def test_a_hole_of_some_measures_may_be_for_good(tmp_path: Path) -> None:
    """Without days what is declared is that they never come; a day of two is missing where one is given."""
    for_good = f'[[records.gaps]]\nreporter = "T-N"\nmeasures = ["theft"]\n{WHY}'
    (gap,) = read_rules(extend_register(tmp_path, "", for_good)).gaps
    assert (gap.start, gap.end) == (datetime.date.min, datetime.date.max)


def test_fields_may_stand_in_the_name_of_a_file(tmp_path: Path) -> None:
    """Each row has what the name of its file says, whatever signs are in it; a name that does not fit is refused."""
    rules = "file_name = '^(?P<region>.+)_'"
    tables = '[records.codes.region.map]\n"north o\'hill" = "T-N"\nsouth = "T-S"'
    definition = extend_register(tmp_path, rules, tables)
    assert read_rules(definition).fields[-1] == "region"
    paths = [tmp_path / name for name in ("north o'hill_1.csv", "south_1.csv", "west_1.csv", "south.csv")]
    for number, path in enumerate(paths):
        path.write_text(f"id,registered,offence\n{number},2024-01-05,theft\n")
    with read_records(definition, paths[:3]) as records:
        assert [row[5] for row in records.iterate()] == ["T-N", "T-S"]
        (reason,) = records.rejects.summarise()
        assert (reason.rule, reason.element, reason.first.file) == ("record-code-unknown", "region", "west_1.csv")
    with pytest.raises(EsepError) as caught:
        read_records(definition, paths)
    assert [(p.code, p.where.file) for p in caught.value.problems] == [("file-name-wrong", str(paths[3]))]


@pytest.mark.parametrize(
    ("rules", "tables", "columns", "code", "key"),
    [
        ("file_name = '('", "", "", "definition-value-unknown", "records.file_name"),
        ("file_name = '[a-z]+'", "", "", "definition-value-unknown", "records.file_name"),
        ("file_name = '(?P<place>[a-z]+)'", "", "", "definition-value-unknown", "records.file_name"),
        ("file_name = '(?P<measure>[a-z]+)'", "", "", "definition-value-unknown", "records.file_name"),
        (NAMED, "", "", "records-rule-alone", "records.region"),
        (ZONE, UTC, 'reported = ["told"]', "definition-key-missing", "records.dates.reported.zones.0.reason"),
        (
            ZONE,
            UTC.replace("America/New_York", "Asia/Almaty"),
            'reported = ["told"]',
            "definition-value-unknown",
            "records.dates.reported.zones.0.zone",
        ),
        ("", f'{GAP}\nmeasures = ["treason"]', "", "definition-value-unknown", "records.gaps.0.measures"),
        ("", f"[[records.gaps]]\n{WHY}", "", "definition-key-missing", "records.gaps.0.start"),
        (
            "",
            f'[[records.gaps]]\nmeasures = ["theft"]\nstart = 2024-01-01\n{WHY}',
            "",
            "definition-key-missing",
            "records.gaps.0.end",
        ),
        ('local_zone = "Atlantis/Town"', "", "", "definition-value-unknown", "records.local_zone"),
        ("", f'{REPORTED}\nzone = "UTC"', "", "definition-contradiction", "records.dates.reported.zone"),
        (ZONE, f'{REPORTED}\nzone = "Asia/Almaty"', "", "definition-value-unknown", "records.dates.reported.zone"),
        ("", REPORTED, "", "records-rule-alone", "records.reported"),
        ("", '[records.constants]\nmeasure = "theft"', "", "definition-contradiction", "records.constants.measure"),
        ("", '[records.constants]\nregion = "X"', "", "definition-value-unknown", "records.constants.region"),
        ("", '[records.constants]\ncount = "1"', "", "definition-key-unknown", "records.constants.count"),
        ("", STATUS, "", "records-rule-alone", "records.status"),
        ("", "", 'status = ["state"]', "records-rule-alone", "records.status"),
        ("", "[records.status]\ncounted = []", "", "definition-key-missing", "records.status.counted"),
        ("", f'{STATUS}\nwithdrawn = ["active"]', "", "definition-id-twice", "records.status.counted"),
        ("", INCIDENT, 'incident = ["incident"]', "definition-contradiction", "records.unit.rule"),
        ("", INCIDENT, "", "records-rule-alone", "records.incident"),
        ("", "", 'incident = ["incident"]', "records-rule-alone", "records.incident"),
        ("", '[records.unit]\nrule = "person"', "", "definition-value-unknown", "records.unit.rule"),
        ("", '[records.unit]\nrule = "row"\nkey = "id"', "", "definition-contradiction", "records.unit.key"),
        ("", '[records.unit]\nrule = "victim"\nkey = "name"', "", "definition-value-unknown", "records.unit.key"),
        ("", INCIDENT.replace('"]', '", "murder"]'), "", "definition-id-twice", "records.unit.rank"),
        ("", INCIDENT.replace("murder", "treason"), "", "definition-value-unknown", "records.unit.rank"),
        ("", FIREARM.replace("firearm", "knife"), "", "definition-value-unknown", "records.attributes.knife"),
        ("", FIREARM.replace('["gun"]', "[]"), "", "definition-key-missing", f"{ATTRIBUTE}.values"),
        ("", FIREARM.replace('["gun"]', '"gun"'), "", "definition-type-wrong", f"{ATTRIBUTE}.values"),
        ("", FIREARM.replace('column = ["weapon"]', ""), "", "definition-key-missing", f"{ATTRIBUTE}.column"),
        ("", f'{FIREARM}\nquality = {{ en = "Poor." }}', "", "definition-key-missing", f"{ATTRIBUTE}.quality.ru"),
        ("", '[records.reporter]\nsilence = "zero"', "", "definition-key-missing", "records.reporter.field"),
        ("", '[records.reporter]\nfield = "id"', "", "definition-value-unknown", "records.reporter.field"),
        (
            "",
            '[records.reporter]\nfield = "region"\ncolumn = ["x"]',
            "",
            "definition-contradiction",
            "records.reporter.column",
        ),
        (
            "",
            '[records.reporter]\nfield = "region"\nsilence = "no"',
            "",
            "definition-value-unknown",
            "records.reporter.silence",
        ),
        ("", GAP.replace("2024-02-29", "2024-01-31"), "", "definition-period-reversed", "records.gaps.0.end"),
        ("", GAP.replace("reason", "reasons"), "", "definition-key-unknown", "records.gaps.0.reasons"),
        ("", '[records.codes.measure]\nignore = "x"', "", "definition-type-wrong", "records.codes.measure.ignore"),
        ("", '[records.codes.measure.fix]\nX = "y"', "", "definition-value-unknown", "records.codes.measure.fix.X"),
        (
            "",
            '[records.codes.measure]\nignore = ["X"]\nfix = { X = "theft" }',
            "",
            "definition-contradiction",
            "records.codes.measure.ignore",
        ),
    ],
)
def test_a_wrong_further_rule_is_refused(
    tmp_path: Path, rules: str, tables: str, columns: str, code: str, key: str
) -> None:
    """Each mistake in the rules of counting gives its problem, which names the key and tells what to do."""
    definition = extend_register(tmp_path, rules, tables, columns)
    with pytest.raises(EsepError) as caught:
        read_rules(definition)
    assert (code, key) in [(problem.code, problem.facts["key"]) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("raw,code\n10,treason\n", "code-unknown", 2),
        ("raw,code,valid_from\n10,theft,2020-13-01\n", "figure-date-wrong", 2),
        ("raw,code,valid_from,valid_to\n10,theft,2020-01-02,2020-01-01\n", "definition-period-reversed", 2),
        ("raw,code,valid_from\n10,theft,\n10,murder,2020-01-01\n", "code-overlap", 3),
        ("raw,code\n10,theft,x\n", "table-row-ragged", 2),
        ("raw,member\n10,theft\n", "table-column-missing", 1),
        ("", "file-empty", None),
    ],
)
def test_a_wrong_table_of_raw_codes_is_refused(tmp_path: Path, rows: str, code: str, line: int | None) -> None:
    """A code that means two things on one day, or one that does not exist, is told with its line."""
    definition = write_code_file(tmp_path, rows)
    with pytest.raises(EsepError) as caught:
        read_rules(definition)
    assert next((p.code, p.where.file, p.where.line) for p in caught.value.problems) == (code, "raw.csv", line)


def write_code_file(folder: Path, rows: str) -> Definition:
    """Return the definition of the counting cases with its raw codes in a table of their own."""
    definition = load_definition(REGISTER)
    codes = {"measure": {"file": "raw.csv"}}
    return replace(definition, records={**definition.records, "codes": codes}, code_files={"raw.csv": rows})


def test_a_table_of_raw_codes_belongs_to_the_definition(tmp_path: Path) -> None:
    """It is read with the definition and enters its checksum; one outside of the folder is refused."""
    lines = (f'{code} = "{code}"' for code in ("murder", "robbery", "assault", "theft"))
    map_start = "\n".join(("[records.codes.measure.map]", *lines))
    hashes = set()
    for number, code in enumerate(("theft", "murder")):
        folder = tmp_path / str(number)
        (folder / "register").mkdir(parents=True)
        (folder / "register" / "raw.csv").write_text(f"raw,code,valid_to\n10,{code},2019-12-31\n", encoding="utf-8")
        change = (map_start, '[records.codes.measure]\nfile = "raw.csv"')
        definition = change_definition(REGISTER, folder, change)
        hashes.add(definition.sha256)
        (rule,) = read_rules(definition).codes
        assert rule.codes == (RawCode("10", code, valid_to=datetime.date(2019, 12, 31)),)
    assert len(hashes) == 2
    for name, problem in (("../raw.csv", "definition-path-outside"), ("none.csv", "definition-file-missing")):
        with pytest.raises(EsepError) as caught:
            change_definition(REGISTER, tmp_path / "wrong", (map_start, f'[records.codes.measure]\nfile = "{name}"'))
        assert list_codes(caught.value) == [problem]
