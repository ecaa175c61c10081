"""What every page is written with: one reader's language, one dataset, words, names, numbers and links."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from esep.answers import Answer, Answers
from esep.answers.wording import name_code
from esep.bulletin.document import Number
from esep.bulletin.runs import Writer, capitalise, tidy
from esep.explorer.address import INDEX, Address, Query, find_way, write_slug
from esep.language.phrases import Fact, say
from esep.language.write import write_period
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import LANGUAGES

# A series is its offence, scope and region.
Series: TypeAlias = tuple[str, str, str]
# The history of a number goes back so many vintages.
MOST_VINTAGES = 12


@lru_cache(maxsize=4)
def open_earlier(answers: Answers) -> tuple[Answers, ...]:
    """Return the vintages before one, the latest first, as many as a history shows; they stay open."""
    return tuple(islice(answers.open_earlier(), MOST_VINTAGES))


@dataclass(frozen=True)
class Site:
    """What is the same on every page: the datasets with their titles, the store, and how the site is read.

    `is_static` means files: no form, no query, and links only to what `offers` says there is. `base` is the address of
    the whole site with a slash at its end, empty where nobody knows it. `left_out` says in each language what files
    leave out, empty where that is nothing; `series` are those that files hold. `today` is the day of the
    reader: what was announced for an earlier one is late.
    """

    titles: Mapping[str, Mapping[str, str]]
    store: Path | None = None
    is_static: bool = False
    base: str = ""
    offers: Callable[[str], bool] = lambda path: True
    languages: tuple[str, ...] = LANGUAGES
    left_out: Mapping[str, str] = field(default_factory=dict)
    series: tuple[Series, ...] = ()
    today: datetime.date = field(default_factory=datetime.date.today)


@dataclass
class Desk:
    """Writes one page. `answers` are those of the dataset as of the vintage that the address names."""

    site: Site
    address: Address
    query: Query
    answers: Answers
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.writer = Writer(self.answers, self.address.language)

    @property
    def language(self) -> str:
        """Return the reader's language."""
        return self.address.language

    def word(self, key: str, **facts: Fact) -> str:
        """Return a phrase of this room."""
        return say(f"explorer.{key}", self.language, **facts)

    def name(self, kind: str, code: str, *, is_first: bool = True) -> str:
        """Return the name of a code on one line."""
        found = tidy(name_code(self.answers.definition, kind, code, self.language))
        return capitalise(found) if is_first else found

    def name_plain(self, kind: str, code: str, language: str) -> str:
        """Return the name of a code as it stands in the middle of a sentence, in any language."""
        return name_code(self.answers.definition, kind, code, language)

    def period(self, period: Period) -> str:
        """Return a period in words."""
        return write_period(str(period), self.language)

    def ask(self, question: Question, *, with_finding: bool = False) -> Answer:
        """Return the answer to a question; a change comes with what says whether it may be printed."""
        with_finding = with_finding or question.operation in ("change-from", "fold-from", "difference-from")
        return self.answers.ask(question, with_others=False, with_finding=with_finding)

    def number(self, answer: Answer) -> Number:
        """Return an answer as a printed number with its marks; one that is withheld is the mark that says why."""
        if answer.withheld:
            figure = replace(answer.figure, value=None, status=answer.withheld)
            return self.writer.number(replace(answer, figure=figure, finding=None))
        return self.writer.number(answer)

    def link(self, path: str, query: str = "") -> str:
        """Return the link to a path of the site, empty where the site has no such page."""
        if self.site.is_static and (query or not self.site.offers(path.partition("#")[0])):
            return ""
        return find_way(self.address.path, path, is_static=self.site.is_static) + (f"?{query}" if query else "")

    def write_address(self, path: str) -> str:
        """Return the whole address of a path as far as it is known: from the root of the site where it is not."""
        return f"{self.site.base or '/'}{path}" + (INDEX if self.site.is_static else "")

    def path(self, page: str, *rest: str, vintage: str = "") -> str:
        """Return the path of a page of this dataset in this language."""
        return Address(self.language, self.address.dataset, vintage, page, rest).path

    def link_figure(self, question: Question | str) -> str:
        """Return the link to the page of a figure, as of the vintage that this page speaks of."""
        return self.link(self.path("figure", write_slug(str(question)), vintage=self.address.vintage))
