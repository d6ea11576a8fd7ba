"""``roos find``: look up labels by words, the way to the ids that a demand file needs."""

from __future__ import annotations

import click

from roos.errors import error
from roos.labels import Labels
from roos.system import System
from roos.words import plural
from roos_cli.pipeline import read_inventory
from roos_cli.screen import Screen, with_screen
from roos_cli.text import count

_AXES = ("products", "activities", "flows", "categories")
_HOW = {
    "id": "the id",
    "name": "the name",
    "start": "the start of id or name",
    "words": "all words",
    "similar": "similar words",
}


@click.command("find")
@click.argument("inventory")
@click.argument("text", nargs=-1, required=True)
@click.option("--in", "axis", type=click.Choice(_AXES), default="products", show_default=True)
@click.option("--location", "locations", multiple=True, help="Only labels of this place; may be repeated.")
@click.option("--unit", "units", multiple=True, help="Only labels in this unit; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True, help="Labels to show.")
@click.option("--exact", is_flag=True, help="Look for no misspelt words.")
@with_screen
def command(
    screen: Screen,
    inventory: str,
    text: tuple[str, ...],
    axis: str,
    locations: tuple[str, ...],
    units: tuple[str, ...],
    limit: int,
    exact: bool,
) -> int:
    """Find labels by id, name, or words of id, name, location and unit, in any order.

    Case and accents do not count. The best matches come first; misspelt words are looked for where nothing
    else matches.
    """
    from roos_inventories.searching import search

    words = " ".join(text)
    with screen.progress() as progress:
        labels = _labels(read_inventory(inventory, progress), axis)
    hits = search(labels, words, locations=locations, units=units, similar=not exact)
    if not hits:
        raise error(
            "E207" if labels.kind == "category" else "E201",
            f"no {labels.kind} matches {words!r}" + _filters(locations, units),
            where=inventory,
            hint=_instead(labels, words, locations, units, exact),
        )
    shown = hits[:limit]
    rows = [
        (labels.names[hit.position], labels.locations[hit.position], labels.units[hit.position],
         labels.ids[hit.position], hit.matched or _HOW[hit.how])
        for hit in shown
    ]  # fmt: skip
    screen.table("", ("name", "location", "unit", "id", "matched"), rows)
    more = f", the first {len(shown)} shown (--limit)" if len(hits) > len(shown) else ""
    screen.say(f"{count(len(hits), labels.kind, plural(labels.kind))}{more}.")
    found = [
        {
            "id": labels.ids[hit.position],
            "name": labels.names[hit.position],
            "location": labels.locations[hit.position],
            "unit": labels.units[hit.position],
            "matched": hit.how,
            "similar_to": hit.matched,
        }
        for hit in shown
    ]
    screen.emit({"kind": labels.kind, "count": len(hits), "found": found})
    return 0


def _filters(locations: tuple[str, ...], units: tuple[str, ...]) -> str:
    parts = [f"location {' or '.join(locations)}"] if locations else []
    parts += [f"unit {' or '.join(units)}"] if units else []
    return f" with {' and '.join(parts)}" if parts else ""


def _instead(
    labels: Labels, words: str, locations: tuple[str, ...], units: tuple[str, ...], exact: bool
) -> str:
    """Say what would have been found otherwise."""
    from roos_inventories.searching import search

    if (locations or units) and (without := search(labels, words, similar=not exact)):
        places = dict.fromkeys(
            f"{labels.locations[hit.position] or 'no location'}, {labels.units[hit.position] or 'no unit'}"
            for hit in without
        )
        return f"without the filters there are {len(without)}: {'; '.join(list(places)[:8])}"
    near = labels.nearest(words)
    return "nearest: " + "; ".join(near) if near else "use fewer or other words, or --in another list"


def _labels(system: System, axis: str) -> Labels:
    if axis == "categories":
        if system.characterisation is None:
            raise error("E511", f"{system.name} brings no categories of its own", system.name)
        return system.characterisation.categories
    labels: Labels = getattr(system, axis)
    return labels
