"""What was measured: one row per thing users wait for and size, kept in one JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from benchmarks.timing import Timing

#: Columns of the tables in order, and what each one is.
COLUMNS = {
    "roos": "the public calls, checks, refinement and backward errors inside the clock",
    "bw2calc, pypardiso": "bw2calc 3.1 as it recommends itself: MKL PARDISO, called as bw2calc calls it; all "
    "products by `FastScoresOnlyMultiLCA`, samples by the class named or, for many demands, by that one",
    "bw2calc, SciPy": "bw2calc 3.1 without pypardiso: SuperLU on Aᵀ, as its `lci(factorize=True)` does",
    "PyKLU": "KLU of SuiteSparse",
    "SuperLU": "`scipy.sparse.linalg.splu(A)` with its defaults, as `spsolve` does",
}
OURS, FLOOR = "roos", "floor"


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes
    ----------
    name
        What is waited for.
    size
        Activities of the system.
    seconds
        Column → seconds of each round, of one unit of work (a demand, a sample); `floor` as well.
    floor
        What the floor is, in words.
    left_out
        Column → why it has no figure.
    difference
        Largest relative difference between the answers that were compared; None where there is none.
    part, date, commit
        Which part measured it, when, and of which sources.
    """

    name: str
    size: int
    seconds: dict[str, tuple[float, ...]]
    floor: str
    left_out: dict[str, str] = field(default_factory=dict)
    difference: float | None = None
    part: str = ""
    date: str = ""
    commit: str = ""

    def timing(self, column: str) -> Timing | None:
        """Return the seconds of one column, or None."""
        taken = self.seconds.get(column)
        return Timing(tuple(taken)) if taken else None


@dataclass(frozen=True)
class Results:
    """All rows, and what they were measured with."""

    measured_with: tuple[str, ...]
    rows: tuple[Row, ...]

    def with_part(self, part: str, size: int, rows: list[Row], about: tuple[str, ...]) -> Results:
        """Return the results with the rows of one part and size replaced."""
        kept = [row for row in self.rows if (row.part, row.size) != (part, size)]
        return replace(self, rows=(*kept, *rows), measured_with=about)

    @property
    def sizes(self) -> list[int]:
        """Return the sizes measured, smallest first."""
        return sorted({row.size for row in self.rows})


def load(path: Path) -> Results:
    """Return what an earlier run left, or nothing measured."""
    if not path.is_file():
        return Results((), ())
    held = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(Row(**row) for row in held["rows"])
    return Results(tuple(held["measured with"]), rows)


def save(path: Path, results: Results) -> None:
    """Write all rows; the order is that in which parts are registered, sizes ascending."""
    rows = [asdict(row) for row in results.rows]
    text = json.dumps({"measured with": results.measured_with, "rows": rows}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
