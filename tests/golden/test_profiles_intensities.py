"""Scores of `profiles` against figures computed apart from roos, to the three digits printed."""

from __future__ import annotations

import numpy as np
import pytest

import roos
from golden.profiles_background import background, npi, published, static

#: kg CO2-eq (IPCC 2021 GWP100) per unit of product, static background.
CLIMATE = {
    "market for steel, chromium steel 18/8, hot rolled | steel, chromium steel 18/8, hot rolled "
    "| GLO | kg": "5.21",
    "market for steel, low-alloyed | steel, low-alloyed | GLO | kg": "2.03",
    "market for cast iron | cast iron | GLO | kg": "1.83",
    "market for copper, cathode | copper, cathode | GLO | kg": "6.67",
    "market for gold | gold | GLO | kg": "47835",
    "market for aluminium, wrought alloy | aluminium, wrought alloy | GLO | kg": "12.9",
    "market for battery, Li-ion, NMC111, rechargeable, prismatic | battery, Li-ion, NMC111, rechargeable, "
    "prismatic | GLO | kg": "19.8",
    "market for flat glass, coated | flat glass, coated | RER | kg": "1.10",
    "market for polypropylene, granulate | polypropylene, granulate | GLO | kg": "3.54",
    "market group for electricity, low voltage | electricity, low voltage | RER | kWh": "0.342",
    "computer production, laptop | computer, laptop | GLO | unit": "174",
    "market for printed wiring board, through-hole mounted, unspecified, Pb free | printed wiring board, "
    "through-hole mounted, unspecified, Pb free | GLO | kg": "72",
}


def rounded(value: float, printed: str) -> str:
    return f"{value:.{len(printed.partition('.')[2])}f}"


@pytest.mark.parametrize("product", CLIMATE)
def test_climate_as_printed(product: str) -> None:
    printed = CLIMATE[product]
    value = static().of(product)
    # cast iron is 1.825: printed rounded up
    assert rounded(value, printed) == printed or abs(value - float(printed)) <= 0.0051 * float(printed)


@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_climate_through_roos(direction: str) -> None:
    system = static().system
    demands = {product: {product: 1.0} for product in CLIMATE}
    results = roos.score(system, demands, direction=direction)
    np.testing.assert_allclose(
        results.scores,
        [static().scores[:, system.products.position(product)] for product in CLIMATE],
        rtol=1e-9,
    )
    for row, printed in zip(results.scores, CLIMATE.values(), strict=True):
        assert row[0] == pytest.approx(float(printed), rel=0.005)


def test_all_scores_agree_forward_and_adjoint() -> None:
    """1 260 products × 18 categories, to 1e-12 of the sums of absolute contributions."""
    system = static().system
    demands = {product: {product: 1.0} for product in system.products.ids}
    forward, adjoint = (roos.score(system, demands, direction=path) for path in ("forward", "adjoint"))
    scale = np.maximum(np.abs(forward.scores), _contributions())
    assert forward.scores.shape == (1260, 18)
    assert (np.abs(forward.scores - adjoint.scores) <= 1e-12 * scale).all()


def _contributions() -> np.ndarray:
    """Σ|contribution| of each product in each category: |C B| |A⁻¹|."""
    system = static().system
    inverse = np.linalg.inv(system.technosphere.matrix.toarray())
    return (np.abs((system.characterisation.matrix @ system.biosphere).toarray()) @ np.abs(inverse)).T


@pytest.mark.parametrize(
    ("method", "file", "rows"),
    [
        ("recipe-2016-midpoint", "recipe_midpoint", 23),
        ("recipe-2016-endpoint", "recipe_endpoint", 26),
        ("ef-3.1-midpoint", "ef_midpoint", 25),
        ("other", "recipe_midpoint", 23),
    ],
)
def test_the_split_matrix_gives_what_the_published_square_one_gives(
    method: str, file: str, rows: int
) -> None:
    """Solved once more as published: Aᵀ y = Bᵀ with flows among the products."""
    square, values = published("A_matrix.npz"), published(f"B_matrix_{file}_static.npz")
    assert square.shape == (1712, 1712) and values.shape == (rows, 1712)
    y = np.linalg.solve(square.T, values.T).T[:, :1260]
    ours = background(method=method)
    labels = ours.system.characterisation.categories
    row_of = {ours.system.flows.ids[j].split(" | ")[2]: j - 452 for j in range(452, 452 + rows)}
    wanted = y[[row_of[identifier] for identifier in labels.ids]]
    assert np.abs(wanted).max() > 0
    # the absolute part is for products without any score, where either solver leaves rounding
    assert (
        np.abs(ours.scores - wanted) <= 1e-9 * np.abs(wanted) + 1e-15 * np.abs(wanted).max(axis=1)[:, None]
    ).all()


def test_the_future_is_cleaner() -> None:
    power = "market group for electricity, low voltage | electricity, low voltage | RER"
    assert npi(2050).of(power) < npi(2030).of(power) < npi().of(power)
    assert npi().of(power) == pytest.approx(0.334, abs=5e-4)


def test_endpoints_and_ef_agree_with_midpoints_where_they_mean_the_same() -> None:
    """Climate of EF is that of IPCC 2021 but for methane; totals of endpoints are sums of their parts."""
    ef, end = background(method="ef-3.1-midpoint"), background(method="recipe-2016-endpoint")
    copper = "market for copper, cathode"
    assert ef.of(copper) == pytest.approx(static().of(copper), rel=1e-3)
    names, units = end.system.characterisation.categories.ids, end.system.characterisation.categories.units
    for total, unit in (("total_human_health", "DALY"), ("total_ecosystem_quality", "species.yr")):
        parts = [
            k
            for k, name in enumerate(names)
            if units[k] == unit and not name.startswith("total") and name != "human_noise_impacts"
        ]
        assert end.of(copper, total) == pytest.approx(sum(end.of(copper, names[k]) for k in parts), rel=1e-6)


def test_the_ef_row_without_a_unit_is_in_that_of_its_total() -> None:
    ef = background(method="ef-3.1-midpoint")
    total, inorganic, organic = (
        ef.scores[ef.row(name)]
        for name in (
            "ecotoxicity_freshwater",
            "ecotoxicity_freshwater_inorganics",
            "ecotoxicity_freshwater_organics",
        )
    )
    np.testing.assert_allclose(total, inorganic + organic, rtol=1e-6, atol=1e-12)
    labels = ef.system.characterisation.categories
    assert labels.units[ef.row("ecotoxicity_freshwater_organics")] == "CTUe"
    (finding,) = ef.system.characterisation.findings
    assert finding.code == "W103" and "organics" in finding.where
