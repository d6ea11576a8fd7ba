"""What our own writers keep of a system beside its numbers and labels, and taking it up again.

The formats for other programs have a place for free values; there goes what only roos knows: the system's
name, its findings and ``meta``, and those of its method.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roos import __version__
from roos.errors import Finding
from roos.system import System

#: Key that says which version wrote something.
MARK = "written_by"


@dataclass(frozen=True)
class OwnRecord:
    """What a record says.

    Attributes
    ----------
    name, meta, findings
        Of the system; ``meta`` is None where the record has none.
    method_name, method_meta, method_findings
        Of its method.
    """

    name: str = ""
    meta: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    method_name: str = ""
    method_meta: Mapping[str, Any] = field(default_factory=dict)
    method_findings: tuple[Finding, ...] = ()


def own_record(system: System) -> dict[str, Any]:
    """Return the record of a system, plain values for JSON; anything else becomes text."""
    method = system.characterisation
    content: dict[str, Any] = {
        MARK: f"roos {__version__}",
        "name": system.name,
        "findings": [finding.as_dict() for finding in system.findings],
        "meta": dict(system.meta),
    }
    if method is not None:
        content["method"] = {
            "name": method.name,
            "findings": [finding.as_dict() for finding in method.findings],
            "meta": dict(method.meta),
        }
    return dict(json.loads(json.dumps(content, default=str)))


def is_own(content: Any) -> bool:
    """Say whether some values are a record of ours."""
    return isinstance(content, Mapping) and str(content.get(MARK, "")).startswith("roos ")


def take_up(content: Any) -> OwnRecord:
    """Return what a record says; what is missing in it, or was changed beyond recognition, is left out."""
    if not is_own(content):
        return OwnRecord()
    method = content.get("method")
    method = method if isinstance(method, Mapping) else {}
    meta = content.get("meta")
    return OwnRecord(
        str(content.get("name") or ""),
        dict(meta) if isinstance(meta, Mapping) else None,
        _findings(content.get("findings")),
        str(method.get("name") or ""),
        dict(inner) if isinstance(inner := method.get("meta"), Mapping) else {},
        _findings(method.get("findings")),
    )


def _findings(given: Any) -> tuple[Finding, ...]:
    found = []
    for item in given if isinstance(given, list) else ():
        try:
            found.append(Finding.from_dict(item))
        except (KeyError, TypeError, ValueError):  # of another version, or edited
            continue
    return tuple(found)
