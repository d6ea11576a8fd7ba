"""What may stand behind a key of a sweep file: numbers, formulas, texts, each refused for its own reason."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A table of the file: no key that it does not know, no value of another kind than it asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, given: Any) -> Any:
        """Refuse an unknown key before anything else: the key that it was meant for would be missing, too."""
        if isinstance(given, dict):
            known = list(cls.model_fields)
            for key in given:
                if key not in known:
                    raise PydanticCustomError("unknown_key", "unknown key", {"key": key, "known": known})
        return given


def number(given: Any) -> float:
    """Return a finite number, or refuse what is none."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise PydanticCustomError("not_a_number", "not a number")
    try:
        found = float(given)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise PydanticCustomError("not_finite", "not a finite number")
    return found


def _number_or_formula(given: Any) -> float | str:
    if isinstance(given, str):
        if not given.strip():
            raise PydanticCustomError("empty_text", "empty")
        return given.strip()
    return number(given)


def _number_or_text(given: Any) -> str:
    """Return a value of a locator's option as locators spell it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str) and not given.strip():
        raise PydanticCustomError("empty_text", "empty")
    if not isinstance(given, str | int | float):
        raise PydanticCustomError("not_plain", "not a text or a number")
    return str(given)


Number = Annotated[float, PlainValidator(number), WithJsonSchema({"type": "number"})]
NumberOrFormula = Annotated[
    float | str,
    PlainValidator(_number_or_formula),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"\S"}],
            "description": "A number, or a formula of parameters in quotes.",
        }
    ),
]
Option = Annotated[
    str,
    PlainValidator(_number_or_text),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": "number"}, {"type": "boolean"}]}
    ),
]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
