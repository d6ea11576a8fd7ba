"""Results to draw: a tidy table, a netCDF cube or the store of a sweep, whichever lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from roos.errors import RoosError, error
from roos_cli.charts.data import Array, ChartAxis, ChartData
from roos_cli.charts.gridding import OWN, Column, check_size, gridded

if TYPE_CHECKING:
    from roos.sweeping.results import SweepResults

#: What is drawn → its column, and the column with its unit.
QUANTITIES = {"score": ("score", "unit"), "cost": ("cost", "currency")}
#: Columns that say something of a row and are no axis.
_BESIDE = (
    "unit", "score", "cost", "currency", "price", "relative_bound", "error_bound", "backward_error", "path",
    "category_name",
)  # fmt: skip
#: Axes whose items are names even where they look like numbers.
_TEXTS = (*OWN, "price_set", "scenario")
_SUFFIXES = (".parquet", ".nc", ".csv")


def read_chart_data(place: Path, quantity: str = "score") -> ChartData:
    """Return what a result file, or the folder of a sweep, holds.

    Parameters
    ----------
    place
        A file that ``roos solve`` or ``roos sweep`` wrote, or a folder with a store or with one such file.
    quantity
        ``"score"`` or ``"cost"``.

    Raises
    ------
    InputError
        E501 cannot read, E503 damaged, E545 no results of roos, E546 rows that are no grid, E547 no cost.
    """
    if not place.exists():
        raise error("E501", "there is no such file or folder", where=str(place))
    if place.is_dir():
        store = next((folder for folder in (place, place / "store") if (folder / "header").is_file()), None)
        if store is not None and quantity == "score":
            return _of_store(store)
        if store is not None and not any(place.glob("costs.*")):
            raise error("E547", f"this sweep holds no {quantity}", str(place), "give it prices")
        place = _file_in(place, quantity)
    suffix = place.suffix.casefold()
    if suffix not in _SUFFIXES:
        raise error(
            "E545",
            f"results cannot be drawn from {place.suffix!r}" if suffix else "this file has no suffix",
            where=place.name,
            hint=f"name a file that ends in one of {' '.join(_SUFFIXES)}, or the folder of a sweep",
        )
    try:
        return _of_netcdf(place, quantity) if suffix == ".nc" else _of_table(place, suffix, quantity)
    except RoosError:
        raise
    except OSError as problem:
        raise error("E501", f"cannot read: {problem.strerror or problem}", where=str(place)) from problem
    except Exception as problem:  # pyarrow and h5py raise classes of their own
        raise error(
            "E503", f"cannot be read: {' '.join(str(problem).split())[:160]}", where=str(place)
        ) from problem


def _file_in(folder: Path, quantity: str) -> Path:
    for suffix in _SUFFIXES:
        found = sorted(path for path in folder.glob(f"*{suffix}") if path.is_file())
        wanted = ("scores", "results") if quantity == "score" else ("costs",)
        scores = [path for path in found if path.stem in wanted] or found
        if len(scores) == 1:
            return scores[0]
        if scores:
            raise error(
                "E545",
                f"{len(scores)} result files lie in this folder",
                where=str(folder),
                hint="name one: " + ", ".join(path.name for path in scores[:5]),
            )
    raise error(
        "E545",
        "no results lie in this folder",
        where=str(folder),
        hint=f"name the folder of a sweep, or a file that ends in one of {' '.join(_SUFFIXES)}",
    )


def _of_table(path: Path, suffix: str, quantity: str) -> ChartData:
    if suffix == ".parquet":
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(path)
    else:
        import pyarrow.csv

        table = pyarrow.csv.read_csv(path)
    value, _ = _known(table.column_names, quantity, path)
    # one price set and year of a priced table is enough for its scores
    priced = quantity == "score" and "price_set" in table.column_names
    dropped = ("price_set", "price_year" if "price_year" in table.column_names else "year") if priced else ()
    if dropped:
        table = _first_price(table, dropped)
    columns = {}
    for name in table.column_names:
        if name not in (*_BESIDE, *dropped):
            columns[name] = _column(table.column(name), text=name in _TEXTS)
    numbers = np.asarray(table.column(value).to_numpy(zero_copy_only=False), dtype=np.float64)
    units: tuple[str, ...] = ()
    unit = ""
    if quantity == "score":
        units = _of_category(table, "unit", columns["category"], path)
    else:
        unit = _currency(table, path)
    names = _of_category(table, "category_name", columns["category"], path)
    return gridded(columns, numbers, units=units, names=names, unit=unit, quantity=quantity, title=path.name)


def _known(names: Sequence[str], quantity: str, path: Path) -> tuple[str, str]:
    """Return the columns of a quantity, or say what is missing."""
    value, unit = QUANTITIES[quantity]
    missing = [name for name in OWN if name not in names]
    if missing:
        raise error(
            "E545",
            "this is no tidy table of results: no column " + ", ".join(repr(name) for name in missing),
            where=path.name,
            hint="write results without --wide",
        )
    if value not in names:
        raise error("E547", f"these results hold no {quantity}", where=path.name, hint="solve with --prices")
    return value, unit


def _first_price(table: Any, names: Sequence[str]) -> Any:
    import pyarrow.compute

    keep = None
    for name in names:
        if name in table.column_names:
            column = table.column(name)
            same = pyarrow.compute.equal(column, column[0]) if len(column) else None
            if same is not None:
                keep = same if keep is None else pyarrow.compute.and_(keep, same)
    return table if keep is None else table.filter(keep)


def _column(values: Any, *, text: bool) -> Column:
    import pyarrow

    coded = values.combine_chunks() if isinstance(values, pyarrow.ChunkedArray) else values
    if not isinstance(coded, pyarrow.DictionaryArray):
        coded = coded.dictionary_encode()
    own = Column.of(coded.dictionary.to_pylist(), text=text)
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    # −1 picks the last, which stands for "none"
    return Column(np.append(own.codes, -1)[codes], own.labels, own.numbers)


def _of_category(table: Any, column: str, category: Column, path: Path) -> tuple[str, ...]:
    """Return what a column says of each category; nothing where it is not there."""
    if column not in table.column_names:
        return ()
    text = _column(table.column(column), text=True)
    found = [""] * len(category.labels)
    for k, u in np.unique(np.stack([category.codes, text.codes]), axis=1).T.tolist():
        if k >= 0 and u >= 0:
            if found[k]:
                what = f"{category.labels[k]!r} has two of {column!r}: {found[k]!r} and {text.labels[u]!r}"
                raise error("E545", f"category {what}", path.name)
            found[k] = text.labels[u]
    return tuple(found)


def _currency(table: Any, path: Path) -> str:
    """Return the one currency of all costs."""
    currencies = [text for text in table.column("currency").unique().to_pylist() if text]
    if len(currencies) > 1:
        raise error("E545", "costs in several currencies: " + ", ".join(currencies), where=path.name)
    return currencies[0] if currencies else ""


def _of_netcdf(path: Path, quantity: str) -> ChartData:
    import xarray

    with xarray.open_dataset(path, engine="h5netcdf") as dataset:
        if "score" not in dataset or not set(OWN) <= set(dataset["score"].dims):
            raise error(
                "E545", "this is no cube of results: no variable 'score' over demand and category", path.name
            )
        if quantity not in dataset:
            raise error(
                "E547", f"these results hold no {quantity}", where=path.name, hint="solve with --prices"
            )
        array = dataset[quantity]
        along = {
            str(name): list(values.values)
            for name, values in array.coords.items()
            if values.dims == ("scenario",) and str(name) not in _BESIDE
        }
        labels = {
            str(dim): list(array[dim].values) if dim in array.coords else list(range(size))
            for dim, size in array.sizes.items()
        }
        units = [str(unit) for unit in array["unit"].values] if "unit" in array.coords else []
        unit = ""
        if quantity == "cost" and "currency" in dataset:
            unit = ", ".join(dict.fromkeys(str(one) for one in np.atleast_1d(dataset["currency"].values)))
        return _of_cube(np.asarray(array.values, float), labels, along, units, quantity, unit, path.name)


def _of_store(folder: Path) -> ChartData:
    from roos.sweeping.reopen import open_sweep

    return of_sweep(open_sweep(folder), folder.name)


def of_sweep(results: SweepResults, title: str = "") -> ChartData:
    """Return the results of a sweep as data to draw; changes are held against the unchanged system."""
    check_size(results.scores.shape, title)
    cube = results.cube(unfold=True)
    units = {axis.name: str(getattr(axis, "unit", "")) for axis in results.grid.axes}
    axes = tuple(
        ChartAxis(name, cube.labels[name], cube.numbers.get(name), units.get(name, "")) for name in cube.dims
    )
    base = np.asarray(results.scores[0:1])[0]
    if not results.grid.axes:  # nothing but the unchanged system: a plain result
        return ChartData(base, axes, title=title)
    return ChartData(cube.values, axes, base, OWN, title=title)


def _of_cube(
    values: Array,
    labels: Mapping[str, Sequence[Any]],
    along: Mapping[str, Sequence[Any]],
    units: Sequence[str],
    quantity: str,
    unit: str,
    title: str,
) -> ChartData:
    """Return a cube whose scenarios are named by the columns ``along``."""
    columns = {}
    for axis, (name, given) in enumerate(labels.items()):
        for title_of, items in (along if name == "scenario" and along else {name: given}).items():
            own = Column.of(_plain(items), text=title_of in _TEXTS)
            shape = [1] * values.ndim
            shape[axis] = values.shape[axis]
            codes = np.broadcast_to(own.codes.reshape(shape), values.shape).ravel()
            columns[title_of] = Column(codes, own.labels, own.numbers)
    return gridded(columns, values.ravel(), units=units, quantity=quantity, unit=unit, title=title)


def _plain(items: Sequence[Any]) -> list[object]:
    return [item.item() if isinstance(item, np.generic) else item for item in items]
