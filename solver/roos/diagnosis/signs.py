"""Signs: products made in the negative, outputs beside the reference product, products nobody makes."""

from __future__ import annotations

import numpy as np

from roos.diagnosis.shape import Paired
from roos.errors import Finding, Severity
from roos.structure import name_some
from roos.words import many


def sign_findings(paired: Paired) -> list[Finding]:
    """Return W201, W203 and W107 for a paired technosphere.

    Outputs are positive, inputs negative. A paired entry below zero is a treatment that takes its product in;
    the activities that need it then put that product out, with positive entries.
    """
    matrix, products, activities = paired.matrix, paired.products, paired.activities
    column_of = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    at_pair = matrix.indices == paired.product_of[column_of]
    sign = np.ones(matrix.shape[0])
    sign[matrix.indices[at_pair]] = np.sign(matrix.data[at_pair])
    taken_in = sign < 0
    put_out = np.bincount(matrix.indices[matrix.data > 0], minlength=matrix.shape[0]) > 0
    users = np.bincount(matrix.indices[~at_pair & (matrix.data < 0)], minlength=matrix.shape[0])
    elsewhere = np.zeros(matrix.shape[0], dtype=bool)
    elsewhere[paired.product_of[paired.against]] = True  # its activity is there to make something else
    unmade = taken_in & ~put_out & ((users > 0) | elsewhere)
    beside = ~at_pair & (matrix.data * sign[matrix.indices] > 0) & ~unmade[matrix.indices]
    found: list[Finding] = []

    def note(code: str, severity: Severity, count: int, message: str, where: str, hint: str) -> None:
        if count:
            found.append(Finding(code, severity, message, where, hint, count))

    def first(places: np.ndarray) -> str:
        if not places.size:
            return ""
        at = places[0]
        return (
            f"activity {activities.describe(int(column_of[at]))}, "
            f"product {products.describe(int(matrix.indices[at]))}"
            + (f"; and {places.size - 1} more" if places.size > 1 else "")
        )

    rows = np.flatnonzero(unmade)
    note(
        "W107",
        Severity.WARNING,
        rows.size,
        many(rows.size, "product is", "products are") + " used and made by no activity",
        "product " + name_some(products, rows),
        "add its maker, or turn the sign: as it is, a need for it makes a user of it run backwards",
    )
    negative = column_of[at_pair & (matrix.data < 0)]
    note(
        "W201",
        Severity.NOTE,
        negative.size,
        many(negative.size, "activity has", "activities have") + " a negative reference flow",
        "activity " + name_some(activities, negative),
        "usual for waste treatment: ask for a negative amount to have a waste treated",
    )
    outputs = np.flatnonzero(beside & ~taken_in[matrix.indices])
    note(
        "W203",
        Severity.NOTE,
        outputs.size,
        many(
            outputs.size,
            "exchange puts out a product beside the reference product",
            "exchanges put out a product beside the reference product",
        ),
        first(outputs),
        "right for co-products and credits; a consumed input needs a negative sign",
    )
    intakes = np.flatnonzero(beside & taken_in[matrix.indices])
    note(
        "W203",
        Severity.NOTE,
        intakes.size,
        many(
            intakes.size,
            "exchange takes in a waste that another activity treats",
            "exchanges take in a waste that another activity treats",
        ),
        first(intakes),
        "right for a second treatment; an activity that needs the treatment has a positive entry",
    )
    return found
