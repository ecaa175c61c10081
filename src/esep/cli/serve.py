"""`esep serve`: the explorer and the API, from this machine."""

from __future__ import annotations

import argparse
from typing import Any

from esep.cli.frame import EXIT_FINE, add_command, add_store

SERVE_EXAMPLES = """\
examples:
  esep serve kazakhstan
  esep serve kazakhstan ./our-register --port 8080 --store ./store
"""


def add_serve(commands: Any) -> None:
    """Add `esep serve`."""
    command = add_command(commands, "serve", "Serve datasets as pages and as an API.", SERVE_EXAMPLES)
    command.add_argument("datasets", metavar="DATASET", nargs="+", help="a packaged name, or a folder")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    command.add_argument("--port", type=int, default=8000, help="default: 8000; 0 for any that is free")
    add_store(command)
    command.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    from esep.answers.shelf import Shelf
    from esep.web.serve import serve

    serve(Shelf(options.datasets, options.store), options.host, options.port)
    return EXIT_FINE
