"""Scenario difference files: the format's own rules, keys and names, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from inventories.scenario_files import NODES, A, B, header, line, system, write_csv, write_xlsx
from roos import Part, RoosError, System
from roos_inventories import read_scenarios
from roos_inventories.readers.superstructure_rows import parse_tuple

SYSTEM = system()
LOOP = line("coal", "coal", "technosphere", 1)
ROWS = [
    header("dirty", "clean"),
    line("power", "steel", "technosphere", 0.9, 0.1),
    line("coal", "coal", "production", 2.0, ""),
    line("co2", "power", "biosphere", "", 0.0),
    line("steel", "power", "technosphere", 0.05, ""),
]


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    assert caught.value.hint
    return caught.value


def dense(scenario: roos.Scenario, base: roos.System = SYSTEM) -> tuple[np.ndarray, np.ndarray]:
    changed = scenario.apply(base)
    return changed.technosphere.matrix.toarray(), changed.biosphere.toarray()


def check_rows(scenarios: roos.ScenarioSet, base: roos.System = SYSTEM) -> None:
    assert scenarios.names == ("dirty", "clean")
    a, b = A.copy(), B.copy()
    a[1, 0], a[2, 2], a[0, 1] = -0.9, 2.0, -0.05
    assert all(map(np.array_equal, dense(scenarios["dirty"], base), (a, b)))
    a, b = A.copy(), B.copy()
    a[1, 0], b[0, 1] = -0.1, 0.0
    assert all(map(np.array_equal, dense(scenarios["clean"], base), (a, b)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file(tmp_path, delimiter):
    scenarios = read_scenarios(write_csv(tmp_path / "s.csv", ROWS, delimiter), SYSTEM)
    check_rows(scenarios)
    (finding,) = scenarios.findings
    assert finding.code == "W402" and "steel" in finding.where
    assert scenarios.tables[Part.TECHNOSPHERE].places.outside.tolist() == [False, True, False]


def test_the_sheet_after_the_information_and_comments(tmp_path):
    rows = [
        ["* made by hand"],
        [],
        ["#note", *ROWS[0][:13], "# unused", *ROWS[0][13:]],
        *([i, *row[:13], 99, *row[13:]] for i, row in enumerate(ROWS[1:])),
        ["*", "this row is not read"],
    ]
    sheets = {"information": [["see", "below"]], "scenarios": rows, "notes": [["x"]]}
    path = write_xlsx(tmp_path / "s.xlsx", sheets)
    check_rows(read_scenarios(path, SYSTEM))
    assert read_scenarios(path, SYSTEM, sheet="scenarios").names == ("dirty", "clean")
    assert refusal(lambda: read_scenarios(path, SYSTEM, sheet="none")).code == "E502"
    assert refusal(lambda: read_scenarios(path, SYSTEM, sheet="notes")).code == "E204"


def test_a_feather_file_of_a_data_frame(tmp_path):
    import pandas as pd

    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0]).replace("", None)
    for name in ("from key", "to key"):
        frame[name] = [list(parse_tuple(key)) for key in frame[name]]
    frame[["dirty", "clean"]] = frame[["dirty", "clean"]].astype(float)
    frame.to_feather(tmp_path / "s.feather")
    check_rows(read_scenarios(tmp_path / "s.feather", SYSTEM))


@pytest.mark.parametrize(
    "base",
    [
        system(ids="{db}/{code}"),
        system(ids="('{db}', '{code}')"),
        system(ids="{n}", extra=True),
        system(ids="{code}"),
        system(ids="{n}"),  # only names, products, places and categories tell
    ],
    ids=["slash", "tuple", "extra", "code", "names"],
)
def test_keys_are_matched_however_the_inventory_spells_them(tmp_path, base):
    scenarios = read_scenarios(write_csv(tmp_path / "s.csv", ROWS), base)
    check_rows(scenarios, base)
    by_name = [(finding.where, finding.count) for finding in scenarios.findings if finding.code == "W403"]
    if "db" in base.activities.ids[0] or base.activities.extra or base.activities.ids[0] == "steel":
        assert not by_name
    else:
        assert [count for _, count in by_name] == [3, 3, 1] and "('db', 'power')" in by_name[0][0]


def test_names_are_enough_where_keys_are_missing(tmp_path):
    rows = [ROWS[0], *(line(*args, key=False) for args in (
        ("power", "steel", "technosphere", 0.9, 0.1), ("coal", "coal", "production", 2.0, ""),
        ("co2", "power", "biosphere", "", 0.0), ("steel", "power", "technosphere", 0.05, ""),
    ))]  # fmt: skip
    check_rows(read_scenarios(write_csv(tmp_path / "s.csv", rows), SYSTEM))


def test_decimal_commas_are_declared(tmp_path):
    path = write_csv(tmp_path / "s.csv", [header("a"), line("power", "steel", "technosphere", "0,25")])
    assert dense(read_scenarios(path, SYSTEM, decimal=",")[0])[0][1, 0] == -0.25
    problem = refusal(lambda: read_scenarios(path, SYSTEM))
    assert problem.code == "E106" and "s.csv line 2" in problem.where and "'a'" in problem.where


def test_substitution_keeps_its_sign_and_self_consumption_is_netted(tmp_path):
    rows = [
        header("a", "b"),
        line("steel", "power", "substitution", 0.25, ""),
        line("coal", "coal", "technosphere", 0.5, ""),
        line("coal", "coal", "production", 2.0, ""),
    ]
    scenarios = read_scenarios(write_csv(tmp_path / "s.csv", rows), SYSTEM)
    a, _ = dense(scenarios["a"])
    assert (a[0, 1], a[2, 2]) == (0.25, 1.5)
    assert scenarios["b"].is_empty


def test_an_output_is_not_overwritten_by_an_input_where_no_reference_is_known(tmp_path):
    bare = System.build(
        "bare", A, B, products=SYSTEM.products, activities=SYSTEM.activities, flows=SYSTEM.flows
    )
    path = write_csv(tmp_path / "s.csv", [header("a"), LOOP])
    assert refusal(lambda: read_scenarios(path, bare)).code == "E408"
    path = write_csv(tmp_path / "t.csv", [header("a"), LOOP, line("coal", "coal", "production", 4)])
    assert dense(read_scenarios(path, bare)["a"], bare)[0][2, 2] == 3.0


cell = st.tuples(st.sampled_from(list(NODES)), st.sampled_from(list(NODES)))
amounts = st.tuples(*[st.none() | st.floats(0.01, 10)] * 2)


@given(st.dictionaries(cell, amounts, min_size=1))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_what_the_matrices_hold(tmp_path_factory, told):
    codes = list(NODES)
    rows = [header("a", "b")]
    expected = [A.copy(), A.copy()]
    for (source, target), values in told.items():
        kind = "production" if source == target else "technosphere"
        rows.append(line(source, target, kind, *("" if value is None else value for value in values)))
        for matrix, value in zip(expected, values, strict=True):
            if value is not None:
                place = codes.index(source), codes.index(target)
                matrix[place] = value if source == target else -value
    path = write_csv(tmp_path_factory.mktemp("told") / "s.csv", rows)
    for scenario, matrix in zip(read_scenarios(path, SYSTEM), expected, strict=True):
        assert np.array_equal(dense(scenario)[0], matrix)


def test_a_repeated_line_counts_once(tmp_path):
    rows = [*ROWS[:2], ROWS[1]]
    scenarios = read_scenarios(write_csv(tmp_path / "s.csv", rows), SYSTEM)
    assert [finding.code for finding in scenarios.findings] == ["W401"]
    assert dense(scenarios["dirty"])[0][1, 0] == -0.9


OTHER = [header("x", "y"), line("ch4", "coal", "biosphere", 1.0, 2.0)]


def test_several_files_combine_or_extend(tmp_path):
    one, two = write_csv(tmp_path / "1.csv", ROWS), write_csv(tmp_path / "2.csv", OTHER)
    both = read_scenarios([one, two], SYSTEM)
    assert both.names == ("dirty | x", "dirty | y", "clean | x", "clean | y")
    assert dense(both["clean | y"])[1].tolist() == [[2.0, 0.0, 0.0], [0.0, 0.0, 2.0]]
    same = write_csv(tmp_path / "3.csv", [header("clean", "dirty"), OTHER[1]])
    extended = read_scenarios([one, same], SYSTEM, join="extend")
    assert dense(extended["clean"])[1].tolist() == [[2.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert refusal(lambda: read_scenarios([one, two], SYSTEM, join="extend")).code == "E409"
    assert refusal(lambda: read_scenarios([one, one], SYSTEM)).code == "E403"
    last = read_scenarios([one, one], SYSTEM, conflicts="last")
    assert dense(last["dirty | clean"])[0][1, 0] == -0.1
    assert refusal(lambda: read_scenarios([one], SYSTEM, join="append")).code == "E512"
    assert refusal(lambda: read_scenarios([], SYSTEM)).code == "E510"


def test_what_the_inventory_does_not_have_can_be_left_out(tmp_path):
    foreign = line("power", "steel", "technosphere", 1.0, 1.0)
    foreign[5], foreign[0], foreign[1] = "('other', 'x')", "wind mill", "wind"
    path = write_csv(tmp_path / "s.csv", [*ROWS, foreign])
    problem = refusal(lambda: read_scenarios(path, SYSTEM))
    assert problem.code == "E406" and problem.where == "s.csv line 6" and "wind mill" in problem.message
    scenarios = read_scenarios(path, SYSTEM, unmatched="leave out")
    assert {finding.code for finding in scenarios.findings} == {"W105", "W402"}
    check_rows(scenarios)
    assert refusal(lambda: read_scenarios(path, SYSTEM, unmatched="ignore")).code == "E512"
    alone = write_csv(tmp_path / "t.csv", [ROWS[0], foreign])
    assert refusal(lambda: read_scenarios(alone, SYSTEM, unmatched="leave out")).code == "E406"


def changed(row: list, **cells) -> list:
    names = {"kind": 12, "key": 5, "name": 0, "product": 1, "place": 2, "categories": 3}
    row = list(row)
    for name, value in cells.items():
        row[names[name]] = value
    return row


TECH = line("power", "steel", "technosphere", 0.9)
MADE = line("coal", "coal", "production", 1)
WATER = changed(line("co2", "coal", "biosphere", 1), key="", categories="('water',)")


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([["a", "b"]], "E204", "s.csv"),
        ([["x"]] * 10 + [header("a"), TECH], "E204", "s.csv"),
        ([header("a")[:5] + header("a")[6:]], "E204", "s.csv line 1"),
        ([header(), TECH[:-1]], "E204", "s.csv line 1"),
        ([header("a", "a"), [*TECH, 1]], "E208", "s.csv line 1"),
        ([header("a", ""), [*TECH, 1]], "E208", "s.csv line 2"),
        ([["Name", "Group", "a"], ["p", "g", 1]], "E502", "s.csv line 1"),
        ([header("a"), changed(TECH, kind="technosfere")], "E410", "s.csv line 2"),
        ([header("a"), changed(TECH, kind="")], "E410", "s.csv line 2"),
        ([header("a"), changed(TECH, key="db, power")], "E411", "s.csv line 2, from key"),
        ([header("a"), changed(TECH, key="('db', 'power', 'x')")], "E411", "s.csv line 2, from key"),
        ([header("a"), changed(TECH, key="__import__('os')")], "E411", "s.csv line 2, from key"),
        ([header("a"), changed(TECH, key="('" + "x" * 5000 + "', 'y')")], "E411", "s.csv line 2"),
        ([header("a"), changed(TECH, key=r"('db', '\xzz')")], "E411", "s.csv line 2"),
        ([header("a"), [*TECH[:-1], "#DIV/0!"]], "E106", "s.csv line 2, scenario 'a'"),
        ([header("a"), [*TECH[:-1], "nan"]], "E106", "s.csv line 2"),
        ([header("a"), [*TECH[:-1], "1e400"]], "E106", "s.csv line 2"),
        ([header("a"), [*TECH, 3.0]], "E503", "s.csv line 2"),
        ([header("a"), TECH, [*TECH[:-1], 0.8]], "E402", "s.csv line 2 and s.csv line 3"),
        ([header("a"), TECH, line("power", "steel", "substitution", "")], "E408", "s.csv line 2"),
        ([header("a"), line("coal", "coal", "production", 0)], "E407", "s.csv line 2"),
        ([header("a"), line("coal", "coal", "technosphere", 0.1)], "E408", "s.csv line 2"),
        ([header("a"), MADE, LOOP], "E407", "s.csv line 2"),
        ([header("a"), changed(TECH, key="", name="eletricity", product="")], "E406", "s.csv line 2"),
        ([header("a"), changed(TECH, key="", place="FR")], "E406", "s.csv line 2"),
        ([header("a"), WATER], "E406", "s.csv line 2"),
    ],
)  # fmt: skip
def test_refusals(tmp_path, rows, code, place):
    path = write_csv(tmp_path / "s.csv", rows)
    problem = refusal(lambda: read_scenarios(path, SYSTEM))
    assert problem.code == code, problem
    assert place in problem.where, problem


def test_an_ambiguous_name_lists_the_candidates(tmp_path):
    base = system(ids="{n}")
    names = ("electricity production",) * 3
    object.__setattr__(base.activities, "names", names)
    object.__setattr__(base.products, "locations", ("",) * 3)
    object.__setattr__(base.activities, "locations", ("",) * 3)
    row = line("coal", "power", "technosphere", 1.0, key=False)
    row[0:2], row[7] = ["", "hard coal"], ""
    problem = refusal(lambda: read_scenarios(write_csv(tmp_path / "s.csv", [header("a"), row]), base))
    assert problem.code == "E406" and "3 activity labels" in problem.message


def test_a_formula_without_its_value_is_no_empty_cell(tmp_path):
    path = write_xlsx(tmp_path / "s.xlsx", {"info": [["x"]], "s": [header("a"), [*TECH[:-1], "=1/3"]]})
    problem = refusal(lambda: read_scenarios(path, SYSTEM))
    assert problem.code == "E205" and "row 2" in problem.where and "'s'" in problem.where


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("s.xlsx", b"no workbook", "E503"),
        ("s.feather", b"no table", "E503"),
        ("s.csv", b"\xff\xfea", "E503"),
        ("s.csv", b'from activity name;"open\n', "E503"),
        ("s.dat", b"", "E503"),
    ],
)
def test_files_that_are_none(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert refusal(lambda: read_scenarios(tmp_path / name, SYSTEM)).code == code


def test_a_missing_file(tmp_path):
    assert refusal(lambda: read_scenarios(tmp_path / "no.csv", SYSTEM)).code == "E510"


@pytest.mark.parametrize("text", ["()", "('a',)", "('a', \"it's\")", r"('a\'b', 'c')", "( 'a' , 'b' , )"])
def test_tuples_of_texts_are_read_as_python_writes_them(text):
    import ast

    assert parse_tuple(text) == ast.literal_eval(text)
