"""Kazakh case endings at a number: FROM and TO, and the dative that may as well be BY."""

from __future__ import annotations

from esep.claims.mention import Found, Mention
from esep.language.roles import match_after
from esep.language.write import MONEY

ABLATIVE = {"ден", "дан", "тен", "тан", "нен", "нан", "den", "dan", "ten", "tan", "nen", "nan"}
# So far behind FROM its TO stands.
LONGEST_STEP = 60
UP_TO = ("дейін", "deıin", "deiin")
DATIVE = {"ге", "ға", "ке", "қа", "не", "на", "ge", "ǵa", "ke", "qa", "ne", "na"}


def find_dative_noun(mention: Mention, text: str) -> int:
    """Return the end of a counted noun in the dative: "3107 жағдайға кеміді" is BY 3,107, as far as words can tell."""
    span = match_after(text, mention.end, "kk", "cases")
    if span is None or not text[span[0] : span[1]].casefold().endswith(tuple(DATIVE)):
        return 0
    return 0 if text[span[1] : span[1] + 8].lstrip().startswith("дейін") else span[1]


def read_noun_case(mention: Mention, text: str) -> str:
    """Return the end that the case of a counted noun makes of its number: "28 487 фактіден 30 815 фактіге дейін"."""
    span = match_after(text, mention.end, "kk", "cases")
    noun = text[span[0] : span[1]].casefold() if span is not None else ""
    if span is None or mention.hedge:
        return ""
    # "83,9 қылмыстан келді" is so many for each, and nothing goes on from it.
    if noun.endswith(tuple(ABLATIVE)) and any(word in text[span[1] : span[1] + LONGEST_STEP] for word in UP_TO):
        return "from"
    return "to" if noun.endswith(tuple(DATIVE)) and text[span[1] : span[1] + 8].lstrip().startswith("дейін") else ""


def may_be_end(mention: Mention, text: str) -> bool:
    """Return whether дейін follows a number or its noun: it should say TO, and texts say it of BY as well."""
    span = match_after(text, mention.end, "kk", "cases")
    following = text[span[1] if span else mention.end :][: len("фактіге дейін")].casefold()
    return any(word in following for word in UP_TO)


def _read_ending(mention: Mention, text: str) -> str:
    tail = text[mention.numeral.end : mention.end].casefold()
    return mention.numeral.suffix.lstrip("-‑").casefold() or tail[-3:]


def is_start(mention: Mention, text: str) -> bool:
    """Return whether an ablative makes a number FROM; "135 мыңнан астам" is a bound, and nothing comes from it."""
    return _read_ending(mention, text) in ABLATIVE and not mention.hedge


def read_kazakh_case(mention: Mention, found: Found) -> None:
    """Read the case ending: an ablative is FROM, a dative BY or TO, decided by дейін or by what stands before."""
    tail = found.text[mention.numeral.end : mention.end].casefold()
    ending = _read_ending(mention, found.text)
    if ending in ABLATIVE:
        mention.part = "from" if is_start(mention, found.text) else ""
    elif ending in DATIVE or (mention.unit in MONEY and tail[-2:] in DATIVE):
        following = found.text[mention.end : mention.end + 10].casefold()
        earlier = found.mentions[-1] if found.mentions else None
        has_from = earlier is not None and earlier.sentence == mention.sentence and earlier.part == "from"
        if following.lstrip().startswith(UP_TO) or has_from:
            mention.part = "to"
        elif mention.direction:
            mention.part, mention.is_either = "to", True
