"""pytest-benchmark over what is ours alone: price paths, scenarios of a foreground, Monte Carlo samples."""

from __future__ import annotations

import numpy as np

import roos
from benchmarks.sweeps import prices
from benchmarks.sweeps.foreground import problem_of
from benchmarks.sweeps.systems import inputs_of, one_of, one_part, scattered, with_foreground
from roos.sweeping.foreground import ForegroundPath
from roos_inventories import read


def test_price_paths(benchmark):
    demands, years = (20, 5) if benchmark.disabled else (1000, 31)
    tensor = prices.tensor(18, years, 50, 7)
    scores = np.random.default_rng(8).lognormal(size=(demands, 18))
    costs = np.ones((demands, 18, 50, years))
    assert benchmark(lambda: tensor.cost(scores, out=costs)) is costs


def test_foreground_scenarios(benchmark):
    n, scenarios = (300, 50) if benchmark.disabled else (22_000, 8192)
    system = with_foreground(n, 30, 7)
    places = inputs_of(system, np.arange(n, n + 30), 100, 7)
    changed, table = one_part(places, scattered(system, places, scenarios, 7))
    path = ForegroundPath.build(problem_of(system, one_of(system, n), changed), changed)
    block = benchmark(path.scores, table)
    assert block.scores.shape[0] == scenarios and not block.left.size


def test_monte_carlo_samples(benchmark):
    n, samples = (200, 2) if benchmark.disabled else (22_000, 8)
    system = read(f"synthetic:activities={n},seed=7")
    demands = one_of(system, n // 2)
    results = benchmark(lambda: roos.monte_carlo(system, demands, samples=samples, seed=1))
    assert np.asarray(results.backward_error).max() < 1e-12
