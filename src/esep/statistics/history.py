"""A change against the changes that its own series has had: the test that decides the word "significantly"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.model.tolerances import ALPHA, HISTORY_CHANGES, HISTORY_MIN_CHANGES, HISTORY_MIN_POINTS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from esep.statistics.ratio import Floats


@dataclass(frozen=True)
class UsualMovement:
    """How much a series usually moves from one period to the next.

    `scale` is the root mean square of the changes of the logarithm, `freedom` the changes it rests on; `pooled` how
    many sibling series were put together because the series itself is too short (0: its own changes).
    """

    scale: float
    freedom: int
    pooled: int = 0

    @property
    def usual_percent(self) -> float:
        """Return the usual movement in per cent: 100 (exp(s) - 1)."""
        import math

        return 100 * (math.exp(self.scale) - 1)

    def find_smallest_fall(self, alpha: float = ALPHA) -> float:
        """Return the fall in per cent, a positive number, that would just be unusual: 100 (1 - exp(-t s))."""
        import math

        return 100 * (1 - math.exp(-self._reach(alpha)))

    def find_smallest_rise(self, alpha: float = ALPHA) -> float:
        """Return the rise in per cent that would just be unusual: 100 (exp(t s) - 1)."""
        import math

        return 100 * (math.exp(self._reach(alpha)) - 1)

    def find_p(self, before: float, after: float) -> float:
        """Return p = 2 P(t > |T|), T = ln((b + 0.5) / (a + 0.5)) / s, with `freedom` degrees of freedom."""
        return float(find_history_p(before, after, self.scale, self.freedom))

    def _reach(self, alpha: float) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.freedom, 1 - alpha / 2)) * self.scale


def measure_movement(previous: Sequence[float], most: int = HISTORY_CHANGES) -> UsualMovement | None:
    """Return the usual movement of the counts before the change that is judged, oldest first.

    s = sqrt(mean of the squares of d), d = ln((x_t + 0.5) / (x_t-1 + 0.5)), over the last `most` changes; no drift is
    taken out, so a change has to beat what the series usually does. `None` with fewer than five changes, or where
    nothing ever moved. The previous counts include the base of the change, not the count that is judged.
    Source: Esep's own rule (docs/methods/change.md says how it was calibrated).
    """
    changes = list_changes(previous)[-most:]
    return _measure(changes, len(changes), 0) if len(changes) >= HISTORY_MIN_CHANGES else None


def pool_movement(
    previous: Sequence[float], siblings: Sequence[Sequence[float]], most: int = HISTORY_CHANGES
) -> UsualMovement | None:
    """Return the usual movement of sibling series together, for a series with fewer than five previous changes.

    The root mean square of the last `most` changes of every sibling. Siblings move in the same years, so the degrees of
    freedom are the years that any one of them covers, not the changes. `None` where the series itself has fewer than
    three previous points, or the siblings fewer than five changes.
    """
    if len(previous) < HISTORY_MIN_POINTS:
        return None
    found = [list_changes(counts)[-most:] for counts in siblings]
    changes = [change for own in found for change in own]
    freedom = max((len(own) for own in found), default=0)
    if len(changes) < HISTORY_MIN_CHANGES or freedom < HISTORY_MIN_POINTS - 1:
        return None
    return _measure(changes, freedom, sum(bool(own) for own in found))


def list_changes(counts: Sequence[float]) -> list[float]:
    """Return the change of the logarithm from each count to the next, half an event added to both."""
    import math

    return [math.log((after + 0.5) / (before + 0.5)) for before, after in itertools.pairwise(counts)]


def find_history_p(before: ArrayLike, after: ArrayLike, scale: ArrayLike, freedom: ArrayLike) -> Floats:
    """Return the two-sided p of changes against their usual movement; 1 where there is no scale to judge by."""
    import numpy as np
    from scipy.special import stdtr

    a, b, s = (np.asarray(part, dtype=float) for part in (before, after, scale))
    change = np.log((b + 0.5) / (a + 0.5))
    is_known = s > 0
    statistic = np.abs(change) / np.where(is_known, s, 1.0)
    result: Floats = np.where(is_known, 2 * stdtr(freedom, -statistic), 1.0)
    return result


def _measure(changes: Sequence[float], freedom: int, pooled: int) -> UsualMovement | None:
    import math

    scale = math.sqrt(sum(change * change for change in changes) / len(changes))
    return UsualMovement(scale, freedom, pooled) if scale > 0 else None
