"""Screening LCA: an innovation against its baseline, in the way of TNO 2020 R12210.

Reading order. The arithmetic, from two score vectors: ``choices.py`` (what the method leaves open),
``relative.py``, ``pricing.py``, ``costing.py``, ``colours.py``, ``economy.py``, ``roses.py``,
``comparison.py``. The model: ``origins.py``, ``model.py``, ``reported.py``, ``case.py``, ``selection.py``,
``amounts.py``, ``assumptions.py``. The run: ``patches.py``, ``batch.py``, ``screened.py``, ``noted.py``,
``price_year.py``, ``asked.py``, ``run.py``. Questions about it: ``measures.py``, ``verdict.py``,
``function.py``, ``turning.py``, ``contour.py``, ``ranges.py``, ``along_years.py``, ``futures.py``,
``carbon.py``, ``overview.py``. Samples: ``uncertain_numbers.py``, ``drawing.py``, ``sample_background.py``,
``sample_measures.py``, ``sample_scores.py``, ``sample_statistics.py``, ``chances.py``, ``sampled.py``,
``sample_notes.py``, ``sampling_run.py``.
"""

from __future__ import annotations

from roos.screening.case import Case
from roos.screening.choices import ScreeningOptions
from roos.screening.colours import CLASSES, ColourClass, colour_class
from roos.screening.comparison import Comparison, compare
from roos.screening.pricing import printed_categories, screening_prices
from roos.screening.run import screen
from roos.screening.sampled import SampledCase, ScreeningSamples
from roos.screening.sampling_run import screen_monte_carlo
from roos.screening.screened import Screened, Screening

__all__ = [
    "CLASSES",
    "Case",
    "ColourClass",
    "Comparison",
    "SampledCase",
    "Screened",
    "Screening",
    "ScreeningOptions",
    "ScreeningSamples",
    "colour_class",
    "compare",
    "printed_categories",
    "screen",
    "screen_monte_carlo",
    "screening_prices",
]
