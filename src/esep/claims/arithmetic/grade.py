"""Whether a printed number fits what it should be: the ladder from exact to wrong.

Everything is decided by exact intervals: what the printed digits can stand for, and what the inputs of the true value
allow. Only hedges and number words have tolerances, and those stand in `esep.model.tolerances`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from esep.model.interval import Interval
from esep.model.printed import Printed
from esep.model.tolerances import ABOUT, ABOUT_LOOSE, ALMOST, NTH, WORD, WORD_LOOSE


@dataclass(frozen=True)
class Truth:
    """What a claimed number should be: a value, and the interval that the inputs it was computed from allow."""

    value: Fraction
    interval: Interval

    @property
    def is_exact(self) -> bool:
        """Return whether no input was rounded."""
        return self.interval.is_point

    def __neg__(self) -> Truth:
        return Truth(-self.value, -self.interval)


@dataclass(frozen=True)
class Grade:
    """How well a claimed number fits: a verdict, the rounding that explains it, and a diagnosis where it does not.

    `verdict` is `supported`, `rounded`, `loose` or `wrong`; `rounding` is `exact`, `nearest`, `truncated`, `round`,
    `interval`, `hedge`, `word` or empty; `diagnosis` is `reversed`, `last_digit` or empty.
    """

    verdict: str
    rounding: str = ""
    diagnosis: str = ""

    @property
    def is_pass(self) -> bool:
        """Return whether the number fits."""
        return self.verdict != "wrong"


WRONG = Grade("wrong")


def grade_number(claimed: Printed, truth: Truth, hedge: str = "") -> Grade:
    """Return how a printed number, with the hedge before it, fits the truth. Signs count: -11 is no +11."""
    if claimed.value.numerator * truth.value.numerator < 0 and claimed.near().meets(truth.interval) is False:
        return Grade("wrong", diagnosis="reversed")
    if claimed.value < 0:
        return grade_number(Printed(-claimed.value, claimed.decimals), -truth, hedge)
    if hedge in HEDGES:
        return HEDGES[hedge](claimed, truth)
    return _grade_plain(claimed, truth)


def _grade_plain(claimed: Printed, truth: Truth) -> Grade:
    if claimed.value == truth.value:
        return Grade("supported", "exact")
    # Most numbers are far from most figures: by how much they differ tells it before any interval is made.
    off = abs(claimed.value - truth.value)
    is_robust = off < claimed.step
    if 2 * off <= claimed.step:
        return Grade("supported", "nearest")
    if not truth.is_exact and claimed.near().meets(truth.interval):
        return Grade("rounded", "interval")
    if is_robust and truth.value in claimed.truncated():
        return Grade("rounded", "truncated")
    if 2 * off <= claimed.round_step:
        return Grade("rounded", "round")
    if not truth.is_exact:
        if claimed.truncated().meets(truth.interval):
            return Grade("rounded", "interval")
        if claimed.robust().meets(truth.interval):
            return Grade("loose", "interval")
    return Grade("wrong", diagnosis="last_digit" if is_robust else "")


def grade_fold(claimed: Printed, truth: Truth, hedge: str = "") -> Grade:
    """Return how a fold fits: printed decimals decide as for any number, a whole number of times is a word."""
    if claimed.decimals <= 0:
        return grade_word(claimed.value, truth, hedge)
    return HEDGES[hedge](claimed, truth) if hedge in HEDGES else _grade_plain(claimed, truth)


def grade_word(value: Fraction, truth: Truth, hedge: str = "") -> Grade:
    """Return how a number word (twice, a third) fits: off by at most a twentieth, loosely by a tenth."""
    if hedge in HEDGES and hedge != "about":
        return HEDGES[hedge](Printed(value, 9), truth)
    if _meets_around(value, WORD, truth):
        return Grade("supported" if truth.value == value else "rounded", "word")
    return Grade("loose", "word") if _meets_around(value, WORD_LOOSE, truth) else WRONG


def grade_nth(n: Fraction, share_percent: Truth, hedge: str = "") -> Grade:
    """Return how "every n-th" fits a share in per cent; "more than one in five" is more than a fifth."""
    if hedge in HEDGES and hedge not in ("about", "almost"):
        return HEDGES[hedge](Printed(100 / n, 9), share_percent)
    times = Truth(share_percent.value * n / 100, share_percent.interval.scale(n / 100))
    if _meets_around(Fraction(1), NTH, times):
        return Grade("rounded", "word")
    inverse = 100 / share_percent.value if share_percent.value else Fraction(0)
    return Grade("loose", "word") if abs(inverse - n) <= Fraction(1, 2) else WRONG


def _meets_around(value: Fraction, tolerance: Fraction, truth: Truth) -> bool:
    around = Interval(value * (1 - tolerance), value * (1 + tolerance))
    return around.meets(truth.interval) or truth.value in around


def _grade_about(claimed: Printed, truth: Truth) -> Grade:
    half = max(claimed.step / 2, claimed.round_step / 2)
    if Interval(claimed.value - half, claimed.value + half).meets(truth.interval):
        return Grade("rounded", "hedge")
    if _meets_around(claimed.value, ABOUT, truth):
        return Grade("rounded", "hedge")
    return Grade("loose", "hedge") if _meets_around(claimed.value, ABOUT_LOOSE, truth) else WRONG


def _grade_almost(claimed: Printed, truth: Truth) -> Grade:
    below = Interval(claimed.value * (1 - ALMOST), claimed.value, False, True)
    if below.meets(truth.interval):
        return Grade("rounded", "hedge")
    reached = Interval(claimed.value, claimed.near().high)
    return Grade("loose", "hedge") if reached.meets(truth.interval) else WRONG


def _bound(is_above: bool, is_strict: bool) -> Callable[[Printed, Truth], Grade]:
    def grade(claimed: Printed, truth: Truth) -> Grade:
        value = claimed.value
        allowed = Interval(value, None, is_strict, False) if is_above else Interval(None, value, False, is_strict)
        if allowed.meets(truth.interval):
            return Grade("rounded", "hedge")
        return Grade("loose", "hedge") if claimed.near().meets(truth.interval) else WRONG

    return grade


def grade_bound(claimed: Printed, truth: Truth, direction: str) -> Grade:
    """Return whether the truth lies above or below a threshold: no tolerance, a bound holds or it does not."""
    grade = _bound(direction != "below", True)(claimed, truth)
    return WRONG if grade.verdict == "loose" else grade


HEDGES: dict[str, Callable[[Printed, Truth], Grade]] = {
    "about": _grade_about,
    "almost": _grade_almost,
    "more_than": _bound(True, True),
    "at_least": _bound(True, False),
    "less_than": _bound(False, True),
    "at_most": _bound(False, False),
}
