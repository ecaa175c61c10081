"""`esep explain`: what a code of a report or of a message means, and what to do about it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from esep.cli.frame import EXIT_FINE, add_command, find_interface_language, print_json
from esep.problems import LANGUAGES

EXPLAIN_EXAMPLES = """\
examples:
  esep explain wrong
  esep explain caution_breaks --lang kk
  esep explain document-encrypted --lang ru
  esep explain                              every code there is, by kind
"""


def add_explain(commands: Any) -> None:
    """Add `esep explain`."""
    text = "Explain a verdict, a caution, a reason or a problem by its code."
    command = add_command(commands, "explain", text, EXPLAIN_EXAMPLES)
    command.add_argument("codes", metavar="CODE", nargs="*", help="codes as reports and messages print them")
    command.add_argument("--lang", choices=LANGUAGES, help="language (default: $ESEP_LANG or en)")
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.set_defaults(run=run_explain)


def run_explain(options: argparse.Namespace) -> int:
    """Explain codes, or list them all."""
    from esep.claims.reports.explain import KINDS, explain, list_codes, write_explanation
    from esep.language.phrases import say

    language = find_interface_language(options)
    found = [explain(code, language) for code in options.codes or list_codes()]
    if options.json:
        print_json([asdict(entry) for entry in found])
    elif options.codes:
        print("\n\n".join("\n".join(write_explanation(entry, language)) for entry in found))
    else:
        for kind in KINDS:
            print(say(f"explain.kind_{kind}", language))
            print("\n".join(f"  {entry.code:<30} {entry.name}" for entry in found if entry.kind == kind))
    return EXIT_FINE
