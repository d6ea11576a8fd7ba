"""Answers blocks of scenarios as the plan says, and falls back where a path does not answer."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.options import Options
from roos.places import Part, Places
from roos.results import Results
from roos.sweeping.block import Block, Path, Values
from roos.sweeping.plan import KEPT_PATHS, Plan
from roos.sweeping.problem import Problem
from roos.sweeping.refactorised import RefactorisedPath, ScenarioFailed
from roos.sweeping.space import ScenarioSpace

Flags = NDArray[np.bool_]


class PathCode(IntEnum):
    """Which path answered a scenario, as results store it."""

    PLAIN = 0
    PRODUCTS = 1
    FOREGROUND = 2
    LOW_RANK = 3
    REFACTORISE = 4
    #: refactorised because the path that was planned is too ill-conditioned there, or does not apply
    FALLBACK = 5
    FACTORISE = 6


_CODES = {
    "plain": PathCode.PLAIN,
    "products": PathCode.PRODUCTS,
    "foreground": PathCode.FOREGROUND,
    "low rank": PathCode.LOW_RANK,
    "refactorise": PathCode.REFACTORISE,
    "factorise": PathCode.FACTORISE,
}


class Rows(NamedTuple):
    """Results of consecutive scenarios.

    Attributes
    ----------
    scores
        float64 (scenarios, demands, categories).
    relative
        float32, same shape: error bound over Σ|contribution|, rounded up.
    backward_error
        float64 (scenarios,).
    path
        int8 (scenarios,): :class:`PathCode`.
    """

    scores: NDArray[np.float64]
    relative: NDArray[np.float32]
    backward_error: NDArray[np.float64]
    path: NDArray[np.int8]


class Runner:
    """Scores of any scenarios of a space.

    Parameters
    ----------
    space, problem, plan
        What is asked, the base system with factors, and how to go about it.
    base
        Scores of the unchanged system: they become scenario 0 as they are.
    options
        Tolerances; a bound above ``refuse_bound`` raises unless ``accept_inaccurate``.
    """

    def __init__(
        self, space: ScenarioSpace, problem: Problem, plan: Plan, base: Results, options: Options
    ) -> None:
        self._space = space
        self._problem = problem
        self._plan = plan
        self._base = base
        self._options = options
        self._outer = np.array(plan.outer, dtype=np.int64)
        # prices change no score: they are applied to the cube
        changed: dict[Part, Places] = {
            part: places for part, places in space.places.items() if part is not Part.PRICES
        }
        inner: dict[Part, Flags] = {part: self._depends_on_inner(part) for part in changed}
        if plan.inner in ("refactorise", "factorise"):  # every scenario is a combination of its own
            inner = {part: np.ones(len(places), dtype=np.bool_) for part, places in changed.items()}
            self._outer = np.zeros(0, dtype=np.int64)
        self._changed = changed
        self._inner: dict[Part, Flags] = {part: mask for part, mask in inner.items() if mask.any()}
        self._places = {part: space.places[part].take(mask) for part, mask in self._inner.items()}
        # cells of outer axes, and those that hold one value in all scenarios but the base
        self._some_outer = any(not inner[part].all() for part in inner)
        self._unchanged = {part: values[:, 0] for part, values in space.block(0, 1).items()}
        self._alike: OrderedDict[bytes, Block] = OrderedDict()
        self._paths: OrderedDict[bytes, Path | None] = OrderedDict()

    def rows(self, start: int, stop: int) -> Rows:
        """Return the results of scenarios ``start`` to ``stop``."""
        shape = (stop - start, *self._base.scores.shape)
        found = Rows(
            np.empty(shape),
            np.empty(shape, dtype=np.float32),
            np.empty(shape[0]),
            np.empty(shape[0], dtype=np.int8),
        )
        first = 0
        if start == 0:
            self._fill_base(found, slice(0, 1))
            first = 1
        if start + first < stop:
            self._fill(found, first, start + first, stop)
        return found

    def _fill_base(self, found: Rows, rows: slice) -> None:
        certificate = self._base.certificate
        found.scores[rows] = self._base.scores
        found.relative[rows] = rounded_up(certificate.relative)
        found.backward_error[rows] = certificate.backward_error.max(initial=0.0)
        found.path[rows] = PathCode.PLAIN

    def _fill(self, found: Rows, first: int, start: int, stop: int) -> None:
        if not self._inner:
            self._fill_alike(found, first, start, stop)
            return
        values: dict[Part, NDArray[np.float64]] = {
            part: cells for part, cells in self._space.block(start, stop).items() if part in self._changed
        }
        groups = self._groups(start, stop)
        for members in groups:
            one = values if len(groups) == 1 else {part: cells[:, members] for part, cells in values.items()}
            at_rows = first + members
            path = self._path(start, members, one)
            if path is None:
                self._fall_back(found, at_rows, one, start - first)
                continue
            inner = {
                part: one[part] if mask.all() else np.ascontiguousarray(one[part][mask])
                for part, mask in self._inner.items()
            }
            try:
                block = path.scores(inner)
            except ScenarioFailed as failure:
                at = start + int(members[failure.position])
                raise failure.named(self._space.names(at, at + 1)[0]) from failure
            self._put(found, at_rows, block, _CODES[path.name], start - first)
            for place in block.left.tolist():
                alone = {part: cells[:, [place]] for part, cells in one.items()}
                self._fall_back(found, at_rows[[place]], alone, start - first)

    def _fill_alike(self, found: Rows, first: int, start: int, stop: int) -> None:
        """Fill scenarios among which nothing differs that share their outer coordinates: one stands for all.

        That is the base where nothing changes at all, and else what cells of outer axes, or of none, make of
        it.
        """
        if not self._some_outer:
            self._fill_base(found, slice(first, None))
            return
        for members in self._groups(start, stop):
            at = start + int(members[0])
            key = self._outer_key(at)
            if key not in self._alike:
                self._alike[key] = self._alone(at)
                if len(self._alike) > KEPT_PATHS:
                    self._alike.popitem(last=False)
            one = self._alike[key]
            scores, bound, contributions, omega = (np.repeat(each, members.size, axis=0) for each in one[:4])
            repeated = Block(scores, bound, contributions, omega, one.left)
            self._put(found, first + members, repeated, PathCode.REFACTORISE, start - first)

    def _alone(self, scenario: int) -> Block:
        """Return one scenario, refactorised."""
        cells = self._space.block(scenario, scenario + 1)
        values: dict[Part, NDArray[np.float64]] = {part: cells[part] for part in self._changed}
        try:
            return RefactorisedPath(self._problem, self._plan.direction).scores(values)
        except ScenarioFailed as failure:
            raise failure.named(self._space.names(scenario, scenario + 1)[0]) from failure

    def _groups(self, start: int, stop: int) -> list[NDArray[np.int64]]:
        """Return the positions of scenarios that share their outer coordinates."""
        if not self._outer.size:
            return [np.arange(stop - start)]
        coordinates = self._space.coordinates(start, stop)[self._outer]
        _, group = np.unique(coordinates, axis=1, return_inverse=True)
        group = group.ravel()
        return [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]

    def _path(self, start: int, members: NDArray[np.int64], values: Values) -> Path | None:
        """Return the path for some outer items, or None where it does not answer for them.

        It starts from the outer values beside the base values of the other cells, which is no scenario: it
        may be singular, or one to which the path does not apply, where every scenario is sound.
        """
        key = self._outer_key(start + int(members[0]))
        if key in self._paths:
            self._paths.move_to_end(key)
            return self._paths[key]
        path: Path | None = None
        if self._some_outer:
            with contextlib.suppress(RoosError):
                path = self._plan.prepare(self._problem.at(self._outer_values(values)), self._places)
        else:
            path = self._plan.prepare(self._problem, self._places)
        self._paths[key] = path
        if len(self._paths) > KEPT_PATHS:
            self._paths.popitem(last=False)
        return path

    def _outer_key(self, scenario: int) -> bytes:
        coordinates = self._space.coordinates(scenario, scenario + 1)[self._outer]
        return np.ascontiguousarray(coordinates).tobytes()

    def _outer_values(self, values: Values) -> dict[Part, NDArray[np.float64]]:
        """Return what the cells of the outer axes hold; all others stay as in the unchanged system."""
        return {
            part: np.where(
                self._inner.get(part, np.zeros(len(cells), dtype=np.bool_)),
                self._unchanged[part],
                cells[:, 0],
            )
            for part, cells in values.items()
        }

    def _depends_on_inner(self, part: Part) -> NDArray[np.bool_]:
        depends = np.array(self._space.depends[part], copy=True)
        depends[:, self._outer] = False
        return np.asarray(depends.any(axis=1))

    def _fall_back(self, found: Rows, rows: NDArray[np.int64], values: Values, offset: int) -> None:
        try:
            block = RefactorisedPath(self._problem, self._plan.direction).scores(values)
        except ScenarioFailed as failure:
            at = offset + int(rows[failure.position])
            raise failure.named(self._space.names(at, at + 1)[0]) from failure
        self._put(found, rows, block, PathCode.FALLBACK, offset)

    def _put(self, found: Rows, rows: NDArray[np.int64], block: Block, code: PathCode, offset: int) -> None:
        scale = np.maximum(block.contributions, np.abs(block.scores))
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = np.where(block.bound == 0.0, 0.0, block.bound / scale)
        answered = np.ones(len(rows), dtype=np.bool_)
        answered[block.left] = False
        if not self._options.accept_inaccurate:
            self._refuse(relative, rows, answered, offset)
        found.scores[rows] = block.scores
        found.relative[rows] = rounded_up(relative)
        found.backward_error[rows] = block.backward_error
        found.path[rows] = code

    def _refuse(
        self,
        relative: NDArray[np.float64],
        rows: NDArray[np.int64],
        answered: NDArray[np.bool_],
        offset: int,
    ) -> None:
        over = ~(relative <= self._options.refuse_bound)
        over[~answered] = False
        if not over.any():
            return
        scenario, demand, category = (int(axis[0]) for axis in np.nonzero(over))
        at = offset + int(rows[scenario])
        raise error(
            "E118",
            f"{int(over.sum())} scores could not be certified; the error bound of this one is "
            f"{relative[scenario, demand, category]:.1e} of its contributions",
            f"scenario {self._space.names(at, at + 1)[0]!r}, demand {self._base.demands.ids[demand]!r}, "
            f"category {self._base.categories.describe(category)}",
            "check the data around a loop of gain near one; accept_inaccurate returns the numbers, marked",
        )


def rounded_up(relative: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return float32 that is never below the float64 given, and 0 where that is 0."""
    narrow = relative.astype(np.float32)
    low = narrow < relative
    narrow[low] = np.nextafter(narrow[low], np.float32(np.inf))
    return narrow
