"""One system in every format: the hand-computed answer, from each way of storing it."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import roos
from roos import RoosError
from roos_inventories import list_inventories, read
from roos_inventories.methods import read_method
from roos_inventories.recognise import recognise

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "tests" / "corpus" / "formats"
GOOD = {
    "ecospold2": FORMATS / "ecospold2" / "good" / "input",
    "ecospold1": FORMATS / "ecospold1" / "good" / "brewery.xml",
    "simapro": FORMATS / "simapro" / "good" / "brewery.csv",
    "xlsx": FORMATS / "excel" / "good" / "brewery.xlsx",
    "csv": FORMATS / "excel" / "good" / "brewery.csv",
}
TITLES = {
    "ecospold2": "EcoSpold 2",
    "ecospold1": "EcoSpold 1",
    "simapro": "SimaPro CSV",
    "xlsx": "Brightway's template",
    "csv": "Brightway's template",
}
POWER, BEER, GRAIN = "électricité, basse tension", "bière, à la brasserie", "drêche, humide"
BREAD, TREATMENT = "surdejsbrød", "traitement d'eaux usées"
#: Levels of the activities, by product, and inventory for 1 kg bread: see corpus/formats/README.md.
SUPPLY = {POWER: "319/952", BEER: "1/16", GRAIN: "795/1904", BREAD: "1", TREATMENT: "9/476"}
INVENTORY = {
    "Carbon dioxide, fossil": "319/1904",
    "Carbon dioxide, non-fossil": "9/238",
    "Water, river": "9/3808",
    "Methane, non-fossil": "9/30464",
}
FINDINGS = {
    "ecospold2": {"W104": 1, "W125": 2},
    "ecospold1": {"W104": 1, "W121": 2, "W122": 1, "W123": 2, "W128": 2},
    "simapro": {"W104": 1, "W121": 4, "W122": 1, "W123": 2, "W128": 2},
    "xlsx": {"W104": 1},
    "csv": {"W104": 1},
}


def close(value, fraction):
    return abs(value - float(Fraction(fraction))) <= 4e-16 * abs(value)


@pytest.fixture(params=GOOD)
def form(request):
    return request.param


def test_the_answer_by_hand(form):
    system = read(GOOD[form])
    demand = np.zeros(len(system.products))
    demand[system.products.position(BREAD)] = 1
    supply = roos.factorise(system.technosphere).solve(demand)
    made = [system.products.names[row] for row in system.technosphere.reference]
    assert sorted(made) == sorted(SUPPLY)
    for column, product in enumerate(made):
        assert close(supply[column], SUPPLY[product]), product
    inventory = system.biosphere @ supply
    assert sorted(system.flows.names) == sorted(INVENTORY)
    for row, flow in enumerate(system.flows.names):
        assert close(inventory[row], INVENTORY[flow]), flow


def test_every_decision_is_counted(form):
    system = read(GOOD[form])
    assert {finding.code: finding.count for finding in system.findings} == FINDINGS[form]
    assert all(finding.where for finding in system.findings)


def test_it_can_be_scored_with_a_published_method(form):
    system = read(GOOD[form])
    method, coverage = read_method("recipe-2016-midpoint-h", system.flows)
    assert coverage.unknown == () and coverage.flows == 4
    climate = method.matrix[[method.categories.position("climate_change")]].toarray()[0]
    assert np.count_nonzero(climate) == 3  # all but water


def test_units_locations_and_meta(form):
    system = read(GOOD[form])
    units = dict(zip(system.products.names, system.products.units, strict=True))
    assert {roos_unit(units[name]) for name in (BEER, GRAIN, BREAD)} == {"kg"}
    assert roos_unit(units[POWER]) == "kWh" and roos_unit(units[TREATMENT]) == "m3"
    assert set(system.products.locations) == ({""} if form == "simapro" else {"CH"})
    assert system.meta["format"] == TITLES[form] and system.name == GOOD[form].name


def roos_unit(text):
    from roos_inventories.units import normal

    return normal(text)


def test_recognised_by_content(form):
    assert recognise(GOOD[form]).title == TITLES[form]


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("ecospold2", "decimal=comma"),
        ("simapro", "unlinked=perhaps"),
        ("simapro", "encoding=klingon"),
        ("csv", "encoding=base64"),
        ("xlsx", "decimal=dot"),
    ],
)
def test_options_that_are_not_known(form, options):
    with pytest.raises(RoosError, match="E512"):
        read(f"{GOOD[form]}:{options}")


def test_formats_are_listed():
    listed = {inventory.title: inventory for inventory in list_inventories()}
    assert set(TITLES.values()) <= set(listed)
    assert all("unlinked" in listed[title].options for title in TITLES.values())


def test_what_is_not_read_is_told(tmp_path):
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(RoosError, match=r"E502(.|\n)*\.xlsx"):
        read(tmp_path / "old.xls")
    (tmp_path / "notes.xml").write_text("<notes/>")
    with pytest.raises(RoosError, match="E502"):
        read(tmp_path / "notes.xml")


def test_the_files_follow_the_published_schemas():
    from pyecospold import validate_directory_v2, validate_file_v1

    assert [problems for _, problems in validate_directory_v2(GOOD["ecospold2"])] == [None] * 5
    assert validate_file_v1(str(GOOD["ecospold1"])) is None


EXAMPLES = Path(find_spec("bw2io").submodule_search_locations[0]) / "data" / "examples"


def test_brightways_workbook_is_read_as_it_is(recwarn):
    system = read(EXAMPLES / "example.xlsx")
    assert not recwarn.list  # openpyxl warns of extensions that hold no values
    names = ("Acetic acid, at plant", "Electricity, at Grid, US, 2008", "Methanol, at plant")
    assert system.activities.names == names
    assert system.technosphere.matrix.toarray().tolist() == [
        [1.0, 0.0, 0.0],
        [0.0, 1.0, -0.00805],
        [-0.539, 0.0, 1.0],
    ]
    assert {finding.code for finding in system.findings} == {"W104", "W124"}


def test_brightways_csv_names_what_links_to_nothing():
    with pytest.raises(RoosError, match="E520 4 exchanges") as problem:
        read(EXAMPLES / "example.csv")
    assert "disposal, solid waste, unspecified, to sanitary landfill [GLO]" in problem.value.where
    system = read(f"{EXAMPLES / 'example.csv'}:unlinked=drop")
    assert system.technosphere.shape == (3, 3)
    assert {finding.code: finding.count for finding in system.findings} == {"W105": 4, "W124": 1, "W127": 2}


def test_zeros_beside_brightways_formulas_are_refused_unless_asked_for():
    """Its nine amounts were never calculated: as they stand, every score would be 0."""
    with pytest.raises(RoosError, match="E522 9 amounts are 0 beside a formula") as problem:
        read(EXAMPLES / "sample_parameterized_database.xlsx")
    assert "formulas=stored" in problem.value.hint and len(problem.value.where.splitlines()) == 9
    system = read(f"{EXAMPLES / 'sample_parameterized_database.xlsx'}:formulas=stored")
    (finding,) = system.findings
    assert (finding.code, finding.count, finding.severity) == ("W126", 9, "warning")
    assert "9 of them are 0" in finding.message
    assert system.flows.names == ("CO2",) and system.biosphere.nnz == 2


def test_reading_leaves_no_trace_and_evaluates_nothing(tmp_path):
    """No file in the user's home, no word on the terminal, no Brightway package, no evaluator."""
    script = "\n".join(
        [
            "import sys",
            "from roos_inventories import read",
            *[f"read({str(path)!r})" for path in GOOD.values()],
            "banned = {'bw2io', 'bw2data', 'asteval', 'bw2parameters'}",
            "assert not banned & {name.split('.')[0] for name in sys.modules}",
        ]
    )
    environment = {key: value for key, value in os.environ.items() if key != "BRIGHTWAY2_DIR"}
    home = tmp_path / "home"
    home.mkdir()
    paths = os.pathsep.join(str(ROOT / part) for part in ("solver", "inventories", "cli"))
    environment |= {
        "HOME": str(home),
        "PYTHONPATH": paths,
        "XDG_DATA_HOME": str(home / "data"),
        "ROOS_CACHE_DIR": str(tmp_path / "cache"),  # what roos keeps of its own is not the question here
    }
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.rglob("*")) == []
