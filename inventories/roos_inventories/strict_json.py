"""JSON as its standard has it: no NaN, no key twice, no nesting without end."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import numpy as np

from roos.errors import error
from roos_inventories.limits import DEFAULT, Limits

_SMALLER = "files of real data stay far below this limit: write the file again"
_CHUNK = 2**20
_LARGEST = int(np.finfo(np.float64).max)


def json_strict(data: bytes | str, *, where: str = "", limits: Limits = DEFAULT) -> Any:
    """Return what a JSON text holds.

    Parameters
    ----------
    data
        UTF-8, with or without byte order mark.
    where
        File, for messages.
    limits
        Caps.

    Raises
    ------
    InputError
        E503 not JSON, E113 a key twice in one object, E106 NaN, infinite or overflowing number, E505 too
        long, too deeply nested, or a number of too many digits.
    """
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > limits.member_bytes:
        raise error("E505", f"JSON of {len(raw)} bytes, more than {limits.member_bytes}", where, _SMALLER)
    depth = _depth(raw)
    if depth > limits.json_depth:
        raise error("E505", f"JSON nested {depth} deep, more than {limits.json_depth}", where, _SMALLER)
    hooks = _hooks(where, limits)
    try:
        return json.loads(raw.decode("utf-8-sig"), **hooks)
    except UnicodeDecodeError as problem:
        message = f"not UTF-8 at byte {problem.start}"
        raise error("E503", message, where, "save the file as UTF-8") from problem
    except json.JSONDecodeError as problem:
        place = (
            f"{where}, line {problem.lineno}, column {problem.colno}" if where else f"line {problem.lineno}"
        )
        raise error("E503", f"not JSON: {problem.msg}", place, "correct or write the file again") from problem


def _hooks(where: str, limits: Limits) -> dict[str, Any]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(items)
        if len(content) != len(items):
            seen: set[str] = set()
            for key, _ in items:
                if key in seen:
                    raise error("E113", f"key {key[:200]!r} is given twice", where, "keep one of them")
                seen.add(key)
        return content

    def whole(text: str) -> int:
        if len(text) > limits.json_digits:
            raise error(
                "E505", f"a number of {len(text)} digits, more than {limits.json_digits}", where, _SMALLER
            )
        number = int(text)
        # as a whole number it could be held, but not as the amount that somebody makes of it
        return number if abs(number) <= _LARGEST else constant(text)

    def real(text: str) -> float:
        if len(text) > limits.json_digits:
            raise error(
                "E505", f"a number of {len(text)} characters, more than {limits.json_digits}", where, _SMALLER
            )
        number = float(text)
        return number if math.isfinite(number) else constant(text)

    def constant(text: str) -> NoReturn:
        hint = "correct the source: roos neither drops nor replaces values"
        raise error("E106", f"{text} is not a finite number", where, hint)

    return {"object_pairs_hook": pairs, "parse_int": whole, "parse_float": real, "parse_constant": constant}


def _depth(raw: bytes) -> int:
    """Return the deepest nesting; counted before parsing, because the parser itself recurses."""
    opening = raw.count(b"[") + raw.count(b"{")
    if opening <= 1:
        return opening
    # Escapes matter only inside strings; with them gone, quotes alone say what is inside one.
    plain = raw.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    step = np.zeros(256, dtype=np.int32)
    step[list(b"[{")] = 1
    step[list(b"]}")] = -1
    inside, depth, deepest = False, 0, 0
    for start in range(0, len(plain), _CHUNK):
        letters = np.frombuffer(plain, dtype=np.uint8, count=min(_CHUNK, len(plain) - start), offset=start)
        quoted = np.logical_xor.accumulate(letters == ord('"')) ^ inside
        depths = depth + np.cumsum(np.where(quoted, 0, step[letters]), dtype=np.int64)
        inside, depth, deepest = bool(quoted[-1]), int(depths[-1]), max(deepest, int(depths.max()))
    return deepest
