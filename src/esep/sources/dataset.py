"""Reading the definition of a dataset: a folder with definition.toml and codes/*.csv, packaged or the user's own.

Everything that is wrong in it is collected and told at once. A definition that was loaded holds no unknown code.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from esep.model.body import Body
from esep.model.codelist import CodeList
from esep.model.definition import Break, Coverage, DeclaredRevision, Definition, Event, Variant
from esep.model.interval import Interval
from esep.model.period import Period
from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import CheckedTable, name_nearest
from esep.sources.classification import check_iccs
from esep.sources.code_table import check_reference, read_bodies, read_codes
from esep.sources.csv_table import Row
from esep.sources.severity_table import read_severity
from esep.sources.snapshot import decode, take_snapshot
from esep.sources.tables_rules import TableRulesReader
from esep.sources.toml_lines import find_line, index_lines

KINDS = ("published", "records", "tables")
CODE_LISTS = ("measures", "scopes", "regions", "attributes")
FILES = ("figures", "changes", "population")
LARGEST_DEFINITION_BYTES = 4 * 1024 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def list_packaged() -> tuple[str, ...]:
    """Return the names of the datasets that come with Esep."""
    root = _packaged_root()
    return tuple(sorted(folder.name for folder in root.iterdir() if (folder / "definition.toml").is_file()))


def find_dataset_folder(name_or_folder: str | Path) -> Path:
    """Return the folder of a dataset, given by a packaged name or by the path of a folder (./kazakhstan).

    Raise `EsepError` where there is no such dataset or its folder has no definition.toml.
    """
    packaged = _packaged_root() / str(name_or_folder)
    if isinstance(name_or_folder, str) and _NAME.fullmatch(name_or_folder) and (packaged / "definition.toml").is_file():
        return packaged
    folder = Path(name_or_folder)
    if (folder / "definition.toml").is_file():
        return folder
    if folder.is_dir():
        raise EsepError(Problem("definition-missing", Where(str(folder)), {"folder": str(folder)}))
    names = list_packaged()
    facts = {"name": str(name_or_folder), "nearest": name_nearest(folder.name, names)}
    raise EsepError(Problem("dataset-unknown", Where(), facts))


def load_definition(name_or_folder: str | Path) -> Definition:
    """Return the definition of a dataset, checked whole; raise `EsepError` with every problem that was found in it."""
    return _Loader(find_dataset_folder(name_or_folder)).load()


def _packaged_root() -> Path:
    return Path(str(resources.files("esep").joinpath("datasets")))


class _Loader:
    """Reads one folder; keeps what was read and what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.lists: dict[str, CodeList] = {}
        self.rows: dict[str, dict[str, Row]] = {}
        self.bodies: tuple[Body, ...] = ()
        self._hash = hashlib.sha256()

    def load(self) -> Definition:
        top = self._read_toml()
        version = top.take("format", int, is_required=True)
        if version not in (None, 1):
            top.report("definition-format-unknown", "format", value=str(version))
        self._read_code_lists(top)
        fields = self._read_dataset(top)
        fields["files"] = self._read_files(top, fields["kind"])
        fields["breaks"] = tuple(self._read_break(table) for table in top.take_tables("breaks"))
        fields["variants"] = tuple(self._read_variant(table) for table in top.take_tables("variants"))
        fields["events"] = tuple(self._read_event(table) for table in top.take_tables("events"))
        fields["revisions"] = tuple(self._read_revision(table) for table in top.take_tables("revisions"))
        fields["coverage"] = tuple(self._read_coverage(table) for table in top.take_tables("coverage"))
        measures, scopes = self._list_codes("measures"), self._list_codes("scopes")
        fields["severity"] = tuple(read_severity(table, measures, scopes) for table in top.take_tables("severity"))
        fields["records"] = top.take("records", dict, is_required=fields["kind"] == "records") or {}
        fields |= self._read_tables(top, fields["kind"])
        fields["synthetic"] = top.take("synthetic", dict) or {}
        fields["code_files"] = self._read_code_files(top)
        for name in ("breaks", "variants", "events", "revisions", "severity"):
            self._check_ids(top, name, [found.id for found in fields[name]])
        self._check_columns()
        top.refuse_unknown()
        if self.problems:
            raise EsepError(sorted(self.problems, key=lambda problem: (problem.where.file, problem.where.line or 0)))
        fields |= self.lists
        return Definition(**fields, bodies=self.bodies, sha256=self._hash.hexdigest(), file=top.file, lines=top.lines)

    def _read_text(self, path: Path) -> str:
        """Return a file of the definition as text; its name inside the folder and its bytes enter the checksum."""
        _, data = take_snapshot(path, limit=LARGEST_DEFINITION_BYTES)
        name = path.relative_to(self.folder).as_posix().encode()
        self._hash.update(b"%d %s %d " % (len(name), name, len(data)) + data)
        return decode(data, ("utf-8",), Where(str(path)))

    def _read_toml(self) -> CheckedTable:
        path = self.folder / "definition.toml"
        text = self._read_text(path)
        try:
            data = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits is a plain ValueError, brackets without end are a RecursionError.
            place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            where = Where(str(path), int(place[1]), int(place[2])) if place else Where(str(path))
            cause = re.sub(r" \(at .*\)$", "", str(error))
            raise EsepError(Problem("definition-broken", where, {"cause": cause})) from None
        return CheckedTable(data, str(path), index_lines(text), self.problems)

    def _read_code_lists(self, top: CheckedTable) -> None:
        self.lists = {name: CodeList(name, ()) for name in CODE_LISTS}
        table = top.take_table("codes", is_required=True)
        if table is None:
            return
        for name in (*CODE_LISTS, "bodies"):
            relative = table.take_text(name, is_required=name in ("measures", "scopes", "regions"))
            path = self._find_file(table, name, relative) if relative else None
            if path is None:
                continue
            try:
                text = self._read_text(path)
                if name == "bodies":
                    self.bodies = read_bodies(text, str(path), self.problems)
                else:
                    self.lists[name], self.rows[name] = read_codes(text, str(path), name, self.problems)
            except EsepError as error:
                self.problems.extend(error.problems)
        table.refuse_unknown()

    def _find_file(self, table: CheckedTable, key: str, relative: str) -> Path | None:
        """Return a file named in the definition; it must lie in the folder of the dataset."""
        path = self.folder / relative
        if not path.resolve().is_relative_to(self.folder.resolve()):
            table.report("definition-path-outside", key, value=relative)
            return None
        if not path.is_file():
            table.report("definition-file-missing", key, path=str(path))
            return None
        return path

    def _read_dataset(self, top: CheckedTable) -> dict[str, Any]:
        table = top.take_table("dataset", is_required=True)
        if table is None:
            table = CheckedTable({}, top.file, top.lines, [], ("dataset",))
        name = table.take_text("name", is_required=True)
        if name and not _NAME.fullmatch(name):
            table.report("definition-name-wrong", "name", value=name)
        rate_base = table.take("rate_base", int)
        if rate_base is not None and rate_base <= 0:
            table.report("definition-value-unknown", "rate_base", value=str(rate_base), nearest="1000, 10000, 100000")
        site_pages = table.take("site_pages", int)
        if site_pages is not None and site_pages <= 0:
            table.report("definition-value-unknown", "site_pages", value=str(site_pages), nearest="4000")
        fields = {
            "name": name,
            "kind": table.take_choice("kind", KINDS, is_required=True),
            "title": table.take_texts("title", is_required=True),
            "default_scope": table.take_choice("default_scope", self._list_codes("scopes"), is_required=True),
            "default_region": table.take_choice("default_region", self._list_codes("regions"), is_required=True),
            "population_scope": table.take_choice("population_scope", self._list_codes("scopes")),
            "rate_base": rate_base or 100_000,
            "site_pages": site_pages or 0,
            "licence": table.take_text("licence"),
            "citation": table.take_texts("citation"),
            "notes": table.take_texts("notes"),
        }
        table.refuse_unknown()
        return fields

    def _read_files(self, top: CheckedTable, kind: str) -> dict[str, str]:
        table = top.take_table("files", is_required=kind == "published")
        if table is None:
            return {}
        files = {}
        for name in FILES:
            relative = table.take_text(name, is_required=name == "figures" and kind == "published")
            if relative and self._find_file(table, name, relative):
                files[name] = relative
        table.refuse_unknown()
        return files

    def _read_code_files(self, top: CheckedTable) -> dict[str, str]:
        """Return the tables of raw codes that rules of records name; the rules are checked when they are read."""
        found: dict[str, str] = {}
        rules: Any = top.data.get("records")
        codes = rules.get("codes") if isinstance(rules, dict) else None
        for field, rule in codes.items() if isinstance(codes, dict) else ():
            name = rule.get("file") if isinstance(rule, dict) else None
            if isinstance(name, str) and name and name not in found:
                table = CheckedTable(rule, top.file, top.lines, self.problems, ("records", "codes", field))
                path = self._find_file(table, "file", name)
                found |= {name: self._read_text(path)} if path else {}
        return found

    def _read_tables(self, top: CheckedTable, kind: str) -> dict[str, Any]:
        reader = TableRulesReader(self.lists, self._read_named)
        found: dict[str, tuple[Any, ...]] = {
            "tables": reader.read_tables(top, is_required=kind == "tables"),
            "totals": reader.read_totals(top),
            "repeats": reader.read_repeats(top),
        }
        for name, rules in found.items():
            self._check_ids(top, name, [rule.id for rule in rules])
        return found

    def _read_named(self, table: CheckedTable, key: str) -> tuple[str, str] | None:
        """Return the text and the name of a file that a key names, `None` where it cannot be read."""
        relative = table.take_text(key, is_required=True)
        path = self._find_file(table, key, relative) if relative else None
        if path is None:
            return None
        try:
            return self._read_text(path), str(path)
        except EsepError as error:
            self.problems.extend(error.problems)
            return None

    def _read_break(self, table: CheckedTable) -> Break:
        found = Break(
            id=table.take_text("id", is_required=True),
            date=table.take("date", datetime.date, is_required=True) or datetime.date.min,
            reason=table.take_texts("reason", is_required=True),
            scopes=table.take_list("scopes", self._list_codes("scopes")),
            measures=table.take_list("measures", self._list_codes("measures")),
            regions=table.take_list("regions", self._list_codes("regions")),
            source=table.take_text("source"),
            is_verified=bool(table.take("verified", bool)),
            excluded=table.take_list("excluded", self._list_codes("measures")),
            is_major=table.take("major", bool) is not False,
        )
        table.refuse_unknown()
        return found

    def _read_variant(self, table: CheckedTable) -> Variant:
        measures = self._list_codes("measures")
        found = Variant(
            id=table.take_text("id", is_required=True),
            measure=table.take_choice("measure", measures, is_required=True),
            part=table.take_choice("part", measures, is_required=True),
            period=self._read_days(table),
            reason=table.take_texts("reason", is_required=True),
            scopes=table.take_list("scopes", self._list_codes("scopes")),
            regions=table.take_list("regions", self._list_codes("regions")),
            source=table.take_text("source"),
            is_verified=bool(table.take("verified", bool)),
        )
        table.refuse_unknown()
        return found

    def _read_days(self, table: CheckedTable) -> Period:
        start = table.take("start", datetime.date, is_required=True) or datetime.date.min
        end = table.take("end", datetime.date, is_required=True) or start
        if end < start:
            table.report("definition-period-reversed", "end", start=str(start), end=str(end))
        return Period(start, max(start, end))

    def _read_event(self, table: CheckedTable) -> Event:
        found = Event(
            id=table.take_text("id", is_required=True),
            period=self._read_days(table),
            reason=table.take_texts("reason", is_required=True),
            measures=table.take_list("measures", self._list_codes("measures")),
            regions=table.take_list("regions", self._list_codes("regions")),
            source=table.take_text("source"),
            is_verified=bool(table.take("verified", bool)),
            cues=table.take_texts("cues"),
            is_date_only=bool(table.take("date_only", bool)),
        )
        table.refuse_unknown()
        return found

    def _read_revision(self, table: CheckedTable) -> DeclaredRevision:
        periods = []
        for text in table.take_list("periods"):
            try:
                periods.append(Period.parse(text))
            except ValueError:
                table.report_unknown("periods", text, ("2024", "2024-06", "2024-01..2024-06"))
        found = DeclaredRevision(
            id=table.take_text("id", is_required=True),
            published=table.take("published", datetime.date, is_required=True) or datetime.date.min,
            reason=table.take_texts("reason", is_required=True),
            periods=tuple(periods),
            measures=table.take_list("measures", self._list_codes("measures")),
            regions=table.take_list("regions", self._list_codes("regions")),
        )
        table.refuse_unknown()
        return found

    def _read_coverage(self, table: CheckedTable) -> Coverage:
        low, high = table.take_share("low"), table.take_share("high")
        if low is not None and high is not None and high < low:
            table.report("definition-share-reversed", "high", low=str(table.data["low"]), high=str(table.data["high"]))
        found = Coverage(
            part=table.take_choice("part", self._list_codes("scopes"), is_required=True),
            whole=table.take_choice("whole", self._list_codes("scopes"), is_required=True),
            share=Interval(low, high),
            reason=table.take_texts("reason", is_required=True),
            source=table.take_text("source"),
            excluded=table.take_list("excluded", self._list_codes("measures")),
            measures=table.take_list("measures", self._list_codes("measures")),
        )
        table.refuse_unknown()
        return found

    def _list_codes(self, name: str) -> list[str] | None:
        """Return the codes of a list; `None` where it could not be read, which is problem enough."""
        return list(self.lists[name].codes) if name in self.rows else None

    def _check_ids(self, top: CheckedTable, name: str, ids: list[str]) -> None:
        for place, found in enumerate(ids):
            if found and found in ids[:place]:
                where = Where(top.file, find_line(top.lines, (name, place, "id")))
                self.problems.append(Problem("definition-id-twice", where, {"key": f"{name}.id", "value": found}))

    def _check_columns(self) -> None:
        """Report scopes and bodies that rows of one list name and another list does not hold."""
        for name, column in (("measures", "same_in"), ("scopes", "siblings")):
            for row in self.rows.get(name, {}).values():
                for value in row.list(column):
                    check_reference(row, column, value, self.lists["scopes"], self.problems)
        check_iccs(self.lists["measures"], self.rows.get("measures", {}), self.problems)
        codes = [body.code for body in self.bodies]
        for row in self.rows.get("scopes", {}).values():
            if row["body"] and row["body"] not in codes:
                facts = {"column": "body", "value": row["body"], "nearest": name_nearest(row["body"], codes)}
                self.problems.append(Problem("code-unknown", row.where("body"), facts))
