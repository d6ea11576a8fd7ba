"""Growing a supply-chain tree from the multipliers: the largest branch first, no solve per node."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.contributing.cutting import check_number, check_share, exact_sum
from roos.contributing.lines import role_names
from roos.contributing.splitting import refuse_apart
from roos.contributing.tiers import Taken, paired_entries, taken
from roos.contributing.tree import Node, Tree
from roos.demand import Demands
from roos.errors import Finding, Severity
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.scenario import Scenario
from roos.system import System

Array = NDArray[np.float64]


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
    growth = _Growth(cell, depth, cut_off, max_nodes)
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


class _Growth:
    """The nodes so far, and those whose inputs are still to be looked at, the largest first."""

    def __init__(self, cell: Cell, depth: int, cut_off: float, most: int) -> None:
        self._cell, self._depth, self._cut_off, self._most = cell, depth, cut_off, most
        self._paired = paired_entries(cell.system.technosphere.matrix, cell.solved.activity_of)
        self._nodes: list[Node] = []
        self._needs: list[Taken] = []
        self._turned_away = 0
        self.waiting: list[tuple[float, int]] = []
        self.scale = self.total = 0.0

    def add(self, parent: int, products: NDArray[np.int64], amounts: Array, roles: NDArray[np.str_]) -> float:
        """Make nodes of the products that are large enough; return the score of the others."""
        scores = self._cell.solved.multipliers[products] * amounts
        large = self._large(scores)
        room = self._most - len(self._nodes)
        order = np.argsort(-np.abs(scores), kind="stable")
        order = order[large[order]]
        for i in order[:room].tolist():
            self._make(parent, int(products[i]), float(amounts[i]), float(scores[i]), str(roles[i]))
        self._turned_away += max(0, order.size - room)
        left = np.ones(scores.size, dtype=np.bool_)
        left[order[:room]] = False
        return exact_sum(scores[left])

    def follow(self, number: int) -> None:
        """Look at the inputs of a node: they become nodes of their own, or part of its rest."""
        node, needs = self._nodes[number], self._needs[number]
        scores = self._cell.solved.multipliers[needs.products] * needs.amounts
        stopped = ""
        if node.tier >= self._depth:
            rest = exact_sum(scores)
            stopped = "depth" if self._large(scores).any() else ""
        else:
            before = self._turned_away
            roles = role_names(self._paired[needs.products], needs.entries)
            rest = self.add(number, needs.products, needs.amounts, roles)
            stopped = "nodes" if self._turned_away > before else ""
        self._nodes[number] = replace(node, rest=rest, stopped=stopped)

    def in_order(self) -> tuple[Node, ...]:
        """Return the nodes each before its children, numbered anew."""
        below: dict[int, list[int]] = {}
        for number, node in enumerate(self._nodes):
            below.setdefault(node.parent, []).append(number)
        ordered: list[Node] = []
        stack = [(number, -1) for number in reversed(below.get(-1, []))]
        while stack:
            number, parent = stack.pop()
            stack.extend((child, len(ordered)) for child in reversed(below.get(number, [])))
            ordered.append(replace(self._nodes[number], parent=parent))
        return tuple(ordered)

    def findings(self) -> Iterable[Finding]:
        """Yield W148 where branches were turned away."""
        if self._turned_away:
            yield Finding(
                "W148",
                Severity.WARNING,
                f"the tree is cut at {self._most} nodes: {self._turned_away} branches above the cut-off are "
                "left in the rest of their nodes",
                self._cell.where,
                "ask for more nodes, a higher cut-off, or less depth",
                self._turned_away,
            )

    def _large(self, scores: Array) -> NDArray[np.bool_]:
        return np.asarray((np.abs(scores) >= self._cut_off * self.scale) & (scores != 0.0))

    def _make(self, parent: int, product: int, amount: float, score: float, role: str) -> None:
        solved, system = self._cell.solved, self._cell.system
        activity = int(solved.activity_of[product])
        needs = taken(system.technosphere.matrix, activity, product, amount, system.products)
        direct = float(solved.intensities[activity]) * needs.level
        share = score / self.total if self.total else float("nan")
        tier = self._nodes[parent].tier + 1 if parent >= 0 else 0
        loop = self._on_path(parent, product)
        number = len(self._nodes)
        self._nodes.append(
            Node(parent, tier, product, activity, role, amount, score, share, direct, 0.0, loop, "")
        )
        self._needs.append(needs)
        heapq.heappush(self.waiting, (-abs(score), number))

    def _on_path(self, number: int, product: int) -> bool:
        while number >= 0:
            if self._nodes[number].product == product:
                return True
            number = self._nodes[number].parent
        return False
