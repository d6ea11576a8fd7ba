"""``[[axis]]``: one direction of the grid of scenarios, in five ways."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from roos_inventories.sweep_file.values import Number, Section, Text


class _Axis(Section):
    name: Text = Field(description="What results call the axis.")
    unit: str = Field(default="", description="For tables and plots; nothing is converted.")
    comment: str = ""


class ValuesAxis(_Axis):
    """A parameter takes the values of a list."""

    values: list[Number] = Field(min_length=1, description="One scenario each.")
    parameter: Text | None = Field(
        default=None, description="The parameter that is set; the axis's name by default."
    )
    labels: list[Text] | None = Field(
        default=None, description="What results call the items, instead of the number."
    )


class RangeAxis(_Axis):
    """A parameter goes from start to stop, both included, in equal steps."""

    start: Number
    stop: Number
    step: Number | None = Field(default=None, description="Must reach stop exactly.")
    count: Annotated[int, Field(ge=1)] | None = Field(default=None, description="How many values.")
    parameter: Text | None = Field(
        default=None, description="The parameter that is set; the axis's name by default."
    )

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["step"]}, {"required": ["count"]}]})

    @model_validator(mode="after")
    def _step_or_count(self) -> Any:
        return one_of(self, "step", "count")


class ZippedAxis(_Axis):
    """Several parameters change together: item 1 of every list, then item 2, and so on."""

    zip: dict[Text, Annotated[list[Number], Field(min_length=1)]] = Field(
        min_length=1, description="A list of as many values for each parameter."
    )
    labels: list[Text] | None = Field(default=None, description="What results call the items.")


class YearsAxis(_Axis):
    """Years, which formulas know by the name of the axis; further parameters may have a value per year."""

    years: list[int] = Field(min_length=1, description="One scenario each.")
    zip: dict[Text, Annotated[list[Number], Field(min_length=1)]] | None = Field(
        default=None, description="A list of one value per year for each parameter."
    )


class FilesAxis(_Axis):
    """Scenarios of files: difference files as Activity Browser and premise write them, array datapackages."""

    files: Annotated[list[Text], Field(min_length=1)] = Field(description="Paths, from this file's folder.")
    join: Literal["combine", "extend"] = Field(
        default="combine",
        description="Of several files: every scenario with every one, or those of the same name.",
    )
    conflicts: Literal["refuse", "last"] = Field(
        default="refuse",
        description="Where two files change one cell: refuse it, or let the last file decide.",
    )
    unmatched: Literal["refuse", "leave out"] = Field(
        default="refuse", description="What to do with an exchange that the inventory does not have."
    )
    decimal: Literal[".", ","] = Field(default=".", description="Decimal mark of amounts in text files.")
    sheet: str = Field(default="", description="Of a workbook; found by its header by default.")


def one_of(section: Any, *keys: str) -> Any:
    """Return a section in which exactly one of some keys has a value; refuse any other."""
    given = [key for key in keys if getattr(section, key) is not None]
    if len(given) != 1:
        kind = "missing_one" if not given else "exclusive"
        raise PydanticCustomError(kind, "one of them", {"keys": list(keys), "given": given})
    return section


#: By tag, which names the key that tells the kind; tags cannot be keys, so that both stay apart in a path.
KINDS: dict[str, type[_Axis]] = {
    "<files>": FilesAxis,
    "<years>": YearsAxis,
    "<zip>": ZippedAxis,
    "<values>": ValuesAxis,
    "<start>": RangeAxis,
}
_MARKS = {"<start>": ("start", "stop", "step", "count")}


def axis_kind(given: Any) -> str:
    """Return the tag of the kind of axis that some keys mean; the last where they mean none."""
    keys = given if isinstance(given, dict) else given.__dict__
    for tag in KINDS:
        if any(mark in keys for mark in _MARKS.get(tag, (tag[1:-1],))):
            return tag
    return "<values>"


AxisTable = Annotated[
    Annotated[ValuesAxis, Tag("<values>")]
    | Annotated[RangeAxis, Tag("<start>")]
    | Annotated[ZippedAxis, Tag("<zip>")]
    | Annotated[YearsAxis, Tag("<years>")]
    | Annotated[FilesAxis, Tag("<files>")],
    Discriminator(axis_kind),
]
