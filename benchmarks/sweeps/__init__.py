"""Benchmarks of sweeps, one file each; ``python -m benchmarks.sweeps`` lists them."""
