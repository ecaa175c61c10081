"""What a reader must know although a number fits: one universe among several, one source, a base near a peak."""

from __future__ import annotations

from esep.answers import Answers
from esep.claims.claim import Evidence
from esep.claims.mention import Found, Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.evidence import bounds_of
from esep.claims.verdicts.match import Attempt
from esep.claims.verdicts.overclaims import list_overclaims
from esep.model.remark import Remark

# Independent bodies first: their figures weigh more than the same body's in a narrower universe.
UNIVERSES = ("claims.evidence_other_universe", "claims.evidence_sibling_universe")


def list_cautions(
    mention: Mention,
    reading: Reading,
    attempt: Attempt | None,
    found: Found,
    answers: Answers,
    evidence: tuple[Evidence, ...],
) -> list[Remark]:
    """Return the cautions for a claim that was looked up, in order of weight."""
    cautions: list[Remark] = []
    if attempt is not None and attempt.grade is not None:
        if attempt.is_pass:
            cautions += _list_source_cautions(attempt, evidence)
        cautions += _list_break_cautions(attempt)
        if attempt.answer.figure.status == "E":
            cautions.append(Remark("claims.caution_estimated", bounds_of(attempt.answer.figure)))
    cautions += _list_base_cautions(mention, reading, answers)
    if attempt is not None and attempt.grade is not None:
        cautions += list_overclaims(mention, attempt, found, answers)
    return cautions


def _list_source_cautions(attempt: Attempt, evidence: tuple[Evidence, ...]) -> list[Remark]:
    cautions: list[Remark] = []
    own = evidence[0] if evidence else None
    agreeing = [e for e in evidence if e.remark.key == "claims.evidence_other_agrees"]
    universes = [e for e in evidence if e.remark.key in UNIVERSES]
    universes.sort(key=lambda e: UNIVERSES.index(e.remark.key))
    if universes:
        facts = {**universes[0].remark.facts, "read_scope": f"scope:{attempt.reading.scope}"}
        cautions.append(Remark("claims.caution_scope", facts))
    if own is not None and own.independence == "same_body" and not agreeing:
        cautions.append(Remark("claims.caution_same_source", {"body": own.remark.facts["body"]}))
    return cautions


def _list_break_cautions(attempt: Attempt) -> list[Remark]:
    breaks = attempt.answer.breaks
    if not breaks:
        return []
    dates = ", ".join(str(entry.date) for entry in breaks)
    return [Remark("claims.caution_breaks", {"n": len(breaks), "dates": dates, "reason": f"break:{breaks[-1].id}"})]


def _list_base_cautions(mention: Mention, reading: Reading, answers: Answers) -> list[Remark]:
    """Warn where the base of a comparison stands at or near the highest of its series."""
    base = reading.base_period or (reading.period if mention.operator == "level" else None)
    finding = answers.scan_base(reading.measure, base) if base is not None else None
    if finding is None or not finding[0].is_near_peak or (mention.operator == "level" and not mention.is_base):
        return []
    scan, series = finding
    scope, _, measure = series.partition("/")
    facts = {
        "base": base,
        "rank": scan.rank,
        "n": scan.bases,
        "peak_year": str(scan.peak_year),
        "end_year": str(scan.end_year),
        "fold": (scan.fold, "fold", 2),
        "median_fold": (scan.median_fold, "fold", 2),
        "measure": f"measure:{measure}",
        "scope": f"scope:{scope}",
    }
    return [Remark("claims.caution_base_near_peak", {k: v for k, v in facts.items() if v is not None})]
