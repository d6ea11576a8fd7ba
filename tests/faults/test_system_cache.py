"""The cache in trouble: damage is rebuilt, a place that cannot be written is a note, and races are safe."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from inventories.small_inventories import matrix_folder
from inventories.system_caches import own_system_cache
from roos import mappedfile
from roos_inventories import read, sources, system_cache

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return own_system_cache(tmp_path, monkeypatch)


@pytest.fixture
def path(tmp_path):
    return matrix_folder(tmp_path / "m")


def sound(system):
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, -0.5], [-0.25, 1.0]]
    assert system.biosphere.toarray().tolist() == [[2.0, 4.0]]
    assert (system.products.ids, system.flows.ids) == (("0", "1"), ("0",))
    return system


def source_of(path):
    return sources.fingerprint([path])[0]


@pytest.mark.parametrize("bits", [0, pytest.param(8, marks=pytest.mark.long)])
def test_every_bit_of_an_entry_counts(path, folder, bits):
    """Random ones of header and payload; in the long tier all of the header and ten thousand others."""
    read(path)
    (entry,) = folder.iterdir()
    blob = entry.read_bytes()
    source = source_of(path)
    assert system_cache._opened(entry, source, lambda: None) is not None
    payload = len(blob) - 23 * 64
    rng = random.Random(20251)
    places = [(position, bit) for position in range(payload) for bit in range(bits)]
    places += [(rng.randrange(len(blob)), rng.randrange(8)) for _ in range(10_000 if bits else 300)]
    for position, bit in places:
        damaged = bytearray(blob)
        damaged[position] ^= 1 << bit
        entry.write_bytes(bytes(damaged))
        assert system_cache._opened(entry, source, lambda: None) is None, (position, bit)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "gone", "foreign", "folder", "another"])
def test_a_damaged_entry_is_rebuilt_and_never_used(path, folder, tmp_path, damage):
    read(path)
    (entry,) = folder.iterdir()
    blob = entry.read_bytes()
    entry.unlink()
    if damage == "folder":
        entry.mkdir()
    elif damage == "another":  # a sound entry of another source under this name
        read(matrix_folder(tmp_path / "other", scale=2.0))
        next(folder.iterdir()).rename(entry)
    elif damage != "gone":
        flipped = bytes([*blob[:-90], blob[-90] ^ 4, *blob[-89:]])
        contents = {"flip": flipped, "cut": blob[:-64], "empty": b"", "foreign": b"PK" * 5000}
        entry.write_bytes(contents[damage])
    system = sound(read(path))
    if damage == "folder":  # cannot be replaced: said, and gone on without
        assert [finding.code for finding in system.findings] == ["W303"]
    else:
        assert entry.read_bytes()[:14] == mappedfile.MAGIC[:14] and not system.findings
        sound(read(path))


@pytest.mark.parametrize("kind", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_disk_that_takes_nothing_is_a_note(path, folder, monkeypatch, kind, step):
    real = getattr(os, step)

    def failing(*arguments, **options):
        if step == "open" and ".tmp" not in str(arguments[0]):
            return real(*arguments, **options)
        raise OSError(kind, os.strerror(kind), str(arguments[0]))

    monkeypatch.setattr(os, step, failing)
    for _ in range(2):
        (finding,) = sound(read(path)).findings
        assert (
            finding.code == "W303"
            and os.strerror(kind) in finding.message
            and "ROOS_CACHE_DIR" in finding.hint
        )
    monkeypatch.undo()
    assert not [entry for entry in folder.iterdir() if not entry.name.startswith(".")]


def test_nowhere_to_write(path, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path / "file"))
    assert [finding.code for finding in sound(read(path)).findings] == ["W303"]


def test_a_cache_that_others_can_change_is_not_used(path, folder):
    read(path)
    folder.parent.chmod(0o777)
    system = sound(read(path))
    assert [finding.code for finding in system.findings] == ["W303"]
    assert system.technosphere.matrix.data.flags.writeable  # read anew


def test_an_entry_removed_while_it_is_open_stays_open(path, folder):
    read(path)
    system = read(path)
    system_cache.clear_cache()
    sound(system)


def test_readers_and_writers_at_once(path, folder):
    def work(number):
        if number % 5 == 0:
            system_cache.clear_cache()
        if number % 7 == 0:
            os.utime(path / "A.npz")
        return sound(read(path))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(80)))
    assert not [system for system in found if system.findings]
    assert len([entry for entry in folder.iterdir() if not entry.name.startswith(".")]) <= 1


PROGRAM = """
import sys, numpy as np
from roos_inventories import read, sources, system_cache
system_cache.SMALLEST = 0; sources.TICK = sources.COARSE_TICK = -1.0
system = read(sys.argv[1])
assert system.technosphere.matrix.toarray().tolist() == [[1.0, -0.5], [-0.25, 1.0]]
assert system.products.position("1") == 1 and not system.findings
"""


@pytest.mark.long
def test_sixteen_cold_processes_share_one_cache(path, folder):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(ROOT / d) for d in ("solver", "inventories"))
    }
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(path)], env=environment)  # noqa: S603
        for _ in range(16)
    ]
    assert [process.wait(120) for process in running] == [0] * 16
    assert len(list(folder.iterdir())) == 1 and np.isfinite(sound(read(path)).biosphere.data).all()
