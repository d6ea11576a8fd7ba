"""The economy section of the rose: a qualitative rule, and the switch of its polarity for reuse."""

from __future__ import annotations

from dataclasses import dataclass

from roos.screening.choices import DEFAULT, ScreeningOptions

ACTIVITIES = ("reuse", "waste", "transport")
#: What the demand for an activity may do from baseline to case.
CHANGES = ("fell", "same", "rose", "unknown")
_SCORES = {"fell": 1, "same": 0, "rose": -1}
_COLOURS = {1: "green", 0: "neutral", -1: "red"}


@dataclass(frozen=True, slots=True)
class EconomyIndicator:
    """One of reuse, waste and transport.

    Attributes
    ----------
    name, change
        The activity, and what the demand for it does.
    score
        1 green, 0 neutral, −1 red; None where the change is not known.
    inverted
        Whether the polarity was turned round.
    percent
        A change that the user entered, in per cent, negative is better; None for none.
    """

    name: str
    change: str
    score: int | None
    inverted: bool = False
    percent: float | None = None

    @property
    def colour(self) -> str:
        """Return ``"green"``, ``"neutral"``, ``"red"``, or empty where nothing is known."""
        return "" if self.score is None else _COLOURS[self.score]


def judge(
    name: str, change: str, percent: float | None = None, options: ScreeningOptions = DEFAULT
) -> EconomyIndicator:
    """Return an indicator by the printed rule: green if the demand for the activity fell, red if it rose.

    Taken literally more reuse is red; ``reuse_polarity = "inverted"`` turns that one round.
    """
    score = _SCORES.get(change)
    inverted = name == "reuse" and options.reuse_polarity == "inverted"
    if score is not None and inverted:
        score = -score
    return EconomyIndicator(name, change, score, inverted, percent)
