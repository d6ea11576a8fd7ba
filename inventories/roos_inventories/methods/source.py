"""The LCIA data that ship inside the installed bw2io package, read straight from its files.

bw2io is located, never imported: importing it opens projects and takes seconds. Two files are read: the
factors (a zip with one JSON member) and the list of elementary flows (XML), which knows the unit of each flow
and the flows without a factor.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos_inventories.methods.flow_list import Flow, read_flow_list

_FACTORS = Path("data", "lcia", "lcia_39_ecoinvent.zip")
_FLOWS = Path("data", "lci", "ecoinvent elementary flows 3.9.xml")
_MEMBER = "data.json"
#: The member holds 41 MB today; a file that claims far more is not the one we know.
_MOST_BYTES = 400 * 2**20


class Files(NamedTuple):
    """Where the two source files lie."""

    factors: Path
    flows: Path


class PublishedCategory(NamedTuple):
    """One category as the file labels it: method family, category, indicator and unit."""

    family: str
    category: str
    indicator: str
    unit: str


@dataclass(frozen=True)
class FactorTable:
    """All factors of the source.

    Attributes
    ----------
    digest
        SHA-256 of the two files, hexadecimal.
    flows
        The elementary flows, with compartments in normal form.
    categories
        In file order.
    offsets
        int64 (categories + 1,): factors of category k are entries ``offsets[k]:offsets[k + 1]``.
    positions
        int32 (factors,): positions in ``flows``.
    factors
        float64 (factors,): unit of the category per unit of the flow.
    """

    digest: str
    flows: tuple[Flow, ...]
    categories: tuple[PublishedCategory, ...]
    offsets: NDArray[np.int64]
    positions: NDArray[np.int32]
    factors: NDArray[np.float64]


def locate() -> Files:
    """Return the source files inside the installed package.

    Raises
    ------
    InputError
        E509 when bw2io, or a version of it with these files, is not installed.
    """
    spec = importlib.util.find_spec("bw2io")
    hint = "install bw2io 0.9.17 or later: it is a dependency of roos"
    if spec is None or spec.origin is None:
        raise error("E509", "the characterisation factors come with bw2io, which is not installed", hint=hint)
    root = Path(spec.origin).parent
    files = Files(root / _FACTORS, root / _FLOWS)
    for path in files:
        if not path.is_file():
            raise error("E509", "this version of bw2io has other characterisation files", str(path), hint)
    return files


def digest(files: Files) -> str:
    """Return the SHA-256 over both files (E501 when one cannot be read)."""
    whole = hashlib.sha256()
    for path in files:
        try:
            whole.update(path.read_bytes())
        except OSError as problem:
            raise error("E501", f"cannot read: {problem.strerror}", str(path)) from None
    return whole.hexdigest()


def parse(files: Files) -> FactorTable:
    """Return all factors; takes about two seconds, see :mod:`roos_inventories.methods.cache`.

    Raises
    ------
    InputError
        E503 when a file is damaged or has another layout, E505 when it is larger than it can be.
    """
    flows = read_flow_list(files.flows)
    try:
        return _table(_published(files.factors), flows, digest(files))
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise _damaged(files.factors, f"unexpected layout ({type(problem).__name__}: {problem})") from None


def _published(path: Path) -> list[dict[str, Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo(_MEMBER).file_size
            if size > _MOST_BYTES:
                raise error("E505", f"{_MEMBER} claims {size} bytes", str(path), "reinstall bw2io")
            content = archive.read(_MEMBER)
        parsed = json.loads(content)
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, ValueError, KeyError) as problem:
        raise _damaged(path, str(problem)) from None
    except Exception as problem:  # the decompressors raise classes of their own
        if isinstance(problem, RoosError):
            raise
        raise _damaged(path, f"{type(problem).__name__}: {problem}") from None
    if not isinstance(parsed, list) or not parsed:
        raise _damaged(path, "it holds no list of methods")
    return parsed


def _table(published: list[dict[str, Any]], flows: tuple[Flow, ...], sha256: str) -> FactorTable:
    position = {flow.id: i for i, flow in enumerate(flows)}
    categories = []
    offsets = [0]
    positions: list[int] = []
    factors: list[float] = []
    for entry in published:
        family, category, indicator = (part.strip() for part in entry["name"])
        categories.append(PublishedCategory(family, category, indicator, entry["unit"].strip()))
        for exchange in entry["exchanges"]:
            positions.append(position[exchange["input"][1]])
            factors.append(exchange["amount"])
        offsets.append(len(factors))
    values = np.array(factors, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("a factor is not a finite number")
    return FactorTable(
        sha256, flows, tuple(categories), np.array(offsets, dtype=np.int64),
        np.array(positions, dtype=np.int32), values,
    )  # fmt: skip


def _damaged(path: Path, why: str) -> RoosError:
    return error("E503", f"the characterisation factors cannot be read: {why}", str(path), "reinstall bw2io")
