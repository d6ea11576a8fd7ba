"""Uncertain parameters: drawn by name, formulas in each sample, axes over draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from tests.solver.montecarlo.uncertain import DEMANDS, A, B, C, drawn, system_of

import roos
from roos import Axis, Distribution, FormulaChange, RoosError, ScenarioSpace
from roos.montecarlo.parameters import ParameterDraws

SEED = 20
LOAD = Distribution.lognormal(0.5, 0.3)
GIVEN = {"load": LOAD, "share": Distribution.uniform(0.1, 0.4)}
FORMULAS = [
    FormulaChange("technosphere", "power", "factory", "-load * 6"),
    FormulaChange("biosphere", "co2", "plant", "half + load"),
]


def space_of(system, axes=(), formulas=FORMULAS):
    return ScenarioSpace.build(
        system, list(axes), formulas, parameters={"load": 0.5, "share": 0.2, "half": "share / 2"}
    )


def run(samples=50, axes=(), given=GIVEN, **how):
    system = system_of()
    space = how.pop("space", None) or space_of(system, axes)
    return roos.monte_carlo(
        system, DEMANDS, samples=samples, seed=SEED, scenarios=space, parameters=given, **how
    )


def draws(samples=50, given=GIVEN):
    return ParameterDraws(space_of(system_of()), given).values(SEED, 0, samples)


def by_hand(a, b, load, share):
    a, b = a.copy(), b.copy()
    a[1, 2], b[0, 1] = -6 * load, share / 2 + load
    return (C @ b @ np.linalg.solve(a, [0.0, 0.0, 1.0]))[0]


@pytest.mark.parametrize("direction", ["auto", "forward"])
def test_parameters_alone(direction):
    results = run(uncertain=("parameters",), direction=direction)
    assert results.uncertain == ("parameters",)
    assert ("foreground" in results.explanation[0]) == (direction == "auto")
    given = draws()
    for sample in range(50):
        wanted = by_hand(A, B, given["load"][sample], given["share"][sample])
        assert results.block(sample, sample + 1)[0, 0, 0, 0] == pytest.approx(wanted, rel=1e-12)


def test_parameters_among_exchanges_of_all_and_of_some_activities():
    given, system = draws(), system_of()
    whole, few = run(uncertain=("technosphere", "biosphere")), run(activities=["factory"])
    for sample in (0, 9, 49):
        a, b, _ = drawn(system, SEED, sample)
        values = given["load"][sample], given["share"][sample]
        assert whole.block(sample, sample + 1)[0, 0, 0, 0] == pytest.approx(by_hand(a, b, *values), rel=1e-12)
        a[:, :2], b[:, :2] = A[:, :2], B[:, :2]
        assert few.block(sample, sample + 1)[0, 0, 0, 0] == pytest.approx(by_hand(a, b, *values), rel=1e-12)


@pytest.mark.parametrize("direction", ["auto", "forward"])
def test_an_axis_overrides_a_draw_but_not_in_the_base(direction):
    axes = [Axis.values("load", [0.4, 0.8])]
    results = run(axes=axes, uncertain=("parameters",), direction=direction)
    given = draws()
    for sample in (0, 49):
        found = results.block(sample, sample + 1)[0, :, 0, 0]
        loads = (given["load"][sample], 0.4, 0.8)
        wanted = [by_hand(A, B, load, given["share"][sample]) for load in loads]
        assert np.allclose(found, wanted, rtol=1e-12)


def test_draws_are_of_their_distribution_and_by_name():
    both, one = draws(20_000), draws(20_000, {"share": GIVEN["share"]})
    assert np.array_equal(both["share"], one["share"])
    assert stats.kstest(both["load"], stats.lognorm(0.3, scale=0.5).cdf).pvalue > 1e-3
    assert abs(np.corrcoef(both["load"], both["share"])[0, 1]) < 0.03


def test_chunks_and_resume_change_no_bit(tmp_path, monkeypatch):
    from roos.montecarlo import way

    whole = run()
    monkeypatch.setattr(way, "LEAST", 7)
    stored = run(store=tmp_path / "s")
    assert np.array_equal(whole.scores, np.asarray(stored.scores[0:50]))
    with pytest.raises(RoosError) as caught:
        run(store=tmp_path / "s", resume=True, given={"load": Distribution.lognormal(0.5, 0.2)})
    assert caught.value.code == "E606"


def test_what_changes_nothing_or_not_all_is_told():
    formulas = [FormulaChange("biosphere", "co2", "plant", "load * x")]
    space = space_of(system_of(), [Axis.values("x", [1.0, 2.0])], formulas)
    results = run(space=space, uncertain=("parameters",), samples=5)
    codes = {one.code: one for one in results.findings}
    assert "'share'" in codes["W405"].where or any("'share'" in one.where for one in results.findings)
    assert "'x'" in codes["W153"].message and codes["W153"].hint
    scores = results.block(0, 5)[:, :, 0, 0]
    assert np.ptp(scores[:, 0]) == 0 and np.ptp(scores[:, 1]) > 0
    space = space_of(system_of(), (), [FormulaChange("biosphere", "co2", "plant", "load", times=True)])
    times = run(space=space, uncertain=("parameters",), samples=1).block(0, 1)[0, 0, 0, 0]
    b = B.copy()
    b[0, 1] *= draws(1)["load"][0]
    assert times == pytest.approx((C @ b @ np.linalg.solve(A, [0.0, 0.0, 1.0]))[0], rel=1e-12)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"speed": LOAD}, "E416"),
        ({"load": 3.0}, "E117"),
        ({}, "E117"),
        ({"load": Distribution(1, 2.0)}, "E117"),
        ({"load": Distribution.normal(1.0, -1.0)}, "E150"),
        ({"load": Distribution.uniform(2.0, 1.0)}, "E151"),
        ({"load": Distribution.lognormal(1.0, 1e5)}, "E153"),
    ],
)
def test_wrong_distributions_are_refused_by_name(given, code):
    with pytest.raises(RoosError) as caught:
        run(given=given, samples=200)
    assert caught.value.code == code and "parameter" in caught.value.where


@pytest.mark.parametrize("make", [lambda: Distribution.lognormal("a", 1.0), lambda: Distribution(2, None)])
def test_a_distribution_is_made_of_numbers(make):
    with pytest.raises(RoosError) as caught:
        make()
    assert caught.value.code == "E117" and caught.value.hint


def test_a_formula_without_a_value_names_its_sample():
    space = space_of(system_of(), (), [FormulaChange("biosphere", "co2", "plant", "1 / load")])
    with pytest.raises(RoosError) as caught:
        run(space=space, given={"load": Distribution.bernoulli(0.5)})
    assert caught.value.code == "E415" and "sample" in caught.value.where


def test_formulas_without_axis_need_parameters_that_are_drawn():
    space = space_of(system_of())
    for call in (
        lambda: roos.monte_carlo(system_of(), DEMANDS, samples=3, seed=1, scenarios=space),
        lambda: roos.sweep(system_of(), DEMANDS, space),
    ):
        with pytest.raises(RoosError) as caught:
            call()
        assert caught.value.code == "E412"
    with pytest.raises(RoosError) as caught:
        run(space=space_of(system_of(), (), []), uncertain=("parameters",))
    assert caught.value.code == "E452"


@pytest.mark.parametrize("design", ["latin hypercube", "sobol"])
def test_designs_place_parameters_and_change_no_bit_of_exchanges(design, tmp_path, monkeypatch):
    from roos import designs
    from roos.montecarlo import way

    both = run(64, design=design)
    points = designs.points(design, 2, 64, seed=SEED)
    load = stats.lognorm(0.3, scale=0.5).ppf(points[:, 0])
    share = stats.uniform(0.1, 0.3).ppf(points[:, 1])
    alone = run(64, uncertain=("parameters",), design=design)
    for sample in (0, 63):
        wanted = by_hand(A, B, load[sample], share[sample])
        assert alone.block(sample, sample + 1)[0, 0, 0, 0] == pytest.approx(wanted, rel=1e-12)
        a, b, c = drawn(system_of(), SEED, sample)
        a, b = a.copy(), b.copy()
        a[1, 2], b[0, 1] = -6 * load[sample], share[sample] / 2 + load[sample]
        wanted = (c @ b @ np.linalg.solve(a, [0.0, 0.0, 1.0]))[0]
        assert both.block(sample, sample + 1)[0, 0, 0, 0] == pytest.approx(wanted, rel=1e-12)
    assert any(design in line for line in both.explanation)
    assert "W194" not in {one.code for one in both.findings}
    monkeypatch.setattr(way, "LEAST", 7)
    stored = run(64, design=design, store=tmp_path / "s")
    assert np.array_equal(np.asarray(stored.scores[0:64]), both.scores)
    with pytest.raises(RoosError) as caught:
        run(64, store=tmp_path / "s", resume=True)
    assert caught.value.code == "E606"


def test_a_latin_hypercube_has_one_draw_in_each_of_equal_parts():
    results = run(100, uncertain=("parameters",), design="latin hypercube", given={"load": LOAD})
    means = [run(100, uncertain=("parameters",), given={"load": LOAD}).scores.mean(), results.scores.mean()]
    far = run(4096, uncertain=("parameters",), design="sobol", given={"load": LOAD}).scores.mean()
    assert abs(means[1] - far) < abs(means[0] - far) / 5


def test_a_sobol_sequence_of_another_length_is_told():
    (finding,) = [one for one in run(100, design="sobol").findings if one.code == "W194"]
    assert "100 points" in finding.message and finding.hint == "draw 64 or 128 samples"


@pytest.mark.parametrize("more", [{"design": "sobal"}, {"design": "sobol", "stop": 0.1}])
def test_designs_that_do_not_fit(more):
    with pytest.raises(RoosError) as caught:
        run(8, **more)
    assert caught.value.code == "E117" and caught.value.hint


def test_a_design_needs_parameters():
    with pytest.raises(RoosError) as caught:
        roos.monte_carlo(system_of(), DEMANDS, samples=8, seed=1, design="sobol")
    assert caught.value.code == "E117" and "parameters" in caught.value.message
