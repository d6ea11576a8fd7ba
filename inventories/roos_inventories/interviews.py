"""What the companies said: drivers and barriers on a scale of one to three, and shaded business models."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from roos.errors import error

#: The nine blocks of a business-model canvas, in the order in which it is read.
BLOCKS = (
    "key_partners", "key_activities", "key_resources", "value_proposition", "customer_relationships",
    "channels", "customer_segments", "cost_structure", "revenue_streams",
)  # fmt: skip
#: How much an innovation changed a block; ``changed`` without a degree, ``open`` for later, ``""`` not said.
LEVELS = ("none", "small", "changed", "large", "open", "")


@dataclass(frozen=True, slots=True)
class Motive:
    """A driver or a barrier.

    Attributes
    ----------
    id, name, name_nl
        English and Dutch.
    none, strong
        Companies that score it 1 and 3.
    mean
        Over all companies.
    by_type
        Mean per innovation type.
    """

    id: str
    name: str
    name_nl: str
    none: int
    strong: int
    mean: float
    by_type: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Motives:
    """All drivers, or all barriers, from internal to external."""

    kind: str
    place: str
    items: tuple[Motive, ...]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A business model: block to level, one of :data:`LEVELS`."""

    case: str
    place: str
    blocks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Interviews:
    """Everything of the interviews that the report prints as text.

    Attributes
    ----------
    lowest, highest
        Ends of the scale.
    groups
        Companies per innovation type.
    drivers, barriers, canvases
        See the classes; canvases by case, for the nine that have one.
    """

    lowest: float
    highest: float
    groups: Mapping[str, int]
    drivers: Motives
    barriers: Motives
    canvases: Mapping[str, Canvas]

    def motives(self, kind: str) -> Motives:
        """Return ``"drivers"`` or ``"barriers"``."""
        return self.drivers if kind == "drivers" else self.barriers

    def canvas(self, case: str) -> Canvas:
        """Return the business model of a case; E462 names the cases that have one."""
        if case not in self.canvases:
            there = ", ".join(self.canvases)
            message = f"the report shows no business model of case {case!r}"
            raise error("E462", message, case, f"it shows one of: {there}")
        return self.canvases[case]


@cache
def read_interviews() -> Interviews:
    """Return what comes with roos (``cases/interviews.toml``).

    Examples
    --------
    >>> interviews = read_interviews()
    >>> max(interviews.barriers.items, key=lambda one: one.mean).name
    'Traditions in the sector'
    """
    text = files("roos_inventories").joinpath("cases", "interviews.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    groups = content["groups"]
    return Interviews(
        content["scale"]["lowest"],
        content["scale"]["highest"],
        groups,
        _motives("drivers", content["drivers"], groups),
        _motives("barriers", content["barriers"], groups),
        {
            case: Canvas(case, one["place"], {block: one.get(block, "") for block in BLOCKS})
            for case, one in content["canvas"].items()
        },
    )


def _motives(kind: str, table: Mapping[str, object], groups: Mapping[str, int]) -> Motives:
    items = table["items"]
    assert isinstance(items, list)
    made = [Motive(**{**one, "by_type": dict(zip(groups, one["by_type"], strict=True))}) for one in items]
    return Motives(kind, str(table["place"]), tuple(made))
