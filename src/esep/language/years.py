"""Years and months that stand alone, and dates in digits: what the longer phrases of a table leave over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from esep.language.letters import find_last_word, find_next_word, fold_text, list_spellings, read_words
from esep.language.period_phrases import SEASON, YEAR, Phrase, Year, is_season, read_month
from esep.language.tables import read_table

_DATE = re.compile(
    r"(?<![\d.,/-])(?:(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)"
    r"|(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d{2})-(?P<iso_day>\d{2}))(?!\d)"
)
_LONGEST_LINK = 6
_LONGEST_WORD = 24
_SEASON = re.compile(rf"(?<![\w.,/-]){SEASON}")


def find_lone_years(text: str, language: str, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the dates in digits, the years and the months that no phrase holds.

    A number from 1900 to 2099 is a year if the word for it or an ending of years follows, if a word stands before it
    that the table lists for years, or if it is linked to a year; not if a counted noun follows.
    """
    folded = fold_text(text)
    dates = [_to_date(match) for match in _DATE.finditer(folded)]
    dates += [_to_season(match) for match in _SEASON.finditer(folded) if is_season(match[0])]
    dates.sort(key=lambda phrase: phrase.start)
    taken = sorted([*((phrase.start, phrase.end) for phrase in phrases), *((date.start, date.end) for date in dates)])
    years = _find_years(folded, language, taken)
    months = _find_months(text, folded, language, taken)
    free = [date for date in dates if not any(p.start < date.end and date.start < p.end for p in _near(phrases, date))]
    return [*free, *years, *months]


def _near(phrases: Sequence[Phrase], date: Phrase) -> Iterator[Phrase]:
    return (phrase for phrase in phrases if phrase.start <= date.start < phrase.end)


def _to_season(match: re.Match[str]) -> Phrase:
    return Phrase(match.start(), match.end(), "season", (Year(int(match[0][:4])),), (match.span(),))


def _to_date(match: re.Match[str]) -> Phrase:
    prefix = "iso_" if match["iso_year"] else ""
    year, month, day = (int(match[prefix + part]) for part in ("year", "month", "day"))
    if month > 12 >= day:
        # American order
        month, day = day, month
    return Phrase(match.start(), match.end(), "date", numbers=(year, month, day))


class _Taken:
    """Tells whether a place is taken; places must be asked for in order."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._at = 0

    def holds(self, start: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] <= start


def _find_years(folded: str, language: str, spans: Sequence[tuple[int, int]]) -> list[Phrase]:
    taken = _Taken(spans)
    matches = [m for m in _year_pattern(language).finditer(folded) if not taken.holds(m.start())]
    certain = [_is_year(match, folded, language) for match in matches]
    for step in (1, -1):
        order = range(len(matches)) if step == 1 else range(len(matches) - 1, -1, -1)
        for at in order:
            beside = at - step
            if certain[at] or not 0 <= beside < len(matches) or not certain[beside]:
                continue
            left, right = sorted((matches[at], matches[beside]), key=lambda match: match.start())
            certain[at] = _is_linked(folded[left.end() : right.start()], language) and not _is_counted(
                matches[at], folded, language
            )
    kept = (match for match, is_year in zip(matches, certain, strict=True) if is_year)
    return [Phrase(m.start(), m.end(), "year", (Year(int(m[0][:4])),), (m.span(),)) for m in kept]


@cache
def _year_pattern(language: str) -> re.Pattern[str]:
    words = read_table(language)["period_words"]["year_words"]
    spelled = "|".join(dict.fromkeys(list_spellings(words, language))).replace(" ", r"[^\S\n]")
    return re.compile(rf"(?<![\w.,])(?<!\d-){YEAR}(?P<word>{spelled})?(?!\w)")


def _is_year(match: re.Match[str], folded: str, language: str) -> bool:
    if match["word"]:
        return True
    before = find_last_word(folded, match.start())
    is_named = before in read_words(language, "period_words", "year_after")
    return is_named and not _is_counted(match, folded, language)


def _is_counted(match: re.Match[str], folded: str, language: str) -> bool:
    following = find_next_word(folded, match.end())
    return following in read_words(language, "period_words", "year_never_before") or folded.startswith("%", match.end())


def _is_linked(between: str, language: str) -> bool:
    mark = between.strip()
    return len(between) <= _LONGEST_LINK and (
        mark in ("-", "–", "—", "/", ",") or mark in read_words(language, "period_words", "linked")
    )


def _find_months(text: str, folded: str, language: str, spans: Sequence[tuple[int, int]]) -> list[Phrase]:
    """Return the months named without a year: after a word that the table lists or, unless ambiguous, as a name."""
    taken = _Taken(spans)
    found = []
    for match in _month_pattern(language).finditer(folded):
        if taken.holds(match.start()) or (language == "en" and not text[match.start()].isupper()):
            continue
        is_clear = match[0] not in read_words(language, "period_words", "ambiguous_months")
        is_clear = is_clear or (language == "en" and _is_name(text, match))
        if is_clear or find_last_word(folded, match.start()) in read_words(language, "period_words", "month_after"):
            found.append(Phrase(match.start(), match.end(), "month", months=(read_month(match[0], language),)))
    return found


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether an English word with a capital can be a month only: "the deadliest was May, with 77".

    It stands inside a sentence, behind a small word, and before none with a capital, as titles and names have it.
    """
    before = re.search(r"(?<![^\s(])[a-z]+,?[ ]$", text[max(0, match.start() - _LONGEST_WORD) : match.start()])
    return before is not None and re.match(r" ?[A-Z]", text[match.end() : match.end() + 2]) is None


@cache
def _month_pattern(language: str) -> re.Pattern[str]:
    forms = read_table(language)["months"]["forms"]
    spelled = dict.fromkeys(form for forms_of in forms for form in list_spellings(forms_of, language))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")
