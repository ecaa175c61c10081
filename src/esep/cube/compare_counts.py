"""Two counted cubes compared by their arrays: a cell is made only where something is not the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.content import hash_cube
from esep.cube.count_cube import AXES, CountCube
from esep.model.cell import Cell

if TYPE_CHECKING:
    import numpy as np

    Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

# A cell of the old cube and the cell of the new one under the same key; `None` where a cube has no such key.
Pair: TypeAlias = tuple[Cell | None, Cell | None]


def are_alike(old: CountCube, new: CountCube) -> bool:
    """Return whether the cells of two cubes say who counted, and from what, in the same words."""
    return (old.shape.body, old.shape.source) == (new.shape.body, new.shape.source)


def compare_counts(old: CountCube, new: CountCube) -> tuple[int, list[Pair]]:
    """Return how many cells of two cubes are equal, and the pairs of those that are not.

    Files that are the same in both are not read; where all are, nothing is.
    """
    (before, old_files), (after, new_files) = hash_cube(old, {}), hash_cube(new, {})
    if before == after:
        return len(old), []
    roles = {role for role in old_files.keys() | new_files.keys() if old_files.get(role) != new_files.get(role)}
    shared = {name: tuple(code for code in old.axes[name] if code in set(new.axes[name])) for name in AXES}
    pairs = list(_list_moved(old, new, shared, roles))
    size = 1
    for axis in shared.values():
        size *= len(axis)
    gone: list[Pair] = [(cell, None) for cell in _list_others(old, shared)]
    added: list[Pair] = [(None, cell) for cell in _list_others(new, shared)]
    return size - len(pairs), pairs + gone + added


def _list_moved(
    old: CountCube, new: CountCube, shared: Mapping[str, tuple[Any, ...]], roles: set[str]
) -> Iterator[Pair]:
    import numpy as np

    regions, periods = shared["region"], shared["period"]
    before, after = (cube.restrict(roles) for cube in (old, new))
    judged_otherwise: dict[object, Mask] = {}
    for scope, measure, attribute in product(shared["scope"], shared["measure"], shared["attribute"]):
        tables = (part.tabulate(scope, measure, attribute, regions, periods) for part in (before, after))
        is_changed: Mask = next(tables) != next(tables)
        silences = (old.find_silence(measure), new.find_silence(measure))
        if silences not in judged_otherwise:
            found = [_compare_states(old, new, measure, region, periods) for region in regions]
            judged_otherwise[silences] = np.array(found, dtype=bool).reshape(is_changed.shape)
        for region, period in np.argwhere(is_changed | judged_otherwise[silences]).tolist():
            place = {"region": regions[region], "period": periods[period]}
            key = {"scope": scope, "measure": measure, "attribute": attribute, **place}
            (earlier,), (later,) = old.find(**key), new.find(**key)
            if earlier != later:
                yield earlier, later


def _compare_states(old: CountCube, new: CountCube, measure: str, region: str, periods: Sequence[Any]) -> list[bool]:
    """Return for each period whether its status or coverage is another one."""
    before, after = old.list_states(measure, region), new.list_states(measure, region)
    return [before[old.place(period)] != after[new.place(period)] for period in periods]


def _list_others(cube: CountCube, shared: Mapping[str, tuple[Any, ...]]) -> Iterator[Cell]:
    """Yield the cells of a cube whose key the other one does not have."""
    for number, name in enumerate(AXES):
        common = set(shared[name])
        own = tuple(code for code in cube.axes[name] if code not in common)
        before = {earlier: shared[earlier] for earlier in AXES[:number]}
        after = {later: cube.axes[later] for later in AXES[number + 1 :]}
        yield from cube.walk({**before, name: own, **after})
