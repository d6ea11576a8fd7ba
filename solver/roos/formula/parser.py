"""Tokens to steps in the order of evaluation: the one recursive place, to a bounded depth."""

from __future__ import annotations

from typing import NamedTuple

from roos.formula.limits import DEPTH, STEPS
from roos.formula.names import FUNCTIONS
from roos.formula.refusal import Refusal
from roos.formula.tokens import Token, tokenise


class Step(NamedTuple):
    """One step of a machine with a stack.

    Attributes
    ----------
    op
        ``"number"`` and ``"name"`` put a value on the stack; ``"negative"`` replaces the last one; ``+``,
        ``-``, ``*``, ``/``, ``^``, ``min`` and ``max`` replace the last two.
    at
        Position in the text.
    """

    op: str
    at: int
    name: str = ""
    value: float = 0.0


def steps_of(text: str) -> tuple[Step, ...]:
    """Return the steps of a formula, or raise :class:`Refusal`."""
    parser = _Parser(tokenise(text))
    if parser.token.kind == "end":
        raise Refusal("the formula is empty", 0, "give a number or a formula")
    parser.sum()
    if parser.token.kind != "end":
        raise _surplus(parser.token)
    return tuple(parser.steps)


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self.steps: list[Step] = []

    @property
    def token(self) -> Token:
        return self._tokens[self._next]

    def _accept(self, *kinds: str) -> Token | None:
        token = self.token
        if token.kind not in kinds:
            return None
        self._next += 1
        return token

    def _emit(self, op: str, token: Token) -> None:
        if len(self.steps) == STEPS:
            what = f"more than {STEPS} numbers, names and operations"
            raise Refusal(what, token.at, "name parts of it as parameters of their own", "E414")
        self.steps.append(Step(op, token.at, token.name, token.value))

    def sum(self) -> None:
        self._product()
        while token := self._accept("+", "-"):
            self._product()
            self._emit(token.kind, token)

    def _product(self) -> None:
        self._signed()
        while token := self._accept("*", "/"):
            self._signed()
            self._emit(token.kind, token)

    def _signed(self) -> None:
        self._depth += 1  # every way down leads through here
        if self._depth > DEPTH:
            what = f"more than {DEPTH} levels of brackets, signs and powers"
            raise Refusal(what, self.token.at, "name parts of it as parameters of their own", "E414")
        if token := self._accept("-", "+"):
            self._signed()
            if token.kind == "-":
                self._emit("negative", token)
        else:
            self._power()
        self._depth -= 1

    def _power(self) -> None:
        self._atom()
        if token := self._accept("^"):
            self._signed()  # to the right first: 2^3^2 is 2^9, and −2^2 is −4
            self._emit("^", token)

    def _atom(self) -> None:
        if token := self._accept("number"):
            self._emit("number", token)
        elif token := self._accept("name"):
            if self.token.kind == "(" or token.name in FUNCTIONS:
                self._function(token)
            else:
                self._emit("name", token)
        elif token := self._accept("("):
            self.sum()
            self._close(token)
        else:
            raise _missing(self.token)

    def _function(self, name: Token) -> None:
        if name.name not in FUNCTIONS:
            hint = "the functions are min(…) and max(…); a product needs its ×"
            raise Refusal(f"there is no function {name.name!r}", name.at, hint)
        bracket = self._accept("(")
        if bracket is None:
            raise Refusal(
                f"{name.name!r} is a function and needs its brackets", self.token.at, "write min(a, b)"
            )
        self.sum()
        while self._accept(","):
            self.sum()
            self._emit(name.name, Token(name.kind, name.at))
        self._close(bracket)

    def _close(self, bracket: Token) -> None:
        if self._accept(")"):
            return
        if self.token.kind == "end":
            raise Refusal("this bracket is never closed", bracket.at, "add the closing bracket")
        raise _surplus(self.token)


def _missing(token: Token) -> Refusal:
    what = "the formula ends" if token.kind == "end" else f"here stands {token.kind!r}"
    return Refusal(f"{what} where a number, a name or a bracket is needed", token.at, "complete the formula")


def _surplus(token: Token) -> Refusal:
    if token.kind == ")":
        return Refusal("this bracket was never opened", token.at, "remove it, or add the opening one")
    if token.kind == ",":
        return Refusal(
            "a comma outside min(…) and max(…)", token.at, "decimals are written with a point: 0.5"
        )
    return Refusal("an operation is missing before this", token.at, "a product needs its ×: 2 × power")
