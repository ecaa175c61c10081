"""Readings that the cube narrows by what it holds at all, never by how near a value comes to a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers import Answers
from esep.claims.reading import Reading
from esep.model.codelist import Code


def narrow_by_attribute(reading: Reading, answers: Answers) -> Reading:
    """Return a reading in the one kind below its own that alone is told by an attribute: phishing, of internet fraud.

    That other kinds have no such figures for a period may be chance: nothing can be called wrong by it. Where no other
    kind ever has, the attribute is one of that kind.
    """
    measures = answers.definition.measures
    if not reading.attribute or reading.period is None or reading.measure not in measures:
        return reading
    cells = answers.find_cells(attribute=reading.attribute, region=reading.region, period=reading.period)
    told = {cell.key.measure for cell in cells}
    inside = {code for code in told if reading.measure in (code, *measures.lineage(code))}
    if reading.measure in inside or len(inside) != 1:
        return reading
    measure = inside.pop()
    whole = measure if reading.whole == reading.measure else reading.whole
    is_only = {cell.key.measure for cell in answers.find_cells(attribute=reading.attribute)} == {measure}
    narrowed = replace(reading, measure=measure, whole=whole)
    return narrowed if is_only else narrowed.doubt()


def list_local_scopes(reading: Reading, answers: Answers) -> Iterator[str]:
    """Yield the scopes in which bodies of single regions report a scope's universe: its children of the same kind."""
    own = answers.definition.scopes.find(reading.scope)
    if own is None or reading.region == answers.definition.default_region:
        return
    for code in answers.definition.scopes:
        if code.parent == own.code and _counts_alike(code, own):
            yield code.code


def _counts_alike(code: Code, own: Code) -> bool:
    return code.kind == own.kind
