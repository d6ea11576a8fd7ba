"""Real systems of the reference data, where it is present."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.registry import Case, register_case
from roos import RoosError, System
from roos_inventories import read

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("uslci_fy17q4", "uslci_fy17q4_noalloc", "useeio_v1_2")


def _reader(name: str):
    def build(_value: float, _seed: int) -> System | None:
        folder = Path(os.environ.get("ROOS_REFERENCE_DATA", ROOT.parent / "shared" / "data")) / name
        return read(str(folder)) if folder.is_dir() else None

    return build


for _name in NAMES:
    register_case(Case(_name, "size", (0,), _reader(_name)))


def _profiles(_value: float, _seed: int) -> System | None:
    try:
        return read("profiles")
    except RoosError:
        return None


register_case(Case("profiles", "size", (0,), _profiles))
