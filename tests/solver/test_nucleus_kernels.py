"""Kernels: compiled equals interpreted, threads change no bit, parts against SciPy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from tests.solver.test_nucleus_properties import parts
from threadpoolctl import threadpool_limits

from roos.kernels import bits, blocks, lanes, ordering_bits, triangular
from roos.kernels import numeric as numeric_kernels
from roos.kernels.buckets import bucket_of, new_buckets, put, take
from roos.kernels.compile import kernel
from roos.nucleus import DEFAULT, NucleusOptions, Numeric, factorise
from roos.nucleus.threads import run_all


def twin(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the interpreted form of a kernel in which every kernel it calls is interpreted too."""
    plain = getattr(function, "py_func", function)
    names = {
        name: twin(value) if hasattr(value, "py_func") else value
        for name, value in plain.__globals__.items()
        if name in plain.__code__.co_names
    }
    return FunctionType(plain.__code__, {**plain.__globals__, **names}, plain.__name__, plain.__defaults__)


def system(n=70, seed=17, density=0.12):
    rng = np.random.default_rng(seed)
    a = np.eye(n) - np.where(rng.random((n, n)) < density, rng.random((n, n)), 0) / (n * density)
    a[: n // 3, n // 3 :] = 0
    return a, rng


@pytest.fixture
def interpreted(monkeypatch):
    """Every kernel that roos.nucleus calls, interpreted."""
    import roos.nucleus.numeric
    import roos.nucleus.order
    import roos.nucleus.scaling
    import roos.nucleus.symbolic

    for module in (roos.nucleus.numeric, roos.nucleus.order, roos.nucleus.scaling, roos.nucleus.symbolic):
        for name, value in vars(module).copy().items():
            if hasattr(value, "py_func"):
                monkeypatch.setattr(module, name, twin(value))


def everything(matrix, reference, options):
    numeric = factorise(*parts(matrix), reference=reference, options=options)
    f = np.zeros((matrix.shape[0], 11))
    f[::3] = np.random.default_rng(4).random(f[::3].shape)
    return [*numeric.symbolic.pattern, *numeric.values, numeric.solve(f), numeric.solve_transposed(f)]


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("switch", [24, 4096])
def test_interpreted_twin_equals_compiled(reference, switch, request):
    a, _ = system()
    given = np.arange(a.shape[0], dtype=np.int32) if reference else None
    options = NucleusOptions(switch=switch, costs=DEFAULT.costs._replace(start=10.0))
    compiled = everything(a, given, options)
    request.getfixturevalue("interpreted")
    for one, other in zip(compiled, everything(a, given, options), strict=True):
        assert np.array_equal(one, other)
    assert compiled[1].size > 1


@pytest.mark.parametrize("name", ["subtract", "spread"])
def test_lanes(name):
    rng = np.random.default_rng(2)
    x, values = rng.standard_normal((40, 8)), rng.standard_normal(30)
    columns = rng.permutation(39).astype(np.int32)[:30] + 1
    expected = x.copy()
    getattr(lanes, name)(expected, 0, values, columns.astype(np.int32), 3, 27)
    import numba

    function = getattr(lanes, name)
    compiled = numba.njit(lambda x, i, v, c, a, b: function(x, i, v, c, a, b))
    compiled(x, 0, values, columns.astype(np.int32), 3, 27)
    assert np.array_equal(x, expected)


def test_bits():
    word = np.uint64(0b1011_0000)
    row = np.zeros(3, dtype=np.uint64)
    for i in (0, 63, 64, 130):
        bits.set_bit(row, i)
    out = np.empty(8, dtype=np.int32)
    assert (bits.count_bits(word), bits.lowest_bit(word)) == (3, 4)
    assert out[: bits.members(row, out)].tolist() == [0, 63, 64, 130]
    assert twin(bits.members)(row, out) == 4
    bits.clear_bit(row, 64)
    assert bits.unite(row, np.array([1, 2, 4], dtype=np.uint64)) == 4
    assert [twin(_highest)(value) for value in HIGHEST] == [_highest(value) for value in HIGHEST]
    assert [_highest(value) for value in HIGHEST] == [value.bit_length() - 1 for value in HIGHEST]


@kernel
def _highest(value):
    return bits.highest_bit(value)


HIGHEST = (1, 2, 3, 64, 2**40 - 1, 2**40, 2**62)


def test_buckets_are_a_priority_queue():
    rng = np.random.default_rng(6)
    keys = rng.integers(0, 60, 200)
    queue = new_buckets(200)
    for node, key in enumerate(keys):
        put(*queue, node, int(key) + 50)
        put(*queue, node, int(key))
    taken = [take(*queue) for _ in range(200)]
    assert sorted(taken) == list(range(200))
    assert np.all(np.diff(keys[taken]) >= 0)
    assert take(*queue) == -1
    places = [bucket_of(key) for key in [*range(3000), 2**40, 2**62]]
    assert all(a <= b for a, b in zip(places, places[1:], strict=False))


def test_blocks_against_scipy():
    rng = np.random.default_rng(14)
    for n, density in ((1, 1.0), (30, 0.05), (300, 0.004), (300, 0.02)):
        a = sp.csc_array(sp.eye_array(n) + sp.random_array((n, n), density=density, rng=rng))
        block_of, order = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
        identity = np.arange(n, dtype=np.int32)
        indptr, indices, _ = parts(a)
        count = blocks.strong_blocks(
            indptr, indices, identity, block_of, order, np.empty((5, n + 1), np.int32)
        )
        expected, label = sp.csgraph.connected_components(a, directed=True, connection="strong")
        assert count == expected
        assert len(set(zip(block_of, label, strict=True))) == count
        column = np.repeat(np.arange(n), np.diff(indptr))
        assert np.all(block_of[column] <= block_of[indices])
        assert np.all(np.diff(block_of[order]) >= 0)


def test_threads_change_no_bit():
    a, rng = system(400, density=0.1)
    one = factorise(*parts(a))
    assert one.symbolic.pattern.g_first.size > 12
    f = rng.random((400, 300))
    for threads in (2, 3, 7):
        many = Numeric(one.symbolic, one.scaling, NucleusOptions(threads=threads))
        many.refactorise(parts(a)[2])
        assert np.array_equal(one.solve(f), many.solve(f))
        assert np.array_equal(one.solve_transposed(f), many.solve_transposed(f))


def test_many_threads_solve_with_one_factorisation():
    a, rng = system(300, density=0.3)
    numeric = factorise(*parts(a))
    assert numeric.symbolic.nuclei.max() > 0
    f = rng.random((300, 4))
    expected = None
    wrong: list[int] = []

    def run(number: int) -> None:
        for _ in range(20):
            if not np.array_equal(numeric.solve(f), expected):
                wrong.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(16)]
    with threadpool_limits(1):
        expected = numeric.solve(f)
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert not wrong


