"""`esep check`: every number of a statement."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from pathlib import Path
from typing import Any

from esep.cli.frame import EXIT_FINE, EXIT_WRONG, add_as_of, add_command, add_store
from esep.problems import LANGUAGES, EsepError, Problem, Where

# A character takes at most four bytes; the checker reads 200,000 of them.
MAX_BYTES = 800_000

CHECK_EXAMPLES = """\
examples:
  esep check release.txt --data kazakhstan --date 2025-02-14
  pbpaste | esep check - --data kazakhstan
  esep check release.txt                    arithmetic of the text against itself, no data needed
  esep check release.txt --data kazakhstan --format html -o check.html

exit status: 0 nothing wrong, 1 a number is wrong or contradicts another, 2 wrong use, 3 could not run
"""


def add_check(commands: Any) -> None:
    """Add `esep check`."""
    text = "Check every number of a statement, against data and against itself."
    command = add_command(commands, "check", text, CHECK_EXAMPLES)
    command.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
    command.add_argument("--data", metavar="DATASET", help="what to check against (default: the text itself)")
    add_store(command)
    add_as_of(command)
    command.add_argument("--date", metavar="YYYY-MM-DD", help="day of the statement (default: as printed in it)")
    command.add_argument("--lang", choices=("auto", *LANGUAGES), default="auto", help="language of the text")
    command.add_argument("--report-lang", choices=LANGUAGES, help="language of the report (default: of the text)")
    command.add_argument("--format", choices=("text", "json", "html"), default="text")
    command.add_argument("-o", "--output", type=Path, help="write to a file instead of the terminal")
    command.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Check a statement."""
    from esep.claims import check, render
    from esep.sources.text import read_text

    if options.as_of is not None and not options.data:
        raise EsepError(Problem("use-as-of-alone", Where("--as-of"), {"value": options.as_of}))
    text, name = read_text(options.file, MAX_BYTES)
    answers = None
    if options.data:
        from esep.answers import open_dataset

        answers = open_dataset(options.data, options.store, as_of=options.as_of)
    report = check(text, answers, date=read_date(options.date), language=options.lang, file=name)
    language = options.report_lang or report.language
    is_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and options.output is None
    shown = render(report, options.format, language, answers, is_colour=is_colour)
    if options.output:
        from esep.sources.text import write_text

        write_text(options.output, shown)
    else:
        sys.stdout.write(shown)
    return EXIT_WRONG if report.has_failed else EXIT_FINE


def read_date(text: str | None) -> datetime.date | None:
    """Return the day of --date; raise `EsepError` (`use-date`) where it is none."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise EsepError(Problem("use-date", Where("--date"), {"value": str(text)})) from None
