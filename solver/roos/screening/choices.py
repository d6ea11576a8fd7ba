"""What the printed method leaves open: one option per row of its list of ambiguities, each with a reason.

The report (TNO 2020 R12210, section 3.1 and Bijlage 4) prescribes none of the defaults. A result names the
choices it was made with, so that two results can be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from roos.errors import error


class Choice(NamedTuple):
    """One choice as a result names it."""

    row: int
    option: str
    chosen: str
    default: bool
    reason: str


def _one(row: int, allowed: tuple[str, ...], reason: str) -> Any:
    """Return a field with a closed list of values, the default first."""
    return field(default=allowed[0], metadata={"row": row, "allowed": allowed, "reason": reason})


def _number(row: int, default: float, reason: str) -> Any:
    return field(default=default, metadata={"row": row, "allowed": (), "reason": reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningOptions:
    """Choices, in the order of the rows; every field's row and reason stand in its metadata.

    Row 26 is a number that the case must give itself, and row 27 a list of patches in the case.
    """

    category_list: str = _one(
        1,
        ("2016 mapped", "2008 printed", "refuse to mix"),
        "the text says ReCiPe 2016, the names are those of 2008, and no 2008 factors come with roos",
    )
    price_units: str = _one(
        2, ("declared",), "the report prints no units: a price has the one of its category, or is refused"
    )
    land_transformation: str = _one(
        3, ("as printed", "drop"), "one price for m2*a and m2: summed as printed, and said"
    )
    headline: str = _one(4, ("both",), "mean and cost are two results; neither stands alone")
    mean_over: str = _one(5, ("18 categories", "8 indicators"), "the report: of each impact category")
    zero_baseline: str = _one(
        6, ("exclude", "floor", "error"), "a ratio to nothing is undefined: left out of the mean and counted"
    )
    floor: float = _number(6, 1e-12, "smallest baseline with zero_baseline = floor, in the category's unit")
    indicator: str = _one(7, ("summed cost", "mean of relative"), "categories are added up by their prices")
    small_rose_resources: str = _one(
        8, ("4 indicators", "6 categories", "summed cost"), "a mean over the section of the large rose"
    )
    small_rose_value: str = _one(
        9, ("class only", "entered", "scored"), "the section is qualitative: no number can be computed"
    )
    reuse_polarity: str = _one(
        10,
        ("literal", "inverted"),
        "the rule as printed makes more reuse red; the switch shows the other way",
    )
    denominator: str = _one(
        11, ("partial", "full"), "equal stages are left out, so results cannot be compared between cases"
    )
    functional_unit: str = _one(
        12, ("per year of service", "per second life"), "a year of service counts all lives of a product"
    )
    replacements: str = _one(13, ("fractional", "whole"), "4.5/8.25 of a battery is what the report divides")
    class_edges: str = _one(
        14, ("upper inclusive", "lower inclusive"), "the printed ranges overlap at their edges"
    )
    neutral_width: float = _number(14, 0.05, "half-width of the neutral class, in per cent")
    sign: str = _one(
        15, ("negative is better", "positive is better"), "stored as (c − b)/b; only the display changes"
    )
    energy_use: str = _one(
        16, ("own quantity", "fossil depletion"), "the report says energy and does not say which"
    )
    shares: str = _one(17, ("single score", "mean of categories"), "shares are stated without their metric")
    snew_energy: str = _one(
        18, ("new = 0.7 old", "old = 1.3 new"), "the first is a saving, the other an extra"
    )
    demcon_material: str = _one(19, ("reading A", "reading B"), "the assumption of the LCA, not its summary")
    htc_lifetimes: str = _one(20, ("10 to 15", "15 to 30"), "the LCA states these; the others are the story")
    htc_refurbishment: str = _one(21, ("points", "relative"), "another 8 % better: added to a percentage")
    alkondor_turning: str = _one(22, ("separate", "joint"), "two scans and a map say more than one point")
    vanderlande_battery: str = _one(23, ("constant", "declining"), "the sentence beside the CO2 figure")
    aebi_actions: str = _one(24, ("separate", "combined too"), "the report analyses them one by one")
    aebi_cable: str = _one(
        25, ("2 m in total", "2 m per sensor"), "the shorter reading; either is negligible"
    )
    credits: str = _one(28, ("none", "recycled outputs"), "cut-off: no credit leaves, reused inputs are free")
    background_time: str = _one(29, ("static", "efficiency path"), "nothing is stated for 25 to 60 years")
    snew_mix: str = _one(30, ("four at 25 %", "screens 20 %"), "the four named shares add up to 80 %")
    group_range: str = _one(31, ("computed beside printed",), "agreement is never forced")
    rings: str = _one(32, ("text", "caption"), "text and caption of the figure disagree")
    tolerance: float = _number(33, 0.5, "points: the report prints whole numbers")
    tolerance_about: float = _number(33, 2.5, "points, where the report says about or up to")
    uncertainty: str = _one(34, ("off", "ranges"), "the report has none; its printed ranges can be swept")

    def __post_init__(self) -> None:
        for one in fields(self):
            allowed, value = one.metadata["allowed"], getattr(self, one.name)
            if allowed and value not in allowed:
                raise error(
                    "E430", f"{value!r} is no choice for {one.name}", f"row {one.metadata['row']}",
                    "allowed: " + "; ".join(allowed),
                )  # fmt: skip
            if not allowed and not (isinstance(value, int | float) and 0 <= value < float("inf")):
                raise error("E430", f"{value!r} is no choice for {one.name}", hint="give a number from 0")

    @classmethod
    def of(cls, given: dict[str, str | float]) -> ScreeningOptions:
        """Return options by name; raise E430 with the nearest name for one that is unknown."""
        import difflib

        known = [one.name for one in fields(cls)]
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known
                raise error("E430", f"no option is called {name!r}", name, "nearest: " + "; ".join(near))
        return cls(**given)  # type: ignore[arg-type]

    def chosen(self) -> tuple[Choice, ...]:
        """Return every choice, in the order of the rows."""
        return tuple(
            Choice(
                one.metadata["row"],
                one.name,
                str(getattr(self, one.name)),
                getattr(self, one.name) == one.default,
                one.metadata["reason"],
            )
            for one in fields(self)
        )

    def readings(self) -> dict[int, str]:
        """Return the choice of each row that a case may answer with a variant of its own."""
        return {
            one.metadata["row"]: str(getattr(self, one.name))
            for one in fields(self)
            if one.metadata["row"] in READINGS
        }


#: Rows whose choices are readings of one case: a variant or a scenario of the case's file answers to them.
READINGS = frozenset({12, 18, 19, 20, 23, 24, 25, 29, 30})

DEFAULT = ScreeningOptions()
