"""In which forms the dates of an unknown column are written: candidates by the look of a few, shares by all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.sources.staging import quote

if TYPE_CHECKING:
    import duckdb

# A column is a date where so many of its values are one.
LEAST_SHARE = 0.9
_LOOKED_AT = 200
_YEARS = ("1800-01-01", "2200-01-01")
_TIME = re.compile(
    r"(?P<date>.*?)(?:(?P<between>T| +)(?P<hour>\d{1,2}):\d{2}(?P<seconds>:\d{2})?(?P<part>\.\d{1,9})?"
    r"(?P<half> ?[AaPp][Mm])?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\d{4}([-/.])\d{1,2}\1\d{1,2}", ("%Y{0}%m{0}%d",)),
    (r"\d{1,2}([-/.])\d{1,2}\1\d{4}", ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y")),
    (r"\d{8}", ("%Y%m%d",)),
    (r"\d{4}([-/.])\d{1,2}", ("%Y{0}%m",)),
    (r"\d{1,2}([-/.])\d{4}", ("%m{0}%Y",)),
    (r"\d{1,2}([- ])[A-Za-z]{3}\1\d{4}", ("%d{0}%b{0}%Y",)),
    (r"\d{1,2}([- ])[A-Za-z]{4,9}\1\d{4}", ("%d{0}%B{0}%Y",)),
    (r"[A-Za-z]{3}( )\d{1,2}, \d{4}", ("%b %d, %Y",)),
    (r"[A-Za-z]{4,9}( )\d{1,2}, \d{4}", ("%B %d, %Y",)),
)


@dataclass(frozen=True)
class DateGuess:
    """The forms in which a column may write its dates, the first of them best, and the share of values they fit.

    `twin` is a form with day and month the other way round that fits as many values.
    """

    formats: tuple[str, ...]
    share: float
    twin: str = ""

    @property
    def has_day(self) -> bool:
        """Return whether the dates are days, not months."""
        return all("%d" in form for form in self.formats)

    @property
    def zone(self) -> str:
        """Return the mark of a time zone at the end of the dates; empty where there is none."""
        found = re.search(r"(?:Z|[+-]\d{2}(?::?\d{2})?)$", self.formats[0])
        return found[0] if found and "%H" in self.formats[0] else ""


def guess_formats(values: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that some values could be written in, in the order in which they turn up."""
    found = (form for value in list(values)[:_LOOKED_AT] for form in _list_formats(value))
    return tuple(dict.fromkeys(found))


def _list_formats(value: str) -> Iterator[str]:
    match = _TIME.fullmatch(value)
    if match is None:
        return
    for pattern, forms in _DATES:
        if found := re.fullmatch(pattern, match["date"]):
            separator = found[1] if found.groups() else ""
            yield from (form.format(separator) + _write_time(match) for form in forms)


def _write_time(match: re.Match[str]) -> str:
    if match["hour"] is None:
        return ""
    hour = "%I" if match["half"] else "%H"
    seconds = ":%S" if match["seconds"] else ""
    # The reader of dates takes six digits of a second and no more.
    part = ".%f" if match["part"] and len(match["part"]) <= 7 else (match["part"] or "")
    half = match["half"].replace(match["half"].strip(), "%p") if match["half"] else ""
    between = "T" if match["between"] == "T" else " "
    return f"{between}{hour}:%M{seconds}{part}{half}{match['zone'] or ''}"


def guess_dates(engine: duckdb.DuckDBPyConnection, column: str, values: Iterable[str]) -> DateGuess | None:
    """Return in which forms a column of the table `sample` writes its dates; `None` where it has none."""
    counted = {form: _count(engine, column, (form,)) for form in guess_formats(values)[:12]}
    if not counted:
        return None
    ranked = sorted(counted, key=lambda form: (-counted[form][0], form.startswith("%m")))
    chosen, fitting = [ranked[0]], counted[ranked[0]][0]
    for form in ranked[1:]:
        if form == swap(ranked[0]):
            continue
        more = _count(engine, column, (*chosen, form))[0]
        if more > fitting:
            chosen, fitting = [*chosen, form], more
    filled = counted[ranked[0]][1]
    twin = swap(ranked[0])
    is_open = twin in counted and counted[twin][0] == counted[ranked[0]][0]
    share = fitting / filled if filled else 0.0
    return DateGuess(tuple(chosen), share, twin if is_open else "") if share >= LEAST_SHARE else None


def swap(form: str) -> str:
    """Return a form with day and month the other way round."""
    return form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m") if "%m" in form else form


def write_day(column: str, formats: Iterable[str]) -> str:
    """Return the expression for the day that a text of a column writes; null where it writes none."""
    forms = ", ".join(quote(form) for form in formats)
    text = f"case when regexp_matches({column}, '[1-9][0-9]{{3}}') then {column} end"
    return f"try_strptime({text}, [{forms}])::date"


def _count(engine: duckdb.DuckDBPyConnection, column: str, formats: Iterable[str]) -> tuple[int, int]:
    first, last = _YEARS
    day = write_day(column, formats)
    query = f"select count(*) filter ({day} between '{first}' and '{last}'), count({column}) from sample"
    found = engine.execute(query).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])
