"""What a reader has chosen in the explorer: series, periods, and what is shown of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from esep.answers import Answers
from esep.explorer.address import Address, Query, read_list, write_query
from esep.model.cell import Cell
from esep.model.period import Period
from esep.model.question import Question

QUANTITIES = ("number", "rate", "change", "share")
VIEWS = ("chart", "table", "map")
BASES = (1_000, 10_000, 100_000)
MOST_MEASURES, MOST_REGIONS, MOST_LINES = 6, 12, 12
YEAR = re.compile(r"(1[89]|20)\d\d")
COUNTS = ("count", "persons")


@dataclass(frozen=True)
class Selection:
    """Series by measures and regions, in one scope; `kind` is `year`, `quarter`, `month` or the months of a part-year.

    `first` and `last` are years, empty for all there are; `base` is that of a rate.
    """

    measures: tuple[str, ...]
    regions: tuple[str, ...]
    scope: str
    attribute: str = ""
    kind: str = ""
    first: str = ""
    last: str = ""
    quantity: str = "number"
    base: int = 0
    view: str = "chart"
    period: str = ""
    is_usual_kind: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """Return what the path says of the selection: measure, scope, region, view."""
        view = () if self.view == "chart" else (self.view,)
        return (self.measures[0], self.scope, self.regions[0], *view)

    @property
    def query(self) -> str:
        """Return what the query says of the selection, in its one order."""
        return write_query(
            {
                "m": self.measures[1:],
                "r": self.regions[1:],
                "a": self.attribute,
                "t": "" if self.is_usual_kind else self.kind,
                "from": self.first,
                "to": self.last,
                "u": "" if self.quantity == "number" else self.quantity,
                "b": str(self.base) if self.base and self.quantity == "rate" else "",
                "p": self.period,
            }
        )

    def ask(self, measure: str, region: str, period: Period) -> Question:
        """Return the question whose answer is the value of one period of one series."""
        level = Question(measure, self.scope, region, period, self.attribute)
        if self.quantity == "rate":
            return replace(level, operation="rate-per", rate_base=self.base)
        if self.quantity == "change":
            return replace(level, operation="change-from", base_period=period.shift_years(-1))
        if self.quantity == "share":
            return replace(level, operation="share-of", whole="total")
        return level


def read_selection(address: Address, query: Query, answers: Answers) -> Selection | None:
    """Return the selection of an address of the explorer; `None` where it names what the dataset does not have."""
    definition = answers.definition
    measure, scope, region, *views = (*address.rest, "", "", "")[: max(3, len(address.rest))]
    view = views[0] if views else "chart"
    if measure not in definition.measures or scope not in definition.scopes or region not in definition.regions:
        return None
    if view not in VIEWS or len(views) > 1:
        return None
    more = [code for code in read_list(query, "m") if code in definition.measures]
    places = [code for code in read_list(query, "r") if code in definition.regions]
    return Selection(
        measures=tuple(dict.fromkeys((measure, *more)))[:MOST_MEASURES],
        regions=tuple(dict.fromkeys((region, *places)))[:MOST_REGIONS],
        scope=scope,
        view=view,
        **read_filters(query, answers),  # type: ignore[arg-type]
    )


def read_filters(query: Query, answers: Answers) -> dict[str, str]:
    """Return what a query filters; what cannot be meant is left out."""
    definition = answers.definition

    def take(name: str) -> str:
        return next(iter(read_list(query, name)), "")

    attribute, quantity, base = take("a"), take("u"), take("b")
    if not base and quantity.startswith("rate-"):
        quantity, _, base = quantity.partition("-")
    years = {name: take(name) if YEAR.fullmatch(take(name)) else "" for name in ("from", "to")}
    kind = take("t") if re.fullmatch(r"year|quarter|month|(0[1-9]|1[0-2])-(0[1-9]|1[0-2])", take("t")) else ""
    period = take("p")
    try:
        period = str(Period.parse(period)) if period else ""
    except ValueError:
        period = ""
    return {
        "attribute": attribute if attribute in definition.attributes else "",
        "kind": kind,
        "first": years["from"],
        "last": years["to"],
        "quantity": quantity if quantity in QUANTITIES else "number",
        "base": int(base) if base in map(str, BASES) else definition.rate_base,  # type: ignore[dict-item]
        "period": period,
    }


@lru_cache(maxsize=4096)
def find_kind(period: Period) -> str:
    """Return the kind of a period that can stand in a row with others, empty where there is none.

    The months of a part-year are its kind: the first nine months of one year stand beside those of another.
    """
    if period.type in ("year", "quarter", "month"):
        return period.type
    if period.month_count is None or period.start.year != period.end.year:
        return ""
    return f"{period.start.month:02d}-{period.end.month:02d}"


def list_levels(answers: Answers, selection: Selection, measure: str, region: str) -> tuple[Cell, ...]:
    """Return every published or counted level of one series, whatever its period."""
    question = Question(measure, selection.scope, region, Period.year(2000), selection.attribute)
    return tuple(
        cell
        for scope in answers.equal_scopes(question)
        for cell in answers.find_cells(
            scope=scope, measure=measure, attribute=selection.attribute, region=region, base_period=None
        )
    )


def list_kinds(cells: Sequence[Cell]) -> dict[str, int]:
    """Return the kinds of periods that cells have and of how many periods each, years first, part-years last."""
    periods = {cell.key.period for cell in cells if cell.key.unit in COUNTS or cell.key.unit == "percent"}
    counts: dict[str, int] = {}
    for period in periods:
        kind = find_kind(period)
        if kind:
            counts[kind] = counts.get(kind, 0) + 1
    order = ("year", "quarter", "month")
    return dict(sorted(counts.items(), key=lambda item: (order.index(item[0]) if item[0] in order else 9, item[0])))


def settle(selection: Selection, kinds: dict[str, int]) -> Selection:
    """Return the selection with a kind of period that the series have: the one asked for, years, or the richest."""
    usual = "year" if kinds.get("year", 0) > 1 or not kinds else max(kinds, key=lambda k: (kinds[k], k == "year"))
    kind = selection.kind if selection.kind in kinds else usual
    return replace(selection, kind=kind, is_usual_kind=kind == usual)
