"""The ``profiles`` inventory as a System: foreground and background products, with profiles as flows.

The files hold one square matrix of activities and elementary flows alike, and per background a matrix of
indicator values: of each elementary flow (a factor), and of each background activity (its profile, everything
upstream included). Here the activities become A, the flows B, and each profile row one more flow of B, "the
background's contribution to this indicator", whose factor is 1. So Aᵀ y = (C B)ᵀ holds for all products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import scipy.sparse as sp

from roos.errors import error
from roos.labels import Labels
from roos.method import Method
from roos.system import System
from roos_inventories.archive import load_npz
from roos_inventories.profiles import axis, indicators, source
from roos_inventories.profiles.notes import notes_for
from roos_inventories.profiles.options import Choice, choose
from roos_inventories.units import normal

Progress = Callable[[str, float], None]

_BACKGROUND = "background profile"


def read_profiles(options: Mapping[str, str], progress: Progress | None = None) -> System:
    """Read the profiles of one background with one method.

    Parameters
    ----------
    options
        ``pathway`` (``static`` by default; SSP2-NPi, SSP2-PkBudg1000, SSP2-PkBudg650), ``year`` (2005, 2010,
        2020, 2030, 2040, 2050; with a pathway only), ``method`` (recipe-2016-midpoint by default;
        recipe-2016-endpoint, ef-3.1-midpoint, and ``other`` for the five further rows of the midpoint file).
    progress
        Called with a phase and the fraction done.

    Returns
    -------
    System
        1 260 products and activities; 452 elementary flows and one flow per indicator row; the method.

    Raises
    ------
    InputError
        E512 unknown option or value; E509 not installed; E111 a stored file is damaged.
    """
    tell = progress or (lambda phase, fraction: None)
    choice = choose(options)
    tell("reading profiles", 0.0)
    store = source.Store.open()
    names = axis.read_axis(store.read(axis.FILE))
    published = indicators.read_indicators(store.read(indicators.FILE), choice)
    tell("reading profiles", 0.4)
    exchanges = _matrix(store.read("A_matrix.npz"), "A_matrix.npz")
    values = _matrix(store.read(choice.file), choice.file)
    n = len(names.activities)
    size = n + len(names.flows)
    if exchanges.shape != (size, size) or values.shape != (len(published), size):
        message = (
            f"matrices of {exchanges.shape} and {values.shape} for {size} names and {len(published)} rows"
        )
        raise error("E503", message, choice.file, source.INSTALL_HINT)
    chosen = indicators.categories(published, choice)
    if choice.indicators == ("recipe", "midpoint"):
        _check_known(values, names, choice)
    # As published: inputs of flows negative, like those of products. In B emissions are positive.
    biosphere = sp.vstack([-exchanges[n:, :n], values[:, :n]], format="csc")
    tell("reading profiles", 0.8)
    system = System.build(
        choice.locator,
        exchanges[:n, :n],
        biosphere,
        products=names.products,
        activities=names.activities,
        flows=_with_profiles(names.flows, published, chosen),
        reference=np.arange(n, dtype=np.int64),
        characterisation=_method(values[:, n:], chosen, choice),
        findings=notes_for(choice),
        meta=_meta(choice),
    )
    tell("reading profiles", 1.0)
    return system


def _matrix(content: bytes, name: str) -> sp.csc_array:
    """Return a matrix from bytes whose digest was checked, so its parts fit together."""
    parts = load_npz(content, where=name)
    shape = tuple(int(length) for length in parts["shape"])
    kind = sp.csc_array if parts["format"].item() == b"csc" else sp.csr_array
    return sp.csc_array(kind((parts["data"], parts["indices"], parts["indptr"]), shape=shape))


def _method(factors: sp.csc_array, chosen: indicators.Categories, choice: Choice) -> Method:
    """Return C: the factors of the elementary flows, and 1 for the profile row of the same indicator."""
    own_row = sp.eye_array(factors.shape[0], format="csr")
    matrix = sp.hstack([factors, own_row], format="csr")[list(chosen.rows)]
    meta = {"source": f"{source.PACKAGE} {source.VERSION}", "licence": source.LICENCE, "file": choice.file}
    return Method.build(chosen.title, matrix, chosen.labels, findings=chosen.findings, meta=meta)


def _with_profiles(
    flows: Labels, published: tuple[indicators.Indicator, ...], chosen: indicators.Categories
) -> Labels:
    """Return the labels of the elementary flows and, below them, of the profile rows."""
    ours = dict(zip(chosen.rows, range(len(chosen.labels)), strict=True))
    labels = chosen.labels
    ids, names, units = [], [], []
    for row, label in enumerate(published):
        k = ours.get(row)
        ids.append(f"{_BACKGROUND} | row {row} | {labels.ids[k] if k is not None else label.text}")
        names.append(f"{_BACKGROUND}: {labels.names[k] if k is not None else label.text}")
        units.append(labels.units[k] if k is not None else normal(label.unit))
    places = (*flows.locations, *(_BACKGROUND,) * len(published))
    return Labels(
        "flow",
        (*flows.ids, *ids),
        (*flows.names, *names),
        (*flows.units, *units),
        places,
        {"compartment": places},
    )


def _check_known(values: sp.csc_array, names: axis.Axis, choice: Choice) -> None:
    """Check the two rows that are easily taken for others by products whose values are known (T01, T04)."""
    diesel = names.products.position("market for diesel | diesel | Europe without Switzerland | kg")
    copper = len(names.products) + names.flows.position("Copper | natural resource / in ground | kg")
    oil, energy = values[indicators.FOSSIL_ROW, diesel], values[indicators.ENERGY_ROW, diesel]
    mineral = values[indicators.MINERAL_ROW, copper]
    # A kilogram of diesel is at most some 1.3 kg of oil; the same row in MJ would be near its energy row.
    if not (0 < oil < 2 and energy > 20 * oil):
        raise error("E503", f"the fossil row gives {oil:g} for diesel", choice.file, source.INSTALL_HINT)
    # The mineral row counts in copper in the ground, so copper's own factor is one.
    if mineral != 1.0:
        raise error("E503", f"the mineral row gives {mineral:g} for copper", choice.file, source.INSTALL_HINT)


def _meta(choice: Choice) -> dict[str, object]:
    return {
        "title": "background profiles and foreground inventories of carculator_utils",
        "source": f"{source.PACKAGE} {source.VERSION}",
        "version": source.VERSION,
        "licence": source.LICENCE,
        "rights": source.RIGHTS,
        "sha256": source.WHEEL_SHA256,
        "pathway": choice.pathway,
        "year": choice.year,
        "method": choice.method,
        "profiles_file": choice.file,
        # Results of the two families of files must not stand in one comparison (T05).
        "comparable_with": "REMIND files only" if choice.is_future else "the static file only",
    }
