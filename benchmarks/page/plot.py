"""The pictures: every row at the largest size on one axis of time, and times over size."""

from __future__ import annotations

from pathlib import Path

from benchmarks.growth.plot import draw
from benchmarks.growth.run import Record
from benchmarks.page.record import COLUMNS, FLOOR, OURS, Results
from benchmarks.page.render import spaced
from benchmarks.timing import Timing

#: Column → mark, dash, grey.
STYLES = {
    OURS: ("o", "-", "0.0"),
    "bw2calc, pypardiso": ("s", "--", "0.25"),
    "bw2calc, SciPy": ("^", "-.", "0.35"),
    "PyKLU": ("x", (0, (1, 1)), "0.35"),
    "SuperLU": ("v", ":", "0.45"),
    FLOOR: ("|", (0, (1, 3)), "0.5"),
}


def draw_all(results: Results, folder: Path) -> None:
    """Write results.svg and results-growth.svg; the same results give the same bytes."""
    beside(results, folder / "results.svg")
    records: dict[tuple[str, int], Record] = {}
    sizes_of: dict[str, set[int]] = {}
    for row in results.rows:
        sizes_of.setdefault(row.name, set()).add(row.size)
        for column in (*COLUMNS, FLOOR):
            timing = row.timing(column)
            if timing is not None:
                record = records.setdefault((column, row.size), Record("synthetic", column, row.size))
                record.seconds[row.name] = _shown(column, timing)
    panels = tuple(name for name, sizes in sizes_of.items() if len(sizes) > 1)
    if panels:
        draw(list(records.values()), folder / "results-growth.svg", panels=panels, styles=STYLES)


def _shown(column: str, timing: Timing) -> float:
    return min(timing.seconds) if column == FLOOR else timing.median


def beside(results: Results, path: Path) -> None:
    """Draw one line per row, one mark per column."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    size = max(results.sizes)
    rows = [row for row in results.rows if row.size == size]
    settings = {"svg.hashsalt": "roos results", "font.size": 9, "svg.fonttype": "none"}
    with mpl.rc_context(settings):
        figure, axis = pyplot.subplots(figsize=(10, 1.3 + 0.36 * len(rows)), layout="constrained")
        names = {}
        for place, row in enumerate(reversed(rows)):
            timings = {column: row.timing(column) for column in (*COLUMNS, FLOOR)}
            found = {
                column: _shown(column, timing) for column, timing in timings.items() if timing is not None
            }
            axis.plot([min(found.values()), max(found.values())], [place, place], color="0.85", linewidth=1)
            for column, seconds in found.items():
                mark, _, grey = STYLES[column]
                first, floor = column == OURS, column == FLOOR
                (names[column],) = axis.plot(
                    seconds, place, marker=mark, color=grey, linestyle="none", zorder=3 if first else 2,
                    markersize=8 if first or floor else 6, markeredgewidth=1.6 if floor else 1,
                )  # fmt: skip
        axis.set_yticks(range(len(rows)), [row.name for row in reversed(rows)])
        axis.set(xscale="log", xlabel="seconds; further left is faster", title=f"n = {spaced(size)}")
        axis.grid(True, axis="x", which="major", color="0.9", linewidth=0.6)
        axis.spines[["top", "right"]].set_visible(False)
        order = [column for column in (*COLUMNS, FLOOR) if column in names]
        figure.legend([names[c] for c in order], order, loc="outside lower center", ncols=6, frameon=False)
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
        pyplot.close(figure)
