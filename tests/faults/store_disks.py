"""Disks that fail: at the k-th step, when they are full, by the end of the process or of the power."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

from roos.store.disk import Disk

STEPS = ("create", "open_end", "write", "cut", "sync", "rename", "sync_folder")


class Quick(Disk):
    """Does not wait for the medium: what is tested here is the order of steps, not the power supply."""

    def sync(self, handle):
        pass

    def sync_folder(self, folder):
        pass


class Counting(Quick):
    """Counts the steps that change something, and lets :meth:`at` decide what happens."""

    def __init__(self):
        self.count = 0
        self.steps: list[str] = []

    def at(self, step: str, arguments: tuple) -> None:
        """Called before each step."""


def _counted(step):
    def call(self, *arguments):
        self.count += 1
        self.steps.append(step)
        self.at(step, arguments)
        return getattr(Quick, step)(self, *arguments)

    return call


for _step in STEPS:
    setattr(Counting, _step, _counted(_step))


class Failing(Counting):
    """Fails at the k-th step, once or from then on; a write that fails has written half."""

    def __init__(self, k: int, reason: int = errno.EIO, *, persistent: bool = False):
        super().__init__()
        self.k, self.reason, self.persistent, self.failed = k, reason, persistent, False

    def at(self, step, arguments):
        if self.count == self.k or (self.persistent and self.count > self.k):
            self.failed = True
            if step == "write":
                handle, part = arguments
                os.write(handle, part[: len(part) // 2])
            raise OSError(self.reason, os.strerror(self.reason))


class Deadly(Counting):
    """Ends the process at the k-th step, as kill −9 would; a write has written half."""

    def __init__(self, k: int):
        super().__init__()
        self.k = k

    def at(self, step, arguments):
        if self.count == self.k:
            if step == "write":
                handle, part = arguments
                os.write(handle, part[: len(part) // 2])
            os.kill(os.getpid(), signal.SIGKILL)


class Quota(Quick):
    """Has room for so many bytes; a write that does not fit writes what does."""

    def __init__(self, room: int):
        self.room = room

    def write(self, handle, part):
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = super().write(handle, part[: self.room])
        self.room -= done
        return done

    def free(self, folder):
        return 1 << 40  # others took the room meanwhile


class PowerLoss(Counting):
    """Remembers what had reached the medium; at the k-th step it leaves copies of what may be found there.

    ``names kept`` has each name as it was when its folder was last synchronised and each file as it was when
    it was; ``names changed`` has the latest names, with what was not synchronised missing; ``half`` with half
    of it. After that the step fails.
    """

    WAYS = ("names kept", "names changed", "half")

    def __init__(self, k: int, folder: Path, copies: Path):
        super().__init__()
        self.k, self.copies = k, copies
        self.root = folder
        self.paths: dict[int, Path] = {}
        self.contents: dict[int, bytes] = {}
        self.names: dict[Path, dict[str, int]] = {}

    def create(self, path):
        handle = super().create(path)
        self.paths[handle] = path
        return handle

    def open_end(self, path):
        handle = super().open_end(path)
        self.paths[handle] = path
        return handle

    def sync(self, handle):
        super().sync(handle)
        self.contents[os.fstat(handle).st_ino] = self.paths[handle].read_bytes()

    def sync_folder(self, folder):
        super().sync_folder(folder)
        self.names[folder] = self._now(folder)

    def _now(self, folder: Path) -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in folder.iterdir() if path.is_file()}

    def at(self, step, arguments):
        if self.count != self.k:
            return
        for way in self.WAYS:
            for folder in (self.root, self.root / "chunks"):
                copy = self.copies / way / folder.relative_to(self.root)
                copy.mkdir(parents=True)
                names = self.names.get(folder, {}) if way == "names kept" else self._now(folder)
                for name, number in names.items():
                    kept = self.contents.get(number, b"")
                    if way == "half":
                        now = (folder / name).read_bytes()
                        kept = now[: (len(kept) + len(now) + 1) // 2]
                    (copy / name).write_bytes(kept)
        raise OSError(errno.EIO, os.strerror(errno.EIO))
