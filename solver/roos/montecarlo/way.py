"""What is solved in each sample, and why: supply of the demands, or multipliers of the categories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roos.errors import error
from roos.montecarlo.model import Model
from roos.places import Part
from roos.scoring import DIRECTIONS
from roos.store import StoredArray, chunk_length

if TYPE_CHECKING:
    from roos.montecarlo.condensed import Condensed

#: Supply vectors that are kept for all samples where the technosphere is certain.
KEPT_BYTES = 1 << 30
#: Chunks that a run is cut into, and samples of the smallest: a few seconds of work each.
CHUNKS, LEAST = 256, 32
#: Samples of the smallest chunk by a small system, and bytes of what its cells hold in one.
LEAST_CONDENSED, TABLE_BYTES = 4096, 128 << 20


@dataclass(frozen=True)
class Way:
    """How samples are computed.

    Attributes
    ----------
    inner
        ``"refactorise"`` where the technosphere differs between samples or scenarios, else ``"products"``;
        ``"foreground"`` or ``"low rank"`` where a small system answers.
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

    def condensed(self, small: Condensed | str, arrays: list[StoredArray], samples: int) -> Way:
        """Return the way by a small system, or this one where there is none; both say why."""
        if isinstance(small, str):
            return replace(self, lines=(*self.lines, f"rejected a small system: {small}"))
        scenarios = self.chunk // self.samples
        rows = chunk_length(arrays, samples * scenarios)
        tables = TABLE_BYTES // (8 * max(1, small.count) * scenarios)
        each = max(1, min(max(LEAST_CONDENSED, -(-samples // CHUNKS)), samples, rows // scenarios, tables))
        what = f"chosen   {small.name}: {small.unknowns} unknowns, {small.count} cells differ"
        lines = (what, "the few rows that it cannot answer for are refactorised: " + self.direction)
        return replace(self, inner=small.name, samples=each, chunk=each * scenarios, lines=lines)
