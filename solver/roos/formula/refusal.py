"""What is wrong with a formula, and where in its text."""

from __future__ import annotations

from roos.errors import RoosError, error

_SHOWN = 72  # characters of a long formula that are shown


class Refusal(Exception):
    """A text is no formula: carries the position until the place of the formula is known.

    Parameters
    ----------
    message, hint
        As in :class:`roos.RoosError`.
    at
        Position in the text, from 0.
    code
        E413 not understood, E414 over a limit, E415 no finite number.
    """

    def __init__(self, message: str, at: int, hint: str = "", code: str = "E413") -> None:
        super().__init__(message)
        self.message, self.at, self.hint, self.code = message, at, hint, code

    def placed(self, text: str, where: str) -> RoosError:
        """Return the error to raise, with the text and a caret below the position."""
        return error(self.code, self.message, pointed(text, self.at, where), self.hint)


def pointed(text: str, at: int, where: str) -> str:
    """Return a place, the text of a formula, and a caret below one of its characters."""
    first = max(0, min(at - _SHOWN // 2, len(text) - _SHOWN))
    shown = "".join(c if c.isprintable() else " " for c in text[first : first + _SHOWN])
    before = "…" if first else ""
    after = "…" if first + _SHOWN < len(text) else ""
    caret = " " * (len(before) + at - first) + "^"
    return f"{where or 'formula'}, character {at + 1}\n    {before}{shown}{after}\n    {caret}"


def character(c: str) -> str:
    """Return a character as a message shows it: invisible and unusual ones with their number."""
    if c.isascii() and c.isprintable():
        return repr(c)
    return f"{c!r} (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}"
