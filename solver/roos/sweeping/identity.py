"""What decides every number of a sweep, as digests: only a run with the same may go on with a store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from roos._version import __version__
from roos.demand import Demands
from roos.formula import Formula
from roos.labels import Labels
from roos.method import Method
from roos.options import Options
from roos.sweeping.space import ScenarioSpace
from roos.system import System

#: Options that change no number.
_NO_MATTER = {"threads", "ordering_cache", "cancellation_note"}


class Way(Protocol):
    """What of a plan decides the last bits of the numbers."""

    @property
    def inner(self) -> str:
        """Name of the path."""
        ...

    @property
    def outer(self) -> tuple[int, ...]:
        """Axes that are treated apart."""
        ...

    @property
    def direction(self) -> str:
        """Forward or adjoint."""
        ...

    @property
    def chunk(self) -> int:
        """Rows to a chunk."""
        ...


def identity_of(
    system: System, demands: Demands, method: Method, space: ScenarioSpace, options: Options, plan: Way
) -> dict[str, Any]:
    """Return plain values that are the same exactly when every number of the cube is."""
    technosphere = system.technosphere
    return {
        "roos": __version__,
        "technosphere": digest_of([*_matrix(technosphere.matrix), technosphere.reference]),
        "biosphere": digest_of(_matrix(system.biosphere)),
        "characterisation": digest_of(_matrix(method.matrix)),
        "labels": digest_of(
            _text(labels)
            for labels in (
                system.products,
                system.activities,
                system.flows,
                method.categories,
                demands.labels,
            )
        ),
        "demands": digest_of(_matrix(demands.matrix)),
        "scenarios": {axis.name: list(axis.labels.ids)[:1000] for axis in space.axes},
        "changes": digest_of(_changes(space)),
        "options": {key: value for key, value in asdict(options).items() if key not in _NO_MATTER},
        "path": [plan.inner, list(plan.outer), plan.direction],
        "chunk": plan.chunk,
        "parameters": dict(_parameters(space)),
    }


def _parameters(space: ScenarioSpace) -> Iterable[tuple[str, float | str]]:
    """Yield numbers and texts of formulas; where they stand in a file, which may move, is no part of them."""
    for name, definition in sorted(space.parameters.items()):
        yield name, definition.text if isinstance(definition, Formula) else float(definition)


def _changes(space: ScenarioSpace) -> Iterable[object]:
    for axis in space.axes:
        yield axis.name
        yield _text(axis.labels)
        for name, values in sorted(axis.parameters.items()):
            yield name
            yield values
        if axis.scenarios is not None:
            for part, table in sorted(axis.scenarios.tables.items()):
                yield str(part)
                yield from (table.places.cells, table.places.times, table.values)
    for one in space.formulas:
        yield f"{one.part} {one.cell} {one.times} {one.formula.text}"


def _matrix(matrix: Any) -> list[object]:
    csc = sp.csc_array(matrix)
    return [np.array(csc.shape), csc.indptr, csc.indices, csc.data]


def _text(labels: Labels) -> str:
    return "\n".join(labels.ids)


def digest_of(parts: Iterable[object]) -> str:
    """Return a digest of arrays and texts, in their order."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else str(part).encode()
        state.update(len(content).to_bytes(8, "little"))
        state.update(content)
    return state.hexdigest()
