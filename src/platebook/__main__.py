"""``python -m platebook``."""

from platebook.cli import main

main()
