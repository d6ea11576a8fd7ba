"""What roos promises about a set of scores, number by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from roos.options import Options


class Status(StrEnum):
    """Verdict over all cells of a result; the text says what to do."""

    CERTIFIED = "certified: every error bound is below the warning level"
    WARNED = "uncertain: some error bounds are above the warning level; see the certificate"
    REFUSED = "not certified: some error bounds are above the refusal level"


@dataclass(frozen=True)
class Certificate:
    """Backward errors, error bounds and cancellation of a set of scores.

    Attributes
    ----------
    kind
        ``"bound"``: the error bounds are rigorous up to their own rounding. ``"estimate"``: |A⁻¹| could not
        be bounded and was estimated.
    backward_error
        float64, one per linear system solved (demands when forward, categories when adjoint):
        componentwise max_i |r_i| / (|A||s| + |f|)_i.
    steps
        int64, refinement steps per linear system.
    bound
        float64 (demands, categories): absolute error bound of each score.
    relative
        float64 (demands, categories): bound over Σ|contribution|; 0 where the score is a structural zero.
    cancellation
        float64 (demands, categories): Σ|contribution| / |score|; inf where contributions cancel to zero,
        1 where there are none.
    status
        Verdict over all cells.
    backend, condition
        Solver used; 1-norm condition estimate of the equilibrated matrix, None when not computed.
    """

    kind: str
    backward_error: NDArray[np.float64]
    steps: NDArray[np.int64]
    bound: NDArray[np.float64]
    relative: NDArray[np.float64]
    cancellation: NDArray[np.float64]
    status: Status
    backend: str
    condition: float | None = None

    @staticmethod
    def judge(relative: NDArray[np.float64], options: Options) -> Status:
        """Return the verdict for relative bounds; a NaN is never certified."""
        if not relative.size:
            return Status.CERTIFIED
        worst = float(np.max(relative)) if np.all(np.isfinite(relative)) else np.inf
        if worst > options.refuse_bound:
            return Status.REFUSED
        return Status.WARNED if worst > options.warn_bound else Status.CERTIFIED

    def summary(self) -> Mapping[str, object]:
        """Return the figures for a report or ``run.json``."""
        finite = self.cancellation[np.isfinite(self.cancellation)]
        return {
            "status": self.status.name.lower(),
            "meaning": str(self.status),
            "kind": self.kind,
            "backend": self.backend,
            "backward_error_max": _largest(self.backward_error),
            "backward_error_median": float(np.median(self.backward_error))
            if self.backward_error.size
            else 0.0,
            "refinement_steps_max": int(self.steps.max(initial=0)),
            "relative_bound_max": _largest(self.relative),
            "cancellation_max": float(finite.max(initial=1.0)),
            "condition_estimate": self.condition,
        }


def _largest(values: NDArray[np.float64]) -> float:
    return float(values.max()) if values.size else 0.0
