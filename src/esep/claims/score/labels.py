"""Labelled statements for a score: read from files, and paired with the claims of a report."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from esep.claims.claim import Claim
from esep.problems import EsepError, Problem, Where

# A label that names only a month is put in its middle, one that names only a year at its end: results are out by then.
MIDDLE_OF_MONTH = 15


@dataclass(frozen=True)
class Label:
    """What a person says that a number claims. Empty strings and `None` stand for null."""

    start: int
    end: int
    operator: str
    value: Fraction | None
    hedge: str
    direction: str
    verdict: str
    reading: tuple[str, ...]
    region: str
    is_scored: bool


@dataclass(frozen=True)
class Statement:
    """A labelled text: its claims and the numbers that claim nothing."""

    id: str
    language: str
    date: datetime.date | None
    text: str
    labels: tuple[Label, ...]
    others: tuple[tuple[int, int], ...]
    dataset: str = ""


def read_statements(folder: Path) -> list[Statement]:
    """Return the statements of a folder: every line of its JSONL files and every `*.claims.json`, by path.

    Raises `EsepError`: `score-nothing`, `score-label`.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix == ".jsonl" or p.name.endswith(".claims.json"))
    statements = [statement for path in paths for statement in _read_file(path)]
    if not statements:
        raise EsepError(Problem("score-nothing", Where(str(folder)), {"path": str(folder)}))
    return statements


def _read_file(path: Path) -> Iterator[Statement]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EsepError(Problem("score-label", Where(str(path)), {"cause": str(error)})) from None
    parts = enumerate(text.splitlines(), 1) if path.suffix == ".jsonl" else ((1, text),)
    for line, part in parts:
        if not part.strip():
            continue
        try:
            yield _to_statement(json.loads(part))
        except (ValueError, KeyError, TypeError) as error:
            facts = {"cause": f"{type(error).__name__}: {error}"}
            raise EsepError(Problem("score-label", Where(str(path), line), facts)) from None


def _to_statement(data: dict[str, Any]) -> Statement:
    return Statement(
        id=str(data["id"]),
        language=str(data["language"]),
        date=_read_day(data.get("release_date")),
        text=str(data["text"]),
        labels=tuple(_to_label(entry) for entry in data["claims"]),
        others=tuple((int(entry["start"]), int(entry["end"])) for entry in data.get("other_numbers", ())),
        dataset=str(data.get("dataset") or ""),
    )


def _to_label(entry: dict[str, Any]) -> Label:
    value = entry["value"]
    return Label(
        start=int(entry["start"]),
        end=int(entry["end"]),
        operator=str(entry["operator"]),
        value=None if value is None else Fraction(str(value)),
        hedge=entry.get("hedge") or "",
        direction=entry.get("direction") or "",
        verdict=str(entry["verdict"]),
        reading=(
            _name_whole(entry["measure"] or ""),
            *(entry[key] or "" for key in ("scope", "region", "period")),
            _read_base(entry),
        ),
        region=entry["region"] or "",
        is_scored=entry.get("scored", True) is not False,
    )


def _name_whole(measure: str) -> str:
    """Return a measure whose whole is that of the country by its own name: the whole of theft there is theft."""
    return measure.replace("share_of:national", f"share_of:{measure.partition('/')[0]}")


def _read_base(entry: dict[str, Any]) -> str:
    return (entry.get("base_period") or "") if entry["operator"] in BASED else ""


# Only these compare with another period; a level has none, whatever stands beside it.
BASED = ("difference", "percent_change", "percentage_points", "fold")


def _read_day(text: str | None) -> datetime.date | None:
    parts = [int(part) for part in text.split("-")] if text else []
    if not parts:
        return None
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else MIDDLE_OF_MONTH if len(parts) == 2 else 31
    return datetime.date(parts[0], month, day)


def pair_labels(labels: tuple[Label, ...], claims: tuple[Claim, ...]) -> dict[int, int]:
    """Return for each label, by position, the claim that covers most of it; no claim serves two labels."""
    overlaps = [
        (min(label.end, claim.end) - max(label.start, claim.start), -i, -j)
        for i, label in enumerate(labels)
        for j, claim in enumerate(claims)
        if label.start < claim.end and claim.start < label.end
    ]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(overlaps, reverse=True):
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs
