"""The result of the generator: one frozen object of arrays and labels."""

from __future__ import annotations

from dataclasses import dataclass

import scipy.sparse as sp

from roos_inventories.synthetic.labels import Labels
from roos_inventories.synthetic.shape import Ints, Knobs
from roos_inventories.synthetic.uncertainty import Uncertainty


@dataclass(frozen=True)
class SyntheticArrays:
    """A system as plain arrays.

    Attributes
    ----------
    A : scipy.sparse.csc_array
        Technosphere, products × activities; outputs positive, inputs negative. A treatment of waste has
        a negative reference flow, and those who hand the waste over a positive exchange with it.
    B : scipy.sparse.csc_array
        Biosphere, elementary flows × activities.
    C : scipy.sparse.csr_array
        Characterisation, categories × elementary flows.
    reference : numpy.ndarray
        Place of the reference product of each activity.
    products, activities, flows, categories : Labels
        Labels of the axes; ids of products and activities keep their number under shuffling.
    uncertainty_a, uncertainty_b : Uncertainty
        Distributions of the stored entries of A and B, in their order.
    knobs : Knobs
        The request that gives this very system again.
    """

    A: sp.csc_array
    B: sp.csc_array
    C: sp.csr_array
    reference: Ints
    products: Labels
    activities: Labels
    flows: Labels
    categories: Labels
    uncertainty_a: Uncertainty
    uncertainty_b: Uncertainty
    knobs: Knobs
