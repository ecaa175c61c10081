"""A folder of releases: prepared aside, published by one renaming, never changed afterwards.

RELEASES/prepared/2024-r1/    a draft: release.json and the bulletin
RELEASES/2024-r1/             published: the same files at their address for good
RELEASES/index.html, index.json    which releases there are, and what became of each
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from esep.answers import Answers
from esep.bulletin.html import render_releases
from esep.bulletin.proof import Proofread
from esep.bulletin.release import FILE, Release
from esep.bulletin.revisions import read_numbers
from esep.bulletin.write import DATA_FILE, FORMS, write_bulletin
from esep.cube.calendar import ReleaseDay, write_calendar
from esep.cube.publish import sync_folder
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError, Problem, Where

PREPARED = "prepared"
INDEX = "index.html"
LIST = "index.json"
_ID = re.compile(r"(?P<period>[0-9.-]+)-r(?P<number>[1-9][0-9]*)")


def list_releases(shelf: Path) -> tuple[Release, ...]:
    """Return the published releases of a folder, in the order in which they came out."""
    folders = sorted(path for path in shelf.iterdir() if _ID.fullmatch(path.name)) if shelf.is_dir() else []
    found = [Release.read(folder) for folder in folders]
    return tuple(sorted(found, key=lambda release: (release.published or release.at, _number(release.id))))


def prepare_release(
    shelf: Path,
    release: Release,
    answers: Answers,
    *,
    dataset: str | Path = "",
    proofread: Proofread | None = None,
    statements: Sequence[Mapping[str, str]] = (),
    forms: Sequence[str] = FORMS,
    tell: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write a draft of a release and return its folder; a draft with the same id is replaced.

    Its id is given here: the number after the last release of its period. Raises what `write_bulletin` raises.
    """
    before = _find_last(shelf, release.dataset, release.period)
    number = 1 + max((_number(one.id) for one in list_releases(shelf) if one.period == release.period), default=0)
    release = replace(release, id=f"{release.period}-r{number}", replaces=before.id if before else "")
    folder = shelf / PREPARED / release.id
    write_bulletin(
        answers,
        Period.parse(release.period),
        folder,
        LANGUAGES,
        dataset=dataset,
        forms=forms,
        release=release,
        past=list_days(shelf, release.dataset),
        before=read_numbers(shelf / before.id / DATA_FILE) if before else None,
        proofread=proofread,
        statements=statements,
        tell=tell,
    )
    return folder


def publish_release(folder: Path, now: datetime.datetime, store: Path | None = None) -> Path:
    """Give a prepared release its address for good and return that folder.

    It appears whole, by one renaming; `index.html` and `index.json` follow, and the calendar of the dataset in `store`,
    where one is given. Raises `EsepError`: `release-embargo`
    before its moment, `release-taken` where its address is taken.
    """
    release = Release.read(folder)
    shelf = folder.parent.parent
    if now < release.at:
        facts = {"at": release.at.isoformat(timespec="minutes"), "now": now.isoformat(timespec="minutes")}
        raise EsepError(Problem("release-embargo", Where(str(folder)), facts))
    final = shelf / release.id
    if final.exists():
        raise EsepError(Problem("release-taken", Where(str(folder)), {"release": release.id}))
    facts = replace(release, published=now).to_dict()
    _write_whole(folder / FILE, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    folder.rename(final)
    sync_folder(shelf)
    write_index(shelf)
    if store is not None:
        write_calendar(store, release.dataset, list_days(shelf, release.dataset))
    return final


def list_days(shelf: Path, dataset: str) -> tuple[ReleaseDay, ...]:
    """Return the days of all published releases of a dataset."""
    found = (one for one in list_releases(shelf) if one.dataset == dataset)
    return tuple(ReleaseDay(one.id, one.period, (one.published or one.at).date(), one.next) for one in found)


def write_index(shelf: Path) -> None:
    """Write what the folder says of its releases: which is in force, which was replaced, by what and why."""
    releases = list_releases(shelf)
    entries = [{**release.to_dict(), "status": find_status(release, releases)} for release in releases]
    _write_whole(shelf / LIST, json.dumps({"releases": entries}, ensure_ascii=False, indent=2) + "\n")
    _write_whole(shelf / INDEX, render_releases(releases, {one.id: find_status(one, releases) for one in releases}))


def find_status(release: Release, releases: Sequence[Release]) -> str:
    """Return what became of a release: `current`, `replaced` (for its period), or `newer` (a later period is out)."""
    if find_successor(release, releases) is not None:
        return "replaced"
    of_dataset = [one for one in releases if one.dataset == release.dataset]
    latest = max(of_dataset, key=lambda one: (Period.parse(one.period), _number(one.id)))
    return "current" if latest.id == release.id else "newer"


def find_successor(release: Release, releases: Sequence[Release]) -> Release | None:
    """Return the release that replaced another one, `None` where none did."""
    return next((one for one in releases if one.replaces == release.id and one.dataset == release.dataset), None)


def _find_last(shelf: Path, dataset: str, period: str) -> Release | None:
    found = [one for one in list_releases(shelf) if (one.dataset, one.period) == (dataset, period)]
    return max(found, key=lambda one: _number(one.id), default=None)


def _number(id: str) -> int:
    match = _ID.fullmatch(id)
    return int(match["number"]) if match else 0


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one."""
    temporary = path.with_name(f".{path.name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
