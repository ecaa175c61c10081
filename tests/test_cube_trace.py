"""The offences behind a cell: lines of the files that add up to it, or a problem that says why they cannot be shown."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from esep.cli import main
from esep.cli.trace import TRACE_EXAMPLES
from esep.cube.build import build_dataset
from esep.cube.cube import CellCube
from esep.cube.trace import Trace, trace_cell
from esep.cube.vintages import commit, open_vintage
from esep.model.cell import CellKey
from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from esep.sources.dataset import load_definition
from tests.records_sample import DATA, change_hamlet, list_codes, load_hamlet
from tests.test_cube_addition import APRIL, MARCH, ROWS, write_rows

HAMLET = load_hamlet()
FOLDER = DATA / "hamlet"
PLAIN = DATA / "plain.csv"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the hamlet built from plain.csv; nobody writes to it."""
    store = tmp_path_factory.mktemp("built") / "store"
    build_dataset(HAMLET, FOLDER, [PLAIN], store)
    return store


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the store."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def trace(store: Path, place: str, *sources: Path, definition: Definition = HAMLET) -> Trace:
    """Return the trace of a cell of the hamlet."""
    return trace_cell(f"hamlet_recorded/{place}/count", definition, sources or (PLAIN,), store)


def list_problems(store: Path, place: str, *sources: Path, definition: Definition = HAMLET) -> list[str]:
    """Return the codes of the problems of a trace."""
    with pytest.raises(EsepError) as caught:
        trace(store, place, *sources, definition=definition)
    return list_codes(caught.value)


@pytest.mark.parametrize(
    ("place", "lines", "total"),
    [
        ("theft/H-U/2024-01", [(7, -1)], -1),
        ("theft/H/2024-01", [(6, 1), (7, -1)], 0),
        ("violent/H/2024-03", [(8, 1), (9, 1)], 2),
        ("murder/H-L/2024-03", [], 0),
        ("total/H/2023", [(2, 1), (3, 1), (4, 1), (5, 1)], 4),
    ],
)
def test_the_lines_behind_a_cell_are_those_seen_in_the_file(
    store: Path, place: str, lines: list[tuple[int, int]], total: int
) -> None:
    """Lines of plain.csv picked by eye: by place, by kind with all kinds below it, and corrections with their sign."""
    found = trace(store, place)
    assert [(offence.line, offence.count) for offence in found.offences] == lines
    assert (found.rows, found.total, found.vintage[:7]) == (len(lines), total, "000001-")
    assert {offence.file for offence in found.offences} <= {"plain.csv"}


def test_every_cell_of_a_month_is_what_its_lines_add_up_to(store: Path) -> None:
    """Whatever the kind and the village, the sum over the listed lines is the cell."""
    for cell in open_vintage(store, "hamlet")[0].find(period=Period.months(2024, 3)):
        found = trace_cell(str(cell.key), HAMLET, [PLAIN], store)
        assert cell.value == Fraction(sum(offence.count for offence in found.offences)) == found.total


