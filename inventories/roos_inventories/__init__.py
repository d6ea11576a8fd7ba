"""Everything that roos reads: inventories, methods, prices, demands.

A reader turns a file into a frozen object of :mod:`roos`; nothing below this package opens a user's file.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from roos_inventories.read import Inventory, list_inventories, read

if TYPE_CHECKING:
    from roos_inventories.brightway import read_setup
    from roos_inventories.case_file import list_cases, read_case
    from roos_inventories.demands import read_demands
    from roos_inventories.method_choice import method_for
    from roos_inventories.methods import list_methods, read_method
    from roos_inventories.prices import list_prices, read_prices
    from roos_inventories.scenarios import read_scenarios
    from roos_inventories.searching import search
    from roos_inventories.sweep_file import read_sweep, sweep_schema, sweep_template

_HOMES = {
    "list_cases": "case_file",
    "read_case": "case_file",
    "read_demands": "demands",
    "read_setup": "brightway",
    "method_for": "method_choice",
    "list_methods": "methods",
    "read_method": "methods",
    "list_prices": "prices",
    "read_prices": "prices",
    "read_scenarios": "scenarios",
    "search": "searching",
    "read_sweep": "sweep_file",
    "sweep_schema": "sweep_file",
    "sweep_template": "sweep_file",
}

__all__ = [
    "Inventory",
    "list_cases",
    "list_inventories",
    "list_methods",
    "list_prices",
    "method_for",
    "read",
    "read_case",
    "read_demands",
    "read_method",
    "read_prices",
    "read_scenarios",
    "read_setup",
    "read_sweep",
    "search",
    "sweep_schema",
    "sweep_template",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'roos_inventories' has no attribute {name!r}")
    return getattr(importlib.import_module(f"roos_inventories.{home}"), name)
