"""Distributions of the formats that are linked: what is drawn follows what the file states, sign included."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from inventories.uncertain_files import CERTAIN, CO2, POWER, WRITERS, drawn
from roos import RoosError
from roos_inventories import read

LOGNORMAL = stats.lognorm(0.3, scale=2.0)
NORMAL = stats.norm(2.0, 0.25)
UNIFORM = stats.uniform(1.0, 3.0)
TRIANGULAR = stats.triang(0.25, loc=1.0, scale=4.0)


class Negated:
    """The distribution of the negated amount."""

    def __init__(self, of):
        self.of = of

    def cdf(self, x):
        return 1 - self.of.cdf(-np.asarray(x))

    def ppf(self, q):
        return -self.of.ppf(1 - np.asarray(q))


#: By format and distribution: the amount, what the file states of it, and what follows.
STATED = {
    "ecospold2": {
        # the variance is that with pedigree, and the median the amount
        "lognormal": (2.0, '<lognormal meanValue="2" mu="0.6931" variance="0.01" '
                           'varianceWithPedigreeUncertainty="0.09"/>', LOGNORMAL),
        "lognormal, negative": (-2.0, '<lognormal meanValue="-2" mu="0.6931" '
                                      'varianceWithPedigreeUncertainty="0.09"/>', Negated(LOGNORMAL)),
        "normal": (2.0, '<normal meanValue="2" varianceWithPedigreeUncertainty="0.0625"/>', NORMAL),
        "triangular": (2.0, '<triangular minValue="1" mostLikelyValue="2" maxValue="5"/>', TRIANGULAR),
        "uniform": (2.0, '<uniform minValue="1" maxValue="4"/>', UNIFORM),
    },
    "ecospold1": {
        "lognormal": (2.0, f'uncertaintyType="1" standardDeviation95="{math.exp(0.6)!r}"', LOGNORMAL),
        "lognormal, negative": (
            -2.0, f'uncertaintyType="1" standardDeviation95="{math.exp(0.6)!r}"', Negated(LOGNORMAL),
        ),
        "normal": (2.0, 'uncertaintyType="2" standardDeviation95="0.5"', NORMAL),
        "triangular": (
            2.0, 'uncertaintyType="3" minValue="1" mostLikelyValue="2" maxValue="5"', TRIANGULAR
        ),
        "uniform": (2.0, 'uncertaintyType="4" minValue="1" maxValue="4"', UNIFORM),
    },
    "simapro": {
        "lognormal": (2.0, f"Lognormal;{math.exp(0.6)!r};0;0", LOGNORMAL),
        "lognormal, negative": (-2.0, f"Lognormal;{math.exp(0.6)!r};0;0", Negated(LOGNORMAL)),
        "normal": (2.0, "Normal;0.5;0;0", NORMAL),
        "triangular": (2.0, "Triangle;0;1;5", TRIANGULAR),
        "uniform": (2.0, "Uniform;0;1;4", UNIFORM),
    },
    "excel": {
        "lognormal": (2.0, f"2,{math.log(2)!r},0.3,,,,", LOGNORMAL),
        "lognormal, negative": (-2.0, f"2,{math.log(2)!r},0.3,,,,", Negated(LOGNORMAL)),
        "lognormal, told to be negative": (-2.0, f"2,{math.log(2)!r},0.3,,,,True", Negated(LOGNORMAL)),
        "normal": (2.0, "3,,0.25,,,,", NORMAL),
        "uniform": (2.0, "4,,,,1,4,", UNIFORM),
        "triangular": (2.0, "5.0,2,,,1,5,", TRIANGULAR),
        "Weibull": (2.0, "8,,2,1.7,,,", stats.weibull_min(1.7, scale=2.0)),
        "gamma": (2.0, "9,,2,3,,,", stats.gamma(3.0, scale=2.0)),
        "beta": (2.0, "10,2,,5,1,4,", stats.beta(2.0, 5.0, loc=1.0, scale=3.0)),
        "extreme": (2.0, "11,,2,0,,,", stats.gumbel_r(2.0, 2.0)),
        "Student": (2.0, "12,2,0.5,6,,,", stats.t(6.0, loc=2.0, scale=0.5)),
        "beta PERT": (2.0, "13,2,,,1,5,", stats.beta(2.0, 4.0, loc=1.0, scale=4.0)),
    },
    "jsonld": {
        "lognormal": (
            2.0,
            {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2.0, "geomSd": math.exp(0.3)},
            LOGNORMAL,
        ),
        "normal": (2.0, {"distributionType": "NORMAL_DISTRIBUTION", "mean": 2.0, "sd": 0.25}, NORMAL),
        "triangular": (
            2.0,
            {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 1.0, "mode": 2.0, "maximum": 5.0},
            TRIANGULAR,
        ),
        "uniform": (
            2.0, {"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 1.0, "maximum": 4.0}, UNIFORM,
        ),
    },
}  # fmt: skip
CASES = [(form, name) for form, kinds in STATED.items() for name in kinds]


@pytest.mark.parametrize("what", [POWER, CO2])
@pytest.mark.parametrize(("form", "name"), CASES)
def test_draws_follow_what_the_file_states(tmp_path, form, name, what):
    """As an input and as an emission: an input stays one, whatever is drawn of it."""
    amount, stated, known = STATED[form][name]
    system = read(WRITERS[form](tmp_path, [(what, amount, stated)]), cache=False)
    assert {finding.code for finding in system.findings} <= {"W104"}
    found = drawn(system)
    assert stats.kstest(found, known.cdf).pvalue > 1e-3
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx(known.ppf([0.1, 0.5, 0.9]), rel=0.1, abs=0.1)


@pytest.mark.parametrize(("stated", "outcomes"), [("6,0.3,,,,,", {0.0, 1.0}), ("7,,,,2,5,", {2.0, 3.0, 4.0})])
def test_whole_numbers_are_drawn(tmp_path, stated, outcomes):
    system = read(WRITERS["excel"](tmp_path, [(POWER, 1.0, stated)]), cache=False)
    assert set(drawn(system).tolist()) == outcomes


@pytest.mark.parametrize("form", WRITERS)
def test_two_exchanges_of_one_place_are_drawn_each_and_added(tmp_path, form):
    """An uncertain one beside a certain one, and beside another uncertain one."""
    amount, stated, _ = STATED[form]["normal"]
    lines = [
        (POWER, amount, stated),
        (POWER, 0.5, CERTAIN[form]),
        (CO2, amount, stated),
        (CO2, amount, stated),
    ]
    system = read(WRITERS[form](tmp_path, lines), cache=False)
    assert {finding.code for finding in system.findings} >= {"W101"}
    rows = system.uncertainty.technosphere
    assert sorted(rows.type.tolist()) == [0, 3]
    assert stats.kstest(drawn(system), stats.norm(6.5, 0.25 * np.sqrt(3)).cdf).pvalue > 1e-3


def test_a_conversion_multiplies_what_is_drawn(tmp_path):
    amount, stated, _ = STATED["ecospold1"]["normal"]
    system = read(WRITERS["ecospold1"](tmp_path, [(POWER, amount, stated)], unit="MJ"), cache=False)
    assert np.mean(drawn(system)) == pytest.approx(2 / 3.6, rel=0.01)
    assert stats.kstest(drawn(system), stats.norm(2 / 3.6, 0.25 / 3.6).cdf).pvalue > 1e-3


def test_allocation_multiplies_what_is_drawn(tmp_path):
    products = "widget;kg;1;30;not defined;;\nchips;kg;1;70;not defined;;"
    lines = [(POWER, 2.0, STATED["simapro"]["lognormal"][1]), (CO2, 2.0, "Uniform;0;1;4")]
    system = read(WRITERS["simapro"](tmp_path, lines, products=products), cache=False)
    widget, chips = drawn(system), drawn(system, product="chips")
    mean = 0.3 * (LOGNORMAL.mean() + UNIFORM.mean())
    deviation = 0.3 * np.hypot(LOGNORMAL.std(), UNIFORM.std())
    assert np.mean(widget) == pytest.approx(mean, abs=4 * deviation / np.sqrt(2000))
    assert np.std(widget) == pytest.approx(deviation, rel=0.1)
    assert np.mean(chips) == pytest.approx(mean * 7 / 3, abs=4 * deviation * 7 / 3 / np.sqrt(2000))


def test_factors_of_a_method_are_drawn(tmp_path):
    spread = {"uncertainty": STATED["jsonld"]["normal"][1], "value": 2.0}
    system = read(WRITERS["jsonld"](tmp_path, [(CO2, 1.0, None)], factor=spread), cache=False)
    assert system.uncertainty.technosphere is None and len(system.uncertainty.characterisation) == 1
    assert stats.kstest(drawn(system), NORMAL.cdf).pvalue > 1e-3


#: By format: what is stated, the code, and what the message says of it.
INVALID = {
    "ecospold2": [('<lognormal mu="1" varianceWithPedigreeUncertainty="NaN"/>', "E150", "scale")],
    "ecospold1": [
        ('uncertaintyType="1" standardDeviation95="0.5"', "E150", "scale is not above zero"),
        ('uncertaintyType="2" standardDeviation95="0"', "E150", "scale is not above zero"),
        ('uncertaintyType="3" minValue="5" maxValue="1"', "E151", "minimum is not below"),
        ('uncertaintyType="3" minValue="3" maxValue="5"', "E151", "mode lies outside"),
        ('uncertaintyType="4" minValue="1"', "E150", "bound is missing"),
    ],
    "simapro": [
        ("Lognormal;0.5;0;0", "E150", "scale is not above zero"),
        ("Lognormal;-1;0;0", "E150", "scale is not above zero"),
        ("Normal;0;0;0", "E150", "scale is not above zero"),
        ("Uniform;0;4;1", "E151", "minimum is not below"),
    ],
    "excel": [
        ("2,0.69,-0.3,,,,", "E150", "scale is not above zero"),
        ("2,,0.3,,,,", "E150", "loc is not a finite number"),
        ("2,0.69,0.3,,,,True", "E150", "the other side of zero"),
        ("5,2,,,5,1,", "E151", "minimum is not below"),
        ("8,,2,,,,", "E150", "shape is not above zero"),
    ],
    "jsonld": [
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.0, "geomSd": 1.2}, "E150", "loc"),
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2.0, "geomSd": 0.9}, "E150", "scale"),
        ({"distributionType": "NORMAL_DISTRIBUTION", "mean": 2.0, "sd": -1.0}, "E150", "scale"),
        ({"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 3.0, "maximum": 2.0}, "E151", "minimum"),
        ({"distributionType": "TRIANGLE_DISTRIBUTION", "mode": 2.0, "minimum": 1.0}, "E150", "bound"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", [POWER, CO2])
@pytest.mark.parametrize(
    ("form", "stated", "code", "said"), [(form, *case) for form, cases in INVALID.items() for case in cases]
)
def test_what_is_no_distribution_is_refused_by_name_and_line_when_it_is_asked_for(
    tmp_path, form, stated, code, said, what
):
    path = WRITERS[form](tmp_path, [(what, 2.0, stated)])
    system = read(path, cache=False)  # a static score needs none of it
    for _ in range(2):
        with pytest.raises(RoosError) as caught:
            drawn(system)
        assert caught.value.code == code and said in caught.value.message and caught.value.hint
        assert what in caught.value.where and "widget" in caught.value.where
        place = "exchange 2" if form == "jsonld" else "line"
        assert place in caught.value.where and path.name in caught.value.where
    assert drawn(read(WRITERS[form](tmp_path, [(what, 2.0, STATED[form]["normal"][1])])), 10).shape == (10,)


#: By format: what is stated, and the code that says that its amount is certain.
NONE = {
    "ecospold2": [
        ('<lognormal mu="1" varianceWithPedigreeUncertainty="0"/>', "W186"),
        ('<lognormal mu="1" varianceWithPedigreeUncertainty="900"/>', "W186"),
        ('<triangular minValue="5" mostLikelyValue="2" maxValue="1"/>', "W186"),
        ('<beta minValue="1" mostLikelyValue="2" maxValue="5"/>', "W185"),
        ("<comment>none</comment>", "W185"),
    ],
    "ecospold1": [
        ('uncertaintyType="1" standardDeviation95="0"', "W186"),
        ('uncertaintyType="1"', "W186"),
        ('uncertaintyType="5" minValue="1"', "W185"),
    ],
    "simapro": [("Lognormal;1;0;0", "W186"), ("Gamma;2;0;0", "W185")],
    "excel": [("lognormal,0.69,0.3,,,,", "W185"), ("14,1,,,,,", "W185"), ("-1,1,,,,,", "W185")],
    "jsonld": [
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2.0, "geomSd": 1.0}, "W186"),
        ({"distributionType": "NORMAL_DISTRIBUTION", "mean": 2.0, "sd": 0.0}, "W186"),
        ({"distributionType": "GAMMA_DISTRIBUTION", "mean": 2.0}, "W185"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "stated", "code"), [(form, *case) for form, cases in NONE.items() for case in cases]
)
def test_what_cannot_be_drawn_is_certain_and_said(tmp_path, form, stated, code):
    lines = [(POWER, 2.0, stated), (CO2, 2.0, STATED[form]["normal"][1])]
    system = read(WRITERS[form](tmp_path, lines), cache=False)
    (finding,) = [finding for finding in system.findings if finding.code != "W104"]
    assert (finding.code, finding.severity, finding.count) == (code, "warning", 1)
    assert "widget" in finding.where and finding.hint
    assert system.uncertainty.technosphere is None
    assert stats.kstest(drawn(system), stats.norm(4.0, 0.25).cdf).pvalue > 1e-3


@pytest.mark.parametrize("form", ["ecospold2", "ecospold1", "simapro"])
def test_a_lognormal_around_zero_is_certain_and_said(tmp_path, form):
    system = read(WRITERS[form](tmp_path, [(CO2, 0.0, STATED[form]["lognormal"][1])]), cache=False)
    assert [finding.code for finding in system.findings] == ["W186"] and system.uncertainty is None


def test_an_openlca_lognormal_of_the_wrong_sign_is_refused(tmp_path):
    stated = STATED["jsonld"]["lognormal"][1]
    system = read(WRITERS["jsonld"](tmp_path, [(POWER, -2.0, stated)]), cache=False)
    with pytest.raises(RoosError, match="E150") as caught:
        _ = system.uncertainty
    assert "other side of zero" in caught.value.message and "exchange 2" in caught.value.where


def test_lognormals_whose_median_or_spread_is_doubtful_are_said(tmp_path):
    odd = '<lognormal mu="0.5" varianceWithPedigreeUncertainty="9"/>'
    system = read(WRITERS["ecospold2"](tmp_path, [(POWER, 2.0, odd)]), cache=False)
    said = [finding.message for finding in system.findings if finding.code == "W104"]
    assert any("another median" in text for text in said) and any("above 2.5" in text for text in said)
    assert np.exp(system.uncertainty.technosphere.loc).tolist() == [2.0]


def test_the_amount_counts_where_an_excel_file_leaves_loc_empty_and_errors_stay_errors(tmp_path):
    system = read(WRITERS["excel"](tmp_path, [(POWER, 2.0, "3,,0.25,,,,")]), cache=False)
    assert system.uncertainty.technosphere.loc.tolist() == [2.0]
    with pytest.raises(RoosError, match="E106"):
        read(WRITERS["excel"](tmp_path, [(POWER, 2.0, "3,#REF!,0.25,,,,")]), cache=False)
