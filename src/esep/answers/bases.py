"""`bases-from`: what any other base year would have given in place of the one that was chosen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.long_series import Stretch, list_assumptions, list_limits, name_question, per_head, read_stretch
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import BASE_MIN_YEARS
from esep.statistics.base import BaseFinding, scan_bases
from esep.statistics.compare import compute_fold

if TYPE_CHECKING:
    from esep.answers.asking import Answers


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the fold from the stated base, with what every other comparable base year would have given.

    The fold is that of the question's own two figures where there are both and no break lies between; the other bases
    are those of its series or, where that has fewer than five years, of the declared long series of the measure.
    """
    base, period = question.base_period, question.period
    assert base is not None
    if base >= period or base.type != period.type:
        return _refuse(question, "bases.not_before", "M")
    own = _compare_own(answers, question, base)
    stretch = read_stretch(answers, question, None, period, at_least=BASE_MIN_YEARS)
    values = stretch.by_year()
    end = max(values, default=0)
    scan = scan_bases(values, base.start.year, end)
    if scan is None and own.value is None:
        return _refuse(question, "bases.missing", own.status, stretch)
    sentences = [] if own.value is None else [_say_own(question, own)]
    estimates = [] if own.value is None else [Estimate("fold", own.value, "fold", 2)]
    if scan is None:
        sentences += [_say_short(question, stretch), *list_limits(stretch, question)]
    else:
        scanned = _say_scan(stretch, scan)
        sentences += [scanned[0], *list_limits(stretch, question), *scanned[1:]]
        estimates += _estimate_scan(scan)
    sentences += _say_per_head(answers, question, stretch, scan, own)
    finding = Finding(
        method="bases",
        sentences=tuple(sentences),
        estimates=tuple(estimates),
        rows=_list_rows(stretch, scan),
        assumptions=tuple(list_assumptions(stretch)) if scan else (),
        n=len(values),
        status=stretch.status if scan else own.status,
        cells=(*own.cells, *stretch.series.cells),
    )
    if own.value is not None:
        return own, finding
    assert scan is not None
    return _write_fold(scan, stretch), finding


def _compare_own(answers: Answers, question: Question, base: Period) -> Figure:
    """Return the fold of the question's own two figures; without a value (status B) where a break divides them."""
    found = answers.definition.find_breaks(question.scope, question.measure, question.region, base, question.period)
    if any(entry.is_major for entry in found):
        return Figure(None, "fold", 0, "B")
    level = replace(question, operation="level", base_period=None)
    return compute_fold(answers.read_level(level), answers.read_level(replace(level, period=base)))


def _write_fold(scan: BaseFinding, stretch: Stretch) -> Figure:
    fold, formula = (scan.fold, "a / b") if scan.fold >= 1 else (1 / scan.fold, "b / a")
    at = stretch.years.index(scan.base_year)
    cells = (stretch.series.cells[at], stretch.series.cells[-1])
    return Figure(fold, "fold", 2, stretch.status, None, cells, formula)


def _say_own(question: Question, own: Figure) -> Remark:
    assert own.value is not None
    side = "down" if own.formula == "a / b" and own.value > 1 else "up" if own.value > 1 else "same"
    facts: dict[str, Fact] = {
        **name_question(question),
        "base": question.base_period or question.period,
        "period": question.period,
        "fold": (own.value, "fold", own.decimals),
    }
    return Remark(f"bases.own_{side}", facts)


def _say_short(question: Question, stretch: Stretch) -> Remark:
    base = question.base_period or question.period
    facts: dict[str, Fact] = {"base": base, "n": len(stretch.series), "needed": BASE_MIN_YEARS}
    if len(stretch.series) >= BASE_MIN_YEARS:
        return Remark("bases.base_outside", {**facts, **stretch.names(), "period": stretch.span})
    return Remark("bases.too_short", facts)


