"""From the parameters of one side to the amount of every dataset, for one value or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.formula import Formula, Parameters
from roos.screening.case import BASELINE, Case, Number, Side, Stage, Use, Variant
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.selection import active_stages, numbers_of

Array = NDArray[np.float64]
#: Pseudo-parameter that multiplies a scenario's amounts of one stage: ``stage:ICT``.
STAGE = "stage:"


@dataclass(frozen=True)
class SideModel:
    """One side of one case, ready to be evaluated.

    Attributes
    ----------
    case, side, stages, uses
        What it is made of; ``uses`` in the order of the stages.
    stage_of
        Position in ``stages`` of each use.
    parameters
        Of the side, the variants applied.
    counted
        Parameters that are rounded up, in the order in which they are evaluated.
    """

    case: Case
    side: Side
    stages: tuple[Stage, ...]
    uses: tuple[Use, ...]
    stage_of: tuple[int, ...]
    parameters: Parameters
    numbers: Mapping[str, Number]
    counted: tuple[str, ...]

    @classmethod
    def of(
        cls,
        case: Case,
        side: Side,
        variants: tuple[Variant, ...] = (),
        options: ScreeningOptions = DEFAULT,
        given: Mapping[str, float] | None = None,
    ) -> SideModel:
        """Return the model of a side.

        Parameters
        ----------
        given
            Numbers from the user, which go before those of the file.

        Raises
        ------
        InputError
            E416 a parameter that is not defined, E417 parameters in a circle, E441 a required number that is
            not given.
        """
        numbers = numbers_of(case, side, variants)
        values: dict[str, float | str | Formula] = {}
        for name, number in numbers.items():
            value = (given or {}).get(name, number.value)
            if value is None:
                raise error(
                    "E441", f"case {case.id!r} needs a value of {name!r}", number.where,
                    f"{number.origin.text}; give it with --set {name}=…",
                )  # fmt: skip
            values[name] = value
        parameters = Parameters(values, f"case {case.id!r}, {side.id}")
        stages = active_stages(case, options)
        uses = tuple(use for stage in stages for use in stage.uses)
        stage_of = tuple(i for i, stage in enumerate(stages) for _ in stage.uses)
        whole = options.replacements == "whole"
        counted = tuple(name for name in parameters.order if whole and numbers[name].counts)
        return cls(case, side, stages, uses, stage_of, parameters, numbers, counted)

    def values(self, overrides: Mapping[str, float | Array] | None = None) -> dict[str, float | Array]:
        """Return the value of every parameter; those that count replacements rounded up where so chosen."""
        given = {name: one for name, one in (overrides or {}).items() if not name.startswith(STAGE)}
        for name in self.counted:
            if name not in given:
                given[name] = np.ceil(np.asarray(self.parameters.resolve(given, only=[name])[name]) - 1e-9)
        return self.parameters.resolve(given)

    def amounts(self, overrides: Mapping[str, float | Array] | None = None) -> Array:
        """Return the amount of every use, float64 (..., uses), of the shape of the overrides."""
        values = self.values(overrides)
        factors = self._stage_factors(overrides or {})
        columns = []
        for use, stage in zip(self.uses, self.stage_of, strict=True):
            formula = use.baseline if self.side.id == BASELINE else use.scenarios
            amount = np.zeros(()) if formula is None else formula.evaluate(values)
            columns.append(amount * factors[stage])
        if not columns:
            return np.zeros((0,))
        return np.stack(np.broadcast_arrays(*columns), axis=-1)

    def _stage_factors(self, overrides: Mapping[str, float | Array]) -> list[Array]:
        names = [stage.name for stage in self.stages]
        for key in overrides:
            if key.startswith(STAGE) and key[len(STAGE) :] not in names:
                hint = "there are: " + ", ".join(names)
                raise error("E445", f"case {self.case.id!r} has no stage {key[len(STAGE) :]!r}", key, hint)
        own = self.side.id != BASELINE
        return [
            np.asarray(overrides.get(STAGE + name, 1.0) if own else 1.0, dtype=np.float64) for name in names
        ]
