"""What ``roos case`` does: ``inputs.py``, ``record.py`` (as JSON), ``view.py`` (for people), ``table.py``."""
