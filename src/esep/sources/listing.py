"""What the sources of a command line mean: files, the files of folders, what fits a glob, tables by address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from esep.problems import EsepError, Problem, Where

PACKED = (".gz", ".zip")
_MARKS = "*?["


def list_sources(sources: Sequence[Path | str], pattern: str) -> tuple[Path | str, ...]:
    """Return the files and the addresses that sources mean, in their order, each one once.

    In a folder the files of the pattern are meant, also packed ones, but none that systems hide. Raise `EsepError`
    where a source leads to nothing.
    """
    found: dict[Path | str, Path | str] = {}
    problems: list[Problem] = []
    for source in sources:
        if is_address(source):
            found.setdefault(str(source), str(source))
            continue
        path = Path(source)
        paths = _expand(path, pattern)
        if not paths:
            code = "files-none" if path.is_dir() else "file-missing"
            problems.append(Problem(code, Where(str(path)), {"path": str(path), "pattern": pattern}))
        for one in paths:
            found.setdefault(one.resolve(), one)
    if problems:
        raise EsepError(problems)
    return tuple(found.values())


def list_files(sources: Sequence[Path | str], pattern: str) -> tuple[Path, ...]:
    """Return the files that files, folders and globs mean, as `list_sources`."""
    return tuple(Path(source) for source in list_sources(sources, pattern))


def is_address(source: Path | str) -> bool:
    """Return whether a source is the address of a table in a database."""
    return isinstance(source, str) and "://" in source


def _expand(source: Path, pattern: str) -> list[Path]:
    if source.is_dir():
        found = (path for end in ("", *PACKED) for path in source.glob(pattern + end))
        return _sort(path for path in found if pattern.startswith(".") or not path.name.startswith("."))
    if source.exists() or not any(mark in str(source) for mark in _MARKS):
        return [source] if source.exists() else []
    base = Path(source.anchor)
    try:
        return _sort(base.glob(str(source.relative_to(base))))
    except (ValueError, NotImplementedError):
        return []


def _sort(paths: Iterator[Path]) -> list[Path]:
    return sorted({path for path in paths if path.is_file()})
