"""The score as a table: one line a measure, one column a language, with Wilson's interval where it is a share."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

from esep.claims.score.counts import Score, Tally, compute_macro_f1, group_of, list_verdicts
from esep.language.write import write_number

# The normal quantile of a two-sided interval of 95 %.
Z = Fraction(196, 100)
ROOT_SCALE = 10**12

# What is printed, in order: a share of two counts, or an F1 of hits, found and labelled.
SHARES = (
    ("detection precision", "found", "claims"),
    ("detection recall", "found", "labels"),
    ("operator", "operator", "operator asked"),
    ("value", "value", "value asked"),
    ("value with direction", "direction", "direction asked"),
    ("hedge", "hedge", "hedge asked"),
    ("reading, first", "reading", "reading asked"),
    ("reading, among five", "reading in five", "reading asked"),
    ("right claims passed", "passed", "correct"),
    ("flagged errors, precision", "flagged errors", "flags"),
    ("flagged errors, recall", "flagged errors", "errors"),
    ("errors and warnings, precision", "warned errors", "warnings"),
    ("errors and warnings, recall", "warned errors", "faults"),
)
F1S = (("detection F1", "found"), ("span F1", "span"), ("value F1", "value"))
SUMS = (
    "statements",
    "with data",
    "refused",
    "labels",
    "errors",
    "false alarms",
    "false warnings",
    "errors passed",
)


def compute_wilson(hits: int, total: int) -> tuple[Fraction, Fraction] | None:
    """Return Wilson's interval of 95 % for a share, `None` where nothing was asked."""
    if total == 0:
        return None
    share, z2 = Fraction(hits, total), Z * Z / total
    middle = share + z2 / 2
    inside = share * (1 - share) / total + z2 / (4 * total)
    root = Fraction(isqrt(int(inside * ROOT_SCALE * ROOT_SCALE)), ROOT_SCALE)
    spread = Z * root
    low, high = (middle - spread) / (1 + z2), (middle + spread) / (1 + z2)
    return max(low, Fraction(0)), min(high, Fraction(1))


def score_to_dict(score: Score) -> dict[str, Any]:
    """Return the score as plain data: per language and for all, shares with their counts and intervals."""
    tallies = {**score.tallies, "all": score.total()}
    return {
        "format": "esep-score/1",
        "languages": {name: _tally_to_dict(tally) for name, tally in tallies.items()},
        "misses": [
            {"id": m.statement, "span": m.span, "what": m.kind, "labelled": m.labelled, "given": m.given}
            for m in score.misses
        ],
    }


def _tally_to_dict(tally: Tally) -> dict[str, Any]:
    counts = tally.counts
    return {
        "counts": {name: counts[name] for name in SUMS},
        "shares": {name: _share_to_dict(counts[part], counts[whole]) for name, part, whole in SHARES},
        "f1": {name: _to_float(compute_f1(tally, part)) for name, part in F1S},
        "macro_f1": {name: _to_float(compute_macro_f1(tally.confusion, by)) for name, by in MACROS},
        "false_alarms_per_100_correct": _to_float(_divide(100 * counts["false alarms"], counts["correct"])),
        "confusion": [
            {"labelled": labelled, "given": given, "n": n} for (labelled, given), n in sorted(tally.confusion.items())
        ],
    }


def _share_to_dict(part: int, whole: int) -> dict[str, Any]:
    bounds = compute_wilson(part, whole)
    interval = None if bounds is None else [_to_float(bound) for bound in bounds]
    return {"hits": part, "of": whole, "share": _to_float(_divide(part, whole)), "interval": interval}


def _to_float(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _divide(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def compute_f1(tally: Tally, part: str) -> Fraction | None:
    """Return the F1 of a kind of hit among all claims found and all labels."""
    counts = tally.counts
    missed = counts[f"{part} asked"] if part == "value" else counts["found"]
    # Numbers that a label has no value for are not asked about their value.
    unasked = counts["found"] - missed
    return _divide(2 * counts[part], counts["claims"] + counts["labels"] - 2 * unasked)


def _name_pass(verdict: str) -> str:
    return "passes" if group_of(verdict) == "passes" else "rest"


MACROS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("passes and the rest", _name_pass),
    ("passes, flagged, open", group_of),
    ("every verdict", str),
)


def write_score(score: Score) -> str:
    """Return the score as two tables of Markdown: the measures by language, and the verdicts labelled and given."""
    tallies = {**score.tallies, "all": score.total()}
    lines = [f"| | {' | '.join(tallies)} |", "|---|" + "---|" * len(tallies)]
    lines += [_row(name, [str(t.counts[name]) for t in tallies.values()]) for name in SUMS]
    for name, part, whole in SHARES:
        lines.append(_row(name, [_write_share(t.counts[part], t.counts[whole]) for t in tallies.values()]))
    for name, part in F1S:
        lines.append(_row(name, [_write(compute_f1(t, part)) for t in tallies.values()]))
    for name, by in MACROS:
        lines.append(_row(f"macro F1: {name}", [_write(compute_macro_f1(t.confusion, by)) for t in tallies.values()]))
    alarms = [_divide(100 * t.counts["false alarms"], t.counts["correct"]) for t in tallies.values()]
    lines.append(_row("false alarms per 100 right claims", [_write(value) for value in alarms]))
    return "\n".join([*lines, "", *_write_confusion(tallies["all"])]) + "\n"


def _row(name: str, cells: list[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _write(value: Fraction | None) -> str:
    return "–" if value is None else write_number(value, 3, "en")


def _write_share(part: int, whole: int) -> str:
    bounds = compute_wilson(part, whole)
    if bounds is None:
        return "–"
    low, high = (write_number(bound, 2, "en") for bound in bounds)
    return f"{write_number(Fraction(part, whole), 3, 'en')} ({part}/{whole}; {low} to {high})"


def _write_confusion(tally: Tally) -> list[str]:
    given = list_verdicts(tally.confusion)
    lines = [f"| labelled, given: | {' | '.join(given)} |", "|---|" + "---|" * len(given)]
    for labelled in given:
        cells = [str(tally.confusion[labelled, verdict] or "") for verdict in given]
        if any(cells):
            lines.append(_row(labelled, cells))
    return lines
