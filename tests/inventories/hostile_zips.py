"""Zip files byte by byte, so that a test can say what an honest program never writes."""

from __future__ import annotations

import stat
import struct
import zlib
from dataclasses import dataclass, replace

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14


@dataclass(frozen=True)
class Entry:
    """One member; what is None is as it should be."""

    name: bytes = b"a.txt"
    content: bytes = b"hello"
    method: int = STORED
    mode: int = stat.S_IFREG | 0o644
    flags: int = 0
    size: int | None = None
    packed: int | None = None
    offset: int | None = None
    crc: int | None = None


def raw_zip(entries: list[Entry], *, declared: int | None = None, tail: bytes = b"") -> bytes:
    body, directory = b"", b""
    for entry in entries:
        stored = entry.content
        if entry.method == DEFLATED:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            stored = packer.compress(stored) + packer.flush()
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        packed = len(stored) if entry.packed is None else entry.packed
        offset = len(body) if entry.offset is None else entry.offset
        common = struct.pack(
            "<4H3L2H", entry.flags, entry.method, 0, 33, crc, packed, size, len(entry.name), 0
        )
        body += b"PK\x03\x04" + struct.pack("<H", 20) + common + entry.name + stored
        directory += b"PK\x01\x02" + struct.pack("<2H", (3 << 8) | 20, 20) + common
        directory += struct.pack("<3H2L", 0, 0, 0, entry.mode << 16, offset) + entry.name
    number = len(entries) if declared is None else declared
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), 0)
    return body + directory + tail + end


def named(name: bytes, **fields: object) -> bytes:
    return raw_zip([Entry(name=name, **fields)])  # type: ignore[arg-type]


_ZEROS = bytes(300_000)
_A = Entry(name=b"a")

#: Name → bytes; all are refused with E504 on opening.
REFUSED = {
    "up": named(b"../evil"),
    "up inside": named(b"a/../../evil"),
    "up and back": named(b"a/../b"),
    "up at the end": named(b"a/.."),
    "only up": named(b".."),
    "folder above": named(b"../", content=b"", mode=stat.S_IFDIR | 0o755),
    "absolute": named(b"/etc/passwd"),
    "absolute twice": named(b"//server/share"),
    "drive": named(b"C:/evil"),
    "drive, relative": named(b"c:evil"),
    "drive, backslash": named(b"C:\\evil"),
    "backslash share": named(b"\\\\server\\share"),
    "backslash up": named(b"a\\..\\..\\evil"),
    "NUL": named(b"a.npy\0.txt"),
    "no name": named(b""),
    "only a slash": named(b"/"),
    "link": named(b"link", content=b"/etc/passwd", mode=stat.S_IFLNK | 0o777),
    "character device": named(b"dev", mode=stat.S_IFCHR | 0o666),
    "block device": named(b"dev", mode=stat.S_IFBLK | 0o666),
    "pipe": named(b"pipe", mode=stat.S_IFIFO | 0o666),
    "socket": named(b"socket", mode=stat.S_IFSOCK | 0o666),
    "same name twice": raw_zip([_A, replace(_A, content=b"other")]),
    "same folder twice": raw_zip([Entry(name=b"f/", content=b"")] * 2),
    "one content, two members": raw_zip([_A, Entry(name=b"b", offset=0)]),
    "contents overlap": raw_zip([replace(_A, content=bytes(90)), Entry(name=b"b", offset=40)]),
    "content over the directory": raw_zip([replace(_A, packed=2000, size=2000)]),
    "encrypted": named(b"a", flags=1),
    "bzip2": named(b"a", method=BZIP2),
    "lzma": named(b"a", method=LZMA),
    "unknown compression": named(b"a", method=99),
}

#: Name → bytes; all are refused with E505 under the limits of the test.
TOO_MUCH = {
    "bomb": named(b"bomb", content=_ZEROS, method=DEFLATED),
    "many small bombs": raw_zip(
        [Entry(name=b"%d" % i, content=bytes(9_000), method=DEFLATED) for i in range(40)]
    ),
    "large member": named(b"a", content=bytes(1), size=2**31),
    "many members": raw_zip([Entry(name=b"%d" % i, content=b"") for i in range(51)]),
    "directory hides members": raw_zip(
        [Entry(name=b"%d" % i * 200, content=b"") for i in range(6000)], declared=9
    ),
}

_GOOD = raw_zip([Entry(content=b"hello" * 100)])

#: Name → bytes; all are refused with E503, on opening or reading.
DAMAGED = {
    "empty": b"",
    "text": b"no zip at all",
    "cut in the end record": _GOOD[:-5],
    "cut in the middle": _GOOD[: len(_GOOD) // 2],
    "checksum": raw_zip([Entry(crc=1)]),
    "shorter than said": raw_zip([Entry(content=b"hello" * 100, method=DEFLATED, size=600)]),
    "longer than said": raw_zip([Entry(content=b"hello" * 100, method=DEFLATED, size=400)]),
    "not deflated": raw_zip([Entry(content=b"\xff" * 60, method=DEFLATED)]).replace(b"\xfb", b"\xff"),
    "other number of members": raw_zip([_A], declared=2),
    "64-bit end record elsewhere": raw_zip([_A], tail=struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)),
}
