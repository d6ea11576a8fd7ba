"""A store as an ``xarray.Dataset`` whose numbers stay on disk until they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray
from xarray.backends import BackendArray
from xarray.core import indexing

from roos.store.store import Store
from roos.store.view import View


class LazyArray(BackendArray):  # type: ignore[misc]
    """What xarray asks for numbers; it can be pickled, so that several processes may read."""

    def __init__(self, view: View):
        self._view = view
        self.shape = view.shape
        self.dtype = view.dtype

    def __getitem__(self, key: Any) -> Any:
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._view.__getitem__
        )


def to_dataset(store: Store, coordinates: Mapping[str, Any] | None = None) -> xarray.Dataset:
    """Return every array of a store, labelled; nothing is read but its header.

    Parameters
    ----------
    coordinates
        More of them, as ``xarray.Dataset.assign_coords`` takes them: e.g. those of the rows.

    Raises
    ------
    RoosError
        E607 the store is not finished.
    """
    store.require_finished()
    found = {
        array.name: xarray.Variable(
            (store.layout.dim, *array.dims),
            indexing.LazilyIndexedArray(LazyArray(View(store.reader, array.name))),
        )
        for array in store.layout.arrays
    }
    labels = {name: (dim, np.array(values)) for name, (dim, values) in store.coordinates.items()}
    return xarray.Dataset(found, coords={**labels, **(coordinates or {})}, attrs={})
