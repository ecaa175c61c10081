"""Code lists: the declared members of a dimension, with their names in three languages."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from esep.model.period import Period


@dataclass(frozen=True)
class Code:
    """One member of a code list.

    `names` holds a name per language; `cues` the other spellings and word beginnings by which texts call it;
    `parent` the code it belongs to (a region's country, a measure's whole, the wider scope), `split_from` the code
    that it was cut out of, `successors` the codes that replace it. A code without `valid_from` has been there as long
    as anyone counts, one without `valid_to` is in force. `meanings` say in a sentence per language what is counted,
    `qualities` how far the counts can be relied on; `short_names` are abbreviations. `siblings` are scopes that texts
    call by the same words. `same_in` are scopes in which a measure counts the very same offences, so that its value in
    one is its value in the others. `said` are words that mean a measure only beside the one that it is `said_of`:
    victims, of a fraud. `as_attribute` is the attribute that says of another measure what the name of this one says:
    grave ones among crimes at home. `extra` holds further columns as text.
    """

    code: str
    names: Mapping[str, str]
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said_of: str = ""
    as_attribute: str = ""
    parent: str = ""
    split_from: str = ""
    successors: tuple[str, ...] = ()
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    kind: str = ""
    note: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    qualities: Mapping[str, str] = field(default_factory=dict)
    short_names: Mapping[str, str] = field(default_factory=dict)
    siblings: tuple[str, ...] = ()
    same_in: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Return the name in a language; raise `KeyError` where it was never given."""
        return self.names[language]

    def meaning(self, language: str) -> str:
        """Return what is counted, in a sentence; empty where none was declared."""
        return self.meanings.get(language, "")

    def quality(self, language: str) -> str:
        """Return how far its values can be relied on, in a sentence; empty where nothing was declared."""
        return self.qualities.get(language, "")

    def is_valid(self, period: Period) -> bool:
        """Return whether the code existed on every day of a period."""
        starts_before = self.valid_from is None or self.valid_from <= period.start
        return starts_before and (self.valid_to is None or period.end <= self.valid_to)

    def is_valid_on(self, day: datetime.date) -> bool:
        """Return whether the code existed on a day."""
        return self.is_valid(Period(day, day))


class CodeList:
    """An ordered, immutable set of codes; the order is the official one."""

    def __init__(self, name: str, codes: Iterable[Code]) -> None:
        self.name = name
        self._codes: dict[str, Code] = {code.code: code for code in codes}
        self._successors: dict[str, list[str]] = {code.code: list(code.successors) for code in self}
        for code in self:
            named = self._successors.get(code.split_from)
            if named is not None and code.code not in named:
                named.append(code.code)
        self._predecessors: dict[str, list[str]] = {}
        for old, new in self._successors.items():
            for name in new:
                self._predecessors.setdefault(name, []).append(old)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def codes(self) -> Collection[str]:
        """Return the codes themselves, in their order."""
        return self._codes.keys()

    def find(self, code: str) -> Code | None:
        """Return a code, `None` where the list does not have it."""
        return self._codes.get(code)

    def children(self, code: str) -> tuple[Code, ...]:
        """Return the codes directly below `code`."""
        return tuple(member for member in self if member.parent == code)

    def successors(self, code: str) -> tuple[str, ...]:
        """Return the codes that replace a retired one: those it names, then those that were split from it."""
        return tuple(self._successors.get(code, ()))

    def predecessors(self, code: str) -> tuple[str, ...]:
        """Return the retired codes that a code replaces; several where it was merged from them."""
        return tuple(self._predecessors.get(code, ()))

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return the code and everything above it, nearest first."""
        found: list[str] = []
        while code and code in self._codes and code not in found:
            found.append(code)
            code = self._codes[code].parent
        return tuple(found)
