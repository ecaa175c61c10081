"""How well the checker does on labelled statements, counted per language: `esep score`.

Every share is kept as a pair of counts, so that its interval can be told; F1 is 2 hits / (found + labelled).

Labels promise that every numeral is a claim or something else, and nothing of words: a claim without a number ("crime
fell again", "a record high") counts where a label covers it, and is left out where none does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from esep.answers import Answers
from esep.claims.checking import check
from esep.claims.claim import PASSING, Claim
from esep.claims.score.labels import BASED, Label, Statement, pair_labels, read_statements
from esep.language.letters import fold_text
from esep.language.lexicon import find_number_words
from esep.problems import LANGUAGES, EsepError

# The verdicts that tell a reader not to trust a number. `wrong` and `inconsistent` alone say that it is an error.
FLAGGING = (
    "wrong",
    "inconsistent",
    "matches_another_scope",
    "crosses_a_break",
    "base_not_comparable",
    "misleading_base",
)
ACCUSING = ("wrong", "inconsistent")
GROUPS = ("passes", "flagged", "open")
SIGNED = ("percent_change", "difference", "percentage_points")
# A third is labelled 33.3: what a label rounded is no error of the checker.
NEAR = Fraction(6, 100)


@dataclass
class Tally:
    """What was counted for one language: `counts` by name, `confusion` of (labelled, given) verdicts."""

    counts: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add the counts of another language."""
        self.counts += other.counts
        self.confusion += other.confusion


@dataclass(frozen=True)
class Miss:
    """A label on which the checker and the person differ, to be looked at: what was labelled and what was given."""

    statement: str
    span: str
    kind: str
    labelled: str
    given: str


@dataclass(frozen=True)
class Score:
    """The counts of all statements, by language, and what was missed; languages that are not read are `other`."""

    tallies: dict[str, Tally]
    misses: tuple[Miss, ...]

    def total(self) -> Tally:
        """Return the counts of all languages together."""
        total = Tally()
        for tally in self.tallies.values():
            total.add(tally)
        return total


def score_folder(folder: Path, open_answers: Callable[[str], Answers | None]) -> Score:
    """Return the score on the labelled statements of a folder.

    `open_answers` gives the data of the dataset that a statement names (empty: none named), or `None`. A statement
    about regions that the data do not know is checked against itself only.
    """
    tallies: dict[str, Tally] = {}
    misses: list[Miss] = []
    for statement in read_statements(folder):
        language = statement.language.partition("-")[0]
        tally = tallies.setdefault(language if language in LANGUAGES else "other", Tally())
        misses += _score_statement(statement, _choose_answers(statement, open_answers), tally)
    order = [*LANGUAGES, "other"]
    return Score({name: tallies[name] for name in order if name in tallies}, tuple(misses))


def _choose_answers(statement: Statement, open_answers: Callable[[str], Answers | None]) -> Answers | None:
    answers = open_answers(statement.dataset)
    if answers is None or statement.dataset:
        return answers
    regions = answers.definition.regions
    return answers if any(label.region in regions for label in statement.labels) else None


def _score_statement(statement: Statement, answers: Answers | None, tally: Tally) -> Iterator[Miss]:
    counts = tally.counts
    counts["statements"] += 1
    counts["with data"] += answers is not None
    try:
        claims = check(statement.text, answers, date=statement.date).claims
    except EsepError:
        counts["refused"] += 1
        claims = ()
    pairs = pair_labels(statement.labels, claims)
    unscored = [label for label in statement.labels if not label.is_scored]
    paired = set(pairs.values())
    kept = [
        claim
        for at, claim in enumerate(claims)
        if (at in paired or _has_number(claim)) and not any(_meet(label, claim) for label in unscored)
    ]
    counts["claims"] += len(kept)
    for index, label in enumerate(statement.labels):
        if label.is_scored:
            claim = claims[pairs[index]] if index in pairs else None
            for kind, labelled, given in _score_label(label, claim, answers, tally):
                yield Miss(statement.id, statement.text[label.start : label.end], kind, labelled, given)
    for index, claim in enumerate(claims):
        if index not in paired and claim in kept:
            yield Miss(statement.id, claim.span, "claim", "no claim", claim.operator)


def _has_number(claim: Claim) -> bool:
    """Return whether a claim has a number in digits or words; "a record high" and "leads the country" have none."""
    is_ranked = claim.operator == "rank" and not any(char.isdigit() for char in claim.span)
    spelled = any(any(find_number_words(fold_text(claim.span), language)) for language in LANGUAGES)
    return claim.value is not None and (not is_ranked or spelled)


def _meet(label: Label, claim: Claim) -> bool:
    return label.start < claim.end and claim.start < label.end


def _score_label(
    label: Label, claim: Claim | None, answers: Answers | None, tally: Tally
) -> Iterator[tuple[str, str, str]]:
    counts = tally.counts
    counts["labels"] += 1
    if claim is None:
        tally.confusion[label.verdict, "not found"] += 1
        _count_flag(label, "", counts)
        yield "claim", label.operator, "not found"
        return
    counts["found"] += 1
    for kind, is_equal, labelled, given in _compare(label, claim):
        counts[f"{kind} asked"] += 1
        counts[kind] += is_equal
        if not is_equal:
            yield kind, labelled, given
    if answers is not None:
        yield from _score_reading(label, claim, counts)
    tally.confusion[label.verdict, claim.verdict] += 1
    _count_flag(label, claim.verdict, counts)
    if group_of(label.verdict) != group_of(claim.verdict):
        yield "verdict", label.verdict, claim.verdict


