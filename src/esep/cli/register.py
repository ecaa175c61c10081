"""`esep register`: statements kept with their verdicts, and what newer data say to them."""

from __future__ import annotations

import argparse
import datetime
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cli.check import read_date
from esep.cli.frame import (
    EXIT_FINE,
    add_as_of,
    add_command,
    add_store,
    find_interface_language,
    make_writable,
    print_json,
)
from esep.problems import LANGUAGES, EsepError, Problem, Where

if TYPE_CHECKING:
    from esep.answers import Answers
    from esep.claims.register.entries import Entry

REGISTER_EXAMPLES = """\
examples:
  esep register add release.txt --who "Ministry of Internal Affairs" --date 2025-02-14 --data kazakhstan
  esep register list
  esep register show 2025-02-14
  esep register recheck
  esep register approve 2025-02-14 --by "A. Editor"
  esep register export --format claimreview -o reviews.json

exit status: 0 done, 2 wrong use, 3 could not run; what is wrong in a statement does not change it
"""


def add_register(commands: Any) -> None:
    """Add `esep register` and its commands."""
    text = "Keep statements with their verdicts, and check them again on newer data."
    command = add_command(commands, "register", text, REGISTER_EXAMPLES)
    inside = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_add(inside)
    _add_action(inside, "list", "List the statements, a line each.", run_list)
    show = _add_action(inside, "show", "Show the history of a statement.", run_show)
    show.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    recheck = _add_action(
        inside, "recheck", "Check statements again; a result is added, nothing replaced.", run_recheck
    )
    recheck.add_argument("ids", metavar="ID", nargs="*", help="ids, or beginnings of them (default: all)")
    add_as_of(recheck)
    approve = _add_action(inside, "approve", "Let a person answer for the last check of a statement.", run_approve)
    approve.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    approve.add_argument("--by", required=True, metavar="NAME", help="who approves")
    export = _add_action(
        inside, "export", "Write the register as CSV or JSON, or what is approved as ClaimReview.", run_export
    )
    export.add_argument("--format", choices=("csv", "json", "claimreview"), default="csv")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")


