"""Scenario difference files, as Activity Browser and premise write them, become a ScenarioSet.

A value replaces what the database has, it is not added. Amounts of technosphere exchanges are written
positive and stand negative in the matrix; production and substitution keep their sign. How the file itself
is laid out is in :mod:`roos_inventories.readers.superstructure_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roos.changes import ChangeTable
from roos.errors import Finding, RoosError, Severity, error
from roos.labels import Labels
from roos.places import Part
from roos.scenario_axes import axes_of
from roos.scenario_set import ScenarioSet
from roos.system import System
from roos_inventories.grids import read_grid
from roos_inventories.matching import Matcher
from roos_inventories.readers.superstructure_rows import FLOW_TYPES, REQUIRED, Exchanges, read_exchanges

_LISTED = 8  # exchanges named in one message


def read_superstructure(
    path: Path, system: System, *, decimal: str = ".", sheet: str = "", unmatched: str = "refuse"
) -> ScenarioSet:
    """Read one scenario difference file for an inventory.

    Parameters
    ----------
    path
        ``.xlsx``, ``.csv`` or ``.feather``.
    system
        The inventory that the exchanges belong to; keys are matched by
        :class:`roos_inventories.matching.Matcher`.
    decimal
        Decimal mark of amounts that are text.
    sheet
        Of a workbook; by default the first after the information sheet that has the header.
    unmatched
        ``"refuse"``, or ``"leave out"`` exchanges that the inventory does not have, with a W105 finding.

    Returns
    -------
    ScenarioSet
        One scenario per column, in file order.

    Raises
    ------
    InputError
        E106 not a number, E204 no header or a column missing, E208 a column twice, E402 an exchange given
        twice with different amounts, E406 an exchange that the inventory does not have, E407 production of
        zero, E408 self-consumption whose production is not in the file, E410 flow type, E411 a key that is
        no pair, E501 cannot read, E502 another format, E503 damaged, E505 over a limit. Each names file and
        line.
    """
    if unmatched not in ("refuse", "leave out"):
        message = f"unmatched is 'refuse' or 'leave out', not {unmatched!r}"
        raise error("E512", message, str(path), "choose one of them")
    exchanges = read_exchanges(read_grid(path, REQUIRED, sheet=sheet), decimal)
    found, rows, columns, findings = _placed(exchanges, system, unmatched)
    tables = {}
    for part in (Part.TECHNOSPHERE, Part.BIOSPHERE):
        chosen = [i for i in found if FLOW_TYPES[exchanges.kinds[i]][0] == part]
        if chosen:
            tables[part] = _table(part, exchanges, chosen, rows, columns, system, findings)
    meta = {"format": "scenario difference file", "files": [path.name]}
    return ScenarioSet(Labels("scenario", exchanges.names), tables, tuple(findings), meta)


def _placed(
    exchanges: Exchanges, system: System, unmatched: str
) -> tuple[list[int], NDArray[np.int64], NDArray[np.int64], list[Finding]]:
    """Return which exchanges the inventory has, and row and column of each."""
    products, activities, flows = (Matcher(system, axis) for axis in ("products", "activities", "flows"))
    count = len(exchanges.rows)
    rows, columns = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    lost: list[tuple[int, str]] = []
    for i in range(count):
        rowwise = flows if exchanges.kinds[i] == "biosphere" else products
        row, column = rowwise.find(exchanges.sources[i]), activities.find(exchanges.targets[i])
        if isinstance(row, int) and isinstance(column, int):
            rows[i], columns[i] = row, column
        else:
            lost.append((i, row if isinstance(row, str) else str(column)))
    findings = []
    for matcher in (products, activities, flows):
        if matcher.despite_key:
            named_so, position = next(iter(matcher.despite_key.items()))
            count_so = len(matcher.despite_key)
            message = f"{count_so} {matcher.labels.kind} keys are not in the inventory: their names decided"
            where = f"{exchanges.grid.title}: {named_so.key}, taken for {matcher.labels.describe(position)}"
            hint = "give the inventory that the file was made for, or check that the names mean the same"
            findings.append(Finding("W403", Severity.WARNING, message, where, hint, count_so))
    if lost:
        named = "; ".join(
            f"{exchanges.where(i)}: {exchanges.describe(i)}: {why}" for i, why in lost[:_LISTED]
        )
        message = f"{len(lost)} of {count} exchanges are not in the inventory"
        if unmatched == "refuse" or len(lost) == count:
            hint = "correct keys or names, give the inventory they belong to, or have them left out"
            raise error("E406", f"{message}: {named}", exchanges.where(lost[0][0]), hint)
        where = exchanges.where(lost[0][0])
        findings.append(Finding("W105", Severity.WARNING, f"{message}: {named}", where, "", len(lost)))
    return np.flatnonzero((rows >= 0) & (columns >= 0)).tolist(), rows, columns, findings


def _table(
    part: Part,
    exchanges: Exchanges,
    chosen: Sequence[int],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    system: System,
    findings: list[Finding],
) -> ChangeTable:
    """Return the changes of one matrix: signs, repeated lines, production net of self-consumption."""
    cells: dict[tuple[int, int], dict[str, int]] = {}
    values = {i: exchanges.amounts[i] * FLOW_TYPES[exchanges.kinds[i]][1] for i in chosen}
    repeated: list[int] = []
    for i in chosen:
        kinds = cells.setdefault((int(rows[i]), int(columns[i])), {})
        first = kinds.setdefault(exchanges.kinds[i], i)
        if first == i:
            continue
        if not np.array_equal(values[first], values[i], equal_nan=True):
            hint = "keep one of the two lines"
            places = f"{exchanges.where(first)} and {exchanges.where(i)}: {exchanges.describe(i)}"
            raise error("E402", "one exchange is given twice with different amounts", places, hint)
        repeated.append(i)
    if repeated:
        message = f"{len(repeated)} lines repeat another one and count once"
        findings.append(
            Finding("W401", Severity.NOTE, message, exchanges.where(repeated[0]), "", len(repeated))
        )
    lines = [_net(kinds, values, exchanges, system, cell) for cell, kinds in cells.items()]
    matrix, row_labels, column_labels = axes_of(part, system)
    table = ChangeTable.build(
        part,
        matrix,
        row_labels,
        column_labels,
        [row for row, _ in cells],
        [column for _, column in cells],
        np.array([values[i] for i in lines]),
        where=lambda line: exchanges.where(lines[line]),
    )
    new = np.flatnonzero(table.places.outside)
    if new.size:
        message = f"{new.size} exchanges of the {part} are new: the inventory has none there"
        findings.append(
            Finding("W402", Severity.NOTE, message, table.places.where(int(new[0])), "", int(new.size))
        )
    return table


def _net(
    kinds: Mapping[str, int],
    values: dict[int, NDArray[np.float64]],
    exchanges: Exchanges,
    system: System,
    cell: tuple[int, int],
) -> int:
    """Return the line that stands for a cell, its values net of other flow types at the same place."""
    made = [i for kind, i in kinds.items() if kind in ("production", "generic production")]
    used = [i for kind, i in kinds.items() if kind not in ("production", "generic production")]
    for i in made:
        none = np.flatnonzero(exchanges.amounts[i] == 0)
        if none.size:
            hint = "an activity without product has no place in a system: leave the cell empty to keep it"
            raise _of_scenario("E407", "the production is 0", exchanges, i, int(none[0]), hint)
    own = _is_own(cell, system, exchanges.kinds[next(iter(kinds.values()))])
    if len(kinds) == 1 and not (own and used):
        return next(iter(kinds.values()))
    line = (made or used)[0]
    told = [~np.isnan(values[i]) for i in kinds.values()]
    unclear = np.logical_xor.reduce([np.logical_or.reduce(told), np.logical_and.reduce(told)])
    if own and (not made or unclear.any()):
        hint = (
            "give the activity's production in the same scenarios: only the net amount stands in the matrix"
        )
        scenario = int(np.flatnonzero(unclear)[0]) if unclear.any() else 0
        raise _of_scenario(
            "E408", "self-consumption without its production", exchanges, used[0], scenario, hint
        )
    if unclear.any():
        hint = "give all of them in the same scenarios: only their sum stands in the matrix"
        places = f"{', '.join(kinds)} of one product"
        raise _of_scenario("E408", places, exchanges, line, int(np.flatnonzero(unclear)[0]), hint)
    values[line] = np.sum([values[i] for i in kinds.values()], axis=0)
    zero = np.flatnonzero(values[line] == 0)
    if own and zero.size:
        hint = "an activity that consumes all it makes has no place in a system"
        raise _of_scenario(
            "E407", "the production net of self-consumption is 0", exchanges, line, int(zero[0]), hint
        )
    return line


def _is_own(cell: tuple[int, int], system: System, kind: str) -> bool:
    """Say whether a cell of the technosphere is where the activity's own product stands."""
    if kind == "biosphere":
        return False
    reference = int(system.technosphere.reference[cell[1]])
    return reference == cell[0] or (reference < 0 and system.technosphere.matrix[cell] > 0)


def _of_scenario(code: str, what: str, exchanges: Exchanges, i: int, scenario: int, hint: str) -> RoosError:
    where = f"{exchanges.where(i)}, scenario {exchanges.names[scenario]!r}: {exchanges.describe(i)}"
    return error(code, what, where, hint)
