"""The draws of one matrix: distributions laid out once, then sample after sample written to its place."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.kernels.sampling import (
    BERNOULLI,
    CHUNK,
    DISCRETE,
    GUMBEL,
    LOGNORMAL,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    add_at,
    draw_chunks,
    lognormal_draws,
    other_draws,
    uniforms_of,
)
from roos.kernels.sampling_rows import PIECE, draw_samples
from roos.kernels.sampling_words import philox_samples, uniforms
from roos.nucleus.threads import run_all
from roos.sampling.bounds import cut
from roos.sampling.checking import check
from roos.sampling.quantiles import Quantiles, by_scipy
from roos.uncertainty import Distributions

Array = NDArray[np.float64]
Ints = NDArray[np.int32]

#: Chunks of rows that are one task for a thread: a quarter of a millisecond.
TASK = 32
#: Distributions whose amount may be drawn with the other sign.
SIGNED = (2, 8, 9)


class Draws:
    """Draws of the uncertain exchanges of one matrix.

    A row's draw in sample k is the quantile of its distribution at a uniform number that depends on seed,
    stream, the row's position in its list, and k. Rows at one place are added in their order.

    Parameters
    ----------
    rows
        Distributions of the matrix.
    place
        int32 (rows,): where each row is written in the data of the matrix.
    base
        float64 (entries,): the matrix without uncertainty; read only.
    stream
        Which matrix: a :class:`Stream`, or :func:`named_stream`.
    where
        Returns the names of a row's place, for messages.
    chosen
        bool (rows,): rows that are drawn, all of them by default; a place has either all its rows here or
        none. Where none is, ``base`` stays.

    Attributes
    ----------
    places
        int32: entries that differ from sample to sample, ascending.
    start
        float64 (entries,): ``base``, but at places of rows the sum of those that are certain.

    Raises
    ------
    InputError
        E150, E151, E152: see :mod:`roos.sampling.checking` and :mod:`roos.sampling.bounds`.
    """

    def __init__(
        self,
        rows: Distributions,
        place: Ints,
        base: Array,
        stream: int,
        where: Callable[[int], str],
        chosen: NDArray[np.bool_] | None = None,
    ) -> None:
        check(rows, where)
        chosen = np.ones(len(rows), dtype=np.bool_) if chosen is None else chosen
        self._stream = int(stream)
        self._where = where
        self._count = len(rows)
        uncertain = (rows.type > 1) & chosen
        self.start = np.array(base, dtype=np.float64)
        self.start[place[chosen]] = 0.0
        certain = np.flatnonzero(~uncertain & chosen)
        add_at(rows.loc[certain] * rows.factor[certain], place[certain], self.start)
        self.places: Ints = np.unique(place[uncertain])
        self._row_of = np.flatnonzero(uncertain)
        self._place_of = place[self._row_of]
        # where rows share a place their draws are collected first and then added in order
        self._shared = np.bincount(place[chosen], minlength=1).max(initial=0) > 1
        target = np.full(len(rows), -1, dtype=np.int32)
        target[self._row_of] = (
            np.arange(self._row_of.size, dtype=np.int32) if self._shared else self._place_of
        )
        self._drawn = np.empty(self._row_of.size if self._shared else 0)
        self._lay_out(rows, target, uncertain, where)

    def __len__(self) -> int:
        return int(self._row_of.size)

    def _lay_out(
        self, rows: Distributions, target: Ints, uncertain: NDArray[np.bool_], where: Callable[[int], str]
    ) -> None:
        start, width, sign = cut(rows, where)
        narrowed = (start != 0.0) | (width != 1.0)
        times = rows.factor * np.where(rows.negative & np.isin(rows.type, SIGNED), -1.0, 1.0)
        special = uncertain & by_scipy(rows)
        plain = np.flatnonzero(uncertain & ~special)
        order = plain[np.lexsort((plain, narrowed[plain], rows.type[plain], plain // CHUNK))]
        heads = np.stack([order // CHUNK, rows.type[order].astype(np.int64), narrowed[order]], axis=1)
        first = np.flatnonzero(np.any(np.diff(heads, axis=0, prepend=-1) != 0, axis=1))
        self._chunks = -(-len(rows) // CHUNK)
        segments = np.zeros((first.size + 1, 3), dtype=np.int64)
        segments[:-1, 0], segments[:-1, 1], segments[:-1, 2] = heads[first, 1], first, heads[first, 2]
        segments[-1, 1] = order.size
        self._segments = segments
        self._chunk_start = np.searchsorted(heads[first, 0], np.arange(self._chunks + 1)).astype(np.int64)
        self._number, self._target = order.astype(np.int32), target[order]
        self._parameters = _parameters(rows, order, times, sign)
        some = bool(narrowed[order].any())
        self._between = np.stack([start[order], width[order]]) if some else np.empty((2, 0))
        at = np.flatnonzero(special)
        self._special = at.astype(np.int32)
        self._special_target, self._special_times = target[at], times[at]
        self._special_between = start[at], width[at]
        self._quantiles = Quantiles(_taken(rows, at)) if at.size else None

    def write(self, seed: int, sample: int, out: Array, *, threads: int = 1) -> None:
        """Write one sample: every entry that :attr:`places` names.

        Parameters
        ----------
        seed
            From 0 to 2⁶⁴ − 1.
        sample
            Its number, from 0.
        out
            float64 (entries,): data of the matrix, with :attr:`start` at all other entries; the caller's.
        threads
            To use; the numbers are the same for any.
        """
        key = np.uint64(seed)
        target = self._drawn if self._shared else out
        tasks = [(first, min(first + TASK, self._chunks)) for first in range(0, self._chunks, TASK)]

        def work(thread: int, task: tuple[int, int]) -> None:
            draw_chunks(
                *task,
                self._count,
                self._chunk_start,
                self._segments,
                self._number,
                self._target,
                self._parameters,
                self._between,
                self._stream,
                sample,
                key,
                target,
            )

        run_all(work, tasks, threads)
        if self._quantiles is not None:
            u = np.empty(self._special.size)
            uniforms_of(self._special, self._stream, sample, key, u)
            start, width = self._special_between
            target[self._special_target] = self._special_times * self._quantiles(start + width * u)
        if self._shared:
            out[self.places] = self.start[self.places]
            add_at(self._drawn, self._place_of, out)

    def table(self, seed: int, first: int, last: int, *, threads: int = 1) -> Array:
        """Return what :meth:`write` writes at :attr:`places`, for many samples at once.

        Parameters
        ----------
        seed
            From 0 to 2⁶⁴ − 1.
        first, last
            Samples ``first`` to ``last − 1``.
        threads
            To use; the numbers are the same for any.

        Returns
        -------
        ndarray
            float64 (places, samples), C order, new: bit for bit as sample by sample.
        """
        number, kind, is_cut, target, parameters, between = self._by_row
        count = last - first
        out = np.empty((self._row_of.size if self._shared else self.places.size, count))

        def work(thread: int, start: int) -> None:
            draw_samples(
                number,
                kind,
                is_cut,
                target,
                parameters,
                between,
                self._stream,
                first,
                np.uint64(seed),
                start,
                min(start + PIECE, count),
                out,
            )

        if number.size:
            run_all(work, list(range(0, count, PIECE)), threads)
        if self._quantiles is not None:
            at = self._special_target if self._shared else np.searchsorted(self.places, self._special_target)
            u = np.stack([self._uniforms(row, seed, first, count) for row in self._special.tolist()])
            start, width = self._special_between
            quantiles = self._quantiles(start[:, None] + width[:, None] * u)
            out[at] = self._special_times[:, None] * quantiles
        return self._added(out)

    def at(self, uniform: Array) -> Array:
        """Return what stands at :attr:`places` where the uniform numbers are given, as those of a design.

        Parameters
        ----------
        uniform
            float64 (rows, points): of every row of the list, strictly between 0 and 1; read only.

        Returns
        -------
        ndarray
            float64 (places, points), C order, new.
        """
        number, kind, is_cut, target, parameters, between = self._by_row
        count = uniform.shape[1]
        out = np.empty((self._row_of.size if self._shared else self.places.size, count))
        z = np.empty(count)
        for i, row in enumerate(number.tolist()):
            u = np.array(uniform[row])
            if is_cut[i]:
                u = between[0, i] + between[1, i] * u
            p, q, r = (np.full(count, parameters[k, i]) for k in range(3))
            if kind[i] == LOGNORMAL:
                lognormal_draws(u, z, p, q)
            else:
                other_draws(int(kind[i]), u, z, p, q, r)
                z *= parameters[3, i]
            out[target[i]] = z
        if self._quantiles is not None:
            at = self._special_target if self._shared else np.searchsorted(self.places, self._special_target)
            start, width = self._special_between
            quantiles = self._quantiles(start[:, None] + width[:, None] * uniform[self._special])
            out[at] = self._special_times[:, None] * quantiles
        return self._added(out)

    def _added(self, out: Array) -> Array:
        """Return draws by row as draws by place: added where rows share one."""
        if not self._shared:
            return out
        found = np.repeat(self.start[self.places][:, None], out.shape[1], axis=1)
        for row, place in enumerate(np.searchsorted(self.places, self._place_of).tolist()):
            found[place] += out[row]
        return found

    def _uniforms(self, row: int, seed: int, first: int, count: int) -> Array:
        """Return the uniform numbers of one row in consecutive samples, as ``uniforms_of`` has them."""
        words, both = np.empty(2 * count, dtype=np.uint64), np.empty(2 * count)
        philox_samples(row // 2, self._stream, first, np.uint64(seed), words)
        uniforms(words, both)
        second = row % 2 * count
        return both[second : second + count]

    @functools.cached_property
    def _by_row(self) -> tuple[Ints, NDArray[np.int64], NDArray[np.bool_], Ints, Array, Array]:
        """Entries of :meth:`table` by row: row, distribution, whether cut, target, parameters, between."""
        order = np.argsort(self._number)
        lengths = np.diff(self._segments[:, 1])
        kind, is_cut = (np.repeat(self._segments[:-1, column], lengths)[order] for column in (0, 2))
        target = self._target[order]
        if not self._shared:
            target = np.searchsorted(self.places, target).astype(np.int32)
        between = self._between
        if not between.shape[1]:
            between = np.stack([np.zeros(order.size), np.ones(order.size)])
        else:
            between = np.ascontiguousarray(between[:, order])
        parameters = np.ascontiguousarray(self._parameters[:, order])
        return self._number[order], kind, is_cut == 1, target, parameters, between

    def refuse_not_finite(self, out: Array, sample: int) -> None:
        """Raise E153 where a draw is not a finite number.

        Parameters
        ----------
        out, sample
            As :meth:`write` left them.
        """
        bad = np.flatnonzero(~np.isfinite(out[self._place_of]))
        if bad.size:
            i = int(bad[0])
            raise error(
                "E153",
                f"sample {sample} draws {out[self._place_of[i]]} for an exchange",
                self._where(int(self._row_of[i])),
                "its distribution reaches beyond what a number can hold: correct loc and scale",
            )


def _taken(rows: Distributions, at: NDArray[np.intp]) -> Distributions:
    return Distributions(**{name: getattr(rows, name)[at] for name in rows.__dataclass_fields__})


def _parameters(rows: Distributions, order: NDArray[np.intp], times: Array, sign: Array) -> Array:
    """Return float64 (4, entries), as :func:`roos.kernels.sampling.draw_chunks` wants them."""
    kind = rows.type[order]
    loc, scale, shape = rows.loc[order], rows.scale[order], rows.shape[order]
    low, high = rows.minimum[order], rows.maximum[order]
    offset = np.where(np.isnan(loc), 0.0, loc)
    found = np.zeros((4, order.size))
    found[0], found[1], found[3] = loc, scale * sign[order], times[order]
    with np.errstate(over="ignore"):  # infinite draws are refused by name
        median = times[order] * np.exp(np.where(kind == LOGNORMAL, loc, 0.0))
    found[0] = np.where(kind == LOGNORMAL, median, found[0])
    bounded = (kind == UNIFORM) | (kind == TRIANGULAR)
    found[0] = np.where(bounded, low, found[0])
    found[1] = np.where(kind == UNIFORM, high - low, np.where(kind == TRIANGULAR, loc, found[1]))
    found[2] = np.where(kind == TRIANGULAR, high, 0.0)
    # cut at its bounds, a Bernoulli keeps the outcomes between them
    one, none = (low > 0), (high < 1)
    chance = np.where(one, 1.0, np.where(none, 0.0, loc))
    found[0] = np.where(kind == BERNOULLI, chance, found[0])
    floor = np.where(np.isnan(low), 0.0, low)
    found[0] = np.where(kind == DISCRETE, floor, found[0])
    found[1] = np.where(kind == DISCRETE, high - floor, found[1])
    found[0] = np.where(kind == WEIBULL, scale, found[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        found[1] = np.where(kind == WEIBULL, 1.0 / shape, found[1])
    found[2] = np.where(kind == WEIBULL, offset, found[2])
    assert GUMBEL == 11  # offset and scale stand where the normal has them
    return np.ascontiguousarray(found)
