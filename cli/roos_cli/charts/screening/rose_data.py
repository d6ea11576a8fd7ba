"""What a rose shows, as frozen data: sectors with a class, and numbers where there are any."""

from __future__ import annotations

from dataclasses import dataclass

from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.comparison import Comparison
from roos.screening.pricing import ROSE
from roos.screening.roses import RINGS


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector.

    Attributes
    ----------
    ring, name
        Keys of their names.
    relative
        Change from the baseline; NaN where undefined, None where the sector has only a direction.
    rank
        Of its class, None where nothing can be said.
    direction
        Of the economy: what the demand does, empty for a sector with a number.
    score
        Of the economy: 1, 0, −1 or None.
    """

    ring: str
    name: str
    relative: float | None
    rank: int | None
    direction: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class RoseData:
    """A large rose and the small one beside it.

    Attributes
    ----------
    rings
        From outside to inside.
    sectors
        Eleven.
    small
        Three: CO2, value, raw materials, each with the ring it sums up.
    inverted
        Whether more reuse counts as better.
    flip
        Whether numbers are shown with an improvement as positive.
    """

    rings: tuple[str, ...]
    sectors: tuple[Sector, ...]
    small: tuple[Sector, ...]
    inverted: bool = False
    flip: bool = False

    def ring(self, name: str) -> tuple[Sector, ...]:
        """Return the sectors of a ring, in order."""
        return tuple(one for one in self.sectors if one.ring == name)


def rose_data(comparison: Comparison, options: ScreeningOptions = DEFAULT) -> RoseData:
    """Return the roses of a comparison.

    An indicator that no category stands for, and an activity the case does not speak of, are sectors all the
    same, of which nothing can be said.
    """
    known = {one.name: one for one in comparison.indicators}
    said = {one.name: one for one in comparison.economy}
    sectors = []
    for theme, names in ROSE.items():
        for name in names:
            one = known.get(name)
            colour = None if one is None else one.colour
            relative = float("nan") if one is None else one.relative
            sectors.append(Sector(theme, name, relative, None if colour is None else colour.rank))
    for name in ("reuse", "waste", "transport"):
        heard = said.get(name)
        score = None if heard is None else heard.score
        change = "unknown" if heard is None else heard.change
        sectors.append(Sector("economy", name, None, None, change, score))
    small = comparison.small_rose
    ranks = [None if one is None else one.rank
             for one in (small.climate_colour, small.value_colour, small.resources_colour)]  # fmt: skip
    return RoseData(
        RINGS[options.rings],
        tuple(sectors),
        (
            Sector("people_environment", "co2", small.climate, ranks[0]),
            Sector(
                "economy", "value", small.value, ranks[1], "" if small.value is not None else "class_only"
            ),
            Sector("natural_resources", "raw_materials", small.resources, ranks[2]),
        ),
        any(one.inverted for one in comparison.economy),
        options.sign == "positive is better",
    )
