"""What the test of every number walks with: a reader for each form, the answer to each question, and a declared rule.

The rule says what may hold digits without being a figure: a date, a page or list number, a label, an address, words of
the definition or of the catalogue, the axis of a chart. Whatever is left has to be a figure.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from esep.answers import Answer, Answers, list_amounts, parse_question
from esep.bulletin.document import Doc, FigureBlock, Number
from esep.drawing.palette import LIGHT
from esep.language.phrases import find_phrase, list_keys, say
from esep.language.tables import read_table
from esep.language.write import RATE_BASES, write_number
from esep.model.finding import Finding

# Digits as each language groups and divides them; a comma and a no-break space never do both.
TOKENS = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
    **dict.fromkeys(("ru", "kk"), re.compile(r"\d{1,3}(?:\u00a0\d{3})+(?:,\d+)?|\d+(?:,\d+)?")),
}
VOID = {"meta", "br", "img", "link", "hr", "input"}
ADDRESS = re.compile(r"(?:https?|javascript):\S+")
REFERENCE = re.compile(r"\[\d+\]")
CONTENTS_LINE = re.compile(r"(?: \.){2,} \d+$", re.MULTILINE)
PAGE = re.compile(r" \d+ / \d+$", re.MULTILINE)
LIST_NUMBER = re.compile(r"^\d+\.(?!\d) ?", re.MULTILINE)
SMALL = "<"


def round_away(value: Fraction, decimals: int) -> Fraction:
    """Return a value rounded, a half going away from zero: our own three lines, apart from those that print."""
    scale = Fraction(10) ** decimals
    found = Fraction(math.floor(abs(value) * scale + Fraction(1, 2))) / scale
    return -found if value < 0 else found


@dataclass
class Key:
    """Answers asked anew, each once: what every printed number is held against."""

    answers: Answers
    known: dict[str, Answer] = field(default_factory=dict)

    def ask(self, text: str) -> Answer:
        """Return the answer to a question as text, with its finding."""
        if text not in self.known:
            question = parse_question(text, self.answers.definition)
            self.known[text] = self.answers.ask(question, with_others=False, with_finding=True)
        return self.known[text]

    def value(self, question: str) -> Fraction | None:
        """Return the rounded value of a question; what stands behind # is an address inside its finding."""
        text, _, address = question.partition("#")
        answer = self.ask(text)
        if not address:
            figure = answer.figure
            return None if figure.value is None else round_away(figure.value, figure.decimals)
        assert answer.finding is not None
        value, _, decimals = list_amounts(answer.finding)[address]
        return round_away(value, decimals)

    def all_values(self, question: str) -> set[Fraction]:
        """Return whatever the answer to a question may say: its value, its ends, its inputs, what its finding has."""
        answer = self.ask(question.partition("#")[0])
        figure = answer.figure
        found = {abs(cell.value) for cell in figure.cells if cell.value is not None}
        ends = () if figure.interval is None else (figure.interval.low, figure.interval.high)
        exact = [value for value in (figure.value, *ends) if value is not None]
        found |= {abs(round_away(value, figure.decimals)) for value in exact}
        return found | (_list_finding(answer.finding) if answer.finding is not None else set())


def _list_finding(finding: Finding) -> set[Fraction]:
    found = {abs(round_away(value, decimals)) for value, _, decimals in list_amounts(finding).values()}
    return found | {Fraction(1, 10**decimals) for _, _, decimals in list_amounts(finding).values() if decimals > 0}


def list_values(text: str, language: str) -> list[Fraction]:
    """Return the sizes of all numbers in a text; 102 thousand is 102,000, and a sign is left to those who check it."""
    found = []
    for match in TOKENS[language].finditer(text):
        digits = (
            re.sub(r"[\u00a0,](?=\d{3}(?!\d))", "", match[0]) if language == "en" else match[0].replace("\u00a0", "")
        )
        value = Fraction(digits.replace(",", "."))
        word = str(find_phrase("bulletin.thousands", language)).partition("}")[2]
        found.append(value * 1000 if text[match.end() :].startswith(word) else value)
    return found


def check_number(number: Number, key: Key, language: str, words: str, plain: str) -> list[str]:
    """Return what is wrong with one printed number: its machine form and its words against the answer."""
    value = key.value(number.question)
    if value is None:
        return [f"{number.question}: {words} where there is no value"] if list_values(words, language) else []
    wrong = [] if Fraction(plain) == value else [f"{number.question}: {plain} is not {value}"]
    printed = list_values(words, language)
    if number.status == "E" and len(printed) > 1:
        return wrong + ([] if set(printed) <= key.all_values(number.question) else [f"{number.question}: {words}"])
    if words.startswith(SMALL):
        return wrong + ([] if abs(value) < printed[0] else [f"{number.question}: {words}"])
    sign = -1 if "\u2212" in words else 1
    # A base (per 10,000 people) belongs to the unit.
    sizes = [size for size in printed if size not in RATE_BASES.values()] or printed[:1]
    return wrong + (
        [] if [sign * size for size in sizes] == [value] else [f"{number.question}: {words} is not {value}"]
    )


