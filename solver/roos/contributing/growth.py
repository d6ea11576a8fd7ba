"""A tree while it grows: its nodes so far, and which of them to look at next."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.contributing.cutting import exact_sum
from roos.contributing.lines import role_names
from roos.contributing.tiers import Taken, paired_entries, taken
from roos.contributing.tree import Node
from roos.errors import Finding, Severity

Array = NDArray[np.float64]


class Growth:
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
