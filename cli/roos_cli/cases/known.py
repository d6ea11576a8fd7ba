"""What to know of a screening, in few lines: what differs by case gathered, notes on the data counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roos.errors import Finding, Severity
from roos_cli.report import show_findings
from roos_cli.screen import Screen
from roos_cli.text import count


def show_known(screen: Screen, findings: Sequence[Finding], inventory: str = "profiles") -> None:
    """Print warnings once each, then open assumptions and partial life cycles in a sentence each.

    Parameters
    ----------
    inventory
        Locator whose notes ``roos check`` prints in full.
    """
    show_findings(screen, gathered([one for one in findings if one.severity is not Severity.NOTE]))
    notes = [one for one in findings if one.severity is Severity.NOTE]
    open_ = [one for one in notes if one.code == "W417"]
    partial = [one for one in notes if one.code == "W418"]
    if open_:
        total = count(sum(one.count for one in open_), "assumption")
        whose = "" if len(open_) == 1 else f" of {len(open_)} cases"
        screen.say(
            f"Not confirmed by the company: {total}{whose}. `roos case show` lists them with bias and state."
        )
    if partial:
        screen.say(
            "Stages that are equal on both sides are left out: do not compare percentages between cases."
        )
    rest = len(notes) - len(open_) - len(partial)
    if rest:
        screen.say(f"And {count(rest, 'note')} on the data: in --json and by `roos check {inventory}`.")


def gathered(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with those that say the same of several cases put together."""
    made: list[Finding] = []
    for one in findings:
        alike = [other for other in findings if (other.code, other.hint) == (one.code, one.hint)]
        if one.code not in ("W415", "W416", "W417", "W419") or len(alike) == 1:
            made.append(one)
        elif alike[0] is one:
            message = f"in {len(alike)} results or cases, first: {one.message}"
            where = "; ".join(dict.fromkeys(other.where for other in alike))
            made.append(replace(one, message=message, where=where, count=sum(o.count for o in alike)))
    return made
