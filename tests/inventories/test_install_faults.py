"""Installing on a full or failing disk: the old state or the new one, never a mixture."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sys
from pathlib import Path

import pytest

import roos
from inventories.fake_wheel import DATA, files, refused
from roos_inventories.install import install


def test_disk_full_by_the_systems_own_limit(data: Path, wheel: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # CPython 3.11 keeps what fitted of it
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        problem = refused(wheel=wheel)
    finally:
        sys.dont_write_bytecode = bytecode
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (problem.code, int(problem.exit_code)) == ("E601", 74)
    needed = sum(map(len, DATA.values()))
    assert int(problem.message.split(" bytes")[0].split()[-1]) > needed
    assert problem.where == str(data / "profiles/1.3.5")
    assert not files(data)


@pytest.mark.parametrize("call", ["fsync", "open", "rename", "mkdir"])
@pytest.mark.parametrize("before", [False, True])
def test_a_fault_at_every_step_leaves_old_or_new(
    data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch, call: str, before: bool
) -> None:
    """The k-th call of the system fails, for k = 0, 1, … until none is left to fail."""
    real = getattr(os, call)
    failed = 0
    for k in range(60):
        shutil.rmtree(data, ignore_errors=True)
        if before:
            (Path(install("profiles", wheel).folder) / "LICENSE").unlink()
        old, calls = files(data), []

        def failing(*arguments: object, **named: object) -> object:
            if call != "open" or arguments[1] & os.O_WRONLY:  # type: ignore[operator]
                calls.append(arguments)
            if len(calls) == k + 1:
                calls.append(())
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
            return real(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                install("profiles", wheel)
            except roos.RoosError as problem:
                assert problem.code in ("E601", "E508")
                assert files(data) == old
                failed += 1
            else:  # the fault did no harm, as where a folder could not be synchronised
                assert len(files(data)) == len(DATA) + 1
        if len(calls) <= k:
            break
    assert len(calls) <= k < 59 and (failed or (call, before) == ("mkdir", True))
