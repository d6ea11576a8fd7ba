"""Solvers behind one protocol, and the choice between them.

Reading order: ``protocol.py``, ``nucleus.py`` (our own, the default), ``equilibrated.py`` and ``superlu.py``
(always there), ``pardiso.py`` and ``umfpack.py`` (optional, imported only when asked for), ``fallback.py``.
"""

from __future__ import annotations

from collections.abc import Callable

from roos.backends.pardiso import Pardiso
from roos.backends.protocol import Backend, BackendFactors
from roos.backends.superlu import SuperLU
from roos.backends.umfpack import Umfpack
from roos.errors import error

__all__ = ["Backend", "BackendFactors", "available", "select"]


def _nucleus() -> Backend:
    from roos.backends.nucleus import Nucleus  # compiled kernels: loaded when something is factorised

    return Nucleus()


#: The default first; making one raises ImportError, or OSError from the loader, where its library is missing.
_MAKERS: dict[str, Callable[[], Backend]] = {
    "nucleus": _nucleus,
    "superlu": SuperLU,
    "pardiso": Pardiso,
    "umfpack": Umfpack,
}
_INSTALL = {"pardiso": Pardiso.install, "umfpack": Umfpack.install}


def available() -> dict[str, Backend]:
    """Return the solvers that can run here, the default first; tries to import the optional ones."""
    solvers = {}
    for name, make in _MAKERS.items():
        try:
            solvers[name] = make()
        except (ImportError, OSError):
            continue
    return solvers


def select(name: str) -> Backend:
    """Return a solver by name; ``"auto"`` is the default, and imports nothing that is optional.

    Raises
    ------
    InputError
        E119 for a solver that is not known, or whose library cannot be imported.
    """
    if name == "auto":
        name = next(iter(_MAKERS))
    if name not in _MAKERS:
        raise error(
            "E119",
            f"no solver backend {name!r}",
            where="options.backend",
            hint="available: " + ", ".join(available()),
        )
    try:
        return _MAKERS[name]()
    except (ImportError, OSError) as problem:
        raise error(
            "E119",
            f"the library of solver backend {name!r} cannot be imported: {problem}",
            where="options.backend",
            hint=f"install it: {_INSTALL[name]}; or take one of " + ", ".join(available()),
        ) from None
