"""Contributions add up to the score: against exact fractions, bw2calc, and one solve per input."""

from __future__ import annotations

import math
from fractions import Fraction

import bw_processing as bwp
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from golden.exact import fractions_of, solve, transposed
from properties.systems import Traits, scored, technosphere
from roos import Labels, Method, Options, System
from roos.contributing.cell import Cell
from roos.contributing.growing import grow
from roos.contributing.splitting import split
from roos.refine import UNIT
from roos_inventories import read
from roos_inventories.textbook import exact_answers, list_textbook

WAYS = ("activity", "flow", "activity and flow", "input")
ALWAYS = Options(accept_inaccurate=True)


def exact_score(system, demands, d, k):
    a, b = fractions_of(system.technosphere.matrix), fractions_of(system.biosphere)
    c = fractions_of(system.characterisation.matrix)[k]
    f = [[row[0]] for row in fractions_of(demands.matrix[:, [d]])]
    supply = [row[0] for row in solve(a, f)]
    inventory = [sum((x * s for x, s in zip(row, supply, strict=True)), Fraction(0)) for row in b]
    return sum((x * g for x, g in zip(c, inventory, strict=True)), Fraction(0))


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(1, 9),
    decades=st.sampled_from([0.0, 3.0]),
    gain=st.sampled_from([0.3, 0.9, 0.999]),
    traits=st.builds(Traits, *(st.booleans() for _ in range(5))),
    cut_off=st.sampled_from([0.0, 0.01, 0.3]),
    top=st.sampled_from([None, 0, 2]),
)
def test_sums_are_exact_and_within_the_bound_of_the_true_score(
    seed, size, decades, gain, traits, cut_off, top
):
    rng = np.random.default_rng(seed)
    a = technosphere(rng, size, decades=decades, gain=gain, density=0.4, traits=traits)
    system, demands = scored(rng, a, flows=3, categories=1, demands=1)
    cell = Cell.of(system, demands, demand=0, category=0, options=ALWAYS)
    truth = exact_score(system, demands, 0, 0)
    assert abs(Fraction(cell.solved.score) - truth) <= Fraction(cell.solved.bound)
    for by in WAYS:
        found = split(cell, by=by, cut_off=cut_off, top=top)
        assert math.fsum([*found.values, found.rest]) == found.total
        assert math.fsum(row["contribution"] for row in found.rows()) == found.total
        assert abs(Fraction(found.total) - truth) <= Fraction(found.bound)
        assert np.abs(found.shares).sum() <= 1 + 1e-12
        assert (np.abs(found.values[:-1]) >= np.abs(found.values[1:])).all()
        assert (found.left_out > 0) or found.rest == 0.0
    tree = grow(cell, depth=3, cut_off=cut_off, max_nodes=40)
    assert abs(Fraction(tree.total) - truth) <= Fraction(tree.bound)
    technosphere_matrix = cell.system.technosphere.matrix.toarray()
    for number, node in enumerate(tree.nodes):
        parts = [node.direct, node.rest, *(tree.nodes[i].score for i in tree.children(number))]
        # λ A = D up to the residual of λ in this activity, and a few roundings of each term
        column = technosphere_matrix[:, node.activity]
        level = abs(node.amount / column[node.product])
        terms = np.abs(column) @ np.abs(cell.solved.multipliers) + abs(cell.solved.intensities[node.activity])
        allowed = level * (1.01 * cell.solved.residual[node.activity] + 8 * UNIT * terms)
        assert abs(math.fsum(parts) - node.score) <= allowed


@pytest.mark.parametrize("name", list_textbook())
def test_textbook_by_fractions(name):
    system = read(f"textbook:{name}")
    a, b = fractions_of(system.technosphere.matrix), fractions_of(system.biosphere)
    c = fractions_of(system.characterisation.matrix)
    for answer in exact_answers(name):
        demands = {"d": {key: float(value) for key, value in answer.demand.items()}}
        for k, category in enumerate(system.characterisation.categories.ids):
            score = answer.scores.get(category, Fraction(0))
            weights = [[sum((x * y for x, y in zip(c[k], column, strict=True)), Fraction(0))]
                       for column in transposed(b)]  # fmt: skip
            multipliers = solve(transposed(a), weights)
            options = {"demand": "d", "category": category}
            by_activity = roos.contributions(system, demands, **options)
            for j, value in zip(by_activity.positions["activity"], by_activity.values, strict=True):
                want = weights[j][0] * answer.supply[system.activities.ids[j]]
                assert value == pytest.approx(float(want), rel=1e-15)
            by_flow = roos.contributions(system, demands, by="flow", **options)
            for i, value in zip(by_flow.positions["flow"], by_flow.values, strict=True):
                want = c[k][i] * answer.inventory[system.flows.ids[i]]
                assert value == pytest.approx(float(want), rel=1e-15)
            tier = roos.contributions(system, demands, by="input", **options)
            for p, amount, role, value in zip(
                tier.positions["product"], tier.amounts, tier.roles, tier.values, strict=True
            ):
                if role != "direct":
                    assert value == pytest.approx(float(multipliers[p][0] * Fraction(amount)), rel=1e-14)
            for found in (by_activity, by_flow, tier):
                assert found.total == pytest.approx(float(score), rel=1e-14, abs=found.bound)


