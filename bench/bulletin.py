"""A bulletin of twenty pages in three languages and all its forms, beside typesetting its mere text, in one run.

Run by `make bench`; RUNS=n sets how often each is run (the median is shown). The peers are given the finished text of
the same three bulletins, without tables, charts, links or numbers to ask for: Typst sets it as PDF, python-docx writes
it as DOCX. Nothing is asserted: times depend on the machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.machine import describe_machine
from bench.processes import Run, time_command

DATASET, PERIOD = "kazakhstan", "2024"
FEWEST_PAGES = 20
MEASURES: tuple[str, ...] = (
    "fraud",
    "theft",
    "drugs",
    "hooliganism",
    "robbery_open",
    "cattle_theft",
    "rape",
    "property_offences",
)
MEASURES += ("misdemeanours", "internet_fraud", "firearm_crimes", "group_crimes", "burglary_dwelling", "extortion")
SECTION = """
[[sections]]
id = "regions-{name}"
kind = "regions"
question = "{code} scope:committee_offences region:KZ period:{{period}}"
title = {{ en = "{code} by region", ru = "{code} по регионам", kk = "{code} өңірлер бойынша" }}

[[sections]]
id = "series-{name}"
kind = "series"
question = "{code} scope:committee_offences region:KZ period:{{period}}"
title = {{ en = "{code} over the years", ru = "{code} по годам", kk = "{code} жылдар бойынша" }}

[[sections]]
id = "found-{name}"
kind = "findings"
rows = [
    "{code} change-from:{{previous}} scope:committee_offences region:KZ period:{{period}}",
    "{code} share-of:total scope:committee_offences region:KZ period:{{period}}",
    "{code} trend-since:{{decade}} scope:committee_offences region:KZ period:{{period}}",
    "{code} signal scope:committee_offences region:KZ period:{{period}}",
    "{code} outlook-to:{{next}} scope:committee_offences region:KZ period:{{period}}",
    "{code} compare-regions scope:committee_offences region:KZ period:{{period}}",
]
title = {{ en = "{code}: how sure", ru = "{code}: насколько надёжно", kk = "{code}: қаншалықты сенімді" }}
"""


def make_dataset(folder: Path) -> Path:
    """Return a copy of the packaged dataset whose plan has a section on regions, years and change of each measure."""
    from esep.sources.dataset import find_dataset_folder

    place = folder / "office"
    shutil.copytree(find_dataset_folder(DATASET), place)
    with (place / "bulletin.toml").open("a", encoding="utf-8") as file:
        file.writelines(SECTION.format(code=code, name=code.replace("_", "-")) for code in MEASURES)
    return place


def read_texts(folder: Path) -> list[str]:
    """Return the text of each PDF of a bulletin, and stop where one is shorter than was promised."""
    import pypdf

    texts = []
    for path in sorted(folder.glob("*.pdf")):
        pages = pypdf.PdfReader(path).pages
        print(f"{path.name}: {len(pages)} pages, {path.stat().st_size / 1024:,.0f} KiB")
        if len(pages) < FEWEST_PAGES:
            sys.exit(f"{path.name} has {len(pages)} pages, {FEWEST_PAGES} were meant")
        texts.append("\n\n".join(page.extract_text() for page in pages))
    return texts


def set_with_typst(folder: Path) -> None:
    """Set the texts of a folder as PDF and do nothing else."""
    import typst

    for path in sorted(folder.glob("*.txt")):
        source = path.with_suffix(".typ")
        source.write_text(f'#set page(paper: "a4")\n#read("{path.name}")\n', encoding="utf-8")
        typst.compile(str(source), output=str(path.with_suffix(".pdf")))


def write_with_docx(folder: Path) -> None:
    """Write the texts of a folder as DOCX, a paragraph a line, and do nothing else."""
    import docx

    for path in sorted(folder.glob("*.txt")):
        made = docx.Document()
        for line in path.read_text(encoding="utf-8").splitlines():
            made.add_paragraph(line)
        made.save(str(path.with_suffix(".docx")))


PEERS: dict[str, Callable[[Path], None]] = {"typst": set_with_typst, "python-docx": write_with_docx}


def show(name: str, runs: list[Run], base: float) -> None:
    """Print the medians of some runs and their ratio to those of the first peer."""
    wall, processor = (statistics.median(getattr(run, part) for run in runs) for part in ("wall", "processor"))
    memory = max(run.memory for run in runs)
    print(f"{name:<44}{wall:>8.2f} s{processor:>8.2f} s{memory:>8.0f} MiB{wall / (base or wall):>8.1f}", flush=True)


def main() -> None:
    """Print a table: seconds on the clock, of processors, memory, and times the first peer."""
    if len(sys.argv) > 1:
        PEERS[sys.argv[1]](Path(sys.argv[2]))
        return
    number = int(os.environ.get("RUNS", "3"))
    print(describe_machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office, out, texts = make_dataset(folder), folder / "bulletin", folder / "texts"
        texts.mkdir()
        command = [sys.executable, "-m", "esep", "bulletin", str(office), "--period", PERIOD]
        whole = [*command, "-o", str(out), "--store", str(folder / "store")]
        time_command(whole)
        for at, text in enumerate(read_texts(out)):
            (texts / f"{at}.txt").write_text(text, encoding="utf-8")
        peers = {
            peer: [time_command([sys.executable, "-m", "bench.bulletin", peer, str(texts)]) for _ in range(number)]
            for peer in PEERS
        }
        base = statistics.median(run.wall for run in peers["typst"])
        print(f"{'three languages':<44}{'clock':>10}{'processor':>10}{'memory':>12}{'ratio':>8}")
        for forms in ("html", "html,pdf", "html,pdf,xlsx,docx,txt,data"):
            runs = [time_command([*whole, "--forms", forms]) for _ in range(number)]
            show(f"esep bulletin --forms {forms}", runs, base)
        for peer, runs in peers.items():
            show(f"{peer}, the same text alone", runs, base)


if __name__ == "__main__":
    main()
