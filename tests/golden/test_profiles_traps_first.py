"""The traps of the profile data, T01 to T12: what is in the files, and what the reader makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import roos
from golden.profiles_background import Background, background, npi, pkb650, published, static
from roos_inventories.profiles.options import PATHWAYS

DIESEL = "market for diesel | diesel | Europe without Switzerland"


def about(value: float, digits: int = 3) -> object:
    return pytest.approx(value, rel=0.5 * 10 ** (1 - digits))


def median_ratio(of: Background, to: Background, category: str, leaves: bool = False) -> float:
    """Median over products; those without any background profile of their own are left out on request."""
    above, below = (b.scores[b.row(category)] for b in (of, to))
    chosen = below != 0
    if leaves:
        chosen &= np.diff(of.system.biosphere[452:].tocsc().indptr) > 0
    return float(np.median(above[chosen] / below[chosen]))


def zero_profiles(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    return ~values.any(axis=0)


def test_t01_the_fossil_row_is_kilograms_of_oil() -> None:
    assert static().of(DIESEL, "fossil_resource_scarcity") == about(1.198)
    energy = background(method="other").of(DIESEL, "energy_non_renewable")
    assert energy == about(
        55.45
    )  # higher heating value with all upstream energy, so the other row is not in MJ
    nuclear = "electricity production, nuclear, pressure water reactor | electricity, high voltage | CH"
    assert background(method="other").of(nuclear, "energy_non_renewable") == about(13.21)  # uranium counts
    assert static().of(nuclear, "fossil_resource_scarcity") < 0.002
    categories = static().system.characterisation.categories
    row = static().row("fossil_resource_scarcity")
    assert (categories.units[row], categories.extra["published"][row].split(" | ")[-1]) == ("kg oil-eq", "MJ")
    assert static().note("T01").code == "W103"


def test_t02_ionising_radiation_is_in_kilobecquerel() -> None:
    nuclear = "electricity production, nuclear, pressure water reactor | electricity, high voltage | CH"
    assert static().of(nuclear, "ionising_radiation") == about(0.69, 2)
    categories = static().system.characterisation.categories
    row = static().row("ionising_radiation")
    assert categories.units[row] == "kBq Co-60-eq"
    assert categories.extra["published"][row].endswith("kg Co-60-Eq")
    assert static().note("T02").code == "W103"


def test_t03_climate_is_that_of_ipcc_2021() -> None:
    system = static().system
    factors = system.characterisation.matrix.toarray()[0]
    names = np.array(system.flows.names)
    assert set(factors[names == "Methane, fossil"]) == {29.8}
    assert set(factors[names == "Dinitrogen monoxide"]) == {273.0}
    assert system.characterisation.models[0] == "IPCC 2021 GWP100"
    assert set(system.characterisation.models[1:]) == {"ReCiPe 2016 midpoint (H)"}
    both = background(method="other")
    biogenic = both.system.characterisation.matrix.toarray()[0]
    assert set(biogenic[names == "Carbon dioxide, in air"]) == {-1.0}
    assert set(biogenic[names == "Carbon dioxide, non-fossil"]) == {1.0}
    future, now = (
        background(method="other", pathway=pathway, year=year)
        for pathway, year in (("SSP2-PkBudg650", "2050"), ("SSP2-NPi", "2020"))
    )
    assert median_ratio(future, now, "climate_change_with_biogenic", leaves=True) == about(0.22, 2)
    assert "IPCC 2021" in static().note("T03").message


@pytest.mark.parametrize(
    ("product", "before", "after"),
    [
        ("market for steel, unalloyed | steel", 1.20, 0.0763),
        ("market for cast iron |", 1.015, 0.0719),
        ("market for electric motor, electric passenger car", 34.0, 0.440),
        ("market for flat glass, uncoated", 0.0133, 0.106),
        ("market for silica sand", 0.000764, 0.171),
        ("market for copper, cathode", 1.795, 1.17),
    ],
)
def test_t04_minerals_depend_on_the_file(product: str, before: float, after: float) -> None:
    category = "mineral_resource_scarcity"
    assert (static().of(product, category), npi().of(product, category)) == (about(before), about(after))
    iron = static().system.flows.position("Iron | natural resource / in ground | kg")
    for either in (static(), npi()):
        assert either.system.characterisation.matrix[either.row(category), iron] == about(0.0619)
        assert either.note("T04").severity is roos.Severity.WARNING


def test_t05_static_is_not_the_start_of_the_pathways() -> None:
    for category, ratio in (
        ("climate_change", 0.90),
        ("mineral_resource_scarcity", 0.47),
        ("particulate_matter", 0.81),
    ):
        assert median_ratio(npi(), static(), category) == pytest.approx(ratio, abs=0.01)
    for year in (2005, 2020):
        first, *others = (published(f"B_matrix_recipe_midpoint_remind_{p}_{year}.npz") for p in PATHWAYS[1:])
        assert all((first == other).all() for other in others)
    assert (npi(2050).scores != pkb650(2050).scores).any()
    assert static().system.meta["pathway"] == "static"
    assert npi().system.name == "profiles:pathway=SSP2-NPi,year=2020"
    assert npi().system.meta["comparable_with"] != static().system.meta["comparable_with"]
    assert "NPi" in static().note("T05").hint and "static" in npi().note("T05").message


def test_t06_regions_are_merged_in_the_pathways() -> None:
    swiss = "market for electricity, low voltage | electricity, low voltage | CH"
    assert (static().of(swiss), npi().of(swiss)) == (about(0.0314), about(0.386))
    gas = "market for natural gas, high pressure | natural gas, high pressure | "
    assert npi().of(gas + "TR") == pytest.approx(npi().of(gas + "SA"), rel=1e-12) and static().of(
        gas + "TR"
    ) > 2 * static().of(gas + "SA")
    assert npi().of(gas + "JP") < 0.1 * static().of(gas + "JP")
    heat = "market group for heat, district or industrial, {0} | heat, district or industrial, {0} | RER"
    fuels = [heat.format(fuel) for fuel in ("natural gas", "other than natural gas")]
    assert [npi().of(fuel) for fuel in fuels] == [about(0.0232)] * 2
    assert static().of(fuels[0]) != static().of(fuels[1])
    assert "merged" in npi().note("T06").message
    assert not any(f.message.startswith("T06") for f in static().system.findings)


def test_t07_lorry_classes_become_one() -> None:
    euro5, euro6 = (f"market for transport, freight, lorry 16-32 metric ton, EURO{k}" for k in (5, 6))
    assert static().of(euro5) > static().of(euro6) == about(0.191)
    assert npi().of(euro5) == pytest.approx(npi().of(euro6), rel=1e-12) == about(0.0966)
    for class_ in (euro5, euro6):
        wear = [b.of(class_, "terrestrial_ecotoxicity") for b in (static(), npi(), pkb650())]
        assert wear == [about(5.75, 2), about(11.3), about(16.4)]
    assert "EURO5" in npi().note("T07").where


def test_t08_future_diesel_is_partly_not_fossil() -> None:
    for category, values in (
        ("land_use", (0.00756, 0.920, 3.08)),
        ("ozone_depletion", (2.32e-7, 4.51e-6, 1.21e-5)),
        ("fossil_resource_scarcity", (1.198, 1.15, 0.0674)),
    ):
        assert [b.of(DIESEL, category) for b in (static(), npi(), pkb650())] == [about(v) for v in values]
    burned = "diesel, burned in building machine"
    assert (static().of(burned), pkb650().of(burned)) == (about(0.101), about(0.0360))
    assert burned in pkb650().note("T08").hint


def test_t09_products_with_negative_scores() -> None:
    glider = "glider lightweighting"
    assert static().of(glider, "mineral_resource_scarcity") == about(-1.34)
    system = static().system
    column = [i for i, name in enumerate(system.activities.ids) if name.startswith(glider)]
    assert 1.8 in system.technosphere.matrix[:, column].data.round(12)
    monoxide = "carbon monoxide, from RWGS, for Fischer Tropsch process, hydrogen from coal gasification | "
    assert static().of(monoxide) == about(-0.16, 2)
    assert pkb650().of("market for urea | urea | RER") == about(-0.543)
    assert pkb650().of("terminals production, for Li-O2 battery", "freshwater_ecotoxicity") == about(-2.0, 2)
    assert "-0.54" in pkb650().note("T09").message and "-1.34" in static().note("T09").message


def test_t10_treatments_are_services() -> None:
    rounding = 1e-12
    assert int((static().scores[0] < -rounding).sum()) == 135 == static().note("T10").count
    waste = "treatment of municipal solid waste, municipal incineration FAE | municipal solid waste | CH | kg"
    assert static().of(waste) == about(-0.670)
    system = static().system
    results = roos.score(system, {"burn 1 kg": {waste: -1.0}, "wrong sign": {waste: 1.0}})
    assert results.scores[0, 0] == about(0.670) and results.scores[1, 0] == -results.scores[0, 0]
    diagonal = system.technosphere.matrix.diagonal()
    assert diagonal[system.products.position(waste)] == 1.0
    assert int((diagonal == -1.0).sum()) == 14
    assert (static().scores[0, diagonal == -1.0] < 0).all()  # the same rule for either diagonal


def test_t11_activities_that_do_not_deliver_one() -> None:
    system = static().system
    diagonal = system.technosphere.matrix.diagonal()
    other = {system.products.ids[i]: diagonal[i] for i in np.flatnonzero(diagonal != 1)}
    assert len(other) == 21 == static().note("T11").count
    assert list(other.values()).count(-1.0) == 14
    rest = sorted(value for value in other.values() if value != -1.0)
    assert rest == [about(v) for v in (0.1226, 1.32, 1.46, 1.53, 2.2, 16.56, 21.0)]
    assert (system.technosphere.reference == np.arange(1260)).all()
    # y of the cathode is per kilogram: its inputs over 21 kg of output
    cathode = [
        i for i, name in enumerate(system.activities.ids) if name.startswith("cathode production, NMMT, for")
    ]
    column = system.technosphere.matrix[:, cathode].toarray()[:, 0]
    inputs = static().scores[0] @ np.where(np.arange(1260) == cathode[0], 0, column)
    own = (system.characterisation.matrix @ system.biosphere).toarray()[0, cathode[0]]
    assert static().scores[0, cathode[0]] == pytest.approx((own - inputs) / column[cathode[0]], rel=1e-9)


def test_t12_products_and_flows_without_any_score() -> None:
    values = published("B_matrix_recipe_midpoint_static.npz")
    system = static().system
    inputs = (np.diff(system.technosphere.matrix.indptr) > 1) | (
        np.diff(system.biosphere[:452].tocsc().indptr) > 0
    )
    empty = ~inputs & zero_profiles(values[:, :1260])
    assert int(empty.sum()) == 5 == static().note("T12").count
    for i in np.flatnonzero(empty):
        name = system.activities.names[i].removeprefix("market for ").partition(",")[0]
        assert name in static().note("T12").where
    assert int(zero_profiles(values[:, 1260:]).sum()) == 143
    assert "143" in static().note("T12").message
    zero = system.products.ids[int(np.flatnonzero(empty)[0])]
    results = roos.score(system, {"nothing": {zero: 1.0}})
    assert not results.scores.any() and "W212" in {f.code for f in results.findings}
