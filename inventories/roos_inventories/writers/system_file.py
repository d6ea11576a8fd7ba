"""Write a System as a roos system file: one file that opens without parsing anything."""

from __future__ import annotations

import stat
from pathlib import Path

from roos.mappedfile import MAGIC, write_mapped
from roos.system import System
from roos_inventories.systemfile import pack, pack_uncertainty
from roos_inventories.writers.target import new_target


def write_system_file(system: System, path: Path) -> None:
    """Write a system to a file that ``read_system_file`` reads back with the same bits.

    Parameters
    ----------
    system
        Any; labels, reference products, method, findings, ``meta`` and distributions are kept.
    path
        ``*.roos``; new, or a system file, which is replaced as a whole.

    Raises
    ------
    WriteError
        E601: the target is not ours, or cannot be written; what was there is untouched.
    """
    header, arrays = pack(system)
    distributions = pack_uncertainty(system.uncertainty)
    with new_target(Path(path), ours=is_ours) as fresh:
        fresh.touch()  # with the rights that the user gives new files
        rights = stat.S_IMODE(fresh.stat().st_mode)
        write_mapped(fresh, header, arrays | distributions, seldom=distributions, mode=rights)


def is_ours(path: Path) -> bool:
    """Say whether a path is a roos system file."""
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
