"""What the server bears: kept and new answers, pages and checks, beside Datasette on the same cells, in one run.

Run by `make bench`. ROWS=n says of how many synthetic records the large cube is counted (default: one million, which
give more than ten million cells), SECONDS=n how long each steady load lasts. What is kept is asked for by wrk where it
is on the path (Debian has it), otherwise by the client below, which shares the processors with the server; what must
differ from request to request is asked for by the client. Datasette runs where it is on the path or where DATASETTE
names it: `python -m venv ds && ds/bin/pip install datasette`, then `DATASETTE=ds/bin/datasette make bench`. The first
paint of a page is measured in the Chromium that the tests use, where there is one.
Nothing is asserted: times depend on the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from bench.machine import describe_machine
from bench.paint import find_chromium, measure_paint
from esep.answers import Answers, parse_question
from esep.answers.shelf import Shelf
from esep.explorer.address import write_slug
from esep.exports.observations import list_rows
from esep.exports.sqlite_file import write_sqlite
from esep.model.cell import Cell
from esep.model.period import Period

REGISTER = "kazakhstan-register"
STATEMENT = Path(__file__).parent.parent / "src/esep/datasets/kazakhstan/statements/2025-02-14.en.txt"
NEW_ANSWERS, NEW_CELLS, NEW_PAGES, CHECKS, PAINTS, CONNECTIONS = 3000, 1500, 200, 30, 9, 8
CELLS = "api/v1/cells"
KEPT_PAGES = {
    "overview": "en/kazakhstan/",
    "a series": "en/kazakhstan/explore/fraud/committee_offences/KZ/",
    "a figure": "en/kazakhstan/figure/fraud+scope=committee_offences+region=KZ+period=2024/",
}


@dataclass(frozen=True)
class Load:
    """How long each request took, in milliseconds, and how many there were in a second."""

    p50: float
    p99: float
    rate: float

    @classmethod
    def of_times(cls, seconds: Sequence[float], wall: float) -> Load:
        """Return the load of requests that took so long each, and together."""
        ordered = sorted(1000 * one for one in seconds)
        return cls(statistics.median(ordered), ordered[len(ordered) * 99 // 100], len(ordered) / wall)

    def show(self, name: str) -> None:
        """Print the load as a line of the table."""
        print(f"{name:<52}{self.p50:>9.2f} ms{self.p99:>9.2f} ms{self.rate:>11,.0f}/s", flush=True)


async def ask_all(url: str, requests: Sequence[bytes], connections: int) -> Load:
    """Return how a server bears requests that are sent over so many connections, one after the other on each."""
    parts = urlsplit(url)
    waiting = list(reversed(requests))
    taken: list[float] = []

    async def send() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while waiting:
            request = waiting.pop()
            started = time.perf_counter()
            writer.write(request)
            await _read_answer(reader)
            taken.append(time.perf_counter() - started)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(connections)))
    return Load.of_times(taken, time.perf_counter() - started)


async def _read_answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        sys.exit(head.decode("latin-1"))
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))
        return
    # In chunks: each with its length before it.
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()


def make_request(path: str, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    head = f"{'POST' if body else 'GET'} /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
    if body:
        head += f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


def ask_again(url: str, path: str, seconds: int) -> Load:
    """Return how a server bears one and the same request."""
    asyncio.run(ask_all(url, [make_request(path)], 1))
    wrk = shutil.which("wrk")
    if wrk is None:
        return asyncio.run(ask_all(url, [make_request(path)] * (1000 * seconds), CONNECTIONS))
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", f"{url}/{path}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {share: _read_time(rf"\s{share}%\s+([\d.]+)(us|ms|s)", text) for share in (50, 99)}
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert rate is not None
    assert "Non-2xx" not in text, text
    return Load(found[50], found[99], float(rate[1]))


def _read_time(pattern: str, text: str) -> float:
    match = re.search(pattern, text)
    assert match is not None, text
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000}[match[2]]


@contextmanager
def serve(folder: Path, store: Path) -> Iterator[str]:
    """Run the server and give its address."""
    command = [sys.executable, "-m", "esep", "serve", "kazakhstan", REGISTER, "--store", str(store)]
    options = ["--port", "0", "--rate", "0", "--json"]
    with (
        (folder / "serve.log").open("w", encoding="utf-8") as log,
        subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"].rstrip("/")
        finally:
            process.terminate()


def make_store(folder: Path, rows: int) -> Path:
    """Return a store with a register of synthetic records, counted."""
    file, store = folder / "register.parquet", folder / "store"
    esep = [sys.executable, "-m", "esep"]
    subprocess.run(
        [*esep, "synthesize", REGISTER, "--rows", str(rows), "--seed", "1", "-o", str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    built = [*esep, "build", REGISTER, str(file), "--store", str(store)]
    subprocess.run(built, check=False, capture_output=True)
    return store


def list_years(answers: Answers) -> list[Cell]:
    """Return the yearly cells of all measures and regions of the default scope, attributes left out."""
    scope = answers.definition.default_scope
    cells = answers.find_cells(scope=scope, measure="total", attribute="", region=answers.definition.default_region)
    years = [cell.key.period for cell in cells if cell.key.period.is_year]
    return [cell for year in years for cell in answers.find_cells(scope=scope, attribute="", period=year)]


def list_questions(answers: Answers, number: int) -> list[str]:
    """Return different questions, drawn at random: levels, changes and rates of any measure, region and year."""
    codes = answers.definition
    years = sorted({cell.key.period for cell in list_years(answers)})[1:]
    operations = ("", "change-from:{before} ", "share-of:total ")
    every = list(product(codes.measures.codes, codes.regions.codes, years, operations))
    chosen = random.Random(1).sample(every, min(number, len(every)))
    return [_write_question(codes.default_scope, *one) for one in chosen]


def _write_question(scope: str, measure: str, region: str, year: Period, operation: str) -> str:
    said = operation.format(before=year.shift_years(-1))
    return f"{measure} {said}scope:{scope} region:{region} period:{year}"


def list_pages(answers: Answers) -> dict[str, list[str]]:
    """Return different pages of the register, drawn at random: series of any measure and region, and figures."""
    codes = answers.definition
    series = list(product(answers.list_measures(codes.default_scope), codes.regions.codes))
    chosen = random.Random(3).sample(series, min(NEW_PAGES, len(series)))
    figures = [parse_question(text, codes) for text in list_questions(answers, NEW_PAGES)]
    return {
        "a series": [f"en/{REGISTER}/explore/{measure}/{codes.default_scope}/{place}/" for measure, place in chosen],
        "a figure": [f"en/{REGISTER}/figure/{write_slug(str(question))}/" for question in figures],
    }


def measure_server(url: str, answers: Answers, seconds: int) -> None:
    """Print what the server bears."""
    asked = f"api/v1/ask?q={quote('murder scope:mia_crimes region:KZ period:2024')}"
    ask_again(url, asked, seconds).show("a kept answer")
    for name, path in KEPT_PAGES.items():
        ask_again(url, path, seconds).show(f"a kept page: {name}")
    paths = [f"api/v1/ask?data={REGISTER}&q={quote(one)}" for one in list_questions(answers, NEW_ANSWERS + 400)]
    requests = [make_request(path) for path in paths]
    # The first ones read the counts from their files.
    asyncio.run(ask_all(url, requests[:400], 1))
    asyncio.run(ask_all(url, requests[400:1900], 1)).show("a new answer, one at a time")
    asyncio.run(ask_all(url, requests[1900:], CONNECTIONS)).show(f"a new answer, {CONNECTIONS} at a time")
    for name, found in list_pages(answers).items():
        asyncio.run(ask_all(url, [make_request(path) for path in found[:20]], 2))
        rest = [make_request(path) for path in found[20:]]
        asyncio.run(ask_all(url, rest, 1)).show(f"a new page, one at a time: {name}")
    text = STATEMENT.read_bytes()
    checks = [make_request("api/v1/check", text + f"\n\n{number}".encode()) for number in range(CHECKS)]
    asyncio.run(ask_all(url, checks[:2], 2))
    asyncio.run(ask_all(url, checks, 1)).show("a check of a release, one at a time")
    asyncio.run(ask_all(url, checks, 4)).show("a check of a release, 4 at a time")


def _is_there(url: str, path: str) -> bool:
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(f"{url}/{path}") as response:
            return bool(response.status == 200)
    except URLError:
        return False


def show_paint(url: str) -> None:
    """Print how long a browser takes to show a page that neither it nor the server has kept."""
    chromium = find_chromium()
    if not chromium:
        print("\nno Chromium was found, so the first paint was left out: `make browser` says how to get one")
        return
    print(f"\n{'first paint in Chromium, nothing kept anywhere':<52}{'p50':>12}{'longest':>12}")
    for name, path in KEPT_PAGES.items():
        taken = sorted(measure_paint(chromium, f"{url}/{path}", PAINTS))
        print(f"{name:<52}{statistics.median(taken):>9.0f} ms{taken[-1]:>9.0f} ms", flush=True)


def compare_datasette(folder: Path, url: str, answers: Answers, cells: Sequence[Cell], seconds: int) -> None:
    """Print how the server and Datasette bear the same questions for single cells."""
    chosen = [cell.key for cell in random.Random(2).sample(list(cells), NEW_CELLS)]
    parts = [{"measure": key.measure, "region": key.region, "period": str(key.period)} for key in chosen]
    own = [
        f"{CELLS}?{urlencode({'data': REGISTER, 'scope': chosen[0].scope, 'attribute': '-', **one})}" for one in parts
    ]
    asyncio.run(ask_all(url, [make_request(path) for path in own], 1)).show("Esep: one cell by its key, new")
    ask_again(url, own[0], seconds).show("Esep: one cell by its key, kept")
    datasette = os.environ.get("DATASETTE") or shutil.which("datasette")
    if not datasette:
        print("Datasette was not found, so it was left out: DATASETTE names one")
        return
    base = folder / "cells.db"
    definition = answers.definition
    write_sqlite(base, list(list_rows(cells, definition)), definition, {})
    with sqlite3.connect(base) as connection:
        connection.execute("create index cells_key on observations (measure, region, period)")
    with serve_datasette(datasette, base) as other:
        theirs = [f"cells/observations.json?{urlencode({**one, '_shape': 'array'})}" for one in parts]
        asyncio.run(ask_all(other, [make_request(path) for path in theirs], 1)).show("Datasette: the same cells, new")
        ask_again(other, theirs[0], seconds).show("Datasette: the same cell again and again")


@contextmanager
def serve_datasette(program: str, base: Path) -> Iterator[str]:
    """Run Datasette on a file, with an index on what is asked for, and give its address."""
    port = random.Random().randrange(20_000, 60_000)
    command = [program, "serve", "-i", str(base), "--port", str(port), "--setting", "suggest_facets", "off"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(100):
                time.sleep(0.2)
                if _is_there(url, "-/versions.json"):
                    break
            yield url
        finally:
            process.terminate()


def main() -> None:
    """Measure the server, then the server beside Datasette."""
    rows, seconds = int(os.environ.get("ROWS") or "1000000"), int(os.environ.get("SECONDS") or "5")
    tool = "wrk" if shutil.which("wrk") else "the client of this file"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = make_store(folder, rows)
        shelf = Shelf([REGISTER], store)
        answers, size = shelf[REGISTER], shelf.list_vintages(REGISTER)[-1].cells
        cells = list_years(answers)
        print(f"\n{describe_machine()}; the server over loopback, kept responses asked for by {tool}")
        print(f"the large cube has {size:,} cells; cells by key are {len(cells):,} of them\n")
        print(f"{'':<52}{'p50':>12}{'p99':>12}{'':>13}")
        with serve(folder, store) as url:
            measure_server(url, answers, seconds)
            compare_datasette(folder, url, answers, cells, seconds)
            show_paint(url)


if __name__ == "__main__":
    main()
