"""What the figures were measured with: versions, and the kernel of each BLAS library in this process."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import os
import platform
from pathlib import Path

from threadpoolctl import threadpool_info

#: Distributions whose version decides a figure.
NAMES = ("roos", "numpy", "scipy", "numba", "pypardiso", "mkl", "PyKLU", "bw2calc")
#: Modules that bring a BLAS of their own, loaded so that it can be asked.
BRINGING = ("numpy", "scipy.linalg", "pypardiso")


def described() -> str:
    """Return a few lines for the head of every benchmark."""
    lines = [
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version}" for name, version in versions().items())
    ]
    for found in kernels():
        lines.append(
            f"BLAS in {found['in']}: {found['library']} {found['version']}, kernel {found['kernel']}, "
            f"{found['threads']} threads"
        )
    forced = os.environ.get("OPENBLAS_CORETYPE")
    if forced:
        lines.append(
            f"WARNING: OPENBLAS_CORETYPE={forced} forces OpenBLAS to that kernel; NumPy, SciPy and roos may "
            "be slower for it, MKL is not. Run under `env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE`"
        )
    return "\n".join(lines)


def processor() -> str:
    """Return the name of the processor, or its architecture alone where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return f"{line.split(':', 1)[1].strip()} ({platform.machine()})"
    return platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of what is installed."""
    found = {}
    for name in NAMES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def kernels() -> list[dict[str, str]]:
    """Return library, version, kernel and threads of every BLAS, and the folder it came from."""
    for name in BRINGING:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    return [
        {
            "in": Path(info["filepath"]).parent.name,
            "library": info["internal_api"],
            "version": str(info["version"]),
            "kernel": info.get("architecture") or "not told",
            "threads": str(info["num_threads"]),
        }
        for info in threadpool_info()
        if info["user_api"] == "blas"
    ]
