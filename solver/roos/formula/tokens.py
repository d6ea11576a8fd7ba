"""A formula's text as signs, numbers and names."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

from roos.formula.limits import LENGTH
from roos.formula.names import NAME_HINT, objection
from roos.formula.refusal import Refusal, character

#: How each sign may be typed, the longest first.
_SIGNS = {
    "**": "^",
    "^": "^",
    "+": "+",
    "-": "-",
    "−": "-",
    "*": "*",
    "×": "*",
    "/": "/",
    "÷": "/",
    "(": "(",
    ")": ")",
    ",": ",",
}
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Token(NamedTuple):
    """A sign (``kind`` is the sign), a ``"number"``, a ``"name"`` or the ``"end"``.

    Attributes
    ----------
    at
        Position in the text.
    """

    kind: str
    at: int
    name: str = ""
    value: float = 0.0


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a formula, closed by an ``"end"``; raise :class:`Refusal` at what is none."""
    if len(text) > LENGTH:
        what = f"a formula of {len(text)} characters, {LENGTH} are allowed"
        raise Refusal(what, LENGTH, "name parts of it as parameters of their own", "E414")
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        c = text[at]
        if c in " \t\r\n":
            at += 1
        elif number := _NUMBER.match(text, at):
            tokens.append(_number(text, number[0], at))
            at = number.end()
        elif c == "_" or c.isalpha():
            end = _name_end(text, at)
            tokens.append(_name(text[at:end], at))
            at = end
        else:
            sign = text[at : at + 2] if text[at : at + 2] in _SIGNS else c
            if sign not in _SIGNS:
                raise Refusal(f"{character(c)} has no meaning in a formula", at, _hint(c))
            tokens.append(Token(_SIGNS[sign], at))
            at += len(sign)
    tokens.append(Token("end", len(text)))
    return tokens


def _number(text: str, spelled: str, at: int) -> Token:
    end = at + len(spelled)
    if end < len(text) and (text[end] in "_." or text[end].isalnum()):
        what = f"{character(text[end])} right after the number {_short(spelled)!r}"
        raise Refusal(what, end, "numbers are written as in 1000, 0.5 or 2e-3; a product needs its ×")
    value = float(spelled)
    digits = spelled.lower().split("e")[0]
    if math.isinf(value) or (value == 0.0 and digits.strip("0.")):
        raise Refusal(
            f"{_short(spelled)} lies beyond double precision",
            at,
            "numbers reach from 5e-324 to 1.7e308",
            "E414",
        )
    return Token("number", at, value=value)


def _short(spelled: str) -> str:
    return spelled if len(spelled) <= 30 else spelled[:30] + "…"


def _name_end(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and (text[end] == "_" or text[end].isalnum() or unicodedata.combining(text[end])):
        end += 1
    return end


def _name(name: str, at: int) -> Token:
    problem = objection(name)
    if problem and name not in ("min", "max"):
        raise Refusal(problem, at, NAME_HINT)
    return Token("name", at, name)


def _hint(c: str) -> str:
    if c in "'\"`":
        return "a formula has no texts: write a parameter's name as it stands"
    if c in "[]{}":
        return "use round brackets"
    if c == "=":
        return "give the value alone, without a name and = before it"
    if c == "%":
        return "write 5 % as 0.05"
    return "a formula has + − × ÷ ^, min(…), max(…), round brackets, numbers and parameter names"
