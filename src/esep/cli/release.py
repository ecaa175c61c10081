"""`esep release`: a bulletin that appears on its day, in the open, and stays where it is."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any

from esep.cli.bulletin import tell_progress
from esep.cli.frame import (
    EXIT_FINE,
    EXIT_WRONG,
    add_as_of,
    add_command,
    add_store,
    find_interface_language,
    print_json,
)
from esep.problems import EsepError, Problem

RELEASE_EXAMPLES = """\
examples:
  esep release prepare kazakhstan --period 2024 --into releases --at 2025-03-14T09:30+05:00 \\
      --statistician "A. Statistician, stat@example.org" --announced 2025-01-31 --next 2025-06-13 \\
      --seen-by "Minister's adviser, to answer questions, 2025-03-14T08:30+05:00"
  esep release check releases/prepared/2024-r1
  esep release publish releases/prepared/2024-r1
  esep release status releases

A release of a period that was released before replaces it: say why with --reason, and --correction if an error is
mended. Nothing published is changed: the earlier one stays at its address, and releases/index.html says by what it was
replaced.

exit status: 0 in order, 1 something must be mended first (check), 2 wrong use, 3 could not run
"""


def add_release(commands: Any) -> None:
    """Add `esep release`."""
    command = add_command(commands, "release", "Prepare, check and publish a release.", RELEASE_EXAMPLES)
    steps = command.add_subparsers(dest="step", required=True, metavar="STEP")
    prepare = steps.add_parser("prepare", help="write a draft: every form of the bulletin and the facts of the release")
    prepare.add_argument("dataset", metavar="DATASET")
    prepare.add_argument("--period", required=True, help="a period such as 2024 or 2025-01..2025-06")
    prepare.add_argument("--into", type=Path, required=True, metavar="RELEASES", help="the folder of releases")
    prepare.add_argument("--at", required=True, metavar="MOMENT", help="when it may be seen: 2025-03-14T09:30+05:00")
    for name, text in (
        ("statistician", "who answers for it, and how to reach them"),
        ("announced", "the day on which the date was made known"),
        ("next", "the day of the next release"),
        ("reason", "why it replaces an earlier release of the same period"),
    ):
        prepare.add_argument(f"--{name}", default="", help=text)
    prepare.add_argument("--correction", action="store_true", help="an error is mended, rather than data revised")
    prepare.add_argument(
        "--seen-by", action="append", default=[], metavar="WHO", help="who sees it earlier, why and when; repeatable"
    )
    add_store(prepare)
    add_as_of(prepare)
    for name, text in (("check", "go through the checklist"), ("publish", "give the draft its address for good")):
        step = steps.add_parser(name, help=text)
        step.add_argument("folder", type=Path, metavar="DRAFT", help="a folder in RELEASES/prepared")
        add_store(step)
    status = steps.add_parser("status", help="list the releases and what became of each")
    status.add_argument("folder", type=Path, metavar="RELEASES")
    for step in steps.choices.values():
        step.add_argument("--json", action="store_true", help="print plain data")
        step.add_argument("--lang", help=argparse.SUPPRESS)
        step.set_defaults(run=run_release)


def run_release(options: argparse.Namespace) -> int:
    """Run one step of a release."""
    steps = {"prepare": _prepare, "check": _check, "publish": _publish, "status": _tell_status}
    return steps[options.step](options)


def _prepare(options: argparse.Namespace) -> int:
    from esep.answers import open_dataset
    from esep.bulletin.release import Release, read_day, read_moment
    from esep.bulletin.release_shelf import prepare_release
    from esep.cli.proofread import make_proofreader
    from esep.cli.statements import list_superseded
    from esep.model.period import Period

    try:
        period = Period.parse(options.period)
    except ValueError:
        raise EsepError(Problem("question-bad-period", facts={"value": options.period})) from None
    at, announced, following = read_moment(options.at), read_day(options.announced), read_day(options.next)
    answers = open_dataset(options.dataset, options.store, as_of=options.as_of)
    release = Release(
        id="",
        dataset=answers.definition.name,
        period=str(period),
        vintage=answers.vintage,
        at=at,
        statistician=options.statistician,
        announced=announced,
        next=following,
        seen_by=tuple(options.seen_by),
        reason=options.reason,
        is_correction=options.correction,
    )
    proofread = make_proofreader(answers, period)
    folder = prepare_release(
        options.into,
        release,
        answers,
        dataset=options.dataset,
        proofread=proofread,
        statements=list_superseded(answers, options.dataset, options.store),
        tell=tell_progress,
    )
    print_json({"folder": str(folder)}) if options.json else print(folder)
    return EXIT_FINE


def _check(options: argparse.Namespace) -> int:
    from esep.language.phrases import say

    problems = _find_problems(options)
    language = find_interface_language(options)
    if options.json:
        print_json({"problems": [problem.to_dict(language) for problem in problems]})
    else:
        for problem in problems:
            print(problem.describe(language))
        errors = sum(problem.severity == "error" for problem in problems)
        print(say("bulletin.checklist", language, errors=str(errors), warnings=str(len(problems) - errors)))
    return EXIT_WRONG if any(problem.severity == "error" for problem in problems) else EXIT_FINE


def _find_problems(options: argparse.Namespace) -> tuple[Problem, ...]:
    from esep.answers import open_dataset
    from esep.bulletin.release import Release
    from esep.bulletin.release_checks import check_release

    release = Release.read(options.folder)
    answers = open_dataset(release.dataset, options.store)
    return check_release(release, options.folder, answers, answers.vintage)


def _publish(options: argparse.Namespace) -> int:
    from esep.bulletin.release_shelf import publish_release
    from esep.cube.vintages import default_store

    problems = [problem for problem in _find_problems(options) if problem.severity == "error"]
    if problems:
        raise EsepError(problems)
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    final = publish_release(options.folder, now, options.store or default_store())
    print_json({"folder": str(final)}) if options.json else print(final)
    return EXIT_FINE


def _tell_status(options: argparse.Namespace) -> int:
    from esep.bulletin.release_shelf import find_status, list_releases

    releases = list_releases(options.folder)
    entries = [{**release.to_dict(), "status": find_status(release, releases)} for release in releases]
    if options.json:
        print_json({"releases": entries})
        return EXIT_FINE
    for entry in entries:
        line = f"{entry['id']:<24}{entry['status']:<10}{entry['published']}  {entry['dataset']}  {entry['reason']}"
        print(line.rstrip())
    return EXIT_FINE
