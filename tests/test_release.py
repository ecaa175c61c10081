"""Releases: checked against a list, published at their hour by one renaming, never changed, replaced in the open."""

from __future__ import annotations

import csv
import datetime
import json
import shutil
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.answers.shelf import Shelf
from esep.bulletin import compose
from esep.bulletin.html import render_html
from esep.bulletin.release import Release, read_day, read_moment
from esep.bulletin.release_checks import check_release
from esep.bulletin.release_shelf import (
    find_status,
    list_releases,
    prepare_release,
    publish_release,
)
from esep.cli import main
from esep.cube.calendar import ReleaseDay, read_calendar, write_calendar
from esep.explorer.address import Address
from esep.explorer.desk import Desk, Site
from esep.explorer.overview_page import render_overview
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from tests.bulletin_sample import make_answers

AT = datetime.datetime(2025, 3, 14, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=5)))
LATER = AT + datetime.timedelta(minutes=1)
BEFORE, AFTER = {2023: 120, 2024: 150}, {2023: 120, 2024: 153}


def make_release(**facts: object) -> Release:
    """Return the facts of a release in which nothing is wrong."""
    usual: dict[str, object] = {
        "id": "",
        "dataset": "sample",
        "period": "2024",
        "vintage": "packaged",
        "at": AT,
        "statistician": "A. Statistician, stat@example.org",
        "announced": datetime.date(2025, 1, 31),
        "next": datetime.date(2025, 6, 13),
        "seen_by": ("Minister's adviser, to answer questions, 08:30",),
    }
    return Release(**{**usual, **facts})  # type: ignore[arg-type]


def prepare(shelf: Path, levels: dict[int, int], **facts: object) -> tuple[Path, Answers]:
    """Prepare a release as pages and return its folder and the data it was made from."""
    answers = make_answers({"total": levels})
    release = make_release(dataset=answers.definition.name, vintage=answers.vintage, **facts)
    return prepare_release(shelf, release, answers, forms=("html",)), answers


def release_twice(shelf: Path) -> tuple[Path, Path]:
    """Publish a release and a revision of it, in which the total of 2024 is 153 and no longer 150."""
    first = publish_release(prepare(shelf, BEFORE)[0], LATER)
    again = {"at": AT + datetime.timedelta(days=30), "reason": "late registrations"}
    return first, publish_release(prepare(shelf, AFTER, **again)[0], LATER + datetime.timedelta(days=31))


def list_codes(folder: Path, answers: Answers, newest: str = "") -> list[str]:
    """Return the codes of what the checklist finds."""
    found = check_release(Release.read(folder), folder, answers, newest or answers.vintage)
    return [problem.code for problem in found]


def test_release_in_order_has_nothing_to_mend(tmp_path: Path) -> None:
    """A named statistician, an announced day, the usual hour, the newest data: the checklist is empty."""
    folder, answers = prepare(tmp_path, BEFORE)
    assert folder == tmp_path / "prepared" / "2024-r1"
    assert list_codes(folder, answers) == ["release-without-guidance"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"statistician": " "}, "release-nobody-named"),
        ({"next": None}, "release-without-next"),
        ({"seen_by": ()}, "release-without-list"),
        ({"announced": datetime.date(2025, 3, 1)}, "release-announced-late"),
        ({"announced": None}, "release-announced-late"),
        ({"at": AT.replace(hour=17)}, "release-hour-unusual"),
    ],
)
def test_checklist_names_what_is_not_in_order(tmp_path: Path, facts: dict[str, object], code: str) -> None:
    """Each fault of a release has its line of the checklist, in three languages."""
    folder, answers = prepare(tmp_path, BEFORE, **facts)
    found = check_release(Release.read(folder), folder, answers, answers.vintage)
    (problem,) = [problem for problem in found if problem.code != "release-without-guidance"]
    assert problem.code == code
    assert all(problem.describe(language) for language in LANGUAGES)


