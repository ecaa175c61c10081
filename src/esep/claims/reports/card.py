"""One claim of a report put into words: what the text says, what it can stand for, what the evidence says."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.answers.wording import Names, say_remark
from esep.claims.claim import Candidate, Claim, Evidence, Report
from esep.claims.outside_text import find_host, is_web_address, show_outside
from esep.claims.reports.ranges import choose_decimals, find_stated_range, is_one_count, write_interval, write_quantity
from esep.language.phrases import read_room, say
from esep.language.write import write_number, write_period
from esep.model.cell import PRECISIONS, STATUSES, Cell
from esep.model.interval import Interval
from esep.model.remark import Remark

# Verdicts that look alike on the page; the order is that of the chips, gravest first.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "fail": ("wrong", "inconsistent"),
    "care": ("matches_another_scope", "crosses_a_break", "base_not_comparable", "misleading_base"),
    "review": ("superseded", "not_significant", "ambiguous", "loose"),
    "pass": ("rounded", "supported"),
    "open": ("not_checkable",),
}
GROUP_OF: Mapping[str, str] = {verdict: group for group, verdicts in GROUPS.items() for verdict in verdicts}
# Operators whose value carries a sign.
CHANGES = ("difference", "percent_change", "percentage_points")


@dataclass(frozen=True)
class CellView:
    """One published value as a line of evidence; `address` is set only where a page may link to it."""

    value: str
    about: str
    body: str
    remarks: tuple[str, ...]
    source: str
    address: str


@dataclass(frozen=True)
class EvidenceView:
    """One piece of evidence; a sentence that repeats the reason is left out.

    `quotes` are words of the text with the number of the claim that they belong to, or 0.
    """

    independence: str
    sentence: str
    cells: tuple[CellView, ...]
    quotes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Card:
    """Everything that is shown of one claim, in the reader's language. An empty text is not shown."""

    number: int
    verdict: str
    group: str
    name: str
    quote: str
    says: str
    stands_for: str
    found_label: str
    found: str
    reading: str
    reason: str
    diagnosis: str
    cautions: tuple[str, ...]
    alternatives: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]
    question: str
    permalink: str = ""
    readings: tuple[str, ...] = ()

    @property
    def is_qualified(self) -> bool:
        """Return whether the claim passes, but with a caution: its mark says so already in the text."""
        return self.group == "pass" and bool(self.cautions)


def _name_verdict(claim: Claim, language: str) -> str:
    """Return the verdict in words; what only the speaker's own print bears out is supported as published, no more."""
    is_own = any(caution.key == "claims.caution_same_source" for caution in claim.cautions)
    if is_own and claim.verdict in ("supported", "rounded"):
        return say("report.verdict_as_published", language)
    return say(f"report.verdict_{claim.verdict}", language)


def write_card(
    claim: Claim, number: int, report: Report, places: Mapping[tuple[int, int], int], language: str, names: Names
) -> Card:
    """Return a claim in words. `places` gives the number of the claim that stands at a start and end of the text."""
    speak = _Speaker(language, names)
    quote = show_outside(claim.span).strip()
    stated = find_stated_range(claim)
    found_label, found = _write_found(claim, stated, language)
    reason = speak.remark(claim.reason)
    return Card(
        number=number,
        verdict=claim.verdict,
        group=GROUP_OF[claim.verdict],
        name=_name_verdict(claim, language),
        quote=quote,
        says=_write_claimed(claim, language, quote),
        stands_for=_write_range(claim, stated, language),
        found_label=found_label,
        found=found,
        reading=speak.reading(claim),
        reason=reason,
        diagnosis=_say_known("diagnosis", claim.diagnosis, language),
        cautions=tuple(map(speak.remark, claim.cautions)),
        alternatives=tuple(other for other in map(speak.remark, claim.alternatives) if other != reason),
        evidence=tuple(speak.evidence(entry, report.text, places, reason) for entry in claim.evidence),
        question=show_outside(claim.question),
        permalink=show_outside(write_permalink(report, claim)),
        readings=tuple(list_readings(claim, speak)) if has_choice(claim) else (),
    )


