"""Array resources of datapackages: every scenario's matrices are those of bw2calc's step, entry by entry."""

from __future__ import annotations

from pathlib import Path

import bw_processing as bwp
import numpy as np
import pandas as pd
import pytest

from inventories.datapackages import _filesystem, add, finish, flip, indices, new_package
from roos import Part, RoosError
from roos_inventories import read, read_scenarios
from roos_inventories.writers.datapackage import write_datapackage

NAN = np.nan


def array(package, matrix: str, entries, *, name: str | None = None, dtype=float, **more) -> None:
    """Add entries (row, column, values[, flip]) as one group of scenarios."""
    package.add_persistent_array(
        matrix=f"{matrix}_matrix",
        name=name or f"{matrix}-scenarios",
        indices_array=indices(entry[:2] for entry in entries),
        data_array=np.array([entry[2] for entry in entries], dtype=dtype),
        flip_array=np.array([len(entry) > 3 and entry[3] for entry in entries], dtype=bool),
        **more,
    )


def simple(path: Path) -> None:
    """Flips, NaN that keeps, new entries, production changed; both matrices in step."""
    p = new_package(path, sequential=True)
    array(p, "technosphere", [
        (101, 102, [0.9, NAN, 0.1], True), (103, 103, [NAN, 0.5, 0.25]), (102, 101, [0.01, 0.02, NAN], True),
    ])  # fmt: skip
    array(p, "biosphere", [(7, 102, [NAN, NAN, 5.0]), (9, 102, [1.0, 0.0, NAN])])
    finish(p)


def duplicates(path: Path) -> None:
    """The same place several times in a group: summed, and NaN in one of them keeps what is there."""
    p = new_package(path, sequential=True)
    array(
        p,
        "technosphere",
        [(101, 102, [0.1, 0.2], True), (101, 102, [0.1, NAN], True), (102, 103, [0.3, 0.4], True)],
    )
    finish(p)


def last(path: Path) -> None:
    """Several groups and duplicates without sums: the last number that is told counts."""
    p = new_package(path, sequential=True, sum_intra_duplicates=False)
    array(p, "technosphere", [(101, 102, [0.1, 0.2], True), (101, 102, [0.5, NAN], True)])
    array(p, "technosphere", [(101, 102, [NAN, 0.7], True), (103, 101, [0.2, NAN], True)], name="more")
    finish(p)


def adding(path: Path) -> None:
    """A package that adds to what is there, twice."""
    p = new_package(path, sequential=True, sum_inter_duplicates=True)
    array(p, "technosphere", [(101, 102, [0.1, NAN], True), (102, 101, [0.05, 0.1], True)])
    array(p, "technosphere", [(101, 102, [0.2, 0.4], True)], name="more")
    array(p, "biosphere", [(7, 101, [1.0, -1.0])])
    finish(p)


def with_vectors(path: Path) -> None:
    """A static change below and one above the arrays, and an array of one column."""
    p = new_package(path, sequential=True)
    add(p, "technosphere", [(102, 103, 0.7, True), (101, 102, 0.6, True)], name="below")
    array(p, "technosphere", [(101, 102, [0.1, NAN], True), (103, 101, [0.2, 0.3], True)])
    add(p, "technosphere", [(103, 101, 0.25, True)], name="above")
    array(p, "biosphere", [(9, 101, [4.0])])
    finish(p)


def rescaled(path: Path) -> None:
    """Factors beside the values; single precision."""
    p = new_package(path, sequential=True)
    array(
        p, "technosphere", [(101, 102, [0.1, 0.2], True), (103, 103, [0.3, 0.4])], dtype=np.float32,
        rescale_array=np.array([0.5, 3.0]),
    )  # fmt: skip
    finish(p)


def factors(path: Path) -> None:
    """Factors of two scenarios, one of them for a flow that nothing emits, beside a technosphere array."""
    p = new_package(path, sequential=True)
    array(p, "technosphere", [(101, 102, [0.1, 0.2], True)])
    array(p, "characterization", [(7, 0, [NAN, 5.0]), (9, 0, [30.0, NAN])], global_index=0)
    finish(p)


def stepped(base: Path, scenarios: Path, steps: int) -> list[tuple[np.ndarray, ...]]:
    """Return technosphere, biosphere and factors at each step of bw2calc."""
    import bw2calc

    load = lambda path: bwp.load_datapackage(_filesystem(path))  # noqa: E731
    lca = bw2calc.LCA({101: 1}, data_objs=[load(base), load(scenarios)], use_arrays=True)
    lca.load_lci_data()
    lca.load_lcia_data()
    seen = []
    for step in range(steps):
        if step:
            next(lca.technosphere_mm)
            next(lca.biosphere_mm)
            next(lca.characterization_mm)
        matrices = (lca.technosphere_mm.matrix, lca.biosphere_mm.matrix, lca.characterization_mm.matrix)
        seen.append(tuple(matrix.toarray() for matrix in matrices))
    return seen


MAKERS = [(make, "") for make in (simple, duplicates, last, adding, with_vectors, rescaled, factors)] + [
    (simple, ".zip")
]


@pytest.mark.parametrize(("make", "suffix"), MAKERS, ids=lambda value: getattr(value, "__name__", value))
def test_each_scenario_is_a_step_of_bw2calc(tmp_path, make, suffix):
    base, path = tmp_path / "base", tmp_path / f"scenarios{suffix}"
    for folder in (base, path):
        if not folder.suffix:
            folder.mkdir()
    flip(base)
    make(path)
    system = read(base)
    scenarios = read_scenarios(path, system)
    for scenario, (a, b, c) in zip(scenarios, stepped(base, path, len(scenarios)), strict=True):
        changed = scenario.apply(system)
        assert np.array_equal(changed.technosphere.matrix.toarray(), a)
        assert np.array_equal(changed.biosphere.toarray(), b)
        assert np.array_equal(changed.characterisation.matrix.toarray()[0], c.diagonal())
    assert scenarios.names[0] == "scenario 1" and not scenarios.findings


def made(folder: Path, write) -> Path:
    folder.mkdir()
    write(folder)
    return folder


def test_vectors_that_say_what_the_system_says_are_no_change(tmp_path):
    def both(path: Path) -> None:
        p = new_package(path, sequential=True)
        add(p, "technosphere", [(101, 101, 1), (102, 102, 2.0), (103, 103, 0.25), (101, 102, 0.5, True)])
        array(p, "technosphere", [(101, 102, [0.1, NAN], True)])
        finish(p)

    path = made(tmp_path / "both", both)
    system = read(path)
    scenarios = read_scenarios(path, system)
    assert len(scenarios.tables[Part.TECHNOSPHERE].places) == 1
    # the vector below the array holds where the array tells nothing
    assert scenarios[1].apply(system).technosphere.matrix[0, 1] == -0.5


def test_labels_of_our_own_writer_are_found(tmp_path):
    system = read("textbook:loop")
    write_datapackage(system, tmp_path / "own")
    again = read(tmp_path / "own")
    from roos_inventories.readers.bw_package import read_package

    package = read_package(tmp_path / "own")
    records = package.nodes.records("product")
    node = {record["roos_id"]: i for i, record in records.items()}[again.products.ids[1]]
    activity = {r["roos_id"]: i for i, r in package.nodes.records("activity").items()}[
        again.activities.ids[0]
    ]

    def scenario(path: Path) -> None:
        p = new_package(path, sequential=True)
        array(p, "technosphere", [(node, activity, [0.125, 0.25], True)])
        p.finalize_serialization()

    with pytest.raises(RoosError) as caught:
        read_scenarios(made(tmp_path / "s", scenario), again)
    assert caught.value.code == "E406"  # this package does not say what its numbers mean

    def telling(path: Path) -> None:
        p = new_package(path, sequential=True)
        array(p, "technosphere", [(node, activity, [0.125, 0.25], True)])
        for side, number, own in (
            ("rows", node, again.products.ids[1]),
            ("cols", activity, again.activities.ids[0]),
        ):
            p.add_csv_metadata(
                dataframe=pd.DataFrame({"id": [number], "roos_id": [own]}),
                valid_for=[["technosphere-scenarios", side]],
                name=side,
            )
        finish(p)

    scenarios = read_scenarios(made(tmp_path / "t", telling), again)
    assert [s.apply(again).technosphere.matrix[1, 0] for s in scenarios] == [-0.125, -0.25]


