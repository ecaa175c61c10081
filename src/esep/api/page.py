"""The description of the API as a page: plain HTML from what OpenAPI says, one stylesheet, no script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

STYLE = """\
:root { color-scheme: light dark; --ink: #14181d; --muted: #4a535e; --back: #fff; --line: #d5dbe1; --link: #1a56a0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceff3; --muted: #a9b3bf; --back: #12161b; --line: #39424d; --link: #8cbcf5 }
}
body { margin: 0 auto; max-width: 70ch; padding: 1rem; font: 17px/1.55 system-ui, sans-serif; color: var(--ink);
  background: var(--back) }
a { color: var(--link) }
code, pre { font: 0.9em/1.45 ui-monospace, monospace }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 0.6rem; max-height: 24rem }
section { border-top: 1px solid var(--line); margin-top: 1.5rem }
h2 { overflow-wrap: anywhere; font-size: 1.15rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line) }
.muted { color: var(--muted) }
"""


def write_page(description: Mapping[str, Any]) -> str:
    """Return the page."""
    info = description["info"]
    addresses = [(path, way, told) for path, ways in description["paths"].items() for way, told in ways.items()]
    parts = [part for address in addresses for part in _write_address(*address)]
    links = [f'<li><a href="#{escape(t["operationId"])}"><code>{escape(p)}</code></a></li>' for p, _, t in addresses]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(info['title'])}</title>\n"
        '<link rel="stylesheet" href="docs.css">\n</head>\n<body>\n<main>\n'
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>\n"
        f"<p>{_write_text(info.get('description', ''))}</p>\n"
        '<p>For programs: <a href="openapi.json">openapi.json</a>. Limits, licences and citations: '
        '<a href="config">config</a>.</p>\n'
        f"<ul>\n{chr(10).join(links)}\n</ul>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def _write_address(path: str, way: str, told: Mapping[str, Any]) -> Iterator[str]:
    yield f'<section id="{escape(told["operationId"])}">'
    yield f"<h2><code>{way.upper()} {escape(path)}</code></h2>"
    yield f"<p><strong>{escape(told['summary'])}.</strong> {_write_text(told.get('description', ''))}</p>"
    if parameters := told.get("parameters"):
        yield "<table><thead><tr><th scope='col'>Parameter</th><th scope='col'>Meaning</th></tr></thead><tbody>"
        yield from (_write_parameter(one) for one in parameters)
        yield "</tbody></table>"
    media = told["responses"].get("200", told["responses"].get("201", {})).get("content", {})
    yield f"<p class='muted'>Given as {', '.join(f'<code>{escape(name)}</code>' for name in media)}.</p>"
    for name, form in media.items():
        if "example" in form:
            text = json.dumps(form["example"], ensure_ascii=False, indent=2)
            yield f"<details><summary>Example, {escape(name)}</summary><pre tabindex='0'>{escape(text)}</pre></details>"
    yield "</section>"


def _write_parameter(told: Mapping[str, Any]) -> str:
    schema = told.get("schema", {})
    known = [str(one) for one in schema.get("enum", []) if one != ""]
    example = next(iter(schema.get("examples", [])), "")
    more = f" One of {', '.join(f'<code>{escape(one)}</code>' for one in known)}." if known else ""
    more += f" <span class='muted'>Example: <code>{escape(str(example))}</code></span>" if example else ""
    must = " (must be given)" if told.get("required") else ""
    return (
        f"<tr><th scope='row'><code>{escape(told['name'])}</code>{must}</th>"
        f"<td>{_write_text(told.get('description', ''))}.{more}</td></tr>"
    )


def _write_text(text: str) -> str:
    """Return plain text with what stands between backticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
