"""The whole sweep file as a model: what is validated, and what the published JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from roos_inventories.sweep_file.axis_models import AxisTable
from roos_inventories.sweep_file.change_models import ChangeTable
from roos_inventories.sweep_file.uncertain_models import DISTRIBUTIONS, DrawnTable, distribution_tag
from roos_inventories.sweep_file.values import Number, NumberOrFormula, Option, Section, Text


class Inventory(Section):
    """The inventory with its options apart."""

    locator: Text = Field(description="As `roos solve` takes it; a path starts at this file's folder.")
    options: dict[Text, Option] = Field(default={}, description="See `roos list inventories`.")


class DemandFile(Section):
    """A demand file with a decimal mark of its own."""

    file: Text = Field(description="CSV or Parquet; a path starts at this file's folder.")
    decimal: Literal[".", ","] = "."


class Prices(Section):
    """Price sets, and the mapping that carries them to another characterisation model."""

    sets: list[Text] = Field(min_length=1, description="Names of `roos list prices`, or files.")
    mapping: Text | None = Field(default=None, description="By name; that of the price set by default.")


class Parameter(Section):
    """A certain parameter with what is known about it; distributions have tables of their own."""

    value: NumberOrFormula
    unit: str = ""
    comment: str = ""


class Outputs(Section):
    """What is written, and how."""

    formats: list[Literal["parquet", "netcdf", "zarr", "csv"]] = Field(
        default=["parquet"], min_length=1, description="One file or folder each; the store is always kept."
    )
    layout: Literal["long", "wide"] = Field(
        default="long", description="Tables with one row per score, or with a column per category."
    )
    bounds: bool = Field(default=True, description="Whether the error bound of each score is written, too.")


class Run(Section):
    """How it is computed; the command line's options go before these."""

    path: Literal["auto", "products", "foreground", "low rank", "refactorise", "factorise"] = Field(
        default="auto", description="Which exact path; auto takes what should be fastest."
    )
    direction: Literal["auto", "forward", "adjoint"] = "auto"
    memory: Text | None = Field(default=None, description="Most memory to use, e.g. 512MB.")
    threads: Annotated[int, Field(ge=1)] | None = Field(default=None, description="All cores by default.")


def _by_kind(*, table: str) -> Any:
    def kind(given: Any) -> str:
        if isinstance(given, dict | Section):
            return table
        return "<list>" if isinstance(given, list) else "<text>"

    return kind


def _demands_kind(given: Any) -> str:
    if not isinstance(given, dict | Section):
        return "<text>"
    is_file = isinstance(given, Section) or (isinstance(given.get("file"), str) or not given)
    return "<file>" if is_file else "<demands>"


InventoryKey = Annotated[
    Annotated[Text, Tag("<text>")] | Annotated[Inventory, Tag("<inventory>")],
    Discriminator(lambda given: "<inventory>" if isinstance(given, dict | Section) else "<text>"),
]
DemandsKey = Annotated[
    Annotated[Text, Tag("<text>")]
    | Annotated[DemandFile, Tag("<file>")]
    | Annotated[dict[Text, Annotated[dict[Text, Number], Field(min_length=1)]], Tag("<demands>")],
    Discriminator(_demands_kind),
]
PricesKey = Annotated[
    Annotated[Text, Tag("<text>")]
    | Annotated[Annotated[list[Text], Field(min_length=1)], Tag("<list>")]
    | Annotated[Prices, Tag("<prices>")],
    Discriminator(_by_kind(table="<prices>")),
]


def _parameter_kind(given: Any) -> str:
    if not isinstance(given, dict | Section):
        return "<text>"
    drawn = "distribution" in given if isinstance(given, dict) else not isinstance(given, Parameter)
    return distribution_tag(given) if drawn else "<parameter>"


ParameterKey = Annotated[
    Annotated[NumberOrFormula, Tag("<text>")] | Annotated[Parameter, Tag("<parameter>")] | DrawnTable,
    Discriminator(_parameter_kind),
]
#: Of the schema: axes, or a parameter with a distribution to draw.
_VARIES = {
    "anyOf": [
        {"required": ["axis"]},
        {
            "required": ["parameters"],
            "properties": {
                "parameters": {
                    "not": {"additionalProperties": {"not": {"type": "object", "required": ["distribution"]}}}
                }
            },
        },
    ]
}


class SweepFile(Section):
    """What `roos sweep` computes: every demand in every category under every scenario of a grid."""

    title: str = ""
    comment: str = ""
    inventory: InventoryKey = Field(description="A locator as `roos solve` takes it, or a table.")
    method: Text | None = Field(
        default=None, description="Characterisation method; the inventory's own by default."
    )
    demands: DemandsKey = Field(description='A file, "all", "setup:NAME", or a table of demands.')
    prices: PricesKey | None = Field(default=None, description="Names or files of price sets.")
    parameters: dict[Text, ParameterKey] = Field(
        default={}, description="Numbers, or formulas of other parameters; axes set them anew."
    )
    axis: Annotated[list[AxisTable], Field(min_length=1)] = Field(
        default=[], description="Every item of one with every item of the others."
    )
    change: list[ChangeTable] = Field(default=[], description="What the parameters do.")
    outputs: Outputs = Outputs()
    run: Run = Run()

    model_config = ConfigDict(json_schema_extra=_VARIES)

    @model_validator(mode="after")
    def _something_varies(self) -> Any:
        if not self.axis and not any(
            isinstance(one, tuple(DISTRIBUTIONS.values())) for one in self.parameters.values()
        ):
            raise PydanticCustomError("nothing_varies", "nothing varies")
        return self


#: Tags of unions to the tables they stand for; the others are texts and lists.
TABLES: dict[str, type[Section]] = {
    "<inventory>": Inventory,
    "<file>": DemandFile,
    "<prices>": Prices,
    "<parameter>": Parameter,
    **DISTRIBUTIONS,
}
