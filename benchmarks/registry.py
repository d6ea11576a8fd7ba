"""What is measured: cases, phases and peers, each registered by one small file.

A *case* builds a system (over size, or over severity), a *phase* is one thing users wait for, a *peer*
is a solver that can do some of the phases. Adding one is one file that calls :func:`register_case` or
:func:`register_peer`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from roos import System

Array = NDArray[np.float64]


class Phase(StrEnum):
    """One thing that users wait for."""

    FACTORISE = "factorise"  # from nothing: ordering included, no ordering cache
    REFACTORISE = "refactorise"  # same pattern, new values, as the public call does it
    NUMERIC = "numeric"  # the numeric phase alone, where the solver has one
    KERNEL = "numeric kernel alone"  # of roos, without checks of pattern and values; peers refactorise
    SOLVE_ONE = "solve one"  # one sparse demand
    SOLVE_MANY = "solve many"  # per demand, in the solver's best batches
    SOLVE_TRANSPOSED = "solve transposed"  # 18 right-hand sides
    ALL_SCORES = "all scores"  # of one unit of every product in up to 18 categories, data loaded
    ALL_CERTIFIED = "all scores, bounded"  # the same, labelled and with an error bound on each score


@dataclass(frozen=True)
class Case:
    """A system to factorise and to score.

    Attributes
    ----------
    name
        E.g. ``"synthetic"``.
    axis
        ``"size"`` or ``"severity"``: what the sweep values mean.
    sweep
        Values for the growth table; the first is the default.
    build
        ``build(value, seed)`` → System, or None where the data is absent.
    tiny
        The same of a size that takes no time, for runs that only show that everything works; None where
        there is no smaller one.
    """

    name: str
    axis: str
    sweep: tuple[float, ...]
    build: Callable[[float, int], System | None]
    tiny: Callable[[], System] | None = None


class Peer(Protocol):
    """A solver under measurement; one object per matrix."""

    name: str

    def prepare(self, system: System) -> None:
        """Take the system in whatever form the solver wants, without factorising; not timed."""

    def phases(self) -> dict[Phase, Callable[..., Any]]:
        """Return what it can do: phase → callable.

        Factorising ones take the values of the matrix, solving ones right-hand sides by columns and come
        after a factorisation. `all scores` takes None and returns float64 (categories, products), having
        factorised by itself or beforehand, as the solver does it for its users.
        """

    def factor_bytes(self) -> int | None:
        """Return the bytes its factors take, where it tells."""


CASES: dict[str, Case] = {}
PEERS: dict[str, Callable[[], Peer]] = {}


def register_case(case: Case) -> Case:
    """Add a case."""
    CASES[case.name] = case
    return case


def register_peer(name: str) -> Callable[[type], type]:
    """Add a peer class, whose construction raises ImportError where the solver is not installed."""

    def add(peer: type) -> type:
        PEERS[name] = peer
        return peer

    return add


def load() -> None:
    """Import every case and peer file, which register themselves."""
    for folder in ("cases", "peers"):
        package = importlib.import_module(f"benchmarks.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"benchmarks.{folder}.{module.name}")


def available_peers() -> dict[str, Callable[[], Peer]]:
    """Return the peers that can be constructed here."""
    found = {}
    for name, peer in PEERS.items():
        try:
            peer()
        except ImportError:
            continue
        found[name] = peer
    return found
