"""Computes the rows of one sample: draws, changes by scenarios, factors, solves, products.

A worker owns its values and factors, so that several can run at once. What a sample gives depends on nothing
that the worker did before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import RoosError, SingularError, error
from roos.factorisation import Factorisation
from roos.kernels.characterised import direct_dense, direct_sparse, times_block, times_vector
from roos.montecarlo.model import Model
from roos.montecarlo.rows import Rows, RowStatus
from roos.montecarlo.way import Way
from roos.places import Part

Array = NDArray[np.float64]

#: Share of entries from which C is handled as a full matrix.
FULL = 0.25

A, B, C, F = Part.TECHNOSPHERE, Part.BIOSPHERE, Part.CHARACTERISATION, Part.DEMANDS


class Worker:
    """Rows of one sample after another.

    Parameters
    ----------
    model, way
        What is asked, and how to go about it.
    factors
        Of the base technosphere on the model's pattern; never altered.
    seed
        Of the run.
    skip
        Return NaN for singular samples instead of raising.

    Attributes
    ----------
    seconds
        By step, added up over all samples.
    """

    def __init__(self, model: Model, way: Way, factors: Factorisation, seed: int, *, skip: bool) -> None:
        self._model, self._way, self._base, self._seed, self._skip = model, way, factors, seed, skip
        self._data = {part: np.array(layer.start) for part, layer in model.layers.items()}
        self._mine: Factorisation | None = None
        self._solution: Array | None = None
        self._error = 0.0
        self._stale = {"factors": model.layers[A].varies, "solution": True, "direct": True}
        n = model.layers[A].matrix.shape[1]
        categories, flows = model.layers[C].matrix.shape
        self._direct = np.empty((n, categories))
        self._flows = np.empty((flows, len(model.demands)))
        self.seconds = dict.fromkeys(("sample", "scatter", "factor", "solve", "C·B"), 0.0)

    def rows(self, sample: int, changes: Mapping[Part, Array], unchanged: Mapping[Part, Array]) -> Rows:
        """Return the rows of one sample.

        Parameters
        ----------
        sample
            Its number.
        changes
            By part, float64 (cells, scenarios): what the changed cells hold.
        unchanged
            By part, float64 (cells,): what they hold in the base; cells of a scenario that hold the same keep
            their draw.

        Raises
        ------
        RoosError
            E101, E102, E104, E118, E153 with the sample and the scenario as their place.
        """
        model = self._model
        scenarios = len(model.space)
        shape = len(model.demands), len(model.method.categories)
        found = Rows.blank(scenarios, shape, RowStatus.SINGULAR)
        self._draw(sample)
        for scenario in range(scenarios):
            try:
                self._change(scenario, changes, unchanged)
                found.scores[scenario] = self._scores()
                if not np.isfinite(found.scores[scenario]).all():
                    self._refuse_not_finite(sample)
            except SingularError as problem:
                self._drop()
                if not self._skip:
                    raise self._named(problem, sample, scenario) from problem
                found.scores[scenario] = np.nan
                continue
            except RoosError as problem:
                self._drop()
                raise self._named(problem, sample, scenario) from problem
            factors = self._factors()
            found.backward_error[scenario] = self._error
            growth = factors.backend_factors.details().get("growth")
            found.growth[scenario] = growth if isinstance(growth, float) else np.nan
            found.status[scenario] = RowStatus.SCORED
        return found

    def _draw(self, sample: int) -> None:
        begun = time.perf_counter()
        for part, layer in self._model.layers.items():
            at = layer.changed
            if at.size and not np.array_equal(self._data[part][at], layer.start[at]):
                self._data[part][at] = layer.start[at]  # what the last scenario left there
                self._touch(part)
            if layer.draws is not None:
                layer.draws.write(self._seed, sample, self._data[part])
                self._touch(part)
        self.seconds["sample"] += time.perf_counter() - begun
        self._drawn = {
            part: self._data[part][layer.changed]
            for part, layer in self._model.layers.items()
            if layer.changed.size
        }

    def _change(self, scenario: int, changes: Mapping[Part, Array], unchanged: Mapping[Part, Array]) -> None:
        begun = time.perf_counter()
        for part, drawn in self._drawn.items():
            asked = changes[part][:, scenario]
            at = self._model.layers[part].changed
            values = np.where(asked == unchanged[part], drawn, asked)
            if not np.array_equal(self._data[part][at], values):
                self._data[part][at] = values
                self._touch(part)
        self.seconds["scatter"] += time.perf_counter() - begun

    def _touch(self, part: Part) -> None:
        stale = self._stale
        stale["factors"] |= part is A
        forward = self._way.direction == "forward"
        stale["direct"] |= part in (B, C)
        stale["solution"] |= part is A or (part is F if forward else part in (B, C))

    def _drop(self) -> None:
        """Forget factors that may be half replaced."""
        self._mine = None
        self._stale["factors"] = self._model.layers[A].varies
        self._stale["solution"] = True

    def _factors(self) -> Factorisation:
        if not self._model.layers[A].varies:
            return self._base
        if self._stale["factors"] or self._mine is None:
            begun = time.perf_counter()
            data, mine = self._data[A], self._mine
            if mine is None:
                self._mine = self._base.refactorise(data)
                self._kept = self._mine.backend_factors
            else:
                mine.refactorise(data, out=mine)
                if mine.backend_factors is not self._kept:  # repaired: what comes next must not depend on it
                    self._mine = self._base.refactorise(data)
                    self._kept = self._mine.backend_factors
            self._stale["factors"] = False
            self.seconds["factor"] += time.perf_counter() - begun
        assert self._mine is not None
        return self._mine

    def _scores(self) -> Array:
        factors = self._factors()
        if self._way.direction == "forward":
            return self._of_supply(self._solved(factors, self._demand, transposed=False))
        multipliers = self._solved(factors, self._directly, transposed=True)
        begun = time.perf_counter()
        demands = self._model.layers[F].with_data(self._data[F])
        scores = np.asarray(sp.csr_array(demands.T) @ multipliers)
        self.seconds["C·B"] += time.perf_counter() - begun
        return scores

    def _solved(self, factors: Factorisation, right: Callable[[], Array], *, transposed: bool) -> Array:
        if self._stale["solution"] or self._solution is None:
            block = right()
            begun = time.perf_counter()
            step = max(1, factors.options.batch)
            worst, parts = 0.0, []
            for first in range(0, block.shape[1], step):
                part = np.ascontiguousarray(block[:, first : first + step])
                solved = factors.solve_block(part, transposed=transposed, keep_residual=False)
                worst = max(worst, float(solved.omega.max(initial=0.0)))
                parts.append(solved.x)
            self._solution = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
            self._error = worst
            self._stale["solution"] = False
            self.seconds["solve"] += time.perf_counter() - begun
        return self._solution

    def _demand(self) -> Array:
        demands = self._model.layers[F].with_data(self._data[F])
        return np.ascontiguousarray(demands.toarray())

    def _of_supply(self, supply: Array) -> Array:
        """Return C B S transposed, by whichever side is shorter."""
        demands, categories = supply.shape[1], self._direct.shape[1]
        if demands > categories and not self._model.layers[A].varies:
            direct = self._directly()
            begun = time.perf_counter()
            scores = supply.T @ direct
            self.seconds["C·B"] += time.perf_counter() - begun
            return np.asarray(scores)
        begun = time.perf_counter()
        b, c = self._model.layers[B].matrix, self._model.layers[C].matrix
        out = np.empty((c.shape[0], demands))
        if demands == 1:
            flows = self._flows[:, 0]
            times_vector(b.indptr, b.indices, self._data[B], supply[:, 0], flows)
            times_vector(c.indptr, c.indices, self._data[C], flows, out[:, 0])
        else:
            times_block(b.indptr, b.indices, self._data[B], supply, self._flows)
            times_block(c.indptr, c.indices, self._data[C], self._flows, out)
        self.seconds["C·B"] += time.perf_counter() - begun
        return np.ascontiguousarray(out.T)

    def _directly(self) -> Array:
        """Return (C B)ᵀ, float64 (activities, categories); the same memory each time."""
        if self._stale["direct"]:
            begun = time.perf_counter()
            b, c = self._model.layers[B].matrix, self._model.layers[C].matrix
            of_b = b.indptr, b.indices, self._data[B]
            if c.nnz > FULL * c.shape[0] * c.shape[1]:
                full = self._model.layers[C].with_data(self._data[C]).toarray()
                direct_dense(*of_b, np.ascontiguousarray(full.T), self._direct)
            else:
                direct_sparse(*of_b, c.indptr, c.indices, self._data[C], self._direct)
            self._stale["direct"] = False
            self.seconds["C·B"] += time.perf_counter() - begun
        return self._direct

    def _refuse_not_finite(self, sample: int) -> None:
        """Raise E153 by the name of an exchange, or E106 where sums of finite draws overflow."""
        for part, layer in self._model.layers.items():
            if layer.draws is not None:
                layer.draws.refuse_not_finite(self._data[part], sample)
        raise error("E106", "a score is not a finite number", "scores", "correct amounts beyond 1e300")

    def _named(self, problem: RoosError, sample: int, scenario: int) -> RoosError:
        if problem.code == "E106":  # a draw that is not finite, seen by the factorisation first
            try:
                self._refuse_not_finite(sample)
            except RoosError as found:
                problem = found
        space = self._model.space
        which = f" in scenario {space.names(scenario, scenario + 1)[0]!r}" if len(space) > 1 else ""
        where = f"sample {sample}{which}" + (f": {problem.where}" if problem.where else "")
        hint = problem.hint
        if isinstance(problem, SingularError):
            hint = f"{hint}; singular='skip' leaves such samples out and says how many"
        return error(problem.code, problem.message, where, hint)


def total_seconds(workers: list[Worker]) -> dict[str, float]:
    """Return the seconds of all workers by step."""
    found: dict[str, float] = {}
    for worker in workers:
        for step, seconds in worker.seconds.items():
            found[step] = found.get(step, 0.0) + seconds
    return found
