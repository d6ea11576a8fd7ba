"""What a result should not be read without: idle numbers, equal stages left out, open assumptions."""

from __future__ import annotations

from roos.errors import Finding, Severity
from roos.screening.assumptions import assumptions
from roos.screening.case import Case
from roos.screening.choices import ScreeningOptions
from roos.screening.selection import unused_numbers


def unused(case: Case) -> tuple[Finding, ...]:
    """Return a warning on numbers that no amount needs."""
    found = unused_numbers(case)
    if not found:
        return ()
    message = f"no amount needs {', '.join(dict.fromkeys(repr(one.name) for one in found))}"
    where = found[0].where or f"case {case.id!r}"
    return (
        Finding("W419", Severity.WARNING, message, where, "correct the name, or take it out", len(found)),
    )


def partial(case: Case, options: ScreeningOptions) -> tuple[Finding, ...]:
    """Return a note that what is equal on both sides is not in the denominator (row 11)."""
    if options.denominator == "full" and any(one.shared for one in case.stages):
        return ()
    left = [one.name for one in case.stages if one.shared]
    message = (
        "stages that are equal on both sides are left out: the percentages are of a part of the life cycle"
    )
    where = f"case {case.id!r}" + (f": {', '.join(left)}" if left else "")
    return (Finding("W418", Severity.NOTE, message, where, "do not compare percentages between cases"),)


def unconfirmed(case: Case) -> tuple[Finding, ...]:
    """Return a note on assumptions that the company has not confirmed, a warning on those that it refused."""
    assumed = assumptions(case)
    words = {"refused": ("refused", Severity.WARNING), "proposed": ("only proposed", Severity.NOTE)}
    made = []
    for state, (word, severity) in words.items():
        found = [one for one in assumed if one.origin.state == state]
        if found:
            message = f"{len(found)} {'assumption is' if len(found) == 1 else 'assumptions are'} {word}"
            where = f"case {case.id!r}: {', '.join(dict.fromkeys(one.name for one in found))}"
            hint = "`roos case show` lists them with reason and bias"
            made.append(Finding("W417", severity, message, where, hint, len(found)))
    return tuple(made)
