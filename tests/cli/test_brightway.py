"""Brightway projects on the command line: findings, methods, calculation setups, clean output."""

from __future__ import annotations

import csv
import io

import pytest
from tests.cli.cases import run, spawn

from inventories.brightway_project import FAMILY, LOOPS, PROJECT, SETUP
from roos_inventories.brightway.address import Address

PROJECT_ALONE = str(Address(PROJECT, ""))


def test_check_and_its_method(capsys, brightway):
    content = run(capsys, "check", brightway.locator(LOOPS), "--method", FAMILY, "--json").json
    assert content["errors"] == 0 and content["method"] == FAMILY
    assert [row["flows_with_factor"] for row in content["coverage"]] == [0, 2, 0]


def test_methods_of_a_project(capsys, brightway):
    families = run(capsys, "list", "methods", "--inventory", PROJECT_ALONE, "--json").json["methods"]
    assert [row["name"] for row in families] == ["IPCC 2021", FAMILY, "own"]
    one = run(capsys, "list", "methods", "--inventory", f"{PROJECT_ALONE}:method=own", "--json").json
    assert one["methods"] == [{"name": "own | points | by place", "unit": "points"}]
    for arguments in (("methods", "--inventory", "textbook"), ("prices", "--inventory", PROJECT_ALONE)):
        assert run(capsys, "list", *arguments).err.startswith("roos: E603 ")


def test_a_calculation_setup_on_standard_output_holds_only_csv(brightway):
    done = spawn("solve", brightway.locator(LOOPS), "--demands", f"setup:{SETUP}", "-o", "-")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["demand", "category", "unit", "score"] and len(rows) == 4
    bread = brightway.expected["scores"][LOOPS][f"{LOOPS}|bread"]
    assert float(rows[0]["score"]) == pytest.approx(2 * bread[rows[0]["category"]], rel=1e-10)


def test_the_record_names_the_setup(capsys, brightway, tmp_path):
    target = tmp_path / "scores.csv"
    done = run(
        capsys, "solve", brightway.locator(LOOPS), "--demands", f"setup:{SETUP}", "-o", target, "--json"
    )
    assert done.status == 0, done.err
    assert done.json["inputs"]["demands"]["setup"] == SETUP
    assert str(brightway.base) not in done.out


def test_setups_are_of_projects_only(capsys, inventory, tmp_path):
    done = run(capsys, "solve", inventory, "--demands", "setup:x", "-o", tmp_path / "x.csv")
    assert done.status == 2 and done.err.startswith("roos: E603 ")


def test_without_a_method_the_hint_names_the_project(capsys, brightway, demands, tmp_path):
    done = run(capsys, "solve", brightway.locator(LOOPS), "--demands", demands, "-o", tmp_path / "x.csv")
    assert done.status == 2 and done.err.startswith("roos: E511 ")
    assert f"--inventory '{brightway.locator(LOOPS)}'" in done.err