def test_release_from_old_data_or_with_a_changed_file_is_an_error(tmp_path: Path) -> None:
    """Data that came in since, and a file that somebody edited, are found before anything goes out."""
    folder, answers = prepare(tmp_path, BEFORE)
    assert "release-vintage-old" in list_codes(folder, answers, newest="000002-abcdef01")
    (folder / "en.html").write_text("edited", encoding="utf-8")
    assert "release-changed" in list_codes(folder, answers)
    (folder / "en.html").unlink()
    assert "release-changed" in list_codes(folder, answers)


def test_release_waits_for_its_hour(tmp_path: Path) -> None:
    """One second before its moment a release stays where it is; at its moment it is out, whole."""
    folder, _ = prepare(tmp_path, BEFORE)
    with pytest.raises(EsepError) as caught:
        publish_release(folder, AT - datetime.timedelta(seconds=1))
    assert [problem.code for problem in caught.value.problems] == ["release-embargo"]
    assert list_releases(tmp_path) == ()
    files = {path.name for path in folder.iterdir()}
    final = publish_release(folder, AT)
    assert (final, folder.exists()) == (tmp_path / "2024-r1", False)
    assert {path.name for path in final.iterdir()} == files
    assert [release.published for release in list_releases(tmp_path)] == [AT]


def test_replaced_release_stays_and_says_by_what(tmp_path: Path) -> None:
    """The earlier release keeps every byte; the list of releases says what replaced it and why."""
    first = publish_release(prepare(tmp_path, BEFORE)[0], LATER)
    bytes_before = {path.name: path.read_bytes() for path in first.iterdir()}
    shutil.rmtree(tmp_path)
    first, second = release_twice(tmp_path)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == bytes_before
    old, new = list_releases(tmp_path)
    assert (old.id, new.id, new.replaces) == ("2024-r1", "2024-r2", "2024-r1")
    assert [find_status(one, (old, new)) for one in (old, new)] == ["replaced", "current"]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Replaced by 2024-r2." in index
    assert "Revises 2024-r1: late registrations." in index
    # A Russian date ends with an abbreviation, whose stop is that of the sentence.
    assert ".." not in index.partition("<main")[2].replace("../", "")
    entries = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))["releases"]
    assert [(entry["id"], entry["status"]) for entry in entries] == [("2024-r1", "replaced"), ("2024-r2", "current")]
    assert 'href="../index.html"' in (second / "en.html").read_text(encoding="utf-8")


