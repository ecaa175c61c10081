"""Writing a bulletin to a folder: all of it or nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from esep.answers import Answers
from esep.bulletin.agenda import render_agenda
from esep.bulletin.content import compose
from esep.bulletin.data import COLUMNS, write_csv
from esep.bulletin.document import Doc, Number, list_numbers
from esep.bulletin.general_plan import find_plan
from esep.bulletin.html import GENERATOR, render_html, render_landing
from esep.bulletin.pdf import render_pdf
from esep.bulletin.proof import Proofread, proof
from esep.bulletin.prose import read_words
from esep.bulletin.release import FILE as RELEASE
from esep.bulletin.release import Release
from esep.bulletin.revisions import write_revised
from esep.bulletin.word import render_word
from esep.bulletin.workbook import render_workbook
from esep.cube.calendar import ReleaseDay
from esep.exports import render_files
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError, Problem

DATA_FILE = "data.csv"
DATA_FOLDER = "data"
CHECKSUMS = "SHA256SUMS"
INDEX = "index.html"
REVISIONS = "revisions.csv"
BOM = "\ufeff"
# So much of a file is read to see whether Esep wrote it.
HEAD_CHARACTERS = 4096
# The forms of a bulletin beside its page, each made from the same document; `data` are the files for programs.
RENDERERS: Mapping[str, Callable[[Doc], bytes]] = MappingProxyType(
    {
        "pdf": render_pdf,
        "xlsx": render_workbook,
        "docx": render_word,
        "txt": lambda doc: render_agenda(doc).encode(),
    }
)
FORMS = ("html", *RENDERERS, "data")
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")


def write_bulletin(
    answers: Answers,
    period: Period,
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    *,
    dataset: str | Path = "",
    forms: Sequence[str] = FORMS,
    release: Release | None = None,
    before: Mapping[str, str] | None = None,
    past: Sequence[ReleaseDay] = (),
    proofread: Proofread | None = None,
    statements: Sequence[Mapping[str, str]] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the bulletin of a period to a folder and return its files, the one to open first.

    One language is written as `index.html`; several get a page each and an index that leads to them. `data.csv` holds
    every printed number. `forms` are those of `FORMS` wanted beside the pages: each language as PDF, workbook, DOCX and
    plain text, and the cells of the dataset in the folder `data`. `SHA256SUMS` has the checksum of every file.
    `release` says when it appears and who answers for it, `before` what its numbers were in the release before (see
    `read_numbers`); what moved since is listed in `revisions.csv`; `past` are the releases so far. `dataset` is the
    name or folder that the answers were opened with, where it is not the name of the definition; `proofread` reads
    every text against the data before anything is written; `statements` are those of a register that no longer hold
    (see `Desk`); `tell` is called with each file before it is made. A bulletin that stands in the folder is replaced as
    a whole. Raises `EsepError`: `bulletin-folder-foreign` where anything else stands there, `bulletin-folder-
    unwritable`, `bulletin-empty` where no figure is of the period, `bulletin-contradicts` where a text says what the
    data deny.
    """
    if folder.exists() and not folder.is_dir():
        facts = {"folder": str(folder), "cause": os.strerror(errno.ENOTDIR)}
        raise EsepError(Problem("bulletin-folder-unwritable", facts=facts))
    _refuse_foreign(folder)
    plan = find_plan(answers.definition, dataset)
    docs = []
    shared: dict[str, Any] = {"release": release, "before": before, "past": past, "statements": statements}
    shared["known"] = {}
    for language in languages:
        tell(f"{language}.html")
        words = read_words(dataset or answers.definition.name, language)
        docs.append(compose(answers, period, language, plan=plan, words=words, **shared))
    if not any(_speaks_of(number, period) for doc in docs for number in list_numbers(doc)):
        raise EsepError(Problem("bulletin-empty", facts={"dataset": answers.definition.name, "period": str(period)}))
    if proofread is not None:
        proof(docs, proofread)
    files = render_bulletin(docs, forms, tell)
    if "data" in forms:
        tell(DATA_FOLDER)
        cells = render_files(answers.release_cells(), answers.definition, answers.vintage)
        files |= {f"{DATA_FOLDER}/{name}": data for name, data in cells.items()}
    if before is not None:
        files[REVISIONS] = (BOM + write_revised(list_numbers(docs[0]), before)).encode()
    files[CHECKSUMS] = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    ).encode()
    if release is not None:
        files[RELEASE] = (json.dumps(release.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    try:
        _replace_folder(folder, files)
    except OSError as error:
        facts = {"folder": str(folder), "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("bulletin-folder-unwritable", facts=facts)) from None
    return tuple(folder / name for name in files)


def _speaks_of(number: Number, period: Period) -> bool:
    """Return whether a number is a figure of the period, and not a count of what a method lacks."""
    is_figure = number.value is not None and number.status != "M"
    return is_figure and number.question.partition("#")[0].endswith(f"period:{period}")


def render_bulletin(
    docs: Sequence[Doc], forms: Sequence[str], tell: Callable[[str], None] = lambda _: None
) -> dict[str, bytes]:
    """Return the files of a bulletin by name, the one to open first."""
    downloads = {doc.lang: {form: f"{doc.lang}.{form}" for form in RENDERERS if form in forms} for doc in docs}
    if len(docs) == 1:
        pages = {INDEX: render_html(docs[0], data_file=DATA_FILE, downloads=downloads[docs[0].lang])}
    else:
        versions = {doc.lang: f"{doc.lang}.html" for doc in docs}
        pages = {INDEX: render_landing(docs, versions)}
        for doc in docs:
            pages[versions[doc.lang]] = render_html(
                doc, versions=versions, data_file=DATA_FILE, downloads=downloads[doc.lang]
            )
    files = {name: text.encode() for name, text in pages.items()}
    for doc in docs:
        for form, name in downloads[doc.lang].items():
            tell(name)
            files[name] = RENDERERS[form](doc)
    return {**files, DATA_FILE: (BOM + write_csv(docs)).encode()}


def _refuse_foreign(folder: Path) -> None:
    """Raise a problem where something that Esep did not write stands in the folder, or in its place."""
    if not folder.exists():
        return
    sums = _read_sums(folder / CHECKSUMS)
    entries = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    foreign = next((entry for entry in entries if not _is_ours(entry, sums)), None)
    if foreign is not None:
        facts = {"folder": str(folder), "name": foreign.name}
        raise EsepError(Problem("bulletin-folder-foreign", facts=facts))


def is_unchanged(folder: Path) -> bool:
    """Return whether a folder holds a whole bulletin, each file as it was written and nothing beside."""
    sums = _read_sums(folder / CHECKSUMS)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    if not sums or found - {CHECKSUMS, RELEASE} != set(sums):
        return False
    return all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == value for name, value in sums.items())


def _read_sums(path: Path) -> dict[str, str]:
    """Return the checksums of a folder's files; none where their list is not one that we wrote."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if not path.is_symlink() else []
    except (OSError, ValueError):
        return {}
    found = [_SUM.fullmatch(line) for line in lines]
    return {match[2]: match[1] for match in found if match} if all(found) else {}


def _is_ours(path: Path, sums: Mapping[str, str], prefix: str = "") -> bool:
    """Return whether Esep wrote an entry of a folder and nobody changed it since: its checksum says so."""
    if path.is_symlink():
        return False
    if path.is_dir():
        return path.name == DATA_FOLDER and not prefix and all(_is_ours(p, sums, "data/") for p in path.iterdir())
    if path.name in (CHECKSUMS, RELEASE) and not prefix:
        return bool(sums)
    try:
        if sums.get(prefix + path.name) == hashlib.sha256(path.read_bytes()).hexdigest():
            return True
        with path.open(encoding="utf-8") as file:
            head = file.read(HEAD_CHARACTERS)
    except (OSError, ValueError):
        return False
    pages = (INDEX, *(f"{language}.html" for language in LANGUAGES))
    is_page = path.name in pages and GENERATOR in head
    return is_page or (path.name == DATA_FILE and head.startswith(BOM + ",".join(COLUMNS)))


def _replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside the folder and give them its name at the end: a reader sees the old folder or the new."""
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        new, old = workshop / "new", workshop / "old"
        new.mkdir()
        for name, data in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(data)
        if not place.exists():
            new.rename(place)
            return
        place.rename(old)
        try:
            new.rename(place)
        except OSError:
            with suppress(OSError):
                old.rename(place)
            raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
