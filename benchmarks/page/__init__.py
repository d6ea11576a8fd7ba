"""The benchmark page: ``python -m benchmarks.page`` measures and writes RESULTS.md and the README's table."""
