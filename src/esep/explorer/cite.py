"""How a figure is cited, embedded and computed again."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from html import escape

from esep.answers import Answer
from esep.answers.serving import find_version
from esep.explorer.address import write_slug
from esep.explorer.desk import Desk
from esep.model.question import Question

EMBED_HEIGHT = 240


@dataclass(frozen=True)
class Citation:
    """The ways to point at one figure, all of them with the vintage that has it."""

    short: str
    bibtex: str
    embed: str
    command: str
    pinned: str


def cite(desk: Desk, answer: Answer) -> Citation:
    """Return how to cite an answer; its address is that of its vintage, which never changes."""
    question = answer.question
    site, definition = desk.site, desk.answers.definition
    slug = write_slug(str(question))
    vintage = "" if site.is_static else desk.answers.vintage
    pinned = desk.write_address(desk.path("figure", slug, vintage=vintage))
    whole = definition.citation.get(desk.language, "") or definition.title[desk.language]
    facts = {"title": whole.rstrip("."), "vintage": desk.answers.vintage, "sentence": answer.sentence(desk.language)}
    version = find_version()
    short = desk.word("cite_short", address=pinned, version=version, **facts)
    return Citation(
        short=short,
        bibtex=_write_bibtex(desk, answer, pinned, version),
        embed=_write_embed(desk, answer, slug),
        command=write_command(desk, question),
        pinned=pinned,
    )


def write_command(desk: Desk, question: Question) -> str:
    """Return the command that computes a figure again from the same data."""
    words = ["esep", "ask", str(question), "--data", desk.answers.definition.name, "--as-of", desk.answers.vintage]
    return shlex.join(words).replace("'", '"')


def _write_bibtex(desk: Desk, answer: Answer, pinned: str, version: str) -> str:
    definition, question = desk.answers.definition, answer.question
    key = re.sub(
        r"[^a-z0-9]+", "-", f"{definition.name}-{question.measure}-{question.region}-{question.period}".lower()
    )
    fields = {
        "title": answer.sentence(desk.language),
        "author": f"{{{definition.title[desk.language]}}}",
        "howpublished": f"Esep {version}, vintage {desk.answers.vintage}",
        "note": str(question),
        "url": pinned if desk.site.base else "",
    }
    lines = [f"  {name} = {{{_escape_tex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escape_tex(text: str) -> str:
    return re.sub(r"([%&#_])", r"\\\1", text)


def _write_embed(desk: Desk, answer: Answer, slug: str) -> str:
    address = escape(desk.write_address(desk.path("figure", slug, "embed")))
    title = escape(answer.sentence(desk.language))
    return f'<iframe src="{address}" title="{title}" width="100%" height="{EMBED_HEIGHT}" loading="lazy"></iframe>'
