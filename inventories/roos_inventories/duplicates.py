"""Entries that share a place of a matrix: what summing them means, and when it may not be done silently.

Inputs that a source gives in several lines add up (W101). At the place of the reference product it depends:
an activity that uses its own product has it netted into production (W202); one that makes its product twice
is an error of the data (E105), because the sum halves every score. A loop through itself that uses up all it
makes is E108.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.words import many
from roos_inventories.shared_places import LISTED, Entries


def technosphere_duplicates(
    entries: Entries,
    reference: NDArray[np.int64] | None,
    products: Labels,
    activities: Labels,
    where: str,
    *,
    severity: Severity = Severity.WARNING,
    hint: str = "merge them in the source",
) -> list[Finding]:
    """Return findings about the entries of A that share a place.

    Parameters
    ----------
    entries
        All entries of A, or only those that share a place.
    reference
        int64 (activities,): row of each activity's reference product, −1 where open; None or all open: the
        diagonal of a square matrix.
    where
        File or package, for messages.
    severity, hint
        Of the finding about summed inputs.

    Returns
    -------
    list of Finding
        E105 production twice, E108 own use of all that is made, W202 own use netted, W101 inputs summed.
    """
    entries = entries.shared()
    if not entries.rows.size:
        return []
    if reference is None or not (reference >= 0).any():
        square = len(products) == len(activities)
        reference = np.arange(len(activities)) if square else np.full(len(activities), -1)
    starts = np.flatnonzero(
        np.concatenate([[True], (np.diff(entries.rows) != 0) | (np.diff(entries.columns) != 0)])
    )
    place_of = np.repeat(np.arange(starts.size), np.diff([*starts, entries.rows.size]))
    rows, columns = entries.rows[starts], entries.columns[starts]
    total = np.bincount(place_of, weights=entries.values)
    if entries.makes is None:  # the sign of the sum says what is production: a treatment's is negative
        makes = np.sign(entries.values) == np.where(total < 0, -1, 1)[place_of]
    else:
        makes = entries.makes
    made = np.bincount(place_of, weights=np.where(makes, entries.values, 0.0))
    outputs = np.bincount(place_of, weights=makes & (entries.values != 0)).astype(int)
    inputs = np.bincount(place_of, weights=~makes & (entries.values != 0)).astype(int)
    # what cancels exactly leaves no entry by which a reference could have been found
    own = (reference[columns] == rows) | ((reference[columns] < 0) & (total == 0))
    lists = {
        "E105": own & (outputs > 1),
        "E108": own & (outputs > 0) & (inputs > 0) & (total * made <= 0),
        "W202": own & (outputs > 0) & (inputs > 0) & (total * made > 0),
    }
    lists["W101"] = ~(lists["E105"] | lists["E108"] | lists["W202"])
    sizes = np.bincount(place_of)

    def at(places: NDArray[np.int64], amounts: bool) -> str:
        listed = []
        for p in places[:LISTED]:
            text = (
                f"activity {activities.describe(int(columns[p]))}, product {products.describe(int(rows[p]))}"
            )
            if amounts:
                text += ": " + " ".join(f"{value:+.6g}" for value in entries.values[place_of == p][:6])
            listed.append(text)
        more = f"; and {places.size - LISTED} more" if places.size > LISTED else ""
        return f"{where}, " + "; ".join(listed) + more

    said = {
        "E105": (
            Severity.ERROR,
            "activity produces its reference product twice",
            "activities produce their reference product twice",
            "keep one production exchange: summed, each would halve every score of the product",
        ),
        "E108": (
            Severity.ERROR,
            "activity uses at least as much of its own product as it makes",
            "activities use at least as much of their own product as they make",
            "correct the amounts: nothing is left to deliver",
        ),
        "W202": (
            Severity.NOTE,
            "activity uses its own product: netted into production",
            "activities use their own product: netted into production",
            "nothing to do if it is right: the amount left is what one run delivers",
        ),
        "W101": (
            severity,
            "entry shares a place with another one and was summed",
            "entries share a place with another one and were summed",
            hint,
        ),
    }
    found = []
    for code, (grave, one, several, advice) in said.items():
        places = np.flatnonzero(lists[code])
        if places.size:
            extra = int((sizes[places] - 1).sum())
            number = extra if code == "W101" else int(places.size)
            text = many(number, one, several)
            found.append(Finding(code, grave, text, at(places, code != "W101"), advice, number))
    return found
