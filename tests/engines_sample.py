"""A register with everything in it that a register can have, dirty and synthetic: the same rows for every engine."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from esep.model.definition import Definition
from esep.sources.dataset import load_definition
from tests.counting_sample import merge
from tests.records_sample import REGISTER

ROWS = 2000
PLAIN = ("id", "incident", "registered", "reported", "occurred", "offence")
HEADER = (*PLAIN, "area", "office", "state", "count", "weapon", "home")
REASON = {language: "Synthetic." for language in ("en", "ru", "kk")}
MORE: dict[str, Any] = {
    "counting_unit": "offence",
    "local_zone": "Asia/Almaty",
    "blanks": ["n/a", "-"],
    "scopes": {"recorded": "registered", "reported": "reported", "occurred": "occurred"},
    "columns": {
        "reported": ["reported"],
        "occurred": ["occurred"],
        "region": ["area"],
        "status": ["state"],
        "count": ["count"],
    },
    "status": {"counted": ["open"], "withdrawn": ["void"], "transferred": ["gone"]},
    "count": {"allowed": [1, -1]},
    "codes": {
        "measure": {"fix": {"thefft": "theft"}, "ignore": ["test"]},
        "region": {"zero_pad_to": 3, "first_characters": 2, "map": {"00": "T", "01": "T-N", "02": "T-S"}},
    },
    "attributes": {
        "firearm": {"column": ["weapon"], "values": ["gun", "ружьё"], "quality": REASON},
        "sphere:domestic": {"column": ["home"], "values": ["1"], "quality": REASON},
    },
    "reporter": {"column": ["office"], "silence": "missing"},
    "gaps": [],
}
# What a field holds: what is in order, and what is not.
GOOD = {
    "offence": ["murder", "robbery", "assault", "theft", "theft", "thefft", " theft\t"],
    "area": ["1", "2", "01", "010", "029", "00", " 11 "],
    "office": ["north", "south", "Öst", "запад"],
    "state": ["open", "open", "open", "open", "void", "gone"],
    "count": ["1", "1", "1", "1", "+1", "-1"],
    "weapon": ["", "", "", "gun", "ружьё", "knife", "Gun"],
    "home": ["0", "0", "1", "", "n/a"],
}
BAD = {
    "offence": ["arson", "test", "", "-", "Theft", "theft'; --", "total\\"],
    "area": ["3", "0001", "x1", "", "-1", "１", "1\u00a0"],
    "office": ["", "n/a", " "],
    "state": ["shut", "", "OPEN", "open\u00a0"],
    "count": ["0", "2", "1.0", "1e0", "one", "", "٣", "99999999999999999999"],
    "registered": ["", "n/a", "2023-02-29", "2024-02-30", "31.02.2024", "1999-12-31", "24-01-01", "epoch", "soon"],
    "reported": ["", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "1899-01-01T00:00:00Z", "infinity", "now"],
    "occurred": ["29 Feb 2023", "02/29/2023 01:00 AM", "2024-01-01", "01/01/2024 13:00 PM", "1 янв 2024"],
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def make_definition(unit: str, duplicates: str) -> Definition:
    """Return the definition of the register, with a rule for what counts one and for what is a duplicate."""
    base = load_definition(REGISTER)
    dates = base.records["dates"]["registered"]
    more = merge(MORE, {"duplicates": {"rule": duplicates, "reason": REASON}})
    more["dates"] = {
        "registered": {**dates, "formats": ["%Y-%m-%d", "%d.%m.%Y"]},
        "reported": {**dates, "formats": ["%Y-%m-%dT%H:%M:%SZ"], "zone": "UTC"},
        "occurred": {
            **dates,
            "formats": ["%m/%d/%Y %I:%M %p", "%d %b %Y"],
            "days_after_registered": 0,
            "is_required": False,
        },
    }
    if unit == "incident":
        more |= {"counting_unit": "incident", "unit": {"rule": "incident", "rank": ["murder", "robbery"]}}
        more["columns"] = {**more["columns"], "incident": ["incident"]}
    return replace(base, records=merge(base.records, more))


def write_register(folder: Path) -> list[Path]:
    """Write the register as two files and return them: the same bytes every time."""
    chance = random.Random(20241101)
    rows = [_make_row(chance, number) for number in range(ROWS)]
    for number in range(0, ROWS, 40):
        rows[number + 7] = list(rows[number])
        rows[number + 11] = [rows[number][0], *rows[number + 11][1:]]
        rows[number + 13] = rows[number + 13][: chance.randrange(1, 11)]
        rows[number + 17] = [*rows[number + 17], "more"]
    paths = [folder / "first.csv", folder / "second.csv"]
    for path, part in zip(paths, (rows[: ROWS // 2], rows[ROWS // 2 :]), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *part])
    return paths


def _make_row(chance: random.Random, number: int) -> list[str]:
    year, month, day = chance.choice((2023, 2024)), chance.randint(1, 12), chance.randint(1, 28)
    hour, minute = chance.randint(0, 23), chance.choice((0, 59))
    before = chance.randint(1, day)
    registered = [f"{year}-{month:02}-{day:02}", f"{day}.{month}.{year}", f" {year}-{month}-{day}"]
    half = "AM" if hour < 12 else "pm"
    occurred = [
        f"{month}/{before}/{year} {hour % 12 or 12:02}:{minute:02} {half}",
        f"{before} {MONTHS[month - 1].upper()} {year}",
        "",
    ]
    # At the ends of days the zone decides, and on 1 March 2024 it changed.
    reported = [f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z", f"2024-02-29T{chance.randint(17, 19)}:30:00Z"]
    row = {
        "id": f"R{number}",
        "incident": f"I{number // 3}",
        "registered": chance.choice(registered),
        "reported": chance.choice(reported),
        "occurred": chance.choice(occurred),
        **{field: chance.choice(values) for field, values in GOOD.items()},
    }
    if chance.random() < 0.25:
        field = chance.choice(list(BAD))
        row[field] = chance.choice(BAD[field])
    return [row[field] for field in HEADER]
