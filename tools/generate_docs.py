"""Write what the program says about itself: pages, marked parts of pages, outputs of examples, answers of the API.

Run by `make docs`; tests/test_docs.py runs the same functions and fails where a page is stale.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import api_sample, counting_sample, prose_sets
from tools import pages
from tools.console import Folder, find_blocks, has_shared, record
from tools.report_fields import write_report_fields

ROOT = Path(__file__).resolve().parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "docs/grammar.md": pages.write_grammar,
    "docs/problems.md": lambda: pages.write_problems("en"),
    "docs/problems.ru.md": lambda: pages.write_problems("ru"),
    "docs/problems.kk.md": lambda: pages.write_problems("kk"),
    "docs/reference/commands.md": pages.write_commands,
    "docs/reference/python.md": pages.write_python,
    "docs/reference/rooms.md": pages.write_rooms,
}
FILES: dict[str, Callable[[], str]] = {**PAGES, "src/esep/api/examples.json": api_sample.write_examples}
# In a page written by hand, what stands between `<!-- generated: NAME -->` and `<!-- end -->` is written here.
PARTS: dict[str, Callable[[], str]] = {
    "figure_words": pages.write_figure_words,
    "report_fields": write_report_fields,
    "roles": pages.write_roles,
    "score": pages.write_score,
    "verdicts": pages.write_verdicts,
    "wording": pages.write_wording,
    **counting_sample.PARTS,
    **prose_sets.PARTS,
}
# The functions of a module, from their docstrings, where a page on a method asks for them.
DOCSTRINGS = re.compile(r"(<!-- docstrings: ([\w.]+) -->\n)(?:(?:(?!<!-- ).)*<!-- end -->\n)?", re.DOTALL)
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def list_written_pages() -> list[Path]:
    """Return the pages that people write: those with examples and marked parts."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in found if str(page.relative_to(ROOT)) not in PAGES)


def fill_parts(text: str) -> str:
    """Return a page with its marked parts and the docstrings that it asks for written anew."""
    text = PART.sub(lambda match: match[1] + PARTS[match[2]](), text)
    return DOCSTRINGS.sub(lambda match: f"{match[1]}{pages.write_functions(match[2])}<!-- end -->\n", text)


def main() -> None:
    """Write everything and name the files that changed, so that their diff is read; fail if an example crashes."""
    changed, crashed = [], []
    for name, write in FILES.items():
        changed += write_file(ROOT / name, write())
    for page in list_written_pages():
        text = fill_parts(page.read_text(encoding="utf-8"))
        try:
            text = record_examples(text)
        except RuntimeError as error:
            crashed.append(f"{page.relative_to(ROOT)}: {error}")
        changed += write_file(page, text)
    if not has_shared():
        print("examples on the records of ../shared were left as they are: the folder is absent")
    print("changed, please read the diff:\n  " + "\n  ".join(changed) if changed else "everything was fresh")
    if crashed:
        sys.exit("an example crashed, and its page was left as it is:\n" + "\n".join(crashed))


def record_examples(text: str) -> str:
    """Return a page with its examples run and their outputs recorded anew where they changed."""
    if not find_blocks(text):
        return text
    with tempfile.TemporaryDirectory() as folder:
        return record(text, Folder(Path(folder)))


def write_file(page: Path, text: str) -> list[str]:
    """Write a page if its text is new; return its name in a list if so."""
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return []
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return [str(page.relative_to(ROOT))]


if __name__ == "__main__":
    main()
