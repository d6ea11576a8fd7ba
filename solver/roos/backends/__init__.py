"""Solvers behind one protocol, and the choice between them."""

from __future__ import annotations

from roos.backends.protocol import Backend, BackendFactors
from roos.backends.superlu import SuperLU
from roos.errors import error

__all__ = ["Backend", "BackendFactors", "available", "select"]


def available() -> dict[str, Backend]:
    """Return the solvers that can run here, the default first."""
    from roos.backends.nucleus import Nucleus  # compiled kernels: loaded when something is factorised

    return {"nucleus": Nucleus(), "superlu": SuperLU()}


def select(name: str) -> Backend:
    """Return a solver by name; ``"auto"`` is the default.

    Raises
    ------
    InputError
        E119 for a solver that is not there.
    """
    solvers = available()
    if name == "auto":
        return next(iter(solvers.values()))
    if name not in solvers:
        raise error(
            "E119",
            f"no solver backend {name!r}",
            where="options.backend",
            hint="available: " + ", ".join(solvers),
        )
    return solvers[name]
