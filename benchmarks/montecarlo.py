"""How long one Monte Carlo sample takes, beside bw2calc: ``python -m benchmarks.montecarlo``.

All values of a synthetic system with lognormal exchanges are drawn anew in each sample. Compared are the
classes that bw2calc offers for that, each by ``next()``, after one sample to warm up; ours runs a few samples
at once on all cores and is divided by their number. Every round runs all of them in turn, and ratios are of
one round.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import roos
from benchmarks import libraries
from benchmarks.datapackages import inventory, methods
from benchmarks.sweeps.systems import with_foreground
from benchmarks.timing import REST, Timing
from roos.sampling import Draws, Stream
from roos.sampling.pattern import with_room
from roos_inventories import read
from roos_inventories.synthetic import generate

#: Name → one sample.
Peers = dict[str, Callable[[], object]]
#: Ratios that the project promises, by peer.
PROMISED = {"bw2calc.LCA": 8.0, "bw2calc.IterativeLCA": 1.4, "FastScoresOnlyMultiLCA, forward": 18.0}


def main(arguments: list[str] | None = None) -> int:
    """Print milliseconds per sample, ratios, and where ours go."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.montecarlo", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=16, help="of ours, per round")
    parser.add_argument("--many", type=int, default=100, help="demands of the second comparison")
    parser.add_argument("--foreground", type=int, default=30, help="activities of the foreground")
    parser.add_argument("--few-samples", type=int, default=1_000_000, help="of the foreground alone")
    parser.add_argument("--only", choices=["draws", "few", "one", "many", "all"], help="one part alone")
    options = parser.parse_args(arguments)
    print(libraries.described())
    system = read(f"synthetic:activities={options.activities},seed={options.seed}")
    parts: dict[str, Callable[[], bool]] = {
        "draws": lambda: _draws(system, options.rounds),
        "few": lambda: _few(options),
        "one": lambda: _one(system, options),
        "many": lambda: _many(system, options, options.many, peer=True),
        "all": lambda: _many(system, options, len(system.products), peer=False),
    }
    good = [part() for name, part in parts.items() if options.only in (None, name)]
    return 0 if all(good) else 1


def _draws(system: roos.System, rounds: int) -> bool:
    """Print the milliseconds of drawing and scattering A and B."""
    given = system.uncertainty
    laid = []
    for matrix, rows, stream in (
        (system.technosphere.matrix, given.technosphere, Stream.TECHNOSPHERE),
        (system.biosphere, given.biosphere, Stream.BIOSPHERE),
    ):
        wide, place = with_room(matrix, rows)
        laid.append((Draws(rows, place, wide.data, stream, str), wide.data))
    count = sum(len(draws) for draws, _ in laid)
    entries = sum(data.size for _, data in laid)
    print(f"\n{count} draws written into {entries} entries of A and B")
    print("| threads | ms per sample, median | fastest |\n|---|---|---|")
    medians = []
    for threads in (1, 2):
        taken = []
        for sample in range(10 * rounds):
            start = time.perf_counter()
            for draws, data in laid:
                draws.write(1, sample, data, threads=threads)
            taken.append((time.perf_counter() - start) * 1e3)
        medians.append(float(np.median(taken)))
        print(f"| {threads} | {medians[-1]:.2f} | {min(taken):.2f} |")
    return medians[-1] <= 8.0


def _few(options: argparse.Namespace) -> bool:
    """Print the samples per second where only the exchanges of a foreground are uncertain."""
    system = with_foreground(options.activities, options.foreground, options.seed)
    n = len(system.activities)
    own = np.arange(n - options.foreground, n)
    rows = [_lognormal(matrix, own) for matrix in (system.technosphere.matrix, system.biosphere)]
    system = replace(system, uncertainty_of=lambda: roos.Uncertainty(*rows, None))
    names = [system.activities.ids[at] for at in own.tolist()]
    product = system.products.ids[int(system.technosphere.reference[own[0]])]
    how: dict[str, Any] = {"seed": 1, "activities": names}
    demands = {"one": {product: 1.0}}
    roos.monte_carlo(system, demands, samples=5000, **how)  # compiled
    results = roos.monte_carlo(system, demands, samples=options.few_samples, **how)
    check = roos.monte_carlo(system, demands, samples=8, direction="forward", **how)
    apart = np.abs(results.block(0, 8) / check.block(0, 8) - 1.0).max()
    seconds = results.timings["samples"]
    rate = options.few_samples / seconds
    print(f"\n{options.foreground} activities uncertain of {n}; {results.explanation[0]}")
    print(f"{options.few_samples} samples × {_categories(system)} categories: {rate:.0f} samples per second")
    split = ", ".join(f"{step} {results.timings[step]:.2f}" for step in ("condense", "sample", "solve"))
    print(f"seconds: {split}; to refactorising {apart:.1e}")
    print(f"backward error: largest {np.asarray(results.backward_error).max():.1e}")
    return rate >= 100_000 and float(apart) <= 1e-10


def _lognormal(matrix: Any, columns: Any) -> roos.Distributions:
    """Return lognormals for the inputs and emissions of some columns."""
    csc = matrix.tocsc()
    column = np.repeat(np.arange(csc.shape[1]), np.diff(csc.indptr))
    some = np.isin(column, columns) & (csc.data != 0) & (csc.data != 1)
    nothing = np.full(int(some.sum()), np.nan)
    fields = {
        "row": csc.indices[some],
        "col": column[some],
        "type": np.full(nothing.size, 2),
        "loc": np.log(np.abs(csc.data[some])),
        "scale": np.full(nothing.size, 0.2),
        "negative": csc.data[some] < 0,
        **dict.fromkeys(("shape", "minimum", "maximum"), nothing),
    }
    return roos.Distributions.build(fields, csc.shape, where="benchmark")


