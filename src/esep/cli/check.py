"""`esep check`: every number of one statement or of many."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from esep.cli.frame import (
    EXIT_FAILED,
    EXIT_FINE,
    EXIT_WRONG,
    add_as_of,
    add_command,
    add_store,
    clear_progress,
    find_interface_language,
    make_writable,
    print_progress,
)
from esep.language.phrases import say
from esep.problems import LANGUAGES, EsepError, Problem, Where

if TYPE_CHECKING:
    from esep.answers import Answers
    from esep.claims import Report
    from esep.claims.reports.sets import ReportWriter
    from esep.sources.document import Document

FORMS = ("text", "json", "html", "line", "github", "sarif")
# These tell of every file in the same stream, one file or many; a file that fails does not end them.
STREAMED = ("line", "github", "sarif")

CHECK_EXAMPLES = """\
examples:
  esep check release.txt --data kazakhstan --date 2025-02-14
  pbpaste | esep check - --data kazakhstan
  esep check release.txt                    arithmetic of the text against itself, no data needed
  esep check release.docx --data kazakhstan --format html -o check.html
  esep check releases/ --data kazakhstan --format line
  esep check release.txt --data kazakhstan --pick c4=2

exit status: 0 nothing wrong, 1 a number is wrong or contradicts another, 2 wrong use, 3 a text could not be checked
"""


def add_check(commands: Any) -> None:
    """Add `esep check`."""
    text = "Check every number of a statement, against data and against itself."
    command = add_command(commands, "check", text, CHECK_EXAMPLES)
    text = "a text, Markdown, HTML, DOCX or PDF file, a folder of them, or - for standard input"
    command.add_argument("files", metavar="FILE", nargs="+", help=text)
    command.add_argument("--data", metavar="DATASET", help="what to check against (default: the text itself)")
    add_store(command)
    add_as_of(command)
    command.add_argument("--date", metavar="YYYY-MM-DD", help="day of the statement (default: as printed in it)")
    command.add_argument(
        "--scope", default="", help="what is counted where the text does not say (default: as declared)"
    )
    command.add_argument("--lang", choices=("auto", *LANGUAGES), default="auto", help="language of the text")
    command.add_argument("--report-lang", choices=LANGUAGES, help="language of the report (default: of the text)")
    text = "settle how a claim is read (id=number of the reading); kept beside the file in FILE.esep.json"
    command.add_argument("--pick", metavar="ID=READING", action="append", default=[], help=text)
    command.add_argument("--format", choices=FORMS, default="text", help="text (default), a page, or for a program")
    command.add_argument("-o", "--output", type=Path, help="write to a file (pages on several texts: to a folder)")
    command.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Check one statement or many, each written as soon as it is ready."""
    from esep.claims.reports.sets import ReportWriter
    from esep.sources.documents import list_documents

    if options.as_of is not None and not options.data:
        raise EsepError(Problem("use-as-of-alone", Where("--as-of"), {"value": options.as_of}))
    names = list_documents(options.files)
    is_many = len(names) > 1 or Path(names[0]).name != Path(options.files[0]).name
    if options.pick and is_many:
        raise EsepError(Problem("use-pick-many", Where("--pick"), {"n": str(len(names))}))
    answers = open_answers(options)
    is_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and options.output is None
    writer = ReportWriter(options.format, options.report_lang or "", is_many=is_many, is_colour=is_colour)
    if options.format == "html" and is_many:
        return _write_pages(names, options, answers, writer)
    with _open_output(options.output) as output:
        output.write(writer.begin())
        for number, name in enumerate(names, 1):
            if is_many:
                _show_progress(number, len(names), name, options)
            output.write(make_writable(check_file(name, options, answers, writer)))
        clear_progress()
        output.write(make_writable(writer.end()))
    return find_status(writer)


def open_answers(options: argparse.Namespace) -> Answers | None:
    """Return the dataset to check against, `None` where none is named."""
    read_date(options.date)
    answers: Answers | None = None
    if options.data:
        from esep.answers import open_dataset

        answers = open_dataset(options.data, options.store, as_of=options.as_of)
    if options.scope:
        from esep.claims.statement import choose_scope

        answers = choose_scope(answers, options.scope)
    return answers


