"""Parameters: numbers, and formulas of other parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from roos.errors import error
from roos.formula.expression import Formula, finite, unknown_parameter
from roos.formula.names import check_name
from roos.formula.operations import Array

Definition = float | Formula


class Parameters(Mapping[str, Definition]):
    """Parameters by name, each a number or a formula of others, without circles.

    A formula may need names that are not defined here; :meth:`resolve` then has to be given them, as the axes
    of a sweep do.

    Parameters
    ----------
    given
        Numbers, texts (read as formulas) or formulas.
    where
        Where they stand, for messages.

    Raises
    ------
    InputError
        E106 a number that is not finite, E117 neither number nor formula, E413 not a name or not a formula,
        E414 a formula over a limit, E417 parameters that need each other in a circle, which is printed.

    Examples
    --------
    >>> parameters = Parameters({"speed": "2 * load", "load": 3.0})
    >>> float(parameters.resolve()["speed"]), float(parameters.resolve({"load": 5.0})["speed"])
    (6.0, 10.0)
    """

    def __init__(self, given: Mapping[str, float | str | Formula] | None = None, where: str = "") -> None:
        prefix = f"{where}, " if where else ""
        definitions: dict[str, Definition] = {}
        for name, value in (given or {}).items():
            place = f"{prefix}parameter {name!r}"
            definitions[check_name(name, place)] = _definition(value, place)
        self._definitions = MappingProxyType(definitions)
        self._where = where
        self.order = _ordered(self._definitions, where)

    @classmethod
    def of(
        cls, given: Parameters | Mapping[str, float | str | Formula] | None, where: str = ""
    ) -> Parameters:
        """Return parameters as they are, or made of a mapping."""
        if given is not None and not isinstance(given, Mapping):
            message = f"parameters are given by name, not as {type(given).__name__}"
            raise error("E117", message, where or "parameters", "write {name: number or formula}")
        return given if isinstance(given, Parameters) else cls(given, where)

    def __getitem__(self, name: str) -> Definition:
        return self._definitions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)

    def __repr__(self) -> str:
        return f"Parameters({', '.join(self._definitions)})"

    def needed(self, names: Iterable[str], given: Iterable[str] = ()) -> frozenset[str]:
        """Return some names with all that they need in turn, undefined ones included.

        Parameters
        ----------
        given
            Names that have a value, whatever stands here: what only their formulas need is not needed.
        """
        known, found, open_ = frozenset(given), set(), list(names)
        while open_:
            name = open_.pop()
            if name in found:
                continue
            found.add(name)
            definition = self._definitions.get(name)
            if isinstance(definition, Formula) and name not in known:
                open_.extend(definition.names)
        return frozenset(found)

    def resolve(
        self, overrides: Mapping[str, float | Array] | None = None, *, only: Iterable[str] | None = None
    ) -> dict[str, float | Array]:
        """Return the value of every parameter.

        Parameters
        ----------
        overrides
            Values that replace or add to what is defined here; arrays are broadcast.
        only
            Names that are wanted, with what they need; by default all.

        Returns
        -------
        dict
            A float where a number is defined here, otherwise float64, of the shape of what it depends on.

        Raises
        ------
        InputError
            E416 a parameter without a value; otherwise as :meth:`Formula.evaluate`.
        """
        values: dict[str, float | Array] = {
            name: finite(value, f"parameter {name!r}") for name, value in (overrides or {}).items()
        }
        wanted = self.needed(self.order if only is None else only, values)
        for name in self.order:
            definition = self._definitions[name]
            if name in values or name not in wanted:
                continue
            if not isinstance(definition, Formula):
                values[name] = definition
                continue
            for other in sorted(definition.names - values.keys()):
                raise unknown_parameter(other, definition.where, {*values, *self})
            values[name] = definition.evaluate(values)
        return values


def _definition(value: object, where: str) -> Definition:
    if isinstance(value, Formula):
        return value
    if isinstance(value, str):
        return Formula.parse(value, where)
    number = finite(value, where)
    if number.ndim:
        hint = "give one number; several values are an axis of a sweep"
        raise error("E117", f"a parameter of shape {number.shape}", where, hint)
    return float(number)


def _ordered(definitions: Mapping[str, Definition], where: str) -> tuple[str, ...]:
    """Return names so that each comes after those it needs."""
    graph = {
        name: sorted(definition.names & definitions.keys()) if isinstance(definition, Formula) else []
        for name, definition in definitions.items()
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as problem:
        circle = " → ".join(reversed(problem.args[1]))
        hint = "give one of them a number"
        raise error("E417", f"parameters need each other: {circle}", where or "parameters", hint) from None
