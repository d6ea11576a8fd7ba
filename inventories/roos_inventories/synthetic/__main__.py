"""Print the structure of a synthetic system beside published figures, as markdown."""

from __future__ import annotations

import argparse

from roos_inventories.synthetic.facts import facts
from roos_inventories.synthetic.generate import generate
from roos_inventories.synthetic.published import as_markdown


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m roos_inventories.synthetic", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale-decades", type=float, default=0.0)
    parser.add_argument("--loop-gain", type=float, default=0.9)
    parser.add_argument("--factors", action="store_true", help="factorise too: fill and condition (minutes)")
    given = parser.parse_args()
    system = generate(
        given.activities, given.seed, scale_decades=given.scale_decades, loop_gain=given.loop_gain
    )
    print(as_markdown(facts(system, factors=given.factors)))


if __name__ == "__main__":
    main()
