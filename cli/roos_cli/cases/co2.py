"""CO2 as a driver: break-even prices, and a path of prices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from roos.errors import Finding
from roos.screening import Screened
from roos.screening.carbon import CarbonPrice, along_path, carbon_price
from roos_cli.cases.co2_path import TONNE
from roos_cli.screen import Screen
from roos_cli.text import figure


def show_co2(
    screen: Screen,
    result: Screened,
    extra_cost: float | None,
    path: Mapping[str, float],
    saved: Mapping[str, float],
    savings_of: str,
    findings: Sequence[Finding] = (),
) -> None:
    """Print break-even prices of CO2 per tonne, and what is saved along a path of them.

    Parameters
    ----------
    path
        Price of a tonne by year; empty for none.
    saved, savings_of
        Kilograms by year, and what they are of.
    findings
        Of the run, for the machine output.
    """
    one = carbon_price(result, extra_cost)
    money, unit = one.currency, result.case.functional_unit
    screen.say(f"{result.name}: saves {figure(one.saved)} kg CO2-eq per {figure(unit.amount)} {unit.unit}")
    if one.tax is None:
        screen.say("Tax: give --extra-cost to see from which tax on CO2 the innovation pays.")
    elif math.isnan(one.tax):
        screen.say(f"Tax: no tax on CO2 pays {extra_cost:g} {money}, since no CO2 is saved.")
    else:
        screen.say(f"Tax from which {extra_cost:g} {money} are paid: {figure(one.tax * TONNE)} {money}/t")
    screen.say(
        f"Shadow price of CO2, the other prices as they are ({figure(one.current * TONNE)} {money}/t in "
        "the set):"
    )
    screen.say(f"  all categories: {_shadow(one.shadow, one)}")
    screen.say(f"  without toxicity: {_shadow(one.shadow_without_toxicity, one)}")
    years = []
    for year in (
        along_path(saved, {y: price / TONNE for y, price in path.items()}, extra_cost) if path else ()
    ):
        pays = None if year.pays is None else ("yes" if year.pays else "no")
        needed = None if extra_cost is None or year.saved <= 0 else extra_cost / year.saved * TONNE
        years.append({"year": year.year, "price_per_tonne": year.price * TONNE, "saved": year.saved,
                      "worth": year.worth, "needed_per_tonne": needed, "pays": pays})  # fmt: skip
    if years:
        rows = [
            tuple("" if v is None else v if isinstance(v, str) else figure(v) for v in y.values())
            for y in years
        ]
        columns = (
            "year",
            f"{money}/t",
            "kg saved",
            f"worth, {money}",
            f"{money}/t needed",
            "pays the extra cost",
        )
        screen.table(f"Along the path, {savings_of}", columns, rows, right=(1, 2, 3, 4))
        if extra_cost is not None:
            first = next((str(y["year"]) for y in years if y["pays"] == "yes"), None)
            screen.say(f"Pays from {first}." if first else "Does not pay in any of these years.")
    screen.emit({
        "case": result.case.id, "scenario": result.scenario.id, "currency": money,
        "saved": one.saved, "extra_cost": extra_cost,
        "tax_per_tonne": None if one.tax is None else one.tax * TONNE,
        "shadow_per_tonne": one.shadow * TONNE,
        "shadow_per_tonne_without_toxicity": one.shadow_without_toxicity * TONNE,
        "shadow_in_set_per_tonne": one.current * TONNE,
        "savings_of": savings_of, "path": years,
        "findings": [finding.as_dict() for finding in findings],
    })  # fmt: skip


def _shadow(price: float, one: CarbonPrice) -> str:
    """Return in words at which price both sides cost the same."""
    if math.isnan(price):
        return "no price of CO2 changes anything"
    money = f"{figure(price * TONNE)} {one.currency}/t"
    side = "less" if one.saved > 0 else "more"
    if price < 0:
        return f"the innovation costs {side} at any price of CO2 from 0 (equal at {money})"
    return f"equal at {money}, above it the innovation costs {side}"
