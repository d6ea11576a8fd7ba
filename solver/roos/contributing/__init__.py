"""Contributions to a score, on request: by activity, by flow, by first-tier input, and the supply-chain tree.

Reading order: ``solved.py`` holds the numbers of one score, ``cell.py`` says which score, under which
scenario. ``parts.py`` and ``tiers.py`` split it, arrays in and arrays out. ``lines.py`` lays the parts out as
lines, ``grouping.py`` sums them by a label, ``cutting.py`` orders them and sums what is left out, ``table.py`` is
what comes back, ``splitting.py`` does it all in one call. ``tree.py`` is a supply-chain tree, ``growing.py``
grows one.

The package is not called ``contributions``, which would hide the function of that name.
"""

from roos.contributing.cell import Cell
from roos.contributing.growing import grow, supply_chain
from roos.contributing.parts import activity_contributions, exchange_contributions, flow_contributions
from roos.contributing.splitting import contributions, split
from roos.contributing.table import Contributions
from roos.contributing.tiers import input_contributions
from roos.contributing.tree import Node, Tree

__all__ = [
    "Cell",
    "Contributions",
    "Node",
    "Tree",
    "activity_contributions",
    "contributions",
    "exchange_contributions",
    "flow_contributions",
    "grow",
    "input_contributions",
    "split",
    "supply_chain",
]
