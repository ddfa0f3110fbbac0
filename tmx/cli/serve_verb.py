"""`sixfold serve`: the web app of a memory, on this machine."""

import sys
from pathlib import Path

import click

from tmx.cli.output import print_line, warn


@click.command(name="serve")
@click.argument("memory")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8470,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes any that is free.",
)
@click.option("--reviewer", help="Name that decisions are signed with; your login by default.")
@click.option("--browser", is_flag=True, help="Open the address in the browser.")
def command(memory: str, *, port: int, reviewer: str | None, browser: bool) -> None:
    """Serve MEMORY as a web app on this machine: look up, read, review, report.

    MEMORY is a file made by 'sixfold align', or the folder it lies in. Prints the address to open;
    it holds the key without which nothing can be changed. Stop it with Ctrl-C.

    Example: sixfold serve demo/memory.db
    """
    from tmx.web.server import serve

    def tell(address: str) -> None:
        print_line(address)
        sys.stdout.flush()
        warn("open this address in a browser; Ctrl-C stops the server")
        if browser:
            click.launch(address)

    path = Path(memory)
    serve(path / "memory.db" if path.is_dir() else path, port=port, reviewer=reviewer, tell=tell)
