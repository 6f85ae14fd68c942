"""The program ``platebook``, and ``python -m platebook``."""

from typing import NoReturn

from platebook.files import process


def main() -> NoReturn:
    """Take over streams and interrupts before anything else is loaded, then run the command."""
    process.begin()
    from platebook import cli

    cli.main()


if __name__ == "__main__":
    main()
