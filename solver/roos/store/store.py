"""A cube on disk: written chunk by chunk, each safe when it is acknowledged, continued after any end.

A folder with ``header`` (what it holds and what it was made from), ``chunks/`` (one file each), ``journal``
(which of them are there), ``lock`` and named records. The steps for a chunk: its file under a temporary name,
fsync, renaming, fsync of the folder, its line in the journal, fsync. Only then :meth:`Store.write` returns.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.store import journal as journal_file
from roos.store.chunkfile import write_chunk
from roos.store.damage import Damaged, damaged
from roos.store.disk import Disk, remove_unfinished
from roos.store.header import Header, read_header, write_header
from roos.store.identity import check_same
from roos.store.journal import Entry, Journal, read_journal
from roos.store.layout import Layout, StoredArray
from roos.store.lock import WriterLock
from roos.store.pieces import pieces
from roos.store.reader import Reader, chunk_path
from roos.store.sealed import read_sealed, write_sealed
from roos.store.verifying import damaged_chunks
from roos.store.view import View
from roos.store.writing import as_cannot_write, check_room

if TYPE_CHECKING:
    import xarray


class Store:
    """Named arrays along one axis of rows, in a folder.

    Made by :meth:`create`, :meth:`resume` and :meth:`open`, not by itself. Use it as a context manager, or
    :meth:`close` it: a store that is written is locked until then.

    Attributes
    ----------
    folder
        Where it lies.
    header
        Layout, identity, coordinates and meta as plain values.
    reader
        What reads its chunks; without a lock or an open file, so that it can be kept and pickled.
    findings
        W603 and W604: chunks and entries that were damaged when the store was opened.
    """

    def __init__(
        self,
        folder: Path,
        header: Header,
        reader: Reader,
        findings: tuple[Finding, ...],
        disk: Disk,
        lock: WriterLock | None,
        journal: Journal | None,
    ):
        self.folder = folder
        self.header = header
        self.reader = reader
        self.findings = findings
        self._disk = disk
        self._lock = lock
        self._journal = journal

    @classmethod
    def create(
        cls,
        folder: str | Path,
        *,
        arrays: Sequence[StoredArray],
        rows: int,
        chunk: int,
        identity: Mapping[str, Any],
        coordinates: Mapping[str, Any] | None = None,
        meta: Mapping[str, Any] | None = None,
        dim: str = "scenario",
        disk: Disk | None = None,
    ) -> Store:
        """Begin a store in a folder that is empty or not there.

        Parameters
        ----------
        arrays, rows, chunk, dim
            See :class:`Layout`.
        identity
            Plain values that decide every number: digests of the inputs, options, version. Only a run with
            the same may resume.
        coordinates
            By name: the labels or numbers along the dimension of that name, or ``(dimension, values)``.
        meta
            Plain values kept beside, e.g. the axes of the scenarios.

        Raises
        ------
        RoosError
            E604 something is there already, E605 it would not fit on the disk, E601 cannot write, E112
            another writer, E114 or E117 a layout that makes no sense.
        """
        folder, disk = Path(folder), disk or Disk()
        layout = Layout(tuple(arrays), int(rows), int(chunk), dim).check()
        header = Header.of(layout, identity, coordinates or {}, meta or {})
        needed = layout.bytes_for(range(layout.chunks))
        with as_cannot_write(folder, lambda: needed, disk):
            existing = _existing(folder)
            check_room(existing, needed, disk)
            folder.mkdir(parents=True, exist_ok=True)
            with contextlib.ExitStack() as undo:
                lock = WriterLock(folder)
                undo.callback(lock.release)
                remove_unfinished(disk, folder)
                if _contents(folder):
                    raise error(
                        "E604",
                        "there is something in the folder already",
                        where=str(folder),
                        hint="resume the run that was begun there, or name an empty folder",
                    )
                (folder / "chunks").mkdir(exist_ok=True)
                digest = write_header(disk, folder, header)
                for above in folder.absolute().parents:  # each folder that was made needs its name kept
                    if above.is_relative_to(existing):
                        disk.sync_folder(above)
                journal = Journal(disk, folder / journal_file.NAME, {}, anew=False)
                undo.pop_all()
        return cls(folder, header, Reader(folder, digest, layout, {}), (), disk, lock, journal)

    @classmethod
    def resume(
        cls,
        folder: str | Path,
        identity: Mapping[str, Any],
        *,
        verify: bool = True,
        disk: Disk | None = None,
    ) -> Store:
        """Continue a store: what is there and sound stays, the rest is :meth:`pending`.

        Parameters
        ----------
        identity
            As it was begun with.
        verify
            Compare all numbers with their checksums (at 2 to 5 GB/s, or as fast as the disk reads). Without,
            only headers are compared now, and numbers when they are read.

        Raises
        ------
        RoosError
            E609 no store there, E608 of another version, E111 its header is damaged, E606 made from something
            else, E112 another writer, E605 the rest would not fit, E601 cannot write.
        """
        folder, disk = Path(folder), disk or Disk()
        header, digest = read_header(folder)
        check_same(header.identity, identity, str(folder))
        with as_cannot_write(folder, lambda: 0, disk), contextlib.ExitStack() as undo:
            lock = WriterLock(folder)
            undo.callback(lock.release)
            (folder / "chunks").mkdir(exist_ok=True)
            remove_unfinished(disk, folder)
            remove_unfinished(disk, folder / "chunks")
            entries, findings = read_journal(folder / journal_file.NAME, header.layout)
            reader = Reader(folder, digest, header.layout, entries)
            lost = damaged_chunks(reader, numbers=verify)
            for chunk in lost:
                del entries[chunk]
            check_room(folder, header.layout.bytes_for(reader.missing()), disk)
            journal = Journal(disk, folder / journal_file.NAME, entries, anew=bool(findings or lost))
            undo.pop_all()
        return cls(folder, header, reader, (*findings, *lost.values()), disk, lock, journal)

    @classmethod
    def open(cls, folder: str | Path) -> Store:
        """Open a store for reading, finished or not, also while another process writes it.

        Raises
        ------
        RoosError
            E609 no store there, E608 of another version, E111 its header is damaged.
        """
        folder = Path(folder)
        header, digest = read_header(folder)
        entries, findings = read_journal(folder / journal_file.NAME, header.layout)
        reader = Reader(folder, digest, header.layout, entries)
        return cls(folder, header, reader, tuple(findings), Disk(), None, None)

    @property
    def layout(self) -> Layout:
        """Arrays, rows and chunks."""
        return self.header.layout

    @property
    def coordinates(self) -> Mapping[str, tuple[str, list[Any]]]:
        """By name: the dimension and the labels or numbers along it."""
        return self.header.coordinates

    @property
    def finished(self) -> bool:
        """Whether every chunk is there."""
        return not self.reader.missing()

    @property
    def bytes_needed(self) -> int:
        """Room on disk that the chunks still take that are not there."""
        return self.layout.bytes_for(self.reader.missing())

    def pending(self) -> list[slice]:
        """Return the rows of each chunk that is not there yet, in order."""
        return [self.layout.slice(chunk) for chunk in self.reader.missing()]

    def write(self, rows: slice, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write one chunk or several in a row; when this returns, they survive the end of the process.

        Threads may write different chunks at the same time.

        Parameters
        ----------
        rows
            From the beginning of a chunk to the end of one.
        arrays
            Every array of the store: (rows, ...), of its type; not changed, not kept.

        Raises
        ------
        RoosError
            E117 or E114 where rows or arrays do not fit, E605 the disk is full, E601 cannot write. Chunks
            written before stay; temporary files are removed.
        """
        if self._journal is None or self._lock is None or not self._lock.held:
            raise error("E117", "the store is open for reading", str(self.folder), "create or resume it")
        for chunk, part in pieces(self.layout, rows, arrays):
            with as_cannot_write(self.folder, lambda: self.bytes_needed, self._disk):
                path = chunk_path(self.folder, chunk)
                size, digest = write_chunk(self._disk, path, self.reader.store, self.layout, chunk, part)
                entry = Entry(chunk, size, digest)
                self._journal.add(entry)
            self.reader.entries[chunk] = entry

    def read(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """Return some rows of an array; see :meth:`Reader.read`."""
        return self.reader.read(name, start, stop)

    def view(self, name: str) -> View:
        """Return an array that is read when its numbers are asked for."""
        return View(self.reader, name)

    def to_xarray(self, coordinates: Mapping[str, Any] | None = None) -> xarray.Dataset:
        """Return all arrays, labelled, their numbers left on disk; see :func:`roos.store.lazy.to_dataset`."""
        from roos.store.lazy import to_dataset

        return to_dataset(self, coordinates)

    def require_finished(self) -> Store:
        """Return the store, or raise E607 naming what is not there: for whoever wants all of it."""
        missing = self.reader.missing()
        if missing:
            raise self.reader.unfinished(missing[0])
        return self

    def check(self) -> tuple[Finding, ...]:
        """Compare every number that is there with its checksum; return a finding for each damaged chunk."""
        return tuple(damaged_chunks(self.reader, numbers=True).values())

    def put(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep plain values beside the cube, e.g. findings and timings; the last of a name counts."""
        if self._lock is None or not self._lock.held:
            raise error("E117", "the store is open for reading", str(self.folder), "create or resume it")
        with as_cannot_write(self.folder, lambda: self.bytes_needed, self._disk):
            write_sealed(self._disk, self._record(name), content)

    def get(self, name: str) -> dict[str, Any] | None:
        """Return the values that :meth:`put` kept, or None where there are none.

        Raises
        ------
        RoosError
            E111 they are damaged.
        """
        path = self._record(name)
        try:
            return read_sealed(path)
        except FileNotFoundError:
            return None
        except Damaged as problem:
            raise damaged(path, f"the record {name!r} of the store", problem) from problem

    def close(self) -> None:
        """Let others write; reading goes on."""
        if self._journal is not None:
            self._journal.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, name: str) -> Path:
        if not name.isidentifier():
            raise error(
                "E117", f"{name!r} is no name for a record", str(self.folder), "use letters and digits"
            )
        return self.folder / f"record-{name}"


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    for one in (folder.absolute(), *folder.absolute().parents):
        if one.exists():
            return one
    return folder


def _contents(folder: Path) -> list[str]:
    """Return what lies in a folder, apart from what a run leaves that was killed before its header."""
    names = {path.name for path in folder.iterdir()} - {"lock"}
    if names == {"chunks"} and not any((folder / "chunks").iterdir()):
        return []
    return sorted(names)
