"""What the columns of an unknown file could be: by their names in four languages, and by what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.sources.guess_dates import DateGuess, guess_dates, write_day
from esep.sources.sample import Sample, count_values

if TYPE_CHECKING:
    import duckdb

DATE_FIELDS = ("occurred", "reported", "registered")
# Words of a name by which a column is called after a field, the surest first; a word may be the beginning of one.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("id", "recordid", "complaint", "case number", "crime id", "number", "no", "номер", "регистрационный номер"),
        *("ерди", "ердр", "кусп", "нөмір", "тіркеу нөмірі", "folio", "expediente", "numero"),
    ),
    "registered": (
        *("registered", "registration", "recorded", "coded", "дата регистрации", "зарегистрирован", "регистрац"),
        *("тіркелген", "тіркеу күні", "fecha registro", "fecha inicio", "registro"),
    ),
    "reported": (
        *("reported", "report", "received", "дата сообщения", "сообщен", "обращен", "поступ", "хабарла", "өтініш"),
        *("fecha denuncia", "denuncia", "reporte"),
    ),
    "occurred": (
        *("occurred", "occur", "occurrence", "offence date", "incident date", "дата совершения", "совершен"),
        *("событи", "происшест", "жасалған", "оқиға", "fecha hecho", "hecho", "fecha ocurrencia"),
    ),
    "measure": (
        *("offence", "offense", "crime", "article", "crime type", "primary type", "nibrs", "ucr", "статья", "состав"),
        *("вид преступлен", "преступлен", "квалификац", "деяни", "бап", "қылмыс", "құқық бұзушылық", "delito", "tipo"),
    ),
    "region": (
        *("region", "district", "area", "beat", "precinct", "neighborhood", "neighbourhood", "ward", "lsoa", "borough"),
        *("регион", "область", "район", "город", "округ", "облыс", "аудан", "қала", "өңір"),
        *("alcaldia", "comuna", "municipio", "barrio", "departamento", "estado", "distrito"),
    ),
    "reporter": (
        *("agency", "ori", "force", "department", "орган", "подразделен", "отдел", "бөлім", "орган атауы"),
        *("agencia", "fiscalia"),
    ),
    "count": ("count", "number of offences", "количество", "число", "саны", "cantidad", "conteo"),
    "status": ("status", "state", "статус", "состояние", "решение", "мәртебе", "күйі", "estatus"),
    "incident": ("incident", "incidentid", "incident id", "случай", "оқиға нөмірі", "incidente"),
    "victim": ("victim", "victim id", "потерпевш", "жәбірленуші", "victima"),
}
# A name with one of these words speaks of a part of something or of something else.
_NOT = {
    "occurred": ("time", "hour", "время", "hora", "уақыт", "year", "anio", "год", "month", "mes"),
    "reported": ("hour", "time", "время", "hora", "reporter"),
    "registered": ("year", "anio", "год", "hour"),
    "measure": ("date", "дата", "fecha", "id", "number", "номер", "description", "flag", "место", "categoria", "scene"),
    "region": ("date", "дата", "code of"),
    "id": ("date", "дата", "fecha"),
}
YES = frozenset(("y", "yes", "true", "t", "1", "x", "да", "иә", "si", "sí", "s"))
NO = frozenset(("n", "no", "false", "f", "0", "нет", "жоқ"))
MOST_VALUES = 2_000
_FEW = 60
_WORDS = re.compile(r"[a-zа-яёәғқңөұүһі]+|\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of a sample: its header, how many rows have a value and how many values differ, and the frequent ones.

    `field` is its name in the table `sample`; `roles` are the fields that its name speaks of, each with how surely.
    """

    field: str
    name: str
    filled: int
    distinct: int
    values: tuple[tuple[str, int], ...]
    date: DateGuess | None
    roles: Mapping[str, int]

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the frequent values."""
        return tuple(value for value, _ in self.values)

    @property
    def has_few(self) -> bool:
        """Return whether it has few values that come again and again, as codes do."""
        return 1 < self.distinct <= min(_FEW, self.filled / 2) and self.date is None

    @property
    def is_flag(self) -> bool:
        """Return whether its values say yes, or yes and no."""
        found = {text.casefold() for text in self.texts}
        return self.distinct <= 2 and bool(found & YES) and found <= YES | NO

    @property
    def yes(self) -> tuple[str, ...]:
        """Return the values that say yes."""
        return tuple(text for text in self.texts if text.casefold() in YES)

    @property
    def counts(self) -> tuple[int, ...]:
        """Return the signed counts it holds, if that is what it holds: few whole numbers, -1 and 1 among them."""
        is_whole = self.distinct <= 5 and all(re.fullmatch(r"[+-]?\d{1,6}", text) for text in self.texts)
        found = tuple(sorted({int(text) for text in self.texts}, reverse=True)) if is_whole else ()
        return found if {1, -1} <= set(found) else ()

    @property
    def has_decimal_comma(self) -> bool:
        """Return whether its values are numbers with a decimal comma."""
        fitting = sum(bool(re.fullmatch(r"-?\d+,\d+", text)) for text in self.texts)
        return bool(self.values) and fitting >= 0.9 * len(self.values)


def list_columns(sample: Sample, engine: duckdb.DuckDBPyConnection) -> tuple[Column, ...]:
    """Return what is known of every column of a sample."""
    return tuple(_look(engine, f"c{place}", name) for place, name in enumerate(sample.columns))


def _look(engine: duckdb.DuckDBPyConnection, place: str, name: str) -> Column:
    found = engine.execute(f"select count({place}), count(distinct {place}) from sample").fetchone()
    assert found is not None
    values = count_values(engine, "from sample", place, _FEW + 140)
    date = guess_dates(engine, place, [value for value, _ in values])
    roles = {role: rate for role in NAMES if (rate := rate_name(name, role))}
    return Column(place, name, int(found[0]), int(found[1]), tuple(values), date, roles)


def rate_name(name: str, role: str) -> int:
    """Return how surely a name speaks of a field: 0 not at all, 3 it is its very name."""
    words = split_name(name)
    if not words or any(_has_word(words, no) for no in _NOT.get(role, ())):
        return 0
    joined = " ".join(words)
    if joined in NAMES[role] or "".join(words) in NAMES[role]:
        return 3
    if any(" " in known and known in joined for known in NAMES[role]):
        return 2
    return int(any(_has_word(words, known) for known in NAMES[role] if " " not in known))


def split_name(name: str) -> list[str]:
    """Return the words of a header in small letters: `CodedMonth`, `coded_month` and `Coded Month` have the same."""
    apart = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", name)
    return [word.casefold() for word in _WORDS.findall(apart)]


def _has_word(words: Collection[str], known: str) -> bool:
    # Short words are too often the beginning of another one.
    return any(word == known or (len(known) >= 4 and word.startswith(known)) for word in words)


def choose_named(columns: Sequence[Column], role: str) -> Column | None:
    """Return the column whose name speaks most surely of a field; of equals the first."""
    named = [column for column in columns if column.roles.get(role)]
    return max(named, key=lambda column: column.roles[role], default=None)


def choose_dates(engine: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> dict[str, Column]:
    """Return which column could be which date: by names, then by the order of the days; something is `registered`.

    Without a name of its own the registered day is the latest that every row has.
    """
    dates = [column for column in columns if column.date is not None and _is_likely_date(column)]
    found: dict[str, Column] = {}
    for role in ("registered", "reported", "occurred"):
        left = [column for column in dates if column not in found.values()]
        if (column := choose_named(left, role)) is not None:
            found[role] = column
    if "registered" not in found:
        left = [column for column in dates if column not in found.values()]
        latest = _choose_latest(engine, left or list(found.values()))
        if latest is not None:
            found = {role: column for role, column in found.items() if column is not latest}
            found["registered"] = latest
    return {role: found[role] for role in DATE_FIELDS if role in found}


def _is_likely_date(column: Column) -> bool:
    """Return whether a column is a date and no number or year that looks like one."""
    assert column.date is not None
    is_bare = column.date.formats[0] == "%Y%m%d"
    return not is_bare or any(column.roles.get(role) for role in DATE_FIELDS)


def _choose_latest(engine: duckdb.DuckDBPyConnection, dates: Sequence[Column]) -> Column | None:
    if not dates:
        return None
    most = max(column.filled for column in dates)
    full = [column for column in dates if column.filled == most]
    return min(full, key=lambda one: sum(count_later(engine, other, one) for other in full if other is not one))


def count_later(engine: duckdb.DuckDBPyConnection, first: Column, second: Column) -> int:
    """Return in how many rows the first date is after the second, by months where either has no day."""
    assert first.date is not None
    assert second.date is not None
    one, other = write_day(first.field, first.date.formats), write_day(second.field, second.date.formats)
    if not (first.date.has_day and second.date.has_day):
        one, other = f"date_trunc('month', {one})", f"date_trunc('month', {other})"
    found = engine.execute(f"select count(*) from sample where {one} > {other}").fetchone()
    assert found is not None
    return int(found[0])


def choose_id(columns: Sequence[Column], rows: int) -> Column | None:
    """Return the column that names a record: unique and called so, then called so, then unique and with digits."""
    named = [column for column in columns if column.roles.get("id") and column.distinct > column.filled / 2]
    named = sorted((column for column in named if column.date is None), key=lambda column: -column.roles["id"])
    unique = [column for column in columns if column.distinct == column.filled == rows > 1 and column.date is None]
    both = [column for column in named if column in unique]
    plain = (column for column in unique if all(re.fullmatch(r"[\w/:-]*\d[\w/:-]*", text) for text in column.texts))
    return next(iter(both), None) or next(iter(named), None) or next(plain, None)


def choose_codes(columns: Sequence[Column], role: str, rows: int) -> Column | None:
    """Return the column of a code by its name; one that lacks values, or has too many, is none."""
    named = [
        c for c in columns if c.filled >= 0.98 * rows and 1 <= c.distinct <= min(MOST_VALUES, max(_FEW, rows // 3))
    ]
    return choose_named([column for column in named if column.date is None], role)
