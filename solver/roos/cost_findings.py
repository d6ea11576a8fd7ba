"""What a reader of costs must know: mappings used, categories unpriced, one category that is nearly all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from roos.errors import Finding, Severity

if TYPE_CHECKING:
    from roos.price import Costs

#: Share of the absolute cost above which one category is named in a warning.
DOMINANT_SHARE = 0.8


def cost_findings(costs: Costs) -> list[Finding]:
    """Return W311 one category dominates, W312 categories without a price, W313 mapping used."""
    found: list[Finding] = []
    for p, price_set in enumerate(costs.price_sets):
        used = sorted({row.mapping for row in costs.rows if row.price_set == price_set.name and row.mapping})
        for name in used:
            found.append(
                Finding(
                    "W313",
                    Severity.WARNING,
                    f"prices of {price_set.name!r} were carried to another model by the mapping {name!r}",
                    where=price_set.name,
                    hint="read the table of rules and qualities with the result",
                )
            )
        missing = [costs.categories.names[k] for k in np.flatnonzero(~costs.priced[:, p])]
        if missing:
            found.append(
                Finding(
                    "W312",
                    Severity.WARNING,
                    f"{len(missing)} categories have no price in {price_set.name!r} and cost nothing",
                    where="; ".join(missing),
                    hint="add prices, or read the total as partial",
                    count=len(missing),
                )
            )
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
