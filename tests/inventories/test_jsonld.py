"""openLCA packages: the bakery computed by hand, and each rule of linking, allocation and signs."""

from __future__ import annotations

import importlib
import json
from fractions import Fraction

import numpy as np
import pytest

import roos
from inventories.jsonld_packages import CORPUS, identifier, name_of, package, write_folder, write_zip
from roos_inventories import read

#: Per kg or MJ, as tests/corpus/formats/jsonld/README.md derives them.
STROM, KOHLE = Fraction(97, 342), Fraction(23, 95)
WAERME = KOHLE / 25
ABFALL = Fraction(1, 2) - 2 * WAERME
BROT = Fraction(4, 5) * (2 * STROM + ABFALL / 10)
CLIMATE = {"Strom": STROM, "Kohle": KOHLE, "Wärme": WAERME, "Brot": BROT, "Brösel": BROT, "Wasser": 0}


def _id(process: str, flow: str) -> str:
    return f"{identifier(f'process/{process}')}|{identifier(f'flow/{flow}')}"


def _entry(system, product: tuple[str, str], activity: tuple[str, str]) -> float:
    row, column = system.products.position(_id(*product)), system.activities.position(_id(*activity))
    return float(system.technosphere.matrix[row, column])


def _codes(system) -> dict[str, int]:
    return {finding.code: finding.count for finding in system.findings}


@pytest.fixture
def files():
    return package()


@pytest.fixture
def reading(files, tmp_path):
    """Return a reader of the files as a test has changed them."""
    return lambda options="": read(f"{write_zip(files, tmp_path / 'p.zip')}{options}")


def test_the_corpus_is_what_the_script_writes(files, tmp_path):
    written = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.json")}
    assert written == set(files)
    write_folder(files, tmp_path)
    for name in written:
        assert (CORPUS / name).read_bytes() == (tmp_path / name).read_bytes()


