"""Loading a definition: what is right is read, and everything that is wrong is told at once, with file and line."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.problems import EsepError, Problem, Where
from esep.sources.dataset import find_dataset_folder, list_packaged, load_definition
from esep.sources.snapshot import decode, take_snapshot
from esep.sources.toml_lines import find_line, index_lines

DEFINITION = """\
format = 1

[dataset]
name = "toy"
kind = "published"
default_scope = "police"
default_region = "XX"
rate_base = 1000
title.en = "Toy"
title.ru = "Игрушка"
title.kk = "Ойыншық"

[files]
figures = "figures.csv"

[codes]
measures = "codes/measures.csv"
scopes = "codes/scopes.csv"
regions = "codes/regions.csv"

[[breaks]]
id = "law"
date = 2020-01-01
measures = ["theft"]
reason = { en = "A law.", ru = "Закон.", kk = "Заң." }
verified = true

[[coverage]]
part = "police"
whole = "all"
low = "0.9"
high = "19/20"
reason = { en = "Seen.", ru = "Видно.", kk = "Көрінді." }
"""
MEASURES = """\
code,name_en,name_ru,name_kk,parent,same_in,x_ucr
total,total,всего,барлығы,,,
theft,thefts,кражи,ұрлық,total,police|all,06
"""
SCOPES = """\
code,name_en,name_ru,name_kk,parent,siblings
all,all,все,барлығы,,
police,police,полиция,полиция,all,all
"""
REGIONS = """\
code,name_en,name_ru,name_kk,parent,split_from,valid_from,valid_to
XX,land,страна,ел,,,,
XX-1,north,север,солтүстік,XX,,2000-01-01,2009-12-31
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Return the folder of a small dataset in which nothing is wrong."""
    (tmp_path / "codes").mkdir()
    (tmp_path / "definition.toml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "figures.csv").write_text("", encoding="utf-8")
    for name, text in (("measures", MEASURES), ("scopes", SCOPES), ("regions", REGIONS)):
        (tmp_path / "codes" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text that stands once in a file of the dataset."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def fail(folder: Path | str) -> list[Problem]:
    """Return what is told about a dataset that cannot be loaded."""
    with pytest.raises(EsepError) as caught:
        load_definition(folder)
    for problem in caught.value.problems:
        assert all(problem.describe(language) for language in ("en", "ru", "kk"))
    return list(caught.value.problems)


def test_what_is_declared_is_read(toy: Path) -> None:
    """Names, defaults, codes, breaks and shares come out as they were written."""
    definition = load_definition(toy)
    assert (definition.name, definition.kind, definition.rate_base) == ("toy", "published", 1000)
    assert definition.title == {"en": "Toy", "ru": "Игрушка", "kk": "Ойыншық"}
    assert definition.measures["theft"].same_in == ("police", "all")
    assert definition.measures["theft"].extra == {"x_ucr": "06"}
    assert definition.regions["XX-1"].valid_to == datetime.date(2009, 12, 31)
    assert definition.breaks[0].is_verified
    assert definition.breaks[0].is_major
    coverage = definition.find_coverage("police", "theft")
    assert coverage is not None
    assert (coverage.share.low, coverage.share.high) == (Fraction(9, 10), Fraction(19, 20))


def test_packaged_datasets_are_listed_and_found() -> None:
    """Every packaged name leads to a folder with a definition."""
    assert "kazakhstan" in list_packaged()
    for name in list_packaged():
        assert (find_dataset_folder(name) / "definition.toml").is_file()


def test_checksum_follows_every_file(toy: Path) -> None:
    """The same files give the same checksum, and a letter changed in a code list another one."""
    first = load_definition(toy).sha256
    assert load_definition(str(toy)).sha256 == first
    edit(toy, "codes/regions.csv", "north", "south")
    assert load_definition(toy).sha256 != first


# What is done to the dataset -> the problem, the file and the line on which it stands.
FAULTS = [
    ("definition.toml", 'kind = "published"', 'kind = "publish"', "definition-value-unknown", 5),
    ("definition.toml", "format = 1", "format = 2", "definition-format-unknown", 1),
    ("definition.toml", 'name = "toy"', 'name = "Toy City"', "definition-name-wrong", 4),
    ("definition.toml", 'name = "toy"', "name = 7", "definition-type-wrong", 4),
    ("definition.toml", "rate_base = 1000", "rate_base = true", "definition-type-wrong", 8),
    ("definition.toml", "rate_base = 1000", "rate_bose = 1000", "definition-key-unknown", 8),
    ("definition.toml", "rate_base = 1000", "rate_base = 0", "definition-value-unknown", 8),
    ("definition.toml", 'title.kk = "Ойыншық"', "", "definition-key-missing", 9),
    ("definition.toml", 'default_scope = "police"', 'default_scope = "polise"', "definition-value-unknown", 6),
    ("definition.toml", 'figures = "figures.csv"', 'figures = "figure.csv"', "definition-file-missing", 14),
    ("definition.toml", 'figures = "figures.csv"', 'figures = "../../figures.csv"', "definition-path-outside", 14),
    ("definition.toml", "date = 2020-01-01", "date = 2020-01-01T00:00:00", "definition-type-wrong", 23),
    ("definition.toml", "date = 2020-01-01", "", "definition-key-missing", 21),
    ("definition.toml", 'measures = ["theft"]', 'measures = ["thefts"]', "definition-value-unknown", 24),
    ("definition.toml", 'measures = ["theft"]', "measures = [1]", "definition-type-wrong", 24),
    ("definition.toml", 'kk = "Заң."', 'kk = ""', "definition-key-missing", 25),
    ("definition.toml", 'low = "0.9"', 'low = "1.9"', "definition-share-wrong", 31),
    ("definition.toml", 'low = "0.9"', 'low = "0.99"', "definition-share-reversed", 32),
    ("definition.toml", 'high = "19/20"', 'high = "19/00"', "definition-share-wrong", 32),
    ("definition.toml", 'high = "19/20"', f'high = "0.{"9" * 5000}"', "definition-share-wrong", 32),
    ("definition.toml", "rate_base = 1000", f"rate_base = {'9' * 5000}", "definition-broken", None),
    ("definition.toml", "rate_base = 1000", f"rate_base = {'[' * 5000}", "definition-broken", None),
    ("definition.toml", 'part = "police"', 'part = "militia"', "definition-value-unknown", 29),
    ("definition.toml", "[[breaks]]", "[breaks]", "definition-type-wrong", 21),
    ("definition.toml", "[[breaks]]", "[[breaks]", "definition-broken", 21),
    ("definition.toml", 'name = "toy"', 'name = "toy', "definition-broken", 4),
    ("codes/measures.csv", "кражи", "", "code-name-missing", 3),
    ("codes/measures.csv", "ұрлық,total,", "ұрлық,totl,", "code-unknown", 3),
    ("codes/measures.csv", "police|all", "police|al", "code-unknown", 3),
    ("codes/measures.csv", "total,total,", "total,total,total,", "table-row-ragged", 2),
    ("codes/measures.csv", "theft,thefts", "total,thefts", "code-twice", 3),
    ("codes/measures.csv", "theft,thefts", "the ft,thefts", "code-form-wrong", 3),
    ("codes/measures.csv", "барлығы,,", "барлығы,theft,", "code-parent-circular", 2),
    ("codes/measures.csv", "name_kk", "nome_kk", "table-column-missing", 1),
    ("codes/measures.csv", "same_in", "samein", "table-column-unknown", 1),
    ("codes/measures.csv", "x_ucr", "parent", "table-column-twice", 1),
    ("codes/measures.csv", "thefts", '"thefts', "table-broken", 3),
    ("codes/scopes.csv", "all,all\n", "all,al\n", "code-unknown", 3),
    ("codes/regions.csv", "2009-12-31", "2009-11-31", "figure-date-wrong", 3),
    ("codes/regions.csv", "2009-12-31", "20091231", "figure-date-wrong", 3),
    ("codes/regions.csv", "2009-12-31", "1999-12-31", "figure-period-reversed", 3),
    ("codes/regions.csv", "солтүстік,XX,,", "солтүстік,XX,XX-0,", "code-unknown", 3),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "line"), FAULTS)
def test_a_fault_is_told_with_its_place(toy: Path, name: str, old: str, new: str, code: str, line: int | None) -> None:
    """Every kind of fault in a definition gives its own problem, with the file and the line to go to."""
    edit(toy, name, old, new)
    found = {(problem.code, problem.where.file, problem.where.line) for problem in fail(toy)}
    assert (code, str(toy / name), line) in found


def test_all_faults_are_told_at_once(toy: Path) -> None:
    """Three faults in three places of two files are told together, each once, in the order of the files."""
    edit(toy, "definition.toml", "rate_base", "rate_bose")
    edit(toy, "definition.toml", 'low = "0.9"', 'low = "-1"')
    edit(toy, "codes/regions.csv", "север", "")
    assert [problem.code for problem in fail(toy)] == [
        "code-name-missing",
        "definition-key-unknown",
        "definition-share-wrong",
    ]


def test_a_broken_list_is_not_told_twice(toy: Path) -> None:
    """Where a code list cannot be read, the codes that refer to it are not reported on top."""
    edit(toy, "codes/measures.csv", "name_kk", "nome_kk")
    assert {problem.code for problem in fail(toy)} == {"table-column-missing", "table-column-unknown"}


def test_a_misspelt_key_is_offered_the_right_one(toy: Path) -> None:
    """The remedy of an unknown key names the key that was meant."""
    edit(toy, "definition.toml", "rate_base", "rate_bose")
    assert "rate_base" in fail(toy)[0].say("remedy")


def test_two_breaks_need_two_ids(toy: Path) -> None:
    """A break whose id was used before is told at its own line."""
    text = (toy / "definition.toml").read_text(encoding="utf-8")
    again = text[text.index("[[breaks]]") : text.index("[[coverage]]")]
    (toy / "definition.toml").write_text(text + again, encoding="utf-8")
    problem = fail(toy)[0]
    assert (problem.code, problem.where.line) == ("definition-id-twice", 35)


def test_an_event_cannot_end_before_it_starts(toy: Path) -> None:
    """An event with its days the wrong way round is told at the line of its end."""
    event = (
        '[[events]]\nid = "flood"\nstart = 2020-02-01\nend = 2020-01-01\nreason = { en = "a", ru = "б", kk = "в" }\n'
    )
    with (toy / "definition.toml").open("a", encoding="utf-8") as file:
        file.write(event)
    problem = fail(toy)[0]
    assert (problem.code, problem.where.line) == ("definition-period-reversed", 37)


def test_records_need_their_table(toy: Path) -> None:
    """A dataset of records needs a table of records, needs no files of figures, and hands the table on as it is."""
    edit(toy, "definition.toml", 'kind = "published"', 'kind = "records"')
    edit(toy, "definition.toml", '[files]\nfigures = "figures.csv"\n', "")
    assert [problem.code for problem in fail(toy)] == ["definition-key-missing"]
    with (toy / "definition.toml").open("a", encoding="utf-8") as file:
        file.write('[records]\nfiles = "*.csv"\ncolumns = { when = "Date" }\n')
    assert load_definition(toy).records == {"files": "*.csv", "columns": {"when": "Date"}}


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    """A dataset that does not exist is told with the packaged names, the nearest one among them."""
    problem = fail("kazahstan")[0]
    assert problem.code == "dataset-unknown"
    assert "kazakhstan" in problem.say("remedy")


def test_a_folder_without_definition_is_told(tmp_path: Path) -> None:
    """A folder that holds no definition.toml is not taken for a dataset."""
    assert [problem.code for problem in fail(tmp_path)] == ["definition-missing"]


def test_a_definition_in_another_encoding_is_told(toy: Path) -> None:
    """A definition saved in windows-1251 is told with its first wrong byte."""
    path = toy / "definition.toml"
    path.write_bytes(DEFINITION.encode("cp1251", errors="replace"))
    problem = fail(toy)[0]
    assert (problem.code, problem.where.line) == ("encoding-wrong", 10)


def test_snapshot_names_bytes_and_checksum(tmp_path: Path) -> None:
    """A snapshot holds the name, the size and the SHA-256 of the bytes (value: FIPS 180-4 example "abc")."""
    path = tmp_path / "abc.txt"
    path.write_bytes(b"abc")
    snapshot, data = take_snapshot(path)
    assert (data, snapshot.name, snapshot.size) == (b"abc", "abc.txt", 3)
    assert snapshot.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A missing, an empty, an over-long file and a folder each give their own problem."""
    (tmp_path / "empty.csv").touch()
    (tmp_path / "long.csv").write_bytes(b"x" * 11)
    found = []
    for name in ("missing.csv", "empty.csv", "long.csv", "."):
        with pytest.raises(EsepError) as caught:
            take_snapshot(tmp_path / name, limit=10)
        found.append(caught.value.problems[0].code)
    assert found == ["file-missing", "file-empty", "file-too-large", "file-unreadable"]
    assert take_snapshot(tmp_path / "long.csv", limit=11)[0].size == 11


