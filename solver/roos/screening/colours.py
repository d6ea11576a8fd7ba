"""The nine classes of the report's legend (after Figure 59), from extremely positive to negative."""

from __future__ import annotations

import math
from dataclasses import dataclass

from roos.screening.choices import DEFAULT, ScreeningOptions


@dataclass(frozen=True, slots=True)
class ColourClass:
    """One class of improvement.

    Attributes
    ----------
    rank
        4 best … 0 neutral … −4 worst.
    name, name_nl
        English and Dutch.
    span
        As the legend prints it, in per cent of improvement.
    """

    rank: int
    name: str
    name_nl: str
    span: str


CLASSES = (
    ColourClass(4, "extremely positive", "Heel erg positief", ">50%"),
    ColourClass(3, "very positive", "Erg positief", "25%-50%"),
    ColourClass(2, "positive", "Positief", "10%-25%"),
    ColourClass(1, "slightly positive", "Licht positief", "0%-10%"),
    ColourClass(0, "neutral", "Neutraal", "0%"),
    ColourClass(-1, "slightly negative", "Licht negatief", "0%--10%"),
    ColourClass(-2, "negative", "Negatief", "-10%--25%"),
    ColourClass(-3, "very negative", "Erg negatief", "-25%--50%"),
    ColourClass(-4, "extremely negative", "Heel erg negatief", "<-50%"),
)
_EDGES = (10.0, 25.0, 50.0)


def colour_class(relative: float, options: ScreeningOptions = DEFAULT) -> ColourClass | None:
    """Return the class of a relative result r (negative is better), None where r is undefined.

    The improvement q = −100 r falls into a class by its size; with ``class_edges = "upper inclusive"`` an
    improvement of exactly 25 % is in 10–25 %, as a worsening of exactly 25 % is in −10–−25 %.
    """
    if not math.isfinite(relative):
        return None
    q = -100.0 * relative
    if abs(q) < options.neutral_width or q == 0.0:
        return CLASSES[4]
    inclusive = options.class_edges == "upper inclusive"
    level = 1 + sum(abs(q) > edge if inclusive else abs(q) >= edge for edge in _EDGES)
    return CLASSES[4 - level] if q > 0 else CLASSES[4 + level]
