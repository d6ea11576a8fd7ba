"""One factorisation and one batch: every side of every case, and the profile of every dataset they use.

``S = A⁻¹ F``, ``H = C B S``, where F holds one column per stage of each side and one per dataset. The columns
of datasets are the environmental profiles e_kj that the report multiplies in a spreadsheet; with them any
other amounts, such as those along a break-even curve, are one small product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.demand import Demands
from roos.errors import Finding, error
from roos.labels import Labels
from roos.options import Options
from roos.results import Results
from roos.scoring import score
from roos.screening.amounts import SideModel
from roos.screening.case import Use
from roos.system import System

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Scores of sides by stage, and profiles.

    Attributes
    ----------
    categories
        Labels.
    profiles
        Scores of one unit of each dataset, float64 (datasets, categories).
    position
        Row of ``profiles`` by product position.
    stages
        Per side, float64 (stages, categories).
    results
        With the certificate of every column.
    """

    categories: Labels
    profiles: Array
    position: dict[int, int]
    stages: tuple[Array, ...]
    results: Results
    products: Labels

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of inventory, method and run."""
        return self.results.findings

    def of_uses(self, uses: Sequence[Use]) -> Array:
        """Return the profile of each use, float64 (uses, categories)."""
        rows = [self.position[place(use, self.products)] for use in uses]
        return self.profiles[rows]


def score_sides(system: System, sides: Sequence[SideModel], options: Options | None = None) -> Scored:
    """Score sides in one batch on one factorisation.

    Raises
    ------
    InputError
        E201 a dataset that the background does not have, with the nearest; E301 an amount in another unit;
        each with file and line. Otherwise as :func:`roos.score`.
    """
    products = system.products
    datasets = list(dict.fromkeys(place(use, products) for side in sides for use in side.uses))
    column_of: dict[tuple[int, int], int] = {}
    rows, columns, values = list(datasets), list(range(len(datasets))), [1.0] * len(datasets)
    names = [f"dataset {products.ids[p]}" for p in datasets]
    for s, side in enumerate(sides):
        for use, stage, amount in zip(side.uses, side.stage_of, side.amounts(), strict=True):
            if amount == 0.0:
                continue
            if (s, stage) not in column_of:
                column_of[s, stage] = len(names)
                names.append(f"{s} {side.case.id} {side.side.id}: {side.stages[stage].name}")
            rows.append(place(use, products))
            columns.append(column_of[s, stage])
            values.append(float(amount))
    if not names:
        raise error("E203", "no stage of any case has an amount", hint="give a stage a use with an amount")
    matrix = sp.csc_array((values, (rows, columns)), shape=(len(products), len(names)), dtype=np.float64)
    demands = Demands(matrix, Labels("demand", tuple(names)), products)
    results = score(system, demands, options=options)
    stages = []
    for s, side in enumerate(sides):
        scores = np.zeros((len(side.stages), len(results.categories)))
        for i in range(len(side.stages)):
            if (s, i) in column_of:
                scores[i] = results.scores[column_of[s, i]]
        stages.append(scores)
    position = {p: i for i, p in enumerate(datasets)}
    profiles = results.scores[: len(datasets)]
    return Scored(results.categories, profiles, position, tuple(stages), results, products)


def place(use: Use, products: Labels) -> int:
    """Return the position of a use's dataset, its unit compared.

    Raises
    ------
    InputError
        E201, E202, E301.
    """
    position = products.position(use.dataset, where=f"{use.where}: {use.dataset}" if use.where else "")
    unit = products.units[position]
    if unit and use.unit != unit:
        raise error(
            "E301", f"the amount is in {use.unit!r}, the dataset in {unit!r}",
            f"{use.where}: {products.describe(position)}", f"convert the amount to {unit!r}",
        )  # fmt: skip
    return position
