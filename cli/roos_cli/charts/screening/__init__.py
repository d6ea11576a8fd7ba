"""Pictures of the screening method: pure functions of frozen data, the same bytes for the same numbers.

Reading order: ``words.py`` (Dutch and English), ``look.py`` (nine classes by colour, pattern and sign),
``fitting.py`` (texts that fit), ``legend.py``, one module a picture, ``pictures.py`` with all of them.
"""
