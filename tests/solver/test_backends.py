"""Every backend that is here keeps one small contract; SuperLU takes over where one fails, and it is said."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere
from roos import Labels, Method, Options, RoosError, backends
from roos.backends.protocol import ZeroPivot
from roos.system import System

NAMES = ("nucleus", "superlu", "pardiso", "umfpack")


@pytest.fixture(params=NAMES)
def options(request):
    return present(request.param)


def present(name):
    try:
        backends.select(name)
    except RoosError as problem:
        pytest.skip(problem.message)
    return Options(backend=name)


def refusal(call):
    with pytest.raises(RoosError) as caught:
        call()
    return caught.value


def exact(a, f):
    """Solve in extended precision, so that a backend is not held against another solver's rounding."""
    x = np.linalg.solve(a, f).astype(np.longdouble)
    for _ in range(3):
        x += np.linalg.solve(a, np.asarray(f - a.astype(np.longdouble) @ x, dtype=float))
    return np.asarray(x, dtype=float)


def test_forward_and_transposed_solves_are_right_in_every_entry(options):
    rng = np.random.default_rng(31)
    a = random_technosphere(rng, 50, decades=3)
    factors = roos.factorise(a, options=options)
    f, g = rng.random((50, 9)), rng.random((50, 4))
    assert factors.backend == options.backend
    assert factors.solve(f) == pytest.approx(exact(a.toarray(), f), rel=4e-15, abs=0)
    assert factors.solve_transposed(g) == pytest.approx(exact(a.toarray().T, g), rel=4e-15, abs=0)
    assert factors.solve(f[:, 0]).shape == (50,) and factors.solve(f[:, :0]).shape == (50, 0)


def test_sparse_right_hand_sides_give_exact_zeros_outside_the_reach(options):
    # 0 takes from 1; 2 takes from 3; 3 takes from itself and 2; a row and a column order of their own
    a = np.eye(5)
    a[1, 0], a[3, 2], a[2, 3], a[3, 3] = -0.3, -0.7, -0.1, 0.9
    shuffle = np.random.default_rng(4).permutation(5)
    a = a[shuffle]
    factors = roos.factorise(a, options=options)
    demand = sp.csc_array((np.ones(1), ([int(np.flatnonzero(shuffle == 0)[0])], [0])), shape=(5, 1))
    supply = factors.solve(demand)[:, 0]
    assert supply == pytest.approx([1.0, 0.3, 0.0, 0.0, 0.0], rel=1e-15, abs=0)
    multipliers = factors.solve_transposed(sp.csr_array(np.eye(5)[:, [4]]))[:, 0]
    assert np.count_nonzero(multipliers) == 1


def test_new_values_on_the_same_pattern(options):
    rng = np.random.default_rng(32)
    a = random_technosphere(rng, 40, decades=2)
    factors = roos.factorise(a, options=options)
    f, first = rng.random((40, 3)), factors.solve(np.ones(40))
    for scale in (1e-3, 1.0, 1e6):  # the scaling of the first values is kept, and still does
        values = scale * a.data * rng.uniform(0.9, 1.1, a.nnz)
        other = sp.csc_array((values, a.indices, a.indptr), shape=a.shape).toarray()
        fresh = factors.refactorise(values)
        assert fresh.solve(f) == pytest.approx(exact(other, f), rel=4e-15, abs=0)
        again = fresh.refactorise(a.data)
        assert again.refactorise(values, out=again).solve(f) == pytest.approx(
            exact(other, f), rel=4e-15, abs=0
        )
        assert fresh.backend == again.backend == options.backend and not again.findings
    assert np.array_equal(factors.solve(np.ones(40)), first)


def cycle_of(n, diagonal, inputs):
    cycle = sp.csc_array((np.ones(n), ((np.arange(n) + 1) % n, np.arange(n))), shape=(n, n))
    return sp.csc_array(diagonal * sp.eye_array(n) + inputs * cycle)


