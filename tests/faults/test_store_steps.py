"""A fault at the k-th step of the disk, for k = 1, 2, … until none is left: the old state or the new one."""

from __future__ import annotations

import errno

import pytest

from faults.store_disks import Counting, Failing, PowerLoss, Quick
from roos.errors import RoosError, WriteError
from roos.store import Store
from store_cases import begin, begin_or_resume, check_whole, cube, finished_bytes, go_on

ROWS, CHUNK = 6, 2
WHOLE = cube(ROWS)
SHAPE = {"rows": ROWS, "chunk": CHUNK}


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("steps") / "s"
    go_on(begin(folder, **SHAPE), WHOLE).close()
    return finished_bytes(folder)


def attempt(folder, disk):
    """Write a store as far as it goes; return the rows that were acknowledged and the error."""
    acknowledged = []
    try:
        with begin_or_resume(folder, disk=disk, **SHAPE) as store:
            for rows in store.pending():
                store.write(rows, {name: array[rows] for name, array in WHOLE.items()})
                acknowledged.append(rows)
    except RoosError as problem:
        return acknowledged, problem
    return acknowledged, None


def check_acknowledged(folder, acknowledged):
    if not acknowledged:
        return
    store = Store.open(folder)
    for rows in acknowledged:
        for name, array in WHOLE.items():
            assert store.read(name, rows.start, rows.stop).tobytes() == array[rows].tobytes()


@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize("reason", [errno.EIO, errno.ENOSPC])
def test_every_step_fails_once_or_for_good(tmp_path, expected, reason, persistent):
    counted = Counting()
    attempt(tmp_path / "counted", counted)
    assert counted.count > 30  # 10 steps a chunk and those of the beginning
    for k in range(1, counted.count + 2):
        folder = tmp_path / str(k)
        disk = Failing(k, reason, persistent=persistent)
        acknowledged, problem = attempt(folder, disk)
        assert disk.failed == (problem is not None) == (k <= counted.count)
        if problem is not None:
            assert isinstance(problem, WriteError) and problem.exit_code == 74
            assert problem.code == ("E605" if reason == errno.ENOSPC else "E601")
            assert str(folder) in problem.where and problem.hint
            assert not list(folder.rglob("*.tmp"))
        check_acknowledged(folder, acknowledged)
        again, problem = attempt(folder, Quick())
        assert problem is None
        # what was acknowledged is not computed again, and at most the one chunk in flight is
        assert not [rows for rows in again if rows in acknowledged]
        check_whole(folder, WHOLE, expected)
    assert len(acknowledged) == 3


@pytest.mark.parametrize("reason", [errno.EIO, errno.ENOSPC])
def test_a_store_goes_on_after_a_step_that_failed_once(tmp_path, expected, reason):
    """The same object tries again: what the failed attempt left in the journal is cut off."""
    steps, cut = 0, 0
    while True:
        steps += 1
        folder = tmp_path / str(steps)
        store = begin(folder, **SHAPE)
        store._disk = store._journal._disk = disk = Failing(steps, reason)
        for rows in store.pending():
            part = {name: array[rows] for name, array in WHOLE.items()}
            try:
                store.write(rows, part)
            except WriteError:
                assert rows in store.pending()
                store.write(rows, part)
        store.close()
        check_whole(folder, WHOLE, expected)
        cut += "cut" in disk.steps
        if not disk.failed:
            break
    assert steps == 31 and cut  # ten steps for each of three chunks, and a run in which none fails


def test_resuming_fails_at_every_step(tmp_path, expected):
    k = 0
    while True:
        k += 1
        folder = tmp_path / str(k)
        with begin(folder, **SHAPE) as store:
            store.write(slice(0, 2), {name: array[:2] for name, array in WHOLE.items()})
        with (folder / "journal").open("ab") as file:
            file.write(b"torn")
        disk = Failing(k)
        try:
            with Store.resume(folder, store.header.identity, disk=disk) as again:
                assert [finding.code for finding in again.findings] == ["W604"]
        except WriteError as problem:
            assert problem.code == "E601"
        go_on(begin_or_resume(folder, disk=Quick()), WHOLE).close()
        check_whole(folder, WHOLE, expected)
        if not disk.failed:
            break
    assert k > 5


def test_the_power_fails_at_every_step(tmp_path, expected):
    """Whatever of the unsynchronised reached the medium: names or not, all, half or nothing of the bytes."""
    k, found = 0, 0
    while True:
        k += 1
        folder, copies = tmp_path / str(k), tmp_path / f"{k} after"
        acknowledged, problem = attempt(folder, PowerLoss(k, folder, copies))
        if problem is None:
            break
        for way in PowerLoss.WAYS:
            found += len(acknowledged)
            after = copies / way
            check_acknowledged(after, acknowledged)
            again, problem = attempt(after, Quick())
            assert problem is None and not [rows for rows in again if rows in acknowledged]
            check_whole(after, WHOLE, expected)
    assert k > 30 and found > 60
