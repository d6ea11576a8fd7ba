"""Formulas of parameters: a small grammar of our own, nothing of Python is ever evaluated.

    sum     = product { ("+" | "-") product }
    product = signed { ("*" | "/") signed }
    signed  = ("+" | "-") signed | power
    power   = atom [ ("^" | "**") signed ]
    atom    = number | name | ("min" | "max") "(" sum { "," sum } ")" | "(" sum ")"

``×``, ``÷`` and ``−`` are read as the signs they are. A formula is kept as a flat list of steps in the order
of evaluation, so that nothing but the parser is recursive, and that only to a bounded depth.

Reading order: ``limits.py``, ``refusal.py``, ``names.py``, ``tokens.py``, ``parser.py``, ``operations.py``,
``constants.py`` (what can be said without any parameter), ``expression.py`` (:class:`Formula`),
``parameters.py``, ``graph.py`` (many formulas, each operation once).
"""

from roos.formula.expression import Formula
from roos.formula.parameters import Parameters

__all__ = ["Formula", "Parameters"]
