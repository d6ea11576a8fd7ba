"""Demand files: CSV, Parquet or Arrow with one amount of one product a row, and a template to start from.

Columns are ``demand``, ``product``, ``amount`` and optionally ``unit``; ``comment`` is allowed and not read.
Any other column is refused by name: a misspelt ``Unit (kg)`` or a forgotten ``year`` would otherwise be lost
without a word. Several rows may share a demand.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from roos.demand import DemandRow, Demands
from roos.errors import error
from roos.labels import Labels
from roos_inventories.demand_tables import (
    Table,
    is_arrow,
    read_arrow_table,
    read_csv_table,
    read_parquet_table,
)
from roos_inventories.limits import FILE_BYTES
from roos_inventories.numbers import parse_numbers

#: Suffixes of Arrow IPC files.
ARROW = (".arrow", ".arrows", ".feather")


def read_demands(source: Path | str, products: Labels, *, decimal: str = ".") -> Demands:
    """Read a demand file and resolve its products.

    Parameters
    ----------
    source
        Path of a ``.csv``, ``.parquet`` or ``.arrow`` file, or ``"-"`` for CSV or an Arrow IPC stream on
        standard input. CSV is UTF-8 with or without byte order mark, separated by comma, semicolon or tab as
        its header shows.
    products
        Labels of the system; a row's product is an id, or a name that is unique.
    decimal
        Decimal mark of the amounts in a text file, ``"."`` or ``","``.

    Returns
    -------
    Demands
        With a W211 finding where rows of one demand name a product again: they are summed.

    Raises
    ------
    InputError
        E201 unknown product, E202 ambiguous name, E203 nothing demanded, E204 missing column, E205 not a
        number, E301 unit that does not match, E501 cannot read, E502 of no format known here, E503 damaged,
        E505 over a limit. Each names the file and the line.
    """
    table = _read_table(source)
    if not len(table):
        raise error("E203", "the file holds no demand", table.title, "add a row: demand, product, amount")
    amounts: Sequence[float]
    if table.amount_texts is not None:
        amounts = parse_numbers(table.amount_texts, decimal=decimal, where=table.where).tolist()
    else:
        amounts = table.amounts
    return _plain_demands(table, amounts, products) or Demands.from_rows(
        _rows(table, range(len(table)), amounts, products), products
    )


def write_template(products: Labels, *, rows: int = 3) -> str:
    """Return a small demand file of this inventory's own products, which ``read_demands`` accepts as it is.

    Parameters
    ----------
    products
        Labels of the system.
    rows
        Example rows, spread evenly over the list of products.

    Returns
    -------
    str
        CSV: header and example rows; the comment tells each product's name and location.

    Raises
    ------
    InputError
        E203 where the inventory has no products.
    """
    if not len(products):
        raise error("E203", "this inventory has no products to demand")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["demand", "product", "amount", "unit", "comment"])
    count = max(1, min(rows, len(products)))
    for number in range(count):
        position = number * (len(products) - 1) // max(count - 1, 1)
        name, location = products.names[position], products.locations[position]
        comment = f"{name} [{location}]" if location else name
        unit = products.units[position]
        writer.writerow([f"example {number + 1}", products.ids[position], "1", unit, comment])
    return text.getvalue()


def _read_table(source: Path | str) -> Table:
    if str(source) == "-":
        data = _standard_input()
        return (read_arrow_table if is_arrow(data) else read_csv_table)(data, "standard input")
    path = Path(source)
    suffix = path.suffix.casefold()
    if suffix not in (".csv", ".tsv", ".txt", ".parquet", ".pq", *ARROW):
        message = f"{path.name!r} is neither CSV nor Parquet nor Arrow"
        raise error("E502", message, str(path), "use .csv, .parquet or .arrow")
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise error("E505", f"{path.name!r} holds {size} bytes, more than {FILE_BYTES}", str(path))
        if suffix in (".parquet", ".pq"):
            return read_parquet_table(path)
        if suffix in ARROW:
            return read_arrow_table(path.read_bytes(), path.name)
        return read_csv_table(path.read_bytes(), path.name)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(
            "E501", f"cannot read the demand file: {reason}", str(path), "check the path"
        ) from problem


def _standard_input() -> bytes:
    stream = getattr(sys.stdin, "buffer", None)
    data = stream.read(FILE_BYTES + 1) if stream else sys.stdin.read(FILE_BYTES + 1).encode()
    if len(data) > FILE_BYTES:
        raise error("E505", f"standard input holds more than {FILE_BYTES} bytes", "standard input")
    return data


def _plain_demands(table: Table, amounts: Sequence[float], products: Labels) -> Demands | None:
    """Return the demands of a table without anything to report, or None where there is something.

    A million rows name few products in few units: each pair is checked once, through its first row, and the
    rest is arithmetic on positions.
    """
    units = table.units if table.units is not None else repeat("")
    pairs = list(zip(table.products, units, strict=False))
    first = {pair: row for row, pair in reversed(list(enumerate(pairs)))}
    checked = sorted(first.values())
    Demands.from_rows(_rows(table, checked, [1.0] * len(table), products), products)
    columns = {name: column for column, name in enumerate(dict.fromkeys(table.demands))}
    values = np.array(amounts, dtype=np.float64)
    at = {pair: products.position(pair[0]) for pair in first}
    shape = (len(products), len(columns))
    column = np.array([columns[name] for name in table.demands], dtype=np.int64)
    key = column * shape[0] + np.array([at[pair] for pair in pairs], dtype=np.int64)
    key, order = np.unique(key, return_index=True)
    values, column = values[order], key // shape[0]
    full = np.bincount(column[values != 0], minlength=shape[1]).all()
    if "" in columns or key.size < len(pairs) or not full or not np.isfinite(values).all():
        return None
    matrix = sp.csc_array((values, (key % shape[0], column)), shape=shape)
    matrix.eliminate_zeros()
    return Demands(matrix, Labels("demand", tuple(columns)), products)


def _rows(
    table: Table, chosen: Iterable[int], amounts: Sequence[float], products: Labels
) -> Iterator[DemandRow]:
    """Yield rows with clean product ids, and units spelt as the product's where they mean the same."""
    spelt: dict[tuple[str, str], str] = {}
    for row in chosen:
        demand, product, where = table.demands[row], table.products[row], table.where(row)
        unit = table.units[row] if table.units is not None else ""
        if not demand:
            raise error("E203", "a row has no demand name", where, "name the demand in the first column")
        if not product:
            raise error("E201", "a row names no product", where, "give the product's id")
        if unit:
            key = (product, unit)
            if key not in spelt:
                spelt[key] = _unit_of(product, unit, products, where)
            unit = spelt[key]
        yield DemandRow(demand, product, amounts[row], unit, where)


def _unit_of(product: str, unit: str, products: Labels, where: str) -> str:
    """Return the product's own spelling where a row's unit is only another spelling of it."""
    from roos_inventories.units import same

    own = products.units[products.position(product, where=where)]
    return own if own and same(unit, own) else unit
