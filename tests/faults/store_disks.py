"""Disks that fail: at the k-th step, when they are full, or by the end of the process."""

from __future__ import annotations

import errno
import os
import signal

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
