"""Limits of a formula: far above what people write, far below what would keep a machine busy."""

from __future__ import annotations

#: Characters of a formula.
LENGTH = 4096
#: Numbers, names and operations of a formula.
STEPS = 1000
#: Brackets, signs and powers inside each other.
DEPTH = 50
#: Largest exponent, either sign: yearly growth over a century and a quarter.
EXPONENT = 128
#: Characters of a parameter's name.
NAME = 100
