"""The command line as a user meets it: what it prints, how it ends, and what it says when the input is bad."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from esep.cli import main
from tests.records_sample import DATA

HAMLET = DATA / "hamlet"

GOOD = "Police registered 565 murders in Kazakhstan in 2024, against 2,594 murders in 1997."
WRONG = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 4.5-fold decrease."


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run a command and return its exit status, output and messages."""
    status = main(arguments)
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def write(folder: Path, text: str | bytes) -> str:
    """Write a statement and return its path."""
    path = folder / "statement.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.mark.parametrize(
    ("text", "data", "status"), [(GOOD, True, 0), (WRONG, True, 1), (WRONG, False, 1), (GOOD, False, 0)]
)
def test_exit_status_tells_whether_a_number_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, data: bool, status: int
) -> None:
    """0 is nothing wrong, 1 is something wrong or inconsistent, with data and without."""
    arguments = ["check", write(tmp_path, text), *(["--data", "kazakhstan"] if data else [])]
    assert run(*arguments, capsys=capsys)[0] == status


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"),
        ("   \n", "text-empty"),
        ("x 12 " * 50_000, "text-too-long"),
        ("a" * 10_000_000, "file-too-large"),
        ("Преступлений 565".encode("cp1251"), "encoding-wrong"),
        ("La incidencia delictiva bajó un 3,2 por ciento en los primeros meses del año pasado.", "text-language"),
        (b"\x00\x01\x02 murders 12", "encoding-wrong"),
    ],
)
def test_bad_text_gets_a_problem_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, code: str
) -> None:
    """Each kind of bad statement ends with status 3 and one problem that says what to do."""
    status, out, err = run("check", write(tmp_path, text), capsys=capsys)
    assert (status, out) == (3, "")
    assert f"[{code}]" in err
    assert "→" in err
    assert "Traceback" not in err


def test_missing_file_and_folder_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is not there, and a folder without any document, are two problems."""
    assert "[file-missing]" in run("check", str(tmp_path / "no.txt"), capsys=capsys)[2]
    assert "[files-none]" in run("check", str(tmp_path), capsys=capsys)[2]


def test_bad_date_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """31 November exists nowhere: status 2."""
    status, _, err = run("check", write(tmp_path, GOOD), "--date", "2025-11-31", capsys=capsys)
    assert status == 2
    assert "[use-date]" in err


def test_unknown_option_is_wrong_use() -> None:
    """The parser itself ends with 2, as every command-line tool does."""
    with pytest.raises(SystemExit) as caught:
        main(["check", "--nonsense"])
    assert caught.value.code == 2


def test_check_as_json_has_the_documented_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Offsets count characters of the text as read, and each claim carries the documented fields."""
    status, out, _ = run("check", write(tmp_path, WRONG), "--data", "kazakhstan", "--format", "json", capsys=capsys)
    report = json.loads(out)
    fields = "id span start end operator measure scope region period base_period value unit decimals hedge direction"
    fields += " verdict reason true_value evidence"
    assert status == 1
    for claim in report["claims"]:
        assert set(fields.split()) <= set(claim)
        assert WRONG[claim["start"] : claim["end"]] == claim["span"]
    assert {other["role"] for other in report["other_numbers"]} == {"period"}


def test_output_file_is_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -o the page is in the file and nothing is left beside it."""
    target = tmp_path / "out" / "check.html"
    status, out, _ = run(
        "check", write(tmp_path, GOOD), "--data", "kazakhstan", "--format", "html", "-o", str(target), capsys=capsys
    )
    assert (status, out) == (0, "")
    assert target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in target.parent.iterdir()] == ["check.html"]


def test_unwritable_output_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is a file cannot be written into, and the problem says so."""
    blocker = tmp_path / "blocker"
    blocker.write_text("here")
    status, _, err = run("check", write(tmp_path, GOOD), "-o", str(blocker / "x.html"), capsys=capsys)
    assert status == 3
    assert "[file-unwritable]" in err


