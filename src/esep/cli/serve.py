"""`esep serve`: the explorer and the API, from this machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

from esep.cli.frame import EXIT_FINE, add_base_url, add_command, add_store, find_interface_language, read_base_url
from esep.problems import Problem

SERVE_EXAMPLES = """\
examples:
  esep serve kazakhstan                     pages at http://127.0.0.1:8000/, the API below /api/v1/
  esep serve kazakhstan ./our-register --port 8080 --store ./store
  esep serve kazakhstan --port 0 --json     any free port; the first line says which
  esep serve kazakhstan --proxy --base-url https://stat.example.org/crime/

A new vintage is served from the moment it is committed, the one before it until then.
Only this machine is served, and nothing can be written, unless an option says otherwise.

as JSON, one line once it listens:
  {"url": "http://127.0.0.1:8000/", "datasets": [{"name": "kazakhstan", "vintage": "packaged"}]}
"""


def add_serve(commands: Any) -> None:
    """Add `esep serve`."""
    command = add_command(commands, "serve", "Serve datasets as pages and as an API.", SERVE_EXAMPLES)
    command.add_argument("datasets", metavar="DATASET", nargs="+", help="a packaged name, or a folder")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    command.add_argument("--port", type=int, default=8000, help="default: 8000; 0 for any that is free")
    add_store(command)
    add_base_url(command)
    text = "another name that the server is reached by, behind a proxy for example"
    command.add_argument("--allow-host", metavar="NAME", action="append", default=[], help=text)
    text = "a proxy on this machine stands before the server: believe what it says of who asks"
    command.add_argument("--proxy", action="store_true", help=text)
    text = "requests for new work that one address may make in ten seconds (default: 300; 0: no limit)"
    command.add_argument("--rate", type=int, default=300, help=text)
    text = "let whoever sends this word keep statements in the store (default: $ESEP_TOKEN, otherwise nobody)"
    command.add_argument("--token", default=os.environ.get("ESEP_TOKEN", ""), help=text)
    command.add_argument("--contact", default="", help="whom to ask about the server, told by /api/v1/config")
    command.add_argument("--json", action="store_true", help="print where it listens as JSON")
    command.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    from esep.answers.shelf import Shelf
    from esep.web.serve import serve
    from esep.web.settings import Settings

    base = read_base_url(options.base_url)
    known = urlsplit(base).hostname or ""
    shelf = Shelf(options.datasets, options.store)
    settings = Settings(
        host=options.host,
        port=options.port,
        hosts=(*options.allow_host, *([known] if known else [])),
        base=base,
        token=options.token,
        contact=options.contact,
        is_behind_proxy=options.proxy,
        rate=max(0, options.rate),
    )
    if not settings.is_local:
        warning = Problem("serve-open", facts={"host": options.host})
        print(warning.describe(find_interface_language(options)), file=sys.stderr)

    def tell(host: str, port: int) -> None:
        url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        datasets = [{"name": name, "vintage": answers.vintage} for name, answers in shelf.items()]
        print(json.dumps({"url": url, "datasets": datasets}) if options.json else url, flush=True)

    serve(shelf, settings, tell)
    return EXIT_FINE
