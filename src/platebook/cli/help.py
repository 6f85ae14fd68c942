"""The format of help: arguments without their Python types, completion options hidden."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_SHELL = ("--install-completion", "--show-completion")


class Command(TyperCommand):
    """A command whose help names its arguments as the manual does."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401  typer keeps its type
        """Give the usage line without braces: ``platebook new DIR``, ``preflight FILE...``."""
        pieces = super().collect_usage_pieces(ctx)
        return [piece.replace("{", "").replace("}", "") for piece in pieces]

    def format_options(self, ctx: object, formatter: object) -> None:
        """Write arguments and options."""
        _write(self, ctx, formatter)


class CommandGroup(TyperGroup):
    """The program's own help: its options, then its commands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write options, then commands."""
        _write(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def _write(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record and not record[0].startswith(_SHELL):
            name, words = record
            # Typer adds an argument's Python type, which is of no use to a user.
            rows[parameter.param_type_name].append((name.partition(" <")[0], words))
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        if rows[kind]:
            with formatter.section(title):
                formatter.write_dl(rows[kind])
