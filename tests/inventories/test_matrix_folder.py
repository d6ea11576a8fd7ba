"""Matrix folders: what is read from them, and what is refused."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import scipy.sparse as sp

from helpers import reference_case, reference_data
from inventories.matrix_folders import change, matrix_folder
from roos_inventories.readers.matrix_folder import read_matrix_folder

CASES = (
    "bw2calc_multi_lca_simple", "pymrio_test_mrio", "tiny_bw2calc_partitioned", "tiny_eurostat_toy",
    "tiny_heijungs_suh_2002", "tiny_miller_blair_2x2", "useeio_v1_2", "uslci_fy17q4", "uslci_fy17q4_noalloc",
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_reference_data_reads_as_scipy_and_json_read_it(name):
    folder, meta = reference_case(name)
    system = read_matrix_folder(folder)
    labels = json.loads((folder / "labels.json").read_text())
    assert system.name == name and system.meta["source"] == meta["source"]
    for got, file in (
        (system.technosphere.matrix, "A"),
        (system.biosphere, "B"),
        (system.characterisation.matrix, "C"),
    ):
        wanted = sp.load_npz(folder / f"{file}.npz")
        assert got.shape == wanted.shape
        assert abs(got - sp.csc_array(wanted)).nnz == 0
    for axis, got in (
        ("products", system.products),
        ("activities", system.activities),
        ("flows", system.flows),
    ):
        assert list(got.ids) == [item["id"] for item in labels[axis]]
        assert list(got.names) == [item["name"] for item in labels[axis]]
        if "key" in labels[axis][0]:
            assert list(got.extra["key"]) == [item["key"] for item in labels[axis]]


def test_no_reference_folder_is_forgotten():
    assert set(CASES) == {path.parent.name for path in reference_data().glob("*/A.npz")}


@pytest.fixture
def folder(tmp_path):
    return matrix_folder(tmp_path / "mine")


def test_everything_a_folder_can_say(folder):
    system = read_matrix_folder(folder)
    assert system.name == "mine"
    assert system.products.ids == ("s", "p") and system.products.names == ("steel", "p")
    assert system.products.units == ("kg", "") and system.products.locations == ("NL", "")
    assert dict(system.products.extra) == {"cas": ("1-2", "")}
    assert system.activities.ids == ("11", "12") and system.activities.units == ("", "")
    assert system.technosphere.reference.tolist() == [0, -1]
    assert system.characterisation.models == ("IPCC 2021",)
    assert system.characterisation.name == "IPCC 2021"
    assert dict(system.meta) == {
        "source": "here",
        "licence": "CC0",
        "more": [1, 2],
        "labels": {"grouping": {"a": 1}},
    }
    np.testing.assert_array_equal(system.technosphere.matrix.toarray(), [[1, -0.5], [-0.25, 2]])
    np.testing.assert_array_equal(system.biosphere.toarray(), [[3, 4]])
    np.testing.assert_array_equal(system.characterisation.matrix.toarray(), [[2]])


def test_a_category_may_carry_its_own_method(folder):
    change(folder, method=None, categories=[{"id": "gwp", "method": "EF 3.1"}])
    assert read_matrix_folder(folder).characterisation.models == ("EF 3.1",)


def test_matrices_alone_are_enough(folder):
    for name in ("labels.json", "meta.json", "C.npz"):
        (folder / name).unlink()
    system = read_matrix_folder(folder)
    assert system.characterisation is None
    assert system.products.ids == ("0", "1") and system.flows.ids == ("0",)
    assert system.technosphere.reference.tolist() == [-1, -1]


def test_missing_lists_count_from_zero(folder):
    change(folder, activities=None, flows=None, categories=None)
    system = read_matrix_folder(folder)
    assert system.activities.ids == ("0", "1") and system.characterisation.categories.ids == ("0",)
    assert system.products.ids == ("s", "p")


def test_uncertainty_is_said_to_be_unused(folder):
    name = read_matrix_folder(folder).name
    shutil.copy(folder / "A.npz", folder / "uncertainty_A.npz")
    system = read_matrix_folder(folder)
    (finding,) = system.findings
    assert system.name == name
    assert finding.code == "W104" and "uncertainty_A.npz" in finding.message


def test_duplicates_are_summed_and_counted(folder):
    sp.save_npz(folder / "A.npz", sp.coo_array(([1, 1, 1, -0.5, -0.25], ([0, 1, 1, 0, 1], [0, 1, 1, 1, 0]))))
    system = read_matrix_folder(folder)
    np.testing.assert_array_equal(system.technosphere.matrix.toarray(), [[1, -0.5], [-0.25, 2]])
    (finding,) = system.findings
    assert (finding.code, finding.count) == ("W101", 1)
