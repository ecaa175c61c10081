"""Pages of the documentation that the program writes about itself: from its docstrings, catalogues and parser."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import re
import string
import types
from pathlib import Path

from esep.cli import make_parser
from esep.language.phrases import find_phrase, say
from esep.model import question
from esep.problems import LANGUAGES, read_catalogue
from tests.test_layers import LAYERS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "esep"
NOTICE = "<!-- Written by `make docs`; change the program, not this page. -->\n"
# Python says these of itself; a page about Esep need not.
SKIPPED = ("__init__", "__main__")

PROBLEM_WORDS = {
    "en": (
        "Problems",
        "Everything Esep can report, by its code. What stands between ‹ › is filled in.",
        "What",
        "Why",
        "Remedy",
    ),
    "ru": (
        "Сообщения",
        "Всё, о чём Esep может сообщить, по кодам. Вместо ‹ › подставляются факты.",
        "Что",
        "Почему",
        "Что делать",
    ),
    "kk": (
        "Хабарламалар",
        "Esep хабарлай алатынның бәрі, коды бойынша. ‹ › орнына деректер қойылады.",
        "Не болды",
        "Себебі",
        "Не істеу керек",
    ),
}
SEVERITY_WORDS = {
    "en": {"error": "error", "warning": "warning", "note": "note"},
    "ru": {"error": "ошибка", "warning": "предупреждение", "note": "замечание"},
    "kk": {"error": "қате", "warning": "ескерту", "note": "ескертпе"},
}


def write_problems(language: str) -> str:
    """Return the page of all problems in one language."""
    title, lead, *labels = PROBLEM_WORDS[language]
    lines = [NOTICE, f"# {title}\n", f"{lead}\n"]
    for code, entry in sorted(read_catalogue().items()):
        lines.append(f"## {code}\n\n*{SEVERITY_WORDS[language][entry['severity']]}*\n")
        parts = zip(labels, ("what", "why", "remedy"), strict=True)
        lines += [f"- **{label}:** {show_facts(entry[language][part])}" for label, part in parts]
        lines.append("")
    return "\n".join(lines)


def show_facts(template: str) -> str:
    """Return a sentence of the catalogue with its facts marked: `{path}` becomes ‹path›."""
    return "".join(text + (f"‹{name}›" if name else "") for text, name, _, _ in string.Formatter().parse(template))


def write_grammar() -> str:
    """Return the page of the question grammar, from the docstring of `esep.model.question`."""
    text = inspect.getdoc(question) or ""
    return f"{NOTICE}\n# The grammar of a question\n\n{show_docstring(text)}\n"


def show_docstring(text: str) -> str:
    """Return a docstring as Markdown: an indented part becomes a block of code."""
    parts = re.split(r"((?:^(?: {4}.*)?\n)+)", f"{text}\n", flags=re.MULTILINE)
    shown = [
        f"\n```text\n{inspect.cleandoc(part)}\n```\n\n"
        if part.strip() and part.lstrip("\n").startswith("    ")
        else part
        for part in parts
    ]
    return "".join(shown).strip()


def write_commands() -> str:
    """Return the page of the command line, from the parser itself."""
    lines = [NOTICE, "# Commands\n", "What `esep COMMAND --help` says, on one page.\n"]
    actions = next(a for a in make_parser()._actions if isinstance(a, argparse._SubParsersAction))
    for name, parser in actions.choices.items():
        lines += [f"## esep {name}\n", f"{parser.description}\n", "| argument | meaning |", "|---|---|"]
        lines += [f"| `{write_argument(action)}` | {write_meaning(action)} |" for action in parser._actions[1:]]
        lines += ["", f"```text\n{parser.epilog.strip()}\n```\n"] if parser.epilog else [""]
    return "\n".join(lines)


def write_argument(action: argparse.Action) -> str:
    """Return how an argument is written on the command line."""
    value = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    if not action.option_strings:
        return f"{value}..." if action.nargs == "*" else str(value)
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def write_meaning(action: argparse.Action) -> str:
    """Return the help of an argument, with its default where the help does not name it."""
    text = action.help or ""
    is_plain = action.default not in (None, "", False, argparse.SUPPRESS, []) and "default" not in text
    is_needed = action.required and action.nargs != "*"
    words = [text, *([f"default: {action.default}"] if is_plain else []), *(["required"] if is_needed else [])]
    return "; ".join(word for word in words if word).replace("|", "\\|")


def write_rooms() -> str:
    """Return the page with one line for every file of the package, room by room."""
    lines = [
        NOTICE,
        "# The rooms, file by file\n",
        "Lowest room first: a room imports only rooms that stand before it.\n",
    ]
    for room in (room for rooms in LAYERS for room in rooms):
        folder, file = PACKAGE / room, PACKAGE / f"{room}.py"
        if file.is_file():
            lines.append(f"## {room}\n\n{read_first_line(file)}\n")
        elif folder.is_dir():
            lines.append(
                f"## {room}\n\n{read_first_line(folder / '__init__.py')}\n\n| file | what it does |\n|---|---|"
            )
            files = sorted(f for f in folder.rglob("*.py") if f.stem not in SKIPPED)
            lines += [f"| `{f.relative_to(PACKAGE)}` | {read_first_line(f)} |" for f in files]
            lines.append("")
    return "\n".join(lines)


def read_first_line(file: Path) -> str:
    """Return the first line of a file's docstring."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0].replace("|", "\\|")


