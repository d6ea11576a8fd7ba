"""The one decorator that compiles kernels.

Why not ``numba.njit`` directly: its cache raises at import where no directory can be written, on a damaged
cache file, and on a full disk *after* a successful compilation. A solver must answer in all three cases, so
the cache here may fail and the kernel still runs. The cache key covers all kernel sources, because a kernel
that calls another one holds the other's code.

Fixed choices: ``nogil`` (callers run kernels from a thread pool), ``error_model="numpy"`` (a division by zero
gives inf, which the pivot checks see), never ``fastmath`` (it compiles NaN tests away), never ``parallel``
(Numba's workqueue layer aborts the process when two threads enter).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile

_Function = TypeVar("_Function", bound=Callable[..., Any])

#: Reasons why the cache could not be used in this process; ``roos doctor`` shows them (W301).
cache_failures: list[str] = []


def _sources_stamp() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


_STAMP = _sources_stamp()


class _ForgivingCache(FunctionCache):  # type: ignore[misc]
    """Numba's cache, except that a failure to load or save is noted and the kernel goes on uncached."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = IndexDataCacheFile(
            cache_path=self._cache_path, filename_base=self._impl.filename_base, source_stamp=_STAMP
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception as problem:  # unpickling a damaged file can raise almost anything
            cache_failures.append(f"cannot load {self._kernel_name}: {problem!r}")
            try:
                self.flush()  # the next save writes a sound index
            except OSError:
                pass
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except Exception as problem:  # full disk, directory gone, damaged index
            cache_failures.append(f"cannot save {self._kernel_name}: {problem!r}")

    @property
    def _kernel_name(self) -> str:
        return str(self._impl.filename_base)


def kernel(function: _Function) -> _Function:
    """Compile a plain function; the interpreted twin stays reachable as ``.py_func``.

    Parameters
    ----------
    function
        Takes and returns NumPy arrays and numbers; owns no memory beyond what its docstring says.

    Returns
    -------
    callable
        Numba dispatcher, compiled at the first call for the types given, cached on disk where possible.
    """
    compiled = numba.njit(nogil=True, error_model="numpy", fastmath=False)(function)
    if not hasattr(compiled, "_cache"):  # NUMBA_DISABLE_JIT=1: the plain function
        return function
    try:
        compiled._cache = _ForgivingCache(function)
    except Exception as problem:  # "no locator available": nothing is writable
        cache_failures.append(f"no cache for {function.__name__}: {problem!r}")
    return compiled  # type: ignore[no-any-return]
