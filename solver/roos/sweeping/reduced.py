"""Scenarios that change a few activities: all of them through one small system, eight at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from roos.kernels.condensed import Model, Workspace, condense
from roos.places import Part, Places
from roos.sweeping.block import Block, Values
from roos.sweeping.careful import score_carefully
from roos.threads import one_blas_thread, run_all, thread_count

Array = NDArray[np.float64]

#: Scenarios that a thread takes at a time.
CHUNK = 512
#: Backward error above which a scenario is solved again with interchanges and a refinement step.
BACKWARD = 1e-14
#: Matrices whose changes a small system holds, in the order in which cells are numbered.
PARTS = (Part.TECHNOSPHERE, Part.BIOSPHERE, Part.DEMANDS)


class ReducedPath:
    """Scores by a small system; the foreground and the low-rank path differ only in how it is set up.

    Attributes
    ----------
    name
        ``"foreground"`` or ``"low rank"``.
    unknowns
        Order of the small system.
    """

    def __init__(
        self,
        name: str,
        model: Model,
        places: Mapping[Part, Places],
        *,
        warn_bound: float,
        backward_error: float,
        threads: int,
    ) -> None:
        self.name = name
        self.model = model
        self.unknowns = len(model.elimination.diagonal)
        self._parts = tuple(part for part in PARTS if part in places and len(places[part]))
        self._warn_bound = warn_bound
        self._backward_error = backward_error
        self._threads = threads

    def scores(self, values: Values) -> Block:
        """Return the scores of some scenarios.

        Parameters
        ----------
        values
            What each changed cell holds, as :class:`roos.sweeping.block.Values`; read only.

        Returns
        -------
        Block
            Each scenario's numbers are the same bits whatever others it is asked with, and for any number of
            threads. ``left`` names those whose small system is too ill-conditioned, or whose bound would be
            above ``options.warn_bound``.
        """
        model = self.model
        table = np.concatenate([np.asarray(values[part], dtype=np.float64) for part in self._parts])
        count = table.shape[1]
        shape = (count, *model.base_score.shape)
        scores, bound, contributions = np.empty(shape), np.empty(shape), np.empty(shape)
        omega, theta, sound = np.empty(count), np.empty(count), np.empty(count, dtype=np.bool_)

        def work(part: slice) -> None:
            outputs = scores[part], bound[part], contributions[part]
            with np.errstate(all="ignore"):  # where the kernels are interpreted
                condense(
                    np.ascontiguousarray(table[:, part]),
                    model,
                    Workspace.of(model),
                    *outputs,
                    omega[part],
                    theta[part],
                )
            sound[part] = self._sound(theta[part], *outputs) & (omega[part] <= BACKWARD)

        def work_again(scenario: int) -> None:
            again = score_carefully(model, table[:, scenario])
            scores[scenario], bound[scenario], contributions[scenario] = again[:3]
            omega[scenario], theta[scenario] = again[3:]
            one = slice(scenario, scenario + 1)
            sound[one] = self._sound(theta[one], scores[one], bound[one], contributions[one])

        threads = thread_count(self._threads)
        run_all(work, [slice(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK)], threads)
        if not sound.all():
            with one_blas_thread():
                run_all(work_again, np.flatnonzero(~sound).tolist(), threads)
        return Block(
            scores, bound, contributions, np.maximum(omega, self._backward_error), np.flatnonzero(~sound)
        )

    def _sound(self, theta: Array, scores: Array, bound: Array, contributions: Array) -> NDArray[np.bool_]:
        limit = self._warn_bound * np.maximum(contributions, np.abs(scores))
        certain = (bound <= limit) & np.isfinite(scores) & np.isfinite(contributions)  # False for a NaN
        return np.asarray(certain.all(axis=(1, 2)) & (theta <= self.model.condition))
