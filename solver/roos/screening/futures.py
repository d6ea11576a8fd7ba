"""Cases on backgrounds of the future, always beside the same year and pathway of one family of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roos.errors import error
from roos.prices import PriceSet
from roos.screening.case import Case
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.run import screen
from roos.screening.screened import Screening
from roos.system import System

#: Pathways and years of the data set `profiles`; 2020 is the same in all three.
PATHWAYS = ("SSP2-NPi", "SSP2-PkBudg1000", "SSP2-PkBudg650")
YEARS = ("2020", "2030", "2040", "2050")
REFERENCE = ("SSP2-NPi", "2020")


@dataclass(frozen=True)
class Futures:
    """Screenings along pathways and years.

    Attributes
    ----------
    screenings
        By pathway and year.
    reference
        Which of them the others are compared with.
    """

    screenings: Mapping[tuple[str, str], Screening]
    reference: tuple[str, str]

    @property
    def base(self) -> Screening:
        """The screening that the others are compared with."""
        return self.screenings[self.reference]


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
) -> Futures:
    """Screen cases on several backgrounds, each factorised once.

    Parameters
    ----------
    backgrounds
        By pathway and year. Their ``meta`` names the pathway: one that is ``static`` is of another release
        and is refused (profiles T05).
    reference
        Key of the background that the others are compared with.
    options, variants, given, per
        As for :func:`roos.screening.screen`.

    Raises
    ------
    InputError
        E443 a static background among them, the reference is missing, or products differ.
    """
    if reference not in backgrounds:
        listed = ", ".join(f"{pathway} {year}" for pathway, year in backgrounds)
        raise error("E443", f"the reference {' '.join(reference)} is missing", listed, "add it")
    products = backgrounds[reference].products.ids
    for key, system in backgrounds.items():
        if system.meta.get("pathway") == "static":
            hint = "compare futures with pathway=SSP2-NPi,year=2020: static is of another release"
            raise error("E443", "the static background is no year of the pathways", " ".join(key), hint)
        if system.products.ids != products:
            raise error("E443", "the backgrounds have other products", " ".join(key), "use one release")
    done = {
        key: screen(cases, system, prices, options=options, variants=variants, given=given, per=per)
        for key, system in backgrounds.items()
    }
    return Futures(done, reference)
