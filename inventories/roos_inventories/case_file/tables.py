"""Figures of the report that stand above single cases: ranges per innovation type, and the upscaling."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "cases" / "tables.toml"


@dataclass(frozen=True)
class ReportTables:
    """Tables S-1/4 and 5.

    Attributes
    ----------
    ranges, conflicts
        Change of CO2 per innovation type in per cent, and where the report's own text says otherwise.
    rows, totals
        Sectors by column, and the printed sums.
    inconsistencies
        Of the upscaling.
    """

    ranges: dict[str, tuple[float, float]]
    conflicts: dict[str, tuple[str, ...]]
    rows: tuple[dict[str, float], ...]
    totals: dict[str, float]
    inconsistencies: tuple[str, ...]


@cache
def report_tables() -> ReportTables:
    """Return the tables."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    groups, table = content["groups"], content["upscaling"]
    return ReportTables(
        {name: (float(one["range"][0]), float(one["range"][1])) for name, one in groups.items()},
        {name: tuple(one["conflicts"]) for name, one in groups.items()},
        tuple(dict(zip(table["columns"], map(float, row), strict=True)) for row in table["rows"]),
        {name: float(value) for name, value in table["totals"].items()},
        tuple(table["inconsistencies"]),
    )
