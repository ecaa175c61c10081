"""Disclosure rules: how counts of a dataset are protected before anyone is shown them."""

from __future__ import annotations

from dataclasses import dataclass

# "published": somebody else published the figures already. "none": declared, with a reason, as needing no protection.
OPEN_METHODS = ("published", "none")
# What a definition may declare; "rounding" and "suppression" change or hide cells.
DECLARED_METHODS = ("none", "rounding", "suppression")
METHODS = ("published", *DECLARED_METHODS)
BASES = (3, 5)
# A threshold of 2 would say of every hidden cell that it is 1.
LEAST_THRESHOLD = 3
MOST_THRESHOLD = 100


@dataclass(frozen=True)
class DisclosureRules:
    """How counts are protected before they are shown; the method is declared with the data, never assumed.

    `base` is that of rounding. With suppression a count from 1 to `threshold` - 1 is hidden, and enough others with it
    that each may be anything from `protection_low` below it to `protection_high` above it, as far as a reader can
    compute; where these are not given: anything from 0 to `threshold`. Empty `measures` or `attributes` mean all, and
    with all attributes also the offences as a whole.
    """

    method: str
    base: int = 0
    threshold: int = 0
    protection_low: int | None = None
    protection_high: int | None = None
    measures: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether counts are shown as they are."""
        return self.method in OPEN_METHODS

    def find_range(self, count: int) -> tuple[int, int]:
        """Return the range that a reader must not be able to narrow, for a hidden count."""
        low = 0 if self.protection_low is None else max(0, count - self.protection_low)
        high = max(self.threshold, count) if self.protection_high is None else count + self.protection_high
        return low, high
