"""Writing a bulletin to a folder: all of it or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from esep.answers import Answers
from esep.bulletin.content import compose
from esep.bulletin.data import COLUMNS, write_csv
from esep.bulletin.document import Doc, Number, list_numbers
from esep.bulletin.html import GENERATOR, render_html, render_landing
from esep.bulletin.plan import find_plan
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError, Problem

DATA_FILE = "data.csv"
INDEX = "index.html"
BOM = "\ufeff"
# So much of a file is read to see whether Esep wrote it.
HEAD_CHARACTERS = 4096


def write_bulletin(
    answers: Answers,
    period: Period,
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    *,
    dataset: str | Path = "",
) -> tuple[Path, ...]:
    """Write the bulletin of a period to a folder and return its files, the one to open first.

    One language is written as `index.html`; several get a page each and an index that leads to them. `data.csv` holds
    every printed number. `dataset` is the name or folder that the answers were opened with, where it is not the name
    of the definition. A bulletin that stands in the folder is replaced as a whole.
    Raises `EsepError`: `bulletin-folder-foreign` where anything else stands there, `bulletin-folder-unwritable`,
    `bulletin-empty` where no figure is of the period.
    """
    if folder.exists() and not folder.is_dir():
        facts = {"folder": str(folder), "cause": os.strerror(errno.ENOTDIR)}
        raise EsepError(Problem("bulletin-folder-unwritable", facts=facts))
    _refuse_foreign(folder)
    plan = find_plan(answers.definition, dataset)
    docs = [compose(answers, period, language, plan=plan) for language in languages]
    if not any(_speaks_of(number, period) for doc in docs for number in list_numbers(doc)):
        raise EsepError(Problem("bulletin-empty", facts={"dataset": answers.definition.name, "period": str(period)}))
    files = render_files(docs)
    try:
        _replace_folder(folder, files)
    except OSError as error:
        facts = {"folder": str(folder), "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("bulletin-folder-unwritable", facts=facts)) from None
    return tuple(folder / name for name in files)


def _speaks_of(number: Number, period: Period) -> bool:
    return number.value is not None and number.question.endswith(f"period:{period}")


def render_files(docs: Sequence[Doc]) -> dict[str, str]:
    """Return the files of a bulletin by name, the one to open first."""
    if len(docs) == 1:
        pages = {INDEX: render_html(docs[0], data_file=DATA_FILE)}
    else:
        versions = {doc.lang: f"{doc.lang}.html" for doc in docs}
        pages = {INDEX: render_landing(docs, versions)}
        pages |= {versions[doc.lang]: render_html(doc, versions=versions, data_file=DATA_FILE) for doc in docs}
    return {**pages, DATA_FILE: BOM + write_csv(docs)}


def _refuse_foreign(folder: Path) -> None:
    """Raise a problem where something that Esep did not write stands in the folder, or in its place."""
    if not folder.exists():
        return
    entries = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    foreign = next((entry for entry in entries if not _is_ours(entry)), None)
    if foreign is not None:
        facts = {"folder": str(folder), "name": foreign.name}
        raise EsepError(Problem("bulletin-folder-foreign", facts=facts))


def _is_ours(path: Path) -> bool:
    names = (INDEX, DATA_FILE, *(f"{language}.html" for language in LANGUAGES))
    if path.name not in names or path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8") as file:
            head = file.read(HEAD_CHARACTERS)
    except (OSError, ValueError):
        return False
    return head.startswith(BOM + ",".join(COLUMNS)) if path.name == DATA_FILE else GENERATOR in head


def _replace_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files beside the folder and give them its name at the end: a reader sees the old folder or the new."""
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        new, old = workshop / "new", workshop / "old"
        new.mkdir()
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8", newline="")
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
