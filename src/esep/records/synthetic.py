"""Synthetic records: offences that nobody committed, written as a file that says so in every row.

The same request gives the same file, however many processes make it. Rows are made and written in chunks, so that a
hundred million of them need no more memory than a million.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.language.phrases import say
from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.engine_duckdb import open_connection
from esep.records.synthetic_plan import Chunk, Plan, Request, make_plan
from esep.records.synthetic_rows import make_rows
from esep.records.synthetic_rules import read_synthetic_rules

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[int, int], None]
SUFFIXES = (".parquet", ".csv", ".csv.gz")
# So many chunks pay for a second process.
CHUNKS_FOR_PROCESSES = 3
_WRONG_ARTICLE, _WRONG_DISTRICT, _WRONG_LABEL = "999 ч.9", "9999", "register"
_FORMATS = {
    ".parquet": "format parquet, compression zstd",
    ".csv": "format csv, header {header}",
    ".csv.gz": "format csv, header {header}, compression gzip",
}


@dataclass(frozen=True)
class SyntheticReport:
    """What was made: `dirty` by kind of fault, `states` and `years` of the rows without."""

    dataset: str
    file: Path
    label: str
    rows: int
    states: dict[str, int]
    years: dict[int, int]
    dirty: dict[str, int]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "dataset": self.dataset,
            "file": str(self.file),
            "label": self.label,
            "bytes": self.file.stat().st_size,
            "rows": self.rows,
            "clean": sum(self.states.values()),
            "states": self.states,
            "years": {str(year): rows for year, rows in self.years.items()},
            "dirty": self.dirty,
            "seconds": round(self.seconds, 3),
        }

    def describe(self, language: str = "en") -> str:
        """Return the report as lines for a terminal."""
        lines = [say("synthetic.written", language, n=self.rows, file=str(self.file), label=self.label)]
        lines += [say("synthetic.state", language, n=rows, state=state) for state, rows in self.states.items()]
        lines += [say("synthetic.fault", language, n=rows, kind=kind) for kind, rows in self.dirty.items() if rows]
        return "\n".join(lines)


def synthesize(
    definition: Definition,
    folder: Path,
    file: Path,
    request: Request,
    *,
    processes: int = 0,
    is_forced: bool = False,
    progress: Progress | None = None,
) -> SyntheticReport:
    """Make synthetic records of a dataset and write them to a file, all of them or none.

    `folder` is that of the definition. `processes` is how many work at once, 0 for as many as are worth it.
    `is_forced` lets a file be replaced. `progress` is told rows made and rows in all.
    Raises `EsepError`: `use-output` for a suffix that is not in `SUFFIXES`, `file-exists`, `file-unwritable`, and the
    problems of the definition.
    """
    started = time.perf_counter()
    suffix = find_suffix(file)
    if file.exists() and not is_forced:
        raise EsepError(Problem("file-exists", Where(str(file)), {"path": str(file)}))
    plan = make_plan(read_synthetic_rules(definition, folder), request)
    with _make_workshop(file) as workshop:
        parts = _write_parts(plan, workshop, suffix, processes or min(2, os.cpu_count() or 1), progress)
        _join(parts, workshop / f"whole{suffix}", suffix).replace(file)
    seconds = time.perf_counter() - started
    states, years, faults = plan.count_states(), plan.count_years(), plan.count_faults()
    return SyntheticReport(definition.name, file, plan.label, plan.rows, states, years, faults, seconds)


def find_suffix(file: Path) -> str:
    """Return the suffix that says in which form a file is written; problem `use-output` where it says none."""
    found = next((suffix for suffix in SUFFIXES if file.name.lower().endswith(suffix)), "")
    if not found:
        raise EsepError(Problem("use-output", Where("-o"), {"path": str(file), "known": ", ".join(SUFFIXES)}))
    return found


@contextmanager
def _make_workshop(file: Path) -> Iterator[Path]:
    """Give a folder beside the file; whatever cannot be written there becomes a problem, and nothing is left."""
    import duckdb

    workshop: Path | None = None
    try:
        workshop = Path(tempfile.mkdtemp(prefix=f".{file.name}-", dir=file.parent))
        yield workshop
    except (OSError, duckdb.IOException) as error:
        cause = getattr(error, "strerror", "") or _find_cause(str(error))
        raise EsepError(Problem("file-unwritable", Where(str(file)), {"path": str(file), "cause": cause})) from None
    except (duckdb.Error, BrokenProcessPool) as error:
        raise EsepError(Problem("engine-failed", facts={"cause": str(error)})) from None
    finally:
        if workshop is not None:
            shutil.rmtree(workshop, ignore_errors=True)


def _find_cause(text: str) -> str:
    """Return what the system said where a message of DuckDB quotes it, otherwise its first line."""
    known = (os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES))
    return next((cause for cause in known if cause in text), text.partition("\n")[0])


def _write_parts(plan: Plan, workshop: Path, suffix: str, processes: int, progress: Progress | None) -> list[Path]:
    """Write every chunk as a part of its own and return the parts in their order."""
    paths = [workshop / f"part-{chunk.index:06d}{suffix}" for chunk in plan.chunks]
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, plan.rows)

    if processes == 1 or len(paths) < CHUNKS_FOR_PROCESSES:
        with _open_quietly() as connection:
            for chunk, path in zip(plan.chunks, paths, strict=True):
                tell(_write_part(connection, plan, chunk, path, suffix))
        return paths
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=(plan, suffix)) as pool:
        try:
            for rows in pool.map(_work, plan.chunks, paths):
                tell(rows)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return paths


_WORK: dict[str, Any] = {}


def _start(plan: Plan, suffix: str) -> None:
    """Prepare a process of the pool; a person who interrupts is answered by the first process alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = _open_quietly()
    connection.execute("set threads = 1")
    _WORK.update(connection=connection, plan=plan, suffix=suffix)


