"""`esep bulletin`: the pages of a period."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from esep.cli.frame import EXIT_FINE, add_as_of, add_command, add_store, print_json
from esep.problems import LANGUAGES, EsepError, Problem, Where

BULLETIN_EXAMPLES = """\
examples:
  esep bulletin kazakhstan --period 2024 -o bulletin
  esep bulletin kazakhstan --period 2024 --lang kk --forms html,pdf -o bulletin
"""


def add_bulletin(commands: Any) -> None:
    """Add `esep bulletin`."""
    command = add_command(
        commands,
        "bulletin",
        "Write the bulletin of a period in every form.",
        BULLETIN_EXAMPLES,
    )
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("--period", required=True, help="a period such as 2024 or 2025-01..2025-06")
    add_store(command)
    add_as_of(command)
    command.add_argument("--lang", choices=(*LANGUAGES, "all"), default="all")
    command.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    command.add_argument(
        "--forms", default="", metavar="LIST", help="what to write, of html, pdf, xlsx, docx, txt, data; default: all"
    )
    command.add_argument("--json", action="store_true", help="print the files as JSON")
    command.set_defaults(run=run_bulletin)


def run_bulletin(options: argparse.Namespace) -> int:
    """Write a bulletin and name the files."""
    from esep.answers import open_dataset
    from esep.bulletin import FORMS, write_bulletin
    from esep.cli.proofread import make_proofreader
    from esep.cli.statements import list_superseded
    from esep.model.period import Period

    try:
        period = Period.parse(options.period)
    except ValueError:
        raise EsepError(Problem("question-bad-period", Where("--period"), {"value": options.period})) from None
    languages = LANGUAGES if options.lang == "all" else (options.lang,)
    forms = tuple(options.forms.split(",")) if options.forms else FORMS
    for form in forms:
        if form not in FORMS:
            raise EsepError(
                Problem("bulletin-form-unknown", Where("--forms"), {"form": form, "known": ", ".join(FORMS)})
            )
    answers = open_dataset(options.dataset, options.store, as_of=options.as_of)
    files = write_bulletin(
        answers,
        period,
        options.output,
        languages,
        dataset=options.dataset,
        forms=forms,
        proofread=make_proofreader(answers, period),
        statements=list_superseded(answers, options.dataset, options.store),
        tell=tell_progress,
    )
    if options.json:
        print_json({"files": [str(path) for path in files]})
        return EXIT_FINE
    for path in files:
        print(path)
    return EXIT_FINE


def tell_progress(name: str) -> None:
    """Say on a terminal which file is being made."""
    if sys.stderr.isatty():
        print(f"  {name}…", file=sys.stderr)
