"""The words: RESULTS.md and the README's table, from the recorded rows alone."""

from __future__ import annotations

from benchmarks.page.record import COLUMNS, FLOOR, OURS, Results, Row

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
HEAD = """# What was measured

Written by `make bench` (`python -m benchmarks.page`) from [results.json](results.json), where the seconds of
every round stand; nothing here is written by hand. How the figures are made: [README](README.md).
"""
READING = """
roos: median time. Peers: how many times as long they take, median of the rounds' ratios, and their own median
time; all take turns in one process on the same matrix, calls above 2 s once, and answers are compared before
anything is timed. The floor is the fastest the machine did the part of the work that cannot be avoided; the
last column says how many times as long roos takes.
"""


def page(results: Results) -> str:
    """Return the whole of RESULTS.md."""
    sizes = sorted(results.sizes, reverse=True)
    return "\n".join(
        [
            HEAD,
            f"{when(results)}\n",
            *(f"* {line}" for line in results.measured_with),
            READING,
            *(f"* *{column}*: {text}" for column, text in COLUMNS.items()),
            *(part for size in sizes for part in ("", f"## n = {spaced(size)}", "", table(results, size))),
            "",
            "## Pictures",
            "",
            f"![times at n = {spaced(sizes[0])}, logarithmic](results.svg)",
            "",
            "![times over size, log-log](results-growth.svg)",
            "",
            "Six sizes up to 100 000, and memory: [growth](growth.svg), by `python -m benchmarks.growth`.",
            "",
        ]
    )


def table(results: Results, size: int) -> str:
    """Return the table of one size, with floors and what is left out explained below."""
    rows = [row for row in results.rows if row.size == size]
    peers = [column for column in COLUMNS if column != OURS]
    lines = [
        "| | roos | " + " | ".join(peers) + " | floor | roos over the floor |",
        "|---" * (len(peers) + 4) + "|",
    ]
    for row in rows:
        cells = [_time(row, OURS), *(_beside(row, peer) for peer in peers), _floor(row), _over(row)]
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    worst = max((row.difference for row in rows if row.difference is not None), default=None)
    lines += [
        "",
        "Floors:",
        "",
        *(f"* {'; '.join(names)}: **{text}**" for text, names in _floors(rows).items()),
        "",
        "No figure:",
        "",
        *(f"* {where}: **{why}**" for why, where in _left_out(rows).items()),
    ]
    if worst is not None:
        lines += [
            "",
            f"Largest difference between answers, relative to the largest of the column: {worst:.1e}.",
        ]
    return "\n".join(lines)


def readme_table(results: Results) -> str:
    """Return what stands in README.md between the markers: the largest size, ratios alone."""
    size = max(results.sizes)
    peers = [column for column in COLUMNS if column != OURS]
    lines = [
        BEGIN,
        f"| n = {spaced(size)} | roos | " + " | ".join(peers) + " | roos over the floor |",
        "|---" * (len(peers) + 3) + "|",
    ]
    for row in results.rows:
        if row.size == size:
            cells = [_time(row, OURS), *(_ratio(row, peer) for peer in peers), _over(row)]
            lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        f"{when(results)} {results.measured_with[0] if results.measured_with else ''}",
        END,
    ]
    return "\n".join(lines)


def with_table(readme: str, results: Results) -> str:
    """Return the README with the table between its markers replaced."""
    before, rest = readme.split(BEGIN)
    return before + readme_table(results) + rest.split(END)[1]


def when(results: Results) -> str:
    """Return dates and commits of the rows."""
    dates = sorted({row.date for row in results.rows})
    commits = list(dict.fromkeys(row.commit for row in results.rows))
    days = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"Measured on {days} at commit {', '.join(commits)}."


def spaced(number: int) -> str:
    """Return a number with its thousands apart."""
    return f"{number:,}".replace(",", " ")


def times(ratio: float) -> str:
    """Return a ratio, two digits."""
    return f"{ratio:.2g} ×" if ratio < 99.5 else f"{spaced(int(float(f'{ratio:.2g}')))} ×"


def shown(seconds: float) -> str:
    """Return a time in the unit that suits it, three digits."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1.0 or unit == "µs":
            return (
                f"{seconds * factor:.3g} {unit}"
                if seconds * factor < 1000
                else f"{seconds * factor:.0f} {unit}"
            )
    raise AssertionError


def _time(row: Row, column: str) -> str:
    timing = row.timing(column)
    return "–" if timing is None else shown(timing.median)


def _ratio(row: Row, column: str) -> str:
    theirs, ours = row.timing(column), row.timing(OURS)
    if theirs is None or ours is None:
        return "–"
    return times(theirs.ratio(ours)[0])


def _beside(row: Row, column: str) -> str:
    timing = row.timing(column)
    return "–" if timing is None else f"{_ratio(row, column)} ({shown(timing.median)})"


def _over(row: Row) -> str:
    # not measured in turn, so no ratios of rounds; and a floor is the fastest that was seen
    ours, floor = row.timing(OURS), row.timing(FLOOR)
    return "–" if ours is None or floor is None else times(ours.median / min(floor.seconds))


def _floor(row: Row) -> str:
    floor = row.timing(FLOOR)
    return "–" if floor is None else shown(min(floor.seconds))


def _floors(rows: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.floor, []).append(row.name)
    return found


def _left_out(rows: list[Row]) -> dict[str, str]:
    """Return why → where, columns of the same rows together."""
    places: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for column, why in row.left_out.items():
            if not row.timing(column):
                places.setdefault(why, {}).setdefault(row.name, []).append(column)
    joined: dict[str, str] = {}
    for why, by_row in places.items():
        columns = dict.fromkeys(column for found in by_row.values() for column in found)
        joined[why] = f"{'; '.join(by_row)} (*{'*, *'.join(columns)}*)"
    return joined
