"""What can be said in an address: every parameter once, with what it means, for the program and for its description."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from esep.answers.grammar import MAX_LENGTH
from esep.model.cell import STATUSES, UNITS
from esep.problems import LANGUAGES, EsepError, Problem, Where

# A page of cells, where nobody says otherwise and at most.
PAGE, LARGEST_PAGE = 1_000, 10_000
LISTED = "one code, or several with commas between them"


@dataclass(frozen=True)
class Parameter:
    """A parameter of an address: what it means, the JSON Schema of what it can be, and an example."""

    meaning: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    example: str = ""


def _choose(*known: str) -> dict[str, Any]:
    return {"enum": list(known)}


_WHO = _choose("person", "organization")
_FLAG = _choose("true", "false")
PARAMETERS: Mapping[str, Parameter] = {
    "q": Parameter("the question, in the grammar of `esep ask`", {"maxLength": MAX_LENGTH}, "murder KZ 2024"),
    "data": Parameter("which dataset; the first one served where none is named", {}, "kazakhstan"),
    "as_of": Parameter(
        "a vintage by its id or number, a day (YYYY-MM-DD, UTC: the last one committed by its end), or `packaged`;"
        " the newest where none is named",
        {},
        "packaged",
    ),
    "lang": Parameter("language of sentences; otherwise as Accept-Language says", _choose(*LANGUAGES), "en"),
    "format": Parameter("form of the answer; otherwise as Accept says", {}, "json"),
    "with_finding": Parameter("say too what a method makes of the figure, which takes its time", _FLAG, "false"),
    "with_others": Parameter("answer the question in the sibling scopes too", _FLAG, "true"),
    "exact": Parameter("add `exact`: the whole answer with fractions, for a program that goes on with it", _FLAG),
    "scope": Parameter(f"universe of offences: {LISTED}", {}, "mia_crimes"),
    "measure": Parameter(f"what is counted: {LISTED}", {}, "murder"),
    "attribute": Parameter(f"part of a measure: {LISTED}; `-` for the whole measure", {}, "-"),
    "region": Parameter(f"place: {LISTED}", {}, "KZ"),
    "period": Parameter("exactly this period", {}, "2024"),
    "since": Parameter("periods that begin on its first day or later", {}, "2015"),
    "until": Parameter("periods that end on its last day or earlier", {}, "2024"),
    "unit": Parameter("unit of the value", _choose(*UNITS), "count"),
    "status": Parameter("status of the value, a code of SDMX CL_OBS_STATUS", _choose(*STATUSES), "A"),
    "limit": Parameter(
        "how many at most on a page", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}, str(PAGE)
    ),
    "cursor": Parameter("where a page begins: what `next` of the page before says", {"maxLength": 400}),
    "from": Parameter("the earlier vintage, as `as_of`", {}, "1"),
    "to": Parameter("the later vintage, as `as_of`; the newest where none is named", {}, "2"),
    "date": Parameter("day of the statement (YYYY-MM-DD); otherwise as printed in it", {}, "2025-02-14"),
    "asOf": Parameter("a vintage or a day, as `as_of`", {}, "2025-02-14"),
    "who": Parameter("who said it", {"maxLength": 500}, "Ministry of Internal Affairs"),
    "who_is": Parameter("whether that is a person, as where nothing is said, or an organization", _WHO),
    "url": Parameter("where it stands on the web", {"maxLength": 2000}, "https://example.org/statement"),
    "text_lang": Parameter("language of the text", _choose("auto", *LANGUAGES), "auto"),
}


def parameter(name: str, default: Any = "", **schema: Any) -> Any:
    """Return a parameter of the query for a signature; `...` as default where one must be given."""
    from fastapi import Query

    known = PARAMETERS[name]
    examples = {"examples": [known.example]} if known.example else {}
    extra = {**known.schema, **schema}
    if default == "" and "enum" in extra:
        extra["enum"] = ["", *extra["enum"]]
    return Query(default, alias=name, description=known.meaning, json_schema_extra={**examples, **extra})


def make_name_check() -> Callable[..., Any]:
    """Return what raises `EsepError` (`serve-extra`) where an address has a parameter of no meaning, or one twice."""
    from fastapi import Request

    async def check_names(request: Request) -> None:
        known = [found.alias for found in request.scope["route"].dependant.query_params]
        is_sdmx = "asOf" in known
        for name, number in Counter(name for name, _ in request.query_params.multi_items()).items():
            is_filter = is_sdmx and name.startswith("c[") and name.endswith("]")
            if number > 1 or not (name in known or is_filter):
                facts = {"name": name, "known": ", ".join(known) or "-"}
                raise EsepError(Problem("serve-extra", Where(name), facts))

    return check_names


def refuse(name: str, value: str, known: str) -> EsepError:
    """Return the error for a value that a parameter cannot have."""
    return EsepError(Problem("serve-parameter", Where(name), {"name": name, "value": value, "known": known}))


def choose(name: str, value: str, known: Iterable[str], default: str = "") -> str:
    """Return a value that is one of those known, the default where it is empty; raise `EsepError` otherwise."""
    if value == "":
        return default
    members = list(known)
    if value not in members:
        raise refuse(name, value, ", ".join(members[:30]) or "-")
    return value


def read_flag(name: str, value: str, default: bool) -> bool:
    """Return whether a parameter says true."""
    return choose(name, value, ("true", "false"), str(default).lower()) == "true"


def read_number(name: str, value: str, least: int, most: int, default: int) -> int:
    """Return a whole number between two bounds, the default where there is none."""
    if value == "":
        return default
    if not (value.isascii() and value.isdecimal() and len(value) < 9 and least <= int(value) <= most):
        raise refuse(name, value, f"{least}..{most}")
    return int(value)


def read_as(name: str, value: str, read: Callable[[str], Any], known: str) -> Any:
    """Return what `read` makes of a value, `None` of an empty one; what it calls a `ValueError` cannot be."""
    try:
        return read(value) if value else None
    except ValueError:
        raise refuse(name, value, known) from None
