"""Texts and files that nobody means well with: every one ends with a report or a problem, never with a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.claims import check, render
from esep.claims.reports.json_form import read_schema
from esep.claims.reports.render import FORMS
from esep.cli import main
from esep.problems import EsepError
from tests.conftest import few
from tests.document_sample import make_docx, make_pdf, say

CLAIM = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 9.5-fold decrease."
# Marks that turn the direction of writing, that take no room, and that are no characters at all.
MARKS = "\u202e\u202d\u2066\u2069\u200f\u200b\u200d\u2060\ufeff\u00ad\u0000\u001b\u0085\u2028\ud800\U000e0001"
HOSTILE = {
    "turned": f"\u202e{CLAIM}\u202c",
    "isolated": CLAIM.replace("9.5", "\u20669.5\u2069"),
    "zero width": CLAIM.replace("24,712", "24\u200b,\u200d712"),
    "escapes": CLAIM.replace("crimes", "\x1b[31mcrimes\x1b]0;x\x07"),
    "combining": CLAIM + "\u0301" * 5_000,
    "markup": CLAIM.replace("crimes", "</script><img src=x onerror=alert(1)>"),
    "commands": f"{CLAIM}\n::error::x\n##[error]y\n",
    "long number": f"{CLAIM} {'9' * 20_000} crimes.",
    "deep brackets": f"{CLAIM} {'(' * 20_000}",
    "many": "In 2024 there were 565 murders. " * 200,
    "separators": "\u2028".join([CLAIM] * 3),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_has_a_report_in_every_form(case: str, tmp_path: Path) -> None:
    """Nothing of the text reaches the reader as a control, and JSON keeps to its schema."""
    path = tmp_path / "a.txt"
    path.write_text(HOSTILE[case], encoding="utf-8")
    target = tmp_path / "out"
    for form in FORMS:
        started = time.monotonic()
        assert main(["check", str(path), "--data", "kazakhstan", "--format", form, "-o", str(target)]) in (0, 1)
        assert time.monotonic() - started < 60
        shown = target.read_text(encoding="utf-8")
        if form == "json":
            jsonschema.validate(json.loads(shown), read_schema())
        else:
            assert not any(mark in shown for mark in "\u202e\x1b\x07\x00\u2028")
        if form == "html":
            assert "<img src=x" not in shown
        if form == "github":
            assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in shown.split("\n") if line)


@few(30)
@given(st.text(alphabet=st.one_of(st.sampled_from(MARKS + "0123456789.,%-–x "), st.characters()), max_size=80))
def test_any_text_has_a_report_or_a_problem(noise: str) -> None:
    """Whatever stands beside a claim, every form can be written."""
    try:
        report = check(f"{CLAIM} {noise} 12%", language="en")
    except EsepError:
        return
    for form in FORMS:
        assert render(report, form).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("a.txt", b"1 " * 5_000_000, ("file-too-large",)),
        ("a.html", b"<b>1 " * 2_000_000, ("file-too-large",)),
        ("a.md", b"1 " * 5_000_000, ("file-too-large",)),
        ("a.html", b"<b>1 " * 900_000, ("text-too-long",)),
        ("a.docx", make_docx("".join(say("5 murders in 2024. " * 50) for _ in range(1000))), ("text-too-long",)),
        ("a.txt", bytes(range(256)) * 40, ("encoding-wrong",)),
        ("a.md", b"\x00" * 1000, ("encoding-wrong",)),
        ("a.html", b"<p>1\x00</p>", ("encoding-wrong",)),
        ("a.pdf", os.urandom(5_000), ("document-damaged",)),
        ("a.pdf", b"%PDF-1.7\n" + os.urandom(5_000), ("document-damaged",)),
        ("a.docx", b"PK\x03\x04" + os.urandom(5_000), ("document-damaged",)),
        ("a.pdf", make_pdf("Murders: 565")[:-200], ("document-damaged", "document-no-text", "")),
    ],
)
def test_a_hostile_file_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, codes: tuple[str, ...]
) -> None:
    """Ten megabytes, binary data and cut-off files are told; one of several stops none of the others."""
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_text(CLAIM)
    status = main(["check", str(tmp_path), "--format", "line"])
    shown = capsys.readouterr()
    assert any(code == "" or f"[{code}]" in shown.err for code in codes)
    assert status == 3 or "" in codes
    assert "z.txt:1:69: error inconsistent" in shown.out
    assert "Traceback" not in shown.err


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text on other systems")
def test_a_name_that_is_no_text_is_shown_safely(tmp_path: Path) -> None:
    """A file whose name is no UTF-8 is checked in every form, and so is the problem of one."""
    for name, data in ((b"\xff\x1b[2Ja.txt", CLAIM.encode()), (b"\xfeb.pdf", b"no")):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_bytes(data)  # noqa: PTH118
    for form in FORMS:
        command = [sys.executable, "-m", "esep", "check", str(tmp_path), "--format", form]
        command += ["-o", str(tmp_path / "pages")] if form == "html" else []
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 3, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"\x1b" not in done.stdout
        done.stdout.decode("utf-8")


def test_a_plain_text_is_checked_without_the_readers_of_documents(tmp_path: Path) -> None:
    """Nothing that reads PDF, Markdown or HTML is loaded for a text file."""
    (tmp_path / "a.txt").write_text(CLAIM)
    program = (
        "import sys; from esep.cli import main; main(['check', sys.argv[1], '--format', 'line']);"
        "print([name for name in ('pypdf', 'markdown_it', 'jinja2', 'docx', 'lxml', 'numpy') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("data", [b"<!doctype html><p>In 2024 there were 565 murders.", make_pdf("Murders: 565")])
def test_standard_input_is_read_by_its_contents(data: bytes) -> None:
    """A page or a PDF from a pipe needs no name."""
    command = [sys.executable, "-m", "esep", "check", "-", "--format", "json"]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert json.loads(done.stdout)["form"] in ("html", "pdf")
    assert done.returncode == 0
