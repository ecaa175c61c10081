"""What it means that a text contradicts itself about one claim."""

from __future__ import annotations

from dataclasses import dataclass

from esep.model.remark import Remark


@dataclass(frozen=True)
class Contradiction:
    """A claim that other numbers of the text exclude.

    `is_certain`: no reading of the words can save it. `is_one_of_many`: any of the numbers may be the slip, so that it
    is held against this one only where the figures confirm all others.
    """

    remark: Remark
    used: tuple[int, ...]
    is_certain: bool = False
    is_one_of_many: bool = False
