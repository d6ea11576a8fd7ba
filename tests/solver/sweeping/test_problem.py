"""One system under one scenario: the same numbers as rebuilding it, and nothing done twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from changed_systems import PARTS, changes_of, demands_of, system_of
from roos import Demands, Part, RoosError, Scenario
from roos.sweeping.problem import Problem


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(2, 14),
    st.integers(1, 5),
    st.sets(st.sampled_from(PARTS)),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from(["forward", "adjoint"]),
)
def test_equal_to_scoring_the_rebuilt_system(seed, n, count, parts, outside, direction):
    rng = np.random.default_rng(seed)
    system = system_of(rng, n)
    demands = demands_of(rng, system, count)
    changes = {part: changes_of(rng, part, system, demands, 4, outside) for part in sorted(parts)}
    scenario = Scenario("changed", changes)
    problem = Problem.of(system, demands, places={p: c.places for p, c in scenario.changes.items()})
    changed = problem.at({p: c.values for p, c in scenario.changes.items()})
    cells = changed.cells(direction)
    wanted = roos.score(scenario.apply(system), scenario.apply_demands(demands), direction=direction)
    scale = np.abs(wanted.scores).max(initial=1e-300)
    assert np.abs(cells.scores - wanted.scores).max() <= 1e-12 * scale
    assert (np.abs(cells.scores - wanted.scores) <= cells.bound + wanted.certificate.bound).all()
    base = changed.at({p: problem.values(p) for p in problem.places}).cells(direction)
    assert np.array_equal(base.scores, problem.cells(direction).scores), "there and back again"


def test_without_changes_it_is_the_plain_score_bit_for_bit():
    rng = np.random.default_rng(1)
    system = system_of(rng, 12)
    demands = demands_of(rng, system, 3)
    places = {Part.TECHNOSPHERE: changes_of(rng, Part.TECHNOSPHERE, system, demands, 5, 0.0).places}
    problem = Problem.of(system, demands, places=places)
    for direction in ("forward", "adjoint"):
        plain = roos.score(system, demands, direction=direction)
        cells = problem.cells(direction)
        assert np.array_equal(cells.scores, plain.scores)
        assert np.array_equal(cells.bound, plain.certificate.bound)
        block = problem.block(direction, quick=False)
        assert np.array_equal(block.scores[0], plain.scores) and not block.left.size
        assert block.backward_error[0] == plain.certificate.backward_error.max()


def test_only_what_changed_is_done_again():
    rng = np.random.default_rng(2)
    system = system_of(rng, 12)
    demands = demands_of(rng, system, 3)
    places = {part: changes_of(rng, part, system, demands, 5, 0.0).places for part in PARTS}
    problem = Problem.of(system, demands, places=places)
    assert problem.intensities.signed.shape == (3, 12)
    same = problem.at({part: problem.values(part) for part in PARTS})
    for name in ("factors", "technosphere", "biosphere", "characterisation", "demand_matrix", "intensities"):
        assert getattr(same, name) is getattr(problem, name), name
    only_b = problem.at({Part.BIOSPHERE: problem.values(Part.BIOSPHERE) * 2})
    assert only_b.factors is problem.factors and only_b.intensities is not problem.intensities
    only_f = problem.at({Part.DEMANDS: problem.values(Part.DEMANDS) * 2})
    assert only_f.intensities is problem.intensities and only_f.demand_matrix is not problem.demand_matrix


def test_a_problem_whose_factors_were_taken_is_refused():
    rng = np.random.default_rng(3)
    system = system_of(rng, 8)
    demands = demands_of(rng, system, 2)
    changes = changes_of(rng, Part.TECHNOSPHERE, system, demands, 3, 1.0)
    problem = Problem.of(system, demands, places={Part.TECHNOSPHERE: changes.places})
    owned = problem.at({Part.TECHNOSPHERE: changes.values})
    second = owned.at({Part.TECHNOSPHERE: changes.values * 0.5}, reuse=True)
    assert second.factors is owned.factors
    with pytest.raises(RoosError) as caught:
        owned.cells()
    assert caught.value.code == "E121"
    fresh = problem.at({Part.TECHNOSPHERE: changes.values * 0.5})
    np.testing.assert_allclose(second.cells().scores, fresh.cells().scores, rtol=1e-13)
    problem.cells()  # untouched


def test_values_that_are_not_finite_are_named():
    rng = np.random.default_rng(4)
    system = system_of(rng, 8)
    demands = demands_of(rng, system, 2)
    changes = changes_of(rng, Part.BIOSPHERE, system, demands, 3, 0.0)
    problem = Problem.of(system, demands, places={Part.BIOSPHERE: changes.places})
    with pytest.raises(RoosError) as caught:
        problem.at({Part.BIOSPHERE: np.full(len(changes), np.nan)})
    assert caught.value.code == "E106" and "flow" in caught.value.where


def test_multipliers_are_the_scores_of_one_unit_of_each_product():
    rng = np.random.default_rng(5)
    system = system_of(rng, 9)
    units = Demands.of({f"d{p}": {str(p): 1.0} for p in range(9)}, system.products)
    problem = Problem.of(system, units, places={})
    values, bound = problem.multipliers()
    assert values is problem.multipliers()[0]
    a, d = system.technosphere.matrix.toarray(), problem.intensities.signed.toarray()
    assert (np.abs(values - np.linalg.solve(a.T, d.T)) <= bound + 1e-14 * np.abs(values)).all()
