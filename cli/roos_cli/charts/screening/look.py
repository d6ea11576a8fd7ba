"""The nine classes so that nobody needs colour: a tone, a pattern for what is worse, and a sign."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, ParamSpec

from roos.errors import error
from roos.screening.colours import CLASSES

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

EDGE, QUIET, LIGHT, PAPER = "#22313d", "#5b6770", "#c4cad0", "#ffffff"
FONT = 9.0
#: Smallest letters, in points.
SMALLEST = 5.5


#: Of matplotlib: a font that comes with it, thin patterns, and no formulas between dollar signs.
SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "hatch.linewidth": 0.6,
    "text.parse_math": False,
    "text.usetex": False,
}
_P = ParamSpec("_P")


class Tone(NamedTuple):
    """How one class is drawn: fill, pattern over it, and the sign that repeats it in text."""

    fill: str
    hatch: str
    sign: str


#: By rank; better is blue-green and plain, worse is orange with lines: apart in grey and to red-blind eyes.
TONES: dict[int, Tone] = {
    4: Tone("#146c5c", "", "++++"),
    3: Tone("#57b09f", "", "+++"),
    2: Tone("#9bd2c6", "", "++"),
    1: Tone("#d5ede8", "", "+"),
    0: Tone("#f4f4f1", "", "0"),
    -1: Tone("#fde3c0", "//", "−"),
    -2: Tone("#fbc888", "///", "−−"),
    -3: Tone("#f2983f", "////", "−−−"),
    -4: Tone("#d9701a", "xxxx", "−−−−"),
}
UNKNOWN = Tone(PAPER, "--", "?")
#: Of the economy section, which has a direction and no size.
DIRECTIONS: dict[int | None, Tone] = {
    1: Tone(TONES[2].fill, "", "+"),
    0: Tone(TONES[0].fill, "", "0"),
    -1: Tone(TONES[-2].fill, "///", "−"),
    None: UNKNOWN,
}
assert set(TONES) == {one.rank for one in CLASSES}


def tone(rank: int | None) -> Tone:
    """Return how a class is drawn; None is what cannot be said."""
    return UNKNOWN if rank is None else TONES[rank]


def ink(fill: str) -> str:
    """Return the colour of text on a fill: light on dark."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(fill)
    return PAPER if 0.3 * red + 0.59 * green + 0.11 * blue < 0.45 else EDGE


def hatch_colour(fill: str) -> str:
    """Return a colour for the pattern over a fill, quiet enough to leave text readable."""
    from matplotlib.colors import to_hex, to_rgb

    return to_hex([0.72 * part for part in to_rgb(fill)]) if fill != PAPER else LIGHT


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in centimetres, attached to no window.

    Raises
    ------
    InputError
        E461 a width below five centimetres.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    if width < 5.0:
        raise error("E461", f"a picture of {width:g} cm has no room for text", "--width", "5 cm or more")
    drawing = NewFigure(figsize=(width / 2.54, height / 2.54), facecolor=PAPER)
    FigureCanvasAgg(drawing)
    return drawing


def picture(function: Callable[_P, Figure]) -> Callable[_P, Figure]:
    """Let a function draw by the same settings whatever the user's are, and take every text as it stands."""

    @functools.wraps(function)
    def drawn(*given: _P.args, **named: _P.kwargs) -> Figure:
        import matplotlib as mpl

        with mpl.rc_context(SETTINGS):
            return function(*given, **named)

    return drawn


def extents(drawing: Figure, texts: Sequence[Text]) -> list[Any]:
    """Return the boxes of texts in pixels."""
    renderer = drawing.canvas.get_renderer()  # type: ignore[attr-defined]
    return [text.get_window_extent(renderer) for text in texts]


def saver(drawing: Figure, suffix: str, salt: str = "roos") -> Callable[[BinaryIO], object]:
    """Return what writes a drawing to an open file as ``.png`` or ``.svg``; texts of SVG stay texts."""

    def save(file: BinaryIO) -> None:
        import matplotlib as mpl

        # neither a date nor random ids go into the file: the same numbers give the same bytes
        with mpl.rc_context({**SETTINGS, "svg.hashsalt": salt, "svg.fonttype": "none"}):
            metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
            drawing.savefig(file, format=suffix[1:], dpi=150, metadata=metadata)

    return save
