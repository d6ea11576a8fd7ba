"""Published figures of real databases, beside which `facts` holds ours."""

from __future__ import annotations

from typing import Final

from roos_inventories.synthetic.facts import Fact

EI391: Final = "ecoinvent 3.9.1 cut-off, import log"
USLCI: Final = "USLCI FY17, measured"

#: Figure of `facts` → what is published, and where.
PUBLISHED: Final[dict[str, tuple[str, str]]] = {
    "activities": ("21 238; 26 533 in 3.12", EI391 + "; premise_database_setup of RWTH-LTT/optimex"),
    "entries of A": ("≤ 267 242; ≤ 339 051 in 3.12", EI391 + " (exchanges before summing duplicates)"),
    "entries of A per column": ("≤ 12.6; 12.8 in 3.12", EI391),
    "largest strong component": (
        "one single large one",
        "Kuczenski 2015, doi 10.1007/s11367-015-0972-x; its size in ecoinvent 3 is not published",
    ),
    "entries in top 1 % of rows": ("0.37–0.46", "USLCI and premise inventories, measured"),
    # A row that nobody uses cannot belong to a cycle: with 40 % of them no strong component can hold
    # more than 60 %. USLCI is a foreground with cut-off inputs; ecoinvent is a linked background.
    "rows never used by others": (
        "0.40–0.62",
        "USLCI, premise inventories; excluded by a strong component above 0.9, so not aimed at",
    ),
    "inputs per column, p50/p90/p99/max": ("5/9/26/35; 5/29/71/279", USLCI + "; premise inventories"),
    "log10 |a_ij/a_jj|, p1/25/50/75/99": ("−9.0/−3.3/−1.5/−0.5/3.4", USLCI),
    "negative reference flows": ("a few per cent", "waste treatment in ecoinvent cut-off"),
    "flows in use": ("2 420; 1 613 in 2.2", "brightway2 notebooks"),
    "entries of B": ("≤ 407 351", EI391),
    "entries of B per column": ("≤ 19.2", EI391),
    "entries of B per column, p50/p90/p99/max": ("3/35/604/1199", USLCI),
    "log10 |b|, min/max": ("−35/16", USLCI),
    "SuperLU fill, A over Aᵀ": ("8.6", "ecoinvent 3.9 cut-off, bw2calc pull request 176"),
    # UMFPACK prints max |u_ii| / min |u_ii| of a matrix it has row-scaled: a lower figure than the norm.
    "condition, 1-norm": (
        "1e18; UMFPACK's estimate 4e12 – 1.7e14",
        USLCI + "; bw_timex, premise 3.11 to Regioinvent",
    ),
}


def as_markdown(measured: dict[str, Fact]) -> str:
    """Return the table of ours beside theirs."""
    lines = ["| figure | ours | published | source |", "|---|---|---|---|"]
    for name, value in measured.items():
        figure, source = PUBLISHED.get(name, ("–", ""))
        title = name.replace("|", "\\|")
        lines.append(f"| {title} | {_written(value)} | {figure} | {source} |")
    return "\n".join(lines)


def _written(value: Fact) -> str:
    if isinstance(value, tuple):
        return "/".join(_written(part) for part in value)
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e9):
        return f"{int(value):,}".replace(",", " ")
    if abs(value) >= 1e5:
        return f"{value:.1e}"
    return f"{value:.3f}".replace("-", "−") if abs(value) < 1 else f"{value:.1f}".replace("-", "−")
