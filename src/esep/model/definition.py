"""The definition of a dataset: every name, code, unit and rule, declared once, as data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from esep.model.body import Body
from esep.model.codelist import CodeList
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.severity import SeverityTable
from esep.model.table_rules import RepeatRule, TableRules, TotalRule


@dataclass(frozen=True)
class Break:
    """A day from which a series cannot be compared with what was before, and why.

    Empty `scopes`, `measures` or `regions` mean all of them, without the measures in `excluded`. `is_verified` tells
    whether the day was read in a source. Across a break that is not `is_major` the comparison can stand if the reason
    stands beside it: the change of rule touches a known small part of the series, or is only suspected.
    """

    id: str
    date: datetime.date
    reason: Mapping[str, str]
    scopes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    source: str = ""
    is_verified: bool = False
    excluded: tuple[str, ...] = ()
    is_major: bool = True

    def touches(self, scope: str, measure: str, region: str) -> bool:
        """Return whether a series is affected."""
        return (
            (not self.scopes or scope in self.scopes)
            and (not self.measures or measure in self.measures)
            and measure not in self.excluded
            and (not self.regions or region in self.regions)
        )

    def divides(self, earlier: Period, later: Period) -> bool:
        """Return whether the day lies between two periods: the earlier one has days before it, the later one after."""
        return earlier.start < self.date <= later.end and earlier != later


@dataclass(frozen=True)
class Variant:
    """Another count that goes by the name of a measure and of which there are no figures.

    It differs in `part`, a measure of which it counts anything from nothing to all. A number of `period` that does not
    fit the data may be one of it. Empty `scopes` or `regions` mean all of them.
    """

    id: str
    measure: str
    part: str
    period: Period
    reason: Mapping[str, str]
    scopes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    source: str = ""
    is_verified: bool = False

    def touches(self, scope: str, measure: str, region: str, period: Period) -> bool:
        """Return whether a figure of a period may have been counted so."""
        is_within = self.period.start <= period.start and period.end <= self.period.end
        is_placed = (not self.scopes or scope in self.scopes) and (not self.regions or region in self.regions)
        return measure == self.measure and is_within and is_placed


@dataclass(frozen=True)
class Event:
    """Something that happened in a period and moved the figures, while the rules of counting stayed the same.

    Empty `measures` or `regions` mean all of them. A period that holds days of an event is a distorted base. `cues` are
    the words by which texts call it, in each language, parted by | as those of a code: "before the pandemic" is then
    the last year that ended before it. `is_date_only` marks one that moved no figures and that texts only count from:
    "since independence".
    """

    id: str
    period: Period
    reason: Mapping[str, str]
    measures: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    source: str = ""
    is_verified: bool = False
    cues: Mapping[str, str] = field(default_factory=dict)
    is_date_only: bool = False

    def touches(self, measure: str, region: str, period: Period) -> bool:
        """Return whether a figure of a period is affected."""
        meets = self.period.start <= period.end and period.start <= self.period.end and not self.is_date_only
        is_measured = not self.measures or measure in self.measures
        return meets and is_measured and (not self.regions or region in self.regions)


@dataclass(frozen=True)
class DeclaredRevision:
    """A revision that its publisher announced: figures of `periods` that were published before a day are corrected.

    Empty `periods`, `measures` or `regions` mean all of them.
    """

    id: str
    published: datetime.date
    reason: Mapping[str, str]
    periods: tuple[Period, ...] = ()
    measures: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def meets(self, period: Period) -> bool:
        """Return whether a period has days in common with those that are revised."""
        return not self.periods or any(own.start <= period.end and period.start <= own.end for own in self.periods)


@dataclass(frozen=True)
class Coverage:
    """How much of one scope another one holds: `part` holds `share` (an interval between 0 and 1) of `whole`.

    Empty `measures` mean all of them, without those in `excluded`.
    """

    part: str
    whole: str
    share: Interval
    reason: Mapping[str, str]
    source: str = ""
    excluded: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    def touches(self, measure: str) -> bool:
        """Return whether the share is known for a measure."""
        return measure not in self.excluded and (not self.measures or measure in self.measures)


@dataclass(frozen=True)
class Definition:
    """A dataset as declared in its folder. `kind` is `published` (one row a figure), `records` (one row an offence) or
    `tables` (as their publisher lays them out: `tables`, `totals` and `repeats` say how they are read).

    `attributes` are the parts of a measure that may stand beside it (`method:phishing`); `bodies` the publishers;
    `population_scope` the scope whose population is the usual denominator of a rate, empty where there is none;
    `site_pages` is how many pages its files may have, 0 for as many as usual;
    `synthetic` says how synthetic records of it are made, `severity` what its classes weigh.
    `code_files` are the texts of the tables of raw codes that its rules of records name, by the names they use.
    `file` is where it was read from, and `lines` are those of its keys, for messages.
    """

    name: str
    kind: str
    title: Mapping[str, str]
    default_scope: str
    default_region: str
    measures: CodeList
    scopes: CodeList
    regions: CodeList
    rate_base: int = 100_000
    breaks: tuple[Break, ...] = ()
    variants: tuple[Variant, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    licence: str = ""
    citation: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    attributes: CodeList = field(default_factory=lambda: CodeList("attributes", ()))
    bodies: tuple[Body, ...] = ()
    population_scope: str = ""
    site_pages: int = 0
    events: tuple[Event, ...] = ()
    revisions: tuple[DeclaredRevision, ...] = ()
    synthetic: Mapping[str, Any] = field(default_factory=dict)
    code_files: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[TableRules, ...] = ()
    totals: tuple[TotalRule, ...] = ()
    repeats: tuple[RepeatRule, ...] = ()
    severity: tuple[SeverityTable, ...] = ()
    file: str = ""
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)

    def find_body(self, text: str) -> Body | None:
        """Return the body that a table's text for a publisher means, `None` if none is declared for it."""
        return next((body for body in self.bodies if body.is_named_by(text)), None)

    def are_independent(self, one: str, other: str) -> bool:
        """Return whether figures of two publishers, as tables name them, can confirm each other; unknown cannot."""
        first, second = self.find_body(one), self.find_body(other)
        return first is not None and second is not None and first.is_independent_of(second)

    def find_breaks(self, scope: str, measure: str, region: str, earlier: Period, later: Period) -> tuple[Break, ...]:
        """Return the breaks between two periods of a series, oldest first."""
        found = (b for b in self.breaks if b.touches(scope, measure, region) and b.divides(earlier, later))
        return tuple(sorted(found, key=lambda b: b.date))

    def find_variant(self, scope: str, measure: str, region: str, period: Period) -> Variant | None:
        """Return the other count by which a figure may have been given elsewhere, `None` where none is declared."""
        return next((entry for entry in self.variants if entry.touches(scope, measure, region, period)), None)

    def find_events(self, measure: str, region: str, period: Period) -> tuple[Event, ...]:
        """Return what happened in a period that moved its figures, oldest first."""
        found = (event for event in self.events if event.touches(measure, region, period))
        return tuple(sorted(found, key=lambda event: event.period))

    def find_revision(
        self, measure: str, region: str, period: Period, since: datetime.date, until: datetime.date
    ) -> DeclaredRevision | None:
        """Return the declared revision, published between two days, that explains why a figure moved.

        What moves a measure or a region moves all those above it, and what moves a month moves its year.
        """
        for revision in self.revisions:
            if not since <= revision.published <= until or not revision.meets(period):
                continue
            parts = ((self.measures, revision.measures, measure), (self.regions, revision.regions, region))
            if all(not named or any(code in codes.lineage(below) for below in named) for codes, named, code in parts):
                return revision
        return None

    def find_coverage(self, part: str, measure: str) -> Coverage | None:
        """Return what is declared on how much of a wider scope `part` holds for a measure."""
        found = (c for c in self.coverage if c.part == part and c.touches(measure))
        return next(found, None)

    def find_severity(self, scope: str, measure: str) -> SeverityTable | None:
        """Return the weights by severity for a measure in a scope: those declared last, `None` where there are none."""
        return next((table for table in reversed(self.severity) if table.weighs(scope, measure)), None)
