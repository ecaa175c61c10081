"""The heads of unknown sources: the form, encoding, delimiter and columns of each, and where they differ."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources import kinds
from esep.sources.database import list_columns, read_address
from esep.sources.encodings import make_text
from esep.sources.listing import PACKED, list_sources
from esep.sources.rows import AUTO, DELIMITERS, LONGEST_FIELD, LONGEST_LINE, Layout
from esep.sources.staging import quote_path
from esep.sources.unpack import Unpacked, unpack_gzip, unpack_zip
from esep.sources.workbook import read_first_rows

if TYPE_CHECKING:
    import duckdb

# So many lines are read to find the header, and so many objects to find their members.
HEAD_LINES, HEAD_OBJECTS = 60, 1_000
TABLE = "table"
# The ends of names that promise records; of a folder the files with the most frequent one are looked at.
_ENDS = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".parquet", ".jsonl", ".ndjson", ".json", ".zip", ".gz")


@dataclass(frozen=True)
class Head:
    """How a file is laid out; `rows_before` lines stand before the header. An empty delimiter: it is no text.

    `sheet` is the worksheet with most rows where a workbook has several.
    """

    kind: str
    header: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ""
    rows_before: int = 0
    sheet: str = ""


@dataclass(frozen=True)
class Heads:
    """The heads of all sources of one definition by the names of the sources, and the files of folders left out."""

    by_name: Mapping[str, Head]
    ignored: tuple[str, ...] = ()

    @property
    def first(self) -> Head:
        """Return the head of the first source; those of the others have the same form."""
        return next(iter(self.by_name.values()))

    @property
    def encodings(self) -> tuple[str, ...]:
        """Return the encodings of all sources, each one once."""
        return tuple(dict.fromkeys(head.encoding for head in self.by_name.values()))

    @property
    def delimiters(self) -> tuple[str, ...]:
        """Return the delimiters of all sources, each one once; none where they are no text."""
        return tuple(dict.fromkeys(head.delimiter for head in self.by_name.values() if head.delimiter))

    def find_end(self) -> str:
        """Return the end of the names of the files, empty for tables of databases."""
        return "" if self.first.kind == TABLE else _find_end(Path(next(iter(self.by_name))))

    def list_columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns that each source has, in the order of the first one, with all spellings of each."""
        lacking, spellings = self.list_differing(), self._list_spellings()
        return {names[0]: names for names in spellings.values() if names[0] not in lacking}

    def list_twice(self) -> set[str]:
        """Return the columns that stand twice in a source."""
        return {name for head in self.by_name.values() for name, n in Counter(head.header).items() if n > 1}

    def list_differing(self) -> dict[str, tuple[str, ...]]:
        """Return the columns that not every source has, with the names of those that have them not."""
        found = {}
        for names in self._list_spellings().values():
            lacking = tuple(one for one, head in self.by_name.items() if not set(names).intersection(head.header))
            if lacking:
                found[names[0]] = lacking
        return found

    def _list_spellings(self) -> dict[str, tuple[str, ...]]:
        """Return the names of all columns; those that differ in blanks, marks and capitals alone are one column.

        Where one source has two such names they are two columns.
        """
        apart: set[str] = set()
        for head in self.by_name.values():
            folded = Counter(_fold(name) for name in set(head.header))
            apart |= {text for text, n in folded.items() if n > 1}
        found: dict[str, dict[str, None]] = {}
        for head in self.by_name.values():
            for name in head.header:
                key = name if _fold(name) in apart else _fold(name)
                found.setdefault(key, {})[name] = None
        return {key: tuple(names) for key, names in found.items()}


def _fold(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum()) or name


def list_tables(sources: Sequence[Path | str]) -> tuple[tuple[Path | str, ...], tuple[str, ...]]:
    """Return the sources to look at, and the names of the files of folders that are something else.

    In a folder those files are meant whose names end as most names of tables do. Raise `EsepError` where a source leads
    to nothing.
    """
    found: dict[Path | str, None] = {}
    ignored: list[str] = []
    for source in sources:
        is_folder = "://" not in str(source) and Path(source).is_dir()
        listed = list_sources([source], "*")
        ends = Counter(end for one in listed if (end := _find_end(one)) in _ENDS)
        best = max(ends, key=lambda end: ends[end], default="")
        chosen = [one for one in listed if not is_folder or _find_end(one) == best]
        if not best and is_folder:
            facts = {"path": str(source), "pattern": ", ".join(f"*{end}" for end in _ENDS)}
            raise EsepError(Problem("files-none", Where(str(source)), facts))
        found |= dict.fromkeys(chosen)
        ignored += [Path(one).name for one in listed if one not in chosen]
    return tuple(found), tuple(ignored)


def _find_end(source: Path | str) -> str:
    """Return the end of a name that says what a file is, whether it is packed or not."""
    path = Path(source)
    inner = Path(path.stem).suffix.lower() if path.suffix.lower() in PACKED else ""
    return inner if inner in _ENDS else path.suffix.lower()


