"""What is solved in each sample, and why: supply of the demands, or multipliers of the categories."""

from __future__ import annotations

from dataclasses import dataclass

from roos.errors import error
from roos.montecarlo.model import Model
from roos.places import Part
from roos.scoring import DIRECTIONS
from roos.store import StoredArray, chunk_length

#: Supply vectors that are kept for all samples where the technosphere is certain.
KEPT_BYTES = 1 << 30
#: Chunks that a run is cut into, and samples of the smallest: a few seconds of work each.
CHUNKS, LEAST = 256, 32


@dataclass(frozen=True)
class Way:
    """How samples are computed.

    Attributes
    ----------
    inner
        ``"refactorise"`` where the technosphere differs between samples or scenarios, else ``"products"``.
    direction
        ``"forward"`` (supply) or ``"adjoint"`` (multipliers).
    samples
        Samples to a chunk.
    chunk
        Rows to a chunk: ``samples`` times the scenarios.
    lines
        The reasons, for people.
    outer
        No scenario axis is treated apart.
    """

    inner: str
    direction: str
    samples: int
    chunk: int
    lines: tuple[str, ...]
    outer: tuple[int, ...] = ()

    @classmethod
    def choose(cls, model: Model, arrays: list[StoredArray], samples: int, direction: str) -> Way:
        """Return the way with fewer solves.

        Raises
        ------
        InputError
            E117 unknown direction.
        """
        if direction not in DIRECTIONS:
            known = ", ".join(DIRECTIONS)
            raise error("E117", f"direction {direction!r} is unknown", "direction", f"use one of {known}")
        layers = model.layers
        demands, categories = len(model.demands), len(model.method.categories)
        varies = layers[Part.TECHNOSPHERE].varies
        supply = 8 * layers[Part.TECHNOSPHERE].matrix.shape[1] * demands
        lines = {
            "forward": f"forward: {demands} solves, one for each demand",
            "adjoint": f"adjoint: {categories} solves, one for each category",
        }
        if direction != "auto":
            chosen, why = direction, "asked for"
        elif varies or layers[Part.DEMANDS].varies:
            chosen, why = ("forward" if demands <= categories else "adjoint"), "fewest solves per sample"
        elif supply <= KEPT_BYTES:
            chosen, why = "forward", "the technosphere is certain: solved once for all samples"
        else:
            chosen, why = "adjoint", "the technosphere is certain, but the supply of all demands is too large"
        other = "adjoint" if chosen == "forward" else "forward"
        inner = "refactorise" if varies else "products"
        what = "the technosphere is refactorised in each sample" if varies else "factorised once"
        scenarios = len(model.space)
        rows = chunk_length(arrays, samples * scenarios)
        wanted = max(LEAST, -(-samples // CHUNKS))
        each = max(1, min(wanted, samples, rows // scenarios))
        reasons = (f"chosen   {lines[chosen]}; {why}", f"rejected {lines[other]}", what)
        return cls(inner, chosen, each, each * scenarios, reasons)