def test_the_packages_of_the_corpus_are_what_the_script_writes(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(CORPUS.parents[2])
    cases = importlib.import_module("olca_formats")
    importlib.import_module("make_formats").write_cases(tmp_path, cases.bad(), cases.noted())
    kept = [path for kind in ("bad-*", "noted-*") for path in CORPUS.parent.glob(f"{kind}/*")]
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {path.relative_to(CORPUS.parent) for path in kept}
    for path in written:
        assert (tmp_path / path).read_bytes() == (CORPUS.parent / path).read_bytes(), path


@pytest.mark.parametrize("form", ["folder", "zip", "zip with a folder on top"])
def test_scores_are_those_computed_by_hand(files, tmp_path, form):
    path = CORPUS
    if form != "folder":
        top = "export/" if "top" in form else ""
        path = write_zip({f"{top}{name}": content for name, content in files.items()}, tmp_path / "p.zip")
    system = read(path)
    results = roos.score(system, {name: {name: 1.0} for name in CLIMATE} | {"waste": {"Abfall": -1.0}})
    assert results.categories.ids == ("Klimawandel", "fossile Energie")
    wanted = [float(value) for value in CLIMATE.values()]
    np.testing.assert_allclose(results.scores[:, 0], [*wanted, float(ABFALL)], rtol=1e-13, atol=0)
    # 16 MJ per kg of coal: one kg of coal needs 0.36 MJ of power, and that 0.5 / 3.6 kg of coal
    assert results.scores[1, 1] == pytest.approx(16 / (1 - 0.36 * 0.5 / 3.6), rel=1e-13)


def test_labels_units_and_findings():
    system = read(CORPUS)
    bread = system.products.position("Brot")
    assert system.products.ids[bread] == _id("Bäckerei", "Brot")
    assert (system.products.units[bread], system.products.locations[bread]) == ("kg", "DE")
    assert system.activities.names[system.activities.position(_id("Bäckerei", "Brösel"))] == "Bäckerei"
    flows = dict(zip(system.flows.names, system.flows.extra["compartment"], strict=True))
    assert flows["CO₂"] == "air/unspecified" and flows["Steinkohle"] == "natural resource/in ground"
    assert set(system.flows.units) == {"kg"} and system.biosphere.min() >= 0
    assert _codes(system) == {"W105": 1, "W121": 8, "W122": 1, "W123": 2, "W132": 2}
    assert system.characterisation.name == "Übung"
    assert system.characterisation.matrix.toarray().max() == 28.0, "0.028 per g is 28 per kg"
    assert _entry(system, ("Müllverbrennung", "Abfall"), ("Müllverbrennung", "Abfall")) == -1
    assert _entry(system, ("Kessel", "Wärme"), ("Müllverbrennung", "Abfall")) == 2
    assert _entry(system, ("Wasserwerk", "Wasser"), ("Bäckerei", "Brot")) == -1.6, "2 l weigh 2 kg"


def _process(files, name: str):
    return files[name_of("processes", f"process/{name}")]


def test_without_allocation_a_process_is_kept_whole(files, reading):
    del _process(files, "Bäckerei")["defaultAllocationMethod"]
    system = reading()
    assert system.technosphere.matrix.shape == (7, 6) and _codes(system)["W133"] == 1
    assert "E103" in {finding.code for finding in roos.diagnose(system)}
    assert _entry(system, ("Bäckerei", "Brösel"), ("Bäckerei", "Brot")) == 0.25


def test_causal_allocation_shares_each_exchange(files, reading):
    baker = _process(files, "Bäckerei")
    baker["defaultAllocationMethod"] = "CAUSAL_ALLOCATION"
    baker["allocationFactors"] = [
        {
            "allocationType": "CAUSAL_ALLOCATION",
            "product": {"@id": identifier(f"flow/{product}")},
            "exchange": {"internalId": number},
            "value": share,
        }
        for product, shares in (("Brot", (1.0, 0.75, 0.5)), ("Brösel", (0.0, 0.25, 0.5)))
        for number, share in zip((3, 4, 5), shares, strict=True)
    ]
    system = reading()
    for product, power, water, waste in (("Brot", -2.0, -1.5, 0.05), ("Brösel", 0.0, -0.5, 0.05)):
        column = ("Bäckerei", product)
        assert _entry(system, ("Kraftwerk", "Strom"), column) == power
        assert _entry(system, ("Wasserwerk", "Wasser"), column) == water
        assert _entry(system, ("Müllverbrennung", "Abfall"), column) == waste


def test_an_avoided_product_of_an_allocated_process_goes_to_each(files, reading):
    baker = _process(files, "Bäckerei")
    baker["exchanges"].append(
        {**_process(files, "Müllverbrennung")["exchanges"][2], "internalId": 6, "isInput": True}
    )
    system = reading()
    assert _codes(system)["W134"] == 1
    for product in ("Brot", "Brösel"):
        assert _entry(system, ("Kessel", "Wärme"), ("Bäckerei", product)) == 2.0


def test_an_avoided_waste_needs_less_treatment(files, reading):
    waste = _process(files, "Kessel")["exchanges"]
    waste.append({**_process(files, "Bäckerei")["exchanges"][4], "isAvoidedProduct": True, "internalId": 3})
    assert _entry(reading(), ("Müllverbrennung", "Abfall"), ("Kessel", "Wärme")) == -0.1


def test_a_flow_that_runs_both_ways(files, reading):
    coal = dict(_process(files, "Bergwerk")["exchanges"][2])
    co2 = dict(_process(files, "Kraftwerk")["exchanges"][2])
    _process(files, "Kessel")["exchanges"] += [
        {**coal, "isInput": False, "amount": 0.5, "internalId": 3},
        {**co2, "isInput": True, "amount": 250.0, "internalId": 4},
    ]
    system = reading()
    assert _codes(system)["W135"] == 2
    column = system.activities.position("Kessel")
    amounts = dict(zip(system.flows.names, system.biosphere.toarray()[:, column], strict=True))
    assert amounts == {"CO₂": -0.25, "Steinkohle": -500.0, "Methan": 0.0}


def test_a_direction_of_the_category_decides_the_sign(files, reading):
    energy = files[name_of("lcia_categories", "category/fossile Energie")]
    energy["impactFactors"][0]["value"] = -16.0
    assert reading().characterisation.matrix.toarray().min() == -16.0
    energy["direction"] = "INPUT"
    assert reading().characterisation.matrix.toarray()[1].max() == 16.0
    energy["direction"] = "OUTPUT"
    assert reading().characterisation.matrix.toarray()[1].min() == -16.0


def test_default_providers_decide_between_several(files, reading):
    again = json.loads(json.dumps(_process(files, "Kraftwerk")))
    again |= {"@id": identifier("process/Windpark"), "name": "Windpark"}
    files[name_of("processes", "process/Windpark")] = again
    use = _process(files, "Bäckerei")["exchanges"][2]
    use["defaultProvider"] = {"@type": "Process", "@id": identifier("process/Windpark")}
    system = reading()
    assert _entry(system, ("Windpark", "Strom"), ("Bäckerei", "Brot")) == -1.6
    assert _entry(system, ("Kraftwerk", "Strom"), ("Bäckerei", "Brot")) == 0


def test_methods_by_name(files, reading):
    method = json.loads(json.dumps(files[name_of("lcia_methods", "method/Übung")]))
    method |= {
        "@id": identifier("method/zwei"),
        "name": "zwei",
        "impactCategories": method["impactCategories"][:1],
    }
    files[name_of("lcia_methods", "method/zwei")] = method
    none = reading()
    assert none.characterisation is None
    assert any("methods are in the package" in finding.message for finding in none.findings)
    assert reading(":method=zwei").characterisation.categories.ids == ("Klimawandel",)
    assert len(reading(f":method={identifier('method/Übung')}").characterisation.categories) == 2


def test_what_is_not_used_is_counted(files, reading):
    power = _process(files, "Kraftwerk")["exchanges"]
    power[1] |= {
        "amountFormula": "coal * 2",
        "costValue": 3.0,
        "uncertainty": {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.5, "geomSd": 1.2},
    }
    power[2] |= {"location": {"@id": identifier("location/DE")}}
    factors = files[name_of("lcia_categories", "category/Klimawandel")]["impactFactors"]
    factors[0]["uncertainty"] = {"distributionType": "NORMAL_DISTRIBUTION", "mean": 1.0, "sd": 0.1}
    factors.append({**factors[0], "location": {"@id": identifier("location/DE")}, "value": 9.0})
    system = reading()
    assert _codes(system)["W126"] == 1
    said = " ".join(finding.message for finding in system.findings)
    for text in (
        "1 values stand beside a formula",
        "carry a cost",
        "name a place",
        "single places",
        "factors carry",
    ):
        assert text in said
    assert "1 exchanges carry an uncertainty" in said
    assert system.characterisation.matrix.toarray().max() == 28.0


def test_unlinked_exchanges_can_be_left_out(files, reading):
    del files[name_of("processes", "process/Wasserwerk")]
    system = reading(":unlinked=drop")
    assert _codes(system)["W105"] and len(system.products) == 6
