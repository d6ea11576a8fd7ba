"""What every computing command tells people: scores, certificate, findings, timings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from roos.certificate import Certificate
from roos.coverage import Coverage
from roos.errors import Finding, Severity, by_gravity
from roos.results import Results
from roos_cli.pipeline import Run
from roos_cli.screen import Screen
from roos_cli.text import count, figure, percent


def show_run(screen: Screen, run: Run, *, explain: bool = False) -> None:
    """Print what was computed, how well, and what to know about it."""
    results = run.results
    screen.say(
        f"{run.system.name}: {count(len(results.demands), 'demand')} × "
        f"{count(len(results.categories), 'category', 'categories')} of {run.method.name}, "
        f"{results.direction}."
    )
    screen.say(coverage_line(run.coverage))
    if explain:
        screen.say("Paths that were weighed:")
        for line in results.explanation:
            screen.say(f"  {line}")
    if len(results.demands) <= 3:
        show_scores(screen, results)


def coverage_line(seen: Coverage) -> str:
    """Return how much of what an inventory exchanges with nature is counted, in one sentence."""
    if not seen.in_use:
        return "Nothing is exchanged with nature: every score is zero."
    covered = seen.in_use - seen.uncovered.size
    text = f"Counted by some category: {covered} of {count(seen.in_use, 'flow')} in use"
    if seen.main_unit is not None:
        share = percent(1.0 - seen.uncovered_shares[seen.main_unit])
        text += f", {share} of {seen.main_unit or 'the amounts'} (mean share of what an activity exchanges)"
    return text + "."


def show_scores(screen: Screen, results: Results) -> None:
    """Print every score of a few demands."""
    rows = [
        (name, results.categories.units[k], *(figure(float(value)) for value in results.scores[:, k]))
        for k, name in enumerate(results.categories.names)
    ]
    numbers = range(2, 2 + len(results.demands))
    screen.table("Scores", ("category", "unit", *results.demands.ids), rows, right=numbers)


def show_certificate(screen: Screen, certificate: Certificate) -> None:
    """Print the verdict and the figures behind it."""
    summary = certificate.summary()
    condition = summary["condition_estimate"]
    screen.say(f"Certificate: {certificate.status}.")
    screen.say(
        f"  largest error {certificate.kind} {summary['relative_bound_max']:.1e} of its contributions; "
        f"backward error at most {summary['backward_error_max']:.1e} after at most "
        f"{count(summary['refinement_steps_max'], 'refinement step')}; backend {certificate.backend}"
        + (f"; condition about {condition:.1e}" if isinstance(condition, float) else "")
        + "."
    )


def show_findings(
    screen: Screen,
    findings: Sequence[Finding],
    *,
    title: str = "To know",
    notes: bool = True,
    limit: int | None = None,
) -> None:
    """Print findings as a table, the gravest first.

    Parameters
    ----------
    notes
        Print notes as well; otherwise only how many there are, since they belong to the data, not to the run.
    limit
        Most findings to print; the rest is counted.
    """
    if not notes:
        rest = [finding for finding in findings if finding.severity is not Severity.NOTE]
        show_findings(screen, rest, title=title)
        if len(rest) < len(findings):
            notes_left = count(len(findings) - len(rest), "note")
            screen.say(f"And {notes_left} on the data: in run.json and by `roos check`.")
        return
    if not findings:
        return
    rows = [
        (
            finding.code,
            finding.severity.value,
            finding.message
            + (f"\nwhere: {_shortened(finding.where)}" if finding.where else "")
            + (f"\nhint: {finding.hint}" if finding.hint else ""),
        )
        for finding in by_gravity(findings)[:limit]
    ]
    screen.table(title, ("code", "", "what"), rows)
    if len(rows) < len(findings):
        screen.say(f"And {count(len(findings) - len(rows), 'more finding')}: --json.")


def show_timings(screen: Screen, timings: Mapping[str, float]) -> None:
    """Print seconds per phase on one line."""
    parts = ", ".join(f"{phase} {seconds:.2f} s" for phase, seconds in timings.items())
    screen.say(f"Time: {parts}; {sum(timings.values()):.2f} s in all.")


def _shortened(text: str, limit: int = 300) -> str:
    """Return the start of a long list and how many more there are; --json has all that was named."""
    if len(text) <= limit:
        return text
    more = re.search(r"; and [0-9]+ more$", text)
    tail = more[0] if more else ""
    return text[: limit - 1 - len(tail)] + "…" + tail
