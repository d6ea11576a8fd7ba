"""What ``--demands`` names: a file, standard input, or a calculation setup of a Brightway project."""

from __future__ import annotations

from pathlib import Path

from roos.demand import DemandRow, Demands
from roos.errors import error
from roos.system import System
from roos_cli.record import file_digest

_SETUP = "setup:"


def inventory_for(inventory: str, demands: str) -> str:
    """Return the locator to read: with the calculation setup, where the demands are one.

    Raises
    ------
    InputError
        E603 a setup of an inventory that is no Brightway project.
    """
    if not demands.startswith(_SETUP):
        return inventory
    if not inventory.startswith("brightway:"):
        hint = "name a database as brightway:PROJECT/DATABASE, or write ./setup:… for a file of that name"
        raise error("E603", "calculation setups are in Brightway projects only", demands, hint)
    from roos_inventories.brightway.address import with_option

    return with_option(inventory, "setup", demands.removeprefix(_SETUP))


def read_from(demands: str, system: System, decimal: str) -> Demands:
    """Return the demands that were named, over the products of a system."""
    if demands.startswith(_SETUP):
        from roos_inventories.brightway import read_setup

        return read_setup(system)
    from roos_inventories.demands import read_demands

    return read_demands(demands, system.products, decimal=decimal)


def one_product(system: System, product: str, amount: float) -> Demands:
    """Return a demand for one product, of the name it was asked for by."""
    rows = [DemandRow(product, product, amount, where="--demand")]
    return Demands.from_rows(rows, system.products)


def source_of(demands: str) -> dict[str, str]:
    """Return what the record says of where demands came from."""
    if demands.startswith(_SETUP):
        return {"setup": demands.removeprefix(_SETUP)}
    if demands == "-":
        return {"file": "standard input"}
    return {"file": Path(demands).name, "sha256": file_digest(Path(demands))}
