"""`esep synthesize`: a file of synthetic offences, labelled as such in every row."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cli.frame import EXIT_FINE, add_command, clear_progress, find_interface_language, print_json, print_progress
from esep.problems import EsepError, Problem, Where

if TYPE_CHECKING:
    from esep.records.synthetic_plan import Request

MOST_ROWS = 10**10

SYNTHESIZE_EXAMPLES = """\
examples:
  esep synthesize --rows 1000000 --seed 1 -o register.parquet
  esep synthesize --scale 1 --from 2023 --to 2024 --seed 1 -o register.csv.gz
                                            as many as were published: every yearly total is the published one
  esep synthesize ./my-ministry --rows 5000 --seed 7 --dirty 0 -o test.csv

No row is real, and every row says so in its column label. The same dataset, version of Esep, seed and options give the
same rows. What a build of the file must reject is in the answer: as JSON, dirty counts the planted faults by kind;
states counts the other rows by state, and years those of the state that counts, by year of registration:
  {"dataset": "kazakhstan-register", "file": "register.parquet", "label": "SYNTHETIC esep seed=1", "bytes": 11334548,
   "rows": 1000000, "clean": 999000, "states": {"active": 969030, "terminated": 21978, "transferred": 7992},
   "years": {"2015": 137107, …}, "dirty": {"unknown_article": 125, …}, "seconds": 1.9}
"""


def add_synthesize(commands: Any) -> None:
    """Add `esep synthesize`."""
    text = "Write synthetic offences to a file: invented rows in the shape of a register, each labelled synthetic."
    command = add_command(commands, "synthesize", text, SYNTHESIZE_EXAMPLES)
    command.add_argument(
        "dataset",
        metavar="DATASET",
        nargs="?",
        default="kazakhstan-register",
        help="a packaged name, or a folder with a definition.toml (default: kazakhstan-register)",
    )
    size = command.add_mutually_exclusive_group(required=True)
    size.add_argument("--rows", metavar="N", help="how many rows the file is to have, faulty ones too")
    size.add_argument("--scale", metavar="S", help="how many offences for each published one; 1: as published")
    command.add_argument("--seed", metavar="S", type=int, required=True, help="a whole number; another one, other rows")
    command.add_argument("--from", dest="first", metavar="YEAR", type=int, help="first year of registration")
    command.add_argument("--to", dest="last", metavar="YEAR", type=int, help="last year of registration")
    command.add_argument("--dirty", metavar="SHARE", help="share of faulty rows (default: as the dataset declares)")
    command.add_argument("--processes", metavar="N", type=int, default=0, help="how many work at once (default: 2)")
    command.add_argument("--force", action="store_true", help="replace the file if it is there")
    command.add_argument("--json", action="store_true", help="print the summary as JSON")
    text = "a file that ends with .parquet, .csv or .csv.gz"
    command.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help=text)
    command.set_defaults(run=run_synthesize)


def run_synthesize(options: argparse.Namespace) -> int:
    """Write synthetic records and print what was made."""
    from esep.records.synthetic import synthesize
    from esep.sources.dataset import find_dataset_folder, load_definition

    request = read_request(options)
    definition, folder = load_definition(options.dataset), find_dataset_folder(options.dataset)
    language = find_interface_language(options)
    report = synthesize(
        definition,
        folder,
        options.output,
        request,
        processes=max(0, min(options.processes, 64)),
        is_forced=options.force,
        progress=_tell_progress(language),
    )
    clear_progress()
    if options.json:
        print_json(report.to_dict())
    else:
        print(report.describe(language))
    return EXIT_FINE


def read_request(options: argparse.Namespace) -> Request:
    """Return what is asked for; problems `use-rows`, `use-dirty` and `use-years` for what cannot be."""
    from esep.records.synthetic_plan import Request

    rows = _read_number(options.rows, "--rows", "use-rows")
    scale = _read_number(options.scale, "--scale", "use-rows")
    dirty = _read_number(options.dirty, "--dirty", "use-dirty")
    if rows is not None and (rows.denominator != 1 or not 1 <= rows <= MOST_ROWS):
        raise EsepError(Problem("use-rows", Where("--rows"), {"value": options.rows}))
    if scale is not None and not 0 < scale <= MOST_ROWS:
        raise EsepError(Problem("use-rows", Where("--scale"), {"value": options.scale}))
    if dirty is not None and not 0 <= dirty <= Fraction(1, 2):
        raise EsepError(Problem("use-dirty", Where("--dirty"), {"value": options.dirty}))
    if options.seed < 0:
        raise EsepError(Problem("use-seed", Where("--seed"), {"value": str(options.seed)}))
    return Request(
        seed=options.seed,
        rows=None if rows is None else int(rows),
        scale=scale,
        first_year=options.first,
        last_year=options.last,
        dirty=dirty,
    )


def _read_number(text: str | None, option: str, code: str) -> Fraction | None:
    if text is None:
        return None
    try:
        value = Decimal(text.replace("_", ""))
        # A number such as 1e999999999 is finite, and would take all memory as a fraction.
        if value.is_finite() and abs(value.adjusted()) <= 20 and len(value.as_tuple().digits) <= 40:
            return Fraction(value)
    except InvalidOperation:
        pass
    raise EsepError(Problem(code, Where(option), {"value": text}))


def _tell_progress(language: str) -> Callable[[int, int], None]:
    from esep.language.phrases import say
    from esep.language.write import write_number

    started = time.monotonic()

    def tell(rows: int, whole: int) -> None:
        speed = round(rows / max(time.monotonic() - started, 0.001))
        facts = {"all": write_number(Fraction(whole), 0, language), "speed": write_number(Fraction(speed), 0, language)}
        print_progress(say("synthetic.progress", language, n=rows, **facts))

    return tell
