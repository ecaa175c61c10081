"""Vintages on the command line: the list, what moved between two of them, and answers as of a day."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from esep.cli import main
from esep.cli.vintages import DIFF_EXAMPLES, VINTAGES_EXAMPLES
from esep.cube.build import protect
from esep.cube.count import count_records, list_sources
from esep.cube.manifest import Vintage
from esep.cube.vintages import commit
from esep.records.read import read_records
from tests.records_sample import DATA, change_hamlet, load_hamlet

HAMLET = str(DATA / "hamlet")
# Worked by hand from plain.csv: of March 2024 it has an assault in the lower village (row 7) and a murder in the upper
# one (row 8). The second vintage calls row 7 a theft and adds row 9, an assault in the upper village.
ROW_7, ROW_7_MENDED = "7,2024-03,29.02.2024,1,0200,L", "7,2024-03,29.02.2024,1,0501,L"
ROW_9 = "9,2024-03,02.03.2024,1,0201,U\n"
MOVED = {
    "assault/H-L": (1, 0),
    "assault/H-U": (0, 1),
    "theft/H": (0, 1),
    "theft/H-L": (0, 1),
    "total/H": (2, 3),
    "total/H-U": (1, 2),
    "violent/H-L": (1, 0),
    "violent/H-U": (1, 2),
}
# 5 measures x 3 regions x 7 periods: November 2023 to March 2024, and the two years.
CELLS = 105


def commit_file(path: Path, store: Path, day: str) -> Vintage:
    """Count a file of the hamlet and commit it as if on a day."""
    definition = load_hamlet()
    with read_records(definition, [path]) as records:
        cube = protect(count_records(records, definition))
        published = datetime.datetime.fromisoformat(f"{day}T09:30:00+00:00")
        rows = records.rows.to_dict()
        return commit(cube, definition, list_sources(records), rows, store, published=published)[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with two vintages of the hamlet, of 10 January and 10 February 2025; nobody writes to it."""
    folder = tmp_path_factory.mktemp("built")
    text = (DATA / "plain.csv").read_text(encoding="utf-8")
    assert ROW_7 in text
    mended = folder / "plain.csv"
    mended.write_text(text.replace(ROW_7, ROW_7_MENDED) + ROW_9, encoding="utf-8")
    commit_file(DATA / "plain.csv", folder / "store", "2025-01-10")
    commit_file(mended, folder / "store", "2025-02-10")
    return folder / "store"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the store of two vintages."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def run(capsys: pytest.CaptureFixture[str], store: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command on a store and return its exit status, output and messages."""
    status = main([*arguments, "--store", str(store)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def list_keys(value: Any) -> Any:
    """Return the names in a JSON value, whatever stands under them; of a list those of its first entry."""
    if isinstance(value, dict):
        return {name: list_keys(entry) for name, entry in value.items()}
    return [list_keys(value[0])] if isinstance(value, list) and value else None


def read_example(epilog: str) -> Any:
    """Return the JSON that a help text shows."""
    return json.loads(epilog[epilog.index("  {") :].partition("\n\n")[0])


def test_vintages_are_listed_newest_last(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its id, dataset, time, rows, cells, checksum and program; the second names the first as its parent."""
    status, out, _ = run(capsys, store, "vintages", "hamlet")
    lines = out.splitlines()
    assert status == 0
    assert re.fullmatch(r"000001-[0-9a-f]{8}  hamlet  2025-01-10 09:30:00 UTC", lines[0])
    assert lines[1] == f"  rows read 8, accepted 8, rejected 0, duplicates 0; cells {CELLS}"
    assert re.fullmatch(r"  content [0-9a-f]{64}, by esep \S+", lines[2])
    assert re.fullmatch(r"000002-[0-9a-f]{8}  hamlet  2025-02-10 09:30:00 UTC", lines[3])
    assert lines[4] == f"  rows read 9, accepted 9, rejected 0, duplicates 0; cells {CELLS}"
    assert lines[6:] == [f"  follows {lines[0].split()[0]}"]
    assert run(capsys, store, "vintages")[1] == run(capsys, store, "vintages", HAMLET)[1] == out


def test_vintages_as_json_are_as_documented(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example in the help has exactly the names that are printed."""
    found = json.loads(run(capsys, store, "vintages", "--json")[1])
    for vintage in found["vintages"]:
        months = [role for role in vintage["files"] if role.startswith("counts-")]
        assert months == ["counts-2023-11", "counts-2023-12", "counts-2024-01", "counts-2024-03"]
        found_months = [vintage["files"].pop(role) for role in months]
        vintage["files"]["counts-2024-05"] = found_months[0]
    assert list_keys(found) == list_keys(read_example(VINTAGES_EXAMPLES))
    assert [vintage["number"] for vintage in found["vintages"]] == [1, 2]
    assert found["vintages"][1]["parent"] == found["vintages"][0]["id"]


@pytest.mark.parametrize(
    ("dataset", "code"), [((), "store-bare"), (("kazakhstan",), "store-empty"), (("nowhere",), "dataset-unknown")]
)
def test_a_store_without_vintages_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: tuple[str, ...], code: str
) -> None:
    """An empty store, a dataset that was never built and one that does not exist are three problems."""
    status, out, err = run(capsys, tmp_path, "vintages", *dataset)
    assert (status, out) == (3, "")
    assert f"[{code}]" in err


@pytest.mark.parametrize("names", [("1", "2"), ("2025-01-31", "2025-02-10"), ("000001", "2030-01-01")])
def test_every_cell_that_moved_is_shown(
    store: Path, capsys: pytest.CaptureFixture[str], names: tuple[str, str]
) -> None:
    """Eight cells of March move as worked by hand, all others are equal; vintages are named by number or by day."""
    status, out, _ = run(capsys, store, "diff", HAMLET, *names)
    assert status == 1
    shown = re.findall(r"^moved  hamlet_recorded/(\S+)/2024-03/count  (\d) → (\d)  \(([+−])1\)  The reeve", out, re.M)
    assert {place: (int(old), int(new)) for place, old, new, _ in shown} == MOVED
    assert [(sign == "+") == (old < new) for _, old, new, sign in shown] == [True] * len(MOVED)
    assert f"\nCells equal: {CELLS - len(MOVED)}; moved: {len(MOVED)}; new: 0; gone: 0.\n" in out
    assert f"\nOf the published figures that moved or are gone, declared: 0; undeclared: {len(MOVED)}.\n" in out
    assert out.endswith("Largest move: −1 in hamlet_recorded/assault/H-L/2024-03/count.\n")


def test_revisions_as_json_are_as_documented(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example in the help has exactly the names that are printed, and the numbers are those worked by hand."""
    status, out, _ = run(capsys, store, "diff", HAMLET, "1", "2", "--json")
    found = json.loads(out)
    assert status == 1
    assert list_keys(found) == list_keys(read_example(DIFF_EXAMPLES))
    moved = {c["key"]: (c["before"]["value"], c["after"]["value"], c["difference"]) for c in found["changes"]}
    expected = {f"hamlet_recorded/{place}/2024-03/count": (a, b, b - a) for place, (a, b) in MOVED.items()}
    assert moved == expected


@pytest.mark.parametrize(
    ("day", "part", "declared"),
    [
        ("2025-02-01", "", 8),
        ("2025-01-09", "", 0),
        ("2025-02-11", "", 0),
        ("2025-02-01", 'periods = ["2024"]', 8),
        ("2025-02-01", 'periods = ["2024-01", "2024-02"]', 0),
        ("2025-02-01", 'measures = ["theft"]', 4),
        ("2025-02-01", 'regions = ["H-U"]', 5),
        ("2025-02-01", 'measures = ["theft"]\nregions = ["H-L"]', 3),
    ],
)
def test_declared_revisions_are_told_from_others(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str], day: str, part: str, declared: int
) -> None:
    """Published between the vintages, of these periods, and of these codes or those above them; counted in MOVED."""
    text = f'[[revisions]]\nid = "late"\npublished = {day}\nreason = {{ en = "a", ru = "б", kk = "в" }}\n{part}\n'
    change_hamlet(tmp_path, ("[records]\n", f"{text}\n[records]\n"))
    arguments = ("diff", str(tmp_path / "hamlet"), "1", "2")
    found = json.loads(run(capsys, store, *arguments, "--json")[1])
    assert (found["declared"], found["undeclared"]) == (declared, len(MOVED) - declared)
    assert [change["declared"] for change in found["changes"]].count("late") == declared
    assert run(capsys, store, *arguments)[1].count("declared: late") == declared
    backwards = json.loads(run(capsys, store, *arguments[:2], "2", "1", "--json")[1])
    assert backwards["declared"] == declared


def test_a_definition_that_changed_since_is_said_once(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer from a vintage of another definition says so; from one of today's it does not."""
    change_hamlet(tmp_path, ("rate_base = 1000", "rate_base = 10000"))
    said = "made by another definition"
    for dataset, times in ((str(tmp_path / "hamlet"), 1), (HAMLET, 0)):
        assert run(capsys, store, "ask", "total 2024-03", "--data", dataset)[1].count(said) == times


def test_an_answer_says_how_complete_it_is(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of 2024 three months of twelve are there, one of them without a row: a sixth of what was expected."""
    out = run(capsys, store, "ask", "total 2024", "--data", HAMLET, "--lang", "en")[1]
    assert "Of the reports expected for this period 16.7% came in." in out
    assert "came in" not in run(capsys, store, "ask", "total 2024-03", "--data", HAMLET)[1]


def test_a_vintage_does_not_differ_from_itself(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing moved: status 0 and a line that says so."""
    status, out, _ = run(capsys, store, "diff", HAMLET, "2", "2025-02-28")
    assert status == 0
    assert out.splitlines()[1:] == [f"Cells equal: {CELLS}; moved: 0; new: 0; gone: 0."]


def test_packaged_figures_are_compared_with_what_was_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build of the packaged figures holds the packaged figures; records have no packaged ones."""
    assert run(capsys, tmp_path, "build", "kazakhstan")[0] == 0
    assert run(capsys, tmp_path, "diff", "kazakhstan", "1", "packaged")[0] == 0
    status, _, err = run(capsys, tmp_path, "diff", HAMLET, "1", "packaged")
    assert status == 3
    assert "[store-empty]" in err


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("3", 3, "vintage-unknown"),
        ("2025-01-09", 3, "vintage-unknown"),
        ("yesterday", 3, "vintage-unknown"),
        ("2025-02-30", 2, "use-as-of"),
        ("", 2, "use-as-of"),
    ],
)
def test_a_vintage_that_is_not_there_is_told(
    store: Path, capsys: pytest.CaptureFixture[str], name: str, status: int, code: str
) -> None:
    """An unknown number, a day before the first, an impossible day and an empty word: none is answered from another."""
    for arguments in (("diff", HAMLET, name, "1"), ("ask", "total 2024-03", "--data", HAMLET, "--as-of", name)):
        found, out, err = run(capsys, store, *arguments)
        assert (found, out) == (status, "")
        assert f"[{code}]" in err


@pytest.mark.parametrize(("as_of", "value"), [("1", 2), ("2025-02-09", 2), ("2025-02-10", 3), ("000002", 3)])
def test_ask_answers_from_the_vintage_then_in_force(
    store: Path, capsys: pytest.CaptureFixture[str], as_of: str, value: int
) -> None:
    """March 2024 had two offences in the first vintage and has three in the second."""
    out = run(capsys, store, "ask", "total 2024-03", "--data", HAMLET, "--as-of", as_of, "--json")[1]
    assert json.loads(out)["value"] == value


def test_check_judges_by_the_vintage_then_in_force(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two offences in March 2024 is right by the first vintage and wrong by the second."""
    statement = tmp_path / "statement.txt"
    statement.write_text("All offences in the hamlet in March 2024: 2.", encoding="utf-8")
    by = {a: run(capsys, store, "check", str(statement), "--data", HAMLET, "--as-of", a)[0] for a in ("1", "2")}
    assert by == {"1": 0, "2": 1}


def test_check_without_data_has_no_vintage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An option that would do nothing is refused, not passed over."""
    statement = tmp_path / "statement.txt"
    statement.write_text("Police registered 565 murders in 2024.", encoding="utf-8")
    status, _, err = run(capsys, tmp_path, "check", str(statement), "--as-of", "1")
    assert status == 2
    assert "[use-as-of-alone]" in err


def test_a_bulletin_is_written_from_the_vintage_then_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bulletin of a vintage that does not exist is not written; of the packaged figures it is."""
    run(capsys, tmp_path, "build", "kazakhstan")
    common = ("bulletin", "kazakhstan", "--period", "2024", "-o", str(tmp_path / "pages"), "--lang", "en")
    assert "[vintage-unknown]" in run(capsys, tmp_path, *common, "--as-of", "2")[2]
    assert not (tmp_path / "pages").exists()
    assert run(capsys, tmp_path, *common, "--as-of", "packaged")[0] == 0


@pytest.mark.parametrize(("language", "moved"), [("ru", "изменилось: 8"), ("kk", "өзгергені: 8")])
def test_the_terminal_is_spoken_to_in_its_language(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, moved: str
) -> None:
    """ESEP_LANG chooses the language of the list and of the revisions."""
    monkeypatch.setenv("ESEP_LANG", language)
    assert moved in run(capsys, store, "diff", HAMLET, "1", "2")[1]
    assert "rows read" not in run(capsys, store, "vintages")[1]


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Both commands' help ends with examples that begin with esep."""
    for command in ("vintages", "diff"):
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert f"\n  esep {command}" in capsys.readouterr().out
