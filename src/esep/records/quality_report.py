"""What the records of a source are like, as plain data: the report of `esep check-data`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from esep.problems import Problem, Where
from esep.records.read import RowCounts

# What becomes of a raw code, from the best to the worst.
GOOD, FIXED, IGNORED, STOP = "good", "fixed", "ignored", "stop"
MEANINGS = (GOOD, FIXED, IGNORED, STOP)
SILENT, HALVED = "silent", "halved"
# What the whole comes to.
FINE, REJECTS, DECIDE, NOTHING = "fine", "rejects", "decide", "nothing"


@dataclass(frozen=True)
class Finding:
    """A rule that rows broke: how many, the first of them, and some values, the most frequent first."""

    element: str
    rule: str
    rows: int
    first: Where
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeUse:
    """A raw code of a field: what it means to the definition, in how many rows it stands, and in which first.

    `member` is the code it becomes, for an unknown one the member of the known raw code `nearest` to it.
    """

    field: str
    text: str
    meaning: str
    rows: int
    first: Where
    member: str = ""
    nearest: str = ""


@dataclass(frozen=True)
class CodeTotal:
    """How many different raw codes of a field have a meaning, and in how many rows they stand."""

    field: str
    meaning: str
    codes: int
    rows: int


@dataclass(frozen=True)
class DateUse:
    """The days of a date: in how many rows, the first and the last, and how many lie in the future."""

    field: str
    rows: int
    earliest: datetime.date | None
    latest: datetime.date | None
    future: int
    first: Where | None


@dataclass(frozen=True)
class DateOrder:
    """Rows in which what comes first lies after what comes second, by `days` at most; by months if one has no day."""

    before: str
    after: str
    rows: int
    first: Where | None
    days: int
    is_by_month: bool


@dataclass(frozen=True)
class Repeats:
    """Rows without fault whose id stands in an earlier one, by whether all declared fields are the same.

    `rule` is what the definition does with them, `samples` are some of the ids.
    """

    rule: str
    same: int
    different: int
    ids: int
    first: Where | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Silence:
    """A month in which a reporter has no rows, or less than half of the median of its other months.

    `is_declared` says whether the definition knows of it as a gap.
    """

    reporter: str
    month: str
    kind: str
    rows: int
    usual: float
    is_declared: bool


@dataclass(frozen=True)
class Quality:
    """What the records of a source are like, seen on a day."""

    dataset: str
    titles: Mapping[str, str]
    files: tuple[str, ...]
    day: datetime.date
    rows: RowCounts
    findings: tuple[Finding, ...]
    code_totals: tuple[CodeTotal, ...]
    codes: tuple[CodeUse, ...]
    dates: tuple[DateUse, ...]
    orders: tuple[DateOrder, ...]
    repeats: Repeats | None
    months: Mapping[str, int]
    silences: tuple[Silence, ...]
    remarks: tuple[Problem, ...] = ()

    @property
    def verdict(self) -> str:
        """Return what it comes to: whether it can be built as it is, or something has to be decided."""
        if not self.rows.accepted:
            return NOTHING
        if self.stops:
            return DECIDE
        return REJECTS if self.rows.rejected else FINE

    @property
    def stops(self) -> int:
        """Return how many different raw codes nobody has said anything about."""
        return sum(total.codes for total in self.code_totals if total.meaning == STOP)

    @property
    def stopped_rows(self) -> int:
        """Return in how many rows such a code stands; a row with two of them counts twice."""
        return sum(total.rows for total in self.code_totals if total.meaning == STOP)

    def list_codes(self, field: str, meaning: str) -> tuple[CodeUse, ...]:
        """Return the raw codes of a field with a meaning, the most frequent first."""
        return tuple(use for use in self.codes if use.field == field and use.meaning == meaning)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the report as plain data for JSON; a place is a file and a line."""
        return {
            "dataset": self.dataset,
            "title": self.titles[language],
            "verdict": self.verdict,
            "day": str(self.day),
            "files": list(self.files),
            "rows": self.rows.to_dict(),
            "rules": [_to_plain(finding) for finding in self.findings],
            "code_totals": [_to_plain(total) for total in self.code_totals],
            "codes": [_to_plain(use) for use in self.codes],
            "dates": [_to_plain(use) for use in self.dates],
            "orders": [_to_plain(order) for order in self.orders],
            "repeats": _to_plain(self.repeats) if self.repeats else None,
            "months": dict(self.months),
            "silences": [_to_plain(silence) for silence in self.silences],
            "remarks": [problem.to_dict(language) for problem in self.remarks],
        }


def add_samples(findings: Iterable[Finding], samples: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[Finding, ...]:
    """Return findings with the values that belong to their element and rule."""
    return tuple(replace(one, samples=samples.get((one.element, one.rule), ())) for one in findings)


def _to_plain(value: Any) -> dict[str, Any]:
    return {name: _flatten(part) for name, part in asdict(value).items()}


def _flatten(part: Any) -> Any:
    if isinstance(part, dict):
        return {"file": part["file"], "line": part["line"]}
    return str(part) if isinstance(part, datetime.date) else list(part) if isinstance(part, tuple) else part
