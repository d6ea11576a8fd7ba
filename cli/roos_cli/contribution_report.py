"""Contributions and trees for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from roos.contributing.table import Contributions
from roos.contributing.tree import Node, Tree
from roos_cli.contribution_run import Answer
from roos_cli.report import coverage_line, show_findings, show_timings
from roos_cli.screen import Screen
from roos_cli.text import count, figure, percent, signed_percent

#: How branches are drawn: last child, other child, what stands under each, and what goes on.
_BOXES = ("└─ ", "├─ ", "   ", "│  ", "…")
_PLAIN = ("`- ", "|- ", "   ", "|  ", "...")

_UNITLESS = "(no unit)"


def show(screen: Screen, given: Answer) -> None:
    """Print a table or a tree, the score it adds up to, and what to know about it."""
    found = given.found
    method = given.system.characterisation
    assert method is not None
    category = method.categories.describe(method.categories.position(found.category))
    under = f" under {found.scenario!r}" if found.scenario else ""
    screen.say(f"{given.system.name}{under}: {found.demand!r} in {category}, {method.name}.")
    screen.say(coverage_line(given.coverage))
    if isinstance(found, Tree):
        show_tree(screen, found)
    else:
        show_contributions(screen, found)
    relative = found.bound / abs(found.score) if found.score else 0.0
    screen.say(
        f"Score: {figure(found.score)} {found.unit or _UNITLESS}, right to {relative:.0e} of it."
        if relative
        else f"Score: {figure(found.score)} {found.unit or _UNITLESS}."
    )
    _show_findings(screen, given)
    show_timings(screen, given.timings)


def _show_findings(screen: Screen, given: Answer) -> None:
    """Print what was noticed on the way to this score or was allowed for it; count what else is known."""
    method = given.system.characterisation
    assert method is not None
    known = {*given.system.findings, *method.findings}
    noticed = [finding for finding in given.found.findings if finding not in known]
    allowed = [finding for finding in given.findings if finding.code.startswith("E")]
    own = tuple(dict.fromkeys((*allowed, *noticed)))
    show_findings(screen, own)
    others = len(given.findings) - len(own)
    if others:
        screen.say(f"And {count(others, 'finding')} on inventory and method: `roos check`, and --json.")


def show_contributions(screen: Screen, found: Contributions) -> None:
    """Print the lines, the rest, and how burdens and credits stand to each other."""
    told_apart = found.by == "input" and found.group is None
    several = len(set(found.columns.get("demanded", ()))) > 1
    units = found.columns.get("unit", ("",) * len(found))
    rows = []
    for i, label in enumerate(_short(found)):
        row = [figure(float(found.values[i])), signed_percent(float(found.shares[i]))]
        if found.group is None:
            row.append(f"{figure(float(found.amounts[i]))} {units[i]}".rstrip())
        if told_apart:
            row.append(found.roles[i])
        row.append(label + (f" for {found.columns['demanded'][i]}" if several else ""))
        rows.append(row)
    titles = [found.unit or _UNITLESS, "share", *(["amount"] if found.group is None else [])]
    titles += ["role"] if told_apart else []
    if found.left_out:
        blank = [""] * (len(titles) - 2)
        words = f"rest: {count(found.left_out, 'smaller line')}"
        rows.append([figure(found.rest), signed_percent(found.rest_share), *blank, words])
    what = found.group or found.by
    if rows:
        screen.table(f"Contributions by {what}", (*titles, what), rows, right=range(len(titles) - told_apart))
    else:
        screen.say("Nothing contributes.")
    if found.size > abs(found.total) * (1 + 1e-9):
        screen.say(
            f"Burdens and credits cancel in part: shares are of the sum of absolute contributions, "
            f"{figure(found.size)} {found.unit}."
        )


def _short(found: Contributions) -> tuple[str, ...]:
    """Return names and places, with ids only where lines could not be told apart otherwise."""
    if found.group is not None:
        return found.labels
    columns = found.columns
    pairs = zip(columns["name"], columns["location"], strict=True)
    texts = [f"{name} [{location}]" if location else name for name, location in pairs]
    if "flow name" in columns:
        texts = [f"{text}: {flow}" for text, flow in zip(texts, columns["flow name"], strict=True)]
    several = zip(texts, found.roles, columns.get("demanded", found.roles), strict=True)
    if len(set(several)) == len(texts):
        return tuple(texts)
    return tuple(label.removeprefix("direct: ") for label in found.labels)


def show_tree(screen: Screen, tree: Tree) -> None:
    """Print a tree, one line per node; what is left out beside other inputs is a branch of its own."""
    if not tree.nodes:
        screen.say("Nothing contributes.")
        return
    stream = sys.stderr if screen.data_on_stdout else sys.stdout
    lines = list(tree_lines(tree, boxes=_can_draw(stream.encoding)))
    wide = [max(len(line[column]) for line in lines) for column in range(3)]
    for line in lines:
        numbers = "  ".join(text.rjust(width) for text, width in zip(line[:3], wide, strict=True))
        screen.say(f" {numbers}  {line[3]}".rstrip())
    screen.say(
        f"Share of the score; score and direct part in {tree.unit or _UNITLESS}; "
        f"{count(tree.depth, 'tier')}, nodes from {percent(tree.cut_off)} on; what goes on ends in dots."
    )


def tree_lines(tree: Tree, *, boxes: bool = True) -> Iterator[tuple[str, str, str, str]]:
    """Yield share, score, direct part and a drawn product, the titles first.

    Parameters
    ----------
    boxes
        Draw with box characters instead of plain ones.
    """
    last_child, child, under_last, under, more = _BOXES if boxes else _PLAIN
    yield "share", "score", "direct", "product"
    below: dict[int, list[int]] = {}
    for number, node in enumerate(tree.nodes):
        below.setdefault(node.parent, []).append(number)
    # (number of a node or None for a rest, its score, what stands before it, whether it is the last one)
    stack: list[tuple[int | None, float, str, str]] = []

    def push(numbers: list[int], rest: float, before: str, *, top: bool) -> None:
        items: list[tuple[int | None, float]] = [(i, tree.nodes[i].score) for i in numbers]
        items += [(None, rest)] if rest else []
        for place, (number, score) in reversed(list(enumerate(items))):
            last = place == len(items) - 1
            mark = "" if top else last_child if last else child
            follow = "" if top else under_last if last else under
            stack.append((number, score, before + mark, before + follow))

    push(below.get(-1, []), tree.rest, "", top=True)
    while stack:
        number, score, drawn, follow = stack.pop()
        if number is None:
            yield _share(tree, score), figure(score), "", f"{drawn}rest of its inputs" if drawn else "rest"
            continue
        node = tree.nodes[number]
        text = drawn + _product(tree, node) + (f" {more}" if node.stopped else "")
        yield signed_percent(node.share), figure(node.score), figure(node.direct), text
        inputs = below.get(number, [])
        push(inputs, node.rest if inputs else 0.0, follow, top=False)  # of a leaf the figures tell it


def _share(tree: Tree, score: float) -> str:
    return signed_percent(score / tree.total) if tree.total else ""


def _product(tree: Tree, node: Node) -> str:
    name, location = tree.products.names[node.product], tree.products.locations[node.product]
    text = f"{name} [{location}]" if location else name
    text += f", {figure(node.amount)} {tree.products.units[node.product]}".rstrip()
    text += f" ({node.role})" if node.role not in ("demand", "input") else ""
    return text + (" (loop)" if node.loop else "")


def _can_draw(encoding: str | None) -> bool:
    try:
        "".join(_BOXES).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
