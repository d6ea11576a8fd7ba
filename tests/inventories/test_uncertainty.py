"""Distributions: read when asked for, in the places of the system's matrices, and kept by every format."""

from __future__ import annotations

import shutil

import bw_processing as bwp
import numpy as np
import pytest

from inventories.datapackages import add, finish, new_package
from inventories.matrix_folders import matrix_folder
from inventories.system_caches import own_system_cache
from roos import Distributions, RoosError, System, Uncertainty
from roos_inventories import read
from roos_inventories.readers.datapackage import read_datapackages
from roos_inventories.writers.datapackage import write_datapackage
from roos_inventories.writers.matrix_folder import write_matrix_folder
from roos_inventories.writers.system_file import write_system_file

WAYS = {
    "matrix folder": ("out", write_matrix_folder, 0.0),
    "datapackage": ("out", write_datapackage, 1e-6),
    "zip": ("out.zip", write_datapackage, 1e-6),
    "system file": ("out.roos", write_system_file, 0.0),
}


def ordered(rows):
    order = np.lexsort((rows.row, rows.col))
    return {name: array[order] for name, array in vars(rows).items()}


def assert_same(got, wanted, tolerance=0.0):
    assert [letter for letter, _ in got.items()] == [letter for letter, _ in wanted.items()]
    for (_, one), (_, other) in zip(got.items(), wanted.items(), strict=True):
        one, other = ordered(one), ordered(other)
        for name, array in other.items():
            np.testing.assert_allclose(one[name], array, rtol=tolerance, atol=0, err_msg=name)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    return own_system_cache(tmp_path, monkeypatch)


@pytest.mark.parametrize("way", WAYS)
def test_every_format_keeps_them_and_so_does_the_cache(tmp_path, way):
    name, write, tolerance = WAYS[way]
    system = read("synthetic:activities=150")
    write(system, tmp_path / name)
    assert_same(read(tmp_path / name, cache=False).uncertainty, system.uncertainty, tolerance)
    for _ in range(3):
        assert_same(read(tmp_path / name).uncertainty, system.uncertainty, tolerance)


def spread(*rows):
    made = np.zeros(len(rows), dtype=bwp.UNCERTAINTY_DTYPE)
    for i, (kind, loc, scale, negative) in enumerate(rows):
        made[i] = (kind, loc, scale, np.nan, np.nan, np.nan, negative)
    return made


def test_a_package_gives_a_row_for_each_exchange(tmp_path):
    """Flipped, in ascending ids; two exchanges of one place stay two, since each is drawn by itself."""
    p = new_package(tmp_path / "p")
    add(
        p,
        "technosphere",
        [(20, 20, 1.0), (10, 10, 1.0), (10, 20, 0.25, True), (10, 20, 0.25, True)],
        distributions_array=spread(
            (0, 1, np.nan, 0), (0, 1, np.nan, 0), (3, 0.25, 0.1, 0), (2, -1.4, 0.2, 0)
        ),
    )
    add(p, "biosphere", [(5, 10, 2.0)])
    finish(p)
    system = read(tmp_path / "p", cache=False)
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, -0.5], [0.0, 1.0]]
    rows = system.uncertainty.technosphere
    found = sorted(
        zip(rows.row.tolist(), rows.col.tolist(), rows.type.tolist(), rows.factor.tolist(), strict=True)
    )
    assert found == [(0, 0, 0, 1.0), (0, 1, 2, -1.0), (0, 1, 3, -1.0), (1, 1, 0, 1.0)]
    assert system.uncertainty.biosphere is None and system.uncertainty.characterisation is None


