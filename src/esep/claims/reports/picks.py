"""Readings that a person chose, and the file beside a text that remembers them.

A choice belongs to words, not to a number in a list: it is kept with the words it was made for and those around them,
and is applied only where they stand in the text once, wherever that is now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from esep.claims.claim import Candidate, Claim, Evidence, Report
from esep.model.remark import Fact, Remark
from esep.problems import EsepError, Problem, Where
from esep.sources.text import write_text

FORMAT = "esep-picks/1"
SUFFIX = ".esep.json"
# So many characters on either side, without regard to line breaks, tell one claim from another of the same words.
AROUND = 60
LARGEST_BYTES = 1_000_000


@dataclass(frozen=True)
class Pick:
    """A chosen reading: the words of the claim, what stands before and after them, and the question it was read as."""

    span: str
    before: str
    after: str
    question: str


def find_sidecar(file: str) -> Path:
    """Return the file beside a text that remembers what was chosen for it."""
    return Path(f"{file}{SUFFIX}")


def make_picks(report: Report, wishes: Mapping[str, str | int]) -> tuple[Pick, ...]:
    """Return choices given as a claim's id and the number or the question of a reading.

    Raise `EsepError` (`use-pick`) for a claim or a reading that is not there.
    """
    claims = {claim.id: claim for claim in report.claims}
    picks = []
    for wish, reading in wishes.items():
        claim = claims.get(wish)
        chosen = _find_reading(claim, str(reading)) if claim else None
        if claim is None or chosen is None:
            known = [c.question for c in claim.readings if c.question] if claim else list(claims)
            facts = {"value": f"{wish}={reading}", "known": ", ".join(known) or "—"}
            raise EsepError(Problem("use-pick", Where("--pick"), facts))
        before, after = _look_around(report.text, claim)
        picks.append(Pick(_fold(claim.span), before, after, chosen.question))
    return tuple(picks)


def _find_reading(claim: Claim, wish: str) -> Candidate | None:
    if wish.isascii() and wish.isdigit():
        place = int(wish) - 1 if len(wish) < 4 else -1
        found = claim.readings[place] if 0 <= place < len(claim.readings) else None
        return found if found is not None and found.question else None
    return next((c for c in claim.readings if c.question and c.question == wish), None)


def _look_around(text: str, claim: Claim) -> tuple[str, str]:
    before, after = text[max(claim.start - 2 * AROUND, 0) : claim.start], text[claim.end : claim.end + 2 * AROUND]
    return _fold(before)[-AROUND:].strip(), _fold(after)[:AROUND].strip()


def _fold(text: str) -> str:
    return " ".join(text.split())


def apply_picks(report: Report, picks: Sequence[Pick]) -> Report:
    """Return a report in which the chosen readings decide; a choice whose words are gone is told as a note."""
    if not picks:
        return report
    claims = {claim.id: claim for claim in report.claims}
    notes = list(report.notes)
    for pick in picks:
        fitting = [c for c in report.claims if _is_meant(report.text, c, pick)]
        chosen = _find_reading(fitting[0], pick.question) if len(fitting) == 1 else None
        if chosen is None:
            notes.append(Remark("check.note_stale", {"quote": pick.span}))
        else:
            claims[fitting[0].id] = settle(fitting[0], chosen)
    return replace(report, claims=tuple(claims[claim.id] for claim in report.claims), notes=tuple(notes))


def _is_meant(text: str, claim: Claim, pick: Pick) -> bool:
    return _fold(claim.span) == pick.span and _look_around(text, claim) == (pick.before, pick.after)


def settle(claim: Claim, chosen: Candidate) -> Claim:
    """Return a claim with the verdict of one of its readings; what was said of another reading is left out."""
    facts: dict[str, Fact] = {}
    if chosen.value is not None:
        facts = {"value": (chosen.value, chosen.unit, chosen.decimals)}
    reason = Remark("check.reason_picked" if facts else "check.reason_picked_empty", facts)
    kind = "derived" if len(chosen.cells) > 1 else "figure"
    evidence = (Evidence(kind, "published", reason, chosen.cells),) if chosen.cells else ()
    is_same = chosen.question == claim.question
    return replace(
        claim,
        measure=chosen.measure,
        attribute=chosen.attribute,
        scope=chosen.scope,
        region=chosen.region,
        period=chosen.period,
        base_period=chosen.base_period,
        verdict=chosen.verdict,
        reason=reason,
        true_value=chosen.value,
        interval=chosen.interval,
        rounding=chosen.rounding,
        diagnosis=chosen.diagnosis,
        evidence=claim.evidence if is_same and claim.evidence else evidence,
        cautions=(Remark("check.caution_picked"), *(claim.cautions if is_same else ())),
        alternatives=(),
        question=chosen.question,
        is_picked=True,
    )


def read_picks(path: Path) -> tuple[Pick, ...]:
    """Return what a sidecar file remembers, nothing where there is none; raise `EsepError` (`picks-broken`)."""
    if not path.is_file():
        return ()
    try:
        with path.open("rb") as file:
            data: Any = json.loads(file.read(LARGEST_BYTES))
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return tuple(Pick(*(str(entry[name]) for name in Pick.__dataclass_fields__)) for entry in data["picks"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise EsepError(Problem("picks-broken", Where(str(path)), {"path": str(path)})) from None


def save_picks(path: Path, old: Sequence[Pick], new: Sequence[Pick]) -> None:
    """Write choices beside a text; a new one replaces an old one for the same words."""
    kept = {(pick.span, pick.before, pick.after): pick for pick in (*old, *new)}
    data = {"format": FORMAT, "picks": [asdict(pick) for pick in kept.values()]}
    write_text(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")
