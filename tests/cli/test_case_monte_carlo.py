"""``roos case monte-carlo``: files, pictures, what is said, and what is refused."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest
from tests.cli.cases import left_in, run
from tests.cli.screening_cases import case_file
from tests.cli.test_plot_charts import overlapping, visible
from tests.helpers import profiles_system

from roos_cli.cases.sample_run import Asked, run_cases
from roos_cli.charts.boxes import draw_boxes
from roos_cli.charts.case_samples import boxes_of

TABLE = ["run.json", "statistics.csv"]
PICTURES = ["mine-long.png", "mine-long.svg"]


@pytest.fixture
def mine(tmp_path):
    """A case of two products, whose mass and life are uncertain, on an inventory that is certain."""
    path = case_file(tmp_path)
    text = path.read_text(encoding="utf-8")
    mass = 'mass = { value = 10.0, unit = "kg",'
    assert mass in text and "range = [4.0, 12.0]," in text
    text = text.replace(mass, mass + ' distribution = { type = "normal", scale = 1.0 },')
    text = text.replace("range = [4.0, 12.0],", 'range = [4.0, 12.0], distribution = { type = "pert" },')
    path.write_text(text, encoding="utf-8")
    return path


def spread(folder, name="A", scale=0.1):
    """Give every exchange of one matrix of an inventory, its diagonal left out, a normal distribution."""
    import scipy.sparse as sp

    matrix = sp.coo_array(sp.load_npz(folder / f"{name}.npz"))
    kept = (matrix.row != matrix.col) | (name != "A")
    row, col, value = matrix.row[kept], matrix.col[kept], matrix.data[kept]
    none, positive = np.full(row.size, np.nan), np.zeros(row.size, dtype=bool)
    np.savez(
        folder / f"uncertainty_{name}.npz", row=row, col=col, type=np.full(row.size, 3), loc=value,
        scale=np.abs(value) * scale, shape=none, minimum=none, maximum=none, negative=positive,
    )  # fmt: skip


def drawn(capsys, *arguments, samples=300):
    return run(capsys, "case", "monte-carlo", *arguments, "--samples", samples, "--seed", 5)


def test_table_pictures_and_record(capsys, mine, out):
    done = drawn(capsys, mine, "-o", out / "dir")
    assert done.status == 0 and left_in(out / "dir") == sorted([*PICTURES, *TABLE])
    assert "300 samples, seed 5: 2 numbers of the cases drawn, background certain" in done.out
    for words in ("Negative is better", "the cost of all categories is lower", "beta PERT, loc 8", "n = 300"):
        assert words in done.out
    rows = list(csv.DictReader((out / "dir" / "statistics.csv").open(newline="")))
    assert len(rows) == 18 + 2 + 1 + 1 and {row["kind"] for row in rows} == {
        "category", "cost", "mean", "quantity"
    }  # fmt: skip
    record = json.loads((out / "dir" / "run.json").read_text(encoding="utf-8"))
    (result,) = record["results"]
    assert (result["case"], result["scenario"], result["n"]) == ("mine", "long", 300)
    for row, measure in zip(rows, result["measures"], strict=True):
        for key in ("mean_difference", "standard_error", "q0.025", "relative_q0.975", "probability_lower"):
            assert float(row[key]) == measure[key]
    assert [one["name"] for one in result["verdict"]] == [
        "cost", "cost_without_toxicity", "mean", "mean_and_costs", "no_category_worse"
    ]  # fmt: skip
    assert [one["name"] for one in record["uncertain_numbers"]] == ["mass", "life"]
    assert record["uncertain_numbers"][1]["distribution"] == "beta PERT, loc 8, minimum 4, maximum 12"
    assert set(record["outputs"]) == {*PICTURES, "statistics.csv"}
    assert str(out) not in json.dumps(record)
    assert "<svg" in (out / "dir" / "mine-long.svg").read_text(encoding="utf-8")


def test_show_lists_what_is_uncertain(capsys, mine):
    shown = run(capsys, "case", "show", mine).out
    assert "normal, loc 10, scale 1" in shown and "drawn by `roos case monte-carlo`" in shown
    numbers = run(capsys, "case", "show", mine, "--json").json["numbers"]
    assert {one["name"]: one["distribution"] for one in numbers if one["distribution"]} == {
        "mass": "normal, loc 10, scale 1", "life": "beta PERT, loc 8, minimum 4, maximum 12"
    }  # fmt: skip


def test_the_same_seed_gives_the_same_files(capsys, mine, out):
    shown = drawn(capsys, mine, "-o", out / "one", "--json").json
    assert drawn(capsys, mine, "-o", out / "two").status == 0
    for name in (*PICTURES, "statistics.csv"):
        assert (out / "one" / name).read_bytes() == (out / "two" / name).read_bytes()
    digests = [shown["outputs"][name]["sha256"] for name in PICTURES]
    assert len(set(digests)) == 2 and shown["results"][0]["n"] == 300


def test_every_sample_where_asked_for(capsys, mine, out):
    import pyarrow.parquet

    assert drawn(capsys, mine, "-o", out / "dir", "--keep-samples").status == 0
    table = pyarrow.parquet.read_table(out / "dir" / "samples.parquet").to_pandas()
    assert len(table) == 300 * 22 and table["sample"].max() == 299
    rows = {row["measure"]: row for row in csv.DictReader((out / "dir" / "statistics.csv").open(newline=""))}
    found = table[table["measure"] == "climate_change"]
    assert (found["case_score"] - found["baseline_score"]).mean() == pytest.approx(
        float(rows["climate_change"]["mean_difference"]), rel=1e-12
    )


def test_an_uncertain_background_is_kept_and_resumed(capsys, mine, out):
    spread(mine.parent / "inventory")
    done = drawn(capsys, mine, "-o", out / "dir")
    assert done.status == 0 and "background drawn (technosphere)" in done.out
    assert "store" in left_in(out / "dir")
    first = (out / "dir" / "statistics.csv").read_bytes()
    again = drawn(capsys, mine, "-o", out / "dir", "--json")
    assert again.status == 2 and again.error["code"] == "E604"
    assert drawn(capsys, mine, "-o", out / "dir", "--resume", "--threads", 1).status == 0
    assert (out / "dir" / "statistics.csv").read_bytes() == first
    alone = drawn(capsys, mine, "-o", out / "alone", "--uncertain", "numbers")
    assert alone.status == 0 and "background certain" in alone.out
    assert (out / "alone" / "statistics.csv").read_bytes() != first


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--samples", "0"], "E450"),
        (["--seed", "-1"], "E451"),
        (["--uncertain", "technosphere"], "E452"),
        (["--scenario", "longer"], "E440"),
        (["--variant", "others"], "E440"),
        (["--set", "lif=3"], "E445"),
        (["--per", "0"], "E603"),
        (["--all"], "E603"),
        (["--memory", "1kB"], "E110"),
        (["--option", "mean_over=few"], "E430"),
    ],
)
def test_refused_without_a_trace(capsys, mine, out, arguments, code):
    given = ["--samples", "10", "--seed", "1", "-o", out / "dir", *arguments]
    done = run(capsys, "case", "monte-carlo", mine, *given, "--json")
    assert done.status == 2 and done.error["code"] == code
    assert left_in(out) == []


def test_what_is_no_distribution_is_refused_with_its_line(capsys, mine, out):
    text = mine.read_text(encoding="utf-8")
    for old, new, code in (
        ("scale = 1.0", "scale = 0.0", "E150"),
        ('"pert"', '"perd"', "E437"),
        ('amount = "mass / life"', 'amount = "8 / life"', "E195"),
    ):
        mine.write_text(text.replace(old, new), encoding="utf-8")
        done = drawn(capsys, mine, "-o", out / "dir", "--json")
        assert done.status == 2 and done.error["code"] == code
        assert re.search(r"mine\.toml, line [0-9]+", done.error["where"]) and left_in(out) == []


def test_cases_on_different_inventories_are_not_mixed(capsys, mine, out):
    other = mine.with_name("other.toml")
    text = mine.read_text(encoding="utf-8")
    other.write_text(text.replace('id = "mine"', 'id = "other"'), encoding="utf-8")
    done = drawn(capsys, mine, other, "-o", out / "dir")
    assert done.status == 0 and {"mine-long.svg", "other-long.svg"} <= set(left_in(out / "dir"))
    other.write_text(re.sub("inventory = .*", 'inventory = "textbook"', text), encoding="utf-8")
    done = drawn(capsys, mine, other, "-o", out / "none", "--json")
    assert done.error["code"] == "E603" and "inventories" in done.error["message"]


def test_ids_of_scenarios_make_no_paths(capsys, mine, out):
    text = mine.read_text(encoding="utf-8").replace('id = "long"', 'id = "../../long life"')
    mine.write_text(text.replace('scenario = "long"', 'scenario = "../../long life"'), encoding="utf-8")
    assert drawn(capsys, mine, "-o", out / "dir").status == 0
    assert left_in(out) == ["dir"] and "mine-..-..-long-life.svg" in left_in(out / "dir")


def test_nothing_overlaps_in_the_picture(mine, out):
    run_ = run_cases(Asked((str(mine),), 200, 3), out / "store", lambda phase, fraction: None)
    one, told = run_.shown[0]
    for width in (9.0, 18.0):
        drawing = draw_boxes(boxes_of(one, told, run_.samples), width=width)
        assert overlapping(visible(drawing)) == []


def test_the_printed_ranges_of_van_raam(capsys, out):
    """The static value is the report's; a range is drawn only when asked, and called an assumption."""
    profiles_system()
    done = drawn(capsys, "van-raam", "-o", out / "dir", "--json")
    assert done.status == 2 and done.error["code"] == "E452"
    content = drawn(capsys, "van-raam", "-o", out / "dir", "--ranges", "triangular", "--json").json
    (result,) = content["results"]
    for row in result["measures"]:
        assert 100 * row["static_relative"] == pytest.approx(-45.4545, abs=1e-4)
        assert -0.75 <= row["relative_q0.025"] < -0.4545 < row["relative_q0.975"] < 0.12
    assert "W196" in {finding["code"] for finding in content["findings"]}
    assert [one["from_range"] for one in content["uncertain_numbers"]] == [True, True]
    shown = drawn(capsys, "van-raam", "-o", out / "dir", "--ranges", "uniform").out
    assert "an assumption: 2 printed ranges are taken as uniform" in shown
    picture = (out / "dir" / "van-raam-service.svg").read_text(encoding="utf-8")
    assert "An assumption: 2 printed ranges taken as distributions." in picture


def test_a_result_of_which_nothing_is_drawn_claims_no_probability(capsys, mine, out):
    other = mine.with_name("other.toml")
    text = re.sub(r" distribution = \{[^}]*\},", "", mine.read_text(encoding="utf-8"))
    other.write_text(text.replace('id = "mine"', 'id = "other"'), encoding="utf-8")
    done = drawn(capsys, mine, other, "-o", out / "dir")
    assert done.status == 0 and done.out.count("Nothing of it is drawn") == 1 and "W199" in done.out
    for name, said in (("mine-long", False), ("other-long", True)):
        picture = (out / "dir" / f"{name}.svg").read_text(encoding="utf-8")
        assert ("nothing is drawn" in picture) == said and ("lower in" in picture) != said
