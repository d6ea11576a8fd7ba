"""Compare roos with its peers alternately in one process: ``python -m benchmarks.compare``.

Prints a table of ratios (median of the rounds' ratios, quartiles) and writes JSON; ratios above one mean that
roos is faster. The peers that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import libraries, registry
from benchmarks.measure import MANY, Measured, measure
from benchmarks.registry import Phase


def main(argv: list[str] | None = None) -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", action="append", help="case name; default: all")
    parser.add_argument("--size", type=float, help="value on the case's axis; default: its first")
    parser.add_argument("--growth", action="store_true", help="run the whole sweep of each case")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--many", type=int, default=MANY, help="demands of the batch phase")
    parser.add_argument("--peer", action="append", help="peer name; default: all installed")
    parser.add_argument("--phase", action="append", type=Phase, help="phase name; default: all")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args(argv)
    registry.load()
    found = registry.available_peers()
    missing = sorted(set(registry.PEERS) - set(found))
    wanted = ["roos", *(name for name in found if name != "roos")]
    if options.peer:
        wanted = ["roos", *options.peer]
    print(libraries.described())
    if missing:
        print("not installed, left out: " + ", ".join(missing))
    records = []
    for name in options.case or list(registry.CASES):
        case = registry.CASES[name]
        sweep = case.sweep if options.growth else (options.size or case.sweep[0],)
        for value in sweep:
            system = case.build(value, options.seed)
            if system is None:
                print(f"\n{name}: data not found, skipped")
                continue
            peers = {peer: found[peer]() for peer in wanted}
            measured = measure(
                system,
                peers,
                phases=tuple(options.phase or Phase),
                rounds=options.rounds,
                many=options.many,
            )
            label = name if len(case.sweep) == 1 else f"{name} {case.axis}={value:g}"
            print("\n" + table(label, measured, options.many))
            records.append(record(label, measured, options.many))
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")
    return 0


def table(label: str, measured: Measured, many: int) -> str:
    """Return a markdown table of one case."""
    peers = list(measured.disagreement)
    lines = [
        f"### {label}: n = {measured.size}, {measured.entries} entries",
        "",
        "| phase | roos, ms | " + " | ".join(f"{peer}, × longer" for peer in peers[1:]) + " |",
        "|---|---" + "|---" * (len(peers) - 1) + "|",
    ]
    for phase, timings in measured.timings.items():
        base = timings.get("roos") or measured.timings.get(Phase.REFACTORISE, {}).get("roos")
        if base is None:
            continue  # a numeric phase alone, and nothing of ours to hold beside it
        share = many if phase is Phase.SOLVE_MANY else 1
        cells = [f"{1e3 * base.median / share:.3g}" if "roos" in timings else "(refactorise)"]
        for peer in peers[1:]:
            if peer in timings:
                middle, low, high = timings[peer].ratio(base)
                cells.append(f"{middle:.3g} ({low:.3g}–{high:.3g})")
            else:
                cells.append("–")
        lines.append(f"| {phase}{' (per demand)' if share > 1 else ''} | " + " | ".join(cells) + " |")
    sizes = measured.bytes
    own = sizes.get("roos")
    lines.append(f"| bytes of factors | {own / 1e6:.3g} MB | " if own else "| bytes of factors | – | ")
    lines[-1] += " | ".join(f"{sizes[p] / own:.2g}" if sizes[p] and own else "–" for p in peers[1:]) + " |"
    return "\n".join(lines)


def record(label: str, measured: Measured, many: int) -> dict[str, object]:
    """Return plain values for JSON."""
    return {
        "case": label,
        "size": measured.size,
        "entries": measured.entries,
        "demands": many,
        "seconds": {
            str(phase): {peer: list(t.seconds) for peer, t in timings.items()}
            for phase, timings in measured.timings.items()
        },
        "factor_bytes": measured.bytes,
        "disagreement": measured.disagreement,
        "score_disagreement": measured.score_disagreement,
    }


if __name__ == "__main__":
    sys.exit(main())
