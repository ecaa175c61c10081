"""Statements in files, folders and standard input: which form each has, and its text."""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from esep.problems import EsepError, Problem, Where
from esep.sources.document import LINED, LONGEST_TEXT, Collected, Document, find_lines
from esep.sources.snapshot import decode, take_snapshot
from esep.sources.text import STANDARD_INPUT, UTF_16_MARKS

SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
# A character takes at most four bytes, and 200,000 of them are checked; pages and documents hold pictures beside.
LARGEST = {
    "text": 800_000,
    "markdown": 800_000,
    "html": 5 * 1024**2,
    "docx": 20 * 1024**2,
    "pdf": 20 * 1024**2,
}
PDF_MARK, ZIP_MARK, OLE_MARK, RTF_MARK = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"
LOOKS_LIKE_HTML = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
# The name of the stream that holds an encrypted document, in the way such containers write names.
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
# What pages of the languages that are read are written in, beside UTF-8.
PAGE_ENCODINGS = ("utf-8", "windows-1251", "koi8-r", "windows-1252", "iso-8859-1", "iso-8859-5")


def list_documents(names: Iterable[str | Path]) -> list[str]:
    """Return the files that the names stand for: files as they are, of a folder all documents below it, sorted.

    Hidden files and folders are left out. Raise `EsepError` (`files-none`) for a folder without any document.
    """
    found: list[str] = []
    for name in map(str, names):
        if name == STANDARD_INPUT or not Path(name).is_dir():
            found.append(name)
            continue
        inside = sorted(path for path in Path(name).rglob("*") if _is_document(path, Path(name)))
        if not inside:
            pattern = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
            raise EsepError(Problem("files-none", Where(name), {"path": name, "pattern": pattern}))
        found += map(str, inside)
    return list(dict.fromkeys(found))


def _is_document(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return path.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in parts) and path.is_file()


def read_document(name: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return a statement and what is to be said of it: `-` is standard input.

    The form follows from the first bytes (PDF, DOCX) or the end of the name; without either it is a plain text. Raise
    `EsepError`: `file-missing`, `file-empty`, `file-unreadable`, `file-too-large`, `encoding-wrong`, `text-empty`, and
    those that begin with `document-`.
    """
    data = _read_bytes(name)
    form = find_form(data, name)
    if len(data) > LARGEST[form]:
        raise EsepError(Problem("file-too-large", Where(name), {"path": name, "limit": str(LARGEST[form])}))
    digest = hashlib.sha256(data).hexdigest()
    if form in LINED:
        return _read_lined(data, name, form, digest), ()
    if form == "docx":
        from esep.sources.document_docx import read_docx

        return _tell_empty(read_docx(data, name).close(name, form, digest)), ()
    from esep.sources.document_pdf import read_pdf

    text, remarks = read_pdf(data, name)
    return text.close(name, form, digest), remarks


def _read_bytes(name: str) -> bytes:
    limit = max(LARGEST.values())
    if name == STANDARD_INPUT:
        data = sys.stdin.buffer.read(limit + 1)
        if not data:
            raise EsepError(Problem("text-empty", Where(name)))
        return data
    if Path(name).is_dir():
        raise EsepError(Problem("file-unreadable", Where(name), {"path": name, "cause": "is a folder"}))
    return take_snapshot(name, limit=LARGEST.get(SUFFIXES.get(Path(name).suffix.lower(), ""), limit))[1]


def find_form(data: bytes, name: str) -> str:
    """Return the form of a statement, one of `FORMS`; raise `EsepError` for one that is known but not read."""
    if PDF_MARK in data[:1024]:
        return "pdf"
    if data.startswith(ZIP_MARK):
        return "docx"
    if data.startswith(OLE_MARK):
        if ENCRYPTED_MARK in data:
            raise EsepError(Problem("document-encrypted", Where(name), {"path": name}))
        raise EsepError(Problem("document-form", Where(name), {"path": name, "form": "DOC"}))
    if data.startswith(RTF_MARK):
        raise EsepError(Problem("document-form", Where(name), {"path": name, "form": "RTF"}))
    form = SUFFIXES.get(Path(name).suffix.lower(), "")
    if form in ("docx", "pdf"):
        facts = {"path": name, "cause": f"does not begin as {form.upper()}"}
        raise EsepError(Problem("document-damaged", Where(name), facts))
    return form or ("html" if LOOKS_LIKE_HTML.match(data[:512]) else "text")


def _read_lined(data: bytes, name: str, form: str, digest: str) -> Document:
    source = decode(data, _choose_encodings(data, form), Where(name)).replace("\r\n", "\n").replace("\r", "\n")
    if form == "text":
        return Document(name, form, source, digest, lines=find_lines(source))
    if form == "markdown" and len(source) > LONGEST_TEXT:
        facts = {"length": str(len(source)), "limit": str(LONGEST_TEXT // 2)}
        raise EsepError(Problem("text-too-long", Where(name), facts))
    return _tell_empty(_read_markup(source, form).close(name, form, digest, source))


def _read_markup(source: str, form: str) -> Collected:
    if form == "html":
        from esep.sources.document_html import read_html

        return read_html(source)
    from esep.sources.document_markdown import read_markdown

    return read_markdown(source)


def _choose_encodings(data: bytes, form: str) -> tuple[str, ...]:
    if data.startswith(UTF_16_MARKS):
        return ("utf-16",)
    if form != "html" or data.startswith(codecs.BOM_UTF8):
        return ("utf-8",)
    from esep.sources.document_html import find_charset

    return (find_charset(data, PAGE_ENCODINGS),)


def _tell_empty(document: Document) -> Document:
    """Return a document that holds words; raise `EsepError` (`text-empty`) for one that does not."""
    if not document.text.strip():
        raise EsepError(Problem("text-empty", Where(document.name)))
    return document
