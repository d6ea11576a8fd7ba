"""How many members a zip has, told from its last bytes before anything is allocated for them.

zipfile builds an object per entry of the directory, so a directory of millions of entries would fill memory
before it could be counted. Layout: PKWARE's APPNOTE, 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from roos.errors import error
from roos_inventories.limits import Limits

_END = struct.Struct("<4s4H2LH")  # end of central directory
_LOCATOR = struct.Struct("<4sLQL")  # where its 64-bit twin lies
_END64 = struct.Struct("<4sQ2H2L4Q")
_COMMENT = 2**16
# Entries are 46 bytes and a name; a directory with far more bytes per member hides entries.
_BYTES_PER_MEMBER = 512
_SMALL_DIRECTORY = 2**20


def check_directory(file: BinaryIO, limits: Limits, where: str) -> tuple[int, int]:
    """Return the size of a zip file and the number of members it declares.

    Raises
    ------
    InputError
        E503 no end record, E505 too large a file or too many members.
    """
    size = file.seek(0, 2)
    if size > limits.file_bytes:
        raise error("E505", f"a file of {size} bytes, more than {limits.file_bytes}", where)
    file.seek(max(0, size - _COMMENT - _END.size))
    tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) - start < _END.size:
        raise error("E503", "not a zip, or cut off before its end", where, "fetch or write the file again")
    _, _, _, _, members, directory, _, _ = _END.unpack_from(tail, start)
    before = start - _LOCATOR.size
    if before >= 0 and tail[before : before + 4] == b"PK\x06\x07":
        place = size - len(tail) + before - _END64.size
        members, directory = _end64(file, place, _LOCATOR.unpack_from(tail, before)[2], where)
    file.seek(0)
    if members > limits.members:
        raise error("E505", f"{members} members, more than {limits.members}", where)
    if directory > max(limits.members * _BYTES_PER_MEMBER, _SMALL_DIRECTORY):
        raise error(
            "E505",
            f"a directory of {directory} bytes for {members} members",
            where,
            "unpack it and give the folder",
        )
    return size, members


def _end64(file: BinaryIO, place: int, named: int, where: str) -> tuple[int, int]:
    """Return members and bytes of the directory; the record lies where every program looks."""
    file.seek(max(0, place))
    record = file.read(_END64.size)
    if place != named or len(record) < _END64.size or record[:4] != b"PK\x06\x06":
        raise error("E503", "the zip's 64-bit end record is damaged", where, "fetch or write the file again")
    fields = _END64.unpack(record)
    return fields[7], fields[8]
