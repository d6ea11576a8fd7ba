"""From what the models refuse to an error with code, line and hint."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from roos.errors import RoosError
from roos_inventories.sweep_file.axis_models import KINDS
from roos_inventories.sweep_file.change_models import PARTS
from roos_inventories.sweep_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath
from roos_inventories.sweep_file.uncertain_models import DISTRIBUTIONS, NUMBERS
from roos_inventories.sweep_file.values import Section

_KINDS = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_AXES = (
    "an axis has values = [...], or start, stop and step (or count), or zip = {...}, or years = [...], "
    "or files = [...]"
)
#: What to write for a key that is missing.
_EXAMPLES = {
    "inventory": 'inventory = "textbook"',
    "demands": 'demands = "demands.csv", or demands = "all"',
    "axis": "[[axis]] with a name and values; one alternative is an axis with one item",
    "name": 'name = "year"',
    "values": _AXES,
    "part": 'part = "technosphere", "biosphere", "characterisation", "demands" or "prices"',
    "locator": 'locator = "textbook"',
    "sets": 'sets = ["tno-2020"]',
    "value": "value = 1.0",
}

#: Tables that are told apart by a key, and how people call one of them.
_UNIONS: tuple[tuple[Mapping[str, type[Section]], str], ...] = (
    (KINDS, "an axis with '{}'"),
    (PARTS, "a change of the {}"),
    (DISTRIBUTIONS, "a {} distribution"),
)


def refusal(problem: ValidationError, source: Source) -> RoosError:
    """Return the first mistake of a file, by line, with the number and the places of the others."""
    found = [_one(details, source) for details in problem.errors(include_url=False)]
    found.sort(key=lambda mistake: source.line(mistake[2]))
    code, message, path, hint = found[0]
    if len(found) > 1:
        places = "; ".join(_place(one[1], one[2], source) for one in found[1:4])
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        hint += f"{'; ' if hint else ''}further mistakes: {places}{more}"
    return source.refuse(code, message, path, hint)


def _place(message: str, path: KeyPath, source: Source) -> str:
    """Return where a mistake is, or what it is where it has no place: a key that is missing at the top."""
    return f"line {source.line(path)} ({source.in_words(path)})" if path else message


def _one(details: Any, source: Source) -> tuple[str, str, KeyPath, str]:
    """Return code, message, path and hint of one mistake."""
    path, tags = _path(details["loc"], source.content)
    context, kind, given = details.get("ctx", {}), details["type"], details["input"]
    key = str(path[-1]) if path else ""
    if kind == "unknown_key":
        return _unknown_key(context["key"], context["known"], path, tags)
    if kind == "nothing_varies":
        return "E422", "'axis' is missing", path, f"add {_EXAMPLES['axis']}"
    if kind == "unknown_distribution":
        return _unknown_distribution(given, context["known"], path)
    if kind == "drawn_formula":
        message = "a formula has no distribution: 'distribution' and a formula exclude each other"
        return "E424", message, path, "give a number, or the parameters that the formula uses distributions"
    if kind == "missing":
        key = str(details["loc"][-1])
        drawn = next((tag[1:-1] for tag in tags if tag in DISTRIBUTIONS), "")
        if drawn and key != "value":
            return "E422", f"a {drawn} distribution needs {key!r}", path, f"add {key} = ... to the table"
        return "E422", f"{key!r} is missing", path, f"add {_EXAMPLES.get(key, f'{key} = ...')}"
    if kind == "missing_one":
        return (
            "E422",
            f"{_listed(context['keys'])} is missing",
            path,
            f"give one of {_listed(context['keys'])}",
        )
    if kind == "exclusive":
        both = " and ".join(repr(one) for one in context["given"])
        return "E424", f"{both} exclude each other", (*path, context["given"][-1]), "keep one of them"
    if kind == "not_a_number":
        return "E205", f"{_shown(given)} is not a number", path, "write it without quotes, as in 0.5"
    if kind == "not_finite":
        return (
            "E106",
            f"{_shown(given)} is not a finite number",
            path,
            "give a finite number, or leave it out",
        )
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        return "E423", f"{_shown(given)} is not allowed here", path, _nearest(given, allowed, "allowed")
    if kind in _KINDS:
        message = f"{key!r} must be {_KINDS[kind]}, not {_shown(given)}"
        return "E423", message, path, f"write {key} = {_example(kind)}"
    if kind in ("too_short", "empty_text", "string_pattern_mismatch"):
        return "E423", "nothing stands here", path, "give a value, or leave the key out"
    return "E423", f"{_shown(given)} is not understood: {details['msg']}", path, "see `roos sweep --schema`"


def _unknown_key(
    key: str, known: Sequence[str], path: KeyPath, tags: Sequence[str]
) -> tuple[str, str, KeyPath, str]:
    takes = "known here: " + ", ".join(known)
    if "<parameter>" in tags and any(key in model.model_fields for model in DISTRIBUTIONS.values()):
        what = f"'distribution' is missing beside {key!r}"
        return "E422", what, path, "add distribution = " + ", ".join(f'"{name}"' for name in NUMBERS)
    for tag, others, words in ((tag, *union) for tag in tags for union in _UNIONS if tag in union[0]):
        if any(key in model.model_fields for model in others.values()):
            what = words.format(tag[1:-1])
            return "E424", f"{what} takes no {key!r}", (*path, key), f"keep one of them; {takes}"
    near = difflib.get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    hint = f"nearest: {near[0]}; {takes}" if near else takes
    return "E421", f"unknown key {key!r}", (*path, key), hint


def _unknown_distribution(table: Any, known: Sequence[str], path: KeyPath) -> tuple[str, str, KeyPath, str]:
    given = table.get("distribution")
    message = f"{_shown(given)} is no distribution"
    return "E423", message, (*path, "distribution"), _nearest(given, known, "known")


def _path(loc: Sequence[str | int], content: Any) -> tuple[KeyPath, list[str]]:
    """Return where a mistake is in the file, and the tags of unions that led there."""
    path: KeyPath = ()
    tags: list[str] = []
    inside = content
    for step in loc:
        if isinstance(inside, dict) and step in inside:
            inside = inside[step]
            path += (step,)
        elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
            inside = inside[step]
            path += (step,)
        else:
            tags.append(str(step))
    return path, tags


def _nearest(given: Any, allowed: Sequence[str], title: str) -> str:
    near = difflib.get_close_matches(str(given).casefold(), allowed, n=1, cutoff=0.5)
    return (f"nearest: {near[0]}; " if near else "") + f"{title}: " + ", ".join(allowed)


def _listed(keys: Sequence[str]) -> str:
    return " or ".join(repr(key) for key in keys)


def _example(kind: str) -> str:
    return {
        "string_type": '"..."',
        "int_type": "1, without a decimal point or quotes",
        "bool_type": "true",
        "list_type": "[...]",
    }.get(kind, "{ ... }")


def _shown(given: Any) -> str:
    text = {True: "true", False: "false"}[given] if isinstance(given, bool) else repr(given)
    return text if len(text) <= 60 else text[:57] + "..."