def test_decoding_tries_the_encodings_in_order() -> None:
    """A byte order mark is taken off, a second encoding is used where the first does not fit, and UTF-16 is no text."""
    where = Where("a.txt")
    assert decode(b"\xef\xbb\xbfabc", ("utf-8",), where) == "abc"
    assert decode("кража".encode("cp1251"), ("utf-8", "cp1251"), where) == "кража"
    with pytest.raises(EsepError) as caught:
        decode("ab\nc".encode("utf-16-le"), ("utf-8", "cp1251"), where)
    assert caught.value.problems[0].code == "encoding-wrong"
    with pytest.raises(EsepError) as caught:
        decode(b"ab\ncd\xff", ("utf-8",), where)
    problem = caught.value.problems[0]
    assert (problem.where.line, problem.facts["offset"], problem.facts["byte"]) == (2, "5", "0xff")


def test_lines_of_keys_are_found() -> None:
    """Keys, dotted keys, tables and members of arrays are found on the lines where they stand."""
    text = 'a = """\nb = 1\n"""\n[t]\nx.y = 1\n[[list]]\nk = 1\n[list.sub]\nm = 2\n[[list]]\nk = 2\n'
    lines = index_lines(text)
    assert lines == {
        ("a",): 1,
        ("t",): 4,
        ("t", "x"): 5,
        ("t", "x", "y"): 5,
        ("list", 0): 6,
        ("list", 0, "k"): 7,
        ("list", 0, "sub"): 8,
        ("list", 0, "sub", "m"): 9,
        ("list", 1): 10,
        ("list", 1, "k"): 11,
    }
    assert find_line(lines, ("list", 1, "missing")) == 10


