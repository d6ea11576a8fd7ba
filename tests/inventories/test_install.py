"""`install("profiles")`: what is fetched is checked before it is opened, and stored whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import roos
from inventories.fake_wheel import CODE, DATA, files, make_wheel, refused
from roos_inventories.install import install, installed
from roos_inventories.profiles import fetch, read_profiles, source


def test_only_the_data_and_the_licence_are_stored(data: Path, wheel: Path) -> None:
    phases: list[tuple[str, float]] = []
    assert not installed("profiles")
    report = install("profiles", wheel, lambda phase, done: phases.append((phase, done)))
    stored = files(data)
    assert {Path(name).name for name in stored} == {*(Path(name).name for name in DATA), "RECORD"}
    for name, content in DATA.items():
        assert stored[f"profiles/1.3.5/{Path(name).name}"] == content
    assert not set(CODE.values()) & set(stored.values())
    assert installed("profiles")
    assert (report.status, report.version, report.files) == ("installed", "1.3.5", len(DATA))
    assert report.bytes == sum(map(len, DATA.values()))
    assert str(wheel) in report.source and "BSD-3-Clause" in report.licence and "ecoinvent" in report.rights
    assert report.sha256 == source.WHEEL_SHA256 and report.folder == str(data / "profiles/1.3.5")
    assert phases[-1] == ("installed", 1.0) and phases == sorted(phases, key=lambda phase: phase[1])


def test_installing_again_says_so_and_changes_nothing(
    data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("profiles", wheel)
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    monkeypatch.setattr(fetch, "download", lambda: pytest.fail("nothing is to be downloaded"))
    assert install("profiles").status == "was installed before"
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_a_damaged_copy_is_replaced(data: Path, wheel: Path, damage: str) -> None:
    folder = Path(install("profiles", wheel).folder)
    whole = files(data)
    path = folder / "A_matrix.npz"
    if damage == "remove":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + b"?" if damage == "flip" else content[:-1])
    with pytest.raises(roos.InputError) as caught:
        source.Store.open().read("A_matrix.npz")
    assert caught.value.code == "E111" and "A_matrix.npz" in caught.value.where
    assert install("profiles", wheel).status == "installed"
    assert files(data) == whole
    assert [entry.name for entry in folder.parent.iterdir()] == ["1.3.5"]


def test_a_damaged_list_of_files_is_no_installation(data: Path, wheel: Path) -> None:
    folder = Path(install("profiles", wheel).folder)
    (folder / "RECORD").write_bytes(b"")
    with pytest.raises(roos.InputError) as caught:
        source.Store.open()
    assert caught.value.code == "E111"
    assert install("profiles", wheel).status == "installed"


@pytest.mark.parametrize("content", [b"", b"an error page", None])
def test_a_corrupted_wheel_is_refused_before_it_is_opened(
    data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + b"\1" if content is None else content)
    monkeypatch.setattr("roos_inventories.install.SafeZip", lambda *_, **__: pytest.fail("it was opened"))
    problem = refused(wheel=wheel)
    assert problem.code == "E506"
    assert source.WHEEL_SHA256 in problem.message and str(wheel) in problem.where
    assert (
        problem.message.count(" ") > 4
        and len([w for w in problem.message.split() if len(w.strip(",")) == 64]) == 2
    )
    assert not data.exists()


def test_a_corrupted_download_is_refused(data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "download", lambda: (wheel.read_bytes()[:-9], "somewhere"))
    assert refused().code == "E506"
    assert not files(data)


@pytest.mark.parametrize("name", ["../../evil.py", "/tmp/evil.py", "carculator_utils/../../evil"])
def test_a_wheel_with_hostile_members_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    problem = refused(wheel=make_wheel(tmp_path, monkeypatch, {name: b"evil"}))
    assert problem.code == "E504" and name in problem.where
    assert not files(data)
    assert not list(tmp_path.rglob("evil*"))


def test_a_wheel_whose_list_of_files_is_another(
    data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "RECORD_SHA256", "0" * 64)
    assert refused(wheel=wheel).code == "E506"
    assert not files(data)


def test_a_wheel_that_is_not_there_or_far_too_large(
    data: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(wheel=wheel.with_name("other.whl")).code == "E501"
    assert refused(wheel=wheel.parent).code == "E501"
    monkeypatch.setattr(fetch, "WHEEL_BYTES", wheel.stat().st_size - 1)
    assert refused(wheel=wheel).code == "E505"
    monkeypatch.setattr(fetch, "WHEEL_BYTES", wheel.stat().st_size)
    assert install("profiles", wheel).status == "installed"


def test_offline(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    problem = refused()
    assert problem.code == "E507" and "carculator_utils" in problem.message
    assert "--from WHEEL" in problem.hint and "textbook" in problem.hint
    assert not files(data)


def test_a_python_without_pip(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch.importlib.util, "find_spec", lambda name: None)
    problem = refused()
    assert problem.code == "E507" and "no pip" in problem.message and "--from WHEEL" in problem.hint


def test_secrets_in_an_index_address_are_not_shown() -> None:
    said = fetch._where("Looking in indexes: https://user:word@index.example/simple\nCollecting x\n")
    assert said == "https://index.example/simple"
    assert "word" not in fetch._failed("ERROR: no https://user:word@index.example/simple").message


def test_no_place_to_write_is_said_before_the_download(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOS_DATA_DIR", str(wheel / "below a file"))
    monkeypatch.setattr(fetch, "download", lambda: pytest.fail("nothing is to be downloaded"))
    problem = refused()
    assert problem.code == "E508" and "ROOS_DATA_DIR" in problem.hint


def test_not_installed(data: Path) -> None:
    with pytest.raises(roos.InputError) as caught:
        read_profiles({})
    assert caught.value.code == "E509" and "roos data install profiles" in caught.value.hint
    assert not data.exists()


def test_unknown_data_set() -> None:
    for call in (install, installed):
        with pytest.raises(roos.InputError) as caught:
            call("ecoinvent")
        assert caught.value.code == "E510" and "profiles" in caught.value.hint


@pytest.mark.network
def test_the_real_download(data: Path) -> None:
    try:
        report = install("profiles")
    except roos.RoosError as problem:
        assert problem.code == "E507"
        pytest.skip(f"offline: {problem.message}")
    assert (report.status, report.files, report.bytes) == ("installed", 62, 8854648)
    assert len(read_profiles({}).products) == 1260


def test_a_folder_that_may_not_be_looked_into_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", refused)
    assert not installed("profiles")
