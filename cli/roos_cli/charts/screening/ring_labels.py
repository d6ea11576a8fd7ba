"""Texts of one ring: all level or all along the ring, in letters of one size, the fullest that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from roos_cli.charts.screening.fitting import box, in_sector, wordings
from roos_cli.charts.screening.look import DIRECTIONS, EDGE, FONT, PAPER, SMALLEST, Tone, ink, tone
from roos_cli.charts.screening.rose_data import RoseData, Sector
from roos_cli.charts.screening.words import Language, percentage, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Level text is taken from this size on; below it, text along the ring may be larger.
LEVEL = 7.5
#: From this group of wordings on, letters stand for names.
LETTERS = 2
_MARGIN = 0.016


class Room(NamedTuple):
    """The place of one text: radii, and angles in degrees."""

    inner: float
    outer: float
    start: float
    stop: float

    @property
    def middle(self) -> float:
        """Direction of the middle, in degrees."""
        return (self.start + self.stop) / 2

    @property
    def radius(self) -> float:
        """Distance of the middle from the centre."""
        return (self.inner + self.outer) / 2


def look_of(one: Sector) -> Tone:
    """Return how a sector is drawn."""
    return DIRECTIONS[one.score] if one.ring == "economy" and one.relative is None else tone(one.rank)


def label_ring(
    axes: Axes, sectors: Sequence[Sector], rooms: Sequence[Room], data: RoseData, language: Language
) -> bool:
    """Write name, number and sign into each sector, what does not fit in one left out in all of the ring.

    Returns
    -------
    bool
        Whether letters stand for the names, which the legend then lists.
    """
    groups = [_groups(one, data, language) for one in sectors]
    for level in range(len(groups[0])):
        texts = [group[level] for group in groups]
        found = {turned: _largest(axes, texts, rooms, turned) for turned in (False, True)}
        turned = found[False][0] < LEVEL and found[True][0] > found[False][0]
        size, chosen = found[turned]
        if size >= SMALLEST:
            for one, room, text in zip(sectors, rooms, chosen, strict=True):
                _write(axes, one, room, text, size, turned)
            return level >= LETTERS
    return True


def _groups(one: Sector, data: RoseData, language: Language) -> list[list[str]]:
    """Return wordings from the fullest group to the shortest."""
    name, look = word(one.name, language, lines=True), look_of(one)
    if one.relative is None:
        number = word(one.direction, language)
    else:
        number = percentage(one.relative, language, flip=data.flip)
    short = number if look.sign == "?" else f"{number}  {look.sign}"
    letter = letter_of(one, data)
    return [wordings(name, [short]), wordings(name, [number]), [f"{letter}\n{number}"], [letter]]


def letter_of(one: Sector, data: RoseData) -> str:
    """Return the letter of a sector: a, b, c … clockwise from the outer ring inwards."""
    ordered = [other.name for ring in data.rings for other in data.ring(ring)]
    return "abcdefghijk"[ordered.index(one.name)]


def _largest(
    axes: Axes, texts: Sequence[Sequence[str]], rooms: Sequence[Room], turned: bool
) -> tuple[float, list[str]]:
    """Return the largest size in which one wording of each text fits, 0 where there is none."""
    probe = axes.text(0, 0, "", ha="center", va="center", linespacing=1.1)
    size = FONT
    while size >= SMALLEST - 1e-9:
        probe.set_fontsize(size)
        chosen = []
        for options, room in zip(texts, rooms, strict=True):
            half, at = (room.stop - room.start) / 2, 90.0 if turned else room.middle
            inside = in_sector(room.inner, room.outer, at - half, at + half, _MARGIN)
            angle = math.radians(at)
            probe.set_position((room.radius * math.cos(angle), room.radius * math.sin(angle)))
            for text in options:
                probe.set_text(text)
                if inside(*box(axes, probe)):
                    chosen.append(text)
                    break
        if len(chosen) == len(texts):
            probe.remove()
            return size, chosen
        size -= 0.5
    probe.remove()
    return 0.0, []


def _write(axes: Axes, one: Sector, room: Room, text: str, size: float, turned: bool) -> None:
    angle, look = math.radians(room.middle), look_of(one)
    turn = 0.0
    if turned:
        turn = room.middle - 90.0 if math.sin(angle) >= -1e-9 else room.middle + 90.0
    paper = {"facecolor": PAPER, "alpha": 0.75, "edgecolor": "none", "boxstyle": "round,pad=0.12"}
    axes.text(
        room.radius * math.cos(angle), room.radius * math.sin(angle), text, size=size,
        color=EDGE if look.hatch else ink(look.fill), ha="center", va="center", linespacing=1.1,
        rotation=turn, rotation_mode="anchor", bbox=paper if look.hatch else None,
    )  # fmt: skip
