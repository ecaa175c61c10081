"""What a bulletin shows: `bulletin.toml` beside the definition of a dataset, in the grammar of questions.

Words are the office's own; every number in them is a
question, written as a name in braces, so that no typed number can grow stale.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import CheckedTable
from esep.sources.geojson import Shape, flatten_shapes, read_geojson
from esep.sources.snapshot import decode, take_snapshot
from esep.sources.toml_lines import index_lines

LARGEST_PLAN_BYTES = 1024 * 1024
MOST_POINTS = 5
KINDS = ("text", "structure", "series", "compare", "regions", "findings", "map", "questions")
PERIOD_NAMES = ("period", "previous", "in_period", "on_previous")
NOWHERE = Where()
CLASS_EDGES = 4
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,4})?")
_ID = re.compile(r"[a-z][a-z0-9-]*")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Prose:
    """Words in three languages with names in braces, and the question behind each name.

    A question and a text may say {period} and {previous}: the period of the bulletin and the same one a year earlier; a
    question also {next} and {decade}, a year later and ten years earlier; a text also {in_period} and {on_previous},
    which are the same as a part of a sentence. One that is required stops the
    bulletin where a figure of it is missing; any other is left out.
    """

    texts: Texts = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    is_required: bool = False
    where: Where = NOWHERE


@dataclass(frozen=True)
class Section:
    """One section: its kind, its title, the office's own words, and what its kind needs.

    `question` for a series, for regions and for the whole of a structure, which has `parts` besides (`rest` is the one
    that remains); `rows` (questions without a scope) and `scopes` for a comparison; `rows` alone for what methods find;
    `question` and the four `classes` between which a map has its colours, and `shapes` where it is drawn from a file.
    """

    id: str
    kind: str
    title: Texts = field(default_factory=dict)
    finding: Prose = Prose()
    paragraphs: tuple[Prose, ...] = ()
    question: str = ""
    parts: tuple[str, ...] = ()
    rest: str = ""
    rows: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    classes: tuple[Fraction, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    where: Where = NOWHERE


@dataclass(frozen=True)
class Plan:
    """A bulletin before its numbers: title, main points and sections; `break_words` are short words for charts."""

    title: Texts = field(default_factory=dict)
    contact: str = ""
    points: tuple[Prose, ...] = ()
    sections: tuple[Section, ...] = ()
    break_words: Mapping[str, Texts] = field(default_factory=dict)


def read_plan(path: Path, definition: Definition) -> Plan:
    """Return the plan in a file, checked whole; raise `EsepError` with every problem found."""
    _, data = take_snapshot(path, limit=LARGEST_PLAN_BYTES)
    text = decode(data, ("utf-8",), Where(str(path)))
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = Where(str(path), int(place[1]), int(place[2])) if place else Where(str(path))
        cause = re.sub(r" \(at .*\)$", "", str(error))
        raise EsepError(Problem("definition-broken", where, {"cause": cause})) from None
    problems: list[Problem] = []
    plan = _Reader(definition).read(CheckedTable(content, str(path), index_lines(text), problems))
    if problems:
        raise EsepError(problems)
    return plan


class _Reader:
    """Reads the tables of a plan; what is wrong goes to the list of problems that the tables share."""

    def __init__(self, definition: Definition) -> None:
        self.measures = [code.code for code in definition.measures]
        self.scopes = [code.code for code in definition.scopes]
        self.regions = definition.regions
        self.breaks = [entry.id for entry in definition.breaks]

    def read(self, top: CheckedTable) -> Plan:
        version = top.take("format", int, is_required=True)
        if version not in (None, 1):
            top.report("definition-format-unknown", "format", value=str(version))
        sections = tuple(self._read_section(table) for table in top.take_tables("sections"))
        targets = [section.id for section in sections]
        points = top.take_tables("points")
        if len(points) > MOST_POINTS:
            facts = {"key": "points", "count": str(len(points)), "limit": str(MOST_POINTS)}
            top.problems.append(Problem("bulletin-points-many", points[MOST_POINTS].where(), facts))
        plan = Plan(
            title=self._take_titles(top),
            contact=top.take_text("contact"),
            points=tuple(self._read_prose(table, targets) for table in points),
            sections=sections,
            break_words=self._read_break_words(top),
        )
        top.refuse_unknown()
        return plan

    def _take_titles(self, table: CheckedTable) -> Texts:
        titles = table.take_texts("title", is_required=True)
        for words in titles.values():
            self._check_braces(table, "title", words, PERIOD_NAMES)
        return titles

    def _read_break_words(self, top: CheckedTable) -> dict[str, Texts]:
        table = top.take_table("break_words")
        if table is None:
            return {}
        for name in table.data:
            if name not in self.breaks:
                table.report_unknown(name, name, self.breaks)
        return {name: table.take_texts(name) for name in table.data}

    def _read_section(self, table: CheckedTable) -> Section:
        name = table.take_text("id", is_required=True)
        if name and not _ID.fullmatch(name):
            table.report("definition-name-wrong", "id", value=name)
        kind = table.take_choice("kind", KINDS, is_required=True)
        finding = table.take_table("finding")
        section = Section(
            id=name,
            kind=kind,
            title=self._take_titles(table),
            finding=self._read_prose(finding, None) if finding else Prose(),
            paragraphs=tuple(self._read_prose(entry, None) for entry in table.take_tables("paragraphs")),
            question=table.take_text(
                "question", is_required=kind in ("structure", "series", "regions", "map", "questions")
            ),
            parts=table.take_list("parts", self.measures),
            rest=table.take_choice("rest", self.measures),
            rows=table.take_list("rows"),
            scopes=table.take_list("scopes", self.scopes),
            classes=self._take_classes(table) if kind == "map" else (),
            shapes=self._take_shapes(table) if kind == "map" else {},
            where=table.where(),
        )
        table.refuse_unknown()
        return section

    @staticmethod
    def _take_classes(table: CheckedTable) -> tuple[Fraction, ...]:
        """Return the edges between the classes of a map: four rising numbers."""
        texts = table.take_list("classes")
        edges = tuple(Fraction(text) for text in texts if _NUMBER.fullmatch(text))
        if len(texts) != CLASS_EDGES or len(edges) != CLASS_EDGES or list(edges) != sorted(set(edges)):
            table.report("bulletin-classes", "classes", found=", ".join(texts))
            return ()
        return edges

    def _take_shapes(self, table: CheckedTable) -> dict[str, Shape]:
        """Return the shapes of regions from the GeoJSON file that a map names, flat; none where it names none."""
        name, key = table.take_text("geojson"), table.take_text("key", is_required="geojson" in table.data)
        if not name or not key:
            return {}
        folder = Path(table.file).parent.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            table.report("geojson-outside", "geojson", path=name)
            return {}
        try:
            shapes = read_geojson(path, key)
        except EsepError as error:
            table.problems.extend(error.problems)
            return {}
        found = {code: shape for code, shape in shapes.items() if code in self.regions}
        if not found:
            table.report("geojson-no-region", "key", found=", ".join(list(shapes)[:3])[:80] or "–")
        return flatten_shapes(found)

    def _read_prose(self, table: CheckedTable, targets: list[str] | None) -> Prose:
        figures = table.take("figures", dict) or {}
        texts = table.take_texts("text", is_required=True)
        for words in texts.values():
            self._check_braces(table, "text", words, (*figures, *PERIOD_NAMES))
        prose = Prose(
            texts=texts,
            figures={name: str(question) for name, question in figures.items()},
            target="" if targets is None else table.take_choice("target", targets),
            where=table.where(),
        )
        table.refuse_unknown()
        return prose

    @staticmethod
    def _check_braces(table: CheckedTable, key: str, words: str, known: Iterable[str]) -> None:
        """Report braces that do not match, and names in braces that are no figure of the prose."""
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
        except ValueError:
            table.report("bulletin-braces", key, text=words)
            return
        for name in sorted(names.difference(known)):
            table.report_unknown(key, f"{{{name}}}", [f"{{{word}}}" for word in known])
