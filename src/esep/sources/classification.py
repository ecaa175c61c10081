"""The packaged list of ICCS, the crime classification of the UN, and the check of what measures are mapped to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from esep.model.classification import list_iccs
from esep.model.codelist import CodeList
from esep.problems import EsepError, Problem
from esep.sources.checked_table import name_nearest
from esep.sources.code_table import read_codes
from esep.sources.csv_table import Row


@cache
def load_iccs() -> CodeList:
    """Return the classification as packaged: every section and division, and the deeper codes that datasets use."""
    file = resources.files("esep").joinpath("classifications", "iccs.csv")
    problems: list[Problem] = []
    codes, _ = read_codes(file.read_text(encoding="utf-8"), str(file), "iccs", problems)
    if problems:
        raise EsepError(problems)
    return codes


def check_iccs(measures: CodeList, rows: Mapping[str, Row], problems: list[Problem]) -> None:
    """Report every measure that is mapped to a code which the classification does not have."""
    for measure in measures:
        for code in list_iccs(measure):
            if code not in load_iccs():
                facts = {"value": measure.code, "iccs": code, "nearest": name_nearest(code, load_iccs().codes)}
                problems.append(Problem("iccs-code-unknown", rows[measure.code].where("iccs"), facts))
