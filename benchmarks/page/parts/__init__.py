"""See ../registry.py."""
