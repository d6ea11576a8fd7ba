"""What callers hand in: every kind of matrix and right-hand side works, or is refused by code and place."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import Labels, Method, RoosError, System

A = np.array([[1.0, -0.5], [-0.25, 1.0]])
MASKED = np.ma.masked_array(A, mask=[[False, True], [False, False]])


def damaged():
    """Return a matrix whose second entry stands in row 7 of 2; SciPy writes outside its arrays with it."""
    matrix = sp.csc_array(A)
    matrix.indices[1] = 7
    return matrix


def damaged_pointers():
    matrix = sp.csr_array(A)
    matrix.indptr[1] = 9
    return matrix


NO_MATRIX = {
    "complex": A * 1j,
    "complex with nothing imaginary": A.astype(complex),
    "sparse complex": sp.csc_array(A * 1j),
    "objects": A.astype(object),
    "text": np.array([["1", "0"], ["0", "1"]]),
    "masked values": MASKED,
    "one dimension": np.ones(2),
    "one sparse dimension": sp.coo_array(np.ones(2)),
    "three dimensions": np.ones((2, 2, 2)),
    "rows of unequal length": [[1.0, 2.0], [3.0]],
    "nothing": None,
    "damaged indices": damaged(),
    "damaged pointers": damaged_pointers(),
}
DOORS = {
    "technosphere": lambda m: System.build("x", m, np.ones((1, 2))),
    "biosphere": lambda m: System.build("x", A, m),
    "method 'x'": lambda m: Method.build("x", m, Labels.numbered("category", 2)),
    "technosphere, bare": roos.factorise,
    "right-hand side": lambda m: roos.factorise(A).solve(m),
    "refactorise": lambda m: roos.factorise(A).refactorise(m),
}


def refusal(call):
    with pytest.raises(RoosError) as caught:
        call()
    assert caught.value.where and caught.value.hint
    return caught.value


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", NO_MATRIX)
def test_what_is_no_matrix_of_real_numbers_is_refused_at_every_door(door, kind):
    if "dimension" in kind and door in ("right-hand side", "refactorise"):
        return  # a vector is welcome there; other shapes are E114 and E115, below
    problem = refusal(lambda: DOORS[door](NO_MATRIX[kind]))
    assert problem.code == "E117" and problem.where == door.split(",")[0]


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "g", "i8", "i4", "u1", "?"])
@pytest.mark.parametrize("form", [np.array, np.asfortranarray, sp.csc_array, sp.csr_matrix, sp.coo_array])
def test_every_kind_of_real_number_gives_the_same_supply(dtype, form):
    a = np.array([[2, 0, 1], [0, 1, 0], [1, 1, 0]]).astype(dtype)  # zero diagonal, with a perfect matching
    if dtype == "f2" and form not in (np.array, np.asfortranarray):
        pytest.skip("SciPy has no sparse matrices of half precision")
    expected = np.linalg.solve(a.astype(float), [1.0, 2.0, 3.0])
    assert roos.factorise(form(a)).solve(np.array([1, 2, 3])) == pytest.approx(expected, rel=1e-15)


def test_values_beyond_a_double_are_named_not_rounded():
    wide = A.astype(np.longdouble)
    wide[0, 1] = np.longdouble("1e4000")
    if not np.isfinite(wide[0, 1]):
        pytest.skip("longdouble is no wider than a double here")
    for call in (
        lambda: roos.factorise(wide),
        lambda: System.build("x", wide, np.ones((1, 2))),
        lambda: Method.build("x", wide, Labels.numbered("category", 2)),
        lambda: roos.factorise(A).solve(wide),
    ):
        assert refusal(call).code == "E106"


def right_hand_sides():
    f = np.array([[1.0, 0.0, 3.0], [0.0, 2.0, 1.0]])
    still = f.copy()
    still.flags.writeable = False
    yield "as it is", f
    yield "read-only", still
    yield "Fortran order", np.asfortranarray(f)
    yield "strided", np.repeat(np.repeat(f, 2, axis=0), 2, axis=1)[::2, ::2]
    yield "backwards", f[::-1, ::-1].copy()[::-1, ::-1]
    yield "list", f.tolist()
    for dtype in ("f4", "f2", "g", "i8", "u1"):
        yield dtype, f.astype(dtype)
    for form in (sp.csc_array, sp.csr_matrix, sp.coo_array, sp.lil_array, sp.dok_array):
        yield form.__name__, form(f)
    yield (
        "sparse with duplicates",
        sp.coo_array((np.array([0.5, 0.5, 3.0, 2.0, 1.0]), ([0, 0, 0, 1, 1], [0, 0, 2, 1, 2])), shape=(2, 3)),
    )
    yield (
        "sparse with explicit zeros",
        sp.csc_array((f.T.ravel(), np.tile([0, 1], 3), np.arange(0, 7, 2)), shape=(2, 3)),
    )


@pytest.mark.parametrize("given", [pytest.param(f, id=name) for name, f in right_hand_sides()])
def test_every_kind_of_right_hand_side_gives_the_same_and_is_left_alone(given):
    factors = roos.factorise(A)
    plain = next(right_hand_sides())[1]
    before = sp.coo_array(given).toarray() if sp.issparse(given) else np.array(given)
    for solve in (factors.solve, factors.solve_transposed):
        got = solve(given)
        assert np.array_equal(got, solve(plain))
        assert got.flags.writeable and got.flags.owndata
    after = sp.coo_array(given).toarray() if sp.issparse(given) else np.array(given)
    assert np.array_equal(before, after)


@pytest.mark.parametrize(
    "given",
    [np.ones(3), np.ones((3, 2)), np.ones((1, 2)), np.ones((2, 1, 1)), np.float64(1), sp.csc_array((3, 1))],
    ids=["vector", "matrix", "row", "cube", "number", "sparse"],
)
def test_right_hand_sides_of_the_wrong_length(given):
    factors = roos.factorise(A)
    for solve, kind in ((factors.solve, "product"), (factors.solve_transposed, "activity")):
        problem = refusal(lambda s=solve: s(given))
        assert (problem.code, problem.where) == ("E114", "right-hand side") and kind in problem.hint


def test_a_list_is_a_vector_and_a_dense_matrix_can_be_refactorised():
    factors = roos.factorise(A)
    assert factors.solve([1.0, 0.0]).shape == (2,)
    again = factors.refactorise(A / 2)
    assert again.solve([1.0, 0.0]).tolist() == (2 * factors.solve([1.0, 0.0])).tolist()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("form", [np.array, sp.csc_array, sp.coo_array])
def test_values_that_are_not_finite_are_named_by_place(bad, form):
    products, activities = (
        Labels(kind, ("0", "1"), (f"{kind} one", f"{kind} two")) for kind in ("product", "activity")
    )
    a = A.copy()
    a[1, 0] = bad
    problem = refusal(
        lambda: System.build("x", form(a), np.ones((1, 2)), products=products, activities=activities)
    )
    assert problem.code == "E106" and "product two" in problem.where and "activity one" in problem.where
    assert refusal(lambda: roos.factorise(form(a))).where == "product 1, activity 0"
    assert refusal(lambda: roos.factorise(A).refactorise(form(a))).code == "E106"
    f = np.ones((2, 70))
    f[1, 66] = bad
    problem = refusal(lambda: roos.factorise(A).solve(form(f)))
    assert problem.code == "E106" and problem.where == "product 1, column 66"


def test_duplicates_that_add_up_to_infinity_or_to_nothing_are_seen():
    def twice(value, other):
        return sp.coo_array((np.array([value, other, 1.0]), ([0, 0, 1], [0, 0, 1])), shape=(2, 2))

    assert refusal(lambda: roos.factorise(twice(1e308, 1e308))).code == "E106"
    assert refusal(lambda: roos.factorise(twice(1.0, -1.0))).code == "E104"
    assert roos.factorise(twice(1.5, 0.5)).solve([1.0, 1.0]).tolist() == [0.5, 1.0]


@pytest.mark.parametrize("shape", [(0, 1), (1, 0), (2, 3), (3, 2)])
def test_what_is_not_square_is_named(shape):
    for form in (np.ones, lambda s: sp.csc_array(np.ones(s))):
        assert refusal(lambda f=form: roos.factorise(f(shape))).code == "E103"


@pytest.mark.parametrize("value", [1.0, -4.0, 3.0, 2.0**-900, 2.0**900])
def test_one_by_one(value):
    factors = roos.factorise(np.array([[value]]))
    assert factors.solve([1.0]).tolist() == [1 / value] == factors.solve_transposed([1.0]).tolist()


def test_magnitudes_at_the_end_of_doubles_are_answered_exactly_or_refused():
    assert refusal(lambda: roos.factorise(np.array([[5e-324]])).solve([1.0])).code == "E118"
    assert roos.factorise(np.array([[2.0**1000]])).solve([1.0]).tolist() == [2.0**-1000]


def test_nothing_at_all():
    for empty in (np.zeros((0, 0)), sp.csc_array((0, 0))):
        factors = roos.factorise(empty)
        assert factors.condition == 1.0
        assert factors.solve(np.zeros(0)).shape == (0,)
        assert factors.solve_transposed(np.zeros((0, 3))).shape == (0, 3)
        assert factors.refactorise(np.zeros(0)).solve(np.zeros(0)).shape == (0,)
    assert refusal(lambda: roos.factorise(np.zeros((1, 1)))).code == "E104"


def test_a_solution_that_overflows_is_no_result():
    supply = roos.factorise(A).solve([1e308, 1e308])
    assert supply == pytest.approx([1e308 / 7 * 12, 1e308 / 7 * 10], rel=1e-15)
    assert refusal(lambda: roos.factorise(A).solve([1.5e308, 1.5e308])).code == "E118"


def test_too_many_entries_are_counted_before_they_are_copied(monkeypatch):
    monkeypatch.setattr("roos.entries.INDEX_LIMIT", 3)
    for form in (sp.csc_array, sp.coo_array):
        problem = refusal(lambda f=form: roos.factorise(f(A)))
        assert (problem.code, problem.where) == ("E109", "technosphere")
    monkeypatch.setattr("roos.system.INDEX_LIMIT", 1)
    assert refusal(lambda: System.build("x", A, np.ones((1, 2)))).code == "E109"
