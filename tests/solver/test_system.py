"""System.build: the one door for matrices, which names what does not fit."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from roos import Labels, Method, RoosError, System
from roos.system import INDEX_LIMIT, as_csc

A, B = np.array([[1.0, -0.5], [0.0, 2.0]]), np.array([[3.0, 0.0]])
PRODUCTS = Labels("product", ("steel", "power"), units=("kg", "kWh"), locations=("", "NL"))


def refusal(**changes) -> RoosError:
    arguments = {"technosphere": A, "biosphere": B, **changes}
    with pytest.raises(RoosError) as caught:
        System.build("small", arguments.pop("technosphere"), arguments.pop("biosphere"), **arguments)
    return caught.value


@pytest.mark.parametrize("form", [np.asarray, sp.csr_matrix, sp.coo_array, sp.csc_array, sp.lil_array])
def test_any_matrix_is_taken(form):
    system = System.build("small", form(A), form(B))
    assert system.technosphere.matrix.toarray().tolist() == A.tolist()
    assert isinstance(system.technosphere.matrix, sp.csc_array) and isinstance(system.biosphere, sp.csc_array)
    assert system.technosphere.shape == (2, 2)
    assert system.products.ids == system.activities.ids == ("0", "1") and system.flows.ids == ("0",)
    assert system.technosphere.reference.tolist() == [-1, -1]
    assert system.technosphere.matrix.dtype == np.float64
    assert system.technosphere.matrix.has_sorted_indices


def test_integers_become_floats():
    assert System.build("small", A.astype(int), B.astype(int)).biosphere.dtype == np.float64


def test_what_was_given_may_change_afterwards():
    a, b, meta = sp.csc_array(A), B.copy(), {"source": "me"}
    system = System.build("small", a, b, meta=meta)
    a.data[:] = 9
    b[:] = 9
    meta["source"] = "you"
    assert system.technosphere.matrix.toarray().tolist() == A.tolist()
    assert system.biosphere.toarray().tolist() == B.tolist() and system.meta["source"] == "me"
    with pytest.raises(TypeError):
        system.meta["source"] = "you"


def test_duplicates_are_summed_and_zeros_leave():
    a = sp.coo_array(([1.0, 2.0, 5.0, -5.0, 1.0], ([0, 0, 0, 0, 1], [0, 0, 1, 1, 1])), shape=(2, 2))
    system = System.build("small", a, B)
    assert system.technosphere.matrix.toarray().tolist() == [[3.0, 0.0], [0.0, 1.0]]
    assert system.technosphere.matrix.nnz == 2


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_named(value):
    a = A.copy()
    a[1, 0] = value
    problem = refusal(technosphere=a, products=PRODUCTS)
    assert problem.code == "E106"
    assert "product power [NL] (kWh)" in problem.where and "activity 0" in problem.where
    problem = refusal(biosphere=np.array([[0.0, value]]))
    assert problem.code == "E106" and "biosphere" in problem.message and "activity 1" in problem.where


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"biosphere": np.ones((1, 3))}, "biosphere is 1 × 3"),
        ({"products": Labels.numbered("product", 3)}, "technosphere is 2 × 2"),
        ({"activities": Labels.numbered("activity", 1)}, "its labels say 2 × 1"),
        ({"flows": Labels.numbered("flow", 2)}, "its labels say 2 × 2"),
        ({"reference": np.array([0])}, "1 reference products for 2"),
        ({"reference": np.array([0, 2])}, "outside"),
        ({"reference": np.array([0, -2])}, "outside"),
        (
            {"characterisation": Method.build("m", np.ones((1, 2)), Labels("category", ("c",)))},
            "characterisation is 1 × 2",
        ),
    ],
)
def test_shapes_that_do_not_agree(changes, said):
    problem = refusal(**changes)
    assert problem.code == "E114" and said in problem.message


def test_complex_numbers_are_refused():
    assert refusal(technosphere=A.astype(complex)).code == "E117"


def test_too_large_is_said_before_anything_is_allocated():
    class Huge:
        shape = (INDEX_LIMIT + 1, 1)
        nnz = 1

    with pytest.raises(RoosError) as caught:
        as_csc(Huge())
    assert caught.value.code == "E109"


def test_an_empty_biosphere_is_legal():
    system = System.build("small", A, np.zeros((0, 2)))
    assert len(system.flows) == 0 and system.characterisation is None


def test_a_rectangular_technosphere_is_a_system_and_named_when_solved():
    from roos import factorise

    system = System.build("small", np.ones((3, 2)), np.ones((1, 2)))
    with pytest.raises(RoosError) as caught:
        factorise(system.technosphere)
    assert caught.value.code == "E103"
