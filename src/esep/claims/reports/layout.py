"""A checked text cut for showing: paragraphs, and in them plain stretches, claims and numbers that claim nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esep.claims.claim import Claim, OtherNumber, Report
from esep.claims.outside_text import show_outside

# A line this long that neither ends a sentence nor is followed by a capital was broken by an editor, not by the author.
WRAPPED_LINE = 45


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: plain, or one or more claims (their numbers), or a number that claims nothing (`other`).

    Claims whose spans overlap share one piece: their spans together. All numbers count from 1; 0 is none.
    """

    text: str
    start: int
    end: int
    claims: tuple[int, ...] = ()
    other: int = 0


@dataclass(frozen=True)
class Paragraph:
    """Pieces that stand together, in order."""

    pieces: tuple[Piece, ...]

    @property
    def claims(self) -> tuple[int, ...]:
        """Return the numbers of the claims of the paragraph."""
        return tuple(number for piece in self.pieces for number in piece.claims)

    @property
    def length(self) -> int:
        """Return the number of characters."""
        return sum(len(piece.text) for piece in self.pieces)


def order_claims(report: Report) -> tuple[Claim, ...]:
    """Return the claims by place in the text: number n of a shown report is the n-th of these."""
    return tuple(sorted(report.claims, key=lambda claim: (claim.start, claim.end)))


def order_others(report: Report) -> tuple[OtherNumber, ...]:
    """Return the numbers that claim nothing by place in the text."""
    return tuple(sorted(report.other_numbers, key=lambda other: (other.start, other.end)))


def cut_text(report: Report) -> tuple[Paragraph, ...]:
    """Return the text as paragraphs; no claim is cut in two, and all characters but line breaks are kept."""
    text = show_outside(report.text)
    marks = _mark_text(report, text)
    starts = [mark.start for mark in marks]
    paragraphs = []
    for start, end in _find_paragraphs(report.text, marks):
        inside = marks[bisect_left(starts, start) : bisect_left(starts, end)]
        paragraphs.append(Paragraph(tuple(_fill_gaps(text, start, end, inside))))
    return tuple(paragraphs)


def _mark_text(report: Report, text: str) -> list[Piece]:
    claims: list[Piece] = []
    for number, claim in enumerate(order_claims(report), 1):
        last = claims[-1] if claims else None
        if last is not None and claim.start < last.end:
            end = max(last.end, claim.end)
            claims[-1] = Piece(text[last.start : end], last.start, end, (*last.claims, number))
        else:
            claims.append(Piece(text[claim.start : claim.end], claim.start, claim.end, (number,)))
    others = [
        Piece(text[other.start : other.end], other.start, other.end, other=number)
        for number, other in enumerate(order_others(report), 1)
    ]
    return sorted([*claims, *_list_uncovered(others, claims)], key=lambda piece: piece.start)


def _list_uncovered(others: Sequence[Piece], claims: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the numbers that lie outside every claim and outside each other."""
    starts = [claim.start for claim in claims]
    done = 0
    for piece in others:
        before = bisect_right(starts, piece.start)
        is_inside = before > 0 and claims[before - 1].end > piece.start
        reaches_in = before < len(claims) and claims[before].start < piece.end
        if not is_inside and not reaches_in and piece.start >= done:
            done = piece.end
            yield piece


def _find_paragraphs(text: str, marks: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each paragraph: lines, joined where one was only broken to fit a width."""
    start = 0
    before: tuple[int, int] | None = None
    for line in _find_lines(text, marks):
        if before is None:
            start = line[0]
        elif not _is_broken(text[slice(*before)], text[before[1] : line[0]], text[slice(*line)]):
            yield start, before[1]
            start = line[0]
        before = line
    if before is not None:
        yield start, before[1]


def _find_lines(text: str, marks: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    covered = iter(marks)
    mark = next(covered, None)
    start = 0
    for found in re.finditer(r"\r\n|[\n\r]|\Z", text):
        while mark is not None and mark.end <= found.start():
            mark = next(covered, None)
        if mark is not None and mark.start < found.start() < mark.end:
            continue
        if text[start : found.start()].strip():
            yield start, found.start()
        start = found.end()


def _is_broken(line: str, gap: str, following: str) -> bool:
    line, following = line.strip(), following.strip()
    if gap.replace("\r\n", "\n").count("\n") > 1 or len(line) < WRAPPED_LINE:
        return False
    if line[-1] in ".!?…:;»”":
        return False
    return following[0].islower() or following[0].isdigit() or line[-1] in ",-–—"


def _fill_gaps(text: str, start: int, end: int, marks: Sequence[Piece]) -> Iterator[Piece]:
    place = start
    for mark in marks:
        if place < mark.start:
            yield Piece(text[place : mark.start], place, mark.start)
        yield mark
        place = mark.end
    if place < end:
        yield Piece(text[place:end], place, end)
