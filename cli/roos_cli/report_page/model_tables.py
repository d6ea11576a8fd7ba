"""Tables of the model: numbers with origins, amounts, assumptions, economy, choices."""

from __future__ import annotations

from typing import NamedTuple

from roos.formula import Formula
from roos.screening import Case, Screened, Screening
from roos.screening.case import BIASES, Number
from roos.screening.economy import EconomyIndicator
from roos_cli.charts.screening.words import Language, word
from roos_cli.report_page.numbers import amount, of_number
from roos_cli.report_page.wording import Wording


class Table(NamedTuple):
    """Heads and rows of texts; columns whose numbers stand on the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


def parameters(case: Case, words: Wording, language: Language) -> Table:
    """Return every number of the case and its sides, with origin; variants have a table of their own."""
    rows = []
    for side, one in case.numbers():
        if side.startswith("variant "):
            continue
        kind = words["origin_stated"] if one.origin.stated else words["origin_assumed"]
        text = f"{kind}: {one.origin.stated or one.origin.assumed}"
        value = of_number(one, language, words["required"])
        rows.append((_side(side, words), one.name, value, one.unit, text))
    heads = (words["side"], words["name"], words["value"], words["unit_short"], words["origin"])
    return Table(heads, tuple(rows), frozenset({2}))


def amounts(results: tuple[Screened, ...], words: Wording, language: Language) -> Table:
    """Return the amount of every dataset on every side, as evaluated; one column per scenario."""
    first = results[0]
    baseline = first.models[0]
    columns = [baseline.amounts() * first.scale]
    columns += [one.models[1].amounts() * one.scale for one in results]
    rows = []
    for i, (use, stage) in enumerate(zip(baseline.uses, baseline.stage_of, strict=True)):
        name = use.dataset + (f" ({use.proxy})" if use.proxy else "")
        values = [amount(float(column[i]), language) for column in columns]
        rows.append((baseline.stages[stage].name, name, use.unit, *values))
    ids = [one.scenario.id for one in results]
    heads = (words["stage"], words["dataset"], words["unit_short"], words["baseline"], *ids)
    return Table(heads, tuple(rows), frozenset(range(3, 3 + len(columns))))


def quantities(results: tuple[Screened, ...], words: Wording, language: Language) -> Table:
    """Return the physical quantities of every side."""
    first = results[0]
    rows = []
    for i, one in enumerate(first.quantities):
        values = [amount(result.quantities[i].case, language) for result in results]
        rows.append((one.name.replace("_", " "), one.unit, amount(one.baseline, language), *values))
    ids = [one.scenario.id for one in results]
    heads = (words["name"], words["unit_short"], words["baseline"], *ids)
    return Table(heads, tuple(rows), frozenset(range(2, 3 + len(ids))))


def patches(case: Case, words: Wording, language: Language) -> Table:
    """Return the changes to the background."""
    rows = tuple(
        (one.activity, one.product, amount(one.factor, language), one.origin.text) for one in case.patches
    )
    return Table((words["dataset"], words["name"], words["factor"], words["origin"]), rows, frozenset({2}))


def assumptions(case: Case, words: Wording) -> Table:
    """Return everything that was assumed, what favours the case first."""
    found = [
        (side, one.name.replace("_", " "), one.origin) for side, one in case.numbers() if one.origin.assumed
    ]
    unit = case.functional_unit.origin
    if unit.assumed:
        found.insert(0, ("", words["unit"], unit))
    found += [("", word(one.name), one.origin) for one in case.economy if one.origin.assumed]
    found += [
        ("", f"{one.activity}: {one.product}", one.origin) for one in case.patches if one.origin.assumed
    ]
    found.sort(key=lambda entry: BIASES.index(entry[2].bias))
    rows = tuple(
        (_bias(origin.bias, words), words[origin.state], _side(side, words), name, origin.assumed)
        for side, name, origin in found
    )
    return Table((words["bias"], words["state"], words["side"], words["name"], words["reason"]), rows)


class Counts(NamedTuple):
    """How many numbers are stated, and how many assumptions there are in each state."""

    stated: int
    proposed: int
    confirmed: int
    refused: int

    @property
    def assumed(self) -> int:
        """All assumptions."""
        return self.proposed + self.confirmed + self.refused


def counts(case: Case) -> Counts:
    """Return the confirmation state of the numbers of a case."""
    origins = [one.origin for _, one in case.numbers()]
    origins += [case.functional_unit.origin, *(one.origin for one in case.economy)]
    origins += [one.origin for one in case.patches]
    states = [one.state for one in origins if one.assumed]
    stated = sum(1 for one in origins if one.stated)
    return Counts(stated, *(states.count(state) for state in ("proposed", "confirmed", "refused")))


def economy(case: Case, judged: tuple[EconomyIndicator, ...], words: Wording, language: Language) -> Table:
    """Return the economy indicators with their colour and origin."""
    origin = {one.name: one.origin for one in case.economy}
    rows = tuple(
        (word(one.name, language), word(one.change, language), words[one.colour or "unknown"],
         origin[one.name].stated or origin[one.name].assumed)
        for one in judged
    )  # fmt: skip
    return Table((words["activity"], words["demand"], words["colour"], words["origin"]), rows)


def choices(done: Screening, words: Wording) -> Table:
    """Return every choice that was made, those that are not the default first."""
    ordered = sorted(done.choices, key=lambda one: one.default)
    rows = tuple((str(one.row), one.option, ("" if one.default else "● ") + one.chosen, one.reason)
                 for one in ordered)  # fmt: skip
    return Table((words["row"], words["option"], words["chosen"], words["reason"]), rows, frozenset({0}))


def formula_of(number: Number) -> str:
    """Return the formula of a number, empty where it has none."""
    return number.value.text if isinstance(number.value, Formula) else ""


def _side(side: str, words: Wording) -> str:
    return words["baseline"] if side == "baseline" else side or words["both"]


def _bias(bias: str, words: Wording) -> str:
    return words[bias if bias in ("for the case", "against the case") else f"bias_{bias}"]
