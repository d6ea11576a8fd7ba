"""The record beside every result: what went in, how it was computed, what to know about it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import scipy.sparse as sp

from roos import __version__
from roos.coverage import Coverage
from roos.demand import Demands
from roos.method import Method
from roos.system import System
from roos_cli.costs import cost_record
from roos_cli.pipeline import Request, Run
from roos_cli.text import plain

#: Versions that can change a number or a file.
_PACKAGES = ("numpy", "scipy", "numba", "pyarrow", "xarray", "h5netcdf", "xlsxwriter", "bw2io")


def versions() -> dict[str, str]:
    """Return the versions of roos, Python and the packages that can change a number or a file."""
    found = {"roos": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def record(
    command: str, request: Request, run: Run, *, options: Mapping[str, Any], status: int
) -> dict[str, Any]:
    """Return the content of ``run.json``, without the output files, as plain values.

    Parameters
    ----------
    command
        ``"solve"`` or ``"demo"``.
    options
        The command's options as given.
    status
        Exit status of the command.
    """
    return {
        **head(command, status),
        "inputs": inputs_of(request.inventory, run.system, run.method, run.demands, run.coverage),
        "options": dict(options),
        "direction": run.results.direction,
        "explanation": list(run.results.explanation),
        "certificate": dict(run.results.certificate.summary()),
        "findings": [finding.as_dict() for finding in run.findings],
        "costs": cost_record(run.costs) if run.costs is not None else None,
        "timings": {phase: round(seconds, 6) for phase, seconds in run.timings.items()},
    }


def head(command: str, status: int) -> dict[str, Any]:
    """Return what every record begins with: which command, when, by what, on what."""
    return {
        "command": command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "exit_status": status,
        "versions": versions(),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def inputs_of(
    locator: str, system: System, method: Method, demands: Demands, seen: Coverage
) -> dict[str, Any]:
    """Return names, sizes and digests of what went in."""
    return {
        "inventory": {
            "locator": locator,
            "name": system.name,
            "products": len(system.products),
            "activities": len(system.activities),
            "flows": len(system.flows),
            "digest": system_digest(system),
            "about": dict(system.meta),
        },
        "method": {
            "name": method.name,
            "categories": len(method.categories),
            "digest": digest(method.matrix),
            "about": dict(method.meta),
            "flows_in_use": seen.in_use,
            "flows_without_factor": int(seen.uncovered.size),
            "amount_share_without_factor": seen.uncovered_shares,
        },
        "demands": {"count": len(demands), "digest": demands_digest(demands)},
    }


def write_record(content: Mapping[str, Any], file: BinaryIO) -> None:
    """Write a record as JSON without paths that tell where on this machine the work was done."""
    clean = without_places(plain(content))
    file.write(json.dumps(clean, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n")


def without_places(value: Any) -> Any:
    """Return plain values in which absolute paths of this machine are shortened.

    The working folder becomes ``.`` and the home folder ``~``: a record that is passed on names files,
    not people.
    """
    places = [(str(Path.cwd()), "."), (str(_home()), "~")]

    def clean(item: Any) -> Any:
        if isinstance(item, dict):
            return {clean(key): clean(inner) for key, inner in item.items()}
        if isinstance(item, list):
            return [clean(inner) for inner in item]
        if isinstance(item, str):
            for place, short in places:
                if len(place) > 1:
                    item = item.replace(place, short)
        return item

    return clean(value)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(matrix: sp.sparray) -> str:
    """Return the SHA-256 of a sparse matrix: shape, pattern and values, independent of index width."""
    compressed = sp.csc_array(matrix)
    compressed.sort_indices()
    parts = hashlib.sha256(repr(compressed.shape).encode())
    for part in (
        compressed.indptr.astype("<i8"),
        compressed.indices.astype("<i8"),
        compressed.data.astype("<f8"),
    ):
        parts.update(np.ascontiguousarray(part).data)
    return parts.hexdigest()


def system_digest(system: System) -> dict[str, str]:
    """Return one digest per matrix and one of the product ids."""
    return {
        "technosphere": digest(system.technosphere.matrix),
        "biosphere": digest(system.biosphere),
        "products": _of_texts(system.products.ids),
    }


def demands_digest(demands: Demands) -> str:
    """Return a digest of amounts and names, the same for CSV, Parquet and standard input."""
    return hashlib.sha256((digest(demands.matrix) + _of_texts(demands.labels.ids)).encode()).hexdigest()


def _of_texts(texts: tuple[str, ...]) -> str:
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # no home folder at all
        return Path(os.sep)
