"""Which of many changes stand out, and how many of those may do so by chance."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.scan_data import Rows, pad, read_rows
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.period import MONTHS_OF_YEAR
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import DISPERSION_MIN_MONTHS, SMALL_COUNT
from esep.statistics.scan import Scan, scan_changes

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "scan"
# Rows are for reading: more than these are in the cells, not in the table.
MOST_ROWS = 40
_ORDER = {"L3": 0, "LT": 1, "L2": 2, "L1": 3}


def answer_scan(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return how many changes stand out among all leaf measures and regions, and which. See docs/methods/scan.md."""
    assert question.base_period is not None
    facts: dict[str, Fact] = {
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        "scope": f"scope:{question.scope}",
        "base": question.base_period,
        "period": question.period,
    }
    if not question.period.is_comparable(question.base_period):
        return Figure(None, "count", 0, "M"), Finding(METHOD, (Remark("scan.calendar", facts),), status="M", level="L0")
    rows = read_rows(answers, question)
    if not len(rows):
        return Figure(None, "count", 0, "O"), Finding(METHOD, (Remark("scan.nothing", facts),), status="O")
    months = pad(rows.months)
    width = len(months[0])
    start = (question.period.start.month - 1 - width) % MONTHS_OF_YEAR + 1
    is_adjacent = question.base_period == question.period.shift_years(-1)
    scan = scan_changes(
        rows.before,
        rows.after,
        (question.base_period.days, question.period.days),
        pad(rows.years) if is_adjacent else None,
        months if width >= DISPERSION_MIN_MONTHS else None,
        start,
        rows.groups,
        with_trends=question.period.month_count == MONTHS_OF_YEAR,
    )
    finding = Finding(
        method=METHOD,
        sentences=_say(rows, scan, facts, is_adjacent=is_adjacent),
        estimates=_count(rows, scan),
        rows=_list_rows(rows, scan),
        assumptions=_assume(scan, is_adjacent=is_adjacent),
        n=len(rows),
        cells=tuple(rows.cells),
    )
    if not _count_judged(scan):
        return Figure(None, "count", 0, "M"), finding
    return Figure(Fraction(scan.standing_out), "count", 0, "A", formula="count of L3"), finding


def _say(rows: Rows, scan: Scan, facts: dict[str, Fact], *, is_adjacent: bool) -> tuple[Remark, ...]:
    """Return what may be said of the scan as a whole; how many changes it compared is a sentence of its own, so that
    nobody takes that for the number of offences.
    """
    compared: dict[str, Fact] = {"compared": (Fraction(len(rows)), "count", 0)}
    if not _count_judged(scan):
        key = "scan.not_judged" if is_adjacent else "scan.not_adjacent"
        said = [Remark(key, facts), Remark("scan.compared_chance", compared)]
    elif scan.standing_out == 0:
        said = [Remark("scan.none", facts), Remark("scan.compared", compared)]
    else:
        out = {"out": (Fraction(scan.standing_out), "count", 0), "false": (Fraction(scan.allowed_false), "count", 1)}
        said = [Remark("scan.some", facts), Remark("scan.counted", {**compared, **out})]
    if rows.skipped:
        said.append(Remark("scan.skipped", {"skipped": (Fraction(rows.skipped), "count", 0)}))
    return tuple(said)


def _count(rows: Rows, scan: Scan) -> tuple[Estimate, ...]:
    """Return how many changes have each level."""
    found = {
        "compared": len(rows),
        "judged": _count_judged(scan),
        "beyond_chance": len(rows) - scan.levels.count("L1"),
        "standing_out": scan.standing_out,
        "declining": scan.trends.count(-1),
        "rising": scan.trends.count(1),
    }
    counts = tuple(Estimate(name, Fraction(number), "count", 0) for name, number in found.items())
    return (*counts, Estimate.of_float("allowed_false", scan.allowed_false, "count", 1))


def _count_judged(scan: Scan) -> int:
    """Return how many changes could be held against their usual movement."""
    return int((scan.history_p == scan.history_p).sum())


def _list_rows(rows: Rows, scan: Scan) -> tuple[FindingRow, ...]:
    """Return the changes that stand out or belong to a trend, the least likely first."""
    found = []
    for place, (measure, region) in enumerate(rows.subjects):
        level = scan.levels[place]
        level = "LT" if level != "L3" and scan.trends[place] else level
        if level in ("L3", "LT"):
            p_value = float(scan.adjusted_p[place])
            rank = (_ORDER[level], p_value if p_value == p_value else 1.0, measure, region)
            found.append((rank, FindingRow(f"measure:{measure}|region:{region}", _describe(rows, scan, place), level)))
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0])[:MOST_ROWS])


def _describe(rows: Rows, scan: Scan, place: int) -> tuple[Estimate, ...]:
    base, current = rows.cells[2 * place].value, rows.cells[2 * place + 1].value
    assert base is not None
    assert current is not None
    found = [Estimate("before", base, "count", 0), Estimate("after", current, "count", 0)]
    if min(base, current) >= SMALL_COUNT:
        found.append(Estimate("change", 100 * (current / base - 1), "percent", 1))
    return (*found, Estimate.of_float("adjusted_p", float(scan.adjusted_p[place]), decimals=4))


def _assume(scan: Scan, *, is_adjacent: bool) -> tuple[Remark, ...]:
    found = [Remark("scan.assume_registered")]
    if is_adjacent:
        found.append(Remark("scan.assume_share"))
    has_months = bool((scan.dispersion == scan.dispersion).any())
    found.append(Remark("scan.assume_dispersion" if has_months else "scan.assume_exact"))
    return tuple(found)
