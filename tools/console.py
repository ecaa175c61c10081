"""Examples in the documentation: find the console blocks of a page, run them, compare and record what they print.

A block looks like this; the comment before it is optional:

    <!-- console: head=12 needs=shared -->
    ```console
    $ esep --version
    esep …
    ```

A line that begins with `$ ` is run by the shell; what follows is what it must print. A line `…` stands for any number
of lines, a `…` inside a line for any text. `head` says how many lines a recording keeps, `needs=shared` that the block
is left out where the real data beside the project are absent. The blocks of a page share one folder, in which `src` is
the project's, `stlouis` the folder with the real records and `mexico` that with the states' months.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ST_LOUIS = ROOT.parent / "shared" / "data" / "A01-stlouis-2015-2017" / "original"
MEXICO = ROOT.parent / "shared" / "data" / "B05-mexico-states" / "original"
BLOCK = re.compile(
    r"(?:<!-- console: (?P<options>[^>]*?) -->\n)?```console\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
CUT = "…"
SECONDS = 120


@dataclass(frozen=True)
class Example:
    """A command of a block and what the page says that it prints."""

    command: str
    expected: str


@dataclass(frozen=True)
class Block:
    """A console block of a page: where its text lies, its commands and its options."""

    start: int
    end: int
    examples: tuple[Example, ...]
    head: int = 40
    needs_shared: bool = False


def find_blocks(page: str) -> list[Block]:
    """Return the console blocks of a page in their order."""
    blocks = []
    for match in BLOCK.finditer(page):
        options = dict(part.partition("=")[::2] for part in (match["options"] or "").split())
        parts = re.split(r"^\$ (.*)\n", match["body"], flags=re.MULTILINE)
        examples = tuple(Example(command, text) for command, text in zip(parts[1::2], parts[2::2], strict=True))
        span = match.span("body")
        blocks.append(Block(*span, examples, int(options.get("head", "40")), options.get("needs") == "shared"))
    return blocks


def is_match(expected: str, printed: str) -> bool:
    """Return whether a printed text is the expected one, with `…` standing for what was left out."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == CUT else ".*?".join(re.escape(part) for part in line.split(CUT)) + "\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


def cut(text: str, head: int) -> str:
    """Return the first lines of a text and `…` for the rest."""
    lines = text.splitlines()
    return "\n".join([*lines[:head], CUT] if len(lines) > head else lines) + "\n" if lines else ""


class Folder:
    """A place to run the examples of one page in, with the status of the last command kept as in a shell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.status = 0
        (path / "src").symlink_to(ROOT / "src")
        if has_shared():
            (path / "stlouis").symlink_to(ST_LOUIS)
            (path / "mexico").symlink_to(MEXICO)

    def run(self, command: str) -> str:
        """Run one command and return what it printed, standard output and errors as they came."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ESEP_")}
        environment |= {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            ["sh", "-c", f"(exit {self.status}); {command}"],
            cwd=self.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        self.status = done.returncode
        if "Traceback (most recent call last)" in done.stdout:
            raise RuntimeError(f"$ {command}\n{done.stdout}")
        text = "\n".join(line.rstrip() for line in done.stdout.splitlines())
        return text + "\n" if text else ""


def has_shared() -> bool:
    """Return whether the real records lie beside the project."""
    return ST_LOUIS.is_dir()


def record(page: str, folder: Folder) -> str:
    """Return the page with what its examples print now; a text that still matches stays as it is, cuts and all."""
    result, position = [], 0
    for block in find_blocks(page):
        result.append(page[position : block.start])
        position = block.start
        if block.needs_shared and not has_shared():
            continue
        for example in block.examples:
            printed = folder.run(example.command)
            text = example.expected if is_match(example.expected, printed) else cut(printed, block.head)
            result.append(f"$ {example.command}\n{text}")
        position = block.end
    return "".join([*result, page[position:]])
