"""A search for input that breaks the readers or the loading of definitions, led by the code that an input reaches.

Run as `pytest -s tests/prove/prove_fuzz.py`; FUZZ_SECONDS says how long (default 60). An input that runs from one line
to another as none before it did is kept, and the next ones are made from those kept. Every input has to end as
`tests/fuzz_sample.py` says; the one that does not is left in the temporary folder of the test.
"""

from __future__ import annotations

import gzip
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import esep
from tests.fuzz_sample import load_spoilt, pack, read_definition_files, read_spoilt, unpack, write_seeds

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
# A definition is loaded in a hundredth of the time that a file is read in.
DEFINITIONS = 0.95
ROOMS = tuple(str(Path(esep.__file__).parent / room) for room in ("sources", "records", "model"))
# Signs that mean something to a reader; chance alone would seldom write them.
WORDS = [
    *(b'"', b'""', b"'", b"'''", b'"""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"/", b" "),
    *(b"[", b"]", b"[[", b"]]", b"{", b"}", b"{}", b":", b"=", b"= 1", b"#", b"\\", b"\\u0000", b"\\ud800", b".."),
    *(b"0", b"-1", b"1e999", b"nan", b"inf", b"9" * 30, b"1_0", b"true", b"null", b"2023-02-29", b"31.11.2023", b"%Y"),
    *(b"U", b"01", "Ұ".encode(), "б".encode("cp1251"), b"[records]\n", b"a.b.c = [1]\n", b"0001-01-01", b"x" * 200_000),
    b"\xef\xbb\xbf",
]
Input = tuple[str, bytes]


class Coverage:
    """Which steps from line to line have been seen in the rooms under test."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int, int]] = set()
        self._new = 0

    def run(self, call: Callable[[], object]) -> int:
        """Call something and return how many steps it took that were new."""
        self._new = 0
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            call()
        finally:
            sys.settrace(before)
        return self._new

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        file = frame.f_code.co_filename
        if not file.startswith(ROOMS):
            return None
        last = frame.f_lineno

        def step(frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
            nonlocal last
            if event == "line":
                edge = (file, last, frame.f_lineno)
                last = frame.f_lineno
                if edge not in self.seen:
                    self.seen.add(edge)
                    self._new += 1
            return step

        return step


class Chance:
    """Makes inputs from those that are kept."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def spoil(self, kept: Input, corpus: list[Input]) -> Input:
        """Return an input with one to four changes; of a packed one often inside."""
        name, data = kept
        other = self.random.choice([other for other in corpus if other[0] == name])[1]
        if name.endswith((".gz", ".zip", ".xlsx")) and self.random.random() < 0.6:
            # It may have been spoilt outside before, so that it cannot be opened.
            with suppress(Exception):
                return name, self._spoil_inside(name, data, other)
        return name, self._change(data, other)

    def _spoil_inside(self, name: str, data: bytes, other: bytes) -> bytes:
        if name.endswith(".gz"):
            return gzip.compress(self._change(gzip.decompress(data), other), mtime=0)
        members = unpack(data)
        chosen = self.random.choice(list(members))
        return pack({**members, chosen: self._change(members[chosen], members[chosen])})

    def _change(self, data: bytes, other: bytes) -> bytes:
        for _ in range(self.random.randint(1, 4)):
            start = self.random.randint(0, len(data))
            end = min(len(data), start + self.random.choice((0, 1, 1, 2, 4, 16, 64)))
            cut = self.random.randint(0, len(other))
            new = self.random.choice(
                (
                    self.random.choice(WORDS),
                    self.random.choice(WORDS),
                    bytes([self.random.randrange(self.random.choice((128, 128, 256)))]),
                    bytes(self.random.choices(data or b"0", k=self.random.randint(1, 8))),
                    data[start:end] * 2,
                    other[cut : cut + self.random.randint(0, 80)],
                    b"",
                )
            )
            data = data[:start] + new + data[end:]
        return data


def test_no_input_that_can_be_found_breaks_the_readers(tmp_path: Path) -> None:
    """For as long as there is time, every input is refused with problems or read with all its rows accounted for."""
    seed = random.SystemRandom().randrange(1 << 32)
    chance, coverage = Chance(seed), Coverage()
    definition = read_definition_files()
    pools: list[list[Input]] = [list(definition.items()), list(write_seeds().items())]
    ends: Counter[str] = Counter()
    executions, last = [0, 0], [""]

    def run(example: Input) -> None:
        codes = load_spoilt(*example) if example[0] in definition else read_spoilt(*example)
        ends.update(codes or ["read"])
        last[:] = codes

    for example in (*pools[0], *pools[1]):
        coverage.run(partial(run, example))
    begun, at_first = time.monotonic(), len(coverage.seen)
    while time.monotonic() - begun < SECONDS:
        which = int(chance.random.random() > DEFINITIONS)
        pool = pools[which]
        example = chance.spoil(chance.random.choice(pool), pool)
        left = tmp_path / f"found-{Path(example[0]).name}"
        left.write_bytes(example[1])
        executions[which] += 1
        is_new = coverage.run(partial(run, example)) > 0
        # What is no text is read no further, and so would be all that is made from it.
        if is_new and "encoding-wrong" not in last and len(example[1]) < 1_000_000:
            pool.append(example)
        left.unlink()
    print(f"\nseed {seed}: {executions[0]} definitions and {executions[1]} files")
    kept = sum(map(len, pools)) - len(definition) - len(write_seeds())
    print(f"{len(coverage.seen)} steps, {at_first} of them in what is right; {kept} inputs kept")
    print(", ".join(f"{code} {number}" for code, number in ends.most_common()))
    assert min(executions) > SECONDS / 10
