"""Which path: every candidate with its predicted time, the cheapest that applies, and what was rejected.

Some axes may be *outer*: each of their combinations is refactorised once, and the others run inside it by a
cheaper path. With all axes outer every scenario is refactorised; with none the base factors serve all.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from roos.errors import error
from roos.places import Part, Places
from roos.scoring import DIRECTIONS
from roos.sweeping.block import Path
from roos.sweeping.costs import UnitCosts
from roos.sweeping.foreground import ForegroundPath, closed
from roos.sweeping.lowrank import LowRankPath
from roos.sweeping.memory import room_for
from roos.sweeping.problem import Problem
from roos.sweeping.products import ProductsPath, Widths
from roos.sweeping.refactorised import RefactorisedPath
from roos.sweeping.reopen import Begun
from roos.sweeping.sides import changed_activities
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.wide import solves

#: Paths by name, as ``path`` of :func:`roos.sweep` takes them.
NAMES = ("products", "foreground", "low rank", "refactorise", "factorise")
#: Those that treat each scenario by itself.
ALONE = ("refactorise", "factorise")
#: Prepared paths that are kept, one per combination of the outer axes.
KEPT_PATHS = 256
#: Axes up to which every choice of outer axes is weighed; with more, all or none are outer.
WEIGHED_AXES = 6

#: Slower ways that ``--explain`` shows one by one.
SHOWN = 6


@dataclass(frozen=True)
class Candidate:
    """One way to go about it.

    Attributes
    ----------
    inner
        Name of the path.
    outer
        Axes whose combinations are refactorised first.
    seconds
        Predicted.
    why
        How the prediction is made up, in words.
    bytes
        Predicted memory of the path itself, beside results and blocks.
    """

    inner: str
    outer: tuple[int, ...]
    seconds: float
    why: str
    bytes: int = 0


@dataclass(frozen=True)
class Plan:
    """How a sweep is computed.

    Attributes
    ----------
    inner, outer, seconds
        Of the chosen :class:`Candidate`.
    chunk
        Scenarios per block.
    bytes
        Predicted memory of results and one block.
    direction
        Of scenarios that are refactorised.
    lines
        Chosen and rejected, for people.
    """

    inner: str
    outer: tuple[int, ...]
    seconds: float
    chunk: int
    bytes: int
    direction: str
    lines: tuple[str, ...]
    #: the path on the base problem, where it was made to see whether it applies
    made: Path | None = field(default=None, repr=False)

    @classmethod
    def choose(
        cls,
        space: ScenarioSpace,
        problem: Problem,
        *,
        path: str = "auto",
        direction: str = "auto",
        memory: int | None = None,
        to_store: bool = False,
        costs: UnitCosts | None = None,
        begun: Begun | None = None,
    ) -> Plan:
        """Choose the path with the least predicted time.

        Parameters
        ----------
        path
            ``"auto"``, or one of :data:`NAMES`, which is used whatever it costs.
        memory, to_store
            As in :func:`roos.sweep`; ``to_store`` leaves results out of the memory.
        costs
            Unit costs; counted on the problem when left out.
        begun
            How the run went about it that this one continues: ``"auto"`` is its path then.

        Raises
        ------
        InputError
            E110 more memory than given, E117 no such path, E128 the path asked for does not apply.
        """
        if path not in ("auto", *NAMES):
            raise error("E117", f"path {path!r} is unknown", "path", "use auto, " + ", ".join(NAMES))
        if direction not in DIRECTIONS:
            hint = "use one of " + ", ".join(DIRECTIONS)
            raise error("E117", f"direction {direction!r} is unknown", "direction", hint)
        chunk = None if begun is None else begun.chunk
        room = room_for(len(space), problem, space.places, memory, to_store=to_store, chunk=chunk)
        costs = costs or UnitCosts.of(problem)
        candidates, refused = _candidates(space, problem, costs, direction, every=begun is not None)
        if path != "auto":
            reasons = [why for name, why in refused if name == path]
            candidates = [one for one in candidates if one.inner == path and (not one.outer or path in ALONE)]
            if not candidates:
                raise _does_not_apply(path, reasons)
        candidates.sort(key=lambda one: one.seconds)
        if begun is not None and path == "auto":
            same = [one for one in candidates if (one.inner, one.outer) == (begun.inner, begun.outer)]
            candidates = same or candidates
        names = [axis.name for axis in space.axes]
        lost: list[str] = [f"rejected {name}: {why}" for name, why in refused]
        for at, one in enumerate(candidates):
            made = _prepared(one, problem, space, direction)
            if isinstance(made, str):
                lost.append(f"rejected {_described(one, names)}: {made}")
                if path != "auto":
                    raise _does_not_apply(path, [made])
                continue
            others = [
                f"rejected {_described(other, names)}, {_size(room.bytes + other.bytes)}: slower"
                for other in candidates[at + 1 :]
            ]
            whole = room.bytes + one.bytes
            chosen = f"chosen   {_described(one, names)}, {_size(whole)}, {room.chunk} scenarios a block"
            if len(others) > SHOWN:
                others[SHOWN:] = [f"rejected {len(others) - SHOWN} more ways, all slower"]
            lines = (chosen, *others, *lost)
            return cls(one.inner, one.outer, one.seconds, room.chunk, whole, direction, lines, made)
        raise AssertionError("refactorising always applies")

    def prepare(self, problem: Problem, places: Mapping[Part, Places]) -> Path:
        """Return the path for a problem under some outer values.

        Raises
        ------
        InputError
            E128 the path does not apply there.
        """
        if self.made is not None and not self.outer:
            return self.made
        path = _path(self.inner, problem, places, self.direction)
        if isinstance(path, str):
            raise _does_not_apply(self.inner, [path])
        return path


def _does_not_apply(path: str, reasons: list[str]) -> Exception:
    why = reasons[0] if reasons else "other cells change"
    return error("E128", f"the path {path!r} does not apply: {why}", "path", "leave the path to the plan")


def _candidates(
    space: ScenarioSpace, problem: Problem, costs: UnitCosts, direction: str, *, every: bool
) -> tuple[list[Candidate], list[tuple[str, str]]]:
    """Return what may be done, and which paths do not apply to all axes together, with the reason.

    Ways that cannot be the cheapest are left out, unless ``every`` one is wanted.
    """
    scenarios, axes = len(space) - 1, range(len(space.axes))
    found: list[Candidate] = []
    refused: list[tuple[str, str]] = []
    sizes = range(len(space.axes)) if len(space.axes) <= WEIGHED_AXES else (0,)
    for outer in itertools.chain.from_iterable(itertools.combinations(axes, size) for size in sizes):
        inner, rest = _parted(space, outer)
        combinations = math.prod(space.shape[axis] for axis in outer)
        first = costs.refactorise if Part.TECHNOSPHERE in rest else 0.0
        if first and not every and any(one.seconds <= combinations * first for one in found):
            continue  # the refactorisations alone take longer than a way that is there
        for name in ("products", "foreground", "low rank"):
            cost = _inner_costs(name, problem, inner, costs)
            if isinstance(cost, str):
                if not outer:
                    refused.append((name, cost))
                continue
            set_up, each, held = cost
            seconds = combinations * (first + set_up) + scenarios * each
            why = f"{combinations} × {_time(first + set_up)} to set up, {scenarios} × {_time(each)}"
            held *= min(combinations, KEPT_PATHS)
            held += problem.factors.report.bytes if Part.TECHNOSPHERE in rest else 0
            found.append(Candidate(name, outer, seconds, why, held))
    each = costs.score + costs.solves(
        solves(direction, len(problem.demands), problem.characterisation.shape[0])
    )
    own, whole = problem.factors.report.bytes, tuple(axes)
    changes = Part.TECHNOSPHERE in space.places
    for name, again, held in (
        ("refactorise", costs.refactorise, own),
        ("factorise", costs.factorise, 2 * own),
    ):
        one = each + (again if changes or name == "factorise" else 0.0)
        found.append(Candidate(name, whole, scenarios * one, f"{scenarios} × {_time(one)}", held))
    return found, refused


def _parted(space: ScenarioSpace, outer: tuple[int, ...]) -> tuple[dict[Part, Places], dict[Part, Places]]:
    """Return the cells that depend on other axes than the outer ones, and the rest."""
    inner: dict[Part, Places] = {}
    rest: dict[Part, Places] = {}
    for part, places in space.places.items():
        depends = np.array(space.depends[part], copy=True)
        depends[:, list(outer)] = False
        mask = depends.any(axis=1)
        if mask.any():
            inner[part] = places.take(mask)
        if not mask.all():
            rest[part] = places.take(~mask)
    return inner, rest


def _inner_costs(
    name: str, problem: Problem, places: Mapping[Part, Places], costs: UnitCosts
) -> tuple[float, float, int] | str:
    """Return the seconds of the set-up and of each scenario and its bytes, or why it does not apply."""
    changed: dict[Part, Places] = {part: cells for part, cells in places.items() if part is not Part.PRICES}
    demands, categories = len(problem.demands), problem.characterisation.shape[0]
    if name == "products":
        if Part.TECHNOSPHERE in changed:
            return "exchanges of the technosphere change, which changes supplies"
        widths = Widths.of(problem, changed)
        return costs.solves(widths.solves), 5e-6 + widths.flops * costs.flop, widths.bytes
    if Part.CHARACTERISATION in changed:
        return "characterisation factors change, which changes the score of every activity"
    if not changed:
        return "nothing of technosphere, biosphere or demands changes"
    cells = sum(len(one) for one in changed.values())
    activities = changed_activities(changed)
    set_up = costs.solves(3 * categories)
    if name == "foreground":
        inside = closed(problem.factors.matrix, problem.factors.product_of, activities)
        if inside is None:
            return "the background uses products of the changed activities"
        r = inside.size
    else:
        rows = changed[Part.TECHNOSPHERE].changed_rows.size if Part.TECHNOSPHERE in changed else 0
        r = min(activities.size, rows) if Part.BIOSPHERE not in changed and rows else activities.size
        set_up += costs.solves(2 * r)
        if r > LOW_RANK_MOST:
            return f"{r} activities change, more than the {LOW_RANK_MOST} of a small dense system"
    flops = r**3 + (demands + 2) * 4 * r * r + 8 * categories * (cells + r) * max(1, demands // 4)
    held = 8 * problem.factors.shape[0] * (3 * categories + (2 * r if name == "low rank" else 0))
    return set_up, flops * costs.flop, held


#: Most unknowns of the low-rank path.
LOW_RANK_MOST = 256


def _prepared(one: Candidate, problem: Problem, space: ScenarioSpace, direction: str) -> Path | str | None:
    """Return the path on the base where it serves all scenarios, or why it does not apply."""
    inner, rest = _parted(space, one.outer)
    if one.outer or rest or one.inner in ALONE:
        if one.inner in ALONE:
            return None
        made = _path(one.inner, problem, inner, direction)
        return made if isinstance(made, str) else None
    return _path(one.inner, problem, inner, direction)


def _path(name: str, problem: Problem, places: Mapping[Part, Places], direction: str) -> Path | str:
    if name == "products":
        return ProductsPath.build(problem.within(places))
    if name == "foreground":
        return ForegroundPath.build(problem, places)
    if name == "low rank":
        return LowRankPath.build(problem, places)
    return RefactorisedPath(problem, direction, anew=name == "factorise")


def _described(one: Candidate, names: list[str]) -> str:
    text = one.inner
    if one.outer and one.inner not in ALONE:
        text += " inside " + " × ".join(names[axis] for axis in one.outer)
    return f"{text}: predicted {_time(one.seconds)} ({one.why})"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _size(count: int) -> str:
    return f"{count / 1e6:.3g} MB"
