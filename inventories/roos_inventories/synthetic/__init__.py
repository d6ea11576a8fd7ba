"""Synthetic systems of ecoinvent's shape: seeded, of any size, with two knobs of severity.

ecoinvent itself is licensed and cannot be shipped. What is known of its structure from public sources
is reproduced here; `facts` measures it, and `python -m roos_inventories.synthetic` prints the
comparison.
"""

from roos_inventories.synthetic.arrays import SyntheticArrays
from roos_inventories.synthetic.facts import facts
from roos_inventories.synthetic.generate import generate
from roos_inventories.synthetic.labels import Labels
from roos_inventories.synthetic.uncertainty import Uncertainty

__all__ = ["Labels", "SyntheticArrays", "Uncertainty", "facts", "generate"]
