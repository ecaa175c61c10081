"""Which form and language somebody gets: what the address says, otherwise what the headers prefer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from esep.api.parameters import choose
from esep.problems import LANGUAGES, EsepError, Problem, Where

FORMS: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "sdmx-csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
# Other names by which tools ask for a form.
_ALIASES = {"application/x-parquet": "parquet", "application/parquet": "parquet", "text/json": "json"}


def choose_form(asked: str, accept: str, known: Sequence[str]) -> str:
    """Return one of the known forms, the first where nobody minds; raise `EsepError` (`serve-format`) for another."""
    if asked:
        if asked not in known:
            raise EsepError(Problem("serve-format", Where("format"), {"format": asked, "known": ", ".join(known)}))
        return asked
    media = {FORMS[form].partition(";")[0]: form for form in reversed(known)}
    media |= {alias: form for alias, form in _ALIASES.items() if form in known}
    wishes = list(_list_wishes(accept))
    for wish in wishes:
        if wish in media:
            return media[wish]
        if wish == "*/*" or (wish.endswith("/*") and any(name.startswith(wish[:-1]) for name in media)):
            return next(form for form in known if wish == "*/*" or FORMS[form].startswith(wish[:-1]))
    if wishes:
        facts = {"format": wishes[0], "known": ", ".join(FORMS[form] for form in known)}
        raise EsepError(Problem("serve-format", Where("Accept"), facts))
    return known[0]


def choose_language(asked: str, accept: str) -> str:
    """Return the language of sentences; raise `EsepError` where the address asks for one that there is not."""
    if asked:
        return choose("lang", asked, LANGUAGES)
    return find_language(accept)


def find_language(accept: str) -> str:
    """Return the language that a header Accept-Language prefers among ours, English where it names none."""
    for wish in _list_wishes(accept):
        name = wish.partition("-")[0]
        if name in LANGUAGES:
            return name
    return "en"


def _list_wishes(header: str) -> Iterator[str]:
    """Yield what a header accepts, the most wanted first, without what it refuses."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1000].split(",")):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for option in options:
            if option.startswith("q="):
                try:
                    weight = float(option[2:])
                except ValueError:
                    weight = 0.0
        if name and weight > 0:
            found.append((-weight, place, name))
    yield from (name for _, _, name in sorted(found))
