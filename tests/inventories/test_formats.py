"""One system in every format: the hand-computed answer, from each way of storing it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
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


def test_zips_and_single_files_of_data_sets(tmp_path):
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(GOOD["ecospold2"].iterdir()):
            archive.write(path, f"datasets/{path.name}")
        archive.writestr("MasterData/Units.xml", "<validUnits/>")
    whole = read(packed)
    assert (whole.technosphere.matrix != read(GOOD["ecospold2"]).technosphere.matrix).nnz == 0
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.write(GOOD["ecospold1"], "deep/inside/brewery.xml")
    assert (read(tmp_path / "one.zip").biosphere != read(GOOD["ecospold1"]).biosphere).nnz == 0
    alone = read(f"{GOOD['ecospold2'] / '1-power.spold'}:unlinked=drop")
    assert alone.technosphere.matrix.toarray().tolist() == [[1.0]]
    assert "W105" in {finding.code for finding in alone.findings}


def test_several_data_sets_in_one_spold_file(tmp_path):
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOOD["ecospold2"].iterdir())]
    sets = [text[text.index("  <activityDataset") : text.index("</ecoSpold>")] for text in texts]
    head = texts[0][: texts[0].index("  <activityDataset")]
    (tmp_path / "all.spold").write_text(head + "".join(sets) + "</ecoSpold>", encoding="utf-8")
    system = read(tmp_path / "all.spold")
    assert (system.technosphere.matrix != read(GOOD["ecospold2"]).technosphere.matrix).nnz == 0


def test_an_output_for_treatment_is_treated(tmp_path):
    for path in GOOD["ecospold2"].iterdir():
        text = path.read_text(encoding="utf-8")
        for amount in ("0.09375", "0.03125"):
            before, found, after = text.partition(f'amount="-{amount}"')
            if found:
                after = after.replace("<inputGroup>5</inputGroup>", "<outputGroup>3</outputGroup>", 1)
                text = f'{before}amount="{amount}"{after}'
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    system = read(tmp_path)
    assert (system.technosphere.matrix != read(GOOD["ecospold2"]).technosphere.matrix).nnz == 0
    assert {f.code: f.count for f in system.findings}["W123"] == 2


def test_inputs_without_activity_link_are_linked_by_name(tmp_path):
    import re

    for path in GOOD["ecospold2"].iterdir():
        text = re.sub(r' activityLinkId="[^"]*"', "", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    system = read(tmp_path)
    assert (system.technosphere.matrix != read(GOOD["ecospold2"]).technosphere.matrix).nnz == 0
    assert {f.code: f.count for f in system.findings}["W127"] == 9


def test_numbers_of_data_sets_used_twice(tmp_path):
    text = GOOD["ecospold1"].read_text(encoding="utf-8")
    sets = text.split("  <dataset ")
    for number, body in enumerate(sets[1:]):
        body = 'number="1" ' + body.partition(" ")[2].replace("</ecoSpold>", "")
        content = f"{sets[0]}  <dataset {body}</ecoSpold>"
        (tmp_path / f"{number}.xml").write_text(content, encoding="utf-8")
    (tmp_path / "ElementaryFlows.xml").write_text("<flows/>", encoding="utf-8")
    system = read(tmp_path)
    assert (system.technosphere.matrix != read(GOOD["ecospold1"]).technosphere.matrix).nnz == 0
    assert "0.xml: 1" in system.activities.ids


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("name", "mark"), [("Comma", ","), ("Tab", "\t"), ("Semicolon", ";")])
def test_simapro_in_other_encodings_and_separators(tmp_path, encoding, name, mark):
    text = GOOD["simapro"].read_bytes().decode("cp1252")
    head, _, body = text.partition("Process\r\n")
    head = head.replace("CSV separator: Semicolon", f"CSV separator: {name}")
    head = head.replace("Decimal separator: ,", "Decimal separator: .")
    body = body.replace(POWER, "P;P").replace(", ", "¤").replace(",", ".").replace("¤", ", ")
    rows = [line.replace("P;P", POWER).split(";") if "P;P" not in line else
            [cell.replace("\0", POWER) for cell in line.replace("P;P", "\0").split(";")]
            for line in body.split("\r\n")]  # fmt: skip
    body = "\r\n".join(mark.join(f'"{c}"' if mark in c and '"' not in c else c for c in row) for row in rows)
    path = tmp_path / "export.csv"
    path.write_bytes(f"{head}Process\r\n{body}".encode(encoding))
    system = read(path)
    assert (system.technosphere.matrix != read(GOOD["simapro"]).technosphere.matrix).nnz == 0
    assert system.products.ids == read(GOOD["simapro"]).products.ids


def test_shares_in_parts_of_one(tmp_path):
    """The US LCI writes its fractions so; the format has per cent."""
    text = GOOD["ecospold1"].read_text(encoding="utf-8")
    text = text.replace('fraction="75"', 'fraction="0.75"').replace('fraction="25"', 'fraction="0.25"')
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    system = read(tmp_path / "a.xml")
    assert (system.technosphere.matrix != read(GOOD["ecospold1"]).technosphere.matrix).nnz == 0


def test_simapro_as_other_versions_write_it(tmp_path):
    """Percent signs, singular titles, a section in two parts, tables after the processes."""
    text = (
        GOOD["simapro"]
        .read_bytes()
        .decode("cp1252")
        .replace("kg;1;75", "kg;1;75%")
        .replace("0,5;25", "0,5;25 %")
    )
    noise = "Non material emission\r\nNoise;;km;1;Undefined;0;0;0;\r\n\r\nSystem description;\r\n\r\n"
    text = text.replace("Avoided products\r\n", noise + "Avoided products\r\n", 1)
    again = "Electricity/heat\r\n\r\nElectricity/heat\r\n"
    text = text.replace("Electricity/heat\r\n", again)
    text += "Units\r\nkg;Mass;1;kg\r\n\r\nEnd\r\n\r\nAirborne emissions\r\nCarbon dioxide;kg;;\r\n\r\nEnd\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode("cp1252"))
    system = read(tmp_path / "a.csv")
    assert (system.technosphere.matrix != read(GOOD["simapro"]).technosphere.matrix).nnz == 0
    row = system.flows.names.index("Noise")
    assert (system.flows.units[row], system.flows.extra["compartment"][row]) == ("m", "non-material")
    assert system.biosphere.toarray()[row].max() == 1000


def test_template_that_begins_with_parameters(tmp_path):
    rows = [
        "Project parameters", "name;amount;formula", "foo;1;green / 7", "", "Database;example", "",
        "Activity;one", "code;A", "location;GLO", "unit;kg", "Parameters;my group",
        "name;amount;formula", "bar;5;reference + 2", "",
        "Exchanges", "name;amount;location;unit;type;formula", "one;1;GLO;kg;production;",
        "two;9;here;;technosphere;foo * bar + 4", "",
        "Activity;two", "code;B", "location;here", "Exchanges", "name;amount;location;type",
        "two;10;here;production",
    ]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(rows))
    system = read(tmp_path / "a.csv")
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, 0.0], [-9.0, 10.0]]
    assert system.activities.ids == ("A", "B")
    assert [(f.code, f.severity) for f in system.findings] == [("W126", "note")]


def test_simapro_with_unit_and_amount_exchanged(tmp_path):
    text = (
        GOOD["simapro"]
        .read_bytes()
        .decode("cp1252")
        .replace("MJ;1,8", "1,8;MJ")
        .replace("kg;1;75", "1;kg;75")
    )
    (tmp_path / "old.csv").write_bytes(text.encode("cp1252"))
    system = read(tmp_path / "old.csv")
    assert (system.technosphere.matrix != read(GOOD["simapro"]).technosphere.matrix).nnz == 0


def test_csv_with_semicolons_and_decimal_commas(tmp_path):
    lines = [line.split(",") for line in _plain(GOOD["csv"]).splitlines()]
    path = tmp_path / "european.csv"
    path.write_text("\n".join(";".join(cells).replace(".", ",") for cells in lines), encoding="utf-8")
    system = read(f"{path}:decimal=comma")
    assert (system.technosphere.matrix != read(GOOD["csv"]).technosphere.matrix).nnz == 0
    with pytest.raises(RoosError, match="E106"):
        read(path)


def _plain(path):
    """Return the CSV without commas inside its cells."""
    import csv
    import io

    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return "\n".join(",".join(cell.replace(",", "") for cell in row) for row in rows)


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


def test_brightways_workbook_is_read_as_it_is():
    system = read(EXAMPLES / "example.xlsx")
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
    assert {finding.code: finding.count for finding in system.findings} == {"W105": 4, "W124": 1}


def test_formulas_of_brightways_parameters_are_not_evaluated_and_counted():
    system = read(EXAMPLES / "sample_parameterized_database.xlsx")
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
    environment |= {"HOME": str(home), "PYTHONPATH": paths, "XDG_DATA_HOME": str(home / "data")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.rglob("*")) == []
