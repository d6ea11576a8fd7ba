"""From what was typed to cases, a background, prices and choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from roos.errors import RoosError, error
from roos.prices import PriceSet
from roos.screening import Case, ScreeningOptions
from roos.screening.futures import PATHWAYS, YEARS
from roos.system import System

Command = Callable[..., int]


def model_options(function: Command) -> Command:
    """Add the options that every computing subcommand takes."""
    for decorate in (
        click.option("--prices", metavar="NAME|FILE", help="Price set; that of the case by default."),
        click.option(
            "--background", metavar="static|PATHWAY:YEAR", help="Of `profiles`, e.g. SSP2-PkBudg650:2050."
        ),
        click.option(
            "--option", "options", multiple=True, metavar="NAME=VALUE", help="A choice of the method."
        ),
        click.option("--set", "given", multiple=True, metavar="NAME=NUMBER", help="A number of the case."),
    ):
        function = decorate(function)
    return function


def choices(options: Sequence[str]) -> ScreeningOptions:
    """Return the choices of ``--option``; E603 for one without a value, E430 for an unknown one."""
    made: dict[str, str | float] = {}
    for text in options:
        name, _, value = text.partition("=")
        if not value:
            raise error(
                "E603", f"--option takes NAME=VALUE, not {text!r}", hint="see `roos case show --options`"
            )
        try:
            made[name.strip()] = float(value)
        except ValueError:
            made[name.strip()] = value.strip()
    return ScreeningOptions.of(made)


def numbers(given: Sequence[str]) -> dict[str, float]:
    """Return the numbers of ``--set``; E603 without a value, E205 for what is no number."""
    made = {}
    for text in given:
        name, _, value = text.partition("=")
        if not value:
            raise error(
                "E603", f"--set takes NAME=NUMBER, not {text!r}", hint="for example --set ict_share=0.5"
            )
        try:
            made[name.strip()] = float(value)
        except ValueError:
            raise error("E205", f"{value!r} is not a number", f"--set {name}", "write 0.5") from None
    return made


def price_set(case: Case, name: str | None) -> PriceSet:
    """Return the price set asked for, or that of the case, refused with the line that names it."""
    from roos_inventories import read_prices

    try:
        return read_prices(name or case.prices)
    except RoosError as problem:
        if name is not None or problem.code != "E305":
            raise
        raise error(problem.code, problem.message, case.lines.get("prices", case.id), problem.hint) from None


def background(case: Case, wanted: str | None) -> System:
    """Return the inventory of a case, or another background of `profiles`.

    Raises
    ------
    InputError
        E509 `profiles` is not installed; E510, E512 an inventory or background that is not there.
    """
    from roos_inventories import read

    if wanted is None:
        try:
            return read(case.inventory)
        except RoosError as problem:
            if problem.code not in ("E510", "E512"):
                raise
            where = case.lines.get("inventory", case.id)
            raise error(problem.code, problem.message, where, problem.hint) from None
    return read(locator(wanted))


def locator(wanted: str) -> str:
    """Return the locator of ``static`` or ``PATHWAY:YEAR``."""
    if wanted == "static":
        return "profiles"
    pathway, _, year = wanted.partition(":")
    if not year:
        raise error("E603", f"--background takes PATHWAY:YEAR, not {wanted!r}", hint="e.g. SSP2-NPi:2050")
    return f"profiles:pathway={pathway},year={year}"


def backgrounds() -> dict[tuple[str, str], Any]:
    """Return every pathway and year from 2020, each its own system; 2020 is read once, it is one file."""
    from roos_inventories import read

    base = read(locator(f"{PATHWAYS[0]}:{YEARS[0]}"))
    made = {(PATHWAYS[0], YEARS[0]): base}
    for pathway in PATHWAYS:
        for year in YEARS[1:]:
            made[pathway, year] = read(locator(f"{pathway}:{year}"))
    return made
