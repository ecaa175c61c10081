"""The form by which a reader chooses, and the list of what there is."""

from __future__ import annotations

from typing import Any

from esep.explorer.address import Query, read_list, write_query
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.explorer.search import Found, make_selection, search, suggest
from esep.explorer.selection import BASES, QUANTITIES, Selection, read_filters
from esep.explorer.table import Table
from esep.language.write import write_number, write_period
from esep.model.codelist import Code, CodeList

# A list longer than this is not put on a page as it is: the search leads into it.
LONGEST_LIST = 90
LARGE_REGIONS = ("country", "region", "state", "province", "city", "city_of_republican_significance", "district")
FINEST = "article_part"


def render_choosing(desk: Desk) -> Page:
    """Return where a form leads: to the series it names, or to the list of offences with what came close."""
    text = " ".join(desk.query.get("q", ()))[:300]
    found = search(text, desk.answers, desk.language) if text.strip() else None
    selection = make_selection(found, desk.answers) if found else _read_form(desk)
    if selection is not None and not (found and found.unknown and not found.measures):
        words = write_query({"q": " ".join(found.unknown) if found else ""})
        query = "&".join(part for part in (selection.query, words) if part)
        location = desk.link(desk.path("explore", *selection.steps), query)
        return Page("", 303, location=location, is_kept=False)
    definition = desk.answers.definition
    near = suggest(text, definition.measures)
    facts: dict[str, Any] = {
        "text": text,
        "unknown": found.unknown if found else [],
        "near": [(desk.name("measure", code), _link(desk, code)) for code in near],
        "groups": group_measures(desk) + group_places(desk),
        "query": "",
    }
    return render(desk, "choose.html", desk.word("nav_explore"), **facts)


def _link(desk: Desk, measure: str) -> str:
    selection = make_selection(Found(measures=[measure]), desk.answers)
    return desk.link(desk.path("explore", *selection.steps)) if selection else ""


def _read_form(desk: Desk) -> Selection | None:
    """Return the selection of the fields of the form; words typed in a field are searched among its codes."""
    definition, query = desk.answers.definition, desk.query
    measures = _read_codes(query, "m", definition.measures)
    if not measures:
        return None
    regions = _read_codes(query, "r", definition.regions) or [definition.default_region]
    scope = next(iter(_read_codes(query, "s", definition.scopes)), "") or definition.default_scope
    view = next(iter(read_list(query, "v")), "chart")
    view = view if view in ("chart", "table", "map") else "chart"
    filters = read_filters(query, desk.answers)
    return Selection(tuple(measures), tuple(regions), scope, view=view, **filters)  # type: ignore[arg-type]


def _read_codes(query: Query, name: str, codes: CodeList) -> list[str]:
    found = []
    for text in read_list(query, name):
        code = text if text in codes else next(iter(suggest(text, codes, 1)), "")
        if code and code not in found:
            found.append(code)
    return found


def list_measures(desk: Desk) -> list[str]:
    """Return the offences that have a figure of their own, in their official order."""
    return [code.code for code in desk.answers.definition.measures if _find_scope(desk, code.code)]


def _find_scope(desk: Desk, measure: str) -> str:
    definition = desk.answers.definition
    order = (definition.default_scope, *(code.code for code in definition.scopes))
    return next((scope for scope in order if measure in desk.answers.list_measures(scope)), "")


def group_measures(desk: Desk) -> list[dict[str, Any]]:
    """Return the offences below the whole each belongs to, with a link to the series of each."""
    definition = desk.answers.definition
    groups: dict[str, list[Code]] = {}
    for code in list_measures(desk):
        member = definition.measures[code]
        groups.setdefault(member.parent if member.parent in definition.measures else "", []).append(member)
    made = []
    for parent, members in groups.items():
        entries = []
        for member in members:
            steps = (member.code, _find_scope(desk, member.code), definition.default_region)
            href = desk.link(desk.path("explore", *steps))
            meaning = member.meaning(desk.language)
            entries.append({"name": desk.name("measure", member.code), "href": href, "meaning": meaning})
        name = desk.name("measure", parent) if parent else desk.word("group_whole")
        made.append({"name": name, "entries": entries})
    return made


