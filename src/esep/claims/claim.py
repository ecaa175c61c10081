"""The nouns of claim checking: a claim with its verdict, a number that claims nothing, and the report on a text."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.remark import Remark

# Headline verdicts, gravest first (the order decides when several apply).
VERDICTS = (
    "wrong",
    "inconsistent",
    "matches_another_scope",
    "superseded",
    "crosses_a_break",
    "base_not_comparable",
    "misleading_base",
    "not_significant",
    "ambiguous",
    "loose",
    "rounded",
    "supported",
    "not_checkable",
)
# A text with one of these makes `esep check` exit with 1.
FAILING = ("wrong", "inconsistent")
PASSING = ("loose", "rounded", "supported")

ROLES = (
    "period",
    "base_period",
    "date",
    "time",
    "duration",
    "article",
    "rate_base",
    "count_of_other",
    "age",
    "identifier",
    "ordinal",
    "target",
    "interval",
    "expected",
    "unparsed",
)

UNREAD = Remark("claims.unread")


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a claim.

    `kind` is `figure` (a published or counted cell), `derived` (arithmetic between cells) or `text` (other numbers of
    the same text). `independence` ranks it: `records`, `other_body`, `derived`, `same_body`, `text`.
    `start` and `end` locate the numbers of the text that were used, if any.
    """

    kind: str
    independence: str
    remark: Remark
    cells: tuple[Cell, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """One way to read a claim, and what the data say to it: its verdict, were it the one meant.

    `value` is what the data give, in `unit`, `None` where they have nothing; `verdict` is then `not_checkable`.
    """

    question: str
    operator: str
    measure: str
    attribute: str
    scope: str
    region: str
    period: Period | None
    base_period: Period | None
    verdict: str = "not_checkable"
    rounding: str = ""
    diagnosis: str = ""
    value: Fraction | None = None
    unit: str = ""
    decimals: int = 0
    interval: Interval | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A number in a text that claims something, with its reading and its verdict.

    Offsets count characters (code points) of the text as read; `text[start:end] == span`. `value` is in base units
    (102 thousand is 102000), signed for changes; `decimals` counts printed decimals in base units (102 thousand: -3).
    `readings` are the likeliest ways to read it, at most five, the one that was judged first;
    `is_picked` says that a person chose the reading.
    """

    id: str
    span: str
    start: int
    end: int
    operator: str
    value: Fraction | None
    unit: str
    decimals: int
    measure: str = ""
    attribute: str = ""
    scope: str = ""
    region: str = ""
    period: Period | None = None
    base_period: Period | None = None
    hedge: str = ""
    direction: str = ""
    verdict: str = "not_checkable"
    reason: Remark = UNREAD
    true_value: Fraction | None = None
    interval: Interval | None = None
    rounding: str = ""
    diagnosis: str = ""
    evidence: tuple[Evidence, ...] = ()
    cautions: tuple[Remark, ...] = ()
    alternatives: tuple[Remark, ...] = ()
    question: str = ""
    readings: tuple[Candidate, ...] = ()
    is_picked: bool = False


@dataclass(frozen=True)
class OtherNumber:
    """A numeral that claims nothing: a date, a duration, an article of law. `role` is one of `ROLES`."""

    span: str
    start: int
    end: int
    role: str


@dataclass(frozen=True)
class Report:
    """Everything found in one text: every numeral is in a claim or in `other_numbers`."""

    text: str
    file: str
    language: str
    date: datetime.date | None
    date_from: str
    dataset: str
    claims: tuple[Claim, ...]
    other_numbers: tuple[OtherNumber, ...]
    notes: tuple[Remark, ...] = ()
    vintage: str = ""
    # What names the codes of the claims; the packaged vocabulary where it is None.
    definition: Definition | None = field(default=None, repr=False, compare=False)

    def _repr_html_(self) -> str:
        """Return the report as a frame for a notebook."""
        from esep.claims.reports.render import render_frame

        return render_frame(self)

    @property
    def has_failed(self) -> bool:
        """Return whether a claim is wrong or inconsistent."""
        return any(claim.verdict in FAILING for claim in self.claims)
