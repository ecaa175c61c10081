"""The register of statements: kept for good, checked again on a newer vintage, published only when approved."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from esep.claims.register.entries import FOLDER, add_file, find_entry, find_register
from esep.claims.register.export import guard
from esep.cli import main
from esep.problems import EsepError

# 565 murders by the Ministry, 566 by the Committee, 24,712 and 5,588 crimes of groups: as published for these years.
TEXT = (
    "The Ministry of Internal Affairs registered 565 murders in Kazakhstan in 2024.\n"
    "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 9.5-fold decrease.\n"
)
WHO = ("--who", "Ministry of Internal Affairs", "--date", "2025-02-14", "--url", "https://example.org/release")

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Return a folder with a dataset, its first vintage in a store, and a statement; nobody writes to it."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(root / "src" / "esep" / "datasets" / "kazakhstan", folder / "data")
    (folder / "release.txt").write_text(TEXT)
    main(["build", str(folder / "data"), "--store", str(folder / "store")])
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder with a dataset, its vintage and a statement."""
    return Path(shutil.copytree(built, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def call(place: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs a command of the register and gives status, output and messages."""
    capsys.readouterr()

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["register", *arguments, "--store", str(place / "store")])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


@pytest.fixture
def entry_id(place: Path, call: Call) -> str:
    """Add the statement and return its id."""
    added = call("add", str(place / "release.txt"), *WHO, "--data", str(place / "data"), "--json")
    return str(json.loads(added[1])["id"])


def revise(place: Path, old: str = ",KZ,565,count", new: str = ",KZ,571,count") -> None:
    """Let the publisher revise a figure, and build the next vintage."""
    figures = place / "data" / "figures.csv"
    lines = figures.read_text(encoding="utf-8").split("\n")
    changed = [line.replace(old, new) if "mia_crimes,murder,,2024" in line else line for line in lines]
    assert changed != lines
    figures.write_text("\n".join(changed), encoding="utf-8")
    main(["build", str(place / "data"), "--store", str(place / "store")])


def list_files(place: Path) -> dict[str, bytes]:
    """Return every file of the register and what is in it."""
    folder = place / "store" / FOLDER
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_statement_is_kept_with_its_verdicts(place: Path, call: Call, entry_id: str) -> None:
    """Text, checksum, day, program, vintage and every verdict of the day stand in the store."""
    entry = find_entry(find_register(place / "store"), entry_id)
    assert entry.text == TEXT
    assert (entry.statement.said, entry.statement.url) == ("2025-02-14", "https://example.org/release")
    first = entry.checks[0]
    assert first["vintage"] not in ("", "packaged")
    assert first["program"].startswith("esep ")
    assert {claim["span"]: claim["verdict"] for claim in first["report"]["claims"]} == {
        "565": "supported",
        "24,712": "supported",
        "5,588": "supported",
        "9.5-fold": "wrong",
    }
    shown = call("show", entry_id[:12])[1]
    assert "Ministry of Internal Affairs" in shown
    assert "“9.5-fold”: Wrong (4.42-fold)" in shown
    assert "1 wrong or contradictory" in call("list")[1]


def test_adding_twice_changes_nothing(place: Path, call: Call, entry_id: str) -> None:
    """The same words by the same speaker on the same day are one entry, which is left as it is."""
    before = list_files(place)
    status, out, err = call("add", str(place / "release.txt"), *WHO, "--data", str(place / "data"))
    assert (status, out) == (0, "")
    assert "note [register-known]" in err
    assert list_files(place) == before


def test_a_new_vintage_adds_a_result(place: Path, call: Call, entry_id: str) -> None:
    """565 was true when said; after the revision to 571 it is superseded, and the first result still stands."""
    assert "nothing has changed" in call("recheck")[1]
    before = list_files(place)
    revise(place)
    status, out, _ = call("recheck")
    assert status == 0
    assert "“565” was true when said, and is superseded: 565 then" in out
    assert "571 now" in out
    after = list_files(place)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 1
    assert "nothing has changed" in call("recheck", entry_id)[1]
    assert "1 superseded" in call("list")[1]
    shown = call("show", entry_id)[1]
    assert shown.index("“565”: Supported") < shown.index("“565” was true when said")


def test_a_third_vintage_may_bear_a_number_out_again(place: Path, call: Call, entry_id: str) -> None:
    """What was superseded and is restored is told so; the history has all three results."""
    revise(place)
    call("recheck")
    revise(place, ",KZ,571,count", ",KZ,565,count")
    assert "“565” is borne out now: 571 then" in call("recheck")[1]
    assert len(find_entry(find_register(place / "store"), entry_id).checks) == 3


def test_the_table_says_then_and_now(place: Path, call: Call, entry_id: str) -> None:
    """A row for every claim, with the verdict of the first day and the standing of the last."""
    revise(place)
    call("recheck")
    rows = {row["span"]: row for row in csv.DictReader(io.StringIO(call("export")[1]))}
    murders = rows["565"]
    assert (murders["verdict_then"], murders["true_value_then"]) == ("supported", "565")
    assert (murders["verdict_now"], murders["true_value_now"]) == ("superseded", "571")
    assert murders["vintage_then"] != murders["vintage_now"]
    assert (rows["9.5-fold"]["verdict_now"], murders["approved_by"]) == ("wrong", "")
    data = json.loads(call("export", "--format", "json")[1])
    assert [len(statement["checks"]) for statement in data["statements"]] == [2]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+7 701", "'+7 701"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("-11.5", "-11.5"),
        (-11, "-11"),
        ("Ministry", "Ministry"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    """A text that a spreadsheet would run gets an apostrophe in front; a number stays a number."""
    assert guard(value) == cell


def test_hostile_names_are_harmless_everywhere(place: Path, call: Call) -> None:
    """A speaker called like a formula or a terminal code stays words."""
    call("add", str(place / "release.txt"), "--who", "=HYPERLINK(1)\x1b[2J", "--date", "2025-02-14")
    assert "'=HYPERLINK" in call("export")[1]
    assert "\x1b" not in call("list")[1]


def test_reviews_are_of_what_a_person_approved(place: Path, call: Call, entry_id: str) -> None:
    """Without approval there is none; with one there is a review for each settled claim, signed."""
    _, out, err = call("export", "--format", "claimreview")
    assert json.loads(out)["@graph"] == []
    assert "[register-unapproved]" in err
    assert "approved by A. Editor" in call("approve", entry_id, "--by", "A. Editor")[1]
    _, out, err = call("export", "--format", "claimreview")
    reviews: list[dict[str, Any]] = json.loads(out)["@graph"]
    assert err == ""
    assert [review["reviewRating"]["ratingValue"] for review in reviews] == [5, 5, 5, 1]
    first = reviews[0]
    assert (first["@type"], first["author"]) == ("ClaimReview", {"@type": "Person", "name": "A. Editor"})
    assert first["claimReviewed"] == TEXT.split("\n")[0]
    assert first["itemReviewed"]["author"] == {"@type": "Organization", "name": "Ministry of Internal Affairs"}
    assert first["itemReviewed"]["appearance"]["url"] == "https://example.org/release"
    assert all(source.startswith("https://") for source in first["isBasedOn"])


def test_an_approval_is_of_one_check(place: Path, call: Call, entry_id: str) -> None:
    """When newer data change the result, the old approval no longer publishes it."""
    call("approve", entry_id, "--by", "A. Editor")
    revise(place)
    call("recheck")
    assert json.loads(call("export", "--format", "claimreview")[1])["@graph"] == []
    call("approve", entry_id, "--by", "B. Editor")
    reviews = json.loads(call("export", "--format", "claimreview")[1])["@graph"]
    assert reviews[0]["reviewRating"]["alternateName"] == "Revised since"
    assert reviews[0]["author"]["name"] == "B. Editor"


@pytest.mark.parametrize("name", ["text.txt", "entry.json", "000001.json"])
def test_a_changed_entry_is_noticed(place: Path, call: Call, entry_id: str, name: str) -> None:
    """Whatever is altered behind the program's back, the entry says so instead of its contents."""
    path = place / "store" / FOLDER / entry_id / name
    path.write_text(path.read_text().replace("565", "575").replace("Ministry", "Bureau"))
    if name == "000001.json":
        call("approve", entry_id, "--by", "A. Editor")
        path.write_text(path.read_text().replace("supported", "wrong"))
    status, _, err = call("show", entry_id)
    assert status == 3
    assert "[register-damaged]" in err


def test_of_two_results_at_once_one_is_refused(place: Path, entry_id: str) -> None:
    """Two programs that read the same state cannot both write what comes next."""
    register = find_register(place / "store")
    entry = find_entry(register, entry_id)
    add_file(register, entry, "approval", {"check": 1, "by": "A", "on": "2025-02-15T00:00:00Z"})
    before = list_files(place)
    with pytest.raises(EsepError) as caught:
        add_file(register, entry, "approval", {"check": 1, "by": "B", "on": "2025-02-15T00:00:00Z"})
    assert caught.value.problems[0].code == "register-busy"
    assert list_files(place) == before


def test_a_killed_addition_leaves_no_entry(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot get its name there is no entry, and nothing is left over."""

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    status, _, err = call("add", str(place / "release.txt"), *WHO)
    assert status == 3
    assert "[register-unwritable]" in err
    assert list_files(place) == {}
    assert list((place / "store" / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (("show", "2030"), "register-unknown", 3),
        (("show", ""), "register-unknown", 3),
        (("approve", "2025", "--by", " "), "register-who", 3),
        (("add", "release.txt", "--who", " "), "register-who", 3),
        (("add", "release.txt", "--who", "A", "--url", "javascript:alert(1)"), "register-url", 3),
        (("add", "release.txt", "--who", "A", "--date", "2025-02-30"), "use-date", 2),
        (("add", "release.txt", "--who", "A", "--as-of", "v1"), "use-as-of-alone", 2),
        (("add", "none.txt", "--who", "A"), "file-missing", 3),
    ],
)
def test_wrong_use_is_told(
    place: Path, call: Call, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str, status: int
) -> None:
    """Each kind of bad call ends with a problem and leaves no entry."""
    monkeypatch.chdir(place)
    found, _, err = call(*arguments)
    assert f"[{code}]" in err
    assert found == status
    assert list_files(place) == {}


def test_the_register_is_no_dataset(place: Path, entry_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands that list the vintages of a store do not take the register for one."""
    assert main(["vintages", "--store", str(place / "store"), "--json"]) == 0
    assert {v["dataset"] for v in json.loads(capsys.readouterr().out)["vintages"]} == {"kazakhstan"}
