"""Only exchanges of some activities uncertain: the draws of the whole run, through a small system."""

from __future__ import annotations

import numpy as np
import pytest
from tests.solver.montecarlo.test_run import sometimes_singular, space_of
from tests.solver.montecarlo.uncertain import DEMANDS, A, B, C, drawn, lognormal, system_of

import roos
from roos import Distributions, RoosError, Uncertainty
from roos.montecarlo.rows import RowStatus
from roos.sampling import Draws, Stream
from roos.sampling.pattern import with_room
from roos_inventories import read

SEED = 20


def run(system=None, activities=("factory",), samples=40, **how):
    return roos.monte_carlo(
        system or system_of(), DEMANDS, samples=samples, seed=SEED, activities=activities, **how
    )


@pytest.mark.parametrize("activity", [0, 2])
def test_their_exchanges_have_the_draws_of_the_whole_run(activity):
    results = run(activities=[("steelworks", "plant", "factory")[activity]])
    for sample in (0, 7, 39):
        a, b = A.copy(), B.copy()
        all_a, all_b, _ = drawn(system_of(), SEED, sample)
        a[:, activity], b[:, activity] = all_a[:, activity], all_b[:, activity]
        wanted = np.array([[0.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
        scores = (C @ b @ np.linalg.solve(a, wanted.T)).T
        assert np.allclose(results.block(sample, sample + 1)[0, 0], scores, rtol=1e-12, atol=0)
    assert ("low rank", "", "foreground")[activity] in results.explanation[0]
    assert (np.asarray(results.status) == RowStatus.SCORED).all()
    assert np.asarray(results.backward_error).max() <= 1e-14


def big(seed=5):
    return read(f"synthetic:activities=300,seed={seed}")


def test_tables_hold_the_bits_of_single_samples():
    system = big()
    rng = np.random.default_rng(1)
    for matrix, rows, stream in (
        (system.technosphere.matrix, system.uncertainty.technosphere, Stream.TECHNOSPHERE),
        (system.biosphere, system.uncertainty.biosphere, Stream.BIOSPHERE),
    ):
        wide, place = with_room(matrix, rows)
        some = np.isin(rows.col, rng.choice(matrix.shape[1], 30, replace=False))
        few = Draws(rows, place, wide.data, stream, str, some)
        whole = Draws(rows, place, wide.data, stream, str)
        table = few.table(9, 1000, 2025, threads=2)
        for sample in (1000, 1511, 1512, 2024):
            data, other = whole.start.copy(), few.start.copy()
            whole.write(9, sample, data)
            few.write(9, sample, other)
            assert np.array_equal(table[:, sample - 1000], data[few.places])
            assert np.array_equal(other[few.places], data[few.places])
            kept = np.setdiff1d(np.arange(data.size), place[some])
            assert np.array_equal(other[kept], wide.data[kept])


@pytest.mark.parametrize("kind", ["foreground", "low rank"])
def test_a_small_system_scores_what_refactorising_does(kind):
    system = big()
    a = system.technosphere.matrix
    reference = np.asarray(system.technosphere.reference)
    uses = np.bincount(a.indices[a.data < 0], minlength=a.shape[0])[reference]
    chosen = np.flatnonzero(uses == 0) if kind == "foreground" else np.argsort(uses)[-4:]
    assert chosen.size
    ids = [system.activities.ids[at] for at in chosen.tolist()]
    demands = {"one": {system.products.ids[reference[chosen[0]]]: 1.0}, "two": {system.products.ids[3]: 2.0}}
    few = roos.monte_carlo(system, demands, samples=60, seed=3, activities=ids)
    long = roos.monte_carlo(system, demands, samples=60, seed=3, activities=ids, direction="forward")
    assert few.explanation[0].startswith(f"chosen   {kind}")
    assert "refactorised in each sample" in long.explanation[-1]
    assert np.allclose(few.scores, long.scores, rtol=1e-10, atol=0)
    assert np.asarray(few.backward_error).max() <= 1e-14
    assert np.asarray(few.scores)[:, 0].std(axis=0).min() > 0


def test_scenarios_and_chunks_and_threads(monkeypatch):
    from roos.montecarlo import way

    system = system_of()
    space = space_of(system)
    one = run(system, scenarios=space, options=roos.Options(threads=1))
    long = run(system, scenarios=space, direction="forward")
    monkeypatch.setattr(way, "LEAST_CONDENSED", 7)
    other = run(system, scenarios=space, options=roos.Options(threads=2))
    assert np.array_equal(one.scores, other.scores)
    assert np.allclose(one.scores, long.scores, rtol=1e-12, atol=0)


def test_what_the_small_system_leaves_is_refactorised_or_named():
    system = sometimes_singular()
    with pytest.raises(RoosError) as caught:
        run(system)
    assert caught.value.exit_code == 4 and "sample " in caught.value.where
    results = run(system, singular="skip")
    lost = np.asarray(results.status) == RowStatus.SINGULAR
    coins = np.array([drawn(system, SEED, sample)[0][2, 2] for sample in range(40)])
    assert np.array_equal(lost, coins == 0.0) and lost.any()
    assert np.isnan(np.asarray(results.scores)[lost]).all()


def test_factors_that_scenarios_change_leave_it_to_factors():
    from roos import Axis, FormulaChange, ScenarioSpace

    system = system_of()
    change = FormulaChange("characterisation", "climate", "use", "x")
    space = ScenarioSpace.build(system, [Axis.values("x", [0.1, 0.2])], [change])
    results = run(system, scenarios=space, samples=3)
    assert any("rejected a small system" in line for line in results.explanation)


def test_a_store_is_resumed_by_the_same_activities_only(tmp_path):
    whole = run(samples=50, store=tmp_path / "s")
    again = run(samples=50, store=tmp_path / "s", resume=True)
    assert np.array_equal(np.asarray(whole.scores[0:50]), np.asarray(again.scores[0:50]))
    with pytest.raises(RoosError) as caught:
        run(samples=50, store=tmp_path / "s", resume=True, activities=("plant",))
    assert caught.value.code == "E606"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"activities": ["no such"]}, "E201"),
        ({"activities": []}, "E452"),
        ({"uncertain": ("characterisation",)}, "E453"),
    ],
)
def test_wrong_use_is_refused(how, code):
    with pytest.raises(RoosError) as caught:
        run(**how)
    assert caught.value.code == code and caught.value.hint


