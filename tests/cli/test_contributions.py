"""``roos contributions``: tables, trees, files, picture, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest
from tests.cli.cases import expected_scores, left_in, matrix_folder, run

import roos
from roos_cli.charts.contributions import bars, draw_contributions
from roos_cli.charts.costs_by_indicator import saver
from roos_cli.contribution_report import tree_lines
from roos_inventories import read, read_scenarios
from roos_inventories.writers.system_file import write_system_file

CAR = ("--demand", "car", "--category", "climate")


def contributions(capsys, inventory, *arguments):
    return run(capsys, "contributions", inventory, *arguments)


@pytest.mark.parametrize("way", ["activity", "flow", "input", "activity-flow"])
def test_lines_add_up_to_the_score(capsys, inventory, way):
    done = contributions(capsys, inventory, *CAR, "--by", way, "--cut-off", "0", "--json")
    assert (done.status, done.err) == (0, "")
    found = done.json
    assert found["by"] == way.replace("-", " and ")
    assert found["total"] == math.fsum(line["contribution"] for line in found["lines"])
    assert found["total"] == pytest.approx(expected_scores()[0, 0], rel=1e-14)
    assert found["score"] == pytest.approx(found["total"], rel=1e-14) and found["error_bound"] > 0
    assert (found["demand"], found["category"], found["unit"]) == ("car", "climate", "kg CO2-eq")
    assert sum(abs(line["share"]) for line in found["lines"]) == pytest.approx(1.0)


def test_people_see_a_table_and_the_rest(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "--top", "1")
    assert done.status == 0
    (line,) = [line for line in done.out.splitlines() if "power plant" in line]
    assert "34.13" in line and "77.2 %" in line and "4.267 kWh" in line
    (rest,) = [line for line in done.out.splitlines() if "rest: 2 smaller lines" in line]
    assert "10.07" in rest and "22.8 %" in rest
    assert "Score: 44.20 kg CO2-eq" in done.out


def test_a_demand_of_a_file(capsys, inventory, demands):
    arguments = ("--demands", demands, "--category", "climate")
    several = contributions(capsys, inventory, *arguments)
    assert several.status == 2
    assert "E603 there are 2 demands" in several.err and "a car; mixed" in several.err
    unknown = contributions(capsys, inventory, *arguments, "--demand", "a cra", "--json")
    assert (unknown.status, unknown.error["code"]) == (2, "E130")
    assert "a car" in unknown.error["hint"]
    done = contributions(capsys, inventory, *arguments, "--demand", "mixed", "--by", "input")
    assert done.status == 0
    assert "for power" in done.out and "for steel" in done.out and "direct" in done.out


def test_one_demand_of_a_file_needs_no_name(capsys, inventory, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("demand,product,amount\nhalf,car,0.5\n")
    found = contributions(capsys, inventory, "--demands", path, "--category", "climate", "--json").json
    assert found["demand"] == "half"
    assert found["score"] == pytest.approx(expected_scores()[0, 0] / 2)
    assert found["inputs"]["demands"]["file"] == "one.csv"


def test_an_amount_of_a_product(capsys, inventory):
    found = contributions(capsys, inventory, *CAR, "--amount", "3", "--json").json
    assert found["score"] == pytest.approx(3 * expected_scores()[0, 0])


def test_group(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "--by", "input", "--group", "location", "--json")
    assert [line["product location"] for line in done.json["lines"]] == ["RER", "NL"]
    shown = contributions(capsys, inventory, *CAR, "--by", "input", "--group", "location")
    assert "Contributions by location" in shown.out
    wrong = contributions(capsys, inventory, *CAR, "--group", "location", "--json")
    assert (wrong.status, wrong.error["code"]) == (2, "E208")


def test_tree(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "--depth", "3")
    assert done.status == 0
    assert "├─ steel, low-alloyed [RER], 4.000 kg\n" in done.out
    assert "│     └─ steel, low-alloyed [RER], 0.2500 kg (loop) …\n" in done.out
    assert "rest of its inputs" not in done.out and "3 tiers, nodes from 1.0 % on" in done.out
    found = contributions(capsys, inventory, *CAR, "--depth", "3", "--json").json
    assert [node["tier"] for node in found["nodes"]] == [0, 1, 2, 3, 1, 2, 3]
    assert found["nodes"][0]["score"] == pytest.approx(expected_scores()[0, 0])
    assert found["nodes"][0]["parent"] == -1 and found["nodes"][3]["loop"] is True


def test_tree_without_box_characters():
    demands = {"d": {"electricity": 1.0}}
    tree = roos.supply_chain(read("textbook:co-product"), demands, demand="d", category="climate", depth=1)
    drawn = [line[3] for line in tree_lines(tree, boxes=False)]
    assert drawn[0] == "product" and drawn[1] == "electricity from cogeneration, 1.000 MWh"
    assert drawn[2] == "|- heat, -2.000 MWh (co-product) ..."
    assert drawn[3] == "`- natural gas, delivered, 4.000 MWh ..."
    assert all(ord(letter) < 128 for line in drawn for letter in line)


def test_what_is_left_out_beside_others_is_a_branch():
    tree = roos.supply_chain(
        read("textbook:co-product"), {"d": {"electricity": 1.0}}, demand=0, category=0, depth=1, cut_off=0.5
    )
    drawn = list(tree_lines(tree))
    assert drawn[2][3] == "├─ heat, -2.000 MWh (co-product)"
    assert drawn[3] == ("40.8 %", "144.6", "", "└─ rest of its inputs")


def test_a_tree_that_is_cut_says_so(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "--depth", "3", "--max-nodes", "2")
    assert done.status == 0 and "W148" in done.out


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
@pytest.mark.parametrize("tree", [False, True])
def test_tables(capsys, inventory, out, suffix, tree):
    target = out / f"x{suffix}"
    how = ("--depth", "2") if tree else ("--top", "2")
    assert contributions(capsys, inventory, *CAR, *how, "-o", target).status == 0
    rows = table(target)
    if tree:
        assert [row["product"] for row in rows] == ["car", "steel", "power", "power", "steel"]
        assert [row["loop"] for row in rows] == ["no"] * 5
        assert [float(row["parent"]) for row in rows] == [-1, 0, 1, 0, 3]
    else:
        assert [row["line"] for row in rows] == ["activity", "activity", "rest"]
        assert math.fsum(float(row["contribution"]) for row in rows) == pytest.approx(44.2)
        assert rows[2]["amount"] in ("", None)
    record = json.loads((out / f"x{suffix}.run.json").read_text())
    assert set(record["outputs"]) == {f"x{suffix}"} and record["command"] == "contributions"


def table(path):
    if path.suffix == ".csv":
        return list(csv.DictReader(path.open(newline="")))
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path).to_pylist()
    import openpyxl

    first, *others = openpyxl.load_workbook(path)["results"].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in others]


def test_a_score_of_zero_is_an_empty_table(capsys, tmp_path, out):
    folder = matrix_folder(tmp_path / "clean", b=[[0.0, 0.0, 0.0], [0.5, 0.25, 0.0]])
    target = out / "x.csv"
    done = contributions(capsys, folder, *CAR, "-o", target, "-o", out / "x.svg")
    assert done.status == 0 and "Nothing contributes" in done.out
    assert target.read_text().startswith("line,activity,") and len(target.read_text().splitlines()) == 1
    assert "Nothing contributes" in contributions(capsys, folder, *CAR, "--depth", "1").out


def test_csv_on_standard_output(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "-o", "-")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["activity"] for row in rows] == ["make power", "make steel", "make car"]
    assert "Score: 44.20" in done.err


def test_several_files_appear_together(capsys, inventory, out):
    done = contributions(
        capsys, inventory, *CAR, "-o", out / "x.csv", "-o", out / "x.png", "-o", out / "x.svg"
    )
    assert done.status == 0
    assert left_in(out) == ["x.csv", "x.csv.run.json", "x.png", "x.svg"]
    assert (out / "x.png").read_bytes().startswith(b"\x89PNG")
    broken = contributions(capsys, inventory, *CAR, "-o", out / "y.csv", "-o", out / "no folder" / "y.svg")
    assert broken.status == 74
    assert left_in(out) == ["x.csv", "x.csv.run.json", "x.png", "x.svg"]


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["--category", "climate"], "E603", "add --demand"),
        (["--demand", "car"], "E603", "--category"),
        ([*CAR, "--demands", "x.csv", "--amount", "2"], "E603", "--amount"),
        ([*CAR, "--scenario", "x"], "E603", "--scenarios"),
        ([*CAR, "--depth", "1", "--by", "flow"], "E603", "--by"),
        ([*CAR, "--depth", "1", "--top", "3"], "E603", "--top"),
        ([*CAR, "--max-nodes", "3"], "E603", "--max-nodes"),
        ([*CAR, "--cut-off", "1 percent"], "E603", "write 1% or 0.01"),
        ([*CAR, "--cut-off", "120%"], "E603", "write 1% or 0.01"),
        ([*CAR, "-o", "x.nc"], "E602", ".svg"),
        ([*CAR, "-o", "x"], "E602", ".svg"),
        ([*CAR, "--depth", "1", "-o", "x.svg"], "E602", "not drawn"),
        ([*CAR, "--amount", "nan"], "E205", "finite"),
        (["--demand", "steal", "--category", "climate"], "E201", "nearest: steel"),
        (["--demand", "car", "--category", "climat"], "E207", "climate"),
    ],
)
def test_refused(capsys, inventory, monkeypatch, out, arguments, code, part):
    monkeypatch.chdir(out)
    done = contributions(capsys, inventory, *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"roos: {code} ") and part in done.err
    assert left_in(out) == []


def test_json_and_standard_output_do_not_mix(capsys, inventory):
    done = contributions(capsys, inventory, *CAR, "-o", "-", "--json")
    assert (done.status, done.error["code"]) == (2, "E603")


def test_a_scenario_of_a_file(capsys, tmp_path):
    from inventories import scenario_files as files

    base, inventory = files.system(), tmp_path / "base.roos"
    write_system_file(base, inventory)
    path = files.write_csv(
        tmp_path / "s.csv",
        [files.header("clean", "dirty"), files.line("coal", "power", "technosphere", 0.1, 0.9)],
    )
    arguments = ("--demand", "db|power", "--category", "climate", "--scenarios", path)
    unnamed = contributions(capsys, inventory, *arguments)
    assert unnamed.status == 2 and "clean; dirty" in unnamed.err
    unknown = contributions(capsys, inventory, *arguments, "--scenario", "clear", "--json")
    assert (unknown.status, unknown.error["code"]) == (2, "E401")
    scenario = read_scenarios(path, base)["dirty"]
    want = roos.score(scenario.apply(base), {"d": {"db|power": 1.0}}).scores[0, 0]
    for how in (("--by", "input"), ("--depth", "2")):
        found = contributions(capsys, inventory, *arguments, "--scenario", "dirty", *how, "--json").json
        assert found["scenario"] == "dirty" and found["score"] == pytest.approx(want, rel=1e-13)
    assert "under 'dirty'" in contributions(capsys, inventory, *arguments, "--scenario", "dirty").out


def test_uncertified_scores_are_refused(capsys, inventory, out, monkeypatch):
    from roos.certificate import Certificate, Status

    monkeypatch.setattr(Certificate, "judge", staticmethod(lambda relative, options: Status.REFUSED))
    done = contributions(capsys, inventory, *CAR, "-o", out / "x.csv")
    assert done.status == 3 and done.err.startswith("roos: E118 ") and left_in(out) == []
    marked = contributions(capsys, inventory, *CAR, "--accept-inaccurate")
    assert marked.status == 0 and "W204" in marked.out


def found_of(by="input", **options):
    demands = {"d": {"electricity": 1.0}}
    system = read("textbook:co-product")
    return roos.contributions(system, demands, demand="d", category="climate", by=by, **options)


def test_bars_show_credits_and_the_rest():
    assert [(bar.label, bar.rest) for bar in bars(found_of(top=2))] == [
        ("direct: electricity from cogeneration", False),
        ("heat", False),
        ("rest: 1 smaller line", True),
    ]
    assert [bar.value < 0 for bar in bars(found_of())] == [False, True, False]
    assert [bar.label for bar in bars(found_of("activity and flow", top=1))][0] == (
        "cogeneration of heat and power: carbon dioxide, to air"
    )
    assert bars(found_of("flow", group="unit"))[0].label == "kg"


def test_picture_overlaps_nowhere_and_is_told_apart_in_grey():
    drawing = draw_contributions(found_of(top=2), inventory="i", method="m", category="climate change")
    drawing.canvas.draw()
    renderer = drawing.canvas.get_renderer()
    (axes,) = drawing.axes
    texts = [*axes.texts, *axes.get_yticklabels(), axes._left_title, drawing._suptitle, drawing._supxlabel]
    boxes = [text.get_window_extent(renderer) for text in texts if text.get_text()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])
    greys = [np.dot((0.3, 0.59, 0.11), bar.get_facecolor()[:3]) for bar in axes.patches]
    assert greys[1] - greys[0] > 0.4
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False, False, True]
    assert "Climate change of d: 354.2 kg CO2-eq" in drawing._suptitle.get_text()


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_picture_files_are_the_same_each_time(suffix):
    contents = []
    for _ in range(2):
        file = io.BytesIO()
        drawing = draw_contributions(found_of(), inventory="i", method="m", category="c")
        saver(drawing, suffix)(file)
        contents.append(file.getvalue())
    assert contents[0] == contents[1]


def test_a_loop_that_consumes_more_than_it_makes(capsys, tmp_path):
    folder = matrix_folder(tmp_path / "loop", a=[[1.0, -0.5, -2.0], [-4.0, 1.0, -4.0], [0.0, 0.0, 1.0]])
    stopped = contributions(capsys, folder, *CAR)
    assert stopped.status == 2 and stopped.err.startswith("roos: E108 ")
    allowed = contributions(capsys, folder, *CAR, "--allow-negative-supply", "--json")
    assert allowed.status == 0
    assert "E108" in [finding["code"] for finding in allowed.json["findings"]]
    assert "E108" in contributions(capsys, folder, *CAR, "--allow-negative-supply").out
