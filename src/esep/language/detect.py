"""Which language a text is in, and where its sentences begin and end."""

from __future__ import annotations

import re
from functools import cache

from esep.language.letters import WORD, WordSet, fold_text
from esep.language.tables import read_table
from esep.problems import LANGUAGES

# So much of a text is enough to know its language.
_SAMPLE = 40_000
# A language of which fewer words are seen than one in so many is not the language of the text.
_RAREST = 20

_END = re.compile(r"(?:[.!?…]{1,8}[»”\"’)\]]{0,3}(?=\s))|\n")
_WORD_BEFORE = re.compile(r"((?:[^\W\d_]+\.){0,3}[^\W\d_]+)\Z")
_NUMBER_AT_LINE_START = re.compile(r"(?:\A|\n)[^\S\n]{0,8}\d{1,2}\Z")
_REST = re.compile(r"\s*")
_LOOK_BACK = 24
# A text whose longest line is no longer than this was broken by a machine, and its lines of this length go on.
_WRAPPED_AT = 100
_FULL_LINE = 50


def detect_language(text: str) -> str:
    """Return `en`, `ru` or `kk`, or `""` for a text in none of them.

    Counted are the words that the table of a language lists and the words with a letter of its own; the language with
    the most wins, and languages that Esep does not read stand for election too.
    """
    words = WORD.findall(fold_text(text[:_SAMPLE]))
    scores = {language: sum(map(marks, words)) for language, marks in _list_marks().items()}
    best = max(scores, key=lambda language: (scores[language], language in LANGUAGES), default="")
    if not words or scores[best] * _RAREST < len(words) or best not in LANGUAGES:
        return ""
    return best


class _Marks:
    """Tells whether a word is a mark of a language."""

    def __init__(self, words: list[str], letters: str, language: str) -> None:
        self._words = WordSet(words, language)
        self._letters = re.compile(f"[{letters}]") if letters else None

    def __call__(self, word: str) -> bool:
        return word in self._words or (self._letters is not None and self._letters.search(word) is not None)


@cache
def _list_marks() -> dict[str, _Marks]:
    ours = {language: read_table(language)["detect"] for language in LANGUAGES}
    marks = {name: _Marks(table["words"], table["letters"], name) for name, table in ours.items()}
    for name, table in read_table("others").items():
        marks[name] = _Marks(table["words"], table["letters"], name)
    return marks


# "487,2 тыс. (-16,4 %)", "20,1 тыс. — кражи": no sentence begins so behind a counted abbreviation.
GOES_ON = "(–—-+"


def split_sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a text as offsets; together they cover it without gap or overlap.

    A sentence ends with its closing mark before a capital, a digit, a quote or a dash; with a blank line; and with a
    line that is a heading or an item. Points of abbreviations, initials, decimals and numbered items end nothing.
    """
    is_wrapped = max((len(line) for line in text.split("\n")), default=0) <= _WRAPPED_AT
    bounds = [0]
    position = 0
    for match in _END.finditer(text):
        if match.start() < position:
            continue
        rest = _REST.match(text, match.end())
        position = rest.end() if rest else match.end()
        if position >= len(text):
            break
        ends = match[0] != "\n" and _ends_sentence(text, match, position, language)
        line_end = text.find("\n", match.start(), position)
        if ends or (line_end >= 0 and _ends_line(text, line_end, position, is_wrapped)):
            bounds.append(position)
    return tuple(zip(bounds, [*bounds[1:], len(text)], strict=True)) if text else ()


def _ends_line(text: str, position: int, following: int, is_wrapped: bool) -> bool:
    """Tell whether a line break ends a sentence: after a blank line always, else if the next line begins anew."""
    if "\n" in text[position + 1 : following]:
        return True
    begin = text.rfind("\n", max(position - 2 * _WRAPPED_AT, 0), position) + 1
    line = text[begin:position].rstrip()
    if line.endswith((",", "-", "–", "—", "(")) or text[following].islower():
        return False
    is_full = is_wrapped and len(line) >= _FULL_LINE
    return not is_full or text[following] in "-–—•*"


def _ends_sentence(text: str, match: re.Match[str], following: int, language: str) -> bool:
    if text[following].islower():
        return False
    if match[0][0] != ".":
        return True
    before = text[max(match.start() - _LOOK_BACK, 0) : match.start()]
    if _NUMBER_AT_LINE_START.search(before if match.start() > _LOOK_BACK else "\n" + before):
        return False
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    short = fold_text(word[1])
    if _lists(language, "may_end", short):
        # "2026 ж. 12 наурыз", "12 тыс. 345"; "г. Алматы" is no end, "2024 г. Полиция" is
        is_counted = before[: word.start()].rstrip()[-1:].isdigit()
        is_open = text[following].isdigit() or (is_counted and text[following] in GOES_ON)
        return not is_open and (is_counted or len(short) > 1)
    return not (_lists(language, "never_end", short) or _is_initial(word[1]))


def _lists(language: str, name: str, word: str) -> bool:
    table = read_table(language if language in LANGUAGES else "en")
    return word in table["abbreviations"][name]


def _is_initial(word: str) -> bool:
    """Tell whether a word before a point is an initial or a chain of them: A., U.S."""
    return all(len(part) == 1 and part.isupper() for part in word.split("."))
