"""What ``roos case`` does.

From what was typed: ``inputs.py``, ``co2_path.py``. As JSON: ``record.py``. For people: ``describe.py`` (the
model), ``view.py`` (one result), ``overview.py`` (all), ``futures.py``, ``turning.py``, ``co2.py``,
``known.py`` (what to know of a run). ``table.py`` writes the README of the cases.
"""
