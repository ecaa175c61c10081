"""A whole report put into words once, so that the terminal and the page say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.answers.wording import Names, say_remark
from esep.claims.claim import PASSING, ROLES, VERDICTS, Claim, Report
from esep.claims.outside_text import show_outside
from esep.claims.reports.card import GROUP_OF, GROUPS, Card, write_card
from esep.claims.reports.layout import Paragraph, cut_text, order_claims, order_others
from esep.language.phrases import read_room, say
from esep.language.write import write_amount, write_date
from esep.model.printed import Printed

# At most so many claims are repeated before the text; the rest are counted.
GRAVEST_SHOWN = 12


@dataclass(frozen=True)
class Chip:
    """How many claims have a verdict of one group, and the number of the first of them."""

    group: str
    words: str
    first: int


@dataclass(frozen=True)
class OtherView:
    """The numbers of one role that claim nothing: their words and their numbers in order of the text."""

    role: str
    name: str
    numbers: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ReportView:
    """Everything that is shown of a report, in the reader's language."""

    headline: str
    about: str
    coverage: str
    unparsed: str
    chips: tuple[Chip, ...]
    gravest: tuple[Card, ...]
    gravest_left: str
    cards: tuple[Card, ...]
    paragraphs: tuple[Paragraph, ...]
    others: tuple[OtherView, ...]
    notes: tuple[str, ...]


def count_report(report: Report) -> dict[str, int]:
    """Return how many numerals, claims, checked and uncheckable claims and other numbers there are.

    Every numeral is a claim or an other number, so `numerals` is `checked` + `not_checkable` + `other_numbers`.
    """
    claims, others = len(report.claims), len(report.other_numbers)
    open_claims = sum(claim.verdict == "not_checkable" for claim in report.claims)
    return {
        "numerals": claims + others,
        "claims": claims,
        "checked": claims - open_claims,
        "not_checkable": open_claims,
        "other_numbers": others,
    }


def write_report(report: Report, language: str, names: Names) -> ReportView:
    """Return a report in words; `names` gives the name of a code (kind, code, language)."""
    claims = order_claims(report)
    places = {(claim.start, claim.end): number for number, claim in enumerate(claims, 1)}
    cards = tuple(write_card(claim, number, report, places, language, names) for number, claim in enumerate(claims, 1))
    grave = sorted((card for card in cards if card.group in ("fail", "care")), key=lambda c: VERDICTS.index(c.verdict))
    left = len(grave) - GRAVEST_SHOWN
    return ReportView(
        headline=write_headline(report, language),
        about=_write_about(report, language),
        coverage=write_coverage(report, language),
        unparsed=_write_unparsed(report, language),
        chips=tuple(_list_chips(cards, language)),
        gravest=tuple(grave[:GRAVEST_SHOWN]),
        gravest_left=say("report.shortened", language, n=left) if left > 0 else "",
        cards=cards,
        paragraphs=cut_text(report),
        others=tuple(_list_others(report, language)),
        notes=tuple(_list_notes(report, language, names)),
    )


def write_coverage(report: Report, language: str) -> str:
    """Return the line that counts: numerals found, claims checked, not checkable by reason, other numbers."""
    return write_counts(count_report(report), Counter(list_open_reasons(report)), language)


def list_open_reasons(report: Report) -> list[str]:
    """Return why each claim that cannot be checked cannot be: the word of its reason, `other` for one without words."""
    words = (claim.reason.key.removeprefix("claims.reason_") for claim in report.claims if _is_open(claim))
    return [word if f"open_{word}" in read_room("check") else "other" for word in words]


def _is_open(claim: Claim) -> bool:
    return claim.verdict == "not_checkable"


def write_counts(counts: Mapping[str, int], reasons: Mapping[str, int], language: str) -> str:
    """Return counts as one line; reasons that keep claims from being checked come the most frequent first."""
    order = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    is_told = any(reason != "other" for reason in reasons)
    why = "; ".join(say(f"check.open_{reason}", language, n=n) for reason, n in order) if is_told else ""
    left_open = say("report.count_open", language, n=counts["not_checkable"])
    return say(
        "report.coverage",
        language,
        found=say("report.count_numerals", language, n=counts["numerals"]),
        checked=say("report.count_checked", language, n=counts["checked"]),
        open=say("report.with_remark", language, value=left_open, remark=why) if why else left_open,
        others=say("report.count_others", language, n=counts["other_numbers"]),
    )


