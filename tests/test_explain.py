"""Every code that a report or a message prints can be explained, in three languages."""

from __future__ import annotations

import json
import re

import pytest

from esep.claims.claim import ROLES, VERDICTS
from esep.claims.reports.explain import explain, list_codes
from esep.cli import main
from esep.language.phrases import read_room
from esep.problems import LANGUAGES, EsepError, read_catalogue


def test_every_code_is_known() -> None:
    """Verdicts, cautions, reasons, roles and problems are all there."""
    codes = list_codes()
    cautions = {key for key in read_room("claims") if key.startswith(("caution_", "reason_"))}
    assert {*VERDICTS, *ROLES, *read_catalogue(), *cautions, "last_digit", "caution_picked"} <= set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained(language: str) -> None:
    """A code has a name in the language; a verdict also has a meaning and says what to do; no brace is left."""
    for code, kind in list_codes().items():
        found = explain(code, language)
        assert found.name, code
        assert not re.search(r"[{}]", f"{found.name}{found.meaning}{found.remedy}"), code
        if kind in ("verdict", "problem"):
            assert found.meaning, code
            assert found.remedy, code


def test_a_code_is_taken_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """With or without the room in front, several at once, as text and as JSON."""
    assert explain("claims.caution_breaks", "en") == explain("caution_breaks", "en")
    assert main(["explain", "wrong", "document-encrypted", "--lang", "ru"]) == 0
    shown = capsys.readouterr().out
    assert "wrong (вердикт): Неверно" in shown
    assert "статусом 1" in shown
    assert "зашифрован" in shown
    assert main(["explain", "target", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "role"


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code every code is listed, in the language of the user."""
    assert main(["explain", "--lang", "kk"]) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {re.escape(code)} ", shown, re.MULTILINE) for code in list_codes())


def test_an_unknown_code_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt code ends with 2 and names what was probably meant."""
    assert main(["explain", "wrnog"]) == 2
    shown = capsys.readouterr().err
    assert "[use-code]" in shown
    assert "wrong" in shown
    with pytest.raises(EsepError):
        explain("", "en")
