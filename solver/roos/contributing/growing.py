"""Growing a supply-chain tree from the multipliers: the largest branch first, no solve per node."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

import numpy as np

from roos.contributing.cell import Cell
from roos.contributing.cutting import check_number, check_share, exact_sum
from roos.contributing.growth import Growth
from roos.contributing.splitting import refuse_apart
from roos.contributing.tree import Tree
from roos.demand import Demands
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.scenario import Scenario
from roos.system import System


def supply_chain(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    *,
    demand: str | int,
    category: str | int,
    depth: int = 3,
    cut_off: float = 0.01,
    max_nodes: int = 1000,
    method: Method | None = None,
    scenario: Scenario | None = None,
    factors: Factorisation | None = None,
    options: Options | None = None,
) -> Tree:
    """Follow the score of one demand down its supply chain.

    Parameters
    ----------
    depth
        Tiers of inputs below the demanded products. Loops are followed as far as it allows.
    cut_off
        Smallest share of the score that a node stands for (of Σ|contribution| where the score is zero).
    max_nodes
        Most nodes; the largest branches are followed first.
    system, demands, demand, category, method, scenario, factors, options
        As for :func:`roos.contributions`.

    Returns
    -------
    Tree
        What is not followed stands in the ``rest`` of its node.

    Raises
    ------
    RoosError
        As :func:`roos.contributions`.

    Examples
    --------
    >>> import numpy as np, roos
    >>> from roos import Labels, Method, System
    >>> method = Method.build("CO2", np.array([[1.0]]), Labels("category", ("climate",), units=("kg",)))
    >>> system = System.build("a loop", np.array([[1.0, -0.5], [-0.5, 1.0]]), np.array([[3.0, 0.0]]),
    ...                       products=Labels("product", ("power", "steel")), characterisation=method)
    >>> tree = roos.supply_chain(system, {"a": {"power": 1.0}}, demand="a", category="climate", depth=2)
    >>> [(tree.products.ids[node.product], node.amount, node.score, node.loop) for node in tree.nodes]
    [('power', 1.0, 4.0, False), ('steel', 0.5, 1.0, False), ('power', 0.25, 1.0, True)]
    """
    cell = Cell.of(
        system, demands, demand=demand, category=category, method=method, scenario=scenario, factors=factors,
        options=options,
    )  # fmt: skip
    return grow(cell, depth=depth, cut_off=cut_off, max_nodes=max_nodes)


def grow(cell: Cell, *, depth: int = 3, cut_off: float = 0.01, max_nodes: int = 1000) -> Tree:
    """Grow the tree of a cell that is solved already; parameters and errors as in :func:`supply_chain`."""
    check_number("depth", depth)
    check_number("max_nodes", max_nodes, 1)
    check_share("cut_off", cut_off)
    growth = Growth(cell, depth, cut_off, max_nodes)
    products, amounts = cell.demand_lines
    scores = cell.solved.multipliers[products] * amounts
    total = exact_sum(scores)
    bound = cell.solved.bound_of_tiers(np.zeros_like(cell.solved.supply), scores)
    refuse_apart(cell, total, bound)
    growth.scale = abs(total) or cell.solved.size
    growth.total = total
    rest = growth.add(-1, products, amounts, np.full(products.size, "demand"))
    while growth.waiting:
        growth.follow(heapq.heappop(growth.waiting)[-1])
    categories = cell.method.categories
    return Tree(
        growth.in_order(),
        cell.demands.labels.ids[cell.demand],
        categories.ids[cell.category],
        cell.scenario,
        categories.units[cell.category],
        cell.system.products,
        cell.system.activities,
        depth,
        cut_off,
        rest,
        total,
        cell.solved.score,
        bound,
        (*cell.findings, *growth.findings()),
    )
