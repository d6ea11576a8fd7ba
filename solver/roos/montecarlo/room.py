"""Whether the cube and the factors of all threads fit into the memory given."""

from __future__ import annotations

from roos.errors import error
from roos.factorisation import Factorisation
from roos.montecarlo.model import Model
from roos.montecarlo.way import Way
from roos.places import Part
from roos.sweeping.memory import FREE_SHARE, free_memory, resident


def check_room(
    model: Model, way: Way, base: Factorisation, threads: int, rows: int, memory: int | None
) -> None:
    """Refuse a run that would not fit.

    Parameters
    ----------
    rows
        That stay in memory; 0 where they go to a store.
    memory
        Bytes that the process may take in all, or None for what the machine has free.

    Raises
    ------
    InputError
        E110 it would not fit.
    """
    demands, categories = len(model.demands), len(model.method.categories)
    n = model.layers[Part.TECHNOSPHERE].matrix.shape[1]
    columns = (demands if way.direction == "forward" else categories) + categories
    values = sum(layer.matrix.nnz for layer in model.layers.values()) * 8 * 3
    factors = base.backend_factors.bytes if model.layers[Part.TECHNOSPHERE].varies else 0
    each = factors + values + 8 * n * columns * 3
    row = demands * categories * 8 + 17
    needed = threads * each + (rows + way.chunk) * row
    left = free_memory() * FREE_SHARE if memory is None else memory - resident()
    if needed > left:
        given = "is free" if memory is None else f"is left of the {memory / 2**20:.0f} MB given"
        raise error(
            "E110",
            f"{needed / 2**20:.0f} MB are needed, {max(left, 0) / 2**20:.0f} MB {given}",
            f"{rows or way.chunk} rows × {demands * categories} scores, {threads} threads",
            "give more memory, fewer threads" + (", or a store for the results" if rows else ""),
        )
