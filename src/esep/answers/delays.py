"""Counts by two dates as methods take them: the delays of what a period registered, and the triangle of months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.cube.crossing import Crossing
from esep.model.cell import Cell
from esep.model.codelist import CodeList
from esep.model.definition import DeclaredRevision
from esep.model.period import MONTHS_OF_QUARTER, MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.tolerances import DELAY_MONTHS, NOWCAST_LEAST_MONTHS
from esep.statistics.delays import summarise_delays
from esep.statistics.nowcast import estimate_completeness

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# The kind of an attribute whose offences are corrections, dated back to what they correct.
CORRECTION = "correction"
# Which date says best when something happened; a day of the report is the next best.
_BASES = ("occurred", "reported")


@dataclass(frozen=True)
class Triangle:
    """Events by month and by months of delay, oldest month first: row t has the delays 0 ... that are known of it.

    `months` follow each other without a gap up to the last registered one. Nothing is in it that was registered before
    the first of them.
    """

    months: tuple[Period, ...]
    rows: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.months)

    @property
    def registered(self) -> tuple[int, ...]:
        """Return how many of these events were registered in each of the months."""
        return tuple(sum(self.rows[t][month - t] for t in range(month + 1)) for month in range(len(self)))

    @property
    def is_net(self) -> bool:
        """Return whether more were taken back than registered somewhere: corrections are not told from the rest."""
        return any(n < 0 for row in self.rows for n in row)

    def keep_quarters(self) -> Triangle:
        """Return the part of whole calendar quarters."""
        months = self.months
        start = next((p for p, m in enumerate(months) if m.start.month % MONTHS_OF_QUARTER == 1), len(months))
        end = len(months) - (len(months) - start) % MONTHS_OF_QUARTER
        rows = tuple(row[: end - start - place] for place, row in enumerate(self.rows[start:end]))
        return Triangle(months[start:end], rows)

    def find_lags(self, period: Period) -> range:
        """Return the ages in months of the months of a period that are in it: 0 is the last; empty where none is."""
        places = [place for place, month in enumerate(self.months) if period.covers(month)]
        return range(len(self) - 1 - places[-1], len(self) - places[0]) if places else range(0)


@dataclass(frozen=True)
class Delays:
    """What a period registered, by the calendar months from the event to the registration.

    `undated` have no date of the event, `backdated` are corrections that were declared; neither is in `counts`.
    """

    counts: dict[int, int]
    undated: int
    backdated: int


@dataclass(frozen=True)
class TwoDates:
    """A series by the month of the event and that of the registration, without corrections that are declared.

    `scope` counts by the date of the event, which is `basis`. `registered` are the months of registration there are.
    An event that is dated after its registration counts as one of that month.
    """

    scope: str
    basis: str
    registered: tuple[Period, ...]
    counts: dict[tuple[Period | None, Period], int]
    backdated: dict[Period, int]

    def list_delays(self, period: Period) -> Delays | None:
        """Return the delays of what a period registered; `None` where it is not made of months that are all there."""
        inside = {month for month in self.registered if period.covers(month)}
        if not inside or len(inside) != period.month_count:
            return None
        found: Counter[int] = Counter()
        undated = 0
        for (event, month), n in self.counts.items():
            if month in inside and event is not None:
                found[_count_months(event, month)] += n
            elif month in inside:
                undated += n
        return Delays(dict(found), undated, sum(self.backdated.get(month, 0) for month in inside))

    def make_triangle(self, first: Period | None = None) -> Triangle:
        """Return the triangle of the last months of registration that follow each other, from `first` on if given."""
        months: list[Period] = []
        for month in reversed(self.registered):
            if (months and _count_months(month, months[-1]) != 1) or (first is not None and month < first):
                break
            months.append(month)
        months.reverse()
        return Triangle(
            tuple(months), tuple(self._list_row(month, months[place:]) for place, month in enumerate(months))
        )

    def _list_row(self, month: Period, later: list[Period]) -> tuple[int, ...]:
        return tuple(self.counts.get((month, registered), 0) for registered in later)


def read_two_dates(answers: Answers, question: Question, measure: str = "") -> TwoDates | None:
    """Return the series of a question (or of another measure) by both dates; `None` where the data do not have them.

    Where the question's scope counts by registration, the first scope that counts by a date of the event is taken.
    What a definition declares as a correction is left out: offences with an attribute of the kind `correction`, and
    what was registered in the month of a declared revision of events in the periods that it names.
    """
    asked = replace(question, measure=measure or question.measure)
    scope = find_event_scope(answers, asked)
    crossing = answers.cross(scope, asked.measure, asked.attribute, asked.region) if scope else None
    if crossing is None:
        return None
    counts = _order_dates(crossing)
    for code in answers.definition.attributes if not asked.attribute else ():
        corrected = answers.cross(scope, asked.measure, code.code, asked.region) if code.kind == CORRECTION else None
        if corrected is not None:
            counts.subtract(_order_dates(corrected))
    backdated: Counter[Period] = Counter()
    for event, month, n in _list_revised(answers, replace(asked, scope=scope)):
        counts[event, month] -= n
        backdated[month] += n
    kept = {key: n for key, n in counts.items() if n}
    return TwoDates(scope, crossing.basis, crossing.registered, kept, dict(backdated))


def find_event_scope(answers: Answers, question: Question) -> str:
    """Return the scope that counts by the date of the event: the question's own, or the first; empty without one."""
    found: dict[str, str] = {}
    for code in (question.scope, *answers.definition.scopes.codes):
        crossing = answers.cross(code, question.measure, "", question.region)
        if crossing is not None and code == question.scope:
            return code
        if crossing is not None:
            found.setdefault(crossing.basis, code)
    return next((found[basis] for basis in _BASES if basis in found), next(iter(found.values()), ""))


