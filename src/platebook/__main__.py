"""The program ``platebook``, and ``python -m platebook``.

Until ``program.begin`` a signal ends the program as it ends any Python program, so nothing is
imported before it that is not needed for it.
"""

from __future__ import annotations

import gc
import sys

from platebook.files import program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Take over streams and interrupts before anything else is loaded, then run the command."""
    gc.disable()  # what is loaded stays; a command says when to look for garbage
    program.begin()
    program.require_memory()
    from platebook.cli import stdout

    if (code := stdout.answer(sys.argv[1:])) is not None:
        program.end(code)
    from platebook.cli import commands

    commands.main()


if __name__ == "__main__":
    main()
