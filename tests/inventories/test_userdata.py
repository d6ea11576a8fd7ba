"""The user's folders: made on demand, private, refused where they are not fit; files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import roos
from roos_inventories.userdata import cache_dir, data_dir, new_folder, write_atomically

FOLDERS = [(data_dir, "ROOS_DATA_DIR"), (cache_dir, "ROOS_CACHE_DIR")]
both = pytest.mark.parametrize(("folder", "variable"), FOLDERS)
Folder = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for _, variable in FOLDERS:
        monkeypatch.delenv(variable, raising=False)
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def refused(call: Callable[[], object], code: str) -> roos.RoosError:
    with pytest.raises(roos.RoosError) as caught:
        call()
    assert caught.value.code == code and caught.value.hint
    return caught.value


@both
def test_made_on_demand_and_private(folder: Folder, variable: str, home: Path) -> None:
    path = folder(create=False)
    assert path.is_relative_to(home) and not home.exists()
    assert folder() == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert folder() == path


@both
def test_the_variable_decides(
    folder: Folder, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "mine"))
    assert folder() == tmp_path / "mine"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, "relative")
    assert folder() == tmp_path / "relative"


@both
@pytest.mark.parametrize("home_folder", ["/proc/nobody", "/dev/null"])
def test_a_home_that_cannot_be_written(
    folder: Folder, variable: str, home_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home_folder)
    assert folder(create=False).is_relative_to(home_folder)
    problem = refused(folder, "E508")
    assert variable in problem.hint and home_folder in problem.where


@both
def test_a_read_only_folder(folder: Folder, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder()
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    assert "read-only" in refused(folder, "E508").message


@both
def test_no_home_at_all(folder: Folder, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    problem = refused(folder, "E508")
    assert "home" in problem.message and variable in problem.hint


@both
@pytest.mark.parametrize(("mode", "fit"), [(0o700, True), (0o755, True), (0o770, False), (0o707, False)])
def test_a_folder_that_others_may_change_is_refused(
    folder: Folder, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, fit: bool
) -> None:
    path = tmp_path / "shared"
    path.mkdir()
    path.chmod(mode)
    monkeypatch.setenv(variable, str(path))
    if fit:
        assert folder() == path
    else:
        assert "chmod" in refused(folder, "E508").hint
        assert folder(create=False) == path


def test_a_folder_of_another_user_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    refused(data_dir, "E508")


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["open", "fsync", "rename", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")

    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        if call == "rename":  # not used for a file
            write_atomically(path, b"old")
        else:
            problem = refused(lambda: write_atomically(path, b"newer"), "E601")
            assert "5 bytes" in problem.message and problem.where == str(path)
            assert ("no space left" in problem.message) == (number != errno.EIO)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "data"
    with new_folder(target, 3) as fresh:
        (fresh / "old").write_bytes(b"old")
        assert not target.exists()
    with new_folder(target, 3) as fresh:
        (fresh / "new").write_bytes(b"new")
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(target.parent.iterdir()) == [target]


def test_a_failing_block_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "data"
    with new_folder(target, 3) as fresh:
        (fresh / "old").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), new_folder(target, 3) as fresh:
        (fresh / "new").write_bytes(b"new")
        raise ZeroDivisionError
    assert [path.name for path in target.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [target]


def test_two_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one made the folder between our look and our renaming."""
    target = tmp_path / "data"
    monkeypatch.setattr(Path, "exists", lambda path: False)

    def write() -> None:
        with new_folder(target, 3) as fresh:
            (fresh / "ours").write_bytes(b"new")
            target.mkdir()
            (target / "theirs").write_bytes(b"new")

    refused(write, "E112")
    assert [path.name for path in target.iterdir()] == ["theirs"]
    assert list(tmp_path.iterdir()) == [target]
