"""What a reader of costs must know: mappings used, categories unpriced, one category that is nearly all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.price_fit import PricedCategory

if TYPE_CHECKING:
    from roos.price import Costs

#: Share of the absolute cost above which one category is named in a warning.
DOMINANT_SHARE = 0.8


def cost_findings(costs: Costs) -> list[Finding]:
    """Return W311 one category dominates, W312 categories without a price, W313 mapping used."""
    found: list[Finding] = []
    for p, price_set in enumerate(costs.price_sets):
        found += mapping_used(costs.rows, price_set.name)
        found += unpriced(costs.categories, costs.priced[:, p], price_set.name)
        share = costs.shares()[:, :, p]
        d, k, y = np.unravel_index(int(np.argmax(share)), share.shape) if share.size else (0, 0, 0)
        if share.size and share[d, k, y] > DOMINANT_SHARE:
            largest = share.max(axis=(1, 2))
            found.append(
                Finding(
                    "W311",
                    Severity.WARNING,
                    f"{costs.categories.names[k]} is {100 * share[d, k, y]:.0f} % of the cost",
                    where=f"demand {costs.demands.ids[d]!r}, price set {price_set.name!r}",
                    hint="read the total without it as well",
                    count=int((largest > DOMINANT_SHARE).sum()),
                )
            )
    return found


def mapping_used(rows: Sequence[PricedCategory], name: str) -> list[Finding]:
    """Return W313 for each mapping that a price set needed."""
    return [
        Finding(
            "W313",
            Severity.WARNING,
            f"prices of {name!r} were carried to another model by the mapping {mapping!r}",
            where=name,
            hint="read the table of rules and qualities with the result",
        )
        for mapping in sorted({row.mapping for row in rows if row.price_set == name and row.mapping})
    ]


def unpriced(categories: Labels, priced: NDArray[np.bool_], name: str) -> list[Finding]:
    """Return W312 where categories have no price in a price set."""
    missing = [categories.names[k] for k in np.flatnonzero(~priced)]
    if not missing:
        return []
    return [
        Finding(
            "W312",
            Severity.WARNING,
            f"{len(missing)} categories have no price in {name!r} and cost nothing",
            where="; ".join(missing),
            hint="add prices, or read the total as partial",
            count=len(missing),
        )
    ]
