"""One peer at one size in this process: ``python -m benchmarks.growth.one CASE SIZE SEED PEER MANY``.

Prints one JSON object per line and flushes it, so that what was finished counts when the process is stopped:
``{"ready": ...}`` when the system is there, then ``{"phase": name, "seconds": s}`` each, and memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import registry
from benchmarks.measure import with_few_categories
from benchmarks.registry import Array, Peer, Phase
from roos import System

#: In this order: each phase needs what the one before it left.
PHASES = (
    Phase.FACTORISE,
    Phase.REFACTORISE,
    Phase.SOLVE_ONE,
    Phase.ALL_SCORES,
    Phase.SOLVE_MANY,
)
#: A phase is repeated until this many seconds are spent, and this often at most; the median counts.
ENOUGH, MOST = 1.5, 5
#: A phase that takes longer than this is not repeated.
SLOW = 8.0
WARM_SIZE = 500


def main(argv: list[str]) -> None:
    """Build, warm up on a small system, measure."""
    case, size, seed, name, many = argv[0], float(argv[1]), int(argv[2]), argv[3], int(argv[4])
    registry.load()
    build = registry.CASES[case].build
    maker = registry.PEERS[name]
    small = build(WARM_SIZE, seed)
    assert small is not None
    for _ in measured(maker(), small, min(many, 20)):
        pass  # compiled, loaded, threads started
    system = build(size, seed)
    assert system is not None
    _tell({"ready": system.technosphere.shape[0], "entries": system.technosphere.matrix.nnz})
    for line in measured(maker(), system, many):
        _tell(line)


def measured(peer: Peer, system: System, many: int) -> Iterator[dict[str, object]]:
    """Yield figures of one peer, phase by phase."""
    system = with_few_categories(system)
    matrix = system.technosphere.matrix
    peer.prepare(system)
    arguments = _arguments(matrix.data, many)
    for phase in PHASES:
        call = peer.phases().get(phase)
        if call is None:
            continue
        argument = arguments[phase](matrix.shape[0])
        before = reset_peak()
        start = time.perf_counter()
        call(argument)
        first = time.perf_counter() - start
        if phase is Phase.FACTORISE:
            yield {"peak_bytes": peak() - before, "factor_bytes": peer.factor_bytes()}
        share = many if phase is Phase.SOLVE_MANY else 1
        yield {"phase": str(phase), "seconds": _median(call, argument, first) / share}
    yield {"process_peak_bytes": peak()}


def _arguments(values: Array, many: int) -> dict[Phase, Callable[[int], Array | None]]:
    """Return how to make what each phase is called with, from the number of products."""
    rng = np.random.default_rng(20251)

    def demands(count: int) -> Callable[[int], Array]:
        def make(n: int) -> Array:
            out = np.zeros((n, count))
            out[rng.integers(0, n, count), np.arange(count)] = 1.0
            return out

        return make

    return {
        Phase.FACTORISE: lambda n: values,
        Phase.REFACTORISE: lambda n: values * rng.uniform(0.999, 1.001, values.size),
        Phase.SOLVE_ONE: lambda n: demands(1)(n)[:, 0],
        Phase.ALL_SCORES: lambda n: None,
        Phase.SOLVE_MANY: demands(many),
    }


def _median(call: Callable[[Array | None], object], argument: Array | None, first: float) -> float:
    """Return the median seconds of repetitions after the first call; of that one where it took long."""
    if first > SLOW:
        return first
    taken: list[float] = []
    while len(taken) < MOST and (not taken or sum(taken) < ENOUGH):
        start = time.perf_counter()
        call(argument)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def reset_peak() -> int:
    """Start counting the process's peak of memory anew, where Linux lets us, and return bytes held now."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # what was freed before must not be used again uncounted
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    """Return the peak of resident bytes of this process since the last reset."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    except OSError:
        pass
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _tell(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
