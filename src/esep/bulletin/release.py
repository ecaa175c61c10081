"""A release: a bulletin with its day, the statistician who answers for it, and who saw it before.

Its facts stand in `release.json` inside its folder. Source of the practice: UK Code of Practice for Statistics, pillar
Trustworthiness (orderly release), and the release checklist of Explore Education Statistics.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from esep.problems import EsepError, Problem, Where

FILE = "release.json"
FORMAT = 1


@dataclass(frozen=True)
class Release:
    """What is said of a release.

    `id` is its period and its number; `at` the moment from which it may be seen, with its time zone; `announced` the
    day on which that was made known, `next` the day of the next one. `statistician` has a name and a way to reach them;
    `seen_by` are those who may see it earlier, each with a reason and a moment, as words. `replaces` is the release of
    the same period before it and `reason` why it is replaced; a correction mends an error, which a revision does not.
    """

    id: str
    dataset: str
    period: str
    vintage: str
    at: datetime.datetime
    statistician: str = ""
    announced: datetime.date | None = None
    next: datetime.date | None = None
    seen_by: tuple[str, ...] = ()
    replaces: str = ""
    reason: str = ""
    is_correction: bool = False
    published: datetime.datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the release as plain data for JSON."""
        facts = {name: str(v) if isinstance(v, datetime.date) else v for name, v in asdict(self).items()}
        moments = {"at": self.at, "published": self.published}
        times = {name: None if moment is None else moment.isoformat() for name, moment in moments.items()}
        return {"format": FORMAT, **facts, **times, "seen_by": list(self.seen_by)}

    @classmethod
    def read(cls, folder: Path) -> Release:
        """Return the release of a folder; raise `EsepError` (`release-unreadable`) where there is none."""
        path = folder / FILE
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            if facts.pop("format") != FORMAT:
                raise ValueError(f"format {FORMAT} was expected")
            days = {name: facts[name] and datetime.date.fromisoformat(facts[name]) for name in ("announced", "next")}
            moments = {
                name: facts[name] and datetime.datetime.fromisoformat(facts[name]) for name in ("at", "published")
            }
            return cls(**{**facts, **days, **moments, "seen_by": tuple(facts["seen_by"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            cause = getattr(error, "strerror", None) or str(error)
            raise EsepError(Problem("release-unreadable", Where(str(path)), {"cause": cause})) from None


def read_moment(text: str) -> datetime.datetime:
    """Return a moment with its time zone (2025-03-14T09:30+05:00); raise `EsepError` (`use-moment`) for others."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise EsepError(Problem("use-moment", facts={"value": text}))
    return found


def read_day(text: str) -> datetime.date | None:
    """Return a day, `None` for no text; raise `EsepError` (`use-day`) for anything else."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise EsepError(Problem("use-day", facts={"value": text})) from None
