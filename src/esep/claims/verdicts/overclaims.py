"""What the words around a number claim beyond it: a cause, crime itself, a rate; and what the number leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answer, Answers
from esep.claims.mention import Found, Mention
from esep.claims.reading import CHANGES
from esep.claims.verdicts.evidence import amount_of
from esep.claims.verdicts.match import Attempt
from esep.language.roles import find_words
from esep.model.remark import Remark
from esep.model.tolerances import SMALL_COUNT

RELATIVE = ("percent_change", "fold")


def list_overclaims(mention: Mention, attempt: Attempt, found: Found, answers: Answers) -> Iterator[Remark]:
    """Yield a caution for everything that the words, or a right number alone, would make a reader believe.

    Source: tests M3, M7, M9, M12 and M13 of the specification of statistics; a provisional period is told of by the
    status of its cells.
    """
    answer = attempt.answer
    if answer.figure.value is None:
        return
    if _calls_a_count_a_rate(mention, answer, found):
        yield Remark("claims.caution_rate", {})
    if mention.operator in RELATIVE and (counts := _list_small_counts(answer)):
        yield Remark("claims.caution_small", {"least": (Fraction(min(counts)), "count", 0)})
    if answer.figure.status == "P" or any(cell.status == "P" for cell in answer.figure.cells):
        yield Remark("claims.caution_provisional", {})
    if mention.operator not in CHANGES:
        return
    if attempt.is_pass:
        yield from _find_opposite_whole(answer, answers)
        if _takes_recorded_for_crime(mention, answer, found):
            yield Remark("claims.caution_recorded", {})
    if _asserts_a_cause(mention, found):
        yield Remark("claims.caution_cause", {})


def _says(found: Found, start: int, end: int, name: str) -> bool:
    return any(True for _ in find_words(found.text[start:end], found.language, name, "overclaim"))


def _calls_a_count_a_rate(mention: Mention, answer: Answer, found: Found) -> bool:
    """Return whether the words before a count, or before the change of one, name a rate of crime (M3)."""
    is_rate = any(cell.key.unit.startswith("per_") for cell in answer.figure.cells)
    if is_rate or mention.operator not in ("level", "difference", *RELATIVE) or mention.unit.startswith("per_"):
        return False
    return _says(found, found.sentences[mention.sentence].start, mention.start, "rate")


def _list_small_counts(answer: Answer) -> list[int]:
    values = [c.value for c in answer.figure.cells if c.key.unit == "count" and c.key.base_period is None]
    return [int(value) for value in values if value is not None and value < SMALL_COUNT]


def _find_opposite_whole(answer: Answer, answers: Answers) -> Iterator[Remark]:
    """Yield that a whole moved the other way than the part that the claim speaks of (M12), the nearest first."""
    measures, value = answers.definition.measures, answer.figure.value
    code = answer.question.measure
    while code in measures and (code := measures[code].parent):
        whole = answers.ask(replace(answer.question, measure=code, attribute=""))
        change, is_fold = whole.figure.value, answer.question.operation == "fold-from"
        if whole.breaks or change is None or value is None:
            continue
        if (change - is_fold) * (value - is_fold) < 0:
            yield Remark("claims.caution_whole", {"measure": f"measure:{code}", "value": amount_of(whole.figure)})
            return


def _takes_recorded_for_crime(mention: Mention, answer: Answer, found: Found) -> bool:
    """Return whether a change of all that was registered is told without a word that it is what was registered (M7)."""
    measures, code = answer.definition.measures, answer.question.measure
    is_everything = code in measures and not measures[code].parent and any(m.parent == code for m in measures)
    if not is_everything:
        return False
    return not _says_around(found, mention, "recorded")


def _asserts_a_cause(mention: Mention, found: Found) -> bool:
    """Return whether the sentence of a change, or the one before it, names a cause (M13)."""
    return _says_around(found, mention, "cause")


def _says_around(found: Found, mention: Mention, name: str) -> bool:
    """Return whether the sentence of a number, or the one before it, has a word of a kind."""
    before = found.sentences[max(0, mention.sentence - 1)]
    return _says(found, before.start, found.sentences[mention.sentence].end, name)
