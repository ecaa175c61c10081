"""`esep score`: how the checker does on labelled statements."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from esep.cli.frame import EXIT_FINE, add_as_of, add_command, add_store, print_json

if TYPE_CHECKING:
    from esep.answers import Answers

SCORE_EXAMPLES = """\
examples:
  esep score labelled --data kazakhstan
  esep score labelled --data kazakhstan --misses
  esep score labelled --json

The folder holds labelled statements: lines of *.jsonl and files *.claims.json. A statement that names a dataset is
checked against it (the one in DIR/datasets, if it lies there: tables are built for the while from the CSV files beside
their definition), any other against --data where its regions are known there, else against itself only.
"""


def add_score(commands: Any) -> None:
    """Add `esep score`."""
    text = "Score the checker on labelled statements: what it finds, how it reads, whom it accuses."
    command = add_command(commands, "score", text, SCORE_EXAMPLES)
    command.add_argument("folder", metavar="DIR", type=Path, help="a folder of labelled statements")
    command.add_argument("--data", metavar="DATASET", help="what to check against (default: the texts themselves)")
    add_store(command)
    add_as_of(command)
    command.add_argument("--misses", action="store_true", help="list every label on which the checker differs")
    command.add_argument("--json", action="store_true", help="print the score as JSON")
    command.set_defaults(run=run_score)


def run_score(options: argparse.Namespace) -> int:
    """Score the checker."""
    from esep.claims.score.counts import score_folder
    from esep.claims.score.table import score_to_dict, write_score

    with TemporaryDirectory() as store:

        @cache
        def open_answers(named: str) -> Answers | None:
            from esep.answers import open_dataset

            beside = options.folder / "datasets" / named
            if named and (beside / "definition.toml").is_file():
                return _open_beside(beside, options, Path(store))
            name = named or options.data
            return open_dataset(name, options.store, as_of=options.as_of) if name else None

        score = score_folder(options.folder, open_answers)
    if options.json:
        print_json(score_to_dict(score))
        return EXIT_FINE
    print(write_score(score), end="")
    for miss in score.misses if options.misses else ():
        print(f"{miss.statement}\t{miss.kind}\t{miss.span!r}\t{miss.labelled}\t{miss.given}")
    return EXIT_FINE


def _open_beside(folder: Path, options: argparse.Namespace, store: Path) -> Answers:
    """Open the dataset in `folder`; tables are built into `store` first, from the files beside their definition."""
    from esep.answers import open_dataset
    from esep.cube.build import build_dataset
    from esep.sources.dataset import load_definition

    definition = load_definition(folder)
    if definition.kind != "tables":
        return open_dataset(str(folder), options.store, as_of=options.as_of)
    build_dataset(definition, folder, sorted(folder.glob("*.csv")), store)
    return open_dataset(str(folder), store)