@pytest.mark.parametrize("name", ["auto", "superlu", "pardiso", "umfpack"])
def test_values_that_move_the_pivots_elsewhere(name):
    n, options = 30, present(name)
    a = cycle_of(n, 1.0, 0.1)
    factors = roos.factorise(a, options=options)
    values = np.where(a.data == 1.0, 1e-20, 1.0)
    moved = factors.refactorise(values)
    assert moved.solve(np.eye(n)[:, 0]) == pytest.approx(np.eye(n)[:, n - 1], rel=1e-15, abs=1e-15)
    assert moved.refactorise(a.data, out=moved).solve(np.ones(n)) == pytest.approx(1 / 1.1, rel=1e-15)


@pytest.mark.parametrize(
    "matrix",
    [[[1, -0.5, 0], [-2, 1, 0], [0, 0, 1]], [[1, 2, 0], [2, 4, 0], [0, 0, 1]]],
    ids=["loop of gain one", "proportional"],
)
def test_exactly_singular_matrices_name_their_activities(options, matrix):
    problem = refusal(lambda: roos.factorise(np.array(matrix, float), options=options))
    assert problem.code == "E101" and problem.where == "activity 0; 1"


def test_new_values_that_are_singular_are_refused_and_good_ones_accepted_again(options):
    factors = roos.factorise(np.array([[1.0, -0.25], [-2.0, 1.0]]), options=options)
    good, bad = factors.matrix.data.copy(), np.array([1.0, -2.0, -0.5, 1.0])
    assert refusal(lambda: factors.refactorise(bad)).code == "E101"
    assert refusal(lambda: factors.refactorise(bad, out=factors)).code == "E101"
    assert refusal(lambda: factors.solve(np.ones(2))).code == "E101"
    factors.refactorise(good, out=factors)
    assert factors.solve(np.array([1.0, 0.0])) == pytest.approx([2.0, 4.0], rel=1e-15)


def test_singular_up_to_rounding_gives_no_numbers(options):
    a = np.array([[1.0, -(0.1 * 3)], [-1 / 0.3, 1.0]])
    assert refusal(lambda: roos.factorise(a, options=options).solve(np.ones(2))).code in ("E101", "E102")


def test_many_threads_on_one_factorisation_agree(options):
    a = random_technosphere(np.random.default_rng(33), 60, decades=2)
    factors = roos.factorise(a, options=options)
    f, g = np.random.default_rng(34).random((60, 5)), np.random.default_rng(35).random((60, 2))
    expected = factors.solve(f), factors.solve_transposed(g)
    with ThreadPoolExecutor(16) as pool:
        turns = pool.map(lambda i: factors.solve_transposed(g) if i % 2 else factors.solve(f), range(64))
        for i, got in enumerate(turns):
            assert np.array_equal(got, expected[i % 2])


def test_empty_and_smallest_systems(options):
    assert roos.factorise(np.array([[4.0]]), options=options).solve(np.ones(1)).tolist() == [0.25]
    assert roos.factorise(np.zeros((0, 0)), options=options).solve(np.zeros((0, 2))).shape == (0, 2)


def test_scores_are_certified(options):
    results = roos.score(small_system(), {"steel": {"steel": 1.0}}, options=options)
    assert results.scores == pytest.approx(np.array([[5.0]]), rel=1e-15)
    assert results.certificate.status.name == "CERTIFIED" and results.certificate.backend == options.backend


def test_sizes_are_told(options):
    a = random_technosphere(np.random.default_rng(36), 300, density=0.02)
    report = roos.factorise(a, options=options).report
    assert report.backend == options.backend and report.path
    assert report.factor_entries >= 300 and report.bytes >= 8 * report.factor_entries
    assert report.fill == report.factor_entries / a.nnz


def small_system():
    method = Method.build("none", np.array([[1.0]]), categories=Labels("category", ("climate",)))
    return System.build(
        "two activities",
        np.array([[1.0, -0.5], [-0.5, 1.0]]),
        np.array([[3.0, 1.5]]),
        products=Labels("product", ("steel", "power")),
        characterisation=method,
    )


# The choice


