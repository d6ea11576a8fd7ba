"""A cell that follows a formula."""

from __future__ import annotations

from dataclasses import dataclass

from roos.formula import Formula
from roos.places import Part


@dataclass(frozen=True, slots=True)
class FormulaChange:
    """A cell of a matrix whose value is a formula of parameters.

    Attributes
    ----------
    part
        Which matrix, e.g. ``"technosphere"``.
    row, column
        The cell by labels, as in :meth:`roos.Scenario.build`.
    formula
        The value afterwards, with the sign of the matrix: an input of the technosphere is negative.
    times
        The formula is a factor on what the inventory holds.
    where
        Where it stands, for messages: file and line.

    Examples
    --------
    >>> FormulaChange("technosphere", "diesel", "transport", "-0.03 × load").formula
    '-0.03 × load'
    """

    part: Part | str
    row: str
    column: str
    formula: str | Formula
    times: bool = False
    where: str = ""
