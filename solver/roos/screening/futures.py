"""Cases on backgrounds of the future: pathway and year as axes, beside one of the same family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roos.errors import error
from roos.prices import PriceSet
from roos.screening.along_years import Futures
from roos.screening.case import Case
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.run import screen
from roos.system import System

__all__ = ["PATHWAYS", "REFERENCE", "YEARS", "Futures", "screen_futures"]

#: Pathways and years of the data set `profiles`; 2020 is the same in all three.
PATHWAYS = ("SSP2-NPi", "SSP2-PkBudg1000", "SSP2-PkBudg650")
YEARS = ("2020", "2030", "2040", "2050")
REFERENCE = ("SSP2-NPi", "2020")


def screen_futures(
    cases: Case | Sequence[Case],
    backgrounds: Mapping[tuple[str, str], System],
    prices: PriceSet,
    *,
    reference: tuple[str, str] = REFERENCE,
    options: ScreeningOptions = DEFAULT,
    variants: bool | str = False,
    given: Mapping[str, float] | None = None,
    per: float | None = None,
    price_year: str | int | None = None,
) -> Futures:
    """Screen cases on several backgrounds, each factorised once for all cases, sides and datasets.

    Parameters
    ----------
    backgrounds
        By pathway and year, the year in digits. Their ``meta`` names the pathway: ``static`` is of another
        release and is refused (profiles T05).
    reference
        Key of the background that the others are compared with.
    options, variants, given, per, price_year
        As for :func:`roos.screening.screen`.

    Raises
    ------
    InputError
        E443 a static background among them, a year that is no number, the reference is missing, or products
        differ.
    """
    if reference not in backgrounds:
        listed = ", ".join(f"{pathway} {year}" for pathway, year in backgrounds)
        raise error("E443", f"the reference {' '.join(reference)} is missing", listed, "add it")
    products = backgrounds[reference].products.ids
    for key, system in backgrounds.items():
        if system.meta.get("pathway") == "static":
            hint = "compare futures with pathway=SSP2-NPi,year=2020: static is of another release"
            raise error("E443", "the static background is no year of the pathways", " ".join(key), hint)
        if not (key[1].isascii() and key[1].isdigit()):
            raise error(
                "E443", f"{key[1]!r} is no year", " ".join(key), "name a background (pathway, '2050')"
            )
        if system.products.ids != products:
            raise error("E443", "the backgrounds have other products", " ".join(key), "use one release")
    done = {
        key: screen(
            cases, system, prices, options=options, variants=variants, given=given, per=per,
            price_year=price_year,
        )
        for key, system in backgrounds.items()
    }  # fmt: skip
    return Futures(done, reference)
