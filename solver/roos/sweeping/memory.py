"""How much memory a sweep takes, and how many scenarios go into a block."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from roos.errors import error
from roos.places import Part, Places
from roos.sweeping.problem import Problem

#: A block of about this many bytes keeps the paths busy and the caches warm.
BLOCK_BYTES = 32 << 20
#: Arrays of a block that exist at once beside the results: scores, bounds, contributions and their quotients.
COPIES = 7
#: Solutions of the whole system that a path holds at once per demand and category.
SOLUTIONS = 6
#: Share of the free memory that is used where no limit is given.
FREE_SHARE = 0.8


@dataclass(frozen=True)
class Room:
    """Scenarios per block, and predicted bytes."""

    chunk: int
    bytes: int


def room_for(
    scenarios: int,
    problem: Problem,
    places: Mapping[Part, Places],
    memory: int | None,
    *,
    to_store: bool,
    chunk: int | None = None,
) -> Room:
    """Return how the memory is used.

    Parameters
    ----------
    memory
        Bytes that the process may take in all, or None for what the machine has free.
    to_store
        Results go to disk; else they count as memory.
    chunk
        Scenarios per block of the run that is continued.

    Raises
    ------
    InputError
        E110 it would not fit.
    """
    cells = len(problem.demands) * problem.characterisation.shape[0]
    changed = sum(len(one) for one in places.values())
    each = cells * 8 * COPIES + changed * 8 * 3
    results = 0 if to_store else scenarios * (cells * 12 + 9)
    columns = min(len(problem.demands), problem.options.batch) + problem.characterisation.shape[0]
    fixed = problem.factors.shape[0] * 8 * SOLUTIONS * columns
    free = free_memory() * FREE_SHARE if memory is None else memory - resident()
    left = free - results - fixed
    least = each * (chunk or 1)
    if left < least:
        held = resident()
        needed = results + fixed + least + (0 if memory is None else held)
        have = (
            f"{max(free, 0) / 1e6:.0f} MB are free" if memory is None else f"{memory / 1e6:.0f} MB are given"
        )
        itself = "" if memory is None else f", of which the process itself holds {held / 1e6:.0f} MB already"
        raise error(
            "E110",
            f"{needed / 1e6:.0f} MB are needed{itself}; {have}",
            f"{scenarios} scenarios × {cells} scores",
            "give more memory" + ("" if to_store else ", or a store for the results"),
        )
    block = min(BLOCK_BYTES, max(each, int(left / 2)))
    chunk = chunk or max(1, min(scenarios, block // each))
    return Room(int(chunk), int(results + fixed + chunk * each))


def resident() -> int:
    """Return the bytes of memory that this process holds now, as well as the system tells."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def free_memory() -> int:
    """Return the bytes of memory that the machine has free, as well as the system tells."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")) // 2
