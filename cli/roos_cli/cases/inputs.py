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
        click.option("--prices", metavar="NAME|FILE[:YEAR]", help="Price set; that of the case by default."),
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
    """Return the price set asked for, or that of the case, refused with the line that names it.

    ``NAME:YEAR`` takes one year of a set that has several.

    Raises
    ------
    InputError
        E305 no such set; E447 no prices of the year, or several years and none chosen.
    """
    from roos.screening.price_year import of_year
    from roos_inventories import read_prices

    wanted = name or case.prices
    bare, _, year = wanted.rpartition(":")
    dated = bool(bare) and len(year) == 4 and year.isascii() and year.isdigit()
    try:
        prices = read_prices(bare if dated else wanted)
        prices = of_year(prices, year if dated else None)
        if len(prices.years) > 1:
            hint = (
                f"choose one, as in {wanted}:{prices.years[0]}; years of the set: {', '.join(prices.years)}"
            )
            raise error("E447", f"{prices.name!r} has prices of {len(prices.years)} years", wanted, hint)
    except RoosError as problem:
        if name is not None or problem.code not in ("E305", "E447"):
            raise
        raise error(problem.code, problem.message, case.lines.get("prices", case.id), problem.hint) from None
    return prices


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


def case_inventory(case: Case, wanted: str | None) -> str:
    """Return the locator of the inventory that :func:`background` reads."""
    return case.inventory if wanted is None else locator(wanted)


def locator(wanted: str) -> str:
    """Return the locator of ``static`` or ``PATHWAY:YEAR``."""
    if wanted == "static":
        return "profiles"
    pathway, _, year = wanted.partition(":")
    if not year:
        raise error("E603", f"--background takes PATHWAY:YEAR, not {wanted!r}", hint="e.g. SSP2-NPi:2050")
    return f"profiles:pathway={pathway},year={year}"


def backgrounds(pathways: Sequence[str] = PATHWAYS) -> dict[tuple[str, str], Any]:
    """Return every year of pathways, each its own system; 2020, where all start, is read once."""
    from roos_inventories import read

    base = read(locator(f"{PATHWAYS[0]}:{YEARS[0]}"))
    made = {(PATHWAYS[0], YEARS[0]): base}
    for pathway in pathways:
        for year in YEARS[1:]:
            made[pathway, year] = read(locator(f"{pathway}:{year}"))
    return made
