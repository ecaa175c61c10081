"""Methods and glossary: what every word of the dataset means, what breaks its series, how marks are read."""

from __future__ import annotations

from typing import Any

from esep.claims.outside_text import is_web_address
from esep.explorer.choosing import list_measures
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.explorer.telling import name_method
from esep.language.phrases import say
from esep.language.write import write_date

MARKS = ("P", "B", "E", "U", "Q", "O", "M", "rounded", "about", "over", "under")
METHODS = (
    *("change", "rate", "share", "trend", "bases", "scan", "drivers", "parts", "structure", "severity"),
    *("lateness", "nowcast", "season", "signal", "effect", "outlook", "pace", "regions"),
)


def render_methods(desk: Desk) -> Page:
    """Return the page of methods and words."""
    definition, language = desk.answers.definition, desk.language
    measures = [definition.measures[code] for code in list_measures(desk)]
    facts: dict[str, Any] = {
        "scopes": [(code.code, desk.name("scope", code.code), code.meaning(language)) for code in definition.scopes],
        "measures": [(code.code, desk.name("measure", code.code), code.meaning(language)) for code in measures],
        "attributes": [
            (code.code, desk.name("attribute", code.code), code.quality(language)) for code in definition.attributes
        ],
        "breaks": [
            {
                "date": write_date(entry.date, language),
                "reason": entry.reason[language],
                "is_major": entry.is_major,
                "source": entry.source if is_web_address(entry.source) else "",
                "is_verified": entry.is_verified,
            }
            for entry in sorted(definition.breaks, key=lambda entry: entry.date)
        ],
        "events": [
            (desk.period(event.period), event.reason[language]) for event in definition.events if not event.is_date_only
        ],
        "coverage": [
            (desk.name("scope", one.part), desk.name("scope", one.whole), one.reason[language])
            for one in definition.coverage
        ],
        "bodies": [(body.code, desk.name("body", body.code)) for body in definition.bodies],
        "methods": [(name, name_method(name, language)) for name in METHODS],
        "notes": definition.notes.get(language, ""),
        "licence": definition.licence,
        "marks": [(say(f"bulletin.mark_{m}", language), say(f"bulletin.meaning_{m}", language)) for m in MARKS],
        "query": "",
    }
    return render(desk, "methods.html", desk.word("nav_methods"), **facts)
