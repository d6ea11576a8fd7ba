"""Archives from outside: hostile ones refused, honest ones read, and nothing written anywhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

import roos
from inventories.hostile_zips import DAMAGED, REFUSED, TOO_MUCH, Entry, named, raw_zip
from roos_inventories.archive import SafeZip, load_npy, load_npz
from roos_inventories.limits import Limits

LOW = Limits(file_bytes=10**7, member_bytes=2**20, ratio=20, ratio_from=10_000, members=50)


def refused(source: bytes | Path, limits: Limits = LOW) -> roos.RoosError:
    with pytest.raises(roos.InputError) as caught:
        with SafeZip(source, limits=limits, where="test.zip") as archive:
            for name in archive.names():
                archive.read(name)
    return caught.value


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_member_is_refused(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problem = refused(REFUSED[case])
    assert problem.code == "E504"
    assert "test.zip" in problem.where
    assert not list(tmp_path.iterdir())


def test_there_are_thirty_hostile_archives() -> None:
    assert len(REFUSED) >= 30


@pytest.mark.parametrize("case", TOO_MUCH)
def test_too_much_is_refused(case: str) -> None:
    assert refused(TOO_MUCH[case]).code == "E505"


@pytest.mark.parametrize("case", DAMAGED)
def test_damage_is_named(case: str) -> None:
    problem = refused(DAMAGED[case])
    assert (problem.code, bool(problem.hint)) == ("E503", True)


def test_an_honest_archive_is_read_in_its_order() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("b.txt", "second letter")
        file.mkdir("folder")
        file.writestr("folder/a.txt", "first letter")
    with SafeZip(content.getvalue()) as archive:
        assert archive.names() == ("b.txt", "folder/a.txt")
        assert archive.read("folder/a.txt") == b"first letter"
        assert "b.txt" in archive and "folder/" not in archive


def test_a_path_is_read_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "good.zip"
    path.write_bytes(raw_zip([Entry()]))
    with SafeZip(path) as archive:
        assert archive.read("a.txt") == b"hello"
    path.unlink()
    problem = refused(path)
    assert problem.code == "E501"


def test_a_member_that_is_not_there() -> None:
    with SafeZip(raw_zip([Entry()])) as archive, pytest.raises(roos.InputError) as caught:
        archive.read("b.txt")
    assert caught.value.code == "E503" and "b.txt" in caught.value.message


def test_zip64_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)  # the standard's is 65 535
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for i in range(70):
            file.writestr(str(i), b"")
    assert b"PK\x06\x06" in content.getvalue()
    with SafeZip(content.getvalue()) as archive:
        assert len(archive.names()) == 70
    assert refused(content.getvalue(), Limits(members=69)).code == "E505"


@pytest.mark.parametrize(
    ("field", "cap", "content"),
    [
        ("file_bytes", len(raw_zip([Entry()])), raw_zip([Entry()])),
        ("member_bytes", 5, raw_zip([Entry()])),
        ("members", 3, raw_zip([Entry(name=b"%d" % i) for i in range(3)])),
    ],
)
def test_each_cap_at_n_and_one_above(field: str, cap: int, content: bytes) -> None:
    with SafeZip(content, limits=Limits(**{field: cap})) as archive:
        assert archive.names()
    assert refused(content, Limits(**{field: cap - 1})).code == "E505"


def test_the_ratio_at_n_and_one_above() -> None:
    limits = Limits(ratio=50, ratio_from=1)
    # 40 bytes that say they are 2000, exactly 50 times as many: opened, and found out when read
    assert refused(named(b"a", content=bytes(40), size=2000), limits).code == "E503"
    assert refused(named(b"a", content=bytes(40), size=2001), limits).code == "E505"


def test_small_members_may_pack_well() -> None:
    """A million equal flags pack 1 : 1000 and are no bomb."""
    content = io.BytesIO()
    np.savez_compressed(content, flip=np.zeros(1_000_000, dtype=bool))
    assert not load_npz(content.getvalue())["flip"].any()


ARRAYS = {
    "two-dimensional": np.arange(6.0).reshape(2, 3),
    "column-major": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "scalar text": np.array(b"csc"),
    "empty": np.zeros((0, 3)),
    "big-endian": np.arange(3, dtype=">i4"),
    "records": np.array([(1, 2), (3, 4)], dtype=[("row", "<i4"), ("col", "<i4")]),
}


@pytest.mark.parametrize("case", ARRAYS)
def test_arrays_come_back_read_only(case: str) -> None:
    content = io.BytesIO()
    np.save(content, ARRAYS[case])
    array = load_npy(content.getvalue())
    assert array.dtype == ARRAYS[case].dtype
    np.testing.assert_array_equal(array, ARRAYS[case])
    assert not array.flags.writeable


def header(text: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text.encode() + data


HEADERS = {
    "eight terabytes": ("E503", header("{'descr': '<f8', 'fortran_order': False, 'shape': (2**40,)}\n")),
    "eight terabytes, plain": (
        "E503",
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,)}\n", bytes(64)),
    ),
    "overflow": (
        "E503",
        header(f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({2**62}, {2**62})}}\n"),
    ),
    "negative": ("E503", header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -2)}\n", bytes(16))),
    "endless shape of nothing": (
        "E503",
        header("{'descr': '|S0', 'fortran_order': False, 'shape': (1099511627776,)}\n"),
    ),
    "too much data": ("E503", header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}\n", bytes(16))),
    "objects": ("E504", header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n", bytes(8))),
    "objects in records": (
        "E504",
        header("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,)}\n", bytes(8)),
    ),
    "call": ("E503", header("__import__('os').system('true')\n")),
    "deep": ("E503", header("(" * 3000 + ")" * 3000 + "\n")),
    "open bracket": ("E503", header("{'descr': '<f8',\n")),
    "other version": ("E503", header("{}\n", version=b"\x09\x00")),
    "text": ("E503", b"0,5;0,6\n"),
    "nothing": ("E503", b""),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_hostile_array_header_is_refused(case: str) -> None:
    code, content = HEADERS[case]
    with pytest.raises(roos.InputError) as caught:
        load_npy(content, where="a.npy")
    assert (caught.value.code, caught.value.where) == (code, "a.npy")


def test_pickled_arrays_are_never_loaded() -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (pytest.fail, ("a pickle was loaded",))

    content = io.BytesIO()
    np.savez(content, data=np.array([Trap()], dtype=object))
    with pytest.raises(roos.InputError) as caught:
        load_npz(content.getvalue())
    assert caught.value.code == "E504"


def test_an_array_archive_holds_arrays_only() -> None:
    with pytest.raises(roos.InputError) as caught:
        load_npz(raw_zip([Entry()]), where="a.npz")
    assert caught.value.code == "E503" and "a.txt" in caught.value.message


def test_the_cap_on_arrays() -> None:
    content = io.BytesIO()
    np.save(content, np.zeros(4))
    size = len(content.getvalue())
    assert load_npy(content.getvalue(), limits=Limits(member_bytes=size)).size == 4
    with pytest.raises(roos.InputError) as caught:
        load_npy(content.getvalue(), limits=Limits(member_bytes=size - 1))
    assert caught.value.code == "E505"
