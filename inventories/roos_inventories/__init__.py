"""Everything that roos reads: inventories, methods, prices, demands.

A reader turns a file into a frozen object of :mod:`roos`; nothing below this package opens a user's file.
"""

from __future__ import annotations

from roos_inventories.read import Inventory, list_inventories, read

__all__ = ["Inventory", "list_inventories", "read"]
