"""Which chunks are there: one sealed line for each, added when its file is safe, never changed.

A line is the acknowledgement: a chunk counts from the moment its line is on the medium. A process that dies
while it adds one leaves the beginning of a line at the end, which counts for nothing.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from roos.errors import Finding, Severity, error
from roos.store.damage import Damaged
from roos.store.disk import Disk, write_all, write_whole
from roos.store.layout import Layout
from roos.store.sealed import seal, unseal

NAME = "journal"


@dataclass(frozen=True)
class Entry:
    """One chunk that is there: its number, the bytes of its file and the digest of its header."""

    chunk: int
    size: int
    digest: str

    def line(self) -> bytes:
        """Return it as a line of the journal."""
        return seal({"chunk": self.chunk, "bytes": self.size, "head": self.digest})

    @classmethod
    def of(cls, line: bytes, layout: Layout) -> Entry:
        """Return the entry of a line, or raise Damaged."""
        content = unseal(line)
        entry = cls(content["chunk"], content["bytes"], content["head"])
        if not 0 <= entry.chunk < layout.chunks:
            raise Damaged("it speaks of a chunk that the store does not have")
        return entry


def read_journal(path: Path, layout: Layout) -> tuple[dict[int, Entry], list[Finding]]:
    """Return the entries by chunk, the latest of each, and what is wrong with the rest.

    Raises
    ------
    InputError
        E501 the file is there and cannot be read.
    """
    try:
        blob = path.read_bytes()
    except FileNotFoundError:
        return {}, []
    except OSError as problem:
        raise error("E501", f"cannot read: {problem.strerror or problem}", where=str(path)) from problem
    entries: dict[int, Entry] = {}
    findings: list[Finding] = []
    for number, line in enumerate(re.findall(rb"[^\n]*\n|[^\n]+", blob), 1):
        try:
            entry = Entry.of(line, layout)
        except (Damaged, KeyError) as problem:
            findings.append(_finding(path, number, line, problem))
        else:
            entries[entry.chunk] = entry
    return entries, findings


def _finding(path: Path, number: int, line: bytes, problem: Exception) -> Finding:
    where = f"{path}, line {number}"
    if not line.endswith(b"\n"):
        what = "the journal of the store ends within an entry, as it does when a run was killed"
        return Finding("W604", Severity.NOTE, what, where, "nothing to do: the chunk is computed again")
    what = f"an entry in the journal of the store is damaged: {problem}"
    return Finding("W604", Severity.WARNING, what, where, "its chunk is computed again; look after the disk")


class Journal:
    """The journal of a store that is being written."""

    def __init__(self, disk: Disk, path: Path, entries: dict[int, Entry], *, anew: bool):
        self._disk = disk
        self._path = path
        self._lock = threading.Lock()
        if anew:  # without the lines that say nothing
            write_whole(disk, path, [entry.line() for entry in entries.values()])
        self._handle = disk.open_end(path)
        try:
            disk.sync_folder(path.parent)
            self._end = os.fstat(self._handle).st_size
        except BaseException:
            os.close(self._handle)
            raise

    def add(self, entry: Entry) -> None:
        """Add an entry; when this returns it is on the medium.

        Raises
        ------
        OSError
            As the system says; what was written of the line is cut off now or before the next one.
        """
        line = entry.line()
        with self._lock:
            if os.fstat(self._handle).st_size != self._end:  # what an attempt that failed has left
                self._disk.cut(self._handle, self._end)
            write_all(self._disk, self._handle, line)
            self._disk.sync(self._handle)
            self._end += len(line)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            handle, self._handle = self._handle, -1
            if handle >= 0:
                os.close(handle)