def write_headline(report: Report, language: str) -> str:
    """Return in a line what was found: the gravest kind of verdict decides."""
    tally = Counter(claim.verdict for claim in report.claims)
    by_group = {group: sum(tally[verdict] for verdict in verdicts) for group, verdicts in GROUPS.items()}
    total = len(report.claims)
    if not total:
        return say("report.headline_none", language)
    for key, n in (
        ("wrong", tally["wrong"] if not tally["inconsistent"] else 0),
        ("inconsistent", tally["inconsistent"] if not tally["wrong"] else 0),
        ("both", by_group["fail"]),
        ("care", by_group["care"]),
        ("review", by_group["review"]),
    ):
        if n:
            return say(f"report.headline_{key}", language, n=n, of=say("report.of_claims", language, n=total))
    checked = sum(tally[verdict] for verdict in PASSING)
    return (
        say("report.headline_pass", language, n=checked) if checked else say("report.headline_open", language, n=total)
    )


def find_group(report: Report) -> str:
    """Return the gravest group of the verdicts of a report, `open` where there is no claim."""
    groups = {GROUP_OF[claim.verdict] for claim in report.claims}
    return next((group for group in GROUPS if group in groups), "open")


def _write_about(report: Report, language: str) -> str:
    if report.date is None:
        dated = say("report.undated", language)
    else:
        dated = say("report.dated", language, date=write_date(report.date, language))
    if report.dataset:
        return f"{dated}; {say('report.with_data', language, dataset=show_outside(report.dataset))}"
    return f"{dated}; {say('report.without_data', language)}"


def _write_unparsed(report: Report, language: str) -> str:
    unparsed = sum(other.role == "unparsed" for other in report.other_numbers)
    return say("report.count_unparsed", language, n=unparsed) if unparsed else ""


def _list_chips(cards: tuple[Card, ...], language: str) -> list[Chip]:
    chips = []
    for group in GROUPS:
        numbers = [card.number for card in cards if card.group == group]
        if numbers:
            words = say(f"report.group_{group}", language, n=len(numbers))
            qualified = sum(card.is_qualified for card in cards if card.group == group)
            if qualified:
                words = say("report.group_qualified", language, words=words, n=qualified)
            chips.append(Chip(group, words, numbers[0]))
    return chips


def _list_others(report: Report, language: str) -> list[OtherView]:
    by_role: dict[str, list[tuple[int, str]]] = {}
    for number, other in enumerate(order_others(report), 1):
        by_role.setdefault(other.role, []).append((number, show_outside(other.span).strip()))
    order = sorted(by_role, key=lambda role: (role != "unparsed", ROLES.index(role)))
    return [OtherView(role, say(f"report.role_{role}", language), tuple(by_role[role])) for role in order]


def _list_notes(report: Report, language: str, names: Names) -> list[str]:
    """Return the remarks on this text, then how to read any report; the example of an interval is computed."""
    example = Printed(Fraction(12), 0)
    near = example.near()
    assert near.low is not None
    assert near.high is not None
    interval = say(
        "report.note_interval",
        language,
        printed=write_amount(example.value, "percent", example.decimals, language),
        low=write_amount(near.low, "percent", 1, language),
        high=write_amount(near.high, "percent", 1, language),
    )
    own = [show_outside(say_remark(note, language, names)) for note in report.notes]
    return [*own, interval, *(say(f"report.note_{name}", language) for name in ("source", "open", "program"))]


def list_legend(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups of verdicts, each with the names of its verdicts and what they mean, gravest first."""
    return [
        (
            group,
            [
                (say(f"report.verdict_{verdict}", language), say(f"report.meaning_{verdict}", language))
                for verdict in VERDICTS
                if GROUP_OF[verdict] == group
            ],
        )
        for group in GROUPS
    ]
