"""Calculation setups of a Brightway project: demands and methods saved under a name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from roos.demand import DemandRow, Demands
from roos.errors import RoosError, error
from roos.labels import Labels
from roos.system import System
from roos_inventories.brightway.project import Project


def read_setup(system: System) -> Demands:
    """Return the demands of the calculation setup that a system was read with.

    Parameters
    ----------
    system
        Of a locator with the option ``setup=NAME``; its characterisation holds the methods of the setup.

    Returns
    -------
    Demands
        Named by amount, unit, product and location, in the order of the setup; a name that comes again gets a
        number.

    Raises
    ------
    InputError
        E531 the system was read without a setup, E201 a demand of a database that was not read.
    """
    setup = system.meta.get("setup")
    if not setup:
        hint = "add the option setup=NAME to the locator"
        raise error("E531", "no calculation setup was read with this inventory", system.name, hint)
    names: list[str] = []
    rows = []
    for number, amounts in enumerate(setup["demands"], start=1):
        where = f"calculation setup {setup['name']!r}, demand {number}"
        name = _name(amounts, system.products, where)
        name = name if name not in names else f"{name} ({number})"
        names.append(name)
        rows += [DemandRow(name, str(product), amount, where=where) for product, amount in amounts]
    return Demands.from_rows(rows, system.products, names=names)


def unknown_setup(project: Project, name: str, known: Sequence[str]) -> RoosError:
    """Return E531 with the names that resemble one."""
    near = difflib.get_close_matches(name, known, n=5, cutoff=0.4) or list(known)[:8]
    return error(
        "E531",
        f"the project has no calculation setup {name!r}",
        f"Brightway project {project.name!r}",
        f"calculation setups: {'; '.join(near) or 'none'}",
    )


def _name(amounts: Sequence[tuple[int | str, float]], products: Labels, where: str) -> str:
    parts = []
    for product, amount in amounts:
        try:
            position = products.position(str(product), where=where)
        except RoosError as problem:
            hint = "name the database of this demand in the locator: a setup may go beyond one"
            raise error(problem.code, problem.message, problem.where, f"{hint}; {problem.hint}") from None
        unit, location = products.units[position], products.locations[position]
        text = f"{amount:g} {unit} {products.names[position]}".replace("  ", " ")
        parts.append(f"{text} [{location}]" if location else text)
    return " + ".join(parts)
