"""Quarters and half-years named by their order alone: "500 in the first quarter, 434 in the second"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from esep.language.letters import fold_text
from esep.language.period_phrases import Phrase

KINDS = ("quarter", "half_year")
# The noun is left out for one list or one comparison, and never over a full stop.
REACH = 160
ENDS = re.compile(r"[.!?](?:\s|$)|\n")
_ORDERS = {
    "en": {
        "first": 1,
        "1st": 1,
        "second": 2,
        "2nd": 2,
        "third": 3,
        "3rd": 3,
        "fourth": 4,
        "4th": 4,
        "last": 4,
        "final": 4,
    },
    "ru": {"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "четвёрт": 4, "последн": 4},
    "kk": {"бірінші": 1, "екінші": 2, "үшінші": 3, "төртінші": 4, "соңғы": 4},
}
_LAST = ("last", "final", "последн", "соңғы")
_WORDS = {language: "|".join(words) for language, words in _ORDERS.items()}
# An order without a noun of its own: a mark or a small word follows.
_BEHIND = {
    "en": re.compile(
        rf"(?<!\w)(?:in|to|for|of|than|during|and) the (?P<order>{_WORDS['en']})"
        r"(?=\s*(?:[,.;:)(–—]|$)|\s(?:and|or|to|with|after|against|but|there|it|was|were)\b)"
    ),
    "ru": re.compile(
        rf"(?<!\w)(?:в|во|за|против|чем|с) (?P<order>{_WORDS['ru']})(?:ом|ем|ого|его|ьем|ьего|ым|им)"
        r"(?=\s*(?:[,.;:)(–—]|$)|\s(?:и|или|было|и в)\b)"
    ),
    "kk": re.compile(rf"(?<!\w)(?P<order>{_WORDS['kk']})(?:сі\w*|ден|дегі\w*|де)(?!\w)"),
}
# "The first half of the year had 4,368, the second half 4,774."
_HALF = re.compile(rf"(?<!\w)the (?P<order>{_WORDS['en']}) half(?!-|\w|\s(?:of|a|an)\b)")
_BEFORE = re.compile(rf"(?<!\w)(?:from|between|in) the (?P<order>{_WORDS['en']}) (?:to|and|or) the $")


def find_elided_parts(text: str, language: str, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the parts of a year whose noun an earlier phrase says; in English the next one too."""
    folded = fold_text(text)
    found: dict[int, Phrase] = {}
    for phrase in phrases:
        if phrase.kind not in KINDS or not phrase.numbers:
            continue
        last = ENDS.search(folded, phrase.end, phrase.end + REACH)
        end = last.start() + 1 if last else phrase.end + REACH
        halves = [_HALF] if language == "en" and phrase.kind == "half_year" else []
        for pattern in (_BEHIND[language], *halves):
            for match in pattern.finditer(folded, phrase.end, end):
                _add(found, match, phrase, language)
        before = _BEFORE.search(folded, max(0, phrase.start - 40), phrase.start) if language == "en" else None
        if before:
            _add(found, before, phrase, language)
    taken = [(phrase.start, phrase.end) for phrase in phrases]
    free = (one for one in found.values() if not any(start < one.end and one.start < end for start, end in taken))
    return list(free)


def _add(found: dict[int, Phrase], match: re.Match[str], phrase: Phrase, language: str) -> None:
    most = 4 if phrase.kind == "quarter" else 2
    order = most if match["order"] in _LAST else _ORDERS[language][match["order"]]
    start, end = match.start("order"), match.end("order") if language == "en" and match.re is not _HALF else match.end()
    if order <= most:
        found[start] = Phrase(start, end, phrase.kind, phrase.years, phrase.spans, (), (order,))
