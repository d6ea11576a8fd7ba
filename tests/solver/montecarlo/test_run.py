"""A Monte Carlo run: what each sample is, the same bits however it is cut up, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from tests.solver.montecarlo.uncertain import DEMANDS, A, B, C, drawn, lognormal, system_of

import roos
from roos import Axis, Distributions, FormulaChange, Options, Precision, RoosError, ScenarioSpace, Uncertainty
from roos.montecarlo import way
from roos.montecarlo.rows import RowStatus

SEED = 20


def run(system=None, demands=DEMANDS, samples=40, **how):
    return roos.monte_carlo(system or system_of(), demands, samples=samples, seed=SEED, **how)


@pytest.mark.parametrize("direction", ["auto", "forward", "adjoint"])
def test_each_sample_is_the_solve_of_its_draws(direction):
    system = system_of()
    results = run(system, direction=direction)
    wanted = np.array([[0.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
    for sample in (0, 7, 39):
        a, b, c = drawn(system, SEED, sample)
        scores = (c @ b @ np.linalg.solve(a, wanted.T)).T
        assert np.allclose(results.block(sample, sample + 1)[0, 0], scores, rtol=1e-12, atol=0)
    assert results.shape == (40, 1, 2, 2) and results.uncertain == tuple(
        ("technosphere", "biosphere", "characterisation")
    )
    assert (np.asarray(results.status) == RowStatus.SCORED).all()
    assert np.asarray(results.backward_error).max() <= 1e-14
    assert np.array_equal(results.static, roos.score(system, DEMANDS).scores)


@pytest.mark.parametrize("part", ["technosphere", "biosphere", "characterisation"])
def test_what_is_not_named_stays_certain(part):
    results = run(uncertain=(part,))
    bases = {"technosphere": A, "biosphere": B, "characterisation": C}
    a, b, c = drawn(system_of(), SEED, 3)
    a, b, c = (made if name == part else bases[name] for name, made in zip(bases, (a, b, c), strict=True))
    scores = (c @ b @ np.linalg.solve(a, np.array([0.0, 0.0, 1.0]))).T
    assert np.allclose(results.block(3, 4)[0, 0, 0], scores, rtol=1e-12)
    factorised = "factorised once" in results.explanation
    assert factorised == (part != "technosphere")


def test_many_demands_where_the_technosphere_is_certain_agree_with_one_at_a_time():
    demands = {f"d{i}": {"steel": float(i), "pump": 1.0} for i in range(1, 9)}
    whole = run(demands=demands, uncertain=("biosphere", "characterisation"))
    alone = run(demands={"d5": demands["d5"]}, uncertain=("biosphere", "characterisation"))
    assert np.allclose(np.asarray(whole.scores)[:, 4], np.asarray(alone.scores)[:, 0], rtol=1e-13)


def test_one_demand_alone_scores_as_it_does_among_others():
    whole, alone = run(direction="forward"), run(demands={"one pump": {"pump": 1.0}}, direction="forward")
    assert np.allclose(np.asarray(whole.scores)[:, 0], np.asarray(alone.scores)[:, 0], rtol=1e-13)


def test_scores_grow_with_the_demand():
    once, thrice = (
        run(),
        run(demands={"one pump": {"pump": 3.0}, "steel and power": {"steel": 6.0, "power": 3.0}}),
    )
    assert np.allclose(3 * np.asarray(once.scores), np.asarray(thrice.scores), rtol=1e-13)


@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_threads_chunks_and_the_number_of_samples_change_no_bit(direction, monkeypatch):
    first = run(direction=direction, options=Options(threads=1))
    other = run(direction=direction, options=Options(threads=3))
    monkeypatch.setattr(way, "LEAST", 7)
    longer = run(direction=direction, samples=60)
    assert np.array_equal(first.scores, other.scores) and np.array_equal(first.growth, other.growth)
    assert np.array_equal(first.scores, np.asarray(longer.scores)[:40])


def test_a_run_that_is_stopped_and_resumed_gives_the_same_bits(tmp_path):
    whole = run(samples=100)
    left = [3]

    def cancel():
        left[0] -= 1
        return left[0] < 0

    with pytest.raises(RoosError) as caught:
        run(samples=100, store=tmp_path / "s", cancel=cancel)
    assert caught.value.code == "E620"
    again = run(samples=100, store=tmp_path / "s", resume=True)
    assert np.array_equal(np.asarray(again.scores[0:100]), whole.scores)
    opened = roos.open_monte_carlo(tmp_path / "s")
    assert np.array_equal(opened.block(0, 100), whole.block(0, 100))
    assert opened.seed == SEED and opened.samples == 100 and np.array_equal(opened.static, whole.static)
    assert opened.statistics().to_pandas().equals(whole.statistics().to_pandas())


def test_a_store_is_resumed_by_the_same_run_only(tmp_path):
    run(store=tmp_path / "s")
    for change in ({"seed": 21}, {"samples": 41}, {"uncertain": ("biosphere",)}, {"singular": "skip"}):
        given = {"samples": 40, "seed": SEED, "store": tmp_path / "s", "resume": True} | change
        with pytest.raises(RoosError) as caught:
            roos.monte_carlo(system_of(), DEMANDS, **given)
        assert caught.value.code == "E606"
    other = system_of(Uncertainty(lognormal(A), lognormal(B, 0.4), lognormal(C, 0.11)))
    with pytest.raises(RoosError) as caught:
        run(other, store=tmp_path / "s", resume=True)
    assert caught.value.code == "E606"


def space_of(system):
    return ScenarioSpace.build(
        system,
        [Axis.values("steel", [1.0, 2.0, 2.2, 3.0])],
        [FormulaChange("technosphere", "steel", "factory", "-steel")],
    )


def test_scenarios_share_their_draws():
    system = system_of()
    results = run(system, samples=1000, scenarios=space_of(system))
    assert results.shape == (1000, 5, 2, 2)
    scores = results.block(0, 1000)[:, :, 0, 0]
    together = (scores[:, 4] - scores[:, 1]).std()
    apart = np.hypot(scores[:, 4].std(), scores[:, 1].std())
    assert together < 0.6 * apart
    # a scenario that states what the inventory holds keeps its draw; any other amount is certain
    assert np.array_equal(scores[:, 2], scores[:, 0])
    a, b, c = drawn(system, SEED, 11)
    a[0, 2] = -3.0
    assert scores[11, 4] == pytest.approx((c @ b @ np.linalg.solve(a, [0.0, 0.0, 1.0]))[0], rel=1e-12)
    assert np.array_equal(scores[:40, 0], run(system).block(0, 40)[:, 0, 0, 0])


def test_scenarios_may_change_demands_and_cells_without_draws():
    system = system_of(Uncertainty(None, lognormal(B), None))
    space = ScenarioSpace.build(
        system,
        [Axis.values("x", [1.0, 5.0])],
        [
            FormulaChange("technosphere", "power", "factory", "-x"),
            FormulaChange("biosphere", "co2", "factory", "x"),
        ],
    )
    scores = run(system, samples=3, scenarios=space).block(0, 3)
    for sample in range(3):
        a, b = A.copy(), drawn(system, SEED, sample)[1]
        assert scores[sample, 0, 0] == pytest.approx(C @ b @ np.linalg.solve(a, [0, 0, 1.0]), rel=1e-12)
        a[1, 2], b[0, 2] = -5.0, 5.0
        assert scores[sample, 2, 0] == pytest.approx(C @ b @ np.linalg.solve(a, [0, 0, 1.0]), rel=1e-12)


def test_statistics_are_those_of_the_samples():
    results = run(samples=300)
    scores = results.block(0, 300)
    found = results.statistics((0.1, 0.5))
    assert np.allclose(found.mean, scores.mean(axis=0), rtol=1e-13)
    assert np.allclose(found.deviation, scores.std(axis=0, ddof=1), rtol=1e-11)
    assert np.allclose(found.standard_error, scores.std(axis=0, ddof=1) / np.sqrt(300), rtol=1e-11)
    assert np.array_equal(found.quantiles, np.quantile(scores, (0.1, 0.5), axis=0))
    assert found.n.tolist() == [300]
    table = found.to_pandas()
    assert len(table) == 4 and {"q0.1", "q0.5", "mean", "n"} <= set(table)


def test_labels_pick_samples():
    results = run()
    one = results.sel(demand="one pump", category="water", scenario="base")
    assert np.array_equal(one.values, np.asarray(results.scores)[:, 0, 1])
    table = results.to_pandas()
    assert len(table) == 160 and list(table) == ["sample", "scenario", "demand", "category", "unit", "score"]
    assert np.array_equal(table["score"].to_numpy(), np.asarray(results.scores).ravel())
    assert results.to_xarray().sel(sample=4, demand="one pump", category="water").item() == one.values[4]


def test_it_stops_at_the_standard_error_asked_for(tmp_path):
    results = run(samples=1500, stop=Precision(0.05, demands=["one pump"], categories=["climate"]))
    assert 100 <= results.samples < 1500
    assert any(finding.code == "W151" for finding in results.findings)
    found = results.statistics()
    assert found.standard_error[0, 0, 0] <= 0.05 * found.mean[0, 0, 0]
    stored = run(
        samples=1500, stop=Precision(0.05, demands=["one pump"], categories=["climate"]), store=tmp_path / "s"
    )
    assert stored.samples == results.samples
    assert np.array_equal(stored.block(0, stored.samples), results.block(0, results.samples))
    assert roos.open_monte_carlo(tmp_path / "s").samples == results.samples


def sometimes_singular():
    """Return a system whose factory makes none of its pump in half of the draws."""
    row, col = np.nonzero(A)
    value = A[row, col]
    coin = (row == 2) & (col == 2)
    nothing = np.full(row.size, np.nan)
    rows = {
        "row": row,
        "col": col,
        "type": np.where(coin, 6, 1),
        "loc": np.where(coin, 0.5, value),
        "negative": np.zeros(row.size, dtype=bool),
        **dict.fromkeys(("scale", "shape", "minimum", "maximum"), nothing),
    }
    return system_of(Uncertainty(Distributions.build(rows, A.shape, where="a test"), lognormal(B), None))


def test_a_singular_sample_is_named_or_left_out():
    system = sometimes_singular()
    with pytest.raises(RoosError) as caught:
        run(system)
    assert caught.value.exit_code == 4 and "sample " in caught.value.where and "skip" in caught.value.hint
    results = run(system, singular="skip")
    lost = np.asarray(results.status) == RowStatus.SINGULAR
    coins = np.array([drawn(system, SEED, sample)[0][2, 2] for sample in range(40)])
    assert np.array_equal(lost, coins == 0.0)
    assert (
        np.isnan(np.asarray(results.scores)[lost]).all()
        and np.isfinite(np.asarray(results.scores)[~lost]).all()
    )
    found = results.statistics()
    assert found.n.tolist() == [int((~lost).sum())] and np.isfinite(found.mean).all()
    (finding,) = (one for one in results.findings if one.code == "W150")
    assert finding.count == lost.sum() and f"sample {np.flatnonzero(lost)[0]}" in finding.where


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"samples": 0}, "E450"),
        ({"seed": 1.5}, "E451"),
        ({"uncertain": ("prices",)}, "E453"),
        ({"uncertain": ()}, "E452"),
        ({"singular": "perhaps"}, "E117"),
        ({"direction": "sideways"}, "E117"),
        ({"stop": -1.0}, "E454"),
        ({"stop": "soon"}, "E454"),
        ({"stop": Precision(0.1, demands=["no such"])}, "E201"),
        ({"memory": 1000}, "E110"),
    ],
)
def test_wrong_use_is_refused(how, code):
    with pytest.raises(RoosError) as caught:
        roos.monte_carlo(system_of(), DEMANDS, **({"samples": 10, "seed": 1} | how))
    assert caught.value.code == code and caught.value.hint


def test_nothing_uncertain_is_refused_and_a_part_without_is_said():
    with pytest.raises(RoosError) as caught:
        run(system_of(Uncertainty(lognormal(A, kind=1), None, None)), uncertain=("biosphere",))
    assert caught.value.code == "E452"
    only = system_of(Uncertainty(None, lognormal(B), None))
    results = run(only, uncertain=("biosphere", "technosphere"))
    assert [one.code for one in results.findings if one.code == "W152"] == ["W152"]


def test_a_bad_distribution_is_named():
    with pytest.raises(RoosError) as caught:
        run(system_of(Uncertainty(lognormal(A, scale=-0.1), None, None)))
    assert caught.value.code == "E150" and "steel" in caught.value.where and "plant" in caught.value.where


def test_a_draw_without_bounds_is_named_with_its_sample():
    row = lognormal(B, scale=400.0)
    with pytest.raises(RoosError) as caught:
        run(system_of(Uncertainty(None, row, None)), samples=200)
    assert caught.value.code == "E153" and "sample" in caught.value.where and "flow" in caught.value.where
