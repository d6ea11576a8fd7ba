"""Threads change the time, never the bits; BLAS is put back as it was."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import roos
from roos import Options, threads
from roos.threads import run_all, thread_count
from roos_inventories import read


def blas_threads():
    """Threads of the BLAS that NumPy and SciPy use; another library may have loaded one of its own since."""
    return [entry["num_threads"] for entry in threads._controller().info()]


@pytest.fixture(scope="module")
def system():
    return read("synthetic:activities=3000,seed=11")


def test_solves_are_the_same_bits_for_any_number_of_threads(system):
    rng = np.random.default_rng(5)
    n = len(system.products)
    f = np.zeros((n, 300))
    f[rng.integers(0, n, 300), np.arange(300)] = 1.0
    g = rng.random((n, 130))
    expected = None
    for number in (1, 2, 3, 8):
        factors = roos.factorise(system.technosphere, options=Options(threads=number))
        got = factors.solve(f), factors.solve_transposed(g)
        expected = expected or got
        assert all(np.array_equal(one, other) for one, other in zip(got, expected, strict=True))


def test_blas_is_pinned_inside_and_restored_after():
    before = blas_threads()
    for _ in range(2):
        seen = []
        run_all(lambda _task: seen.append(set(blas_threads())), range(8), 4)
        assert all(each <= {1} for each in seen) and len(seen) == 8
        assert blas_threads() == before


def test_orchestrators_at_once_leave_blas_as_it_was():
    before = blas_threads()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: run_all(lambda _task: time.sleep(0.001), range(4), 2), range(40)))
    assert blas_threads() == before


def test_an_error_in_a_task_is_raised_and_blas_restored():
    before = blas_threads()

    def work(task):
        if task == 3:
            raise ValueError("task 3")

    for number in (1, 4):
        with pytest.raises(ValueError, match="task 3"):
            run_all(work, range(8), number)
    assert blas_threads() == before


def test_zero_means_one_thread_per_core():
    assert thread_count(0) >= 1 and thread_count(5) == 5
