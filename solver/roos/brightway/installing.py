"""bw2calc itself solving with roos: its solver is replaced for the whole process, and put back.

All of its classes that solve directly then use our factors, one keeper of factors per object. Iterative,
dense and least-squares solvers of bw2calc stay what they are; so do its matrices and dictionaries. For
those to be faster as well, use the classes of :mod:`roos.brightway`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from roos.brightway.version import require

#: What was there before: object, name, and the value it held itself (or _INHERITED).
_before: list[tuple[Any, str, Any]] = []
_depth = 0
_lock = threading.Lock()
_INHERITED = object()


def install() -> None:
    """Make bw2calc solve with roos until :func:`uninstall` is called as often.

    Raises
    ------
    InputError
        E160 bw2calc is not installed, E161 it is of another version.
    """
    global _depth
    require()
    with _lock:
        if _depth == 0:
            try:
                for place, name, value in _replacements():
                    _before.append((place, name, vars(place).get(name, _INHERITED)))
                    setattr(place, name, value)
            except BaseException:
                _put_back()
                raise
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


def _put_back() -> None:
    while _before:
        place, name, value = _before.pop()
        if value is _INHERITED:
            delattr(place, name)
        else:
            setattr(place, name, value)


def _replacements() -> list[tuple[Any, str, Any]]:
    import bw2calc.fast_scores
    import bw2calc.lca_base

    from roos.brightway.solving import STATE, keeper_of, names_of, reference_of

    base, scores = bw2calc.lca_base.LCABase, bw2calc.fast_scores.FastScoresOnlyMultiLCA
    mixin = bw2calc.fast_scores.FastSupplyArraysMixin
    state_before = base.__getstate__

    def factors(self: Any, matrix: Any) -> Any:
        if matrix is not getattr(self, "technosphere_matrix", None) or not hasattr(self, "technosphere_mm"):
            return keeper_of(self).factors(matrix)
        return keeper_of(self).factors(
            matrix, reference=lambda: reference_of(self), names=lambda: names_of(self)
        )

    def spsolve(self: Any, matrix: Any, rhs: Any) -> Any:
        return factors(self, matrix).solve(rhs)

    def decompose(self: Any) -> None:
        factors(self, self.technosphere_matrix)
        self.solver = lambda demand: factors(self, self.technosphere_matrix).solve(demand)

    def getstate(self: Any) -> dict[str, Any]:
        return {key: value for key, value in state_before(self).items() if key not in STATE}

    def supply_arrays(self: Any, demands: Any) -> Any:
        from roos.brightway.fast_scores import supply_of

        return supply_of(factors(self, self.technosphere_matrix), demands)

    def adjoint(self: Any, rhs: Any) -> Any:
        from roos.brightway.fast_scores import adjoint_of

        return adjoint_of(factors(self, self.technosphere_matrix), rhs)

    return [
        (base, "_spsolve", spsolve),
        (base, "decompose_technosphere", decompose),
        (base, "__getstate__", getstate),
        (mixin, "calculate_supply_arrays", supply_arrays),
        (scores, "solve_adjoint", adjoint),
        # the class asks for MKL or UMFPACK by this name, and no longer needs them
        (bw2calc.fast_scores, "PYPARDISO", True),
    ]
