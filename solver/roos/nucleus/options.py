"""Choices of the nucleus factorisation; each default carries its reason."""

from __future__ import annotations

from dataclasses import dataclass

from roos.kernels.ordering_bits import Costs


@dataclass(frozen=True, slots=True, kw_only=True)
class NucleusOptions:
    """How to order, when to stop, what to trust.

    Attributes
    ----------
    threads
        Threads that share the rows of a nucleus and batches of right-hand sides. Results are the same bits
        for any number. BLAS has its own threads, pinned by the caller.
    pivot_limit
        A pivot is repaired when both its row and its column hold an entry this many times larger: elimination
        then may lose three digits, which one refinement step still gives back.
    repairs
        Rounds of moving small pivots into the nucleus, where LAPACK exchanges rows, before giving up.
    sweeps
        Gauss–Seidel sweeps of the equilibration at most; it needs the supply within a factor, not digits.
    switch
        Nodes left at which the ordering changes from lists to sets of bits, or a sixth of a block if that is
        more: what is left must not be dense before, and of 100 000 activities five thousand stay as nucleus.
    dense, dense_rows
        Density and order from which a strongly connected block becomes a nucleus as it is: in input-output
        tables there is nothing for an ordering to gain, and it would take longer than LAPACK.
    batch
        Right-hand sides solved together: enough for BLAS-3, few enough for the cache.
    costs
        Nanoseconds of sparse and dense work; only their ratios matter. They decide where elimination stops
        and the nucleus begins. Time is flat around the best stop, bytes are not: dense work is taken for a
        quarter more than was measured with two threads. More than that costs accuracy of the last digit.
    """

    threads: int = 1
    pivot_limit: float = 1e3
    repairs: int = 8
    sweeps: int = 40
    switch: int = 6000
    dense: float = 0.3
    dense_rows: int = 64
    batch: int = 64
    costs: Costs = Costs(update=0.5, entry=4.0, cubic=0.0156, square=0.625, start=2.5e4)  # noqa: RUF009


DEFAULT = NucleusOptions()