def test_what_a_later_package_replaces_is_not_drawn(tmp_path):
    first, second = new_package(tmp_path / "p"), new_package(tmp_path / "q")
    add(
        first,
        "technosphere",
        [(1, 1, 1.0), (2, 2, 1.0)],
        distributions_array=spread((3, 1.0, 0.1, 0), (3, 1.0, 0.2, 0)),
    )
    add(second, "technosphere", [(2, 2, 3.0)])
    finish(first)
    finish(second)
    rows = read_datapackages([tmp_path / "p", tmp_path / "q"]).uncertainty.technosphere
    assert sorted(zip(rows.row.tolist(), rows.type.tolist(), rows.loc.tolist(), strict=True)) == [
        (0, 3, 1.0),
        (1, 0, 3.0),
    ]


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    folder = matrix_folder(tmp_path / "m")
    (folder / "uncertainty_A.npz").write_bytes(b"no zip")
    system = read(folder, cache=False)
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E503" and "uncertainty_A.npz" in caught.value.where
    shutil.copy(folder / "A.npz", folder / "uncertainty_A.npz")
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E114"
    (folder / "uncertainty_A.npz").unlink()
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E506" and "uncertainty_A.npz" in caught.value.where


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cached", [False, True])
def test_they_are_found_from_another_working_folder(tmp_path, monkeypatch, way, cached):
    name, write, tolerance = WAYS[way]
    write(system := read("synthetic:activities=150"), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    read(f"./{name}")
    later = read(f"./{name}", cache=cached)
    monkeypatch.chdir("/")
    assert_same(later.uncertainty, system.uncertainty, tolerance)


@pytest.mark.parametrize("way", ["matrix folder", "datapackage", "zip"])
@pytest.mark.parametrize("cached", [False, True])
def test_a_source_that_is_gone_is_refused(tmp_path, way, cached):
    name, write, _ = WAYS[way]
    write(read("synthetic:activities=150"), tmp_path / name)
    read(tmp_path / name)
    system = read(tmp_path / name, cache=cached)
    (tmp_path / name).rename(tmp_path / "elsewhere")
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E506" and caught.value.hint


@pytest.mark.parametrize("cached", [False, True])
def test_a_source_that_changed_is_refused(tmp_path, cached):
    write_datapackage(read("synthetic:activities=120"), tmp_path / "p")
    read(tmp_path / "p")
    system = read(tmp_path / "p", cache=cached)
    (tmp_path / "p" / "datapackage.json").touch()
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E506" and caught.value.hint


def test_damaged_distributions_in_the_cache_are_read_anew(tmp_path, cache):
    write_matrix_folder(read("synthetic:activities=120"), tmp_path / "m")
    read(tmp_path / "m")
    wanted = read(tmp_path / "m").uncertainty
    (twin,) = cache.glob("*.uncertainty.roos")
    blob = bytearray(twin.read_bytes())
    blob[-100] ^= 1
    twin.write_bytes(bytes(blob))
    assert_same(read(tmp_path / "m").uncertainty, wanted)
    assert twin.read_bytes() != bytes(blob)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"row": [0, 0], "col": [0, 0]}, "share a place"),
        ({"type": [7, 3], "maximum": [3.0, np.nan], "factor": [2.0, 1.0]}, "whole numbers"),
        ({"row": [0, 1], "col": [1, 0]}, "no entry"),
    ],
)
def test_what_a_datapackage_cannot_hold_is_said(tmp_path, change, why):
    nothing = np.full(2, np.nan)
    given = {"row": [0, 1], "col": [0, 1], "type": [3, 3], "loc": [1.0, 1.0], "scale": [0.1, 0.1]}
    given |= {"shape": nothing, "minimum": nothing, "maximum": nothing, "negative": [False, False]} | change
    arrays = {name: np.array(values) for name, values in given.items()}
    rows = Distributions.build(arrays, (2, 2), where="")
    system = System.build(
        "x", np.eye(2), np.ones((1, 2)), uncertainty_of=lambda: Uncertainty(technosphere=rows)
    )
    (finding,) = write_datapackage(system, tmp_path / "p")
    assert finding.code == "W104" and why in finding.message
    assert read(tmp_path / "p", cache=False).uncertainty is None
