"""Other ways of storing the same system give the same matrices."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from roos import RoosError
from roos_inventories import read

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "tests" / "corpus" / "formats"
GOOD = {
    "ecospold2": FORMATS / "ecospold2" / "good" / "input",
    "ecospold1": FORMATS / "ecospold1" / "good" / "brewery.xml",
    "simapro": FORMATS / "simapro" / "good" / "brewery.csv",
    "csv": FORMATS / "excel" / "good" / "brewery.csv",
}
POWER = "électricité, basse tension"


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


def test_template_with_product_nodes(tmp_path):
    rows = [
        "Database,nodes", "Activity,steel", "code,p1", "type,product", "unit,kg", "location,NL", "",
        "Activity,steel making", "code,a1", "type,process", "location,NL", "Exchanges",
        "name,amount,unit,type,input", "steel,2,kg,production,nodes::p1", "power,0.5,kWh,technosphere,", "",
        "Activity,power plant", "code,a2", "location,NL", "Exchanges", "name,amount,unit,type,input",
        "power,1,kWh,production,", "steel,0.25,kg,technosphere,", "",
        "Activity,mill", "code,a3", "location,NL", "Exchanges", "name,amount,unit,type,input",
        "sheet,1,kg,production,", ",0.125,kg,technosphere,\"('nodes', 'p1')\"",
        ",0.5,kWh,technosphere,nodes::a2",
        "sheet,0.25,kg,substitution,a3",
    ]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(rows))
    system = read(tmp_path / "a.csv")
    assert system.technosphere.matrix.toarray().tolist() == [
        [2.0, -0.25, -0.125],
        [-0.5, 1.0, -0.5],
        [0.0, 0.0, 1.25],
    ]
    assert system.activities.ids == ("a1", "a2", "a3") and system.products.ids == ("p1", "a2", "a3")
    assert system.products.names == ("steel", "power", "sheet")


def test_flows_of_the_file_itself(tmp_path):
    rows = [
        "Activity,steel", "unit,kg", "Exchanges", "name,amount,unit,type,categories,input",
        "steel,1,kg,production,,", "CO2,2,kg,biosphere,,", "CO2,3,kg,biosphere,air,",
        "CO2,4,kg,biosphere,water,",
        ",5,kg,biosphere,,bio::c2", "other,6,kg,biosphere,soil,bio::elsewhere", "",
        "Activity,CO2", "type,emission", "code,c2", "unit,kg", "categories,air",
    ]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(rows))
    system = read(tmp_path / "a.csv")
    assert system.flows.ids == ("c2", "CO2 (water)", "elsewhere")
    assert system.biosphere.toarray().ravel().tolist() == [10.0, 4.0, 6.0]
    assert system.flows.extra["compartment"] == ("air", "water", "soil")


def test_a_code_counts_within_its_database(tmp_path):
    """Two databases may use one code: Brightway's key is both."""
    rows = [
        "Database,own", "", "Activity,steel", "code,a1", "Exchanges", "name,amount,unit,type,input",
        "steel,1,kg,production,own::a1", "", "Activity,car", "code,a2", "Exchanges",
        "name,amount,unit,type,input", "car,1,unit,production,", "steel elsewhere,2,kg,technosphere,{key}",
    ]  # fmt: skip
    for key in ("own::a1", "\"('own', 'a1')\"", "a1"):
        (tmp_path / "a.csv").write_text("\n".join(rows).format(key=key))
        assert read(tmp_path / "a.csv").technosphere.matrix.toarray().tolist() == [[1.0, -2.0], [0.0, 1.0]]
    for key in ("other::a1", "\"('other', 'a1')\""):
        (tmp_path / "a.csv").write_text("\n".join(rows).format(key=key))
        with pytest.raises(RoosError, match=r"E520(.|\n)*steel elsewhere"):
            read(tmp_path / "a.csv")


def test_a_formula_that_is_zero_may_stand_beside_zero(tmp_path):
    rows = ["Activity,one", "Exchanges", "name,amount,unit,type,formula", "one,1,kg,production,",
            "CO2,0,kg,biosphere,{formula}"]  # fmt: skip
    for formula in ("0", "=0.0", "-0"):
        (tmp_path / "a.csv").write_text("\n".join(rows).format(formula=formula))
        (finding,) = read(tmp_path / "a.csv").findings
        assert (finding.code, finding.severity) == ("W126", "note")
    (tmp_path / "a.csv").write_text("\n".join(rows).format(formula="a * b"))
    with pytest.raises(RoosError, match=r"E522(.|\n)*'CO2' = 'a \* b' of activity 'one', a.csv, line 5"):
        read(tmp_path / "a.csv")
    (finding,) = read(f"{tmp_path / 'a.csv'}:formulas=stored").findings
    assert (finding.code, finding.severity) == ("W126", "warning")


def test_a_mode_that_is_not_the_mean_is_told(tmp_path):
    """Brightway counts the most likely value of a triangular distribution, other programs the mean."""
    text = GOOD["ecospold1"].read_text(encoding="utf-8")
    old = 'meanValue="0.25" uncertaintyType="1" standardDeviation95="1.21"'
    spread = 'uncertaintyType="3" minValue="0" mostLikelyValue="{mode}" maxValue="1"'
    assert old in text
    for mode, told in (("0.25", 1), ("0.5", 2)):
        new = f'meanValue="0.25" {spread.format(mode=mode)}'
        (tmp_path / "a.xml").write_text(text.replace(old, new), encoding="utf-8")
        system = read(tmp_path / "a.xml")
        assert -float(mode) in system.technosphere.matrix.toarray()
        noted = [finding for finding in system.findings if finding.code == "W104"]
        assert len(noted) == told
        assert told == 1 or "0.5, mean 0.25" in noted[0].where
