"""openLCA packages that are incomplete, wrong or hostile: each refused by code and place."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest

from inventories.jsonld_packages import identifier, name_of, package, write_folder, write_zip
from inventories.small_inventories import refusal
from roos import RoosError
from roos_inventories.limits import DEFAULT
from roos_inventories.readers.jsonld import read_jsonld

BAKERY = name_of("processes", "process/Bäckerei")
POWER = name_of("processes", "process/Kraftwerk")
WATER = name_of("processes", "process/Wasserwerk")
UNITS = name_of("unit_groups", "group/mass")
COAL = name_of("flows", "flow/Kohle")
CLIMATE = name_of("lcia_categories", "category/Klimawandel")


def _exchange(files, file, number, **changes):
    files[file]["exchanges"][number - 1] |= changes


def _without(files, name):
    del files[name]


def _second_power(files):
    again = json.loads(json.dumps(files[POWER]))
    again |= {"@id": identifier("process/Windpark"), "name": "Windpark"}
    files[name_of("processes", "process/Windpark")] = again


#: what is done to the package, the code, and what place and hint together name
CASES = {
    "provider is not there": (lambda f: _without(f, WATER), "E520", ["Wasser", "Bäckerei", "exchange 4"]),
    "several providers": (_second_power, "E521", ["Bäckerei", "exchange 3", "Windpark"]),
    "unknown unit": (
        lambda f: _exchange(f, POWER, 2, unit={"@id": "x", "name": "stone"}),
        "E107",
        ["Kraftwerk", "exchange 2", "kg, g, t"],
    ),
    "unknown quantity": (
        lambda f: _exchange(f, POWER, 2, flowProperty={"@id": identifier("quantity/energy")}),
        "E107",
        ["Kraftwerk", "exchange 2"],
    ),
    "amount is a text": (lambda f: _exchange(f, POWER, 2, amount="0.5"), "E106", ["Kraftwerk", "exchange 2"]),
    "amount is missing": (lambda f: _exchange(f, POWER, 2, amount=None), "E106", ["Kraftwerk", "exchange 2"]),
    "amount is true": (lambda f: _exchange(f, POWER, 2, amount=True), "E106", ["Kraftwerk", "exchange 2"]),
    "flow is not there": (lambda f: _without(f, COAL), "E523", ["exchange", COAL]),
    "no flow is named": (lambda f: _exchange(f, POWER, 2, flow=None), "E523", ["Kraftwerk", "exchange 2"]),
    "type of flow": (lambda f: f[COAL].update(flowType="SPIRIT"), "E523", ["Kohle", "exchange"]),
    "unit group is not there": (lambda f: _without(f, UNITS), "E523", ["exchange", UNITS]),
    "no reference unit": (
        lambda f: [unit.update(isRefUnit=False) for unit in f[UNITS]["units"]],
        "E523",
        ["exchange", "mass"],
    ),
    "conversion factor of zero": (
        lambda f: f[UNITS]["units"][1].update(conversionFactor=0),
        "E523",
        ["exchange"],
    ),
    "no reference quantity": (lambda f: f[COAL].update(flowProperties=[]), "E523", ["Kohle"]),
    "no product": (lambda f: f[POWER]["exchanges"].pop(0), "E104", ["Kraftwerk", POWER]),
    "nothing made": (
        lambda f: [f[WATER]["exchanges"].clear(), _exchange(f, BAKERY, 4, amount=0.0)],
        "E104",
        ["Wasserwerk"],
    ),
    "zero of the product": (lambda f: _exchange(f, WATER, 1, amount=0.0), "E104", ["Wasserwerk"]),
    "shares that miss one": (
        lambda f: f[BAKERY]["allocationFactors"][0].update(value=0.5),
        "E523",
        ["Bäckerei", "exchange"],
    ),
    "share is missing": (lambda f: f[BAKERY]["allocationFactors"].pop(), "E523", ["Bäckerei", "Brösel"]),
    "factor is no number": (
        lambda f: f[CLIMATE]["impactFactors"][0].update(value="1"),
        "E106",
        [CLIMATE, "factor 1"],
    ),
    "factor given twice": (
        lambda f: f[CLIMATE]["impactFactors"].append(f[CLIMATE]["impactFactors"][0]),
        "E523",
        [CLIMATE, "factor 4", "Klimawandel"],
    ),
    "category is not there": (lambda f: _without(f, CLIMATE), "E523", ["lcia_methods", CLIMATE]),
    "exchanges are a number": (lambda f: f[POWER].update(exchanges=5), "E523", [POWER]),
    "a list for a process": (lambda f: f.update({POWER: [1]}), "E523", [POWER]),
    "id of another": (lambda f: f[POWER].update({"@id": "other"}), "E523", [POWER]),
    "not JSON": (lambda f: f.update({POWER: '{"@id": '}), "E503", [POWER, "line 1"]),
    "not a number": (lambda f: f.update({POWER: '{"@id": NaN}'}), "E106", [POWER]),
    "key twice": (lambda f: f.update({POWER: '{"a": 1, "a": 2}'}), "E113", [POWER]),
    "deep JSON": (lambda f: f.update({POWER: "[" * 100_000 + "]" * 100_000}), "E505", [POWER]),
    "schema 1": (lambda f: f.update({"olca-schema.json": {"version": 1}}), "E502", ["openLCA 2"]),
    "no schema": (
        lambda f: [f.pop("olca-schema.json"), f.update({"context.json": {}})],
        "E502",
        ["openLCA 2"],
    ),
    "no process": (
        lambda f: [f.pop(name) for name in list(f) if name.startswith("processes/")],
        "E502",
        ["processes"],
    ),
    "member leads out": (lambda f: f.update({"processes/../../x.json": {}}), "E504", ["x.json"]),
    "absolute member": (lambda f: f.update({"/etc/x.json": {}}), "E504", ["x.json"]),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_by_code_and_place(tmp_path, case):
    change, code, named = CASES[case]
    files = package()
    change(files)
    problem = refusal(write_zip(files, tmp_path / "p.zip"))
    assert problem.code == code, problem
    for text in named:
        assert text in f"{problem.message} {problem.where} {problem.hint}", problem


def test_options_and_methods_not_known(tmp_path):
    path = write_zip(package(), tmp_path / "p.zip")
    assert refusal(f"{path}:colour=red").code == "E512"
    assert refusal(f"{path}:unlinked=yes").code == "E512"
    problem = refusal(f"{path}:method=Ubung")
    assert problem.code == "E511" and "Übung" in problem.hint


@pytest.mark.parametrize(
    "limits",
    [
        replace(DEFAULT, member_bytes=500),
        replace(DEFAULT, members=10),
        replace(DEFAULT, json_depth=3),
        replace(DEFAULT, ratio=1.5, ratio_from=100),
    ],
    ids=["member", "count", "depth", "ratio"],
)
def test_limits(tmp_path, limits):
    path = write_zip(package(), tmp_path / "p.zip")
    read_jsonld(path)
    with pytest.raises(RoosError, match="E505"):
        read_jsonld(path, limits=limits)


def test_limits_of_a_folder(tmp_path):
    folder = write_folder(package(), tmp_path / "folder")
    for limits in (replace(DEFAULT, member_bytes=500), replace(DEFAULT, json_depth=3)):
        with pytest.raises(RoosError, match="E505"):
            read_jsonld(folder, limits=limits)


def test_a_package_in_the_folder_one_is_in_has_its_name(tmp_path, monkeypatch):
    files = package()
    _exchange(files, POWER, 2, amount=None)
    folder = write_folder(files, tmp_path / "folder")
    monkeypatch.chdir(folder)
    assert f", folder, {POWER}" in refusal(".").where
    (folder / "olca-schema.json").write_text('{"version": 1}')
    assert refusal(".").where == "folder"


def test_a_cut_off_zip_and_no_zip(tmp_path):
    path = write_zip(package(), tmp_path / "p.zip")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path).code == "E503"
    with pytest.raises(RoosError, match="E501"):
        read_jsonld(tmp_path / "none.zip")


def test_a_package_is_told_from_other_zips(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("processes/readme.txt", "nothing of openLCA")
    assert refusal(tmp_path / "other.zip").code == "E502"
