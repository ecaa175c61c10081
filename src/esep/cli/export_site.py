"""`esep export-site`: the pages of the explorer as files."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from esep.cli.frame import (
    EXIT_FINE,
    add_as_of,
    add_base_url,
    add_command,
    add_store,
    clear_progress,
    find_interface_language,
    print_json,
    print_progress,
    read_base_url,
)
from esep.problems import LANGUAGES, EsepError, Problem

SITE_EXAMPLES = """\
examples:
  esep export-site kazakhstan -o site
  esep export-site ./our-register -o site --base-url https://stat.example.org/crime/

The folder works on any web host and straight from a disk: no server, no script, no request to anyone. What needs a
server is left out: forms, searches and the check of a text.
"""


def add_export_site(commands: Any) -> None:
    """Add `esep export-site`."""
    command = add_command(commands, "export-site", "Write the pages of a dataset as files.", SITE_EXAMPLES)
    command.add_argument("dataset", metavar="DATASET", help="a packaged name, or a folder with a definition.toml")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="where the pages go")
    add_base_url(command)
    text = "at most so many pages (default: as the definition says, otherwise 4,000)"
    command.add_argument("--pages", type=int, metavar="NUMBER", help=text)
    command.add_argument("--languages", default=",".join(LANGUAGES), help="default: en,ru,kk")
    command.add_argument("--json", action="store_true", help="print what was written as JSON")
    add_store(command)
    add_as_of(command)
    command.set_defaults(run=run_export_site)


def run_export_site(options: argparse.Namespace) -> int:
    """Write the site."""
    from esep.answers import open_dataset
    from esep.cube.vintages import default_store
    from esep.explorer import export_site
    from esep.language.phrases import say
    from esep.language.write import write_number

    store = options.store or default_store()
    answers = open_dataset(options.dataset, store, as_of=options.as_of)
    base = read_base_url(options.base_url)
    languages = tuple(code for code in LANGUAGES if code in options.languages.split(","))
    if options.pages is not None and options.pages <= 0:
        raise EsepError(Problem("use-pages", facts={"value": str(options.pages)}))
    written = export_site(
        answers,
        options.output,
        store=store,
        base=base,
        languages=languages,
        limit=options.pages or 0,
        tell=print_progress,
    )
    clear_progress()
    if options.json:
        counts = {"pages": written.pages, "files": written.files, "bytes": written.bytes}
        print_json({"folder": str(options.output), **counts, "left_out": dict(written.left_out)})
    else:
        language = find_interface_language(options)
        numbers = {"pages": Fraction(written.pages), "files": Fraction(written.files)}
        facts = {name: write_number(number, 0, language) for name, number in numbers.items()}
        facts["size"] = write_number(Fraction(written.bytes, 1_000_000), 1, language)
        print(say("explorer.site_written", language, address=str(options.output / "index.html"), **facts))
        if written.left_out:
            print(written.left_out[language])
    return EXIT_FINE
