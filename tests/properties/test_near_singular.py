"""Near-singular systems are all reported, sound ones never (N4)."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from properties import truth
from properties.near_singular import corpus, hidden, loop
from properties.systems import DECADES, GAINS, Traits, scored, technosphere
from roos import Labels, Method, RoosError, Status, System

CORPUS = dict(corpus())
REPORTED = {"E101", "E102", "E108", "W204"}
REFUSED = {"E101", "E102", "E118"}


def system_of(a):
    method = Method.build("m", np.ones((1, 1)), Labels.numbered("category", 1))
    return System.build("near", a, np.ones((1, a.shape[0])), characterisation=method)


def answer(call):
    """Return what a call gives, or None where it refuses with a code that says so."""
    try:
        return call()
    except RoosError as problem:
        assert problem.code in REFUSED and problem.where and problem.hint
        return None


def test_there_are_fifty():
    assert len(CORPUS) == 50


@pytest.mark.parametrize("name", CORPUS)
def test_each_is_reported_before_it_is_solved(name):
    found = {finding.code: finding for finding in roos.diagnose(system_of(CORPUS[name]))}
    said = REPORTED & set(found)
    assert said and all(found[code].where for code in said)


@truth.needs_extended_precision
@pytest.mark.parametrize("name", CORPUS)
def test_no_silent_number(name):
    """Every number that is handed out is right, or marked; the others are refused by name."""
    a = CORPUS[name]
    n = a.shape[0]
    system = system_of(a)
    factors = answer(lambda: roos.factorise(system.technosphere))
    if factors is None:
        return
    exact = truth.inverse(a)
    refused = 0
    for j in range(0, n, max(1, n // 12)):
        unit = np.zeros(n)
        unit[j] = 1.0
        for got, want in (
            (answer(lambda u=unit: factors.solve(u)), exact[:, j]),
            (answer(lambda u=unit: factors.solve_transposed(u)), exact[j]),
        ):
            refused += got is None
            if got is not None:
                assert np.all(np.abs(got - want) <= 1e-6 * np.abs(want))
        for direction in ("forward", "adjoint"):
            demand = {"unit": {str(j): 1.0}}
            result = answer(lambda d=demand, w=direction: roos.score(system, d, direction=w, factors=factors))
            if result is not None:
                error = abs(result.scores[0, 0] - exact[:, j].sum())
                certified = result.certificate.status is Status.CERTIFIED
                assert error <= result.certificate.bound[0, 0]
                assert not certified or error <= 1e-6 * abs(exact[:, j]).sum()
    assert refused


def test_a_small_share_of_a_near_singular_loop_is_noise_all_the_same():
    """The solution does not grow: 1e-8 times 1e15 is no alarming number, and yet no digit of it is right."""
    sound, near = (
        sp.csc_array(hidden(loop(4, gain, np.random.default_rng(4)), 40, 1e-8, np.random.default_rng(5)))
        for gain in (0.5, 1 - 1e-15)
    )
    demand = np.eye(40)[np.flatnonzero((near.toarray() == -1e-8).any(axis=0))[0]]
    factors = roos.factorise(sound)
    assert np.isfinite(factors.solve(demand)).all()
    for bad in (roos.factorise(near), factors.refactorise(near)):
        with pytest.raises(RoosError) as caught:
            bad.solve(demand)
        assert caught.value.code == "E102" and "activity" in caught.value.where
        # the user of the loop is used by nobody else's loop: its multiplier is as good as any
        assert np.isfinite(bad.solve_transposed(demand)).all()


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.long)])
def test_no_false_alarm_on_sound_systems(count):
    rng = np.random.default_rng(80217)
    for k in range(count):
        decades, gain = DECADES[k % 3], GAINS[k // 3 % 5]
        traits = Traits(*(rng.random(5) < 0.3))
        a = technosphere(rng, int(rng.integers(1, 60)), decades=decades, gain=gain, traits=traits)
        system, demands = scored(rng, a)
        said = {finding.code for finding in roos.diagnose(system)}
        assert not said & (REPORTED | {"E103", "E104"}), (k, decades, gain, traits)
        factors = roos.factorise(system.technosphere)
        factors.solve(np.eye(a.shape[0])), factors.solve_transposed(np.eye(a.shape[0]))
        result = roos.score(system, demands, factors=factors)
        assert result.certificate.status is Status.CERTIFIED
        assert not any(finding.code == "W204" for finding in result.findings)
