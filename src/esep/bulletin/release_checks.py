"""What must be in order before a release may go out, and what had better be.

Source: UK Code of Practice for Statistics, T3 (orderly release), and the checklist of Explore Education Statistics.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from esep.answers import Answers
from esep.bulletin.release import Release
from esep.bulletin.write import CHECKSUMS, is_unchanged
from esep.problems import Problem, Where

# The date of a release is made known at least so long before.
ANNOUNCED_BEFORE = datetime.timedelta(weeks=4)
# Everyone sees a release at the same hour of the day, before business begins.
USUAL_TIME = datetime.time(9, 30)


def check_release(release: Release, folder: Path, answers: Answers, newest: str) -> tuple[Problem, ...]:
    """Return what is wrong with a prepared release, errors first; `newest` is the newest vintage of its dataset."""
    where = Where(str(folder))
    found = [
        Problem(code, where, facts)
        for code, facts in (*_find_errors(release, folder, answers, newest), *_find_warnings(release))
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def _find_errors(release: Release, folder: Path, answers: Answers, newest: str) -> Iterator[tuple[str, dict[str, str]]]:
    if release.vintage != newest:
        yield "release-vintage-old", {"vintage": release.vintage, "newest": newest}
    if not is_unchanged(folder):
        yield "release-changed", {"file": CHECKSUMS}
    if not release.statistician.strip():
        yield "release-nobody-named", {}
    if release.replaces and not release.reason.strip():
        yield "release-without-reason", {"replaces": release.replaces}
    if not any(answers.definition.notes.values()):
        yield "release-without-guidance", {"dataset": release.dataset}


def _find_warnings(release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    if release.next is None:
        yield "release-without-next", {}
    if not release.seen_by:
        yield "release-without-list", {}
    if release.announced is None or release.at.date() - release.announced < ANNOUNCED_BEFORE:
        announced = str(release.announced or "–")
        yield "release-announced-late", {"announced": announced, "day": str(release.at.date())}
    if release.at.time() != USUAL_TIME:
        yield "release-hour-unusual", {"time": f"{release.at:%H:%M}", "usual": f"{USUAL_TIME:%H:%M}"}