def test_revised_figures_are_listed_with_their_size(tmp_path: Path) -> None:
    """The total went from 150 to 153, so its change on 2023 from 25 to 27.5 %: page and file name both."""
    _, second = release_twice(tmp_path)
    with (second / "revisions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["question"]: (row["before"], row["now"]) for row in csv.DictReader(file)}
    totals = [values for question, values in rows.items() if question.startswith("total scope:")]
    assert totals == [("150", "153")]
    changes = [values for question, values in rows.items() if "change-from:2023" in question]
    assert ("25.0", "27.5") in changes
    page = (second / "en.html").read_text(encoding="utf-8")
    assert "Revised since the release before" in page
    assert "+3" in page


def test_first_release_says_that_it_is_the_first(tmp_path: Path) -> None:
    """Where nothing was released before, the section on revisions says so."""
    folder, _ = prepare(tmp_path, BEFORE)
    assert "the first release on this period" in (folder / "en.html").read_text(encoding="utf-8")
    assert not (folder / "revisions.csv").exists()


def test_released_day_and_statistician_stand_on_the_page(tmp_path: Path) -> None:
    """The page names the day of the release, the next one and who answers for it."""
    page = (prepare(tmp_path, BEFORE)[0] / "en.html").read_text(encoding="utf-8")
    assert "Published 14\u00a0March 2025" in page
    assert "13\u00a0June 2025" in page
    assert "A. Statistician" in page


def test_revision_needs_a_reason(tmp_path: Path) -> None:
    """A release that replaces another one without a word is an error of the checklist."""
    publish_release(prepare(tmp_path, BEFORE)[0], LATER)
    folder, answers = prepare(tmp_path, AFTER)
    assert "release-without-reason" in list_codes(folder, answers)


def test_published_address_is_never_taken_again(tmp_path: Path) -> None:
    """Two drafts of one number: the second finds its address taken and stays a draft."""
    folder, _ = prepare(tmp_path, BEFORE)
    shutil.copytree(folder, tmp_path / "2024-r1")
    with pytest.raises(EsepError) as caught:
        publish_release(folder, LATER)
    assert [problem.code for problem in caught.value.problems] == ["release-taken"]
    assert folder.is_dir()


def test_later_period_leaves_the_earlier_one_in_force(tmp_path: Path) -> None:
    """A release on 2025 does not replace that on 2024."""
    publish_release(prepare(tmp_path, BEFORE)[0], LATER)
    publish_release(prepare(tmp_path, {2024: 150, 2025: 160}, period="2025")[0], LATER)
    releases = list_releases(tmp_path)
    assert {one.id: find_status(one, releases) for one in releases} == {"2024-r1": "newer", "2025-r1": "current"}


@pytest.mark.parametrize("text", ["", "tomorrow", "2025-03-14", "2025-03-14T09:30", "2025-02-30T09:30+05:00"])
def test_moment_without_time_zone_is_refused(text: str) -> None:
    """A moment has a day, an hour and a time zone."""
    with pytest.raises(EsepError) as caught:
        read_moment(text)
    assert [problem.code for problem in caught.value.problems] == ["use-moment"]
    assert read_moment("2025-03-14T09:30+05:00") == AT


def test_day_that_is_none_is_refused() -> None:
    """31 February is no day; no text is no day named."""
    with pytest.raises(EsepError) as caught:
        read_day("2025-02-31")
    assert [problem.code for problem in caught.value.problems] == ["use-day"]
    assert read_day("") is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 2}', '{"format": 1, "id": "x"}', "\x00"])
