"""Cached systems: the very same as those read, used while the source stays, rebuilt when it does not."""

from __future__ import annotations

import json
import mmap
import os
import pickle
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from inventories.small_inventories import datapackage, matrix_folder
from inventories.system_caches import counted_readings, own_system_cache
from properties.test_round_trips import assert_same
from roos_inventories import read, sources, system_cache

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Keep every system, however small and fresh its files are, in a cache of its own."""
    return own_system_cache(tmp_path, monkeypatch)


@pytest.fixture
def readings(monkeypatch):
    return counted_readings(monkeypatch)


MAKERS = {
    "matrix folder": (matrix_folder, "m"),
    "package": (datapackage, "p"),
    "zip": (datapackage, "p.zip"),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_second_reading_is_the_same_and_reads_nothing(tmp_path, readings, kind):
    make, name = MAKERS[kind]
    path = make(tmp_path / name)
    first = read(path)
    phases = []
    again = read(path, progress=lambda phase, fraction: phases.append(fraction))
    assert len(readings) == 1 and phases == [1.0]
    assert_same(again, first)
    assert_same(again, read(path, cache=False))
    assert len(readings) == 2


def test_it_is_mapped_read_only_and_private(tmp_path, folder):
    path = matrix_folder(tmp_path / "m")
    read(path)
    array = read(path).technosphere.matrix.data
    assert not array.flags.writeable
    while isinstance(array.base, np.ndarray):
        array = array.base
    base = array.base.obj if isinstance(array.base, memoryview) else array.base
    assert isinstance(base, mmap.mmap)
    (entry,) = folder.iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_score_by_id_opens_no_column_of_labels(tmp_path):
    path = matrix_folder(tmp_path / "m")
    read(path)
    system = read(path)
    results = roos.score(system, {"one": {"1": 1.0}})
    assert np.array_equal(results.scores, roos.score(read(path, cache=False), {"one": {"1": 1.0}}).scores)
    for labels in (system.products, system.activities, system.flows):
        assert not {"ids", "names", "units", "locations", "extra"} & set(vars(labels))


def test_no_kernel_is_compiled_again(tmp_path):
    """To Numba a read-only array is another type: the cached system must reach no kernel as it is."""
    from roos.kernels import blocks, numeric, residual, single, triangular

    def signatures():
        return {
            f"{module.__name__}.{name}": len(value.signatures)
            for module in (blocks, numeric, residual, single, triangular)
            for name, value in vars(module).items()
            if hasattr(value, "signatures")
        }

    def everything(system):
        demands = {f"d{i}": {"0": 1.0 + i, "1": 2.0} for i in range(40)}
        roos.diagnose(system)
        for direction in ("forward", "adjoint"):
            roos.score(system, demands, direction=direction)
        factors = roos.factorise(system.technosphere)
        factors.refactorise(system.technosphere.matrix).solve(np.eye(2))

    path = matrix_folder(tmp_path / "m")
    everything(read(path))
    before = signatures()
    assert sum(before.values()) > 5
    everything(read(path))
    assert signatures() == before


def test_it_can_be_pickled(tmp_path):
    path = matrix_folder(tmp_path / "m")
    read(path)
    system = read(path)
    matrix, labels = pickle.loads(pickle.dumps((system.technosphere.matrix, system.products)))
    assert (matrix != system.technosphere.matrix).nnz == 0 and labels == system.products


_LIMIT = pytest.mark.skipif(os.name == "nt", reason="the documented limit: Windows keeps no time of change")


@pytest.mark.parametrize("keep_time", [False, pytest.param(True, marks=_LIMIT)])
def test_an_edit_of_equal_size_is_noticed(tmp_path, readings, keep_time):
    """Also where the modification time is put back: the time of the last change of attributes cannot be."""
    path = matrix_folder(tmp_path / "m")
    matrix = sp.csc_array(np.array([[1.0, -0.5], [-0.25, 1.0]]))
    sp.save_npz(path / "A.npz", matrix, compressed=False)
    assert read(path).technosphere.matrix.toarray()[0, 1] == -0.5
    before = (path / "A.npz").stat()
    matrix.data[matrix.data == -0.5] = -0.75
    sp.save_npz(path / "A.npz", matrix, compressed=False)
    assert (path / "A.npz").stat().st_size == before.st_size
    if keep_time:
        os.utime(path / "A.npz", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(path).technosphere.matrix.toarray()[0, 1] == -0.75
    assert len(readings) == 2


@pytest.mark.parametrize("change", ["new file", "file gone", "replaced", "touched"])
def test_every_other_change_is_noticed(tmp_path, readings, folder, change):
    path = matrix_folder(tmp_path / "m")
    (path / "meta.json").write_text("{}")
    read(path)
    if change == "new file":
        (path / "labels.json").write_text(json.dumps({"flows": [{"id": "co2"}]}))
        assert read(path).flows.ids == ("co2",)
    elif change == "file gone":
        (path / "C.npz").unlink()
        assert read(path).characterisation is None
    elif change == "replaced":
        matrix_folder(tmp_path / "other", scale=2.0)
        os.replace(tmp_path / "other" / "A.npz", path / "A.npz")
        assert read(path).technosphere.matrix.toarray()[0, 0] == 2.0
    else:
        os.utime(path / "A.npz")
        read(path)
    assert len(readings) == 2
    read(path)
    assert len(readings) == 2 and len(list(folder.iterdir())) == 1


def test_files_that_an_option_names_are_looked_at(tmp_path, readings):
    package, method = datapackage(tmp_path / "p"), datapackage(tmp_path / "q")
    locator = f"{package}:method={method}"
    read(locator)
    read(locator)
    assert len(readings) == 1
    os.utime(method / "datapackage.json")
    read(locator)
    assert len(readings) == 2
    read(package)  # without the option it is another system
    assert len(readings) == 3


def test_a_file_changed_a_moment_ago_is_not_kept(tmp_path, readings, monkeypatch):
    """Its next change could bear the same stamp."""
    monkeypatch.setattr(sources, "TICK", 3600.0)
    path = matrix_folder(tmp_path / "m")
    read(path)
    read(path)
    assert len(readings) == 2


def test_a_source_that_changes_while_it_is_read_is_not_kept(tmp_path, folder, monkeypatch):
    module = sys.modules["roos_inventories.read"]
    path, real = matrix_folder(tmp_path / "m"), module._read_path

    def meanwhile(*arguments):
        system = real(*arguments)
        os.utime(path / "A.npz")
        return system

    monkeypatch.setattr(module, "_read_path", meanwhile)
    read(path)
    assert not folder.exists()


@pytest.mark.parametrize("switch", ["argument", "environment", "small"])
def test_it_can_be_done_without(tmp_path, folder, monkeypatch, switch):
    path = matrix_folder(tmp_path / "m")
    if switch == "environment":
        monkeypatch.setenv("ROOS_NO_CACHE", "1")
    if switch == "small":
        monkeypatch.setattr(system_cache, "SMALLEST", 100)
    read(path, cache=switch != "argument")
    assert not folder.exists()


def test_another_version_is_another_entry(tmp_path, readings, monkeypatch):
    path = matrix_folder(tmp_path / "m")
    read(path)
    monkeypatch.setattr(system_cache, "__version__", "99")
    read(path)
    monkeypatch.setattr(system_cache, "_installed", lambda: "another pip install")
    read(path)
    assert len(readings) == 3


@pytest.mark.parametrize("bound", ["files", "bytes"])
def test_the_longest_unused_go_first(tmp_path, folder, readings, monkeypatch, bound):
    paths = [matrix_folder(tmp_path / f"m{i}") for i in range(4)]
    for number, path in enumerate(paths[:3]):
        read(path)
        newest = max(folder.iterdir(), key=lambda entry: entry.stat().st_mtime_ns)
        os.utime(newest, (1000.0 + number, 1000.0 + number))
    read(paths[0])  # used just now
    if bound == "files":
        monkeypatch.setattr(system_cache, "MOST_FILES", 2)
    else:
        monkeypatch.setattr(
            system_cache, "MOST_BYTES", 2 * max(e.stat().st_size for e in folder.iterdir()) + 64
        )
    read(paths[3])
    assert len(list(folder.iterdir())) == 2
    del readings[:]
    read(paths[0])
    read(paths[3])
    assert readings == []


def test_what_a_killed_writer_left_is_removed(tmp_path, folder):
    folder.mkdir(parents=True, mode=0o700)
    (tmp_path / "cache").chmod(0o700)
    for name, age in ((".old.tmp", 2 * 3600.0), (".new.tmp", 0.0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age, time.time() - age))
    read(matrix_folder(tmp_path / "m"))
    assert sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(".")) == [".new.tmp"]


def test_size_and_clearing(tmp_path, folder, readings):
    assert system_cache.cache_size() == (folder, 0, 0)
    read(matrix_folder(tmp_path / "m"))
    _, count, size = system_cache.cache_size()
    assert count == 1 and size == next(folder.iterdir()).stat().st_size
    assert system_cache.clear_cache() == (1, size)
    assert system_cache.cache_size() == (folder, 0, 0)
    read(tmp_path / "m")
    assert len(readings) == 2


def test_errors_of_a_reader_are_its_own(tmp_path, folder):
    path = matrix_folder(tmp_path / "m")
    (path / "A.npz").write_bytes(b"PK")
    for _ in range(2):
        with pytest.raises(roos.RoosError) as caught:
            read(path)
        assert caught.value.code == "E503"
    assert not folder.exists()


def test_a_folder_that_holds_itself(tmp_path, readings):
    path = matrix_folder(tmp_path / "m")
    (path / "loop").symlink_to(path)
    (path / "nowhere").symlink_to(tmp_path / "gone")
    read(path)
    read(path)
    assert len(readings) == 1


def test_too_many_files_are_not_looked_at(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    assert len(read(matrix_folder(tmp_path / "m")).products) == 2
    assert not folder.exists()


def test_neither_reading_imports_what_it_does_not_need(tmp_path):
    program = (
        "import sys; from roos_inventories import read, sources, system_cache\n"
        "system_cache.SMALLEST = 0; sources.TICK = sources.COARSE_TICK = -1.0\n"
        "read(sys.argv[1]); read(sys.argv[1])\n"
        "print(sorted({'pandas', 'bw_processing', 'bw2calc', 'numba', 'pyarrow'} & set(sys.modules)))\n"
    )
    path = datapackage(tmp_path / "p.zip")
    places = os.pathsep.join(str(ROOT / part) for part in ("solver", "inventories"))
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
