"""Samples of cases: analytic answers, shared draws, the same bits however they are computed."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

import numpy as np
import pytest
from scipy import stats
from tests.solver.screening.small import ASSUMED, background, case, numbers, prices, use

import roos.screening.sampling_run as sampling_run
from roos import Distribution, Distributions, Formula, Options, Uncertainty
from roos.sampling import Draws, Stream
from roos.sampling.streams import named_stream
from roos.screening import ScreeningOptions, compare, screen, screen_monte_carlo
from roos.screening.case import BASELINE, Number, Patch, Quantity, Side, Stage, Variant
from roos.screening.drawing import NumberDraws
from roos.screening.uncertain_numbers import uncertain_numbers

SYSTEM, PRICES = background(), prices()
N = 20_000


def uncertain(**given):
    """Return certain numbers, and pairs of value and distribution."""
    made = {}
    for name, one in given.items():
        value, distribution = one if isinstance(one, tuple) else (one, None)
        made[name] = replace(numbers(**{name: value})[name], distribution=distribution)
    return made


def simple(baseline, scenario, **parameters):
    """Return a case of one stage: ``amount`` kg of steel."""
    return replace(
        case(),
        parameters=uncertain(**parameters),
        baseline=Side(BASELINE, "as it is", uncertain(**baseline)),
        scenarios=(Side("new", "new", uncertain(**scenario)),),
        stages=(Stage("machine", (use("steel", "amount"),)),),
    )


def toy():
    """Return the case of round numbers, five of its numbers uncertain, one of them on both sides."""
    return replace(
        case(),
        parameters=uncertain(mass=(12.0, Distribution.lognormal(12.0, 0.1)), chips=0.0, power=2.0),
        baseline=Side(BASELINE, "as it is", uncertain(life=(3.0, Distribution.triangular(2.0, 3.0, 5.0)))),
        scenarios=(
            Side(
                "smart",
                "smart",
                uncertain(
                    life=(4.0, Distribution.normal(4.0, 0.5, minimum=1.0)),
                    chips=(0.1, Distribution.pert(0.0, 0.1, 0.4)),
                    power=(1.0, Distribution.uniform(0.5, 1.5)),
                ),
            ),
        ),
    )


def run(model, samples=N, seed=7, system=SYSTEM, **how):
    return screen_monte_carlo(model, system, PRICES, samples=samples, seed=seed, **how)


def spread_background(scale):
    """Return the background with normal distributions of this relative scale on all of A, B and C."""
    matrices = (SYSTEM.technosphere.matrix, SYSTEM.biosphere, SYSTEM.characterisation.matrix)
    rows = []
    for matrix in matrices:
        dense = matrix.toarray()
        row, col = np.nonzero(dense)
        value = dense[row, col]
        fixed = (value == 1.0) & (matrix is matrices[0])
        rows.append(
            Distributions.build(
                {
                    "row": row,
                    "col": col,
                    "type": np.where(fixed, 1, 3),
                    "loc": value,
                    "scale": np.where(fixed, np.nan, np.abs(value) * scale),
                    **{name: np.full(row.size, np.nan) for name in ("shape", "minimum", "maximum")},
                    "negative": np.zeros(row.size, dtype=bool),
                },
                dense.shape,
                where="a test",
            )
        )
    return replace(SYSTEM, uncertainty_of=lambda: Uncertainty(*rows))


def same(one, other):
    for name in ("sample", "baseline", "case", "difference", "relative"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name


def test_normal_amounts_have_the_probability_and_the_quantiles_of_their_difference():
    model = simple(
        {"amount": (10.0, Distribution.normal(10.0, 1.5))}, {"amount": (9.0, Distribution.normal(9.0, 1.0))}
    )
    one = run(model).of("toy")
    told = one.statistics((0.1, 0.5, 0.9))
    spread = np.hypot(1.5, 1.0)
    wanted = stats.norm.cdf(1.0 / spread)
    allowed = 5 * np.sqrt(wanted * (1 - wanted) / N)
    for measure, per_kg in (("climate_change", 4.0), ("dust", 1.0), ("cost", 2.25)):
        k = told.measures.ids.index(measure)
        assert told.probability[k] == pytest.approx(wanted, abs=allowed)
        assert told.mean[k] == pytest.approx(-per_kg, abs=5 * per_kg * spread / np.sqrt(N))
        assert told.deviation[k] == pytest.approx(per_kg * spread, rel=0.03)
        assert told.standard_error[k] == told.deviation[k] / np.sqrt(N)
        quantiles = per_kg * stats.norm.ppf((0.1, 0.5, 0.9), -1.0, spread)
        assert told.quantiles[:, k] == pytest.approx(quantiles, abs=5 * per_kg * spread / np.sqrt(N) * 1.8)
        assert abs(told.correlation[k]) < 0.05
        low, high = (end[k] for end in told.interval)
        assert low < told.probability[k] < high and high - low < 4 * allowed
    assert told.n == N and not told.ties.any()


def test_the_same_number_of_both_sides_has_one_draw():
    """Independent draws would make the variance of the difference 25 times as large."""
    mass = (20.0, Distribution.normal(20.0, 2.0))
    model = simple({"amount": "mass / 4"}, {"amount": "mass / 5"}, mass=mass)
    told = run(model).of("toy").statistics()
    shared, independent = (2.0 / 4 - 2.0 / 5) * 4.0, np.hypot(2.0 / 4, 2.0 / 5) * 4.0
    assert told.deviation[0] == pytest.approx(shared, rel=0.03)
    assert told.deviation[0] < independent / 5
    assert told.correlation[0] == pytest.approx(1.0)
    assert told.relative[:, 0] == pytest.approx(-0.2)
    assert told.probability[0] == 1.0


def test_the_background_has_one_draw_for_both_sides():
    system = spread_background(0.2)
    one = run(simple({"amount": 5.0}, {"amount": 4.0}), 500, system=system).of("toy")
    told = one.statistics()
    assert told.baseline[1, 0] > 1.0 and told.deviation[0] == pytest.approx(told.baseline[1, 0] / 5)
    assert told.relative[:, 0] == pytest.approx(-0.2, abs=1e-14)


def test_equal_sides_are_ties_and_not_lower():
    """Also where rounding would tell them apart: what both sides use alike is not in the difference."""
    alike = {"amount": "mass / 3"}
    model = simple(alike, alike, mass=(5.0, Distribution.normal(5.0, 1.0)))
    told = run(model, 1000).of("toy").statistics()
    assert told.ties.tolist() == [1000] * 5 and not told.lower.any() and not told.deviation.any()
    assert told.probability.tolist() == [0.0] * 5 and told.relative_mean.tolist() == [0.0] * 5
    more = replace(
        model,
        parameters={**model.parameters, **uncertain(chips=(0.0, Distribution.uniform(-0.1, 0.1)))},
        stages=(*model.stages, Stage("chip", (use("chip", None, "chips"),))),
    )
    one = run(more, 1000).of("toy")
    chips = NumberDraws([n for n in uncertain_numbers(more) if n.number.name == "chips"]).values(7, 0, 1000)
    (values,) = chips.values()
    assert np.array_equal(one.difference[:, 0], values * 8.0)


@pytest.mark.parametrize("options", [
    {}, {"mean_over": "8 indicators"}, {"mean_over": "8 indicators", "indicator": "mean of relative"},
    {"zero_baseline": "floor", "floor": 30.0}, {"denominator": "full"},
])  # fmt: skip
def test_every_sample_is_what_the_screening_makes_of_its_numbers(options):
    chosen = ScreeningOptions(**options)
    model = replace(toy(), quantities=(Quantity("material_mass", "kg", Formula.parse("mass / life")),))
    done = run(model, 40, options=chosen, per=3.0)
    one = done.of("toy")
    base, new = one.screened.models
    drawn = NumberDraws(done.numbers).values(7, 0, 40)
    for s in (0, 17, 39):
        at = [
            {name: drawn[id(n)][s] for name, n in side.numbers.items() if id(n) in drawn}
            for side in (base, new)
        ]
        amounts = [side.amounts(values) for side, values in zip((base, new), at, strict=True)]
        b, c = (3.0 * amount @ one.screened.profiles for amount in amounts)
        wanted = compare(b, c, one.screened.comparison.categories, one.screened.prices, chosen)
        assert one.baseline[s, :2] == pytest.approx(b, rel=1e-14)
        assert one.case[s, :2] == pytest.approx(c, rel=1e-14)
        assert one.difference[s, :2] == pytest.approx(c - b, rel=1e-12)
        assert one.relative[s, :2] == pytest.approx(wanted.relative, rel=1e-12)
        costs = (wanted.costs.total, wanted.costs.without_toxicity)
        assert one.relative[s, 2:4] == pytest.approx([total.relative for total in costs], rel=1e-12)
        assert one.relative[s, 4] == one.difference[s, 4] == pytest.approx(wanted.mean, rel=1e-12)
        mass = [3.0 * values["mass"] / values["life"] for values in at]
        assert [one.baseline[s, 5], one.case[s, 5]] == pytest.approx(mass, rel=1e-14)


def test_without_uncertainty_the_values_are_those_of_the_screening():
    one = run(toy(), 10, per=2.0).of("toy")
    done = screen(toy(), SYSTEM, PRICES, per=2.0).results[0].comparison
    b, c, r = one.static
    assert b[:2].tolist() == done.baseline.tolist() and c[:2].tolist() == done.case.tolist()
    assert (r[2], r[3], r[4]) == (done.costs.total.relative, done.costs.without_toxicity.relative, done.mean)


@pytest.mark.parametrize("block", [1, 7, 64])
def test_the_same_bits_for_any_blocks_and_any_number_of_samples(monkeypatch, block):
    whole = run(toy(), 200).of("toy")
    monkeypatch.setattr(sampling_run, "BLOCK", block)
    same(run(toy(), 200).of("toy"), whole)
    fewer = run(toy(), 93).of("toy")
    assert np.array_equal(fewer.difference, whole.difference[:93])


def test_the_same_bits_whatever_else_is_drawn():
    whole = run(toy(), 50).of("toy")
    others = [replace(toy(), id=f"case-{i}") for i in range(3)]
    same(run([*others, toy()], 50).of("toy"), whole)
    assert not np.array_equal(run(others, 50).of("case-0").case, whole.case)
    mass = toy().parameters["mass"]
    alone = simple({"amount": "mass / 4"}, {"amount": "mass / 5"}, mass=(12.0, mass.distribution))
    found = [
        NumberDraws([n for n in uncertain_numbers(model) if n.number.name == "mass"]).values(7, 0, 50)
        for model in (toy(), alone)
    ]
    assert np.array_equal(*(next(iter(values.values())) for values in found))


def test_a_seed_keeps_its_meaning():
    """Golden: what a seed draws is part of every result that was ever published with it."""
    drawn = NumberDraws(uncertain_numbers(toy())).values(7, 0, 2)
    named = [float(values[1]) for values in drawn.values()]
    golden = [
        14.60294679888655,
        3.782555039619733,
        3.2315412567162562,
        0.14401788348028086,
        0.9144487499550277,
    ]
    assert named == pytest.approx(golden, rel=1e-11)
    digest = blake2b(b"3:toy0:4:mass", digest_size=4).digest()
    assert named_stream("toy", "", "mass") == 2**31 + int.from_bytes(digest, "little") % 2**31
    assert named_stream("a", "bc") != named_stream("ab", "c")


def test_the_same_bits_for_any_threads_and_after_an_interruption(tmp_path):
    from roos import RoosError

    system = spread_background(0.1)
    whole = run(toy(), 60, system=system, solver=Options(threads=1))
    assert whole.background == ("technosphere", "biosphere", "characterisation")
    same(run(toy(), 60, system=system, solver=Options(threads=2)).of("toy"), whole.of("toy"))
    asked = []
    with pytest.raises(RoosError, match="E620"):
        run(toy(), 60, system=system, store=tmp_path / "store", cancel=lambda: asked.append(1) or True)
    assert asked
    same(run(toy(), 60, system=system, store=tmp_path / "store", resume=True).of("toy"), whole.of("toy"))


def test_a_spread_background_and_a_degenerate_one_give_the_same():
    fast, general = run(toy(), 300), run(toy(), 300, system=spread_background(1e-300))
    assert fast.background == () and len(general.background) == 3
    one, other = fast.of("toy"), general.of("toy")
    for name in ("baseline", "case", "relative"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, nan_ok=True)
    numbers_only = run(toy(), 300, system=spread_background(0.1), uncertain=("numbers",))
    assert numbers_only.background == ()
    same(numbers_only.of("toy"), one)


def test_numbers_and_background_are_combined_sample_by_sample():
    """Against dense algebra, each matrix drawn on its own and each number by its name."""
    system = spread_background(0.15)
    done = run(toy(), 25, system=system)
    one, given = done.of("toy"), system.uncertainty
    drawn = NumberDraws(done.numbers).values(7, 0, 25)
    a, b, c = (m.toarray() for m in (SYSTEM.technosphere.matrix, SYSTEM.biosphere,
                                     SYSTEM.characterisation.matrix))  # fmt: skip
    parts = (given.technosphere, given.biosphere, given.characterisation)
    for s in range(25):
        made = []
        for base, rows, stream in zip((a, b, c), parts, list(Stream)[:3], strict=True):
            flat = base.ravel().copy()
            Draws(rows, (rows.row * base.shape[1] + rows.col).astype(np.int32), flat, stream, str).write(
                7, s, flat
            )
            made.append(flat.reshape(base.shape))
        multipliers = made[2] @ made[1] @ np.linalg.inv(made[0])
        for side, scores in zip(one.screened.models, (one.baseline, one.case), strict=True):
            values = {name: drawn[id(n)][s] for name, n in side.numbers.items() if id(n) in drawn}
            demand = np.zeros(3)
            for use_, amount in zip(side.uses, side.amounts(values), strict=True):
                demand[SYSTEM.products.position(use_.dataset)] += amount
            assert scores[s, :2] == pytest.approx(multipliers @ demand, rel=1e-12)


def test_a_patched_exchange_is_drawn_patched():
    model = replace(
        simple({"amount": 5.0}, {"amount": 4.0}),
        patches=(Patch("make steel", "power", 3.0, ASSUMED),),
    )
    system = spread_background(1e-300)
    done = run([model, replace(model, id="plain", patches=())], 5, system=system)
    # 2 CO2 of its own and 3 × 0.5 kWh of power
    assert done.of("toy").baseline[:, 0] == pytest.approx(5 * (2 + 3 * 2.0))
    assert done.of("plain").baseline[:, 0] == pytest.approx(5 * 4.0)
    assert [one.screened.case.id for one in done.results] == ["toy", "plain"]


def test_singular_samples_are_left_out_when_asked(tmp_path):
    matrix = SYSTEM.technosphere.matrix.toarray()
    rows = Distributions.build(
        {"row": [1], "col": [1], "type": [6], "loc": [0.7],
         **{name: [np.nan] for name in ("scale", "shape", "minimum", "maximum")}, "negative": [False]},
        matrix.shape, where="a test",
    )  # fmt: skip
    system = replace(SYSTEM, uncertainty_of=lambda: Uncertainty(rows))
    done = run(toy(), 40, system=system, singular="skip")
    one = done.of("toy")
    assert 0 < len(one) < 40 and one.statistics().n == len(one) == one.chances()[0].n
    assert "W150" in {finding.code for finding in done.findings}
    assert np.isfinite(one.case[:, :4]).all()


def test_a_variant_takes_its_numbers_and_whole_replacements_are_rounded():
    heavy = Variant("heavy", "heavier", uncertain(mass=(24.0, Distribution.uniform(23.0, 25.0))))
    done = run(replace(toy(), variants=(heavy,)), 2000, variants="heavy")
    assert [one.screened.variant for one in done.results] == ["", "heavy"]
    means = [done.of("toy", variant=name).baseline[:, 0].mean() - 8.0 for name in ("heavy", "")]
    assert means[0] / means[1] == pytest.approx(2.0, rel=0.02)
    lives = {"n": Number("n", 1.5, "1", ASSUMED, counts=True, distribution=Distribution.uniform(1.2, 1.9))}
    model = simple({"amount": "n"}, {"amount": 1.0})
    model = replace(model, parameters=lives)
    whole = run(model, 20, options=ScreeningOptions(replacements="whole")).of("toy")
    assert whole.baseline[:, 0].tolist() == [8.0] * 20


def test_verdicts_on_the_whole_case():
    one = run(toy(), 5000).of("toy")
    chances = {chance.name: chance for chance in one.chances()}
    d = one.difference
    assert chances["cost"].count == int((d[:, 2] < 0).sum())
    assert chances["mean_and_costs"].count == int((d[:, 2:5] < 0).all(axis=1).sum())
    assert chances["no_category_worse"].count == int((d[:, :2] < 0).all(axis=1).sum())
    for chance in chances.values():
        assert chance.low <= chance.probability <= chance.high and chance.n == 5000


def test_a_hundred_thousand_samples_are_a_product(monkeypatch):
    """No solve per sample: the factorisation of the screening is the only one."""
    import roos.montecarlo.run as engine

    monkeypatch.setattr(engine, "factorise", None)
    done = run(toy(), 100_000)
    assert len(done.of("toy")) == 100_000
    table = done.of("toy").statistics().columns()
    assert table["measure"].tolist() == ["climate_change", "dust", "cost", "cost_without_toxicity", "mean"]
    assert set(table["n"].tolist()) == {100_000}
