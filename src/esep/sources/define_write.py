"""The files of a first definition: definition.toml and the tables of codes, written all together or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from esep.problems import LANGUAGES, EsepError, Problem, Where, show_fact
from esep.sources.define import CodeGuess, Guess, make_codes
from esep.sources.guess_fields import DATE_FIELDS, Column

DEFINITION = "definition.toml"
_NAMES = tuple(f"name_{language}" for language in LANGUAGES)
_MOST_TOLD = 20
_PLACEHOLDER = "decide: the names are the raw value; write them in each language"
_WHOLE = {"measure": ("total", "all offences"), "region": ("all", "the whole area")}


def write_files(guess: Guess) -> dict[str, str]:
    """Return the files of a definition by their names, definition.toml last."""
    files = {}
    for field, (code, name) in _WHOLE.items():
        files[f"codes/{field}s.csv"] = _write_codes(code, name, guess.codes.get(field))
        if field in guess.codes:
            pairs = list(guess.codes[field].codes.items())
            files[f"codes/{field}_map.csv"] = _write_csv(("raw", "code"), pairs)
    scope = ("recorded", *("recorded offences",) * 3, _PLACEHOLDER)
    files["codes/scopes.csv"] = _write_csv(("code", *_NAMES, "note"), [scope])
    if flags := list_flags(guess):
        codes = make_codes([column.name for column in flags])
        rows = [(codes[c.name], *(_keep(c.name),) * 3, _PLACEHOLDER) for c in flags]
        files["codes/attributes.csv"] = _write_csv(("code", *_NAMES, "note"), rows)
    return {**files, DEFINITION: "\n".join(_write_definition(guess)) + "\n"}


def list_flags(guess: Guess) -> tuple[Column, ...]:
    """Return the columns that say yes or no."""
    return tuple(column for column in guess.others if column.is_flag)


def save_files(files: Mapping[str, str], folder: Path, *, is_forced: bool) -> None:
    """Write files into a new folder, whole or not at all; `is_forced` replaces a folder that holds such files alone.

    Problems `define-folder-taken` and `file-unwritable`.
    """
    place = folder.resolve()
    is_free = not place.exists() or (place.is_dir() and not any(place.iterdir()))
    if not is_free and not (is_forced and _is_replaceable(place)):
        raise EsepError(Problem("define-folder-taken", Where(str(folder)), {"folder": str(folder)}))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            _replace(place, workshop, files)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    except OSError as error:
        facts = {"path": str(folder), "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("file-unwritable", Where(str(folder)), facts)) from None


def _replace(place: Path, workshop: Path, files: Mapping[str, str]) -> None:
    new, old = workshop / "new", workshop / "old"
    for name, text in files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def _is_replaceable(place: Path) -> bool:
    """Return whether a folder holds nothing that is no part of a definition."""
    names = [Path(folder, name).relative_to(place) for folder, _, files in os.walk(place) for name in files]
    parts = [name for name in names if str(name) == DEFINITION or (name.parts[0] == "codes" and name.suffix == ".csv")]
    return place.is_dir() and len(parts) == len(names)


def _write_codes(whole: str, name: str, guess: CodeGuess | None) -> str:
    rows = [(whole, *(name,) * 3, "", _PLACEHOLDER)]
    for raw, code in guess.codes.items() if guess else ():
        rows.append((code, *(_keep(raw),) * 3, whole, _PLACEHOLDER))
    return _write_csv(("code", *_NAMES, "parent", "note"), rows)


def _write_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def _keep(text: str) -> str:
    return text.strip() or "-"


def quote(text: str) -> str:
    """Return a text as a string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def show(text: str) -> str:
    """Return a text from outside as a part of a comment."""
    return show_fact(text, limit=60)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quote, texts))}]"


def _write_definition(guess: Guess) -> Iterator[str]:
    sample = guess.sample
    yield f"# A first definition, written from {show(guess.file)} by esep define."
    yield f"# Looked at: {sample.looked_at:,} of {sample.rows:,} rows, {len(guess.columns)} columns."
    yield "# Lines with guess: say what was guessed and why; lines with decide: say what only you can know."
    yield "format = 1"
    yield ""
    yield "[dataset]"
    yield f"name = {quote(guess.name)}"
    yield 'kind = "records"'
    yield 'default_scope = "recorded"'
    yield 'default_region = "all"'
    yield ""
    yield "# decide: the title in each language"
    yield "[dataset.title]"
    yield from (f"{language} = {quote(guess.name)}" for language in LANGUAGES)
    yield ""
    yield "# decide: the names in these tables; every name is the raw value as yet, in all three languages"
    yield "[codes]"
    yield 'measures = "codes/measures.csv"'
    yield 'scopes = "codes/scopes.csv"'
    yield 'regions = "codes/regions.csv"'
    if list_flags(guess):
        yield 'attributes = "codes/attributes.csv"'
    yield ""
    yield from _write_layout(guess)
    yield from _write_columns(guess)
    yield from _write_dates(guess)
    yield from _write_rules(guess)
    yield from _write_candidates(guess)


