"""bw2calc's own tests, from its source distribution, with roos as its solver.

pip fetches the distribution of the version that is installed. It lacks the fixtures of many tests; where
they are among the reference data (``bw2calc_fixtures``), they are put beside it. Whatever passes without
roos must pass with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path, PurePosixPath

import bw2calc
import pytest

from helpers import reference_data

HERE = Path(__file__).resolve().parent
#: Tests that pass without roos on bw2calc 3.1.0: without fixtures, and with them.
FEWEST, WITH_FIXTURES = 120, 270


@pytest.fixture(scope="module")
def their_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with bw2calc's tests, or skip where pip cannot fetch them."""
    folder = tmp_path_factory.mktemp("bw2calc")
    wanted = f"bw2calc=={bw2calc.__version__}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "bw2calc"]
    command += [wanted, "--dest", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip(f"pip could not fetch the source of {wanted} in two minutes")
    archives = list(folder.glob("*.tar.gz"))
    if done.returncode or not archives:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        pytest.skip(f"pip could not fetch the source of {wanted}: {lines[-1] if lines else 'offline'}")
    with tarfile.open(archives[0]) as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            if member.isfile() and parts[1:2] == ("tests",) and ".." not in parts:
                target = folder.joinpath(*parts[1:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    return folder


#: Asks for the factors that ``decompose_technosphere`` keeps. While roos is installed that does nothing, as
#: with pypardiso, where bw2calc skips this test itself; it decides so on import, before roos is installed.
AS_WITH_PARDISO = "::test_iterative_direct_fallback_ignores_stale_factorization["


def passing(folder: Path, report: Path, *options: str) -> set[str]:
    """Return the names of tests that pass."""
    subprocess.run(
        [sys.executable, "-m", "pytest", "tests", "-o", "addopts=", "-q", "-p", "no:cacheprovider", *options]
        + [f"--junitxml={report}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        capture_output=True,
        timeout=900,
    )
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return {
        f"{case.get('classname')}::{case.get('name')}"
        for case in cases
        if not any(child.tag in ("failure", "error", "skipped") for child in case)
    }


@pytest.mark.long
@pytest.mark.network
@pytest.mark.parametrize("fixtures", [False, True], ids=["as distributed", "with fixtures"])
def test_what_passes_without_roos_passes_with_it(their_tests: Path, fixtures: bool, tmp_path: Path) -> None:
    folder = tmp_path / "source"
    shutil.copytree(their_tests / "tests", folder / "tests")
    if fixtures:
        given = reference_data() / "bw2calc_fixtures" / "tests"
        if not given.is_dir():
            pytest.skip(f"no bw2calc_fixtures in {reference_data()}")
        shutil.copytree(given, folder / "tests", dirs_exist_ok=True)
    without = passing(folder, tmp_path / "without.xml")
    with_roos = passing(folder, tmp_path / "with.xml", "-p", "roos_solves")
    print(f"bw2calc {bw2calc.__version__}: {len(without)} pass without roos, {len(with_roos)} with it")
    assert len(without) >= (WITH_FIXTURES if fixtures else FEWEST), "too few ran to say anything"
    lost = {name for name in without - with_roos if AS_WITH_PARDISO not in name}
    assert lost == set()
