"""The observations in the terms of SDMX: dimensions, codes and periods as its standards write them.

Sources: SDMX 3.0 Technical Specifications, section 2 (identifiers, time formats); SDMX-CSV 2.0 field guide; the
cross-domain code lists CL_FREQ 2.1, CL_OBS_STATUS 2.2.
SDMX keys have one observation each, so of several prints of one figure only the first, the most exact, is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from esep.exports.observations import write_value
from esep.exports.safe import make_safe
from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.period import Period

AGENCY = "ESEP"
VERSION = "1.0"
DIMENSIONS = ("FREQ", "SCOPE", "MEASURE", "ATTRIBUTE", "REF_AREA", "UNIT_MEASURE", "BASE_PERIOD")
TIME = "TIME_PERIOD"
VALUE = "OBS_VALUE"
ATTRIBUTES = ("OBS_STATUS", "PRECISION", "LOWER", "UPPER", "COVERAGE", "PUBLISHER", "SOURCE", "NOTE")
# Not applicable: the measure has no attribute, the value no base period.
NONE = "_Z"
_FREQUENCIES = {"year": "A", "financial_year": "A", "quarter": "Q", "month": "M", "day": "D", "other": "_O"}


def name_flow(definition: Definition) -> str:
    """Return the identifier of a dataset's dataflow."""
    return write_code(definition.name).upper()


def write_code(code: str) -> str:
    """Return a code as an identifier of SDMX: what is neither letter, digit, @, $, - nor _ becomes two underscores."""
    return re.sub(r"[^A-Za-z0-9_@$\-]", "__", code) or NONE


def write_period(period: Period) -> str:
    """Return a period in a time format of SDMX: 2024, 2024-Q1, 2024-06, 2024-06-01, or a start with its duration."""
    kind, start = period.type, period.start
    if kind == "year":
        return f"{start.year:04d}"
    if kind == "quarter":
        return f"{start.year:04d}-Q{(start.month + 2) // 3}"
    if kind == "month":
        return f"{start.year:04d}-{start.month:02d}"
    if kind == "day":
        return str(start)
    months = period.month_count
    return f"{start}/P{months}M" if months else f"{start}/P{period.days}D"


def write_base(period: Period | None) -> str:
    """Return the base period of a change as a code, which may hold no slash."""
    return NONE if period is None else write_code(str(period))


def list_observations(cells: Iterable[Cell]) -> Iterator[Mapping[str, str]]:
    """Yield every observation by dimension and attribute; what has no value has an empty one."""
    last = None
    for cell in cells:
        if cell.key == last:
            continue
        last = cell.key
        interval = None if cell.value is None else cell.interval()
        yield {
            "FREQ": _FREQUENCIES[cell.key.period.type],
            "SCOPE": write_code(cell.key.scope),
            "MEASURE": write_code(cell.key.measure),
            "ATTRIBUTE": write_code(cell.key.attribute),
            "REF_AREA": write_code(cell.key.region),
            "UNIT_MEASURE": write_code(cell.key.unit),
            "BASE_PERIOD": write_base(cell.key.base_period),
            TIME: write_period(cell.key.period),
            VALUE: write_value(cell.value),
            "OBS_STATUS": cell.status,
            "PRECISION": write_code(cell.precision) if cell.value is not None else "",
            "LOWER": write_value(interval.low if interval else None),
            "UPPER": write_value(interval.high if interval else None),
            "COVERAGE": write_value(cell.coverage),
            "PUBLISHER": cell.body,
            "SOURCE": cell.source,
            "NOTE": cell.note,
        }


def write_sdmx_csv(cells: Iterable[Cell], definition: Definition) -> str:
    """Return the observations as SDMX-CSV 2.0: the dataflow, the action (I: information), then every component."""
    columns = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, TIME, VALUE, *ATTRIBUTES)
    start = ("dataflow", f"{AGENCY}:{name_flow(definition)}({VERSION})", "I")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for found in list_observations(cells):
        texts = {name: make_safe(found[name]) for name in ("PUBLISHER", "SOURCE", "NOTE")}
        row = {**found, **texts}
        writer.writerow([*start, *(row[name] for name in columns[3:])])
    return text.getvalue()
