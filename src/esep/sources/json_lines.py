"""JSON lines: one object a line, its members as the texts that stand there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from esep.problems import EsepError, Problem, Where
from esep.sources import rows as limits
from esep.sources.encodings import Text
from esep.sources.rows import MALFORMED, Layout, digest_row, tell_other_header
from esep.sources.staging import StagedTable, Tell, clean_rows, stage_rows

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


def stage_json(
    engine: duckdb.DuckDBPyConnection, text: Text, layout: Layout, folder: Path, tell: Tell | None = None
) -> StagedTable:
    """Stage a file of JSON lines; a member that an object lacks is empty, a line that is no object is `MALFORMED`.

    Problems `line-too-long`, `json-one-value`, `header-other`, `record-column-missing` where no object has a declared
    member, and `record-column-twice` where one has two of its names.
    """
    values = clean_rows(_list_values(text, layout))
    return stage_rows(engine, values, dict.fromkeys(layout.columns, "varchar"), folder, tell)


def _list_values(text: Text, layout: Layout) -> Iterator[tuple[Any, ...]]:
    seen: dict[str, None] = {}
    has_rows = False
    for line, found in _list_objects(text):
        if found is None:
            yield (line, MALFORMED, 0, 0, "", *("" for _ in layout.columns))
            continue
        has_rows = True
        seen.update(dict.fromkeys(found))
        values = [_pick(found, field, layout, Where(text.name, line)) for field in layout.columns]
        digest = digest_row([part for member in sorted(found.items()) for part in member]) if layout.has_digest else ""
        yield (line, "", len(found), len(found), digest, *values)
    missing = [field for field, names in layout.columns.items() if not seen.keys() & set(names)]
    if has_rows and len(missing) == len(layout.columns) > 1:
        raise EsepError(tell_other_header(list(seen), layout, Where(text.name, 1)))
    if missing and has_rows:
        raise EsepError(_tell_missing(field, layout, text.name, list(seen)) for field in missing)


def _list_objects(text: Text) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Yield the line and the members of every object, and nothing as members of a line that is none."""
    with text.path.open(encoding="utf-8-sig", newline="") as stream:
        number, has_rows = 0, False
        while line := stream.readline(limits.LONGEST_LINE + 1):
            number += 1
            if len(line) > limits.LONGEST_LINE:
                facts = {"limit": str(limits.LONGEST_LINE)}
                raise EsepError(Problem("line-too-long", Where(text.name, number), facts))
            if line.strip():
                if not has_rows and (line.lstrip().startswith("[") or line.strip() == "{"):
                    raise EsepError(Problem("json-one-value", Where(text.name, number), {"path": text.name}))
                has_rows = True
                yield number, _read_object(line)


def _read_object(line: str) -> dict[str, str] | None:
    try:
        # Numbers stay as they are written: 007 would be an error, 1.50 keeps its nought.
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, _Members) or len({name for name, _ in found}) < len(found):
        return None
    return {name: _write(value) for name, value in found}


class _Members(list[tuple[str, Any]]):
    """The members of an object in their order, also where two have one name."""


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(_make_plain(value), ensure_ascii=False)


def _make_plain(value: Any) -> Any:
    if isinstance(value, _Members):
        return {name: _make_plain(one) for name, one in value}
    return [_make_plain(one) for one in value] if isinstance(value, list) else value


def _pick(found: dict[str, str], field: str, layout: Layout, where: Where) -> str:
    names = [name for name in layout.columns[field] if name in found]
    if len(names) > 1:
        facts = {"field": field, "names": ", ".join(names), "header": ", ".join(found)}
        raise EsepError(Problem("record-column-twice", where, facts))
    return found[names[0]] if names else ""


def _tell_missing(field: str, layout: Layout, name: str, seen: list[str]) -> Problem:
    facts = {"field": field, "names": ", ".join(layout.columns[field]), "header": ", ".join(seen)}
    return Problem("record-column-missing", Where(name, 1), facts)
