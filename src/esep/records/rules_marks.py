"""Marks: what has to stand in every row, such as the word by which synthetic records can be told from real ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from esep.sources.checked_table import CheckedTable


@dataclass(frozen=True)
class MarkRule:
    """A text by which a column of every row has to begin; `field` is its column in the tables of records."""

    field: str
    columns: tuple[str, ...]
    begins: str


def take_marks(table: CheckedTable) -> tuple[MarkRule, ...]:
    """Return the marks that `[records.marks]` declares."""
    below = table.take_table("marks")
    if below is None:
        return ()
    rules = []
    for name in below.data:
        one = below.take_table(name)
        if one is not None:
            one.take("column", list, is_required=True)
            rule = MarkRule(
                field="mark_" + re.sub(r"\W", "_", name),
                columns=one.take_list("column"),
                begins=one.take_text("begins", is_required=True),
            )
            one.take_texts("reason", is_required=True)
            one.refuse_unknown()
            rules.append(rule)
    return tuple(rules)
