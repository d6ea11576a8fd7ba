"""Shadow prices as data: a price belongs to a category, its characterisation model and its unit.

A price set made for one model is never applied to another in silence: that needs a named mapping, whose rows
say what was done (as printed, split, dropped) and how good the match is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike

from roos.errors import error

if TYPE_CHECKING:
    from roos.price_paths import PricePaths


class Rule(StrEnum):
    """What a mapping does with a printed price."""

    AS_PRINTED = "as printed"
    SPLIT = "split"
    DROPPED = "dropped"


class Quality(StrEnum):
    """How well source and target of a mapping row agree."""

    SAME_MODEL = "same model"
    SAME_UNIT = "same unit, other model"
    OTHER_UNIT = "other unit"


@dataclass(frozen=True, slots=True)
class Price:
    """Money per unit of one impact category.

    Attributes
    ----------
    category, model, unit
        The triple that the price applies to: category id, characterisation model, unit of the score.
    values
        Money per unit, one value per year of the set.
    indicator, theme
        Where the cost is shown: indicator of the rose, and its theme.
    printed
        Name of the category as its source prints it.
    """

    category: str
    model: str
    unit: str
    values: tuple[float, ...]
    indicator: str = ""
    theme: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One price carried from the model it was made for to a category of another.

    Attributes
    ----------
    source_category
        Category id of the price.
    target_category, target_models, target_unit
        Where it goes; empty when dropped. Any of the models is accepted.
    factor
        Part of the printed price that the target gets.
    rule, quality, note
        What was done, how good the match is, and why.
    """

    source_category: str
    target_category: str
    target_models: tuple[str, ...]
    target_unit: str
    factor: float
    rule: Rule
    quality: Quality
    note: str = ""


@dataclass(frozen=True)
class CategoryMapping:
    """A named table that carries a price set to another characterisation model."""

    name: str
    source_model: str
    rows: tuple[MappingRow, ...]
    note: str = ""


@dataclass(frozen=True)
class PriceSet:
    """Prices of one source.

    Attributes
    ----------
    name, title
        Short name (``"tno-2020"``) and what to print.
    currency
        E.g. ``"EUR"``.
    years
        Years of the values; ``("",)`` where the source names none.
    prices
        One per category.
    mappings
        Mappings to other models that come with the set; used only for categories that no price fits as
        it stands, and named in every result.
    toxicity
        Indicators left out of the second total that every cost is shown with.
    """

    name: str
    title: str
    currency: str
    years: tuple[str, ...]
    prices: tuple[Price, ...]
    mappings: tuple[CategoryMapping, ...] = ()
    toxicity: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for price in self.prices:
            if len(price.values) != len(self.years):
                raise error(
                    "E304",
                    f"{len(price.values)} prices for {len(self.years)} years",
                    where=f"price set {self.name!r}, category {price.category!r}",
                    hint="give one price per year",
                )
            key = (price.category, price.model)
            if key in seen:
                raise error(
                    "E304",
                    f"category {price.category!r} of {price.model!r} is priced twice",
                    where=f"price set {self.name!r}",
                    hint="keep one price per category and model",
                )
            seen.add(key)

    def indicator_of(self, category: str) -> tuple[str, str]:
        """Return indicator and theme of a source category id."""
        for price in self.prices:
            if price.category == category:
                return price.indicator, price.theme
        return "", ""

    def along(
        self,
        category: str,
        values: ArrayLike,
        *,
        years: Sequence[str | int],
        names: Sequence[str] = (),
        model: str = "",
        per: float = 1.0,
        interpolate: bool = False,
    ) -> PricePaths:
        """Return paths with the price of one category running along years: :func:`roos.price_paths.along`."""
        from roos.price_paths import along

        return along(
            self, category, values, years=years, names=names, model=model, per=per, interpolate=interpolate
        )
