"""Readings that a person chooses: settled, remembered beside the text, and never applied to other words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from esep.claims import check
from esep.claims.reports.picks import find_sidecar
from esep.cli import main
from esep.problems import EsepError

# 132,778 is the number of criminal offences by the Committee on Legal Statistics; the Ministry's own is 102 thousand.
TEXT = "The Ministry of Internal Affairs registered 132,778 crimes in 2024."
CHOSEN = "total scope:committee_offences region:KZ period:2024"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return a file with the statement."""
    path = tmp_path / "release.txt"
    path.write_text(TEXT)
    return path


def run(capsys: pytest.CaptureFixture[str], release: Path, *more: str) -> dict[str, object]:
    """Check a file as JSON and return its first claim and its notes."""
    main(["check", str(release), "--data", "kazakhstan", "--format", "json", *more])
    data = json.loads(capsys.readouterr().out)
    return {**data["claims"][0], "notes": data["notes"]}


def test_the_readings_of_an_open_claim_are_shown(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terminal and page list them by number, with value and verdict, and say how to choose."""
    for form in ("text", "html"):
        main(["check", str(release), "--data", "kazakhstan", "--format", form])
        shown = " ".join(capsys.readouterr().out.split())
        assert "Could be read as" in shown
        assert "2) level · all cases · Committee on Legal Statistics, criminal offences" in shown
        assert "132,778, Supported" in shown
        assert "--pick c1=NUMBER" in shown


@pytest.mark.parametrize("reading", ["2", CHOSEN])
def test_a_chosen_reading_decides_and_is_remembered(
    release: Path, capsys: pytest.CaptureFixture[str], reading: str
) -> None:
    """By number or by question; the next check needs no option, and the report says that a person chose."""
    assert run(capsys, release)["verdict"] == "matches_another_scope"
    for more in (("--pick", f"c1={reading}"), ()):
        claim = run(capsys, release, *more)
        assert (claim["verdict"], claim["question"], claim["is_picked"]) == ("supported", CHOSEN, True)
        assert claim["cautions"][0]["key"] == "check.caution_picked"  # type: ignore[index]
        assert claim["true_value"] == 132778
    assert json.loads(find_sidecar(str(release)).read_text())["format"] == "esep-picks/1"


def test_a_choice_moves_with_its_words(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new paragraph in front and other line breaks change the id of the claim, not the choice for it."""
    run(capsys, release, "--pick", "c1=2")
    release.write_text(
        "In 2024 there were 565 murders.\n\n" + TEXT.replace("Affairs registered", "Affairs\nregistered")
    )
    main(["check", str(release), "--data", "kazakhstan", "--format", "json"])
    first, second = json.loads(capsys.readouterr().out)["claims"]
    # The words before it are other words now, so a person has to look again.
    assert not first["is_picked"]
    assert not second["is_picked"]
    release.write_text(TEXT.replace("Affairs registered", "Affairs\nregistered"))
    assert run(capsys, release)["is_picked"]


@pytest.mark.parametrize(
    "changed",
    [TEXT.replace("132,778", "132,779"), TEXT.replace("crimes", "thefts"), TEXT.replace("registered", "closed")],
)
def test_a_changed_text_says_so(release: Path, capsys: pytest.CaptureFixture[str], changed: str) -> None:
    """Another number or other words around it: the choice is not applied, and a note tells."""
    run(capsys, release, "--pick", "c1=2")
    release.write_text(changed)
    claim = run(capsys, release)
    assert not claim["is_picked"]
    assert any("132,778" in note for note in claim["notes"])  # type: ignore[attr-defined]
    main(["check", str(release), "--data", "kazakhstan"])
    assert "the choice was not applied" in " ".join(capsys.readouterr().out.split())


def test_a_choice_can_be_changed(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The later choice for the same words replaces the earlier one, and may make the number wrong."""
    run(capsys, release, "--pick", "c1=2")
    assert run(capsys, release, "--pick", "c1=1")["verdict"] == "wrong"
    assert run(capsys, release)["verdict"] == "wrong"
    assert len(json.loads(find_sidecar(str(release)).read_text())["picks"]) == 1


@pytest.mark.parametrize("pick", ["c9=1", "c1=9", "c1=0", "c1", "c1=total", "=", "c1=99999999999999999999", "c1=²"])
def test_a_choice_of_nothing_is_wrong_use(release: Path, capsys: pytest.CaptureFixture[str], pick: str) -> None:
    """Neither a claim nor a reading that is not there can be chosen; nothing is remembered."""
    assert main(["check", str(release), "--data", "kazakhstan", "--pick", pick]) == 2
    assert "[use-pick]" in capsys.readouterr().err
    assert not find_sidecar(str(release)).exists()


def test_choices_are_for_one_text(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id means another number in every text."""
    (release.parent / "b.txt").write_text(TEXT)
    assert main(["check", str(release.parent), "--pick", "c1=2"]) == 2
    assert "[use-pick-many]" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{}", "[", '{"format": "esep-picks/9", "picks": []}', "[" * 100_000])
def test_a_broken_memory_is_a_problem(release: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """What remembers the choices and cannot be read stops the check: a verdict must not change in silence."""
    find_sidecar(str(release)).write_text(content)
    assert main(["check", str(release), "--data", "kazakhstan"]) == 3
    assert "[picks-broken]" in capsys.readouterr().err


def test_python_takes_choices_too() -> None:
    """`esep.check` settles by id and number, and refuses what is not there."""
    report = check(TEXT, "kazakhstan", picks={"c1": 2})
    assert (report.claims[0].verdict, report.claims[0].is_picked) == ("supported", True)
    with pytest.raises(EsepError) as caught:
        check(TEXT, "kazakhstan", picks={"c2": 1})
    assert caught.value.problems[0].code == "use-pick"