def _say_scan(stretch: Stretch, scan: BaseFinding) -> list[Remark]:
    """Return the sentences of the scan: where the base stands, what the others give, what its neighbours give."""
    end = stretch.series.periods[-1]
    base = _period_of(stretch, scan.base_year)
    least, most = scan.others_range
    facts: dict[str, Fact] = {
        **stretch.names(),
        "base": base,
        "end": end,
        "n": scan.bases,
        "rank": scan.rank_for_statement,
        "change": _write_change(scan.fold),
        "high": _write_change(least),
        "low": _write_change(most),
        "median": _write_change(scan.others_median),
        "mean_change": _write_change(scan.mean_fold),
        "falls": scan.falls,
        "rises": scan.rises,
    }
    side = "fall" if scan.fold > 1 else "rise"
    sentences = [Remark(f"bases.rank_{side}", facts)]
    sentences.append(Remark("bases.others", facts))
    if scan.is_flattering:
        sentences.append(Remark("bases.flattering", facts))
    if scan.falls and scan.rises:
        sentences.append(Remark("bases.both_ways", facts))
    if scan.is_peak_to_trough:
        key = "peak" if scan.base_year == scan.peak_year else "trough"
        sentences.append(Remark(f"bases.{key}", {**facts, "span": stretch.span}))
    sentences.append(Remark("bases.mean", facts))
    for offset, key in ((-1, "year_before"), (1, "year_after")):
        if scan.base_year + offset in scan.folds:
            other = _period_of(stretch, scan.base_year + offset)
            changed = {
                **stretch.names(),
                "other": other,
                "end": end,
                "change": _write_change(scan.folds[scan.base_year + offset]),
            }
            sentences.append(Remark(f"bases.{key}", changed))
    previous = scan.end_year - 1
    if previous in scan.folds and previous != scan.base_year:
        changed = {
            **stretch.names(),
            "other": _period_of(stretch, previous),
            "end": end,
            "change": _write_change(scan.folds[previous]),
        }
        sentences.append(Remark("bases.previous", changed))
    return sentences


def _estimate_scan(scan: BaseFinding) -> list[Estimate]:
    least, most = scan.others_range
    return [
        Estimate("series_fold", scan.fold, "fold", 2),
        Estimate("least", least, "fold", 2),
        Estimate("median", scan.others_median, "fold", 2),
        Estimate("most", most, "fold", 2),
        Estimate("mean_fold", scan.mean_fold, "fold", 2),
        Estimate("rank", Fraction(scan.rank_for_statement), "number", 0),
    ]


def _list_rows(stretch: Stretch, scan: BaseFinding | None) -> tuple[FindingRow, ...]:
    if scan is None:
        return ()
    values = stretch.by_year()
    return tuple(
        FindingRow(
            str(_period_of(stretch, year)),
            (
                Estimate("value", values[year], stretch.unit, stretch.decimals),
                Estimate("change", _change(fold), "percent", 1),
            ),
        )
        for year, fold in scan.folds.items()
    )


def _say_per_head(
    answers: Answers, question: Question, stretch: Stretch, scan: BaseFinding | None, own: Figure
) -> list[Remark]:
    """Return what the change is with population taken out of a count, or put into a rate."""
    base = question.base_period
    assert base is not None
    if own.value is not None:
        rates = [
            answers.ask(
                Question(
                    question.measure,
                    question.scope,
                    question.region,
                    period,
                    question.attribute,
                    "rate-per",
                    rate_base=100_000,
                ),
                with_others=False,
            ).figure
            for period in (base, question.period)
        ]
        first, last = rates[0].value, rates[1].value
        if first and last:
            facts: dict[str, Fact] = {
                **name_question(question),
                "base": base,
                "period": question.period,
                "before": (first, "per_100000", 1),
                "after": (last, "per_100000", 1),
                "change": _write_change(first / last),
            }
            return [Remark("bases.per_head", facts), Remark("bases.head_of_count", facts)]
        return []
    heads = per_head(answers, stretch)
    if scan is None or scan.base_year not in heads or scan.end_year not in heads or not heads[scan.end_year]:
        return []
    key = "bases.head_of_count" if stretch.is_count else "bases.count_of_rate"
    changed = _write_change(heads[scan.base_year] / heads[scan.end_year])
    return [Remark(key, {"change": changed})]


def _refuse(question: Question, key: str, status: str, stretch: Stretch | None = None) -> tuple[Figure, Finding]:
    base = question.base_period or question.period
    facts: dict[str, Fact] = {**name_question(question), "base": base, "period": question.period}
    if status == "B":
        key = "bases.divided"
    cells = stretch.series.cells if stretch else ()
    limits = list_limits(stretch, question) if stretch else []
    finding = Finding("bases", (Remark(key, facts), *limits), status=status, n=len(cells), cells=cells)
    return Figure(None, "fold", 0, status, None, cells), finding


def _period_of(stretch: Stretch, year: int) -> Period:
    return stretch.series.periods[stretch.years.index(year)]


def _change(fold: Fraction) -> Fraction | None:
    return None if fold == 0 else 100 * (1 / fold - 1)


def _write_change(fold: Fraction) -> Fact:
    """Return what a fold base / current is as a change in per cent; a base of 0 has none and is written as a dash."""
    change = _change(fold)
    return "–" if change is None else (change, "percent", 1)
