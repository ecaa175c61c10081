"""The report on the quality of records in words: sections with tables, which a terminal and a page show alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.language.phrases import Fact, say
from esep.language.tables import group_digits
from esep.language.write import write_number
from esep.problems import Where, show_fact
from esep.records.quality_report import IGNORED, MEANINGS, STOP, DateOrder, Finding, Quality

# So many rows of a table are printed on a terminal.
MOST_LINES = 20


@dataclass(frozen=True)
class Section:
    """A part of the report: a heading, a sentence and a table; `is_long` tells that few will read all of it."""

    title: str
    text: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_long: bool = False


@dataclass(frozen=True)
class View:
    """The whole report in one language; every text from outside is bounded and without control characters."""

    title: str
    verdict: str
    sentence: str
    rows: str
    files: str
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()


def write_view(quality: Quality, language: str) -> View:
    """Return a report in words."""
    return _Writer(quality, language).write()


def view_to_text(view: View) -> str:
    """Return a report for a terminal, with long tables cut."""
    lines = [view.title, view.sentence, view.rows, *view.remarks]
    for section in view.sections:
        lines += ["", section.title, *([f"  {section.text}"] if section.text else [])]
        shown = section.rows[:MOST_LINES]
        widths = [max(map(len, column)) for column in zip(section.header, *shown, strict=True)] if shown else []
        for row in (section.header, *shown) if shown else ():
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append(f"  {'  '.join(cells)}".rstrip())
        if len(section.rows) > len(shown):
            lines.append(f"  … +{len(section.rows) - len(shown)}")
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes one report in one language."""

    def __init__(self, quality: Quality, language: str) -> None:
        self._quality = quality
        self._language = language

    def write(self) -> View:
        quality = self._quality
        counts = {name: self._number(number) for name, number in quality.rows.to_dict().items()}
        codes, rows = self._number(quality.stops), self._number(quality.stopped_rows)
        sentence = self._say(f"verdict_{quality.verdict}", codes=codes, rows=rows, rejected=counts["rejected"])
        sections = (
            self._list_rules(),
            *self._list_codes(),
            self._list_dates(),
            self._list_repeats(),
            self._list_silences(),
            self._list_months(),
        )
        return View(
            title=self._say("title", title=quality.titles[self._language], dataset=quality.dataset),
            verdict=quality.verdict,
            sentence=sentence,
            rows=self._say("rows", **counts),
            files=self._say("files", files=", ".join(show_fact(name) for name in quality.files[:20])),
            sections=tuple(section for section in sections if section is not None),
            remarks=tuple(f"{one.where}: {one.say('what', self._language)}" for one in quality.remarks),
        )

    def _say(self, key: str, **facts: Fact) -> str:
        return say(f"quality.{key}", self._language, **facts)

    def _number(self, number: int) -> str:
        return group_digits(str(number), self._language)

    def _head(self, *names: str) -> tuple[str, ...]:
        return tuple(self._say(f"column_{name}") for name in names)

    def _list_rules(self) -> Section:
        rows = tuple(self._describe_finding(one) for one in self._quality.findings)
        text = "" if rows else self._say("rules_none")
        return Section(
            self._say("rules"), text, self._head("element", "meaning", "rows", "first", "values", "rule"), rows
        )

    def _describe_finding(self, one: Finding) -> tuple[str, ...]:
        meaning = self._say("rule_" + one.rule.removeprefix("record-").replace("-", "_"))
        return one.element, meaning, self._number(one.rows), str(one.first), _join(one.samples), one.rule

    def _list_codes(self) -> Iterator[Section]:
        fields = dict.fromkeys(total.field for total in self._quality.code_totals)
        for meaning in reversed(MEANINGS):
            for field in fields:
                uses = self._quality.list_codes(field, meaning)
                if not uses:
                    continue
                (total,) = (t for t in self._quality.code_totals if (t.field, t.meaning) == (field, meaning))
                facts = {"field": field, "codes": self._number(total.codes), "rows": self._number(total.rows)}
                last = () if meaning == IGNORED else ("nearest",) if meaning == STOP else ("member",)
                rows = []
                for use in uses:
                    member = f"{show_fact(use.nearest)} → {use.member}" if use.nearest else use.member
                    cells = (show_fact(use.text), self._number(use.rows), str(use.first), member)
                    rows.append(cells[: 3 + len(last)])
                yield Section(
                    self._say(f"codes_{meaning}", **facts),
                    self._say(f"about_{meaning}"),
                    self._head("code", "rows", "first", *last),
                    tuple(rows),
                    is_long=meaning != STOP and len(rows) > MOST_LINES,
                )

    def _list_dates(self) -> Section:
        rows = []
        for use in self._quality.dates:
            days = f"{use.earliest} – {use.latest}" if use.earliest else ""
            rows.append((use.field, self._number(use.rows), days, self._number(use.future), _show(use.first)))
        header = ("element", "rows", "days", "future", "first_future")
        orders = " ".join(filter(None, map(self._describe_order, self._quality.orders)))
        text = " ".join((self._say("about_dates", day=str(self._quality.day)), *([orders] if orders else [])))
        return Section(self._say("dates"), text, self._head(*header), tuple(rows))

    def _describe_order(self, order: DateOrder) -> str:
        names = {"before": order.before, "after": order.after}
        if not order.rows:
            return self._say("order_none", **names)
        facts = {"rows": self._number(order.rows), "first": _show(order.first), "days": self._number(order.days)}
        return self._say("order_by_month" if order.is_by_month else "order", **names, **facts)

    def _list_repeats(self) -> Section | None:
        found = self._quality.repeats
        if found is None:
            return None
        if not found.ids:
            return Section(self._say("repeats"), self._say("repeats_none"))
        facts = {"ids": self._number(found.ids), "first": _show(found.first), "samples": _join(found.samples)}
        text = self._say("about_repeats", same=self._number(found.same), other=self._number(found.different), **facts)
        return Section(self._say("repeats"), f"{text} {self._say(f'repeats_rule_{found.rule}')}")

    def _list_silences(self) -> Section:
        found = self._quality.silences
        rows = tuple(
            (
                show_fact(one.reporter),
                one.month,
                self._say(one.kind),
                self._number(one.rows),
                write_number(Fraction(one.usual), 0 if one.usual.is_integer() else 1, self._language),
                self._say("yes" if one.is_declared else "no"),
            )
            for one in found
        )
        header = self._head("reporter", "month", "what", "rows", "usual", "declared")
        return Section(self._say("silences"), self._say("about_silences" if rows else "silences_none"), header, rows)

    def _list_months(self) -> Section:
        months = self._quality.months
        if not months:
            return Section(self._say("months"), self._say("months_none"))
        empty = [month for month, rows in months.items() if not rows]
        first, *_, last = (*months, *months)
        facts = {"first": first, "last": last, "months": self._number(len(months) - len(empty))}
        text = self._say("about_months", empty=", ".join(empty[:MOST_LINES]) or "–", **facts)
        rows = tuple((month, self._number(number)) for month, number in months.items())
        return Section(self._say("months"), text, self._head("month", "rows"), rows, is_long=True)


def _show(where: Where | None) -> str:
    return "" if where is None else str(where)


def _join(texts: Sequence[str]) -> str:
    return " · ".join(show_fact(text, limit=40) for text in texts)
