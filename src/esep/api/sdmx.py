"""The data query of SDMX REST 3.0: a dataflow, a key with a code for each dimension, and filters on components.

Source: SDMX REST API, version 2 (for SDMX 3.0), data queries.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.answers import Answers
from esep.api.described import describe
from esep.api.desk import Desk, Made, Wish
from esep.api.parameters import parameter, refuse
from esep.api.rows import Filters, find
from esep.exports.sdmx import (
    AGENCY,
    DIMENSIONS,
    TIME,
    VERSION,
    list_observations,
    name_flow,
    write_code,
    write_sdmx_csv,
)
from esep.model.cell import Cell
from esep.model.period import Period
from esep.problems import EsepError, Problem, Where

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.datastructures import QueryParams

ROOT = "/sdmx/3.0"
FORMS = ("sdmx-csv",)
# A query is ended after so long.
SECONDS = 15.0
VERSIONS = (VERSION, "*", "+", "~")
ALL = ("", "*")
_OURS = {"SCOPE": "scope", "MEASURE": "measure", "ATTRIBUTE": "attribute", "REF_AREA": "region"}
_CONDITION = re.compile(r"(?:(eq|ne|lt|le|gt|ge|sw):)?(.+)", re.DOTALL)
_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "lt": lambda found, wanted: found < wanted,
    "le": lambda found, wanted: found <= wanted,
    "gt": lambda found, wanted: found > wanted,
    "ge": lambda found, wanted: found >= wanted,
    "sw": lambda found, wanted: found.startswith(wanted),
}
_PERIODS: Mapping[str, Callable[[Period, Period], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "lt": lambda found, wanted: found.end < wanted.start,
    "le": lambda found, wanted: found.end <= wanted.end,
    "gt": lambda found, wanted: found.start > wanted.end,
    "ge": lambda found, wanted: found.start >= wanted.start,
}


@dataclass(frozen=True)
class Condition:
    """One comparison of a component: its operator and the value it compares with."""

    component: str
    operator: str
    value: str

    def hold(self, observation: Mapping[str, str], period: Period) -> bool:
        """Return whether an observation is as the condition says."""
        if self.component == TIME:
            return _PERIODS[self.operator](period, _read_period(self.value))
        return _TEXTS[self.operator](observation[self.component], self.value)


# For each component the conditions that it must meet: one of each group.
Conditions = tuple[tuple[Condition, ...], ...]


def add_sdmx(app: "FastAPI", desk: Desk) -> None:
    """Add the address, with and without a key."""
    from fastapi import Request, Response

    async def give(
        request: Request,
        agency: str,
        flow: str,
        version: str,
        key: str = "*",
        as_of: str = parameter("asOf"),
        form: str = parameter("format", enum=list(FORMS)),
        lang: str = parameter("lang"),
    ) -> Response:
        answers = find_flow(desk, agency, flow, version, as_of)
        conditions = (*read_key(key), *read_filters(request.query_params))
        most = desk.limits["cells_in_file"]

        async def make(wish: Wish) -> Made:
            cells = await asyncio.to_thread(find_cells, answers, conditions, most)
            return Made(await asyncio.to_thread(lambda: write_sdmx_csv(cells, answers.definition).encode()))

        return await desk.give(request, answers, make, FORMS)

    told = describe("sdmx", "sdmx", FORMS)
    path = f"{ROOT}/data/dataflow/{{agency}}/{{flow}}/{{version}}"
    app.add_api_route(f"{path}/{{key}}", give, methods=["GET"], tags=["sdmx"], **told)


def find_flow(desk: Desk, agency: str, flow: str, version: str, as_of: str) -> Answers:
    """Return the dataset that a dataflow is; raise `EsepError` where there is none."""
    flows = {name_flow(answers.definition): name for name, answers in desk.shelf.items()}
    for name, value, known in (
        ("agency", agency, (AGENCY, "*")),
        ("version", version, VERSIONS),
        ("flow", flow, tuple(flows)),
    ):
        if value not in known:
            facts = {"dataset": f"{agency}:{flow}({version})", "known": ", ".join(f"{AGENCY}:{one}" for one in flows)}
            raise EsepError(Problem("serve-dataset", Where(name), facts))
    return desk.pick(flows[flow], as_of)


def read_key(key: str) -> Conditions:
    """Return the conditions of a key; raise `EsepError` where it has not one place for each dimension."""
    if key in ALL:
        return ()
    codes = key.split(".")
    if len(codes) != len(DIMENSIONS):
        raise refuse("key", key, f"{'.'.join(DIMENSIONS)}, *")
    return tuple(
        tuple(Condition(dimension, "eq", one) for one in re.split(r"[,+]", code))
        for dimension, code in zip(DIMENSIONS, codes, strict=True)
        if code not in ALL
    )


def read_filters(query: "QueryParams") -> Conditions:
    """Return the conditions of the parameters `c[...]`: commas mean or, plus signs and."""
    return tuple(
        group
        for name, value in query.multi_items()
        if name.startswith("c[")
        for group in _read_filter(name, name[2:-1], value)
    )


def _read_filter(name: str, component: str, value: str) -> Iterator[tuple[Condition, ...]]:
    if component not in (*DIMENSIONS, TIME):
        raise refuse(name, component, ", ".join((*DIMENSIONS, TIME)))
    # In an address a plus sign is read as a space.
    for part in re.split(r"[+ ]", value):
        group = []
        for text in part.split(","):
            match = _CONDITION.fullmatch(text)
            if match is None or (component == TIME and match[1] == "sw"):
                raise refuse(name, value, "eq, ne, lt, le, gt, ge, sw")
            if component == TIME:
                _read_period(match[2])
            group.append(Condition(component, match[1] or "eq", match[2]))
        yield tuple(group)


def _read_period(text: str) -> Period:
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    try:
        if quarter:
            last = int(quarter[2]) * 3
            return Period.months(int(quarter[1]), last - 2, last)
        return Period.parse(text)
    except ValueError:
        raise refuse(f"c[{TIME}]", text, "2024, 2024-Q1, 2024-06, 2024-06-01") from None


def find_cells(answers: Answers, conditions: Conditions, most: int) -> list[Cell]:
    """Return the cells that meet all conditions; raise `EsepError` (`serve-large`) where there are too many."""
    filters = Filters(_narrow(answers, conditions))
    found: list[Cell] = []
    until = time.monotonic() + SECONDS
    for part in answers.list_parts(filters.codes):
        if time.monotonic() > until:
            raise EsepError(Problem("serve-slow", facts={"seconds": f"{SECONDS:.0f}"}))
        found += (cell for cell in find(answers, part, filters) if _is_wanted(cell, conditions))
        if len(found) > most:
            facts = {"limit": str(most), "dataset": answers.definition.name}
            raise EsepError(Problem("serve-large", Where("key"), facts))
    return found


def _is_wanted(cell: Cell, conditions: Conditions) -> bool:
    if not conditions:
        return True
    observation = next(iter(list_observations([cell])))
    return all(any(one.hold(observation, cell.key.period) for one in group) for group in conditions)


def _narrow(answers: Answers, conditions: Conditions) -> dict[str, frozenset[str]]:
    """Return the codes of the dataset that the conditions on a whole dimension leave, by the parts of a key."""
    definition = answers.definition
    lists = {
        "SCOPE": definition.scopes.codes,
        "MEASURE": definition.measures.codes,
        "ATTRIBUTE": ("", *definition.attributes.codes),
        "REF_AREA": definition.regions.codes,
    }
    found: dict[str, frozenset[str]] = {}
    for group in conditions:
        component = group[0].component
        if component in _OURS and all(one.operator == "eq" for one in group):
            wanted = {one.value for one in group}
            codes = frozenset(code for code in lists[component] if write_code(code) in wanted)
            name = _OURS[component]
            found[name] = found[name] & codes if name in found else codes
    return found
