"""`esep build`: from sources to a committed vintage."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import (
    EXIT_FINE,
    add_command,
    add_store,
    clear_progress,
    find_interface_language,
    print_json,
    print_progress,
)

BUILD_EXAMPLES = """\
examples:
  esep build kazakhstan                     the published figures that come with the package
  esep build st-louis ~/stlouis --json      36 monthly files of records, with a machine-readable summary
  esep build ./my-ministry records.csv      a definition of your own
  esep build ./my-ministry "sqlite:///records.db?table=offences"
  esep build st-louis January2018.csv --add put a month in, or replace it; all other months are taken over
  esep build st-louis ~/stlouis --engine spark://local[2]
"""


def add_build(commands: Any) -> None:
    """Add `esep build`."""
    command = add_command(
        commands, "build", "Read the data of a dataset and commit a vintage of its cube.", BUILD_EXAMPLES
    )
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument(
        "sources", metavar="SOURCE", nargs="*", default=[], help="files, folders, globs or tables by address"
    )
    add_store(command)
    text = "the sources hold whole registered months: put them into the latest vintage"
    command.add_argument("--add", action="store_true", help=text)
    text = "where records are checked and counted: duckdb (default), postgres://... or spark://..."
    command.add_argument("--engine", metavar="ADDRESS", default="duckdb", help=text)
    command.add_argument("--json", action="store_true", help="print the summary as JSON")
    command.set_defaults(run=run_build)


def run_build(options: argparse.Namespace) -> int:
    """Build a dataset and print what was read and committed."""
    from esep.cube.build import build_dataset
    from esep.sources.dataset import find_dataset_folder, load_definition

    definition = load_definition(options.dataset)
    progress = None if options.json else print_progress
    folder = find_dataset_folder(options.dataset)
    language = find_interface_language(options)
    report = build_dataset(
        definition,
        folder,
        options.sources,
        options.store,
        progress,
        language=language,
        engine=options.engine,
        is_addition=options.add,
    )
    clear_progress()
    if options.json:
        print_json(report.to_dict())
    else:
        print(report.describe(find_interface_language(options)))
    return EXIT_FINE
