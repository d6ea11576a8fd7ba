"""bw2io's ReCiPe 2016 factors, matched by name and compartment, against the published columns of `profiles`.

Two sources that were made apart from each other: the LCIA data inside bw2io, and the flow columns that the
authors of `profiles` published. Climate is left out: `profiles` has that of IPCC 2021.
"""

import numpy as np

from helpers import profiles_system
from roos_inventories.methods import normal_compartment, read_method

KINDS = {"air", "water", "soil", "natural resource"}


def test_no_published_factor_differs():
    system = profiles_system()
    compartments = system.flows.extra["compartment"]
    elementary = [
        j for j, text in enumerate(compartments) if normal_compartment(text).split(" / ")[0] in KINDS
    ]
    # 452 published rows less 24 rows of noise
    assert len(elementary) == 428
    method, coverage = read_method("recipe-2016-midpoint-h", system.flows)
    assert coverage.matched_by_id == 0
    published = system.characterisation
    assert published.categories.ids == method.categories.ids
    assert published.categories.units == method.categories.units
    ours = method.matrix.toarray()[1:, elementary]
    theirs = published.matrix.toarray()[1:, elementary]

    both = (ours != 0) & (theirs != 0)
    assert both.sum() == 1_047
    assert both.any(axis=1).sum() == 16
    np.testing.assert_allclose(ours[both], theirs[both], rtol=1e-6, atol=0)
    # 53 published factors are for flows of newer names, or have no factor in the release that bw2io holds
    assert ((ours == 0) & (theirs != 0)).sum() == 53
    assert not ((ours != 0) & (theirs == 0)).any()

    unknown = set(coverage.unknown)
    newer = {f"{system.flows.names[j]} ({normal_compartment(compartments[j])})" for j in elementary} & unknown
    assert len(newer) == 20
    assert "Propylene (air)" in newer and "Hexachlorobenzene (air)" in newer