@dataclass(frozen=True)
class Rule:
    """The declared rule of one document: what may hold digits and is no figure."""

    doc: Doc
    answers: Answers
    extra: tuple[str, ...] = ()

    def strip(self, text: str) -> str:
        """Return a text without all that the rule allows."""
        for pattern in (self._addresses, ADDRESS, REFERENCE, CONTENTS_LINE, PAGE, LIST_NUMBER):
            text = pattern.sub(" ", text)
        return self._dates.sub(" ", self._words.sub(" ", _flatten(text)))

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        """Addresses of sources, which a line of paper may break anywhere."""
        found = {cell.source for cell in self.answers.find_cells()} | {b.source for b in self.answers.definition.breaks}
        return re.compile("|".join(r"\s?".join(map(re.escape, text)) for text in sorted(found) if text))

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """Words of the definition, of the catalogue and of the document, the longest first."""
        definition, language = self.answers.definition, self.doc.lang
        lists = (definition.measures, definition.scopes, definition.regions, definition.attributes)
        words = [code.name(language) for codes in lists for code in codes]
        words += [body.name(language) for body in definition.bodies]
        words += [entry.reason[language] for entry in definition.breaks]
        words += [entry.reason[language] for entry in definition.severity]
        words += [texts.get(language, "") for texts in (definition.title, definition.notes, definition.citation)]
        words += [self.doc.title, self.doc.release, *self.extra, *list_fixed(language)]
        for kind in ("figure", "table"):
            words += [say(f"bulletin.{kind}_label", language, number=str(n)) for n in range(40, 0, -1)]
        for base in (write_number(base, 0, language) for base in sorted(RATE_BASES.values(), reverse=True)):
            words += [say("bulletin.unit_per", language, base=base)]
            words += [say("bulletin.row_rate", language, measure="", base=base).strip(", ")]
        digits = {_flatten(text) for text in words if re.search(r"\d", text)}
        return re.compile("|".join(map(re.escape, sorted(digits, key=len, reverse=True))), re.IGNORECASE)

    @cached_property
    def _dates(self) -> re.Pattern[str]:
        months = read_table(self.doc.lang)["months"]
        names = "|".join(sorted({*months["in_date"], *months["alone"]}, key=len, reverse=True))
        year = r"(?<![\d.,\u00a0])(?:1[89]|20)\d\d(?![\d,.\u00a0]\d|\d)"
        return re.compile(rf"\d{{1,2}}[ \u00a0](?:{names})|(?:{names})[ \u00a0]\d{{1,2}}(?!\d)|{year}")


def list_fixed(language: str) -> set[str]:
    """Return the stretches of all phrases between their braces that hold digits: 95% interval."""
    found: set[str] = set()
    for key in list_keys():
        phrase = find_phrase(key, language)
        for text in (phrase,) if isinstance(phrase, str) else phrase.values():
            found |= {part.strip() for part in re.split(r"\{[^{}]*\}", text) if re.search(r"\d", part)}
    return {part for part in found if re.search(r"\w{2}|%", part)}


def _flatten(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text)


@dataclass
class Piece:
    """A stretch of text of a page: inside a number (`question`, and `plain` for machines), a drawing, or neither."""

    text: str
    question: str = ""
    plain: str = ""
    place: str = ""


class PageReader(HTMLParser):
    """Reads a page into pieces: what a reader sees or hears of it, styles left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[Piece] = []
        self.row = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element that is open, and read what its attributes say aloud."""
        facts = dict(attrs)
        if tag not in VOID:
            self.stack.append((tag, facts))
        for name in ("alt", "title", "aria-label"):
            if facts.get(name):
                self.pieces.append(Piece(str(facts[name]), place=self._place()))

    def handle_endtag(self, tag: str) -> None:
        """Forget an element."""
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep a stretch of text with where it stands."""
        if not data.strip() or any(tag == "style" for tag, _ in self.stack):
            return
        facts = {name: value for _, found in self.stack for name, value in found.items()}
        tags = [tag for tag, _ in self.stack]
        is_number = "data" in tags or ("abbr" in tags and "a" in tags)
        question = str(facts.get("data-question") or "") if is_number or "td" in tags else ""
        plain = str(self.stack[-1][1].get("value") or "")
        if is_number and question:
            self.pieces.append(Piece(data, question, plain, "number"))
        else:
            self.pieces.append(Piece(data, question, "", self._place()))

    def _place(self) -> str:
        tags = [tag for tag, _ in self.stack]
        figure = next((facts.get("id") for tag, facts in self.stack if tag == "figure"), "")
        kind = next((tag for tag in ("svg", "code") if tag in tags), "")
        return f"{kind}:{figure}" if kind and tags[-1] != "desc" and tags[-1] != "title" else f"text:{figure or ''}"


def list_axis(figure: FigureBlock, language: str) -> set[Fraction]:
    """Return the numbers on the axes of a chart: they stand in the muted colour and carry no value."""
    return {
        value for text, fill in _list_words(figure) if fill == LIGHT["muted"] for value in list_values(text, language)
    }


def _list_words(figure: FigureBlock) -> Iterator[tuple[str, str]]:
    waiting: list[Any] = list(figure.specs.values())
    while waiting:
        layer = waiting.pop()
        waiting += layer.get("layer", [])
        if "mark" in layer:
            rows = layer["data"]["values"]
            yield from ((str(row["text"]), layer["mark"]["fill"]) for row in rows if "text" in row)


def list_table_values(figure: FigureBlock) -> set[Fraction]:
    """Return the values of a figure's table, and of its title."""
    runs = [run for row in figure.table.rows for cell in row.cells for run in cell] + list(figure.title)
    return {abs(Fraction(run.number.plain)) for run in runs if run.number is not None and run.number.plain}


def read_pdf(data: bytes) -> str:
    """Return the text of a PDF, page by page."""
    import pypdf

    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    # A line may end behind a hyphen inside a word.
    return text.replace("-\n", "-")
