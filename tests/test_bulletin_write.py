"""Writing a bulletin: the whole folder or nothing, and never over what someone else put there."""

from __future__ import annotations

from pathlib import Path

import pytest

from esep import exports
from esep.answers import Answers
from esep.bulletin import write_bulletin
from esep.model.period import Period
from esep.problems import EsepError
from tests.bulletin_sample import LANGUAGES, make_answers, make_hostile, open_kazakhstan

YEAR = Period.year(2024)
DATA = [f"data/{name}" for name in exports.FILES]
FILES = [
    *("index.html", "en.html", "ru.html", "kk.html"),
    *(f"{language}.{form}" for language in ("en", "ru", "kk") for form in ("pdf", "xlsx", "docx", "txt")),
    *("data.csv", *DATA, "SHA256SUMS"),
]


@pytest.fixture
def answers() -> Answers:
    """Return a small dataset."""
    return make_answers({"total": {2023: 120, 2024: 150}, "theft": {2024: 120}, "fraud": {2024: 30}})


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder with their bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def name_files(paths: tuple[Path, ...]) -> list[str]:
    """Return the names of written files inside their folder."""
    return [str(path.relative_to(paths[0].parent)) for path in paths]


def write_pages(answers: Answers, folder: Path) -> tuple[Path, ...]:
    """Write a bulletin as pages and one workbook, which is enough to see how a folder is written."""
    return write_bulletin(answers, YEAR, folder, forms=("html", "xlsx"))


def expect_problem(code: str, answers: Answers, folder: Path) -> dict[str, str]:
    """Write a bulletin that must be refused; return the facts of the problem."""
    with pytest.raises(EsepError) as caught:
        write_pages(answers, folder)
    assert [problem.code for problem in caught.value.problems] == [code]
    return caught.value.problems[0].facts


def test_bulletin_of_kazakhstan_is_written_in_three_languages(tmp_path: Path) -> None:
    """A page a language, an index that leads to them, and the numbers as CSV with a mark for spreadsheets."""
    paths = write_bulletin(open_kazakhstan(tmp_path), YEAR, tmp_path / "new" / "bulletin")
    assert name_files(paths) == FILES
    index = paths[0].read_text(encoding="utf-8")
    assert all(f'href="{language}.html"' in index for language in LANGUAGES)
    assert (paths[0].parent / "data.csv").read_bytes().startswith(b"\xef\xbb\xbfquestion,value,unit,status,")
    assert not [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".")]


def test_one_language_is_one_page(tmp_path: Path, answers: Answers) -> None:
    """A bulletin in one language is the index itself and offers no other language."""
    paths = write_bulletin(answers, YEAR, tmp_path / "b", ("kk",), forms=("html",))
    assert name_files(paths) == ["index.html", "data.csv", "SHA256SUMS"]
    assert '<html lang="kk">' in paths[0].read_text(encoding="utf-8")
    assert "ru.html" not in paths[0].read_text(encoding="utf-8")


def test_writing_again_gives_the_same_bytes(tmp_path: Path, answers: Answers) -> None:
    """The same data give the same files, and an older bulletin is replaced as a whole."""
    folder = tmp_path / "b"
    write_pages(answers, folder)
    first = read_folder(folder)
    write_pages(answers, folder)
    assert read_folder(folder) == first
    write_bulletin(answers, YEAR, folder, ("en",), forms=("html", "pdf"))
    assert sorted(read_folder(folder)) == ["SHA256SUMS", "data.csv", "en.pdf", "index.html"]


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "data.csv", ".hidden", "en.html"])
def test_foreign_file_is_not_destroyed(tmp_path: Path, answers: Answers, name: str) -> None:
    """A file that Esep did not write stops the bulletin, even one that bears the name of a page."""
    folder = tmp_path / "b"
    folder.mkdir()
    (folder / name).write_bytes(b"mine \xff")
    facts = expect_problem("bulletin-folder-foreign", answers, folder)
    assert facts["name"] == name
    assert read_folder(folder) == {name: b"mine \xff"}


def test_file_in_the_place_of_the_folder_is_not_destroyed(tmp_path: Path, answers: Answers) -> None:
    """A file where the folder should go is left alone."""
    place = tmp_path / "b"
    place.write_text("mine", encoding="utf-8")
    expect_problem("bulletin-folder-unwritable", answers, place)
    assert place.read_text(encoding="utf-8") == "mine"


def test_folder_inside_the_folder_is_foreign(tmp_path: Path, answers: Answers) -> None:
    """A folder of someone's own beside our pages stops the bulletin too."""
    folder = tmp_path / "b"
    write_pages(answers, folder)
    (folder / "pictures").mkdir()
    assert expect_problem("bulletin-folder-foreign", answers, folder)["name"] == "pictures"


def test_file_that_was_edited_is_not_destroyed(tmp_path: Path, answers: Answers) -> None:
    """A document that someone changed after it was written is theirs now, and stops the next bulletin."""
    folder = tmp_path / "b"
    write_pages(answers, folder)
    with (folder / "en.xlsx").open("ab") as file:
        file.write(b"mine")
    assert expect_problem("bulletin-folder-foreign", answers, folder)["name"] == "en.xlsx"


def test_nothing_is_half_written(tmp_path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails while the files are written, the old bulletin stands and nothing is left behind."""
    folder = tmp_path / "b"
    write_pages(answers, folder)
    before = read_folder(folder)
    write = Path.write_bytes

    def fail_on_data(path: Path, data: bytes) -> int:
        if path.name == "data.csv":
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail_on_data)
    facts = expect_problem("bulletin-folder-unwritable", answers, folder)
    assert facts["cause"] == "No space left on device"
    assert read_folder(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_failed_exchange_puts_the_old_folder_back(
    tmp_path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot take its name, the old one has it again."""
    folder = tmp_path / "b"
    write_pages(answers, folder)
    before = read_folder(folder)
    rename = Path.rename

    def fail_on_new(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_on_new)
    expect_problem("bulletin-folder-unwritable", answers, folder)
    assert read_folder(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_place_that_cannot_hold_a_folder_is_told(tmp_path: Path, answers: Answers) -> None:
    """A path below a file is refused with the reason that the system gives."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    facts = expect_problem("bulletin-folder-unwritable", answers, tmp_path / "file" / "b")
    assert facts["cause"]


def test_hostile_dataset_is_written(tmp_path: Path) -> None:
    """Names full of markup, formulas and ten thousand characters do not stop a bulletin."""
    paths = write_bulletin(make_hostile(), YEAR, tmp_path / "b")
    assert name_files(paths) == FILES
