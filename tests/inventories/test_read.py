"""Locators: words, options, and paths told apart by content."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bw_processing as bwp
import numpy as np
import pytest

import roos
from helpers import profiles_system
from inventories.small_inventories import datapackage, matrix_folder, refusal
from roos import System
from roos_inventories import list_inventories, read


@pytest.mark.parametrize(
    "entry", [e for e in list_inventories() if e.locator.islower()], ids=lambda e: e.locator
)
def test_every_listed_word_can_be_read(entry):
    if entry.locator == "profiles":
        profiles_system()  # skips, with the reason, where the data set is not installed
    locator = entry.locator if entry.locator != "synthetic" else "synthetic:activities=200"
    phases = []
    system = read(locator, progress=lambda phase, fraction: phases.append(fraction))
    assert isinstance(system, System) and system.characterisation is not None
    assert phases and phases == sorted(phases) and phases[0] >= 0 and phases[-1] == 1


def test_the_list_names_everything():
    entries = list_inventories()
    locators = [entry.locator for entry in entries]
    assert {"textbook", "textbook:loop", "profiles", "synthetic", "FOLDER"} <= set(locators)
    assert all(entry.title for entry in entries) and len(set(locators)) == len(locators)
    options = {entry.locator: entry.options for entry in entries}
    assert "seed" in options["synthetic"] and {"pathway", "year"} <= set(options["profiles"])


@pytest.mark.parametrize("given", [str, Path])
@pytest.mark.parametrize(
    ("make", "name"), [(matrix_folder, "inventory"), (datapackage, "package"), (datapackage, "package.zip")]
)
def test_paths_are_told_apart_by_content(tmp_path, make, name, given):
    system = read(given(make(tmp_path / name)))
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, -0.5], [-0.25, 1.0]]
    assert system.biosphere.toarray().tolist() == [[2.0, 4.0]]


@pytest.mark.parametrize("name", ["data", "inventory.csv", "A.npz"])
def test_a_zip_is_known_whatever_its_suffix(tmp_path, name):
    datapackage(tmp_path / "p.zip").rename(tmp_path / name)
    assert len(read(tmp_path / name).products) == 2


def test_a_matrix_folder_may_describe_itself_by_a_datapackage_json(tmp_path):
    folder = matrix_folder(tmp_path / "m")
    (folder / "datapackage.json").write_text("{}")
    assert len(read(folder).products) == 2


def test_a_path_spelt_like_a_word(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    matrix_folder(tmp_path / "textbook", scale=3.0)
    for path in ("./textbook", Path("textbook"), str(tmp_path / "textbook")):
        assert read(path).technosphere.matrix.toarray()[0, 0] == 3.0
    assert read("textbook").name == "textbook"


@pytest.mark.parametrize(("folder", "given"), [("steel", "."), ("steel/inner", "..")])
def test_the_folder_one_is_in_has_its_name(tmp_path, monkeypatch, folder, given):
    (tmp_path / "steel" / "inner").mkdir(parents=True)
    (tmp_path / "steel" / "technosphere.csv").write_text("product,activity,amount\na,a,1\n")
    monkeypatch.chdir(tmp_path / folder)
    assert read(given).name == read(Path(given), cache=False).name == "steel"


def test_a_path_with_colon_comma_and_equals_sign(tmp_path):
    assert len(read(str(matrix_folder(tmp_path / "a:b=c,d"))).products) == 2


def test_options_of_a_path(tmp_path):
    factors = bwp.create_datapackage(
        fs=bwp.io_helpers.generic_directory_filesystem(dirpath=_made(tmp_path / "m")), name="factors"
    )
    factors.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=np.array([(9, 9)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([5.0]),
        identifier="warming",
    )
    factors.finalize_serialization()
    package = datapackage(tmp_path / "p.zip")
    assert read(package).characterisation is None
    with_method = read(f"{package}:method={tmp_path / 'm'}")
    assert with_method.characterisation.matrix.toarray().tolist() == [[5.0]]
    assert refusal(f"{package}:colour=red").code == "E512"
    assert refusal(f"{matrix_folder(tmp_path / 'f')}:method=x").code == "E512"


def _made(path: Path) -> Path:
    path.mkdir()
    return path


def test_reading_a_textbook_system_loads_no_other_reader():
    program = (
        "import sys; from roos_inventories import read; read('textbook:loop');"
        "heavy = {'pandas', 'pyarrow', 'bw_processing', 'bw2calc', 'xarray', 'matplotlib', 'numba'};"
        "print(sorted(heavy & set(sys.modules)), 'roos_inventories.profiles' in sys.modules)"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["[]", "False"]


def test_scores_of_what_was_read(tmp_path):
    system = read(matrix_folder(tmp_path / "m"))
    # s = (8/7, 2/7), h = 2·8/7 + 4·2/7
    assert roos.score(system, {"one": {"0": 1.0}}).scores[0, 0] == pytest.approx(24 / 7, rel=1e-15)
