"""Every sentence and label that Esep shows a person, by key and language.

A room keeps its phrases in `phrases/<room>.toml`; the part of a key before the first dot names the room. A language of
an entry is one text with facts in braces, or one text per plural category (CLDR, from Babel) chosen by the fact `n`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

from esep.language.tables import MINUS, group_digits
from esep.problems import LANGUAGES

Fact: TypeAlias = str | int | Decimal


@cache
def read_room(room: str) -> dict[str, Any]:
    """Return the phrases of a room as its file has them; raise `KeyError` where there is no such file."""
    file = resources.files("esep.language").joinpath("phrases", f"{room}.toml")
    if not room.isidentifier() or not file.is_file():
        raise KeyError(f"no room called {room!r} has phrases")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def list_keys() -> tuple[str, ...]:
    """Return the key of every phrase of every room, sorted."""
    folder = resources.files("esep.language").joinpath("phrases")
    rooms = (file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(key for room in rooms for key in _walk(read_room(room), room)))


def _walk(entries: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, entry in entries.items():
        key = f"{prefix}.{name}"
        if not isinstance(entry, Mapping):
            raise KeyError(f"{key} is not a phrase: its language is missing")
        if LANGUAGES[0] in entry:
            yield key
        else:
            yield from _walk(entry, key)


def find_phrase(key: str, language: str) -> str | dict[str, str]:
    """Return the text of a key, or its texts by plural category; raise `KeyError` where either is missing."""
    room, _, rest = key.partition(".")
    entry: Any = read_room(room)
    for name in (*rest.split("."), language):
        if not isinstance(entry, Mapping) or name not in entry:
            raise KeyError(f"no phrase {key!r} in {language!r}")
        entry = entry[name]
    return entry if isinstance(entry, str) else dict(entry)


def say(key: str, language: str, /, **facts: Fact) -> str:
    """Return a phrase with its facts in place.

    A whole number given as `n` is the thing counted: it chooses the plural form and is written with thousands grouped.
    Everything else is put in as it is. A key, a language or a fact that is missing raises `KeyError`.
    """
    phrase = find_phrase(key, language)
    count = facts.get("n")
    if not isinstance(phrase, str):
        if count is None or isinstance(count, str):
            raise KeyError(f"phrase {key!r} needs a number as its fact 'n'")
        phrase = phrase[find_plural(count, language)]
    if isinstance(count, int):
        facts["n"] = (MINUS if count < 0 else "") + group_digits(str(abs(count)), language)
    return phrase.format_map(facts)


def find_plural(number: int | Decimal, language: str) -> str:
    """Return the CLDR plural category of a number as printed: 1.0 is not 1, its decimal is part of it."""
    return str(_plural_rule(language)(abs(number)))


@cache
def _plural_rule(language: str) -> Any:
    from babel import Locale

    return Locale.parse(language).plural_form
