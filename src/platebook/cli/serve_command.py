"""The command ``serve``: the desk in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import MUCH, answering
from platebook.cli.options import Quiet, Story

Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="N",
        min=0,
        max=65535,
        help="The port to serve at; without it, a free one near 8300.",
        show_default=False,
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open the browser too.")]
Poll = Annotated[
    bool,
    typer.Option(
        "--poll", help="Look for changes by polling, for drives that send no events (network)."
    ),
]


def serve(
    story: Story = Path("story"),
    port: Port = None,
    open_: Open = False,
    poll: Poll = False,
    quiet: Quiet = False,
) -> None:
    """Show both books in the browser while you work on the story, until Ctrl-C.

    Prints the address to open. Only this machine's user can use it. What you save, in any editor,
    shows at once; nothing is built until you ask for it.
    """
    with answering(quiet=quiet, megabytes=MUCH) as answer:
        from platebook.desk.serve import serve as run

        def say(address: str) -> None:
            answer.give([address])
            answer.terminal.say("The desk is open at this address. Ctrl-C closes it.")

        run(story, port=port, open_browser=open_, poll=poll, say=say)
