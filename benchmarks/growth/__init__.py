"""Time and memory over system size; run as ``python -m benchmarks.growth``.

Reading order: `one` (one size and peer, in a process of its own), `run` (starts it and keeps the time limit),
`fit` (table with exponents), `plot`, `__main__`.
"""
