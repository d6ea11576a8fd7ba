"""The list of elementary flows: id, name, unit and compartment of each, from an EcoSpold 2 master file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from roos.errors import error
from roos_inventories.methods.compartments import normal_compartment

_SPACE = "{http://www.EcoInvent.org/EcoSpold02}"
_MOST_BYTES = 64 * 2**20
_WANTED = {f"{_SPACE}{tag}" for tag in ("name", "unitName", "subcompartment")}
# The same tag names the group and its first child; only the child has text.
_COMPARTMENT = f"{_SPACE}compartment"


class Flow(NamedTuple):
    """One elementary flow; the compartment is in normal form."""

    id: str
    name: str
    unit: str
    compartment: str


def read_flow_list(path: Path) -> tuple[Flow, ...]:
    """Return the flows of a master file, in file order.

    Raises
    ------
    InputError
        E501 cannot read, E503 not well-formed or without flows, E504 with a document type (which could define
        entities without end), E505 larger than a flow list can be.
    """
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise error("E505", f"a flow list of {size} bytes", str(path), f"at most {_MOST_BYTES} are read")
        content = path.read_bytes()
    except OSError as problem:
        raise error("E501", f"cannot read: {problem.strerror}", str(path)) from None
    collector = _Collector(path)  # refuses document types, so there are no entities to expand
    parser = ElementTree.XMLParser(target=collector)  # noqa: S314
    try:
        parser.feed(content)
        parser.close()
    except (ElementTree.ParseError, KeyError) as problem:
        raise error("E503", f"not a well-formed flow list: {problem}", str(path)) from None
    flows = tuple(collector.flows)
    if not flows:
        raise error("E503", "the flow list names no flow", str(path))
    return flows


class _Collector:
    """Parser target that keeps four texts per flow instead of a tree of everything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.flows: list[Flow] = []
        self._seen: dict[str, str] = {}
        self._text: list[str] | None = None

    def doctype(self, *_: object) -> None:
        raise error("E504", "a flow list must not declare a document type", str(self._path))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_SPACE}elementaryExchange":
            self._seen = {"id": attributes["id"]}
        elif tag in _WANTED or (tag == _COMPARTMENT and "subcompartmentId" not in attributes):
            self._text = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if self._text is not None:
            self._seen.setdefault(tag, "".join(self._text).strip())
            self._text = None
        if tag == f"{_SPACE}elementaryExchange":
            seen = self._seen
            parts = (seen[_COMPARTMENT], seen.get(f"{_SPACE}subcompartment", ""))
            self.flows.append(
                Flow(seen["id"], seen[f"{_SPACE}name"], seen[f"{_SPACE}unitName"], normal_compartment(parts))
            )
