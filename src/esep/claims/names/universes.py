"""Narrower universes of one body: "of 64,529 offences, 52,117 are crimes"."""

from __future__ import annotations

from esep.claims.mention import Found, Sentence, take_between
from esep.claims.place import Place
from esep.model.definition import Definition

# Two words that begin alike are one: "правонарушений", "правонарушения".
STEM = 5


def find_narrower(
    scope: str, own: Place | None, at: int, sentence: Sentence, found: Found, definition: Definition
) -> str:
    """Return the one universe that a body counts inside another, where "of them" names all crimes in another word."""
    if own is None or not own.is_general or own.start < at:
        return ""
    index = found.sentences.index(sentence)
    begin = found.sentences[max(0, index - 1)].start
    wholes = [p for p in take_between(found.places, begin, at) if p.kind == "measure" and p.is_general]
    word = found.text[own.start : own.end].casefold()
    if not wholes or word[:STEM] in found.text[wholes[-1].start : wholes[-1].end].casefold():
        return ""
    wider = definition.scopes.find(scope)
    inside = [code for code in definition.scopes if code.parent == scope]
    own_body = [code.code for code in inside if wider and code.extra.get("body") == wider.extra.get("body")]
    return own_body[0] if len(own_body) == 1 else ""
