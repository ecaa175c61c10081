"""Building: records and published figures take one road to a vintage, or nothing is committed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from esep.cube.build import build_dataset
from esep.cube.vintages import list_vintages, open_vintage
from esep.problems import LANGUAGES, EsepError
from tests.records_sample import DATA, list_codes, load_hamlet

HAMLET = load_hamlet()
FOLDER = DATA / "hamlet"
FIGURES = (
    "body,scope,measure,attribute,period_start,period_end,frequency,region,value,unit,precision,url,note\n"
    "reeve,hamlet_recorded,theft,,2023-01-01,2023-12-31,year,H,7,count,exact,https://example.org,\n"
    "reeve,hamlet_recorded,theft,,2023-01-01,2023-12-31,year,H,7,count,exact,https://example.org,\n"
    "reeve,hamlet_recorded,arson,,2023-01-01,2023-12-31,year,H,7,count,exact,https://example.org,\n"
)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Return the folder of a published dataset with one good row, one repeated and one wrong."""
    folder = tmp_path / "gazette"
    (folder / "codes").mkdir(parents=True)
    for path in (FOLDER / "codes").iterdir():
        (folder / "codes" / path.name).write_bytes(path.read_bytes())
    head = (FOLDER / "definition.toml").read_text(encoding="utf-8").partition("[records]")[0]
    head = head.replace('"hamlet"', '"gazette"').replace('"records"', '"published"')
    (folder / "definition.toml").write_text(head + '[files]\nfigures = "figures.csv"\n', encoding="utf-8")
    (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    return folder


def test_records_become_a_vintage(tmp_path: Path) -> None:
    """The report says what became of the rows, which vintage there is now, and where the rejects are."""
    report = build_dataset(HAMLET, FOLDER, [DATA / "plain.csv", DATA / "faulty.csv"], tmp_path)
    found = json.loads(json.dumps(report.to_dict()))
    assert found["rows"] == {"read": 32, "accepted": 10, "rejected": 22, "duplicates": 0}
    assert (found["dataset"], found["vintage"], found["is_new"]) == ("hamlet", report.vintage.id, True)
    assert found["cells"] == len(open_vintage(tmp_path, "hamlet")[0]) == report.vintage.cells
    assert Path(found["rejects"]).read_text(encoding="utf-8").count("\n") == 26
    assert {problem["code"] for problem in found["problems"]} == {"records-rejected"}
    assert {problem["facts"]["list"] for problem in found["problems"]} == {found["rejects"]}
    assert report.vintage.rows == found["rows"]


def test_a_second_build_says_that_nothing_changed(tmp_path: Path) -> None:
    """The same files give the same vintage, and the report says so."""
    first = build_dataset(HAMLET, FOLDER, [DATA / "plain.csv"], tmp_path)
    second = build_dataset(HAMLET, FOLDER, [DATA / "plain.csv"], tmp_path)
    assert (second.is_new, second.vintage) == (False, first.vintage)
    assert "Nothing has changed" in second.describe()
    assert "Nothing has changed" not in first.describe()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_build_is_told_in_every_language(tmp_path: Path, language: str) -> None:
    """Every step and the summary are words of the language asked for."""
    told: list[str] = []
    sources = [DATA / "plain.csv", DATA / "faulty.csv"]
    report = build_dataset(HAMLET, FOLDER, sources, tmp_path, told.append, language=language)
    assert len(told) == len(set(told)) >= 5
    assert "plain.csv" in told[0]
    # After the comma stands how many rows a second were read.
    assert re.search(r"\d", told[0].rpartition(",")[2]), told[0]
    text = report.describe(language)
    assert report.vintage.id in text
    assert str(report.rejects_path) in text
    english = build_dataset(HAMLET, FOLDER, sources, tmp_path / "b").describe("en")
    assert (text.splitlines()[0] == english.splitlines()[0]) == (language == "en")


def test_published_figures_become_a_vintage(tmp_path: Path, published: Path) -> None:
    """A table of figures takes the same road: rows add up, the wrong and the repeated one are listed."""
    from esep.sources.dataset import load_definition

    report = build_dataset(load_definition(published), published, [], tmp_path / "store")
    assert report.rows.to_dict() == {"read": 3, "accepted": 1, "rejected": 1, "duplicates": 1}
    cube, vintage = open_vintage(tmp_path / "store", "gazette")
    assert [str(cell.value) for cell in cube] == ["7"]
    assert [file.name for file in vintage.sources] == ["figures.csv"]
    assert report.rejects_path is not None
    kinds = [line.partition(",")[0] for line in report.rejects_path.read_text(encoding="utf-8").splitlines()]
    assert sorted(kinds) == ["duplicate", "kind", "rejected"]


def test_published_figures_read_no_other_file(tmp_path: Path, published: Path) -> None:
    """A file given to a dataset that brings its own figures is not passed over in silence."""
    from esep.sources.dataset import load_definition

    with pytest.raises(EsepError) as caught:
        build_dataset(load_definition(published), published, [DATA / "plain.csv"], tmp_path / "store")
    assert list_codes(caught.value) == ["sources-unexpected"]


def test_a_build_that_accepts_nothing_commits_nothing(tmp_path: Path) -> None:
    """Rows that are all wrong leave the store as it was, and the reasons are told."""
    source = tmp_path / "a.csv"
    source.write_text("Number,Month,Day,Count,Code,Village\n1,2023-11,31.11.2023,1,0101,U\n", encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        build_dataset(HAMLET, FOLDER, [source], tmp_path / "store")
    assert list_codes(caught.value) == ["records-none-accepted", "record-date-bad"]
    assert caught.value.problems[1].facts["value"] == "31.11.2023"
    assert not (tmp_path / "store").exists()


def test_a_missing_file_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    """Nothing is half-written where a source is not there."""
    build_dataset(HAMLET, FOLDER, [DATA / "plain.csv"], tmp_path / "store")
    before = list_vintages(tmp_path / "store")
    with pytest.raises(EsepError) as caught:
        build_dataset(HAMLET, FOLDER, [DATA / "plain.csv", tmp_path / "none.csv"], tmp_path / "store")
    assert list_codes(caught.value) == ["file-missing"]
    assert list_vintages(tmp_path / "store") == before