def test_a_line_is_told_with_its_id_and_dates(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text and JSON name file, line, id, both dates and the signed count, and say that the sum is the cell."""
    arguments = ["trace", "hamlet_recorded/theft/H/2024-01/count", str(FOLDER), str(PLAIN), "--store", str(store)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "plain.csv:7  6  registered 2024-01-01  occurred 2023-12-24  theft  H-U  -1\n" in out
    assert out.endswith("Records: 2. Their counts add up to 0, and so does the cell.\n")
    assert main([*arguments, "--limit", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["sum"], found["value"], len(found["offences"])) == (2, 0, 0, 1)
    example = json.loads(TRACE_EXAMPLES[TRACE_EXAMPLES.index("  {") :])
    assert found.keys() == example.keys()
    assert found["offences"][0].keys() == example["offences"][0].keys()
    assert main([*arguments, "--limit", "1"]) == 0
    assert "… and 1 record more" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--limit", "-1"])
    assert caught.value.code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_without_a_value_is_said_to_have_none(store: Path, language: str) -> None:
    """Of 2023 two months are there: what they add up to is told, and that the year has no value."""
    words = {"en": "has no value", "ru": "значения в ячейке нет", "kk": "мән жоқ"}
    assert words[language] in trace(store, "total/H/2023").describe(language)


def test_files_that_are_not_those_of_the_vintage_are_named(tmp_path: Path, store: Path) -> None:
    """A file in which one digit changed is another file, and the one that was counted is missing."""
    changed = tmp_path / "plain.csv"
    changed.write_bytes(PLAIN.read_bytes().replace(b"31.12.2023", b"30.12.2023"))
    assert list_problems(store, "theft/H/2024-01", changed) == ["trace-source-other", "trace-source-missing"]
    both = list_problems(store, "theft/H/2024-01", PLAIN, DATA / "renamed.csv")
    assert both == ["trace-source-other"]


def test_files_that_were_not_given_are_counted_in_one_problem(tmp_path: Path) -> None:
    """Of a vintage of three files one is given: one problem says that two are missing."""
    files = [write_rows(tmp_path / f"{name}.csv", [row]) for name, row in zip("abc", ROWS, strict=False)]
    build_dataset(HAMLET, FOLDER, files, tmp_path / "store")
    with pytest.raises(EsepError) as caught:
        trace(tmp_path / "store", f"total/H/{ROWS[1].split(',')[1]}", files[1])
    (problem,) = caught.value.problems
    assert (problem.code, problem.facts["n"], problem.where.file) == ("trace-source-missing", "2", "a.csv")


@pytest.mark.parametrize("place", ["theft/H", "theft/H/2024-13", "theft/H/2024-01/count", "theft[]/H/2024-01"])
def test_a_key_that_is_none_is_wrong_use(store: Path, place: str) -> None:
    """What does not read as a key is told so, before anything is read."""
    assert list_problems(store, place, Path("nowhere.csv")) == ["use-cell"]


def test_what_cannot_be_traced_is_told(tmp_path: Path, store: Path) -> None:
    """A cell that is not there, another definition, published figures and protected cells are four problems."""
    assert list_problems(store, "theft/H/2031-01") == ["trace-cell-unknown"]
    other = change_hamlet(tmp_path, ("rate_base = 1000", "rate_base = 10000"))
    assert list_problems(store, "theft/H/2024-01", definition=other) == ["trace-definition"]
    assert list_problems(store, "theft/H/2024-01", definition=load_definition("kazakhstan")) == ["trace-kind"]
    cube, vintage = open_vintage(store, "hamlet")
    commit(CellCube(cube), HAMLET, vintage.sources, vintage.rows, store)
    assert list_problems(store, "theft/H/2024-01") == ["trace-protected"]


def test_months_that_were_replaced_are_traced_to_the_new_file(tmp_path: Path) -> None:
    """March stands in a file with January, and was replaced by another one: its lines are those of the new file."""
    store = tmp_path / "store"
    old, new = write_rows(tmp_path / "old.csv", ROWS), write_rows(tmp_path / "new.csv", MARCH + APRIL)
    build_dataset(HAMLET, FOLDER, [old], store)
    build_dataset(HAMLET, FOLDER, [new], store, is_addition=True)
    march, january = trace(store, "total/H/2024-03", new, old), trace(store, "total/H/2024-01", old, new)
    assert [(offence.file, offence.line) for offence in march.offences] == [("new.csv", 2), ("new.csv", 3)]
    assert [(offence.file, offence.line) for offence in january.offences] == [("old.csv", 6), ("old.csv", 7)]


def test_a_list_that_does_not_add_up_is_not_shown(tmp_path: Path) -> None:
    """One id in two files that were added one by one counted twice; read together, it is a duplicate."""
    definition = change_hamlet(tmp_path, ('rule = "none"', 'rule = "same_id"'))
    store = tmp_path / "store"
    old, new = (
        write_rows(tmp_path / "old.csv", ROWS),
        write_rows(tmp_path / "new.csv", ["1,2024-04,02.04.2024,1,0101,U"]),
    )
    build_dataset(definition, FOLDER, [old], store)
    build_dataset(definition, FOLDER, [new], store, is_addition=True)
    assert list_problems(store, "total/H/2024-04", old, new, definition=definition) == ["trace-unequal"]


@pytest.mark.parametrize(
    "key",
    [
        CellKey("s", "theft", "", "KZ", Period.year(2024)),
        CellKey(
            "s", "theft", "method:phishing", "KZ-75", Period.parse("2024-01..2024-06"), "percent", Period.year(2020)
        ),
    ],
)
def test_a_key_is_read_back_from_its_text(key: CellKey) -> None:
    """What a key is printed as names that key."""
    assert CellKey.parse(str(key)) == key
