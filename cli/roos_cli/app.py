"""The tree of commands; each one is imported only when it is asked for."""

from __future__ import annotations

import importlib
import os

import click

from roos import __version__

#: Command → module below ``roos_cli.commands`` and one line of help, in the order a newcomer needs them.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Score and price 1 000 demands on a real inventory."),
    "check": ("check", "Say what is in an inventory and what is wrong with it."),
    "find": ("find", "Find products, activities, flows or categories by words."),
    "list": ("listing", "List the inventories, methods or price sets at hand."),
    "demands": ("demands", "Make a demand file to fill in."),
    "solve": ("solve", "Score, and price, the demands of a file."),
    "sweep": ("sweep", "Score demands under every scenario of a sweep file."),
    "monte-carlo": ("monte_carlo", "Score demands with amounts drawn from their distributions."),
    "plot": ("plot", "Draw results: lines, a heat map or bars, as SVG or PNG."),
    "samples": ("samples", "Show samples of monte-carlo: distributions, or a case against its baseline."),
    "contributions": ("contributions", "Say what one score is made of, or follow its supply chain."),
    "sensitivity": ("sensitivity", "Say which exchanges and factors one score depends on most."),
    "case": ("case", "Screen an innovation against its baseline: 13 cases of TNO, or your own."),
    "convert": ("convert", "Write an inventory in another format."),
    "data": ("data", "Fetch inventories that roos may not ship."),
    "doctor": ("doctor", "Show versions, folders and caches, and prove that roos works here."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in reading order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"roos_cli.commands.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name those that resemble what was typed."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            ctx.fail(f"there is no command {args[0]!r}" + (f"; nearest: {', '.join(near)}" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 every cell computed and certified; 1 a fault in roos itself; 2 wrong use or bad "
    "input; 3 not certified; 4 singular; 74 cannot write; 130, 143 stopped.",
)
@click.version_option(__version__, "-V", "--version", message="roos %(version)s")
@click.option("--no-cache", is_flag=True, help="Read anew and keep nothing for later (ROOS_NO_CACHE=1).")
def roos(no_cache: bool = False) -> None:
    """Life cycle assessment: many demands solved, characterised and priced, every number certified.

    INVENTORY is textbook, textbook:NAME, profiles, synthetic, brightway:PROJECT/DATABASE, or the path of
    a file or folder, whose format is told by what is in it; `roos list inventories` shows all formats.
    """
    if no_cache and "ROOS_NO_CACHE" not in os.environ:
        os.environ["ROOS_NO_CACHE"] = "1"
        click.get_current_context().call_on_close(lambda: os.environ.pop("ROOS_NO_CACHE", None))
