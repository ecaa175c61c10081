"""Synthetic records built: what was planted is what is rejected, and the figures are those that went in."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from esep.cli import main
from esep.sources.dataset import find_dataset_folder, load_definition

NAME = "kazakhstan-register"
# Which rule of the definition each planted fault breaks; a copy is a duplicate, not a reject.
RULES = {
    "unknown_article": ("measure", "record-code-unknown"),
    "unknown_district": ("region", "record-code-unknown"),
    "impossible_date": ("occurred", "record-date-outside"),
    "occurred_late": ("occurred", "record-date-order"),
    "missing_article": ("measure", "record-value-missing"),
    "wrong_label": ("mark_label", "record-mark-wrong"),
}
COPIES = ("same_content", "other_content")


def run(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    """Run a command that prints JSON and return what it said."""
    assert main([*words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("suffix", ["parquet", "csv", "csv.gz"])
def test_what_was_planted_is_what_a_build_rejects(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every planted fault is found, by its own rule, in every form of file; every other row is accepted."""
    file, store = tmp_path / f"r.{suffix}", tmp_path / "store"
    options = ("--rows", "12000", "--seed", "5", "--from", "2018", "--to", "2022", "--dirty", "0.04")
    made = run(capsys, "synthesize", NAME, *options, "-o", str(file))
    built = run(capsys, "build", NAME, str(file), "--store", str(store))
    copies = sum(made["dirty"][kind] for kind in COPIES)
    assert built["rows"] == {
        "read": 12_000,
        "accepted": made["clean"],
        "rejected": 480 - copies,
        "duplicates": copies,
    }
    with Path(built["rejects"]).open(encoding="utf-8", newline="") as text:
        reasons = Counter((r["element"], r["rule"]) for r in csv.DictReader(text) if r["kind"] == "rejected")
    assert reasons == {RULES[kind]: rows for kind, rows in made["dirty"].items() if kind not in COPIES}


def test_the_figures_of_a_built_register_are_the_published_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Committee published 132,778 offences for 2024, 45,156 frauds and 566 murders among them."""
    file, store = str(tmp_path / "r.parquet"), ("--store", str(tmp_path / "store"))
    main(["synthesize", NAME, "--scale", "1", "--from", "2024", "--to", "2024", "--seed", "2", "-o", file])
    main(["build", NAME, file, *store])
    capsys.readouterr()
    for question, value in (("total", 132_778), ("fraud", 45_156), ("murder", 566)):
        answer = run(capsys, "ask", f"{question} KZ 2024", "--data", NAME, *store)
        assert answer["value"] == value
        assert "SYNTHETIC" in answer["sentence"]["en"]


def test_a_row_of_a_real_register_is_not_counted_as_synthetic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build refuses rows without the label, whatever else they hold."""
    file = tmp_path / "r.csv"
    main(["synthesize", NAME, "--rows", "100", "--seed", "2", "--dirty", "0", "-o", str(file)])
    file.write_text(file.read_text(encoding="utf-8").replace("SYNTHETIC esep seed=2", "register"), encoding="utf-8")
    capsys.readouterr()
    said = run(capsys, "build", NAME, str(file), "--store", str(tmp_path / "store"), status=3)
    assert said["problems"][0]["code"] == "records-none-accepted"


def test_the_bulletin_of_the_register_says_synthetic_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Title, headings, sources and citation of the page in each language call it synthetic."""
    file, store = str(tmp_path / "r.parquet"), ("--store", str(tmp_path / "store"))
    options = ("--scale", "0.01", "--from", "2023", "--to", "2024", "--seed", "2")
    main(["synthesize", NAME, *options, "-o", file])
    main(["build", NAME, file, *store])
    pages = ("--forms", "html", "-o", str(tmp_path / "page"))
    assert main(["bulletin", NAME, "--period", "2024", *pages, *store]) == 0
    capsys.readouterr()
    for language, word in (("en", "SYNTHETIC"), ("ru", "УСЛОВН"), ("kk", "ЖАСАНДЫ")):
        page = (tmp_path / "page" / f"{language}.html").read_text(encoding="utf-8")
        assert word in page[page.index("<title>") : page.index("</title>")]
        assert page.count(word) > 20
    numbers = (tmp_path / "page" / "data.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert numbers
    assert all("SYNTHETIC" in line or not line for line in numbers)


def test_codes_of_the_register_agree_with_what_is_synthesised() -> None:
    """Every text that is made has a meaning on the days on which it is made, and the other way round."""
    folder = find_dataset_folder(NAME)
    for codes, made in (("measure_map", "offences"), ("region_map", "districts")):
        tables = []
        for path in (folder / "codes" / f"{codes}.csv", folder / "synthetic" / f"{made}.csv"):
            with path.open(encoding="utf-8", newline="") as text:
                tables.append({(r["raw"], r["valid_from"], r["valid_to"]) for r in csv.DictReader(text)})
        assert tables[0] == tables[1]
    definition = load_definition(NAME)
    published = load_definition("kazakhstan")
    for code in definition.regions:
        if code.kind in ("region", "city_of_republican_significance"):
            same = published.regions[code.code]
            assert (code.names, code.valid_from, code.valid_to) == (same.names, same.valid_from, same.valid_to)
    current = [code for code in definition.regions.children("KZ") if code.valid_to is None]
    assert len(current) == 20
    assert all(8 <= len(definition.regions.children(code.code)) <= 12 for code in current)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged definition that may be changed."""
    return Path(shutil.copytree(find_dataset_folder(NAME), tmp_path / "register"))


