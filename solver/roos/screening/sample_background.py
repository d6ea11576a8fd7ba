"""What one unit of each dataset scores in every sample, where the background is uncertain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.demand import Demands
from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.montecarlo.model import PARTS
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.run import Progress, monte_carlo
from roos.options import Options
from roos.screening.batch import place
from roos.screening.screened import Screened
from roos.system import System

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """How the background is drawn; all as in :func:`roos.monte_carlo`."""

    samples: int
    seed: int
    uncertain: tuple[str, ...]
    singular: str
    memory: int | None
    store: str | None
    resume: bool
    solver: Options | None
    progress: Progress | None
    cancel: Callable[[], bool] | None


class SampledProfiles:
    """Profiles of the datasets of some results, sample by sample, from one run of :func:`roos.monte_carlo`.

    All sides of all cases stand on one refactorisation per sample: a side's score is linear in its amounts,
    so that the datasets are the demands.

    Parameters
    ----------
    system
        The background, patched.
    results
        That are screened on it.
    """

    def __init__(self, system: System, results: Sequence[Screened], asked: Asked) -> None:
        products = system.products
        at = {one.name: [place(use, products) for use in one.models[0].uses] for one in results}
        datasets = list(dict.fromkeys(position for listed in at.values() for position in listed))
        row = {position: i for i, position in enumerate(datasets)}
        self._rows = {name: [row[position] for position in listed] for name, listed in at.items()}
        count = len(datasets)
        matrix = sp.csc_array(
            (np.ones(count), (datasets, np.arange(count))), shape=(len(products), count), dtype=np.float64
        )
        labels = Labels("demand", tuple(products.ids[position] for position in datasets))
        self.results: MonteCarloResults = monte_carlo(
            system, Demands(matrix, labels, products), samples=asked.samples, seed=asked.seed,
            uncertain=asked.uncertain, singular=asked.singular, memory=asked.memory, store=asked.store,
            resume=asked.resume, options=asked.solver, progress=asked.progress, cancel=asked.cancel,
        )  # fmt: skip

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the run."""
        return self.results.findings

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds of each step of the run."""
        return self.results.timings

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Samples that are not singular, bool (samples,)."""
        return np.asarray(self.results.counted[:, 0])

    def block(self, first: int, last: int) -> Array:
        """Return profiles of all datasets, float64 (datasets, categories, samples)."""
        return np.ascontiguousarray(self.results.block(first, last)[:, 0].transpose(1, 2, 0))

    def of(self, result: Screened, block: Array) -> Array:
        """Return the profiles of the uses of one result from a block, float64 (uses, categories, samples)."""
        return block[self._rows[result.name]]


def uncertain_background(
    system: System, asked: tuple[str, ...] | None
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the parts of a background to draw.

    Parameters
    ----------
    asked
        Parts that are asked for; None for all that have distributions.

    Returns
    -------
    parts
        Those that have distributions.
    findings
        W152 for each of the others that was asked for.
    """
    given = system.uncertainty
    known = {
        name
        for name in PARTS
        if given is not None and (rows := getattr(given, name)) is not None and (rows.type > 1).any()
    }
    told = []
    for name in asked or ():
        if name not in known:
            message = f"no distributions are given for the {name}: it stays as it is"
            told.append(Finding("W152", Severity.WARNING, message, system.name))
    return tuple(name for name in PARTS if name in known and (asked is None or name in asked)), tuple(told)
