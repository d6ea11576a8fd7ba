"""Scenarios that leave A alone: the same numbers as building each system anew, with bounds that hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from changed_systems import changes_of, demands_of, exact_scores, system_of
from roos import Part
from roos.sweeping import products
from roos.sweeping.problem import Problem
from roos.sweeping.products import ProductsPath, Widths

FREE = (Part.BIOSPHERE, Part.CHARACTERISATION, Part.DEMANDS)


def made(seed: int, n: int, count: int, parts, cells: int = 5):
    rng = np.random.default_rng(seed)
    system = system_of(rng, n)
    demands = demands_of(rng, system, count)
    changes = {part: changes_of(rng, part, system, demands, cells, 0.4) for part in sorted(parts)}
    problem = Problem.of(system, demands, places={part: c.places for part, c in changes.items()})
    values = {
        part: rng.uniform(-0.5, 2.0, (len(c), 6)) * (rng.random((len(c), 6)) < 0.8)
        for part, c in changes.items()
    }
    return problem, values


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(2, 12),
    st.integers(1, 9),
    st.sets(st.sampled_from(FREE), min_size=1),
)
def test_agrees_with_one_problem_per_scenario(seed, n, count, parts):
    problem, values = made(seed, n, count, parts)
    block = ProductsPath(problem, problem.places).scores(values)
    assert not block.left.size
    for s in range(6):
        cells = problem.at({part: v[:, s] for part, v in values.items()}).cells()
        gap = np.abs(block.scores[s] - cells.scores)
        assert (gap <= block.bound[s] + cells.bound).all()
        assert (gap <= 1e-10 * np.maximum(cells.contributions, np.abs(cells.scores))).all()
        size = np.maximum(block.contributions[s], np.abs(block.scores[s]))
        assert (block.bound[s] <= 1e-11 * np.maximum(size, np.abs(cells.scores).max())).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6), st.sets(st.sampled_from(FREE), min_size=1))
def test_bounds_cover_the_exact_error(seed, n, parts):
    problem, values = made(seed, n, 2, parts, cells=3)
    block = ProductsPath(problem, problem.places).scores(values)
    for s in range(2):
        changed = problem.at({part: v[:, s] for part, v in values.items()})
        wanted = exact_scores(changed)
        for k, row in enumerate(wanted):
            for d, truth in enumerate(row):
                got = Fraction(float(block.scores[s, d, k]))
                assert abs(got - truth) <= Fraction(float(block.bound[s, d, k]))


def test_tables_are_solved_for_from_the_cheaper_side():
    """A single demand and many changed activities: columns; many demands and one cell: rows."""
    few, values = made(1, 12, 1, [Part.BIOSPHERE], cells=20)
    many, more = made(2, 12, 60, [Part.CHARACTERISATION], cells=1)
    for problem, given_ in ((few, values), (many, more)):
        block = ProductsPath(problem, problem.places).scores(given_)
        cells = problem.at({part: v[:, 3] for part, v in given_.items()}).cells()
        np.testing.assert_allclose(block.scores[3], cells.scores, rtol=1e-12)
    widths = Widths.of(few, few.places)
    assert (widths.demands, widths.products, widths.flows) == (1, 0, 0) and widths.activities > 3
    assert widths.bytes == 32 * widths.rows * 2


def test_a_changed_exchange_is_not_for_this_path():
    problem, _ = made(3, 8, 2, [Part.TECHNOSPHERE, Part.BIOSPHERE])
    reason = ProductsPath.build(problem, problem.places)
    assert isinstance(reason, str) and "exchanges of the technosphere" in reason
    fine, _ = made(3, 8, 2, [Part.BIOSPHERE])
    assert isinstance(ProductsPath.build(fine), ProductsPath)


def test_tables_that_are_too_large_are_refused(monkeypatch):
    monkeypatch.setattr(products, "MOST_BYTES", 100)
    problem, _ = made(3, 8, 2, [Part.BIOSPHERE])
    reason = ProductsPath.build(problem)
    assert isinstance(reason, str) and "MB" in reason


def test_cells_of_a_part_leave_the_others_as_they_are():
    problem, values = made(6, 9, 2, FREE)
    some = {Part.BIOSPHERE: problem.places[Part.BIOSPHERE].take(slice(0, 2))}
    block = ProductsPath(problem, some).scores({Part.BIOSPHERE: values[Part.BIOSPHERE][:2]})
    held = np.repeat(problem.values(Part.BIOSPHERE)[:, None], 6, axis=1)
    held[:2] = values[Part.BIOSPHERE][:2]
    whole = problem.at({Part.BIOSPHERE: held[:, 4]}).cells()
    np.testing.assert_allclose(block.scores[4], whole.scores, rtol=1e-12)


def test_threads_give_the_same_bits():
    problem, values = made(4, 10, 3, FREE)
    wide = {part: np.tile(v, (1, 40)) for part, v in values.items()}
    one = ProductsPath(problem, problem.places).scores(wide)
    single = ProductsPath(problem, problem.places).scores({part: v[:, :1] for part, v in values.items()})
    assert np.array_equal(one.scores[6], single.scores[0])
    assert np.array_equal(one.scores[:6], one.scores[234:])
