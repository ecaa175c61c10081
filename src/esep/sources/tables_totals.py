"""What is known only when every table is read: rows left out, values that repeat, totals held against their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from esep.model.cell import PRECISIONS
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.table_rules import CODED_PARTS, RepeatRule, TableRules, TotalRule
from esep.problems import Problem
from esep.sources.tables_grid import Address, Entry, Grid, Number, Span, find_year, is_next, make_period

MONTHS_OF_YEAR = 12
_HALF = Fraction(1, 2)


def fill_absent(grid: Grid, rules: TableRules, place: int, *, is_sure: bool) -> None:
    """Add a zero for every row that a table left out, where it declares that this means none.

    Only months that the table has anything for, and only codes that it declares. Where rows were refused of which not
    even the address is known (not `is_sure`), a row that is absent may be one of them: its figure is missing, not zero.
    """
    spans = {address.span: None for address, entry in grid.items() if entry.table == place}
    for value in rules.values.values():
        said = {**rules.parts, **value.parts}
        choices = [_list_codes(rules, part, said.get(part, "")) for part in CODED_PARTS]
        for scope, measure, attribute, region in product(*choices):
            for span in spans:
                address = Address(scope, measure, attribute, region, value.unit, span)
                if address not in grid:
                    grid[address] = Entry(0, "A", value.precision, place, note="no row in the table: none")
                    if not is_sure:
                        grid[address] = Entry(
                            None, "O", "exact", place, note="no row in the table, and some were refused"
                        )


def _list_codes(rules: TableRules, part: str, fixed: str) -> tuple[str, ...]:
    key = rules.keys.get(part)
    return tuple(dict.fromkeys(key.codes.values())) if key else (fixed,)


def find_repeats(grid: Grid, rule: RepeatRule) -> Iterator[Problem]:
    """Yield every run of equal values that is long enough to be suspicious, and remark it in the notes of its cells."""
    series: dict[tuple[object, ...], list[tuple[Address, Entry]]] = defaultdict(list)
    for address, entry in grid.items():
        if not rule.scopes or address.scope in rule.scopes:
            series[address[:-1]].append((address, entry))
    for figures in series.values():
        figures.sort(key=lambda figure: figure[0].span)
        for run in _list_runs(figures):
            first, entry = run[0]
            if len(run) >= rule.periods and entry.value is not None and entry.value >= rule.least:
                for _, repeated in run:
                    repeated.remark(f"the same value for {len(run)} periods on end, perhaps filled in")
                facts = {"figure": str(first), "value": _show(entry.value), "periods": str(len(run)), "rule": rule.id}
                yield Problem("value-repeated", entry.where(), facts)


def _list_runs(figures: Sequence[tuple[Address, Entry]]) -> Iterator[list[tuple[Address, Entry]]]:
    run: list[tuple[Address, Entry]] = []
    for figure in figures:
        if run and not (figure[1].value == run[0][1].value and is_next(run[-1][0].span, figure[0].span)):
            yield run
            run = []
        run.append(figure)
    if run:
        yield run


class Totals:
    """Compares printed totals with the sums of their parts and computes those that were not printed."""

    def __init__(self, grid: Grid, definition: Definition) -> None:
        self.grid = grid
        self.lists = {
            "region": definition.regions,
            "measure": definition.measures,
            "attribute": definition.attributes,
        }
        self.problems: list[Problem] = []
        self._valid: dict[tuple[str, tuple[str, ...], Span], int] = {}

    def apply(self, rule: TotalRule) -> None:
        """Apply one rule; totals that it computes are parts of wider ones."""
        if rule.dimension == "period":
            self._add_months(rule)
        else:
            self._add_codes(rule)

    def _add_months(self, rule: TotalRule) -> None:
        years: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for address, entry in self._list_touched(rule):
            year = find_year(address.span)
            if year is not None:
                years[*address[:-1], year].append(entry)
        for total, entries in years.items():
            self._settle(rule, Address._make(total), entries, MONTHS_OF_YEAR)

    def _add_codes(self, rule: TotalRule) -> None:
        place = Address._fields.index(rule.dimension)
        by_code: dict[str, list[tuple[Address, Entry]]] = defaultdict(list)
        for figure in self._list_touched(rule):
            by_code[str(figure[0][place])].append(figure)
        for total, parts in self._list_totals(rule):
            found: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
            for part in parts:
                for address, entry in by_code.get(part, ()):
                    found[*address[:place], total, *address[place + 1 :]].append(entry)
            printed = {address for address, _ in by_code[total]}
            for key, entries in found.items():
                address = Address._make(key)
                expected = self._count_valid(rule.dimension, parts, address.span)
                settled = self._settle(rule, address, entries, expected)
                if settled is not None and address not in printed:
                    by_code[total].append((address, settled))

    def _list_touched(self, rule: TotalRule) -> Iterator[tuple[Address, Entry]]:
        return (
            (address, entry) for address, entry in self.grid.items() if not rule.scopes or address[0] in rule.scopes
        )

    def _list_totals(self, rule: TotalRule) -> list[tuple[str, tuple[str, ...]]]:
        """Return the totals of a rule with their parts, the narrowest first."""
        codes: CodeList = self.lists[rule.dimension]
        children: dict[str, list[str]] = defaultdict(list)
        for code in codes:
            children[code.parent].append(code.code)
        wanted = rule.codes or tuple(code for code in codes.codes if code in children)
        deepest = sorted(wanted, key=lambda code: -len(codes.lineage(code)))
        return [(code, rule.parts or tuple(children[code])) for code in deepest]

    def _count_valid(self, dimension: str, parts: tuple[str, ...], span: Span) -> int:
        """Return how many of the parts existed all through a period."""
        known = self._valid.get((dimension, parts, span))
        if known is None:
            codes, period = self.lists[dimension], make_period(span)
            known = sum(part not in codes or codes[part].is_valid(period) for part in parts)
            self._valid[dimension, parts, span] = known
        return known

    def _settle(self, rule: TotalRule, address: Address, parts: list[Entry], expected: int) -> Entry | None:
        """Compare or compute one total; return the entry at its address, `None` where there is none."""
        if not rule.touches(address.scope, address.measure, address.region, make_period(address.span)):
            return self.grid.get(address)
        values = [part.value for part in parts if part.value is not None]
        entry = self.grid.get(address)
        is_complete = len(values) >= expected
        if entry is not None and entry.value is not None:
            if is_complete or not rule.is_exhaustive:
                self._compare(rule, address, entry, sum(values), parts)
            return entry
        if not rule.is_exhaustive or (entry is not None and not is_complete):
            return entry
        computed = _add(values, parts, expected) if is_complete else _leave_open(values, parts, expected)
        self.grid[address] = computed
        return computed

    def _compare(self, rule: TotalRule, address: Address, total: Entry, added: Number, parts: list[Entry]) -> None:
        assert total.value is not None
        difference: Number = total.value - added
        slack = sum((_find_slack(part.precision) for part in (total, *parts)), Fraction(0))
        if -slack <= difference <= slack or (not rule.is_exhaustive and difference > 0):
            return
        total.remark(f"the parts add up to {_show(added)}")
        facts = {
            "total": rule.id,
            "figure": str(address),
            "printed": _show(total.value),
            "added": _show(added),
            "difference": _show(difference),
        }
        self.problems.append(Problem("total-differs", total.where(), facts))


def _add(values: Sequence[Number], parts: Sequence[Entry], expected: int) -> Entry:
    precisions = {part.precision for part in parts}
    precision = precisions.pop() if len(precisions) == 1 else "approximate"
    status = next((part.status for part in parts if part.status != "A"), "A")
    is_exact = PRECISIONS[precision] is None
    note = f"computed: the sum of {expected} parts"
    return Entry(sum(values), status, precision if is_exact else "approximate", parts[0].table, note=note)


def _leave_open(values: Sequence[Number], parts: Sequence[Entry], expected: int) -> Entry:
    """Return a total that cannot be computed; its status is that of its parts where they agree."""
    statuses = {part.status for part in parts}
    status = statuses.pop() if not values and len(parts) == expected and len(statuses) == 1 else "O"
    return Entry(None, status, "exact", parts[0].table, note=f"{len(values)} of {expected} parts have a value")


def _find_slack(precision: str) -> Fraction:
    """Return how far a printed value may lie from the true one."""
    decimals = PRECISIONS[precision]
    if decimals is None:
        return Fraction(0)
    unit = Fraction(10) ** -decimals
    return unit if precision.startswith("truncated") else unit * _HALF


def _show(value: Number) -> str:
    return str(value) if isinstance(value, int) else f"{float(value):.10g}"
