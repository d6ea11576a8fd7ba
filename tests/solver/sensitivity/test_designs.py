"""Designs, Morris and Sobol: their order, exact answers of simple models, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as stats
from scipy.stats import qmc

import roos
from roos import Axis, FormulaChange, Labels, Method, RoosError, ScenarioSpace, System, designs

RANGES = {"a": (2.0, 4.0), "b": (-1.0, 1.0), "c": (-1.0, 1.0)}
#: h = k (a + b c): the first flow of the only activity, characterised by k
MODEL = [FormulaChange("biosphere", "0", "0", "a + b × c")]


def system():
    categories = Labels("category", ("climate", "other"), units=("kg", "m3"))
    method = Method.build("m", np.array([[2.0, 0.0], [0.0, 1.0]]), categories)
    return System.build("one", [[1.0]], [[3.0], [1.0]], characterisation=method)


DEMANDS = {"d": {"0": 1.0}}


def test_sobol_indices_of_a_sum_and_a_product():
    """V(a) = 1/3 and V(b c) = 1/9, all of the latter by b and c together."""
    found = roos.sobol(system(), DEMANDS, RANGES, MODEL, size=2048, seed=4)
    first, total = (
        found.cube(name).sel(demand="d", category="climate").values for name in ("first", "total")
    )
    np.testing.assert_allclose(first, [0.75, 0.0, 0.0], atol=0.02)
    np.testing.assert_allclose(total, [0.75, 0.25, 0.25], atol=0.02)
    assert (found.values["first_error"][..., 0] < 0.05).all() and (
        found.values["total_error"][..., 0] > 0
    ).all()
    assert (found.values["total"][..., 1] == 0.0).all()
    assert [finding.code for finding in found.findings] == ["W171"]
    table = found.to_pandas()
    assert table["parameter"].tolist() == ["a", "a", "b", "b", "c", "c"]
    assert repr(found).startswith(
        "ParameterIndices(sobol: first, total, first_error, total_error; parameter 3"
    )
    with pytest.raises(RoosError) as caught:
        found.cube("second")
    assert caught.value.code == "E208"


def test_further_axes_have_indices_of_their_own():
    model = [FormulaChange("biosphere", "0", "0", "a + weight × b")]
    axes = [Axis.values("weight", [0.0, 3.0])]
    found = roos.sobol(
        system(), DEMANDS, {"a": (0.0, 1.0), "b": (0.0, 1.0)}, model, size=1024, axes=axes, seed=1
    )
    assert found.dims == ("parameter", "weight", "demand", "category")
    shares = found.cube("first").sel(demand="d", category="climate").values
    np.testing.assert_allclose(shares, [[1.0, 0.1], [0.0, 0.9]], atol=0.02)


@pytest.mark.parametrize("categories", [1, 2])
def test_a_single_parameter_and_output(categories):
    one = system()
    method = Method.build(
        "m", one.characterisation.matrix[:categories], one.characterisation.categories.take(range(categories))
    )
    found = roos.sobol(
        one, DEMANDS, {"a": (2.0, 4.0)}, [FormulaChange("biosphere", "0", "0", "a")], size=256, method=method
    )
    assert found.values["first"].shape == (1, 1, categories)
    assert found.values["first"][0, 0, 0] == pytest.approx(1.0, abs=0.02)


def test_saltelli_points_are_in_the_order_of_salib():
    """A, A with one column of B each, B; base sample by base sample."""
    design = designs.saltelli("s", RANGES, 8, seed=2)
    blocks = design.points.reshape(8, 5, 3)
    a, b = blocks[:, 0], blocks[:, 4]
    for parameter in range(3):
        other = [i for i in range(3) if i != parameter]
        np.testing.assert_array_equal(blocks[:, 1 + parameter, parameter], b[:, parameter])
        np.testing.assert_array_equal(blocks[:, 1 + parameter][:, other], a[:, other])
    assert (np.floor(8 * a).astype(int)[:, 0].argsort() >= 0).all() and len(
        np.unique(np.floor(8 * a[:, 0]))
    ) == 8
    assert design.axis.labels.ids[:2] == ("1", "2") and len(design) == 40


def test_morris_of_a_sum_and_a_product():
    found = roos.morris(system(), DEMANDS, RANGES, MODEL, trajectories=400, seed=3)
    mu, star, sigma = (found.values[name][:, 0, 0] for name in ("mu", "mu_star", "sigma"))
    # over its range a adds 2 × k; the effect of b is 2 c × k, with c on the levels −1, −1/3, 1/3, 1
    assert mu[0] == pytest.approx(4.0) and star[0] == pytest.approx(4.0) and sigma[0] < 1e-12
    assert star[1:] == pytest.approx([8 / 3] * 2, rel=0.08) and (sigma[1:] > 2).all()
    assert (found.values["mu_star_error"][1:, 0, 0] > 0).all()
    assert set(found.to_pandas()["unit"]) == {"kg", "m3"}


def test_morris_changes_one_parameter_at_a_time_on_its_grid():
    design = designs.morris("m", RANGES, 7, seed=1, levels=6)
    points = design.points.reshape(7, 4, 3)
    steps = np.diff(points, axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all() and ((steps != 0).sum(axis=1) == 1).all()
    np.testing.assert_allclose(np.abs(steps).max(axis=2), 0.6)
    np.testing.assert_allclose(points * 5, np.round(points * 5), atol=1e-12)
    assert points.min() >= 0 and points.max() <= 1 and {True, False} == set((steps > 0).any(axis=2).ravel())


def test_latin_hypercube_and_sobol_sequence_fill_the_ranges():
    ranges = {"load": (10.0, 20.0), "price": stats.norm(5.0, 2.0)}
    cube = designs.latin_hypercube("s", ranges, 50, seed=1)
    for column in cube.points.T:
        assert sorted(np.floor(50 * column)) == list(range(50))
    np.testing.assert_allclose(cube.values[:, 0], 10 + 10 * cube.points[:, 0])
    np.testing.assert_allclose(cube.values[:, 1], stats.norm(5, 2).ppf(cube.points[:, 1]))
    sequence = designs.sobol_sequence("s", ranges, 64, seed=1)
    assert qmc.discrepancy(sequence.points) < qmc.discrepancy(np.random.default_rng(1).random((64, 2))) / 2
    same = designs.sobol_sequence("s", ranges, 64, seed=1)
    np.testing.assert_array_equal(sequence.values, same.values)
    assert not np.array_equal(sequence.values, designs.sobol_sequence("s", ranges, 64, seed=2).values)


def test_distributions_of_roos_are_ranges():
    given = {"a": roos.Distribution.lognormal(2.0, 0.4), "b": roos.Distribution.triangular(0.0, 1.0, 3.0)}
    scipy = {"a": stats.lognorm(0.4, scale=2.0), "b": stats.triang(1 / 3, 0.0, 3.0)}
    mine, theirs = (designs.saltelli("s", ranges, 16, seed=1).values for ranges in (given, scipy))
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)
    ends = designs.morris("s", {"b": given["b"]}, 20, seed=1).values
    assert ends.min() == 0.0 and ends.max() == 3.0


def test_a_design_is_an_axis_of_a_sweep():
    design = designs.latin_hypercube("sample", {"a": (2.0, 4.0)}, 6, seed=1)
    space = ScenarioSpace.build(system(), [design.axis], [FormulaChange("biosphere", "0", "0", "a")])
    results = roos.sweep(system(), DEMANDS, space)
    np.testing.assert_allclose(results.cube(unfold=True).values[:, 0, 0], 2 * design.values[:, 0], rtol=1e-14)
    assert repr(design) == "Design(latin hypercube: 6 points of a)"


@pytest.mark.parametrize(
    ("ranges", "code"),
    [
        ({}, "E172"),
        ({"a": (2.0, 1.0)}, "E172"),
        ({"a": (0.0, np.inf)}, "E172"),
        ({"a": (0.0,)}, "E172"),
        ({"a": "low"}, "E172"),
        ({"a": 3.0}, "E172"),
        ({"a": roos.Distribution(1, 3.0)}, "E172"),
        ({"a": roos.Distribution.uniform(3.0, 2.0)}, "E151"),
        ({"a": (True, 2.0)}, "E172"),
        ({"a b": (0.0, 1.0)}, "E413"),
    ],
)
def test_bad_ranges(ranges, code):
    with pytest.raises(RoosError) as caught:
        designs.latin_hypercube("s", ranges, 4, seed=1)
    assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: designs.latin_hypercube("s", RANGES, 0, seed=1), "E173"),
        (lambda: designs.sobol_sequence("s", RANGES, 100, seed=1), "E173"),
        (lambda: designs.saltelli("s", RANGES, 3, seed=1), "E173"),
        (lambda: designs.morris("s", RANGES, 1, seed=1), "E173"),
        (lambda: designs.morris("s", RANGES, 4, seed=1, levels=5), "E173"),
        (lambda: designs.morris("s", {"a": stats.norm(0, 1)}, 4, seed=1), "E172"),
        (lambda: designs.morris("s", {"a": roos.Distribution.lognormal(1.0, 0.1)}, 4, seed=1), "E172"),
        (lambda: designs.latin_hypercube("s", RANGES, 4, seed=0.5), "E117"),
    ],
)
def test_bad_designs(make, code):
    with pytest.raises(RoosError) as caught:
        make()
    assert caught.value.code == code and caught.value.hint


def test_results_of_another_design_are_refused():
    design = designs.morris("point", {"a": (2.0, 4.0)}, 4, seed=1)
    space = ScenarioSpace.build(system(), [design.axis], [FormulaChange("biosphere", "0", "0", "a")])
    results = roos.sweep(system(), DEMANDS, space)
    assert roos.elementary_effects(design, results).values["mu"].shape == (1, 1, 2)
    others = (
        lambda: roos.sobol_indices(design, results),
        lambda: roos.elementary_effects(designs.morris("point", {"a": (2.0, 4.0)}, 4, seed=2), results),
        lambda: roos.elementary_effects(designs.morris("other", {"a": (2.0, 4.0)}, 4, seed=1), results),
    )
    for other in others:
        with pytest.raises(RoosError) as caught:
            other()
        assert caught.value.code == "E174" and caught.value.hint
