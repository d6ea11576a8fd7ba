"""From results and wishes to a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos_cli.charts.choosing import Choice, Wishes, choose
from roos_cli.charts.data import ChartData

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(
    data: ChartData, wishes: Wishes, *, width: float = 18.0, height: float | None = None
) -> tuple[Figure, Choice]:
    """Draw what fits the results and the wishes best.

    Parameters
    ----------
    width, height
        In centimetres; without a height, what the chart needs.

    Raises
    ------
    InputError
        As :func:`roos_cli.charts.choosing.choose`.
    """
    choice = choose(data, wishes)
    if choice.chart == "bars":
        from roos_cli.charts.bars import draw_bars

        return draw_bars(choice, width, height), choice
    if choice.chart == "heat":
        from roos_cli.charts.heat import draw_heat

        return draw_heat(choice, width, height), choice
    from roos_cli.charts.lines import draw_lines

    return draw_lines(choice, width, height or 0.62 * width), choice
