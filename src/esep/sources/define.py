"""A first definition of unknown sources: what was guessed is marked `# guess:`, what to decide `# decide:`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.problems import EsepError, Problem, Where
from esep.sources.database import read_address
from esep.sources.guess_fields import (
    DATE_FIELDS,
    MOST_VALUES,
    Column,
    choose_codes,
    choose_dates,
    choose_id,
    choose_named,
    count_later,
    list_columns,
)
from esep.sources.listing import is_address
from esep.sources.sample import Sample, count_values, take_sample
from esep.sources.staging import open_staging, tell_no_room
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import duckdb

CODED = ("measure", "region")
LONGEST_VALUE = 200
_LATIN = dict(
    zip(
        "абвгдеёзийклмнопрстуфхъыьэәғқңөұүһі",
        (*"abvgdeeziiklmnoprstufh", "", "y", "", *"eagqnouuhi"),
        strict=True,
    )
) | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya"}


@dataclass(frozen=True)
class CodeGuess:
    """The raw values of a coded column with their rows, and the code made up for each; `is_cut`: there are more."""

    column: Column
    codes: Mapping[str, str]
    rows: Mapping[str, int]
    is_cut: bool = False


@dataclass(frozen=True)
class Guess:
    """Everything that was guessed of sources; `file` is what they are called.

    `fields` gives the column of each field that is read, `codes` what the values of measure and region become, `later`
    in how many rows one date is after another, `others` the columns that nothing reads.
    """

    name: str
    file: str
    sample: Sample
    columns: tuple[Column, ...]
    fields: Mapping[str, Column]
    codes: Mapping[str, CodeGuess]
    later: Mapping[tuple[str, str], int]

    @property
    def is_unique(self) -> bool:
        """Return whether no id stands in two of the rows that were looked at."""
        column = self.fields.get("id")
        return column is not None and column.distinct == self.sample.looked_at

    @property
    def others(self) -> tuple[Column, ...]:
        """Return the columns that no field reads."""
        taken = {column.field for column in self.fields.values()}
        return tuple(column for column in self.columns if column.field not in taken)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the fields without which nothing can be built."""
        return () if "registered" in self.fields else ("registered",)

    def to_dict(self) -> dict[str, Any]:
        """Return what was guessed as plain data for JSON."""
        head = self.sample.head
        return {
            "name": self.name,
            "kind": head.kind,
            "encoding": head.encoding,
            "sources": list(self.sample.heads.by_name),
            "ignored": list(self.sample.heads.ignored),
            "differing": [
                {"column": column, "missing_from": list(missing)}
                for column, missing in self.sample.heads.list_differing().items()
            ],
            "delimiter": head.delimiter,
            "lines_before_header": head.rows_before,
            "sheet": head.sheet,
            "rows": self.sample.rows,
            "looked_at": self.sample.looked_at,
            "fields": {field: self._describe(column) for field, column in self.fields.items()},
            "codes": {field: len(found.codes) for field, found in self.codes.items()},
            "later": [{"first": a, "second": b, "rows": rows} for (a, b), rows in self.later.items()],
            "unread": [self._describe(column) for column in self.others],
            "missing": list(self.missing),
        }

    def _describe(self, column: Column) -> dict[str, Any]:
        date = column.date
        found: dict[str, Any] = {"column": column.name, "filled": column.filled, "distinct": column.distinct}
        if date is not None:
            found |= {"formats": list(date.formats), "share": round(date.share, 4), "twin": date.twin or None}
        return found


def guess_definition(*sources: Path | str, name: str = "") -> Guess:
    """Look at files, folders, globs and tables of databases together and return what their definition could be.

    Raise `EsepError` where one leads to nothing or cannot be read as a table, and where they differ too much for one
    definition.
    """
    with Workshop() as text:
        folder = Path(text)
        with tell_no_room(folder), open_staging(folder) as engine:
            return _guess(engine, sources, name, folder)


def _guess(engine: duckdb.DuckDBPyConnection, sources: Sequence[Path | str], name: str, folder: Path) -> Guess:
    sample = take_sample(sources, engine, folder)
    title = _name_sources(sources)
    if not sample.rows:
        place = str(sources[0])
        raise EsepError(Problem("define-rows-none", Where(place), {"path": place}))
    columns = list_columns(sample, engine)
    fields = _choose_fields(engine, columns, sample.looked_at)
    codes = {field: _list_codes(engine, sample, fields[field]) for field in CODED if field in fields}
    dates = [field for field in DATE_FIELDS if field in fields]
    later = {(a, b): count_later(engine, fields[a], fields[b]) for a in dates for b in dates if a != b}
    return Guess(make_name(name or title.partition(".")[0]), title, sample, columns, fields, codes, later)


def _name_sources(sources: Sequence[Path | str]) -> str:
    """Return what sources are called: a file or table by its name, several by the folder that they are in."""
    first = sources[0]
    if is_address(first):
        return read_address(str(first)).table
    path = Path(first)
    is_one = len(sources) == 1 and path.is_file()
    return path.name if is_one or path.is_dir() else path.parent.resolve().name


def _choose_fields(engine: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: int) -> dict[str, Column]:
    found: dict[str, Column | None] = dict(choose_dates(engine, columns))
    left = [column for column in columns if column not in found.values()]
    counts = [column for column in left if column.counts]
    found["count"] = choose_named(counts, "count") or next(iter(counts), None)
    for field in CODED:
        left = [column for column in left if column not in found.values()]
        found[field] = choose_codes(left, field, rows)
    left = [column for column in left if column not in found.values()]
    found["id"] = choose_id(left, rows)
    return {field: column for field, column in found.items() if column is not None}


def _list_codes(engine: duckdb.DuckDBPyConnection, sample: Sample, column: Column) -> CodeGuess:
    """Return the values of a column in all rows there are, each with a code; texts that are no codes are left out."""
    found = count_values(engine, sample.relation, column.field, MOST_VALUES + 1)
    kept = {
        text: rows
        for text, rows in found[:MOST_VALUES]
        if text not in sample.blanks and text.isprintable() and len(text) <= LONGEST_VALUE
    }
    return CodeGuess(column, make_codes(kept), kept, len(found) > MOST_VALUES)


def make_codes(texts: Sequence[str] | Mapping[str, int], taken: Sequence[str] = ("total", "all")) -> dict[str, str]:
    """Return a code for each text: its letters and digits in small Latin letters, and a number where two are alike."""
    used = set(taken)
    codes = {}
    for text in texts:
        base = write_latin(text).replace(" ", "_")[:48].strip("_") or "code"
        code, number = base, 1
        while code in used:
            number += 1
            code = f"{base}_{number}"
        used.add(code)
        codes[text] = code
    return codes


def make_name(text: str) -> str:
    """Return a name of a dataset for a text."""
    return write_latin(text).replace(" ", "-")[:60].strip("-") or "dataset"


def write_latin(text: str) -> str:
    """Return the words of a text in small Latin letters and digits, with a blank between them."""
    plain = unicodedata.normalize("NFC", text).casefold()
    latin = "".join(_LATIN.get(char, char) for char in plain)
    base = "".join(char for char in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", base).strip()
