"""Random technospheres of every severity and with everything that real ones hold, for accuracy tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from roos import Demands, Labels, Method, System

#: Spread of units in decades either way, and loop gains: the severities of the accuracy programme.
DECADES = (0.0, 3.0, 6.0)
GAINS = (0.3, 0.7, 0.9, 0.99, 0.999)


@dataclass(frozen=True)
class Traits:
    """What a technosphere holds beside consumption: each a habit of real databases."""

    co_products: bool = False
    wastes: bool = False
    decoupled: bool = False
    hub: bool = False
    permuted: bool = False


def inputs_of_gain(rng, n, gain, density, traits=Traits()):
    """Return requirements per unit made, ≥ 0, with spectral radius ``gain`` wherever there is a loop."""
    hit = rng.random((n, n)) < density
    if traits.hub and n > 2:
        hit[rng.integers(n)], hit[:, rng.integers(n)] = True, True
    if traits.decoupled and n > 3:
        cut = n // 2
        hit[:cut, cut:] = hit[cut:, :cut] = False
    np.fill_diagonal(hit, False)
    inputs = np.where(hit, 10.0 ** rng.uniform(-3, 0, (n, n)), 0.0)
    # a loop at least: a triangular system is too kind
    ring = np.roll(np.arange(min(n, 3)), 1) if n > 1 else np.arange(0)
    inputs[np.arange(ring.size), ring] += 0.5
    radius = np.abs(np.linalg.eigvals(inputs)).max() if n > 1 else 0.0
    return inputs * (gain / radius) if radius > 0 else inputs


def technosphere(rng, n, *, decades=0.0, gain=0.7, density=0.1, traits=Traits()):
    """Return a csc_array A (n × n): production less inputs, rescaled over some decades either way."""
    off = -inputs_of_gain(rng, n, gain, density, traits)
    if traits.co_products:
        off = np.where(rng.random((n, n)) < 0.2, -off, off)
    a = np.eye(n) + off
    if traits.wastes:
        a *= rng.choice([-1.0, 1.0], (n, 1), p=[0.2, 0.8])
    a = 10.0 ** rng.uniform(-decades, decades, (n, 1)) * a * 10.0 ** rng.uniform(-decades, decades, n)
    return sp.csc_array(a[rng.permutation(n)] if traits.permuted else a)


def scored(rng, a, *, flows=6, categories=3, demands=4, spread=0.0):
    """Return a system around A with signed flows and factors, and demands for it."""
    n = a.shape[0]
    b = rng.normal(size=(flows, n)) * (rng.random((flows, n)) < 0.5) * 10.0 ** rng.uniform(-3, 3, (flows, n))
    c = rng.normal(size=(categories, flows))
    names = Labels.numbered("category", categories)
    system = System.build("random", a, b, characterisation=Method.build("random", c, names))
    f = np.where(rng.random((n, demands)) < 0.3, rng.random((n, demands)), 0.0)
    f[rng.integers(0, n, demands), np.arange(demands)] = 1.0
    f *= 10.0 ** rng.uniform(-spread, spread, (n, 1))
    return system, Demands(sp.csc_array(f), Labels.numbered("demand", demands), system.products)
