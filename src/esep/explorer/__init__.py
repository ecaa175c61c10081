"""The explorer: choose, see, check, cite; the same pages from a server and as files."""

from esep.explorer.export import export_site
from esep.explorer.routes import create_pages, tell_problem
from esep.explorer.site import render_page

__all__ = ["create_pages", "export_site", "render_page", "tell_problem"]
