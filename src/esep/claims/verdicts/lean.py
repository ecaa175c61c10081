"""Which reading is shown of a number that does not fit as its words go, and fits one other thing that its text names.

It stays open which is meant: the verdict is ambiguous and both are shown. What the number fits is the likelier of the
two where it can hardly fit by chance, and is shown first; only another year is not, for the right number of a wrong
year is what is printed by mistake most often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from esep.answers import Answers
from esep.claims.mention import Found, Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.binding import find_only_binding
from esep.claims.verdicts.candidates import list_candidates
from esep.claims.verdicts.evidence import find_speaker, gather_evidence
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.match import Attempt, name_scope
from esep.model.remark import Fact, Remark


def find_likelier(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Attempt | None:
    """Return what came of the only other reading that a number fits, `None` where it differs in nothing but time."""
    fitting = find_only_binding(mention, reading, found, answers)
    if fitting is None or _differ_in_time_only(fitting.reading, reading):
        return None
    return fitting


def lean_on_numbers(
    mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found, answers: Answers
) -> None:
    """Show first, of two readings between which a number is open, the one that it fits."""
    for at, judgement in judgements.items():
        if judgement.verdict != "ambiguous" or judgement.reason.key != "claims.reason_elsewhere":
            continue
        fitting = find_likelier(mentions[at], judgement.reading, found, answers)
        if fitting is None or fitting.reading != judgement.fits:
            continue
        read, figure = judgement.reading, fitting.answer.figure
        judgement.reading = name_scope(fitting, answers)
        judgement.readings = list_candidates(mentions[at], judgement.reading, read, found, answers)
        judgement.true_value, judgement.interval = figure.value, figure.interval
        judgement.question = str(fitting.answer.question)
        judgement.evidence = gather_evidence(fitting.answer, find_speaker(answers.definition, fitting.reading))


def say_inferred(chosen: Reading, read: Reading) -> Remark:
    """Return the caution that the number itself told which reading is meant."""
    if (chosen.measure, chosen.attribute, chosen.region) != (read.measure, read.attribute, read.region):
        assert chosen.period is not None
        codes: dict[str, Fact] = {"measure": f"measure:{chosen.measure}", "region": f"region:{chosen.region}"}
        return Remark("claims.caution_inferred", {**codes, "period": chosen.period})
    if chosen.period != read.period and chosen.period is not None:
        return Remark("claims.caution_period_inferred", {"period": chosen.period})
    return Remark("claims.caution_scope_inferred", {"scope": f"scope:{chosen.scope}"})


def _differ_in_time_only(one: Reading, other: Reading) -> bool:
    return replace(one, period=other.period, base_period=other.base_period) == other
