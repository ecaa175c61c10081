"""The office's own words with live figures, and the proof-reading that no bulletin leaves without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.bulletin import compose, find_plan, read_words, write_bulletin
from esep.bulletin.document import Doc, Heading, Paragraph, flatten
from esep.cli.proofread import make_proofreader
from esep.model.period import Period
from esep.problems import EsepError
from esep.sources.dataset import find_dataset_folder
from tests.bulletin_sample import LANGUAGES, open_kazakhstan

YEAR = Period.year(2024)
# 566 murders and 34.0 % (45,156 of 132,778) of the Committee in 2024: ../shared/methods/kazakhstan.md, section 4.
WORDS = """\
<!-- Words of the office. -->

## What was registered in {period} {#structure}

The Committee registered {{ murder scope:committee_offences region:KZ period:{period} }} murders
in Kazakhstan in 2024.

## Reasons {#reasons}

Fraud made up {{ fraud share-of:total scope:committee_offences region:KZ period:{period} }} of all offences in 2024.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the packaged definition, to which words may be added."""
    return Path(shutil.copytree(find_dataset_folder("kazakhstan"), tmp_path / "kazakhstan"))


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_kazakhstan(tmp_path)


def compose_with(answers: Answers, folder: Path, text: str) -> Doc:
    """Return the English bulletin of 2024 with the office's words."""
    (folder / "bulletin.en.md").write_text(text, encoding="utf-8")
    plan = find_plan(answers.definition, folder)
    return compose(answers, YEAR, "en", plan=plan, words=read_words(folder, "en"))


def list_section(doc: Doc, id: str) -> list[str]:
    """Return the paragraphs of a section."""
    place = next(at for at, block in enumerate(doc.blocks) if isinstance(block, Heading) and block.id == id)
    found = []
    for block in doc.blocks[place + 1 :]:
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            found.append(flatten(block.runs))
    return found


def write_with(answers: Answers, folder: Path, text: str) -> tuple[Path, ...]:
    """Write the English page with the office's words, read by the checker."""
    (folder / "bulletin.en.md").write_text(text, encoding="utf-8")
    proofread = make_proofreader(answers, YEAR)
    place = folder.parent / "out"
    return write_bulletin(answers, YEAR, place, ("en",), dataset=folder, forms=("html",), proofread=proofread)


def test_words_stand_in_their_section_with_live_figures(answers: Answers, folder: Path) -> None:
    """Words under the id of a section stand in it, others are a section of their own behind it, figures filled in."""
    doc = compose_with(answers, folder, WORDS)
    assert list_section(doc, "structure") == ["The Committee registered 566 murders in Kazakhstan in 2024."]
    assert list_section(doc, "reasons") == ["Fraud made up 34.0% of all offences in 2024."]
    headings = [block.id for block in doc.blocks if isinstance(block, Heading)]
    assert headings.index("reasons") == headings.index("structure") + 1
    titles = {block.id: block.text for block in doc.blocks if isinstance(block, Heading)}
    assert titles["reasons"] == "Reasons"


def test_right_words_are_published(answers: Answers, folder: Path) -> None:
    """A text that the data bear out is written, a number typed by hand among it."""
    paths = write_with(
        answers, folder, WORDS + "\nIn all, 132,778 criminal offences were registered in Kazakhstan in 2024.\n"
    )
    assert "132,778 criminal offences" in paths[0].read_text(encoding="utf-8")


def test_typed_number_that_the_data_deny_stops_the_bulletin(answers: Answers, folder: Path) -> None:
    """One digit off, and nothing is written: the problem has the line, the words and the right number."""
    line = "\nThe Committee on Legal Statistics registered 132,779 criminal offences in Kazakhstan in 2024.\n"
    with pytest.raises(EsepError) as caught:
        write_with(answers, folder, WORDS + line)
    (problem,) = caught.value.problems
    assert problem.code == "bulletin-contradicts"
    assert (problem.where.file, problem.where.line) == (str(folder / "bulletin.en.md"), 12)
    assert (problem.facts["words"], problem.facts["right"]) == ("132,779", "132,778")
    assert not (folder.parent / "out").exists()


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ru", "В 2024 году в Казахстане зарегистрировано 132\N{NO-BREAK SPACE}779 уголовных правонарушений."),
        ("kk", "2024 жылы Қазақстанда 132\N{NO-BREAK SPACE}779 қылмыстық құқық бұзушылық тіркелді."),
    ],
)
def test_typed_number_is_told_in_plain_spaces(answers: Answers, folder: Path, language: str, line: str) -> None:
    """In Russian and Kazakh too, and the space inside a number is a space, not the code of a binding one."""
    (folder / f"bulletin.{language}.md").write_text(f"## Own {{#own}}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        write_bulletin(
            answers, YEAR, folder.parent / "out", (language,), dataset=folder, proofread=make_proofreader(answers, YEAR)
        )
    (problem,) = caught.value.problems
    assert (problem.where.line, problem.facts["words"], problem.facts["right"]) == (3, "132 779", "132 778")
    assert "\\x" not in problem.describe()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_packaged_bulletin_passes_its_own_proof(answers: Answers, tmp_path: Path, language: str) -> None:
    """The bulletin of Kazakhstan is written with every sentence read back."""
    proofread = make_proofreader(answers, YEAR)
    assert write_bulletin(answers, YEAR, tmp_path / "b", (language,), forms=("html",), proofread=proofread)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Words without a heading.\n", "prose-heading", 1),
        ("## A title without its id\n\nWords.\n", "prose-heading", 1),
        ("### Too deep {#deep}\n\nWords.\n", "prose-heading", 1),
        ("## Title {#structure}\n\nA figure {{ murder period:2024 that never ends.\n", "prose-figure", 3),
        ("## Title {#structure}\n\nMurders: {{ murder scope:mia_crimes period:1800 }}.\n", "prose-figure-missing", 3),
        ("## Title {#structure}\n\nNonsense: {{ nonsense period:2024 }}.\n", "question-word", 3),
    ],
)
def test_wrong_words_are_told_with_their_line(answers: Answers, folder: Path, text: str, code: str, line: int) -> None:
    """What cannot be read stops the bulletin at the line where it stands."""
    with pytest.raises(EsepError) as caught:
        compose_with(answers, folder, text)
    assert [(problem.code, problem.where.line) for problem in caught.value.problems] == [(code, line)]


def test_markup_in_words_stays_text(answers: Answers, folder: Path) -> None:
    """Braces, tags and the markup of Typst come out as what was typed."""
    typed = "Braces {like these}, <b>tags</b>, #strong[Typst], **Markdown**, {0.__class__}."
    doc = compose_with(answers, folder, f"## Title {{#own}}\n\n{typed}\n")
    assert list_section(doc, "own") == [typed]


def test_without_a_file_there_are_no_words(folder: Path) -> None:
    """A dataset without words of the office has a bulletin all the same."""
    assert read_words(folder, "ru") == ()
    assert read_words("no such dataset", "ru") == ()