def test_damaged_facts_of_a_release_are_told(tmp_path: Path, text: str) -> None:
    """A folder whose release.json cannot be read is named with the cause, in no traceback."""
    (tmp_path / "release.json").write_text(text, encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        Release.read(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["release-unreadable"]


def test_the_command_goes_from_draft_to_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """prepare, check, publish, status: the road of a release of the packaged figures on the command line."""
    store, shelf = ("--store", str(tmp_path / "store")), str(tmp_path / "releases")
    facts = ("--at", "2025-03-14T09:30+05:00", "--announced", "2025-01-31", "--next", "2025-06-13")
    people = ("--statistician", "A. Statistician", "--seen-by", "B. Adviser, to answer questions")
    assert main(["release", "prepare", "kazakhstan", "--period", "2024", "--into", shelf, *facts, *people, *store]) == 0
    draft = capsys.readouterr().out.strip()
    assert main(["release", "check", draft, *store]) == 0
    assert "Checklist: errors 0, warnings 0" in capsys.readouterr().out
    assert main(["release", "publish", draft, *store]) == 0
    assert main(["release", "status", shelf, "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("{") :])["releases"][0]["status"] == "current"


def test_a_release_that_is_not_in_order_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a statistician the checklist fails with status 1, and publishing is refused."""
    store, shelf = ("--store", str(tmp_path / "store")), str(tmp_path / "releases")
    main(
        [
            "release",
            "prepare",
            "kazakhstan",
            "--period",
            "2024",
            "--into",
            shelf,
            "--at",
            "2025-03-14T09:30+05:00",
            *store,
        ]
    )
    draft = capsys.readouterr().out.strip()
    assert main(["release", "check", draft, *store]) == 1
    assert main(["release", "publish", draft, *store]) == 3
    assert "[release-nobody-named]" in capsys.readouterr().err
    assert not (tmp_path / "releases" / "2024-r1").exists()


def test_calendar_has_the_days_so_far_this_one_and_the_next(tmp_path: Path) -> None:
    """The revision of a month later names the first release with its day, itself, and the day announced for the next;
    the first one has no past.
    """
    first, second = release_twice(tmp_path)
    pages = [(folder / "en.html").read_text(encoding="utf-8") for folder in (first, second)]
    calendars = [page[page.index('id="calendar"') :].partition("<h2")[0] for page in pages]
    assert "2024-r1 on 2024: this one" in calendars[0]
    assert calendars[1].index("2024-r1 on 2024") < calendars[1].index("2024-r2 on 2024: this one")
    for words in ("14\N{NO-BREAK SPACE}March 2025", "13\N{NO-BREAK SPACE}June 2025", "13\N{NO-BREAK SPACE}April 2025"):
        assert words in calendars[1]


def test_plain_bulletin_says_that_it_has_no_calendar() -> None:
    """What is not released has no days, and says so in one line."""
    doc = compose(make_answers({"total": BEFORE}), Period.year(2024), "en")
    assert "This bulletin is not a release and has no calendar." in render_html(doc)


def test_calendar_without_a_next_day_says_so(tmp_path: Path) -> None:
    """No day is invented where none was announced."""
    folder, _ = prepare(tmp_path, BEFORE, next=None)
    assert "No day has been announced for the next release." in (folder / "en.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("following", "today", "words"),
    [
        ("2025-06-13", "2025-06-13", ">13\N{NO-BREAK SPACE}June 2025"),
        ("2025-06-13", "2025-06-14", "was announced for 13\N{NO-BREAK SPACE}June 2025 and is not out yet"),
        (None, "2025-06-14", "not announced"),
    ],
)
def test_overview_tells_the_next_release(tmp_path: Path, following: str | None, today: str, words: str) -> None:
    """Publishing from a store writes the calendar of the dataset there, and the overview of the site reads it; a day
    that has passed is no longer announced.
    """
    day = datetime.date.fromisoformat(following) if following else None
    folder, answers = prepare(tmp_path / "releases", BEFORE, next=day)
    publish_release(folder, LATER, tmp_path / "store")
    site = Site({"sample": answers.definition.title}, tmp_path / "store", today=datetime.date.fromisoformat(today))
    body = str(render_overview(Desk(site, Address("en", "sample"), {}, answers)).body)
    assert words in " ".join(body.split("Next release")[1:])[:200]


def test_server_makes_its_pages_anew_for_a_new_day(tmp_path: Path) -> None:
    """A calendar written while a shelf is open ends what was kept of its pages, once."""
    shelf = Shelf(["kazakhstan"], tmp_path)
    before = shelf.generation
    write_calendar(tmp_path, "kazakhstan", [ReleaseDay("2024-r1", "2024", AT.date(), None)])
    for _ in range(2):
        assert not shelf.refresh()
        assert shelf.generation == before + 1


def test_server_makes_its_pages_anew_when_a_release_is_late(tmp_path: Path) -> None:
    """On the day after the announced one the pages that announce it are made again, once."""
    announced = datetime.date(2025, 6, 13)
    write_calendar(tmp_path, "kazakhstan", [ReleaseDay("2024-r1", "2024", AT.date(), announced)])
    days = [announced]
    shelf = Shelf(["kazakhstan"], tmp_path, today=lambda: days[0])
    before = shelf.generation
    for after, late in ((0, 0), (1, 1), (2, 1)):
        days[0] = announced + datetime.timedelta(after)
        assert not shelf.refresh()
        assert shelf.generation == before + late


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 9}', '{"format": 1, "releases": [{"id": 1}]}', "null"])
def test_damaged_calendar_is_none(tmp_path: Path, text: str) -> None:
    """A calendar that cannot be read announces nothing."""
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "calendar.json").write_text(text)
    assert read_calendar(tmp_path, "sample") == ()
