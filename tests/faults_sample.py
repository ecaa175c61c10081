"""What can be wrong with the input of a build: a table of faults, each with what is told of it."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from dataclasses import dataclass

from tests.records_sample import DATA

HAMLET = DATA / "hamlet"
HEADER = b"Number,Month,Day,Count,Code,Village\n"
ROW = b"1,2023-11,03.11.2023,1,0101,U\n"
Told = tuple[str, str, int | None, str]


@dataclass(frozen=True)
class Fault:
    """A fault: the file that has it, changes of the definition, and what is told as code, file, line and value."""

    says: str
    name: str
    data: bytes
    told: tuple[Told, ...]
    changes: tuple[tuple[str, str], ...] = ()
    dataset: str = ""


def pack(data: bytes) -> bytes:
    """Return data as the one table of a zip archive."""
    with tempfile.SpooledTemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", data)
        file.seek(0)
        return file.read()


def refuse(rule: str, value: str) -> tuple[Told, ...]:
    """Return what is told of a file in which no row is right."""
    return (("records-none-accepted", "", None, "1"), (rule, "a.csv", 2, value))


def declare(says: str, code: str, old: str, new: str, value: str) -> Fault:
    """Return the fault of a definition in which one text is replaced; it is told with the line of that text."""
    text = (HAMLET / "definition.toml").read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    return Fault(says, "a.csv", HEADER + ROW, ((code, "definition.toml", line, value),), ((old, new),))


WHOLE = gzip.compress(HEADER + ROW * 1000, mtime=0)
ZEROS = bytes(70_000_000)
AUTO = ('encodings = ["utf-8", "windows-1252"]', 'encodings = ["auto"]')
BOTH = 'encodings = ["auto", "utf-8"]'
ST_LOUIS = b"Complaint,CodedMonth,DateOccur,Count,Crime,District\n"

FAULTS = (
    Fault("truncated gz", "a.csv.gz", WHOLE[: len(WHOLE) // 2], (("file-broken", "a.csv.gz", None, "a.csv.gz"),)),
    Fault("truncated zip", "a.zip", pack(HEADER + ROW)[:-30], (("file-broken", "a.zip", None, "a.zip"),)),
    # 70 MB of zeros pass the bound of 64 MiB under which no ratio matters.
    Fault("bomb of gzip", "a.csv.gz", gzip.compress(ZEROS), (("unpacked-too-large", "a.csv.gz", None, "67,108,864"),)),
    Fault("bomb of zip", "a.zip", pack(ZEROS), (("unpacked-too-large", "a.zip", None, "67,108,864"),)),
    Fault("endless line", "a.csv", HEADER + ROW + b"x" * 3_000_000, (("line-too-long", "a.csv", 3, "1,000,000"),)),
    Fault("NUL", "a.csv", HEADER + ROW + b"2,2023-11,\0,1,0101,U\n", (("encoding-wrong", "a.csv", 3, "0x00"),)),
    Fault(
        "mixed encodings",
        "a.csv",
        # б is 0xE1 in Windows-1251 (unicode.org, CP1251.TXT).
        HEADER + "1,2023-11,03.11.2023,1,0101,Ұрлық\n".encode() + b"2,2023-11,03.11.2023,1,0101,\xe1\n",
        (("encoding-mixed", "a.csv", 3, "0xe1"),),
        (AUTO,),
    ),
    Fault(
        "two halves of two encodings",
        "a.csv",
        HEADER
        + "1,2023-11,03.11.2023,1,0101,Ұрлық\n".encode() * 5
        + "2,2023-11,03.11.2023,1,0101,Кража\n".encode("cp1251") * 5,
        (("encoding-mixed", "a.csv", 7, "0xca"),),  # К is 0xCA in Windows-1251 (unicode.org, CP1251.TXT)
        (AUTO,),
    ),
    Fault(
        "byte of no encoding",
        "a.csv",
        HEADER + b"1,2023-11,03.11.2023,1,0101,\x81\n",
        (("encoding-wrong", "a.csv", 2, "0x81"),),
    ),
    Fault(
        "mark of UTF-16",
        "a.csv",
        (HEADER + ROW).decode().encode("utf-16"),
        (("encoding-wrong", "a.csv", 1, "0xff"),),
    ),
    Fault(
        "duplicate header",
        "a.csv",
        HEADER.replace(b"Month", b"Month,Count") + ROW,
        (("record-column-twice", "a.csv", 1, "Number, Month, Count, Day, Count, Code, Village"),),
    ),
    Fault(
        "missing header",
        "a.csv",
        ROW + ROW,
        (("header-other", "a.csv", 1, "1, 2023-11, 03.11.2023"),),
    ),
    Fault(
        "missing column",
        "a.csv",
        HEADER.replace(b"Day", b"Dy") + ROW,
        (("record-column-missing", "a.csv", 1, "Number, Month, Dy, Count, Code, Village"),),
    ),
    Fault("empty file", "a.csv", b"", (("file-empty", "a.csv", None, "a.csv"),)),
    Fault("another kind of file", "a.csv", b"%PDF-1.7\n", (("file-form-unknown", "a.csv", None, "PDF"),)),
    Fault("open quotation mark", "a.csv", HEADER + ROW + b'2,"2023-11\n' + ROW, (("quote-open", "a.csv", 3, ""),)),
    Fault(
        "decimal comma in a count",
        "a.csv",
        HEADER + ROW.replace(b",1,0", b',"1,5",0'),
        refuse("record-count-bad", "1,5"),
    ),
    Fault(
        "Excel serial in a text column",
        "a.csv",
        HEADER + ROW.replace(b"03.11.2023", b"45233"),
        refuse("record-date-bad", "45233"),
    ),
    Fault(
        "Excel serial in the layout of St. Louis",
        "a.csv",
        ST_LOUIS + b"18-000001,2018-01,43101.75,1,10000,1\n",
        refuse("record-date-bad", "43101.75"),
        dataset="st-louis",
    ),
    Fault(
        "code that is not in the list",
        "a.csv",
        HEADER + ROW.replace(b"0101", b"9901"),
        refuse("record-code-unknown", "9901"),
    ),
    declare("contradiction", "definition-contradiction", AUTO[0], BOTH, "utf-8"),
    declare("days", "definition-period-reversed", "latest = 2029-12-31", "latest = 1999-12-31", "1999-12-31"),
    declare("unknown measure", "definition-value-unknown", '01 = "murder"', '01 = "homicide"', "homicide"),
    declare(
        "undeclared date", "definition-value-unknown", 'recorded = "registered"', 'recorded = "reported"', "reported"
    ),
    declare("no TOML", "definition-broken", "format = 1", "format = ", ""),
)
