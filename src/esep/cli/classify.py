"""`esep classify`: how much of a dataset fits ICCS, the crime classification of the UN."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import EXIT_FINE, add_as_of, add_command, add_store, find_interface_language, print_json
from esep.problems import LANGUAGES

CLASSIFY_EXAMPLES = """\
examples:
  esep classify kazakhstan --period 2024
  esep classify st-louis --store store --json

ICCS (UN crime classification) has four levels: sections, divisions, groups and classes. A measure is mapped to it by
the column iccs of codes/measures.csv: one code, several (it may be any of them), or none.

as JSON, sizes in registered offences (null where nothing was counted):
  {"dataset": "kazakhstan", "vintage": "packaged", "classification": "ICCS 1.0", "scope": "committee_offences",
   "region": "KZ", "period": "2024",
   "levels": [{"level": 1,
     "measures": {"total": 17, "mapped": 13, "ambiguous": 3, "coarse": 0, "unmapped": 1, "mapped_percent": 76.5},
     "offences": {"total": 132778, "mapped": 86150, "ambiguous": 3166, "coarse": 0, "unmapped": 43462, …}}],
   "ambiguous": [{"measure": "robbery_open", "offences": 1551, "rest": false, "iccs": ["0401", "05022"],
     "levels": ["ambiguous", "ambiguous", "ambiguous", "ambiguous"], "note": "…"}],
   "unmapped": []}
"""


def add_classify(commands: Any) -> None:
    """Add `esep classify`."""
    text = "Report how much of a dataset fits ICCS (UN crime classification), level by level."
    command = add_command(commands, "classify", text, CLASSIFY_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("--period", default="", help="2024, 2024-06 (default: the newest year that has figures)")
    add_store(command)
    add_as_of(command)
    command.add_argument("--lang", choices=LANGUAGES, help="language of the report")
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.set_defaults(run=run_classify)


def run_classify(options: argparse.Namespace) -> int:
    """Report on a dataset."""
    from esep.answers.classifying import classify_dataset
    from esep.answers.grammar import read_period

    period = read_period(options.period) if options.period else None
    found = classify_dataset(options.dataset, options.store, period=period, as_of=options.as_of)
    if options.json:
        print_json(found.to_dict())
    else:
        print(found.describe(find_interface_language(options)))
    return EXIT_FINE
