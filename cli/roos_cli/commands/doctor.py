"""``roos doctor``: what this installation is made of, where it keeps things, and whether it works."""

from __future__ import annotations

import os
import platform
import sys
import time
from importlib import metadata
from typing import Any

import click
import numpy as np

from roos.errors import RoosError, error
from roos_cli.record import versions, without_places
from roos_cli.screen import Screen, with_screen
from roos_cli.text import plain

_BESIDES = ("bw2calc", "bw2data", "bw_processing", "matplotlib", "openpyxl", "rich", "click", "threadpoolctl")


@click.command("doctor")
@click.option("--clear-cache", is_flag=True, help="Remove the systems kept for faster reading, first.")
@with_screen
def command(screen: Screen, clear_cache: bool) -> int:
    """Show versions, folders and caches, and prove with a small solve that roos works here."""
    cleared = _clear_cache() if clear_cache else {}
    content: dict[str, Any] = {
        "versions": versions() | {name: _version(name) for name in _BESIDES},
        "machine": {
            "system": f"{platform.system()} {platform.release()}",
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_implementation(),
        },
        "solve": _tiny_solve(),
        "backends": _backends(),
        "threads": _threads(),
        "kernels": _kernels(),
        "folders": _folders(),
        "cached systems": _systems() | cleared,
        "data": _data(),
    }
    for title, part in content.items():
        rows = [(key, _words(value)) for key, value in part.items()]
        screen.table(title.capitalize(), ("", ""), rows)
    sound = bool(content["solve"]["exact"])
    screen.say("roos works here." if sound else "roos does NOT work here: the small solve is wrong.")
    screen.emit(without_places(plain(content)))
    return 0 if sound else 1


def _tiny_solve() -> dict[str, Any]:
    """Solve a loop of two activities whose answer is known exactly."""
    import roos
    from roos import Labels, Method, System

    start = time.perf_counter()
    method = Method.build("carbon", np.array([[1.0]]), Labels("category", ("climate",), units=("kg",)))
    system = System.build(
        "doctor",
        np.array([[1.0, -0.5], [-0.5, 1.0]]),
        np.array([[3.0, 0.0]]),
        products=Labels("product", ("power", "steel")),
        characterisation=method,
    )
    results = roos.score(system, {"power": {"power": 1.0}})
    value = float(results.scores[0, 0])
    return {
        "problem": "two activities in a loop, one unit of power, 3 kg per unit",
        "score": value,
        "expected": 4.0,
        "exact": value == 4.0,
        "certificate": results.certificate.status.name.lower(),
        "seconds": round(time.perf_counter() - start, 3),
    }


def _backends() -> dict[str, Any]:
    from roos import backends

    here = list(backends.available())
    return {name: "default" if i == 0 else "available" for i, name in enumerate(here)}


def _threads() -> dict[str, Any]:
    import threadpoolctl

    from roos.options import DEFAULT

    rows: dict[str, Any] = {"roos": DEFAULT.threads}
    for pool in threadpoolctl.threadpool_info():
        rows[f"{pool.get('internal_api')} ({pool.get('prefix')})"] = pool.get("num_threads")
    return rows


def _kernels() -> dict[str, Any]:
    """Say whether compiled kernels are kept between runs; asked after the solve, which compiles some."""
    import numba

    from roos.kernels.compile import cache_failures

    return {
        "compiler": f"numba {numba.__version__}" + (" (switched off)" if numba.config.DISABLE_JIT else ""),
        "cache": "works" if not cache_failures else "W301: does not; kernels are compiled anew in every run",
        "reasons": list(dict.fromkeys(cache_failures)),
        "cache folder": os.environ.get("NUMBA_CACHE_DIR") or "beside the kernels, or in the user's cache",
    }


def _folders() -> dict[str, Any]:
    from roos_inventories import userdata

    rows: dict[str, Any] = {"installed in": sys.prefix}
    for title, folder in (("data", userdata.data_dir), ("cache", userdata.cache_dir)):
        try:
            rows[title] = str(folder())
        except RoosError as problem:
            rows[title] = f"{problem.code} {problem.message}"
    return rows


def _systems() -> dict[str, Any]:
    from roos_inventories.system_cache import MOST_BYTES, cache_size, switched_off

    try:
        folder, count, size = cache_size()
    except RoosError as problem:
        return {"folder": f"{problem.code} {problem.message}"}
    rows = {
        "folder": str(folder),
        "systems": count,
        "megabytes": round(size / 1e6, 1),
        "at most": round(MOST_BYTES / 1e6, 1),
    }
    return rows | ({"switched off by": "ROOS_NO_CACHE"} if switched_off() else {})


def _clear_cache() -> dict[str, Any]:
    from roos_inventories.system_cache import clear_cache

    try:
        count, size = clear_cache()
    except OSError as problem:
        raise error("E601", f"cannot remove: {problem.strerror}", str(problem.filename)) from problem
    return {"removed": count, "megabytes removed": round(size / 1e6, 1)}


def _data() -> dict[str, Any]:
    from roos_cli.commands.listing import profiles_installed

    return {"profiles": "installed" if profiles_installed() else "not installed: roos data install profiles"}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(str(item) for item in value) or "none"
    return str(value)
