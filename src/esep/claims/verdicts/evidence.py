"""What speaks for a verdict: published cells with their bodies, other bodies' figures, and the text's own numbers."""

from __future__ import annotations

from fractions import Fraction

from esep.answers import Answer
from esep.claims.arithmetic.consistency import Outcome
from esep.claims.claim import Evidence
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.model.body import Body
from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.figure import Figure
from esep.model.remark import Fact, Remark
from esep.model.tolerances import SAME_COUNT

Amount = tuple[Fraction, str, int]


def amount_of(figure: Figure) -> Amount:
    """Return a figure as an amount for a remark."""
    assert figure.value is not None
    return figure.value, figure.unit, figure.decimals


def bounds_of(figure: Figure) -> dict[str, Fact]:
    """Return the two ends of a figure's interval as facts `low` and `high`."""
    assert figure.interval is not None
    ends = {"low": figure.interval.low, "high": figure.interval.high}
    return {name: (end, figure.unit, figure.decimals) for name, end in ends.items() if end is not None}


def find_speaker(definition: Definition, reading: Reading) -> Body | None:
    """Return the body that speaks: the one behind the scope that the text names, `None` where it names none."""
    scope = definition.scopes.find(reading.scope) if reading.is_scope_named else None
    code = scope.extra.get("body", "") if scope is not None else ""
    return next((body for body in definition.bodies if body.code == code), None)


def gather_evidence(answer: Answer, speaker: Body | None) -> tuple[Evidence, ...]:
    """Return the evidence of an answer: its own cells first, then the same question answered by independent bodies."""
    if answer.figure.value is None:
        return ()
    own = _own_evidence(answer, speaker)
    cells = answer.figure.cells
    seen = {cells}
    others = []
    for other in answer.others:
        if other.figure.cells not in seen and other.figure.unit == answer.figure.unit:
            seen.add(other.figure.cells)
            others.append(_other_evidence(answer, other, cells))
    return (own, *others)


def _own_evidence(answer: Answer, speaker: Body | None) -> Evidence:
    definition, figure, cells = answer.definition, answer.figure, answer.figure.cells
    question = answer.question
    is_derived = len(cells) > 1
    facts: dict[str, Fact] = {
        "value": amount_of(figure),
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        "period": question.period,
        "scope": f"scope:{question.scope}",
        "body": name_bodies(definition, cells),
    }
    key = "claims.evidence_derived" if is_derived else "claims.evidence_figure"
    return Evidence(
        kind="derived" if is_derived else "figure",
        independence=judge_independence(definition, cells, speaker, is_derived=is_derived),
        remark=Remark(key, facts),
        cells=cells,
    )


def order_evidence(
    cells: tuple[Cell, ...], remark: Remark, definition: Definition, reading: Reading
) -> tuple[Evidence, ...]:
    """Return the cells of a series on which a claim of an order rests."""
    if not cells:
        return ()
    independence = judge_independence(definition, cells, find_speaker(definition, reading), is_derived=True)
    return (Evidence("derived", independence, remark, cells),)


def judge_independence(
    definition: Definition, cells: tuple[Cell, ...], speaker: Body | None, *, is_derived: bool
) -> str:
    """Return how independent cells are of the speaker: `records`, `other_body`, `derived`, `same_body`, `published`."""
    if definition.kind == "records":
        return "records"
    bodies = [definition.find_body(cell.body) for cell in cells]
    if speaker is None:
        return "published"
    if all(body is not None and body.house == speaker.house for body in bodies):
        return "same_body"
    if all(body is not None and body.is_independent_of(speaker) for body in bodies):
        return "other_body"
    return "derived" if is_derived else "published"


def _other_evidence(answer: Answer, other: Answer, cells: tuple[Cell, ...]) -> Evidence:
    definition = answer.definition
    is_independent = all(definition.are_independent(a.body, b.body) for a in cells for b in other.figure.cells)
    agrees = is_independent and _is_same_count(answer, other)
    facts: dict[str, Fact] = {
        "value": amount_of(other.figure),
        "scope": f"scope:{other.question.scope}",
        "body": name_bodies(definition, other.figure.cells),
        "period": other.question.period,
    }
    key = "claims.evidence_other_agrees" if agrees else "claims.evidence_other_universe"
    if not is_independent:
        key = "claims.evidence_sibling_universe"
    independence = "other_body" if is_independent else "published"
    return Evidence("figure", independence, Remark(key, facts), other.figure.cells)


def _is_same_count(answer: Answer, other: Answer) -> bool:
    one, two = answer.figure.value, other.figure.value
    if answer.question.operation != "level" or not one or two is None:
        return False
    return abs(two - one) <= SAME_COUNT * abs(one)


def name_bodies(definition: Definition, cells: tuple[Cell, ...]) -> str:
    """Return the one body behind cells as a code to be named, or the texts of several."""
    found = [definition.find_body(cell.body) for cell in cells]
    codes = {body.code for body in found if body is not None}
    if len(codes) == 1 and None not in found:
        return f"body:{codes.pop()}"
    return "; ".join(sorted({cell.body for cell in cells}))


def text_evidence(outcome: Outcome, mentions: list[Mention]) -> Evidence:
    """Return the text's own numbers as evidence."""
    used = [mentions[i] for i in outcome.used]
    first, second = (m.numeral.text for m in used)
    facts: dict[str, Fact] = {"value": amount_of(outcome.figure), "first": first, "second": second}
    spans = tuple((m.start, m.end) for m in used)
    return Evidence("text", "text", Remark("claims.evidence_text", facts), spans=spans)
