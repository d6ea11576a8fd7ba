"""bw2calc itself solving with roos: its solver is replaced for the whole process, and put back.

All of its classes that solve directly then use our factors, one solver per object. What bw2calc does beside
solving stays its own: matrices, dictionaries, iterative, dense and least-squares solvers. For all of it to be
faster, use the classes of :mod:`roos.brightway`.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from roos.brightway.version import require

#: Where bw2calc's modules know the solver, and by which names.
PLACES: dict[str, tuple[str, ...]] = {
    "bw2calc": ("PYPARDISO", "spsolve", "factorized"),
    "bw2calc.lca_base": ("PYPARDISO", "PyPardisoSolver", "PyPardisoError", "spsolve"),
    "bw2calc.lca": ("PYPARDISO",),
    "bw2calc.multi_lca": ("PYPARDISO",),
    "bw2calc.fast_supply_arrays": ("PYPARDISO", "PyPardisoSolver"),
    "bw2calc.fast_scores": ("PYPARDISO", "PyPardisoSolver", "PyPardisoError"),
    "bw2calc.iterative_lca": ("PYPARDISO", "PyPardisoSolver"),
}

#: What was there before: module, name, and its value or _ABSENT.
_before: list[tuple[Any, str, Any]] = []
_ABSENT = object()
_depth = 0
_lock = threading.Lock()


def install() -> None:
    """Make bw2calc solve with roos until :func:`uninstall` is called as often.

    Objects made before keep the solver that they have already solved with.

    Raises
    ------
    InputError
        E160 bw2calc is not installed, E161 it is of another version.
    """
    global _depth
    require()
    with _lock:
        if _depth == 0:
            _replace()
        _depth += 1


def uninstall() -> None:
    """Give bw2calc its own solver back; without :func:`install` before, nothing happens."""
    global _depth
    with _lock:
        if _depth == 1:
            _put_back()
        _depth = max(_depth - 1, 0)


@contextmanager
def installed() -> Iterator[None]:
    """Make bw2calc solve with roos inside a ``with`` block.

    Raises
    ------
    InputError
        E160 bw2calc is not installed, E161 it is of another version.
    """
    install()
    try:
        yield
    finally:
        uninstall()


def _replace() -> None:
    from roos.brightway.standin import Solver, SolverError, factorized, spsolve

    ours = {
        "PYPARDISO": True,
        "PyPardisoSolver": Solver,
        "PyPardisoError": SolverError,
        "spsolve": spsolve,
        "factorized": factorized,
    }
    modules = {name: importlib.import_module(name) for name in PLACES}  # before anything is replaced
    for module, names in PLACES.items():
        for name in names:
            _before.append((modules[module], name, vars(modules[module]).get(name, _ABSENT)))
            setattr(modules[module], name, ours[name])


def _put_back() -> None:
    while _before:
        place, name, value = _before.pop()
        if value is _ABSENT:
            delattr(place, name)
        else:
            setattr(place, name, value)