def write_permalink(report: Report, claim: Claim) -> str:
    """Return the command that shows the figure behind a claim as it was known: question, dataset and vintage."""
    if not claim.question or not report.dataset:
        return ""
    vintage = ["--as-of", report.vintage] if report.vintage else []
    return shlex.join(["esep", "ask", claim.question, "--data", report.dataset, *vintage])


def has_choice(claim: Claim) -> bool:
    """Return whether a claim is left open between readings, or fails in one, and the data know another."""
    known = [reading for reading in claim.readings if reading.value is not None and reading.question != claim.question]
    is_open = claim.verdict in ("ambiguous", "wrong", "matches_another_scope", "not_checkable")
    return is_open and not claim.is_picked and bool(known)


def list_readings(claim: Claim, speak: _Speaker) -> Iterator[str]:
    """Yield the readings of a claim that the data know, each with its number and its verdict, then how to choose."""
    language = speak.language
    for number, reading in enumerate(claim.readings, 1):
        facts = {
            "number": str(number),
            "reading": speak.reading(reading),
            "verdict": say(f"report.verdict_{reading.verdict}", language),
        }
        if reading.value is not None and reading.question:
            is_change = reading.operator in CHANGES
            decimals = choose_decimals(reading.value, claim.decimals + 1, None)
            value = write_quantity(reading.value, claim.unit, decimals, language, is_signed=is_change)
            yield say("check.reading_with_value", language, value=value, **facts)
    yield say("check.choose", language, id=claim.id)


@dataclass(frozen=True)
class _Speaker:
    language: str
    names: Names

    def remark(self, remark: Remark) -> str:
        return show_outside(say_remark(remark, self.language, self.names))

    def name(self, kind: str, code: str) -> str:
        return show_outside(self.names(kind, code, self.language))

    def measure(self, measure: str, attribute: str) -> str:
        """Return a measure with its attribute: "share_of:total" names the whole, any other is put as it is."""
        own, mark, whole = attribute.partition("share_of:")
        own = own.rstrip("/")
        name = " + ".join(self.name("measure", code) for code in measure.split("+"))
        name = f"{name} [{show_outside(own)}]" if own else name
        return say("report.share_of", self.language, part=name, whole=self.name("measure", whole)) if mark else name

    def reading(self, claim: Claim | Candidate) -> str:
        parts = [say(f"report.operator_{claim.operator}", self.language)]
        parts += [self.measure(claim.measure, claim.attribute)] if claim.measure else []
        parts += [self.name("scope", claim.scope)] if claim.scope else []
        parts += [" + ".join(self.name("region", code) for code in claim.region.split("+"))] if claim.region else []
        parts += [write_period(str(claim.period), self.language)] if claim.period else []
        if claim.base_period:
            base = write_period(str(claim.base_period), self.language)
            parts.append(say("report.against", self.language, period=base))
        return " · ".join(parts)

    def evidence(self, entry: Evidence, text: str, places: Mapping[tuple[int, int], int], known: str) -> EvidenceView:
        quotes = tuple(
            (show_outside(text[start:end]).strip(), places.get((start, end), 0)) for start, end in entry.spans
        )
        sentence = self.remark(entry.remark)
        return EvidenceView(
            independence=say(f"report.independence_{entry.independence}", self.language),
            sentence="" if sentence == known or _is_told_by_cell(entry) else sentence,
            cells=tuple(map(self.cell, entry.cells)),
            quotes=quotes,
        )

    def cell(self, cell: Cell) -> CellView:
        key = cell.key
        about = [
            self.measure(key.measure, key.attribute),
            self.name("scope", key.scope),
            self.name("region", key.region),
        ]
        about.append(write_period(str(key.period), self.language))
        if key.base_period:
            about.append(say("report.against", self.language, period=write_period(str(key.base_period), self.language)))
        is_address = is_web_address(cell.source)
        return CellView(
            value=self.value(cell),
            about=" · ".join(about),
            body=self.name("body", cell.body) if cell.body else "",
            remarks=tuple(self.cell_remarks(cell)),
            source=show_outside(find_host(cell.source) if is_address else cell.source),
            address=cell.source if is_address else "",
        )

    def value(self, cell: Cell) -> str:
        if cell.value is None:
            return say("report.no_value", self.language)
        decimals = choose_decimals(cell.value, 0, None)
        is_change = cell.key.base_period is not None and cell.key.unit != "fold"
        return write_quantity(cell.value, cell.key.unit, decimals, self.language, is_signed=is_change)

    def cell_remarks(self, cell: Cell) -> list[str]:
        remarks = (
            [] if cell.precision == "exact" or cell.value is None else [_say_precision(cell.precision, self.language)]
        )
        if cell.status != "A":
            remarks.append(say(f"answers.status_{STATUSES[cell.status]}", self.language))
        return remarks


