"""What a factorisation did, for people and for ``run.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from roos.errors import Finding


@dataclass(frozen=True)
class Report:
    """Path taken, sizes, quality and times; ``str()`` of it is a table.

    Attributes
    ----------
    backend
        Solver that made the factors.
    size, entries
        Order of A and its stored entries.
    factor_entries, bytes
        Numbers that the factors store, and their bytes with all indices.
    blocks, largest_block
        Strongly connected components, and activities in the largest.
    block_sizes
        How many blocks there are of each size, the largest first.
    seconds
        Per phase: ``structure`` (pairing and checks), ``numeric`` (ordering included at the first time).
    condition
        Condition estimate; None until something asked for it. ``factors.condition`` computes it.
    findings
        What went another way than asked.
    details
        All that the backend tells, repairs and use of the ordering cache included.
    """

    backend: str
    size: int
    entries: int
    factor_entries: int
    bytes: int
    blocks: int
    largest_block: int
    seconds: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
    block_sizes: Mapping[int, int] = field(default_factory=dict)
    condition: float | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def path(self) -> str:
        """How the factors were made, in words; also why another solver took over."""
        return str(self.details.get("path", ""))

    @property
    def nucleus(self) -> int | None:
        """Order of the largest dense nucleus; None with solvers that have none."""
        order = self.details.get("nucleus")
        return order if isinstance(order, int) else None

    @property
    def fill(self) -> float:
        """Numbers in the factors over the entries of A."""
        return self.factor_entries / max(self.entries, 1)

    @property
    def growth(self) -> float | None:
        """Largest entry of U over the pivot of its row, both equilibrated; None where the solver is silent.

        At most about 2 where activities make one product each and take the others.
        """
        growth = self.details.get("growth")
        return growth if isinstance(growth, float) else None

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON; sizes of blocks become text, as keys of JSON are."""
        return {
            **asdict(self),
            "block_sizes": {str(size): number for size, number in self.block_sizes.items()},
            "findings": [finding.as_dict() for finding in self.findings],
            "path": self.path,
            "nucleus": self.nucleus,
            "fill": self.fill,
            "growth": self.growth,
        }

    def __str__(self) -> str:
        rows = [
            ("backend", self.backend),
            ("path", self.path),
            ("matrix", f"{self.size} × {self.size}, {self.entries} entries"),
            ("blocks", f"{self.blocks}: {_sizes(self.block_sizes)}"),
            ("nucleus", _nucleus(self.nucleus, self.details.get("nuclei"))),
            ("factors", f"{self.factor_entries} numbers, {_bytes(self.bytes)}"),
            ("fill", f"{self.fill:.2f} × the entries of A"),
            ("growth", "not told by this solver" if self.growth is None else f"{self.growth:.3g}"),
            ("condition", "not computed" if self.condition is None else f"about {self.condition:.1e}"),
            ("seconds", ", ".join(f"{phase} {time:.3g}" for phase, time in self.seconds.items())),
            *(("finding", f"{finding.code} {finding.message}") for finding in self.findings),
        ]
        wide = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{wide}}  {text}" for name, text in rows)


#: Sizes of blocks that the table lists.
LISTED = 4


def _sizes(sizes: Mapping[int, int]) -> str:
    listed = [f"{number} of {size}" for size, number in list(sizes.items())[:LISTED]]
    left = list(sizes.values())[LISTED:]
    return ", ".join(listed) + (f", {sum(left)} smaller" if left else "")


def _nucleus(order: int | None, number: object) -> str:
    if order is None:
        return "only roos's own solver has one"
    if order == 0:
        return "none needed"
    return f"{order} × {order}" + (f", the largest of {number}" if number != 1 else "")


def _bytes(number: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number} bytes"
