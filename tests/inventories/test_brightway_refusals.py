"""Brightway projects that are damaged, hostile, unprocessed or out of reach."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from inventories.brightway_project import EDITED, PROJECT
from inventories.small_inventories import refusal
from roos_inventories import read
from roos_inventories.brightway import ask, list_projects, open_project, read_project_method


@pytest.fixture
def copied(brightway, tmp_path, monkeypatch):
    """Return the project's folder in a copy that a test may damage, and the locator of a small database."""
    base = tmp_path / "copy"
    shutil.copytree(brightway.base, base)
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(base))
    return list_projects()[PROJECT], brightway.locator(EDITED)


class Hostile:
    """Pickles to a call that leaves a folder behind."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def _change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "lci" / "databases.db")) as connection:
        with connection:
            assert connection.execute(statement, values).rowcount > 0


def test_a_pickle_that_runs_a_program_is_refused(copied, tmp_path):
    folder, locator = copied
    mark = tmp_path / "ran"
    _change(
        folder, "UPDATE activitydataset SET data = ? WHERE database = ?", pickle.dumps(Hostile(mark)), EDITED
    )
    problem = refusal(locator)
    assert problem.code == "E504" and "mkdir" in problem.message and PROJECT in problem.where
    assert not mark.exists()


def test_calculation_setups_are_read_as_carefully(copied, tmp_path):
    folder, locator = copied
    mark = tmp_path / "ran"
    (folder / "setups.pickle").write_bytes(pickle.dumps({"x": Hostile(mark)}))
    assert refusal(f"{locator}:setup=x").code == "E504"
    assert not mark.exists()


def test_a_location_is_not_evaluated(copied, tmp_path):
    folder, locator = copied
    mark = tmp_path / "ran"
    text = f"(__import__('os').mkdir({str(mark)!r}),)"
    _change(folder, "UPDATE activitydataset SET location = ? WHERE database = ?", text, EDITED)
    assert refusal(locator).code == "E530"  # no such location in the project
    assert not mark.exists()


def _metadata(folder: Path, **changes: object) -> None:
    path = folder / "databases.json"
    content = json.loads(path.read_text())
    content[EDITED] |= changes
    path.write_text(json.dumps(content))


def test_a_database_without_a_package(copied):
    folder, locator = copied
    _metadata(folder, dirty=False)
    (package,) = (folder / "processed").glob("edited*.zip")
    package.unlink()
    problem = refusal(locator)
    assert problem.code == "E530" and "bd.Database('edited').process()" in problem.hint


def test_a_method_without_a_package(copied):
    folder, locator = copied
    name = ("own", "points", "by place")
    Path(open_project(PROJECT).processed(open_project(PROJECT).methods[name]["abbreviation"])).unlink()
    problem = refusal(f"{locator}:method=own")
    assert problem.code == "E530" and repr(name) in problem.hint


def test_a_database_that_is_needed_and_not_there(copied):
    folder, locator = copied
    _metadata(folder, depends=["biosphere3", "ecoinvent"])
    problem = refusal(locator)
    assert problem.code == "E530" and "ecoinvent" in problem.message and EDITED in problem.message


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("databases.json", b'{"a": ', "E503"),
        ("databases.json", b"[1, 2]", "E530"),
        ("databases.json", b'{"edited": {"depends": NaN}}', "E106"),
        ("databases.json", None, "E530"),
        ("methods.json", b'{"a": 1}', "E530"),
        ("lci/databases.db", b"no database at all, and long enough to be looked at by SQLite" * 20, "E530"),
        ("lci/databases.db", None, "E530"),
        ("../projects.db", b"nor is this one a database, whatever its name may say to a reader" * 20, "E530"),
        ("../projects.db", None, "E510"),
        pytest.param("setups.pickle", b"\x80\x04cut off", "E530", marks=pytest.mark.long),
    ],
)
def test_damaged_files(copied, file, content, code):
    folder, locator = copied
    path = folder / file
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    problem = refusal(locator)
    assert problem.code == code and problem.where


def test_no_brightway_here(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path / "none"))
    assert "BRIGHTWAY2_DIR" in refusal("brightway:p/d").hint
    monkeypatch.delenv("BRIGHTWAY2_DIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert refusal("brightway:p/d").code == "E510"
    assert not list(tmp_path.iterdir()), "looking leaves nothing behind"


def test_no_place_for_temporary_files(brightway, monkeypatch):
    def full(prefix):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ask.tempfile, "TemporaryDirectory", full)
    problem = refusal(brightway.locator(EDITED))
    assert problem.code == "E508" and "TMPDIR" in problem.hint


def test_a_process_that_ends_without_an_answer(brightway, tmp_path, monkeypatch):
    program = tmp_path / "program.py"
    program.write_text("import sys; sys.exit('killed')")
    monkeypatch.setattr(ask, "_PROGRAM", program)
    problem = refusal(brightway.locator(EDITED))
    assert problem.code == "E530" and "status 1: killed" in problem.message


def _plain_rights() -> None:
    """Give up root's right to write everywhere; what is executed next keeps its user."""
    if os.geteuid() == 0:
        import ctypes

        set_securebits, no_root_and_locked = 28, 0b11
        assert ctypes.CDLL(None).prctl(set_securebits, no_root_and_locked, 0, 0, 0) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="rights are given up as Linux does it")
@pytest.mark.parametrize("home", ["read-only", pytest.param("unset", marks=pytest.mark.long)])
def test_neither_home_nor_project_need_be_writable(copied, tmp_path, home):
    folder, locator = copied
    away = tmp_path / "temporary"
    away.mkdir()
    everything = [folder.parent, *folder.parent.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    environment |= {"TMPDIR": str(away), "HOME": str(folder)}
    if home == "unset":
        del environment["HOME"]
    program = (
        "import os, sys; from roos_inventories import read; system = read(sys.argv[1]);"
        "print(system.biosphere.sum(), os.access(os.environ['BRIGHTWAY2_DIR'], os.W_OK))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, locator],
        env=environment, cwd=away, capture_output=True, text=True, preexec_fn=_plain_rights,
    )  # fmt: skip
    for path in everything:
        path.chmod(0o755)
    assert (done.stdout, done.returncode) == ("3.0 False\n", 0), done.stderr
    assert not list(away.iterdir())


def test_an_input_output_table_is_its_package(copied):
    folder, locator = copied
    _metadata(folder, backend="iotable", dirty=True)
    system = read(locator)
    assert system.biosphere.toarray().tolist() == [[99.0]]
    assert "W131" not in {finding.code for finding in system.findings}


@pytest.mark.long
def test_flows_that_the_project_no_longer_has_keep_their_number(copied):
    folder, locator = copied
    _metadata(folder, dirty=False)
    _change(folder, "DELETE FROM activitydataset WHERE database = 'biosphere3'")
    system = read(locator)
    assert system.flows.ids[0].isdecimal()
    assert read_project_method(system, "IPCC 2021").matrix.nnz == 2
