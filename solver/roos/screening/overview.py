"""Many cases together: ranges per innovation type beside the printed ones, and sums of table 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roos.screening.case import TYPES
from roos.screening.screened import Screening


@dataclass(frozen=True, slots=True)
class GroupRange:
    """Change of CO2 within one innovation type, in per cent.

    Attributes
    ----------
    group, cases
        The type and the ids of its cases.
    computed
        Smallest and largest change here.
    printed
        Of tables S-1 and 4, or None.
    conflicts
        Where the printed range disagrees with the report's own text.
    """

    group: str
    cases: tuple[str, ...]
    computed: tuple[float, float]
    printed: tuple[float, float] | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One sum of the upscaling table that holds, or does not."""

    what: str
    computed: float
    printed: float

    @property
    def holds(self) -> bool:
        """Whether both are equal."""
        return self.computed == self.printed


def group_ranges(
    screening: Screening,
    printed: Mapping[str, tuple[float, float]],
    conflicts: Mapping[str, Sequence[str]],
) -> tuple[GroupRange, ...]:
    """Return the range of every innovation type, over all scenarios as they stand."""
    made = []
    for group in TYPES:
        inside = [one for one in screening.results if one.case.innovation_type == group and not one.variant]
        if not inside:
            continue
        changes = [100.0 * one.comparison.indicator("climate").relative for one in inside]
        made.append(
            GroupRange(
                group,
                tuple(dict.fromkeys(one.case.id for one in inside)),
                (min(changes), max(changes)),
                printed.get(group),
                tuple(conflicts.get(group, ())),
            )
        )
    return tuple(made)


def upscaling_identities(
    rows: Sequence[Mapping[str, float]], totals: Mapping[str, float]
) -> tuple[Identity, ...]:
    """Return the additive identities: autonomous + extra = total per sector, and every column's sum.

    How a case becomes kilotonnes of a sector is not described, so nothing else can be checked.
    """
    of_rows = [
        Identity(
            f"sector {row['sbi']:.0f}: autonomous + extra = total",
            row["autonomous_kt"] + row["extra_kt"],
            row["total_kt"],
        )
        for row in rows
    ]
    of_columns = [
        Identity(f"sum of {name}", sum(row[name] for row in rows), printed)
        for name, printed in totals.items()
    ]
    return (*of_rows, *of_columns)
