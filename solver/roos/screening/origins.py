"""Where numbers come from: each with its origin, its bias and what the company says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roos.formula import Formula

if TYPE_CHECKING:
    from roos.sampling.distribution import Distribution

#: What a company says of an assumption.
STATES = ("proposed", "confirmed", "refused")
#: Whom an assumption favours.
BIASES = ("for the case", "against the case", "neutral", "unknown")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from.

    Attributes
    ----------
    stated
        Page or section of the source that states it; empty for an assumption.
    assumed
        Why it was assumed; empty for a stated number.
    bias
        One of :data:`BIASES`.
    state
        One of :data:`STATES`; a stated number is confirmed.
    """

    stated: str = ""
    assumed: str = ""
    bias: str = "unknown"
    state: str = "proposed"

    @property
    def text(self) -> str:
        """Return the origin in a few words."""
        if self.stated:
            return f"stated: {self.stated}"
        return f"assumed ({self.state}, {self.bias}): {self.assumed}"


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter of a case.

    Attributes
    ----------
    name, value, unit
        The value is a number, a formula of other parameters, or None: required from the user.
    origin
        Where it comes from.
    span
        Printed range, or None.
    counts
        It counts replacements, so ``replacements = "whole"`` rounds it up.
    where
        File and line.
    distribution
        What it is drawn from in a Monte Carlo run, around its value; None where it is certain.
    spread
        Where the distribution comes from; None where it comes from where the number does.
    """

    name: str
    value: float | Formula | None
    unit: str
    origin: Origin
    span: tuple[float, float] | None = None
    counts: bool = False
    where: str = ""
    distribution: Distribution | None = None
    spread: Origin | None = None
