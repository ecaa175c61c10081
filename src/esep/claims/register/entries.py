"""The register of statements: what was said, by whom and when, and what the data said to it, kept for good.

An entry is a folder in the store that is never changed: the text, its description and the check of the day. It is made
under another name and renamed as a whole. A later check or an approval adds a file that takes no other's place. Every
file holds the checksum of the one before it, so that a changed one is noticed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from esep.claims.outside_text import is_web_address
from esep.cube.publish import make_temporary, publish, sync_file, sync_folder
from esep.cube.vintages import default_store
from esep.problems import EsepError, Problem, Where
from esep.sources.document import Document

# No dataset can be called so: their names have letters, digits and hyphens only.
FOLDER = "_statements"
FORMAT = "esep-statement/1"
ENTRY, TEXT = "entry.json", "text.txt"
NUMBERED = re.compile(r"\d{6}\.json")


@dataclass(frozen=True)
class Statement:
    """What was said: by whom, on which day, where it stands, and how it is to be checked.

    `who_is` is `person` or `organization`; `said` is a day or empty; `data` is what it is checked against, as named.
    """

    id: str
    who: str
    who_is: str
    said: str
    url: str
    added: str
    file: str
    form: str
    sha256: str
    text_sha256: str
    program: str
    language: str
    data: str
    scope: str
    format: str = FORMAT


@dataclass(frozen=True)
class Entry:
    """A statement with its text, its checks from the first to the last, and the approvals of named persons."""

    statement: Statement
    text: str
    checks: tuple[dict[str, Any], ...]
    approvals: tuple[dict[str, Any], ...] = ()
    # Of the files behind the description: the checksum of the last one, and how many there are.
    last_sha256: str = field(default="", compare=False)
    length: int = field(default=1, compare=False)

    @property
    def approval(self) -> dict[str, Any] | None:
        """Return the approval of the last check, `None` where nobody approved that one."""
        last = self.checks[-1]["number"]
        return next((approval for approval in reversed(self.approvals) if approval["check"] == last), None)


def find_register(store: Path | None) -> Path:
    """Return the folder of the register in a store."""
    return (store or default_store()) / FOLDER


def make_statement(document: Document, facts: Mapping[str, str], now: datetime.datetime, program: str) -> Statement:
    """Return the description of a statement; raise `EsepError` (`register-who`, `register-url`)."""
    who = " ".join(facts["who"].split())
    if not who:
        raise EsepError(Problem("register-who", Where("--who"), {"option": "--who"}))
    if facts["url"] and not is_web_address(facts["url"]):
        raise EsepError(Problem("register-url", Where("--url"), {"url": facts["url"]}))
    identity = "\n".join((who, facts["said"], facts["url"], document.text))
    return Statement(
        id=f"{facts['said'] or 'undated'}-{_hash(identity.encode())[:10]}",
        who=who,
        who_is=facts["who_is"],
        said=facts["said"],
        url=facts["url"],
        added=write_moment(now),
        file=Path(document.name).name,
        form=document.form,
        sha256=document.sha256,
        text_sha256=_hash(document.text.encode()),
        program=program,
        language=facts["language"],
        data=facts["data"],
        scope=facts["scope"],
    )


def add_entry(register: Path, statement: Statement, text: str, check: dict[str, Any]) -> bool:
    """Write a new entry as a whole; return whether it is new: one that is there already is left as it is."""
    final = register / statement.id
    if final.exists():
        return False
    with _explaining(register):
        register.mkdir(parents=True, exist_ok=True)
        draft = register / f".tmp-{os.getpid()}-{secrets.token_hex(6)}"
        draft.mkdir()
        try:
            head = _write_json(asdict(statement))
            first = {"kind": "check", **check, "previous": _hash(head.encode())}
            files = {ENTRY: head, TEXT: text, "000001.json": _write_json(first)}
            for name, content in files.items():
                (draft / name).write_bytes(content.encode())
                sync_file(draft / name)
            sync_folder(draft)
            draft.rename(final)
            sync_folder(register)
        except OSError:
            # Somebody else was quicker: theirs stays.
            if not final.exists():
                raise
            return False
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return True


def add_file(register: Path, entry: Entry, kind: str, content: dict[str, Any]) -> None:
    """Add a check or an approval behind what an entry has; of two at once one is refused (`register-busy`)."""
    folder = register / entry.statement.id
    text = _write_json({"kind": kind, **content, "previous": entry.last_sha256})
    with _explaining(register), make_temporary(folder, ".json") as temporary:
        temporary.write_bytes(text.encode())
        publish(temporary, folder / f"{entry.length + 1:06d}.json")


def list_entries(register: Path) -> Iterator[Entry]:
    """Yield every entry in the order of their ids, which begin with the day of the statement."""
    names = sorted(path.name for path in register.iterdir() if (path / ENTRY).is_file()) if register.is_dir() else []
    yield from (read_entry(register, name) for name in names)


def find_entry(register: Path, wish: str) -> Entry:
    """Return the entry whose id begins with `wish`; raise `EsepError` (`register-unknown`) for none or several."""
    known = sorted(path.name for path in register.iterdir() if (path / ENTRY).is_file()) if register.is_dir() else []
    found = [name for name in known if name == wish] or [name for name in known if wish and name.startswith(wish)]
    if len(found) != 1:
        shown = ", ".join((found or known)[:10]) or "—"
        raise EsepError(Problem("register-unknown", facts={"id": wish, "known": shown}))
    return read_entry(register, found[0])


def read_entry(register: Path, name: str) -> Entry:
    """Return an entry, every file of it held to its checksum; raise `EsepError` (`register-damaged`)."""
    folder = register / name
    try:
        head = (folder / ENTRY).read_bytes()
        statement = Statement(**json.loads(head))
        text = (folder / TEXT).read_bytes()
        if statement.format != FORMAT or _hash(text) != statement.text_sha256:
            raise ValueError("the text is not the one that was added")
        files, last = _read_chain(folder, _hash(head))
        checks = tuple(file for file in files if file["kind"] == "check")
        approvals = tuple(file for file in files if file["kind"] == "approval")
        return Entry(statement, text.decode(), checks, approvals, last, len(files))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        facts = {"id": name, "cause": str(error) or type(error).__name__}
        raise EsepError(Problem("register-damaged", Where(str(folder)), facts)) from None


def _read_chain(folder: Path, last: str) -> tuple[list[dict[str, Any]], str]:
    """Return the checks and approvals in their order, each following from the one before, and the last checksum."""
    files: list[dict[str, Any]] = []
    for path in sorted(path for path in folder.iterdir() if NUMBERED.fullmatch(path.name)):
        data = path.read_bytes()
        files.append(json.loads(data))
        if files[-1]["previous"] != last or int(path.stem) != len(files):
            raise ValueError(f"{path.name} does not follow from what stands before it")
        last = _hash(data)
    if not files or files[0]["kind"] != "check":
        raise ValueError("there is no check")
    return files, last


def write_moment(moment: datetime.datetime) -> str:
    """Return a moment in UTC, to the second."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _explaining(register: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise EsepError(Problem("register-busy", Where(str(register)), {"path": str(register)})) from None
    except OSError as error:
        facts = {"path": str(register), "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("register-unwritable", Where(str(register)), facts)) from None