def characterised_by_bw2calc(system, demand):
    """Return bw2calc's characterised inventory (flows × activities) of the first category."""
    import bw2calc

    package = bwp.create_datapackage()
    for name, matrix, row, column in (
        ("technosphere_matrix", system.technosphere.matrix, 1000, 5000),
        ("biosphere_matrix", system.biosphere, 9000, 5000),
        ("characterization_matrix", sp.diags_array(system.characterisation.matrix.toarray()[0]), 9000, 9000),
    ):
        entries = sp.coo_array(matrix)
        entries.eliminate_zeros()
        places = np.empty(entries.nnz, dtype=bwp.INDICES_DTYPE)
        places["row"], places["col"] = entries.coords[0] + row, entries.coords[1] + column
        if name == "characterization_matrix":
            places["col"] = 0  # the global location
        package.add_persistent_vector(
            matrix=name,
            indices_array=places,
            data_array=entries.data,
            flip_array=np.zeros(entries.nnz, dtype=bool),
            **({"global_index": 0} if name == "characterization_matrix" else {}),
        )
    lca = bw2calc.LCA({1000 + int(i): float(demand[i]) for i in np.flatnonzero(demand)}, data_objs=[package])
    lca.lci()
    lca.lcia()
    out = np.zeros(system.biosphere.shape)
    rows = {given - 9000: place for given, place in lca.dicts.biosphere.items()}
    columns = {given - 5000: place for given, place in lca.dicts.activity.items()}
    dense = lca.characterized_inventory.toarray()
    for i, at in rows.items():
        for j, place in columns.items():
            out[i, j] = dense[at, place]
    return out, lca.score


@pytest.mark.parametrize("seed", range(5))
def test_sums_of_bw2calcs_characterised_inventory(seed):
    rng = np.random.default_rng(seed)
    traits = Traits(co_products=seed % 2 == 1, wastes=seed > 2)
    system, demands = scored(rng, technosphere(rng, 25, density=0.15, traits=traits), categories=1, demands=1)
    demand = demands.matrix.toarray()[:, 0]
    theirs, score = characterised_by_bw2calc(system, demand)
    cell = Cell.of(system, demands, demand=0, category=0)
    scale = np.abs(theirs).sum()

    def ours(by, axes, shape):
        found = split(cell, by=by)
        dense = np.zeros(shape)
        dense[tuple(found.positions[axis] for axis in axes)] = found.values
        return dense

    n, m = len(system.activities), len(system.flows)
    for mine, other in (
        (ours("activity", ("activity",), n), theirs.sum(axis=0)),
        (ours("flow", ("flow",), m), theirs.sum(axis=1)),
        (ours("activity and flow", ("flow", "activity"), (m, n)), theirs),
    ):
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-12 * scale)
    assert split(cell, by="input").total == pytest.approx(score, abs=1e-12 * scale)


def test_first_tier_equals_one_calculation_per_input():
    rng = np.random.default_rng(7)
    system, demands = scored(rng, technosphere(rng, 30, density=0.2), categories=1, demands=1)
    found = roos.contributions(system, demands, demand=0, category=0, by="input")
    inputs = np.array([role != "direct" for role in found.roles])
    products, amounts = found.positions["product"][inputs], found.amounts[inputs]
    each = {
        str(i): {system.products.ids[p]: float(x)}
        for i, (p, x) in enumerate(zip(products, amounts, strict=True))
    }
    want = roos.score(system, each).scores[:, 0]
    np.testing.assert_allclose(found.values[inputs], want, rtol=1e-12)


def test_total_is_the_score_of_the_plain_run():
    system = read("synthetic:activities=400,seed=3")
    products = system.products.ids
    demands = {"a": {products[5]: 2.0, products[17]: -1.0}, "b": {products[9]: 1.0}}
    scores = roos.score(system, demands)
    factors = roos.factorise(system.technosphere)
    for d in range(2):
        for k in range(min(4, scores.scores.shape[1])):
            for by in WAYS:
                found = roos.contributions(system, demands, demand=d, category=k, by=by, factors=factors)
                apart = abs(found.total - scores.scores[d, k])
                assert apart <= found.bound + scores.certificate.bound[d, k]
                assert apart <= 1e-13 * found.size


def test_numbers_too_large_are_refused_not_returned():
    method = Method.build("m", [[1e200]], Labels.numbered("category", 1))
    system = System.build("huge", np.eye(1), [[1e200]], characterisation=method)
    with pytest.raises(roos.RoosError, match="E118|E132"):
        roos.contributions(system, {"d": {"0": 1.0}}, demand=0, category=0)