def _work(chunk: Chunk, path: Path) -> int:
    return _write_part(_WORK["connection"], _WORK["plan"], chunk, path, _WORK["suffix"])


def _open_quietly() -> duckdb.DuckDBPyConnection:
    """Return an engine that draws no progress bar of its own: it would stand in the answer."""
    connection = open_connection()
    connection.execute("set enable_progress_bar = false")
    return connection


def _write_part(connection: duckdb.DuckDBPyConnection, plan: Plan, chunk: Chunk, path: Path, suffix: str) -> int:
    """Write one chunk and return its rows."""
    rows = make_rows(plan, chunk)
    connection.register("made", rows)
    form = _FORMATS[suffix].format(header=str(chunk.index == 0).lower())
    if len(plan.chunks) > 1:
        # Parts are packed once more when they are joined: until then, quickly.
        form = form.replace("zstd", "snappy")
    connection.execute(f"copy ({_write_query(plan)}) to {_quote(str(path))} ({form})")
    connection.unregister("made")
    return len(rows["number"])


def _write_query(plan: Plan) -> str:
    """Return the query that gives numbers the texts and headings of the register."""
    rules = plan.rules
    moment = "make_timestamp(second * 1000000)"
    articles = _write_list([*(one.raw for one in rules.offences), _WRONG_ARTICLE, None])
    districts = _write_list([*(one.raw for one in rules.districts), _WRONG_DISTRICT])
    fields = {
        "id": f"concat('SYN', year({moment}), '-', lpad((number + 1)::varchar, 10, '0'))",
        "registered": moment,
        "reported": "date '1970-01-01' + reported",
        "occurred": "date '1970-01-01' + occurred",
        "region": f"{districts}[district + 1]",
        "measure": f"{articles}[leaf + 1]",
        "status": f"{_write_list(plan.states)}[state + 1]",
    }
    ends = {"damage": "damage", "victims": "victims"}
    ends["label"] = f"{_write_list([plan.label, _WRONG_LABEL])}[label + 1]"
    named = [(rules.columns[field], text) for field, text in fields.items()]
    named += [(heading, f"is_{name}") for name, heading in rules.attributes.items()]
    named += [(rules.columns[field], text) for field, text in ends.items()]
    return "select " + ", ".join(f"{text} as {_quote_name(heading)}" for heading, text in named) + " from made"


def _write_list(texts: Sequence[str | None]) -> str:
    return "[" + ", ".join("null" if text is None else _quote(text) for text in texts) + "]"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quote_name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _join(parts: Sequence[Path], whole: Path, suffix: str) -> Path:
    """Return one file of all parts; a packed text may be packed piece by piece."""
    if len(parts) == 1:
        return parts[0]
    if suffix == ".parquet":
        files = _write_list([str(part) for part in parts])
        with _open_quietly() as connection:
            connection.execute(f"copy (from read_parquet({files})) to {_quote(str(whole))} ({_FORMATS[suffix]})")
        return whole
    with whole.open("wb") as target:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)
            part.unlink()
    return whole
