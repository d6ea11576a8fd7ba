"""Demands: sparse amounts of products, each with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real

import numpy as np
import scipy.sparse as sp

from roos.errors import Finding, Severity, error
from roos.labels import Labels


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One line of a demand file as it was read.

    Attributes
    ----------
    demand, product
        Name of the demand; id or unique name of the product.
    amount
        In the product's unit.
    unit
        As written by the user, or empty: then the product's own unit is meant.
    where
        File and line, for messages.
    """

    demand: str
    product: str
    amount: float
    unit: str = ""
    where: str = ""


@dataclass(frozen=True, repr=False)
class Demands:
    """Many demand vectors over one list of products.

    Attributes
    ----------
    matrix
        csc_array F (products × demands), float64, owned by this object.
    labels
        Names of the demands, in column order.
    products
        Labels of the rows; the same object as the system's.
    findings
        Duplicate rows that were summed (W211).
    """

    matrix: sp.csc_array
    labels: Labels
    products: Labels
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Demands({len(self)} demands over {len(self.products)} products)"

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def of(cls, demands: Demands | Mapping[str, Mapping[str, float]], products: Labels) -> Demands:
        """Return demands for a system, from ``{demand: {product: amount}}`` or unchanged.

        Examples
        --------
        >>> products = Labels("product", ("steel", "power"))
        >>> Demands.of({"one kilo of steel": {"steel": 1.0}}, products).matrix.toarray().tolist()
        [[1.0], [0.0]]
        """
        if isinstance(demands, Demands):
            if demands.products is not products and demands.products.ids != products.ids:
                raise error("E114", "the demands were made for another system's products")
            return demands
        if not isinstance(demands, Mapping):
            message = f"demands are given as {type(demands).__name__}, not by name"
            raise error("E205", message, hint="write {demand: {product: amount}}")
        rows = [
            DemandRow(str(name), str(product), _amount(amount, name, product), where=f"demand {name!r}")
            for name, amounts in demands.items()
            for product, amount in _items(amounts, name)
        ]
        return cls.from_rows(rows, products, names=[str(name) for name in demands])

    @classmethod
    def from_rows(
        cls, rows: Iterable[DemandRow], products: Labels, *, names: Iterable[str] | None = None
    ) -> Demands:
        """Resolve rows against products: ids first, then unique names; units compared, never converted.

        Parameters
        ----------
        rows
            In file order.
        products
            Labels of the system.
        names
            All demand names, when some might have no row; by default those of the rows, in order.

        Raises
        ------
        InputError
            E201 unknown product, E202 ambiguous name, E203 no rows or a demand without an amount,
            E205 amount not finite, E301 unit that does not match.
        """
        rows = list(rows)
        columns: dict[str, int] = {name: i for i, name in enumerate(names or [])}
        summed: dict[tuple[int, int], float] = {}
        twice: list[DemandRow] = []
        for row in rows:
            position = products.position(row.product, where=row.where)
            _check_row(row, products, position)
            column = columns.setdefault(row.demand, len(columns))
            key = (position, column)
            if key in summed:
                twice.append(row)
            summed[key] = summed.get(key, 0.0) + row.amount
        if not columns:
            raise error("E203", "there is no demand", hint="name at least one product and its amount")
        entries = np.array(list(summed), dtype=np.int64).reshape(-1, 2)
        values = np.array(list(summed.values()), dtype=np.float64)
        matrix = sp.csc_array(
            (values, (entries[:, 0], entries[:, 1])), shape=(len(products), len(columns)), dtype=np.float64
        )
        matrix.eliminate_zeros()
        _check_empty(matrix, list(columns))
        findings: tuple[Finding, ...] = ()
        if twice:
            findings = (
                Finding(
                    "W211",
                    Severity.WARNING,
                    f"{len(twice)} demand rows name a product again and were summed",
                    where=f"{twice[0].where or twice[0].demand}: {twice[0].product}",
                    hint="merge the rows if that was not meant",
                    count=len(twice),
                ),
            )
        return cls(matrix, Labels("demand", tuple(columns)), products, findings)


def _items(amounts: object, name: object) -> Iterable[tuple[object, object]]:
    if not isinstance(amounts, Mapping):
        raise error(
            "E205",
            f"demand {name!r} is given as {type(amounts).__name__}, not as product and amount",
            where=f"demand {name!r}",
            hint="write {demand: {product: amount}}",
        )
    return amounts.items()


def _amount(amount: object, name: object, product: object) -> float:
    # text is refused, not parsed: float("1_000") would pass, and a decimal comma needs to be declared
    if isinstance(amount, bool) or not isinstance(amount, Real):
        raise error(
            "E205",
            f"amount {amount!r} is not a number",
            where=f"demand {name!r}, product {product!r}",
            hint="give a number such as 0.5",
        )
    return float(amount)


def _check_row(row: DemandRow, products: Labels, position: int) -> None:
    if not np.isfinite(row.amount):
        raise error(
            "E205",
            f"amount {row.amount} is not a finite number",
            where=row.where or f"demand {row.demand!r}, product {row.product!r}",
            hint="give a finite amount",
        )
    unit = products.units[position] if row.unit else ""
    if row.unit and unit and row.unit != unit:
        raise error(
            "E301",
            f"the demand is in {row.unit!r}, the product in {unit!r}",
            where=f"{row.where + ': ' if row.where else ''}product {products.describe(position)}",
            hint=f"convert the amount to {unit!r}; roos converts no units silently",
        )


def _check_empty(matrix: sp.csc_array, names: list[str]) -> None:
    empty = np.flatnonzero(np.diff(matrix.indptr) == 0)
    if empty.size:
        raise error(
            "E203",
            f"demand {names[int(empty[0])]!r} asks for nothing ({empty.size} such demands)",
            where=names[int(empty[0])],
            hint="give it at least one amount that is not zero",
        )
