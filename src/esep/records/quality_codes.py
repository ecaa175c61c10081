"""Raw codes sorted by what a definition says of them: good, fixed by a rule, ignored by a rule, unknown."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.problems import Where
from esep.records.check import list_checks
from esep.records.engines import Engine
from esep.records.judge import list_places
from esep.records.quality_report import FIXED, GOOD, IGNORED, MEANINGS, STOP, CodeTotal, CodeUse
from esep.records.rules import RecordRules
from esep.records.rules_codes import CodeRule

if TYPE_CHECKING:
    import ibis.expr.types as ir

# So many codes of one meaning are listed, the most frequent ones; all are counted.
MOST_CODES = 1_000
# To so many unknown codes the nearest known one is looked for.
MOST_GUESSES = 100
STATUS_MEANINGS = ("counted", "withdrawn", "transferred")


def list_code_uses(
    engine: Engine, definition: Definition, rules: RecordRules, rows: ir.Table, place: Callable[[Any], Where]
) -> tuple[tuple[CodeTotal, ...], tuple[CodeUse, ...]]:
    """Return how many codes there are of each meaning, and the codes, of rows that fit their header.

    The states of a record are sorted like codes.
    """
    totals: list[CodeTotal] = []
    uses: list[CodeUse] = []
    bits = {(check.element, check.rule): 1 << bit for bit, check in enumerate(list_checks(rules))}
    for rule in rules.codes:
        members = list(list_places(definition)[rule.field])
        is_unknown = (rows["reasons"] & bits[rule.field, "record-code-unknown"]) != 0
        found = _Sorter(engine, rows, rule.field, place)
        found.sort(_name_meaning(rows, rule, is_unknown), rows[rule.field])
        totals += found.list_totals()
        known = {code.raw: code.code for code in rule.codes} | dict(rule.fix)
        uses += found.list_uses(known, members, rule.first_characters)
    if rules.status:
        states = {state: meaning for meaning in STATUS_MEANINGS for state in getattr(rules.status, meaning)}
        is_unknown = (rows["reasons"] & bits["status", "record-status-unknown"]) != 0
        found = _Sorter(engine, rows, "status", place)
        found.sort(is_unknown.ifelse(STOP, GOOD), None)
        totals += found.list_totals()
        uses += found.list_uses(states)
    return tuple(totals), tuple(uses)


def _name_meaning(rows: ir.Table, rule: CodeRule, is_unknown: ir.BooleanValue) -> ir.StringValue:
    """Return what the definition says of the code of a row; null where the day that it hangs on cannot be read."""
    import ibis

    text, member = rows[f"text_{rule.field}"], rows[rule.field]
    found = is_unknown.ifelse(STOP, member.notnull().ifelse(GOOD, ibis.null("string")))
    if rule.fix:
        found = text.isin(tuple(rule.fix)).ifelse(FIXED, found)
    return text.isin(rule.ignore).ifelse(IGNORED, found) if rule.ignore else found


class _Sorter:
    """The codes of one field, counted once and asked for by their meaning."""

    def __init__(self, engine: Engine, rows: ir.Table, field: str, place: Callable[[Any], Where]) -> None:
        self._engine = engine
        self._rows = rows
        self._field = field
        self._place = place
        self._sorted: ir.Table

    def sort(self, meaning: ir.StringValue, member: ir.IntegerValue | None) -> None:
        """Count the codes by text and meaning; a text may mean several members in its time, of which one is named."""
        import ibis

        rows = self._rows.mutate(meaning=meaning, member=ibis.null("int32") if member is None else member)
        rows = rows.filter(rows[f"text_{self._field}"].notnull(), rows["meaning"].notnull())
        counted = rows.group_by(text=rows[f"text_{self._field}"], meaning=rows["meaning"]).agg(
            rows=rows.count(), first=rows["place"].min(), member=rows["member"].max()
        )
        self._sorted = self._engine.store(f"codes_of_{self._field}", counted)

    def list_totals(self) -> Iterator[CodeTotal]:
        """Yield the number of codes and rows of every meaning that there is."""
        table = self._sorted
        counted = table.group_by("meaning").agg(codes=table.count(), rows=table["rows"].sum())
        found = {meaning: (int(codes), int(rows)) for meaning, codes, rows in self._engine.fetch(counted)}
        yield from (CodeTotal(self._field, meaning, *found[meaning]) for meaning in MEANINGS if meaning in found)

    def list_uses(self, known: dict[str, str], members: Sequence[str] = (), first: int = 0) -> Iterator[CodeUse]:
        """Yield the codes of each meaning, the most frequent first.

        `known` says what each known text becomes; where there are `members`, a row says itself which of them it is.
        Only the `first` characters of a code mean anything; 0: all of them.
        """
        import ibis

        for meaning in MEANINGS:
            chosen = self._sorted.filter(self._sorted["meaning"] == meaning)
            listed = chosen.order_by(ibis.desc("rows"), "text").limit(MOST_CODES)
            columns = listed.select("text", "rows", "first", "member")
            for number, (text, rows, place, member) in enumerate(self._engine.fetch(columns)):
                named = members[member] if members and member is not None else known.get(text, "")
                became = named if meaning in (GOOD, FIXED) else ""
                nearest = (
                    find_nearest(text[: first or None], known) if meaning == STOP and number < MOST_GUESSES else ""
                )
                yield CodeUse(
                    self._field,
                    text,
                    meaning,
                    int(rows),
                    self._place(place),
                    member=became or known.get(nearest, ""),
                    nearest=nearest,
                )


def find_nearest(text: str, known: dict[str, str]) -> str:
    """Return the known raw code most like an unknown one, capitals apart; empty where none is like it."""
    folded = {raw.casefold(): raw for raw in known}
    near = difflib.get_close_matches(text[:200].casefold(), list(folded), n=1, cutoff=0.6)
    return folded[near[0]] if near else ""
