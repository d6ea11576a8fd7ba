"""Timing of several solvers alternately in one process: a noisy machine is noisy for all of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Timing:
    """Seconds of one callable over the rounds.

    Attributes
    ----------
    seconds
        One per round, in order; rounds of different callables are comparable.
    """

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median seconds."""
        return float(np.median(self.seconds))

    def ratio(self, ours: Timing) -> tuple[float, float, float]:
        """Return how many times longer this takes than ours: median of the rounds' ratios, quartiles."""
        ratios = np.array(self.seconds) / np.array(ours.seconds)
        low, middle, high = np.quantile(ratios, (0.25, 0.5, 0.75))
        return float(middle), float(low), float(high)


#: Seconds of rest before each turn: MKL's threads spin for 0.2 s after a call and would take a core from
#: whoever comes next.
REST = 0.25
#: Calls shorter than this are repeated within a turn and divided.
TURN = 0.02


def interleave(
    calls: dict[str, Callable[[], object]],
    *,
    rounds: int = 7,
    budget: float = 60.0,
    turn: float | None = None,
    slow: float = math.inf,
) -> dict[str, Timing]:
    """Run each callable once per round, in turn; at least three rounds, then until the budget is spent.

    Calls shorter than `turn` seconds (default: TURN) are repeated within a turn and divided; one that took
    longer than `slow` seconds is not made again, and its timing has one round. The first is exempt: it is
    ours, and what its first call took may be compiling.
    """
    turn = TURN if turn is None else turn
    repeats: dict[str, int] = {}
    once: dict[str, Timing] = {}
    ours = next(iter(calls), None)
    for name, call in calls.items():
        start = time.perf_counter()
        call()  # compiled, paged in, allocated
        first = time.perf_counter() - start
        if first > slow and name != ours:
            once[name] = Timing((first,))
            continue
        start = time.perf_counter()
        call()
        repeats[name] = max(1, int(turn / max(time.perf_counter() - start, 1e-7)))
    taken: dict[str, list[float]] = {name: [] for name in repeats}
    begun = time.perf_counter()
    for done in range(rounds):
        if done >= 3 and time.perf_counter() - begun > budget:
            break
        for name, times in repeats.items():
            time.sleep(REST)
            start = time.perf_counter()
            for _ in range(times):
                calls[name]()
            taken[name].append((time.perf_counter() - start) / times)
    return {name: once.get(name) or Timing(tuple(taken[name])) for name in calls}
