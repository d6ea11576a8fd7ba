"""What a reader hands to :func:`roos_inventories.link.link`: activities and exchanges in no format's words.

A reader only says what its source says, with the place of each statement. Linking, conversion of units and
signs are decided once, in `link.py`, for every format alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import nan


class Kind(StrEnum):
    """What an exchange is to its activity."""

    PRODUCTION = "production"  # a product comes out; a negative amount takes a waste in for treatment
    INPUT = "input"  # a product is used; its amount has the sign of the source
    SUBSTITUTION = "substitution"  # a product comes out and takes the place of another activity's
    WASTE = "waste"  # a waste leaves for treatment: whichever sign treats it, the amount is treated
    ELEMENTARY = "elementary"  # to or from nature, with the sign of the source


#: Types of a distribution that is stated and not drawn from.
NONE, UNKNOWN = 0, -1


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A distribution in the field's common encoding (``stats_arrays``); NaN where a parameter is not set.

    Attributes
    ----------
    type
        2 lognormal, 3 normal, 4 uniform, 5 triangular and so on. :data:`NONE` where the source states one
        that programs of its format take for none, :data:`UNKNOWN` where it is of a kind without a number:
        such amounts are certain (W186, W185).
    negative
        The lognormal is of the negated amount.
    factor
        What a drawn amount is multiplied by: a share, a conversion, −1 for an amount that changed its sign.
        Multiplying the draw is right for every distribution; the parameters stay those of the source.
    """

    type: int
    loc: float = nan
    scale: float = nan
    shape: float = nan
    minimum: float = nan
    maximum: float = nan
    negative: bool = False
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """One exchange.

    Attributes
    ----------
    kind
        What it is to its activity.
    amount
        As in the source, in ``unit``.
    unit
        As in the source; empty where it says none, and then that of what it refers to counts.
    place
        File and line, or sheet and cell, for messages.
    key
        Of the product or flow; empty where the source gives none, and then ``name``, ``product``,
        ``location`` and ``unit`` are compared. A production exchange without one takes the key of its
        activity.
    name
        Of the activity that supplies, of the product made, or of the elementary flow.
    product
        Name of the product where the source tells it from the activity's.
    location
        Empty: any.
    compartment
        Of an elementary flow: parts from general to specific.
    reference
        A production exchange that the source marks as the reference product.
    uncertainty
        Kept for those who sample; a static score does not use it. None where the source states none.
    """

    kind: Kind
    amount: float
    unit: str = ""
    place: str = ""
    key: str = ""
    name: str = ""
    product: str = ""
    location: str = ""
    compartment: tuple[str, ...] = ()
    reference: bool = False
    uncertainty: Uncertainty | None = None

    @property
    def drawn(self) -> bool:
        """Whether the amount has a distribution to draw from."""
        return self.uncertainty is not None and self.uncertainty.type > 1


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity, that is a column of the technosphere.

    Attributes
    ----------
    key
        Unique; the id of the column.
    name, location
        As in the source.
    unit
        Of its reference product, where the source says it of the activity.
    place
        File and line, or sheet and cell.
    exchanges
        In the order of the source.
    """

    key: str
    name: str
    location: str = ""
    unit: str = ""
    place: str = ""
    exchanges: tuple[ExchangeRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowRecord:
    """One elementary flow that the source describes apart from its exchanges."""

    key: str
    name: str
    unit: str = ""
    compartment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policies:
    """What is done where a source leaves it open; each use is counted in a finding.

    Attributes
    ----------
    drop_unlinked
        Leave out exchanges that refer to nothing (W105), instead of refusing the inventory (E520).
    assume_production
        Give an activity without a product an output of one unit of its own (W124), as Brightway does, instead
        of refusing it (E104).
    standard_units
        Count elementary flows in the units of the field's flow lists (kg, MJ, m3, kBq …): W121.
    """

    drop_unlinked: bool = False
    assume_production: bool = False
    standard_units: bool = False
