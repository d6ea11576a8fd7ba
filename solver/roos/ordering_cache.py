"""The ordering and the symbolic phase, kept on disk by a digest of the pattern.

An inventory keeps its pattern from session to session, and ordering is most of a first factorisation. Entries
are checksummed files of plain arrays; one that is damaged, of another version or of another pattern counts as
absent. ``Options(ordering_cache=False)``, or the environment variable ROOS_ORDERING_CACHE=off, does without;
ROOS_CACHE_DIR moves it. With more than one thread an entry is written beside what follows.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos._version import __version__
from roos.arrayfile import read_arrays, write_arrays
from roos.kernels.numeric import Pattern
from roos.later import Later
from roos.nucleus import NucleusOptions, Symbolic, analyse

#: Patterns below this many entries are ordered faster than a file is found.
SMALLEST = 20_000
#: Counted up when patterns are laid out or typed otherwise under the same names.
LAYOUT = 2
#: Entries kept; the ones longest unused go first.
MOST_FILES = 32
_writing = Later()
_PLAIN = ("product_of", "activity_of", "activity_at", "product_at", "order", "block_at", "held")


def analyse_cached(
    matrix: sp.csc_array, product_of: NDArray[np.int32], options: NucleusOptions, *, use_cache: bool
) -> tuple[Symbolic, bool]:
    """Return the symbolic phase of a pattern, and whether it came from disk."""
    indptr, indices = matrix.indptr, matrix.indices
    path = None
    if use_cache and matrix.nnz >= SMALLEST and os.environ.get("ROOS_ORDERING_CACHE") != "off":
        path = _path(indptr, indices, product_of, options)
        found = _load(path, matrix.shape[0], matrix.nnz)
        if found is not None:
            with contextlib.suppress(OSError):
                os.utime(path)  # used just now: last to go
            return found, True
    symbolic = analyse(indptr, indices, matrix.data, reference=product_of, options=options)
    if path is not None:
        keep = partial(_keep, path, symbolic)  # nothing writes into a symbolic phase: the thread may read it
        if options.threads > 1:
            _writing.do(path, keep)
        else:
            keep()
    return symbolic, False


def wait() -> None:
    """Return when every ordering that was made is on disk; a program that ends does so by itself."""
    _writing.wait()


def cache_folder() -> Path:
    """Return where orderings are kept; it need not exist."""
    if root := os.environ.get("ROOS_CACHE_DIR"):
        return Path(root) / "orderings"
    import platformdirs

    return Path(platformdirs.user_cache_dir("roos")) / "orderings"


def _path(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    product_of: NDArray[np.int32],
    options: NucleusOptions,
) -> Path:
    state = hashlib.blake2b(digest_size=20)
    # whatever decides the ordering beside the pattern: our version, and the costs of the stop
    choices = (options.costs, options.switch, options.dense, options.dense_rows)
    state.update(f"{__version__} {LAYOUT} {choices} {Pattern._fields}".encode())
    for array in (indptr, indices, product_of):
        state.update(array.size.to_bytes(8, "little"))
        state.update(np.ascontiguousarray(array, dtype=np.int32).tobytes())
    return cache_folder() / state.hexdigest()


def _arrays(symbolic: Symbolic) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {name: getattr(symbolic, name) for name in _PLAIN}
    arrays |= {f"pattern.{name}": value for name, value in symbolic.pattern._asdict().items()}
    return arrays


def _keep(path: Path, symbolic: Symbolic) -> None:
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, not results
        write_arrays(path, _arrays(symbolic))
        _forget_oldest(path.parent)


def _load(path: Path, n: int, nnz: int) -> Symbolic | None:
    _writing.wait(path)
    arrays: dict[str, Any] | None = read_arrays(path)
    if arrays is None or set(arrays) != {*_PLAIN, *(f"pattern.{name}" for name in Pattern._fields)}:
        return None
    pattern = Pattern(*(arrays[f"pattern.{name}"] for name in Pattern._fields))
    if arrays["product_of"].size != n:
        return None
    return Symbolic(n=n, nnz=nnz, pattern=pattern, **{name: arrays[name] for name in _PLAIN})


def _forget_oldest(folder: Path) -> None:
    files = sorted(
        (f for f in folder.iterdir() if not f.name.startswith(".")), key=lambda f: f.stat().st_mtime
    )
    for file in files[:-MOST_FILES]:
        file.unlink(missing_ok=True)
