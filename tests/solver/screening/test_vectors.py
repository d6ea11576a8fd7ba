"""V1–V3: the arithmetic of the method on the printed list of 2008, without any background."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from roos import RoosError
from roos.screening import ScreeningOptions, compare, printed_categories, screening_prices
from roos_inventories.prices import read_prices

PRICES = read_prices("tno-2020")
CATEGORIES = printed_categories(PRICES)
PRINTED = ScreeningOptions(category_list="2008 printed")


def vector(**changed: float) -> np.ndarray:
    case = np.ones(18)
    for name, value in changed.items():
        case[CATEGORIES.ids.index(name)] = value
    return case


V1 = vector(particulate_matter_formation=0.5)
V2 = vector(climate_change=0.8, marine_ecotoxicity=2.0, metal_depletion=0.1)
V3 = np.full(18, 4.5 / 8.25)


def judged(case: np.ndarray, **options: object) -> object:
    chosen = ScreeningOptions(**{"category_list": "2008 printed", **options})
    return compare(np.ones(18), case, CATEGORIES, screening_prices(CATEGORIES, PRICES, chosen), chosen)


def resources(case: np.ndarray, how: str) -> float:
    return judged(case, small_rose_resources=how).small_rose.resources


def test_the_printed_prices_sum_to_what_was_derived():
    prices = screening_prices(CATEGORIES, PRICES, PRINTED)
    assert prices.values.sum() == pytest.approx(269.35056, abs=1e-12)
    sums = {name: 0.0 for name in prices.indicators}
    for name, value in zip(prices.indicators, prices.values, strict=True):
        sums[name] += value
    assert sums == pytest.approx(
        {
            "minerals": 0.09, "fossil": 0.1, "water": 1.0, "land": 0.111, "climate": 0.057,
            "air_water_soil": 258.568, "ecotox": 9.26656, "human_tox": 0.158,
        },
        abs=1e-12,
    )  # fmt: skip


def test_v1_particulate_matter_halved():
    result = judged(V1)
    assert result.mean == pytest.approx(-0.5 / 18, abs=1e-12)
    assert judged(V1, mean_over="8 indicators").mean == pytest.approx(-61.0 / 258.568 / 8, abs=1e-12)
    assert result.costs.total.relative == pytest.approx(-61.0 / 269.35056, abs=1e-12)
    assert result.indicator("air_water_soil").relative == pytest.approx(-61.0 / 258.568, abs=1e-12)
    assert resources(V1, "4 indicators") == resources(V1, "6 categories") == 0.0
    printed = (result.mean, result.costs.total.relative, result.indicator("air_water_soil").relative)
    assert [round(100 * one, 3) for one in printed] == [-2.778, -22.647, -23.591]


def test_v2_a_doubled_category_hardly_shows():
    result = judged(V2)
    assert result.mean == pytest.approx((-0.2 + 1.0 - 0.9) / 18, abs=1e-12)
    ecotox = 0.00756 / 9.26656
    assert result.indicator("ecotox").relative == pytest.approx(ecotox, abs=1e-12)
    assert judged(V2, mean_over="8 indicators").mean == pytest.approx((-0.2 + ecotox - 0.9) / 8, abs=1e-12)
    single = (-0.2 * 0.057 + 0.00756 - 0.9 * 0.09) / 269.35056
    assert result.costs.total.relative == pytest.approx(single, abs=1e-12)
    assert resources(V2, "4 indicators") == pytest.approx(-0.225, abs=1e-12)
    assert resources(V2, "6 categories") == pytest.approx(-0.15, abs=1e-12)
    assert resources(V2, "summed cost") == pytest.approx(-0.081 / 1.301, abs=1e-12)
    assert result.summary.largest == "marine_ecotoxicity"
    assert result.summary.mean_without_largest == pytest.approx(-1.1 / 17, abs=1e-12)
    assert result.summary.median == 0.0
    assert [name for name, _ in result.summary.movers[:2]] == ["marine_ecotoxicity", "metal_depletion"]
    # what a mover is said to do is what happens without it
    moved = dict(result.summary.movers)["marine_ecotoxicity"]
    assert moved == pytest.approx(result.mean - result.summary.mean_without_largest, abs=1e-12)


OPTIONS = {
    "mean_over": ("18 categories", "8 indicators"),
    "zero_baseline": ("exclude", "floor", "error"),
    "indicator": ("summed cost", "mean of relative"),
    "small_rose_resources": ("4 indicators", "6 categories", "summed cost"),
    "land_transformation": ("as printed", "drop"),
    "sign": ("negative is better", "positive is better"),
    "class_edges": ("upper inclusive", "lower inclusive"),
}


def test_v3_is_the_same_whatever_is_chosen():
    wanted = 4.5 / 8.25 - 1
    for chosen in itertools.product(*OPTIONS.values()):
        result = judged(V3, **dict(zip(OPTIONS, chosen, strict=True)))
        totals = [result.costs.total.relative, result.costs.without_toxicity.relative]
        small = [result.small_rose.climate, result.small_rose.resources]
        rose = [one.relative for one in result.indicators]
        numbers = [*result.relative, result.mean, result.summary.median, *totals, *small, *rose]
        assert np.abs(np.array(numbers) - wanted).max() < 1e-12, chosen
        assert len(rose) == 8
        assert {one.name for one in result.colours} == {"very positive"}


def test_prices_of_2008_are_not_put_on_other_categories_unasked():
    from dataclasses import replace

    other = replace(CATEGORIES, extra={"model": ("ReCiPe 2016 midpoint (H)",) * 18})
    with pytest.raises(RoosError, match="E432"):
        screening_prices(other, PRICES, PRINTED, where="case.toml, line 7: prices")
