"""Which writer belongs to which suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from roos.columns import Columns
from roos.errors import error
from roos.price import Costs
from roos.results import Results
from roos_cli.writers.tidy import tidy
from roos_cli.writers.tidy import wide as wide_columns

SUFFIXES = (".csv", ".parquet", ".arrow", ".nc", ".xlsx")

Fill = Callable[[BinaryIO], object]


def check_suffix(target: Path) -> str:
    """Return the suffix that chooses the writer, before anything is computed.

    Raises
    ------
    InputError
        E602 where no writer knows it.
    """
    suffix = target.suffix.casefold()
    if suffix not in SUFFIXES:
        raise error(
            "E602",
            f"no writer for {target.suffix!r}" if target.suffix else "the result file has no suffix",
            where=target.name,
            hint=f"end the name in one of {' '.join(SUFFIXES)}, or use - for CSV on standard output",
        )
    return suffix


def filler(target: Path, results: Results, costs: Costs | None, *, wide: bool = False) -> Fill:
    """Return what writes results to an open file in the format that the suffix names.

    Raises
    ------
    InputError
        E602 unknown suffix.
    """
    suffix = check_suffix(target)
    if suffix == ".nc":  # a cube is already wide
        from roos_cli.writers.netcdf_file import write_netcdf

        return lambda file: write_netcdf(results, costs, file)
    columns = wide_columns(results, costs) if wide else tidy(results, costs)
    write = column_writer(suffix)
    return lambda file: write(columns, file)


def column_writer(suffix: str) -> Callable[[Columns, BinaryIO], None]:
    """Return the writer of columns for a suffix that :func:`check_suffix` passed."""
    if suffix == ".parquet":
        from roos_cli.writers.parquet_file import write_parquet

        return write_parquet
    if suffix == ".arrow":
        from roos_cli.writers.arrow_stream import write_arrow

        return write_arrow
    if suffix == ".xlsx":
        from roos_cli.writers.xlsx_file import write_xlsx

        return write_xlsx
    from roos_cli.writers.csv_file import write_csv

    return write_csv
