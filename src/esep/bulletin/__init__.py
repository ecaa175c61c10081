"""Pages people read: bulletins composed from answers, laid out without computing anything."""

from esep.bulletin.content import compose
from esep.bulletin.html import render_html
from esep.bulletin.plan import find_plan
from esep.bulletin.write import FORMS, write_bulletin

__all__ = ["FORMS", "compose", "find_plan", "render_html", "write_bulletin"]
