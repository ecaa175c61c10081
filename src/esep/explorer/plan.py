"""What of a dataset becomes files: as many series and figures as its limit of pages allows, told with what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from esep.answers import Answers
from esep.cube.vintages import list_vintages
from esep.explorer.choosing import FINEST, LARGE_REGIONS
from esep.explorer.desk import Series, Site
from esep.explorer.figure_page import list_related
from esep.explorer.frame import PAGES
from esep.explorer.overview_page import find_whole_of
from esep.explorer.selection import VIEWS
from esep.explorer.table import make_question
from esep.model.question import Question

# Operations whose figures have a page of their own among files.
OPERATIONS = ("level", "rate-per", "change-from", "share-of", "difference-from")
# Where neither the definition nor the command names another limit.
USUAL_PAGES = 4_000


@dataclass(frozen=True)
class Plan:
    """The series that are written, and the year from whose figures on each has a page; how many there are of each."""

    series: tuple[Series, ...]
    since: int
    pages: int
    figures: int
    every_series: int
    every_figure: int

    @property
    def is_whole(self) -> bool:
        """Return whether nothing that could be written is left out."""
        return (len(self.series), self.figures) == (self.every_series, self.every_figure)

    def holds(self, question: Question) -> bool:
        """Return whether a figure has a page."""
        is_known = (question.measure, question.scope, question.region) in self.series
        return is_known and question.operation in OPERATIONS and question.period.start.year >= self.since


def make_plan(answers: Answers, site: Site, limit: int) -> Plan:
    """Return what a site of at most so many pages in all its languages holds.

    Series come first, the most sought ones before others, up to half of the pages; then their figures, newest years
    first, each year whole.
    """
    languages, every = len(site.languages), tuple(dict.fromkeys(_list_series(answers)))
    vintages = len(list_vintages(site.store, answers.definition.name)) if site.store else 0
    pages = 1 + languages * (len(PAGES) + vintages)
    room = max(0, (max(limit, 2 * pages) - pages) // 2) // (languages * len(VIEWS))
    chosen = every[:room]
    pages += len(chosen) * languages * len(VIEWS)
    figures = _count_figures(answers, every)
    kept = set(chosen)
    since, written = max((year for year, _ in figures), default=0) + 1, 0
    for year in sorted({year for year, _ in figures}, reverse=True):
        number = sum(n for (at, series), n in figures.items() if at == year and series in kept)
        if pages + number * languages > limit:
            break
        since, written, pages = year, written + number, pages + number * languages
    return Plan(chosen, since, pages, written, len(every), sum(figures.values()))


def _list_series(answers: Answers) -> Iterator[Series]:
    """Yield the series that readers look up, those of the usual scope and place first.

    Of published figures these are all; of counts offences in the whole country, and the whole in the larger regions:
    single paragraphs of the law are looked up on a server.
    """
    definition = answers.definition
    scopes = sorted((code.code for code in definition.scopes), key=lambda code: code != definition.default_scope)
    if definition.kind != "records":
        found = {(cell.key.measure, cell.key.scope, cell.key.region) for cell in answers.find_cells()}
        places = {code: at for at, code in enumerate(definition.regions.codes)}
        measures = {code: at for at, code in enumerate(definition.measures.codes)}
        home = definition.default_region
        yield from sorted(found, key=lambda s: (scopes.index(s[1]), s[2] != home, places[s[2]], measures[s[0]]))
        return
    whole = find_whole_of(answers)
    for scope in scopes:
        known = set(answers.list_measures(scope))
        codes = [code for code in definition.measures if code.code in known]
        yield from ((code.code, scope, definition.default_region) for code in codes if code.kind != FINEST)
        yield from ((whole, scope, place.code) for place in definition.regions if place.kind in LARGE_REGIONS)


def _count_figures(answers: Answers, every: Iterable[Series]) -> Counter[tuple[int, Series]]:
    """Return how many figures of each year a series has: its levels, what is printed, and what is computed of them."""
    is_counted = answers.definition.kind == "records"
    counts: Counter[tuple[int, Series]] = Counter()
    for measure, scope, region in every:
        filters = {"attribute": ""} if is_counted else {}
        cells = answers.find_cells(measure=measure, scope=scope, region=region, **filters)
        asked = {make_question(cell) for cell in cells if cell.key.period.is_year or not is_counted}
        asked |= {other for question in asked for other in list_related(answers, question)}
        for question in asked:
            if question.operation in OPERATIONS:
                counts[question.period.start.year, (measure, scope, region)] += 1
    return counts
