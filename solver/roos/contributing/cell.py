"""One score of the cube, solved both ways: what every split of it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roos.certificate import Certificate
from roos.contributing.solved import Solved
from roos.demand import Demands
from roos.errors import Finding, InputError, Severity, error
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.intensity import Intensities
from roos.labels import Labels
from roos.method import Method
from roos.options import DEFAULT, Options
from roos.places import Part
from roos.scenario import Scenario
from roos.scoring import method_of
from roos.system import System

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cell:
    """One demand in one category, under one scenario.

    Attributes
    ----------
    system, method, demands
        Under the scenario.
    demand, category
        Positions.
    scenario
        Its name, empty for the system itself.
    solved
        Its numbers.
    findings
        Of system, method, demands and factors, and W204.
    """

    system: System
    method: Method
    demands: Demands
    demand: int
    category: int
    scenario: str
    solved: Solved
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        system: System,
        demands: Demands | Mapping[str, Mapping[str, float]],
        *,
        demand: str | int,
        category: str | int,
        method: Method | None = None,
        scenario: Scenario | None = None,
        factors: Factorisation | None = None,
        options: Options | None = None,
    ) -> Cell:
        """Apply the scenario, solve once each way, and bound the error.

        Parameters
        ----------
        system, demands, method, options
            As for :func:`roos.score`.
        demand, category
            Id, unique name or position.
        scenario
            Changes of the system and of the demands; prices do not matter here.
        factors
            Of the system's technosphere: refactorised for a scenario on the same pattern. Those of the
            technosphere under the scenario are used as they are.

        Raises
        ------
        InputError
            E114 factors of another matrix, E130 unknown demand, E207 unknown category, E202 a name that
            several have, E405 the scenario was made for something else, E511 no method; what matrix and
            demands raise.
        AccuracyError
            E118 the score is not certified.
        SingularError
            E101, E102, E104.
        """
        options = options or DEFAULT
        for finding in system.findings:
            if finding.severity is Severity.ERROR:
                raise finding.as_error()
        base = replace(system, characterisation=method_of(system, method))
        wanted = Demands.of(demands, system.products)
        d = position_of(wanted.labels, demand)
        changed = scenario.apply(base) if scenario is not None else base
        if scenario is not None:
            wanted = scenario.apply_demands(wanted)
        chosen = method_of(changed, None)
        k = position_of(chosen.categories, category)
        factors = _factors(base, changed, scenario, factors, options)
        about = (*changed.findings, *factors.findings, *chosen.findings, *wanted.findings)
        name = scenario.name if scenario is not None else ""
        intensities = Intensities.of_category(_row(chosen, k), changed.biosphere)
        solved = Solved.of(factors, wanted.matrix[:, [d]], intensities)
        return cls(changed, chosen, wanted, d, k, name, solved, about)._judged(options)

    @property
    def characterisation(self) -> Array:
        """Factors of the category, float64 (flows,), new."""
        return _row(self.method, self.category)

    @property
    def demand_lines(self) -> tuple[NDArray[np.int64], Array]:
        """Products that are asked for, and how much of each."""
        matrix = self.demands.matrix
        place = slice(matrix.indptr[self.demand], matrix.indptr[self.demand + 1])
        return matrix.indices[place].astype(np.int64), matrix.data[place]

    @property
    def where(self) -> str:
        """The cell by name, for messages."""
        text = f"demand {self.demands.labels.ids[self.demand]!r}, "
        text += f"category {self.method.categories.describe(self.category)}"
        return text + (f", scenario {self.scenario!r}" if self.scenario else "")

    @property
    def bound_of_parts(self) -> float:
        """Distance from the true score of a sum over activities or flows; see :class:`Solved`."""
        return self.solved.bound_of_parts(int(np.diff(self.system.biosphere.indptr).max(initial=0)))

    def _judged(self, options: Options) -> Cell:
        """Return the cell with W204 where its bound is wide; raise E118 where it is refused."""
        relative = self.solved.relative
        status = Certificate.judge(np.array([relative]), options)
        if status.name == "CERTIFIED":
            return self
        message = f"the error bound of this score is {relative:.1e} of its contributions"
        if status.name == "REFUSED" and not options.accept_inaccurate:
            hint = (
                "check the data around a loop of gain near one; accept_inaccurate returns the numbers, marked"
            )
            raise error("E118", message, where=self.where, hint=hint)
        finding = Finding("W204", Severity.WARNING, message, self.where, "so far may every share be off")
        return replace(self, findings=(*self.findings, finding))


def _row(method: Method, category: int) -> Array:
    return np.asarray(method.matrix[[category]].toarray()[0])


def position_of(labels: Labels, wanted: str | int) -> int:
    """Return the position of a demand or category by id, unique name or position.

    Raises
    ------
    InputError
        E117 a position outside, E130 unknown demand, E202, E207.
    """
    if isinstance(wanted, int | np.integer) and not isinstance(wanted, bool):
        if 0 <= wanted < len(labels):
            return int(wanted)
        raise error("E117", f"{labels.kind} {wanted} is none of the {len(labels)}", hint="count from 0")
    if not isinstance(wanted, str):
        raise error("E117", f"{wanted!r} is no {labels.kind}", hint="give its id, name or position")
    try:
        return labels.position(wanted)
    except InputError as problem:
        if problem.code != "E201":
            raise
        raise error("E130", problem.message, where=problem.where, hint=problem.hint) from None


def _factors(
    base: System, changed: System, scenario: Scenario | None, factors: Factorisation | None, options: Options
) -> Factorisation:
    """Return factors under the scenario: those given, refactorised, or new ones."""
    if factors is None:
        return factorise(changed.technosphere, options=options)
    changes = scenario.changes.get(Part.TECHNOSPHERE) if scenario is not None else None
    if changes is None:
        factors.refuse_other(changed.technosphere.matrix)
        return factors
    try:
        factors.refuse_other(changed.technosphere.matrix)
        return factors
    except InputError:
        factors.refuse_other(base.technosphere.matrix)
    if (changes.places.entries(factors.matrix) < 0).any():
        return factorise(changed.technosphere, options=options)
    return factors.refactorise(changes.data(factors.matrix))
