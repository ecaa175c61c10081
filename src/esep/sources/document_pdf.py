"""The text layer of a PDF, page by page.

A PDF can be built to keep its reader busy for hours or to fill the memory, so it is read by a process of its own that
has a limit of both: `python -m esep.sources.document_pdf` takes the file on standard input and answers in JSON.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from itertools import pairwise
from typing import Any

from esep.problems import EsepError, Problem, Where
from esep.sources.document import LONGEST_TEXT, Collected

# A release has some pages, a yearbook some hundred; each takes a tenth of a second or so.
SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
MOST_PAGES = 2_000
# A line that was broken to fit is at least so long, and at least so long beside the longest of its page.
FULL_LINE, FULL_SHARE = 45, 0.7
# Control characters and halves of pairs are no text; line feeds and tabs are.
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def read_pdf(data: bytes, name: str) -> tuple[Collected, tuple[Problem, ...]]:
    """Return the text of a PDF, the origin of each piece being its page, and remarks on what was mended or has no text.

    Raise `EsepError`: `document-damaged`, `document-encrypted`, `document-no-text`, `document-slow`.
    """
    answer = _ask_child(data, name)
    if "problem" in answer:
        facts = {"path": name, "cause": str(answer.get("cause", ""))}
        raise EsepError(Problem(str(answer["problem"]), Where(name), facts))
    text = Collected()
    for number, page in enumerate(answer["pages"], 1):
        text.part("\n", number)
        text.add(unwrap(NO_TEXT.sub(" ", page).strip()), number)
    pages, scanned = len(answer["pages"]), answer["scanned"]
    if not any(char.isalnum() for piece in text.pieces for char in piece):
        raise EsepError(Problem("document-no-text", Where(name), {"path": name, "pages": str(pages)}))
    remarks = [Problem("document-doubtful", Where(name), {"path": name, "cause": answer["doubt"]})]
    if scanned:
        shown = ", ".join(map(str, scanned[:20])) + (", …" if len(scanned) > 20 else "")
        remarks.append(Problem("document-pages-without-text", Where(name), {"path": name, "pages": shown}))
    return text, tuple(remarks if answer["doubt"] else remarks[1:])


def unwrap(page: str) -> str:
    """Return a page whose lines are joined where one was broken only to fit the page: "2" and "594" are 2 594.

    A line counts as broken where it is about as long as the longest, ends no sentence, and goes on in lower case or
    with a digit. The short lines of a table stay apart.
    """
    lines = [line.rstrip() for line in page.split("\n")]
    full = max(FULL_LINE, FULL_SHARE * max(map(len, lines)))
    joined = lines[0]
    for line, following in pairwise(lines):
        goes_on = following[:1].islower() or following[:1].isdigit()
        is_broken = len(line) >= full and line[-1] not in ".!?:;" and goes_on
        joined += (" " if is_broken else "\n") + following
    return joined


def _ask_child(data: bytes, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "esep.sources.document_pdf"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise EsepError(Problem("document-slow", Where(name), {"path": name, "seconds": str(SECONDS)})) from None
    except ValueError:
        # It was ended by the limit of memory, or by a fault of the reader that no exception tells.
        return {"problem": "document-damaged", "cause": f"the reader ended with status {done.returncode}"}
    return answer


def extract(data: bytes) -> dict[str, Any]:
    """Return the text of every page and the numbers of those that are pictures only, or the code of a problem."""
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError

    doubts = _listen()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "document-encrypted"}
        pages: list[str] = []
        scanned: list[int] = []
        length = 0
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            pages.append(text)
            length += len(text)
            if not text.strip() and _has_picture(page):
                scanned.append(number)
            if length > LONGEST_TEXT or number >= MOST_PAGES:
                break
    except (DependencyError, FileNotDecryptedError):
        return {"problem": "document-encrypted"}
    except Exception as error:
        # Whatever a damaged file makes the reader stumble over; the process exists for nothing else.
        return {"problem": "document-damaged", "cause": f"{type(error).__name__}: {error}"[:200]}
    return {"pages": pages, "scanned": scanned, "doubt": doubts[0][:200] if doubts else ""}


def _listen() -> list[str]:
    """Return a list that takes what the reader says of a file while it mends it, in place of its printing that."""
    import logging

    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("pypdf")
    logger.handlers, logger.propagate = [Listener(logging.WARNING)], False
    return said


def _has_picture(page: Any) -> bool:
    found = (page.get("/Resources") or {}).get("/XObject")
    found = found.get_object() if found is not None else {}
    return any(entry.get_object().get("/Subtype") == "/Image" for entry in found.values())


def _limit_memory() -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    """Answer about the PDF on standard input."""
    _limit_memory()
    print(json.dumps(extract(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
