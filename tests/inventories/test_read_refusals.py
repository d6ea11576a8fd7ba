"""What is no inventory, no option, no format, or cannot be read: each said with what to do."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from inventories.small_inventories import datapackage, matrix_folder, refusal
from roos import RoosError
from roos_inventories import read
from roos_inventories.locator import parse_locator, parse_options


@pytest.mark.parametrize(
    ("locator", "offered"),
    [
        ("textbok", "textbook"),
        ("Textbook", "textbook"),
        ("profile:year=2030", "profiles"),
        ("sintetic:activities=200", "synthetic"),
        ("textbook:lopp", "loop"),
        ("textbook:nothing-like-it", "electricity-fuel"),
        ("textbook:../loop", "loop"),
        ("C:\\data\\inventory", "textbook"),
        ("nul\0byte", "textbook"),
        ("x" * 5000, "textbook"),
        ("", "textbook"),
        ("ftp://somewhere/else", "textbook"),
    ],
)
def test_unknown_inventory(locator, offered):
    problem = refusal(locator)
    assert problem.code == "E510"
    assert offered in problem.hint


def test_unknown_path_offers_its_neighbours(tmp_path):
    matrix_folder(tmp_path / "inventory")
    for path in (str(tmp_path / "inventry"), tmp_path / "inventry"):
        problem = refusal(path)
        assert problem.code == "E510" and "inventory" in problem.hint
    assert refusal(tmp_path / "inventory" / "A.npz" / "below").code == "E510"


@pytest.mark.parametrize(
    "locator",
    [
        "synthetic:",
        "textbook:",
        "profiles:",
        "synthetic:activities",
        "synthetic:activities=",
        "synthetic:=200",
        "synthetic:activities=200,",
        "synthetic:activities=200,,seed=1",
        "synthetic:activities=200,activities=300",
        "synthetic:acti vities=200",
        "profiles:2030",
        "profiles:year=2030,year=2040",
    ],
)
def test_options_not_understood(locator):
    problem = refusal(locator)
    assert problem.code == "E512" and problem.exit_code == 2
    assert locator.split(":")[0] in problem.where


def test_every_word_refuses_options_it_does_not_know():
    for word in ("profiles", "synthetic"):
        problem = refusal(f"{word}:colour=red")
        assert problem.code == "E512" and "colour" in str(problem)


def test_options_are_read_in_order():
    assert list(parse_options("b=1, a = x=y", "w").items()) == [("b", "1"), ("a", "x=y")]
    assert parse_options("", "w") == {}
    assert parse_locator("profiles:pathway=SSP2-NPi,year=2030").options["pathway"] == "SSP2-NPi"


def test_not_a_text():
    assert refusal(3).code == "E117"
    assert refusal(None).code == "E117"


@pytest.mark.parametrize("content", [b"", b"P", b"demand,product,amount\n", b"\x89HDF\r\n", b"{}"])
def test_format_not_recognised(tmp_path, content):
    (tmp_path / "file.zip").write_bytes(content)
    problem = refusal(tmp_path / "file.zip")
    assert problem.code == "E502"
    assert "A.npz" in problem.hint and "datapackage.json" in problem.hint


def test_part_of_a_matrix_folder(tmp_path):
    folder = matrix_folder(tmp_path / "above" / "inventory")
    problem = refusal(folder / "A.npz")
    assert problem.code == "E502" and f"folder, {folder}" in problem.hint
    (folder / "labels.json").write_text("{}")
    assert f"folder, {folder}" in refusal(folder / "labels.json").hint
    above = refusal(tmp_path / "above")
    assert above.code == "E502" and str(folder) in above.hint


def test_the_folder_one_is_in_is_named(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert "'empty'" in refusal(".").message


def test_the_folder_above_data_sets_offers_theirs(tmp_path):
    """As ecoinvent's archives unpack: data sets in one folder, lists of names in another."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "a.spold").write_text("<x/>")
    (tmp_path / "MasterData").mkdir()
    problem = refusal(tmp_path)
    assert problem.code == "E502" and f"did you mean {tmp_path / 'datasets'}?" in problem.hint


def test_zipped_matrix_folder(tmp_path):
    folder = matrix_folder(tmp_path / "inventory")
    with zipfile.ZipFile(tmp_path / "inventory.zip", "w") as archive:
        archive.write(folder / "A.npz", "A.npz")
    problem = refusal(tmp_path / "inventory.zip")
    assert problem.code == "E502" and "unpack" in problem.hint


def test_zipped_tables(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("export.CSV", "{SimaPro 9}")
    problem = refusal(tmp_path / "export.zip")
    assert problem.code == "E502" and "unpack" in problem.hint


def test_damaged_zip(tmp_path):
    package = datapackage(tmp_path / "package.zip")
    package.write_bytes(package.read_bytes()[:-200])
    with pytest.raises(RoosError, match="E503"):
        read(package)


def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe").code == "E502"


def test_unreadable(tmp_path, monkeypatch):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert refusal(str(tmp_path / "round")).code == "E501"
    folder = matrix_folder(tmp_path / "closed")
    package = datapackage(tmp_path / "package.zip")

    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    monkeypatch.setattr(Path, "open", denied)
    for path in (folder, package):
        problem = refusal(path)
        assert problem.code == "E501" and "Permission denied" in problem.message
        assert problem.where == str(path)
