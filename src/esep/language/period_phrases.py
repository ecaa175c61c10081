"""The phrases that name periods, made into patterns from the tables and found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from esep.language.letters import fold_text, list_spellings
from esep.language.lexicon import build_lexicon
from esep.language.tables import read_table

# 2012/13, 2012-13, 2012/2013: a financial year, told from a stretch of years by ending in the very next one.
SEASON = r"(?:19|20)\d\d(?:[/–-]\d\d|/(?:19|20)\d\d)(?![\w/-]|[.,]\d)"
YEAR = r"(?!\d{4}[/–-]\d\d(?!\d))(?:19|20)\d\d(?!\d|[.,]\d)"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# In a pattern: what is no letter for certain, the innermost groups with how often they come, and letters left out.
_NO_WORD = re.compile(r"\\.|\[[^\]]*\]")
_GROUP = re.compile(r"\([^()]*\)(?:[?*+]|\{[\d,]+\})?")
_OPTIONAL = re.compile(r"(?s:.)(?:[?*]|\{[\d,]+\})")
# A space of the table stands for any, also for one line break.
_ANY_SPACE = r"(?:[^\S\n]{1,3}|[^\S\n]{0,2}\n[^\S\n]{0,2})"
_MOST_COUNTED = 90
_SAMPLE = 20_000
_ORDER_ENDING = r"(?:-?(?:st|nd|rd|th|й|го|м|ом|ый|ший|ші|шы|інші|ыншы))?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Year:
    """A year in a phrase: its number, or how far it is from the year of the text where it was named by that."""

    number: int = 0
    distance: int | None = None
    is_bare: bool = False


@dataclass(frozen=True)
class Phrase:
    """A phrase found in a text: its place, its kind, and what its parts say, each in order.

    `spans` are the places of the years, `numbers` are counts, orders, days and decades.
    """

    start: int
    end: int
    kind: str
    years: tuple[Year, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()


def find_phrases(text: str, language: str) -> list[Phrase]:
    """Return the period phrases of a text in order, without overlap: the earliest first, then the longest."""
    folded = fold_text(text)
    found: list[tuple[int, int, int, Phrase]] = []
    is_latin = _is_latin(folded, language)
    for rank, (kind, phrase, needed) in enumerate(list_phrases(language, is_latin=is_latin)):
        # Most phrases stand in no text: neither a pattern is made of them nor a place sought.
        for match in compile_phrase(language, phrase, is_latin=is_latin).finditer(folded) if needed in folded else ():
            if language != "en" or _has_capital_months(text, match):
                one = _to_phrase(match, kind, language)
                found.append((one.start, -one.end, rank, one))
    kept: list[Phrase] = []
    for *_, one in sorted(found, key=lambda item: item[:3]):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def is_season(text: str) -> bool:
    """Return whether two years make a financial year: the second follows the first."""
    following, second = int(text[:4]) + 1, text[5:]
    return int(second) == (following if len(second) > 2 else following % 100)


def _is_latin(folded: str, language: str) -> bool:
    """Tell whether a Kazakh text is in Latin letters."""
    if language != "kk":
        return False
    latin = len(re.findall(r"[a-zıáńǵóúý]", folded[:_SAMPLE]))
    return latin > len(re.findall(r"[а-яәғқңөұүһі]", folded[:_SAMPLE]))


def _has_capital_months(text: str, match: re.Match[str]) -> bool:
    """Tell whether the months in an English phrase are written as names: "may" and "march" are other words."""
    return all(
        text[match.start(name)].isupper() for name, part in match.groupdict().items() if part and "month" in name
    )


def _to_phrase(match: re.Match[str], kind: str, language: str) -> Phrase:
    years: list[Year] = []
    spans: list[tuple[int, int]] = []
    months: list[int] = []
    numbers: list[int] = []
    parts = [(name, part) for name, part in match.groupdict().items() if part]
    for name, part in sorted(parts, key=lambda item: match.start(item[0])):
        label = name.rstrip("0123456789").rstrip("_")
        if label == "year":
            number = int(part[:4])
            years.append(Year(number, is_bare=part.isdigit()))
            spans.append(match.span(name))
        elif label == "season":
            years.append(Year(int(part[:4]) if is_season(part) else 0))
            spans.append(match.span(name))
        elif label.startswith("relative"):
            years.append(Year(distance=_DISTANCES[label]))
            spans.append(match.span(name))
        elif label == "month":
            months.append(read_month(part, language))
        elif label == "tens":
            numbers.append(_read_word(part, language, "decade_words"))
        elif label == "part":
            numbers.append(_read_word(part, language, "part_words"))
        else:
            numbers.append(_read_count(part, language))
    start = match.start() + _measure_prepositions(match[0], language)
    return Phrase(start, match.end(), kind, tuple(years), tuple(spans), tuple(months), tuple(numbers))


def _measure_prepositions(phrase: str, language: str) -> int:
    """Return how many characters at the beginning of a phrase are prepositions and articles."""
    words = read_table(language)["period_words"]["prepositions"]
    length = 0
    while (match := re.compile(r"(\w+)\s+").match(phrase, length)) and match[1] in words:
        length = match.end()
    return length


def _read_word(part: str, language: str, table: str) -> int:
    """Return the number that a word stands for in a table: 90 for nineties, 3 months for a quarter."""
    words = read_table(language)[table]
    spelt = ((number, re.compile("|".join(list_spellings(word, language)))) for number, word in words.items())
    return int(next(number for number, pattern in spelt if pattern.fullmatch(part)))


def _read_count(part: str, language: str) -> int:
    digits = re.match(r"\d+", part)
    if digits:
        return int(digits[0])
    if part.replace("і", "i") in _ROMAN:
        return _ROMAN[part.replace("і", "i")]
    return int(build_lexicon(language)[part][0].value)


def read_month(word: str, language: str) -> int:
    """Return the number of a month named in any of its forms, 0 for another word."""
    for number, pattern in enumerate(_compile_months(language), start=1):
        if pattern.fullmatch(word):
            return number
    return 0


@cache
def _compile_months(language: str) -> tuple[re.Pattern[str], ...]:
    forms = read_table(language)["months"]["forms"]
    return tuple(re.compile("|".join(list_spellings(form, language))) for form in forms)


class PhraseCompiler:
    """Makes patterns of the phrases of a language's table, in one script."""

    def __init__(self, language: str, *, is_latin: bool) -> None:
        self.language = language
        self._is_latin = is_latin
        self._groups = 0
        self._words = read_table(language)["period_words"]

    def compile(self, phrase: str) -> re.Pattern[str]:
        """Return the pattern of a phrase: spaces match any space, placeholders what they name."""
        return re.compile(rf"(?<![\w.,/-])(?:{_PLACEHOLDER.sub(self._fill, self._spell(phrase))})(?!\w)")

    def find_needed(self, phrase: str) -> str:
        """Return the longest word that every text has which a phrase matches; empty where there may be none."""
        spellings = self._list_spellings(phrase)
        if len(spellings) > 1:
            return ""
        plain = _PLACEHOLDER.sub("\n", _NO_WORD.sub("\n", spellings[0]))
        while (outside := _GROUP.sub("\n", plain)) != plain:
            plain = outside
        plain = _OPTIONAL.sub("\n", plain)
        return "" if "|" in plain else max(re.findall(r"[^\W\d_]+", plain), key=len, default="")

    def _list_spellings(self, pattern: str) -> list[str]:
        spellings = list(list_spellings(pattern, self.language))
        return list(dict.fromkeys(spellings[1:] or spellings if self._is_latin else spellings[:1]))

    def _spell(self, pattern: str) -> str:
        return "|".join(self._list_spellings(pattern)).replace(" ", _ANY_SPACE)

    def _fill(self, match: re.Match[str]) -> str:
        name = match[1]
        self._groups += 1
        if name in ("year", "year_named"):
            after = rf"(?:{self._spell(self._words['year_words'])}){'' if name == 'year_named' else '?'}"
            return rf"(?:(?P<year_{self._groups}>{YEAR}{after})|{self._list_relative()})"
        if name == "relative":
            return self._list_relative()
        if name == "season":
            return f"(?P<season_{self._groups}>{SEASON})"
        return f"(?P<{name}_{self._groups}>{self._list_forms(name)})"

    def _list_relative(self) -> str:
        choices = read_table(self.language)["relative_years"]
        groups = (
            f"(?P<{label}_{self._groups}>{self._spell('|'.join(choices[str(distance)]))})"
            for label, distance in _DISTANCES.items()
        )
        return f"(?:{'|'.join(groups)})"

    def _list_forms(self, name: str) -> str:
        if name == "month":
            return "|".join(self._spell(forms) for forms in read_table(self.language)["months"]["forms"])
        if name == "day":
            return r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
        if name == "decade":
            return r"(?:19|20)?\d0(?!\d)"
        if name in ("tens", "part"):
            table = {"tens": "decade_words", "part": "part_words"}[name]
            return "|".join(self._spell(word) for word in read_table(self.language)[table].values())
        if name == "n":
            return r"\d{1,2}(?!\d|[.,]\d)|" + "|".join(self._list_numbers("cardinal", _MOST_COUNTED))
        if name == "order":
            words = "|".join(self._list_numbers("ordinal", len(_ROMAN)))
            return rf"iii|ii|iv|i|ііі|іі|іv|і|[1-4](?!\d|[.,]\d){_ORDER_ENDING}|{words}"
        raise KeyError(f"no placeholder called {name!r}")

    def _list_numbers(self, kind: str, most: int) -> list[str]:
        """Return the forms of the number words up to a value, the longest first."""
        forms = {
            form
            for form, (word, *_) in build_lexicon(self.language).items()
            if word.kind == kind and word.value <= most and word.length == len(form)
        }
        if self.language == "kk":
            forms = {form for form in forms if (re.search("[а-яәғқңөұүһі]", form) is None) == self._is_latin}
        return sorted(forms, key=lambda form: (-len(form), form))


@cache
def list_phrases(language: str, *, is_latin: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Return the phrases of the language's table in its order: kind, phrase, and a word without which there is none."""
    compiler = PhraseCompiler(language, is_latin=is_latin)
    phrases = read_table(language)["period_phrases"]
    return tuple((kind, text, compiler.find_needed(text)) for kind, texts in phrases.items() for text in texts)


@cache
def compile_phrase(language: str, phrase: str, *, is_latin: bool = False) -> re.Pattern[str]:
    """Return the pattern of a phrase of the language's table."""
    return PhraseCompiler(language, is_latin=is_latin).compile(phrase)


_DISTANCES = {"relative_before_last": -2, "relative_last": -1, "relative_this": 0, "relative_next": 1}
