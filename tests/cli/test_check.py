"""``roos check``: what it shows people, what it gives machines, and that it raises no false alarm."""

from __future__ import annotations

import json
import unicodedata

import numpy as np
import pytest
from tests.cli.cases import LABELS, A, B, C, matrix_folder, run
from tests.helpers import profiles_system

from roos_cli import check_report

KEYS = {
    "schema", "inventory", "products", "activities", "flows", "exchanges", "elementary_exchanges", "digest",
    "about", "method", "coverage", "uncovered", "findings", "errors", "warnings", "notes",
}  # fmt: skip


def found(capsys, locator, *options):
    content = run(capsys, "check", locator, *options, "--json").json
    return [(finding["code"], finding["severity"], finding["count"]) for finding in content["findings"]]


def test_the_object_has_the_keys_that_are_promised(capsys, inventory):
    content = run(capsys, "check", inventory, "--json").json
    assert set(content) == KEYS and content["schema"] == 1
    assert set(content["coverage"][0]) == {
        "category", "unit", "flows_with_factor", "of_which_exchanged", "flow_share", "amount_share",
        "factors_without_flow",
    }  # fmt: skip
    assert set(content["uncovered"]) == {
        "flows_in_use", "flows_in_use_by_unit", "flows", "flow_share", "amount_share", "largest",
    }  # fmt: skip
    assert content["coverage"][0]["flow_share"] == 0.5
    # kg: 8/8.5, 2/2.25 and all of what the three activities exchange is the first flow
    np.testing.assert_allclose(
        content["coverage"][0]["amount_share"]["kg"], (8 / 8.5 + 2 / 2.25 + 1) / 3, rtol=1e-14
    )


def test_an_inventory_that_cannot_be_read_gives_the_same_object(capsys, tmp_path):
    folder = matrix_folder(tmp_path / "bad", a=np.where(np.array(A) == -2, np.nan, A))
    done = run(capsys, "check", folder, "--json")
    content = done.json
    assert done.status == 2 and set(content) == KEYS | {"error"}
    assert content["error"]["code"] == content["findings"][0]["code"] == "E106"
    assert content["products"] is None and content["errors"] == 1
    shown = run(capsys, "check", folder)
    assert (shown.status, shown.out) == (2, "") and shown.err.startswith("roos: E106 ")


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("textbook:bakery", []),
        ("textbook:electricity-fuel", []),
        ("textbook:loop", []),
        ("textbook:market", []),
        ("textbook:three-sectors", []),
        # heat beside power: a co-product
        ("textbook:co-product", [("W203", "note", 1)]),
        # incineration takes its waste in
        ("textbook:waste-treatment", [("W201", "note", 1)]),
        # the two above side by side
        ("textbook", [("W201", "note", 1), ("W203", "note", 1)]),
        # generated on purpose: flows that no category counts (W102), waste treatments (W201)
        ("synthetic:activities=2000,seed=1", [("W102", "warning", None), ("W201", "note", None)]),
        ("synthetic:activities=2000,seed=2", [("W102", "warning", None), ("W201", "note", None)]),
        ("synthetic:activities=2000,seed=3", [("W102", "warning", None), ("W201", "note", None)]),
    ],
)
def test_no_false_alarm(capsys, locator, expected):
    got = found(capsys, locator)
    assert [code[:2] for code in got] == [code[:2] for code in expected]
    assert all(count in (None, have) for (_, _, count), (_, _, have) in zip(expected, got, strict=True))


def test_no_false_alarm_on_profiles(capsys):
    profiles_system()  # skips where it is not installed
    got = found(capsys, "profiles")
    assert {code for code, _, _ in got} == {
        "W102",  # a method without factors for 132 of 366 flows
        "W103",  # two published labels, corrected
        "W104",  # peculiarities of the data, listed by its reader
        "W201",  # treatments that sell the service of taking waste
        "W203",  # wastes handed on and credits
    }
    assert [severity for _, severity, _ in got].count("error") == 0
    assert [code for code, severity, _ in got if severity == "warning"] == ["W104", "W102"]


