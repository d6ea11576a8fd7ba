"""One small system as a matrix folder and as a datapackage, and the refusal of a locator."""

from __future__ import annotations

from pathlib import Path

import bw_processing as bwp
import numpy as np
import pytest
import scipy.sparse as sp

from roos import RoosError
from roos_inventories import read


def matrix_folder(path: Path, scale: float = 1.0) -> Path:
    path.mkdir(parents=True)
    a = np.array([[1.0, -0.5], [-0.25, 1.0]])
    for name, matrix in (("A", scale * a), ("B", np.array([[2.0, 4.0]])), ("C", np.array([[1.0]]))):
        sp.save_npz(path / f"{name}.npz", sp.csc_array(matrix))
    return path


def datapackage(path: Path) -> Path:
    """Write a package of the same system by bw_processing, as a folder or, by its suffix, as a zip."""
    if path.suffix:
        from fsspec.implementations.zip import ZipFileSystem

        store = ZipFileSystem(str(path), mode="w")
    else:
        from bw_processing.io_helpers import generic_directory_filesystem

        path.mkdir()
        store = generic_directory_filesystem(dirpath=path)
    package = bwp.create_datapackage(fs=store, name="small")
    indices = np.array([(1, 1), (1, 2), (2, 1), (2, 2)], dtype=bwp.INDICES_DTYPE)
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=indices,
        data_array=np.array([1.0, 0.5, 0.25, 1.0]),
        flip_array=np.array([False, True, True, False]),
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        indices_array=np.array([(9, 1), (9, 2)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([2.0, 4.0]),
    )
    package.finalize_serialization()
    if path.suffix:
        store.close()
    return path


def refusal(locator) -> RoosError:
    with pytest.raises(RoosError) as caught:
        read(locator)
    assert caught.value.hint, "every refusal says what to do"
    return caught.value