def _is_told_by_cell(entry: Evidence) -> bool:
    """Return whether the sentence names no more than its one cell does, with its source, on the next line."""
    return entry.remark.key == "claims.evidence_figure" and len(entry.cells) == 1


def _say_precision(precision: str, language: str) -> str:
    decimals = PRECISIONS[precision]
    if decimals is None:
        return say(f"report.precision_{precision}", language)
    step = write_number(Fraction(10) ** -decimals, max(decimals, 0), language)
    return say(f"report.precision_{precision.partition('_')[0]}", language, step=step)


def _say_known(kind: str, code: str, language: str, **facts: str) -> str:
    """Return the phrase of a code, or nothing for one that has no words yet."""
    return say(f"report.{kind}_{code}", language, **facts) if f"{kind}_{code}" in read_room("report") else ""


def _write_claimed(claim: Claim, language: str, quote: str) -> str:
    """Return the number as read, or nothing where the words of the text say it already."""
    direction = _say_known("direction", claim.direction, language)
    if claim.value is None:
        return direction
    claimed = _write_claimed_amount(claim, language, direction)
    return "" if "".join(claimed.split()) == "".join(quote.split()) else claimed


def _write_claimed_amount(claim: Claim, language: str, direction: str) -> str:
    assert claim.value is not None
    is_change = claim.operator in CHANGES
    amount = write_quantity(claim.value, claim.unit, claim.decimals, language, is_signed=is_change)
    hedge = claim.hedge or {"above": "more_than", "below": "less_than"}.get(claim.direction, "")
    if hedge and (hedged := _say_known("hedge", hedge, language, amount=amount)):
        amount = hedged
    if not direction or is_change or claim.direction in ("above", "below"):
        return amount
    return say("report.directed", language, amount=amount, direction=direction)


def _write_found(claim: Claim, stated: Interval | None, language: str) -> tuple[str, str]:
    """Return where the truth was found and what it is, with its range if the inputs are rounded."""
    if claim.true_value is None:
        return "", ""
    decimals = choose_decimals(claim.true_value, claim.decimals + 1, stated)
    is_change = claim.operator in CHANGES
    value = write_quantity(claim.true_value, claim.unit, decimals, language, is_signed=is_change)
    if claim.interval is not None and not claim.interval.is_point:
        shown = write_interval(claim.interval, claim.unit, decimals - 1, language, is_signed=is_change)
        value = say("report.with_remark", language, value=value, remark=shown)
    return say(f"report.label_{_name_origin(claim.evidence)}", language), value


def _name_origin(evidence: tuple[Evidence, ...]) -> str:
    """Return whether a value comes from the text alone, is printed by the speaker's own side, or comes from data."""
    ranks = {entry.independence for entry in evidence}
    if ranks == {"text"}:
        return "text_gives"
    is_own = ranks <= {"same_body", "published", "text"} and all(entry.kind != "derived" for entry in evidence)
    return "published" if ranks and is_own else "data_say"


def _write_range(claim: Claim, stated: Interval | None, language: str) -> str:
    """Return the values that the claimed number can stand for, and by which rounding the evidence fits, if it does."""
    if stated is None or is_one_count(claim, stated):
        return ""
    shown = write_interval(stated, claim.unit, claim.decimals, language, is_signed=claim.operator in CHANGES)
    mode = "" if claim.rounding in ("exact", "interval") else _say_known("rounding", claim.rounding, language)
    return say("report.with_remark", language, value=shown, remark=mode) if mode else shown
