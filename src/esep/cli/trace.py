"""`esep trace`: the offences behind a cell."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import EXIT_FINE, add_as_of, add_command, add_store, find_interface_language, print_json

TRACE_EXAMPLES = """\
examples:
  esep trace slmpd_recorded/homicide/US-MO-STL/2017-05/count st-louis ~/stlouis
  esep trace slmpd_recorded/total/US-MO-STL-D4/2016/count st-louis ~/stlouis --limit 10 --json

The key of a cell is what esep ask --json and esep diff print. The sources are the files that the vintage was built
from: they are read again by the same rules, and their checksums must be those of the vintage.

as JSON; sum is that of all rows, of which at most --limit are listed:
  {"key": "slmpd_recorded/homicide/US-MO-STL/2017-05/count", "vintage": "000001-020dced3", "value": 1, "status": "A",
   "rows": 1, "sum": 1, "offences": [{"file": "May2017.csv", "line": 17, "id": "17-021233",
     "dates": {"registered": "2017-05-01", "occurred": "2017-05-03"}, "measure": "homicide",
     "region": "US-MO-STL-D5", "count": 1}]}
"""


def add_trace(commands: Any) -> None:
    """Add `esep trace`."""
    text = "List the offences behind a cell, by file and line, and prove that they add up to it."
    command = add_command(commands, "trace", text, TRACE_EXAMPLES)
    command.add_argument("cell", metavar="CELL", help="scope/measure[attribute]/region/period/unit")
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    text = "the files or folders that the vintage was built from"
    command.add_argument("sources", metavar="SOURCE", nargs="+", help=text)
    add_store(command)
    add_as_of(command)
    command.add_argument("--limit", type=_read_limit, default=100, help="how many offences to list (default: 100)")
    command.add_argument("--json", action="store_true", help="print the offences as JSON")
    command.set_defaults(run=run_trace)


def run_trace(options: argparse.Namespace) -> int:
    """List the offences behind a cell."""
    from esep.answers.opening import read_as_of
    from esep.cube.trace import trace_cell
    from esep.sources.dataset import load_definition

    definition = load_definition(options.dataset)
    as_of = read_as_of(options.as_of)
    found = trace_cell(options.cell, definition, options.sources, options.store, as_of=as_of, limit=options.limit)
    if options.json:
        print_json(found.to_dict())
    else:
        print(found.describe(find_interface_language(options)))
    return EXIT_FINE


def _read_limit(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)
