"""A report for the terminal: the text with its claims marked, then every claim with its evidence.

Signs and words carry the verdict; colour only repeats it. Nothing of the text reaches the terminal as a control code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esep.answers.wording import Names
from esep.claims.claim import Report
from esep.claims.outside_text import measure_width
from esep.claims.reports.card import Card, EvidenceView
from esep.claims.reports.findings import write_place
from esep.claims.reports.layout import Paragraph, order_claims
from esep.claims.reports.view import ReportView, write_report
from esep.language.phrases import say
from esep.sources.document import Document

SIGNS = {"fail": "✗", "care": "!", "review": "○", "pass": "✓", "open": "?"}
# SGR codes of a terminal; bold and underline where no colour is needed.
STYLES = {"fail": "31", "care": "33", "review": "35", "pass": "32", "open": "36", "head": "1", "dim": "2"}
NARROWEST = 40
# A list of other numbers is cut after so many of one role.
OTHERS_SHOWN = 40


def report_to_text(
    report: Report,
    language: str,
    names: Names,
    *,
    is_colour: bool,
    width: int,
    document: Document | None = None,
) -> str:
    """Return a report as lines for a terminal `width` columns wide (40 at least); the last line counts everything.

    `document` is the file that the text came from: each claim is then told with its place in it.
    """
    view = write_report(report, language, names)
    places = _list_places(report, document, language)
    printer = _Printer(language, is_colour, max(width, NARROWEST), _number_sources(view), places)
    blocks = [printer.head(view), printer.text(view), printer.gravest(view), printer.claims(view)]
    blocks += [printer.list_sources(), printer.others(view)]
    blocks += [[line for note in view.notes[: len(report.notes)] for line in wrap(note, printer.width)]]
    lines = [line for block in blocks if block for line in (*block, "")]
    lines += [printer.style(line, "fail") for line in wrap(view.unparsed, printer.width)]
    lines += wrap(f"{view.coverage}.", printer.width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _number_sources(view: ReportView) -> dict[str, int]:
    cells = (cell for card in view.cards for entry in card.evidence for cell in entry.cells if cell.source)
    return {source: number for number, source in enumerate(dict.fromkeys(c.address or c.source for c in cells), 1)}


def _list_places(report: Report, document: Document | None, language: str) -> tuple[str, ...]:
    if document is None:
        return ()
    return tuple(write_place(document.find_place(claim.start), language) for claim in order_claims(report))


@dataclass(frozen=True)
class _Printer:
    language: str
    is_colour: bool
    width: int
    sources: dict[str, int]
    places: tuple[str, ...] = ()

    def style(self, text: str, *styles: str) -> str:
        if not self.is_colour or not text:
            return text
        return f"\x1b[{';'.join(STYLES.get(style, style) for style in styles)}m{text}\x1b[0m"

    def say(self, key: str, **facts: str) -> str:
        return say(f"report.{key}", self.language, **facts)

    def heading(self, key: str) -> str:
        return self.style(self.say(f"heading_{key}"), "head")

    def head(self, view: ReportView) -> list[str]:
        headline = [self.style(line, "head") for line in wrap(view.headline, self.width)]
        return [*headline, *(self.style(line, "dim") for line in wrap(view.about, self.width))]

    def text(self, view: ReportView) -> list[str]:
        if not view.paragraphs:
            return []
        lines = [self.heading("text")]
        for paragraph in view.paragraphs:
            lines += ["", *self.paragraph(paragraph, view)]
        return lines

    def paragraph(self, paragraph: Paragraph, view: ReportView) -> list[str]:
        """Return a paragraph with its claims marked: underlined in colour, else in brackets; sign and number follow."""
        text, styles = "", []
        for piece in paragraph.pieces:
            shown, style = piece.text, ""
            if piece.claims:
                cards = [view.cards[number - 1] for number in piece.claims]
                marks = " ".join(map(write_mark, cards))
                shown = f"{piece.text.strip()} {marks}" if self.is_colour else f"[{piece.text.strip()} {marks}]"
                style = f"{STYLES[cards[0].group]};4"
            text += shown
            styles += [style] * len(shown)
        return [self.paint(text, styles, start, end) for start, end in break_lines(text, self.width - 2)]

    def paint(self, text: str, styles: list[str], start: int, end: int) -> str:
        line, place = "  ", start
        while place < end:
            stop = place
            while stop < end and styles[stop] == styles[place]:
                stop += 1
            line += self.style(text[place:stop], styles[place]) if styles[place] else text[place:stop]
            place = stop
        return line

    def gravest(self, view: ReportView) -> list[str]:
        lines = [line for card in view.gravest for line in self.gist(card)]
        if view.gravest_left:
            lines.append(f"  {view.gravest_left}")
        return [self.heading("gravest"), *lines] if lines else []

    def gist(self, card: Card) -> list[str]:
        """Return one claim in a line: sign, number, verdict, what the text says, what the evidence gives."""
        mark = f"{SIGNS[card.group]} {card.number}"
        found = f" — {self.say('pair', label=card.found_label, value=card.found)}" if card.found else ""
        rest = wrap(self.say("pair", label=card.name, value=self.quoted(card)) + found, self.width - 7)
        return [self.labelled(mark.ljust(5), line, index, card.group) for index, line in enumerate(rest)]

    def labelled(self, mark: str, line: str, index: int, style: str) -> str:
        return f"  {self.style(mark, style)}{line}" if index == 0 else f"  {' ' * len(mark)}{line}"

    def quoted(self, card: Card) -> str:
        return self.say("quote", text=card.quote)

    def claims(self, view: ReportView) -> list[str]:
        if not view.cards:
            return []
        lines = [self.heading("claims")]
        for card in view.cards:
            lines += ["", *self.card(card)]
        return lines

    def card(self, card: Card) -> list[str]:
        title = f"{SIGNS[card.group]} {card.number}  {card.name}"
        place = f"  {self.style(self.places[card.number - 1], 'dim')}" if self.places else ""
        rows = [(self.say("label_text_says"), self.quoted(card) + (f" = {card.says}" if card.says else ""))]
        rows += [(self.say("label_range"), card.stands_for)]
        rows += [(card.found_label, card.found)]
        rows += [(self.say("label_reason"), card.reason), (self.say("label_diagnosis"), card.diagnosis)]
        rows += [(self.say("label_caution"), caution) for caution in card.cautions]
        rows += [(self.say("label_alternatives"), other) for other in card.alternatives]
        rows += [(self.say("label_evidence"), text) for entry in card.evidence for text in self.evidence(entry)]
        rows += [(self.say("label_reading"), card.reading)]
        rows += [(say("check.label_readings", self.language), reading) for reading in card.readings]
        look_up = (say("check.label_permalink", self.language), card.permalink)
        rows += [look_up if card.permalink else (self.say("label_question"), card.question)]
        return [self.style(title, card.group, "1") + place, *self.table(rows)]

    def evidence(self, entry: EvidenceView) -> Iterator[str]:
        quotes = ", ".join(self.say("quote", text=text) for text, _ in entry.quotes)
        said = entry.sentence or quotes
        yield self.say("pair", label=entry.independence, value=said) if said else entry.independence
        for cell in entry.cells:
            source = f"[{self.sources[cell.address or cell.source]}]" if cell.source else ""
            about = "; ".join(part for part in (cell.about, cell.body, *cell.remarks, source) if part)
            yield self.say("pair", label=f"• {cell.value}", value=about)

    def table(self, rows: list[tuple[str, str]]) -> Iterator[str]:
        """Yield labelled rows with a hanging indent, without empty rows and without a label that repeats the last."""
        labels = [self.say(f"label_{name}") for name in LABELS]
        labels += [say(f"check.label_{name}", self.language) for name in ("permalink", "readings")]
        indent = 3 + max(map(measure_width, labels)) + 2
        before = ""
        for label, text in rows:
            for index, line in enumerate(wrap(text, self.width - indent)):
                name = label if index == 0 and label != before else ""
                yield f"   {self.style(name, 'dim')}{' ' * (indent - 3 - measure_width(name))}{line}"
                before = label

    def list_sources(self) -> list[str]:
        """Return the sources by number; an address is never broken, so that it can be opened from the terminal."""
        if not self.sources:
            return []
        return [self.heading("sources"), *(f"  [{number}] {source}" for source, number in self.sources.items())]

    def others(self, view: ReportView) -> list[str]:
        if not view.others:
            return []
        lines = [self.heading("others")]
        for other in view.others:
            shown = " · ".join(text for _, text in other.numbers[:OTHERS_SHOWN])
            left = len(other.numbers) - OTHERS_SHOWN
            more = f" · {say('report.shortened', self.language, n=left)}" if left > 0 else ""
            first, *rest = wrap(f"{other.name}: {shown}{more}", self.width - 4)
            lines += [f"  {first}", *(f"    {line}" for line in rest)]
        return lines


LABELS = (
    "text_says",
    "range",
    "data_say",
    "published",
    "text_gives",
    "reason",
    "diagnosis",
    "caution",
    "alternatives",
    "evidence",
    "reading",
    "question",
)


def write_mark(card: Card) -> str:
    """Return sign and number of a claim; an exclamation mark after a tick says that there is a caution."""
    return f"{SIGNS[card.group]}{card.number}{'!' if card.is_qualified else ''}"


def wrap(text: str, width: int) -> list[str]:
    """Return a text as lines of at most `width` columns; an empty text has none."""
    return [text[start:end] for start, end in break_lines(text, width)]


def break_lines(text: str, width: int) -> list[tuple[int, int]]:
    """Return start and end of each line: broken at plain spaces, or inside a word that is wider than a line."""
    lines: list[tuple[int, int]] = []
    start = end = -1
    used = 0
    for match in re.finditer(r"[^ ]+", text):
        for first, last, columns in _split_word(text, match.start(), match.end(), width):
            gap = first - end
            if start >= 0 and used + gap + columns <= width and first != end:
                used += gap + columns
            else:
                lines += [(start, end)] if start >= 0 else []
                start, used = first, columns
            end = last
    return [*lines, (start, end)] if start >= 0 else lines


def _split_word(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    used, first = 0, start
    for place in range(start, end):
        columns = measure_width(text[place])
        if used + columns > width and place > first:
            yield first, place, used
            first, used = place, 0
        used += columns
    yield first, end, used
