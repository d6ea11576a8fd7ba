"""The peculiarities of the published profiles (``notes.toml``) that apply to a choice, as findings."""

from __future__ import annotations

import tomllib
from importlib import resources

from roos.errors import Finding, Severity
from roos_inventories.profiles.options import Choice


def notes_for(choice: Choice) -> tuple[Finding, ...]:
    """Return the peculiarities that apply to a background and a method, by trap number.

    Those that change how a result is to be read are warnings, the others notes.
    """
    scopes = {"all", "future" if choice.is_future else "static"}
    if choice.method == "recipe-2016-midpoint":
        scopes |= {"2016", "2016 future" if choice.is_future else "2016 static"}
    text = resources.files("roos_inventories.profiles").joinpath("notes.toml").read_text(encoding="utf-8")
    return tuple(
        Finding(
            "W104",
            Severity.WARNING if note.get("warn") else Severity.NOTE,
            f"{note['trap']}: {note['message']}",
            note["where"],
            note["hint"],
            note.get("count", 1),
        )
        for note in tomllib.loads(text)["note"]
        if note["scope"] in scopes
    )
