"""The command line: parse, call, print."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from esep import __version__
from esep.problems import LANGUAGES, EsepError, Problem, Where

EXIT_FINE, EXIT_WRONG, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3
# A character takes at most four bytes; the checker reads 200,000 of them.
MAX_BYTES = 800_000

BUILD_EXAMPLES = """\
examples:
  esep build kazakhstan                     the published figures that come with the package
  esep build st-louis ~/stlouis --json      36 monthly files of records, with a machine-readable summary
  esep build ./my-ministry records.csv      a definition of your own
"""
ASK_EXAMPLES = """\
examples:
  esep ask "murder KZ 2024"
  esep ask "fraud share-of:total scope:committee_offences region:KZ period:2024"
  esep ask --measure fraud --period 2024 --scope mia_crimes --share-of all --json
  esep ask --measure total --period 2024 --change-from 2023

the grammar of a question:
  MEASURE[ATTRIBUTE] [OPERATION] scope:SCOPE region:REGION period:PERIOD
  OPERATION is share-of:MEASURE, change-from:PERIOD, difference-from:PERIOD, fold-from:PERIOD or rate-per:BASE.
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
CHECK_EXAMPLES = """\
examples:
  esep check release.txt --data kazakhstan --date 2025-02-14
  pbpaste | esep check - --data kazakhstan
  esep check release.txt                    arithmetic of the text against itself, no data needed
  esep check release.txt --data kazakhstan --format html -o check.html

exit status: 0 nothing wrong, 1 a number is wrong or contradicts another, 2 wrong use, 3 could not run
"""
BULLETIN_EXAMPLES = """\
examples:
  esep bulletin kazakhstan --period 2024 -o bulletin
"""
VINTAGES_EXAMPLES = """\
examples:
  esep vintages                             of every dataset in the store, the newest last
  esep vintages st-louis --json

as JSON, one entry a vintage:
  {"store": ".esep/store", "vintages": [
    {"format": 1, "id": "000002-1f0c77aa", "dataset": "st-louis", "number": 2,
     "published": "2025-02-14T09:30:00+00:00", "program": "esep 0.1.0", "parent": "000001-020dced3",
     "content_sha256": "1f0c…", "definition_sha256": "77ab…",
     "sources": [{"name": "January2015.csv", "size": 812345, "sha256": "9c1e…"}],
     "rows": {"read": 3, "accepted": 3, "rejected": 0, "duplicates": 0}, "cells": 12,
     "files": {"cells": {"name": "cells-0123456789abcdef.parquet", "size": 4096, "sha256": "5d20…"}}}]}
"""
DIFF_EXAMPLES = """\
examples:
  esep diff st-louis 1 2                    by number, or by the ids that esep vintages lists
  esep diff st-louis 2025-01-31 2025-02-28  what was in force on two days
  esep diff kazakhstan 1 packaged --json    packaged: the published figures that come with the dataset

as JSON; kind is moved, new, gone or sourced (the same figure with another source or note):
  {"dataset": "st-louis", "from": "000001-020dced3", "to": "000002-1f0c77aa",
   "equal": 9359, "moved": 1, "new": 0, "gone": 0, "sourced": 0,
   "largest": [{"key": "slmpd_recorded/homicide/US-MO-STL/2017/count", "difference": 2}],
   "changes": [{"kind": "moved", "key": "slmpd_recorded/homicide/US-MO-STL/2017/count", "body": "…",
     "before": {"value": 205, "precision": "exact", "status": "A", "source": "…", "note": ""},
     "after": {"value": 207, "precision": "exact", "status": "A", "source": "…", "note": ""}, "difference": 2}]}

exit status: 0 nothing moved, 1 a cell moved, appeared or disappeared, 2 wrong use, 3 could not run
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; problems go to standard error, never as a traceback."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return EXIT_USAGE
    try:
        return int(options.run(options))
    except EsepError as error:
        return report_problems(error, options)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - the reader has left
        return EXIT_FINE
    except KeyboardInterrupt:
        return 130


def report_problems(error: EsepError, options: argparse.Namespace) -> int:
    """Print problems for people, or as JSON where JSON was asked for."""
    language = find_interface_language(options)
    if getattr(options, "json", False) or getattr(options, "format", "") == "json":
        print(json.dumps({"problems": [p.to_dict(language) for p in error.problems]}, ensure_ascii=False, indent=2))
    for problem in error.problems:
        print(problem.describe(language), file=sys.stderr)
    return EXIT_USAGE if all(p.code.startswith(("question-", "use-")) for p in error.problems) else EXIT_FAILED


def find_interface_language(options: argparse.Namespace) -> str:
    """Return the language for messages: the one asked for, then ESEP_LANG, then English.

    `--lang` of a check names the language of the text; its report and messages follow `--report-lang`.
    """
    asked = getattr(options, "report_lang", None) if options.command == "check" else getattr(options, "lang", None)
    for wish in (asked, os.environ.get("ESEP_LANG", "")):
        if wish in LANGUAGES:
            return str(wish)
    return "en"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="esep", description="Crime figures you can check.")
    parser.add_argument("--version", action="version", version=f"esep {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add_build(commands)
    add_ask(commands)
    add_check(commands)
    add_bulletin(commands)
    add_vintages(commands)
    add_diff(commands)
    return parser


def _add(commands: Any, name: str, text: str, examples: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return command


def _add_as_of(command: argparse.ArgumentParser) -> None:
    text = "a vintage, the last one of a day (YYYY-MM-DD, UTC), or packaged (default: the newest)"
    command.add_argument("--as-of", metavar="VINTAGE", help=text)


def add_build(commands: Any) -> None:
    """Add `esep build`."""
    command = _add(commands, "build", "Read the data of a dataset and commit a vintage of its cube.", BUILD_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("sources", metavar="SOURCE", nargs="*", type=Path, help="files or folders with the records")
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
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
    report = build_dataset(definition, folder, options.sources, options.store, progress, language=language)
    if options.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(report.describe(find_interface_language(options)))
    return EXIT_FINE


def print_progress(message: str) -> None:
    """Print one step of long work, on a terminal's error stream only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{message}", end="", file=sys.stderr, flush=True)