def check_file(name: str, options: argparse.Namespace, answers: Answers | None, writer: ReportWriter) -> str:
    """Return what is written of one file; a file that cannot be checked ends a check of this file only."""
    try:
        report, document, remarks = read_report(name, options, answers)
    except EsepError as error:
        if not writer.is_many and writer.form not in STREAMED:
            raise
        return "".join(_tell(name, problem, options, writer) for problem in error.problems)
    told = "".join(_tell(name, remark, options, writer) for remark in remarks)
    return told + writer.add(report, document)


def read_report(
    name: str, options: argparse.Namespace, answers: Answers | None
) -> tuple[Report, Document, tuple[Problem, ...]]:
    """Return the report on a file, the file as a document, and what is to be said of it beside."""
    from esep.claims.claim import Report
    from esep.claims.reports.picks import apply_picks, find_sidecar, make_picks, read_picks, save_picks
    from esep.claims.statement import check
    from esep.sources.documents import read_document
    from esep.sources.text import STANDARD_INPUT

    document, remarks = read_document(name)
    try:
        report = check(document.text, answers, date=options.date, language=options.lang, file=name)
    except EsepError as error:
        if [problem.code for problem in error.problems] != ["text-without-number"]:
            raise
        # Nothing to check is nothing wrong: a hook must let such a file pass, but not without a word.
        report = Report(document.text, name, "", None, "unknown", "", (), ())
        return report, document, (*remarks, *error.problems)
    sidecar = find_sidecar(name)
    kept = read_picks(sidecar) if name != STANDARD_INPUT else ()
    wished = make_picks(report, dict(wish.partition("=")[::2] for wish in options.pick))
    if wished and name != STANDARD_INPUT:
        save_picks(sidecar, kept, wished)
    chosen = {(pick.span, pick.before, pick.after): pick for pick in (*kept, *wished)}
    return apply_picks(report, tuple(chosen.values())), document, remarks


def _tell(name: str, problem: Problem, options: argparse.Namespace, writer: ReportWriter) -> str:
    placed = problem if problem.where.file else replace(problem, where=Where(name))
    clear_progress()
    print(placed.describe(find_interface_language(options)), file=sys.stderr)
    return writer.tell(name, placed)


def find_status(writer: ReportWriter) -> int:
    """Return the exit status: a text that could not be checked weighs more than a wrong number."""
    if writer.totals.unread:
        return EXIT_FAILED
    return EXIT_WRONG if writer.totals.failed else EXIT_FINE


def _write_pages(names: list[str], options: argparse.Namespace, answers: Answers | None, writer: ReportWriter) -> int:
    from esep.claims.reports.pages import PageFolder

    if options.output is None or (options.output.exists() and not options.output.is_dir()):
        facts = {"value": str(options.output or "-")}
        raise EsepError(Problem("use-html-folder", Where("-o"), facts))
    pages, language = PageFolder(options.output), find_interface_language(options)
    for number, name in enumerate(names, 1):
        _show_progress(number, len(names), name, options)
        writer.last = None
        page = check_file(name, options, answers, writer)
        pages.add(name, make_writable(page), writer.last, language)
    pages.close(writer.totals, language)
    clear_progress()
    return find_status(writer)


def _show_progress(number: int, total: int, name: str, options: argparse.Namespace) -> None:
    language = find_interface_language(options)
    print_progress(say("check.progress", language, done=str(number), total=str(total), file=Path(name).name))


@contextmanager
def _open_output(path: Path | None) -> Iterator[IO[str]]:
    """Give where to write: the terminal, or a file that gets its name only when all of it is written."""
    if path is None:
        yield sys.stdout
        return
    from esep.sources.text import write_gradually

    with write_gradually(path) as output:
        yield output


def read_date(text: str | None) -> datetime.date | None:
    """Return the day of --date; raise `EsepError` (`use-date`) where it is none."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise EsepError(Problem("use-date", Where("--date"), {"value": str(text)})) from None
