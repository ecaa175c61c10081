"""What files say beyond their rows: values that stand in their names, and rules that hold in some of them alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import CheckedTable
from esep.sources.listing import PACKED
from esep.sources.stage import Staged

if TYPE_CHECKING:
    from esep.records.rules import RecordRules

_SAMPLE = "(?P<region>[a-z]+)_(?P<measure>[a-z]+)"


def take_file_name(table: CheckedTable, fields: Collection[str]) -> re.Pattern[str] | None:
    """Return the pattern whose named groups find fields in the name of a file; `None` where names say nothing."""
    text = table.take_text("file_name")
    if not text:
        return None
    try:
        pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError):
        table.report_unknown("file_name", text, [_SAMPLE])
        return None
    for name in pattern.groupindex:
        if name not in fields:
            table.report_unknown("file_name", name, fields)
    if not pattern.groupindex:
        table.report_unknown("file_name", text, [_SAMPLE])
    return pattern


def fit_files(rules: RecordRules, staged: Sequence[Staged]) -> tuple[RecordRules, tuple[Staged, ...]]:
    """Return the rules as they hold for these sources, and the sources with the fields that their names have.

    Raise `EsepError` where the name of a file does not fit: nobody knows then what its rows are.
    """
    names = [one.snapshot.name.rpartition("/")[2] for one in staged]
    gaps = tuple(gap for gap in rules.gaps if not gap.files or any(is_named(name, gap.files) for name in names))
    fitted = replace(rules, dates=tuple(rule.settle(names) for rule in rules.dates), gaps=gaps)
    if rules.file_name is None:
        return fitted, tuple(staged)
    found = [rules.file_name.search(name) for name in names]
    wrong = [one for one, match in zip(staged, found, strict=True) if match is None]
    if wrong:
        facts = {"pattern": rules.file_name.pattern}
        raise EsepError(Problem("file-name-wrong", Where(one.path), {"path": one.path, **facts}) for one in wrong)
    return fitted, tuple(
        _add_fields(one, match.groupdict("")) for one, match in zip(staged, found, strict=True) if match
    )


def is_named(name: str, pattern: str) -> bool:
    """Return whether the name of a file, packed or not, fits a pattern."""
    return any(fnmatchcase(name, pattern + end) for end in ("", *PACKED))


def _add_fields(one: Staged, values: dict[str, str]) -> Staged:
    # A name may hold bytes that are no text; nothing that was declared can be among them.
    quoted = {name: value.encode(errors="replace").decode().replace("'", "''") for name, value in values.items()}
    columns = ", ".join(f"'{value}' as raw_{name}" for name, value in quoted.items())
    relation = f"select *, {columns} from ({one.relation})"
    return replace(one, relation=relation, types={**one.types, **dict.fromkeys(values, "varchar")})
