"""Matrix folders that are damaged or do not agree: each refused with file and label."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from inventories.matrix_folders import change, matrix_folder
from roos_inventories.readers.matrix_folder import read_matrix_folder


@pytest.fixture
def folder(tmp_path):
    return matrix_folder(tmp_path / "mine")


def refused(folder, code, *, where="", hint=True, **options):
    with pytest.raises(roos.RoosError) as caught:
        read_matrix_folder(folder, options)
    assert caught.value.code == code
    assert where in caught.value.where and caught.value.where
    assert caught.value.hint or not hint
    return caught.value


def test_shapes_that_do_not_agree(folder):
    sp.save_npz(folder / "B.npz", sp.csc_array((1, 3)))
    assert "3 columns and there are 2 activities" in refused(folder, "E114", where="B.npz").message
    sp.save_npz(folder / "B.npz", sp.csc_array((1, 2)))
    sp.save_npz(folder / "C.npz", sp.csc_array((1, 5)))
    assert "5 columns and there are 1 flows" in refused(folder, "E114", where="C.npz").message
    change(folder, products=[{"id": "s"}])
    assert "2 rows and there are 1 products" in refused(folder, "E114", where="A.npz").message


def test_matrices_that_do_not_agree_without_labels(folder):
    (folder / "labels.json").unlink()
    sp.save_npz(folder / "B.npz", sp.csc_array((1, 3)))
    refused(folder, "E114", where="mine")


def test_lists_beside_the_activities_and_categories(folder):
    change(folder, reference=["s"])
    refused(folder, "E114", where="labels.json")
    change(folder, reference="s")
    refused(folder, "E114", where="labels.json")
    change(folder, reference=["s", "x"])
    problem = refused(folder, "E201", where="power")
    assert "labels.json" in problem.where
    change(folder, reference=["s", "p"], method=["a", "b"])
    refused(folder, "E114", where="labels.json")


@pytest.mark.parametrize(
    ("products", "code", "where"),
    [
        ([{"id": "s"}, {"id": "s"}], "E206", "products"),
        ([{"id": "s"}, {"name": "p"}], "E503", "item 1"),
        ([{"id": "s"}, {"id": ""}], "E503", "item 1"),
        ([{"id": "s"}, {"id": 1.5}], "E503", "item 1"),
        ([{"id": "s"}, "p"], "E503", "item 1"),
        ([{"id": "s"}, {"id": "p", "unit": 3}], "E503", "item 1"),
        ({"s": 0}, "E503", "products"),
    ],
)
def test_label_lists_that_are_none(folder, products, code, where):
    change(folder, products=products)
    refused(folder, code, where=where)


@pytest.mark.parametrize("file", ["labels.json", "meta.json"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "E113"),
        ("[]", "E503"),
        ("{", "E503"),
        ("", "E503"),
        ("\xff", "E503"),
    ],
)
def test_json_that_is_sloppy(folder, file, text, code):
    (folder / file).write_bytes(text.encode("latin-1"))
    refused(folder, code, where=file)


@pytest.mark.parametrize(("file", "names"), [("A", "steel"), ("B", "carbon dioxide"), ("C", "climate")])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_named(folder, file, names, value):
    matrix = sp.csc_array(sp.load_npz(folder / f"{file}.npz"))
    matrix.data[0] = value
    sp.save_npz(folder / f"{file}.npz", matrix)
    assert names in refused(folder, "E106").where


def test_no_matrix_folder(folder):
    refused(folder / "none", "E501")
    (folder / "A.npz").unlink()
    refused(folder, "E502")


def test_no_biosphere(folder):
    (folder / "B.npz").unlink()
    refused(folder, "E501", where="B.npz")


def test_options_are_refused(folder):
    refused(folder, "E512", colour="red")


def test_a_truncated_matrix(folder):
    whole = (folder / "A.npz").read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        (folder / "A.npz").write_bytes(whole[:length])
        refused(folder, "E503", where="A.npz")


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        ({"x": np.ones(3)}, "E502"),
        ({"format": np.array("dia"), "data": np.ones(1)}, "E502"),
        ({"format": np.array("csc"), "data": np.ones(1)}, "E503"),
        ({"indices": np.array([5, 1])}, "E503"),
        ({"indices": np.array([-1, 1])}, "E503"),
        ({"indices": np.array([0.0, 1.0])}, "E503"),
        ({"indptr": np.array([0, 1])}, "E503"),
        ({"indptr": np.array([0, 2, 1])}, "E503"),
        ({"indptr": np.array([0, 1, 9])}, "E503"),
        ({"data": np.ones(1)}, "E503"),
        ({"data": np.ones((2, 1))}, "E503"),
        ({"data": np.ones(2, dtype=complex)}, "E117"),
        ({"data": np.array(["a", "b"])}, "E117"),
        ({"shape": np.array([2, 2, 2])}, "E503"),
        ({"shape": np.array([-2, 2])}, "E503"),
    ],
)
def test_sparse_arrays_that_do_not_fit(folder, arrays, code):
    good = {
        "format": np.array("csc"),
        "shape": np.array([2, 2]),
        "data": np.ones(2),
        "indices": np.array([0, 1]),
        "indptr": np.array([0, 1, 2]),
    }
    np.savez(folder / "A.npz", **(arrays if "format" in arrays or "x" in arrays else good | arrays))
    refused(folder, code, where="A.npz")


def test_pickled_objects_are_never_loaded(folder):
    np.savez(folder / "A.npz", data=np.array([{"a": 1}], dtype=object), format=np.array("csc"))
    refused(folder, "E504", where="A.npz")
