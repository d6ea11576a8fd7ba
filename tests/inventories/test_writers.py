"""Writing a system and reading it back: the same bits, all or nothing, and never over another's files."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere, reference_case
from inventories.datapackages import reference_scores
from roos import Finding, Labels, Method, Severity, System
from roos_inventories.readers.datapackage import read_datapackage
from roos_inventories.readers.matrix_folder import read_matrix_folder
from roos_inventories.readers.system_file import read_system_file
from roos_inventories.writers.datapackage import write_datapackage
from roos_inventories.writers.matrix_folder import write_matrix_folder
from roos_inventories.writers.system_file import write_system_file

WAYS = {
    "matrix folder": ("out", write_matrix_folder, read_matrix_folder),
    "datapackage folder": ("out", write_datapackage, read_datapackage),
    "datapackage zip": ("out.zip", write_datapackage, read_datapackage),
    "system file": ("out.roos", write_system_file, read_system_file),
}


def awkward():
    """A system with everything that could be lost: odd labels, empty rows, zero factors, open references."""
    a = sp.csc_array([[0.1 + 0.2, -1e-300, 0.0], [-1 / 3, 0.0, 5.0], [0.0, -2.0, 0.0], [0.0, 0.0, 0.0]])
    b = sp.csc_array([[1e300, 0.0, -7.0], [0.0, 0.0, 0.0]])
    c = sp.csr_array([[0.0, 0.0], [1 / 7, 3.0]])
    products = Labels(
        "product",
        ("z, last", 'a "quoted"', "№ 3 ø", "NA"),
        ("steel", "stål; 2\nlines", "-", "nan"),
        ("kg", "m3", "", "kWh"),
        ("NL", "", "RER", ""),
        {"cas": ("1", "", "x", "")},
    )
    activities = Labels("activity", ("007", "b", "1.0"))
    flows = Labels("flow", ("co2", "f"), ("CO₂", "f"), ("kg", ""))
    categories = Labels(
        "category",
        ("none", "gwp"),
        ("nothing", "climate"),
        ("kg", "kg CO2-eq"),
        (),
        {"model": ("M 1", "M 2"), "note": ("", "x")},
    )
    finding = Finding("W103", Severity.WARNING, "a label was corrected", "here", "look")
    return System.build(
        "Awkward / system (1)",
        a,
        b,
        products=products,
        activities=activities,
        flows=flows,
        reference=np.array([0, -1, 1]),
        characterisation=Method.build("Both", c, categories),
        findings=(finding,),
        meta={"source": "made up", "year": 2020, "nested": {"a": [1, None]}},
    )


def numbered():
    return System.build("plain", sp.csc_array([[1.0, -0.5], [-0.5, 1.0]]), sp.csc_array([[1.0, 2.0]]))


def solvable():
    rng = np.random.default_rng(77)
    n = 40
    a = random_technosphere(rng, n, decades=3)
    b = sp.random_array((6, n), density=0.3, rng=rng, format="csc")
    c = sp.random_array((1, 6), density=1.0, rng=rng, format="csr")
    method = Method.build("m", c, Labels("category", ("only",)))
    return System.build("solvable", a, b, reference=np.arange(n), characterisation=method)


def assert_same(got, wanted):
    for one, other in (
        (got.technosphere.matrix, wanted.technosphere.matrix),
        (got.biosphere, wanted.biosphere),
        *([(got.characterisation.matrix, wanted.characterisation.matrix)] if wanted.characterisation else []),
    ):
        assert one.shape == other.shape
        np.testing.assert_array_equal(one.toarray(), other.toarray())
    np.testing.assert_array_equal(got.technosphere.reference, wanted.technosphere.reference)
    assert (got.characterisation is None) == (wanted.characterisation is None)
    assert (got.name, got.products, got.activities) == (wanted.name, wanted.products, wanted.activities)
    assert got.flows == wanted.flows
    if wanted.characterisation:
        assert got.characterisation.categories == wanted.characterisation.categories
        assert got.characterisation.name == wanted.characterisation.name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("make", [awkward, solvable])
def test_a_round_trip_keeps_every_bit_and_label(tmp_path, way, make):
    name, write, read = WAYS[way]
    system = make()
    write(system, tmp_path / name)
    assert_same(read(tmp_path / name), system)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("way", WAYS)
def test_without_a_method(tmp_path, way):
    name, write, read = WAYS[way]
    system = numbered()
    write(system, tmp_path / name)
    got = read(tmp_path / name)
    np.testing.assert_array_equal(got.technosphere.matrix.toarray(), system.technosphere.matrix.toarray())
    assert got.products == system.products and got.characterisation is None


@pytest.mark.parametrize("way", WAYS)
def test_a_real_inventory_makes_the_round_trip(tmp_path, way):
    name, write, read = WAYS[way]
    folder, _ = reference_case("useeio_v1_2")
    system = read_matrix_folder(folder)
    write(system, tmp_path / name)
    assert_same(read(tmp_path / name), system)


@pytest.mark.parametrize("way", WAYS)
def test_meta_and_findings_are_kept(tmp_path, way):
    name, write, read = WAYS[way]
    write(awkward(), tmp_path / name)
    got, wanted = read(tmp_path / name), awkward()
    assert (got.findings, got.meta) == (wanted.findings, wanted.meta)
    assert got.characterisation.findings == wanted.characterisation.findings


def test_others_find_source_and_licence_where_they_look(tmp_path):
    write_matrix_folder(awkward(), tmp_path / "out")
    assert json.loads((tmp_path / "out" / "meta.json").read_text())["source"] == "made up"


def test_writing_again_gives_the_same_bytes(tmp_path):
    write_matrix_folder(awkward(), tmp_path / "one")
    write_matrix_folder(read_matrix_folder(tmp_path / "one"), tmp_path / "two")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_bw2calc_scores_what_we_write(tmp_path, name):
    system = solvable()
    write_datapackage(system, tmp_path / name)
    scores, _ = reference_scores([tmp_path / name])
    demands = {identifier: {identifier: 1.0} for identifier in system.products.ids}
    np.testing.assert_allclose(roos.score(system, demands).scores[:, 0], list(scores.values()), rtol=1e-10)


@pytest.mark.parametrize("way", WAYS)
def test_one_of_ours_is_replaced_as_a_whole(tmp_path, way):
    name, write, read = WAYS[way]
    write(awkward(), tmp_path / name)
    write(solvable(), tmp_path / name)
    assert_same(read(tmp_path / name), solvable())
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_not_ours_is_left_alone(tmp_path, way):
    name, write, _ = WAYS[way]
    target = tmp_path / name
    if "." in name:
        target.write_bytes(b"a thesis")
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("years of work")
    with pytest.raises(roos.WriteError) as caught:
        write(solvable(), target)
    assert caught.value.code == "E601" and caught.value.hint and str(target) in caught.value.where
    assert (target if target.is_file() else target / "thesis.txt").stat().st_size > 0
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("way", ["matrix folder", "datapackage folder"])
def test_a_folder_of_ours_with_a_file_of_yours_is_left_alone(tmp_path, way):
    name, write, _ = WAYS[way]
    write(solvable(), tmp_path / name)
    (tmp_path / name / "notes.txt").write_text("mine")
    with pytest.raises(roos.WriteError):
        write(solvable(), tmp_path / name)
    assert (tmp_path / name / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_folder_is_filled(tmp_path, way):
    name, write, read = WAYS[way]
    if "." not in name:
        (tmp_path / name).mkdir()
    write(solvable(), tmp_path / name)
    assert_same(read(tmp_path / name), solvable())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fails_at", range(1, 4))
def test_a_full_disk_leaves_what_was_there(tmp_path, way, fails_at, monkeypatch):
    name, write, read = WAYS[way]
    write(awkward(), tmp_path / name)
    calls = []

    def full(*args, **more):
        calls.append(1)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(*args, **more)

    if way == "system file" and fails_at > 1:
        pytest.skip("a single file is written")
    home, function = {"matrix folder": (sp, "save_npz"), "system file": (os, "fsync")}.get(way, (np, "save"))
    real = getattr(home, function)
    monkeypatch.setattr(home, function, full)
    with pytest.raises(roos.WriteError) as caught:
        write(solvable(), tmp_path / name)
    monkeypatch.undo()
    assert caught.value.code == "E601" and "No space left" in caught.value.message
    assert_same(read(tmp_path / name), awkward())
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("way", ["matrix folder", "datapackage folder"])
def test_a_failed_rename_puts_the_old_folder_back(tmp_path, way, monkeypatch):
    name, write, read = WAYS[way]
    write(awkward(), tmp_path / name)
    real, calls = os.rename, []

    def second_fails(source, target):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(roos.WriteError):
        write(solvable(), tmp_path / name)
    monkeypatch.undo()
    assert len(calls) == 3
    assert_same(read(tmp_path / name), awkward())


@pytest.mark.parametrize("way", WAYS)
def test_no_such_folder(tmp_path, way):
    name, write, _ = WAYS[way]
    with pytest.raises(roos.WriteError) as caught:
        write(solvable(), tmp_path / "missing" / name)
    assert caught.value.code == "E601"
