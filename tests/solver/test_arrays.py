"""roos.arrays: five functions on plain arrays; and roos.factorise on whatever holds a matrix."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere
from roos import RoosError, arrays


@pytest.fixture
def a() -> sp.csc_array:
    return random_technosphere(np.random.default_rng(3), 30)


def refused(code: str, call: object, *args: object) -> str:
    with pytest.raises(RoosError) as raised:
        call(*args)  # type: ignore[operator]
    assert raised.value.code == code
    return str(raised.value)


def test_the_round_trip(a: sp.csc_array) -> None:
    assert arrays.VERSION == 1
    handle = arrays.factorise(a.indptr, a.indices, a.data, a.shape)
    dense, right = a.toarray(), np.random.default_rng(4).normal(size=(30, 5))
    np.testing.assert_allclose(arrays.solve(handle, right), np.linalg.solve(dense, right), rtol=1e-10)
    np.testing.assert_allclose(
        arrays.solve(handle, right[:, 0]), np.linalg.solve(dense, right[:, 0]), rtol=1e-10
    )
    np.testing.assert_allclose(
        arrays.solve_transposed(handle, right), np.linalg.solve(dense.T, right), rtol=1e-10
    )
    arrays.refactorise(handle, 2.0 * a.data)
    np.testing.assert_allclose(arrays.solve(handle, right), np.linalg.solve(2 * dense, right), rtol=1e-10)
    arrays.release(handle)
    for call in (
        lambda: arrays.solve(handle, right),
        lambda: arrays.solve_transposed(handle, right),
        lambda: arrays.refactorise(handle, a.data),
        lambda: arrays.release(handle),
    ):
        assert str(handle) in refused("E162", call)
    refused("E162", arrays.solve, "no handle", right)


def test_lists_and_repeated_places_will_do() -> None:
    handle = arrays.factorise([0, 3, 4], [0, 1, 0, 1], [1.0, -0.5, 1.0, 1], [2, 2])
    np.testing.assert_allclose(arrays.solve(handle, [2.0, 0.0]), [1.0, 0.5])
    arrays.refactorise(handle, [1, -1, 3, 2])
    np.testing.assert_allclose(arrays.solve(handle, [4, 1]), [1.0, 1.0])
    arrays.release(handle)


def test_arrays_that_are_no_matrix_are_refused(a: sp.csc_array) -> None:
    good = (a.indptr, a.indices, a.data, a.shape)
    bad = {
        "E117": [
            (a.indptr[:-1], *good[1:]),
            (a.indptr, a.indices[:-1], a.data, a.shape),
            (a.indptr, a.indices + 1000, a.data, a.shape),
            (a.indptr, a.indices * 0.5, a.data, a.shape),
            (a.indptr, a.indices, a.data * 1j, a.shape),
            (a.indptr, a.indices, ["x"] * a.nnz, a.shape),
            (a.indptr, a.indices, a.data, (30,)),
            (a.indptr, a.indices, a.data, None),
        ],
        "E106": [(a.indptr, a.indices, a.data * np.nan, a.shape)],
        "E104": [(a.indptr, a.indices, a.data * 0.0, a.shape)],
        "E103": [([0, 1, 2], [0, 1], [1.0, 1.0], (3, 2))],
    }
    for code, cases in bad.items():
        for case in cases:
            refused(code, arrays.factorise, *case)


def test_bad_values_leave_the_factors_as_they_were(a: sp.csc_array) -> None:
    handle = arrays.factorise(a.indptr, a.indices, a.data, a.shape)
    right = np.ones(30)
    before = arrays.solve(handle, right)
    refused("E115", arrays.refactorise, handle, a.data[:-1])
    refused("E115", arrays.refactorise, handle, a.toarray())
    refused("E106", arrays.refactorise, handle, a.data * np.inf)
    refused("E101", arrays.refactorise, handle, np.ones(a.nnz) * (np.arange(a.nnz) < 3))
    refused("E114", arrays.solve, handle, np.ones(29))
    refused("E106", arrays.solve, handle, right * np.nan)
    np.testing.assert_array_equal(arrays.solve(handle, right), before)
    arrays.release(handle)


def test_threads_share_and_replace_factors(a: sp.csc_array) -> None:
    handle = arrays.factorise(a.indptr, a.indices, a.data, a.shape)
    right = np.ones(30)
    plain = arrays.solve(handle, right)
    allowed = {plain.tobytes()}
    arrays.refactorise(handle, 2.0 * a.data)
    allowed.add(arrays.solve(handle, right).tobytes())
    seen, handles, problems = set(), [], []

    def work(number: int) -> None:
        try:
            for round_ in range(10):
                if number == 0:
                    arrays.refactorise(handle, (1.0 + round_ % 2) * a.data)
                own = arrays.factorise(a.indptr, a.indices, a.data, a.shape)
                handles.append(own)
                assert arrays.solve(own, right).tobytes() == plain.tobytes()
                seen.add(arrays.solve(handle, right).tobytes())
                arrays.release(own)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert seen <= allowed and len(set(handles)) == 30
    arrays.release(handle)


FORMS = {
    **{
        f"{kind}_{form}": lambda a, kind=kind, form=form: getattr(sp, f"{kind}_{form}")(a)
        for kind in ("csc", "csr", "coo", "bsr", "dia", "lil", "dok")
        for form in ("matrix", "array")
    },
    "dense": lambda a: a.toarray(),
    "fortran": lambda a: np.asfortranarray(a.toarray()),
    "np.matrix": lambda a: np.asmatrix(a.toarray()),
    "nested lists": lambda a: a.toarray().tolist(),
    "single precision": lambda a: a.astype(np.float32),
    "64-bit positions": lambda a: _wide(a),
    "unsorted": lambda a: _unsorted(a),
    "system": lambda a: roos.System.build("s", a, np.zeros((1, a.shape[0]))).technosphere,
}


def _wide(a: sp.csc_array) -> sp.csc_array:
    made = a.copy()
    made.indices, made.indptr = made.indices.astype(np.int64), made.indptr.astype(np.int64)
    return made


def _unsorted(a: sp.csc_array) -> sp.csc_array:
    order = np.concatenate([np.arange(s, e)[::-1] for s, e in zip(a.indptr[:-1], a.indptr[1:], strict=True)])
    return sp.csc_array((a.data[order], a.indices[order], a.indptr), shape=a.shape)


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS)
def test_factorise_takes_whatever_holds_a_matrix(make: object, a: sp.csc_array) -> None:
    given = make(a)  # type: ignore[operator]
    right = np.arange(30.0)
    relative = 1e-4 if getattr(given, "dtype", None) == np.float32 else 1e-10
    np.testing.assert_allclose(
        roos.factorise(given).solve(right), np.linalg.solve(a.toarray(), right), rtol=relative
    )
