"""From what the models refuse to an error with code, file, line and hint."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import ValidationError

from roos.errors import RoosError, error
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath

Mistake = tuple[str, str, KeyPath, str]
_EXAMPLES = {
    "functional_unit": "[functional_unit] with text, amount, unit and its origin",
    "stage": "[[stage]] with a name and at least one [[stage.use]]",
    "scenario": "[[scenario]] with id and title",
    "use": "[[stage.use]] with dataset, unit and amount",
}


def refusal(problem: ValidationError, source: Source) -> RoosError:
    """Return the first mistake of a file, by line, with the number of the others."""
    found = [_one(details, source) for details in problem.errors(include_url=False)]
    found.sort(key=lambda mistake: source.line(mistake[2]))
    code, message, path, hint = found[0]
    if len(found) > 1:
        lines = ", ".join(str(source.line(one[2])) for one in found[1:6])
        hint += f"; {len(found) - 1} further mistakes (lines {lines})"
    return error(code, message, source.where(path), hint.strip("; "))


def _one(details: Any, source: Source) -> Mistake:
    path = _path(details["loc"], source.content)
    context, kind, given = details.get("ctx", {}), details["type"], details["input"]
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "unknown_key":
        known = list(context["known"])
        near = difflib.get_close_matches(str(context["key"]).casefold(), known, n=1, cutoff=0.5)
        hint = (f"nearest: {near[0]}; " if near else "") + "known here: " + ", ".join(known)
        return "E435", f"unknown key {context['key']!r}", (*path, context["key"]), hint
    if kind == "missing" and key == "baseline" and len(details["loc"]) == 1:
        given = source.content.get("scenario")
        ids = (
            [one.get("id", "?") for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        )
        message = f"scenario {ids[0]!r} has no baseline" if ids else "the case has no baseline"
        return "E438", message, ("scenario", 0), "add [baseline] with a title: every result is relative to it"
    if kind == "missing":
        return "E436", f"{key!r} is missing", path, f"add {_EXAMPLES.get(key, f'{key} = ...')}"
    if kind == "no_unit":
        stage = _stage(path, source.content)
        message = f"stage {stage!r} has an amount without a unit"
        hint = f'add unit = "..." of {context["dataset"]!r}; `roos find` shows it'
        return "E439", message, path, hint
    if kind == "origin":
        return "E442", "give either 'stated' or 'assumed'", path, 'stated = "3.4.2", or assumed = "why"'
    if kind == "amounts":
        hint = "amount counts on every side; baseline and scenarios on their own"
        return "E442", "give 'amount', or 'baseline' and 'scenarios'", path, hint
    if kind == "not_a_number":
        return "E205", f"{given!r} is not a number", path, "write it without quotes, as in 0.5"
    if kind == "not_finite":
        return "E106", f"{given!r} is not a finite number", path, "give a finite number"
    if kind == "literal_error":
        return "E437", f"{given!r} is not allowed here", path, f"allowed: {context['expected']}"
    return "E437", f"{str(given)[:60]!r} is not understood: {details['msg']}", path, "see `roos case schema`"


def _stage(path: KeyPath, content: Any) -> str:
    i = path[1]  # an amount is inside a stage that is there
    assert isinstance(i, int)
    return str(content["stage"][i].get("name", i + 1))


def _path(loc: Any, content: Any) -> KeyPath:
    """Return where a mistake is in the file; steps that are no keys of it are left out."""
    path: KeyPath = ()
    inside = content
    for step in loc:
        known = isinstance(inside, dict) and step in inside
        if known or (isinstance(inside, list) and isinstance(step, int) and step < len(inside)):
            inside = inside[step]
            path += (step,)
    return path
