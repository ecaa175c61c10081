"""Code lists as tables: codes/*.csv, one row a code, names in three languages."""

from __future__ import annotations

import re

from esep.model.body import Body
from esep.model.codelist import Code, CodeList
from esep.problems import LANGUAGES, Problem
from esep.sources.checked_table import name_nearest
from esep.sources.code_history import check_history
from esep.sources.csv_table import CsvTable, Row, read_csv_table, read_day

_IN_LANGUAGES = {
    part: tuple(f"{part}_{language}" for language in LANGUAGES)
    for part in ("name", "meaning", "quality", "short", "cues", "said")
}
_REQUIRED = ("code", *_IN_LANGUAGES["name"])
_COMMON = (
    *("parent", "kind", "note", "valid_from", "valid_to", "successors"),
    *(column for part in ("meaning", "short", "cues") for column in _IN_LANGUAGES[part]),
)
# Which further columns each list may have; those of the second group are kept as text in `Code.extra`.
_OWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "measures": (
        ("same_in", "said_of", "as_attribute", *_IN_LANGUAGES["said"]),
        ("article", "iccs", "iccs_note", "long_series"),
    ),
    "scopes": (("siblings",), ("body",)),
    "regions": (("split_from",), ("iso_3166_2", "tile_row", "tile_col")),
    "attributes": (_IN_LANGUAGES["quality"], ()),
    "iccs": ((), ("undivided", "seen_in")),
}
_BODY_OPTIONAL = ("matches", "house", "counts_itself", "takes_from", "note")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")


def read_codes(text: str, file: str, list_name: str, problems: list[Problem]) -> tuple[CodeList, dict[str, Row]]:
    """Return the list that a table holds and the row of each code; what is wrong is added to `problems`."""
    own, extra = _OWN[list_name]
    table = read_csv_table(text, file, _REQUIRED, (*_COMMON, *own, *extra))
    rows = _keep_first(table, problems)
    known_extra = (*extra, *(name for name in table.columns if name.startswith("x_")))
    codes = [_read_code(row, known_extra, problems) for row in rows.values()]
    found = CodeList(list_name, codes)
    for code in found:
        successors = (("successors", successor) for successor in code.successors)
        named = ("parent", code.parent), ("split_from", code.split_from), ("said_of", code.said_of)
        for column, target in (*named, *successors):
            if target:
                check_reference(rows[code.code], column, target, found, problems)
        _check_circle(found, code, rows[code.code], problems)
    check_history(found, rows, problems)
    return found, rows


def read_bodies(text: str, file: str, problems: list[Problem]) -> tuple[Body, ...]:
    """Return the publishing bodies that a table holds; what is wrong is added to `problems`."""
    table = read_csv_table(text, file, _REQUIRED, _BODY_OPTIONAL)
    bodies = []
    for code, row in _keep_first(table, problems).items():
        counts_itself = row["counts_itself"] or "no"
        if counts_itself not in ("yes", "no"):
            facts = {"column": "counts_itself", "value": counts_itself, "nearest": "yes, no"}
            problems.append(Problem("code-unknown", row.where("counts_itself"), facts))
        bodies.append(
            Body(
                code=code,
                names=_read_languages(row, "name", problems, is_required=True),
                matches=row.list("matches"),
                house=row["house"],
                counts_itself=counts_itself == "yes",
                takes_from=row.list("takes_from"),
                note=row["note"],
            )
        )
    return tuple(bodies)


def check_reference(row: Row, column: str, value: str, known: CodeList, problems: list[Problem]) -> None:
    """Report a code that a row refers to and that its list does not hold."""
    if value not in known:
        facts = {"column": column, "value": value, "nearest": name_nearest(value, known.codes)}
        problems.append(Problem("code-unknown", row.where(column), facts))


def _keep_first(table: CsvTable, problems: list[Problem]) -> dict[str, Row]:
    """Return the rows by their code; a code that comes again is reported and left out."""
    problems.extend(table.ragged)
    rows: dict[str, Row] = {}
    for row in table.rows:
        code = row["code"]
        if not _CODE.fullmatch(code):
            problems.append(Problem("code-form-wrong", row.where("code"), {"value": code}))
        elif code in rows:
            facts = {"value": code, "first": str(rows[code].line)}
            problems.append(Problem("code-twice", row.where("code"), facts))
        else:
            rows[code] = row
    return rows


def _read_code(row: Row, extra: tuple[str, ...], problems: list[Problem]) -> Code:
    valid_from = read_day(row, "valid_from", problems) if row["valid_from"] else None
    valid_to = read_day(row, "valid_to", problems) if row["valid_to"] else None
    if valid_from and valid_to and valid_to < valid_from:
        facts = {"start": str(valid_from), "end": str(valid_to)}
        problems.append(Problem("figure-period-reversed", row.where("valid_to"), facts))
    return Code(
        code=row["code"],
        names=_read_languages(row, "name", problems, is_required=True),
        cues={language: cues for language in LANGUAGES if (cues := row.list(f"cues_{language}"))},
        said={language: words for language in LANGUAGES if (words := row.list(f"said_{language}"))},
        said_of=row["said_of"],
        as_attribute=row["as_attribute"],
        parent=row["parent"],
        split_from=row["split_from"],
        successors=row.list("successors"),
        valid_from=valid_from,
        valid_to=valid_to,
        kind=row["kind"],
        note=row["note"],
        meanings=_read_languages(row, "meaning", problems),
        qualities=_read_languages(row, "quality", problems),
        short_names=_read_languages(row, "short", problems),
        siblings=row.list("siblings"),
        same_in=row.list("same_in"),
        extra={name: row[name] for name in extra if row[name]},
    )


def _read_languages(row: Row, part: str, problems: list[Problem], *, is_required: bool = False) -> dict[str, str]:
    """Return a text in each language: all of them, or none where it is not required."""
    texts = {language: row[f"{part}_{language}"] for language in LANGUAGES}
    if not any(texts.values()) and not is_required:
        return {}
    for language, text in texts.items():
        if not text:
            facts = {"value": row["code"], "column": f"{part}_{language}"}
            problems.append(Problem("code-name-missing", row.where(f"{part}_{language}"), facts))
    return texts


def _check_circle(codes: CodeList, code: Code, row: Row, problems: list[Problem]) -> None:
    top = codes[codes.lineage(code.code)[-1]]
    if top.parent in codes:
        problems.append(Problem("code-parent-circular", row.where("parent"), {"value": code.code}))
