"""Which writer of a cube on disk belongs to which suffix; all but Excel work a block at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from roos.columns import merged
from roos.store import Store
from roos.store.tables import Rows, tidy_blocks, wide_blocks
from roos_cli.writers.formats import Fill, check_suffix


def cube_filler(
    target: Path, store: Store, values: Mapping[str, str], rows: Rows | None = None, *, wide: bool = False
) -> Fill:
    """Return what writes a finished store to an open file in the format that the suffix names.

    Parameters
    ----------
    values
        Array of the store → title, e.g. ``{"scores": "score"}``.
    rows
        Columns of the leading axis; see :data:`roos.store.tables.Rows`.
    wide
        One column for each label of the last dimension, of the first array; a netCDF cube is always that.

    Raises
    ------
    RoosError
        E602 unknown suffix, E607 the store is not finished, E114 and E117 arrays that do not fit.
    """
    suffix = check_suffix(target)
    store.require_finished()
    if suffix == ".nc":
        from roos.store.export_netcdf import write_netcdf

        return lambda file: write_netcdf(store, file, values, rows)
    blocks = wide_blocks(store, next(iter(values)), rows) if wide else tidy_blocks(store, values, rows)
    if suffix == ".xlsx":
        from roos_cli.writers.xlsx_file import ROW_LIMIT, write_xlsx

        return lambda file: write_xlsx(merged(blocks, most=ROW_LIMIT), file)
    from roos.store.export_tables import write_csv, write_parquet

    return lambda file: (write_parquet if suffix == ".parquet" else write_csv)(blocks, file)
