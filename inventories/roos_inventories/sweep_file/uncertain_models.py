"""``[parameters]`` with a distribution: one model a distribution, each with the numbers that it has.

What ``loc``, ``scale``, ``shape``, ``minimum`` and ``maximum`` mean is as in ``stats_arrays``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from roos.uncertainty import PARAMETERS
from roos_inventories.sweep_file.values import Number, Section, number

#: Identifier in ``stats_arrays`` of each distribution.
NUMBERS: dict[str, int] = {
    "lognormal": 2,
    "normal": 3,
    "uniform": 4,
    "triangular": 5,
    "bernoulli": 6,
    "discrete": 7,
    "weibull": 8,
    "gamma": 9,
    "beta": 10,
    "extreme": 11,
    "student": 12,
    "pert": 13,
}


def _value(given: Any) -> float:
    if isinstance(given, str):
        raise PydanticCustomError("drawn_formula", "a formula is not drawn")
    return number(given)


#: The amount where nothing is drawn: a number, since a formula is as uncertain as its parameters.
Value = Annotated[
    float,
    PlainValidator(_value),
    WithJsonSchema({"type": "number", "description": "What holds where nothing is drawn."}),
]
Lowest = Annotated[Number | None, Field(description="Draws below it do not occur.")]
Highest = Annotated[Number | None, Field(description="Draws above it do not occur.")]


class _Drawn(Section):
    value: Value
    unit: str = ""
    comment: str = ""

    @model_validator(mode="before")
    @classmethod
    def _known_distribution(cls, given: Any) -> Any:
        """Refuse an unknown distribution before any of its numbers."""
        if isinstance(given, dict) and given.get("distribution") not in NUMBERS:
            raise PydanticCustomError("unknown_distribution", "unknown", {"known": list(NUMBERS)})
        return given


class Lognormal(_Drawn):
    """The logarithm is normal; the amount has the sign of its value."""

    distribution: Literal["lognormal"]
    loc: Annotated[Number | None, Field(description="Mean of the logarithm; ln |value| by default.")] = None
    scale: Annotated[Number, Field(description="Standard deviation of the logarithm, above zero.")]
    minimum: Lowest = None
    maximum: Highest = None
    negative: Annotated[bool | None, Field(description="Whether amounts are below zero.")] = None


class Normal(_Drawn):
    """Mean and standard deviation."""

    distribution: Literal["normal"]
    loc: Annotated[Number | None, Field(description="Mean; the value by default.")] = None
    scale: Annotated[Number, Field(description="Standard deviation, above zero.")]
    minimum: Lowest = None
    maximum: Highest = None


class Uniform(_Drawn):
    """Every value between two ends is as likely."""

    distribution: Literal["uniform"]
    minimum: Number
    maximum: Number


class Triangular(_Drawn):
    """Density that rises to the mode and falls to zero at both ends."""

    distribution: Literal["triangular"]
    loc: Annotated[Number | None, Field(description="Mode; the value by default.")] = None
    minimum: Number
    maximum: Number


class Bernoulli(_Drawn):
    """One with some probability, else zero."""

    distribution: Literal["bernoulli"]
    loc: Annotated[Number, Field(description="Probability of one.")]


class Discrete(_Drawn):
    """Whole numbers, all as likely; the maximum itself is never drawn."""

    distribution: Literal["discrete"]
    minimum: Annotated[Number | None, Field(description="Zero by default.")] = None
    maximum: Number


class Weibull(_Drawn):
    """Offset (zero by default), scale and shape."""

    distribution: Literal["weibull"]
    loc: Number | None = None
    scale: Number
    shape: Number
    minimum: Lowest = None
    maximum: Highest = None
    negative: bool | None = None


class Gamma(Weibull):
    """Offset (zero by default), scale and shape, as Weibull's."""

    distribution: Literal["gamma"]  # type: ignore[assignment]


class Beta(_Drawn):
    """α is loc, β is shape, as in stats_arrays; between zero and one by default."""

    distribution: Literal["beta"]
    loc: Annotated[Number, Field(description="α, above zero.")]
    shape: Annotated[Number, Field(description="β, above zero.")]
    minimum: Number | None = None
    maximum: Number | None = None


class Extreme(_Drawn):
    """Generalised extreme value: location, scale and shape ξ (zero, Gumbel's, by default)."""

    distribution: Literal["extreme"]
    loc: Number
    scale: Number
    shape: Number | None = None
    minimum: Lowest = None
    maximum: Highest = None


class Student(_Drawn):
    """Student's t: location, scale (one by default), and degrees of freedom as shape."""

    distribution: Literal["student"]
    loc: Annotated[Number | None, Field(description="Median; the value by default.")] = None
    scale: Number | None = None
    shape: Number
    minimum: Lowest = None
    maximum: Highest = None


class Pert(_Drawn):
    """Beta PERT: mode and two ends; scale is the weight of the mode, four by default."""

    distribution: Literal["pert"]
    loc: Annotated[Number | None, Field(description="Mode; the value by default.")] = None
    scale: Annotated[Number | None, Field(description="Weight of the mode; four by default.")] = None
    minimum: Number
    maximum: Number


#: By tag: the name of the distribution, in brackets that no key can have.
DISTRIBUTIONS: dict[str, type[_Drawn]] = {
    "<lognormal>": Lognormal,
    "<normal>": Normal,
    "<uniform>": Uniform,
    "<triangular>": Triangular,
    "<bernoulli>": Bernoulli,
    "<discrete>": Discrete,
    "<weibull>": Weibull,
    "<gamma>": Gamma,
    "<beta>": Beta,
    "<extreme>": Extreme,
    "<student>": Student,
    "<pert>": Pert,
}
#: Distributions whose ``loc`` is the value, or follows from it, where it is left out.
FROM_VALUE = ("lognormal", "normal", "triangular", "student", "pert")


def distribution_tag(given: Any) -> str:
    """Return the tag of the distribution that a table names; the first where it names none that is known."""
    named = given.get("distribution") if isinstance(given, dict) else given.distribution
    return f"<{named}>" if named in NUMBERS else "<lognormal>"


DrawnTable = (
    Annotated[Lognormal, Tag("<lognormal>")]
    | Annotated[Normal, Tag("<normal>")]
    | Annotated[Uniform, Tag("<uniform>")]
    | Annotated[Triangular, Tag("<triangular>")]
    | Annotated[Bernoulli, Tag("<bernoulli>")]
    | Annotated[Discrete, Tag("<discrete>")]
    | Annotated[Weibull, Tag("<weibull>")]
    | Annotated[Gamma, Tag("<gamma>")]
    | Annotated[Beta, Tag("<beta>")]
    | Annotated[Extreme, Tag("<extreme>")]
    | Annotated[Student, Tag("<student>")]
    | Annotated[Pert, Tag("<pert>")]
)


def fields_of(kind: str) -> dict[str, bool]:
    """Return the numbers that a distribution has, and whether it needs each."""
    fields = DISTRIBUTIONS[f"<{kind}>"].model_fields
    keys = (*PARAMETERS, "negative")
    return {key: fields[key].is_required() for key in keys if key in fields}
