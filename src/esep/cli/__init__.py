"""The command line: parse, call, print. Every command has a module of its own."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from esep import __version__
from esep.cli.ask import add_ask
from esep.cli.build import add_build
from esep.cli.bulletin import add_bulletin
from esep.cli.check import add_check
from esep.cli.check_data import add_check_data
from esep.cli.classify import add_classify
from esep.cli.define import add_define
from esep.cli.explain import add_explain
from esep.cli.export_site import add_export_site
from esep.cli.frame import EXIT_FAILED, EXIT_FINE, EXIT_USAGE, EXIT_WRONG, report_problems
from esep.cli.register import add_register
from esep.cli.release import add_release
from esep.cli.score import add_score
from esep.cli.serve import add_serve
from esep.cli.synthesize import add_synthesize
from esep.cli.trace import add_trace
from esep.cli.vintages import add_diff, add_vintages
from esep.problems import EsepError

__all__ = ["EXIT_FAILED", "EXIT_FINE", "EXIT_USAGE", "EXIT_WRONG", "main", "make_parser"]

# In the order in which `esep --help` lists them.
COMMANDS = (
    add_define,
    add_check_data,
    add_build,
    add_ask,
    add_check,
    add_explain,
    add_register,
    add_score,
    add_bulletin,
    add_release,
    add_serve,
    add_export_site,
    add_vintages,
    add_diff,
    add_trace,
    add_synthesize,
    add_classify,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; problems go to standard error, never as a traceback."""
    # What libraries make as they are loaded stays to the end: to search it for garbage again and again is a tenth of a
    # start.
    gc.set_threshold(50_000, 20, 20)
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


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="esep", description="Crime figures you can check.")
    parser.add_argument("--version", action="version", version=f"esep {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser
