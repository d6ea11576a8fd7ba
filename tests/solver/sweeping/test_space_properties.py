"""The space of scenarios, whatever its axes and formulas: every split and every way gives the same."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import (
    Axis,
    FormulaChange,
    ScenarioSet,
    ScenarioSpace,
    Times,
)
from roos.sweeping import tables
from solver.sweeping.spaces import (
    space,
    whole,
)
from solver.test_scenario import ACTIVITIES, PRODUCTS, SYSTEM, A, build

NAMES = ("a", "b", "c")
formula_texts = st.recursive(
    st.sampled_from(["a", "b", "c", "d", "1.5", "2"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("-({})".format, inner),
        st.builds("({})^2".format, inner),
        st.builds("1.03^max(-9, min({}, 9))".format, inner),
    ),
    max_leaves=6,
)
item = st.integers(-20, 20).map(lambda x: x / 4)
axis_items = st.lists(item, min_size=1, max_size=4, unique=True)
cells = st.lists(
    st.tuples(st.sampled_from(PRODUCTS.ids), st.sampled_from(ACTIVITIES.ids)), unique=True, max_size=5
)


@st.composite
def spaces(draw) -> ScenarioSpace:
    axes = [Axis.values(name, draw(axis_items)) for name in NAMES[: draw(st.integers(1, 3))]]
    chosen = draw(cells)
    formulas = [
        FormulaChange(
            "technosphere", *cell, draw(formula_texts), times=A[_at(cell)] != 0 and draw(st.booleans())
        )
        for cell in chosen
    ]
    if draw(st.booleans()):
        told = [
            build(
                f"s{i}",
                technosphere={
                    cell: Times(value) if A[_at(cell)] and value > 0 else value
                    for cell, value in draw(
                        st.dictionaries(
                            st.sampled_from(sorted(set(itertools.product(PRODUCTS.ids, ACTIVITIES.ids)))),
                            item,
                            max_size=3,
                        )
                    ).items()
                },
            )
            for i in range(draw(st.integers(1, 3)))
        ]
        axes.insert(draw(st.integers(0, len(axes))), Axis.of_scenarios("file", ScenarioSet.of(told)))
    parameters = {"d": "a + 1", "a": 0.5, "b": 2.0, "c": -1.0}
    return space(axes, formulas, parameters=parameters, conflicts="last")


def _at(cell: tuple[str, str]) -> tuple[int, int]:
    return PRODUCTS.ids.index(cell[0]), ACTIVITIES.ids.index(cell[1])


@given(spaces(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_split_into_blocks_gives_the_same_bits(some, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(some)), max_size=4)))
    edges = [0, *cuts, len(some)]
    pieces = [some.block(start, stop) for start, stop in itertools.pairwise(edges)]
    names = [name for start, stop in itertools.pairwise(edges) for name in some.names(start, stop)]
    for part, values in whole(some).items():
        assert np.array_equal(np.concatenate([piece[part] for piece in pieces], axis=1), values)
        assert np.isfinite(values).all()
    assert names == some.names(0, len(some)) and len(set(names)) == len(some)


@given(spaces())
@settings(max_examples=60, deadline=None)
def test_every_scenario_is_what_its_items_say(some):
    """The reference: item by item the scenario of the file, then the formulas by themselves."""
    grid = itertools.product(*(range(size) for size in some.shape))
    assert some.coordinates(1, len(some)).T.tolist() == [list(items) for items in grid]
    for i in range(len(some)):
        matrix = SYSTEM.technosphere.matrix.toarray()
        if i:
            items = some.coordinates(i, i + 1)[:, 0]
            values: dict[str, float] = {"a": 0.5, "b": 2.0, "c": -1.0}
            for axis, number in zip(some.axes, items, strict=True):
                if axis.scenarios is not None:
                    matrix = axis.scenarios[int(number)].apply(SYSTEM).technosphere.matrix.toarray()
                else:
                    values |= {name: float(column[number]) for name, column in axis.parameters.items()}
            values["d"] = values["a"] + 1
            for one in some.formulas:
                column, row = divmod(one.cell, 3)
                result = float(one.formula.evaluate(values))
                matrix[row, column] = A[row, column] * result if one.times else result
        assert np.array_equal(some.scenario(i).apply(SYSTEM).technosphere.matrix.toarray(), matrix)


@given(spaces())
@settings(max_examples=40, deadline=None)
def test_a_cell_does_not_change_along_axes_that_it_does_not_depend_on(some):
    for part, values in whole(some).items():
        cube = values[:, 1:].reshape(-1, *some.shape)
        for cell, axis in np.argwhere(~some.depends[part]).tolist():
            assert np.ptp(cube[cell], axis=axis).max() == 0.0


@given(spaces())
@settings(max_examples=30, deadline=None)
def test_tables_and_blocks_give_the_same_bits(some):
    kept, tables._ONE_TABLE = tables._ONE_TABLE, 0
    try:
        again = ScenarioSpace.build(
            SYSTEM,
            some.axes,
            [
                FormulaChange(
                    one.part,
                    PRODUCTS.ids[one.cell % 3],
                    ACTIVITIES.ids[one.cell // 3],
                    one.formula,
                    one.times,
                )
                for one in some.formulas
            ],
            parameters=some.parameters,
            conflicts="last",
        )
    finally:
        tables._ONE_TABLE = kept
    for part, values in whole(some).items():
        assert np.array_equal(again.block(0, len(again))[part], values)
    assert math.prod(some.shape) == len(some) - 1