def explain_absence(answers: Answers) -> str:
    """Return why a dataset has no counts by two dates: it is `published`, it is `protected`, or it has `one_date`."""
    if answers.definition.kind != "records":
        return "published"
    is_open = answers.definition.records.get("disclosure", {}).get("method", "none") == "none"
    return "one_date" if is_open else "protected"


def has_corrections(answers: Answers, question: Question) -> bool:
    """Return whether a dataset declares corrections that methods leave out of a question's series."""
    codes = () if question.attribute else answers.definition.attributes
    return bool(answers.definition.revisions) or any(code.kind == CORRECTION for code in codes)


def list_offences(answers: Answers, measure: str) -> tuple[str, ...]:
    """Return the measures that a measure is made of; in place of one that only adds up others, those."""
    found: list[str] = []
    for code in answers.definition.measures.children(measure):
        found += list_offences(answers, code.code) if code.kind == "aggregate" else [code.code]
    return tuple(found)


def list_completeness(answers: Answers, question: Question) -> tuple[tuple[Period, float], ...]:
    """Return the months of a question's series that are not complete, each with the share that is registered by now.

    Oldest first; empty where the data do not have both dates, or too few months of them. What a quality report or a
    bulletin needs to mark months that are not comparable yet (`esep.model.tolerances.COMPARABLE_COMPLETENESS`).
    """
    dates = read_two_dates(answers, question)
    triangle = None if dates is None else dates.make_triangle()
    if triangle is None or triangle.is_net or len(triangle) < NOWCAST_LEAST_MONTHS:
        return ()
    known = estimate_completeness(triangle.rows)
    pairs = zip(reversed(triangle.months), known, strict=False)
    return tuple(reversed([(month, share) for month, share in pairs if share < 1]))


def measure_tail(dates: TwoDates, longest: int = DELAY_MONTHS) -> Fraction | None:
    """Return which share of the registrations of the last twelve months came later than the longest delay."""
    total: Counter[int] = Counter()
    for month in dates.registered[-MONTHS_OF_YEAR:]:
        delays = dates.list_delays(month)
        total.update({} if delays is None else delays.counts)
    summary = summarise_delays(total, longest) if min(total.values(), default=0) >= 0 else None
    return None if summary is None else summary.later


def read_cells(answers: Answers, question: Question, months: tuple[Period, ...]) -> tuple[Cell, ...]:
    """Return the cells of a question's series in some months."""
    asked = replace(question, operation="level")
    figures = (answers.read_level(replace(asked, period=month), "count") for month in months)
    return tuple(cell for figure in figures for cell in figure.cells)


def _order_dates(crossing: Crossing) -> Counter[tuple[Period | None, Period]]:
    found: Counter[tuple[Period | None, Period]] = Counter()
    for (event, month), n in crossing.counts.items():
        found[None if event is None else min(event, month), month] += n
    return found


def _list_revised(answers: Answers, question: Question) -> Iterator[tuple[Period, Period, int]]:
    """Yield what declared revisions put into a series: event month, month of registration and how many."""
    definition = answers.definition
    for revision in definition.revisions:
        for measure in _find_touched(definition.measures, question.measure, revision.measures):
            for region in _find_touched(definition.regions, question.region, revision.regions):
                crossing = answers.cross(question.scope, measure, question.attribute, region)
                for (event, month), n in () if crossing is None else crossing.counts.items():
                    if event is not None and _is_revised(revision, event, month):
                        yield event, month, n


def _find_touched(codes: CodeList, own: str, named: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of a code, or the code itself, that are named; the code where none is, for that means all."""
    if not named or set(codes.lineage(own)) & set(named):
        return (own,)
    below = [code for code in named if own in codes.lineage(code)]
    return tuple(code for code in below if not set(codes.lineage(code)[1:]) & set(below))


def _is_revised(revision: DeclaredRevision, event: Period, month: Period) -> bool:
    return event < month and month.start <= revision.published <= month.end and revision.meets(event)


def _count_months(earlier: Period, later: Period) -> int:
    return (later.start.year - earlier.start.year) * 12 + later.start.month - earlier.start.month
