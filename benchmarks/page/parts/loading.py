"""Loading a Brightway datapackage: what ``python -m benchmarks.loading`` measures."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import loading
from benchmarks.page.record import FLOOR, OURS, Row
from benchmarks.page.registry import Setting, register_part
from roos_inventories.synthetic import generate

#: Name of the row → which of our ways it is.
WAYS = {
    "load a datapackage, first time": loading.FIRST,
    "load a datapackage, from the cache": loading.CACHED,
}
NO_READER = {"PyKLU": "reads no inventory", "SuperLU": "reads no inventory"}


@register_part("loading", place=1)
def load_datapackage(at: Setting) -> list[Row]:
    """Measure a package with names, units and locations; bw2calc loads the same with either solver."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "package"
        loading.write_package(generate(at.size, at.seed), path, labels=True)
        timings = loading.measure(path, Path(room) / "cache", rounds=at.rounds)
    theirs, files = timings[loading.BRIGHTWAY].seconds, timings[loading.FILES].seconds
    return [
        Row(
            name,
            at.size,
            {
                OURS: timings[way].seconds,
                "bw2calc, pypardiso": theirs,
                "bw2calc, SciPy": theirs,
                FLOOR: files,
            },
            "copying the package's files into memory",
            NO_READER,
            0.0,  # the matrices are the same numbers, or nothing is timed
        )
        for name, way in WAYS.items()
    ]