NAMES = [
    "鋼板 [亜鉛めっき]",
    "Strom, übrig é",
    "electricity, low voltage, with a rather long name of a product",
]


@pytest.fixture
def named(tmp_path):
    flows = [{"id": str(i), "name": name, "unit": "kg"} for i, name in enumerate(NAMES)]
    categories = [{"id": name, "name": name, "unit": "kg CO₂-Äq"} for name in NAMES]
    b = np.vstack([B, [[4.0, 0.0, 0.0]]])
    c = np.array([[1.0, 0, 0], [0, 1.0, 0], [1.0, 1.0, 0]])
    labels = {**LABELS, "flows": flows, "categories": categories}
    return matrix_folder(tmp_path / "named", b=b, c=c, labels=labels)


@pytest.mark.parametrize("width", [80, 200])
def test_tables_fit_and_are_aligned_and_plain(capsys, named, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("roos_cli.screen._WIDTH", width)
    done = run(capsys, "check", named)
    assert done.status == 0 and "\x1b" not in done.out
    lines = done.out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Method:"))
    table = [line for line in lines[start:] if line.rstrip().endswith((" %", "of kg"))][:4]
    ends = {columns(line.rstrip()) for line in table}
    assert len(ends) == 1, table  # the last column is aligned right, wide characters or not
    assert sum("%" in line for line in table) >= 2
    assert all(columns(line) <= width for line in table)
    assert "W102" in done.out and "warning" in done.out  # words, not colours


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def test_long_lists_are_cut_with_their_count(capsys, tmp_path, monkeypatch):
    many = 120
    categories = [{"id": f"c{i}", "name": f"category {i}", "unit": "kg"} for i in range(many)]
    flows = [{"id": f"f{i}", "name": f"a flow of a long name, number {i}", "unit": "kg"} for i in range(many)]
    b = np.ones((many, 3))
    c = np.zeros((many, many))
    c[:, 0] = 1.0
    folder = matrix_folder(
        tmp_path / "many", b=b, c=c, labels={**LABELS, "flows": flows, "categories": categories}
    )
    done = run(capsys, "check", folder)
    assert f"And {many - check_report.ROWS} more categories" in done.out
    assert "119 of 120 flows" in done.out and "and 114 more" in done.out.replace("\n", " ")
    content = run(capsys, "check", folder, "--json").json
    assert len(content["coverage"]) == many
    assert (
        len(content["uncovered"]["largest"]) == check_report.LISTED and content["uncovered"]["flows"] == 119
    )
    monkeypatch.setattr(check_report, "FINDINGS", 0)
    assert "And 1 more finding" in run(capsys, "check", folder).out


def test_a_method_of_the_command_line_replaces_the_own_one(capsys, tmp_path):
    flows = [
        {"id": "1", "name": "Carbon dioxide, fossil", "unit": "kilogram", "compartment": "air"},
        {"id": "2", "name": "Unobtainium", "unit": "kilogram", "compartment": "air"},
    ]
    folder = matrix_folder(tmp_path / "flows", labels={**LABELS, "flows": flows})
    content = run(capsys, "check", folder, "--method", "recipe-2016-midpoint-h", "--json").json
    assert content["method"].startswith("ReCiPe 2016")
    assert all(row["factors_without_flow"] is not None for row in content["coverage"])
    assert [flow["name"] for flow in content["uncovered"]["largest"]] == ["Unobtainium"]
    shown = run(capsys, "check", folder, "--method", "recipe-2016-midpoint-h")
    assert "unused factors" in shown.out


def test_solve_stops_on_what_the_reader_found(capsys, inventory, demands, out):
    labels = json.loads((inventory / "labels.json").read_text())
    labels["activities"][0]["unit"] = "MJ"
    labels["reference"] = ["power", "steel", "car"]
    (inventory / "labels.json").write_text(json.dumps(labels))
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", out / "x.csv")
    assert done.status == 2 and done.err.startswith("roos: E107 ")


def test_exact_small_system_has_the_matrices_used_here():
    assert (np.array(B).shape, np.array(C).shape) == ((2, 3), (2, 2))
