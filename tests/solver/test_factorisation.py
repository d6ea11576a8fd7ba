"""The factorisation object: shapes, errors by name, new values, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere
from roos import Labels, Options, RoosError
from roos.system import System

RNG = np.random.default_rng(7219)


def system_of(a, **labels):
    n = np.asarray(a).shape[1]
    return System.build("test", np.asarray(a, float), np.zeros((1, n)), **labels)


def code_of(call):
    with pytest.raises(RoosError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    "convert", [np.asarray, sp.csr_matrix, sp.csc_array, sp.coo_array, sp.lil_array, sp.dok_array]
)
def test_any_matrix_type_gives_the_same_supply(convert):
    a = random_technosphere(np.random.default_rng(5), 30).toarray()
    f = np.arange(30.0)
    expected = np.linalg.solve(a, f)
    assert roos.factorise(convert(a)).solve(f) == pytest.approx(expected, rel=1e-12)


def test_shapes_of_demands_are_kept_and_the_caller_keeps_his_array():
    a = random_technosphere(np.random.default_rng(6), 20)
    factors = roos.factorise(a)
    one = np.arange(20.0)
    many = np.asfortranarray(RNG.random((20, 7)))
    kept = many.copy()
    assert factors.solve(one).shape == (20,)
    assert factors.solve(many).shape == (20, 7)
    assert factors.solve(sp.csc_array(many)).shape == (20, 7)
    assert factors.solve(np.zeros((20, 0))).shape == (20, 0)
    assert np.array_equal(many, kept)
    assert np.array_equal(factors.solve(many), factors.solve(sp.csr_array(many)))


def test_the_transposed_solve_is_the_adjoint():
    a = random_technosphere(np.random.default_rng(8), 40, decades=3)
    factors = roos.factorise(a)
    f, g = RNG.random((40, 3)), RNG.random((40, 2))
    left = g.T @ factors.solve(f)
    right = factors.solve_transposed(g).T @ f
    assert left == pytest.approx(right, rel=1e-12)


def test_batches_change_nothing_beyond_four_ulp():
    a = random_technosphere(np.random.default_rng(9), 60, decades=3)
    f = RNG.random((60, 50))
    whole = roos.factorise(a).solve(f)
    for batch in (1, 7, 64):
        parts = roos.factorise(a, options=Options(batch=batch)).solve(f)
        assert np.all(np.abs(parts - whole) <= 4 * np.spacing(np.abs(whole)))


def test_thirty_two_threads_on_one_factorisation_agree():
    a = random_technosphere(np.random.default_rng(10), 80, decades=2)
    factors = roos.factorise(a)
    f = RNG.random((80, 5))
    expected = factors.solve(f)
    with ThreadPoolExecutor(32) as pool:
        for got in pool.map(lambda _: factors.solve(f), range(96)):
            assert np.array_equal(got, expected)


@pytest.mark.parametrize("form", ["csc", "csr", "coo"])
def test_refactorise_takes_values_in_the_stored_order_of_the_first_matrix(form):
    a = random_technosphere(np.random.default_rng(11), 25).tocoo()
    shuffled = np.random.default_rng(1).permutation(a.nnz)
    rows, columns = a.coords
    first = sp.coo_array((a.data[shuffled], (rows[shuffled], columns[shuffled])), shape=a.shape).asformat(
        form
    )
    factors = roos.factorise(first)
    second = first.copy()
    second.data = first.data * np.random.default_rng(2).uniform(0.9, 1.1, first.data.size)
    f = RNG.random(25)
    expected = roos.factorise(second).solve(f)
    assert np.array_equal(factors.refactorise(second.data).solve(f), expected)
    assert np.array_equal(factors.refactorise(second).solve(f), expected)
    assert np.array_equal(factors.refactorise(sp.csr_array(second)).solve(f), expected)
    reused = factors.refactorise(second.data, out=factors)
    assert reused is factors and np.array_equal(factors.solve(f), expected)


def test_refactorise_sums_duplicates_and_keeps_explicit_zeros():
    rows, columns = [0, 1, 0, 1, 1], [0, 1, 1, 0, 1]
    first = sp.coo_array((np.array([1.0, 0.5, 0.0, -0.25, 0.5]), (rows, columns)), shape=(2, 2))
    factors = roos.factorise(first)
    again = factors.refactorise(np.array([2.0, 1.0, -0.5, -0.25, 1.0]))
    assert again.solve(np.array([1.0, 0.0])) == pytest.approx(
        np.linalg.solve([[2.0, -0.5], [-0.25, 2.0]], [1.0, 0.0]), rel=1e-15
    )


def test_refactorise_refuses_another_pattern():
    factors = roos.factorise(sp.csc_array([[1.0, 0.0], [-0.5, 1.0]]))
    assert code_of(lambda: factors.refactorise(sp.csc_array([[1.0, -0.5], [0.0, 1.0]]))).code == "E115"
    assert code_of(lambda: factors.refactorise(np.ones(2))).code == "E115"
    assert code_of(lambda: factors.refactorise(np.array([1.0, np.nan, 1.0]))).code == "E106"


def test_refactorise_into_a_factorisation_in_use_is_refused():
    factors = roos.factorise(np.eye(2))
    with factors._reading():
        assert code_of(lambda: factors.refactorise(np.ones(2), out=factors)).code == "E116"
    assert factors.refactorise(np.array([2.0, 2.0]), out=factors).solve(np.ones(2)).tolist() == [0.5, 0.5]


def test_factors_know_which_matrix_they_came_from():
    factors = roos.factorise(np.eye(2))
    assert (
        factors.digest == roos.factorise(np.eye(2)).digest != factors.refactorise(np.array([1.0, 2.0])).digest
    )


PRODUCTS = Labels("product", ("p-steel", "p-power", "p-heat"), ("steel", "power", "heat"))
ACTIVITIES = Labels(
    "activity", ("a-steel", "a-power", "a-heat"), ("making steel", "making power", "making heat")
)


@pytest.mark.parametrize(
    ("matrix", "code", "named"),
    [
        ([[1, 0, 0], [0, 0, 0], [0, 1, 1]], "E104", "power"),
        ([[1, 0, 0], [0, 0, 1], [0, 0, 1]], "E104", "making power"),
        ([[1, 1, 1], [0, 0, 1], [0, 0, 1]], "E101", "making"),
        ([[1, -0.5, 0], [-2, 1, 0], [0, 0, 1]], "E101", "making steel"),
        ([[1, 2, 0], [2, 4, 0], [0, 0, 1]], "E101", "making power"),
    ],
    ids=["empty row", "empty column", "structural", "loop of gain one", "proportional"],
)
def test_singular_systems_name_their_activities(matrix, code, named):
    system = system_of(matrix, products=PRODUCTS, activities=ACTIVITIES)
    problem = code_of(lambda: roos.factorise(system.technosphere))
    assert problem.code == code and named in problem.where and problem.hint
    assert problem.exit_code == roos.Exit.SINGULAR


def test_singular_up_to_rounding_is_refused_with_its_condition():
    factors = roos.factorise(np.array([[1.0, -(0.1 * 3)], [-1 / 0.3, 1.0]]))
    assert factors.condition > 1e15
    problem = code_of(lambda: factors.solve(np.array([1.0, 0.0])))
    assert problem.code == "E102" and "condition estimate" in problem.message


def test_nonsquare_names_orphans_and_makers_of_several():
    system = System.build(
        "test",
        np.array([[1.0, 0.0], [1.0, 0.0], [0.0, -1.0]]),
        np.zeros((1, 2)),
        products=PRODUCTS,
        activities=Labels("activity", ("one", "two")),
    )
    problem = code_of(lambda: roos.factorise(system.technosphere))
    assert problem.code == "E103" and "heat" in problem.where and "one" in problem.where


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        (np.array([[np.nan]]), "E106"),
        (np.array([[np.inf]]), "E106"),
        (np.array([[1j]]), "E117"),
        (np.ones(3), "E117"),
        (np.array([["a"]]), "E117"),
    ],
)
def test_what_is_no_matrix_of_finite_real_numbers_is_refused(matrix, code):
    assert code_of(lambda: roos.factorise(matrix)).code == code


@pytest.mark.parametrize(
    ("demand", "code"),
    [
        (np.array([1.0, np.nan]), "E106"),
        (np.ones(3), "E114"),
        (np.array(["a", "b"]), "E117"),
        (np.ones((2, 2, 2)), "E114"),
    ],
)
def test_bad_demands_are_refused(demand, code):
    assert code_of(lambda: roos.factorise(np.eye(2)).solve(demand)).code == code


def test_index_overflow_is_seen_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr("roos.entries.INDEX_LIMIT", 3)
    assert code_of(lambda: roos.factorise(sp.eye_array(4, format="csc"))).code == "E109"
    monkeypatch.setattr("roos.system.INDEX_LIMIT", 3)
    assert code_of(lambda: system_of(np.eye(4))).code == "E109"


def test_zero_diagonal_is_legal():
    a = np.array([[0.0, 2.0], [4.0, -1.0]])
    assert roos.factorise(a).solve(np.array([1.0, 1.0])).tolist() == np.linalg.solve(a, [1.0, 1.0]).tolist()


def test_an_empty_system_and_a_single_activity():
    assert roos.factorise(np.array([[4.0]])).solve(np.array([1.0])).tolist() == [0.25]
    empty = roos.factorise(np.zeros((0, 0)))
    assert empty.solve(np.zeros((0, 2))).shape == (0, 2)


def test_unknown_backend_is_named():
    assert code_of(lambda: roos.factorise(np.eye(2), options=Options(backend="magic"))).code == "E119"


def test_a_backward_error_that_cannot_be_mended_is_no_result(monkeypatch):
    a = random_technosphere(np.random.default_rng(12), 10)
    factors = roos.factorise(a, options=Options(backend="superlu"))
    monkeypatch.setattr(factors._factors, "solve", lambda right: right * 1e-3)
    assert code_of(lambda: factors.solve(np.ones(10))).code == "E118"
