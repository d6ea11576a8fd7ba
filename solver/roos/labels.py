"""Labels: what each row and column of a matrix is called, and looking one up by what a person types."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from roos.errors import error
from roos.numberedlabels import NumberedColumns
from roos.words import plural

_COLUMNS = ("ids", "names", "units", "locations", "extra")


class Columns(Protocol):
    """Strings that are made when they are asked for: of a file, or of numbers."""

    @property
    def size(self) -> int:
        """Labels of the axis."""

    def text(self, column: str, position: int) -> str:
        """Return one string; IndexError as a tuple raises it."""

    def column(self, column: str) -> tuple[str, ...]:
        """Return all strings of a column."""

    def extra(self) -> dict[str, tuple[str, ...]]:
        """Return the further columns."""

    def locate(self, identifier: str) -> int | None:
        """Return the position of an id, or None."""


@dataclass(frozen=True, repr=False)
class Labels:
    """Ids, names, units and locations of one axis, in matrix order.

    Attributes
    ----------
    kind
        What the axis holds, in the singular: ``"product"``, ``"activity"``, ``"flow"``, ``"category"``,
        ``"demand"``. Used in messages.
    ids
        Unique, never empty.
    names, units, locations
        One per id; an empty string means unknown.
    extra
        Further columns by name, one value per id, e.g. ``{"model": (...)}`` for categories. ``"other_id"``
        is what the source calls an item as well: it is looked up after ids and before names.

    Labels made by :meth:`stored` open a column when it is asked for, and are the same in every other respect.
    """

    kind: str
    ids: tuple[str, ...]
    # factories, not values: a default on the class would hide that a stored column is still to be opened
    names: tuple[str, ...] = field(default_factory=tuple)
    units: tuple[str, ...] = field(default_factory=tuple)
    locations: tuple[str, ...] = field(default_factory=tuple)
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Labels({len(self)} × {self.kind})"

    def __post_init__(self) -> None:
        size = len(self.ids)
        for attribute, default in (("names", self.ids), ("units", None), ("locations", None)):
            column = getattr(self, attribute)
            if not column:
                object.__setattr__(self, attribute, default if default is not None else ("",) * size)
            elif len(column) != size:
                raise error(
                    "E114",
                    f"{len(column)} {attribute} for {size} {self.kind} ids",
                    hint="give one value per id, or none at all",
                )
        for name, column in self.extra.items():
            if len(column) != size:
                raise error("E114", f"{len(column)} values of {name!r} for {size} {self.kind} ids")
        if len(self._positions) != size:
            seen: set[str] = set()
            twice = next(i for i in self.ids if i in seen or seen.add(i))  # type: ignore[func-returns-value]
            raise error(
                "E206", f"{self.kind} id {twice!r} is given twice", where=twice, hint="make the ids unique"
            )

    @classmethod
    def numbered(cls, kind: str, size: int) -> Labels:
        """Return labels 0…size−1 for an axis that came without any."""
        return cls.stored(kind, NumberedColumns(size))

    @classmethod
    def stored(cls, kind: str, columns: Columns) -> Labels:
        """Return labels whose strings are not made until a column is asked for, as those of a file.

        Looking up or describing one of them opens no column. Pickled or copied, they hold their strings.
        """
        labels = object.__new__(cls)
        labels.__dict__.update(kind=kind, _stored=columns)
        return labels

    if not TYPE_CHECKING:  # to a type checker every column is simply there

        def __getattr__(self, name: str) -> Any:
            stored = self.__dict__.get("_stored")
            if stored is None or name not in _COLUMNS:
                raise AttributeError(f"labels have no attribute {name!r}")
            value = stored.extra() if name == "extra" else stored.column(name)
            self.__dict__[name] = value
            return value

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("kind", *_COLUMNS)}

    def __len__(self) -> int:
        stored: Columns | None = self.__dict__.get("_stored")
        return len(self.ids) if stored is None else stored.size

    @cached_property
    def _positions(self) -> dict[str, int]:
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = {}
        for i, name in enumerate(self.names):
            positions.setdefault(name, []).append(i)
        return positions

    @cached_property
    def _by_other_id(self) -> dict[str, int]:
        return {other: i for i, other in enumerate(self.extra.get("other_id", ())) if other}

    def __contains__(self, identifier: object) -> bool:
        return self._locate(identifier) is not None

    def _locate(self, identifier: object) -> int | None:
        """Return the position of an id, or None."""
        stored: Columns | None = self.__dict__.get("_stored")
        if stored is None or "_positions" in self.__dict__:
            return self._positions.get(identifier)  # type: ignore[call-overload, no-any-return]
        return stored.locate(identifier) if isinstance(identifier, str) else None

    def _at(self, column: str, position: int) -> str:
        """Return one string of a column, which is not opened for it."""
        if column in self.__dict__ or "_stored" not in self.__dict__:
            return str(getattr(self, column)[position])
        stored: Columns = self.__dict__["_stored"]
        return stored.text(column, position)

    def describe(self, position: int) -> str:
        """Return ``name [location] (unit, id …)`` for messages, leaving out what is unknown."""
        identifier, name, unit, location = (self._at(column, position) for column in _COLUMNS[:4])
        text = f"{name} [{location}]" if location else name
        detail = [unit] if unit else []
        if identifier != name:
            detail.append(f"id {identifier}")
        return f"{text} ({', '.join(detail)})" if detail else text

    def position(self, text: str, *, where: str = "") -> int:
        """Return the position of an id, or of a name that is unique.

        Raises
        ------
        InputError
            E201 (E207 for categories) with the nearest names; E202 with the candidates.
        """
        found = self._locate(text)
        if found is None:
            found = self._by_other_id.get(text)
        if found is not None:
            return found
        candidates = self._by_name.get(text, [])
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            listed = "; ".join(self.ids[i] for i in candidates[:8])
            raise error(
                "E202",
                f"{len(candidates)} {plural(self.kind)} are named {text!r}",
                where=where or text,
                hint=f"use one of the ids: {listed}",
            )
        nearest = self.nearest(text)
        raise error(
            "E207" if self.kind == "category" else "E201",
            f"no {self.kind} has the id or name {text!r}",
            where=where or text,
            hint="nearest: " + "; ".join(nearest) if nearest else self._first_few(),
        )

    def _first_few(self) -> str:
        if not self.ids:
            return f"there are no {plural(self.kind)} here"
        several = f"{len(self)} {plural(self.kind)}"
        return f"nothing resembles it among {several}, such as " + "; ".join(self.ids[:3])

    def nearest(self, text: str, count: int = 5) -> list[str]:
        """Return up to ``count`` ids whose id or name resembles a text, best first."""
        hits = [self.ids[i] for i in self.find(text)[:count]]
        if len(hits) < count:
            # difflib looks at every candidate: bound the work on large label lists
            named = {name: positions[0] for name, positions in self._by_name.items()}
            pool = {**self._positions, **named}
            for close in difflib.get_close_matches(text, list(pool)[:50_000], n=count, cutoff=0.5):
                identifier = self.ids[pool[close]]
                if identifier not in hits:
                    hits.append(identifier)
        return hits[:count]

    def find(self, text: str) -> list[int]:
        """Return positions whose id, name, location and unit together contain every word of a text."""
        words = text.casefold().split()
        if not words:
            return []
        return [i for i, haystack in enumerate(self._haystacks) if all(word in haystack for word in words)]

    @cached_property
    def _haystacks(self) -> tuple[str, ...]:
        return tuple(
            " ".join(columns).casefold()
            for columns in zip(self.ids, self.names, self.locations, self.units, strict=True)
        )

    def take(self, positions: Sequence[int] | Iterable[int]) -> Labels:
        """Return the labels at some positions, in the order given."""
        chosen = list(positions)

        def pick(column: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(column[i] for i in chosen)

        return Labels(
            self.kind,
            pick(self.ids),
            pick(self.names),
            pick(self.units),
            pick(self.locations),
            {name: pick(column) for name, column in self.extra.items()},
        )
