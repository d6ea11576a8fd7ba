"""``roos find``: look up labels by words, the way to the ids that a demand file needs."""

from __future__ import annotations

import click

from roos.errors import error
from roos.labels import Labels
from roos.system import System
from roos_cli.pipeline import read_inventory
from roos_cli.screen import Screen, with_screen
from roos_cli.text import count

_AXES = ("products", "activities", "flows", "categories")


@click.command("find")
@click.argument("inventory")
@click.argument("text", nargs=-1, required=True)
@click.option("--in", "axis", type=click.Choice(_AXES), default="products", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True, help="Rows to print.")
@with_screen
def command(screen: Screen, inventory: str, text: tuple[str, ...], axis: str, limit: int) -> int:
    """Find labels whose id, name, location and unit together contain every word of TEXT."""
    words = " ".join(text)
    with screen.progress() as progress:
        labels = _labels(read_inventory(inventory, progress), axis)
    hits = labels.find(words)
    if not hits:
        near = labels.nearest(words)
        raise error(
            "E207" if labels.kind == "category" else "E201",
            f"no {labels.kind} contains all of {words!r}",
            where=inventory,
            hint="nearest: " + "; ".join(near) if near else "use fewer or other words",
        )
    shown = hits[:limit]
    rows = [(labels.names[i], labels.locations[i], labels.units[i], labels.ids[i]) for i in shown]
    screen.table("", ("name", "location", "unit", "id"), rows)
    more = f", the first {len(shown)} shown (--limit)" if len(hits) > len(shown) else ""
    screen.say(f"{count(len(hits), labels.kind, _plural(labels.kind))}{more}.")
    found = [
        {
            "id": labels.ids[i],
            "name": labels.names[i],
            "location": labels.locations[i],
            "unit": labels.units[i],
        }
        for i in hits
    ]
    screen.emit({"kind": labels.kind, "count": len(hits), "found": found})
    return 0


def _labels(system: System, axis: str) -> Labels:
    if axis == "categories":
        if system.characterisation is None:
            raise error("E511", f"{system.name} brings no categories of its own", system.name)
        return system.characterisation.categories
    labels: Labels = getattr(system, axis)
    return labels


def _plural(kind: str) -> str:
    return {"activity": "activities", "category": "categories"}.get(kind, kind + "s")
