"""The door for archives from outside: members are read by name into memory, and nothing is ever unpacked.

The directory of a zip is judged as a whole before a byte is decompressed. Names are only compared, never used
as paths, so an archive cannot say where something is written. What archives hold is read as
strictly, by :func:`json_strict` and :func:`load_npy`, which are offered here as well.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray

from roos.errors import error
from roos_inventories.arrays import load_npy
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.strict_json import json_strict
from roos_inventories.zip_directory import check_directory

__all__ = ["SafeZip", "json_strict", "load_npy", "load_npz"]

_DRIVE = re.compile(r"[A-Za-z]:")
# zipfile can also do bzip2 and LZMA, but not stop them at a size.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, LookupError, RuntimeError, OSError,
    OverflowError,
)  # fmt: skip
_LOCAL_HEADER = 30


class SafeZip:
    """A zip whose directory has been checked, read by member name; a context.

    Parameters
    ----------
    source
        Path, or the content of a file.
    limits
        Caps.
    where
        What to call it in messages; the file name by default.

    Raises
    ------
    InputError
        E501 cannot read; E503 not a zip, or damaged; E504 a member that is refused: a name with ``..``, an
        absolute one, a link or device, a name given twice, overlapping data, encryption, a compression that
        cannot be bounded; E505 over a limit.
    """

    def __init__(self, source: Path | bytes, *, limits: Limits = DEFAULT, where: str = "") -> None:
        self.where = where or (source.name if isinstance(source, Path) else "archive")
        self._limits = limits
        try:
            file = source.open("rb") if isinstance(source, Path) else io.BytesIO(source)
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise error(
                "E501", f"cannot read: {reason}", self.where, "check the path and its rights"
            ) from problem
        try:
            size, declared = check_directory(file, limits, self.where)
            self._zip = zipfile.ZipFile(file)
            self._infos = self._check(size, declared)
        except _DAMAGED as problem:
            file.close()
            raise self._damaged(problem) from problem
        except BaseException:
            file.close()
            raise
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def names(self) -> tuple[str, ...]:
        """Return the names of all members that are files, in the order of the directory."""
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """Return the content of one member.

        Raises
        ------
        InputError
            E503: no such member, another length than the directory says, or a checksum that differs.
        """
        info = self._infos.get(name)
        if info is None:
            raise error("E503", f"the archive has no member {name!r}", self.where, "fetch or write it again")
        try:
            with self._zip.open(info) as member:
                content = member.read(info.file_size + 1)
        except _DAMAGED as problem:
            raise self._damaged(problem, name) from problem
        if len(content) != info.file_size:
            raise self._damaged(EOFError(f"{len(content)} of {info.file_size} bytes"), name)
        return content

    def _damaged(self, problem: Exception, name: str = "") -> Exception:
        where = f"{self.where}, {name}" if name else self.where
        reason = str(problem) or type(problem).__name__
        return error("E503", f"not a readable zip: {reason}", where, "fetch or write the file again")

    def _check(self, size: int, declared: int) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) != declared:
            raise error("E503", f"{len(infos)} members, {declared} declared", self.where, "fetch it again")
        found: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in infos:
            reason = _refusal(info) or ("name given twice" if info.filename in seen else "")
            if reason:
                raise error(
                    "E504", f"archive member refused: {reason}", self._named(info), "do not use this file"
                )
            seen.add(info.filename)
            self._check_size(info)
            if not info.is_dir():
                found[info.filename] = info
        self._check_ratio(sum(info.file_size for info in infos), size, self.where)
        self._check_overlap(infos)
        return found

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        cap = self._limits.member_bytes
        if info.file_size > cap:
            raise error(
                "E505",
                f"a member unpacks to {info.file_size} bytes, more than {cap}",
                self._named(info),
                "unpack it yourself if you trust it, or split the data",
            )
        self._check_ratio(info.file_size, info.compress_size, self._named(info))

    def _check_ratio(self, unpacked: int, packed: int, where: str) -> None:
        if unpacked >= self._limits.ratio_from and unpacked > self._limits.ratio * packed:
            message = f"{packed} bytes unpack to {unpacked}, more than {self._limits.ratio:g} times as many"
            raise error(
                "E505", message, where, "write the archive with less compression, or unpack it yourself"
            )

    def _check_overlap(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse members that share bytes: one small block could stand for any number of large members."""
        free = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < free:
                message = "archive member refused: its data overlap those of another one"
                raise error("E504", message, self._named(info), "do not use this file")
            free = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
        if free > self._zip.start_dir:
            raise error(
                "E504", "archive member refused: its data overlap the directory", self.where, "pack it again"
            )

    def _named(self, info: zipfile.ZipInfo) -> str:
        return f"{self.where}, {info.orig_filename[:200]!r}"


def _refusal(info: zipfile.ZipInfo) -> str:
    """Return why a member is refused, or nothing."""
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not name.strip("/") or "\0" in name or "\\" in name:
        return "name is empty or holds a NUL or backslash"
    if name.startswith("/") or _DRIVE.match(name):
        return "absolute name"
    if ".." in name.split("/"):
        return "name leads out of its folder"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or device"
    if info.flag_bits & 0x1:
        return "encrypted"
    if info.compress_type not in _METHODS:
        return f"compression method {info.compress_type} cannot be bounded"
    return ""


def load_npz(data: bytes, *, where: str = "", limits: Limits = DEFAULT) -> dict[str, NDArray[Any]]:
    """Return the arrays in the bytes of a ``.npz`` file by name, read-only.

    Raises
    ------
    InputError
        As :class:`SafeZip` and :func:`load_npy`; E503 for a member that is no ``.npy``.
    """
    arrays: dict[str, NDArray[Any]] = {}
    with SafeZip(data, limits=limits, where=where) as archive:
        for member in archive.names():
            if not member.endswith(".npy"):
                raise error("E503", f"{member[:200]!r} is no NumPy array", where, "write the file again")
            arrays[member[:-4]] = load_npy(archive.read(member), where=f"{where}, {member}", limits=limits)
    return arrays
