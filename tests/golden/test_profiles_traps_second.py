"""The traps of the profile data, T13 to T19: what is in the files, and what the reader makes of it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import roos
from golden.profiles_background import npi, published, static

REFINERY = "petroleum refinery operation | kerosene | CH | kg"


def about(value: float, digits: int = 3) -> object:
    return pytest.approx(value, rel=0.5 * 10 ** (1 - digits))


def column(product: str) -> dict[str, float]:
    """Entries of the activity that makes a product, by product name."""
    system = static().system
    (j,) = [i for i, name in enumerate(system.products.ids) if name.startswith(product)]
    entries = system.technosphere.matrix[:, [j]].tocoo()
    return {system.products.ids[i]: float(v) for i, v in zip(entries.coords[0], entries.data, strict=True)}


@pytest.mark.parametrize(
    ("activity", "product", "location"),
    [
        (
            "primary zinc production from concentrate",
            "indium rich leaching residues, from zinc production",
            "RoW",
        ),
        ("treatment of aluminium scrap, new, at refiner", "aluminium oxide, non-metallurgical", "RER"),
        ("petroleum refinery operation", "kerosene", "CH"),
    ],
)
def test_t13_the_name_is_not_the_product(activity: str, product: str, location: str) -> None:
    system = static().system
    position = system.products.position(f"{activity} | {product} | {location} | kg")
    assert system.products.names[position] == product
    assert system.activities.names[position] == system.products.extra["activity"][position] == activity
    assert activity in static().note("T13").where + static().note("T13").message


def test_t13_zinc_by_the_wrong_name_is_far_too_clean() -> None:
    assert static().of("primary zinc production from concentrate") == about(0.00585)
    assert static().of("market for zinc | zinc") == about(2.95)


def test_t14_name_and_location_are_not_unique() -> None:
    system = static().system
    names = Counter(zip(system.activities.names, system.activities.locations, strict=True))
    twice = {name: place for (name, place), number in names.items() if number > 1}
    assert len(twice) == 3 == static().note("T14").count
    assert len(set(system.products.ids)) == 1260
    plants = [i for i, name in enumerate(system.activities.names) if "400MW" in name]
    assert (
        len({system.products.units[i] for i in plants}) == 1
        and len({system.products.names[i] for i in plants}) == 2
    )
    incineration = [i for i, name in enumerate(system.activities.names) if name.endswith("incineration FAE")
                    and "solid" in name]  # fmt: skip
    assert {system.products.units[i] for i in incineration} == {"kWh", "kg"}
    with pytest.raises(roos.InputError) as caught:
        system.activities.position("market for gas power plant, combined cycle, 400MW electrical")
    assert caught.value.code == "E202"


@pytest.mark.parametrize(("kind", "taken", "sold", "made"), [
    ("NMC523", 0.72591, 13.15, 18.01), ("NMC955", 0.72591, 12.81, 17.54), ("NMC622", 1.0, 17.83, 17.75),
])  # fmt: skip
def test_t15_two_battery_markets_take_too_little(kind: str, taken: float, sold: float, made: float) -> None:
    battery = f"battery production, Li-ion, {kind} | battery, Li-ion, {kind} | GLO | kg"
    market = f"market for battery, Li-ion, {kind}"
    assert column(market)[battery] == -taken
    assert static().of(market) == pytest.approx(sold, abs=0.006)
    assert static().of(battery) == pytest.approx(made, abs=0.006)
    assert (kind in static().note("T15").where) == (taken < 1)


def test_t16_positive_entries_beside_the_reference_product() -> None:
    system = static().system
    entries = system.technosphere.matrix.tocoo()
    beside = (entries.coords[0] != system.technosphere.reference[entries.coords[1]]) & (entries.data > 0)
    taken_up = system.biosphere[:452].tocoo().data < 0
    assert (int(beside.sum()), int(taken_up.sum())) == (427, 22)
    assert static().note("T16").count == 449
    assert column("glider lightweighting")["market for steel, low-alloyed, hot rolled | steel, low-alloyed, "
                                           "hot rolled | GLO | kg"] == about(1.8)  # fmt: skip
    scrap = "market for scrap copper | scrap copper | Europe without Switzerland | kg"
    assert column("terminals production, for Li-O2 battery")[scrap] == -0.234
    assert static().of(scrap) < 0  # so an input of it is a credit
    slag = "market for electric arc furnace slag | electric arc furnace slag | RoW | kg"
    assert column("vanadium slag production")[slag] < 0 and static().of(slag) < 0


def test_t16_the_signs_of_the_files_are_kept() -> None:
    square = published("A_matrix.npz")
    system = static().system
    np.testing.assert_array_equal(system.technosphere.matrix.toarray(), square[:1260, :1260])
    np.testing.assert_array_equal(system.biosphere[:452].toarray(), -square[1260:, :1260])
    assert not square[:1260, 1260:].any() and (square[1260:, 1260:] == np.eye(452)).all()


def test_t17_rare_earths_outweigh_all_minerals() -> None:
    category = "mineral_resource_scarcity"
    nickel = "market for battery, NiMH, rechargeable, prismatic"
    for either in (static(), npi()):
        assert either.of(nickel, category) == about(1662, 4)
        assert "1662" in either.note("T17").message
    scooter = "electric motor production, for electric scooter"
    assert (static().of(scooter, category), npi().of(scooter, category)) == (about(49.2), about(0.352))


def test_t18_displays() -> None:
    display, laptop = "display production, liquid crystal, 17 inches", "computer production, laptop"
    nitrogen = [static().of(product, "marine_eutrophication") for product in (display, laptop)]
    assert nitrogen == [about(0.428), about(0.0423)] and nitrogen[0] > 10 * nitrogen[1]
    assert (static().of(display), static().of(laptop)) == (about(358), about(174))
    assert {static().system.products.units[i] for i in static().system.products.find(display)} == {"unit"}
    assert static().note("T18").where.startswith(display)


def test_t19_low_voltage_carries_the_network() -> None:
    low, medium = (
        f"market group for electricity, {v} voltage | electricity, {v} voltage | RER"
        for v in ("low", "medium")
    )
    for category, values in (
        ("terrestrial_ecotoxicity", (0.965, 0.359)),
        ("freshwater_ecotoxicity", (0.0480, 0.0162)),
        ("climate_change", (0.342, 0.350)),
    ):
        assert (static().of(low, category), static().of(medium, category)) == tuple(map(about, values))
    assert "low voltage" in static().note("T19").where
