"""Sweeps of scenarios against what a user would do without: ``python -m benchmarks.sweeps NAME``."""
