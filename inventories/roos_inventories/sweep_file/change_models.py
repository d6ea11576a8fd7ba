"""``[[change]]``: one cell of one matrix, named by what stands in its row and column, and what it becomes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator

from roos_inventories.sweep_file.axis_models import one_of
from roos_inventories.sweep_file.values import NumberOrFormula, Section, Text


class _Change(Section):
    value: NumberOrFormula | None = Field(default=None, description="What stands in the cell, with its sign.")
    times: NumberOrFormula | None = Field(
        default=None, description="A factor on what the inventory has there."
    )
    comment: str = ""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["value"]}, {"required": ["times"]}]})

    @model_validator(mode="after")
    def _value_or_times(self) -> Any:
        return one_of(self, "value", "times")


class TechnosphereChange(_Change):
    """An input (negative) or output of an activity."""

    part: Literal["technosphere"]
    product: Text
    activity: Text


class BiosphereChange(_Change):
    """What an activity exchanges with nature."""

    part: Literal["biosphere"]
    flow: Text
    activity: Text


class CharacterisationChange(_Change):
    """The factor of a flow in a category."""

    part: Literal["characterisation"]
    category: Text
    flow: Text


class DemandChange(_Change):
    """How much of a product a demand asks for."""

    part: Literal["demands"]
    product: Text
    demand: Text


Year = Annotated[
    int | Text, WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"\S"}]})
]


class PriceChange(_Change):
    """The price of a category in a year."""

    part: Literal["prices"]
    category: Text
    year: Year = Field(default="every year", description="For a price set without years, leave it out.")


#: By tag: the part of the system, in brackets that no key can have.
PARTS: dict[str, type[_Change]] = {
    "<technosphere>": TechnosphereChange,
    "<biosphere>": BiosphereChange,
    "<characterisation>": CharacterisationChange,
    "<demands>": DemandChange,
    "<prices>": PriceChange,
}
#: Row and column of each part, by the keys that name them.
ROW_AND_COLUMN: dict[str, tuple[str, str]] = {
    "technosphere": ("product", "activity"),
    "biosphere": ("flow", "activity"),
    "characterisation": ("category", "flow"),
    "demands": ("product", "demand"),
    "prices": ("category", "year"),
}


def change_part(given: Any) -> str:
    """Return the tag of the part; where it is missing or misspelt, the one whose keys are there."""
    keys = given if isinstance(given, dict) else given.__dict__
    tag = f"<{keys.get('part')}>"
    if tag in PARTS:
        return tag
    part = max(ROW_AND_COLUMN, key=lambda part: sum(key in keys for key in ROW_AND_COLUMN[part]))
    return f"<{part}>"


ChangeTable = Annotated[
    Annotated[TechnosphereChange, Tag("<technosphere>")]
    | Annotated[BiosphereChange, Tag("<biosphere>")]
    | Annotated[CharacterisationChange, Tag("<characterisation>")]
    | Annotated[DemandChange, Tag("<demands>")]
    | Annotated[PriceChange, Tag("<prices>")],
    Discriminator(change_part),
]
