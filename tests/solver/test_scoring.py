"""Scores: both directions, certificates, findings."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere
from roos import Demands, Labels, Method, Options, RoosError, Status, System
from roos.intensity import Intensities


def random_system(seed, n=40, flows=25, categories=4, **kwargs):
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, **kwargs)
    b = sp.random_array((flows, n), density=0.3, rng=rng)
    c = sp.random_array((categories, flows), density=0.5, rng=rng)
    return System.build(
        "random", a, b, characterisation=Method.build("m", c, Labels.numbered("category", categories))
    )


def random_demands(system, count, seed=3):
    rng = np.random.default_rng(seed)
    f = sp.random_array((len(system.products), count), density=0.1, rng=rng, format="lil")
    f[0, :] = 1.0
    return Demands(sp.csc_array(f), Labels.numbered("demand", count), system.products)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("decades", [0, 3, 6])
def test_directions_agree_relative_to_contributions(seed, decades):
    system = random_system(seed, decades=decades)
    demands = random_demands(system, 12)
    forward = roos.score(system, demands, direction="forward")
    adjoint = roos.score(system, demands, direction="adjoint")
    contributions = forward.certificate.cancellation * np.abs(forward.scores)
    assert np.all(np.abs(forward.scores - adjoint.scores) <= 1e-12 * contributions)
    dense = (
        system.characterisation.matrix
        @ system.biosphere
        @ np.linalg.solve(system.technosphere.matrix.toarray(), demands.matrix.toarray())
    ).T
    assert forward.scores == pytest.approx(dense, rel=1e-6 if decades == 6 else 1e-9)


def test_auto_takes_the_path_with_fewer_solves_and_says_why():
    system = random_system(1)
    few, many = random_demands(system, 3), random_demands(system, 200)
    assert roos.score(system, few).direction == "forward"
    result = roos.score(system, many)
    assert result.direction == "adjoint"
    assert (
        result.explanation[0].startswith("chosen   adjoint") and "rejected forward" in result.explanation[1]
    )
    kept = roos.score(system, many, keep_supply=True)
    assert kept.direction == "forward" and kept.supply.shape == (40, 200)
    with pytest.raises(RoosError, match="E117"):
        roos.score(system, many, keep_supply=True, direction="adjoint")


def test_factors_at_hand_are_used_again():
    system = random_system(2)
    demands = random_demands(system, 4)
    factors = roos.factorise(system.technosphere)
    assert np.array_equal(
        roos.score(system, demands, factors=factors).scores, roos.score(system, demands).scores
    )
    with pytest.raises(RoosError, match="E114"):
        roos.score(system, demands, factors=roos.factorise(np.eye(3)))
    other = system.technosphere.matrix.copy()
    other.data[0] *= 2
    with pytest.raises(RoosError, match="E114"):  # the numbers would be those of another system, certified
        roos.score(system, demands, factors=factors.refactorise(other))
    dense = roos.factorise(system.technosphere.matrix.toarray())
    np.testing.assert_allclose(
        roos.score(system, demands, factors=dense).scores, roos.score(system, demands).scores, rtol=1e-14
    )


def test_scores_outside_the_reach_are_exactly_zero_and_certified():
    a = np.array([[1.0, -0.5, 0.0], [0.0, 1.0, 0.0], [-0.3, 0.0, 1.0]])
    method = Method.build("m", np.eye(3), Labels.numbered("category", 3))
    system = System.build("chain", a, np.eye(3), characterisation=method)
    for direction in ("forward", "adjoint"):
        result = roos.score(system, {"d": {"2": 1.0}}, direction=direction)
        assert result.scores.tolist() == [[0.0, 0.0, 1.0]]
        assert result.certificate.relative[0, :2].tolist() == [0.0, 0.0]
        assert result.certificate.status is Status.CERTIFIED


def test_a_demand_without_any_impact_is_said():
    method = Method.build("m", np.array([[1.0]]), Labels.numbered("category", 1))
    system = System.build("two", np.eye(2), np.array([[1.0, 0.0]]), characterisation=method)
    for direction in ("forward", "adjoint"):
        result = roos.score(system, {"silent": {"1": 1.0}, "loud": {"0": 1.0}}, direction=direction)
        found = [f for f in result.findings if f.code == "W212"]
        assert len(found) == 1 and "silent" in found[0].where and found[0].count == 1


def test_near_singular_scores_are_refused_or_marked():
    method = Method.build("m", np.array([[1.0]]), Labels.numbered("category", 1))
    gain = 1 - 1e-9
    a = np.array([[1.0, -gain], [-1.0, 1.0]])
    system = System.build("stiff", a, np.array([[1.0, 1.0]]), characterisation=method)
    for direction in ("forward", "adjoint"):
        tight = Options(warn_bound=1e-18, refuse_bound=1e-2)
        result = roos.score(system, {"d": {"0": 1.0}}, direction=direction, options=tight)
        assert result.certificate.status is Status.WARNED
        assert any(f.code == "W204" for f in result.findings)
        with pytest.raises(RoosError, match="E118") as caught:
            roos.score(system, {"d": {"0": 1.0}}, direction=direction, options=Options(refuse_bound=1e-18))
        assert "'d'" in caught.value.where
        marked = Options(refuse_bound=1e-18, accept_inaccurate=True)
        result = roos.score(system, {"d": {"0": 1.0}}, direction=direction, options=marked)
        assert result.certificate.status is Status.REFUSED


def test_cancellation_is_reported():
    method = Method.build("m", np.array([[1.0]]), Labels.numbered("category", 1))
    system = System.build("cancel", np.eye(2), np.array([[1.0, -1.0 + 2**-20]]), characterisation=method)
    result = roos.score(system, {"d": {"0": 1.0, "1": 1.0}}, direction="forward")
    assert result.certificate.cancellation[0, 0] == pytest.approx(2**21, rel=1e-3)


def test_many_categories_use_one_more_solve_per_demand_for_the_bound():
    rng = np.random.default_rng(4)
    a = random_technosphere(rng, 20)
    c = rng.random((90, 30))
    b = rng.random((30, 20))
    system = System.build(
        "wide", a, b, characterisation=Method.build("m", c, Labels.numbered("category", 90))
    )
    result = roos.score(system, {"d": {"0": 1.0}}, direction="forward")
    few = Options(bound_columns=100)
    other = roos.score(system, {"d": {"0": 1.0}}, direction="forward", options=few)
    assert np.array_equal(result.scores, other.scores)
    assert result.certificate.bound == pytest.approx(other.certificate.bound, rel=1)


def test_wrong_use_is_named():
    system = random_system(3)
    bare = System.build("bare", np.eye(2), np.zeros((1, 2)))
    method = Method.build("m", np.ones((1, 2)), Labels.numbered("category", 1))
    foreign = Demands.of({"d": {"0": 1.0}}, bare.products)
    for call, code in [
        (lambda: roos.score(bare, {"d": {"0": 1.0}}), "E511"),
        (lambda: roos.score(system, {"d": {"0": 1.0}}, direction="sideways"), "E117"),
        (lambda: roos.score(bare, {"d": {"0": 1.0}}, method=method), "E114"),
        (lambda: roos.score(system, {}), "E203"),
        (lambda: roos.score(system, foreign), "E114"),
    ]:
        with pytest.raises(RoosError) as caught:
            call()
        assert caught.value.code == code


def test_results_go_to_pandas_xarray_and_parquet(tmp_path):
    system = random_system(5)
    result = roos.score(system, random_demands(system, 3))
    frame = result.to_pandas()
    assert list(frame.columns) == ["demand", "category", "unit", "score"] and len(frame) == 12
    assert result.to_xarray().sel(demand="1", category="2").item() == result.scores[1, 2]
    result.to_parquet(str(tmp_path / "scores.parquet"))
    import pandas

    assert np.array_equal(pandas.read_parquet(tmp_path / "scores.parquet")["score"], result.scores.ravel())


def test_progress_reaches_one():
    seen = []
    system = random_system(6)
    roos.score(system, random_demands(system, 100), progress=lambda phase, part: seen.append((phase, part)))
    assert {phase for phase, _ in seen} >= {"factorising", "solving", "solved"}
    assert all(0 <= part <= 1 for _, part in seen) and seen[-1][1] == 1.0


def test_intensities_of_one_category_are_those_of_many():
    system = random_system(4)
    c, b = system.characterisation.matrix, system.biosphere
    many = Intensities.of(c, b)
    for k in range(c.shape[0]):
        one = Intensities.of_category(c[[k]].toarray()[0], b)
        np.testing.assert_allclose(one.signed.toarray()[0], many.signed[[k]].toarray()[0], rtol=2e-16)
        np.testing.assert_allclose(one.absolute.toarray()[0], many.absolute[[k]].toarray()[0], rtol=1e-14)
        assert one.unseen == many.unseen