def write_python() -> str:
    """Return the page of the names that Python programs may rely on: `esep.__all__` and the nouns they return."""
    lines = [NOTICE, "# From Python\n", "These names are kept from version to version: `import esep`.\n"]
    face = importlib.import_module("esep")
    for name in sorted(getattr(face, "__all__", ()), key=str.lower):
        lines += describe_name(name, getattr(face, name))
    return "\n".join(lines)


def describe_name(name: str, thing: object) -> list[str]:
    """Return the lines on one public name: its signature, its docstring and those of its public methods."""
    if not callable(thing):
        return [f"## {name}\n", f"`{thing!r}`\n"]
    lines = [f"## {name}\n", f"```python\n{write_signature(name, thing)}\n```\n", f"{inspect.getdoc(thing)}\n"]
    for member, value in sorted(vars(thing).items()) if isinstance(thing, type) else ():
        function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if not member.startswith("_") and isinstance(function, types.FunctionType):
            shown = (
                f"{name}.{member}"
                if isinstance(value, property)
                else write_signature(f"{name}.{member}", function, False)
            )
            lines.append(f"- `{shown}`: {(inspect.getdoc(function) or '').splitlines()[0]}")
    return [*lines, ""]


def write_functions(module: str) -> str:
    """Return what the public functions and results of a module say of themselves, in the order of the file."""
    found = importlib.import_module(module)
    lines = ["\n"]
    for name, thing in vars(found).items():
        if not name.startswith("_") and getattr(thing, "__module__", "") == module and callable(thing):
            signature = write_signature(name, thing)
            lines.append(
                f"**`{name}`**\n\n```python\n{signature}\n```\n\n{show_docstring(inspect.getdoc(thing) or '')}\n\n"
            )
    return "".join(lines)


class Plain:
    """An annotation or a default that is shown as the text it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def write_signature(name: str, thing: object, is_wrapped: bool = True) -> str:
    """Return a call as it is written, one argument a line where it is long; `self` goes without saying."""
    assert callable(thing)
    signature = inspect.signature(thing)
    parameters = [show_parameter(p) for p in signature.parameters.values() if p.name not in ("self", "cls")]
    is_class = isinstance(thing, type)
    returns = inspect.Signature.empty if is_class else Plain(str(signature.return_annotation))
    text = f"{name}{signature.replace(parameters=parameters, return_annotation=returns)}"
    if len(text) <= 100 or not is_wrapped:
        return text
    head, _, end = text.partition("(")[2].rpartition(")")
    arguments = re.sub(r", (?=\w+:|\*, )", ",\n    ", head)
    return f"{name}(\n    {arguments},\n){end}"


def show_parameter(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter whose annotation is shown without quotes and whose computed default is shown as `…`."""
    shown = parameter.replace(annotation=Plain(str(parameter.annotation)))
    is_computed = parameter.default is not parameter.empty and "<" in repr(parameter.default)
    return shown.replace(default=Plain("…")) if is_computed else shown


