"""Parts of the page: each is one function that measures a few rows at one size, and registers itself.

Adding a row is one function under ``parts/`` that reuses a measurement of ``benchmarks`` and says which of
its figures stands in which column.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.page.record import Results, Row


@dataclass(frozen=True)
class Setting:
    """What a part is asked to measure.

    Attributes
    ----------
    size, largest
        Activities of this run, and the largest size of the page: what depends on no size is measured there.
    known
        What was measured before: a peer that will take too long is not tried.
    many, scenarios, samples
        Demands of the batch, scenarios of a sweep, Monte Carlo samples per round.
    """

    size: int
    largest: int
    known: Results
    seed: int = 7
    rounds: int = 3
    many: int = 1000
    scenarios: int = 20_000
    samples: int = 16


Part = Callable[[Setting], list[Row]]
#: In the order of the page, once loaded.
PARTS: dict[str, Part] = {}
_PLACES: dict[str, int] = {}


def register_part(name: str, *, place: int) -> Callable[[Part], Part]:
    """Add a part at a place on the page."""

    def add(part: Part) -> Part:
        PARTS[name], _PLACES[name] = part, place
        return part

    return add


def load() -> None:
    """Import every part, which registers itself."""
    package = importlib.import_module("benchmarks.page.parts")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"benchmarks.page.parts.{module.name}")
    for name in sorted(PARTS, key=_PLACES.__getitem__):
        PARTS[name] = PARTS.pop(name)
