"""A picture inside a page: its SVG without prologue, with ids of its own, with nothing to load."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from roos_cli.charts.screening.look import saver

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BEFORE = re.compile(r"^.*?(?=<svg )", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r'<style type="text/css">.*?</style>', re.DOTALL)
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
_IDS = re.compile(r'\bid="([^"]+)"')
_REFERENCES = re.compile(r'(url\(#|href="#)([^)"]+)')


def inline_svg(drawing: Figure, name: str, description: str, kind: str = "") -> Markup:
    """Return a drawing as an ``svg`` element.

    Parameters
    ----------
    name
        Put before every id in it, so that pictures of one page do not share any.
    description
        For those who cannot see it.
    kind
        Its class: ``"wide"`` or ``"narrow"`` of two that take turns, or empty.
    """
    memory = io.BytesIO()
    saver(drawing, ".svg", salt=f"roos {name}")(memory)
    text = _BEFORE.sub("", memory.getvalue().decode(), count=1)
    text = _STYLE.sub("", _METADATA.sub("", text))
    text = _IDS.sub(lambda found: f'id="{name}-{found[1]}"', text)
    text = _REFERENCES.sub(lambda found: f"{found[1]}{name}-{found[2]}", text)
    found = _SIZE.search(text)
    width = float(found[1]) if found else 400.0
    # the style that matplotlib writes for all elements of a document, for this one alone
    head = (
        f'class="{kind}" role="img" aria-label="{escape(description)}" '
        f'stroke-linejoin="round" stroke-linecap="butt" style="max-width:{width / 72:.2f}in" '
    )
    text = _SIZE.sub("", text, count=1)
    return Markup(text.replace("<svg ", f"<svg {head}", 1).strip())  # noqa: S704 - matplotlib escaped its texts
