"""Full disks: exit status 74, the path, the bytes that are needed; what was written stays, and it goes on."""

from __future__ import annotations

import os
import subprocess

import pytest

from faults.store_disks import Quick, Quota
from faults.test_cli_disk import small_files
from roos.errors import WriteError
from roos.store import Store, StoredArray
from store_cases import IDENTITY, begin, begin_or_resume, check_whole, cube, finished_bytes, go_on

ROWS, CHUNK = 40, 4
WHOLE = cube(ROWS)
SHAPE = {"rows": ROWS, "chunk": CHUNK}


def check_full(folder, problem, expected):
    assert isinstance(problem, WriteError) and problem.code == "E605" and problem.exit_code == 74
    assert str(folder) in problem.where and "bytes" in problem.message and "still needed" in problem.message
    assert not list(folder.rglob("*.tmp"))
    if (folder / "header").exists():
        there = Store.open(folder)
        for chunk in there.reader.entries:
            rows = there.layout.slice(chunk)
            assert (there.read("scores", rows.start, rows.stop) == WHOLE["scores"][rows]).all()
        assert not there.finished
    go_on(begin_or_resume(folder, disk=Quick(), **SHAPE), WHOLE).close()
    check_whole(folder, WHOLE, expected)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full") / "s"
    go_on(begin(folder, **SHAPE), WHOLE).close()
    return finished_bytes(folder)


def test_a_disk_that_is_full_at_fifty_points(tmp_path, expected):
    total = sum(map(len, expected.values()))
    for point in range(50):
        folder = tmp_path / str(point)
        with pytest.raises(WriteError) as caught:
            with begin(folder, disk=Quota(point * total // 51), **SHAPE) as store:
                go_on(store, WHOLE)
        check_full(folder, caught.value, expected)


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_limit_of_the_system(tmp_path):
    """No file beyond 100 bytes: the system itself writes a part and refuses the rest."""
    with begin(tmp_path / "s", **SHAPE) as store:
        with small_files(), pytest.raises(WriteError) as caught:
            go_on(store, WHOLE)
        assert caught.value.code == "E605" and not list((tmp_path / "s").rglob("*.tmp"))
        go_on(store, WHOLE)
    check_whole(tmp_path / "s", WHOLE)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MB in memory, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, timeout=20).returncode
    except OSError:
        done = 1
    if done:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True, timeout=20)


@pytest.mark.long
def test_a_real_disk_that_is_full_at_fifty_points(small_disk):
    arrays = [StoredArray("scores", "float64", (64,), ("category",))]
    for point in range(50):
        folder, filler = small_disk / "s", small_disk / "filler"
        store = Store.create(folder, arrays=arrays, rows=640, chunk=32, identity=IDENTITY)
        values = cube(640)["scores"].reshape(640, -1)[:, :1].repeat(64, axis=1)
        filler.write_bytes(b"x" * (1_000_000 - 6600 * point))  # others fill the disk meanwhile
        with pytest.raises(WriteError) as caught:
            for rows in store.pending():
                store.write(rows, {"scores": values[rows]})
        store.close()
        assert caught.value.code == "E605" and "still needed" in caught.value.message
        assert not list(folder.rglob("*.tmp"))
        there = Store.open(folder)
        done = 640 - sum(rows.stop - rows.start for rows in there.pending())
        assert (there.read("scores", 0, done) == values[:done]).all()
        with pytest.raises(WriteError, match="needed"):  # and resuming says so before it starts
            Store.resume(folder, IDENTITY)
        filler.unlink()
        with Store.resume(folder, IDENTITY) as store:
            for rows in store.pending():
                store.write(rows, {"scores": values[rows]})
        assert (Store.open(folder).read("scores", 0, 640) == values).all()
        subprocess.run(["rm", "-r", str(folder)], check=True)
