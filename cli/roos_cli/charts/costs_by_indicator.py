"""The picture of a cost: by indicator, beside it the same without the toxicity categories."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from roos.price import Costs
from roos_cli.costs import mapping_names
from roos_cli.text import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator

#: One dark and one light tone of one hue, and hatching: told apart in grey, in print, without colour sight.
_KEPT, _TOXIC, _EDGE = "#1b5e8c", "#c9dcea", "#22313d"


def indicator_costs(costs: Costs, price_set: int = 0, year: int = 0) -> list[tuple[str, float, bool]]:
    """Return (indicator, cost of all demands, whether it is toxicity), the dearest first."""
    toxic = set(costs.price_sets[price_set].toxicity)
    titles = costs.price_sets[price_set].meta.get("indicators", {})
    sums = [
        (titles.get(name, name), float(values[:, price_set, year].sum()), name in toxic)
        for name, values in costs.by("indicator").items()
    ]
    return sorted(sums, key=lambda entry: -abs(entry[1]))


def draw_costs(costs: Costs, *, inventory: str, method: str, price_set: int = 0, year: int = 0) -> Figure:
    """Draw costs by indicator, all of them and without toxicity, each panel on its own scale.

    Parameters
    ----------
    costs
        Of the demands whose sum is drawn.
    inventory, method
        Named under the picture, with prices and mapping.

    Returns
    -------
    Figure
        Not attached to any window.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    entries = indicator_costs(costs, price_set, year)
    rest = [entry for entry in entries if not entry[2]]
    currency = costs.price_sets[price_set].currency
    rows = max(len(entries), 2)
    drawing = NewFigure(figsize=(11.0, 2.4 + 0.36 * rows), layout="constrained")
    FigureCanvasAgg(drawing)
    left, right = drawing.subplots(1, 2)
    for axes, shown, title in ((left, entries, "All indicators"), (right, rest, "Without toxicity")):
        _bars(axes, shown, currency, f"{title}: {figure(sum(value for _, value, _ in shown))} {currency}")
        axes.set_ylim(rows - 0.5, -0.5)  # the dearest on top, and bars of one thickness in both panels
    demands = f"{len(costs.demands):,}".replace(",", " ")
    drawing.suptitle(
        f"Shadow cost of {demands} demands by indicator", fontsize=14, fontweight="bold", x=0.01, ha="left"
    )
    chosen = costs.price_sets[price_set]
    year_text = f", {costs.years[year]}" if costs.years[year] else ""
    caption = (
        f"Inventory: {inventory}. Scores: {method}.",
        f"Prices: {chosen.title or chosen.name}{year_text}. Mapping: {mapping_names(costs, price_set)}.",
    )
    drawing.supxlabel(
        "\n".join(textwrap.fill(line, 160) for line in caption),
        fontsize=8.5,
        x=0.01,
        ha="left",
        color="#333333",
    )
    return drawing


def saver(drawing: Figure, suffix: str) -> Callable[[BinaryIO], object]:
    """Return what writes a drawing to an open file as ``.png`` or ``.svg``."""

    def save(file: BinaryIO) -> None:
        import matplotlib

        # the same numbers give the same bytes: neither a date nor random ids go into the file
        with matplotlib.rc_context({"svg.hashsalt": "roos", "svg.fonttype": "path"}):
            metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
            drawing.savefig(file, format=suffix[1:], dpi=150, metadata=metadata)

    return save


def _bars(axes: Axes, entries: list[tuple[str, float, bool]], currency: str, title: str) -> None:
    values = np.array([value for _, value, _ in entries])
    places = np.arange(len(entries))
    axes.barh(
        places,
        values,
        color=[_TOXIC if toxic else _KEPT for *_, toxic in entries],
        edgecolor=_EDGE,
        linewidth=0.8,
        hatch=["////" if toxic else "" for *_, toxic in entries],
        height=0.7,
    )
    axes.set_yticks(places, [_label(name, toxic) for name, _, toxic in entries])
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlabel(f"cost of all demands, {currency}")
    axes.axvline(0.0, color=_EDGE, linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(_few_ticks())
    axes.xaxis.set_major_formatter(lambda value, _: figure(value) if value else "0")
    whole = float(np.abs(values).sum())
    for place, value in zip(places, values, strict=True):
        share = 100 * abs(value) / whole if whole else 0.0
        text = f"{figure(float(value))}  ({share:.1f} %)"
        axes.annotate(
            text,
            (value, place),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
            fontsize=8.5,
        )
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    room = 0.55 * ((high - low) or 1.0)  # for the figures beside the bars
    axes.set_xlim(low - room if low < 0 else 0.0, high + room)


def _label(name: str, toxic: bool) -> str:
    return textwrap.fill(name, 30) + (" (toxicity)" if toxic else "")


def _few_ticks() -> Locator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3)
