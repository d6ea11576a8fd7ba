"""Many formulas as one list of operations, each distinct one once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from roos.formula.expression import Formula


class Node(NamedTuple):
    """One operation.

    Attributes
    ----------
    op
        As in :class:`roos.formula.parser.Step`.
    left, right
        Nodes of the operands, −1 for none.
    leaf
        Name of the parameter, or the number in hexadecimal digits, which tells 0 from −0.
    """

    op: str
    left: int = -1
    right: int = -1
    leaf: str = ""


class Graph:
    """Operations in an order in which operands come first.

    Examples
    --------
    >>> graph = Graph()
    >>> names = {"a": graph.name("a"), "b": graph.name("b")}
    >>> one = graph.add(Formula.parse("2 * (a + b)"), names)
    >>> graph.add(Formula.parse("(b + a) * 2"), names) == one, len(graph.nodes)
    (True, 5)
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Node, int] = {}

    def name(self, name: str) -> int:
        """Return the node of a parameter that is given from outside."""
        return self._node(Node("name", leaf=name))

    def number(self, value: float) -> int:
        """Return the node of a number."""
        return self._node(Node("number", leaf=float(value).hex()))

    def operation(self, op: str, left: int, right: int = -1) -> int:
        """Return the node of an operation."""
        if op in "+*" and left > right:  # exactly commutative
            left, right = right, left
        return self._node(Node(op, left, right))

    def add(self, formula: Formula, names: Mapping[str, int]) -> int:
        """Return the node of a formula whose parameters are nodes."""
        stack: list[int] = []
        for step in formula.steps:
            if step.op == "number":
                stack.append(self.number(step.value))
            elif step.op == "name":
                stack.append(names[step.name])
            elif step.op == "negative":
                stack.append(self.operation(step.op, stack.pop()))
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(self.operation(step.op, left, right))
        return stack[0]

    def _node(self, node: Node) -> int:
        known = self._known.setdefault(node, len(self.nodes))
        if known == len(self.nodes):
            self.nodes.append(node)
        return known
