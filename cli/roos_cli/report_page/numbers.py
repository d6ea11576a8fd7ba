"""Values as text of the page: changes, amounts, shares, in the marks of a language."""

from __future__ import annotations

import math

from roos.formula import Formula
from roos.screening.case import Number
from roos_cli.charts.screening.words import Language
from roos_cli.text import figure


def amount(value: float, language: Language) -> str:
    """Return an amount with four digits; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    text = figure(value)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return marks(text, language)


def points(relative: float, language: Language, *, flip: bool = False) -> str:
    """Return a relative change in per cent with one decimal, ``?`` where undefined."""
    if not math.isfinite(relative):
        return "?"
    value = -100.0 * relative if flip else 100.0 * relative
    text = f"{value:+.1f}" if abs(value) < 1e5 else f"{value:+.3g}"
    return marks("0.0" if float(text) == 0 else text, language) + " %"


def share(value: float, language: Language) -> str:
    """Return a share of a total."""
    return "–" if not math.isfinite(value) else marks(f"{100 * value:.1f}", language) + " %"


def marks(text: str, language: Language) -> str:
    """Return a number with a real minus sign and the decimal mark of the language."""
    text = text.replace("-", "−")
    return text.replace(".", ",") if language == "nl" else text


def of_number(number: Number, language: Language, required: str) -> str:
    """Return the value of a parameter: a number with its range, a formula, or that it is to be given."""
    value = number.value
    if value is None:
        return required
    text = value.text if isinstance(value, Formula) else amount(float(value), language)
    if number.span is None:
        return text
    low, high = (amount(end, language) for end in number.span)
    return f"{text} ({low} … {high})"
