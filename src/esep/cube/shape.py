"""The shape of a counted cube: its axes, and by which rules counts on them become cells.

It is stored with the counts, so that a vintage says tomorrow what it said today, whatever becomes of the definition.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.records.rules import RecordRules


@dataclass(frozen=True)
class Gap:
    """Days of which a reporter is declared to have reported nothing; without a name nobody did.

    With `measures` that holds for those alone, and for what they are a part of; where it holds for good, they are not
    expected of the reporter.
    """

    reporter: str
    start: datetime.date
    end: datetime.date
    measures: tuple[str, ...] = ()

    @property
    def is_for_good(self) -> bool:
        """Return whether it has neither a beginning nor an end."""
        return (self.start, self.end) == (datetime.date.min, datetime.date.max)


@dataclass(frozen=True)
class Shape:
    """The axes of counts: every measure and region that a record can be counted under, each with the one above it.

    `scopes` says for each scope by which date its months count. `silence` is what a month without a row of a reporter
    means (`zero` or `missing`), `members` the regions that report for themselves (none where others report for them),
    `minimal_coverage` the share of reporters without which a value is not shown.
    """

    scopes: Mapping[str, str]
    measures: Mapping[str, str]
    regions: Mapping[str, str]
    attributes: tuple[str, ...]
    body: str
    source: str
    silence: str = "zero"
    members: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    minimal_coverage: Fraction = Fraction(1)

    @property
    def bases(self) -> tuple[str, ...]:
        """Return the dates that scopes count by."""
        return tuple(sorted(set(self.scopes.values())))


def make_shape(definition: Definition, rules: RecordRules) -> Shape:
    """Return the shape of what the records of a definition are counted into."""
    regions = rules.list_members("region") or {definition.default_region}
    reporter = rules.reporter
    return Shape(
        scopes=dict(rules.scopes),
        measures=_list_parents(definition.measures, rules.list_members("measure")),
        regions=_list_parents(definition.regions, regions),
        attributes=tuple(sorted(rule.attribute for rule in rules.attributes)),
        body=rules.body,
        source=rules.source,
        silence=reporter.silence,
        members=tuple(sorted(regions)) if reporter.field == "region" else (),
        gaps=tuple(Gap(gap.reporter, gap.start, gap.end, gap.measures) for gap in rules.gaps),
        minimal_coverage=reporter.minimal_coverage,
    )


def write_shape(shape: Shape, path: Path) -> None:
    """Write a shape to a new file; the same shape gives the same bytes."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(shape), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n")


def read_shape(path: Path) -> Shape:
    """Return the shape that a file holds."""
    data = json.loads(path.read_bytes())
    day = datetime.date.fromisoformat
    data["gaps"] = tuple(
        Gap(gap["reporter"], day(gap["start"]), day(gap["end"]), tuple(gap["measures"])) for gap in data["gaps"]
    )
    data["minimal_coverage"] = Fraction(data["minimal_coverage"])
    for name in ("attributes", "members"):
        data[name] = tuple(data[name])
    return Shape(**data)


def _list_parents(codes: CodeList, members: set[str]) -> dict[str, str]:
    """Return the codes that a record can be counted under, each with the one above it: members and all above them."""
    found: dict[str, str] = {}
    for member in sorted(members):
        lineage = codes.lineage(member)
        found.update(zip(lineage, (*lineage[1:], ""), strict=True))
    return found
