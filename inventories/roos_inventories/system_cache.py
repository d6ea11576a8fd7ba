"""Systems that were read, kept in the user's cache as mapped files: the second reading costs milliseconds.

An entry belongs to a locator, the versions of roos and of its readers, and the packages installed beside
it; it says what the source files looked like (`sources.py`) and is made anew when they look otherwise, or
when any of its bytes is not as written (`roos.mappedfile`). It saves time and nothing else: where it cannot
be written the system is returned as it was read, with a note (W303). `read(..., cache=False)` or
ROOS_NO_CACHE=1 does without; ROOS_CACHE_DIR moves it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from roos import __version__
from roos.errors import Finding, RoosError, Severity, error
from roos.mappedfile import Damaged, open_mapped, write_mapped
from roos.system import System
from roos.uncertainty import Uncertainty
from roos_inventories.link_uncertainty import InHand
from roos_inventories.sources import TooMany, fingerprint
from roos_inventories.systemfile import (
    KIND,
    pack,
    pack_uncertainty,
    plain,
    sizes_of,
    unpack,
    unpack_uncertainty,
)
from roos_inventories.userdata import cache_dir

#: What is neither large nor slow to read is read each time: entries of A and B, and seconds.
SMALLEST, QUICKEST = 20_000, 0.2
#: Bytes and entries kept; the ones longest unused go first.
MOST_BYTES, MOST_FILES = 2 * 2**30, 64
#: Unfinished files of writers that were killed are removed after so many seconds.
_ABANDONED = 3600.0
_SUFFIX, _UNCERTAIN = ".roos", ".uncertainty.roos"


def cached(path: Path, options: Mapping[str, str], load: Callable[[Path], System]) -> System:
    """Return what a reader makes of a path, from the cache where it holds the very same.

    Parameters
    ----------
    path, options
        Of the locator; an option that names files has them looked at as well.
    load
        Reads the source at a path; its errors are passed on.
    """
    if switched_off():
        return load(path)
    whole = Path(os.path.abspath(path))  # distributions may be asked for from another working folder
    try:
        before, settled = fingerprint(_roots(whole, options))
    except (OSError, TooMany):
        return load(path)  # the reader says what is wrong with the path
    try:
        entry: Path | None = _folder() / f"{_key(path, options)}{_SUFFIX}"
    except (RoosError, OSError) as problem:
        entry, obstacle = None, problem
    asked = functools.partial(
        _uncertainty, entry, before, lambda: _roots(whole, options), lambda: load(whole)
    )
    if entry is not None and (found := _opened(entry, before, asked)) is not None:
        return found
    begun = time.perf_counter()
    system = load(path)
    if not _worth_keeping(system, time.perf_counter() - begun):
        return system
    # what the cache gives next time, JSON's tuples and dates included, is what is given now
    system = replace(system, meta=MappingProxyType(plain(dict(system.meta))))
    if entry is None:
        return _noted(system, obstacle)
    try:
        if not settled or fingerprint(_roots(whole, options))[0] != before:
            return system  # changed while it was read, or may still change unseen
        header, arrays = pack(system)
        entry.parent.mkdir(mode=0o700, exist_ok=True)
        write_mapped(entry, header | {"source": before, "certain": system.uncertainty_of is None}, arrays)
        held = system.uncertainty_of
        if isinstance(held, InHand) and held.problem is None:  # asked for later, the source is not read again
            _keep_uncertainty(entry.with_suffix(_UNCERTAIN), before, system, held.uncertainty)
        forget_oldest(entry.parent, keep=entry)
    except (OSError, TooMany) as problem:
        return _noted(system, problem)
    return system


def switched_off() -> bool:
    """Say whether ROOS_NO_CACHE is set to anything but 0."""
    return os.environ.get("ROOS_NO_CACHE", "0") not in ("", "0")


def cache_size() -> tuple[Path, int, int]:
    """Return where cached systems lie, how many there are, and their bytes; the folder need not exist.

    Raises
    ------
    InputError
        E508 there is no place for a cache.
    """
    folder = cache_dir(create=False) / "systems"
    sizes = [status.st_size for path, status in _entries(folder) if not _unfinished(path)]
    return folder, len(sizes), sum(sizes)


def clear_cache() -> tuple[int, int]:
    """Remove all cached systems; return how many there were, and their bytes.

    Processes that have one open keep it.

    Raises
    ------
    InputError
        E508 there is no place for a cache.
    OSError
        One cannot be removed.
    """
    folder, count, size = cache_size()
    for path, status in _entries(folder):
        if not _unfinished(path) or _abandoned(status):
            path.unlink(missing_ok=True)
    return count, size


def forget_oldest(folder: Path, *, keep: Path) -> None:
    """Remove the entries longest unused until the rest is within the bounds, and what writers left."""
    entries = sorted(_entries(folder), key=lambda entry: entry[1].st_mtime, reverse=True)
    total = count = 0
    for path, status in entries:
        total += status.st_size
        count += not _unfinished(path)
        over = total > MOST_BYTES or count > MOST_FILES
        if path != keep and (_abandoned(status) if _unfinished(path) else over):
            path.unlink(missing_ok=True)
            total -= status.st_size


def _opened(entry: Path, source: str, asked: Callable[[], Uncertainty | None]) -> System | None:
    """Return the system of a sound entry made of these very sources, else None.

    Its distributions are those that ``asked`` returns, none where its source has none.
    """
    try:
        file = open_mapped(entry)
        if file.header.get("source") != source:
            return None
        system = unpack(file)
        certain = bool(file.header["certain"])
    except (Damaged, OSError, KeyError):
        return None
    with contextlib.suppress(OSError):
        os.utime(entry)  # used just now: last to go
    return system if certain else replace(system, uncertainty_of=asked)


def _uncertainty(
    entry: Path | None, source: str, roots: Callable[[], list[Path]], load: Callable[[], System]
) -> Uncertainty | None:
    """Return the distributions of a system from the cache: kept apart from it, since few ask for them."""
    twin = entry.with_suffix(_UNCERTAIN) if entry is not None else None
    if twin is not None:
        with contextlib.suppress(Damaged, OSError, KeyError, TypeError, ValueError):
            file = open_mapped(twin)
            if file.header["source"] == source:
                sizes = {
                    letter: (int(size[0]), int(size[1])) for letter, size in file.header["sizes"].items()
                }
                return unpack_uncertainty(file, sizes)
    try:
        changed = fingerprint(roots())[0] != source
    except (OSError, TooMany):  # removed since, for one
        changed = True
    if changed:
        hint = "read the inventory again: its values and its distributions must be of one state"
        raise error("E506", "the source has changed since the system was read", str(roots()[0]), hint)
    system = load()
    uncertainty = system.uncertainty
    if twin is not None:
        with contextlib.suppress(OSError):  # it costs time, not results
            _keep_uncertainty(twin, source, system, uncertainty)
            forget_oldest(twin.parent, keep=twin)
    return uncertainty


def _keep_uncertainty(twin: Path, source: str, system: System, uncertainty: Uncertainty | None) -> None:
    header = {"source": source, "sizes": sizes_of(system)}
    write_mapped(twin, header, pack_uncertainty(uncertainty))


def _noted(system: System, problem: Exception) -> System:
    reason = getattr(problem, "strerror", None) or getattr(problem, "message", None) or str(problem)
    where = getattr(problem, "filename", None) or getattr(problem, "where", None) or ""
    finding = Finding(
        "W303",
        Severity.NOTE,
        f"the system cannot be kept for the next time: {reason}",
        str(where),
        "reading takes longer each time; free space, or set ROOS_CACHE_DIR to a folder of yours",
    )
    return replace(system, findings=(*system.findings, finding))


def _worth_keeping(system: System, seconds: float) -> bool:
    entries = int(system.technosphere.matrix.nnz + system.biosphere.nnz)
    return entries >= SMALLEST or seconds >= QUICKEST


def _unfinished(path: Path) -> bool:
    """Say whether a file is one that a writer has in hand."""
    return path.name.startswith(".")


def _abandoned(status: os.stat_result) -> bool:
    return time.time() - status.st_mtime > _ABANDONED


def _folder() -> Path:
    return cache_dir() / "systems"


def _entries(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # another process removed it
                found.append((Path(entry.path), entry.stat(follow_symlinks=False)))
    return found


def _roots(path: Path, options: Mapping[str, str]) -> list[Path]:
    named = [Path(part) for value in options.values() for part in value.split(";") if part]
    return [path, *(other for other in named if os.path.exists(other))]


def _key(path: Path, options: Mapping[str, str]) -> str:
    # the path as given too: a reader may make a name of it
    given = [str(path), os.path.abspath(path), os.getcwd() if options else "", sorted(options.items())]
    text = repr((given, KIND, __version__, _installed()))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@functools.cache
def _installed() -> Any:
    """Return what stands for the code that reads: our own files, and the folder of all packages.

    Its time changes when any package is installed, removed or replaced, a parser among them.
    """
    own = Path(__file__).parent
    files = [(str(file.relative_to(own)), file.stat()) for file in sorted(own.rglob("*.py"))]
    packages = Path(np.__file__).parents[1]
    return [(name, s.st_size, s.st_mtime_ns) for name, s in files], str(packages), packages.stat().st_mtime_ns
