"""bw2calc solving with roos: in all classes that solve directly, and undone without a trace."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from typing import Any

import bw2calc
import bw2calc.fast_scores
import bw2calc.lca_base
import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import brightway
from roos.brightway import keeper, standin, version
from roos.brightway.installing import PLACES
from solver.brightway import packages
from solver.brightway.same import same


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what roos does."""
    count: Counter[str] = Counter()
    original, again = keeper.factorise, roos.Factorisation.refactorise

    def factorise(*args: Any, **kwargs: Any) -> Any:
        count["factorise"] += 1
        return original(*args, **kwargs)

    def refactorise(*args: Any, **kwargs: Any) -> Any:
        count["refactorise"] += 1
        return again(*args, **kwargs)

    monkeypatch.setattr(keeper, "factorise", factorise)
    monkeypatch.setattr(roos.Factorisation, "refactorise", refactorise)
    return count


def lca(**options: Any) -> Any:
    return bw2calc.LCA({104: 1.0}, data_objs=[packages.inventory(), *packages.methods()[:1]], **options)


def multi(cls: Any = None, **options: Any) -> Any:
    given = [packages.inventory(), *packages.methods()]
    cls = cls or bw2calc.MultiLCA
    return cls(demands=packages.DEMANDS, method_config=packages.config(), data_objs=given, **options)


def attributes() -> list[Any]:
    return [
        vars(importlib.import_module(module)).get(name) for module, names in PLACES.items() for name in names
    ]


def test_an_lca_solves_with_roos_and_is_put_back(made: Counter[str]) -> None:
    before = attributes()
    theirs = lca()
    theirs.lci()
    theirs.lcia()
    with brightway.installed():
        ours = lca()
        ours.lci()
        ours.lcia()
        ours.lcia({101: 1.0})
        ours.lcia({104: 1.0})
        ours.invert_technosphere_matrix()
    assert made == {"factorise": 1}
    assert attributes() == before
    same(ours.score, theirs.score)
    same(ours.inventory, theirs.inventory)
    theirs.lcia({103: 1.0})  # with its own solver again
    assert made == {"factorise": 1}


def test_draws_are_refactorised(made: Counter[str]) -> None:
    options = {"use_distributions": True, "seed_override": 3}
    theirs = lca(**options)
    theirs.lci()
    theirs.lcia()
    expected = []  # before: without PARDISO the other object would look for its solver at each step
    for _ in range(3):
        expected.append(theirs.score)
        next(theirs)
    with brightway.installed():
        ours = lca(**options)
        ours.lci()
        ours.lcia()
        for score in expected:
            same(ours.score, score)
            next(ours)
    assert made == {"factorise": 1, "refactorise": 3}


def test_many_demands_and_fast_scores(made: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = multi()
    theirs.lci()
    theirs.lcia()
    for module, names in PLACES.items():  # as where pypardiso is not installed
        monkeypatch.setattr(importlib.import_module(module), "PYPARDISO", False)
        if "PyPardisoError" in names:
            monkeypatch.setattr(importlib.import_module(module), "PyPardisoError", None)
    with brightway.installed():
        ours = multi()
        ours.lci()
        ours.lcia()
        same(ours.scores, theirs.scores)
        for direction in ("forward", "adjoint"):
            fast = multi(bw2calc.FastScoresOnlyMultiLCA, direction=direction)
            fast.calculate()
            values = fast.scores.values.ravel().tolist()
            same(dict(zip(theirs.scores, values, strict=True)), theirs.scores)
    assert made["factorise"] == 3
    assert bw2calc.fast_scores.PYPARDISO is False


def test_blocks_may_be_nested_and_fail() -> None:
    before = attributes()
    with pytest.raises(RuntimeError), brightway.installed():
        with brightway.installed():
            pass
        assert attributes() != before
        raise RuntimeError
    assert attributes() == before
    brightway.uninstall()  # without install: nothing happens
    brightway.install()
    assert attributes() != before
    brightway.uninstall()
    assert attributes() == before


@pytest.mark.parametrize("number", ["2.5.0", "4.0.0", "4.1", "unknown", ""])
def test_other_versions_are_refused(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = attributes()
    monkeypatch.setattr(bw2calc, "__version__", number)
    with pytest.raises(roos.InputError) as raised:
        brightway.install()
    assert raised.value.code == "E161" and "bw2calc>=3,<4" in raised.value.hint
    assert attributes() == before


@pytest.mark.parametrize("number", ["3.0.0", "3.1.0", "3.99.1"])
def test_versions_that_it_is_made_for(number: str) -> None:
    version.check(number)


def test_without_bw2calc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bw2calc", None)
    with pytest.raises(roos.InputError) as raised, brightway.installed():
        pass
    assert raised.value.code == "E160"
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        brightway.nonsense  # noqa: B018
    assert "MultiLCA" in dir(brightway)


def test_the_stand_in_does_what_is_called_of_it() -> None:
    a = sp.csr_matrix(np.array([[2.0, -1.0], [0.0, 4.0]]))
    solver = standin.Solver()
    assert not solver._is_already_factorized(a)
    np.testing.assert_allclose(solver.solve(a, np.array([0.0, 4.0])), [0.5, 1.0])
    assert solver._is_already_factorized(a) and not solver._is_already_factorized(2.0 * a)
    with pytest.raises(ValueError, match="right-hand side has shape"):
        solver.solve(a, np.ones(5))
    solver.set_phase(33)
    right = solver._check_b(a, np.eye(2))
    np.testing.assert_allclose(solver._call_pardiso(a, right), np.linalg.inv(a.toarray()))
    for everything in (False, True):
        solver.free_memory(everything)
        assert solver.factorized_A.nnz == 0
        np.testing.assert_allclose(solver.solve(2.0 * a, np.array([[2.0], [0.0]])), [[0.5], [0.0]])
    assert standin.spsolve(a, np.array([[2.0], [0.0]])).shape == (2,)
    solve = standin.factorized(a)
    a.data[:] = 1.0  # the function keeps the matrix it was made for
    np.testing.assert_allclose(solve(np.array([2.0, 0.0])), [1.0, 0.0])
