"""The calendar of a dataset in a store: on which days it was released, and when it will be again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "calendar.json"
FORMAT = 1


@dataclass(frozen=True)
class ReleaseDay:
    """A release: its id, the period it is about, its day, and the day announced for the next one."""

    id: str
    period: str
    published: datetime.date
    next: datetime.date | None = None


def read_calendar(store: Path, dataset: str) -> tuple[ReleaseDay, ...]:
    """Return the releases of a dataset, oldest first; none where none was published from this store."""
    try:
        content = json.loads((store / dataset / FILE).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            return ()
        return tuple(
            ReleaseDay(
                str(entry["id"]),
                str(entry["period"]),
                datetime.date.fromisoformat(entry["published"]),
                datetime.date.fromisoformat(entry["next"]) if entry["next"] else None,
            )
            for entry in content["releases"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def write_calendar(store: Path, dataset: str, days: Iterable[ReleaseDay]) -> None:
    """Write the releases of a dataset: whoever reads sees the old calendar or the new one."""
    folder = store / dataset
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(days, key=lambda day: (day.published, day.id))
    entries = [{name: value if value is None else str(value) for name, value in asdict(day).items()} for day in ordered]
    temporary = folder / f".{FILE}"
    temporary.write_text(json.dumps({"format": FORMAT, "releases": entries}, indent=2) + "\n", encoding="utf-8")
    temporary.replace(folder / FILE)


def is_late(following: datetime.date | None, today: datetime.date) -> bool:
    """Return whether an announced day has passed without the release that it was announced for."""
    return following is not None and following < today


def find_next(days: Iterable[ReleaseDay]) -> datetime.date | None:
    """Return the day announced by the newest release; `None` where it announced none."""
    newest = max(days, key=lambda day: (day.published, day.id), default=None)
    return newest.next if newest else None