def _add_action(inside: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = inside.add_parser(name, help=text, description=text)
    add_store(action)
    action.add_argument("--lang", choices=LANGUAGES, help="language of messages (default: $ESEP_LANG or en)")
    action.add_argument("--json", action="store_true", help="print as JSON")
    action.set_defaults(run=run)
    return action


def _add_add(inside: Any) -> None:
    add = _add_action(inside, "add", "Check a statement and keep it with its verdicts.", run_add)
    add.add_argument("file", metavar="FILE", help="a text, Markdown, HTML, DOCX or PDF file, or - for standard input")
    add.add_argument("--who", required=True, metavar="NAME", help="who said it")
    add.add_argument("--who-is", choices=("organization", "person"), default="organization")
    add.add_argument("--date", metavar="YYYY-MM-DD", help="day of the statement (default: as printed in it)")
    add.add_argument("--url", default="", help="where it was published")
    add.add_argument("--data", default="", metavar="DATASET", help="what to check against (default: the text itself)")
    add.add_argument("--scope", default="", help="what is counted where the text does not say")
    add.add_argument("--text-lang", choices=("auto", *LANGUAGES), default="auto", help="language of the text")
    add_as_of(add)


def run_add(options: argparse.Namespace) -> int:
    """Check a statement and keep it."""
    from importlib import metadata

    from esep.claims.register.entries import add_entry, find_register, make_statement
    from esep.claims.register.recheck import check_statement, make_check
    from esep.claims.reports.view import write_coverage
    from esep.language.phrases import say
    from esep.sources.documents import read_document

    day = read_date(options.date)
    document, remarks = read_document(options.file)
    answers = _open(options.data, options.store, options.as_of)
    said = day.isoformat() if day else ""
    report = check_statement(document.text, answers, said=said, language=options.text_lang, scope=options.scope)
    facts = {
        "who": make_writable(options.who),
        "who_is": options.who_is,
        "said": report.date.isoformat() if report.date else "",
        "url": options.url,
        "language": report.language,
        "data": options.data,
        "scope": options.scope,
    }
    now = _now()
    statement = make_statement(
        replace(document, name=make_writable(document.name)), facts, now, f"esep {metadata.version('esep')}"
    )
    language = find_interface_language(options)
    check = make_check(replace(report, file=statement.file), 1, now, document)
    is_new = add_entry(find_register(options.store), statement, document.text, check)
    known = () if is_new else (Problem("register-known", facts={"id": statement.id}),)
    for remark in (*remarks, *known):
        print(remark.describe(language), file=sys.stderr)
    if options.json:
        print_json({"id": statement.id, "is_new": is_new})
    elif is_new:
        print(say("register.added", language, id=statement.id, coverage=write_coverage(report, language)))
    return EXIT_FINE


def run_list(options: argparse.Namespace) -> int:
    """List the statements."""
    from esep.claims.register.entries import find_register, list_entries
    from esep.claims.register.listing import write_line
    from esep.language.phrases import say

    language = find_interface_language(options)
    entries = list_entries(find_register(options.store))
    if options.json:
        print_json([{**vars(entry.statement), "checks": len(entry.checks)} for entry in entries])
        return EXIT_FINE
    lines = [write_line(entry, language) for entry in entries]
    print("\n".join(lines or [say("register.empty", language)]))
    return EXIT_FINE


def run_show(options: argparse.Namespace) -> int:
    """Show the history of one statement."""
    from esep.claims.register.entries import find_entry, find_register
    from esep.claims.register.export import export_json
    from esep.claims.register.listing import write_entry

    entry = find_entry(find_register(options.store), options.id)
    if options.json:
        print(export_json([entry]), end="")
    else:
        print("\n".join(write_entry(entry, find_interface_language(options))))
    return EXIT_FINE


def run_recheck(options: argparse.Namespace) -> int:
    """Check statements again, and keep what is found beside what was."""
    from esep.claims.register.entries import add_file, find_entry, find_register, list_entries
    from esep.claims.register.listing import write_changes
    from esep.claims.register.recheck import check_statement, recheck
    from esep.language.phrases import say

    register, language = find_register(options.store), find_interface_language(options)

    @cache
    def open_once(data: str) -> Answers | None:
        return _open(data, options.store, options.as_of if data else None)

    results = []
    found = [find_entry(register, wish) for wish in options.ids] if options.ids else list_entries(register)
    for entry in found:
        kept = entry.statement
        report = check_statement(
            entry.text, open_once(kept.data), said=kept.said, language=kept.language, scope=kept.scope
        )
        made = recheck(entry, replace(report, file=kept.file), _now())
        if made is not None:
            add_file(register, entry, "check", made)
        results.append({"id": kept.id, "is_new": made is not None, "changes": made["changes"] if made else []})
        if options.json:
            continue
        if made is None:
            print(say("register.unchanged", language, id=kept.id, day=entry.checks[-1]["checked"][:10]))
            continue
        print(say("register.rechecked", language, id=kept.id, n=len(made["changes"])))
        print("".join(f"  {line}\n" for line in write_changes(made, language)), end="")
    if options.json:
        print_json(results)
    return EXIT_FINE


def run_approve(options: argparse.Namespace) -> int:
    """Keep that a named person answers for the last check of a statement."""
    from esep.claims.register.entries import add_file, find_entry, find_register, write_moment
    from esep.language.phrases import say

    name = make_writable(" ".join(options.by.split()))
    if not name:
        raise EsepError(Problem("register-who", Where("--by"), {"option": "--by"}))
    register = find_register(options.store)
    entry = find_entry(register, options.id)
    number, moment = entry.checks[-1]["number"], write_moment(_now())
    add_file(register, entry, "approval", {"check": number, "by": name, "on": moment})
    language = find_interface_language(options)
    print(say("register.approved", language, number=str(number), who=name, day=moment[:10]))
    return EXIT_FINE


def run_export(options: argparse.Namespace) -> int:
    """Write the register in one of its forms."""
    from esep.claims.register.entries import find_register, list_entries
    from esep.claims.register.export import export_csv, export_json, export_reviews
    from esep.sources.text import write_text

    entries = list(list_entries(find_register(options.store)))
    write = {"csv": export_csv, "json": export_json, "claimreview": export_reviews}[options.format]
    shown = write(entries)
    if options.format == "claimreview":
        _tell_unapproved(entries, options)
    if options.output:
        write_text(options.output, shown)
    else:
        sys.stdout.write(shown)
    return EXIT_FINE


def _tell_unapproved(entries: list[Entry], options: argparse.Namespace) -> None:
    left = sum(entry.approval is None for entry in entries)
    if left:
        problem = Problem("register-unapproved", facts={"n": str(left), "total": str(len(entries))})
        print(problem.describe(find_interface_language(options)), file=sys.stderr)


def _open(data: str, store: Path | None, as_of: str | None) -> Answers | None:
    if not data:
        if as_of is not None:
            raise EsepError(Problem("use-as-of-alone", Where("--as-of"), {"value": as_of}))
        return None
    from esep.answers import open_dataset

    return open_dataset(data, store, as_of=as_of)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
