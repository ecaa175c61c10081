"""What is said against a number that fits: the edge of a word, another universe or year, an earlier first time."""

from __future__ import annotations

from esep.answers import Answers
from esep.claims.arithmetic.consistency import grade_claim
from esep.claims.arithmetic.grade import Grade, Truth
from esep.claims.mention import Found, Mention
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.evidence import amount_of
from esep.claims.verdicts.match import Attempt, is_other_year
from esep.claims.verdicts.misfit import say_elsewhere
from esep.claims.verdicts.order_judge import find_earlier
from esep.claims.verdicts.weigh import Weighed
from esep.language.roles import find_words
from esep.model.figure import Figure
from esep.model.remark import Fact, Remark


def weigh_edge(mention: Mention, grade: Grade, point: Truth, figure: Figure) -> Weighed | None:
    """Return that "almost twice" is right only where every input was rounded its way: as printed they say otherwise."""
    if grade.rounding not in ("hedge", "word") or mention.operator not in ("fold", "percent_change"):
        return None
    if grade_claim(mention, point).is_pass:
        return None
    return Weighed("ambiguous", Remark("claims.reason_edge", {"value": amount_of(figure)}))


def weigh_other_year(mention: Mention, best: Attempt, attempts: list[Attempt]) -> Weighed | None:
    """Return that a number fits another year than the one that the text spoke of: which is meant nobody knows."""
    first = attempts[0]
    is_other = is_other_year(best.reading.period, first.reading.period) and first.grade is not None
    if best is first or not is_other or not mention.is_dated_before:
        return None
    return Weighed("ambiguous", say_elsewhere(amount_of(first.answer.figure), best.reading))


def weigh_sibling(mention: Mention, best: Attempt, attempts: list[Attempt]) -> Weighed | None:
    """Return that a per cent fails as it reads and fits another universe only, as a per cent easily does by chance."""
    first = attempts[0]
    is_other = best.reading.scope != first.reading.scope and first.grade is not None and not first.is_pass
    is_telling = mention.operator == "difference" and best.grade is not None and best.grade.rounding == "exact"
    if not is_other or mention.operator not in (*CHANGES, "share", "one_in_n") or is_telling:
        return None
    scopes = {"scope": f"scope:{best.reading.scope}", "read_scope": f"scope:{first.reading.scope}"}
    facts: dict[str, Fact] = {"value": amount_of(first.answer.figure), **scopes}
    return Weighed("ambiguous", Remark("claims.reason_other_scope", facts))


def weigh_first(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Weighed | None:
    """Return that a bound said to be crossed for the first time was crossed in an earlier comparable year."""
    sentence = found.sentences[mention.sentence]
    words = find_words(found.text[sentence.start : sentence.end], found.language, "first_time")
    if mention.operator != "threshold" or not any(True for _ in words):
        return None
    earlier = find_earlier(mention, reading, answers)
    if earlier is None:
        return None
    facts: dict[str, Fact] = {"year": str(earlier[0]), "value": (earlier[1], "count", 0)}
    is_firm = reading.is_settled and reading.is_scope_named and not mention.is_modal
    return Weighed("wrong" if is_firm else "ambiguous", Remark("claims.reason_not_first", facts))
