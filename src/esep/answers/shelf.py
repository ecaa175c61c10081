"""A shelf of datasets that stays open: the newest vintage of each, and the ones before it when they are asked for."""

from __future__ import annotations

import datetime
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeAlias

from esep.answers.asking import Answers
from esep.answers.opening import PACKAGED, open_dataset, read_as_of
from esep.cube.calendar import ReleaseDay, find_next, is_late, read_calendar
from esep.cube.manifest import Vintage
from esep.cube.vintages import default_store, find_vintage, list_vintages
from esep.model.definition import Definition
from esep.model.disclosure import OPEN_METHODS
from esep.problems import EsepError, Problem, Where
from esep.sources.dataset import find_dataset_folder

# Earlier vintages that stay open beside the newest ones.
MOST_KEPT = 4
# The releases of a dataset, and whether the next one is late.
Calendar: TypeAlias = tuple[tuple[ReleaseDay, ...], bool]


class Runner(Protocol):
    """Does work that takes its time where it holds up nobody else.

    `await run(work, dataset, vintage, *arguments)` returns `work(answers, *arguments)`, computed elsewhere: `work` is a
    function at the top of a module, its arguments and its result are plain values or things of the model. Raises what
    `work` raises as an `EsepError`, `serve-slow` where it takes too long and `serve-busy` where too many wait.
    """

    def __call__(self, work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Awaitable[Any]:
        """Return what the work gives."""


class Shelf(Mapping[str, Answers]):
    """Opened datasets by name. Whoever takes one from the shelf keeps it whole, whatever is committed meanwhile."""

    def __init__(
        self,
        datasets: Sequence[str],
        store: Path | None = None,
        *,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        """Open datasets, each a packaged name or a folder; raise `EsepError` where one cannot be opened.

        `today` tells the day, after which a release that was announced for it is late.
        """
        self.store = store or default_store()
        # How often what is shown became another; whoever keeps what was made of it looks here.
        self.generation = 0
        self._today = today
        self._calendars: dict[str, Calendar] = {}
        self.places: dict[str, str] = {}
        self._current: dict[str, Answers] = {}
        self._kept: OrderedDict[tuple[str, str], Answers] = OrderedDict()
        self._stamps: dict[tuple[str, str], str] = {}
        self._lock = Lock()
        for place in datasets:
            answers = open_dataset(place, self.store)
            name = answers.definition.name
            if name in self._current:
                raise EsepError(Problem("serve-twice", Where(place), {"dataset": name}))
            self.places[name] = place
            self._current[name] = answers
            self._calendars[name] = self._read_calendar(name)

    def __getitem__(self, name: str) -> Answers:
        return self._current[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current)

    def __len__(self) -> int:
        return len(self._current)

    def open(self, name: str, as_of: str | None = None) -> Answers:
        """Return a dataset as of a vintage (as for `open_cube`), the newest where none is named.

        Raise `KeyError` where the dataset is not on the shelf, `EsepError` where it has no such vintage, or where its
        counts are protected (`serve-protected`): what one vintage hides, two of them together could give away.
        """
        current = self._current[name]
        if as_of is None or as_of == current.vintage:
            return current
        vintage = self._find(name, read_as_of(as_of))
        if vintage != current.vintage and is_protected(current.definition):
            raise EsepError(Problem("serve-protected", Where("as_of"), {"dataset": name}))
        return self.reopen(name, vintage)

    def reopen(self, name: str, vintage: str) -> Answers:
        """Return a vintage, by its id, that was on the shelf before; not for whoever asks from outside."""
        current = self._current[name]
        if vintage == current.vintage:
            return current
        with self._lock:
            if (name, vintage) not in self._kept:
                self._kept[name, vintage] = open_dataset(self.places[name], self.store, as_of=vintage)
            self._kept.move_to_end((name, vintage))
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[name, vintage]

    def list_vintages(self, name: str) -> tuple[Vintage, ...]:
        """Return the committed vintages of a dataset, oldest first; empty where it is read from its own files."""
        return list_vintages(self.store, self._current[name].definition.name)

    def stamp(self, answers: Answers) -> str:
        """Return what is another text whenever the dataset says anything else."""
        name = (answers.definition.name, answers.vintage)
        if name not in self._stamps:
            parts = [*name, answers.definition.sha256]
            parts += self._list_files(name[0]) if answers.vintage == PACKAGED else []
            self._stamps[name] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return self._stamps[name]

    def _list_files(self, name: str) -> list[str]:
        folder = find_dataset_folder(self.places[name])
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        stats = ((path.relative_to(folder), path.stat()) for path in files)
        return [f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats]

    def refresh(self) -> bool:
        """Take up what was committed meanwhile and return whether there was anything.

        Where a new vintage cannot be opened the one before it stays, and the reason is raised.
        """
        changed = False
        for name, place in self.places.items():
            self._follow_calendar(name)
            newest = find_vintage(self.store, name)
            if newest is None or newest.id == self._current[name].vintage:
                continue
            self._current[name] = open_dataset(place, self.store)
            self.generation += 1
            changed = True
        return changed

    def _follow_calendar(self, name: str) -> None:
        """Let pages be made anew where a release was published, or did not appear on its day: their data are the same,
        what is announced is not.
        """
        found = self._read_calendar(name)
        if found != self._calendars[name]:
            self._calendars[name] = found
            self.generation += 1

    def _read_calendar(self, name: str) -> Calendar:
        days = read_calendar(self.store, name)
        return days, is_late(find_next(days), self._today())

    def _find(self, name: str, as_of: str) -> str:
        if as_of == PACKAGED:
            if self._current[name].definition.kind == "published":
                return PACKAGED
        elif as_of:
            try:
                found = find_vintage(self.store, name, as_of)
            except EsepError as error:
                if all(problem.code != "vintage-unknown" for problem in error.problems):
                    raise
                found = None
            if found is not None:
                return found.id
        known = ", ".join(vintage.id for vintage in self.list_vintages(name)) or PACKAGED
        facts = {"dataset": name, "as_of": as_of, "known": known}
        raise EsepError(Problem("serve-vintage", Where("as_of"), facts))


def is_protected(definition: Definition) -> bool:
    """Return whether counts of a dataset are rounded or hidden before anyone is shown them."""
    disclosure = definition.records.get("disclosure", {})
    return definition.kind == "records" and disclosure.get("method") not in OPEN_METHODS
