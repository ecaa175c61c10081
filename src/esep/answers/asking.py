"""Answering questions from a cube."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from esep.answers.answer import Answer
from esep.answers.areas import Areas
from esep.answers.grammar import parse_question
from esep.answers.long_series import YEARS
from esep.answers.methods import ASSESSMENTS, METHODS
from esep.answers.parts_sum import sum_parts
from esep.cube.crossing import Crossing
from esep.cube.cube import Cube
from esep.language.write import RATE_BASES
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code
from esep.model.definition import Break, Definition
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.base import BaseFinding, scan_bases
from esep.statistics.compare import (
    compute_change_by_difference,
    compute_change_percent,
    compute_difference,
    compute_fold,
    compute_rate,
    compute_share_percent,
)

# With more cells than this a release has those that its readers look for.
MOST_RELEASE_CELLS = 50_000
MISSING = Figure(None, "count", 0, "O")


class Answers:
    """An opened dataset: ask it questions. `vintage` names the data, `packaged` where nothing was built yet.

    `notes` are what one must know to read any of its figures.
    """

    def __init__(self, definition: Definition, cube: Cube, vintage: str, notes: tuple[Remark, ...] = ()) -> None:
        self.definition = definition
        self.vintage = vintage
        self._notes = notes
        self._cube = cube
        self._areas = Areas(definition, cube)
        # Opens the vintages before this one, the latest first; `open_dataset` knows them.
        self.open_earlier: Callable[[], Iterator[Answers]] = lambda: iter(())

    def ask(self, question: Question | str, *, with_others: bool = True, with_finding: bool = False) -> Answer:
        """Return the answer; where the data are absent, a figure without value and the status that says why.

        A question may be a text in the grammar of questions; then `EsepError` is raised where it is none.
        An operation that asks for a method comes with its finding; any other, `with_finding`, with what can be said of
        its figure: how sure a change is, how a share came about. That needs the whole series and takes its time.
        """
        if isinstance(question, str):
            question = parse_question(question, self.definition)
        finding: Finding | None = None
        if question.operation in METHODS:
            figure, finding = METHODS[question.operation](self, question)
            with_others = False
        else:
            figure = self._compute(question)
            finding = self.assess(question, figure) if with_finding else None
        others = self.ask_siblings(question) if with_others else ()
        breaks: tuple[Break, ...] = ()
        if question.base_period is not None:
            breaks = self.find_dividing(
                question, question.base_period, question.period, healed=figure.value is not None
            )
        return Answer(
            question=question,
            figure=figure,
            definition=self.definition,
            vintage=self.vintage,
            notes=self._note(question, figure, len(breaks)),
            breaks=breaks,
            others=others,
            prints=self._other_prints(figure),
            finding=finding,
        )

    def assess(self, question: Question, figure: Figure | None = None) -> Finding | None:
        """Return what can be said of the figure of a question beyond its number; `None` where no method speaks of it.

        `figure` is that of the question where it is known already.
        """
        if question.operation in METHODS:
            return METHODS[question.operation](self, question)[1]
        if question.operation not in ASSESSMENTS:
            return None
        return ASSESSMENTS[question.operation](self, question, self._compute(question) if figure is None else figure)

    def series(
        self, measure: str, scope: str, region: str, *, attribute: str = "", unit: str = "count"
    ) -> tuple[Answer, ...]:
        """Return one answer per calendar year for which a cell of this unit exists, oldest first."""
        cells = self._cube.find(scope=scope, measure=measure, attribute=attribute, region=region, unit=unit)
        years = sorted({c.key.period for c in cells if c.key.base_period is None and c.key.period.is_year})
        asked = (Question(measure, scope, region, year, attribute) for year in years)
        return tuple(self.ask(question, with_others=False) for question in asked)

    def find_cells(self, **filters: object) -> tuple[Cell, ...]:
        """Return the cells that equal every given part of a key (`scope`, `measure`, `region`, `period`, ...)."""
        return self._cube.find(**filters)

    def list_parts(self, wanted: Mapping[str, Collection[str]]) -> Iterator[Mapping[str, str]]:
        """Yield parts of keys for `find_cells`, each soon read, that hold every cell with the wanted codes once."""
        return self._cube.list_parts(wanted)

    def list_periods(self, scope: str, measure: str, region: str, attribute: str = "") -> tuple[Period, ...]:
        """Return the periods for which a series has figures, oldest first."""
        return self._cube.periods(scope, measure, attribute, region)

    def has_series(self, scope: str, measure: str, region: str) -> bool:
        """Return whether a series has a figure for any period."""
        return self._cube.has_series(scope, measure, region)

    def list_measures(self, scope: str) -> tuple[str, ...]:
        """Return the measures that have figures in a scope."""
        return self._cube.measures(scope)

    def find_dividing(
        self, question: Question, one: Period, other: Period, *, healed: bool = True
    ) -> tuple[Break, ...]:
        """Return the breaks between two periods of the series that a question is about, oldest first.

        A change of borders that putting the area together undoes is none, unless `healed` is false.
        """
        earlier, later = sorted((one, other))
        found = self.definition.find_breaks(question.scope, question.measure, question.region, earlier, later)
        asked = replace(question, period=later, base_period=earlier)
        return tuple(b for b in found if not (healed and self._areas.is_healed(b, asked)))

    def cross(self, scope: str, measure: str, attribute: str, region: str) -> Crossing | None:
        """Return a series of a scope by its own months and by those of registration, `None` where nobody may see it."""
        return self._cube.cross(scope, measure, attribute, region)

    def release_cells(self) -> tuple[Cell, ...]:
        """Return the cells that go out as data files, in the order of the cube.

        All of them where they are few. Of more, those of the default region in every period, and by the year those with
        an attribute and those of the regions in it: every other combination can be asked for.
        """
        if len(self._cube) <= MOST_RELEASE_CELLS:
            return self._cube.find()
        place = self.definition.default_region
        cells = [*self._cube.find(attribute="", region=place)]
        years = sorted({cell.key.period for cell in cells if cell.key.period.type in YEARS})
        for year in years:
            for attribute in self.definition.attributes:
                cells += self._cube.find(attribute=attribute.code, region=place, period=year)
            for region in self.definition.regions.children(place):
                cells += self._cube.find(attribute="", region=region.code, period=year)
        return tuple(sorted(cells, key=lambda cell: _order_key(cell.key)))

    def scan_base(self, measure: str, base_period: Period) -> tuple[BaseFinding, str] | None:
        """Return how a base year stands in the longest declared series of a measure, and that series' question."""
        code = self.definition.measures.find(measure)
        series = code.extra.get("long_series", "") if code else ""
        if not series or not base_period.is_year:
            return None
        scope, _, other = series.partition("/")
        cells = [c for c in self._cube.find(scope=scope, measure=other) if c.key.base_period is None]
        values = {c.key.period.start.year: c.value for c in cells if c.key.period.is_year and c.value is not None}
        finding = scan_bases(values, base_period.start.year)
        return None if finding is None else (finding, series)

    def sibling_scopes(self, scope: str) -> tuple[Code, ...]:
        """Return the other universes of the same tree of scopes, in their official order."""
        family = self._family(scope)
        scopes = (code for code in self.definition.scopes if code.code != scope)
        return tuple(code for code in scopes if self._family(code.code) == family)

    def _family(self, scope: str) -> str:
        return self.definition.scopes.lineage(scope)[-1] if scope in self.definition.scopes else scope

    def ask_siblings(self, question: Question) -> tuple[Answer, ...]:
        """Return what the other universes of the same tree have for a question."""
        asked = (replace(question, scope=code.code) for code in self.sibling_scopes(question.scope))
        answers = (self.ask(sibling, with_others=False) for sibling in asked)
        return tuple(answer for answer in answers if answer.figure.value is not None)

    def _compute(self, question: Question) -> Figure:
        if question.operation == "level":
            return self.read_level(question)
        if question.operation == "share-of":
            return self._share(question)
        if question.operation == "rate-per":
            return self._rate(question)
        return self._change(question)

    def read_level(self, question: Question, unit: str = "") -> Figure:
        """Return the level that a question is about, whatever its operation, from the cells; `unit` may choose one."""
        scopes = self.equal_scopes(question)
        figure = self._find_level(question, scopes, unit)
        if figure is MISSING:
            figure = self._sum_parts(question, scopes, unit) or MISSING
        return self._areas.complete(figure, question, scopes, unit)

    def _sum_parts(self, question: Question, scopes: tuple[str, ...], unit: str) -> Figure | None:
        def read(part: Period) -> Figure:
            return self._find_level(replace(question, period=part), scopes, unit)

        return sum_parts(question.period, read)

    def _find_level(self, question: Question, scopes: tuple[str, ...], unit: str) -> Figure:
        for scope in scopes:
            cells = self._cube.find(
                scope=scope,
                measure=question.measure,
                attribute=question.attribute,
                region=question.region,
                period=question.period,
                base_period=None,
            )
            units = [unit] if unit else sorted({c.key.unit for c in cells}, key=_rank_unit)
            best = next((c for u in units for c in cells if c.key.unit == u), None)
            if best is not None and (scope == question.scope or best.key.unit == "count"):
                return Figure.of_cell(best)
        return MISSING

    def equal_scopes(self, question: Question) -> tuple[str, ...]:
        """Return the scope of a question and those in which the measure counts the very same offences."""
        code = self.definition.measures.find(question.measure)
        is_count = not question.attribute.startswith("share_of:")
        same = code.same_in if code and is_count and question.scope in code.same_in else ()
        return (question.scope, *(scope for scope in same if scope != question.scope))

    def _share(self, question: Question) -> Figure:
        part = self.read_level(question, "count")
        region = question.whole_region or question.region
        whole = self.read_level(
            replace(question, measure=question.whole, attribute="", operation="level", region=region), "count"
        )
        share = compute_share_percent(part, whole)
        if share.value is not None or question.whole_region:
            return share
        published = replace(question, attribute=f"share_of:{question.whole}", operation="level")
        printed = self.read_level(published, "percent")
        if printed.value is not None:
            return printed
        estimate = self._estimate_part(question)
        return share if estimate is None else replace(compute_share_percent(estimate, whole), decimals=1)

    def _estimate_part(self, question: Question) -> Figure | None:
        """Estimate a count that a scope did not print from a wider scope that did, by the declared coverage."""
        coverage = self.definition.find_coverage(question.scope, question.measure)
        code = self.definition.measures.find(question.measure)
        if coverage is None or code is None:
            return None
        wider = [coverage.whole, *(scope for scope in code.same_in if scope not in (coverage.whole, question.scope))]
        found = (self.read_level(replace(question, scope=scope), "count") for scope in wider)
        figure = next((f for f in found if f.value is not None), None)
        if figure is None or figure.value is None or figure.interval is None:
            return None
        low, high = coverage.share.low, coverage.share.high
        assert low is not None
        assert high is not None
        assert figure.interval.low is not None
        top = None if figure.interval.high is None else figure.interval.high * high
        middle = figure.value * (low + high) / 2
        formula = f"{coverage.whole} b x {float(low):g}..{float(high):g}"
        return Figure(middle, "count", 0, "E", Interval(figure.interval.low * low, top), figure.cells, formula)

    def _rate(self, question: Question) -> Figure:
        population = self.read_level(
            Question("population", self.definition.population_scope, question.region, question.period), "persons"
        )
        rate = compute_rate(self.read_level(question, "count"), population, question.rate_base)
        return rate if rate.value is not None else self._read_rate(question) or rate

    def _read_rate(self, question: Question) -> Figure | None:
        """Return the rate of a year that was published as one, on another base if need be; `None` where there is none.

        Rates of a part of a year are published as they are or multiplied up to the year, and rarely say which.
        """
        if not question.period.is_year:
            return None
        for base in dict.fromkeys((question.rate_base, *RATE_BASES.values())):
            figure = self.read_level(question, f"per_{base}")
            if figure.value is not None and figure.interval is not None:
                factor = Fraction(question.rate_base, base)
                interval = figure.interval.scale(factor)
                unit = f"per_{question.rate_base}"
                return replace(figure, value=figure.value * factor, unit=unit, interval=interval)
        return None

    def _change(self, question: Question) -> Figure:
        base_period = question.base_period
        assert base_period is not None
        if not question.period.is_comparable(base_period):
            unit = {"change-from": "percent", "fold-from": "fold"}.get(question.operation, "count")
            return Figure(None, unit, 0, "M")
        current, base = self.read_level(question), self.read_level(replace(question, period=base_period))
        difference = self._published_change(replace(question, operation="difference-from"))
        if base.value is None and question.operation == "change-from" and difference is not None:
            derived = compute_change_by_difference(current, difference)
            if derived.value is not None:
                return derived
        if None in (base.value, current.value) and question.operation == "difference-from" and difference is not None:
            return difference
        if base.value is None or current.value is None:
            current, base = self.complete_by_difference(question, current, base)
        compute = {
            "change-from": compute_change_percent,
            "difference-from": compute_difference,
            "fold-from": compute_fold,
        }[question.operation]
        figure = compute(current, base)
        if figure.value is not None and current.unit == base.unit:
            return figure
        is_mixed = None not in (base.value, current.value) and current.unit != base.unit
        return self._published_change(question) or (Figure(None, figure.unit, 0, "M") if is_mixed else figure)

    def _published_change(self, question: Question) -> Figure | None:
        unit = {"change-from": "percent", "difference-from": "count"}.get(question.operation)
        if unit is None:
            return None
        cells = self._cube.find(
            scope=question.scope,
            measure=question.measure,
            attribute=question.attribute,
            region=question.region,
            period=question.period,
            base_period=question.base_period,
            unit=unit,
        )
        return Figure.of_cell(cells[0]) if cells else None

    def complete_by_difference(self, question: Question, current: Figure, base: Figure) -> tuple[Figure, Figure]:
        """Return both levels of a change; one that was not published is the other and a published difference."""
        difference = self._published_change(replace(question, operation="difference-from"))
        if difference is None or difference.value is None or difference.interval is None:
            return current, base
        if base.value is None and current.value is not None and current.interval is not None:
            interval = current.interval - difference.interval
            return current, _derive(current, current.value - difference.value, interval, difference)
        if current.value is None and base.value is not None and base.interval is not None:
            return _derive(base, base.value + difference.value, base.interval + difference.interval, difference), base
        return current, base

    def _other_prints(self, figure: Figure) -> tuple[Cell, ...]:
        found = (other for used in figure.cells for other in self._cube.find_other_prints(used))
        return tuple(dict.fromkeys(found))

    def _note(self, question: Question, figure: Figure, break_count: int) -> tuple[Remark, ...]:
        read = next((c.key.scope for c in figure.cells), question.scope)
        spoken = read if question.operation in METHODS else question.scope
        notes = [Remark("answers.note_scope", {"scope": f"scope:{spoken}"})]
        if break_count:
            notes.append(Remark("answers.note_breaks", {"n": break_count}))
        if question.base_period is not None and not question.period.is_comparable(question.base_period):
            facts: dict[str, Fact] = {"period": question.period, "base": question.base_period}
            notes.append(Remark("answers.note_other_year", facts))
        notes += self._areas.note(question, figure)
        attribute = self.definition.attributes.find(question.attribute)
        if attribute is not None and attribute.qualities:
            notes.append(Remark("answers.note_quality", {"quality": f"quality:{attribute.code}"}))
        shares = [c.coverage for c in figure.cells if c.coverage is not None and c.coverage < 1]
        if shares:
            notes.append(Remark("answers.note_coverage", {"share": (100 * min(shares), "percent", 1)}))
        if figure.status == "E" and question.operation not in METHODS:
            notes.append(Remark("answers.note_estimated"))
        kinds = {c.precision for c in figure.cells}
        if figure.value is not None and kinds - {"exact"}:
            notes.append(Remark("answers.note_rounded"))
        if any(not c.key.period.is_year for c in figure.cells) and question.operation == "rate-per":
            notes.append(Remark("answers.note_not_annualised"))
        return (*notes, *self._notes)


def _derive(known: Figure, value: Fraction, interval: Interval, difference: Figure) -> Figure:
    cells = known.cells + difference.cells
    return Figure(value, known.unit, min(known.decimals, difference.decimals), known.status, interval, cells, "b - d")


def _rank_unit(unit: str) -> tuple[int, str]:
    return (0 if unit == "count" else 1, unit)


def _order_key(key: CellKey) -> tuple[object, ...]:
    return (key.scope, key.measure, key.attribute, key.region, key.period, key.unit)
