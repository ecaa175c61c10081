"""The forms of a report for programs: JSON by its schema, SARIF by its rules, lines, annotations, folders of pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from esep.claims import check, render
from esep.claims.reports.json_form import read_schema, report_to_dict
from esep.claims.reports.line import write_command
from esep.claims.reports.sarif import RULES
from esep.cli import main
from tests.document_sample import make_docx, make_pdf, say
from tests.report_sample import make_claim, make_report, make_sample
from tests.report_words import let_remarks_be_said, name

RIGHT = "Police registered 565 murders in Kazakhstan in 2024, against 2,594 murders in 1997."
# 24,712 / 5,588 = 4.42: the statement of the Ministry, whose last digit is off, and one that is far off.
SLIP = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 4.5-fold decrease."
WRONG = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 9.5-fold decrease."
NO_NUMBER = "Crime is lower than it was, the minister said."
VALIDATOR = jsonschema.Draft202012Validator(read_schema())


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Check something and return exit status, output and messages."""
    status = main(["check", *map(str, arguments)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a right, a wrong and a damaged document and one without numbers."""
    place = tmp_path / "releases"
    place.mkdir()
    (place / "a.txt").write_text(RIGHT)
    (place / "b.md").write_text(f"# Groups\n\nSince *then*: {WRONG}\n")
    (place / "c.docx").write_bytes(make_docx(say("Groups") + say(WRONG)))
    (place / "d.pdf").write_bytes(make_pdf("Groups", WRONG))
    (place / "e.txt").write_text(NO_NUMBER)
    return place


def test_the_schema_is_one() -> None:
    """The shipped file is a JSON Schema, and says of every field what it is or refers to what does."""
    jsonschema.Draft202012Validator.check_schema(read_schema())


def test_a_report_keeps_to_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample, with every kind of claim, and a real check with readings and cells."""
    let_remarks_be_said(monkeypatch)
    VALIDATOR.validate(report_to_dict(make_sample(), "en", name))
    for text in (RIGHT, WRONG):
        VALIDATOR.validate(json.loads(render(check(text, "kazakhstan"), "json")))
        VALIDATOR.validate(json.loads(render(check(text), "json", "kk")))


def test_the_schema_refuses_what_it_does_not_describe() -> None:
    """A field too many, a verdict that does not exist and an offset that is no number are faults."""
    good = json.loads(render(check(RIGHT), "json"))
    for change in ({"more": 1}, {"claims": [{**good["claims"][0], "verdict": "fine"}]}, {"file": 1}):
        assert not VALIDATOR.is_valid({**good, **change})


def test_labelled_statements_keep_to_the_schema(shared: Path) -> None:
    """The report on every labelled statement is valid."""
    lines = (shared / "claims/development/kazakhstan.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::4]:
        VALIDATOR.validate(json.loads(render(check(json.loads(line)["text"], "kazakhstan"), "json")))


def test_several_texts_are_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reports, problems and totals of a folder form one valid JSON document; a damaged file is a problem in it."""
    (folder / "bad.pdf").write_bytes(b"no")
    status, out, err = run(capsys, folder, "--format", "json")
    data = json.loads(out)
    VALIDATOR.validate(data)
    assert status == 3
    assert [Path(report["file"]).name for report in data["reports"]] == ["a.txt", "b.md", "c.docx", "d.pdf", "e.txt"]
    assert [report["form"] for report in data["reports"]] == ["text", "markdown", "docx", "pdf", "text"]
    assert [(p["code"], Path(p["file"]).name) for p in data["problems"]] == [
        ("document-damaged", "bad.pdf"),
        ("text-without-number", "e.txt"),
    ]
    assert (data["counts"]["files"], data["counts"]["files_failed"], data["counts"]["files_unread"]) == (6, 3, 1)
    assert "[document-damaged]" in err


def test_a_failure_keeps_to_the_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A single file that cannot be checked gives its problems in place of a report."""
    status, out, _ = run(capsys, tmp_path / "none.txt", "--format", "json")
    VALIDATOR.validate(json.loads(out))
    assert (status, json.loads(out)["problems"][0]["code"]) == (3, "file-missing")


def test_a_claim_has_its_place_in_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Line and column past the markup, or the paragraph, or the page."""
    places = {}
    for file in ("b.md", "c.docx", "d.pdf"):
        claims = json.loads(run(capsys, folder / file, "--format", "json")[1])["claims"]
        places[file] = next(claim["place"] for claim in claims if "9.5" in claim["span"])
    source = (folder / "b.md").read_text().split("\n")[2]
    column = source.index("9.5-fold") + 1
    lined = {"line": 3, "column": column, "end_line": 3, "end_column": column + 8}
    assert places["b.md"] == {**lined, "paragraph": None, "page": None}
    assert (places["c.docx"]["paragraph"], places["c.docx"]["line"]) == (2, None)
    assert (places["d.pdf"]["page"], places["d.pdf"]["line"]) == (2, None)


def test_a_text_without_numbers_has_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hook lets it pass; the report says that nothing was found, and so does a note."""
    path = tmp_path / "a.txt"
    path.write_text(NO_NUMBER)
    status, out, err = run(capsys, path)
    assert status == 0
    assert "No claim with a number" in out
    assert "note [text-without-number]" in err


def test_lines_are_for_editors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """file:line:col: severity rule message; a page or a paragraph where there are no lines; what passes is silent."""
    (folder / "f.txt").write_text(SLIP)
    status, out, _ = run(capsys, folder, "--data", "kazakhstan", "--format", "line", "--report-lang", "ru")
    lines = [line for line in out.splitlines() if " wrong " in line]
    heads = [line.partition(" wrong ")[0].replace(str(folder), "") for line in lines]
    assert heads == [
        "/b.md:3:83: error",
        "/c.docx:paragraph 2: error",
        "/d.pdf:page 2: error",
        "/f.txt:1:69: warning",
    ]
    assert "Неверно: «9.5-fold" in lines[0]
    assert "/a.txt" not in out
    assert status == 1


@pytest.mark.parametrize(
    "hostile",
    ["x\n::error::y", "a\r\n::set-env name=A::b", "50%0A::warning::z", "t,line=1::q", "\u202e::stop-commands::x", "::"],
)
def test_a_command_cannot_be_broken_out_of(hostile: str) -> None:
    """Whatever is in a file name or a sentence: one command comes out, and it is ours."""
    shown = write_command("error", {"file": hostile, "title": hostile}, hostile)
    assert shown.count("\n") == 1
    assert "\r" not in shown
    match = re.fullmatch(r"::error file=([^,:]*),title=([^,:]*)::(.*)\n", shown)
    assert match is not None
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", match[1] + match[3])


def test_annotations_are_for_a_code_host(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong number is an error at its place, a damaged file is one of its own, and the counts are a notice."""
    (folder / "bad.pdf").write_bytes(b"no")
    _, out, _ = run(capsys, folder, "--data", "kazakhstan", "--format", "github")
    lines = out.splitlines()
    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines)
    at = f"::error file={folder}/b.md,title=Wrong,line=3,col=83,endLine=3,endColumn=91::Wrong: “9.5-fold”"
    assert any(line.startswith(at) for line in lines)
    assert any(line.startswith(f"::error file={folder}/bad.pdf,") for line in lines)
    assert any("numerals found" in line for line in lines)


def list_sarif_faults(log: dict[str, Any]) -> list[str]:
    """Return what breaks a rule of SARIF 2.1.0; in brackets the section of the standard."""
    faults = []
    if log["version"] != "2.1.0" or not log["$schema"].endswith("sarif-schema-2.1.0.json"):
        faults.append("version (3.13.2)")
    for part in log["runs"]:
        rules = part["tool"]["driver"]["rules"]
        faults += ["a rule twice (3.19.23)"] * (len({rule["id"] for rule in rules}) != len(rules))
        faults += ["column kind (3.14.27)"] * (part["columnKind"] not in ("utf16CodeUnits", "unicodeCodePoints"))
        for result in part["results"]:
            faults += ["index and id of a rule (3.27.6)"] * (rules[result["ruleIndex"]]["id"] != result["ruleId"])
            # 3.27.10: a result that is no fail has the level none; a fail has one of the others.
            faults += ["kind and level (3.27.10)"] * ((result["kind"] == "fail") == (result["level"] == "none"))
            faults += ["level (3.27.10)"] * (result["level"] not in ("none", "note", "warning", "error"))
            faults += ["no message (3.27.11)"] * (not result["message"]["text"])
            for location in result["locations"]:
                uri = location["physicalLocation"]["artifactLocation"]["uri"]
                faults += ["uri (3.4.3)"] * (re.fullmatch(r"[\w./:%~+-]+", uri, re.ASCII) is None)
                region = location["physicalLocation"].get("region")
                if region is not None:
                    begins = (region["startLine"], region["startColumn"])
                    faults += ["region (3.30)"] * (min(begins) < 1 or (region["endLine"], region["endColumn"]) < begins)
        for invocation in part["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)
            for note in invocation["toolExecutionNotifications"]:
                faults += ["notification (3.58)"] * (not note["message"]["text"] or not note["descriptor"]["id"])
    return faults


def test_sarif_keeps_its_rules_and_holds_faults_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what fails is a result; files that could not be read are notifications; the counts are properties."""
    (folder / "bad name, Ә.pdf").write_bytes(b"no")
    _, out, _ = run(capsys, folder, "--data", "kazakhstan", "--format", "sarif")
    log = json.loads(out)
    assert list_sarif_faults(log) == []
    only = log["runs"][0]
    assert {result["ruleId"] for result in only["results"]} == {"wrong"}
    assert {result["kind"] for result in only["results"]} == {"fail"}
    assert len(only["results"]) == 3
    assert only["results"][1]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "paragraph 2"}]
    assert [note["descriptor"]["id"] for note in only["invocations"][0]["toolExecutionNotifications"]] == [
        "document-damaged",
        "text-without-number",
    ]
    assert only["invocations"][0]["executionSuccessful"] is False
    assert only["properties"]["files"] == 6


def test_sarif_of_one_report_is_a_log_too() -> None:
    """`render` gives a whole log, in the language of the reader, with a fingerprint that survives a move."""
    logs = [json.loads(render(check(text, "kazakhstan"), "sarif", "ru")) for text in (WRONG, f"\n\n{WRONG}")]
    assert list_sarif_faults(logs[0]) == []
    assert [rule["id"] for rule in logs[0]["runs"][0]["tool"]["driver"]["rules"]] == list(RULES)
    first, moved = (log["runs"][0]["results"][0] for log in logs)
    assert first["message"]["text"].startswith("Неверно")
    assert first["partialFingerprints"] == moved["partialFingerprints"]
    assert first["locations"] != moved["locations"]


def test_pages_on_a_folder_have_an_index(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page for every text that could be checked, and an index that names them all, the damaged one too."""
    (folder / "bad.pdf").write_bytes(b"no")
    target = tmp_path / "pages"
    assert run(capsys, folder, "--format", "html", "-o", target)[0] == 3
    index = (target / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)">', index)
    assert len(links) == 5
    assert all((target / link).read_text(encoding="utf-8").rstrip().endswith("</html>") for link in links)
    assert "bad.pdf" in index
    assert "6 files" in index


def test_pages_without_a_folder_are_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several pages do not fit into the terminal, nor into a file."""
    for more in ((), ("-o", folder / "a.txt")):
        status, _, err = run(capsys, folder, "--format", "html", *more)
        assert status == 2
        assert "[use-html-folder]" in err


def test_the_text_of_several_files_ends_with_totals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each report stands under the name of its file, and the last line counts over all of them."""
    status, out, _ = run(capsys, folder)
    assert status == 1
    assert out.count("\n====") == 5
    assert re.match(r"5 files, 3 with a wrong or contradictory number, 0 could not be checked; ", out.splitlines()[-1])
    assert "no data given" in out.splitlines()[-1]


MEASURED = """
import sys, tracemalloc
from esep.cli import main
for place in sys.argv[1:]:
    tracemalloc.start()
    main(["check", place, "--format", "json", "-o", f"{place}.json"])
    print(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""


def test_a_folder_takes_the_memory_of_one_text(tmp_path: Path) -> None:
    """Sixteen releases take no more memory than four: nothing of a text is kept when its report is written.

    In a process of its own, since Python looks for garbage the later the more a process holds.
    """
    places = [tmp_path / name for name in ("warm", "few", "many")]
    for place, count in zip(places, (1, 4, 16), strict=True):
        place.mkdir()
        for number in range(count):
            (place / f"{number:03d}.txt").write_text(f"{WRONG}\n" * 3)
    done = subprocess.run([sys.executable, "-c", MEASURED, *places], capture_output=True, text=True, check=True)
    _, few, many = map(int, done.stdout.split())
    assert len(json.loads((tmp_path / "many.json").read_text())["reports"]) == 16
    assert many < 1.5 * few


def test_scope_is_for_numbers_whose_text_names_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """102 thousand are the crimes of the Ministry, 132,778 the offences of the Committee (their figures for 2024)."""
    path = tmp_path / "a.txt"
    path.write_text("Fraud made up 34.0% of all cases in Kazakhstan in 2024.")
    for scope in ("committee_offences", "mia_crimes"):
        out = run(capsys, path, "--data", "kazakhstan", "--scope", scope, "--format", "json")[1]
        claim = json.loads(out)["claims"][0]
        assert claim["readings"][0]["scope"] == claim["scope"]
        assert (claim["scope"] == scope) or claim["verdict"] != "wrong"
    for more in (("--data", "kazakhstan"), ()):
        status, _, err = run(capsys, path, *more, "--scope", "nowhere")
        assert status == 2
        assert "[use-scope]" in err


def test_a_notebook_shows_a_frame_of_its_own() -> None:
    """The page stands in a frame without scripts, and hostile words stay words."""
    report = check('Police registered 565 murders in 2024 "><script>alert(1)</script>.', "kazakhstan")
    shown = report._repr_html_()
    assert shown.startswith("<iframe sandbox ")
    assert "<script>" not in shown
    assert shown.count("<") == 2
    assert (report.vintage, report.dataset) == ("packaged", "kazakhstan")


def test_places_of_a_text_from_no_file_are_those_of_the_text() -> None:
    """Without a file the lines of the text itself count."""
    text = "One line.\nThere were 12 of them."
    claim = make_claim(text, "12", verdict="wrong")
    assert render(make_report(text, [claim]), "line").startswith("-:2:12: error wrong ")


def test_progress_is_shown_on_a_terminal_only(folder: Path) -> None:
    """Each file is named while it is checked, in the user's language, and the last step is taken off again."""
    leader, follower = os.openpty()
    command = [sys.executable, "-m", "esep", "check", str(folder), "--format", "line"]
    environment = {**os.environ, "ESEP_LANG": "ru"}
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=follower, env=environment)
    os.close(follower)
    shown = os.read(leader, 1 << 16).decode()
    os.close(leader)
    assert "проверяется 2 из 5: b.md" in shown
    assert shown.endswith("\r\033[K")
    assert b"\033" not in done.stdout
