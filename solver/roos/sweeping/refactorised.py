"""The path for scenarios that change most values: a numeric factorisation each, on the pattern at hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.places import Part
from roos.sweeping.block import Block, Values
from roos.sweeping.problem import Problem


class RefactorisedPath:
    """Refactorise and score, scenario by scenario.

    Parameters
    ----------
    problem
        Whose pattern holds every changed cell; its own factors stay as they are.
    direction
        As in :func:`roos.score`.
    anew
        Order and factorise each scenario by itself instead.
    """

    def __init__(self, problem: Problem, direction: str = "auto", *, anew: bool = False) -> None:
        self.name = "factorise" if anew else "refactorise"
        self._problem = problem
        self._direction = direction
        self._anew = anew
        self._latest: Problem | None = None  # owns factors whose memory the next scenario takes over

    def scores(self, values: Values) -> Block:
        """Return the scores of some scenarios; an error says by position which of them it is about."""
        count = next(iter(values.values())).shape[1]
        blocks: list[Block] = []
        for scenario in range(count):
            changed = {part: cells[:, scenario] for part, cells in values.items()}
            try:
                self._latest = self._next(changed)
                blocks.append(self._latest.block(self._direction))
            except RoosError as problem:
                self._latest = None  # its factors may be half replaced
                raise ScenarioFailed(scenario, problem) from problem
        scores, bound, contributions, omega = (
            np.concatenate([getattr(block, name) for block in blocks]) for name in Block._fields[:4]
        )
        return Block(scores, bound, contributions, omega, np.zeros(0, dtype=np.int64))

    def _next(self, changed: dict[Part, NDArray[np.float64]]) -> Problem:
        if self._anew:
            return self._problem.anew(changed)
        if self._latest is None:
            return self._problem.at(changed)
        # the memory of the factors is taken over, unless the base still needs it
        return self._latest.at(changed, reuse=self._latest.factors is not self._problem.factors)


class ScenarioFailed(Exception):
    """A scenario that cannot be answered: its position in the block, and why."""

    def __init__(self, position: int, problem: RoosError) -> None:
        super().__init__(str(problem))
        self.position = position
        self.problem = problem

    def named(self, name: str) -> RoosError:
        """Return the error to raise, with the scenario's name as its place."""
        problem = self.problem
        where = f"scenario {name!r}" + (f": {problem.where}" if problem.where else "")
        return error(problem.code, problem.message, where, problem.hint)