def is_utf8(data: bytes) -> bool:
    """Return whether bytes can be read as UTF-8 without a loss."""
    return data.decode("utf-8", errors="ignore").encode("utf-8") == data


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    """Decoding never fails in another way than with a problem that names a byte of the data."""
    offsets = []
    try:
        decode(data, ("utf-8",), Where("x"))
    except EsepError as error:
        offsets = [int(problem.facts["offset"]) for problem in error.problems]
    assert all(0 <= offset < len(data) for offset in offsets)
    assert bool(offsets) is (b"\x00" in data or not is_utf8(data))


@settings(max_examples=60)
@given(st.integers(0, len(DEFINITION) - 1), st.text(max_size=3))
def test_no_edit_of_a_definition_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: str
) -> None:
    """A definition with any letter replaced by any text is either loaded or refused with problems."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "codes").mkdir()
    (folder / "figures.csv").touch()
    for name, text in (("measures", MEASURES), ("scopes", SCOPES), ("regions", REGIONS)):
        (folder / "codes" / f"{name}.csv").write_text(text, encoding="utf-8")
    changed = DEFINITION[:at] + new + DEFINITION[at + 1 :]
    (folder / "definition.toml").write_text(changed, encoding="utf-8", errors="replace")
    told: list[str] = []
    try:
        load_definition(folder)
    except EsepError as error:
        told = [problem.describe() for problem in error.problems]
    assert all(told)


SEVERITY = """
[[severity]]
id = "days"
version = "first"
measure = "total"
reason = { en = "Read.", ru = "Прочитано.", kk = "Оқылды." }
weights = [{ measure = "theft", low = 1, high = 50 }]
"""


def test_weights_by_severity_are_read(toy: Path) -> None:
    """Days, version and reason come out as they were written; the set declared last is the one in force."""
    path = toy / "definition.toml"
    path.write_text(DEFINITION + SEVERITY + SEVERITY.replace("days", "newer").replace("50", "60"), encoding="utf-8")
    definition = load_definition(toy)
    assert [table.id for table in definition.severity] == ["days", "newer"]
    found = definition.find_severity("police", "total")
    assert found is not None
    assert (found.version, found.is_verified, found.reason["en"]) == ("first", False, "Read.")
    assert [(w.measure, w.low, w.high, w.is_optional) for w in found.weights] == [
        ("theft", Fraction(1), Fraction(60), False)
    ]
    assert definition.find_severity("police", "theft") is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("high = 50", "high = 0", "definition-share-reversed"),
        ("low = 1", "low = -1", "definition-type-wrong"),
        ('measure = "theft"', 'measure = "thefts"', "definition-value-unknown"),
        ('version = "first"\n', "", "definition-key-missing"),
        ('weights = [{ measure = "theft", low = 1, high = 50 }]', "", "definition-key-missing"),
        ("low = 1", "low = 1, middle = 3", "definition-key-unknown"),
    ],
)
def test_wrong_weights_are_told(toy: Path, old: str, new: str, code: str) -> None:
    """Bands upside down, days below 0, an unknown class, no version, no weights: each with its line."""
    assert SEVERITY.count(old) == 1
    (toy / "definition.toml").write_text(DEFINITION + SEVERITY.replace(old, new), encoding="utf-8")
    problems = fail(toy)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where.line is not None