@pytest.mark.parametrize(
    ("entries", "options", "code", "place"),
    [
        ([(101, 102, [np.inf, 1.0])], {}, "E106", "row id 101, column id 102"),
        ([(999, 102, [1.0, 1.0])], {}, "E406", "row id 999"),
        ([(101, 999, [1.0, 1.0])], {}, "E406", "column id 999"),
    ],
)
def test_refusals(tmp_path, entries, options, code, place):
    def write(path: Path) -> None:
        p = new_package(path, sequential=True, **options)
        array(p, "technosphere", entries)
        finish(p)

    system = read(made(tmp_path / "base", flip))
    with pytest.raises(RoosError) as caught:
        read_scenarios(made(tmp_path / "s", write), system)
    assert caught.value.code == code and place in caught.value.where, caught.value


def test_arrays_that_do_not_fit_together(tmp_path):
    def uneven(path: Path) -> None:
        p = new_package(path, sequential=True)
        array(p, "technosphere", [(101, 102, [1.0, 2.0])])
        array(p, "biosphere", [(7, 102, [1.0, 2.0, 3.0])])
        finish(p)

    def foreign(path: Path) -> None:
        p = new_package(path, sequential=True)
        array(p, "characterization", [(7, 0, [1.0, 2.0])], identifier=["other", "method"])
        finish(p)

    def crossed(path: Path) -> None:
        p = new_package(path, combinatorial=True)
        array(p, "technosphere", [(101, 102, [1.0, 2.0])])
        array(p, "technosphere", [(101, 103, [1.0, 2.0])], name="more")
        finish(p)

    def static(path: Path) -> None:
        p = new_package(path)
        add(p, "technosphere", [(101, 102, 1.0)])
        finish(p)

    system = read(made(tmp_path / "base", flip))
    for write, code in ((uneven, "E409"), (foreign, "E207"), (crossed, "E502"), (static, "E502")):
        with pytest.raises(RoosError) as caught:
            read_scenarios(made(tmp_path / write.__name__, write), system)
        assert caught.value.code == code and caught.value.where, write


def test_factors_of_places_and_of_unused_flows_are_told(tmp_path):
    def write(path: Path) -> None:
        p = new_package(path, sequential=True)
        entries = [(7, 0, [1.0, 2.0]), (7, 3, [9.0, 9.0]), (77, 0, [1.0, 1.0])]
        array(p, "characterization", entries, global_index=0, identifier="base")
        finish(p)

    system = read(made(tmp_path / "base", flip))
    scenarios = read_scenarios(made(tmp_path / "s", write), system)
    assert sorted(finding.code for finding in scenarios.findings) == ["W104", "W105"]
    assert [s.apply(system).characterisation.matrix.toarray()[0].tolist() for s in scenarios] == [
        [1, 28],
        [2, 28],
    ]


def test_what_is_left_out_is_told(tmp_path):
    def write(path: Path) -> None:
        p = new_package(path)
        array(p, "technosphere", [(101, 102, [1.0, 2.0])])
        array(p, "biosphere", [(7, 102, [1.0, 2.0]), (7, 999, [1.0, 2.0])])
        finish(p)

    scenarios = read_scenarios(made(tmp_path / "s", write), read(made(tmp_path / "base", flip)))
    assert sorted(finding.code for finding in scenarios.findings) == ["W104", "W105"]
