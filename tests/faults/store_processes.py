"""Writers of stores as processes, to be killed, stopped and raced; run as a program, it prints what it saw.

One process that has imported everything forks the writers, so that each costs milliseconds. It must not be
that of the tests, whose threads a fork would leave behind.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from faults.store_disks import Deadly
from roos.errors import RoosError
from roos.store import Store
from roos_cli.failures import guarded
from store_cases import begin, begin_or_resume, check_whole, cube, finished_bytes, go_on

ROWS, CHUNK = 60, 3
WHOLE = cube(ROWS)
#: What a writer puts on its pipe when all is written, and how a fork ends whose action raised.
DONE, UNCAUGHT = b"\xfe", 99
SHAPE = {"rows": ROWS, "chunk": CHUNK}


def forked(action) -> tuple[int, int]:
    """Run an action in a fork; return its process and what it writes on its only argument, a pipe."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = UNCAUGHT
    try:
        os.close(reading)
        status = action(writing)
    finally:
        os._exit(status or 0)


def ended(process: int) -> int:
    """Wait for a process; return its exit status, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def everything(reading: int) -> bytes:
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read()


def write_store(folder: Path, pipe: int, disk=None) -> int:
    """Write what is pending; put the number of each acknowledged chunk on a pipe."""
    with begin_or_resume(folder, disk=disk, **SHAPE) as store:
        os.write(pipe, b"\xff")
        for rows in store.pending():
            store.write(rows, {name: array[rows] for name, array in WHOLE.items()})
            os.write(pipe, bytes([rows.start // CHUNK]))
    return 0


class Tally:
    """What was seen of one store that is begun, interrupted and resumed until it is finished."""

    def __init__(self, folder: Path):
        self.folder = folder
        whole = folder / "uninterrupted"
        began = time.monotonic()
        go_on(begin(whole, **SHAPE), WHOLE).close()
        #: Seconds for a chunk, by which random moments are spread: disks differ a hundredfold.
        self.pace = (time.monotonic() - began) / (ROWS // CHUNK)
        self.expected = finished_bytes(whole)
        self.seen = {"interrupted": 0, "acknowledged": 0, "lost": 0, "damaged": 0, "twice": 0, "finished": 0}
        self._next()

    def _next(self) -> None:
        self.store = self.folder / f"store-{self.seen['finished']}"
        self.there: set[int] = set()

    def look(self, acknowledged: bytes, ended_as_it_should: bool) -> None:
        """Compare a store after an interruption with what was acknowledged."""
        self.seen["interrupted"] += ended_as_it_should
        chunks = [chunk for chunk in acknowledged if chunk < ROWS // CHUNK]
        self.seen["acknowledged"] += len(chunks)
        self.seen["twice"] += len(self.there.intersection(chunks))
        self.there.update(chunks)
        if not (self.store / "header").exists():
            self.seen["lost"] += len(self.there)
            return
        store = Store.open(self.store)
        self.seen["lost"] += len(self.there - set(store.reader.entries))
        self.seen["damaged"] += len(store.check())
        self.there = set(store.reader.entries)
        if store.finished:
            with Store.resume(self.store, store.header.identity) as store:
                self.seen["damaged"] += sum(finding.code == "W603" for finding in store.findings)
            check_whole(self.store, WHOLE, self.expected)
            self.seen["finished"] += 1
            self._next()


def kill(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Kill writers at random moments."""
    tally, rng = Tally(folder), random.Random(seed)
    while tally.seen["interrupted"] < count:
        store = tally.store
        process, reading = forked(lambda pipe, store=store: write_store(store, pipe))
        if rng.random() < 0.8:
            os.read(reading, 1)  # most of them while it writes, some while it begins
        time.sleep(rng.uniform(0, 6 * tally.pace))
        os.kill(process, signal.SIGKILL)
        status = ended(process)
        tally.look(everything(reading), status == -signal.SIGKILL)
    return tally.seen


def kill_at_each_step(folder: Path, count: int, seed: int) -> dict[str, int]:
    """End writers at the k-th step of the disk for k = 1, 2, …; half a write is done."""
    tally = Tally(folder)
    for k in range(1, count + 1):
        store = tally.store
        process, reading = forked(lambda pipe, store=store, k=k: write_store(store, pipe, Deadly(k)))
        status = ended(process)
        tally.look(everything(reading), status == -signal.SIGKILL)
    return tally.seen


def stop(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Send SIGINT and SIGTERM in turn: exit status 130 or 143 within 2 s, nothing half written."""
    tally, rng = Tally(folder), random.Random(seed)
    tally.seen |= {"late": 0, "left": 0}
    while tally.seen["interrupted"] < count:
        word, status, bare = [(signal.SIGINT, 130, UNCAUGHT), (signal.SIGTERM, 143, -signal.SIGTERM)][
            tally.seen["interrupted"] % 2
        ]
        store = tally.store

        def run(pipe, store=store):
            sys.stderr = open(os.devnull, "w")
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return guarded(lambda: write_store(store, pipe) or os.write(pipe, DONE) - 1, as_json=False)

        process, reading = forked(run)
        os.read(reading, 1)
        time.sleep(rng.uniform(0, 6 * tally.pace))
        began = time.monotonic()
        os.kill(process, word)
        found = ended(process)
        tally.seen["late"] += time.monotonic() - began > 2
        tally.seen["left"] += len(list(store.rglob("*.tmp")))
        told = everything(reading)
        # once all is written, the signal may find the process on its way out, with or without our handlers
        assert found == status or (DONE in told and found in (0, bare)), (found, told)
        tally.look(told, found == status)
    return tally.seen


def race(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Let two writers begin or resume a store at once; the winner holds it until both have tried."""
    seen = {"races": 0, "won": 0, "refused": 0, "late": 0}
    for k in range(count):
        store = folder / str(k)
        if k % 2:
            begin(store, **SHAPE).close()
        gate, opened = os.pipe()
        done, both = os.pipe()

        def run(pipe, store=store, gate=gate, opened=opened, done=done, both=both):
            os.close(opened)
            os.close(both)
            os.read(gate, 1)  # both wait here until it is closed
            began = time.monotonic()
            try:
                with begin_or_resume(store, **SHAPE):
                    os.write(pipe, b"won")
                    os.close(pipe)
                    os.read(done, 1)
            except RoosError as problem:
                late = time.monotonic() - began > 1
                os.write(pipe, problem.code.encode() + b" late" * late)
            return 0

        pairs = [forked(run) for _ in range(2)]
        os.close(gate)
        os.close(done)
        os.close(opened)
        outcomes = sorted(everything(reading).decode() for _, reading in pairs)
        os.close(both)
        assert [ended(process) for process, _ in pairs] == [0, 0]
        seen["races"] += 1
        seen["won"] += outcomes.count("won")
        seen["refused"] += sum(one.startswith("E112") for one in outcomes)
        seen["late"] += sum(one.endswith("late") for one in outcomes)
    return seen


if __name__ == "__main__":
    way, place, number, start = sys.argv[1:]
    print(json.dumps(globals()[way](Path(place), int(number), int(start))))