def test_standard_input_is_read(tmp_path: Path) -> None:
    """A dash reads the text from a pipe."""
    command = [sys.executable, "-m", "esep", "check", "-"]
    done = subprocess.run(command, input=WRONG, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "4.5" in done.stdout


def test_ask_answers_in_three_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The share of fraud in 2024 is 34.0 per cent of the Committee's offences (45,156 of 132,778)."""
    status, out, _ = run("ask", "fraud share KZ 2024", "--json", "--store", str(tmp_path), capsys=capsys)
    answer = json.loads(out)
    assert status == 0
    assert (answer["text"], answer["unit"], answer["status"]) == ("34.0%", "percent", "A")
    assert set(answer["sentence"]) == {"en", "ru", "kk"}
    assert answer["question"] == "fraud share-of:total scope:committee_offences region:KZ period:2024"


def test_ask_by_options_is_the_same_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--share-of all means the total, and the answer names the scope that was asked for."""
    options = ("--measure", "fraud", "--period", "2024", "--scope", "mia_crimes", "--share-of", "all")
    _, out, _ = run("ask", *options, "--json", "--store", str(tmp_path), capsys=capsys)
    answer = json.loads(out)
    assert answer["question"] == "fraud share-of:total scope:mia_crimes region:KZ period:2024"
    assert answer["status"] == "E"


def test_ask_about_an_unknown_word_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt measure ends with 2 and names the nearest known one."""
    status, _, err = run("ask", "murdr 2024", capsys=capsys)
    assert status == 2
    assert "murder" in err


def test_build_prints_the_rows_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """317 figures, 36 changes and 100 population figures are read, and what is read is accounted for."""
    status, out, _ = run("build", "kazakhstan", "--store", str(tmp_path), "--json", capsys=capsys)
    rows = json.loads(out)["rows"]
    assert status == 0
    assert rows["read"] == 317 + 36 + 100
    assert rows["accepted"] + rows["rejected"] + rows["duplicates"] == rows["read"]


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command's help ends with examples that begin with esep."""
    for command in ("build", "ask", "check", "bulletin"):
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert f"\n  esep {command} " in capsys.readouterr().out


def test_problems_follow_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ESEP_LANG=ru a missing file is reported in Russian."""
    monkeypatch.setenv("ESEP_LANG", "ru")
    assert "нет" in run("check", str(tmp_path / "no.txt"), capsys=capsys)[2]


def test_promised_names_are_there() -> None:
    """Every name of `esep.__all__` can be had, and no other."""
    import esep

    for name in esep.__all__:
        assert getattr(esep, name) is not None
    with pytest.raises(AttributeError):
        _ = esep.nonsense


def test_unknown_form_of_a_report_is_a_problem() -> None:
    """A program that asks for a form that does not exist hears which ones do."""
    from esep import EsepError, check
    from esep.claims import render

    with pytest.raises(EsepError) as caught:
        render(check(GOOD), "papyrus", "en", None)
    assert [problem.code for problem in caught.value.problems] == ["use-format"]


def test_unknown_form_of_a_bulletin_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form that does not exist is named with those that do, before anything is written."""
    folder = tmp_path / "b"
    command = ("bulletin", "kazakhstan", "--period", "2024", "--forms", "html,papyrus", "-o", str(folder))
    status, _, err = run(*command, capsys=capsys)
    assert (status, folder.exists()) == (3, False)
    assert "[bulletin-form-unknown]" in err
    assert "papyrus" in err


def test_bulletin_names_its_files_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the files come as data, those of the forms asked for."""
    folder = tmp_path / "b"
    command = ("bulletin", "kazakhstan", "--period", "2024", "--lang", "en", "--forms", "html,txt", "--json")
    status, out, _ = run(*command, "-o", str(folder), capsys=capsys)
    assert status == 0
    names = [Path(name).name for name in json.loads(out)["files"]]
    assert names == ["index.html", "en.txt", "data.csv", "SHA256SUMS"]


def test_bulletin_without_figures_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is known of 1800: no page is written, and a file in the place of the folder is told apart."""
    folder = tmp_path / "bulletin"
    status, _, err = run("bulletin", "kazakhstan", "--period", "1800", "-o", str(folder), capsys=capsys)
    assert (status, folder.exists()) == (3, False)
    assert "[bulletin-empty]" in err
    taken = tmp_path / "taken.txt"
    taken.write_text("mine")
    assert (
        "[bulletin-folder-unwritable]"
        in run("bulletin", "kazakhstan", "--period", "2024", "-o", str(taken), capsys=capsys)[2]
    )
    assert taken.read_text() == "mine"


@pytest.mark.parametrize(("language", "word"), [("ru", "вопроса"), ("kk", "Сұрақтағы")])
def test_ask_follows_the_language_of_the_user(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    """ESEP_LANG holds for the messages of ask too."""
    monkeypatch.setenv("ESEP_LANG", language)
    assert word in run("ask", "frod KZ 2024", capsys=capsys)[2]


def test_a_day_that_does_not_exist_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """31 November is no day: the report says so instead of taking it for a date in silence."""
    text = "Police counted 565 murders by 31 November 2024."
    assert "31 November 2024" in run("check", write(tmp_path, text), "--data", "kazakhstan", capsys=capsys)[1]
    _, out, _ = run("check", write(tmp_path, text), "--data", "kazakhstan", "--format", "json", capsys=capsys)
    assert any("31 November 2024" in note for note in json.loads(out)["notes"])


def test_what_follows_progress_begins_on_a_clean_line(tmp_path: Path) -> None:
    """On a terminal the last step is taken off before the report or a problem is printed; a pipe gets no steps."""
    for source, first in ((DATA / "plain.csv", "Rows read"), (tmp_path / "none.csv", "error [file-missing]")):
        leader, follower = os.openpty()
        command = [sys.executable, "-m", "esep", "build", str(HAMLET), str(source), "--store", str(tmp_path / "store")]
        subprocess.run(command, check=False, stdout=follower, stderr=follower)
        os.close(follower)
        shown = os.read(leader, 1 << 16).decode()
        os.close(leader)
        before, mark, _ = shown.partition(first)
        assert mark
        assert before.rpartition("\033[K")[2].replace(str(source) + ": ", "") == ""
