"""Reading the declared weights by severity of a definition."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from esep.model.severity import SeverityTable, SeverityWeight
from esep.sources.checked_table import CheckedTable


def read_severity(table: CheckedTable, measures: Iterable[str] | None, scopes: Iterable[str] | None) -> SeverityTable:
    """Return the weights of one `[[severity]]`; what is wrong in it becomes a problem of the table."""
    codes = None if measures is None else list(measures)
    found = SeverityTable(
        id=table.take_text("id", is_required=True),
        version=table.take_text("version", is_required=True),
        measure=table.take_choice("measure", codes, is_required=True),
        weights=tuple(_read_weight(row, codes) for row in table.take_tables("weights")),
        reason=table.take_texts("reason", is_required=True),
        scopes=table.take_list("scopes", scopes),
        source=table.take_text("source"),
        is_verified=bool(table.take("verified", bool)),
    )
    if not found.weights and "weights" not in table.data:
        table.report("definition-key-missing", "weights")
    table.refuse_unknown()
    return found


def _read_weight(table: CheckedTable, measures: list[str] | None) -> SeverityWeight:
    """Return one class; days are whole, above 0, and the upper end is not below the lower one."""
    low, high = (table.take(key, int, is_required=True) or 0 for key in ("low", "high"))
    measure = table.take_choice("measure", measures, is_required=True)
    if low < 0:
        table.report("definition-type-wrong", "low", expected="1", found=str(low))
    if high < low:
        table.report("definition-share-reversed", "high", low=str(low), high=str(high))
    is_optional = bool(table.take("optional", bool))
    table.refuse_unknown()
    return SeverityWeight(measure, Fraction(low), Fraction(high), is_optional)
