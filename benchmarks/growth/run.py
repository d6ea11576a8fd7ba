"""Start one process per size and peer, and stop it where a phase takes too long."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.registry import Phase

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Record:
    """What one peer did at one size.

    Attributes
    ----------
    seconds
        phase → seconds, `solve many` per demand.
    factor_bytes
        As the peer tells, or None.
    peak_bytes
        Peak of resident memory while factorising, above what the process held before.
    process_peak_bytes
        Peak of the whole process, libraries included; None where it was stopped.
    stopped
        Why it did not finish, or empty.
    """

    case: str
    peer: str
    size: int
    entries: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    factor_bytes: int | None = None
    peak_bytes: int | None = None
    process_peak_bytes: int | None = None
    stopped: str = ""


def run_one(case: str, size: int, seed: int, peer: str, many: int, limit: float) -> Record:
    """Run one process; every line it prints must come within the limit."""
    record = Record(case, peer, size)
    command = [sys.executable, "-m", "benchmarks.growth.one", case, str(size), str(seed), peer, str(many)]
    paths = [str(ROOT), *(str(ROOT / name) for name in ("solver", "inventories", "cli"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        try:
            for line in _lines(process, limit):
                _take(record, line)
        except TimeoutError:
            process.kill()
            record.stopped = f"a phase took more than {limit:g} s"
        _, said = process.communicate()
    if process.returncode and not record.stopped:
        record.stopped = (said.strip().splitlines() or [f"exit code {process.returncode}"])[-1][:200]
    return record


def _lines(process: subprocess.Popen[str], limit: float) -> Iterator[dict[str, Any]]:
    """Yield what the process says; TimeoutError where it says nothing for too long."""
    said: queue.Queue[str | None] = queue.Queue()
    source = process.stdout
    assert source is not None

    def listen() -> None:
        for line in source:
            said.put(line)
        said.put(None)

    threading.Thread(target=listen, daemon=True).start()
    ready = False
    while True:
        try:
            # the time for building the system is not the peer's
            line = said.get(timeout=limit if ready else max(limit, 300.0))
        except queue.Empty:
            raise TimeoutError from None
        if line is None:
            return
        found = json.loads(line)
        ready = ready or "ready" in found
        yield found


def _take(record: Record, line: dict[str, Any]) -> None:
    if "ready" in line:
        record.entries = line["entries"]
    elif "phase" in line:
        record.seconds[line["phase"]] = line["seconds"]
    else:
        for name, value in line.items():
            setattr(record, name, value)


def sweep(
    case: str, sizes: list[int], seed: int, peers: list[str], many: int, limit: float, known: list[Record]
) -> Iterator[Record]:
    """Yield records by size; a peer that was stopped before its first phase ended is not tried larger."""
    given_up = {r.peer: r.size for r in known if r.stopped and not r.seconds}
    for size in sorted(sizes):
        for peer in peers:
            if given_up.get(peer, size + 1) < size:
                continue
            record = run_one(case, size, seed, peer, many, limit)
            if record.stopped and not record.seconds:
                given_up[peer] = size
            yield record


def load(path: Path) -> list[Record]:
    """Return the records of an earlier run."""
    return [Record(**each) for each in json.loads(path.read_text())["records"]] if path.is_file() else []


def save(path: Path, records: list[Record], about: dict[str, Any]) -> None:
    """Write all records, in order of size and peer."""
    ordered = sorted(records, key=lambda r: (r.case, r.size, r.peer))
    path.write_text(json.dumps({**about, "records": [asdict(r) for r in ordered]}, indent=1) + "\n")


def merged(old: list[Record], new: Record) -> list[Record]:
    """Return the records with one replaced or added."""
    return [r for r in old if (r.case, r.size, r.peer) != (new.case, new.size, new.peer)] + [new]


#: Figures that grow, in the order of table and plot: title, unit factor, and where it is in a record.
FIGURES: dict[str, tuple[str, float]] = {
    Phase.FACTORISE: ("s", 1.0),
    Phase.REFACTORISE: ("s", 1.0),
    Phase.SOLVE_ONE: ("ms", 1e3),
    Phase.SOLVE_MANY: ("ms per demand", 1e3),
    Phase.ALL_SCORES: ("s", 1.0),
    "factor_bytes": ("MB", 1e-6),
    "peak_bytes": ("MB", 1e-6),
}
#: The same of any other figure.
SECONDS = ("s", 1.0)
#: What the memory figures are called.
TITLES = {"factor_bytes": "bytes of factors", "peak_bytes": "peak memory while factorising"}


def value_of(record: Record, figure: str) -> float | None:
    """Return one figure in its unit, or None."""
    raw = getattr(record, figure) if figure in TITLES else record.seconds.get(figure)
    return None if raw is None else float(raw) * FIGURES.get(figure, SECONDS)[1]
