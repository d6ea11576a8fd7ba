"""The table: one line per figure and peer, one column per size, and the fitted exponent."""

from __future__ import annotations

import numpy as np

from benchmarks.growth.run import FIGURES, TITLES, Record, value_of


def exponent(sizes: list[int], values: list[float]) -> float | None:
    """Return p of values ~ sizes^p by least squares of the logarithms; None for fewer than three points."""
    kept = [(size, value) for size, value in zip(sizes, values, strict=True) if value > 0]
    if len(kept) < 3:
        return None
    x, y = np.log(np.array(kept)).T
    return float(np.polyfit(x, y, 1)[0])


def series(records: list[Record], figure: str) -> dict[str, tuple[list[int], list[float]]]:
    """Return peer → (sizes, values) of one figure, roos first."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    for record in sorted(records, key=lambda r: (r.peer != "roos", r.peer, r.size)):
        value = value_of(record, figure)
        if value is not None:
            sizes, values = found.setdefault(record.peer, ([], []))
            sizes.append(record.size)
            values.append(value)
    return found


def table(records: list[Record]) -> str:
    """Return a markdown table; the exponent is of size."""
    sizes = sorted({record.size for record in records})
    lines = [
        "| figure | peer | "
        + " | ".join(f"n = {size:,}".replace(",", " ") for size in sizes)
        + " | ~ nᵖ, p |",
        "|---|---|" + "---|" * (len(sizes) + 1),
    ]
    for figure, (unit, _) in FIGURES.items():
        for peer, (at, values) in series(records, figure).items():
            by_size = dict(zip(at, values, strict=True))
            cells = [f"{by_size[size]:.3g}" if size in by_size else "–" for size in sizes]
            power = exponent(at, values)
            end = "–" if power is None else f"{power:.2f}"
            lines.append(f"| {TITLES.get(figure, figure)}, {unit} | {peer} | {' | '.join(cells)} | {end} |")
    stopped = [f"{r.peer} at n = {r.size}: {r.stopped}" for r in records if r.stopped]
    return "\n".join(lines + [""] + [f"not finished: {line}" for line in sorted(stopped)])
