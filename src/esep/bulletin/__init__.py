"""Pages people read: bulletins composed from answers, laid out without computing anything."""

from esep.bulletin.content import compose
from esep.bulletin.general_plan import find_plan
from esep.bulletin.html import render_html
from esep.bulletin.proof import Passage, Proofread, list_passages
from esep.bulletin.prose import read_words
from esep.bulletin.write import FORMS, write_bulletin

__all__ = [
    "FORMS",
    "Passage",
    "Proofread",
    "compose",
    "find_plan",
    "list_passages",
    "read_words",
    "render_html",
    "write_bulletin",
]