def test_the_default_comes_first_and_imports_no_optional_library():
    program = (
        "import sys, numpy, roos; f = roos.factorise(numpy.eye(2)); f.solve(numpy.ones(2)); "
        "print(f.backend, 'pypardiso' in sys.modules, 'scikits' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["nucleus", "False", "False"]
    assert list(backends.available())[:2] == ["nucleus", "superlu"]


@pytest.mark.parametrize(
    ("name", "module", "install"),
    [
        ("pardiso", "pypardiso", "pip install pypardiso"),
        ("umfpack", "scikits.umfpack", "libsuitesparse-dev"),
    ],
)
def test_a_library_that_is_missing_is_named_with_what_to_install(monkeypatch, name, module, install):
    monkeypatch.setitem(sys.modules, module, None)
    assert name not in backends.available()
    problem = refusal(lambda: roos.factorise(np.eye(2), options=Options(backend=name)))
    assert problem.code == "E119" and repr(name) in problem.message
    assert install in problem.hint and "superlu" in problem.hint


def test_an_unknown_name_lists_what_there_is():
    problem = refusal(lambda: backends.select("magic"))
    assert problem.code == "E119" and "nucleus, superlu" in problem.hint


# PARDISO's silent replacements


def test_pivots_that_pardiso_would_replace_are_left_to_superlu():
    options = present("pardiso")
    a = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-13]])  # the last pivot is 1e-13, and PARDISO makes it larger
    factors = roos.factorise(a, options=options)
    assert factors.backend == "superlu" and "PARDISO would have replaced" in factors.report.path
    assert [finding.code for finding in factors.findings] == ["W302"]
    assert factors.solve(np.ones(2)).tolist() == [1.0, 0.0]
    assert factors.solve(np.array([1.0, 0.0])) == pytest.approx([1e13, -1e13], rel=1e-2)
    plain = backends.pardiso._new_handle()
    plain.iparm[9], plain.iparm[0] = 13, 1
    plain.set_phase(13)
    plain._call_pardiso(sp.csr_matrix(a), np.ones((2, 1)))
    assert plain.get_iparm(14) == 1  # what it would have done without a word
    plain.free_memory(everything=True)


def test_memory_of_pardiso_is_given_back(monkeypatch):
    options = present("pardiso")
    freed = []
    library = type(backends.pardiso._found())
    real = library.free_memory
    monkeypatch.setattr(library, "free_memory", lambda self, **how: (real(self, **how), freed.append(how)))
    factors = roos.factorise(random_technosphere(np.random.default_rng(38), 20), options=options)
    gone = weakref.ref(factors._factors)
    del factors
    gc.collect()
    assert gone() is None and freed == [{"everything": True}]


def test_memory_of_umfpack_is_given_back(monkeypatch):
    options = present("umfpack")
    handles = []
    real = backends.umfpack.Handle.__init__
    monkeypatch.setattr(
        backends.umfpack.Handle,
        "__init__",
        lambda self, made, free, size: real(
            self, made, lambda pointer: (free(pointer), handles.append(1)), size
        ),
    )
    a = random_technosphere(np.random.default_rng(39), 20)
    factors = roos.factorise(a, options=options)
    other = factors.refactorise(a.data)
    del factors
    gc.collect()
    assert len(handles) == 1  # the numeric phase; the symbolic one is still in use
    del other
    gc.collect()
    assert len(handles) == 3


# SuperLU takes over


def breaking(problem):
    def fail(*_args, **_how):
        raise problem

    return fail


@pytest.mark.parametrize("problem", [MemoryError(), OverflowError("pool"), IndexError("out of range")])
def test_superlu_takes_over_where_the_nucleus_fails(monkeypatch, problem):
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(problem))
    a = random_technosphere(np.random.default_rng(40), 20)
    factors = roos.factorise(a)
    assert np.array_equal(
        factors.solve(np.ones(20)), roos.factorise(a, options=Options(backend="superlu")).solve(np.ones(20))
    )
    assert factors.backend == factors.report.backend == "superlu"
    assert f"nucleus failed ({type(problem).__name__}" in factors.report.path
    assert "W302" in str(factors.report)
    results = roos.score(small_system(), {"steel": {"steel": 1.0}})
    assert results.scores == pytest.approx(np.array([[5.0]]), rel=1e-15)
    assert results.certificate.backend == "superlu"
    assert [finding.code for finding in results.findings] == ["W302"]


