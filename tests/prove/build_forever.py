"""Commit one vintage after another into a store until somebody kills this process; say once that it has begun.

Run as `python build_forever.py STORE`. Each build reads rows with a reject among them, so that a kill can come
while rows are read, cells written, rejects written or the manifest published.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import count
from pathlib import Path

from esep.cube.build import build_dataset
from esep.sources.dataset import load_definition

HAMLET = Path(__file__).parent.parent / "data" / "records" / "hamlet"
HEADER = "Number,Month,Day,Count,Code,Village\n"


def main(store: Path) -> None:
    """Build for ever, each time with one row more."""
    definition = load_definition(HAMLET)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.csv"
        rows = ["1,2023-11,31.11.2023,1,0101,U\n"]
        for number in count(1):
            rows.append(f"{number},2023-11,03.11.2023,1,0101,U\n")
            source.write_text(HEADER + "".join(rows), encoding="utf-8")
            build_dataset(definition, HAMLET, [source], store)
            print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