def _write_layout(guess: Guess) -> Iterator[str]:
    head = guess.sample.head
    yield "[records]"
    heads = guess.sample.heads
    for name in heads.ignored[:_MOST_TOLD]:
        yield f"# not looked at, because its name ends otherwise: {show(name)}"
    yield f"files = {quote('*' + heads.find_end())}"
    if guessed := [encoding for encoding in heads.encodings if encoding not in ("utf-8", "utf-16")]:
        yield "# guess: the encoding in which the letters make words; look at a few names before you trust it"
    if len(guessed) > 1:
        yield "# decide: the files are in several encodings; of each file the first that fits is taken"
    # A file that is UTF-8 would be read in any other encoding too, wrongly.
    yield f"encodings = {_list(tuple(dict.fromkeys(('utf-8', *heads.encodings))))}"
    several = len(heads.delimiters) > 1
    yield f"delimiter = {_list(heads.delimiters) if several else quote(head.delimiter or ',')}"
    if head.sheet:
        yield "# guess: of several worksheets the one with most rows"
        yield f"sheet = {quote(head.sheet)}"
    if head.rows_before:
        yield f"# guess: the header is line {head.rows_before + 1}"
        yield f"header_line = {head.rows_before}"
    if guess.sample.blanks:
        yield "# guess: these texts mean that nothing was entered"
        yield f"blanks = {_list(guess.sample.blanks)}"
    yield "# decide: what one row is: offence, incident or victim"
    yield 'counting_unit = "offence"'
    yield "# decide: who publishes the file, and as what"
    yield f"body = {quote(guess.name)}"
    yield f"source = {quote(show(guess.file))}"
    yield ""
    yield "[records.scopes]"
    yield 'recorded = "registered"'
    yield ""


def _write_columns(guess: Guess) -> Iterator[str]:
    yield "[records.columns]"
    looked_at = guess.sample.looked_at
    for field, column in guess.fields.items():
        share = column.filled / looked_at
        why = "by its name" if column.roles.get(field) else "by what it holds"
        if field in DATE_FIELDS and not column.roles.get(field):
            why += "".join(f", its name says {role}" for role in column.roles if role in DATE_FIELDS)
        yield f"# guess: {why}; filled in {share:.1%} of the rows, {column.distinct:,} different values"
        names = guess.sample.list_spellings(column.name)
        if len(names) > 1:
            yield "# guess: one column, spelt in several ways"
        yield f"{field} = {_list(names)}"
    if "registered" not in guess.fields:
        yield "# decide: the column with the day an offence was registered; without it nothing can be built"
        yield '# registered = ["..."]'
    for name in guess.sample.left_out[:_MOST_TOLD]:
        yield f"# left out, because it is empty, no text, or stands there twice: {show(name) or '(empty header)'}"
    heads = guess.sample.heads
    for name, missing in list(heads.list_differing().items())[:_MOST_TOLD]:
        some = f"{len(missing):,} of {len(heads.by_name):,} files"
        yield f"# decide: {show(name) or '(empty header)'} is missing from {some}, the first is {show(missing[0])};"
        yield "# decide: where it is called otherwise there, declare both names for its field; else nothing can read it"
    yield ""


def _write_dates(guess: Guess) -> Iterator[str]:
    dates = {field: guess.fields[field] for field in DATE_FIELDS if field in guess.fields}
    for (first, second), rows in guess.later.items():
        is_by_month = not all(one.date and one.date.has_day for one in (dates[first], dates[second]))
        month = " by months" if is_by_month else ""
        names = f"{show(dates[first].name)} is after {show(dates[second].name)}{month}"
        share = rows / guess.sample.looked_at
        yield f"# guess: {names} in {rows:,} rows ({share:.1%})" if rows else f"# guess: {names} in no row"
    if len(dates) == 1 and not dates.get("registered", next(iter(dates.values()))).roles.get("registered"):
        yield "# decide: this is the only date; it counts as registered, whatever it is"
    if not dates:
        yield "[records.dates]"
        yield ""
    for field, column in dates.items():
        yield from _write_date(guess, field, column)


