"""What the tests of packaged definitions share: building one from real files, and reading these with csv alone."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from esep.answers import Answers, parse_question
from esep.cube.build import BuildReport, build_dataset
from esep.cube.cube import Cube
from esep.cube.vintages import open_vintage
from esep.model.definition import Definition
from esep.sources.dataset import find_dataset_folder, load_definition


@dataclass(frozen=True)
class Built:
    """A dataset that was built from real files."""

    definition: Definition
    report: BuildReport
    cube: Cube

    def ask(self, question: str) -> str:
        """Return the answer to a question as one short text."""
        answers = Answers(self.definition, self.cube, self.report.vintage.id)
        return answers.ask(parse_question(question, self.definition)).text("en")

    def list_values(self, scope: str, periods: str) -> dict[tuple[str, str, str], int | None]:
        """Return measure, region and period -> value of all offences, `None` where there is none.

        `periods` is a pattern of the periods: `2024` or `2024-05`.
        """
        return {
            (cell.key.measure, cell.key.region, str(cell.key.period)): None if cell.value is None else int(cell.value)
            for cell in self.cube.find(scope=scope, attribute="")
            if re.fullmatch(periods, str(cell.key.period))
        }


YEARS, MONTHS = r"\d{4}", r"\d{4}-\d{2}"


def build_real(name: str, sources: Sequence[Path], store: Path) -> Built:
    """Build a packaged definition and open what was committed; what was read has to add up."""
    definition = load_definition(name)
    report = build_dataset(definition, find_dataset_folder(name), sources, store)
    rows = report.rows
    assert rows.read == rows.accepted + rows.rejected + rows.duplicates
    return Built(definition, report, open_vintage(store, name, report.vintage.id)[0])


def read_rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield the rows of a file, unpacked by gzip where it is packed, with nothing of Esep."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def roll_up(definition: Definition, keys: Iterable[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    """Return how many rows have a measure, a region and a period, each counted for all that is above it, too."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for measure, region, period in keys:
        for above in definition.measures.lineage(measure):
            sums.update((above, place, period) for place in definition.regions.lineage(region))
    return sums
