"""All tolerances and choices in one frozen object; each default carries its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to factorise, refine and judge.

    Attributes
    ----------
    backend
        Solver behind the factorisation: ``"nucleus"``, ``"superlu"``, and where they are installed
        ``"pardiso"`` and ``"umfpack"``. ``"auto"`` is the nucleus, with SuperLU should it fail: the fastest
        one, and the one that is always there.
    threads
        Threads that roos itself starts; 0 is one per core. Results are the same bits for any number. BLAS
        threads are pinned to one inside them, because contention was measured to cost a factor of ten.
    ordering_cache
        Keep ordering and symbolic phase on disk, by a digest of the pattern.
    batch
        Right-hand sides solved at once: enough for wide arithmetic, few enough to stay in the cache.
    refine_target
        Componentwise backward error that ends refinement: a few roundings.
    refine_start
        Backward error from which a column of a large system is refined at all. Below it the error bound
        of each score is already far under any doubt about the data.
    twofold_entries
        Systems of up to this many entries get a twofold residual and a refinement step on every column: it
        costs a millisecond or two there and makes each entry right to the last place or two.
    refine_most, refine_gain
        Refinement ends after this many steps, or when a step improves less than this factor: what is left
        is then the conditioning of the data, which no step removes.
    warn_bound, refuse_bound
        Forward error bound of a score relative to its sum of absolute contributions, above which it is
        marked, and above which it is refused.
    accept_inaccurate
        Return scores above ``refuse_bound`` too; the result records it.
    cancellation_note
        Ratio of Σ|contribution| to |score| above which cancellation is reported.
    condition_refuse
        Condition estimate times unit roundoff above which the system counts as singular up to rounding.
    bound_columns
        Most extra transposed solves spent on error bounds of a forward run; with more categories than this
        the bound comes from one extra solve per demand instead.
    """

    backend: str = "auto"
    threads: int = 0
    ordering_cache: bool = True
    batch: int = 64
    refine_target: float = 1e-15
    refine_start: float = 8e-15
    twofold_entries: int = 200_000
    refine_most: int = 5
    refine_gain: float = 5.0
    warn_bound: float = 1e-6
    refuse_bound: float = 1e-2
    accept_inaccurate: bool = False
    cancellation_note: float = 1e3
    condition_refuse: float = 1e-2
    bound_columns: int = 64


DEFAULT = Options()
