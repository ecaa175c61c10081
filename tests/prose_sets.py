"""What the sets of labelled prose share: the datasets they are checked against, and the bounds that each must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esep.answers import Answers, open_dataset
from esep.claims.score.counts import Score, score_folder
from esep.cube.build import build_dataset
from esep.sources.dataset import load_definition
from tests.real_set_up import OpenReal

FBI = "B01-fbi-estimated-crimes/original"

# What is built of each dataset, one list a vintage. The figures of Kazakhstan come with the package.
SOURCES = {
    "chicago": ["A05-chicago-assaults/original"],
    "fbi-estimates": [f"{FBI}/estimated_crimes_1979_2019.csv", f"{FBI}/estimated_crimes_1979_2022.csv"],
    "medellin": ["A06-medellin-homicides/original"],
    "mexico-city": ["A03-mexico-city-liberty/original"],
    "police-uk": ["A10-uk-police/original"],
    "south-africa": ["B04-saps-stations/original/crime-stats.csv"],
    "st-louis": ["A01-stlouis-2015-2017/original"],
}


@dataclass(frozen=True)
class Bounds:
    """What was reached on the statements of one language; it may only get better.

    Of `right` claims at most `accused` are called wrong or inconsistent; of `errors` at least `flagged` are so called,
    and at most `passed` pass.
    """

    right: int
    accused: int
    errors: int
    flagged: int
    passed: int


# In held-out "428-ге азайды" passes, which may also say that there were 428 in the end, as there were.
SETS: dict[str, dict[str, Bounds]] = {
    "heldout": {"en": Bounds(153, 0, 39, 38, 0), "ru": Bounds(101, 0, 33, 31, 0), "kk": Bounds(73, 0, 24, 22, 1)},
    "prose": {"en": Bounds(245, 0, 49, 48, 0), "ru": Bounds(131, 0, 27, 21, 0), "kk": Bounds(71, 0, 15, 14, 1)},
    "outlets": {"en": Bounds(422, 0, 88, 79, 0), "ru": Bounds(359, 0, 77, 59, 1), "kk": Bounds(208, 0, 43, 38, 0)},
    "abroad": {"en": Bounds(156, 0, 30, 26, 0), "ru": Bounds(105, 0, 22, 20, 0), "kk": Bounds(59, 0, 18, 16, 0)},
    "further": {"en": Bounds(289, 0, 81, 62, 1), "ru": Bounds(149, 0, 31, 27, 1), "kk": Bounds(126, 0, 31, 20, 1)},
    "last": {"en": Bounds(109, 0, 26, 23, 0), "ru": Bounds(114, 0, 29, 23, 0), "kk": Bounds(104, 0, 24, 20, 0)},
    "world": {"en": Bounds(287, 0, 73, 59, 0), "ru": Bounds(222, 0, 53, 47, 0), "kk": Bounds(68, 0, 15, 13, 0)},
    "fresh": {"en": Bounds(271, 1, 68, 64, 1), "ru": Bounds(170, 0, 40, 30, 1), "kk": Bounds(101, 0, 22, 18, 0)},
    "sibling": {"en": Bounds(375, 1, 52, 41, 0)},
    "unseen": {"en": Bounds(194, 0, 39, 32, 0), "ru": Bounds(128, 0, 23, 19, 0), "kk": Bounds(95, 0, 24, 19, 0)},
}


def open_built(dataset: Path, store: Path) -> Answers:
    """Return the figures of a dataset, built from the tables beside its definition."""
    build_dataset(load_definition(dataset), dataset, sorted(dataset.glob("*.csv")), store)
    return open_dataset(str(dataset), store)


def score_set(folder: Path, open_real: OpenReal) -> Score:
    """Return the score on a whole set; each dataset is opened when it is first asked for."""
    return score_folder(folder, make_opener(open_real))


def make_opener(open_real: OpenReal) -> Callable[[str], Answers | None]:
    """Return what opens a dataset of a set; a text without one gets none."""

    @cache
    def open_answers(name: str) -> Answers | None:
        if name == "kazakhstan" or not name:
            return open_dataset(name) if name else None
        return open_real(name, *SOURCES[name])

    return open_answers


def hold(score: Score, bounds: Bounds, language: str) -> None:
    """Hold the true claims that are accused and the errors that pass or are flagged to the bounds of a language."""
    counts = score.tallies[language].counts
    assert counts["errors"] == bounds.errors
    assert counts["false alarms"] <= bounds.accused
    assert counts["errors passed"] <= bounds.passed
    assert counts["flagged errors"] >= bounds.flagged


def hold_found(score: Score, labels: int, found: int) -> None:
    """Hold how many of the labelled numbers are found."""
    counts = score.total().counts
    assert counts["labels"] == labels
    assert counts["found"] >= found


def write_reached() -> str:
    """Return the bounds of all sets as a table of Markdown."""
    lines = ["| set | language | right claims accused | errors flagged | errors passed |", "|---|---|---|---|---|"]
    for name, languages in SETS.items():
        lines += [
            f"| {name} | {language} | {b.accused} of {b.right} | {b.flagged} of {b.errors} | {b.passed} |"
            for language, b in languages.items()
        ]
    return "\n" + "\n".join(lines) + "\n\n"


PARTS: dict[str, Callable[[], str]] = {"reached": write_reached}
