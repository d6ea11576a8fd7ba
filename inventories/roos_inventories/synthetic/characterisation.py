"""Impact categories: the midpoints of ReCiPe 2016 with their units, and plausible factors."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp

from roos_inventories.synthetic.biosphere import COMPARTMENTS, Biosphere
from roos_inventories.synthetic.shape import Floats, Ints, Knobs, seven_digits

#: Name, unit, compartments it looks at, share of their flows it covers, log10 of its typical factor.
#: Names and units: ReCiPe 2016 v1.1 midpoint (H), RIVM 2016-0104a. The shares follow the lengths of its
#: sheets (toxicity tens of thousands of rows, warming 210, eutrophication few), the factors are drawn.
MIDPOINTS: Final = (
    ("climate change", "kg CO2-Eq", ("air",), 0.18, 1.0),
    ("ozone depletion", "kg CFC-11-Eq", ("air",), 0.05, -1.0),
    ("ionising radiation", "kBq Co-60-Eq", ("air", "water"), 0.08, -2.0),
    ("photochemical oxidant formation: human health", "kg NOx-Eq", ("air",), 0.20, -0.5),
    ("particulate matter formation", "kg PM2.5-Eq", ("air",), 0.04, -0.5),
    ("photochemical oxidant formation: terrestrial ecosystems", "kg NOx-Eq", ("air",), 0.20, -0.5),
    ("acidification: terrestrial", "kg SO2-Eq", ("air",), 0.03, 0.0),
    ("eutrophication: freshwater", "kg P-Eq", ("water", "soil"), 0.03, -0.5),
    ("eutrophication: marine", "kg N-Eq", ("water", "soil"), 0.04, -0.5),
    ("ecotoxicity: terrestrial", "kg 1,4-DCB-Eq", ("air", "water", "soil"), 0.55, 0.5),
    ("ecotoxicity: freshwater", "kg 1,4-DCB-Eq", ("air", "water", "soil"), 0.60, -1.0),
    ("ecotoxicity: marine", "kg 1,4-DCB-Eq", ("air", "water", "soil"), 0.60, -1.0),
    ("human toxicity: carcinogenic", "kg 1,4-DCB-Eq", ("air", "water", "soil"), 0.30, 0.0),
    ("human toxicity: non-carcinogenic", "kg 1,4-DCB-Eq", ("air", "water", "soil"), 0.50, 0.5),
    ("land use", "m2*a crop-Eq", ("land",), 0.80, -0.3),
    ("material resources: metals/minerals", "kg Cu-Eq", ("in ground",), 0.75, 0.0),
    ("energy resources: non-renewable, fossil", "kg oil-Eq", ("in ground",), 0.08, -0.3),
    ("water use", "m3", ("in water", "water"), 0.06, 0.0),
)
#: Share of the factors of a category that are negative: land restored, water returned.
NEGATIVE: Final = {"land use": 0.2, "water use": 0.4}


def make_characterisation(knobs: Knobs, biosphere: Biosphere) -> sp.csr_array:
    """Return C, categories × flows. Beyond 18 categories the midpoints repeat, with other factors."""
    rng, flows = knobs.stream("characterisation"), len(biosphere.compartment)
    columns, values = [], []
    for category in range(knobs.categories):
        name, _, _, _, decade = MIDPOINTS[category % len(MIDPOINTS)]
        chosen = _covered(rng, biosphere, category)
        factors = 10.0 ** (decade + 1.5 * rng.standard_normal(len(chosen)))
        factors *= np.where(rng.random(len(chosen)) < NEGATIVE.get(name, 0.0), -1.0, 1.0)
        columns.append(chosen)
        values.append(seven_digits(factors))
    starts = np.concatenate([[0], np.cumsum([len(chosen) for chosen in columns])])
    return sp.csr_array(
        (np.concatenate(values), np.concatenate(columns), starts), shape=(knobs.categories, flows)
    )


def _covered(rng: np.random.Generator, biosphere: Biosphere, category: int) -> Ints:
    """Return the flows that a category covers, the most used more likely."""
    _, _, names, share, _ = MIDPOINTS[category % len(MIDPOINTS)]
    codes = [place for place, (name, _) in enumerate(COMPARTMENTS) if name in names]
    pool = np.flatnonzero(np.isin(biosphere.compartment, codes))
    if not len(pool):  # a tiny flow list may lack a compartment
        pool = np.arange(len(biosphere.compartment))
    size = int(np.clip(round(share * len(pool)), min(3, len(pool)), len(pool)))
    clocks: Floats = rng.standard_exponential(len(pool)) / biosphere.popularity[pool] ** 0.5
    return np.sort(pool[np.argsort(clocks, kind="stable")[:size]])
