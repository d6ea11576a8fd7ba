"""The traps of the profile data, T20 to T25: what is in the files, and what the reader makes of it."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import roos
from golden.profiles_background import Background, background, npi, static
from roos_inventories.profiles import axis, source
from roos_inventories.profiles.reader import read_profiles

REFINERY = "petroleum refinery operation | kerosene | CH | kg"


def about(value: float, digits: int = 3) -> object:
    return pytest.approx(value, rel=0.5 * 10 ** (1 - digits))


def test_t20_units_are_mixed_and_checked() -> None:
    system = static().system
    units = set(system.products.units) | set(system.flows.units[:452])
    assert units == {
        "kg", "kWh", "m3", "MJ", "t*km", "unit", "km", "m", "m2", "m*a", "h", "J", "kBq", "m2*a"
    }  # fmt: skip
    assert len(units) == 14
    freight = [i for i, name in enumerate(system.products.names) if name.startswith("transport, freight")]
    assert {system.products.units[i] for i in freight} == {"t*km"}
    assert static().of("market for conveyor belt | conveyor belt | GLO | m") == about(1411, 4)
    assert (static().of("cables | cables | RER | unit"), static().of("storage battery")) == (
        about(4181, 4),
        about(1.058e5, 4),
    )
    with pytest.raises(roos.InputError) as caught:
        roos.Demands.from_rows(
            [roos.DemandRow("a", "cables | cables | RER | unit", 1.0, unit="kg")], system.products
        )
    assert caught.value.code == "E301"
    assert "cables" in static().note("T20").message


def test_t21_suspicious_sizes() -> None:
    assert static().of("market for casting, aluminium, lost-wax") == about(99.4)
    bus = "maintenance, bus | maintenance, bus | CH"
    assert (static().of(bus), npi().of(bus)) == (about(7914, 4), about(32410, 4))
    deep = "electricity production, deep geothermal"
    assert (static().of(deep), npi().of(deep)) == (about(0.0209), about(0.0463))
    oil = "market for lubricating oil | lubricating oil | RER"
    land = [either.of(oil, "land_use") for either in (static(), npi())]
    assert land == [about(0.0287), about(0.775)] and land[1] / land[0] == about(27, 2)
    assert "7.9 t" in static().note("T21").message


def test_t22_the_electricity_mixes_are_neither_stored_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    static()
    store = source.Store.open()
    assert not [name for name in store.members if "electricity" in name or "mixes" in name]
    read: list[str] = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or real(path))
    system = read_profiles({})
    assert sorted(read) == [
        "A_matrix.npz", "B_matrix_recipe_midpoint_static.npz", "RECORD", "dict_impact_categories.csv",
        "dict_inputs_A_matrix.csv",
    ]  # fmt: skip
    power = [i for i, name in enumerate(system.products.names) if name.startswith("electricity")]
    assert power and "NL" not in {system.products.locations[i] for i in power}
    assert "Dutch" in static().note("T22").message


def test_t23_the_list_of_names_is_read_as_it_is_separated() -> None:
    static()
    lines = source.Store.open().read(axis.FILE).decode().splitlines()
    assert Counter(line.count(";") for line in lines) == {3: 1260, 2: 452}
    assert sum("," in line.split(";")[0] for line in lines) > 500
    system = static().system
    charger = "EV charger, level 3, plugin, 200 kW"
    assert f"{charger} | {charger} | RER | unit" in system.products
    copper = system.flows.position("Copper ion | air / low population density, long-term | kg")
    assert (system.flows.names[copper], system.flows.locations[copper]) == (
        "Copper ion", "air / low population density, long-term",
    )  # fmt: skip
    noise = np.array(system.flows.units) == "J"
    assert int(noise.sum()) == 24 == static().note("T23").count
    assert not system.characterisation.matrix[:, noise].nnz
    assert background(method="other").system.characterisation.matrix[-1, noise].nnz == 8
    # NREN stands twice among the indicators: one is the fossil row, the other the energy demand
    others = background(method="other").system.characterisation.categories
    assert others.extra["published"][1].startswith("energy resources: non-renewable")


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a;b;c;d\nx;('air',);kg\nlate;RER;kilogram;late\n", 3), (b"a;b;c;d;e\n", 1), (b"a;b;c;d\n\n", 2)],
)
def test_t23_a_line_out_of_place_is_refused(content: bytes, line: int) -> None:
    with pytest.raises(roos.InputError) as caught:
        axis.read_axis(content)
    assert caught.value.code == "E503" and f"line {line}" in caught.value.where


def test_t24_long_term_emissions_and_the_size_of_toxicity() -> None:
    system = static().system
    row = static().row("terrestrial_ecotoxicity")
    factors = {
        system.flows.locations[j]: float(system.characterisation.matrix[row, j])
        for j, name in enumerate(system.flows.names)
        if name == "Copper ion" and system.flows.locations[j].startswith("air")
    }
    assert sorted(set(factors.values())) == [about(1.21e6), about(1.75e6)]
    assert factors["air / low population density, long-term"] == about(1.75e6)
    mass = [i for i, unit in enumerate(system.products.units) if unit == "kg" and static().scores[row, i] > 0]
    per_kilogram = static().scores[row, mass]
    assert 0.6 < float(((per_kilogram > 1) & (per_kilogram < 1000)).mean())
    assert "toxicity" in static().note("T24").hint


def test_t25_a_mean_follows_a_category_with_a_tiny_baseline() -> None:
    """A tenth of nuclear electricity in a clean kWh moves the mean of 18 far more than their median."""
    wind = static().scores[:, static().system.products.find("electricity production, wind onshore")[0]]
    nuclear = static().scores[
        :, static().system.products.find("electricity production, nuclear pressure CH")[0]
    ]
    change = 0.1 * (nuclear - wind) / wind
    largest = int(np.argmax(np.abs(change)))
    assert static().system.characterisation.categories.ids[largest] == "ionising_radiation"
    without = np.delete(change, largest)
    assert change.mean() > 2 and abs(np.median(change)) < 0.1 and abs(without.mean()) < 0.2
    assert "ionising radiation" in static().note("T25").message


def said(of: Background) -> set[str]:
    return {finding.message[:3] for finding in (*of.system.findings, *of.system.characterisation.findings)}


def test_every_trap_is_said_where_it_applies() -> None:
    """All 25 by number over the backgrounds; each system says those of its own background and method."""
    everything = {f"T{number:02}" for number in range(1, 26)}
    assert said(static()) == everything - {"T06", "T07", "T08"}
    assert said(npi()) == everything
    ef = {trap for trap in said(background(method="ef-3.1-midpoint")) if trap.startswith("T")}
    assert not ef & {"T01", "T02", "T03", "T04", "T17", "T24"} and {"T10", "T14"} <= ef


def test_every_trap_stands_in_the_readme() -> None:
    text = resources.files("roos_inventories.profiles").joinpath("README.md").read_text(encoding="utf-8")
    for number in range(1, 26):
        assert f"| T{number:02} |" in text
