"""Reading from the chunks that are there: only what is asked for, and only what is as it was written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.store.chunkfile import ChunkHead, fill, mark_of
from roos.store.damage import Damaged, damaged
from roos.store.journal import Entry
from roos.store.layout import Layout
from roos.words import many

Mark = tuple[int, int, int]


def chunk_path(folder: Path, chunk: int) -> Path:
    """Return where a chunk lies."""
    return folder / "chunks" / f"{chunk:08d}"


class Reader:
    """Reads a store; holds no open file, and can be handed to other threads and processes.

    Each array of each chunk is compared with its checksum before its first number is handed out, and again
    whenever the file was written since.
    """

    def __init__(self, folder: Path, store: str, layout: Layout, entries: dict[int, Entry]):
        self.folder = folder
        self.layout = layout
        self.entries = entries
        self.store = store
        self._heads: dict[int, tuple[Mark, ChunkHead]] = {}
        self._sound: dict[tuple[int, str], Mark] = {}

    def missing(self) -> list[int]:
        """Return the chunks that are not there yet."""
        return [chunk for chunk in range(self.layout.chunks) if chunk not in self.entries]

    def read(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """Return some rows of an array, in memory of their own.

        Raises
        ------
        RoosError
            E117 unknown array or rows that are not there, E607 not computed yet, E111 damaged, E501 cannot be
            read.
        """
        array = self.layout.array(name)
        if not 0 <= start <= stop <= self.layout.rows:
            raise error(
                "E117",
                f"rows {start} to {stop} of {self.layout.rows}",
                where=str(self.folder),
                hint="rows are counted from 0, without the last",
            )
        result = np.empty((stop - start, *array.shape), dtype=array.stored)
        for chunk, first, last in self._pieces(start, stop):
            offset = chunk * self.layout.chunk - start
            self._into(chunk, name, first, last, result[first + offset : last + offset])
        return result

    def check(self, chunk: int, *, numbers: bool = True) -> str:
        """Return what is wrong with the header of a chunk that is there, or all its numbers; else nothing."""
        try:
            with self._open(chunk) as file:
                mark, head = self._head(chunk, file)
                for array in self.layout.arrays if numbers else ():
                    head.check(file, array.name, array.row_bytes * self.layout.length(chunk))
                    self._sound[chunk, array.name] = mark
        except Damaged as problem:
            return str(problem)
        except OSError as problem:
            return f"it cannot be read: {problem.strerror or problem}"
        return ""

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield chunk, first and last row in it, for the chunks that rows lie in."""
        length = self.layout.chunk
        for chunk in range(start // length, -(-stop // length) if stop > start else 0):
            if chunk not in self.entries:
                raise self.unfinished(chunk)
            begin = chunk * length
            yield chunk, max(start - begin, 0), min(stop - begin, length)

    def unfinished(self, chunk: int) -> RoosError:
        """Return E607 for a chunk that is not there."""
        rows = self.layout.slice(chunk)
        there = self.layout.chunks - len(self.missing())
        return error(
            "E607",
            f"the store is not finished: {self.layout.dim} {rows.start} to {rows.stop - 1} is not computed "
            f"yet ({there} of {many(self.layout.chunks, 'chunk is', 'chunks are')} there)",
            where=str(self.folder),
            hint="resume the run to finish it",
        )

    def _into(self, chunk: int, name: str, first: int, last: int, out: NDArray[Any]) -> None:
        array = self.layout.array(name)
        length = self.layout.length(chunk)
        if not out.nbytes:
            return
        room = out.reshape(-1).view(np.uint8).data
        path = chunk_path(self.folder, chunk)
        try:
            with self._open(chunk) as file:
                mark, head = self._head(chunk, file)
                sound = self._sound.get((chunk, name)) == mark
                if not sound and last - first < length:
                    head.check(file, name, array.row_bytes * length)
                fill(file, head.places[name] + first * array.row_bytes, room)
                if not sound and last - first == length:
                    head.compare(name, zlib.crc32(room))
                self._sound[chunk, name] = mark
        except Damaged as problem:
            raise damaged(path, f"chunk {chunk} of the store", problem) from problem
        except FileNotFoundError as problem:
            raise damaged(path, f"chunk {chunk} of the store", "its file is not there") from problem
        except OSError as problem:
            raise error(
                "E501",
                f"cannot read: {problem.strerror or problem}",
                where=str(path),
                hint="check permissions and the disk",
            ) from problem

    def _open(self, chunk: int) -> Any:
        return chunk_path(self.folder, chunk).open("rb", buffering=0)

    def _head(self, chunk: int, file: BinaryIO) -> tuple[Mark, ChunkHead]:
        mark = mark_of(file)
        known = self._heads.get(chunk)
        if known is not None and known[0] == mark:
            return known
        entry = self.entries[chunk]
        if mark[1] != entry.size:
            raise Damaged(f"it is {mark[1]} bytes long and was written with {entry.size}")
        head = ChunkHead(file, mark[1], entry.digest, self.store, self.layout, chunk)
        self._heads[chunk] = mark, head
        return mark, head
