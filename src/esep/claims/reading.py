"""What a claim is taken to speak of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from esep.model.period import Period

CHANGES = ("percent_change", "difference", "fold", "percentage_points")


@dataclass(frozen=True)
class Reading:
    """What a claim is taken to speak of. Empty strings and `None` mean that neither the text nor its date tells.

    `base_region` is the region that a comparison of two regions sets it against, `added` are the regions whose figures
    are added to that of `region`, `kinds` the measures whose figures are added to that of `measure`.
    `is_scope_named` and `is_period_named` tell whether the words of the text say so, or a default does;
    `is_measure_settled`, `is_period_settled` and `is_region_settled` whether nothing else can be meant; where something
    else can, `is_nameable` tells that the text names it: every word that could narrow what is counted is understood.
    """

    measure: str = ""
    attribute: str = ""
    whole: str = ""
    whole_region: str = ""
    scope: str = ""
    region: str = ""
    base_region: str = ""
    added: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    period: Period | None = None
    base_period: Period | None = None
    is_scope_named: bool = False
    is_period_named: bool = False
    is_region_named: bool = False
    is_measure_settled: bool = False
    is_period_settled: bool = False
    is_region_settled: bool = False
    is_nameable: bool = False

    def doubt(self) -> Reading:
        """Return the reading of a number that some word not understood may narrow: it settles nothing."""
        return replace(self, is_measure_settled=False, is_nameable=False)

    @property
    def place(self) -> str:
        """Return the code of the region, or of all that are added: `CA-ON+CA-QC`."""
        return "+".join((self.region, *self.added))

    @property
    def counted(self) -> str:
        """Return the code of the measure, or of all that are added: `robbery+burglary`."""
        return "+".join((self.measure, *self.kinds))

    @property
    def is_sum(self) -> bool:
        """Return whether figures of several cells are added up."""
        return bool(self.added or self.kinds)

    @property
    def mark(self) -> str:
        """Return what stands behind the slash of a code, attribute and whole: `sex:female/share_of:homicide`."""
        return "/".join(part for part in (self.attribute, f"share_of:{self.whole}" if self.whole else "") if part)

    @property
    def is_settled(self) -> bool:
        """Return whether the text leaves one reading only, so that a claim may be called wrong by it."""
        return self.is_measure_settled and self.is_period_settled and self.is_region_settled
