"""Roos system files: what a forger may say is checked like any other input."""

from __future__ import annotations

import os
import stat

import numpy as np
import pytest

from inventories.test_writers import awkward, solvable
from roos import RoosError
from roos.mappedfile import MAGIC, open_mapped, write_mapped
from roos_inventories import read
from roos_inventories.systemfile import pack
from roos_inventories.writers.system_file import write_system_file


def refusal(path):
    with pytest.raises(RoosError) as caught:
        read(path)
    assert caught.value.hint
    return caught.value


def test_it_is_known_by_its_first_line_and_not_its_name(tmp_path):
    write_system_file(solvable(), tmp_path / "a.roos")
    (tmp_path / "a.roos").rename(tmp_path / "inventory.xyz")
    assert read(tmp_path / "inventory.xyz").name == "solvable"
    assert read(str(tmp_path / "inventory.xyz")).products == solvable().products


def test_its_arrays_are_read_only_and_are_no_mapping(tmp_path):
    """Another program may cut a user's file short while roos computes."""
    write_system_file(solvable(), tmp_path / "a.roos")
    system = read(tmp_path / "a.roos")
    values = system.technosphere.matrix.data.copy()
    (tmp_path / "a.roos").write_bytes(b"")
    assert np.array_equal(system.technosphere.matrix.data, values)
    with pytest.raises(ValueError, match="read-only"):
        system.technosphere.matrix.data[0] = 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mask")
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_others_may_read_it_where_they_may_read_new_files(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_system_file(solvable(), tmp_path / "s.roos")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "s.roos").stat().st_mode) == 0o666 & ~mask


def test_an_option_is_refused(tmp_path):
    write_system_file(solvable(), tmp_path / "a.roos")
    assert refusal(f"{tmp_path / 'a.roos'}:method=x").code == "E512"


@pytest.mark.parametrize("damage", ["cut", "flip", "head"])
def test_a_damaged_file_is_refused_by_name(tmp_path, damage):
    path = tmp_path / "a.roos"
    write_system_file(solvable(), path)
    blob = bytearray(path.read_bytes())
    if damage == "cut":
        del blob[-100:]
    elif damage == "flip":
        blob[-300] ^= 1
    else:
        blob = bytearray(MAGIC + b"\0" * 100)
    path.write_bytes(bytes(blob))
    problem = refusal(path)
    assert problem.code == "E503" and str(path) in problem.where


def forged(path, arrays=None, **header):
    """Write a file whose checksums are right and whose content is not."""
    told, given = pack(awkward())
    write_mapped(path, told | header, given | (arrays or {}))
    return path


@pytest.mark.parametrize(
    ("array", "value"),
    [
        ("A.indices", [0, 1, 0, 99, 1]),
        ("A.indices", [0, 1, -1, 2, 1]),
        ("A.indices", [1, 0, 0, 2, 1]),
        ("A.indptr", [0, 9, 4, 5]),
        ("A.indptr", [0, 2, 4, 99]),
        ("A.indptr", [0, 2, 5]),
        ("A.data", [1.0, np.nan, 2.0, 3.0, 4.0]),
        ("A.data", [1.0]),
        ("B.data", np.array([1, 2], dtype=np.int32)),
        ("reference", [0, 1, 9]),
        ("reference", [0, 1, -2]),
        ("reference", [0]),
        ("products.ends", [[0]]),
        ("products.positions", [9, 9, 9, 9]),
        ("flows.hashes", [1, 2, 3, 4]),
    ],
)
def test_arrays_that_would_lead_a_kernel_astray_are_refused(tmp_path, array, value):
    _, arrays = pack(awkward())
    fresh = np.asarray(value)
    if fresh.dtype != np.int32:
        fresh = fresh.astype(arrays[array].dtype)
    assert refusal(forged(tmp_path / "a.roos", {array: fresh})).code == "E503"


@pytest.mark.parametrize(
    "header",
    [
        {"kind": "roos system 0"},
        {"labels": {}},
        {"labels": 7},
        {"findings": [{"code": "E999"}]},
        {"findings": 3},
        {"method": {"name": "x"}},
        {"meta": 5},
    ],
)
def test_headers_that_are_no_system_are_refused(tmp_path, header):
    assert refusal(forged(tmp_path / "a.roos", **header)).code == "E503"


def test_a_missing_array_is_refused(tmp_path):
    told, arrays = pack(awkward())
    for name in arrays:
        write_mapped(tmp_path / "a.roos", told, {n: a for n, a in arrays.items() if n != name})
        assert refusal(tmp_path / "a.roos").code == "E503", name


def test_a_limit_on_its_size(tmp_path, monkeypatch):
    write_system_file(solvable(), tmp_path / "a.roos")
    monkeypatch.setattr("roos_inventories.readers.system_file.FILE_BYTES", 1000)
    with pytest.raises(RoosError) as caught:
        read(tmp_path / "a.roos")
    assert caught.value.code == "E505"


def test_what_is_wanted_is_mapped_by_name(tmp_path):
    write_system_file(solvable(), tmp_path / "a.roos")
    assert "A.data" in open_mapped(tmp_path / "a.roos")
