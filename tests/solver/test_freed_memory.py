"""Freed arrays are used again without new pages."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
import numpy as np
from roos.freed_memory import keep_freed_memory

if sys.argv[1] == "kept":
    keep_freed_memory()

def pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        held = [np.ones(400_000) for _ in range(5)]
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

pages()
print(pages())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the threshold is glibc's")
def test_arrays_of_the_same_size_take_no_new_pages():
    found = {
        way: int(subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True).stdout)
        for way in ("kept", "given back")
    }
    assert found["kept"] < 500 < 20 * 782 < found["given back"]
