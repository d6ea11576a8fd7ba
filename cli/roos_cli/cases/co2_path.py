"""A path of CO2 prices, and what a case saves along it on the background that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roos.errors import error
from roos.prices import PriceSet
from roos.screening import Screened, ScreeningOptions
from roos.screening.carbon import carbon_price
from roos.screening.futures import PATHWAYS, REFERENCE, screen_futures
from roos_cli.cases.inputs import backgrounds

TONNE = 1000.0
_HINT = (
    "give --path 2030=100 --path 2050=300, or a price set with a price of climate change for several years"
)


def price_path(given: Sequence[str]) -> dict[str, float]:
    """Return the price of a tonne by year.

    Parameters
    ----------
    given
        ``YEAR=PRICE`` for each year, or one price set: name or file.

    Raises
    ------
    InputError
        E448 what is neither; otherwise as :func:`roos_inventories.read_prices`.
    """
    if len(given) == 1 and "=" not in given[0]:
        return _of_set(given[0])
    made = {}
    for text in given:
        year, _, price = (part.strip() for part in text.partition("="))
        if not (year.isascii() and year.isdigit()):
            raise error("E448", f"--path takes YEAR=PRICE, not {text!r}", "--path", _HINT)
        if year in made:
            raise error("E448", f"--path has two prices of {year}", "--path", "give one")
        try:
            made[year] = float(price)
        except ValueError:
            raise error("E205", f"{price!r} is not a number", f"--path {year}", "write 99.5") from None
        if not 0 <= made[year] < float("inf"):
            raise error("E448", f"{price} is no price of CO2", f"--path {year}", "give a number from 0")
    return made


def _of_set(name: str) -> dict[str, float]:
    from roos_inventories import read_prices

    prices = read_prices(name)
    found = [one for one in prices.prices if one.indicator == "climate" or one.category == "climate_change"]
    if len(found) != 1:
        raise error("E448", f"{prices.name!r} has {len(found)} prices of climate change", name, _HINT)
    if not found[0].unit.startswith("kg"):
        raise error("E448", f"its price of climate change is per {found[0].unit!r}, not per kg", name, _HINT)
    if not all(prices.years):
        raise error("E448", f"the prices of {prices.name!r} are of no year", name, _HINT)
    return {year: TONNE * price for year, price in zip(prices.years, found[0].values, strict=True)}


def savings(
    result: Screened,
    path: Mapping[str, float],
    background: str | None,
    prices: PriceSet,
    options: ScreeningOptions,
    given: Mapping[str, float],
) -> tuple[dict[str, float], str]:
    """Return kilograms saved by year inside a path, and in words what they are of.

    The years are those of the backgrounds of a pathway; on ``static``, and for cases on another inventory,
    the same saving in every year of the path.

    Raises
    ------
    InputError
        E448 no year of the pathway lies on the path, or the pathway is unknown.
    """
    if background == "static" or (background is None and not result.case.inventory.startswith("profiles")):
        saved = carbon_price(result).saved
        return dict.fromkeys(sorted(path, key=int), saved), "the same saving every year"
    pathway = PATHWAYS[0] if background is None else background.partition(":")[0]
    if pathway not in PATHWAYS:
        raise error("E448", f"no years of {pathway!r} are at hand", "--background", ", ".join(PATHWAYS))
    futures = screen_futures(result.case, backgrounds((pathway,)), prices, options=options, given=given)
    first, last = min(map(int, path)), max(map(int, path))
    saved_in = {}
    for year in futures.years:
        screening = futures.at(pathway, year)
        if screening is not None and first <= int(year) <= last:
            saved_in[year] = carbon_price(screening.of(result.case.id, result.scenario.id)).saved
    if not saved_in:
        message = f"the path from {first} to {last} has no year of the backgrounds"
        raise error("E448", message, "--path", f"years at hand: {', '.join(futures.years)}")
    start = "" if pathway == REFERENCE[0] else f", which starts at {' '.join(REFERENCE)}"
    return saved_in, f"savings of {pathway}{start}"
