"""``roos list``: what may be named as an inventory, a method or a price set."""

from __future__ import annotations

from typing import Any

import click

from roos.errors import error
from roos_cli.screen import Screen, with_screen


@click.command("list")
@click.argument("kind", type=click.Choice(["inventories", "methods", "prices"]))
@click.option("--inventory", metavar="brightway:PROJECT", help="List the methods of this project.")
@with_screen
def command(screen: Screen, kind: str, inventory: str | None) -> int:
    """List the inventories, methods or price sets at hand."""
    if inventory is not None:
        rows = project_methods(kind, inventory)
    else:
        rows = {"inventories": inventories, "methods": methods, "prices": price_sets}[kind]()
    columns = [name for name in rows[0] if any(row[name] != "" for row in rows)] if rows else ["name"]
    screen.table(kind.capitalize(), columns, [[row[name] for name in columns] for row in rows])
    if kind == "prices":
        screen.say("Any TOML file of your own prices works as well: --prices FILE.")
    screen.emit({kind: rows})
    return 0


def inventories() -> list[dict[str, Any]]:
    """Return locators with what they hold, their options, and whether they are at hand."""
    from roos_inventories import list_inventories

    return [
        {
            "locator": entry.locator,
            "holds": entry.title,
            "options": ", ".join(entry.options),
            "note": ""
            if entry.locator != "profiles" or profiles_installed()
            else "roos data install profiles",
        }
        for entry in list_inventories()
    ]


def methods() -> list[dict[str, Any]]:
    """Return the characterisation methods that can be matched to an inventory's flows."""
    from roos_inventories.methods import list_methods

    return [
        {
            "name": entry.name,
            "title": entry.title,
            "categories": len(entry.categories),
            "factors": entry.factors,
        }
        for entry in list_methods()
    ]


def project_methods(kind: str, inventory: str) -> list[dict[str, Any]]:
    """Return the methods of a Brightway project by family; of one family, each."""
    from roos_inventories.brightway import list_project_methods
    from roos_inventories.brightway.address import parse_address

    word, _, rest = inventory.partition(":")
    if kind != "methods" or word != "brightway":
        hint = "write: roos list methods --inventory brightway:PROJECT"
        raise error("E603", "--inventory is for the methods of a Brightway project", inventory, hint)
    address = parse_address(rest)
    families = list_project_methods(address.project)
    wanted = address.options.get("method")
    if wanted is None:
        return [
            {"name": row.name, "categories": len(row.methods), "factors": row.factors} for row in families
        ]
    return [
        {"name": name, "unit": unit}
        for row in families
        for name, unit in zip(row.methods, row.units, strict=True)
        if name == wanted or name.startswith(f"{wanted} | ")
    ]


def price_sets() -> list[dict[str, Any]]:
    """Return the price sets that come with roos."""
    from roos_inventories.prices import list_prices

    return [
        {
            "name": entry.name,
            "title": entry.title,
            "prices": len(entry.prices),
            "currency": entry.currency,
            "years": ", ".join(entry.years),
            "mappings": ", ".join(mapping.name for mapping in entry.mappings),
        }
        for entry in list_prices()
    ]


def profiles_installed() -> bool:
    """Say whether the data set `profiles` is on this machine."""
    from roos_inventories.install import installed

    return bool(installed("profiles"))
