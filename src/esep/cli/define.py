"""`esep define`: a first definition of unknown sources."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cli.frame import EXIT_FINE, EXIT_WRONG, add_command, find_interface_language, print_json
from esep.problems import EsepError, Problem, Where

if TYPE_CHECKING:
    from esep.sources.define import Guess

DEFINE_EXAMPLES = """\
examples:
  esep define records.csv                   writes ./records with definition.toml and codes/*.csv
  esep define export.xlsx -o my-ministry --name my-ministry
  esep define records.csv --json            with what was guessed, as data
  esep define ~/monthly                     the files of a folder together, and which columns differ between them
  esep define "sqlite:///records.db?table=offences"

A file is CSV or the like in any encoding, XLSX, Parquet or JSON lines, also packed. In definition.toml lines with
guess: say what was guessed and why, lines with decide: what only you can know.

exit status: 0 it can be built as it is, 1 written, but a decision is missing, 2 wrong use, 3 could not run
"""


def add_define(commands: Any) -> None:
    """Add `esep define`."""
    text = "Look at unknown sources and write a first definition of them, with guesses marked as guesses."
    command = add_command(commands, "define", text, DEFINE_EXAMPLES)
    text = "files, folders, globs or tables by address, of one layout"
    command.add_argument("sources", metavar="SOURCE", nargs="+", help=text)
    text = "the folder to write (default: one with the name of the dataset)"
    command.add_argument("-o", "--output", type=Path, metavar="FOLDER", help=text)
    command.add_argument("--name", default="", help="name of the dataset (default: from the name of the source)")
    command.add_argument("--force", action="store_true", help="replace a definition that stands in the folder")
    command.add_argument("--json", action="store_true", help="print what was guessed as JSON")
    command.set_defaults(run=run_define)


def run_define(options: argparse.Namespace) -> int:
    """Write a definition and say what is to be decided."""
    from esep.sources.define import guess_definition
    from esep.sources.define_write import DEFINITION, save_files, write_files

    guess = guess_definition(*options.sources, name=options.name)
    folder = options.output or Path(guess.name)
    files = write_files(guess)
    save_files(files, folder, is_forced=options.force)
    decisions = len(re.findall("[#;] decide:", files[DEFINITION]))
    language = find_interface_language(options)
    problems = list(_find_problems(guess, folder))
    if options.json:
        print_json(
            {
                "folder": str(folder),
                "files": sorted(files),
                "decisions": decisions,
                **guess.to_dict(),
                "problems": [problem.to_dict(language) for problem in problems],
            }
        )
    else:
        command = shlex.join(("esep", "build", _name_folder(folder), *map(_show_source, options.sources)))
        _print_summary(guess, folder, decisions, "" if problems else command, language)
    for problem in problems:
        print(problem.describe(language), file=sys.stderr)
    return EXIT_WRONG if problems else EXIT_FINE


def _find_problems(guess: Guess, folder: Path) -> tuple[Problem, ...]:
    """Return why the definition cannot be built as it is: a date that nobody found, or whatever its loader says."""
    from esep.records.rules import read_rules
    from esep.sources.dataset import load_definition

    if guess.missing:
        names = ", ".join(column.name for column in guess.columns)
        facts = {"path": guess.file, "columns": names, "folder": str(folder)}
        return (Problem("define-date-missing", Where(str(folder / "definition.toml")), facts),)
    try:
        read_rules(load_definition(folder))
    except EsepError as error:
        return error.problems
    return ()


def _print_summary(guess: Guess, folder: Path, decisions: int, command: str, language: str) -> None:
    from esep.language.phrases import say
    from esep.language.tables import group_digits
    from esep.problems import show_fact

    sample = guess.sample
    facts = {
        "looked_at": group_digits(str(sample.looked_at), language),
        "rows": group_digits(str(sample.rows), language),
    }
    print(say("define.written", language, folder=str(folder), **facts))
    for field, column in guess.fields.items():
        print(f"  {field}: {show_fact(column.name)}")
    for name, missing in sample.heads.list_differing().items():
        facts = {"column": show_fact(name), "missing": group_digits(str(len(missing)), language)}
        facts |= {"sources": group_digits(str(len(sample.heads.by_name)), language), "first": show_fact(missing[0])}
        print(say("define.differing", language, **facts))
    print(say("define.decisions", language, decisions=decisions))
    if command:
        print(say("define.ready", language, command=command))


def _show_source(source: str) -> str:
    """Return a source as it may be shown: the address of a table without its password."""
    from esep.sources.database import read_address
    from esep.sources.listing import is_address

    return read_address(source).shown if is_address(source) else source


def _name_folder(folder: Path) -> str:
    return str(folder) if folder.is_absolute() or len(folder.parts) > 1 else f"./{folder}"
