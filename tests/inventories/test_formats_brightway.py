"""The same files through Brightway's own importers give the same technosphere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roos_inventories import read

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
_IMPORT = """
import json, sys
import bw2data, bw2io
from bw2io.strategies import es1_allocate_multioutput
form, path, out = sys.argv[1:]
bw2data.projects.set_current("test")
bw2data.Database("biosphere3").register()
bw2io.create_core_migrations()
if form == "ecospold2":
    made = bw2io.SingleOutputEcospold2Importer(path, "db", use_mp=False, add_product_information=False)
elif form == "ecospold1":
    made = bw2io.SingleOutputEcospold1Importer(path, "db", use_mp=False)
    made.strategies.insert(0, es1_allocate_multioutput)
elif form == "simapro":
    made = bw2io.SimaProCSVImporter(path, "db")
else:
    made = bw2io.ExcelImporter(path)
made.apply_strategies()
entries = []
for activity in made.data:
    product = next(e for e in activity["exchanges"] if e["type"] == "production")
    for e in activity["exchanges"]:
        sign = {"production": 1, "technosphere": -1}.get(e["type"])
        if sign:
            entries.append([e["name"], product["name"], sign * e["amount"] / abs(product["amount"])])
json.dump(entries, open(out, "w"))
"""


def _brightway(form, path, tmp_path):
    environment = os.environ | {"BRIGHTWAY2_DIR": str(tmp_path / "projects"), "HOME": str(tmp_path)}
    (tmp_path / "projects").mkdir()
    out = tmp_path / "entries.json"
    command = [sys.executable, "-c", _IMPORT, form, str(path), str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return {(row, column): value for row, column, value in json.loads(out.read_text())}


def _ours(path):
    """Return entries per unit of the reference product, by the names of both."""
    system = read(path)
    a, names = system.technosphere.matrix.tocoo(), system.products.names
    reference = system.technosphere.reference
    made = {j: abs(a.todense()[reference[j], j]) for j in range(len(reference))}
    return {
        (names[i], names[reference[j]]): float(value / made[j])
        for i, j, value in zip(*a.coords, a.data, strict=True)
    }


@pytest.mark.long
@pytest.mark.parametrize("form", ["ecospold2", "ecospold1", "simapro", "excel"])
def test_the_technosphere_is_brightways(form, tmp_path):
    path = {
        "ecospold2": FORMATS / "ecospold2" / "good" / "input",
        "ecospold1": FORMATS / "ecospold1" / "good" / "brewery.xml",
        "simapro": FORMATS / "simapro" / "good" / "brewery.csv",
        "excel": FORMATS / "excel" / "good" / "brewery.xlsx",
    }[form]
    if form == "ecospold1":  # where the waste is bought as a service: bw2io takes group 3 for a product
        text = path.read_text(encoding="utf-8").replace(
            "outputGroup>3</outputGroup", "inputGroup>5</inputGroup"
        )
        text = text.replace('unit="MJ" meanValue="1.8"', 'unit="kWh" meanValue="0.5"')
        path = tmp_path / "brewery.xml"
        path.write_text(text, encoding="utf-8")
    if form == "simapro":  # there, only some electricity is converted to the unit of its supplier
        text = path.read_bytes().replace(b"MJ;1,8", b"kWh;0,5").replace(b"g;250", b"kg;0,25")
        path = tmp_path / "brewery.csv"
        path.write_bytes(text)
    theirs, ours = _brightway(form, path, tmp_path), _ours(path)
    assert set(theirs) == set(ours)
    assert all(abs(theirs[key] - ours[key]) < 1e-12 for key in ours)