def add_ask(commands: Any) -> None:
    """Add `esep ask`."""
    command = _add(commands, "ask", "Ask a dataset one question.", ASK_EXAMPLES)
    command.add_argument("question", nargs="*", metavar="WORD", help="the question, in the grammar shown below")
    command.add_argument("--data", default="kazakhstan", metavar="DATASET", help="default: kazakhstan")
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
    _add_as_of(command)
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
    answer = answers.ask(question)
    if options.json:
        print(json.dumps(answer.to_dict(find_interface_language(options)), ensure_ascii=False, indent=2))
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


def add_check(commands: Any) -> None:
    """Add `esep check`."""
    text = "Check every number of a statement, against data and against itself."
    command = _add(commands, "check", text, CHECK_EXAMPLES)
    command.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
    command.add_argument("--data", metavar="DATASET", help="what to check against (default: the text itself)")
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
    _add_as_of(command)
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


def add_bulletin(commands: Any) -> None:
    """Add `esep bulletin`."""
    command = _add(commands, "bulletin", "Write the bulletin of a period, in three languages.", BULLETIN_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("--period", required=True, help="a period such as 2024 or 2025-01..2025-06")
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
    _add_as_of(command)
    command.add_argument("--lang", choices=(*LANGUAGES, "all"), default="all")
    command.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    command.set_defaults(run=run_bulletin)


def run_bulletin(options: argparse.Namespace) -> int:
    """Write a bulletin and name the files."""
    from esep.answers import open_dataset
    from esep.bulletin import write_bulletin
    from esep.model.period import Period

    try:
        period = Period.parse(options.period)
    except ValueError:
        raise EsepError(Problem("question-bad-period", Where("--period"), {"value": options.period})) from None
    languages = LANGUAGES if options.lang == "all" else (options.lang,)
    answers = open_dataset(options.dataset, options.store, as_of=options.as_of)
    for path in write_bulletin(answers, period, options.output, languages, dataset=options.dataset):
        print(path)
    return EXIT_FINE


def add_vintages(commands: Any) -> None:
    """Add `esep vintages`."""
    text = "List the vintages in a store: what was read, from what, by what, and the checksum of the cells."
    command = _add(commands, "vintages", text, VINTAGES_EXAMPLES)
    command.add_argument(
        "dataset", metavar="DATASET", nargs="?", default="", help="default: every dataset in the store"
    )
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
    command.add_argument("--json", action="store_true", help="print the list as JSON")
    command.set_defaults(run=run_vintages)


def run_vintages(options: argparse.Namespace) -> int:
    """List vintages."""
    from esep.cube.shelf import describe_vintages, find_vintages, vintages_to_dict

    found = find_vintages(options.dataset, options.store)
    if options.json:
        print(json.dumps(vintages_to_dict(found, options.store), ensure_ascii=False, indent=2))
    else:
        print(describe_vintages(found, find_interface_language(options)))
    return EXIT_FINE


def add_diff(commands: Any) -> None:
    """Add `esep diff`."""
    text = "Show every cell that moved, appeared or disappeared between two vintages."
    command = _add(commands, "diff", text, DIFF_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    for name in ("A", "B"):
        text = "a vintage, the last one of a day (YYYY-MM-DD, UTC), or packaged"
        command.add_argument(name.lower(), metavar=name, help=text)
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")
    command.add_argument("--json", action="store_true", help="print the revisions as JSON")
    command.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Compare two vintages."""
    from esep.answers.opening import open_cube
    from esep.cube.revisions import compare_cubes
    from esep.language.phrases import say
    from esep.sources.dataset import find_dataset_folder, load_definition

    definition, folder = load_definition(options.dataset), find_dataset_folder(options.dataset)
    old, before = open_cube(definition, folder, options.store, as_of=options.a)
    new, after = open_cube(definition, folder, options.store, as_of=options.b)
    revisions = compare_cubes(old, new)
    names = {"dataset": definition.name, "from": before, "to": after}
    if options.json:
        print(json.dumps({**names, **revisions.to_dict()}, ensure_ascii=False, indent=2))
    else:
        language = find_interface_language(options)
        print(say("vintages.compared", language, dataset=definition.name, before=before, after=after))
        print(revisions.describe(language))
    return EXIT_WRONG if revisions.has_moved else EXIT_FINE


if __name__ == "__main__":
    sys.exit(main())
