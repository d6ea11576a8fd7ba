"""Equal to bw2calc, to 1e-10 relative in every entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

RELATIVE = 1e-10


def same(ours: Any, theirs: Any) -> None:
    """Compare numbers, arrays, sparse matrices, mappings and labelled arrays."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        for key in theirs:
            same(ours[key], theirs[key])
        return
    if sp.issparse(theirs):
        assert sp.issparse(ours) and ours.format == theirs.format
        ours, theirs = ours.toarray(), theirs.toarray()
    if hasattr(theirs, "coords"):
        assert ours.dims == theirs.dims
        for dim in theirs.dims:
            assert ours.coords[dim].values.tolist() == theirs.coords[dim].values.tolist()
        ours, theirs = ours.values, theirs.values
    assert np.shape(ours) == np.shape(theirs)
    np.testing.assert_allclose(ours, theirs, rtol=RELATIVE, atol=0.0)
