"""CO2 as a driver: break-even prices, and a path of prices."""

from __future__ import annotations

from collections.abc import Mapping

from roos.errors import error
from roos.prices import PriceSet
from roos.screening import Screened, ScreeningOptions
from roos.screening.carbon import along_path, carbon_price
from roos.screening.futures import PATHWAYS, YEARS, screen_futures
from roos_cli.cases.inputs import backgrounds
from roos_cli.screen import Screen
from roos_cli.text import figure

_TONNE = 1000.0


def show_co2(
    screen: Screen,
    result: Screened,
    extra_cost: float | None,
    path: Mapping[str, float],
    prices: PriceSet,
    options: ScreeningOptions,
    given: Mapping[str, float],
) -> None:
    """Print break-even prices of CO2 per tonne, and what is saved along a path of them.

    Parameters
    ----------
    path
        Price of a tonne by year; savings along it are those of SSP2-NPi where the case uses `profiles`.
    given
        Numbers from the user.
    """
    one = carbon_price(result, extra_cost)
    money = one.currency
    screen.say(f"{result.name}: saves {figure(one.saved)} kg CO2-eq per functional unit")
    if one.tax is None:
        screen.say("Tax: give --extra-cost to see from which tax on CO2 the innovation pays.")
    else:
        screen.say(f"Tax from which {extra_cost:g} {money} are paid: {figure(one.tax * _TONNE)} {money}/t")
    screen.say(
        f"Shadow price of CO2 at which the environmental cost is equal, the other prices as they are: "
        f"{figure(one.shadow * _TONNE)} {money}/t; without toxicity "
        f"{figure(one.shadow_without_toxicity * _TONNE)} {money}/t; in the set {figure(one.current * _TONNE)}"
    )
    years = []
    if path:
        for year in path:
            if not (year.isascii() and year.isdigit()):
                raise error("E603", f"--path takes YEAR=PRICE, not {year!r}", hint="e.g. --path 2030=100")
        saved = _saved(result, prices, options, given)
        per_kilogram = {year: price / _TONNE for year, price in path.items()}
        inside = {
            y: v for y, v in saved.items() if min(map(float, path)) <= float(y) <= max(map(float, path))
        }
        for year in along_path(inside, per_kilogram, extra_cost):
            pays = None if year.pays is None else ("yes" if year.pays else "no")
            years.append({"year": year.year, "price_per_tonne": year.price * _TONNE, "saved": year.saved,
                          "worth": year.worth, "pays": pays})  # fmt: skip
        rows = [
            tuple("" if v is None else v if isinstance(v, str) else figure(v) for v in y.values())
            for y in years
        ]
        columns = ("year", f"{money}/t", "kg saved", f"worth, {money}", "pays the extra cost")
        screen.table("Along the path, savings of SSP2-NPi", columns, rows, right=(1, 2, 3))
    screen.emit({
        "case": result.case.id, "scenario": result.scenario.id, "currency": money,
        "saved": one.saved, "extra_cost": extra_cost,
        "tax_per_tonne": None if one.tax is None else one.tax * _TONNE,
        "shadow_per_tonne": one.shadow * _TONNE,
        "shadow_per_tonne_without_toxicity": one.shadow_without_toxicity * _TONNE,
        "shadow_in_set_per_tonne": one.current * _TONNE, "path": years,
    })  # fmt: skip


def _saved(
    result: Screened, prices: PriceSet, options: ScreeningOptions, given: Mapping[str, float]
) -> dict[str, float]:
    """Return kilograms saved by year: on SSP2-NPi for cases on `profiles`, else the same every year."""
    if not result.case.inventory.startswith("profiles"):
        return {year: carbon_price(result).saved for year in YEARS}
    chosen = {key: one for key, one in backgrounds().items() if key[0] == PATHWAYS[0]}
    futures = screen_futures(result.case, chosen, prices, options=options, given=given)
    return {
        year: carbon_price(screening.of(result.case.id, result.scenario.id)).saved
        for (_, year), screening in futures.screenings.items()
    }
