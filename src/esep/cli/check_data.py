"""`esep check-data`: what the records of a source are like, before anything is built of them."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cli.check import read_date
from esep.cli.frame import EXIT_FINE, EXIT_WRONG, add_command, find_interface_language
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from esep.records.quality_report import Quality

CHECK_DATA_EXAMPLES = """\
examples:
  esep check-data st-louis ~/stlouis
  esep check-data ./my-ministry records.csv --format html -o quality.html --rejects rejects.csv
  esep check-data ./my-ministry records.csv --format json --date 2025-01-31

Nothing is built. The rejects have a line for every reason: kind, file, line, record_id, element, rule, value, severity,
cross_record (yes: the rule compares rows with each other) and the message in three languages.

exit status: 0 nothing rejected, 1 a row is rejected or a code unknown, 2 wrong use, 3 could not read
"""


def add_check_data(commands: Any) -> None:
    """Add `esep check-data`."""
    text = "Report the quality of records: rules broken, codes, dates, repeats, silent reporters. Builds nothing."
    command = add_command(commands, "check-data", text, CHECK_DATA_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("sources", metavar="SOURCE", nargs="+", help="files, folders, globs or tables by address")
    command.add_argument("--format", choices=("text", "json", "html"), default="text")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    command.add_argument("--rejects", type=Path, metavar="FILE", help="write every row that is not accepted, as CSV")
    text = "the day of the snapshot: later days lie in the future (default: today, UTC)"
    command.add_argument("--date", dest="day", metavar="YYYY-MM-DD", help=text)
    text = "where records are checked: duckdb (default), postgres://... or spark://..."
    command.add_argument("--engine", metavar="ADDRESS", default="duckdb", help=text)
    command.add_argument("--lang", choices=LANGUAGES, help="language of the report (default: $ESEP_LANG or en)")
    command.set_defaults(run=run_check_data)


def run_check_data(options: argparse.Namespace) -> int:
    """Check records and print or write the report."""
    from esep.records.quality import check_quality
    from esep.sources.dataset import load_definition
    from esep.sources.text import write_text

    day = read_date(options.day) or datetime.datetime.now(datetime.UTC).date()
    definition = load_definition(options.dataset)
    quality = check_quality(definition, options.sources, day, options.rejects, engine=options.engine)
    shown = _render(quality, options.format, find_interface_language(options))
    if options.output:
        write_text(options.output, shown)
    else:
        sys.stdout.write(shown)
    return EXIT_WRONG if quality.rows.rejected or quality.stops else EXIT_FINE


def _render(quality: Quality, form: str, language: str) -> str:
    from esep.records.quality_view import view_to_text, write_view

    if form == "json":
        return json.dumps(quality.to_dict(language), ensure_ascii=False, indent=2) + "\n"
    view = write_view(quality, language)
    if form == "text":
        return view_to_text(view)
    from esep.bulletin.quality_page import render_quality

    return render_quality(view, language)
