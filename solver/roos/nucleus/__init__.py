"""roos's own factorisation: sparse production pivots around a small dense nucleus.

Reading order: `options`, `symbolic` (pairing, blocks, ordering, patterns), `scaling`, `numeric` (numbers on a
pattern, and solves), `single` and `certified` (one right-hand side), `factorise` (all of it, with repair).
"""

from __future__ import annotations

from roos.nucleus.factorise import factorise, repair
from roos.nucleus.numeric import Numeric
from roos.nucleus.options import DEFAULT, NucleusOptions
from roos.nucleus.scaling import Scaling, equilibrate
from roos.nucleus.status import Code, Status, Unpaired
from roos.nucleus.symbolic import Symbolic, analyse

__all__ = [
    "DEFAULT",
    "Code",
    "NucleusOptions",
    "Numeric",
    "Scaling",
    "Status",
    "Symbolic",
    "Unpaired",
    "analyse",
    "equilibrate",
    "factorise",
    "repair",
]
