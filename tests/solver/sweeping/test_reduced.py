"""Few changes by small systems: against plain scores, exact answers, and what is left or refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solver.sweeping.exact import exact_scores
from tests.solver.sweeping.small_systems import (
    cells,
    changed,
    problem_of,
    random_changes,
    random_demands,
    random_system,
)

import roos
from roos import Demands, Labels, Method, Part, System
from roos.sweeping import reduced
from roos.sweeping.foreground import ForegroundPath, closed
from roos.sweeping.lowrank import LowRankPath
from roos.sweeping.problem import Problem

FOREGROUND, ANYWHERE = np.arange(12, 16), np.array([1, 5, 13])
BOTH = [(ForegroundPath, FOREGROUND), (LowRankPath, ANYWHERE)]
SEEDS = st.integers(0, 2**32 - 1)


def example(seed, activities, scenarios=9, **options):
    rng = np.random.default_rng(seed)
    system = random_system(rng, decades=float(rng.integers(3)))
    demands = random_demands(rng, system, int(rng.integers(1, 4)))
    places, values = random_changes(rng, system, demands, activities, scenarios, **options)
    return system, demands, places, values


def plain(system, demands, places, values, scenario):
    """Return the plain scores of one scenario, and what they are judged by."""
    a, b, f = changed(system, demands, places, values, scenario)
    other = System.build("changed", a, b, characterisation=system.characterisation)
    wanted = Demands(sp.csc_array(f), demands.labels, other.products)
    result = roos.score(other, wanted)
    relative = result.certificate.relative
    scale = result.certificate.bound / np.where(relative == 0.0, np.inf, relative)
    return result, np.maximum(scale, np.abs(result.scores))


def agree(path, system, demands, places, values):
    block = path.scores(values)
    for i in np.setdiff1d(np.arange(len(block.scores)), block.left):
        result, scale = plain(system, demands, places, values, i)
        assert (np.abs(block.scores[i] - result.scores) <= 1e-10 * scale).all()
        assert (np.abs(block.scores[i] - result.scores) <= block.bound[i] + result.certificate.bound).all()
    assert (block.backward_error[np.setdiff1d(np.arange(len(block.scores)), block.left)] < 1e-13).all()
    return block


@pytest.mark.parametrize(("kind", "activities"), BOTH)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_scores_are_those_of_the_changed_system(kind, activities, seed):
    system, demands, places, values = example(seed, activities)
    path = kind.build(problem_of(system, demands, places), places)
    block = agree(path, system, demands, places, values)
    assert block.left.size <= 3


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_few_changed_rows_are_solved_by_rows(seed):
    rng = np.random.default_rng(seed)
    system = random_system(rng, decades=float(rng.integers(3)))
    demands = random_demands(rng, system)
    matrix = system.technosphere.matrix
    dense = matrix.toarray()
    keys = [(i, j) for i in (3, 14) for j in range(16) if dense[i, j] != 0.0 or rng.random() < 0.4]
    labels = (system.products, system.activities)
    place = cells(Part.TECHNOSPHERE, matrix, labels, *np.array(keys).T)
    held = dense[place.rows, place.columns]
    size = np.where(held == 0.0, 0.02 * np.abs(dense[:, place.columns]).max(axis=0), held)
    places, values = {place.part: place}, {place.part: size[:, None] * rng.uniform(0.8, 1.1, (len(place), 9))}
    path = LowRankPath.build(problem_of(system, demands, places), places)
    agree(path, system, demands, places, values)
    assert path.unknowns == 2 or place.changed_columns.size < 6


@pytest.mark.parametrize(("kind", "activities"), BOTH)
@pytest.mark.parametrize("seed", range(6))
def test_bounds_cover_the_exact_answer(kind, activities, seed):
    system, demands, places, values = example(seed, activities, scenarios=5)
    block = kind.build(problem_of(system, demands, places), places).scores(values)
    c = system.characterisation.matrix.toarray()
    for i in np.setdiff1d(np.arange(5), block.left):
        a, b, f = changed(system, demands, places, values, i)
        for d, row in enumerate(exact_scores(a, b, c, f)):
            for k, answer in enumerate(row):
                assert abs(block.scores[i, d, k] - answer) <= block.bound[i, d, k]


@pytest.mark.parametrize(("kind", "activities"), BOTH)
def test_a_scenario_gets_the_same_bits_wherever_it_stands(kind, activities, monkeypatch):
    system, demands, places, values = example(11, activities, scenarios=37)
    problem = problem_of(system, demands, places)
    whole = kind.build(problem, places).scores(values)
    assert np.isfinite(whole.scores).all()
    order = np.random.default_rng(1).permutation(37)[:21]
    monkeypatch.setattr(reduced, "CHUNK", 5)
    for threads in (1, 3):
        one = replace(problem, options=replace(problem.options, threads=threads))
        part = kind.build(one, places).scores({p: v[:, order] for p, v in values.items()})
        for name in ("scores", "bound", "contributions", "backward_error"):
            assert np.array_equal(getattr(part, name), getattr(whole, name)[order])
        assert set(order[part.left]) == set(whole.left) & set(order)
    single = kind.build(problem, places).scores({p: v[:, 20:21] for p, v in values.items()})
    assert np.array_equal(single.scores[0], whole.scores[20])


@pytest.mark.parametrize(("kind", "activities"), BOTH)
@pytest.mark.parametrize("how", ["singular", "nearly", "no pivot"])
def test_what_is_too_ill_conditioned_is_left(kind, activities, how):
    # the last activity comes to use (nearly) all that it makes, by way of its neighbour
    n = 4
    a = np.eye(n)
    a[2, 3], a[0, 2] = -0.5, -0.3
    system = System.build(
        "loop", a, np.ones((1, n)), characterisation=Method.build("m", [[1.0]], Labels.numbered("c", 1))
    )
    demands = Demands.of({"d": {system.products.ids[3]: 1.0}}, system.products)
    labels = (system.products, system.activities)
    place = cells(Part.TECHNOSPHERE, system.technosphere.matrix, labels, [3, 3], [2, 3])
    share = {"singular": [-2.0, 1.0], "nearly": [-2.0 * (1 - 1e-12), 1.0], "no pivot": [-1.0, 0.0]}[how]
    places = {place.part: place}
    values = {place.part: np.array([[0.0, share[0], -0.5], [1.0, share[1], 1.0]])}
    path = kind.build(problem_of(system, demands, places), places)
    block = path.scores(values)
    # without a pivot of its own the loop still has an answer, by interchanges
    assert block.left.tolist() == ([] if how == "no pivot" else [1])
    for i in set(range(3)) - set(block.left.tolist()):
        result, _ = plain(system, demands, places, values, i)
        assert block.scores[i] == pytest.approx(result.scores, rel=1e-13)


@pytest.mark.parametrize("kind", [ForegroundPath, LowRankPath])
def test_a_supply_that_cancels_to_nothing_is_nothing(kind):
    # the second activity's own output is zero: what the third gets of it is a difference of equal numbers
    a = np.array([[0.59423427, -0.19903173, 0.0], [-0.06995496, 1.0, 0.0], [0.0, -0.3, 1.0]])
    system = System.build(
        "zero", a, np.eye(3), characterisation=Method.build("m", np.ones((1, 3)), Labels.numbered("c", 1))
    )
    demands = Demands.of({"d": {system.products.ids[0]: 0.09976374}}, system.products)
    labels = (system.products, system.activities)
    place = cells(Part.TECHNOSPHERE, system.technosphere.matrix, labels, [1], [1])
    places, values = {place.part: place}, {place.part: np.array([[0.0, 1.0]])}
    block = kind.build(problem_of(system, demands, places), places).scores(values)
    assert block.left.size == 0 and block.backward_error.max() < 1e-14
    assert block.scores[0, 0] == pytest.approx(exact_floats(system, demands, places, values, 0), rel=1e-14)


def exact_floats(system, demands, places, values, scenario):
    a, b, f = changed(system, demands, places, values, scenario)
    exact = exact_scores(a, b, system.characterisation.matrix.toarray(), f)
    return [float(value) for value in exact[0]]


def test_a_background_that_uses_the_foreground_joins_it():
    system, demands, places, values = example(3, FOREGROUND, f=False)
    matrix = sp.lil_array(system.technosphere.matrix)
    made = int(roos.factorise(matrix.tocsc()).product_of[13])
    matrix[made, 2] = -0.05
    joined = System.build("joined", matrix, system.biosphere, characterisation=system.characterisation)
    problem = problem_of(joined, demands, places)
    assert 2 in closed(problem.factors.matrix, problem.factors.product_of, FOREGROUND)
    path = ForegroundPath.build(problem, places)
    assert path.unknowns > 4
    agree(path, joined, demands, places, values)


def test_what_does_not_apply_says_why(monkeypatch):
    system, demands, places, _ = example(5, FOREGROUND)
    problem = problem_of(system, demands, places)
    method = system.characterisation
    place = cells(Part.CHARACTERISATION, method.matrix, (method.categories, system.flows), [0], [1])
    for kind in (ForegroundPath, LowRankPath):
        assert "characterisation" in kind.build(problem, {**places, place.part: place})
        assert "nothing" in kind.build(problem, {})
    monkeypatch.setattr("roos.sweeping.foreground.MOST", 3)
    assert "more than 3" in ForegroundPath.build(problem, places)
    monkeypatch.setattr("roos.sweeping.lowrank.MOST", 3)
    assert "more than the 3" in LowRankPath.build(problem, places)
    monkeypatch.undo()
    monkeypatch.setattr("roos.sweeping.elimination.MOST_PRODUCTS", 1)
    for kind in (ForegroundPath, LowRankPath):
        assert "too many products" in kind.build(problem, places)


@pytest.mark.parametrize("seed", range(3))
def test_rows_of_the_inverse_that_are_not_good_enough_are_refined(seed):
    system, demands, places, values = example(seed, ANYWHERE)
    problem = problem_of(system, demands, places)
    strict = replace(problem, options=replace(problem.options, refine_start=-1.0))
    agree(LowRankPath.build(strict, places), system, demands, places, values)


def test_demands_of_the_background_alone_cost_nothing_and_stay():
    system, demands, places, values = example(4, FOREGROUND, f=False)
    # the background comes first, but its products stand anywhere
    made = Problem.of(system, demands, places=places).factors.product_of[:3]
    names = [system.products.ids[i] for i in made]
    mixed = Demands.of({"a": {names[0]: 1.0}, "b": {names[1]: 2.0, names[2]: 1.0}}, system.products)
    problem = problem_of(system, mixed, places)
    path = ForegroundPath.build(problem, places)
    assert not path.model.reaching.any()
    block = agree(path, system, mixed, places, values)
    assert (block.scores == block.scores[0]).all()


def test_flows_or_demands_alone_need_no_technosphere():
    for parts, f in (((Part.BIOSPHERE,), False), ((), True)):
        system, demands, places, values = example(8, FOREGROUND, parts=parts, f=f)
        for kind in (ForegroundPath, LowRankPath):
            path = kind.build(problem_of(system, demands, places), places)
            agree(path, system, demands, places, values)


@pytest.mark.long
def test_a_thousand_random_updates_are_those_of_a_new_factorisation():
    """N14: rank 1 to 20, at most 1e-12 from a refactorised system."""
    worst = 0.0
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        system = random_system(rng, background=30, foreground=10, density=0.1)
        demands = random_demands(rng, system)
        rank = 1 + seed % 20
        activities = rng.choice(40, rank, replace=False)
        places, values = random_changes(rng, system, demands, activities, 2, f=False)
        block = LowRankPath.build(problem_of(system, demands, places), places).scores(values)
        if 1 in block.left:
            continue
        result, scale = plain(system, demands, places, values, 1)
        worst = max(worst, float((np.abs(block.scores[1] - result.scores) / np.where(scale, scale, 1)).max()))
    assert worst <= 1e-12