def write_verdicts() -> str:
    """Return the table of verdicts: the code, its word in three languages, what it means, the exit status."""
    from esep.claims.claim import FAILING, VERDICTS

    lines = ["| code | en | ru | kk | meaning | exit status |", "|---|---|---|---|---|---|"]
    for verdict in VERDICTS:
        words = " | ".join(say(f"report.verdict_{verdict}", language) for language in LANGUAGES)
        status = 1 if verdict in FAILING else 0
        lines.append(f"| `{verdict}` | {words} | {say(f'report.meaning_{verdict}', 'en')} | {status} |")
    return "\n".join(lines) + "\n"


def write_roles() -> str:
    """Return the table of the roles of numbers that claim nothing."""
    from esep.claims.claim import ROLES

    lines = ["| code | en | ru | kk |", "|---|---|---|---|"]
    lines += [f"| `{r}` | {' | '.join(say(f'report.role_{r}', language) for language in LANGUAGES)} |" for r in ROLES]
    return "\n".join(lines) + "\n"


def write_figure_words() -> str:
    """Return the units and precisions that a published figure may have."""
    from esep.model.cell import PRECISIONS, UNITS

    named = (("Units", UNITS), ("Precisions", PRECISIONS))
    return "\n\n".join(f"{title}: {', '.join(f'`{word}`' for word in words)}." for title, words in named) + "\n"


def write_score() -> str:
    """Return the score on the development material; the part as it stands where that material is absent."""
    from functools import cache

    from esep.answers import Answers, open_dataset
    from esep.claims.score.counts import score_folder
    from esep.claims.score.table import write_score as write_table

    folder = ROOT.parent / "shared" / "claims" / "development"
    if not folder.is_dir():
        print("the score stays as it is: ../shared is absent")
        page = (ROOT / "docs" / "score.md").read_text(encoding="utf-8")
        return page.partition("<!-- generated: score -->\n")[2].partition("<!-- end -->")[0]

    @cache
    def open_answers(named: str) -> Answers | None:
        return open_dataset(named or "kazakhstan")

    return write_table(score_folder(folder, open_answers))


# The sentences of a change in the order of their levels: level, key of the phrase.
WORDING = (
    *(("L0", name) for name in ("break", "calendar")),
    *(("L1", name) for name in ("fall_unclear", "rise_unclear", "same", "nothing", "no_counts", "provisional")),
    *(("L2", name) for name in ("fall_not_chance", "rise_not_chance", "fall_usual", "rise_usual", "fall_usual_pooled")),
    *(("L3", name) for name in ("fall_unusual", "rise_unusual", "fall_unusual_pooled")),
    *(("LT", name) for name in ("declining", "rising")),
    *(("beside", name) for name in ("fall_smallest", "rise_smallest", "fall_smallest_pooled", "per_head_fall")),
)

# What stands in the table for a fact of the data.
STAND_INS = {
    **{"measure": "…", "region": "…", "scope": "…", "before": "a", "after": "b", "base": "t₀", "period": "t₁"},
    **{"change": "x%", "smallest": "y%", "year": "t", "pace": "x%"},
}


def write_wording() -> str:
    """Return the table of what may be said at each level, in three languages, from the catalogue of phrases."""
    lines = ["| level | en | ru | kk |", "|---|---|---|---|"]
    for level, name in WORDING:
        texts = (str(find_phrase(f"change.{name}", language)) for language in LANGUAGES)
        lines.append(f"| {level} | {' | '.join(text.format_map(STAND_INS) for text in texts)} |")
    return "\n".join(lines) + "\n"
