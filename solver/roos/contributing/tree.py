"""A supply-chain tree: where the score of a demand comes from, tier by tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roos.errors import Finding
from roos.labels import Labels

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Node:
    """One product on its way through the supply chain.

    Its score is what its activity emits itself, plus its children, plus ``rest``, up to rounding.

    Attributes
    ----------
    parent, tier
        Position of the node that takes it in, −1 for a demanded product; tiers below the demand, from 0.
    product, activity
        Positions in the labels of the system.
    role
        ``"demand"``, ``"input"``, ``"co-product"``, ``"waste"`` or ``"waste taken"``, as of contributions.
    amount
        Of the product, through this path, in its unit.
    score, share
        Of that amount with all that stands behind it, in the unit of the category; over the demand's score.
    direct
        Of the activity itself.
    rest
        Sum of the inputs that are no nodes.
    loop
        Whether the product stands on its own path already.
    stopped
        Why inputs above the cut-off are no nodes: ``"depth"``, ``"nodes"`` or empty.
    """

    parent: int
    tier: int
    product: int
    activity: int
    role: str
    amount: float
    score: float
    share: float
    direct: float
    rest: float
    loop: bool
    stopped: str


#: Keys of `Tree.rows`.
TITLES = (
    "node", "parent", "tier", "role", "product", "name", "location", "activity", "amount", "unit", "score",
    "share_of_score", "direct", "rest", "loop", "stopped",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Tree:
    """A supply-chain tree, or one per demanded product.

    Attributes
    ----------
    nodes
        Each before its children, children by the size of their score.
    demand, category, scenario, unit
        The cell, and the unit of its scores.
    products, activities
        Labels of the system.
    depth, cut_off
        Tiers below the demand, and the smallest share of the score of a node.
    rest
        Score of demanded products that are no nodes.
    total
        Sum of the demanded products and the rest.
    score, bound
        The certified score, and how far from the true one ``total`` may be.
    findings
        W148 where the limit of nodes cut the tree, and what there is to know about the system.
    """

    nodes: tuple[Node, ...]
    demand: str
    category: str
    scenario: str
    unit: str
    products: Labels
    activities: Labels
    depth: int
    cut_off: float
    rest: float
    total: float
    score: float
    bound: float
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        cell = f"{self.demand!r}, {self.category!r}" + (f", {self.scenario!r}" if self.scenario else "")
        return f"Tree({cell}: {len(self)} nodes, depth {self.depth}, total {self.total:.6g} {self.unit})"

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def titles(self) -> tuple[str, ...]:
        """Keys of :meth:`rows`, in order."""
        return TITLES

    def children(self, parent: int = -1) -> tuple[int, ...]:
        """Return the nodes below one, or the demanded products."""
        return tuple(i for i, node in enumerate(self.nodes) if node.parent == parent)

    def rows(self) -> list[dict[str, Any]]:
        """Return the nodes as mappings of plain values, in their order; the parent by its number, or −1."""
        return [
            {
                "node": number,
                "parent": node.parent,
                "tier": node.tier,
                "role": node.role,
                "product": self.products.ids[node.product],
                "name": self.products.names[node.product],
                "location": self.products.locations[node.product],
                "activity": self.activities.ids[node.activity],
                "amount": node.amount,
                "unit": self.products.units[node.product],
                "score": node.score,
                "share_of_score": node.share,
                "direct": node.direct,
                "rest": node.rest,
                "loop": node.loop,
                "stopped": node.stopped,
            }
            for number, node in enumerate(self.nodes)
        ]

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`rows` as a table."""
        import pandas

        return pandas.DataFrame(self.rows(), columns=list(TITLES))
