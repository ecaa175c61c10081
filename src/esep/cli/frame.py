"""What the commands share: exit status, options that mean the same everywhere, messages and JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from esep.problems import LANGUAGES, EsepError, Problem

EXIT_FINE, EXIT_WRONG, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3


def report_problems(error: EsepError, options: argparse.Namespace) -> int:
    """Print problems for people, or as JSON where JSON was asked for."""
    language = find_interface_language(options)
    clear_progress()
    if getattr(options, "json", False) or getattr(options, "format", "") == "json":
        print_json({"problems": [p.to_dict(language) for p in error.problems]})
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


def add_command(commands: Any, name: str, text: str, examples: str) -> argparse.ArgumentParser:
    """Add a command with its description and examples, and return its parser."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return command


def add_as_of(command: argparse.ArgumentParser) -> None:
    """Let a command look at a vintage other than the newest."""
    text = "a vintage, the last one of a day (YYYY-MM-DD, UTC), or packaged (default: the newest)"
    command.add_argument("--as-of", metavar="VINTAGE", help=text)


def add_store(command: argparse.ArgumentParser) -> None:
    """Let a command use another store."""
    command.add_argument("--store", type=Path, help="where vintages are kept (default: $ESEP_STORE or .esep/store)")


def add_base_url(command: argparse.ArgumentParser) -> None:
    """Let citations and embeddings name whole addresses."""
    text = "the address by which readers know the site, for citations and embeddings (default: paths alone)"
    command.add_argument("--base-url", default="", metavar="ADDRESS", help=text)


def read_base_url(text: str) -> str:
    """Return the address of a site with a slash at its end, empty where none is given.

    Raise `EsepError` (`use-base-url`) for what is none.
    """
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query + parts.fragment
    except ValueError:
        is_fine = False
    if not is_fine or "@" in text or not text.isprintable() or " " in text:
        raise EsepError(Problem("use-base-url", facts={"address": text}))
    return f"{text.rstrip('/')}/"


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    print(make_writable(json.dumps(data, ensure_ascii=False, indent=2)))


def make_writable(text: str) -> str:
    """Return a text that any terminal or file takes: bytes of a name that are no text become U+FFFD."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def print_progress(message: str) -> None:
    """Print one step of long work, on a terminal's error stream only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{message}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Take the last step of long work off the terminal, so that what follows begins on a clean line."""
    print_progress("")
