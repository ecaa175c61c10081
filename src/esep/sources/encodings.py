"""Text in any declared encoding as UTF-8: the file itself where it is that already, otherwise a copy."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from esep.problems import EsepError, Problem, Where
from esep.sources.detect import GUESSED, UTF_16_MARKS, Mixture, find_mixture, guess_encoding
from esep.sources.rows import AUTO, Layout
from esep.sources.scan import Misfit, Scan, read_blocks, read_lines, scan_bytes


@dataclass(frozen=True)
class Text:
    """A text in UTF-8: the file that holds it, how it is called in messages, and what its bytes are made of."""

    path: Path
    name: str
    scan: Scan
    remarks: tuple[Problem, ...] = ()


def make_text(path: Path, name: str, layout: Layout, target: Path) -> Text:
    """Return a file as text in UTF-8, written to `target` where it has to be.

    Raise `EsepError` where none of the encodings fits; the problem names the first byte that is wrong in the first one.
    """
    scan = scan_bytes(path, layout.delimiters)
    if layout.encodings == (AUTO,):
        return _detect_text(path, name, layout, target, scan)
    misfits: list[Misfit] = []
    for encoding in layout.encodings:
        if encoding == "utf-8":
            if scan.misfit is None:
                return Text(path, name, scan)
            misfits.append(scan.misfit)
        elif encoding != "utf-16" and scan.is_ascii and scan.misfit is None:
            # All the others agree with UTF-8 on these bytes.
            return Text(path, name, scan)
        else:
            found = _find_mixture(path, name, encoding, scan)
            misfit = found.misfit if found and found.is_whole else write_utf_8(path, encoding, target)
            if misfit is None:
                return Text(target, name, scan_bytes(target, layout.delimiters), _tell_slight(name, found))
            misfits.append(misfit)
    raise EsepError(tell_misfit(name, layout.encodings, misfits[0]))


def _detect_text(path: Path, name: str, layout: Layout, target: Path, scan: Scan) -> Text:
    if scan.misfit is None:
        return Text(path, name, scan)
    with path.open("rb") as file:
        encoding = "utf-16" if file.read(2) in UTF_16_MARKS else ""
    guessed = "" if encoding or scan.misfit.byte == 0 else guess_encoding(path, scan)
    found = None if encoding else _find_mixture(path, name, guessed, scan)
    if not (encoding or guessed):
        raise EsepError(tell_misfit(name, ("utf-8", "utf-16", *GUESSED), scan.misfit))
    if misfit := write_utf_8(path, encoding or guessed, target):
        raise EsepError(tell_misfit(name, (encoding or guessed,), misfit))
    remarks = _tell_slight(name, found)
    if guessed:
        guess = Problem("encoding-guessed", Where(name), {"path": name, "encoding": guessed})
        remarks = (guess, *remarks)
    return Text(target, name, scan_bytes(target, layout.delimiters), remarks)


def write_utf_8(path: Path, encoding: str, target: Path) -> Misfit | None:
    """Write a file to `target` in UTF-8 without a mark; return the first byte that does not fit, and no file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line = 0, 1
    misfit = None
    with target.open("wb") as file:
        for block, is_last in _mark_last(read_blocks(path)):
            if encoding == "utf-16" and offset == 0 and not block.startswith(UTF_16_MARKS):
                misfit = Misfit(0, block[0], 1)
                break
            start = len(codecs.BOM_UTF8) if offset == 0 and block.startswith(codecs.BOM_UTF8) else 0
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block[start:], is_last)
            except UnicodeDecodeError as error:
                place = offset + start - pending + error.start
                misfit = Misfit(place, error.object[error.start], line + block.count(b"\n", 0, error.start))
                break
            if "\x00" in text:
                before = text[: text.index("\x00")]
                misfit = Misfit(offset + start + len(before.encode(encoding)), 0, line + before.count("\n"))
                break
            file.write(text.encode("utf-8"))
            offset += len(block)
            line += text.count("\n")
    if misfit is not None:
        target.unlink()
    return misfit


def tell_misfit(name: str, encodings: Sequence[str], misfit: Misfit) -> Problem:
    """Return the problem of a file that is no text in any of the encodings."""
    facts = {
        "file": name,
        "encodings": ", ".join(encodings),
        "offset": str(misfit.offset),
        "byte": f"0x{misfit.byte:02x}",
    }
    return Problem("encoding-wrong", Where(name, misfit.line), facts)


def refuse_mixture(data: bytes, encodings: Sequence[str], where: Where) -> None:
    """Refuse bytes that are not UTF-8 where lines in UTF-8 stand among those of another encoding that is declared."""
    for encoding in encodings:
        if (found := find_mixture((data,), encoding)) and not (found.is_whole or found.is_slight):
            raise EsepError(_tell_mixed("encoding-mixed", where.file, found))


def _find_mixture(path: Path, name: str, encoding: str, scan: Scan) -> Mixture | None:
    """Return which lines of a file are UTF-8, all or a few of them; refuse one with more lines of two encodings."""
    if scan.misfit is not None and scan.misfit.byte == 0:
        return None
    found = find_mixture(read_lines(path), encoding)
    if found is not None and not (found.is_whole or found.is_slight):
        raise EsepError(_tell_mixed("encoding-mixed", name, found))
    return found


def _tell_slight(name: str, found: Mixture | None) -> tuple[Problem, ...]:
    return (_tell_mixed("encoding-strays", name, found),) if found else ()


def _tell_mixed(code: str, name: str, found: Mixture) -> Problem:
    facts = {
        "path": name,
        "fitting": str(found.fitting),
        "others": str(found.others),
        "offset": str(found.misfit.offset),
        "byte": f"0x{found.misfit.byte:02x}",
    }
    return Problem(code, Where(name, found.misfit.line), facts)


def _mark_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = next(blocks, None)
    while held is not None:
        following = next(blocks, None)
        yield held, following is None
        held = following
