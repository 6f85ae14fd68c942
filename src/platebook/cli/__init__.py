"""The command line: commands and options, how a run ends, how help looks; nothing else."""

from platebook.cli.commands import main, run

__all__ = ["main", "run"]
