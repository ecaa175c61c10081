"""The rules of the house that a machine can hold: sizes, names, docstrings, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.order import ORDER

MAX_FILE_LINES = 400
# Counted from `def` to the last line, without decorators and without the docstring.
MAX_FUNCTION_LINES = 50
PROGRAM = (".py", ".html", ".j2", ".css", ".js", ".sh", ".sql")
HOMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff"}

# Written in pieces, so that this file does not hold what it forbids. An index is chosen by whoever installs.
ONE_MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home|Users|opt)/\w"
    r"|[A-Z]:\\Users\\"
    r"|(?:"
    + "|".join(("py" + r"pi\.org", "pythonh" + r"osted\.org", "npm" + r"js\.(?:org|com)", "anac" + r"onda\.org"))
    + ")"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def list_tracked(root: Path) -> list[Path]:
    """Return the project's own text files: those that git tracks or would track."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def read_text(file: Path) -> str:
    """Return the text of a file; of a binary one whatever can be read as text."""
    return file.read_text(encoding="utf-8", errors="ignore")


def list_functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield every function and method with its dotted name, those inside other functions too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{prefix}{node.name}", node
        name = f"{prefix}{node.name}." if isinstance(node, Function | ast.ClassDef) else prefix
        yield from list_functions(node, name)


def count_lines(function: Function) -> int:
    """Return how many lines a function has, without its decorators and its docstring."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        first = function.body[0]
        assert first.end_lineno is not None
        lines -= first.end_lineno - first.lineno + 1
    return lines


def find_long_files(file: Path) -> Iterator[str]:
    """Yield a fault where a file of program text holds more than fits on a few screens."""
    lines = len(read_text(file).splitlines())
    if file.suffix in PROGRAM and lines > MAX_FILE_LINES:
        yield f"{lines} lines, so it holds two things"


def find_long_functions(file: Path) -> Iterator[str]:
    """Yield a fault for every function that is too long to be read at once."""
    if file.suffix == ".py":
        for name, function in list_functions(ast.parse(read_text(file))):
            if (lines := count_lines(function)) > MAX_FUNCTION_LINES:
                yield f"{name} has {lines} lines"


def find_homeless_names(file: Path) -> Iterator[str]:
    """Yield a fault where a file or its folder is called after nothing that it does."""
    parts = {file.stem.lower(), file.parent.name.lower()}
    if file.suffix in PROGRAM and parts & HOMELESS:
        yield "its name says nothing of what it does"


def find_machine_words(file: Path) -> Iterator[str]:
    """Yield a fault for every path of one machine and every host of a package index."""
    for number, line in enumerate(read_text(file).splitlines(), 1):
        if found := ONE_MACHINE.search(line):
            yield f"line {number} names {found[0]!r}, which is not so on another machine"


def find_missing_docstrings(file: Path) -> Iterator[str]:
    """Yield a fault for every module, public class and public function without a docstring, every test among them."""
    if file.suffix != ".py":
        return
    tree = ast.parse(read_text(file))
    if ast.get_docstring(tree) is None:
        yield "the file says nothing of itself"
    for name, node in list_documented(tree):
        if ast.get_docstring(node) is None:
            yield f"{name} has no docstring"


def list_documented(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Yield the public classes, functions and methods; what is inside a function or a private class is not public."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from list_documented(node, f"{prefix}{node.name}.")


RULES: tuple[Callable[[Path], Iterator[str]], ...] = (
    find_long_files,
    find_long_functions,
    find_homeless_names,
    find_machine_words,
    find_missing_docstrings,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule: Callable[[Path], Iterator[str]], root: Path) -> None:
    """No file of the project breaks the rule."""
    faults = [f"{file.relative_to(root)}: {fault}" for file in list_tracked(root) for fault in rule(file)]
    assert not faults, "\n".join(["", *faults])


def test_the_files_of_the_project_are_found(root: Path) -> None:
    """The rules above look at the files that matter: an empty list would pass them all."""
    names = {str(file.relative_to(root)) for file in list_tracked(root)}
    assert {"Makefile", "pyproject.toml", "src/esep/problems.py", "requirements/run.lock", ".ci/run"} <= names


LONG = '"""Say."""\n\n\ndef f():\n    """Do."""\n' + "    x = 1\n" * MAX_FUNCTION_LINES
FITS = '"""Say."""\n\n\n@cache\ndef f():\n    """Do.\n\n    More.\n    """\n' + "    x = 1\n" * (MAX_FUNCTION_LINES - 1)
PLANTED = {
    "a long file": ("a.py", '"""Say."""\n' + "x = 1\n" * MAX_FILE_LINES, "401 lines"),
    "a long stylesheet": ("a.css", "a{}\n" * (MAX_FILE_LINES + 1), "401 lines"),
    "a long function": ("a.py", LONG, "f has 51 lines"),
    "a long method": (
        "a.py",
        LONG.replace("def f", "class A:\n  '''Say.'''\n  def f").replace("    ", "     "),
        "A.f has",
    ),
    "a file of odds and ends": ("utils.py", '"""Say."""\n', "its name says nothing"),
    "a folder of odds and ends": ("common/a.py", '"""Say."""\n', "its name says nothing"),
    "a path of one machine": ("a.md", "see /ho" + "me/ann/esep\n", "line 1 names"),
    "a path of this machine": ("a.toml", 'x = "/ro' + 'ot/x"\n', "line 1 names"),
    "a package index": ("a.lock", "--index-url https://py" + "pi.org/simple\n", "line 1 names"),
    "a file without a docstring": ("a.py", "x = 1\n", "says nothing of itself"),
    "a class without a docstring": ("a.py", '"""Say."""\nclass A:\n    x = 1\n', "A has no docstring"),
    "a method without a docstring": (
        "a.py",
        '"""Say."""\nclass A:\n    """B."""\n    def f(self): ...\n',
        "A.f has no",
    ),
    "a test without a docstring": ("test_a.py", '"""Say."""\ndef test_f(): ...\n', "test_f has no docstring"),
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_fault_is_caught(case: str, tmp_path: Path) -> None:
    """Each rule finds what it is for, and only that."""
    name, text, words = PLANTED[case]
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    faults = [fault for rule in RULES for fault in rule(file)]
    assert len(faults) == 1, faults
    assert words in faults[0]


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    """Docstrings and decorators do not count as length, and private names need no docstring."""
    file = tmp_path / "a.py"
    file.write_text(
        FITS + "\n\ndef _g():\n    pass\n\n\nURL = 'https://example.org/" + "work" + "/home/'\n", encoding="utf-8"
    )
    assert [fault for rule in RULES for fault in rule(file)] == []


def test_every_unit_that_is_named_as_long_exists(root: Path) -> None:
    """The order of the tests names files and pages that are there, each once."""
    names = {path.name for path in (*(root / "tests").glob("test_*.py"), *root.rglob("docs/**/*.md"))}
    assert set(ORDER) - names == set()
    assert len(set(ORDER)) == len(ORDER)