def _compare(label: Label, claim: Claim) -> Iterator[tuple[str, bool, str, str]]:
    """Yield what can be compared of a claim: its kind, whether it is as labelled, and both as text."""
    is_span = (label.start, label.end) == (claim.start, claim.end)
    yield "span", is_span, str((label.start, label.end)), str((claim.start, claim.end))
    yield "operator", label.operator == claim.operator, label.operator, claim.operator
    yield "hedge", label.hedge == claim.hedge, label.hedge, claim.hedge
    if label.value is not None and claim.value is not None:
        is_near = abs(abs(label.value) - abs(claim.value)) <= NEAR
        yield "value", is_near, f"{float(label.value):g}", f"{float(claim.value):g}"
        is_signed = abs(label.value - claim.value) <= NEAR if label.operator in SIGNED else is_near
        is_same_way = label.operator not in BASED or label.direction in ("", claim.direction)
        told = f"{float(label.value):g} {label.direction}", f"{float(claim.value):g} {claim.direction}"
        yield "direction", is_signed and is_same_way, *told


def _score_reading(label: Label, claim: Claim, counts: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """Count whether a claim was read as labelled: the same question in every part, not merely the same value."""
    wanted = _open_period((label.operator, *label.reading), label)
    readings = [_open_period(_name_reading(claim, claim.operator), label)]
    readings += [_open_period(_name_reading(read, read.operator), label) for read in claim.readings]
    counts["reading asked"] += 1
    counts["reading"] += readings[0] == wanted
    counts["reading in five"] += wanted in readings[:6]
    if readings[0] != wanted:
        yield "reading", " ".join(wanted), " ".join(readings[0])


def _open_period(reading: tuple[str, ...], label: Label) -> tuple[str, ...]:
    """Return a reading without its periods, or the whole of a share with an attribute, where the label does not know
    them; a bare share is one of all.
    """
    operator, measure, scope, region, period, base = reading
    labelled = label.reading[0]
    if "/" in labelled and "share_of:" not in labelled:
        measure = measure.partition("/share_of:")[0]
    if not label.reading[3]:
        period = base = ""
    if operator == "share" and "/" not in measure:
        measure = f"{measure}/share_of:total"
    return operator, measure, scope, region, period, base


def _name_reading(read: object, operator: str) -> tuple[str, ...]:
    measure, attribute, scope, region = (getattr(read, name) for name in ("measure", "attribute", "scope", "region"))
    period, base = getattr(read, "period"), getattr(read, "base_period")  # noqa: B009 - a claim or a candidate
    base_text = str(base) if base is not None and operator in BASED else ""
    name = f"{measure}/{attribute}" if attribute else measure
    return operator, name, scope, region, str(period) if period is not None else "", base_text


def _count_flag(label: Label, verdict: str, counts: Counter[str]) -> None:
    is_error, is_accused = label.verdict in ACCUSING, verdict in ACCUSING
    counts["errors"] += is_error
    counts["flags"] += is_accused
    counts["flagged errors"] += is_error and is_accused
    counts["errors passed"] += label.verdict in FLAGGING and verdict in PASSING
    counts["warned errors"] += label.verdict in FLAGGING and verdict in FLAGGING
    counts["faults"] += label.verdict in FLAGGING
    counts["warnings"] += verdict in FLAGGING
    is_right = label.verdict in PASSING
    counts["correct"] += is_right
    counts["passed"] += is_right and verdict in PASSING
    counts["false alarms"] += is_right and is_accused
    counts["false warnings"] += is_right and verdict in FLAGGING and not is_accused


def group_of(verdict: str) -> str:
    """Return whether a verdict passes a number, warns of it or leaves it open."""
    return "passes" if verdict in PASSING else "flagged" if verdict in FLAGGING else "open"


def compute_macro_f1(confusion: Counter[tuple[str, str]], name: Callable[[str], str]) -> Fraction | None:
    """Return the mean F1 over the classes that were labelled; `name` says to which class a verdict belongs."""
    named: Counter[tuple[str, str]] = Counter()
    sums: Counter[str] = Counter()
    for (labelled, given), count in confusion.items():
        named[name(labelled), name(given)] += count
        sums[name(labelled)] += count
        sums[name(given)] += count
    classes = sorted({labelled for labelled, _ in named})
    scores = [Fraction(2 * named[entry, entry], sums[entry]) for entry in classes]
    return sum(scores, Fraction(0)) / len(scores) if scores else None


def list_verdicts(confusion: Iterable[tuple[str, str]]) -> list[str]:
    """Return the verdicts that occur, labelled or given, in the order of gravity."""
    from esep.claims.claim import VERDICTS

    seen = {verdict for pair in confusion for verdict in pair}
    return [verdict for verdict in (*VERDICTS, "not found") if verdict in seen]
