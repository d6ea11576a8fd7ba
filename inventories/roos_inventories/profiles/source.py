"""What is pinned about the wheel that the profiles come from, and the copy of its data on this machine.

One digest pins the wheel. The wheel's own list of files (RECORD) holds a digest of every member, and a second
pinned digest pins that list: so each stored file is verified whenever it is read, without the wheel.
"""

from __future__ import annotations

import base64
import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from roos.errors import RoosError, error
from roos_inventories.userdata import data_dir

PACKAGE = "carculator_utils"
VERSION = "1.3.5"
WHEEL = f"{PACKAGE}-{VERSION}-py3-none-any.whl"
WHEEL_SHA256 = "64e9d4a6ae55925772b2971af5811db80e1b54b9cdd9fb3f41c3475d544b8346"
RECORD = f"{PACKAGE}-{VERSION}.dist-info/RECORD"
RECORD_SHA256 = "d16a8849d96ae1e9314606e0e0c0a2dd6eaa25494cb0aa907fbf1e529987388c"
LICENCE = "BSD-3-Clause (Paul Scherrer Institut; its text is stored beside the data)"
RIGHTS = (
    "the impact figures were computed by the package's authors from ecoinvent; roos does not pass them on, "
    "this machine fetched them itself"
)
INSTALL_HINT = "run `roos data install profiles` (with --from WHEEL where there is no network)"

_DATA = (f"{PACKAGE}/data/IAM/", f"{PACKAGE}/data/lcia/")
_LICENCE_FILE = f"{PACKAGE}-{VERSION}.dist-info/licenses/LICENSE"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the wheel that is kept: its path there, its SHA-256 (hexadecimal) and its bytes."""

    path: str
    sha256: str
    size: int


def wanted_members(record: bytes) -> dict[str, Member]:
    """Return the members that are kept, by the name they are stored under.

    Parameters
    ----------
    record
        Content of the wheel's RECORD.

    Raises
    ------
    InputError
        E506 the list differs from the pinned one.
    """
    check_digest(record, RECORD_SHA256, "RECORD", "E506")
    members = {}
    for path, digest, size in csv.reader(record.decode("utf-8").splitlines()):
        if path == _LICENCE_FILE or path.startswith(_DATA):
            # RECORD writes digests in URL-safe base64 without its padding
            raw = base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=")
            members[PurePosixPath(path).name] = Member(path, raw.hex(), int(size))
    return members


def check_digest(content: bytes, wanted: str, name: str, code: str, hint: str = INSTALL_HINT) -> None:
    """Raise an error that names both digests when a content is not the pinned one."""
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise error(code, f"SHA-256 of {name} is {found}, expected {wanted}", name, hint)


def store_folder(*, create: bool = False) -> Path:
    """Return where the data lie; with ``create`` the folder around it is made and may be written to."""
    return data_dir(create=create) / "profiles" / VERSION


@dataclass(frozen=True)
class Store:
    """The verified copy of the data.

    Attributes
    ----------
    folder
        Where it lies.
    members
        Its files by name.
    """

    folder: Path
    members: Mapping[str, Member]

    @classmethod
    def open(cls) -> Store:
        """Return the copy on this machine.

        Raises
        ------
        InputError
            E509 not installed; E111 its list of files is damaged.
        """
        folder = store_folder()
        try:
            record = (folder / "RECORD").read_bytes()
        except OSError as problem:
            message = "the data set 'profiles' is not installed"
            raise error("E509", message, str(folder), INSTALL_HINT) from problem
        check_digest(record, RECORD_SHA256, str(folder / "RECORD"), "E111")
        return cls(folder, wanted_members(record))

    def read(self, name: str) -> bytes:
        """Return the content of a file, verified.

        Raises
        ------
        InputError
            E111 missing or damaged.
        """
        member = self.members[name]
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise error(
                "E111", f"a stored file cannot be read: {reason}", str(path), INSTALL_HINT
            ) from problem
        check_digest(content, member.sha256, str(path), "E111")
        return content

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(member.size for member in self.members.values())


def find_store() -> Store | None:
    """Return the copy on this machine when every file of it is as it should be, else None."""
    try:
        store = Store.open()
        for name in store.members:
            store.read(name)
    except RoosError:
        return None
    return store
