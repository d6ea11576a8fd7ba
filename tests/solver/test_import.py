"""`import roos` is light: heavy libraries are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import roos

HEAVY = ("numba", "scipy", "pandas", "xarray", "matplotlib", "bw2calc", "bw2data", "bw2io", "pyarrow")


@pytest.mark.parametrize("module", ["roos", "roos_inventories", "roos_cli"])
def test_nothing_heavy_is_imported(module):
    program = f"import sys, {module}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    found = set(done.stdout.split())
    allowed = set() if module != "roos_inventories" else {"scipy"}
    assert found <= allowed


def test_every_public_name_is_there():
    assert set(roos.__all__) <= set(dir(roos))
    for name in roos.__all__:
        assert getattr(roos, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        roos.nonsense  # noqa: B018
