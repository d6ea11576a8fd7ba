"""Systems with exact rational answers: every entry within two units in the last place."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from golden.exact import (
    fractions_of,
    identity,
    product,
    skeel_condition,
    solve,
    transposed,
    ulps,
    worst_ulps,
)
from roos import Demands
from roos_inventories import read
from roos_inventories.textbook import exact_answers, list_textbook

NAMES = [*list_textbook(), None]
SEEDS = range(40)


def system_of(name):
    return read("textbook" if name is None else f"textbook:{name}")


def exact_columns(amounts, labels):
    """Return one column per answer of amounts by id, in the order of some labels."""
    return [[amount.get(identifier, Fraction(0)) for amount in amounts] for identifier in labels.ids]


def demands_of(system, answers):
    given = {a.name: {key: float(value) for key, value in a.demand.items()} for a in answers}
    return Demands.of(given, system.products)


def absolute(matrix):
    return [[abs(value) for value in row] for row in matrix]


@pytest.mark.parametrize("name", NAMES)
def test_shipped_answers_are_the_exact_solution(name):
    system, answers = system_of(name), exact_answers(name)
    a = fractions_of(system.technosphere.matrix)
    supply = solve(a, exact_columns([answer.demand for answer in answers], system.products))
    assert supply == exact_columns([answer.supply for answer in answers], system.activities)
    inventory = product(fractions_of(system.biosphere), supply)
    assert inventory == exact_columns([answer.inventory for answer in answers], system.flows)
    scores = product(fractions_of(system.characterisation.matrix), inventory)
    categories = system.characterisation.categories
    assert scores == exact_columns([answer.scores for answer in answers], categories)


@pytest.mark.parametrize("name", NAMES)
def test_solve_forward(name):
    system, answers = system_of(name), exact_answers(name)
    factors = roos.factorise(system.technosphere)
    got = factors.solve(demands_of(system, answers).matrix.toarray())
    assert worst_ulps(got, exact_columns([answer.supply for answer in answers], system.activities)) <= 2
    unit_demands = factors.solve(np.eye(len(system.products)))
    a = fractions_of(system.technosphere.matrix)
    assert worst_ulps(unit_demands, solve(a, identity(len(a)))) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_solve_transposed(name):
    system = system_of(name)
    a, b = fractions_of(system.technosphere.matrix), fractions_of(system.biosphere)
    intensity = product(fractions_of(system.characterisation.matrix), b)
    weights = np.array([[float(value) for value in row] for row in intensity]).T
    assert fractions_of(weights) == transposed(intensity)  # dyadic: nothing was rounded
    factors = roos.factorise(system.technosphere)
    got = factors.solve_transposed(weights)
    assert worst_ulps(got, solve(transposed(a), transposed(intensity))) <= 2
    assert worst_ulps(factors.solve_transposed(np.eye(len(a))), solve(transposed(a), identity(len(a)))) <= 2


@pytest.mark.parametrize("direction", ["forward", "adjoint"])
@pytest.mark.parametrize("name", NAMES)
def test_scores(name, direction):
    system, answers = system_of(name), exact_answers(name)
    demands = demands_of(system, answers)
    results = roos.score(system, demands, direction=direction)
    categories = system.characterisation.categories
    want = exact_columns([answer.scores for answer in answers], categories)
    assert worst_ulps(results.scores.T, want) <= 2
    assert results.certificate.status is roos.Status.CERTIFIED
    for k, row in enumerate(want):
        for d, exact in enumerate(row):
            bound = Fraction(float(results.certificate.bound[d, k]))
            assert abs(Fraction(float(results.scores[d, k])) - exact) <= bound


@pytest.mark.parametrize("name", NAMES)
def test_kept_supply_and_inventory(name):
    system, answers = system_of(name), exact_answers(name)
    results = roos.score(system, demands_of(system, answers), keep_supply=True)
    supply = exact_columns([answer.supply for answer in answers], system.activities)
    assert worst_ulps(results.supply, supply) <= 2
    inventory = exact_columns([answer.inventory for answer in answers], system.flows)
    terms = product(absolute(fractions_of(system.biosphere)), absolute(supply))
    assert worst_ulps(system.biosphere @ results.supply, inventory, scale=terms) <= 2


@cache
def random_system(seed):
    """Return a dyadic system of at most 12 products, paired in any order, its units powers of two apart.

    Two kinds in turn: inputs only, with a loop gain below one; and co-products and wastes of either sign.
    """
    for attempt in range(100):
        rng = np.random.default_rng([11, seed, attempt])
        n = 2 + seed % 11
        inputs = rng.integers(1, 8, (n, n)) * (rng.random((n, n)) < 0.4)
        if seed % 2:
            inputs = inputs * rng.choice([-1, 1], (n, n))
        inputs[np.arange(n), np.arange(n)] = 0
        made = np.maximum(1, np.abs(inputs).sum(axis=0) + rng.integers(-2, 6, n))
        a = (np.diag(made) - inputs)[rng.permutation(n)].astype(float)
        try:
            if skeel_condition(fractions_of(a)) > 1000:
                continue
        except StopIteration:
            continue  # exactly singular
        a *= 2.0 ** rng.integers(-20, 21, n)[:, None]
        return a * 2.0 ** rng.integers(-20, 21, n), rng.integers(-9, 10, (n, 3))
    raise AssertionError(f"no well-conditioned system for seed {seed}")


@pytest.mark.parametrize("seed", SEEDS)
def test_random_dyadic_systems(seed):
    a, demands = random_system(seed)
    n = len(a)
    exact = fractions_of(a)
    factors = roos.factorise(sp.csc_array(a))
    right = np.column_stack([np.eye(n), demands])
    assert worst_ulps(factors.solve(right), solve(exact, fractions_of(right))) <= 2
    assert worst_ulps(factors.solve_transposed(right), solve(transposed(exact), fractions_of(right))) <= 2


def test_random_systems_are_not_all_alike():
    systems = [random_system(seed)[0] for seed in SEEDS]
    assert {len(a) for a in systems} == set(range(2, 13))
    assert sum((np.diag(a) == 0).any() for a in systems) > 20
    assert sum((np.sort((a > 0).sum(axis=0))[-1] > 1) for a in systems) > 10


def test_the_measure_sees_one_unit_in_the_last_place():
    third = Fraction(1, 3)
    assert ulps(1 / 3, third) < 0.5
    assert 0.5 < ulps(np.nextafter(1 / 3, 1), third) < 1.5
    assert ulps(1e-300, Fraction(0)) == np.inf
    assert solve(fractions_of([[0, 2], [4, 1]]), identity(2)) == [
        [Fraction(-1, 8), Fraction(1, 4)],
        [Fraction(1, 2), Fraction(0)],
    ]
