"""The table [records.disclosure] of a definition: how its counts are protected before they are shown."""

from __future__ import annotations

from esep.model.definition import Definition
from esep.model.disclosure import BASES, DECLARED_METHODS, LEAST_THRESHOLD, MOST_THRESHOLD, DisclosureRules
from esep.sources.checked_table import CheckedTable


def take_disclosure(table: CheckedTable, definition: Definition) -> DisclosureRules:
    """Return the rules that the key `disclosure` of the table [records] declares; what is wrong is kept as problems.

    The method and the reason for it are required; `rounding` requires a base, `suppression` a threshold. Keys of
    another method are refused: whoever writes a threshold beside `rounding` expects what will not happen.
    """
    below = table.take_table("disclosure", is_required=True)
    if below is None:
        return DisclosureRules("none")
    below.take_texts("reason", is_required=True)
    method = below.take_choice("method", DECLARED_METHODS, is_required=True)
    base = _take_number(below, "base", BASES) if method == "rounding" else 0
    threshold, low, high = _take_suppression(below) if method == "suppression" else (0, None, None)
    measures: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    if method in ("rounding", "suppression"):
        measures = below.take_list("measures", definition.measures.codes)
        attributes = below.take_list("attributes", definition.attributes.codes)
    below.refuse_unknown()
    return DisclosureRules(method or "none", base, threshold, low, high, measures, attributes)


def _take_suppression(table: CheckedTable) -> tuple[int, int | None, int | None]:
    threshold = _take_number(table, "threshold", range(LEAST_THRESHOLD, MOST_THRESHOLD + 1))
    widths = range(1, MOST_THRESHOLD + 1)
    low, high = (
        _take_number(table, key, widths) if key in table.data else None for key in ("protection_low", "protection_high")
    )
    return threshold, low, high


def _take_number(table: CheckedTable, key: str, allowed: range | tuple[int, ...]) -> int:
    value = table.take(key, int, is_required=True)
    if value is not None and value not in allowed:
        table.report_unknown(key, str(value), (str(allowed[0]), str(allowed[-1])))
        return 0
    return value or 0
