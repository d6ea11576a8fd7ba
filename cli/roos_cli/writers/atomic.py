"""Several files that appear together, complete, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from roos.errors import RoosError, error


@dataclass
class Files:
    """Files written beside their targets under temporary names, and renamed when the block ends well.

    Use it as a context manager. Until its end, whatever stood under the names before is untouched; when the
    block raises, the temporary files are removed. Each file is synchronised to disk before its renaming.
    """

    _waiting: list[tuple[Path, Path]] = field(default_factory=list)

    def write(self, target: Path, fill: Callable[[BinaryIO], object]) -> dict[str, object]:
        """Write one file under a temporary name.

        Parameters
        ----------
        target
            Its final name; links are followed, so that a linked file is replaced and not the link.
        fill
            Called with the open file.

        Returns
        -------
        dict
            ``sha256`` and ``bytes`` of what was written.

        Raises
        ------
        WriteError
            E601 with the system's reason.
        """
        with _as_cannot_write(target):
            final = target.resolve()
            if final.is_dir():
                raise error("E601", "cannot write: this is a folder", str(target), "name a file")
            # visible to nobody by its final name; 0o666 leaves the permissions to the user's umask
            waiting = final.with_name(f".{final.name}.{secrets.token_hex(4)}.tmp")
            handle = os.open(waiting, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
            self._waiting.append((waiting, final))
            with os.fdopen(handle, "w+b") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return {"sha256": digest, "bytes": os.fstat(file.fileno()).st_size}

    def __enter__(self) -> Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._rename()
        finally:
            for waiting, _ in self._waiting:
                with contextlib.suppress(OSError):
                    waiting.unlink(missing_ok=True)
            self._waiting.clear()

    def _rename(self) -> None:
        for waiting, final in self._waiting:
            with _as_cannot_write(final):
                os.replace(waiting, final)
        for folder in {final.parent for _, final in self._waiting}:
            with contextlib.suppress(OSError):  # not every system lets a folder be opened or synchronised
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder for results, or raise E601."""
    with _as_cannot_write(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _as_cannot_write(target: Path) -> Iterator[None]:
    try:
        yield
    except RoosError:
        raise
    except OSError as problem:
        raise error(
            "E601",
            f"cannot write: {problem.strerror or problem}",
            str(target),
            "what stood there before is untouched; check the folder, its permissions and the space left",
        ) from problem
