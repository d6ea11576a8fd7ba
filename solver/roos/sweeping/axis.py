"""One axis of a sweep: its name, its items, and the parameters or ready-made scenarios that they set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.formula.names import check_name, objection
from roos.labels import Labels
from roos.sweeping.items import equal_lengths, label_texts, numbers_of, ranged, refused, within_limit

if TYPE_CHECKING:
    from roos.scenario_set import ScenarioSet

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Axis:
    """One axis; several make a grid, every item of one with every item of the others.

    Attributes
    ----------
    name
        As results call it: ``"year"``, ``"power"``.
    labels
        One text per item; their kind is the name.
    numbers
        float64 (items,) where the axis is numeric: for plots, selections and files; else None.
    parameters
        What the items set: name of a parameter -> float64 (items,). A zipped axis holds several.
    scenarios
        Or ready-made scenarios, one per item.
    unit
        Of ``numbers``.

    Raises
    ------
    InputError
        E106 a value that is not finite, E117 not numbers, E412 no items, an item twice, lists of different
        length, E413 a parameter that no formula can name, E505 too many items.
    """

    name: str
    labels: Labels
    numbers: Array | None = None
    parameters: Mapping[str, Array] = field(default_factory=lambda: MappingProxyType({}))
    scenarios: ScenarioSet | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise refused(repr(self.name), "an axis has no name", "name it, as in 'year'")
        size = len(self.labels)
        if not size:
            raise refused(self.name, "the axis has no items", "give it at least one, or leave the axis out")
        parameters = {
            check_name(name, f"axis {self.name!r}"): numbers_of(values, self.name, name)
            for name, values in self.parameters.items()
        }
        lists = {f"parameter {name!r}": values.size for name, values in parameters.items()}
        if self.numbers is not None:
            object.__setattr__(self, "numbers", numbers_of(self.numbers, self.name, "numbers"))
            lists["numbers"] = np.size(self.numbers)
        if self.scenarios is not None:
            lists["scenarios"] = len(self.scenarios)
        equal_lengths(self.name, {"items": size, **lists})
        object.__setattr__(self, "parameters", MappingProxyType(parameters))

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        sets = "ready-made scenarios" if self.scenarios is not None else ", ".join(self.parameters)
        return f"Axis({self.name!r}, {len(self)} items: {sets})"

    @classmethod
    def values(
        cls,
        name: str,
        values: Iterable[float],
        *,
        parameter: str | None = None,
        labels: Sequence[str] | None = None,
        unit: str = "",
    ) -> Axis:
        """Return an axis over the values of one parameter.

        Parameters
        ----------
        name
            Of the axis.
        values
            In the order of the results; each once.
        parameter
            That gets them; called like the axis by default.
        labels
            Texts to show instead of the numbers.
        unit
            Of the values, for results.

        Examples
        --------
        >>> axis = Axis.values("price of power", [0.1, 0.25], parameter="power")
        >>> axis.labels.ids, list(axis.parameters)
        (('0.1', '0.25'), ['power'])
        """
        numbers = numbers_of(values, name, "values")
        texts = label_texts(name, [numbers], labels)
        return cls(name, texts, numbers, {parameter or name: numbers}, unit=unit)

    @classmethod
    def range(
        cls,
        name: str,
        start: float,
        stop: float,
        *,
        step: float | None = None,
        count: int | None = None,
        parameter: str | None = None,
        unit: str = "",
    ) -> Axis:
        """Return an axis over equally spaced values, ``stop`` included.

        The values are those of decimal arithmetic, rounded once: three steps of 0.1 give 0.3.

        Parameters
        ----------
        name, parameter, unit
            As in :meth:`values`.
        start, stop
            First and last value.
        step, count
            One of them: the distance, which has to arrive at ``stop``, or the number of values.

        Raises
        ------
        InputError
            As the class; E412 a step of zero, or one that does not arrive.

        Examples
        --------
        >>> Axis.range("share", 0, 0.3, step=0.1).numbers.tolist()
        [0.0, 0.1, 0.2, 0.3]
        """
        numbers = ranged(name, start, stop, step, count)
        return cls.values(name, numbers, parameter=parameter, unit=unit)

    @classmethod
    def zipped(
        cls, name: str, parameters: Mapping[str, Iterable[float]], *, labels: Sequence[str] | None = None
    ) -> Axis:
        """Return an axis whose items set several parameters at once, first with first.

        Parameters
        ----------
        name
            Of the axis.
        parameters
            Lists of equal length by parameter.
        labels
            One text per item; by default its values.

        Examples
        --------
        >>> Axis.zipped("case", {"load": [1, 2], "speed": [50, 80]}).labels.ids
        ('1, 50', '2, 80')
        """
        columns = _columns(name, parameters)
        if not columns:
            raise refused(name, "the axis sets no parameter", "name at least one with its values")
        numbers = next(iter(columns.values())) if len(columns) == 1 else None
        return cls(name, label_texts(name, list(columns.values()), labels), numbers, columns)

    @classmethod
    def years(
        cls, name: str, years: Iterable[int], parameters: Mapping[str, Iterable[float]] | None = None
    ) -> Axis:
        """Return an axis of years, with parameters that change from year to year.

        Parameters
        ----------
        name
            Of the axis; formulas can use the year itself by this name.
        years
            Whole numbers, ascending or not; each once.
        parameters
            One value per year by parameter.

        Examples
        --------
        >>> axis = Axis.years("year", [2030, 2050], {"wind": [0.4, 0.7]})
        >>> axis.labels.ids, list(axis.parameters)
        (('2030', '2050'), ['year', 'wind'])
        """
        numbers = numbers_of(years, name, "years")
        if (numbers != np.round(numbers)).any():
            part = numbers[numbers != np.round(numbers)][0]
            raise refused(name, f"{part} is not a year", "give whole numbers, or use Axis.values")
        itself = {name: numbers} if not objection(name) else {}
        columns = {**itself, **_columns(name, parameters or {})}
        return cls(name, label_texts(name, [numbers], None), numbers, columns)

    @classmethod
    def of_scenarios(cls, name: str, scenarios: ScenarioSet) -> Axis:
        """Return an axis of ready-made scenarios, as read from a file.

        Raises
        ------
        InputError
            As the class; E117 not a set of scenarios.
        """
        from roos.scenario_set import ScenarioSet

        if not isinstance(scenarios, ScenarioSet):
            message = f"a set of scenarios is needed, not {type(scenarios).__name__}"
            raise refused(name, message, "make one with ScenarioSet.of", "E117")
        within_limit(name, len(scenarios))
        return cls(name, Labels(name, scenarios.names), None, scenarios=scenarios)


def _columns(name: str, parameters: Any) -> dict[str, Array]:
    if not isinstance(parameters, Mapping):
        message = f"parameters are given by name, not as {type(parameters).__name__}"
        raise refused(name, message, "write {parameter: [values]}", "E117")
    columns = {str(key): numbers_of(values, name, str(key)) for key, values in parameters.items()}
    equal_lengths(name, {f"parameter {key!r}": column.size for key, column in columns.items()})
    return columns
