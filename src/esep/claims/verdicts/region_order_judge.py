"""Whether an order among regions holds: a place, the most, the fewest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.periods.order_groups import OF_COUNT, OF_RATE, is_among_regions
from esep.model.figure import Figure
from esep.model.question import Question

# A rank among fewer regions says nothing.
LEAST_REGIONS = 3


@dataclass(frozen=True)
class Standing:
    """Where a region stands among those beside it; `is_right` is `None` where figures lack."""

    place: int
    n: int
    figure: Figure
    is_right: bool | None


def find_standing(mention: Mention, question: Question, answers: Answers) -> Standing | None:
    """Return where a region stands by number or by rate, whichever its place is said to be one of.

    Where no word tells, what is right by one of them is right, and wrong only what is so by both.
    """
    of_what = mention.window.n if mention.window is not None and is_among_regions(mention) else OF_COUNT
    rate = replace(question, operation="rate-per", rate_base=answers.definition.rate_base)
    asked = [*([question] if of_what != OF_RATE else []), *([rate] if of_what != OF_COUNT else [])]
    held = [rank_regions(mention, one, answers) for one in asked]
    known = [one for one in held if one is not None and one.is_right is not None]
    right = next((one for one in known if one.is_right), None)
    return right or (known[0] if len(known) == len(held) else None)


def rank_regions(mention: Mention, question: Question, answers: Answers) -> Standing | None:
    """Return where a region stands among those beside it, those of its kind beside it, or all of its kind.

    `None` where too few have figures. What is claimed is right if it holds among one of them, open if it holds beside
    and not among all: which are meant nobody says.
    """
    regions = answers.definition.regions
    region = regions.find(question.region)
    if region is None or not region.parent:
        return None
    beside = [code for code in regions.children(region.parent) if code.is_valid(question.period)]
    wide = [code for code in regions if code.kind == region.kind and code.parent and code.is_valid(question.period)]
    figures = {
        code: answers.ask(replace(question, region=code), with_others=False).figure
        for code in dict.fromkeys(code.code for code in (*beside, *wide))
    }
    groups = [beside, [code for code in beside if code.kind == region.kind], wide]
    values = [{code.code: figures[code.code].value for code in group} for group in groups]
    own = figures[question.region].value
    n = sum(value is not None for value in values[0].values())
    if own is None or n < LEAST_REGIONS:
        return None
    held = [_holds(mention, own, group) for group in values]
    near = held[0] if held[0] or len(values[1]) < LEAST_REGIONS else held[1] if held[0] is False else held[1] or None
    is_wider = len(values[2]) > len(values[1])
    is_right = near if not is_wider or held[2] is near else held[2] or None
    place = 1 + _count_beyond(own, values[0], is_lowest=mention.direction == "lowest")
    return Standing(place, n, figures[question.region], is_right)


def _count_beyond(own: Fraction, values: Mapping[str, Fraction | None], *, is_lowest: bool) -> int:
    return sum(value < own if is_lowest else value > own for value in values.values() if value is not None)


def _holds(mention: Mention, own: Fraction, values: Mapping[str, Fraction | None]) -> bool | None:
    """Return whether a figure has the claimed place among some; `None` where those without figures decide."""
    claimed = int(mention.value) if mention.operator == "rank" else 1
    place = 1 + _count_beyond(own, values, is_lowest=mention.direction == "lowest")
    ties = sum(value == own for value in values.values())
    lacking = sum(value is None for value in values.values())
    is_top = mention.window is not None and mention.window.kind == "top"
    if lacking and claimed >= place:
        return None
    return place <= claimed and (is_top or claimed < place + ties)
