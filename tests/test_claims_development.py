"""How the checker does on the labelled development material beside the project: 66 statements, 14 releases.

This is development material: the grammar was made while looking at it, so these are not levels for unseen text.
The labels were made by hand from published figures (../shared/claims/README.md). The levels asserted are the ones
reached; they may only rise. False accusations are counted first: a checker that cries wolf is switched off.
"""

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esep.answers import open_dataset
from esep.claims import Claim, Report, check
from esep.problems import EsepError

PASSING = {"supported", "rounded", "loose"}
ACCUSING = {"wrong", "inconsistent"}
WARNING = {*ACCUSING, "misleading_base", "base_not_comparable"}
ERRORS = {*ACCUSING, "misleading_base"}


def read_day(text: str | None) -> datetime.date | None:
    """Return the day of a label, the middle of a month or the end of a year where it names no day."""
    parts = [int(part) for part in text.split("-")] if text else []
    if not parts:
        return None
    return datetime.date(parts[0], *(parts[1:2] or [12]), *(parts[2:3] or [15 if len(parts) == 2 else 31]))


def list_statements(shared: Path) -> Iterator[dict[str, Any]]:
    """Yield the labelled statements."""
    for line in (shared / "claims/development/kazakhstan.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def list_releases(shared: Path) -> Iterator[dict[str, Any]]:
    """Yield the labelled releases with their texts."""
    for path in sorted((shared / "claims/development/releases").glob("*.claims.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_name(path.name.replace(".claims.json", ".txt")).read_text(encoding="utf-8")
        yield {**labels, "text": text.split("\n\n", 1)[1], "id": path.name}


def find_claim(report: Report, label: dict[str, Any]) -> Claim | None:
    """Return the claim that overlaps a label."""
    return next((c for c in report.claims if c.start < label["end"] and label["start"] < c.end), None)


@pytest.fixture(scope="module")
def score(shared: Path) -> Counter[str]:
    """Return what was counted over the statements, checked against the packaged figures."""
    answers = open_dataset("kazakhstan")
    counted: Counter[str] = Counter()
    for statement in list_statements(shared):
        report = check(statement["text"], answers, date=read_day(statement["release_date"]))
        for label in statement["claims"]:
            claim = find_claim(report, label)
            counted["labelled"] += 1
            if claim is None:
                continue
            counted["found"] += 1
            counted["operator"] += claim.operator == label["operator"]
            has_value = label["value"] is not None and claim.value is not None
            counted["value"] += not has_value or abs(float(claim.value or 0) - label["value"]) < 0.06
            counted["agreed"] += (claim.verdict in PASSING) == (label["verdict"] in PASSING)
            is_true = label["verdict"] in PASSING
            counted["accused though true"] += is_true and claim.verdict in ACCUSING
            counted["passed though true"] += is_true and claim.verdict in PASSING
            counted["true"] += is_true
            is_error = label["verdict"] in ERRORS
            counted["errors"] += is_error
            counted["errors accused"] += is_error and claim.verdict in WARNING
            counted["errors passed"] += is_error and claim.verdict in PASSING
    return counted


def test_no_true_claim_is_accused(score: Counter[str]) -> None:
    """Not one of the claims labelled right is called wrong or inconsistent."""
    assert score["accused though true"] == 0


def test_every_labelled_number_is_found(score: Counter[str]) -> None:
    """All 251 labelled numbers of the statements become claims."""
    assert (score["found"], score["labelled"]) == (251, 251)


def test_what_the_checker_misses_is_known(score: Counter[str]) -> None:
    """Of 14 labelled errors 11 are flagged and none is passed: the other 3 are left open, as 14 of 207 true ones are.

    These are counts to improve on, stated so that nobody takes silence for approval; docs/verdicts.md says them too.
    """
    assert (score["errors"], score["errors passed"]) == (14, 0)
    assert score["errors accused"] >= 11
    assert (score["true"], score["passed though true"] >= 193) == (207, True)


@pytest.mark.parametrize(("part", "least"), [("value", 251), ("operator", 250), ("agreed", 236)])
def test_level_reached_does_not_fall(score: Counter[str], part: str, least: int) -> None:
    """Of 251 claims, the value, the operator and the verdict (pass or not) agree with the label in at least so many."""
    assert score[part] >= least


def test_no_true_claim_is_accused_without_data(shared: Path) -> None:
    """The arithmetic of a text against itself raises no false alarm in 14 releases from seven countries."""
    accused = []
    for release in list_releases(shared):
        try:
            report = check(release["text"], None, date=read_day(release["release_date"]))
        except EsepError as error:
            # The Spanish release is refused by its language, politely.
            accused += [problem.code for problem in error.problems if problem.code != "text-language"]
            continue
        for label in release["claims"]:
            claim = find_claim(report, label)
            if claim is not None and label["verdict"] in PASSING and claim.verdict in ACCUSING:
                accused.append(f"{release['id']}: {claim.span}")
    assert accused == []
