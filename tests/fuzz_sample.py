"""Hostile input: sources and definitions that were spoilt, read as a build reads them, and held to what is promised."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from esep.problems import LANGUAGES, EsepError
from esep.records.read import read_records
from esep.records.rules import read_rules
from esep.sources.dataset import load_definition
from tests.faults_sample import HAMLET, HEADER, ROW
from tests.records_sample import load_hamlet

# What would be a failure of the program, told as a problem: no input may lead there.
OWN_FAILURES = {"rows-lost", "engine-failed", "staging-failed"}
TEXT = HEADER + ROW + b'2,2023-12,"2023-12-24 18:05",1,501,L\r\n3,2023-11,31.11.2023,-1,"06""",U\n\n4,,,,,\n'
JSON = b"".join(
    b'{"Number": %d, "Month": "2023-11", "Day": "03.11.2023", "Count": "1", "Code": "0101", "Village": "U"}\n' % n
    for n in range(3)
)


@cache
def write_seeds() -> dict[str, bytes]:
    """Return a file of every form that is read, by a name that it may have."""
    import duckdb
    import openpyxl

    book = openpyxl.Workbook()
    for line in TEXT.decode().splitlines():
        book.worksheets[0].append(line.split(","))
    worksheet = io.BytesIO()
    book.save(worksheet)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        columns = "'2023-11' as Month, '03.11.2023' as \"Day\", 1 as Count, '0101' as Code, 'U' as Village"
        duckdb.execute(f"copy (select range::varchar as Number, {columns} from range(50)) to '{path}'")
        columnar = path.read_bytes()
    return {
        "a.csv": TEXT,
        "a.csv.gz": gzip.compress(TEXT, mtime=0),
        "a.zip": pack({"a.csv": TEXT}),
        "a.jsonl": JSON,
        "a.xlsx": worksheet.getvalue(),
        "a.parquet": columnar,
    }


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def read_definition_files() -> dict[str, bytes]:
    """Return the files of a definition that is right, by their names in its folder."""
    return {path.relative_to(HAMLET).as_posix(): path.read_bytes() for path in HAMLET.rglob("*") if path.is_file()}


def read_spoilt(name: str, data: bytes) -> list[str]:
    """Return with which codes a file is refused; none where it is read, and then every row of it is accounted for.

    Whatever else is raised goes through.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            with read_records(load_hamlet_once(), [path]) as records:
                rows = records.rows
                assert rows.read == rows.accepted + rows.rejected + rows.duplicates
                # Counted once more from what is handed out: each row by its line, as one of the three.
                accepted = [row[1] for row in records.iterate()]
                others = {(reject.kind, reject.problem.where.line) for reject in records.rejects}
                kinds = Counter(kind for kind, _ in others)
                found = (len(accepted), kinds["rejected"], kinds["duplicate"])
                assert found == (rows.accepted, rows.rejected, rows.duplicates)
                assert len({*accepted, *(line for _, line in others)}) == rows.read
                return []
        except EsepError as error:
            return check_error(error)


load_hamlet_once = cache(load_hamlet)


def load_spoilt(name: str, data: bytes) -> list[str]:
    """Return with which codes a definition is refused of which one file is other than it should be."""
    with tempfile.TemporaryDirectory() as folder:
        for file, right in {**read_definition_files(), name: data}.items():
            path = Path(folder) / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(right)
        try:
            definition = load_definition(Path(folder))
            if definition.kind == "records":
                read_rules(definition)
        except EsepError as error:
            return check_error(error)
        return []


def check_error(error: EsepError) -> list[str]:
    """Return the codes of an error; each of its problems can be told in every language, and is of the input's doing."""
    codes = [problem.code for problem in error.problems]
    assert codes
    assert not OWN_FAILURES & set(codes), error
    for problem in error.problems:
        for language in LANGUAGES:
            assert len(problem.describe(language).splitlines()) == 3
    return codes