@pytest.mark.parametrize("into", [False, True])
def test_superlu_takes_over_where_a_refactorisation_fails(monkeypatch, into):
    a = random_technosphere(np.random.default_rng(41), 20)
    factors = roos.factorise(a)
    monkeypatch.setattr("roos.backends.nucleus.NucleusFactors.refactorise", breaking(RuntimeError("no")))
    later = factors.refactorise(2 * a.data, out=factors if into else None)
    assert later.backend == "superlu" and later.findings[0].code == "W302"
    assert factors.backend == ("superlu" if into else "nucleus")
    half = exact(a.toarray(), np.ones(20)) / 2
    assert later.solve(np.ones(20)) == pytest.approx(half, rel=4e-15, abs=0)
    once_more = later.refactorise(a.data)  # SuperLU's own way now; the finding stays with its factors
    assert once_more.backend == "superlu" and once_more.findings == later.findings


def test_a_zero_pivot_in_a_regular_matrix_is_a_failure_and_not_an_answer(monkeypatch):
    # the pairing along the diagonal leaves the nucleus pivots of 1e-20, yet the condition is 1
    a = cycle_of(30, 1e-20, 1.0)
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(ZeroPivot("zero", 16)))
    factors = roos.factorise(a)
    assert factors.backend == "superlu" and "no pivot for activity number 16" in factors.report.path
    assert factors.solve(np.ones(30)).tolist() == [1.0] * 30
    problem = refusal(lambda: roos.factorise(a, options=Options(backend="nucleus")))
    assert problem.code == "E120" and "not singular" in problem.message


def test_a_zero_pivot_that_no_small_block_explains_is_still_refused(monkeypatch):
    rng = np.random.default_rng(42)
    monkeypatch.setattr("roos.singular.DENSE_LIMIT", 5)  # as for blocks too large for singular values
    a = random_technosphere(rng, 40, density=0.3).toarray()
    a[:, 7] = a[:, 3] * 0.3 + a[:, 5] * 0.7
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(ZeroPivot("zero", 7)))
    problem = refusal(lambda: roos.factorise(a))
    # no factors, no null vector: it says no more than that the block is singular
    assert problem.code == "E101" and "and 35 more" in problem.where


def test_a_zero_pivot_of_a_singular_block_is_an_answer_and_nothing_takes_over(monkeypatch):
    monkeypatch.setattr("roos.backends.fallback.SuperLUFactors.__init__", breaking(AssertionError("asked")))
    problem = refusal(lambda: roos.factorise(np.array([[1.0, -0.5], [-2.0, 1.0]])))
    assert problem.code == "E101" and problem.where == "activity 0; 1"


def test_a_singular_matrix_stays_singular_when_superlu_takes_over(monkeypatch):
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(MemoryError()))
    assert refusal(lambda: roos.factorise(np.array([[1.0, -0.5], [-2.0, 1.0]]))).code == "E101"


def test_a_backend_that_was_named_fails_openly(monkeypatch):
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(IndexError("out of range")))
    problem = refusal(lambda: roos.factorise(np.eye(2), options=Options(backend="nucleus")))
    assert problem.code == "E120" and "IndexError: out of range" in problem.message
    assert problem.exit_code == roos.Exit.SINGULAR and isinstance(problem.__cause__, IndexError)


def test_no_memory_for_anyone_is_said_so(monkeypatch):
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(MemoryError()))
    monkeypatch.setattr("roos.backends.superlu.splu", breaking(MemoryError()))
    problem = refusal(lambda: roos.factorise(np.eye(2)))
    assert problem.code == "E110" and "nucleus failed" in problem.message
    problem = refusal(lambda: roos.factorise(np.eye(2), options=Options(backend="superlu")))
    assert problem.code == "E110" and "superlu" in problem.where


def test_an_interrupt_is_not_a_failure(monkeypatch):
    monkeypatch.setattr("roos.backends.nucleus.Nucleus.factorise", breaking(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        roos.factorise(np.eye(2))
