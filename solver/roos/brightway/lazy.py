"""Mappings of bw2calc whose values are formed when somebody reads them.

They stand where bw2calc has dictionaries of matrices, behave like them, and are such dictionaries to
``isinstance``. A value is formed once and then kept, so that changing it in place has the effect it has
there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from matrix_utils import SparseMatrixDict

#: Stands for a value that nobody has read.
_UNREAD = object()


class Lazy(dict):  # type: ignore[type-arg]
    """Dictionary with known keys and values formed when read.

    Parameters
    ----------
    keys
        In order.
    form
        Returns the value of a key.
    """

    def __init__(self, keys: Iterable[Hashable], form: Callable[[Any], Any]) -> None:
        dict.__init__(self, dict.fromkeys(keys, _UNREAD))
        self._form = form
        self.changed = False

    def __getitem__(self, key: Any) -> Any:
        value = dict.__getitem__(self, key)
        if value is _UNREAD:
            value = self._form(key)
            dict.__setitem__(self, key, value)
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        self.changed = True
        dict.__setitem__(self, key, value)

    def __delitem__(self, key: Any) -> None:
        self.changed = True
        dict.__delitem__(self, key)

    def __iter__(self) -> Iterator[Any]:
        # being its own method also keeps ``dict(lazy)`` from copying values that are not formed
        return dict.__iter__(self)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a value, formed if need be, or the default for an unknown key."""
        return self[key] if key in self else default

    def values(self) -> Any:
        """Yield all values, forming them one by one."""
        return (self[key] for key in self)

    def items(self) -> Any:
        """Yield all pairs, forming values one by one."""
        return ((key, self[key]) for key in self)

    def read(self, key: Any) -> bool:
        """Return whether a value has been formed or set."""
        return dict.__getitem__(self, key) is not _UNREAD

    def whole(self) -> dict[Any, Any]:
        """Return a plain dictionary of all values."""
        return {key: self[key] for key in self}

    def copy(self) -> dict[Any, Any]:
        """Return a plain dictionary of all values."""
        return self.whole()

    def pop(self, key: Any, *default: Any) -> Any:
        """Remove a key and return its value."""
        if key not in self:
            return dict.pop(self, key, *default)
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[Any, Any]:
        """Remove the last key and return it with its value."""
        key = next(reversed(self))
        return key, self.pop(key)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Return a value, or set it where the key is unknown."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *given: Any, **more: Any) -> None:
        """Set values."""
        for key, value in dict(*given, **more).items():
            self[key] = value

    def clear(self) -> None:
        """Remove everything."""
        self.changed = True
        dict.clear(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and self.whole() == dict(other)

    __hash__ = None

    def __repr__(self) -> str:
        formed = sum(self.read(key) for key in self)
        return f"{type(self).__name__}({len(self)} keys, {formed} formed)"

    def __reduce__(self) -> tuple[Any, ...]:
        return (dict, (self.whole(),))


class LazyMatrices(Lazy, SparseMatrixDict):  # type: ignore[misc]
    """A :class:`matrix_utils.SparseMatrixDict` of matrices formed when read."""

    def __matmul__(self, other: Any) -> Any:
        return SparseMatrixDict(self.whole()) @ other

    def __reduce__(self) -> tuple[Any, ...]:
        return (SparseMatrixDict, (self.whole(),))
