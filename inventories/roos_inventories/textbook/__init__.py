"""Small systems whose exact answers were worked out by hand.

Where the numbers come from: ``electricity-fuel`` has those of Heijungs & Suh (2002), *The Computational
Structure of Life Cycle Assessment*, chapter 2; all others are round numbers of our own, chosen so that a page
of arithmetic solves them. Matrix entries are integers or fractions over a power of two, so a float64 matrix
holds them exactly; answers are rational numbers such as ``"10/3"``. Each folder has the system, readable as a
recipe, in ``system.toml`` and the arithmetic in ``README.md``.

=================  ======================================================================
electricity-fuel   no reference product on the diagonal
loop               two activities that need each other
co-product         a second output, credited by substitution: negative supply
waste-treatment    a treatment with a negative reference flow, and ash that goes around
bakery             products and activities in different orders, a diagonal of zeros
three-sectors      everything uses everything, own use of transport, units far apart
market             a mix of producers with losses; a demand that leaves most at zero
=================  ======================================================================
"""

from __future__ import annotations

from roos_inventories.textbook.recipe import Answer
from roos_inventories.textbook.system import exact_answers, list_textbook, read_textbook

__all__ = ["Answer", "exact_answers", "list_textbook", "read_textbook"]
