"""`esep vintages` and `esep diff`: what was published, and what moved since."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import EXIT_FINE, EXIT_WRONG, add_command, add_store, find_interface_language, print_json

VINTAGES_EXAMPLES = """\
examples:
  esep vintages                             of every dataset in the store, the newest last
  esep vintages st-louis --json

as JSON, one entry a vintage:
  {"store": ".esep/store", "vintages": [
    {"format": 2, "id": "000002-1f0c77aa", "dataset": "st-louis", "number": 2,
     "published": "2025-02-14T09:30:00+00:00", "program": "esep 0.1.0", "parent": "000001-020dced3",
     "content_sha256": "1f0c…", "definition_sha256": "77ab…",
     "sources": [{"name": "May2024.csv", "size": 812345, "sha256": "9c1e…", "months": ["2024-05"]}],
     "rows": {"read": 3, "accepted": 3, "rejected": 0, "duplicates": 0}, "added": [], "replaced": [],
     "cells": 12,
     "files": {"counts-2024-05": {"name": "counts-0123456789abcdef.parquet", "size": 4096, "sha256": "0123…"},
      "coverage": {"name": "coverage-89abcdef01234567.parquet", "size": 512, "sha256": "89ab…"},
      "shape": {"name": "shape-456789abcdef0123.json", "size": 900, "sha256": "4567…"}}}]}

a dataset of published or protected figures has one file, cells; rejects are a file where rows were not accepted
"""

DIFF_EXAMPLES = """\
examples:
  esep diff st-louis 1 2                    by number, or by the ids that esep vintages lists
  esep diff st-louis 2025-01-31 2025-02-28  what was in force on two days
  esep diff kazakhstan 1 packaged --json    packaged: the published figures that come with the dataset

as JSON; kind is moved, new, gone or sourced (the same figure with another source, note or
coverage); declared is the id of the
revision by which the definition announces the change, null where it moved without a word:
  {"dataset": "st-louis", "from": "000001-020dced3", "to": "000002-1f0c77aa",
   "equal": 9359, "moved": 1, "new": 0, "gone": 0, "sourced": 0, "declared": 1, "undeclared": 0,
   "largest": [{"key": "slmpd_recorded/homicide/US-MO-STL/2017/count", "difference": 2}],
   "changes": [{"kind": "moved", "key": "slmpd_recorded/homicide/US-MO-STL/2017/count", "body": "…",
     "before": {"value": 205, "precision": "exact", "status": "A", "source": "…", "note": "",
               "coverage": 1},
     "after": {"value": 207, "precision": "exact", "status": "A", "source": "…", "note": "",
               "coverage": 1}, "difference": 2,
     "declared": "corrections-2025"}]}

exit status: 0 nothing moved, 1 a cell moved, appeared or disappeared, 2 wrong use, 3 could not run
"""


def add_vintages(commands: Any) -> None:
    """Add `esep vintages`."""
    text = "List the vintages in a store: what was read, from what, by what, and the checksum of the cells."
    command = add_command(commands, "vintages", text, VINTAGES_EXAMPLES)
    command.add_argument(
        "dataset", metavar="DATASET", nargs="?", default="", help="default: every dataset in the store"
    )
    add_store(command)
    command.add_argument("--json", action="store_true", help="print the list as JSON")
    command.set_defaults(run=run_vintages)


def run_vintages(options: argparse.Namespace) -> int:
    """List vintages."""
    from esep.cube.shelf import describe_vintages, find_vintages, vintages_to_dict

    found = find_vintages(options.dataset, options.store)
    if options.json:
        print_json(vintages_to_dict(found, options.store))
    else:
        print(describe_vintages(found, find_interface_language(options)))
    return EXIT_FINE


def add_diff(commands: Any) -> None:
    """Add `esep diff`."""
    text = "Show every cell that moved, appeared or disappeared between two vintages."
    command = add_command(commands, "diff", text, DIFF_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    for name in ("A", "B"):
        text = "a vintage, the last one of a day (YYYY-MM-DD, UTC), or packaged"
        command.add_argument(name.lower(), metavar=name, help=text)
    add_store(command)
    command.add_argument("--json", action="store_true", help="print the revisions as JSON")
    command.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Compare two vintages."""
    from esep.answers.revising import compare_vintages
    from esep.language.phrases import say

    found = compare_vintages(options.dataset, options.store, options.a, options.b)
    if options.json:
        print_json(found.to_dict())
    else:
        language = find_interface_language(options)
        facts = {"dataset": found.dataset, "before": found.before, "after": found.after}
        print(say("vintages.compared", language, **facts))
        print(found.revisions.describe(language))
    return EXIT_WRONG if found.revisions.has_moved else EXIT_FINE