def group_places(desk: Desk) -> list[dict[str, Any]]:
    """Return the other series that files hold below their region and scope: without a form links alone lead there."""
    definition, groups = desk.answers.definition, dict[tuple[str, str], list[dict[str, str]]]()
    linked = {(code, _find_scope(desk, code), definition.default_region) for code in list_measures(desk)}
    for measure, scope, region in desk.site.series:
        if (measure, scope, region) not in linked:
            href = desk.link(desk.path("explore", measure, scope, region))
            name = f"{desk.name('measure', measure)}: {desk.name('region', region)}"
            entry = {"name": name, "href": href, "meaning": ""}
            groups.setdefault((region, scope), []).append(entry)
    return [
        {"name": f"{desk.name('region', region)}; {desk.writer.short_name(scope)}", "entries": entries}
        for (region, scope), entries in groups.items()
    ]


def describe_form(desk: Desk, table: Table) -> dict[str, Any] | None:
    """Return the fields of the form with what is chosen; none in a static site, which answers no form."""
    if desk.site.is_static:
        return None
    selection, definition = table.selection, desk.answers.definition
    known = desk.answers.list_measures(selection.scope)
    measures = [code.code for code in definition.measures if code.code in known or code.code in selection.measures]
    if len(measures) > LONGEST_LIST:
        chosen = selection.measures
        measures = [c for c in measures if c in chosen or definition.measures[c].kind != FINEST]
    regions = [code for code in list_regions(desk) if code not in selection.regions]
    regions = [*selection.regions, *regions][:LONGEST_LIST]
    regions = [code.code for code in definition.regions if code.code in regions]
    years = sorted(
        {cell.start.year for cell in table.periods} | {int(y) for y in (selection.first, selection.last) if y}
    )
    quantity = f"rate-{selection.base}" if selection.quantity == "rate" else selection.quantity
    quantities = [(name, desk.word(f"unit_{name}")) for name in QUANTITIES if name != "rate"]
    rates = [(f"rate-{b}", desk.word("unit_rate", base=write_number(b, 0, desk.language))) for b in BASES]
    attributes = [(code.code, desk.name("attribute", code.code)) for code in definition.attributes]
    scopes = [(code.code, desk.writer.short_name(code.code)) for code in definition.scopes]
    return {
        "action": desk.link(desk.path("explore")),
        "measures": [(code, desk.name("measure", code), code in selection.measures) for code in measures],
        "regions": [(code, desk.name("region", code), code in selection.regions) for code in regions],
        "scopes": [(code, name, code == selection.scope) for code, name in scopes],
        "attributes": [("", desk.word("any_attribute"), not selection.attribute)]
        + [(code, name, code == selection.attribute) for code, name in attributes],
        "kinds": [(kind, name_kind(desk, kind), kind == selection.kind) for kind in table.kinds],
        "quantities": [(n, t, n == quantity) for n, t in (quantities[:1] + rates + quantities[1:])],
        "first": selection.first or (str(years[0]) if years else ""),
        "last": selection.last or (str(years[-1]) if years else ""),
        "view": selection.view,
    }


def list_regions(desk: Desk) -> list[str]:
    """Return the regions that have figures: all of them, or the larger ones where there are very many."""
    answers = desk.answers
    codes = list(answers.definition.regions)
    if answers.definition.kind == "published":
        placed = {cell.key.region for cell in answers.find_cells()}
        codes = [code for code in codes if code.code in placed]
    if len(codes) > LONGEST_LIST:
        codes = [code for code in codes if code.kind in LARGE_REGIONS]
    return [code.code for code in codes]


def name_kind(desk: Desk, kind: str) -> str:
    """Return a kind of period in words: years, months, or the months of a part-year."""
    if kind in ("year", "quarter", "month"):
        return desk.word(f"kind_{kind}")
    first, last = kind.split("-")
    text = write_period(f"2001-{first}..2001-{last}" if first != last else f"2001-{first}", desk.language)
    return desk.word("kind_part", months=text.replace("2001", "").strip(" ,жг.\u00a0"))
