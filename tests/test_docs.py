"""What the documentation says about the program is generated or run: a stale page fails here, `make docs` mends it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from esep.claims.claim import ROLES, VERDICTS
from tools.console import Folder, find_blocks, has_shared, is_match, record
from tools.generate_docs import FILES, PAGES, fill_parts, list_written_pages

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = list_written_pages()
WITH_EXAMPLES = [page for page in WRITTEN if find_blocks(page.read_text(encoding="utf-8"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
REMEDY = "run `make docs` and read the diff"


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_fresh(name: str) -> None:
    """A page that the program writes about itself says what it is now, and an example of the API what it answers."""
    is_fresh = (ROOT / name).read_text(encoding="utf-8") == FILES[name]()
    assert is_fresh, f"{name} is stale: {REMEDY}"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_the_generated_parts_of_a_page_are_fresh(page: Path) -> None:
    """A table that the program writes into a page says what the program is now."""
    text = page.read_text(encoding="utf-8")
    is_fresh = text == fill_parts(text)
    assert is_fresh, f"{page.name} is stale: {REMEDY}"


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_the_examples_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    """Every command shown is run and prints what stands below it."""
    folder = Folder(tmp_path)
    left_out = 0
    for block in find_blocks(page.read_text(encoding="utf-8")):
        if block.needs_shared and not has_shared():
            left_out += 1
            continue
        for example in block.examples:
            printed = folder.run(example.command)
            assert is_match(example.expected, printed), (
                f"{page.name}: $ {example.command}\nshown:\n{example.expected}\nprinted:\n{printed}\n{REMEDY}"
            )
    if left_out:
        pytest.skip(f"../shared is absent: {left_out} examples on real records were left out, the others passed")


def test_there_are_examples_that_run() -> None:
    """The README and the tutorial show commands that are run: an empty list would pass everything above."""
    assert {"README.md", "tutorial.md"} <= {page.name for page in WITH_EXAMPLES}


@pytest.mark.parametrize("page", [*WRITTEN, *(ROOT / name for name in PAGES)], ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project leads to a file, and every anchor to a heading in it."""
    for target in LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name} links to {target}, which is not there"
        if anchor:
            assert anchor in list_anchors(file), f"{page.name} links to {target}, and no heading is called so"


def list_anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_index() -> None:
    """Each page of docs/ is linked from docs/index.md."""
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(index.read_text("utf-8"))}
    pages = {page for page in (ROOT / "docs").rglob("*.md") if page != index}
    assert {str(page.relative_to(ROOT)) for page in pages - linked} == set()


def test_the_words_of_a_report_are_explained() -> None:
    """Every verdict and every role of a number that claims nothing is explained in docs/verdicts.md."""
    text = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    assert [word for word in (*VERDICTS, *ROLES) if f"`{word}`" not in text] == []


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("a\n…\nc\n", "a\nc\n", True),
        ("took … s\n", "took 0.31 s\n", True),
        ("took … s\n", "took 0.31 s\nand\n", False),
        ("", "", True),
        ("", "a\n", False),
    ],
)
def test_cuts_stand_for_what_was_left_out(expected: str, printed: str, fits: bool) -> None:
    """`…` on its own is any lines, within a line any text, and nothing else is forgiven."""
    assert is_match(expected, printed) == fits


def test_a_stale_example_is_recorded_anew(tmp_path: Path) -> None:
    """Recording replaces an output that changed, keeps one that fits, cuts a long one, and knows the last status."""
    page = (
        "x\n```console\n$ echo new\nold\n$ echo kept …\n…\n$ false\n$ echo $?\n```\ny\n"
        "<!-- console: head=2 -->\n```console\n$ seq 9\n```\n"
    )
    assert record(page, Folder(tmp_path)) == (
        "x\n```console\n$ echo new\nnew\n$ echo kept …\n…\n$ false\n$ echo $?\n1\n```\ny\n"
        "<!-- console: head=2 -->\n```console\n$ seq 9\n1\n2\n…\n```\n"
    )


def test_a_traceback_in_an_example_is_never_recorded(tmp_path: Path) -> None:
    """An example that crashes stops the recording, whatever the page shows."""
    with pytest.raises(RuntimeError, match="Traceback"):
        Folder(tmp_path).run("python -c 'raise SystemError'")
