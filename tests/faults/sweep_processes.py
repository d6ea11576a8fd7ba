"""Sweeps as processes, to be killed and stopped; run as a program, it prints what it saw.

Every scenario must be in the store once the run has said so, and a cube that was interrupted any number of
times must be that of an uninterrupted run, bit by bit.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np
import scipy.sparse as sp

import roos
from faults.store_processes import ended, everything, forked
from roos import Axis, FormulaChange, Labels, Method, Options, ScenarioSpace, System
from roos.store import Store
from roos.sweeping import memory
from roos.sweeping.reopen import open_sweep
from roos_cli.failures import guarded

ROWS = 401
DEMANDS = {"one": {"p39": 1.0}, "other": {"p38": 2.0}}


def problem() -> tuple[System, ScenarioSpace]:
    """Return forty activities, of which the last ten are a foreground, and 400 scenarios of it."""
    rng = np.random.default_rng(3)
    n, first = 40, 30
    a = -rng.uniform(0.0, 0.05, (n, n)) * (rng.random((n, n)) < 0.3)
    a[first:, :first] = 0.0
    np.fill_diagonal(a, 1.0)
    categories = Labels("category", ("k0", "k1", "k2"), units=("kg",) * 3)
    system = System.build(
        "forty",
        sp.csc_array(a),
        sp.csc_array(rng.uniform(0.0, 1.0, (5, n))),
        products=Labels("product", tuple(f"p{i}" for i in range(n))),
        activities=Labels("activity", tuple(f"a{i}" for i in range(n))),
        flows=Labels("flow", tuple(f"e{i}" for i in range(5))),
        characterisation=Method.build("three", rng.uniform(0.0, 1.0, (3, 5)), categories),
    )
    changes = [FormulaChange("technosphere", f"p{i}", "a39", f"-x * {0.01 * (i + 1)}") for i in range(12)]
    changes += [FormulaChange("biosphere", "e0", f"a{i}", "1 + y") for i in range(30, 40)]
    axes = [Axis.range("x", 0.0, 1.9, count=20), Axis.range("y", 0.0, 1.0, count=20)]
    return system, ScenarioSpace.build(system, axes, changes)


SYSTEM, SPACE = problem()
OPTIONS = Options(threads=1)
FACTORS = roos.factorise(SYSTEM.technosphere, options=OPTIONS)
memory.BLOCK_BYTES = 6000  # some twenty blocks


def run(folder: Path, pipe: int) -> int:
    """Sweep into a store; put the number of acknowledged scenarios on a pipe after each block."""

    def told(phase: str, fraction: float) -> None:
        if phase == "scenarios":
            os.write(pipe, round(fraction * ROWS).to_bytes(4, "little"))

    os.write(pipe, bytes(4))
    roos.sweep(
        SYSTEM, DEMANDS, SPACE, store=folder, resume=True, options=OPTIONS, factors=FACTORS, progress=told
    )
    return 0


class Tally:
    """What was seen of one store that is begun, interrupted and resumed until it is finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        whole = roos.sweep(SYSTEM, DEMANDS, SPACE, options=OPTIONS, factors=FACTORS)
        self.scores, self.relative = np.array(whole.scores[0:ROWS]), np.array(whole.relative[0:ROWS])
        began = time.monotonic()
        roos.sweep(
            SYSTEM,
            DEMANDS,
            SPACE,
            store=folder / "whole",
            options=OPTIONS,
            factors=FACTORS,
            path="foreground",
        )
        self.pace = time.monotonic() - began
        self.seen = {"interrupted": 0, "acknowledged": 0, "lost": 0, "wrong": 0, "finished": 0, "late": 0}

    @property
    def store(self) -> Path:
        """The folder that is swept into now."""
        return self.folder / f"store-{self.seen['finished']}"

    def look(self, told: bytes, interrupted: bool) -> None:
        """Compare the store with what the run said before it ended."""
        self.seen["interrupted"] += interrupted
        said = [int.from_bytes(told[at : at + 4], "little") for at in range(0, len(told) // 4 * 4, 4)]
        most = max(said, default=0)
        self.seen["acknowledged"] += most
        if not (self.store / "header").exists():
            self.seen["lost"] += most
            return
        store = Store.open(self.store)
        there = ROWS - sum(rows.stop - rows.start for rows in store.pending())
        self.seen["lost"] += max(0, most - there)
        self.seen["wrong"] += len(store.check())
        if store.finished and not interrupted:
            results = open_sweep(self.store)
            same = np.array_equal(results.scores[0:ROWS], self.scores)
            self.seen["wrong"] += not (same and np.array_equal(results.relative[0:ROWS], self.relative))
            self.seen["finished"] += 1


def kill(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Kill sweeps at random moments."""
    tally, rng = Tally(folder), random.Random(seed)
    while tally.seen["interrupted"] < count or not tally.seen["finished"]:
        store = tally.store
        process, reading = forked(lambda pipe, store=store: run(store, pipe))
        if tally.seen["interrupted"] < count:
            time.sleep(rng.uniform(0, tally.pace))
            os.kill(process, signal.SIGKILL)
        status = ended(process)
        assert status in (0, -signal.SIGKILL), status
        tally.look(everything(reading), status != 0)
    return tally.seen


def stop(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Send SIGINT and SIGTERM in turn."""
    tally, rng = Tally(folder), random.Random(seed)
    sys.stderr = open(os.devnull, "w")
    while tally.seen["interrupted"] < count or not tally.seen["finished"]:
        word, code = [(signal.SIGINT, 130), (signal.SIGTERM, 143)][tally.seen["interrupted"] % 2]
        store = tally.store

        def guarded_run(pipe: int, store: Path = store) -> int:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return int(guarded(lambda: run(store, pipe), as_json=False))

        process, reading = forked(guarded_run)
        os.read(reading, 4)
        if tally.seen["interrupted"] < count:
            time.sleep(rng.uniform(0, tally.pace))
            began = time.monotonic()
            os.kill(process, word)
        status = ended(process)
        tally.seen["late"] += status != 0 and time.monotonic() - began > 2
        assert status in (0, code), status
        tally.look(everything(reading), status != 0)
    return tally.seen


if __name__ == "__main__":
    way, place, number, start = sys.argv[1:]
    print(json.dumps(globals()[way](Path(place), int(number), int(start))))