def test_activities_without_distributions_and_draws_without_bounds():
    with pytest.raises(RoosError) as caught:
        run(system_of(Uncertainty(None, None, lognormal(C))))
    assert caught.value.code == "E452"
    with pytest.raises(RoosError) as caught:
        run(system_of(Uncertainty(None, lognormal(B, scale=400.0), None)), samples=200)
    assert caught.value.code == "E153" and "flow" in caught.value.where


@pytest.mark.parametrize("shared", [False, True])
def test_tables_of_every_distribution_hold_the_bits_of_single_samples(shared):
    none = np.nan
    rows = np.array(
        [  # type, loc, scale, shape, minimum, maximum
            (2, 0.1, 0.2, none, none, none),
            (3, 1.0, 0.5, none, none, none),
            (4, none, none, none, 1.0, 2.0),
            (5, 1.5, none, none, 1.0, 2.0),
            (6, 0.3, none, none, none, none),
            (7, none, none, none, 0.0, 5.0),
            (8, 0.0, 2.0, 2.0, none, none),
            (9, 0.0, 2.0, 3.0, none, none),
            (10, 2.0, none, 3.0, none, none),
            (11, 0.0, 1.0, none, none, none),
            (12, 0.0, 1.0, 5.0, none, none),
            (13, 1.5, none, none, 1.0, 2.0),
            (2, 0.1, 0.2, none, 0.9, 1.4),
            (3, 1.0, 0.5, none, 0.5, 2.0),
        ]
    ).T
    count = rows.shape[1]
    place = np.minimum(np.arange(count), 9 if shared else count).astype(np.int32)
    fields = dict(zip(("type", "loc", "scale", "shape", "minimum", "maximum"), rows, strict=True))
    fields |= {"row": place, "col": np.zeros(count, dtype=int), "negative": np.zeros(count, dtype=bool)}
    fields["type"] = fields["type"].astype(int)
    made = Distributions.build(fields, (count, 1), where="a test")
    draws = Draws(made, place, np.zeros(count), Stream.BIOSPHERE, str)
    table = draws.table(5, 3, 520)
    for sample in (3, 514, 515, 519):
        data = draws.start.copy()
        draws.write(5, sample, data)
        assert np.array_equal(table[:, sample - 3], data[draws.places])
