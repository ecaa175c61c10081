"""`esep ask`: one question, one answer."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import EXIT_FINE, add_as_of, add_command, add_store, find_interface_language, print_json
from esep.problems import LANGUAGES

ASK_EXAMPLES = """\
examples:
  esep ask "murder KZ 2024"
  esep ask "fraud share-of:total scope:committee_offences region:KZ period:2024"
  esep ask --measure fraud --period 2024 --scope mia_crimes --share-of all --json
  esep ask --measure total --period 2024 --change-from 2023
  esep ask "total trend-since:2017 period:2024"

the grammar of a question:
  MEASURE[ATTRIBUTE] [OPERATION] scope:SCOPE region:REGION period:PERIOD
  OPERATION is share-of:MEASURE, change-from:PERIOD, difference-from:PERIOD, fold-from:PERIOD, rate-per:BASE, or one of
  those that ask for a method: trend-since:2015, drivers-from:2023, outlook-to:2026 ... (docs/grammar.md has them all).
  Names and codes may also stand loose, in any order: "fraud share KZ 2024". What is left out takes the dataset's
  default.
"""
ASK_OPTIONS = {
    "measure": "what is counted, a code or a name: murder",
    "scope": "which universe of offences: mia_crimes",
    "region": "a code or a name: KZ-75",
    "period": "2024, 2024-06, 2025-01..2025-06",
    "share-of": "the whole of a share: all, total, fraud",
    "change-from": "the base of a change in per cent: 2023",
    "difference-from": "the base of a difference in units: 2023",
    "fold-from": "the base of so many times more or fewer: 1997",
    "rate-per": "per so many people: 1000, 10000 or 100000",
}


def add_ask(commands: Any) -> None:
    """Add `esep ask`."""
    command = add_command(commands, "ask", "Ask a dataset one question.", ASK_EXAMPLES)
    command.add_argument("question", nargs="*", metavar="WORD", help="the question, in the grammar shown below")
    command.add_argument("--data", default="kazakhstan", metavar="DATASET", help="default: kazakhstan")
    add_store(command)
    add_as_of(command)
    for name, text in ASK_OPTIONS.items():
        command.add_argument(f"--{name}", default="", help=text)
    command.add_argument("--lang", choices=LANGUAGES, help="language of notes (the sentence is in all three)")
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    command.set_defaults(run=run_ask)


def run_ask(options: argparse.Namespace) -> int:
    """Answer a question."""
    from esep.answers import open_dataset, parse_question

    answers = open_dataset(options.data, options.store, as_of=options.as_of)
    question = parse_question(collect_question(options), answers.definition)
    answer = answers.ask(question, with_finding=True)
    if options.json:
        print_json(answer.to_dict(find_interface_language(options)))
    else:
        print(answer.describe(find_interface_language(options)))
    return EXIT_FINE


def collect_question(options: argparse.Namespace) -> str:
    """Return the question as one text, whether it was given as words or by options."""
    parts = list(options.question)
    for name in ("measure", "share_of", "change_from", "difference_from", "fold_from", "rate_per"):
        if value := getattr(options, name):
            parts.append(f"{name.replace('_', '-')}:{value}")
    parts += [f"{name}:{value}" for name in ("scope", "region", "period") if (value := getattr(options, name))]
    return " ".join(parts)