def _write_date(guess: Guess, field: str, column: Column) -> Iterator[str]:
    date = column.date
    assert date is not None
    yield f"[records.dates.{field}]"
    yield f"# guess: {date.share:.1%} of the values fit"
    if date.twin:
        yield f"# decide: day or month first? {show(date.twin)} fits as many values"
    yield f"formats = {_list(date.formats)}"
    if date.zone:
        yield f"# decide: the times end in {date.zone}; if they are universal, declare records.local_zone and here"
        yield '# zone = "UTC"'
    yield "earliest = 1900-01-01"
    if field != "registered" and column.filled < guess.sample.looked_at:
        yield "is_required = false"
    yield ""


def _write_rules(guess: Guess) -> Iterator[str]:
    if "count" in guess.fields:
        yield "# guess: -1 takes an offence back"
        yield "[records.count]"
        yield f"allowed = [{', '.join(map(str, guess.fields['count'].counts))}]"
        yield ""
    if "measure" not in guess.fields:
        yield "# decide: no column is called after the kind of offence; every row counts as the same kind as yet"
        yield "[records.constants]"
        yield 'measure = "total"'
        yield ""
    for field, found in guess.codes.items():
        extent = f"{len(found.codes):,} codes of {_say_extent(guess)}"
        yield f"# guess: {extent}; the most frequent are {_show_frequent(found)}"
        if found.is_cut:
            yield f"# decide: there are more than {len(found.codes):,} values, so this may be no list of codes"
        yield "# decide: which of them mean the same, and what stands above them (the column parent)"
        yield f"[records.codes.{field}]"
        yield f'file = "codes/{field}_map.csv"'
        yield ""
    if guess.is_unique:
        yield "# guess: no id stands in two of the rows looked at; decide: whether a second row of one is a mistake"
    else:
        yield "# decide: whether rows that are alike are mistakes"
    yield from _write_reasoned("duplicates", "rule", "same_id" if guess.is_unique else "none")
    yield "# decide: whether small counts have to be protected before anything is published"
    yield from _write_reasoned("disclosure", "method", "none")


def _write_reasoned(table: str, key: str, value: str) -> Iterator[str]:
    yield f"[records.{table}]"
    yield f"{key} = {quote(value)}"
    yield 'reason = { en = "Not decided yet.", ru = "Пока не решено.", kk = "Әлі шешілген жоқ." }'
    yield ""


def _say_extent(guess: Guess) -> str:
    if not guess.sample.is_whole:
        return "the rows looked at"
    return "the whole file" if len(guess.sample.heads.by_name) == 1 else "all sources"


def _show_frequent(found: CodeGuess) -> str:
    return ", ".join(f"{show(raw)} ({rows:,})" for raw, rows in list(found.rows.items())[:5])


def _write_candidates(guess: Guess) -> Iterator[str]:
    """Yield what the columns could be that nothing reads, as comments that can be made rules."""
    flags = list_flags(guess)
    codes = make_codes([column.name for column in flags])
    if guess.others:
        yield "# Columns that nothing reads yet:"
    for column in guess.others:
        yield f"# {show(column.name)}: {_describe(guess, column)}"
    for column in flags:
        yield f"# decide: is {show(column.name)} an attribute? Then take the marks of comment away:"
        yield f"# [records.attributes.{codes[column.name]}]"
        yield f"# column = {_list(guess.sample.list_spellings(column.name))}"
        yield f"# values = {_list(column.yes)}"


def _describe(guess: Guess, column: Column) -> str:
    parts = [f"filled in {column.filled / guess.sample.looked_at:.1%}", f"{column.distinct:,} values"]
    if column.date is not None:
        parts.append(f"guess: a date, {show(column.date.formats[0])} fits {column.date.share:.1%}")
    elif column.is_flag:
        parts.append("guess: yes or no, an attribute")
    elif roles := [role for role in column.roles if role not in DATE_FIELDS]:
        parts.append(f"guess: could be {' or '.join(roles)}")
    elif column.has_decimal_comma:
        parts.append("guess: numbers with a decimal comma")
    if column.has_few and not column.is_flag:
        parts.append(f"few values: {', '.join(f'{show(v)} ({n:,})' for v, n in column.values[:6])}")
    return "; ".join(parts)
