"""What the readers make of distributions is what Brightway's importers and bw2data make of the same files."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from inventories.test_distributions import NONE, STATED
from inventories.uncertain_files import CO2, POWER, WRITERS
from roos_inventories import read

_IMPORT = """
import json, sys
import bw2data, bw2io
from bw2data.utils import as_uncertainty_dict
from bw_processing.utils import dictionary_formatter
bw2data.projects.set_current("test")
bw2data.Database("biosphere3").register()
bw2io.create_core_migrations()
found = []
for form, path in json.load(sys.stdin):
    if form == "ecospold2":
        made = bw2io.SingleOutputEcospold2Importer(path, "db", use_mp=False, add_product_information=False)
    elif form == "ecospold1":
        made = bw2io.SingleOutputEcospold1Importer(path, "db", use_mp=False)
    elif form == "simapro":
        made = bw2io.SimaProCSVImporter(path, "db")
    else:
        made = bw2io.CSVImporter(path)
    made.apply_strategies()
    (widget,) = [each for each in made.data if each["name"] == "widget"]
    rows = {}
    for exchange in widget["exchanges"]:
        if exchange["type"] != "production":
            row = dictionary_formatter({"row": 0, **as_uncertainty_dict(exchange)})
            rows[exchange["type"]] = [float(value) for value in row[2:10]]
    found.append(rows)
json.dump(found, open(sys.argv[1], "w"))
"""
FIELDS = ("type", "loc", "scale", "shape", "minimum", "maximum", "negative")
#: Which of its parameters say what a distribution is.
SAID = {
    2: ("loc", "scale", "negative"),
    3: ("loc", "scale"),
    4: ("minimum", "maximum"),
    5: ("loc", "minimum", "maximum"),
    8: ("scale", "shape"),
    9: ("scale", "shape"),
    10: ("loc", "shape", "minimum", "maximum"),
    11: ("loc", "scale"),
    12: ("loc", "scale", "shape"),
    13: ("loc", "minimum", "maximum"),
}


@pytest.mark.long
def test_they_are_brightways(tmp_path):
    cases = []
    for form in ("ecospold2", "ecospold1", "simapro", "excel"):
        known = [(amount, stated) for amount, stated, _ in STATED[form].values()]
        none = [(2.0, stated) for stated, code in NONE[form] if code == "W186"]
        for number, (amount, stated) in enumerate(known + none):
            folder = tmp_path / f"{form}-{number}"
            folder.mkdir()
            path = WRITERS[form](folder, [(POWER, amount, stated), (CO2, amount, stated)])
            cases.append((form, stated, path, folder if form == "ecospold2" else path))
    (tmp_path / "projects").mkdir()
    environment = os.environ | {"BRIGHTWAY2_DIR": str(tmp_path / "projects"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _IMPORT, str(tmp_path / "out.json")],
        input=json.dumps([(form, str(theirs)) for form, _, _, theirs in cases]),
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    for (form, stated, path, _), theirs in zip(
        cases, json.loads((tmp_path / "out.json").read_text()), strict=True
    ):
        system = read(path, cache=False)
        given = dict(system.uncertainty.items()) if system.uncertainty else {}
        for letter, kind in (("A", "technosphere"), ("B", "biosphere")):
            wanted = dict(zip(FIELDS, theirs[kind][1:], strict=True))
            if wanted["type"] < 2:
                assert letter not in given, stated
                continue
            ours = {name: float(getattr(given[letter], name)[0]) for name in FIELDS}
            assert ours["type"] == wanted["type"], stated
            if form == "simapro" and stated.startswith("Normal"):
                # SimaPro writes twice the standard deviation, which bw2io takes for the variance
                assert ours["scale"] == 0.25 and wanted["scale"] == math.sqrt(0.5)
                wanted["scale"] = 0.25
            for name in SAID[int(ours["type"])]:
                assert np.isclose(ours[name], wanted[name], rtol=1e-15, atol=0), (stated, name)
