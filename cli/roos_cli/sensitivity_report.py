"""Sensitivities for people."""

from __future__ import annotations

import math

from roos.sensitivity.table import Sensitivities
from roos_cli.report import show_findings, show_timings
from roos_cli.screen import Screen
from roos_cli.sensitivity_run import Answer
from roos_cli.text import count, figure, percent, signed_percent


def show(screen: Screen, given: Answer) -> None:
    """Print the lines, what they mean, and what to know about them."""
    found, method = given.found, given.method
    category = method.categories.describe(method.categories.position(found.category))
    under = f" under {found.scenario!r}" if found.scenario else ""
    screen.say(f"{given.system.name}{under}: {found.demand!r} in {category}, {method.name}.")
    screen.say(f"Score: {figure(found.score)} {found.unit}".rstrip() + ".")
    _table(screen, found)
    if len(found):
        screen.say(
            "Elasticity: per cent of the score for one per cent of the amount; inputs are negative amounts."
        )
    if not math.isnan(found.variance):
        relative = f", {percent(found.deviation / abs(found.score))} of the score" if found.score else ""
        screen.say(f"Standard deviation, to first order: {figure(found.deviation)} {found.unit}{relative}.")
        shares = [f"{name} {percent(part / found.variance)}" for name, part in found.parts.items() if part]
        if shares:
            screen.say("Of the variance: " + ", ".join(shares) + ".")
    known = {*given.system.findings, *method.findings}
    own = tuple(
        finding for finding in given.findings if finding.code.startswith("E") or finding in found.findings
    )
    own = tuple(finding for finding in own if finding not in known)
    show_findings(screen, own)
    others = len(given.findings) - len(own)
    if others:
        screen.say(f"And {count(others, 'finding')} on inventory and method: `roos check`, and --json.")
    show_timings(screen, given.timings)


def _table(screen: Screen, found: Sensitivities) -> None:
    if not len(found):
        screen.say("The score depends on nothing.")
        return
    uncertain = not math.isnan(found.variance)
    titles = ["elasticity", *(["deviation", "of variance"] if uncertain else []), "amount", "of what"]
    rows = []
    for i, label in enumerate(found.labels):
        elasticity = float(found.elasticities[i])
        row = ["" if math.isnan(elasticity) else f"{elasticity:.4f}"]
        if uncertain:
            row += [figure(float(found.deviations[i])), signed_percent(float(found.variance_shares[i]))]
        row.append(f"{figure(float(found.amounts[i]))} {found.texts['unit'][i]}".rstrip())
        rows.append([*row, label])
    shown = f"{len(found)} of {count(found.count, 'line')}, by {found.rank}"
    screen.table(f"What the score depends on: {shown}", titles, rows, right=range(len(titles) - 1))
