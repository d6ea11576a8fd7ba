"""The picture: six small log-log plots, told apart by mark and dash so that they read in grey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.growth.fit import exponent, series
from benchmarks.growth.run import FIGURES, SECONDS, TITLES, Record

#: Peer → mark, dash, grey; roos is black and thick. Others take what is left.
STYLES = {
    "roos": ("o", "-", "0.0"),
    "pypardiso": ("s", "--", "0.25"),
    "superlu At": ("^", "-.", "0.35"),
    "superlu A": ("v", ":", "0.45"),
    "superlu MMD": ("D", (0, (5, 1, 1, 1, 1, 1)), "0.45"),
    "klu": ("x", (0, (1, 1)), "0.35"),
    "bw2calc": ("P", (0, (3, 1)), "0.25"),
    "bw2calc, our factors": ("*", (0, (1, 2)), "0.45"),
}
SPARE = ("h", (0, (4, 2)), "0.5")
#: Points: height of what is drawn in a panel, and of a line of text.
HEIGHT, LINE = 150.0, 8.0
#: As many sizes are written at the axis themselves.
FEW = 4
PANELS = ("factorise", "refactorise", "solve one", "solve many", "all scores", "peak_bytes")


def draw(
    records: list[Record],
    path: Path,
    *,
    panels: tuple[str, ...] = PANELS,
    styles: dict[str, tuple[Any, Any, str]] = STYLES,
) -> None:
    """Write the picture, a panel per figure, three in a row; the suffix decides the format.

    The same records give the same bytes of SVG.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    settings = {"svg.hashsalt": "roos growth", "font.size": 8, "axes.titlesize": 9, "svg.fonttype": "none"}
    lines, known = -(-len(panels) // 3), sorted({record.size for record in records})
    with mpl.rc_context(settings):
        figure, axes = pyplot.subplots(
            lines, 3, figsize=(10, 3.1 * lines), layout="constrained", squeeze=False
        )
        for axis in axes.flat[len(panels) :]:
            axis.set_visible(False)
        shown = {}
        for axis, name in zip(axes.flat, panels, strict=False):
            ends = []
            for peer, (sizes, values) in series(records, name).items():
                mark, dash, grey = styles.get(peer, SPARE)
                wide = peer == "roos"
                (line,) = axis.plot(
                    sizes, values, marker=mark, linestyle=dash, color=grey,
                    linewidth=2.2 if wide else 1.1, markersize=5, zorder=3 if wide else 2,
                )  # fmt: skip
                shown[peer] = line
                power = exponent(sizes, values)
                if power is not None:
                    ends.append((values[-1], sizes[-1], f"$n^{{{power:.1f}}}$", grey))
            _label(axis, sorted(ends))
            axis.set(
                xscale="log", yscale="log", title=TITLES.get(name, name), ylabel=FIGURES.get(name, SECONDS)[0]
            )
            if len(known) <= FEW:
                axis.set_xticks(known, [f"{size:,}".replace(",", " ") for size in known])
                axis.set_xticks([], minor=True)
            axis.margins(x=0.14)
            axis.grid(True, which="major", color="0.88", linewidth=0.6)
            axis.spines[["top", "right"]].set_visible(False)
        for axis in axes[-1]:
            axis.set_xlabel("activities n")
        figure.legend(
            shown.values(), shown.keys(), loc="outside lower center", ncols=len(shown), frameon=False
        )
        metadata = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=150, metadata=metadata)
        pyplot.close(figure)


def _label(axis: Any, ends: list[tuple[float, int, str, str]]) -> None:
    """Write each exponent at the end of its line, moved up where it would cover the one below."""
    low, high = np.log(axis.dataLim.y0), np.log(axis.dataLim.y1)
    taken: dict[int, float] = {}
    for value, size, text, grey in ends:
        at = HEIGHT * (np.log(value) - low) / max(high - low, 1e-9)
        place = max(at, taken.get(size, -HEIGHT) + LINE)
        taken[size] = place
        axis.annotate(
            text, (size, value), xytext=(5, place - at), textcoords="offset points", va="center",
            color=grey, fontsize=7,
        )  # fmt: skip
