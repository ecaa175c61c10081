"""Numbers "respectively" that take the regions of the sentence before them, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bound import LEAST_LISTED, list_runs
from esep.claims.reading import Reading
from esep.language.roles import match_after


def take_regions_before(
    mentions: Sequence[Mention],
    readings: list[Reading],
    told: Sequence[tuple[Mention, Reading]],
    sentence: Sentence,
    found: Found,
) -> bool:
    """Give numbers "respectively" the regions of as many numbers told before: "12 in the city, 15 in the region"."""
    levels = [mention for mention in mentions if mention.operator == "level"]
    run = next((run for run in list_runs(levels, found.text) if len(run) >= LEAST_LISTED), [])
    regions = list(dict.fromkeys(reading.region for mention, reading in told if mention.region_place is not None))
    is_said = bool(run) and match_after(found.text, run[-1].end, found.language, "respectively", "period") is not None
    is_placed = any(p.kind == "region" for p in take_between(found.places, sentence.start, sentence.end))
    if not is_said or is_placed or len(regions) != len(run):
        return False
    where = dict(zip((mention.start for mention in run), regions, strict=True))
    for at, mention in enumerate(mentions):
        if mention.start in where:
            region = where[mention.start]
            readings[at] = replace(readings[at], region=region, is_region_named=True, is_region_settled=True)
    return True