def find_heads(
    sources: Sequence[Path | str], ignored: Sequence[str], engine: duckdb.DuckDBPyConnection, folder: Path
) -> Heads:
    """Look at the head of each source; `folder` takes what has to be unpacked.

    Raise `EsepError` where one cannot be read as a table, and where they are too different for one definition.
    """
    found: dict[str, Head] = {}
    problems: list[Problem] = []
    for number, source in enumerate(sources):
        try:
            name, head = _look(source, engine, folder / f"{number:06d}")
            found[name] = head
        except EsepError as error:
            problems += error.problems
    if problems:
        raise EsepError(problems)
    heads = Heads(found, tuple(ignored))
    first = next(iter(found))
    for name, head in found.items():
        if _describe(head) != _describe(heads.first):
            facts = {"path": name, "first": first, "found": _describe(head), "expected": _describe(heads.first)}
            problems.append(Problem("define-files-differ", Where(name), facts))
    if not problems and not heads.list_columns():
        expected = heads.first.header
        other = next(name for name, head in found.items() if head.header != expected)
        facts = {"path": other, "first": first, "found": ", ".join(found[other].header)}
        problems.append(Problem("define-columns-none", Where(other), {**facts, "expected": ", ".join(expected)}))
    if problems:
        raise EsepError(problems)
    return heads


def _describe(head: Head) -> str:
    """Return the form of a source as far as a definition has one place for it."""
    parts = [head.kind]
    if head.rows_before:
        parts.append(f"header_line {head.rows_before}")
    if head.sheet:
        parts.append(f"sheet {json.dumps(head.sheet, ensure_ascii=False)}")
    return ", ".join(parts)


def _look(source: Path | str, engine: duckdb.DuckDBPyConnection, folder: Path) -> tuple[str, Head]:
    if isinstance(source, str):
        address = read_address(source)
        return address.shown, Head(TABLE, list_columns(address))
    if not source.stat().st_size:
        raise EsepError(Problem("file-empty", Where(str(source)), {"path": str(source)}))
    head = _find_head(source, engine, folder)
    if not head.header:
        raise EsepError(Problem("header-unreadable", Where(str(source), head.rows_before + 1), {"path": str(source)}))
    return str(source), head


def _find_head(path: Path, engine: duckdb.DuckDBPyConnection, folder: Path) -> Head:
    folder.mkdir(parents=True)
    part = _unpack(path, folder / "part")
    kind = kinds.find_kind(part.path, part.name)
    if kind == kinds.PARQUET:
        return Head(kind, _read_parquet_header(part, engine))
    if kind == kinds.WORKBOOK:
        sheets = read_first_rows(part.path, part.name, HEAD_LINES)
        sheet = max(sheets, key=lambda title: len(sheets[title]))
        header, before = _choose_header(sheets[sheet])
        return Head(kind, header, rows_before=before, sheet=sheet if len(sheets) > 1 else "")
    layout = Layout("*", (AUTO,), DELIMITERS, {})
    text = make_text(part.path, part.name, layout, folder / "text.utf8")
    guessed = next((remark.facts["encoding"] for remark in text.remarks if "encoding" in remark.facts), "utf-16")
    encoding = "utf-8" if text.path == part.path else guessed
    if kind == kinds.JSON_LINES:
        return Head(kind, _read_members(text.path), encoding)
    return replace(_read_text_head(text.path), encoding=encoding)


def _unpack(path: Path, stem: Path) -> Unpacked:
    """Return the file itself, or the first one that is packed in it."""
    kind = kinds.find_kind(path, str(path))
    if kind == kinds.GZIP:
        return unpack_gzip(path, stem)
    if kind == kinds.ZIP:
        return next(iter(unpack_zip(path, "*", stem)))
    return Unpacked(path, str(path), "")


def _read_parquet_header(part: Unpacked, engine: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    import duckdb

    try:
        found = engine.execute(f"describe select * from read_parquet({quote_path(part.path)})").fetchall()
    except duckdb.Error as error:
        facts = {"path": part.name, "cause": str(error).partition("\n")[0]}
        raise EsepError(Problem("file-broken", Where(part.name), facts)) from None
    return tuple(str(name) for name, *_ in found)


def _read_members(path: Path) -> tuple[str, ...]:
    """Return the names of the members of the first objects of JSON lines, in the order in which they turn up."""
    names: dict[str, None] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(HEAD_OBJECTS):
            line = stream.readline(LONGEST_LINE)
            if not line:
                break
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            names |= dict.fromkeys(found if isinstance(found, dict) else ())
    return tuple(names)


def _read_text_head(path: Path) -> Head:
    """Return the delimiter with which most lines have the same number of fields, more than one, and the header."""
    best = Head(kinds.TEXT, ())
    most = (0, 0)
    for delimiter in DELIMITERS:
        rows = list(_read_lines(path, delimiter))
        widths = Counter(len(row) for _, row in rows if len(row) > 1)
        width, fitting = widths.most_common(1)[0] if widths else (1, 0)
        if (fitting, width) > most:
            header, before = _choose_header(rows)
            best, most = Head(kinds.TEXT, header, delimiter=delimiter, rows_before=before), (fitting, width)
    if not best.header:
        header, before = _choose_header(list(_read_lines(path, DELIMITERS[0])))
        return Head(kinds.TEXT, header, delimiter=DELIMITERS[0], rows_before=before)
    return best


def _read_lines(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first rows of a text with the lines they begin on; of a damaged one those before the damage."""
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = iter(lambda: stream.readline(LONGEST_LINE), "")
        reader = csv.reader(lines, delimiter=delimiter)
        start = 1
        for _ in range(HEAD_LINES):
            try:
                row = next(reader, None)
            except csv.Error:
                return
            if row is None:
                return
            if row:
                yield start, row
            start = reader.line_num + 1


def _choose_header(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[tuple[str, ...], int]:
    """Return the first row that is as wide as most and has no empty field, and how many lines stand before it."""
    if not rows:
        return (), 0
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    for line, row in rows:
        names = tuple(name.strip() for name in row)
        if len(names) >= width and all(names):
            return names, line - 1
    return tuple(name.strip() for name in rows[0][1]), rows[0][0] - 1
