"""What cannot be drawn, by name and line, and what samples should not be read without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.solver.screening.small import ASSUMED, numbers, use
from tests.solver.screening.test_samples import SYSTEM, run, simple, spread_background, toy, uncertain

from roos import Distribution, RoosError
from roos.screening import ScreeningOptions
from roos.screening.case import Number, Origin, Stage, Variant
from roos.screening.uncertain_numbers import uncertain_numbers

NORMAL = Distribution.normal(1.0, 0.1)


def number(name, value, distribution=None, span=None):
    return {name: Number(name, value, "kg", ASSUMED, span, where=f"toy.toml, line {len(name)}",
                         distribution=distribution)}  # fmt: skip


def model_with(**changed):
    return simple({"amount": 5.0}, {"amount": "mass"}, **changed)


@pytest.mark.parametrize(
    ("distribution", "code", "said"),
    [
        (Distribution.normal(5.0, 0.0), "E150", "scale is not above zero"),
        (Distribution.lognormal(5.0, -0.1), "E150", "scale is not above zero"),
        (Distribution.lognormal(0.0, 0.1), "E150", "loc is not a finite number"),
        (Distribution.uniform(6.0, 4.0), "E151", "the minimum is not below the maximum"),
        (Distribution.triangular(6.0, 5.0, 7.0), "E151", "the mode lies outside"),
        (Distribution.normal(5.0, 0.1, minimum=50.0), "E152", "next to nothing"),
        (Distribution.lognormal(1e300, 40.0), "E153", "no finite number"),
    ],
)
def test_what_is_no_distribution_is_named_with_its_line(distribution, code, said):
    model = replace(model_with(), parameters=number("mass", 5.0, distribution))
    with pytest.raises(RoosError) as caught:
        run(model, 1000)
    assert caught.value.code == code and said in caught.value.message
    assert "toy.toml, line 4" in caught.value.where and "mass" in str(caught.value)


def test_a_distribution_on_a_number_that_nothing_uses_is_refused():
    idle = replace(model_with(mass=5.0), parameters=uncertain(mass=5.0) | number("mas", 5.0, NORMAL))
    formula = replace(
        model_with(), parameters=number("mass", numbers(mass="2 * half")["mass"].value, NORMAL)
        | uncertain(half=2.0),
    )  # fmt: skip
    for model, line, said in ((idle, 3, "no amount needs 'mas'"), (formula, 4, "'mass' is a formula")):
        with pytest.raises(RoosError, match="E195") as caught:
            run(model, 10)
        assert said in caught.value.message and caught.value.where.startswith(f"toy.toml, line {line}: ")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"samples": 0}, "E450"),
        ({"samples": 2.5}, "E450"),
        ({"seed": 1.5}, "E451"),
        ({"seed": -1}, "E451"),
        ({"uncertain": ("number",)}, "E453"),
        ({"uncertain": ()}, "E452"),
        ({"uncertain": ("technosphere",)}, "E452"),
        ({"ranges": "normal"}, "E117"),
        ({"memory": 1}, "E110"),
        ({"given": {"masss": 1.0}}, "E445"),
        ({"variants": "heavy"}, "E440"),
    ],
)
def test_wrong_use(how, code):
    with pytest.raises(RoosError) as caught:
        run(toy(), **({"samples": 10} | how))
    assert caught.value.code == code


def test_nothing_uncertain_is_refused_and_two_cases_of_one_id():
    with pytest.raises(RoosError, match="E452") as caught:
        run(model_with(mass=5.0), 10)
    assert "distribution" in caught.value.hint
    with pytest.raises(RoosError, match="E437"):
        run([toy(), toy()], 10)
    with pytest.raises(RoosError, match="E440"):
        run(toy(), 10).of("other")
    for quantiles, confidence in (((1.5,), 0.95), ((0.5,), 1.0), ((True,), 0.95)):
        with pytest.raises(RoosError, match="E454"):
            run(toy(), 10).of("toy").statistics(quantiles, confidence)
    with pytest.raises(RoosError, match="E454"):
        run(toy(), 10).of("toy").chances(0.0)


def test_a_formula_without_a_value_names_its_sample():
    model = simple({"amount": 1.0}, {"amount": "1 / life"}, life=(1.0, Distribution.discrete(0, 30)))
    with pytest.raises(RoosError, match="E415") as caught:
        run(model, 5000)
    first = int(caught.value.message.split()[1].rstrip(":"))
    one = run(model, first) if first else None
    assert caught.value.message.startswith(f"sample {first}: a division by zero")
    assert one is None or len(one.of("toy")) == first, "no earlier sample is refused"


def codes(done):
    return [finding.code for finding in done.findings]


def test_distributions_that_are_not_drawn_are_said():
    given = run(toy(), 10, given={"chips": 0.2})
    told = [one for one in given.findings if one.code == "W195"]
    assert len(told) == 1 and "'chips'" in told[0].message and "given" in told[0].message
    assert "smart" in told[0].where
    assert [one.number.name for one in given.numbers] == ["mass", "life", "life", "power"]
    other = replace(toy(), variants=(Variant("heavy", "heavier", uncertain(mass=(24.0, NORMAL))),))
    assert "W195" in codes(run(other, 10)) and "W195" not in codes(run(other, 10, variants="heavy"))
    shared = Stage("hall", (use("power", "hall"),), shared=True)
    hall = replace(
        toy(), stages=(*toy().stages, shared), parameters=toy().parameters | uncertain(hall=(1.0, NORMAL))
    )
    assert "W195" in codes(run(hall, 10))
    assert "W195" not in codes(run(hall, 10, options=ScreeningOptions(denominator="full")))


def test_printed_ranges_are_taken_only_on_request_and_said():
    ranged = number("mass", 5.0, None, (4.0, 7.0)) | number("fixed", 1.0, None, (1.0, 1.0))
    model = replace(
        simple({"amount": "mass"}, {"amount": "mass * 0.5 * fixed"}), parameters=ranged
    )  # fmt: skip
    with pytest.raises(RoosError, match="E452"):
        run(model, 10)
    done = run(model, 4000, ranges="triangular")
    assert [one.distribution for one in done.numbers] == [Distribution.triangular(4.0, 5.0, 7.0)]
    told = next(one for one in done.findings if one.code == "W196")
    assert told.message == "an assumption: 1 printed range is taken as triangular"
    assert told.where == "toy.toml, line 4: mass"
    flat = run(model, 4000, ranges="uniform").of("toy").baseline[:, 0] / 4.0
    assert flat.min() < 4.01 and flat.max() > 6.99 and flat.mean() == pytest.approx(5.5, abs=0.06)
    own = replace(model, parameters=number("mass", 5.0, NORMAL, (4.0, 7.0)) | uncertain(fixed=1.0))
    done = run(own, 10, ranges="uniform")
    assert done.numbers[0].distribution == NORMAL and "W196" not in codes(done)
    outside = replace(model, parameters=number("mass", 8.0, None, (4.0, 7.0)) | uncertain(fixed=1.0))
    with pytest.raises(RoosError, match="E151"):
        run(outside, 10, ranges="triangular")


def test_amounts_that_turn_and_changes_without_a_value_are_said():
    model = simple({"amount": (1.0, Distribution.normal(1.0, 1.0))}, {"amount": 2.0})
    done = run(model, 2000)
    one = done.of("toy")
    below = int((one.baseline[:, 0] < 0).sum())
    turned = next(finding for finding in done.findings if finding.code == "W197")
    assert turned.count == below > 100 and "'steel'" in turned.message and "toy.toml, line 9" in turned.where
    undefined = next(finding for finding in done.findings if finding.code == "W198")
    assert undefined.count == below and "climate_change" in undefined.where
    told = one.statistics()
    assert np.isnan(told.relative[:, 0]).all() and np.isfinite(told.quantiles[:, 0]).all()
    assert "W197" not in codes(run(toy(), 100)) and "W198" not in codes(run(toy(), 100))


def test_results_of_which_nothing_is_drawn_are_said():
    certain = replace(model_with(mass=4.0), id="certain")
    done = run([toy(), certain], 10)
    (told,) = [finding for finding in done.findings if finding.code == "W199"]
    assert told.where == "certain, new" and told.count == 1
    assert not done.of("certain").statistics().deviation.any()
    drawn = run([toy(), certain], 10, system=spread_background(0.1))
    assert "W199" not in codes(drawn) and drawn.of("certain").statistics().deviation[:4].all()


def test_a_part_without_distributions_is_said():
    system = spread_background(0.1)
    from roos import Uncertainty

    given = system.uncertainty
    some = replace(SYSTEM, uncertainty_of=lambda: Uncertainty(given.technosphere))
    done = run(toy(), 10, system=some, uncertain=("technosphere", "biosphere"))
    assert done.background == ("technosphere",) and codes(done).count("W152") == 1 and done.numbers == ()
    certain = run(toy(), 10, uncertain=("numbers", "biosphere"))
    assert certain.background == () and codes(certain).count("W152") == 1 and len(certain.numbers) == 5


def test_where_a_distribution_comes_from():
    told = uncertain_numbers(replace(model_with(), parameters=number("mass", 5.0, NORMAL)))[0]
    assert (told.name, told.origin, told.where) == ("mass", ASSUMED, "toy.toml, line 4: mass")
    spread = Origin(assumed="a guess")
    own = {"mass": replace(number("mass", 5.0, NORMAL)["mass"], spread=spread)}
    assert uncertain_numbers(replace(model_with(), parameters=own))[0].origin == spread
    life = uncertain_numbers(toy())[1]
    assert (life.name, life.where) == ("baseline: life", "case 'toy': baseline: life")