def test_batches_and_strides_change_no_bit():
    a, rng = system(90)
    numeric = factorise(*parts(a))
    f = np.asfortranarray(rng.random((90, 37)))
    whole = numeric.solve(f)
    small = Numeric(numeric.symbolic, numeric.scaling, NucleusOptions(batch=16))
    small.refactorise(parts(a)[2])
    assert np.array_equal(small.solve(f[:, ::-1])[:, ::-1], whole) or numeric.symbolic.nuclei.max() > 0
    assert np.allclose(small.solve(f[:, ::-1])[:, ::-1], whole, rtol=1e-13, atol=0)


def test_refactorise_keeps_its_memory():
    a, _ = system(300, density=0.3)
    numeric = factorise(*parts(a))
    before = [each.ctypes.data for each in numeric.values]
    numeric.refactorise(parts(a)[2])
    assert before == [each.ctypes.data for each in numeric.values]
    assert not numeric._workspace.any()
    assert not any(lane[0].any() for lane in numeric._lanes)


def test_an_exception_in_a_thread_is_raised_here():
    def work(thread: int, task: int) -> None:
        if task == 3:
            raise ArithmeticError(str(task))

    with pytest.raises(ArithmeticError, match="3"):
        run_all(work, range(20), 4)


def test_read_only_and_wide_arguments_compile_nothing_new():
    a, rng = system(60)
    indptr, indices, data = parts(a)
    f = rng.random((60, 3))
    expected = factorise(indptr, indices, data).solve(f)
    for each in (indptr, indices, data, f):
        each.flags.writeable = False
    count = len(numeric_kernels.factor_pivot_rows.signatures)
    for integer in (np.int32, np.int64):
        numeric = factorise(indptr.astype(integer), indices.astype(integer), data)
        numeric.refactorise(data)
        assert np.array_equal(numeric.solve(f), expected)
    assert len(numeric_kernels.factor_pivot_rows.signatures) == count
    with pytest.raises(OverflowError):
        factorise(indptr.astype(np.int64), indices + np.int64(2**33), data)


def test_kernels_have_one_signature_each():
    """Two integer types for one argument would compile everything twice."""
    a, rng = system(60)
    factorise(*parts(a)).solve(rng.random((60, 3)))
    for module in (bits, blocks, numeric_kernels, ordering_bits, triangular):
        for name, value in vars(module).items():
            if hasattr(value, "py_func") and value.__module__ == module.__name__ and module is not bits:
                assert len(value.signatures) <= 1, name