def declare_otherwise(folder: Path, old: str, new: str) -> None:
    """Put other words into a definition."""
    path = folder / "definition.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('calibration = "kazakhstan"', 'calibration = "kazakstan"', "definition-value-unknown"),
        ("years = [2015, 2024]", "years = [2024, 2015]", "definition-value-unknown"),
        ("years = [2015, 2024]", "years = [2015]", "definition-value-unknown"),
        ('label = "SYNTHETIC esep"', 'lable = "SYNTHETIC esep"', "definition-key-unknown"),
        ("month_variation_percent = 4", "month_variation_percent = 400", "definition-value-unknown"),
        ("usual_hours = 60", 'usual_hours = "60"', "definition-type-wrong"),
        ("terminated = 22", "terminated = 501", "definition-value-unknown"),
        ('"wrong_label"]', '"wrong_lable"]', "definition-value-unknown"),
        ("2017 = 85", "2017 = 1085", "definition-value-unknown"),
        ("[synthetic.assumed.drugs]", "[synthetic.assumed.druggs]", "definition-value-unknown"),
        ('damage = "damage_kzt"', "", "definition-key-missing"),
        ('"synthetic/districts.csv"', '"synthetic/places.csv"', "definition-file-missing"),
        ('"synthetic/districts.csv"', '"../../districts.csv"', "definition-file-missing"),
    ],
)
def test_a_wrong_declaration_is_told(
    old: str, new: str, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value in [synthetic] that cannot be meant stops before anything is written."""
    declare_otherwise(folder, old, new)
    file = folder / "r.csv"
    said = run(capsys, "synthesize", str(folder), "--rows", "10", "--seed", "1", "-o", str(file), status=3)
    assert code in {problem["code"] for problem in said["problems"]}
    assert not file.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('begins = "SYNTHETIC esep seed="', "", "definition-key-missing"),
        ('column = ["label"]', "", "definition-key-missing"),
        ('begins = "SYNTHETIC esep seed="', 'ends = "SYNTHETIC"', "definition-key-unknown"),
        ("[records.marks.label.reason]", "[records.marks.label.why]", "definition-key-missing"),
    ],
)
def test_a_mark_without_a_rule_is_told(
    old: str, new: str, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A definition says for every mark where it stands, how it begins, and why."""
    declare_otherwise(folder, old, new)
    file = folder / "r.csv"
    file.write_text("label\n", encoding="utf-8")
    said = run(capsys, "build", str(folder), str(file), "--store", str(folder / "store"), status=3)
    assert code in {problem["code"] for problem in said["problems"]}


@pytest.mark.parametrize(
    ("table", "old", "new", "code"),
    [
        ("offences", ",murder,750,", ",murdr,750,", "code-unknown"),
        ("offences", ",murder,750,", ",murder,-750,", "figure-value-wrong"),
        ("offences", ",2017-06-30,", ",2017-06-31,", "figure-date-wrong"),
        ("offences", ",murder,750,", ",murder,", "table-row-ragged"),
        ("districts", "raw,region", "row,region", "table-column-missing"),
    ],
)
def test_a_wrong_table_is_told(
    table: str, old: str, new: str, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The two tables behind [synthetic] are checked row by row."""
    path = folder / "synthetic" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = run(capsys, "synthesize", str(folder), "--rows", "9", "--seed", "1", "-o", str(folder / "r.csv"), status=3)
    assert code in {problem["code"] for problem in said["problems"]}


@pytest.mark.parametrize("table", ["offences", "districts"])
def test_years_that_a_table_does_not_cover_are_told(
    table: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is valid there is nothing to make a row of."""
    path = folder / "synthetic" / f"{table}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n", encoding="utf-8")
    said = run(capsys, "synthesize", str(folder), "--rows", "9", "--seed", "1", "-o", str(folder / "r.csv"), status=3)
    assert [problem["code"] for problem in said["problems"]] == ["synthetic-uncovered"]


@pytest.mark.parametrize(
    ("options", "code", "status"),
    [
        (("--rows", "0", "--seed", "1"), "use-rows", 2),
        (("--rows", "1.5", "--seed", "1"), "use-rows", 2),
        (("--rows", "many", "--seed", "1"), "use-rows", 2),
        (("--scale", "1e999999999", "--seed", "1"), "use-rows", 2),
        (("--scale", "0", "--seed", "1"), "use-rows", 2),
        (("--scale", "0.0000001", "--seed", "1"), "use-rows", 2),
        (("--rows", "9", "--seed", "1", "--dirty", "0.6"), "use-dirty", 2),
        (("--rows", "9", "--seed", "1", "--dirty", "nan"), "use-dirty", 2),
        (("--rows", "9", "--seed", "-1"), "use-seed", 2),
        (("--rows", "9", "--seed", "1", "--from", "1990"), "use-years", 2),
        (("--rows", "9", "--seed", "1", "--from", "2024", "--to", "2020"), "use-years", 2),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(
    options: tuple[str, ...], code: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option is named with its remedy and nothing is written."""
    said = run(capsys, "synthesize", *options, "-o", str(tmp_path / "r.csv"), status=status)
    assert [problem["code"] for problem in said["problems"]] == [code]
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_not_replaced_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in the place stays until --force is given; a name without a form and a missing folder are told."""
    file = tmp_path / "r.csv"
    file.write_text("mine", encoding="utf-8")
    options = ("synthesize", "--rows", "20", "--seed", "1", "-o")
    assert run(capsys, *options, str(file), status=3)["problems"][0]["code"] == "file-exists"
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(capsys, *options, str(file), "--force")["rows"] == 20
    assert run(capsys, *options, str(tmp_path / "r.xlsx"), status=2)["problems"][0]["code"] == "use-output"
    gone = tmp_path / "gone" / "r.csv"
    assert run(capsys, *options, str(gone), status=3)["problems"][0]["code"] == "file-unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


def test_a_dataset_without_a_declaration_makes_no_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """St. Louis declares nothing synthetic, so nothing is invented for it."""
    options = ("--rows", "9", "--seed", "1", "-o", str(tmp_path / "r.csv"))
    said = run(capsys, "synthesize", "st-louis", *options, status=3)
    assert [problem["code"] for problem in said["problems"]] == ["synthetic-undeclared"]


def test_what_was_made_is_told_in_every_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer for people names rows, label, states and faults in the language of the reader."""
    for language, word in (("en", "SYNTHETIC rows"), ("ru", "УСЛОВНЫХ записей"), ("kk", "ЖАСАНДЫ жазбалар")):
        monkeypatch.setenv("ESEP_LANG", language)
        assert main(["synthesize", "--rows", "2000", "--seed", "1", "-o", str(tmp_path / f"{language}.csv")]) == 0
        printed = capsys.readouterr().out
        assert word in printed
        assert "SYNTHETIC esep seed=1" in printed
        assert "unknown_article: 1" in printed


def test_lateness_of_synthetic_records_is_called_synthetic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two years of invented delays: every sentence that answers says that they are invented, in each language."""
    file, store = tmp_path / "r.parquet", tmp_path / "store"
    run(capsys, "synthesize", NAME, "--rows", "9000", "--seed", "3", "--from", "2022", "--to", "2023", "-o", str(file))
    run(capsys, "build", NAME, str(file), "--store", str(store))
    for question in ("total lateness 2023", "total nowcast scope:synthetic_occurred 2023-12"):
        said = run(capsys, "ask", question, "--data", NAME, "--store", str(store))
        assert said["finding"]["n"] > 0
        assert said["value"] is not None
        for language, word in (("en", "SYNTHETIC"), ("ru", "УСЛОВНЫЙ"), ("kk", "ЖАСАНДЫ")):
            assert word in said["sentence"][language]
