"""The dates of a record: in which forms they are written, in which zone, and which days they may be."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.records.rules_files import is_named
from esep.sources.checked_table import CheckedTable

DATE_FIELDS = ("registered", "reported", "occurred")
_DATE_FORMAT = re.compile(r"(?:[^%]|%[YmdHMSfbBpIj])*")
_UTC = "UTC"


@dataclass(frozen=True)
class FileZone:
    """The zone of a date in files by a pattern of their names, as `DateRule` has it for all others."""

    files: str
    zone: str


@dataclass(frozen=True)
class DateRule:
    """How one of the dates of a record is read.

    A date before `earliest` or after `latest` is impossible. `days_after_registered` is by how many days it may lie
    after the last day of the registered month; `None` means that this is not checked. `zone` is where it has to be
    taken from universal time to before its day is read; empty where it is written in local time. `zones` are the files
    in which that is otherwise; once the files are known, `local_files` are the places of those in local time.
    """

    field: str
    formats: tuple[str, ...]
    earliest: datetime.date
    latest: datetime.date | None = None
    days_after_registered: int | None = None
    is_required: bool = True
    zone: str = ""
    zones: tuple[FileZone, ...] = ()
    local_files: tuple[int, ...] = ()

    def settle(self, names: Sequence[str]) -> DateRule:
        """Return the rule for files of these names."""
        found = [next((one.zone for one in self.zones if is_named(name, one.files)), self.zone) for name in names]
        zone = next(filter(None, found), "")
        local = tuple(place for place, one in enumerate(found) if one != zone)
        return replace(self, zone=zone, zones=(), local_files=local)


def take_dates(table: CheckedTable) -> tuple[DateRule, ...]:
    """Return the rules of the dates that `[records.dates]` declares."""
    local_zone = _take_zone(table, "local_zone")
    below = table.take_table("dates", is_required=True)
    if below is None:
        return ()
    fields = {field: below.take_table(field) for field in DATE_FIELDS}
    rules = tuple(_take_date(one, field, local_zone) for field, one in fields.items() if one is not None)
    below.refuse_unknown()
    return rules


def _take_date(table: CheckedTable, field: str, local_zone: str) -> DateRule:
    formats = table.take_list("formats")
    if not formats:
        table.report("definition-key-missing", "formats")
    for form in formats:
        # A date without a year and a month belongs to no period.
        if not _DATE_FORMAT.fullmatch(form) or "%Y" not in form or not re.search("%[mbBj]", form):
            table.report_unknown("formats", form, ("%Y-%m", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y %H:%M"))
    is_required = table.take("is_required", bool)
    rule = DateRule(
        field=field,
        formats=formats,
        earliest=table.take("earliest", datetime.date, is_required=True) or datetime.date.min,
        latest=table.take("latest", datetime.date),
        days_after_registered=None if field == "registered" else table.take("days_after_registered", int),
        is_required=True if is_required is None else is_required,
        zone=_take_shift(table, local_zone),
        zones=tuple(_take_file_zone(one, local_zone) for one in table.take_tables("zones")),
    )
    if field == "registered" and not rule.is_required:
        table.report_unknown("is_required", "false", ("true",))
    if rule.latest is not None and rule.latest < rule.earliest:
        table.report("definition-period-reversed", "latest", start=str(rule.earliest), end=str(rule.latest))
    table.take_texts("reason")
    table.refuse_unknown()
    return rule


def _take_file_zone(table: CheckedTable, local_zone: str) -> FileZone:
    files = table.take_text("files", is_required=True)
    table.take_text("zone", is_required=True)
    found = FileZone(files, _take_shift(table, local_zone))
    table.take_texts("reason", is_required=True)
    table.refuse_unknown()
    return found


def _take_shift(table: CheckedTable, local_zone: str) -> str:
    """Return the zone that a date is taken to; empty where it is written in local time already."""
    zone = table.take_text("zone")
    if not zone or zone == local_zone:
        return ""
    if zone != _UTC:
        table.report_unknown("zone", zone, [_UTC, local_zone] if local_zone else [_UTC])
    elif not local_zone:
        table.report("definition-contradiction", "zone", value=zone, other="records.local_zone = -")
    return local_zone


def _take_zone(table: CheckedTable, key: str) -> str:
    zone = table.take_text(key)
    known = zoneinfo.available_timezones() if zone else set()
    if zone and zone not in known:
        table.report_unknown(key, zone, known)
        return ""
    return zone
