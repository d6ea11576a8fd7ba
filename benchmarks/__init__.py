"""Benchmarks of roos against the solvers that LCA users can install; see README.md."""
