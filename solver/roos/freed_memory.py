"""Memory that was freed is kept for the next array.

The C library of Linux gives freed blocks above a threshold back to the system, so that the next array of
that size is paid for again page by page, 2 µs each on a virtual machine: half the time of mapping the
matrices of an inventory. The threshold is 128 KiB at first and follows the largest block that a program has
freed, up to 32 MiB (``mallopt(3)``, M_MMAP_THRESHOLD). So one such block is freed; elsewhere this does
nothing.
"""

from __future__ import annotations

import functools

import numpy as np

#: Just below the largest block that the threshold follows; never touched, so it takes no memory.
LARGEST = (32 << 20) - (64 << 10)


@functools.cache
def keep_freed_memory() -> None:
    """Let this process keep up to 64 MiB of what it frees; once."""
    np.empty(LARGEST, dtype=np.uint8)
