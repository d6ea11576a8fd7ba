"""The supply-chain tree: amounts through each path, cut-offs, loops, limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.solver.contributing.test_contributions import CAR, small

import roos
from roos import Labels, Method, RoosError, System

CELL = {"demand": "a car", "category": "climate"}


def tree_of(**options):
    return roos.supply_chain(small(), CAR, **{**CELL, "cut_off": 0.0, **options})


def shape(tree):
    return [
        (node.tier, tree.products.ids[node.product], node.amount, node.score, node.direct, node.rest)
        for node in tree.nodes
    ]


def test_amounts_scores_and_direct_parts():
    tree = tree_of()
    assert shape(tree) == [
        (0, "car", 1.0, 287.0, 5.0, 0.0),
        (1, "steel", 3.0, 246.0, 30.0, 0.0),
        (2, "power", 6.0, 216.0, 216.0, 0.0),
        (1, "power", 1.0, 36.0, 36.0, 0.0),
    ]
    assert [node.parent for node in tree.nodes] == [-1, 0, 1, 0]
    assert [node.share for node in tree.nodes] == [1.0, 246 / 287, 216 / 287, 36 / 287]
    assert [node.role for node in tree.nodes] == ["demand", "input", "input", "input"]
    assert (tree.total, tree.score, tree.rest, tree.unit) == (287.0, 287.0, 0.0, "kg CO2-eq")
    assert tree.children() == (0,) and tree.children(0) == (1, 3)
    assert not any(node.stopped or node.loop for node in tree.nodes) and not tree.findings
    assert repr(tree) == "Tree('a car', 'climate': 4 nodes, depth 3, total 287 kg CO2-eq)"


def test_depth_leaves_the_rest():
    assert shape(tree_of(depth=0)) == [(0, "car", 1.0, 287.0, 5.0, 282.0)]
    tree = tree_of(depth=1)
    assert shape(tree)[1] == (1, "steel", 3.0, 246.0, 30.0, 216.0)
    assert [node.stopped for node in tree.nodes] == ["", "depth", ""]


def test_cut_off_is_a_share_of_the_score():
    tree = tree_of(cut_off=0.2)
    assert [node[1] for node in shape(tree)] == ["car", "steel", "power"]
    assert tree.nodes[0].rest == 36.0 and not any(node.stopped for node in tree.nodes)
    assert len(tree_of(cut_off=36 / 287)) == 4
    assert len(tree_of(cut_off=1.0)) == 1


def test_the_largest_branches_are_followed_first():
    tree = tree_of(max_nodes=3)
    assert [node[1] for node in shape(tree)] == ["car", "steel", "power"]
    assert [node.tier for node in tree.nodes] == [0, 1, 1]
    assert [node.stopped for node in tree.nodes] == ["", "nodes", ""]
    assert [node.rest for node in tree.nodes] == [0.0, 216.0, 0.0]
    (finding,) = tree.findings
    assert (finding.code, finding.count) == ("W148", 1)
    assert "3 nodes" in finding.message


def test_several_demanded_products_are_several_trees():
    demands = {"a car": {"car": 1.0, "power": 1.0, "steel": 0.001}}
    tree = roos.supply_chain(small(), demands, **CELL, depth=0)
    assert [node.tier for node in tree.nodes] == [0, 0]
    assert tree.rest == pytest.approx(0.082)
    assert math.fsum([*(node.score for node in tree.nodes), tree.rest]) == pytest.approx(tree.total)


def test_loops_are_followed_as_far_as_depth_allows():
    a = np.array([[1.0, -0.5], [-0.5, 1.0]])
    method = Method.build("m", [[1.0]], Labels("category", ("k",)))
    system = System.build("loop", a, np.array([[3.0, 0.0]]), characterisation=method)
    tree = roos.supply_chain(system, {"d": {"0": 1.0}}, demand="d", category="k", depth=5, cut_off=0.0)
    assert [node.amount for node in tree.nodes] == [1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125]
    assert [node.loop for node in tree.nodes] == [False, False, True, True, True, True]
    assert tree.nodes[-1].stopped == "depth"
    assert all(n.score == n.direct + n.rest + sum(tree.nodes[i].score for i in tree.children(k))
               for k, n in enumerate(tree.nodes))  # fmt: skip
    deep = roos.supply_chain(system, {"d": {"0": 1.0}}, demand=0, category=0, depth=10_000, cut_off=1e-6)
    assert len(deep) < 30  # each turn of the loop is a quarter of the one before


def test_credits_grow_branches_of_their_own():
    a = np.array([[1.0, 0.0], [2.0, 1.0]])
    method = Method.build("m", [[1.0]], Labels("category", ("k",)))
    system = System.build("chp", a, np.array([[150.0, 50.0]]), characterisation=method)
    tree = roos.supply_chain(system, {"d": {"0": 1.0}}, demand=0, category=0)
    assert [(node.role, node.amount, node.score, node.share) for node in tree.nodes] == [
        ("demand", 1.0, 50.0, 1.0),
        ("co-product", -2.0, -100.0, -2.0),
    ]


def test_a_score_of_zero():
    assert len(tree_of(category="none")) == 0
    method = Method.build("m", [[1.0]], Labels("category", ("k",)))
    system = System.build("c", np.eye(2), np.array([[3.0, -3.0]]), characterisation=method)
    tree = roos.supply_chain(system, {"d": {"0": 1.0, "1": 1.0}}, demand=0, category=0)
    assert [node.score for node in tree.nodes] == [3.0, -3.0]
    assert all(np.isnan(node.share) for node in tree.nodes) and tree.total == 0.0


@pytest.mark.parametrize(
    "options",
    [{"depth": -1}, {"depth": 1.5}, {"max_nodes": 0}, {"cut_off": 2.0}, {"cut_off": None}, {"depth": True}],
)
def test_wrong_arguments(options):
    with pytest.raises(RoosError, match="E117"):
        tree_of(**options)


def test_table():
    tree = tree_of()
    rows = tree.rows()
    assert [row["parent"] for row in rows] == [-1, 0, 1, 0]
    assert rows[1] == {
        "node": 1, "parent": 0, "tier": 1, "role": "input", "product": "steel", "name": "steel",
        "location": "DE", "activity": "works", "amount": 3.0, "unit": "kg", "score": 246.0,
        "share_of_score": 246 / 287, "direct": 30.0, "rest": 0.0, "loop": False, "stopped": "",
    }  # fmt: skip
    table = tree.to_pandas()
    assert table["parent"].tolist() == [-1, 0, 1, 0] and list(table.columns) == list(rows[0])
    assert len(tree_of(category="none").to_pandas()) == 0