def _one(system: roos.System, options: argparse.Namespace) -> bool:
    """Compare one demand, 18 categories of ours with one of theirs."""
    demanded, peers = one(options.activities, options.seed)
    return _compare(f"1 demand × {_categories(system)} categories", system, demanded, peers, options)


def one(activities: int, seed: int) -> tuple[list[int], Peers]:
    """Return the product demanded, and bw2calc's ways of the next sample of its score."""
    import bw2calc

    made = generate(activities=activities, seed=seed)
    demanded = int(np.random.default_rng(1).integers(made.A.shape[0]))
    packages = _packages(made)
    return [demanded], {
        f"bw2calc.{maker.__name__}": _next(
            maker({demanded: 1.0}, data_objs=packages[:2], use_distributions=True, seed_override=1)
        )
        for maker in (bw2calc.LCA, bw2calc.IterativeLCA)
    }


def _many(system: roos.System, options: argparse.Namespace, demands: int, *, peer: bool) -> bool:
    """Compare many demands in all categories."""
    title = f"{demands} demands × {_categories(system)} categories"
    if peer:
        chosen, peers = several(options.activities, options.seed, demands)
    else:
        chosen, peers = list(range(demands)), {}
    return _compare(title, system, chosen, peers, options)


def several(activities: int, seed: int, demands: int) -> tuple[list[int], Peers]:
    """Return products demanded, and bw2calc's way of the next sample of all their scores."""
    import bw2calc

    made = generate(activities=activities, seed=seed)
    chosen = np.random.default_rng(2).choice(made.A.shape[0], demands, replace=False).tolist()
    names = [("benchmark", name) for name in made.categories.ids]
    lca = bw2calc.FastScoresOnlyMultiLCA(
        demands={str(i): {i: 1.0} for i in chosen},
        method_config={"impact_categories": names},
        data_objs=_packages(made),
        use_distributions=True,
        seed_override=1,
        direction="forward",
    )
    return chosen, {"FastScoresOnlyMultiLCA, forward": lambda: next(lca)}


def _packages(made: Any) -> list[Any]:
    import scipy.sparse as sp

    package = inventory(made.A, made.B, made.reference, (made.uncertainty_a, made.uncertainty_b))
    return [package, *methods(sp.csr_array(made.C), tuple(made.categories.ids))]


def _next(lca: Any) -> Callable[[], object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lca.lci()
        lca.lcia()
    return lambda: next(lca)


def _categories(system: roos.System) -> int:
    assert system.characterisation is not None
    return len(system.characterisation.categories)


@dataclass(frozen=True)
class Timed:
    """Seconds per sample by peer, ours by step as well, backward errors, and how it was done, in words."""

    timings: dict[str, Timing]
    steps: dict[str, list[float]]
    backward: list[float]
    explanation: str


def timed(system: roos.System, demanded: list[int], peers: Peers, *, rounds: int, samples: int) -> Timed:
    """Time a few samples of ours and one of each peer, in turn."""
    ids = system.products.ids
    demands = roos.Demands.of({ids[i]: {ids[i]: 1.0} for i in demanded}, system.products)
    taken: dict[str, list[float]] = {name: [] for name in ("roos", *peers)}
    steps: dict[str, list[float]] = {}
    worst: list[float] = []
    for number in range(rounds + 1):
        time.sleep(REST)
        results = roos.monte_carlo(system, demands, samples=samples, seed=number)
        each = {step: seconds / samples for step, seconds in results.timings.items()}
        spent = {"roos": each["samples"]}
        for name, call in peers.items():
            time.sleep(REST)
            start = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call()
            spent[name] = time.perf_counter() - start
        if not number:
            continue  # compiled, paged in, allocated
        worst.extend(np.asarray(results.backward_error).tolist())
        for name, seconds in spent.items():
            taken[name].append(seconds)
        for step, seconds in each.items():
            steps.setdefault(step, []).append(seconds)
    timings = {name: Timing(tuple(seconds)) for name, seconds in taken.items()}
    return Timed(timings, steps, worst, results.explanation[0])


def _compare(
    title: str, system: roos.System, demanded: list[int], peers: Peers, options: argparse.Namespace
) -> bool:
    made = timed(system, demanded, peers, rounds=options.rounds, samples=options.samples)
    timings, steps, worst = made.timings, made.steps, made.backward
    print(f"\n{title}, everything uncertain; {made.explanation}")
    print("| per sample | ms, median | × ours (quartiles) | promised |\n|---|---|---|---|")
    good = True
    for name, timing in timings.items():
        if name == "roos":
            print(f"| roos | {timing.median * 1e3:.1f} | | |")
            continue
        middle, low, high = timing.ratio(timings["roos"])
        good &= middle >= PROMISED[name]
        ratio = f"{middle:.1f} ({low:.1f}–{high:.1f})"
        print(f"| {name} | {timing.median * 1e3:.0f} | {ratio} | ≥ {PROMISED[name]:g} |")
    shown = ("sample", "scatter", "factor", "solve", "C·B")
    split = ", ".join(f"{step} {np.median(steps[step]) * 1e3:.1f}" for step in shown if step in steps)
    print(f"ours by step, ms of one core: {split}")
    print(f"backward error: median {np.median(worst):.1e}, largest {max(worst):.1e}")
    return good and max(worst) <= 1e-14


if __name__ == "__main__":
    sys.exit(main())
